package value_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestInfiniteTimesAreRead: lists with rows whose times another program left
// without an end come whole, each row once, a row at a time.
func TestInfiniteTimesAreRead(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time, check_out_time) VALUES
		('late', 'checked_in', 'infinity', NULL), ('later', 'checked_out', 'infinity', 'infinity'), ('now', 'checked_in', now(), NULL),
		('early', 'checked_out', '-infinity', '-infinity'), ('earlier', 'checked_out', '-infinity', now())`)
	var names []string
	for f := (visits.Filter{View: visits.History, Limit: 1}); len(names) < 9; {
		page, err := s.Visits.List(t.Context(), s.Guard, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.Visits {
			names, f.After = append(names, v.Name), v.Cursor()
		}
		if !page.More {
			break
		}
	}
	if len(names) != 5 || names[2] != "now" || !strings.HasPrefix(names[0], "late") || !strings.HasPrefix(names[4], "earl") {
		t.Errorf("the register reads %v", names)
	}
	if slices.Sort(names); len(slices.Compact(names)) != 5 {
		t.Errorf("some came twice: %v", names)
	}

	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 10, '2026-01-01', 'infinity'),
		($1, 'Water', 20, 'infinity', 'infinity'), ($1, 'Water', 30, '-infinity', '-infinity')`, s.Units["A-101"])
	var bills []money.Bill
	for f := (money.BillFilter{Limit: 1}); len(bills) < 9; {
		page, err := s.Money.Bills(t.Context(), s.Admin, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Bills {
			bills, f.After = append(bills, b), b.Cursor()
		}
		if !page.More {
			break
		}
	}
	if len(bills) != 3 || bills[0].Amount != 2000 || bills[1].Amount != 1000 || bills[2].Amount != 3000 ||
		bills[1].Status != money.Unpaid || bills[2].Status != money.Overdue || bills[1].DueDate.Year != 9999 {
		t.Fatalf("the bills are %+v", bills)
	}
	// A bill that is never due is paid as any other, and stays so.
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Bills: []uuid.UUID{bills[1].ID}, Amount: 400, Method: money.Cash,
	}); err != nil {
		t.Error(err)
	}
	if n := s.Count(t, `bills WHERE id = $1 AND due_date = 'infinity' AND status = 'partially_paid' AND amount_paid = 4`, bills[1].ID); n != 1 {
		t.Error("the bill was changed otherwise")
	}
}

// TestUnreadableIsNoOutage: what the program cannot make sense of is not told as
// a database that is away.
func TestUnreadableIsNoOutage(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `ALTER TABLE units ALTER floor_number TYPE text`)
	_, err := s.Homes.Units(t.Context(), s.Admin, homes.UnitFilter{})
	datatest.Kind(t, err, fault.Internal)
}
