package archive_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"
)

// keep sets for how many months each kind is kept.
func keep(t *testing.T, s *datatest.Society, visits, tickets, audit int) {
	t.Helper()
	for key, months := range map[archive.Kind]int{archive.Visits: visits, archive.Tickets: tickets, archive.Audit: audit} {
		s.Exec(t, `INSERT INTO system_config (config_key, config_value, category, data_type) VALUES ($1, $2, 'general', 'number')
			ON CONFLICT (config_key) DO UPDATE SET config_value = excluded.config_value`, key.Key(), fmt.Sprint(months))
	}
}

// run archives as the schedule does and returns what was moved, by kind.
func run(t *testing.T, s *datatest.Society) map[archive.Kind]int {
	t.Helper()
	done, err := s.Archive.Run(t.Context(), role.Program(), nil)
	if err != nil {
		t.Fatal(err)
	}
	moved := map[archive.Kind]int{}
	for _, m := range done {
		moved[m.Kind] = m.Rows
	}
	return moved
}

// stand lists the names of what stands in a table, by name.
func stand(t *testing.T, s *datatest.Society, name, from string) string {
	t.Helper()
	return datatest.Scan[string](t, s.Owner, `SELECT coalesce(string_agg(`+name+`, ' ' ORDER BY `+name+`), '') FROM `+from)
}

// TestVisitsThatAreOverAreArchived: by their age since they ended, whole, into their month.
func TestVisitsThatAreOverAreArchived(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time, check_out_time, created_at, unit_id, visitor_phone, party_size, exit_gate) VALUES
		('left', 'checked_out', now() - interval '7 months', now() - interval '7 months', now(), $1, '98200 12345', 3, 'Main'),
		('denied', 'denied', NULL, NULL, now() - interval '8 months', $1, NULL, 1, NULL),
		('ancient', 'denied', '0500-01-01', NULL, now(), $1, NULL, 1, NULL),
		('1999', 'checked_out', '1999-12-31 23:59Z', NULL, now(), $1, NULL, 1, NULL),
		('inside', 'checked_in', now() - interval '7 months', NULL, now(), $1, NULL, 1, NULL),
		('nobody-said', NULL, now() - interval '7 months', NULL, now(), $1, NULL, 1, NULL),
		('waiting', 'pending', NULL, NULL, now() - interval '7 months', $1, NULL, 1, NULL),
		('expected', 'approved', NULL, NULL, now() - interval '7 months', $1, NULL, 1, NULL),
		('left-late', 'checked_out', now() - interval '7 months', now() - interval '5 months', now(), $1, NULL, 1, NULL),
		('young', 'checked_out', now() - interval '5 months', now() - interval '5 months', now(), $1, NULL, 1, NULL),
		('endless', 'checked_out', '-infinity', '-infinity', now(), $1, NULL, 1, NULL),
		('to-come', 'checked_out', 'infinity', NULL, now(), $1, NULL, 1, NULL)`, s.Units["A-101"])
	was := datatest.Scan[string](t, s.Owner, `SELECT string_agg(to_jsonb(v)::text, E'\n' ORDER BY visitor_name) FROM visitor_logs v WHERE visitor_name IN ('left', 'denied', 'ancient', '1999')`)

	if moved := run(t, s); len(moved) != 0 {
		t.Errorf("kept for ever, %v went", moved)
	}
	keep(t, s, 6, 0, 0)
	due, err := s.Archive.Due(t.Context(), s.Admin, archive.Visits, 0)
	if err != nil || len(due) != 4 || due[0].Rows != 1 {
		t.Errorf("due are %v, %v", due, err)
	}
	if moved := run(t, s); moved[archive.Visits] != 4 || len(moved) != 1 {
		t.Errorf("%v went, want 4 visits", moved)
	}
	if moved := run(t, s); moved[archive.Visits] != 0 {
		t.Errorf("a second run moved %v", moved)
	}
	if is := stand(t, s, "visitor_name", "visitor_logs"); is != "endless expected inside left-late nobody-said to-come waiting young" {
		t.Errorf("still in the register: %s", is)
	}
	if is := datatest.Scan[string](t, s.Owner, `SELECT string_agg((to_jsonb(v) - '{others,archived_at,at}'::text[])::text, E'\n' ORDER BY visitor_name) FROM archived_visitor_logs v`); is != was {
		t.Errorf("archived:\n%s\nwere:\n%s", is, was)
	}
	if is := stand(t, s, "visitor_name", "archive.visitor_logs_before_2000"); is != "1999 ancient" {
		t.Errorf("before 2000 there are %s", is)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'RECORDS_ARCHIVED' AND resource_type = 'visitor_logs' AND details @> '{"after": {"archived": 4, "kept_months": 6}}'`); n != 1 {
		t.Errorf("%d rows of the trail tell of it", n)
	}
	parts, err := s.Archive.List(t.Context(), s.Admin)
	rows := 0
	for _, p := range parts {
		rows += p.Rows
	}
	if err != nil || len(parts) != 4 || rows != 4 || parts[0].Month != nil || parts[1].Month == nil {
		t.Errorf("the archive has %+v, %v", parts, err)
	}
}

