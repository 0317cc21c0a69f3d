package setup_test

import (
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTheArchiveOfTheTrailIsCarriedOver: of another program's making, without a key, with
// columns of its own, and with rows that no key could hold. Each row stands under its old
// name as it was, for whoever might read it.
func TestTheArchiveOfTheTrailIsCarriedOver(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	app := db.OtherProgram(t)
	datatest.Exec(t, db.Owner, `CREATE TABLE audit_logs_archive (id uuid, note varchar(10), user_id uuid, action varchar(100), resource_type varchar(50), resource_id uuid,
		ip_address varchar(45), user_agent text, details jsonb, created_at timestamptz, raw json, n numeric);
		COMMENT ON TABLE audit_logs_archive IS 'the auditor''s'; COMMENT ON COLUMN audit_logs_archive.note IS 'of the auditor'`)
	datatest.Exec(t, db.Owner, `GRANT SELECT, INSERT ON audit_logs_archive TO `+app)
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs_archive (id, action, created_at, note, raw, n, details) VALUES
		('00000000-0000-0000-0000-000000000001', 'ONE', '2021-03-04 05:06Z', 'a note', '{"b": 1,  "a":2}', 1.50, '{"x": null}'),
		('00000000-0000-0000-0000-000000000001', 'ONE', '2021-03-04 05:06Z', 'a note', '{"b": 1,  "a":2}', 1.50, '{"x": null}'),
		('00000000-0000-0000-0000-000000000001', 'OTHER', '2021-03-04 05:06Z', NULL, NULL, NULL, NULL),
		(NULL, 'NO KEY', '2021-03-05', NULL, NULL, NULL, NULL),
		('00000000-0000-0000-0000-000000000002', 'NO TIME', NULL, NULL, NULL, NULL, NULL),
		('00000000-0000-0000-0000-000000000003', 'ENDLESS', 'infinity', NULL, NULL, NULL, NULL),
		('00000000-0000-0000-0000-000000000004', 'TO COME', '2999-01-01', NULL, NULL, NULL, NULL),
		('00000000-0000-0000-0000-000000000005', 'ANCIENT', '1850-01-01', NULL, NULL, NULL, NULL)`)
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs_archive (id, action, created_at) SELECT gen_random_uuid(), 'MANY', '2022-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 5000) n`)
	datatest.Migrate(t, db.Config)

	const rows = `SELECT string_agg(concat_ws(' ', coalesce(others ->> 'id', id::text), action, CASE WHEN others ? 'created_at' THEN coalesce(others ->> 'created_at', 'no time') ELSE to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') END,
		others ->> 'note', others ->> 'raw', others ->> 'n', details), E'\n' ORDER BY action, created_at) FROM archived_audit_logs WHERE action <> 'MANY' AND action <> 'NO KEY'`
	const want = `00000000-0000-0000-0000-000000000005 ANCIENT 1850-01-01 00:00
00000000-0000-0000-0000-000000000003 ENDLESS infinity
00000000-0000-0000-0000-000000000002 NO TIME no time
00000000-0000-0000-0000-000000000001 ONE 2021-03-04 05:06 a note {"b": 1,  "a":2} 1.50 {"x": null}
00000000-0000-0000-0000-000000000001 OTHER 2021-03-04 05:06
00000000-0000-0000-0000-000000000004 TO COME 2999-01-01 00:00`
	if is := datatest.Scan[string](t, db.Owner, rows); is != want {
		t.Errorf("archived are\n%s\nwant\n%s", is, want)
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM archive.audit_logs_2022_01 WHERE action = 'MANY'`); n != 31*24-1 {
		t.Errorf("in their month are %d rows, want %d", n, 31*24-1)
	}
	if key := datatest.Scan[string](t, db.Owner, `SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'archive.audit_logs'::regclass AND contype = 'p'`); key != "PRIMARY KEY (id, created_at)" {
		t.Errorf("the archive's key is %q", key)
	}
	if left := datatest.Scan[bool](t, db.Owner, `SELECT to_regclass('audit_logs_archive_former') IS NOT NULL`); left {
		t.Error("the former table is still there")
	}

	others := db.As(t, app)
	if is := datatest.Scan[string](t, others, `SELECT concat_ws(' ', note, raw, n + 0.5) FROM audit_logs_archive WHERE action = 'ONE'`); is != `a note {"b": 1,  "a":2} 2.00` {
		t.Errorf("the other program reads %q", is)
	}
	if n := datatest.Scan[int](t, others, `SELECT count(*) FROM audit_logs_archive`); n != 5007 {
		t.Errorf("the other program reads %d rows, want 5007", n)
	}
	datatest.Exec(t, others, `INSERT INTO audit_logs_archive VALUES ('00000000-0000-0000-0000-000000000006', 'mine', NULL, 'ADDED', NULL, NULL, NULL, NULL, NULL, '2021-03-06', '[1, 2]', 3)`)
	if is := datatest.Scan[string](t, others, `SELECT concat_ws(' ', note, raw, n) FROM audit_logs_archive WHERE action = 'ADDED'`); is != "mine [1, 2] 3" {
		t.Errorf("what the other program added is %q", is)
	}
	if is := remark(t, db.Owner, "audit_logs_archive.note"); is != "of the auditor" || remark(t, db.Owner, "audit_logs_archive") != "the auditor's" {
		t.Errorf("its comments are %q", is)
	}
	if again := datatest.Migrate(t, db.Config); len(again) != 0 {
		t.Errorf("a second run took %v", again)
	}
}

// TestWhatReadsTheFormerArchiveStopsIt: a view over the table that becomes a view would
// read a table that is gone.
func TestWhatReadsTheFormerArchiveStopsIt(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.MigrateTo(t, db, 249)
	datatest.Exec(t, db.Owner, `CREATE VIEW theirs AS SELECT action FROM audit_logs_archive; INSERT INTO audit_logs_archive (id, action, created_at) VALUES (gen_random_uuid(), 'X', '2020-01-01')`)
	_, err := setup.Migrate(t.Context(), db.Config, quiet())
	datatest.WantError(t, err, fault.Refused, "the view theirs reads audit_logs_archive, which becomes a view itself; drop it, migrate, and make it again")
	datatest.Exec(t, db.Owner, `DROP VIEW theirs`)
	datatest.Migrate(t, db.Config)
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM audit_logs_archive`); n != 1 {
		t.Errorf("%d rows are archived", n)
	}
}

