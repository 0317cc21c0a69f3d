package data_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// TestBillsByRole writes out who may do what with bills: own is a resident of the
// bill's unit, foreign one of another.
func TestBillsByRole(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	setting(t, s, "billing.staff_records_payments", "true")
	b := raiseBill(t, s, 1000_00, -3)
	paid := payCash(t, s, 10_00)
	unit, today := s.Units["A-101"], s.Store.ThisDay()
	const (
		no  = data.Forbidden
		yes = data.Kind(255)
		not = data.NotFound
	)
	for name, c := range map[string]struct {
		try func(a data.Actor) error
		// admin, staff, guard, own, foreign, stranger
		want [6]data.Kind
	}{
		"Bill":        {func(a data.Actor) error { _, err := s.Store.Bill(ctx, a, b.ID); return err }, [6]data.Kind{yes, yes, no, yes, not, no}},
		"UnitDues":    {func(a data.Actor) error { _, err := s.Store.UnitDues(ctx, a, unit); return err }, [6]data.Kind{yes, yes, no, yes, not, no}},
		"PlanPayment": {func(a data.Actor) error { _, err := s.Store.PlanPayment(ctx, a, unit, 1); return err }, [6]data.Kind{yes, yes, no, yes, not, no}},
		"Receipt":     {func(a data.Actor) error { _, err := s.Store.Receipt(ctx, a, paid.ReceiptID); return err }, [6]data.Kind{yes, yes, no, yes, not, no}},
		"ReceiptOf":   {func(a data.Actor) error { _, err := s.Store.ReceiptOf(ctx, a, paid.Payments[0].ID); return err }, [6]data.Kind{yes, yes, no, yes, not, no}},
		"IssueReceipt": {func(a data.Actor) error {
			_, err := s.Store.IssueReceipt(ctx, a, uuid.New(), paid.Payments[0].ID)
			return err
		}, [6]data.Kind{yes, yes, no, yes, not, no}},
		"Defaulters":     {func(a data.Actor) error { _, err := s.Store.Defaulters(ctx, a, data.AgeingFilter{}); return err }, [6]data.Kind{yes, yes, no, no, no, no}},
		"Ageing":         {func(a data.Actor) error { _, err := s.Store.Ageing(ctx, a); return err }, [6]data.Kind{yes, yes, no, no, no, no}},
		"Takings":        {func(a data.Actor) error { _, err := s.Store.Takings(ctx, a, today); return err }, [6]data.Kind{yes, yes, no, no, no, no}},
		"PreviewRun":     {func(a data.Actor) error { _, err := s.Store.PreviewRun(ctx, a, today); return err }, [6]data.Kind{yes, no, no, no, no, no}},
		"PreviewOverdue": {func(a data.Actor) error { _, err := s.Store.PreviewOverdue(ctx, a); return err }, [6]data.Kind{yes, no, no, no, no, no}},
		"RaiseBill": {func(a data.Actor) error {
			_, err := s.Store.RaiseBill(ctx, a, uuid.New(), data.NewBill{Unit: unit, Type: "Water", Amount: 1})
			return err
		}, [6]data.Kind{yes, no, no, no, no, no}},
		"WaiveBill": {func(a data.Actor) error {
			_, err := s.Store.WaiveBill(ctx, a, uuid.New(), b.ID, 1, "x")
			return err
		}, [6]data.Kind{yes, no, no, no, no, no}},
		"VoidBill": {func(a data.Actor) error {
			_, err := s.Store.VoidBill(ctx, a, uuid.New(), raiseBill(t, s, 1, 1).ID, "x")
			return err
		}, [6]data.Kind{yes, no, no, no, no, no}},
		"CorrectBill": {func(a data.Actor) error {
			n := raiseBill(t, s, 1, 1)
			_, err := s.Store.CorrectBill(ctx, a, uuid.New(), n.ID, data.BillCorrection{Amount: 2, BillDate: n.BillDate, DueDate: n.DueDate, Reason: "x", Seen: n})
			return err
		}, [6]data.Kind{yes, no, no, no, no, no}},
		"Pay": {func(a data.Actor) error {
			_, err := s.Store.Pay(ctx, a, uuid.New(), data.NewPayment{Unit: unit, Amount: 1, Method: data.UPI, Reference: "U1"})
			return err
		}, [6]data.Kind{yes, yes, no, yes, not, no}},
		"ReversePayment": {func(a data.Actor) error {
			_, err := s.Store.ReversePayment(ctx, a, uuid.New(), payCash(t, s, 1).Payments[0].ID, "x")
			return err
		}, [6]data.Kind{yes, no, no, no, no, no}},
		"ChargeOverdue": {func(a data.Actor) error { _, err := s.Store.ChargeOverdue(ctx, a, nil); return err }, [6]data.Kind{yes, no, no, no, no, no}},
		"RunBills":      {func(a data.Actor) error { _, err := s.Store.RunBills(ctx, a, today, nil); return err }, [6]data.Kind{yes, no, no, no, no, no}},
		"Bills of all": {func(a data.Actor) error {
			page, err := s.Store.Bills(ctx, a, data.BillFilter{})
			if err == nil && !slices.ContainsFunc(page.Bills, func(b data.Bill) bool { return b.Unit == "A-101" }) {
				return &data.Error{Kind: data.NotFound}
			}
			return err
		}, [6]data.Kind{yes, yes, no, yes, not, no}},
		"Payments of all": {func(a data.Actor) error {
			page, err := s.Store.Payments(ctx, a, data.PaymentFilter{})
			if err == nil && !slices.ContainsFunc(page.Payments, func(p data.Payment) bool { return p.Unit == "A-101" }) {
				return &data.Error{Kind: data.NotFound}
			}
			return err
		}, [6]data.Kind{yes, yes, no, yes, not, no}},
		"Accounts of A-101": {func(a data.Actor) error {
			page, err := s.Store.Accounts(ctx, a, data.AccountFilter{Search: "a-101"})
			if err == nil && len(page.Accounts) == 0 {
				return &data.Error{Kind: data.NotFound}
			}
			return err
		}, [6]data.Kind{yes, yes, no, yes, not, no}},
	} {
		for i, actor := range []data.Actor{s.Guard, s.Stranger, s.Tenant, s.Meera, s.Staff, s.Admin} { // the refused ones first: nothing changes
			at := [6]int{2, 5, 4, 3, 1, 0}[i]
			changes := s.Count(t, `write_intents WHERE actor_id = $1`, actor.UserID)
			err := c.try(actor)
			want := c.want[at]
			if want == yes {
				if err != nil {
					t.Errorf("%s as %s: %v", name, actor.Role, err)
				}
				continue
			}
			kind(t, err, want)
			if now := s.Count(t, `write_intents WHERE actor_id = $1`, actor.UserID); now != changes {
				t.Errorf("%s as %s wrote something", name, actor.Role)
			}
		}
	}
}

