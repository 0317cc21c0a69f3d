package money_test

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestReversalAfterLateFee: of Rs 5,000 two are paid in time, three are late, and
// the fee is 5% of those three. Then the payment bounces: five are due again, the
// fee stays what it was, and no second one is charged.
func TestReversalAfterLateFee(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 5000_00, -1)
	paid := datatest.PayCash(t, s, 2000_00)
	preview, err := s.Money.PreviewOverdue(t.Context(), s.Admin)
	if err != nil || preview.Fees != 1 || preview.Total != 150_00 || len(preview.Lines) != 1 ||
		preview.Lines[0].Base != 3000_00 || preview.Lines[0].Percent != "5" || preview.Lines[0].Fee != 150_00 || preview.Lines[0].Unit != "A-101" {
		t.Fatalf("preview: %+v, %v", preview, err)
	}
	if done := datatest.Charge(t, s); done.Fees != 1 || done.Total != 150_00 {
		t.Fatalf("charged: %+v", done)
	}
	all := datatest.Fees(t, s)
	if len(all) != 1 || all[0].Amount != 150_00 || *all[0].FeeBase != 3000_00 || all[0].FeePercent != "5" || *all[0].LateFeeOf != b.ID ||
		all[0].Description != "Late fee on Water, two months" {
		t.Fatalf("fees: %+v", all)
	}
	fee := all[0].ID
	action, user, _, details := datatest.LastAudit(t, s, fee)
	if after := details["after"].(map[string]any); action != "LATE_FEE_CHARGED" || user != nil || after["fee_base"] != 3000.0 || after["fee_percent"] != 5.0 {
		t.Errorf("audit: %s by %v: %v", action, user, details)
	}

	if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), paid.Payments[0].ID, "it bounced"); err != nil {
		t.Fatal(err)
	}
	wantStands(t, s, b.ID, "5,000.00 0.00 0.00 5,000.00 overdue")
	wantStands(t, s, fee, "150.00 0.00 0.00 150.00 unpaid")
	if done := datatest.Charge(t, s); done.Fees != 0 {
		t.Errorf("charged again: %+v", done)
	}
	dues, err := s.Money.UnitDues(t.Context(), s.Admin, s.Units["A-101"])
	if err != nil || dues.Due != 5150_00 || dues.Late != 5000_00 {
		t.Errorf("due %s, late %s, want 5,150.00 and 5,000.00: %v", dues.Due, dues.Late, err)
	}

	seen, err := s.Money.Bill(t.Context(), s.Admin, fee)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), fee, money.BillCorrection{
		Amount: 100_00, BillDate: seen.BillDate, DueDate: seen.DueDate, Description: seen.Description, Reason: "less", Seen: seen,
	})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["amount"] == nil {
		t.Errorf("a corrected late fee: %v", e)
	}
	if _, err := s.Money.WaiveBill(t.Context(), s.Admin, uuid.New(), fee, 150_00, "the bank's mistake"); err != nil {
		t.Fatal(err)
	}
	wantStands(t, s, fee, "150.00 150.00 0.00 0.00 paid")
	if done := datatest.Charge(t, s); done.Fees != 0 {
		t.Errorf("charged again after the waiver: %+v", done)
	}
}

// TestLateFeeOnceAndNeverOnALateFee: whoever charges it, and however late the
// fee itself is.
func TestLateFeeOnceAndNeverOnALateFee(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	datatest.Setting(t, s, "billing.late_fee_percentage", "7.0")
	for range 30 {
		datatest.RaiseBill(t, s, 333_33, -10) // 7% is 23.3331
	}
	void := datatest.RaiseBill(t, s, 100_00, -10)
	if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), void.ID, "wrong"); err != nil {
		t.Fatal(err)
	}
	datatest.RaiseBill(t, s, 100_00, 0) // due today: not late yet
	results := make([]money.OverdueResult, 4)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			var err error
			if results[i], err = s.Money.ChargeOverdue(context.Background(), s.Admin, nil); err != nil {
				t.Errorf("charge: %v", err)
			}
		})
	}
	wg.Wait()
	said := 0
	for _, r := range results {
		said += r.Fees
	}
	if n := s.Count(t, `bills WHERE bill_type = 'Late Fee' AND amount = 23.33`); n != 30 || said != 30 {
		t.Errorf("%d fees of 23.33, and %d said to be charged, want 30", n, said)
	}
	s.Exec(t, `UPDATE bills SET due_date = due_date - 400 WHERE bill_type = 'Late Fee'`)
	if done := datatest.Charge(t, s); done.Fees != 0 {
		t.Errorf("late fees on late fees: %+v", done)
	}
	datatest.Setting(t, s, "billing.late_fee_percentage", "0")
	datatest.RaiseBill(t, s, 500_00, -1)
	if done := datatest.Charge(t, s); done.Fees != 0 {
		t.Errorf("fees of nothing: %+v", done)
	}
	datatest.Setting(t, s, "billing.late_fee_percentage", "2.5")
	if done := datatest.Charge(t, s); done.Fees != 1 || done.Total != 12_50 {
		t.Errorf("a fee of 2.5%% of 500.00: %+v", done)
	}
}