// TestAUnitOfArchivedVisitsStays: its history would name no unit.
func TestAUnitOfArchivedVisitsStays(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 6, 12, 0)
	s.Exec(t, `INSERT INTO units (unit_number, floor_number, type) SELECT n, 1, '2BHK' FROM unnest('{V1,T1,E1}'::text[]) n`)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time, unit_id) SELECT 'old', 'denied', '2020-01-01', id FROM units WHERE unit_number = 'V1';
		INSERT INTO maintenance_tickets (title, category, status, created_at, resolved_at, unit_id) SELECT 'old', 'Lift', 'closed', '2020-01-01', '2020-01-01', id FROM units WHERE unit_number = 'T1'`)
	run(t, s)
	for number, want := range map[string]bool{"V1": false, "T1": false, "E1": true} {
		if gone := datatest.Scan[bool](t, s.Owner, `SELECT society360_remove('units', (SELECT id FROM units WHERE unit_number = $1))`, number); gone != want {
			t.Errorf("unit %s is deleted: %t", number, gone)
		}
	}
}

// TestTicketsThatAreClosedAreArchived: by when they were resolved.
func TestTicketsThatAreClosedAreArchived(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 0, 12, 0)
	s.Exec(t, `INSERT INTO maintenance_tickets (title, category, status, unit_id, created_at, updated_at, resolved_at) VALUES
		('closed', 'Lift', 'closed', $1, now() - interval '20 months', now(), now() - interval '13 months'),
		('rejected', 'Lift', 'rejected', $1, now() - interval '20 months', now() - interval '13 months', NULL),
		('closed-late', 'Lift', 'closed', $1, now() - interval '20 months', now(), now() - interval '11 months'),
		('resolved', 'Lift', 'resolved', $1, now() - interval '20 months', now() - interval '20 months', now() - interval '20 months'),
		('open', 'Lift', 'open', $1, now() - interval '20 months', now() - interval '20 months', NULL),
		('undated', 'Lift', 'closed', $1, NULL, now() - interval '20 months', NULL)`, s.Units["A-101"])
	if moved := run(t, s); moved[archive.Tickets] != 2 {
		t.Errorf("%v went, want 2 tickets", moved)
	}
	if live, gone := stand(t, s, "title", "maintenance_tickets"), stand(t, s, "title", "archived_maintenance_tickets WHERE ticket_number > 0"); live != "closed-late open resolved undated" || gone != "closed rejected" {
		t.Errorf("in the register: %s; archived: %s", live, gone)
	}
}

// TestTheTrailOfWhatIsOpenStays: what may still be asked about, and what has no end.
func TestTheTrailOfWhatIsOpenStays(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 0, 0, 24)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status) VALUES ('v-over', 'denied'), ('v-in', 'checked_in'), ('v-null', NULL)`)
	s.Exec(t, `INSERT INTO maintenance_tickets (title, category, status) VALUES ('t-closed', 'Lift', 'closed'), ('t-open', 'Lift', 'open'), ('t-resolved', 'Lift', 'resolved')`)
	s.Exec(t, `INSERT INTO bills (description, bill_type, amount, bill_date, due_date) VALUES ('b-due', 'Water', 100, '2020-01-01', '2020-01-01'), ('b-paid', 'Water', 100, '2020-01-01', '2020-01-01')`)
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, status, transaction_reference)
		SELECT b.id, y.paid, y.status, y.ref FROM bills b JOIN (VALUES ('b-due', 10, 'success', 'p-part'), ('b-paid', 100, 'success', 'p-whole'), ('b-paid', 1, 'failed', 'p-failed'), ('b-paid', 1, 'pending', 'p-claim')) y(bill, paid, status, ref) ON y.bill = b.description`)
	s.Exec(t, `UPDATE users SET deleted_at = now() WHERE email = 'arun@test.example'`)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, user_agent, created_at)
		SELECT coalesce(did, 'X'), kind, id, name, now() - interval '25 months' FROM (
			SELECT NULL AS did, 'visitor_logs' AS kind, id, visitor_name AS name FROM visitor_logs UNION ALL SELECT NULL, 'maintenance_tickets', id, title FROM maintenance_tickets
			UNION ALL SELECT NULL, 'bills', id, description FROM bills UNION ALL SELECT NULL, 'payments', id, transaction_reference FROM payments
			UNION ALL SELECT NULL, 'users', id, 'u-' || split_part(email, '@', 1) FROM users WHERE email ~ 'meera|arun' UNION ALL SELECT 'USER_LOGIN', 'users', id, 'u-login' FROM users WHERE email ~ 'meera'
			UNION ALL SELECT NULL, kind, gen_random_uuid(), kind FROM unnest('{system_config,units,blocks,user_units,roles,visitor_logs,audit_logs,NULL}'::text[]) kind) w`)
	s.Exec(t, `INSERT INTO audit_logs (action, user_agent, created_at) VALUES ('X', 'young', now() - interval '23 months')`)
	run(t, s)
	const aged = ` WHERE created_at < now() - interval '1 month'`
	if is := stand(t, s, "coalesce(user_agent, '-')", "audit_logs"+aged); is != "b-due blocks p-claim p-part roles system_config t-open t-resolved u-meera units user_units v-in v-null young" {
		t.Errorf("still in the trail: %s", is)
	}
	if is := stand(t, s, "coalesce(user_agent, '-')", "archived_audit_logs"); is != "- audit_logs b-paid p-failed p-whole t-closed u-arun u-login v-over visitor_logs" {
		t.Errorf("archived: %s", is)
	}
	if is := stand(t, s, "coalesce(user_agent, '-')", "audit_logs_archive"); !strings.HasSuffix(is, "v-over visitor_logs") {
		t.Errorf("other programs read %s", is)
	}
}

