package homes_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// TestPlansSettleAUnitAtATime: in a database that has not counted its tables, as one into
// which a society is imported, the status of a unit is found by who lives in it: nobody
// compares residents with accounts, nor walks all accounts for each unit.
func TestPlansSettleAUnitAtATime(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	body := datatest.Scan[string](t, s.Owner, `SELECT prosrc FROM pg_proc WHERE proname = 'society360_units_settle'`)
	_, update, found := strings.Cut(body, "UPDATE public.units")
	if update, _, _ = strings.Cut(update, ";"); !found {
		t.Fatalf("no UPDATE in %s", body)
	}
	const units, mostPages = 400, 50 // its row with its indexes, and by theirs those who live there and their accounts
	ids := regexp.MustCompile(`\bids\b`).ReplaceAllString("UPDATE public.units"+update,
		`(SELECT array_agg(id) FROM (SELECT id FROM units WHERE unit_number LIKE 'N%') AS settled)`)
	tx, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	for _, sql := range []string{
		`ALTER TABLE user_units DISABLE TRIGGER USER`, // the statement is settled below
		`INSERT INTO units (id, block_id, unit_number, floor_number, type)
			SELECT gen_random_uuid(), (SELECT id FROM blocks LIMIT 1), 'N' || i, 1, '2BHK' FROM generate_series(1, 400) i`,
		`INSERT INTO users (full_name, email, password_hash)
			SELECT 'Person ' || i, i || '@x.example', 'x' FROM generate_series(1, 4000) i`,
		`INSERT INTO user_units (user_id, unit_id, resident_type)
			SELECT p.id, (array(SELECT id FROM units WHERE unit_number LIKE 'N%'))[1 + row_number() OVER () % 400], 'owner'
			FROM users p WHERE p.full_name LIKE 'Person %'`,
	} {
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := tx.Query(t.Context(), `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, COSTS OFF) `+ids)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	plan := strings.Join(lines, "\n")
	if read := datatest.PagesRead(plan); read == 0 || read > units*mostPages {
		t.Errorf("%d pages are read for %d units, planned as\n%s", read, units, plan)
	}
}