// TestPartPaymentOnTheDueDateAtMidnight: Rs 5,000 are due today, two are paid
// today. Then it is midnight in the society's zone.
func TestPartPaymentOnTheDueDateAtMidnight(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	datatest.Setting(t, s, "general.timezone", datatest.Westmost)
	b := datatest.RaiseBill(t, s, 5000_00, 0)
	if today := datatest.Scan[string](t, s.Owner, `SELECT society360_today()::text`); b.DueDate.String() != today {
		t.Fatalf("due %s, where today is %s", b.DueDate, today)
	}
	datatest.PayCash(t, s, 2000_00)
	wantStands(t, s, b.ID, "5,000.00 0.00 2,000.00 3,000.00 partially_paid")
	if done := datatest.Charge(t, s); done.Marks+done.Fees != 0 {
		t.Errorf("charged on the due date itself: %+v", done)
	}

	datatest.Setting(t, s, "general.timezone", datatest.Eastmost)
	// Every list says so at once; what is stored waits for the mark.
	wantStands(t, s, b.ID, "5,000.00 0.00 2,000.00 3,000.00 overdue")
	if got := datatest.Figures(t, s.Owner, b.ID); got != "2000.00 0.00 partially_paid" {
		t.Errorf("stored before the mark: %s", got)
	}
	if done := datatest.Charge(t, s); done.Marks != 1 || done.Fees != 1 || done.Total != 150_00 {
		t.Errorf("charged after midnight: %+v, want 5%% of 3,000.00", done)
	}
	if got := datatest.Figures(t, s.Owner, b.ID); got != "2000.00 0.00 overdue" {
		t.Errorf("stored after the mark: %s", got)
	}
	var marked int
	if err := s.Owner.QueryRow(t.Context(), `SELECT count(*) FROM audit_logs WHERE action = 'BILL_OVERDUE' AND resource_id = $1 AND user_id IS NULL
		AND details -> 'before' = '{"status": "partially_paid"}' AND details -> 'after' = '{"status": "overdue"}'`, b.ID).Scan(&marked); err != nil || marked != 1 {
		t.Errorf("%d audit rows of the mark: %v", marked, err)
	}
	datatest.PayCash(t, s, 3000_00)
	wantStands(t, s, b.ID, "5,000.00 0.00 5,000.00 0.00 paid")
}

// TestNothingIsChargedByAnUnreadableSetting: another program left a fee that is no
// number. The society's own is not known, and the default is nobody's: nothing is
// raised or charged, and the sentence names the setting.
func TestNothingIsChargedByAnUnreadableSetting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key      string
		run, fee bool   // what rests on it
		good     string // a value it may have, "7" where empty
	}{
		{"billing.maintenance_fee", true, false, ""},
		{"billing.late_fee_percentage", false, true, ""},
		{"billing.due_days", true, true, ""},
		{"billing.late_fees", false, true, "automatic"},
		{"billing.late_fee_from", false, true, "2000-01-01"},
		{"billing.late_fee_grace_days", false, true, "0"},
	} {
		t.Run(c.key, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			datatest.ChargesAutomatically(t, s)
			datatest.RaiseBill(t, s, 5000_00, -1)
			preview, err := s.Money.PreviewOverdue(t.Context(), s.Admin)
			if err != nil || len(preview.Due) != 1 {
				t.Fatalf("preview: %+v, %v", preview, err)
			}
			datatest.Setting(t, s, c.key, "abc")
			today := s.Settings.ThisDay()
			_, previewRun := s.Money.PreviewRun(t.Context(), s.Admin, today)
			_, previewFees := s.Money.PreviewOverdue(t.Context(), s.Admin)
			_, run := s.Money.RunBills(t.Context(), s.Admin, today, nil)
			_, waiting := s.Money.FeesWaiting(t.Context(), s.Admin)
			done, charged := s.Money.ChargeOverdue(t.Context(), role.Program(), nil)
			_, byHand := s.Money.ChargeLateFees(t.Context(), s.Admin, uuid.New(), preview.Due, nil)
			for _, answer := range []struct {
				refused bool
				err     error
			}{{c.run, previewRun}, {c.run, run}, {c.fee, previewFees}, {c.fee, waiting}, {c.fee, byHand}, {c.fee, charged}} {
				if !answer.refused {
					if answer.err != nil {
						t.Errorf("what does not rest on it says %v", answer.err)
					}
					continue
				}
				if e := datatest.Kind(t, answer.err, fault.Refused); !strings.Contains(e.Error(), c.key+` is "abc"`) || !strings.Contains(e.Error(), "correct it under Settings") {
					t.Errorf("it says %q", e)
				}
			}
			if n := s.Count(t, `bills WHERE bill_type = 'Maintenance'`); (n == 0) != c.run {
				t.Errorf("%d bills were raised", n)
			}
			if n := s.Count(t, `bills WHERE bill_type = 'Late Fee'`); (n == 0) != c.fee || done.Fees != n {
				t.Errorf("%d late fees were charged", n)
			}
			datatest.Setting(t, s, c.key, cmp.Or(c.good, "7"))
			if _, err := s.Money.RunBills(t.Context(), s.Admin, today, nil); err != nil {
				t.Errorf("corrected: %v", err)
			}
			datatest.Charge(t, s)
			if n := s.Count(t, `bills WHERE bill_type = 'Late Fee'`); n != 1 {
				t.Errorf("corrected, %d late fees", n)
			}
		})
	}
}

