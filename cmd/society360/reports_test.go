package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/value"
)

// text is the one value that a query gives, as text.
func (s society) text(sql string) string {
	s.tb.Helper()
	var v string
	if err := s.Owner.QueryRow(s.tb.Context(), sql).Scan(&v); err != nil {
		s.tb.Fatalf("%s: %v", sql, err)
	}
	return v
}

// ofDays bounds a time of the demo society to the days that are reported: since
// the last year began in its zone, for this one may have begun a minute ago.
const ofDays = ` AT TIME ZONE 'Asia/Kolkata' >= date_trunc('year', now() AT TIME ZONE 'Asia/Kolkata') - interval '1 year'`

// lastYear is the year in which they begin.
func lastYear() string { return strconv.Itoa(time.Now().In(zoneOfDemo()).Year() - 1) }

// indian is how an amount of a query is written: 1,23,456.00.
func indian(tb testing.TB, amount string) string {
	tb.Helper()
	p, err := value.ParsePaise(amount)
	if err != nil {
		tb.Fatal(err)
	}
	return p.String()
}

// notMade has a society stand as one whose first night has not come yet: the
// demo's figures are made with it.
const notMade = `DELETE FROM society360_report_refreshes`

// TestFiguresOfTheDemoSociety: an admin over SSH makes the figures anew and reads
// what SQL over the tables says by hand; another admin's desk shows them without a
// key. The export is in the outbox, the refresh in the trail, and nobody else is
// offered any of it.
func TestFiguresOfTheDemoSociety(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.exec(`UPDATE bills SET due_date = due_date - 45 WHERE bill_type = 'Water'`) // so that each age has some
	s.exec(notMade)
	server := serve(t, s.Config)
	staff := server.as("vt100", "staff", "Inside 12")
	staff.Press("g")
	staff.WaitFor("Go to", "Tickets")
	if screen := staff.Screen(); strings.Contains(screen, "Reports") {
		t.Errorf("staff are offered the reports:\n%s", screen)
	}
	admin := server.as("xterm-256color", "admin", "Inside 12")
	other := server.as("vt100", "admin", "Inside 12")
	for _, d := range []sshDesk{admin, other} {
		d.Press("g", "r")
		d.WaitFor("| Reports", "[Visitors]", "! never made: u makes them")
		d.Press("d", "o")
		d.WaitFor("Figures of these days")
		d.Type("1 Jan " + lastYear())
		d.Press("tab")
		d.Type("today")
		d.Press("ctrl+s")
		d.WaitFor("1 Jan " + lastYear())
	}
	admin.Press("u")
	admin.WaitFor("Made the figures anew.", "figures of ", " today")
	const came = ` FROM visitor_logs v WHERE coalesce(v.check_in_time, v.created_at)` + ofDays
	entered := s.text(`SELECT to_char(count(*), 'FM999,999') || ' came in'` + came + ` AND v.status IN ('checked_in', 'checked_out')`)
	denied := s.text(`SELECT count(*) || ' denied ('` + came + ` AND v.status = 'denied'`)
	admin.WaitFor(entered, denied)
	other.WaitFor(entered, denied, "figures of ", " today")

	for _, name := range []string{"Stays", "Tickets", "Collection"} {
		admin.Press("right")
		admin.WaitFor("["+name+"]", "! never made: u makes them")
		admin.Press("u")
		admin.WaitFor("["+name+"]", "Made the figures anew.", "figures of ", " today")
		if name == "Tickets" {
			admin.WaitFor(
				s.text(`SELECT count(*) || ' raised' FROM maintenance_tickets t WHERE t.created_at`+ofDays),
				s.text(`SELECT count(*) || ' resolved' FROM maintenance_tickets t WHERE t.resolved_at`+ofDays),
				s.text(`SELECT 'now ' || count(*) || ' open' FROM maintenance_tickets t WHERE t.status IN ('open', 'in_progress')`))
		}
		if name == "Collection" {
			admin.WaitFor(
				"billed ₹"+indian(t, s.text(`SELECT sum(b.amount - b.waived_amount)::text FROM bills b WHERE b.voided_at IS NULL AND b.bill_date::timestamptz`+ofDays)),
				"collected ₹"+indian(t, s.text(`SELECT sum(y.amount_paid)::text FROM payments y WHERE y.status = 'success' AND y.payment_date`+ofDays)))
		}
	}
	admin.Press("e")
	admin.WaitFor("report-collection-")
	admin.Press("esc")
	if n := s.count(`desk_files f JOIN users u ON u.id = f.user_id WHERE u.email = 'admin@demo.example' AND f.box = 'outbox'
		AND f.name LIKE 'report-collection-%.csv' AND convert_from(f.content, 'UTF8') LIKE E'\ufeff%\nmonth,billed,bills,collected,payments\n%'`); n != 1 {
		t.Errorf("%d exports in the outbox", n)
	}
	admin.WaitGone("Fetch it with:")
	admin.Press("right")
	const late = ` FROM bills b WHERE b.due_date < (now() AT TIME ZONE 'Asia/Kolkata')::date AND b.amount - b.waived_amount > (SELECT coalesce(sum(y.amount_paid), 0) FROM payments y WHERE y.bill_id = b.id AND y.status = 'success')`
	const owed = `sum(b.amount - b.waived_amount - (SELECT coalesce(sum(y.amount_paid), 0) FROM payments y WHERE y.bill_id = b.id AND y.status = 'success'))::text`
	const days = ` AND (now() AT TIME ZONE 'Asia/Kolkata')::date - b.due_date BETWEEN `
	admin.WaitFor(
		"[Dues]", "what is late now", "₹"+indian(t, s.text(`SELECT `+owed+late))+" late", s.text(`SELECT count(*) || ' bills'`+late),
		indian(t, s.text(`SELECT `+owed+late+days+`1 AND 30`)), indian(t, s.text(`SELECT `+owed+late+days+`31 AND 60`)))
	admin.Press("right")
	admin.WaitFor("[Occupancy]", s.text(`SELECT count(*) FILTER (WHERE u.status = 'occupied') || ' of ' || count(*) || ' units occupied' FROM units u`))

	admin.Press("right", "right")
	longest := s.text(`SELECT v.visitor_name FROM visitor_logs v WHERE v.status IN ('checked_in', 'checked_out') AND v.check_in_time` + ofDays + `
		ORDER BY coalesce(v.check_out_time, now()) - v.check_in_time DESC, v.id LIMIT 1`)
	admin.WaitFor("[Stays]", longest, "inside!")
	admin.Press("enter")
	admin.WaitFor("| Gate", longest)
	for _, report := range reports.Reports() {
		if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'REPORT_REFRESHED' AND u.email = 'admin@demo.example'
			AND a.ip_address = '127.0.0.1' AND a.details #>> '{after,report}' = $1`, string(report)); n != 1 {
			t.Errorf("%d audit rows of making %s", n, report)
		}
	}
}

