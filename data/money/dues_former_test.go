package money_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestWhoMovedOutSettlesWhatWasLeft: an owner who is gone is offered as the payer of
// what they left, to the office alone, and whoever lives there now is not offered twice.
func TestWhoMovedOutSettlesWhatWasLeft(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	left := s.Settings.ThisDay().AddDays(-3)
	s.Exec(t, `UPDATE user_units SET status = 'moved_out', move_out_date = $2 WHERE user_id = $1`, s.Meera.UserID, left)
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type, status, move_out_date) VALUES ($1, $2, 'tenant', 'moved_out', $3)`,
		s.Arun.UserID, s.Units["A-101"], left)
	dues, err := s.Money.UnitDues(t.Context(), s.Admin, s.Units["A-101"])
	if err != nil || len(dues.Former) != 1 || dues.Former[0].UserID != s.Meera.UserID || dues.Former[0].Until != left {
		t.Fatalf("former: %+v, %v", dues.Former, err)
	}
	if own, err := s.Money.UnitDues(t.Context(), s.Arun, s.Units["A-101"]); err != nil || own.Former != nil {
		t.Errorf("a resident is told of %+v, %v", own.Former, err)
	}
	done, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: 5000_00, Method: money.Cash, Payer: &dues.Former[0].UserID,
	})
	if err != nil || done.Payments[0].Payer != "Meera Joshi" {
		t.Errorf("paid by %+v, %v", done.Payments, err)
	}
}

// TestAnybodyMaySettleWhatIsLeft: an heir or a buyer has no account, and is named on the
// payment, its receipt and its audit row, paid in cash or by a cheque.
func TestAnybodyMaySettleWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	draft := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 2000_00, Method: money.Cash, PaidBy: "  Anand \x1b[1mDeshmukh "}
	key := uuid.New()
	done, err := s.Money.Pay(t.Context(), s.Admin, key, draft)
	if err != nil || done.Payments[0].Payer != "Anand [1mDeshmukh" || done.Payments[0].PayerID != nil {
		t.Fatalf("paid by %+v, %v", done.Payments, err)
	}
	if r, err := s.Money.Receipt(t.Context(), s.Admin, done.ReceiptID); err != nil || r.Payer != "Anand [1mDeshmukh" {
		t.Errorf("the receipt names %q, %v", r.Payer, err)
	}
	if _, _, _, details := datatest.LastAudit(t, s, done.Payments[0].ID); details["after"].(map[string]any)["paid_by_name"] != "Anand [1mDeshmukh" {
		t.Errorf("audited %v", details)
	}
	if again, err := s.Money.Pay(t.Context(), s.Admin, key, draft); err != nil || again.Receipt != done.Receipt {
		t.Errorf("repeated: %+v, %v", again, err)
	}
	other := draft
	other.PaidBy = "Somebody else"
	_, err = s.Money.Pay(t.Context(), s.Admin, key, other)
	datatest.Kind(t, err, fault.Refused)

	taken, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: 3000_00, Method: money.Cheque, Reference: "77", Bank: "SBI", PaidBy: "Anand Deshmukh",
	})
	if err != nil || taken.Payments[0].Payer != "Anand Deshmukh" {
		t.Fatalf("cheque of %+v, %v", taken.Payments, err)
	}
	if page, err := s.Money.Cheques(t.Context(), s.Admin, money.ChequeFilter{}); err != nil || page.Cheques[0].Payer != "Anand Deshmukh" {
		t.Errorf("waits: %+v, %v", page.Cheques, err)
	}
	for name, bad := range map[string]money.PaymentDraft{
		"two payers": {Payer: &s.Meera.UserID, PaidBy: "Anand Deshmukh"},
		"too long":   {PaidBy: strings.Repeat("é", 101)},
	} {
		bad.Unit, bad.Amount, bad.Method = s.Units["A-101"], 1_00, money.Cash
		_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), bad)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["payer"] == nil {
			t.Errorf("%s: %v", name, e.Bad)
		}
	}
}

// TestCashHasNoReference: "what is to be remembered goes into the note".
func TestCashHasNoReference(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 1_00, Method: money.Cash, Reference: "x"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["reference"] == nil {
		t.Errorf("%v", e.Bad)
	}
}