// TestWhatOthersHaveOfARowIsKept: columns of other programs, of any kind, and rows that
// theirs refer to.
func TestWhatOthersHaveOfARowIsKept(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 6, 0, 0)
	s.Exec(t, `ALTER TABLE visitor_logs ADD COLUMN badge numeric, ADD COLUMN raw json, ADD COLUMN tags jsonb, ADD COLUMN others text, ADD COLUMN "At ""it""" bytea, ALTER COLUMN visitor_name TYPE varchar(400)`)
	long := strings.Repeat("é", 390)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time, badge, raw, tags, others, "At ""it""") VALUES ($1, 'denied', '2020-01-01', 12345678901234567890.12345, '{"a" :1, "a":2, "n":"\u0000"}', '{"x": null}', 'theirs', '\x0001')`, long)
	s.Exec(t, `CREATE SCHEMA theirs; CREATE TABLE theirs.cascading (visit uuid REFERENCES visitor_logs ON DELETE CASCADE); CREATE TABLE theirs.emptied (visit uuid REFERENCES visitor_logs ON DELETE SET NULL);
		CREATE TABLE theirs.strict (day int, visit uuid REFERENCES visitor_logs) PARTITION BY LIST (day); CREATE TABLE theirs.strict_1 PARTITION OF theirs.strict FOR VALUES IN (1)`)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time) SELECT n, 'denied', '2020-01-02' FROM unnest('{cascading,emptied,strict,free}'::text[]) n;
		INSERT INTO theirs.cascading SELECT id FROM visitor_logs WHERE visitor_name = 'cascading'; INSERT INTO theirs.emptied SELECT id FROM visitor_logs WHERE visitor_name = 'emptied';
		INSERT INTO theirs.strict SELECT 1, id FROM visitor_logs WHERE visitor_name = 'strict'`)
	if moved := run(t, s); moved[archive.Visits] != 2 {
		t.Errorf("%v went, want 2 visits", moved)
	}
	if is := stand(t, s, "visitor_name", "visitor_logs"); is != "cascading emptied strict" {
		t.Errorf("still in the register: %s", is)
	}
	if n := s.Count(t, `theirs.cascading WHERE visit IS NOT NULL`) + s.Count(t, `theirs.emptied WHERE visit IS NOT NULL`); n != 2 {
		t.Errorf("%d rows of the other program are as they were, want 2", n)
	}
	if is := datatest.Scan[string](t, s.Owner, `SELECT concat_ws(' ', visitor_name = $1, others ->> 'badge', others ->> 'raw', others -> 'tags', others ->> 'others', others ->> 'At "it"') FROM archived_visitor_logs WHERE visitor_name <> 'free'`, long); is != `t 12345678901234567890.12345 {"a" :1, "a":2, "n":"\u0000"} {"x": null} theirs \x0001` {
		t.Errorf("archived with %s", is)
	}
	if n := s.Count(t, `archived_visitor_logs WHERE visitor_name = 'free' AND others IS NULL`); n != 1 {
		t.Error("a visit without anything of others has others")
	}
}

