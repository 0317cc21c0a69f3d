package reports_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// wholeTime is a range that holds all that a demo society has.
func wholeTime() reports.Range {
	today := value.DayOf(time.Now().UTC())
	return reports.Range{From: today.AddDays(-800), To: today.AddDays(2)}
}

func day(tb testing.TB, s string) value.Day {
	tb.Helper()
	d, err := value.ParseDay(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// TestReportsOfTheDemoSociety holds every report against SQL over the tables
// themselves, written by hand.
func TestReportsOfTheDemoSociety(t *testing.T) {
	t.Parallel()
	db := datatest.Demo(t)
	society := datatest.OpenStore(t, db)
	admin, err := society.Accounts.ActorByEmail(t.Context(), role.Origin{}, "admin@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	if made, err := society.Reports.RefreshAll(t.Context(), role.Program(), false); err != nil || made != 4 {
		t.Fatalf("%d reports made: %v", made, err)
	}
	within := wholeTime()
	for name, byHand := range map[string]string{
		reports.HoursTable: `SELECT h, coalesce(sum((v.status <> 'denied')::int), 0), coalesce(sum((v.status = 'denied')::int), 0)
			FROM generate_series(0, 23) h LEFT JOIN visitor_logs v ON v.status NOT IN ('pending', 'approved') AND v.withdrawn_at IS NULL
				AND extract(hour FROM coalesce(v.check_in_time, v.created_at) AT TIME ZONE 'Asia/Kolkata') = h
			GROUP BY h ORDER BY h`,
		reports.DaysTable: `SELECT d::date, coalesce(sum((v.status <> 'denied')::int), 0), coalesce(sum((v.status = 'denied')::int), 0)
			FROM generate_series('` + within.From.String() + `'::date, '` + within.To.String() + `'::date, interval '1 day') d
				LEFT JOIN visitor_logs v ON v.status NOT IN ('pending', 'approved') AND v.withdrawn_at IS NULL
				AND (coalesce(v.check_in_time, v.created_at) AT TIME ZONE 'Asia/Kolkata')::date = d::date
			GROUP BY d ORDER BY d`,
		reports.ChannelsTable: `SELECT k.c, count(*) FROM (SELECT coalesce((SELECT l.details ->> 'approval' FROM audit_logs l
				WHERE l.resource_id = v.id AND l.details ? 'approval' ORDER BY l.created_at DESC LIMIT 1), 'none') AS c
			FROM visitor_logs v WHERE v.status IN ('checked_in', 'checked_out')) k GROUP BY k.c ORDER BY count(*) DESC, k.c`,
		reports.TicketsTable: `SELECT coalesce(t.category, 'all'), count(*), count(t.resolved_at),
				coalesce(sum((t.resolved_at > t.created_at + CASE t.priority WHEN 'critical' THEN interval '4 hours'
					WHEN 'high' THEN interval '24 hours' WHEN 'medium' THEN interval '72 hours' ELSE interval '168 hours' END)::int), 0),
				round(percentile_cont(0.5) WITHIN GROUP (ORDER BY round(extract(epoch FROM t.resolved_at - t.created_at) / 60)))
			FROM maintenance_tickets t GROUP BY GROUPING SETS ((t.category), ())
			ORDER BY t.category IS NULL, count(*) DESC, t.category`,
		reports.CollectionTable: `SELECT to_char(m, 'YYYY-MM'),
				coalesce((SELECT sum(b.amount - b.waived_amount) FROM bills b WHERE date_trunc('month', b.bill_date) = m AND b.voided_at IS NULL), 0.00),
				(SELECT count(*) FROM bills b WHERE date_trunc('month', b.bill_date) = m AND b.voided_at IS NULL),
				coalesce((SELECT sum(p.amount_paid) FROM payments p WHERE date_trunc('month', p.payment_date AT TIME ZONE 'Asia/Kolkata') = m AND p.status = 'success'), 0.00),
				(SELECT count(*) FROM payments p WHERE date_trunc('month', p.payment_date AT TIME ZONE 'Asia/Kolkata') = m AND p.status = 'success')
			FROM generate_series(date_trunc('month', '` + within.From.String() + `'::timestamp), date_trunc('month', '` + within.To.String() + `'::timestamp), interval '1 month') m ORDER BY m`,
		reports.OccupancyTable: `SELECT coalesce(k.name, 'all'), count(*), sum((u.status = 'occupied')::int), sum((u.status = 'vacant')::int),
				sum((u.status = 'under_maintenance')::int),
				sum((SELECT count(*) FROM user_units l WHERE l.unit_id = u.id AND l.status = 'active' AND l.resident_type = 'owner')),
				sum((SELECT count(*) FROM user_units l WHERE l.unit_id = u.id AND l.status = 'active' AND l.resident_type = 'tenant')),
				sum((SELECT count(*) FROM user_units l WHERE l.unit_id = u.id AND l.status = 'active' AND l.resident_type = 'family_member'))
			FROM units u JOIN blocks k ON k.id = u.block_id GROUP BY GROUPING SETS ((k.name), ()) ORDER BY k.name IS NULL, k.name`,
		reports.StaysTable: `SELECT v.visitor_name, v.check_in_time, floor(extract(epoch FROM coalesce(v.check_out_time, now()) - v.check_in_time) / 600)
			FROM visitor_logs v WHERE v.status IN ('checked_in', 'checked_out')
			ORDER BY coalesce(v.check_out_time, now()) - v.check_in_time DESC, v.id LIMIT 5`,
	} {
		table, err := society.Reports.Table(t.Context(), admin, name, within)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, row := range table.Rows {
			if name == reports.StaysTable {
				if len(got) == 5 {
					break
				}
				in, minutes := row[6].(time.Time), row[9].(int)
				row = []any{row[1], in.UTC().Format("2006-01-02T15:04:05+00:00"), minutes / 10}
			}
			cells := make([]string, len(row))
			for i, v := range row {
				if v != nil {
					cells[i] = strings.ReplaceAll(fmt.Sprint(v), ",", "")
				}
			}
			got = append(got, strings.Join(cells, "|"))
		}
		want := queryLines(t, db, byHand)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s has\n%s\nby hand\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if len(got) < 4 {
			t.Errorf("%s has %d rows", name, len(got))
		}
	}
}

// queryLines are a query's rows as text, as the owner sees them in UTC.
func queryLines(tb testing.TB, db *datatest.DB, sql string) []string {
	tb.Helper()
	conn := db.Conn(tb, setup.OwnerRole)
	if _, err := conn.Exec(tb.Context(), `SET timezone = 'UTC'`); err != nil {
		tb.Fatal(err)
	}
	rows, err := conn.Query(tb.Context(), `SELECT array_to_string(ARRAY(SELECT x.v FROM json_each_text(to_json(q)) WITH ORDINALITY AS x(k, v, n) ORDER BY n), '|', '') FROM (`+sql+`) q`)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			tb.Fatal(err)
		}
		all = append(all, line)
	}
	if err := rows.Err(); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return all
}

