package data_test

import (
	"maps"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/migrations"
)

// migrateTo brings a database to an older step, as the program that ended with it
// left its own.
func migrateTo(tb testing.TB, db *datatest.DB, version int64) {
	tb.Helper()
	cc, err := pgx.ParseConfig(db.Config.OwnerURL)
	if err != nil {
		tb.Fatal(err)
	}
	conns := stdlib.OpenDB(*cc)
	defer func() { _ = conns.Close() }()
	steps, err := goose.NewProvider(goose.DialectPostgres, conns, migrations.FS,
		goose.WithTableName(data.MigrationsTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := steps.UpTo(tb.Context(), version); err != nil {
		tb.Fatal(err)
	}
}

// filesOf are the files of all tables and indexes of the schema: one that was
// written or built anew has another.
func filesOf(tb testing.TB, pool *pgxpool.Pool) map[string]string {
	tb.Helper()
	rows, err := pool.Query(tb.Context(), `SELECT c.relname, pg_relation_filenode(c.oid) || CASE WHEN i.indisvalid THEN ' valid' ELSE '' END
		FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'i', 'm')`)
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string]string{}
	var name, file string
	if _, err := pgx.ForEachRow(rows, []any{&name, &file}, func() error {
		files[name] = file
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	return files
}

// keysSQL is what the functions that indexes rest on make of texts of all kinds.
const keysSQL = `SELECT string_agg(concat_ws('|', society360_phone_key(w), society360_plate_key(w), society360_unit_key(w), society360_sort_key(w),
		society360_block_code(w), society360_unit_label(w, w), society360_unit_label('Tower A', w), society360_priority_rank(w),
		society360_zone_name(w), society360_local_date('2026-03-31 20:00+00', w), society360_ticket_hours(w),
		society360_bill_status(10, 2, length(w), '2026-01-01', '2026-01-02')), E'\n' ORDER BY i)
	FROM unnest(ARRAY['', ' ', '+91 98200-12345', '098200 12345', 'MH 12 ab-1234', 'A-101', 'a 0101', 'Tower B2', 'टॉवर ३', 'Block', 'critical', 'low',
		'UTC', 'Asia/Tokyo', 'IST', 'No/Where', '{"critical":1,"high":2,"medium":3,"low":4}', '{}', 'A1', E'a\u00ADb', '１０１', NULL]) WITH ORDINALITY AS t(w, i)`

// TestFunctionsGiveWhatTheyGave: the functions that see pg_catalog alone make of
// every text what their forerunners made, so that no index, table or figure over
// them has to be made anew.
func TestFunctionsGiveWhatTheyGave(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	runFile(t, db, "older.sql")
	migrateTo(t, db, 83)
	const basis = `SELECT society360_today()::text || society360_report_basis('tickets') || society360_report_basis('visits')`
	keys, made, files := scan[string](t, db.Owner, keysSQL), scan[string](t, db.Owner, basis), filesOf(t, db.Owner)
	migrateTo(t, db, 86)
	if got := scan[string](t, db.Owner, keysSQL); got != keys {
		t.Errorf("the keys are\n%s\nwere\n%s", got, keys)
	}
	if got := scan[string](t, db.Owner, basis); got != made {
		t.Errorf("figures rest on %s, rested on %s", got, made)
	}
	if got := filesOf(t, db.Owner); !maps.Equal(got, files) {
		t.Errorf("tables and indexes are in\n%v\nwere in\n%v", got, files)
	}
	migrate(t, db.Config)
	adoptedBills(t, db.Owner)
}