// TestADeleteOfOthersStopsTheArchive: another program's trigger would run, and may refuse,
// or take more along.
func TestADeleteOfOthersStopsTheArchive(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 6, 0, 0)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time) VALUES ('old', 'denied', '2020-01-02')`)
	s.Exec(t, `CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER theirs BEFORE DELETE ON visitor_logs FOR EACH ROW EXECUTE FUNCTION theirs()`)
	_, err := s.Archive.Run(t.Context(), role.Program(), nil)
	datatest.WantError(t, err, fault.Refused, "Nothing goes to the archive: theirs of another program runs when a row of visitor_logs is deleted.")
	s.Exec(t, `DROP TRIGGER theirs ON visitor_logs; CREATE RULE theirs AS ON DELETE TO visitor_logs DO INSTEAD NOTHING`)
	_, err = s.Archive.Run(t.Context(), role.Program(), nil)
	datatest.WantError(t, err, fault.Refused, "theirs of another program")
	if is := stand(t, s, "visitor_name", "visitor_logs"); is != "old" || s.Count(t, `archived_visitor_logs`) != 0 {
		t.Errorf("in the register: %s", is)
	}
	s.Exec(t, `DROP RULE theirs ON visitor_logs`)
	if moved := run(t, s); moved[archive.Visits] != 1 {
		t.Errorf("%v went, want 1 visit", moved)
	}
}

// TestRowsThatAreHeldStay: nobody at work is waited for, and the next run has them.
func TestRowsThatAreHeldStay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 6, 0, 0)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time) SELECT 'v' || n, 'denied', '2020-01-01'::timestamptz + n * interval '1 day' FROM generate_series(1, 700) n`)
	other := s.Conn(t, "postgres")
	for _, sql := range []string{`BEGIN`, `UPDATE visitor_logs SET purpose = 'changed' WHERE visitor_name = 'v300'`} {
		if _, err := other.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if moved := run(t, s); moved[archive.Visits] != 699 {
		t.Errorf("%v went, want 699 visits", moved)
	}
	if n := s.Count(t, `archived_visitor_logs`); n != 699 {
		t.Errorf("%d visits are archived, want 699: the one that is held stands in the register alone", n)
	}
	if _, err := other.Exec(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	if moved := run(t, s); moved[archive.Visits] != 1 || s.Count(t, `archived_visitor_logs WHERE purpose = 'changed'`) != 1 {
		t.Errorf("%v went, want the one that was changed", moved)
	}
}

// TestSeveralArchiveAtOnce: each row goes once, whoever moves it, and a run that is broken
// off is gone on with.
func TestSeveralArchiveAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 6, 12, 0)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time) SELECT 'v' || n, 'denied', '2020-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 5000) n`)
	ctx, stop := context.WithCancel(t.Context())
	_, err := s.Archive.Run(ctx, s.Admin, func(m archive.Moved) {
		if m.Rows > 400 {
			stop()
		}
	})
	datatest.WantError(t, err, fault.Unavailable, "Archiving was stopped")
	first := s.Count(t, `archived_visitor_logs`)
	if told := s.Count(t, `audit_logs WHERE action = 'RECORDS_ARCHIVED' AND user_id IS NOT NULL`); first < 400 || first > 4900 || told != 1 {
		t.Errorf("a run that was broken off moved %d and is told of %d times", first, told)
	}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if _, err := s.Archive.Run(context.Background(), role.Program(), nil); err != nil && !strings.Contains(err.Error(), "is archiving now") {
				t.Errorf("one of several: %v", err)
			}
		})
	}
	wg.Wait()
	run(t, s)
	if live, gone := s.Count(t, `visitor_logs`), s.Count(t, `archived_visitor_logs`); live != 0 || gone != 5000 {
		t.Errorf("%d visits are left, %d archived", live, gone)
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT sum((details #>> '{after,archived}')::int) FROM audit_logs WHERE action = 'RECORDS_ARCHIVED'`); n != 5000 {
		t.Errorf("the trail tells of %d visits", n)
	}
}

// TestWhatCameBackIsArchivedAnew: the live tables were restored from before.
func TestWhatCameBackIsArchivedAnew(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 6, 0, 24)
	s.Exec(t, `INSERT INTO visitor_logs (id, visitor_name, status, check_in_time) VALUES (gen_random_uuid(), 'old', 'denied', '2020-01-02')`)
	s.Exec(t, `INSERT INTO audit_logs (action, created_at) VALUES ('OLD', '2020-01-02')`)
	run(t, s)
	s.Exec(t, `INSERT INTO visitor_logs (id, visitor_name, status, check_in_time) SELECT id, 'restored', status, check_in_time FROM archived_visitor_logs`)
	s.Exec(t, `INSERT INTO audit_logs (id, action, created_at) SELECT id, action, created_at FROM archived_audit_logs`)
	if moved := run(t, s); moved[archive.Visits] != 1 || moved[archive.Audit] != 1 {
		t.Errorf("%v went, want what came back", moved)
	}
	if is := stand(t, s, "visitor_name", "archived_visitor_logs"); is != "restored" || s.Count(t, `archived_audit_logs`) != 1 {
		t.Errorf("archived are %s", is)
	}
}