// TestDaysOfReportsAreTheSocietys: a visit just before midnight in the society's
// zone counts to that day; a change of the zone is told, and mended by the
// schedule.
func TestDaysOfReportsAreTheSocietys(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, check_in_time, status) VALUES
		('Late', '2026-03-31 18:29:59+00', NULL), ('Early', '2026-03-31 18:30:00+00', 'checked_out'), ('Early', '2026-03-31 18:31:00+00', 'denied'),
		('Withdrawn', '2026-03-31 18:31:00+00', 'denied'),
		('Waits', '2026-03-31 18:31:00+00', 'pending'), ('Endless', 'infinity', 'checked_in')`)
	s.Exec(t, `UPDATE visitor_logs SET withdrawn_at = now() WHERE visitor_name = 'Withdrawn'`)
	s.Exec(t, `INSERT INTO payments (amount_paid, payment_date, status) VALUES (10, '2026-03-31 18:29:59+00', NULL), (20, '2026-03-31 18:30:00+00', 'success'), (40, '2026-03-31 18:30:00+00', 'failed')`)
	due := func(want int) {
		t.Helper()
		if made, err := s.Reports.RefreshAll(t.Context(), role.Program(), true); err != nil || made != want {
			t.Errorf("made %d, want %d: %v", made, want, err)
		}
	}
	within := reports.Range{From: day(t, "2026-03-31"), To: day(t, "2026-04-01")}
	figures := func() string {
		t.Helper()
		v, err := s.Reports.Visits(t.Context(), s.Admin, within)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Reports.Collection(t.Context(), s.Admin, within)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%v %v %s %s %t %t", v.Days[0].Entries, v.Days[1], c.Months[0].Collected, c.Months[1].Collected, v.Outdated, v.MadeAt != nil)
	}
	if got := figures(); got != "0 {2026-04-01 0 0} 0.00 0.00 true false" {
		t.Errorf("before they were ever made: %s", got)
	}
	due(4)
	due(0)
	const inKolkata = "1 {2026-04-01 1 1} 10.00 20.00 false true"
	if got := figures(); got != inKolkata {
		t.Errorf("in Kolkata: %s", got)
	}
	zone := func(name string) {
		s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.timezone', $1, 'general')
			ON CONFLICT (config_key) DO UPDATE SET config_value = $1`, name)
	}
	zone("Asia/Dubai")
	if got := figures(); got != strings.Replace(inKolkata, "false", "true", 1) {
		t.Errorf("after a change of the zone: %s", got)
	}
	due(4)
	if got := figures(); got != "2 {2026-04-01 0 0} 30.00 0.00 false true" {
		t.Errorf("in Dubai: %s", got)
	}
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('maintenance.sla_hours', '{"critical":1,"high":2,"medium":3,"low":4}', 'maintenance')
		ON CONFLICT (config_key) DO UPDATE SET config_value = excluded.config_value`)
	due(1)
	zone("no such place")
	due(4)
	if got := figures(); got != inKolkata {
		t.Errorf("in a zone that is none: %s", got)
	}
}

// TestARefreshIsAudited, is done once an intent, and refused where another is at it.
func TestARefreshIsAudited(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	intent := uuid.New()
	first, err := s.Reports.Refresh(t.Context(), s.Admin, intent, reports.Visits)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Reports.Refresh(t.Context(), s.Admin, intent, reports.Visits); err != nil || !again.MadeAt.Equal(first.MadeAt) {
		t.Errorf("a repeat gives %v, %v; the first time %v", again, err, first)
	}
	var refusal *fault.Error
	if _, err := s.Reports.Refresh(t.Context(), s.Admin, intent, reports.Stays); !errors.As(err, &refusal) || refusal.Kind != fault.Refused {
		t.Errorf("the same key for another report: %v", err)
	}
	const audited = `audit_logs WHERE action = 'REPORT_REFRESHED' AND resource_type = 'society360_report_refreshes' AND details #>> '{after,report}' = 'visits'`
	if n := s.Count(t, audited+` AND user_id = $1`, s.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows", n)
	}

	tx, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended('society360 report visits ' || current_schema(), 360))`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reports.Refresh(t.Context(), s.Admin, uuid.New(), reports.Visits); !errors.As(err, &refusal) || refusal.Kind != fault.Refused || !strings.Contains(refusal.Error(), "just now") {
		t.Errorf("while another is at it: %v", err)
	}
	if made, err := s.Reports.RefreshAll(t.Context(), role.Program(), false); err != nil || made != 3 {
		t.Errorf("the schedule made %d beside it: %v", made, err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, audited); n != 1 {
		t.Errorf("%d audit rows after a refusal", n)
	}
	s.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	s.Exec(t, `DELETE FROM society360_report_refreshes`)
	if _, err := s.Reports.Refresh(t.Context(), s.Admin, uuid.New(), reports.Visits); err == nil || s.Count(t, `society360_report_refreshes`) != 0 {
		t.Errorf("made without its audit row: %v", err)
	}
}

// TestRefreshesAtOnce: of many at once each is made or refused, none fails, and
// readers read on.
func TestRefreshesAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, check_in_time, status) SELECT 'V', '2026-03-10 10:00+05:30', 'checked_out' FROM generate_series(1, 5000)`)
	if _, err := s.Reports.RefreshAll(t.Context(), role.Program(), false); err != nil {
		t.Fatal(err)
	}
	within := reports.Range{From: day(t, "2026-03-01"), To: day(t, "2026-03-31")}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			_, err := s.Reports.Refresh(t.Context(), s.Admin, uuid.New(), reports.Visits)
			var refusal *fault.Error
			if err != nil && (!errors.As(err, &refusal) || refusal.Kind != fault.Refused) {
				t.Errorf("refreshed beside others: %v", err)
			}
			r, err := s.Reports.Visits(t.Context(), s.Admin, within)
			if err != nil || r.Entries != 5000 {
				t.Errorf("read beside others: %d, %v", r.Entries, err)
			}
		})
	}
	wg.Wait()
}

