package money_test

import (
	"testing"

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
