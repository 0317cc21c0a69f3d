package money_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestListsGoByPages reads each list in pages of two, filtered and not.
func TestListsGoByPages(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 5 {
		datatest.RaiseBill(t, s, 100_00, i-2) // two of them late
	}
	for range 3 {
		datatest.PayCash(t, s, 150_00)
	}
	var bills []string
	f := money.BillFilter{Limit: 2}
	for more := true; more; {
		page, err := s.Money.Bills(t.Context(), s.Staff, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Bills {
			bills = append(bills, fmt.Sprintf("%d %s", b.DueDate.DaysSince(s.Settings.ThisDay()), b.Status))
			f.After = b.Cursor()
		}
		more = page.More
	}
	if want := []string{"2 partially_paid", "1 paid", "0 paid", "-1 paid", "-2 paid"}; !slices.Equal(bills, want) {
		t.Errorf("bills %q, want %q", bills, want)
	}
	var payments []money.Payment
	y := money.PaymentFilter{Limit: 2}
	for more := true; more; {
		page, err := s.Money.Payments(t.Context(), s.Staff, y)
		if err != nil {
			t.Fatal(err)
		}
		payments = append(payments, page.Payments...)
		y.After = payments[len(payments)-1].Cursor()
		more = page.More
	}
	of := payments[3].Receipt
	for term, want := range map[string]int{
		"a101": 6, "MEERA": 6, "b204": 0, "farah": 0, of: 2, " " + strings.Replace(of, "-00000", "-", 1): 2, "2001-1": 0, "99999999999999-1": 0,
	} {
		page, err := s.Money.Payments(t.Context(), s.Staff, money.PaymentFilter{Search: term})
		if err != nil || len(page.Payments) != want || want == 2 && (page.Payments[0].Receipt != of || page.Payments[1].Receipt != of) {
			t.Errorf("%q finds %+v, want %d: %v", term, page.Payments, want, err)
		}
	}
	_, err := s.Money.Payments(t.Context(), s.Staff, money.PaymentFilter{Search: "--"})
	datatest.Kind(t, err, fault.Invalid)
	seen := map[uuid.UUID]bool{}
	for i, p := range payments {
		seen[p.ID] = true
		if i > 0 && p.At.After(payments[i-1].At) {
			t.Errorf("payment %d is newer than the one before it", i)
		}
	}
	if len(payments) != 6 || len(seen) != 6 {
		t.Errorf("%d payments, %d of them different, want 6", len(payments), len(seen))
	}
	var units []string
	a := money.AccountFilter{Limit: 2}
	for more := true; more; {
		page, err := s.Money.UnitAccounts(t.Context(), s.Staff, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range page.Accounts {
			units = append(units, u.Unit)
			a.After = u.Cursor()
		}
		more = page.More
	}
	if !slices.Equal(units, []string{"A-101", "A-102", "B-204"}) {
		t.Errorf("accounts %v", units)
	}
}

func TestFindAccounts(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 100_00, -2)
	datatest.RaiseBill(t, s, 50_00, 2)
	phone := datatest.Scan[string](t, s.Owner, `SELECT phone_number FROM users WHERE id = $1`, s.Arun.UserID)
	for term, want := range map[string][]string{
		"a101": {"A-101"}, "A-1": {"A-101", "A-102"}, "101": {"A-101"}, "meera": {"A-101"}, "JOSH": {"A-101"},
		"+91 " + phone: {"A-101"}, "farah": {"B-204"}, "nobody": nil, "a_01": {"A-01"}, "": {"A-101", "A-102", "B-204"},
	} {
		page, err := s.Money.UnitAccounts(t.Context(), s.Staff, money.AccountFilter{Search: term})
		if err != nil {
			t.Fatalf("%q: %v", term, err)
		}
		var got []string
		for _, a := range page.Accounts {
			got = append(got, a.Unit)
		}
		if term == "a_01" {
			want = nil // an underscore is no wildcard
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", term, got, want)
		}
	}
	page, err := s.Money.UnitAccounts(t.Context(), s.Staff, money.AccountFilter{Owing: true})
	if err != nil || len(page.Accounts) != 1 {
		t.Fatalf("owing: %+v, %v", page, err)
	}
	if a := page.Accounts[0]; a.Due != 150_00 || a.Late != 100_00 || a.Bills != 2 || a.Contact != "Meera Joshi" ||
		a.Oldest != s.Settings.ThisDay().AddDays(-2) {
		t.Errorf("owing: %+v", a)
	}
	bills, err := s.Money.Bills(t.Context(), s.Staff, money.BillFilter{Search: "meera", Statuses: []money.BillStatus{money.Overdue}})
	if err != nil || len(bills.Bills) != 1 || bills.Bills[0].Amount != 100_00 {
		t.Errorf("Meera's overdue bills: %+v, %v", bills, err)
	}
	_, err = s.Money.UnitAccounts(t.Context(), s.Staff, money.AccountFilter{Search: "--"})
	datatest.Kind(t, err, fault.Invalid)
}

// TestAdoptedBills: what another program wrote to the platform's columns alone is
// read with its defaults.
func TestAdoptedBills(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `ALTER TABLE bills DISABLE TRIGGER society360_bills_derive`)
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, status, created_at) VALUES
		($1, 'Sinking Fund', 900, '2024-01-01', '2024-01-15', NULL, NULL), (NULL, 'Water', 5, '2024-01-01', '2024-01-15', 'unpaid', NULL)`, s.Units["A-101"])
	s.Exec(t, `ALTER TABLE bills ENABLE TRIGGER society360_bills_derive`)
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, status, payment_date) SELECT id, 100, NULL, NULL FROM bills WHERE amount = 900`)
	s.Exec(t, `UPDATE payments SET payment_date = NULL`)
	unit := s.Units["A-101"]
	page, err := s.Money.Bills(t.Context(), s.Admin, money.BillFilter{Unit: &unit})
	if err != nil || len(page.Bills) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	if b := page.Bills[0]; b.Status != money.Overdue || b.Type != "Sinking Fund" || b.Due() != 800_00 || b.CreatedAt.IsZero() {
		t.Errorf("adopted: %+v", b)
	}
	payments, err := s.Money.Payments(t.Context(), s.Admin, money.PaymentFilter{Unit: &unit})
	if err != nil || len(payments.Payments) != 1 || payments.Payments[0].Status != money.PaymentSucceeded || !payments.Payments[0].At.Equal(time.Unix(0, 0)) {
		t.Errorf("adopted payments: %+v, %v", payments, err)
	}
	datatest.ChargesAutomatically(t, s)
	if _, err := s.Money.ChargeOverdue(t.Context(), role.Program(), nil); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `bills WHERE bill_type = 'Late Fee' AND amount = 40`); n != 1 || s.Count(t, `bills`) != 3 {
		t.Errorf("%d late fees of 40 on the adopted bill, want 1 and none on the bill of no unit", n)
	}
}