func TestReportsForScripts(t *testing.T) {
	t.Parallel()
	soc := newSociety(t)
	s := on(soc.DB)
	soc.exec(notMade)
	if r := s.run(t.Context(), "reports", "days"); r.code != 0 || !strings.Contains(r.err, "never made") {
		t.Errorf("before they were made: %+v", r)
	}
	r := s.run(t.Context(), "reports", "days", "--from", "2026-01-01", "--to", "2026-01-02", "--csv", "--refresh", "--as", "admin@demo.example")
	if want := "day,entries,denied\n2026-01-01,0,0\n2026-01-02,0,0\n"; r.code != exitOK || r.out != want || !strings.Contains(r.err, "Report days, 1 Jan 2026 to 2 Jan 2026; figures of ") {
		t.Errorf("%+v, want %q", r, want)
	}
	for days, want := range map[string]string{
		"2026-01-01 2026-02-28": "Report collection, 1 Jan 2026 to 28 Feb 2026; figures of ",
		"2026-01-02 2026-02-28": "Report collection, 2 Jan 2026 to 28 Feb 2026; not the whole of 2026-01; figures of ",
		"2026-01-02 2026-02-27": "Report collection, 2 Jan 2026 to 27 Feb 2026; not the whole of 2026-01 and 2026-02; figures of ",
		"2026-01-02 2026-01-09": "Report collection, 2 Jan 2026 to 9 Jan 2026; not the whole of 2026-01; figures of ",
		"2026-01-01 2026-01-09": "Report collection, 1 Jan 2026 to 9 Jan 2026; not the whole of 2026-01; figures of ",
	} {
		from, to, _ := strings.Cut(days, " ")
		if out := s.ok(t, "reports", "collection", "--from", from, "--to", to); !strings.HasPrefix(out, want) {
			t.Errorf("%s: it begins with %q, want %q", days, out, want)
		}
	}
	if n := soc.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'REPORT_REFRESHED' AND a.user_agent = 'cli' AND u.email = 'admin@demo.example'`); n != len(reports.Reports()) {
		t.Errorf("%d audit rows", n)
	}
	from := lastYear() + "-01-01"
	for name, want := range map[string]string{
		"hours":      `{"hour":9,"entries":%s,`,
		"channels":   `{"channel":"none","entries":%s}`,
		"collection": `"collected":%s,`,
		"occupancy":  `{"block":"all","units":96,"occupied":%s,`,
		"dues":       `{"block":"all","units":%s,`,
		"tickets":    `{"category":"all","opened":%s,`,
	} {
		byHand := map[string]string{
			"hours": `SELECT count(*)::text FROM visitor_logs v WHERE v.status IN ('checked_in', 'checked_out') AND v.check_in_time` + ofDays + `
				AND extract(hour FROM v.check_in_time AT TIME ZONE 'Asia/Kolkata') = 9`,
			"channels": `SELECT count(*)::text FROM visitor_logs v WHERE v.status IN ('checked_in', 'checked_out') AND v.check_in_time` + ofDays + `
				AND NOT EXISTS (SELECT FROM audit_logs a WHERE a.resource_id = v.id AND a.details ? 'approval')`,
			"collection": `SELECT sum(y.amount_paid)::text FROM payments y WHERE y.status = 'success'
				GROUP BY date_trunc('month', y.payment_date AT TIME ZONE 'Asia/Kolkata') ORDER BY min(y.payment_date) DESC LIMIT 1`,
			"occupancy": `SELECT count(*)::text FROM units WHERE status = 'occupied'`,
			"dues":      `SELECT count(DISTINCT unit_id)::text FROM bills WHERE amount > waived_amount + amount_paid AND due_date < society360_today()`,
			"tickets":   `SELECT count(*)::text FROM maintenance_tickets WHERE created_at` + ofDays,
		}[name]
		line := fmt.Sprintf(want, soc.text(byHand))
		if out := s.run(t.Context(), "reports", name, "--from", from, "--json").out; !strings.Contains(out, line) {
			t.Errorf("%s has no %s:\n%s", name, line, out)
		}
	}
	if out := s.ok(t, "reports", "stays", "--from", from, "--limit", "3"); strings.Count(out, "\n") != 5 || !strings.Contains(out, "NAME") || strings.Contains(out, "VISIT") {
		t.Errorf("the longest stays:\n%s", out)
	}
	s.refuses(t, exitUsage, []string{"needs --as EMAIL"}, "reports", "days", "--refresh")
	s.refuses(t, exitUsage, []string{"there is no report", "channels"}, "reports", "horoscope")
	s.refuses(t, exitUsage, []string{"needs the name of a report"}, "reports")
	s.refuses(t, exitUsage, []string{"is after"}, "reports", "days", "--from", "2026-02-01", "--to", "2026-01-01")
	s.refuses(t, exitFailure, []string{"may not do this"}, "reports", "days", "--as", "staff@demo.example")
	soc.exec(`UPDATE system_config SET config_value = 'Asia/Dubai' WHERE config_key = 'general.timezone'`)
	if r := s.run(t.Context(), "reports", "hours"); r.code != 0 || !strings.Contains(r.err, "A setting was changed since") {
		t.Errorf("after a change of the zone: %+v", r)
	}
	if out := s.run(t.Context(), "reports", "occupancy", "--csv").out; !strings.HasPrefix(out, "block,units,") {
		t.Errorf("%s", out)
	}
}
