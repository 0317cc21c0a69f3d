package money_test

import (
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestReceiptByNumber: a number finds its own receipt, of its own year, for who
// may read it.
func TestReceiptByNumber(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for year, unit := range map[int]string{2025: "A-101", 2026: "B-204"} {
		bill, payment, receipt := uuid.New(), uuid.New(), uuid.New()
		s.Exec(t, `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, $2, 'Water', 500, '2026-03-01', '2026-03-16')`, bill, s.Units[unit])
		s.Exec(t, `INSERT INTO payments (id, bill_id, amount_paid, payment_method) VALUES ($1, $2, 500, 'Cash')`, payment, bill)
		s.Exec(t, `INSERT INTO receipts (id, year, number, issued_at) VALUES ($1, $2, 7, now())`, receipt, year)
		s.Exec(t, `INSERT INTO receipt_payments (payment_id, receipt_id) VALUES ($1, $2)`, payment, receipt)
	}
	for number, unit := range map[string]string{"2025-000007": "A-101", "2026-7": "B-204", "2026-0000007": "B-204"} {
		for _, actor := range []role.Actor{s.Admin, s.Staff, role.Program()} {
			r, err := s.Money.ReceiptByNumber(t.Context(), actor, number)
			if err != nil || r.Unit != unit || r.Total != 500_00 {
				t.Errorf("%s to %q: %q is of %s over %s, %v", number, actor.Role, r.Number, r.Unit, r.Total, err)
			}
		}
	}
	if r, err := s.Money.ReceiptByNumber(t.Context(), s.Meera, " 2025-7\n"); err != nil || r.Number != "2025-000007" {
		t.Errorf("a resident's own: %q, %v", r.Number, err)
	}
	for number, want := range map[string]fault.Kind{
		"2026-7": fault.NotFound, "2026-8": fault.NotFound, "7": fault.Invalid, "2026-": fault.Invalid, "2026-7; DROP": fault.Invalid, "99999999999-1": fault.Invalid,
	} {
		_, err := s.Money.ReceiptByNumber(t.Context(), s.Meera, number)
		datatest.Kind(t, err, want)
	}
	for _, actor := range []role.Actor{s.Guard, s.Stranger, {}} {
		_, err := s.Money.ReceiptByNumber(t.Context(), actor, "2026-7")
		datatest.Kind(t, err, fault.Forbidden)
	}
}