// TestWhatWasArchivedBeforeIsListed: of what stood in the archive when its lists came.
func TestWhatWasArchivedBeforeIsListed(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.MigrateTo(t, db, 257)
	datatest.Exec(t, db.Owner, `INSERT INTO system_config (config_key, config_value, category) SELECT 'general.archive_' || k || '_months', '1', 'general' FROM unnest('{visits,tickets,audit}'::text[]) k;
		INSERT INTO visitor_logs (visitor_name, visitor_phone, status, check_in_time) SELECT 'V' || n, '9820012345', 'denied', '2020-01-01'::timestamptz + n * interval '10 days' FROM generate_series(1, 9) n;
		INSERT INTO maintenance_tickets (title, category, status, created_at, resolved_at) VALUES ('T', 'Lift', 'closed', '2020-01-02', '2020-01-02'); INSERT INTO audit_logs (action, created_at) VALUES ('A', '2020-01-02');
		SELECT society360_archive_month(k, m::date) FROM unnest('{visits,tickets,audit}'::text[]) k, generate_series('2020-01-01', '2020-04-01', interval '1 month') m;
		SELECT society360_archive(k, NULL, NULL, 100) FROM unnest('{visits,tickets,audit}'::text[]) k`)
	datatest.Migrate(t, db.Config)
	if is := datatest.Scan[string](t, db.Owner, `SELECT concat_ws(' ', (SELECT count(*) FROM archived_visitor_logs_list WHERE visitor_phone <> '' AND check_in_time < now()), (SELECT title FROM archived_maintenance_tickets_list), (SELECT action FROM archived_audit_logs_list))`); is != "9 T A" {
		t.Errorf("listed are %s", is)
	}
}

// TestAnArchiveOfAnotherKindStays: a table of that name which holds something else, and a
// schema of another program under the archive's name.
func TestAnArchiveOfAnotherKindStays(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Exec(t, db.Owner, `CREATE TABLE audit_logs_archive (id uuid, entry text); INSERT INTO audit_logs_archive VALUES (gen_random_uuid(), 'theirs');
		CREATE SCHEMA archive; CREATE TABLE archive.things (id int)`)
	datatest.Migrate(t, db.Config)
	if is := datatest.Scan[string](t, db.Owner, `SELECT entry FROM audit_logs_archive`); is != "theirs" {
		t.Errorf("the other program's table has %q", is)
	}
	if is := datatest.Scan[string](t, db.Owner, `SELECT society360_archive_schema()::text`); is != "society360_archive" {
		t.Errorf("the archive is in %s, beside another program's", is)
	}
	datatest.Exec(t, db.Owner, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.archive_audit_months', '1', 'general');
		INSERT INTO audit_logs (action, created_at) VALUES ('OLD', '2020-01-01'); SELECT society360_archive_month('audit', '2020-01-01')`)
	if moved := datatest.Scan[int](t, db.Owner, `SELECT moved FROM society360_archive('audit', '2019-12-31', NULL, 1)`); moved != 1 {
		t.Errorf("%d rows were moved", moved)
	}
}

// TestASuperuserMigratesForTheOwner: what is made belongs to whoever owns the tables, and
// works as theirs.
func TestASuperuserMigratesForTheOwner(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.MigrateTo(t, db, 249)
	as := db.Config
	as.OwnerURL = db.URL(t, "postgres")
	datatest.Migrate(t, as)
	if is := datatest.Scan[string](t, db.Owner, `SELECT coalesce(string_agg(o.name, ' '), '') FROM (
			SELECT c.relname::text AS name, c.relowner AS owner FROM pg_class c WHERE c.relnamespace = 'archive'::regnamespace OR c.relname ~ '^(archived_|audit_logs_archive$|society360_report_)'
			UNION ALL SELECT p.proname, p.proowner FROM pg_proc p WHERE p.proname LIKE 'society360\_archive%'
			UNION ALL SELECT n.nspname, n.nspowner FROM pg_namespace n WHERE n.nspname = 'archive') o WHERE o.owner <> $1::text::regrole`, setup.OwnerRole); is != "" {
		t.Errorf("not the owner's are %s", is)
	}
	datatest.Exec(t, db.Owner, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.archive_audit_months', '1', 'general');
		INSERT INTO audit_logs (action, created_at) VALUES ('OLD', '2020-01-01'); SELECT society360_refresh_report('visits')`)
	desk := db.As(t, "society360_desk")
	datatest.Exec(t, desk, `SELECT society360_archive_month('audit', '2020-01-01'), society360_refresh_report('visits')`)
	if moved := datatest.Scan[int](t, desk, `SELECT moved FROM society360_archive('audit', NULL, NULL, 1)`); moved != 1 {
		t.Errorf("%d rows were moved", moved)
	}
}