// TestReportsAreTheAdminsAlone, and the desk's role may do no more than the
// function lets it.
func TestReportsAreTheAdminsAlone(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	within := wholeTime()
	for name, call := range map[string]func(role.Actor) error{
		"Reports.Visits":  func(a role.Actor) error { _, err := s.Reports.Visits(t.Context(), a, within); return err },
		"Reports.Stays":   func(a role.Actor) error { _, err := s.Reports.Stays(t.Context(), a, within); return err },
		"Reports.Tickets": func(a role.Actor) error { _, err := s.Reports.Tickets(t.Context(), a, within); return err },
		"Reports.Collection": func(a role.Actor) error {
			_, err := s.Reports.Collection(t.Context(), a, within)
			return err
		},
		"Reports.Occupancy": func(a role.Actor) error {
			_, err := s.Reports.Occupancy(t.Context(), a, within)
			return err
		},
		"Reports.Table": func(a role.Actor) error {
			_, err := s.Reports.Table(t.Context(), a, table.Dues, within)
			return err
		},
		"Reports.Refresh": func(a role.Actor) error {
			_, err := s.Reports.Refresh(t.Context(), a, uuid.New(), reports.Visits)
			return err
		},
		"Reports.RefreshAll": func(a role.Actor) error { _, err := s.Reports.RefreshAll(t.Context(), a, true); return err },
	} {
		for _, who := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Tenant, s.Stranger, {}} {
			var e *fault.Error
			if !errors.As(call(who), &e) || e.Kind != fault.Forbidden {
				t.Errorf("%s as %q: %v", name, who.Role, e)
			}
		}
		if err := call(s.Admin); err != nil {
			t.Errorf("%s as an admin: %v", name, err)
		}
	}
	for field, within := range map[string]reports.Range{
		"from": {To: day(t, "2026-01-01")}, "to": {From: day(t, "2026-01-02"), To: day(t, "2026-01-01")},
	} {
		_, err := s.Reports.Visits(t.Context(), s.Admin, within)
		var e *fault.Error
		if !errors.As(err, &e) || e.Bad[field] == nil {
			t.Errorf("a range %v: %v", within, err)
		}
	}
	desk := s.As(t, connect.DeskRole)
	for _, sql := range []string{
		`REFRESH MATERIALIZED VIEW society360_report_visits`, `INSERT INTO society360_report_refreshes VALUES ('visits', now(), '0', '')`,
		`UPDATE society360_report_refreshes SET basis = ''`,
	} {
		if _, err := desk.Exec(t.Context(), sql); datatest.SQLState(err) != "42501" {
			t.Errorf("%s: %v", sql, err)
		}
	}
	for _, name := range []string{"users", "visits; DROP TABLE users", ""} {
		if _, err := desk.Exec(t.Context(), `SELECT society360_refresh_report($1)`, name); datatest.SQLState(err) != "22023" {
			t.Errorf("a report %q: %v", name, err)
		}
	}
	// A table that the caller puts in the way is not read.
	s.Exec(t, `GRANT TEMPORARY ON DATABASE `+s.Name+` TO society360_desk`)
	if _, err := desk.Exec(t.Context(), `CREATE TEMP TABLE system_config (config_key text, config_value text); SELECT society360_refresh_report('visits')`); err != nil {
		t.Errorf("with a table in the way: %v", err)
	}
	if n := s.Count(t, `society360_report_refreshes WHERE name = 'visits' AND basis = 'Asia/Kolkata'`); n != 1 {
		t.Error("the function took the caller's table for the society's")
	}
}

