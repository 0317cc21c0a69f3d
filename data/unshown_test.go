package data_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestSavedThoughItCannotBeShown: another program gave a bill a due date that no
// calendar of ours has, and the answer to its voiding cannot be read. It is voided
// all the same, and nobody is told otherwise: not at first, not when it is sent
// again, not when the key is asked about.
func TestSavedThoughItCannotBeShown(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, 5)
	s.Exec(t, `UPDATE bills SET due_date = '20000-01-01' WHERE id = $1`, b.ID)
	intent := uuid.New()
	for i := range 3 {
		_, err := s.Money.VoidBill(t.Context(), s.Admin, intent, b.ID, "wrong")
		e := datatest.Kind(t, err, fault.Unshown)
		if !e.WasSaved() || e.OutcomeUnknown() || strings.Contains(e.Error(), "othing was saved") || !strings.Contains(e.Error(), "Saved, but") {
			t.Errorf("try %d says %q", i, e)
		}
		if sentence, fault := e.NotSaved(); fault || sentence != "" {
			t.Errorf("try %d counts as not saved: %q", i, sentence)
		}
		if n := s.Count(t, `bills WHERE id = $1 AND voided_at IS NOT NULL`, b.ID); n != 1 {
			t.Fatalf("try %d left the bill unvoided", i)
		}
	}
	if saved, err := s.Settle(t.Context(), s.Admin, intent); err != nil || !saved {
		t.Errorf("asked about the key: %v, %v", saved, err)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_VOIDED' AND resource_id = $1`, b.ID); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	_, err := s.Money.VoidBill(t.Context(), s.Admin, intent, b.ID, "another reason")
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Money.VoidBill(t.Context(), s.Guard, intent, b.ID, "wrong")
	datatest.Kind(t, err, fault.Forbidden)
}

// TestAnAccountsChangeIsToldThoughItCannotBeShown: the lists of accounts are read
// again, and the sessions of a barred account end.
func TestAnAccountsChangeIsToldThoughItCannotBeShown(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET created_at = '20000-01-01' WHERE id = $1`, s.Guard.UserID)
	_, err := s.Accounts.SetStatusByEmail(t.Context(), s.Admin, uuid.New(), s.Guard.Email, "banned")
	datatest.Kind(t, err, fault.Unshown)
	datatest.Kind(t, s.Accounts.Alive(t.Context(), s.Guard), fault.Forbidden)
}
