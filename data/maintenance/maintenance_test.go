package maintenance_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"
)

// owner is a connection of the tables' owner.
func owner(t *testing.T, s *datatest.Society) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.Config.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

// TestVacuumGoesPastALockedTable, which somebody works on, and does the others.
func TestVacuumGoesPastALockedTable(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO sign_in_attempts SELECT n::text, 'x', 1, now() FROM generate_series(1, 5000) n`)
	s.Exec(t, `DELETE FROM sign_in_attempts`)
	tx, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `LOCK TABLE announcements IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	done, err := maintenance.Vacuum(t.Context(), owner(t, s))
	if err != nil || done.Things < 30 || !slices.Equal(done.Skipped, []string{"announcements"}) {
		t.Errorf("vacuumed %+v, %v", done, err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT pg_relation_size('sign_in_attempts')::int`); n > 0 {
		t.Errorf("%d bytes of deleted rows are left", n)
	}
}

// TestStatisticsFollowWhatWasWritten, whoever wrote it, and nothing else is counted.
func TestStatisticsFollowWhatWasWritten(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `ALTER TABLE sign_in_attempts SET (autovacuum_enabled = off)`)
	s.Exec(t, `INSERT INTO sign_in_attempts SELECT n::text, 'x', 1, now() FROM generate_series(1, 5000) n`)
	s.Exec(t, `SELECT pg_stat_force_next_flush()`)
	conn := owner(t, s)
	if done, err := maintenance.AnalyzeChanged(t.Context(), conn); err != nil || done.Things != 1 {
		t.Errorf("analyzed %+v, %v", done, err)
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT reltuples::int FROM pg_class WHERE oid = 'sign_in_attempts'::regclass`); n != 5000 {
		t.Errorf("%d rows counted", n)
	}
	if done, err := maintenance.AnalyzeChanged(t.Context(), conn); err != nil || done.Things != 0 {
		t.Errorf("a second time it analyzed %+v, %v", done, err)
	}
}

// TestAnArchiveOfOthersIsLeft: the schema of that name may be another program's, and ours
// then has another.
func TestAnArchiveOfOthersIsLeft(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.Exec(t, db.Owner, `CREATE SCHEMA archive`)
	datatest.Exec(t, db.Owner, `CREATE TABLE archive.theirs AS SELECT n FROM generate_series(1, 5000) n`)
	if _, err := setup.Migrate(t.Context(), db.Config, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	datatest.Exec(t, db.Owner, `INSERT INTO society360_archive.audit_logs (id, action) SELECT gen_random_uuid(), 'X' FROM generate_series(1, 5000)`)
	datatest.Exec(t, db.Owner, `SELECT pg_stat_force_next_flush()`)
	conn, err := pgx.Connect(t.Context(), db.Config.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := maintenance.AnalyzeChanged(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	counted := func(table string) int {
		return datatest.Scan[int](t, db.Owner, `SELECT reltuples::int FROM pg_class WHERE oid = '`+table+`'::regclass`)
	}
	if ours, theirs := counted("society360_archive.audit_logs_default"), counted("archive.theirs"); ours != 5000 || theirs >= 0 {
		t.Errorf("counted %d rows of ours and %d of theirs", ours, theirs)
	}
}

// TestAnIndexThatHasGrownIsMadeAnew, what a broken run left is dropped, and an index that
// is as large as its rows need is left as it is.
func TestAnIndexThatHasGrownIsMadeAnew(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `ALTER TABLE sign_in_attempts SET (autovacuum_enabled = off)`)
	s.Exec(t, `INSERT INTO sign_in_attempts SELECT md5(n::text), 'x', 1, now() FROM generate_series(1, 60000) n`)
	conn := owner(t, s)
	if _, err := maintenance.Vacuum(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	if done, err := maintenance.Reindex(t.Context(), conn); err != nil || done.Things > 0 {
		t.Errorf("of what is full it made anew %+v, %v", done, err)
	}
	// A row in ten stays: no page is empty, and none is given back.
	s.Exec(t, `DELETE FROM sign_in_attempts WHERE account > '1'`)
	if _, err := maintenance.Vacuum(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	const size = `SELECT pg_relation_size('sign_in_attempts_pkey')::int`
	before := datatest.Scan[int](t, s.Owner, size)
	for _, name := range []string{"idx_users_role_ccnew", "of_another_program"} {
		// Many have a role: it fails, and leaves an index that is not valid.
		if _, err := conn.Exec(t.Context(), `CREATE UNIQUE INDEX CONCURRENTLY `+name+` ON users (role_id)`); err == nil {
			t.Fatal("the index could be made")
		}
	}
	done, err := maintenance.Reindex(t.Context(), conn)
	after := datatest.Scan[int](t, s.Owner, size)
	if err != nil || done.Things != 1 || done.Freed != int64(before-after) || after*3 > before {
		t.Errorf("made anew %+v, %v: %d bytes became %d", done, err, before, after)
	}
	if n := s.Count(t, `pg_class WHERE relname IN ('idx_users_role_ccnew', 'of_another_program')`); n != 1 {
		t.Errorf("%d of a broken run and of another program are there", n)
	}
}

// TestSizesSayWhatATableGrowsInAMonth by what was kept of it.
func TestSizesSayWhatATableGrowsInAMonth(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 2 { // a second time on a day takes the place of the first
		if whole, err := s.Maintenance.Measure(t.Context()); err != nil || whole < 1<<20 {
			t.Fatal(whole, err)
		}
	}
	s.Exec(t, `INSERT INTO society360_table_sizes SELECT society360_today() - 10, name, bytes - 1000, table_rows FROM society360_table_sizes WHERE name = 'users'`)
	s.Exec(t, `INSERT INTO society360_table_sizes VALUES (society360_today() - 401, 'users', 1, 1)`)
	if _, err := s.Maintenance.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	sizes, err := s.Maintenance.Sizes(t.Context(), s.Admin)
	if err != nil || len(sizes) < 30 || sizes[0].Name != maintenance.Whole {
		t.Fatalf("%+v, %v", sizes, err)
	}
	for _, z := range sizes {
		switch {
		case z.Name == "users" && (z.Month == nil || *z.Month != 3000 || z.MonthShown != "3000 bytes"):
			t.Errorf("users grow by %v a month (%s)", z.Month, z.MonthShown)
		case z.Shown == "":
			t.Errorf("%+v", z)
		case z.Name != "users" && z.Month != nil:
			t.Errorf("%s grows by %d by one day's size", z.Name, *z.Month)
		case z.Bytes <= 0 && z.Name != "society360_trail_late" && !strings.HasPrefix(z.Name, "society360_report"): // no rows, and no key
			t.Errorf("%+v", z)
		}
	}
	if n := s.Count(t, `society360_table_sizes WHERE day < society360_today() - 400`); n > 0 {
		t.Errorf("%d sizes of long ago", n)
	}
}

// TestASlowStatementHasAPlan that does for whatever it is given, and nothing is done.
func TestASlowStatementHasAPlan(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for sql, want := range map[string]string{
		`SELECT id FROM users WHERE email = @email AND status = @status`: "Scan",
		`SELECT id FROM users WHERE email = $1`:                          "Scan",
		`SELECT count(*) FROM visitor_logs`:                              "Aggregate",
		`DELETE FROM sign_in_attempts WHERE account = @who`:              "Delete on sign_in_attempts",
		`SELECT nothing FROM nowhere`:                                    "",
	} {
		plan := maintenance.Plan(t.Context(), s.Maintenance, sql)
		if (plan == "") != (want == "") || !strings.Contains(plan, want) {
			t.Errorf("%s: %q", sql, plan)
		}
	}
	if slow, err := s.Maintenance.Slow(t.Context()); err != nil || len(slow) > 0 {
		t.Errorf("slow are %+v, %v", slow, err)
	}
}
