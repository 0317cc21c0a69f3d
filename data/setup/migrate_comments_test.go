package setup_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// remark is the comment of a table, or of one of its columns.
func remark(tb testing.TB, pool *pgxpool.Pool, of string) string {
	tb.Helper()
	table, column, _ := strings.Cut(of, ".")
	return datatest.Scan[string](tb, pool, `SELECT coalesce(CASE WHEN $2 = '' THEN obj_description(to_regclass($1), 'pg_class')
		ELSE (SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2) END, '')`, table, column)
}

// unexplained lists the tables and columns of a schema that have no comment, and
// tells how many have one.
func unexplained(tb testing.TB, pool *pgxpool.Pool, schema string) (missing string, explained int) {
	tb.Helper()
	const things = `FROM (
			SELECT c.relname::text AS thing, obj_description(c.oid, 'pg_class') AS comment
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'm')
			UNION ALL
			SELECT c.relname || '.' || a.attname, col_description(c.oid, a.attnum)
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
		) AS t`
	return datatest.Scan[string](tb, pool, `SELECT coalesce(string_agg(thing, ' ' ORDER BY thing) FILTER (WHERE coalesce(comment, '') = ''), '') `+things, schema),
		datatest.Scan[int](tb, pool, `SELECT count(comment) `+things, schema)
}

func TestEveryTableAndColumnIsExplained(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	missing, explained := unexplained(t, db.Owner, "public")
	if missing != "" || explained < len(datatest.DocumentTables())+101 {
		t.Errorf("%d things have a comment; none has: %s", explained, missing)
	}
	datatest.Exec(t, db.Owner, `CREATE SCHEMA "second Society's"`)
	cfg := db.Config
	cfg.OwnerURL += "&search_path=" + url.PathEscape(`"second Society's",public`)
	datatest.Migrate(t, cfg)
	if missing, there := unexplained(t, db.Owner, "second Society's"); missing != "" || there != explained {
		t.Errorf("in a schema of its own %d things have a comment, want %d; none has: %s", there, explained, missing)
	}
}

// TestCommentsOfOthersStay: what an operator wrote is kept, what other programs own
// is none of ours to explain, and what is not there stops nothing.
func TestCommentsOfOthersStay(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Exec(t, db.Owner, `COMMENT ON TABLE bills IS 'the treasurer''s'`)
	datatest.Exec(t, db.Owner, `COMMENT ON COLUMN users.phone_number IS 'landlines too'`)
	datatest.MigrateTo(t, db, 100)
	datatest.Exec(t, db.Owner, `COMMENT ON MATERIALIZED VIEW society360_report_visits IS 'made at night'`)
	datatest.Exec(t, db.Owner, `ALTER TABLE desk_sessions DROP COLUMN screen`)
	datatest.Migrate(t, db.Config)
	for of, want := range map[string]string{
		"bills":                        "the treasurer's",
		"users.phone_number":           "landlines too",
		"society360_report_visits":     "made at night",
		"messages":                     "",
		"messages.status":              "",
		"users.loyalty_points":         "",
		"bills.amount":                 "Amount in rupees, before waivers and payments",
		"audit_logs_archive.details":   remark(t, db.Owner, "audit_logs.details"),
		"society360_report_visits.day": "Day, by the society's calendar",
	} {
		if got := remark(t, db.Owner, of); got != want {
			t.Errorf("%s is explained by %q, want %q", of, got, want)
		}
	}
}

// TestCommentsWaitForNobodyAtWork: others have read and written every table of the
// platform and have not committed.
func TestCommentsWaitForNobodyAtWork(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.MigrateTo(t, db, 100)
	worker := db.Conn(t, setup.OwnerRole)
	if _, err := worker.Exec(t.Context(), `BEGIN; LOCK TABLE `+strings.Join(datatest.DocumentTables(), ", ")+` IN ROW EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	datatest.MigrateTo(t, db, 102) // later steps add columns, and wait for who is at work
	if missing, _ := unexplained(t, db.Owner, "public"); missing != "" {
		t.Errorf("no comment has: %s", missing)
	}
}
