package homes_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// TestPlansSettleAUnitAtATime: in a database that has not counted its tables, as
// one into which a society is imported, nobody compares every resident with every
// account to find who lives in a unit.
func TestPlansSettleAUnitAtATime(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	body := datatest.Scan[string](t, s.Owner, `SELECT prosrc FROM pg_proc WHERE proname = 'society360_units_settle'`)
	_, update, found := strings.Cut(body, "UPDATE public.units")
	if update, _, _ = strings.Cut(update, ";"); !found {
		t.Fatalf("no UPDATE in %s", body)
	}
	ids := regexp.MustCompile(`\bids\b`).ReplaceAllString("UPDATE public.units"+update, `(SELECT array_agg(id) FROM units)`)
	tx, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	for _, sql := range []string{
		`INSERT INTO units (id, block_id, unit_number, floor_number, type)
			SELECT gen_random_uuid(), (SELECT id FROM blocks LIMIT 1), 'N' || i, 1, '2BHK' FROM generate_series(1, 400) i`,
		`INSERT INTO user_units (user_id, unit_id, resident_type) SELECT (SELECT id FROM users LIMIT 1), u.id, 'owner' FROM units u`,
	} {
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := tx.Query(t.Context(), `EXPLAIN (COSTS OFF) `+ids)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	plan := strings.Join(lines, "\n")
	if strings.Contains(plan, "hashed") || !strings.Contains(plan, "idx_user_units_unit") && !strings.Contains(plan, "unit_id = i.id") {
		t.Errorf("it is planned as\n%s", plan)
	}
}
