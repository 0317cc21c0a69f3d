package money_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// stands is a bill's amount, waived, paid, due and status as the store reads it.
func stands(tb testing.TB, s *datatest.Society, id uuid.UUID) string {
	tb.Helper()
	b, err := s.Money.Bill(tb.Context(), s.Admin, id)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Join([]string{b.Amount.String(), b.Waived.String(), b.Paid.String(), b.Due().String(), string(b.Status)}, " ")
}

func wantStands(tb testing.TB, s *datatest.Society, id uuid.UUID, want string) {
	tb.Helper()
	if got := stands(tb, s, id); got != want {
		tb.Errorf("the bill stands at %q, want %q", got, want)
	}
}

func TestRaiseBill(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key, n := uuid.New(), money.BillDraft{Unit: s.Units["A-101"], Type: "Parking", Amount: 1234_50, Description: "Second  car"}
	b, err := s.Money.RaiseBill(t.Context(), s.Admin, key, n)
	if err != nil {
		t.Fatal(err)
	}
	today := s.Settings.ThisDay()
	if b.Unit != "A-101" || b.Type != "Parking" || b.Amount != 1234_50 || b.Status != money.Unpaid || b.Due() != 1234_50 ||
		b.BillDate != today || b.DueDate != today.AddDays(15) || b.Description != "Second car" {
		t.Errorf("raised: %+v", b)
	}
	again, err := s.Money.RaiseBill(t.Context(), s.Admin, key, n)
	if err != nil || again.ID != b.ID {
		t.Errorf("a repeat gave %s, want %s: %v", again.ID, b.ID, err)
	}
	action, user, _, details := datatest.LastAudit(t, s, b.ID)
	after := details["after"].(map[string]any)
	if action != "BILL_CREATED" || *user != s.Admin.UserID || after["amount"] != 1234.5 || after["unit_id"] != s.Units["A-101"].String() {
		t.Errorf("audit: %s by %v: %v", action, user, details)
	}
	if n := s.Count(t, `bills`); n != 1 {
		t.Errorf("%d bills", n)
	}
}

func TestRaiseBillComplains(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	good := money.BillDraft{Unit: s.Units["A-101"], Type: "Water", Amount: 1}
	day := s.Settings.ThisDay()
	for field, spoil := range map[string]func(n *money.BillDraft){
		"unit":        func(n *money.BillDraft) { n.Unit = uuid.New() },
		"type":        func(n *money.BillDraft) { n.Type = money.LateFee },
		"amount":      func(n *money.BillDraft) { n.Amount = 0 },
		"due_date":    func(n *money.BillDraft) { n.BillDate, n.DueDate = day, day.AddDays(-1) },
		"description": func(n *money.BillDraft) { n.Description = strings.Repeat("x", 501) },
	} {
		n := good
		spoil(&n)
		_, err := s.Money.RaiseBill(t.Context(), s.Admin, uuid.New(), n)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad[field] == nil || len(e.Bad) != 1 {
			t.Errorf("%s: complaints %v", field, e.Bad)
		}
	}
	for _, odd := range []string{strings.Repeat("é", 60), "Wa\x00ter", "\xff", "", "water"} {
		n := good
		n.Type = odd
		_, err := s.Money.RaiseBill(t.Context(), s.Admin, uuid.New(), n)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["type"] == nil || len(e.Bad) != 1 {
			t.Errorf("type %q: complaints %v", odd, e.Bad)
		}
	}
	if n := s.Count(t, `bills`); n != 0 {
		t.Errorf("%d bills", n)
	}
}

func TestCorrectBill(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, 5)
	c := money.BillCorrection{
		Amount: 450_00, BillDate: b.BillDate, DueDate: b.DueDate.AddDays(-10), Description: "Water", Reason: "read wrongly", Seen: b,
	}
	fixed, err := s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), b.ID, c)
	if err != nil || fixed.Amount != 450_00 || fixed.DueDate != c.DueDate || fixed.Status != money.Overdue {
		t.Fatalf("corrected: %+v, %v", fixed, err)
	}
	action, _, _, details := datatest.LastAudit(t, s, b.ID)
	before, after := details["before"].(map[string]any), details["after"].(map[string]any)
	if action != "BILL_CORRECTED" || details["notes"] != "read wrongly" || before["amount"] != 500.0 || after["amount"] != 450.0 ||
		after["status"] != "overdue" || after["bill_type"] != nil {
		t.Errorf("audit: %s %v", action, details)
	}

	_, err = s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), b.ID, c)
	var theirs *fault.Conflict[money.Bill]
	if e := datatest.Kind(t, err, fault.Refused); !errors.As(err, &theirs) || theirs.Now.Version != fixed.Version || theirs.Who != "Asha Rao" {
		t.Errorf("a correction of what was seen before another's says %q, and shows %+v", e, theirs)
	}
	c.Seen, c.Reason = fixed, "  "
	_, err = s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), b.ID, c)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["reason"] == nil {
		t.Errorf("a correction without a reason: %v", e.Bad)
	}
	datatest.PayCash(t, s, 1_00)
	c.Seen, err = s.Money.Bill(t.Context(), s.Admin, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	c.Reason = "too late"
	_, err = s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), b.ID, c)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "1.00 is paid") {
		t.Errorf("a correction of a bill with a payment says %q", e)
	}
	wantStands(t, s, b.ID, "450.00 0.00 1.00 449.00 overdue")
}