// TestTheDeskMovesNoMoreThanTheSettingsSay: its role calls the functions itself.
func TestTheDeskMovesNoMoreThanTheSettingsSay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	desk := s.As(t, "society360_desk")
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time, check_out_time) VALUES ('old', 'checked_out', now() - interval '7 months', now() - interval '7 months')`)
	for value, want := range map[string]int{"0": 0, "8": 0, "-1": 0, "6 months": 0, "241": 0, "": 0} {
		s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.archive_visits_months', $1, 'general') ON CONFLICT (config_key) DO UPDATE SET config_value = $1`, value)
		if looked := datatest.Scan[int](t, desk, `SELECT looked FROM society360_archive('visits', NULL, NULL, 10)`); looked != want {
			t.Errorf("kept for %q months, %d rows were looked at", value, looked)
		}
	}
	for _, sql := range []string{`SELECT FROM archive.visitor_logs`, `DELETE FROM archived_visitor_logs`, `INSERT INTO audit_logs_archive (action) VALUES ('X')`, `SELECT society360_archive_cutoff('visits')`} {
		if _, err := desk.Exec(t.Context(), sql); datatest.SQLState(err) != "42501" {
			t.Errorf("%s: %v, want a refusal", sql, err)
		}
	}
	if _, err := desk.Exec(t.Context(), `SELECT society360_archive_month('visits', '3000-01-01')`); datatest.SQLState(err) != "22023" {
		t.Errorf("a month ahead: %v", err)
	}
}