// TestListsGoByPages reads each list in pages of two, filtered and not.
func TestListsGoByPages(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 5 {
		raiseBill(t, s, 100_00, i-2) // two of them late
	}
	for range 3 {
		payCash(t, s, 150_00)
	}
	var bills []string
	f := data.BillFilter{Limit: 2}
	for more := true; more; {
		page, err := s.Store.Bills(t.Context(), s.Staff, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Bills {
			bills = append(bills, fmt.Sprintf("%d %s", b.DueDate.DaysSince(s.Store.ThisDay()), b.Status))
			f.After = b.Cursor()
		}
		more = page.More
	}
	if want := []string{"2 partially_paid", "1 paid", "0 paid", "-1 paid", "-2 paid"}; !slices.Equal(bills, want) {
		t.Errorf("bills %q, want %q", bills, want)
	}
	var payments []data.Payment
	y := data.PaymentFilter{Limit: 2}
	for more := true; more; {
		page, err := s.Store.Payments(t.Context(), s.Staff, y)
		if err != nil {
			t.Fatal(err)
		}
		payments = append(payments, page.Payments...)
		y.After = payments[len(payments)-1].Cursor()
		more = page.More
	}
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
	a := data.AccountFilter{Limit: 2}
	for more := true; more; {
		page, err := s.Store.Accounts(t.Context(), s.Staff, a)
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
	raiseBill(t, s, 100_00, -2)
	raiseBill(t, s, 50_00, 2)
	phone := scan[string](t, s.Owner, `SELECT phone_number FROM users WHERE id = $1`, s.Arun.UserID)
	for term, want := range map[string][]string{
		"a101": {"A-101"}, "A-1": {"A-101", "A-102"}, "101": {"A-101"}, "meera": {"A-101"}, "JOSH": {"A-101"},
		"+91 " + phone: {"A-101"}, "farah": {"B-204"}, "nobody": nil, "a_01": {"A-01"}, "": {"A-101", "A-102", "B-204"},
	} {
		page, err := s.Store.Accounts(t.Context(), s.Staff, data.AccountFilter{Search: term})
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
	page, err := s.Store.Accounts(t.Context(), s.Staff, data.AccountFilter{Owing: true})
	if err != nil || len(page.Accounts) != 1 {
		t.Fatalf("owing: %+v, %v", page, err)
	}
	if a := page.Accounts[0]; a.Due != 150_00 || a.Late != 100_00 || a.Bills != 2 || a.Contact != "Meera Joshi" ||
		a.Oldest != s.Store.ThisDay().AddDays(-2) {
		t.Errorf("owing: %+v", a)
	}
	bills, err := s.Store.Bills(t.Context(), s.Staff, data.BillFilter{Search: "meera", Statuses: []data.BillStatus{data.Overdue}})
	if err != nil || len(bills.Bills) != 1 || bills.Bills[0].Amount != 100_00 {
		t.Errorf("Meera's overdue bills: %+v, %v", bills, err)
	}
	_, err = s.Store.Accounts(t.Context(), s.Staff, data.AccountFilter{Search: "--"})
	kind(t, err, data.Invalid)
}

// TestAdoptedBills: what another program wrote by the document alone is read with
// its defaults.
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
	page, err := s.Store.Bills(t.Context(), s.Admin, data.BillFilter{Unit: &unit})
	if err != nil || len(page.Bills) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	if b := page.Bills[0]; b.Status != data.Overdue || b.Type != "Sinking Fund" || b.Due() != 800_00 || b.CreatedAt.IsZero() {
		t.Errorf("adopted: %+v", b)
	}
	payments, err := s.Store.Payments(t.Context(), s.Admin, data.PaymentFilter{Unit: &unit})
	if err != nil || len(payments.Payments) != 1 || payments.Payments[0].Status != data.PaymentSucceeded || !payments.Payments[0].At.Equal(time.Unix(0, 0)) {
		t.Errorf("adopted payments: %+v, %v", payments, err)
	}
	if _, err := s.Store.ChargeOverdue(t.Context(), data.Program(), nil); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `bills WHERE bill_type = 'Late Fee' AND amount = 40`); n != 1 || s.Count(t, `bills`) != 3 {
		t.Errorf("%d late fees of 40 on the adopted bill, want 1 and none on the bill of no unit", n)
	}
}