func TestVoidBill(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, -5)
	paid := datatest.PayCash(t, s, 100_00)
	_, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), b.ID, "raised twice")
	datatest.Kind(t, err, fault.Refused)
	if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), paid.Payments[0].ID, "wrong bill"); err != nil {
		t.Fatal(err)
	}
	void, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), b.ID, "raised twice")
	if err != nil || void.Status != money.Void || void.VoidedAt == nil || void.VoidReason != "raised twice" || void.Due() != 0 {
		t.Fatalf("void: %+v, %v", void, err)
	}
	if got := datatest.Figures(t, s.Owner, b.ID); got != "0.00 500.00 paid" {
		t.Errorf("another program sees %q, want nothing due", got)
	}
	if action, _, _, details := datatest.LastAudit(t, s, b.ID); action != "BILL_VOIDED" || details["notes"] != "raised twice" {
		t.Errorf("audit: %s %v", action, details)
	}
	for name, try := range map[string]func() error{
		"void": func() error {
			_, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), b.ID, "again")
			return err
		},
		"waive": func() error {
			_, err := s.Money.WaiveBill(t.Context(), s.Admin, uuid.New(), b.ID, 1, "x")
			return err
		},
		"correct": func() error {
			_, err := s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), b.ID, money.BillCorrection{
				Amount: 600_00, BillDate: b.BillDate, DueDate: b.DueDate, Reason: "x", Seen: void,
			})
			return err
		},
	} {
		if e := datatest.Kind(t, try(), fault.Refused); !strings.Contains(e.Error(), "void") {
			t.Errorf("%s of a void bill says %q", name, e)
		}
	}
	_, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 1, Method: money.Cash})
	if e := datatest.Kind(t, err, fault.Invalid); !strings.Contains(e.Error(), "Nothing is due") {
		t.Errorf("paying a void bill says %q", e)
	}
	for status, want := range map[money.BillStatus]int{money.Void: 1, money.Paid: 0, money.Overdue: 0} {
		page, err := s.Money.Bills(t.Context(), s.Admin, money.BillFilter{Statuses: []money.BillStatus{status}})
		if err != nil || len(page.Bills) != want {
			t.Errorf("%d bills are %s, want %d: %v", len(page.Bills), status, want, err)
		}
	}
}

func TestWaiveBill(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, 5)
	waived, err := s.Money.WaiveBill(t.Context(), s.Admin, uuid.New(), b.ID, 200_00, "meter was broken")
	if err != nil || waived.Waived != 200_00 || waived.Due() != 300_00 {
		t.Fatalf("waived: %+v, %v", waived, err)
	}
	_, err = s.Money.WaiveBill(t.Context(), s.Admin, uuid.New(), b.ID, 300_01, "more")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["amount"] == nil || !strings.Contains(e.Error(), "Only 300.00") {
		t.Errorf("waiving more than is due says %q", e)
	}
	if action, _, _, details := datatest.LastAudit(t, s, b.ID); action != "BILL_WAIVED" || details["notes"] != "meter was broken" ||
		details["after"].(map[string]any)["waived_amount"] != 200.0 {
		t.Errorf("audit: %s %v", action, details)
	}
}

// TestWaiversAtOnce: eight admins waive a third each; three thirds fit.
func TestWaiversAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 300_00, 5)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = s.Money.WaiveBill(t.Context(), s.Admin, uuid.New(), b.ID, 100_00, "kindness")
		})
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_WAIVED'`); done != 3 || n != 3 {
		t.Errorf("%d of 8 waivers done with %d audit rows, want 3", done, n)
	}
	wantStands(t, s, b.ID, "300.00 300.00 0.00 0.00 paid")
}