// TestMarkIsTakenOff: a bill is marked overdue, and then it is the day before
// again, for the society's zone was wrong. What another program left with a status
// of its own is put right as well.
func TestMarkIsTakenOff(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.late_fee_percentage", "0")
	datatest.Setting(t, s, "general.timezone", datatest.Westmost)
	b := datatest.RaiseBill(t, s, 5000_00, 0)
	datatest.PayCash(t, s, 2000_00)
	datatest.Setting(t, s, "general.timezone", datatest.Eastmost)
	if done := datatest.Charge(t, s); done.Marks != 1 || done.Clears != 0 {
		t.Errorf("in the east: %+v", done)
	}
	datatest.Setting(t, s, "general.timezone", datatest.Westmost)
	s.Exec(t, `ALTER TABLE bills DISABLE TRIGGER society360_bills_derive`)
	s.Exec(t, `INSERT INTO bills (bill_type, amount, bill_date, due_date, status) VALUES
		('Water', 100, '2026-01-01', '2099-01-01', 'overdue'), ('Water', 200, '2026-01-01', '2099-01-01', 'partially_paid'),
		('Water', 300, '2026-01-01', '2099-01-01', NULL), ('Water', 400, '2026-01-01', '2099-01-01', 'unpaid')`)
	s.Exec(t, `ALTER TABLE bills ENABLE TRIGGER society360_bills_derive`)
	wantStands(t, s, b.ID, "5,000.00 0.00 2,000.00 3,000.00 partially_paid")
	if got := datatest.Figures(t, s.Owner, b.ID); got != "2000.00 0.00 overdue" {
		t.Errorf("stored before the mark is taken off: %s", got)
	}
	if p, err := s.Money.PreviewOverdue(t.Context(), s.Admin); err != nil || p.Clears != 3 || p.Marks != 0 {
		t.Errorf("preview: %+v, %v", p, err)
	}
	if done := datatest.Charge(t, s); done.Clears != 3 || done.Marks != 0 {
		t.Errorf("back in the west: %+v", done)
	}
	if got := datatest.Figures(t, s.Owner, b.ID); got != "2000.00 0.00 partially_paid" {
		t.Errorf("stored after the mark is taken off: %s", got)
	}
	if got := datatest.Scan[string](t, s.Owner, `SELECT string_agg(coalesce(status, '-'), ' ' ORDER BY amount) FROM bills WHERE bill_type = 'Water' AND amount < 500`); got != "unpaid unpaid - unpaid" {
		t.Errorf("those of another program are %s", got)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_NOT_OVERDUE' AND resource_id = $1 AND user_id IS NULL
		AND details -> 'before' = '{"status": "overdue"}' AND details -> 'after' = '{"status": "partially_paid"}'`, b.ID); n != 1 {
		t.Errorf("%d audit rows of the mark taken off", n)
	}
	if done := datatest.Charge(t, s); done != (money.OverdueResult{}) {
		t.Errorf("once more: %+v", done)
	}
}

// TestStatusAtTheInstantOfMidnight holds the rule itself to the instant.
func TestStatusAtTheInstantOfMidnight(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for _, c := range []struct{ instant, zone, paid, want string }{
		{"2026-11-30 18:29:59.999999Z", "Asia/Kolkata", "2000", "partially_paid"}, // 23:59:59.999999 in India
		{"2026-11-30 18:30:00Z", "Asia/Kolkata", "2000", "overdue"},
		{"2026-11-30 18:30:00Z", "Asia/Kolkata", "5000", "paid"},
		{"2026-11-30 18:30:00Z", "UTC", "2000", "partially_paid"},
		{"2026-11-30 23:59:59.999999Z", "UTC", "0", "unpaid"},
		{"2026-12-01 00:00:00Z", "UTC", "0", "overdue"},
	} {
		got := datatest.Scan[string](t, db.Owner, `SELECT society360_bill_status(5000, 0, $3::text::numeric, '2026-11-30', society360_local_date($1::text::timestamptz, $2))`,
			c.instant, c.zone, c.paid)
		if got != c.want {
			t.Errorf("at %s in %s, %s paid of 5000 due on 30 November: %s, want %s", c.instant, c.zone, c.paid, got, c.want)
		}
	}
}
