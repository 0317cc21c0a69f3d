package maintenance_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/maintenance"
)

// TestWhatCameWithoutTriggersIsFound: rows of a dump of data alone, which fires none, are
// found by their names and sums after it, and what is kept of rows that went is forgotten.
func TestWhatCameWithoutTriggersIsFound(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	super := s.As(t, "postgres")
	datatest.Exec(t, super, `INSERT INTO visitor_logs (unit_id, visitor_name, check_in_time) SELECT $1, 'Gone By ' || i, now() FROM generate_series(1, 450) i`, s.Units["A-101"])
	datatest.Exec(t, super, `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date)
		SELECT ('00000000-0000-4000-8000-00000000000' || i)::uuid, $1, 'Water', 100, current_date, current_date FROM generate_series(1, 6) i`, s.Units["A-101"])
	const pay = `INSERT INTO payments (id, bill_id, payer_id, amount_paid, payment_method, claim_id, payment_date)
		SELECT ('00000000-0000-4000-9000-00000000000' || i)::uuid, ('00000000-0000-4000-8000-00000000000' || i)::uuid, $1, 10 + i, 'UPI', $2, now() FROM generate_series($3::int, $4) i`
	datatest.Exec(t, super, pay, s.Meera.UserID, "00000000-0000-4000-a000-000000000001", 1, 2)
	datatest.Exec(t, super, `ALTER TABLE visitor_logs DISABLE TRIGGER USER; ALTER TABLE payments DISABLE TRIGGER USER`)
	datatest.Exec(t, super, `DELETE FROM visitor_logs WHERE visitor_name LIKE 'Gone By %'`)
	datatest.Exec(t, super, `INSERT INTO visitor_logs (unit_id, visitor_name, check_in_time) VALUES ($1, 'Zubin O''Hara', now()), ($1, repeat('Long ', 20), now()), ($1, 'Zubin O''Hara', now())`, s.Units["A-101"])
	datatest.Exec(t, super, pay, s.Meera.UserID, "00000000-0000-4000-a000-000000000002", 3, 5) // not kept
	datatest.Exec(t, super, pay, s.Meera.UserID, nil, 6, 6)                                    // made alone
	datatest.Exec(t, super, `UPDATE payments SET amount_paid = 99 WHERE id = '00000000-0000-4000-9000-000000000002'`)
	datatest.Exec(t, super, `INSERT INTO payment_totals VALUES (gen_random_uuid(), gen_random_uuid(), 7, now())`)
	datatest.Exec(t, super, `ALTER TABLE visitor_logs ENABLE TRIGGER USER; ALTER TABLE payments ENABLE TRIGGER USER`)
	conn := owner(t, s)
	if done, err := maintenance.Derive(t.Context(), conn); err != nil || done != (maintenance.Derived{Names: 2, Gone: 450, Totals: 6}) {
		t.Errorf("set right %+v, %v", done, err)
	}
	if wrong := datatest.Scan[[]string](t, s.Owner, `SELECT coalesce(array_agg(w::text), '{}') FROM (`+datatest.PaymentTotalsWrong+`) w`); len(wrong) > 0 {
		t.Errorf("kept of payments: %q", wrong)
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT count(*)::int FROM visitor_names WHERE key LIKE ' GONE BY %'`); n > 0 {
		t.Errorf("%d names without visits are kept", n)
	}
	names := datatest.Scan[[]string](t, s.Owner, `SELECT array_agg(key) FROM visitor_names`)
	if !slices.Contains(names, datatest.Scan[string](t, s.Owner, `SELECT society360_name_key('Zubin O''Hara')`)) {
		t.Errorf("a name is not among %d", len(names))
	}
	if done, err := maintenance.Derive(t.Context(), conn); err != nil || done != (maintenance.Derived{}) {
		t.Errorf("a second time it set right %+v, %v", done, err)
	}
	// Who writes a visit holds up none of what is kept of payments.
	datatest.Exec(t, super, `INSERT INTO visitor_names (key) VALUES (' NOBODY ')`)
	tx, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	if _, err := tx.Exec(t.Context(), `LOCK TABLE visitor_logs IN ROW EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	datatest.Exec(t, super, `DELETE FROM payment_totals`)
	if done, err := maintenance.Derive(t.Context(), conn); err != nil || done != (maintenance.Derived{Totals: 5, Skipped: 1}) {
		t.Errorf("beside a writer it set right %+v, %v", done, err)
	}
}