// TestRefreshIsTold: desks that show reports read them again.
func TestRefreshIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	bus := desks.NewBus(s.Desks, s.Config, datatest.Never())
	sub := bus.Subscribe()
	go bus.Run(t.Context())
	<-sub.C // it listens
	sub.Take()
	if _, err := s.Reports.Refresh(t.Context(), s.Admin, uuid.New(), reports.Tickets); err != nil {
		t.Fatal(err)
	}
	for told := false; !told; {
		<-sub.C
		_, told = sub.Take()[topic.Reports]
	}
}

// TestTicketsOverTheirTarget states each figure: one resolved in time, one late,
// one taken up again, one turned down, one of other letters.
func TestTicketsOverTheirTarget(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, k := range []struct{ category, priority, status, created, resolved string }{
		{"Plumbing", "critical", "resolved", "2026-03-01 10:00+05:30", "2026-03-01 13:59+05:30"},
		{"plumbing", "critical", "closed", "2026-03-01 10:00+05:30", "2026-03-01 14:01+05:30"},
		{"Plumbing", "low", "in_progress", "2026-03-01 10:00+05:30", ""},
		{"Electrical", "high", "rejected", "2026-03-02 10:00+05:30", "2026-03-09 10:00+05:30"},
		{"Electrical", "", "closed", "2026-02-28 10:00+05:30", "2026-03-03 10:00+05:30"},
		{"Electrical", "high", "closed", "2026-02-01 10:00+05:30", "infinity"},
	} {
		s.Exec(t, `INSERT INTO maintenance_tickets (unit_id, category, title, priority, status, created_at, updated_at, resolved_at)
			VALUES ($1, $2, 'x', nullif($3, ''), $4, $5::text::timestamptz, $5::text::timestamptz, nullif($6, '')::timestamptz)`,
			s.Units["A-101"], k.category, k.priority, k.status, k.created, k.resolved)
	}
	if _, err := s.Reports.RefreshAll(t.Context(), role.Program(), false); err != nil {
		t.Fatal(err)
	}
	r, err := s.Reports.Tickets(t.Context(), s.Admin, reports.Range{From: day(t, "2026-03-01"), To: day(t, "2026-03-31")})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal([]any{r.All, r.Categories, r.Days[0], r.Days[2], r.OpenNow, r.OverNow})
	if err != nil {
		t.Fatal(err)
	}
	const want = `[{"category":"","opened":4,"resolved":3,"over":1,"median":241},` +
		`[{"category":"Plumbing","opened":3,"resolved":2,"over":1,"median":240},{"category":"Electrical","opened":1,"resolved":1,"over":0,"median":4320}],` +
		`{"day":"2026-03-01","opened":3,"resolved":2,"over":1},{"day":"2026-03-03","opened":0,"resolved":1,"over":0},1,1]`
	if string(got) != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestReportTableAsCSV(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 4, 30, 0, 0, time.UTC)
	table := reports.StayReport{Stays: []reports.Stay{{Name: "=1+1", Unit: "A-101", Status: visits.CheckedIn, In: at, Minutes: 12}}}.Tables()[0]
	table.Rows = append(table.Rows, []any{value.Paise(12345607), value.Day{Year: 2026, Month: 3, Day: 1}, true, nil, nil, nil, nil, nil, nil, -3})
	var b strings.Builder
	if err := table.WriteCSV(&b, time.FixedZone("IST", 19800)); err != nil {
		t.Fatal(err)
	}
	const want = "visit_id,name,unit,purpose,plate,status,in,out,presumed_left,minutes\n" +
		"00000000-0000-0000-0000-000000000000,'=1+1,A-101,,,checked_in,2026-03-01T10:00:00+05:30,,false,12\n" +
		"123456.07,2026-03-01,true,,,,,,,-3\n"
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", b.String(), want)
	}
}

