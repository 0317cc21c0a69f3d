package trail_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAuditIsAppendOnly: not even the owner changes it, but for the two cases
// that DESIGN names.
func TestAuditIsAppendOnly(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Migrate(t, db.Config)
	const before = `SELECT md5(string_agg(a::text, '' ORDER BY id)) FROM audit_logs a`
	sum := datatest.Scan[string](t, db.Owner, before)
	for _, sql := range []string{
		`UPDATE audit_logs SET action = 'X'`,
		`UPDATE audit_logs SET action = action`,
		`UPDATE audit_logs SET details = '{}' WHERE details IS NULL`,
		`UPDATE audit_logs SET request = '{}'`,
		`UPDATE audit_logs SET user_id = NULL WHERE user_id IS NOT NULL`,
		`UPDATE audit_logs SET user_id = '00000000-0000-0000-0000-000000000002' WHERE user_id IS NULL`,
		`DELETE FROM audit_logs`,
		`DELETE FROM audit_logs WHERE user_id IS NULL`,
		`TRUNCATE audit_logs`,
		`TRUNCATE users CASCADE`,
		`INSERT INTO audit_logs (id, action) SELECT id, 'X' FROM audit_logs ON CONFLICT (id) DO UPDATE SET action = 'X'`,
	} {
		_, err := db.Owner.Exec(t.Context(), sql)
		if datatest.SQLState(err) != "23001" || datatest.Violated(err) != "audit_logs_append_only" {
			t.Errorf("%s: %v, want a refusal", sql, err)
		}
	}
	if got := datatest.Scan[string](t, db.Owner, before); got != sum {
		t.Error("the trail is not as it was")
	}

	// A deleted user leaves the row, without the name's key and with all else.
	const rest = `SELECT md5(string_agg(concat_ws('|', id, action, resource_type, details, request, created_at), '' ORDER BY id)) FROM audit_logs`
	sum = datatest.Scan[string](t, db.Owner, rest)
	datatest.Exec(t, db.Owner, `DELETE FROM users WHERE email = 'norole@old.example'`)
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM audit_logs WHERE action = 'BILL_CREATED' AND user_id IS NULL`); n != 1 {
		t.Errorf("%d rows of the deleted user, want 1 without user_id", n)
	}
	if got := datatest.Scan[string](t, db.Owner, rest); got != sum {
		t.Error("deleting a user changed more than user_id")
	}
}

func TestAuditIsDeletedOnlyFromTheArchive(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs (action, created_at) SELECT 'OLD', '2020-01-01'::timestamptz + n * interval '1 day' FROM generate_series(1, 10) AS n`)
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs (action) VALUES ('NEW')`)
	// Some of a month of its own, others of none.
	if made := datatest.Scan[bool](t, db.Owner, `SELECT society360_archive_month('audit', '2020-01-05')`); !made {
		t.Error("no partition was made")
	}
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs (action, created_at) SELECT 'OLD', '2020-02-01'::timestamptz + n * interval '1 day' FROM generate_series(1, 2) AS n`)
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs_archive SELECT * FROM audit_logs a WHERE action = 'OLD' AND created_at NOT IN ('2020-01-09', '2020-01-10')`) //nolint:unqueryvet // whole rows are what is moved
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs_archive (id, action, details, created_at) SELECT id, action, '{}', created_at FROM audit_logs WHERE created_at = '2020-01-10'`)
	for _, kept := range []string{`action = 'OLD'`, `created_at = '2020-01-09'`, `created_at = '2020-01-10'`} {
		if _, err := db.Owner.Exec(t.Context(), `DELETE FROM audit_logs WHERE `+kept); datatest.SQLState(err) != "23001" {
			t.Errorf("deleting rows of which some are not archived as they stand (%s): %v", kept, err)
		}
	}
	tag, err := db.Owner.Exec(t.Context(), `DELETE FROM audit_logs WHERE created_at < '2020-01-09' OR created_at BETWEEN '2020-02-01' AND '2020-03-01'`)
	if err != nil || tag.RowsAffected() != 9 {
		t.Errorf("deleted %d archived rows, %v; want 9", tag.RowsAffected(), err)
	}
	got := datatest.Scan[string](t, db.Owner, `SELECT concat_ws(' ', (SELECT count(*) FROM audit_logs), (SELECT count(*) FROM audit_logs_archive),
		(SELECT count(*) FROM archive.audit_logs_2020_01), (SELECT count(*) FROM archive.audit_logs_default))`)
	if got != "4 11 9 2" {
		t.Errorf("live, archived, of the month and of none: %s, want 4 11 9 2", got)
	}
	// What stood in the default partition moves with its month.
	datatest.Exec(t, db.Owner, `SELECT society360_archive_month('audit', '2020-02-05')`)
	if got := datatest.Scan[string](t, db.Owner, `SELECT concat_ws(' ', (SELECT count(*) FROM archive.audit_logs_2020_02), (SELECT count(*) FROM archive.audit_logs_default))`); got != "2 0" {
		t.Errorf("of the month and of none: %s, want 2 0", got)
	}
	// Without the archive nothing is let go.
	datatest.Exec(t, db.Owner, `DROP TABLE archive.audit_logs CASCADE`)
	if _, err := db.Owner.Exec(t.Context(), `DELETE FROM audit_logs`); datatest.SQLState(err) != "23001" {
		t.Errorf("deleting without an archive: %v", err)
	}
}

// TestSearchKeys: the database and the program fold phones and plates alike, or
// an index would not find what the desk asks for.
func TestSearchKeys(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	rows, err := db.Owner.Query(t.Context(), `SELECT s, society360_phone_digits(s), society360_plate_key(s) FROM unnest($1::text[]) AS s`, []string{
		"98200 12345", "+91 98200-12345", "098200 12345", "12345", "", "९८२००", "no phone", "mh-12 ab 1234", "MH 12/AB.1234", "टीए 12", "é1", "ß", "\t7\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	var typed, phone, plate string
	if _, err := pgx.ForEachRow(rows, []any{&typed, &phone, &plate}, func() error {
		if want := strings.TrimLeft(value.OnlyDigits(typed), "0"); phone != want {
			t.Errorf("phone %q: stored %q, asked for %q", typed, phone, want)
		}
		if want := value.PlateKey(typed); plate != want {
			t.Errorf("plate %q: stored %q, asked for %q", typed, plate, want)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for priority, want := range map[string]int{"critical": 0, "high": 1, "medium": 2, "low": 3, "urgent": 3} {
		if got := datatest.Scan[int](t, db.Owner, `SELECT society360_priority_rank($1)`, priority); got != want {
			t.Errorf("%s ranks %d, want %d", priority, got, want)
		}
	}
	if got := datatest.Scan[int](t, db.Owner, `SELECT society360_priority_rank(NULL)`); got != 2 {
		t.Errorf("no priority ranks %d, want 2", got)
	}
}