// TestOccupancyCountsWhoLivesThereNow: neither who moved out nor who was deleted,
// and units of no block in a row of their own.
func TestOccupancyCountsWhoLivesThereNow(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET deleted_at = now() WHERE id = $1`, s.Arun.UserID)
	s.Exec(t, `UPDATE user_units SET move_in_date = '2026-03-31', status = NULL WHERE user_id = $1`, s.Meera.UserID)
	s.Exec(t, `UPDATE user_units SET move_in_date = '2026-02-28', move_out_date = '2026-03-01', status = 'moved_out' WHERE user_id = $1`, s.Tenant.UserID)
	s.Exec(t, `INSERT INTO units (unit_number, floor_number, type, status) VALUES ('Shop 1', 0, 'Shop', 'under_maintenance'), ('Shop 2', 0, 'Shop', NULL)`)
	r, err := s.Reports.Occupancy(t.Context(), s.Admin, reports.Range{From: day(t, "2026-03-01"), To: day(t, "2026-03-31")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range append(r.Blocks, r.All) {
		got = append(got, fmt.Sprintf("%q %t: %d, %d occupied, %d vacant, %d maintained, %d %d %d", b.Block, b.BlockID != nil, b.Units, b.Occupied, b.Vacant, b.Maintenance, b.Owners, b.Tenants, b.Family))
	}
	want := []string{
		`"Tower A" true: 2, 2 occupied, 0 vacant, 0 maintained, 1 0 0`, `"Tower B" true: 1, 0 occupied, 1 vacant, 0 maintained, 0 0 0`,
		`"" false: 2, 0 occupied, 1 vacant, 1 maintained, 0 0 0`, `"" false: 5, 2 occupied, 2 vacant, 1 maintained, 1 0 0`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.MovedIn != 1 || r.MovedOut != 1 {
		t.Errorf("%d moved in, %d out", r.MovedIn, r.MovedOut)
	}
}

// TestARefreshMayTakeLong: the desk's ten seconds for a statement are not enough
// to read a large table, and count again afterwards.
func TestARefreshMayTakeLong(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `CREATE OR REPLACE FUNCTION society360_refresh_report(report text) RETURNS timestamptz LANGUAGE plpgsql AS $$
		BEGIN
			INSERT INTO society360_report_refreshes VALUES (report, now(), '0', current_setting('statement_timeout'));
			RETURN now();
		END $$`)
	s.Exec(t, `GRANT INSERT ON society360_report_refreshes TO society360_desk`)
	for range 8 { // on whichever connections
		if _, err := s.Reports.Refresh(t.Context(), s.Admin, uuid.New(), reports.Visits); err != nil {
			t.Fatal(err)
		}
		if n := s.Count(t, `society360_report_refreshes WHERE basis = '20min'`); n != 1 {
			t.Fatal("made within the time of any statement")
		}
		s.Exec(t, `DELETE FROM society360_report_refreshes`)
		s.Exec(t, `CREATE OR REPLACE FUNCTION society360_report_basis(report text) RETURNS text LANGUAGE sql STABLE RETURN current_setting('statement_timeout')`)
		s.Exec(t, `INSERT INTO society360_report_refreshes VALUES ('visits', now(), '0', '10s')`)
		if r, err := s.Reports.Visits(t.Context(), s.Admin, wholeTime()); err != nil || r.Outdated {
			t.Fatalf("read with another time than every statement's: %v", err)
		}
		s.Exec(t, `DELETE FROM society360_report_refreshes`)
	}
}
