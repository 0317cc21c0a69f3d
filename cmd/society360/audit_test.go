package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/trail"

	"github.com/civoranexus/society360/data/datatest"
)

// openAudit goes from whatever is shown to the audit trail.
func (d desk) openAudit() {
	d.Press("g")
	d.WaitFor("a  Audit")
	d.Press("a")
	d.WaitFor("| Audit", "[all, newest first]", "When ", "1 of 50+")
}

// TestAuditorOverSSH: an admin narrows the trail, sees what changed in a row,
// its thing's history and its session, and takes home exactly what is shown.
func TestAuditorOverSSH(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	guard := server.connect("vt100", "guard@demo.example", password())
	guard.WaitFor("Inside 12")
	guard.Press("/")
	guard.Type("anita d")
	guard.WaitFor("found 1")
	guard.Press("enter", "o")
	guard.WaitFor("Check out Anita Desai (B-204)? y/n")
	guard.Press("y")
	guard.WaitFor("Checked out Anita Desai")

	d := server.connect("xterm-256color", "admin@demo.example", password())
	d.WaitFor("Inside 11")
	d.openAudit()
	d.WaitFor("VISITOR_CHECKED_OUT", "Anita Desai")
	d.Press("f", "tab")
	d.Type("visitor_checked_out")
	d.Press("tab", "tab", "tab", "tab")
	d.Type("today")
	d.Press("ctrl+s")
	d.WaitFor("[VISITOR_CHECKED_OUT; since ", "> ", "Anita Desai")
	d.Press("enter")
	d.WaitFor("VISITOR_CHECKED_OUT  Anita Desai", "By        Sunita Pawar (guard)", "From      127.0.0.1", "Client    SSH-2.0-test_client vt100",
		"- checked_in", "+ checked_out")

	d.Press("h")
	d.WaitFor("[visitor_logs ", `"Anita Desai"]`, "1 of 2", "VISITOR_CHECKED_IN")
	d.Press("s")
	d.WaitFor("[session of Sunita Pawar, 127.0.0.1, around ", "USER_LOGIN", "1 of 2")
	d.Press("esc")
	d.WaitFor("[visitor_logs ")
	d.Press("e")
	d.WaitFor("JSON lines  for a program")
	d.Press("c")
	d.WaitFor("Wrote 2 rows", "get audit-", ".csv", "Fetch it with")
	var name string
	if err := s.Owner.QueryRow(t.Context(), `SELECT name FROM desk_files WHERE box = 'outbox' AND name LIKE 'audit-%.csv'`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	client, err := server.dial("admin@demo.example", password())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.Output("get " + name)
	if err != nil {
		t.Fatalf("get %s: %v", name, err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(out), "\ufeff"))).ReadAll()
	if err != nil || len(lines) != 3 || lines[1][1] != "VISITOR_CHECKED_OUT" || lines[2][1] != "VISITOR_CHECKED_IN" || lines[1][6] != "Anita Desai" {
		t.Errorf("the file has %q, %v", lines, err)
	}
	for _, row := range []string{
		`AUDIT_EXPORTED' AND details #>> '{filter,resource}' = 'visitor_logs' AND details #>> '{after,rows}' = '2' AND resource_type = 'audit_logs`,
		`FILE_STORED' AND details #>> '{after,name}' = '` + name,
		`FILE_FETCHED' AND details #>> '{after,name}' = '` + name,
	} {
		if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE u.email = 'admin@demo.example' AND action = '` + row + `'`); n != 1 {
			t.Errorf("%d rows of %s", n, row)
		}
	}
}

// TestGateLeadsAnAdminToTheTrail, and nobody else: h on a visit, and Esc back.
func TestGateLeadsAnAdminToTheTrail(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	admin, staff := open(t, s.Config), open(t, s.Config, "TERM=dumb")
	admin.signIn("admin")
	admin.Press("/")
	admin.Type("anita d")
	admin.WaitFor("found 1")
	admin.Press("enter", "h")
	admin.WaitFor("Audit > History", "[visitor_logs ", `"Anita Desai"]`, "1 of 1", "VISITOR_CHECKED_IN")
	admin.Press("esc")
	admin.WaitFor("| Gate", "found 1")

	staff.signIn("staff")
	staff.Press("h", "g")
	staff.WaitFor("Gate")
	if screen := staff.Screen(); strings.Contains(screen, "Audit") || strings.Contains(screen, "Sessions") {
		t.Errorf("the office is offered\n%s", screen)
	}
}

func TestAuditForScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	soc.Exec(t, `INSERT INTO audit_logs (id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at) VALUES
		('00000000-0000-4000-8000-000000000001', $1, 'PAYMENT_REVERSED', 'payments', $2, '10.0.0.9', 'web', '{"before": {"status": "success"}, "after": {"status": "failed"}, "notes": "=cmd()"}', '2026-03-31 23:40+05:30'),
		('00000000-0000-4000-8000-000000000002', $1, 'PAYMENT_RECORDED', 'payments', $2, '10.0.0.9', 'web', '{"after": {"status": "success"}}', '2026-03-30 10:00+05:30'),
		('00000000-0000-4000-8000-000000000003', NULL, 'BILL_OVERDUE', 'bills', NULL, 'local', 'cli', NULL, '2026-03-29 02:00+05:30')`,
		soc.Admin.UserID, soc.Units["A-101"])
	sh := on(soc.DB)
	actions := func(args ...string) string {
		t.Helper()
		var named []string
		for line := range strings.Lines(sh.ok(t, append([]string{"audit", "list", "--json"}, args...)...)) {
			var row map[string]any
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			action, _ := row["action"].(string)
			named = append(named, action)
		}
		return strings.Join(named, " ")
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "PAYMENT_REVERSED PAYMENT_RECORDED BILL_OVERDUE"},
		{[]string{"--who", "asha@test.example"}, "PAYMENT_REVERSED PAYMENT_RECORDED"},
		{[]string{"--who", "asha r", "--to", "2026-03-30"}, "PAYMENT_RECORDED"},
		{[]string{"--action", "payment"}, "PAYMENT_REVERSED PAYMENT_RECORDED"},
		{[]string{"--action", "payment_reversed", "--action", "bill"}, "PAYMENT_REVERSED BILL_OVERDUE"},
		{[]string{"--resource", "payments", "--id", soc.Units["A-101"].String(), "--text", "CMD()"}, "PAYMENT_REVERSED"},
		{[]string{"--address", "local", "--from", "2026-03-29"}, "BILL_OVERDUE"},
		{[]string{"--address", "10.0."}, "PAYMENT_REVERSED PAYMENT_RECORDED"},
		{[]string{"--address", "10.0.0"}, "PAYMENT_REVERSED PAYMENT_RECORDED"},
		{[]string{"--resource", "bill"}, "BILL_OVERDUE"},
		{[]string{"--resource", "S"}, "PAYMENT_REVERSED PAYMENT_RECORDED BILL_OVERDUE"},
		{[]string{"--role", "admin"}, "PAYMENT_REVERSED PAYMENT_RECORDED"},
		{[]string{"--role", "guard"}, ""},
		{[]string{"--program"}, "BILL_OVERDUE"},
		{[]string{"--who", "ASHA", "--to", "2026-03-30"}, "PAYMENT_RECORDED"},
		{[]string{"--as", "asha@test.example", "--limit", "1"}, "PAYMENT_REVERSED"},
	} {
		if !slices.Contains(c.args, "--to") {
			c.args = append(c.args, "--to", "2026-04-01") // what is read here stands in the trail too
		}
		r := sh.run(t.Context(), append([]string{"audit", "list", "--csv"}, c.args...)...)
		if r.code != exitOK {
			t.Errorf("%v: %s", c.args, r.err)
			continue
		}
		if !slices.Contains(c.args, "--limit") {
			if got := actions(c.args...); got != c.want {
				t.Errorf("%v: %s, want %s", c.args, got, c.want)
			}
		}
		rows, err := csv.NewReader(strings.NewReader(r.out)).ReadAll()
		if err != nil || len(rows)-1 != len(strings.Fields(c.want)) {
			t.Errorf("%v: %d lines of CSV, %v", c.args, len(rows), err)
		}
	}
	sh.refuses(t, exitUsage, []string{"--id needs a UUID"}, "audit", "list", "--id", "7")
	sh.refuses(t, exitUsage, []string{"--from needs a day"}, "audit", "list", "--from", "soon")
	sh.refuses(t, exitUsage, []string{"--role takes one of admin, staff, guard, resident"}, "audit", "list", "--role", "foo")
	sh.refuses(t, exitUsage, []string{"--address the gate", "its beginning, such as 10.0., or local"}, "audit", "list", "--address", "the gate")
	sh.refuses(t, exitUsage, []string{"--program"}, "audit", "list", "--program", "--who", "asha")
	sh.refuses(t, exitFailure, []string{"--action NOSUCH finds nothing: the trail has BILL_OVERDUE, LIST_READ, PAYMENT_RECORDED, PAYMENT_REVERSED"}, "audit", "list", "--action", "NOSUCH")
	sh.refuses(t, exitFailure, []string{"--resource visitor finds nothing: the trail has audit_logs, bills, payments"}, "audit", "list", "--resource", "visitor")
	sh.refuses(t, exitFailure, []string{"--action NOSUCH finds nothing"}, "audit", "export", "-", "--action", "NOSUCH")
	sh.refuses(t, exitFailure, []string{"An ID is of one kind"}, "audit", "list", "--resource", "s", "--id", soc.Units["A-101"].String())
	sh.refuses(t, exitFailure, []string{"No account has the e-mail nobody@test.example, or nobody@test.example in its name."}, "audit", "list", "--who", "nobody@test.example")
	sh.refuses(t, exitFailure, []string{"No account has the e-mail or the name zq. Three letters"}, "audit", "list", "--who", "zq")
	sh.refuses(t, exitFailure, []string{"Several accounts", "meera@test.example"}, "audit", "list", "--who", "joshi")
	sh.refuses(t, exitFailure, []string{"seven days"}, "audit", "list", "--text", "plumber")
	sh.refuses(t, exitFailure, []string{"may not do this"}, "audit", "list", "--as", "vijay@test.example")
}

func TestAuditExportForScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	soc.Exec(t, `INSERT INTO audit_logs (user_id, action, details, created_at)
		SELECT $1, 'BULK', '{"notes": "=cmd()"}', now() - n * interval '1 minute' FROM generate_series(1, 1203) n`, soc.Admin.UserID)
	sh := on(soc.DB)
	file := filepath.Join(t.TempDir(), "bulk.csv")
	r := sh.run(t.Context(), "audit", "export", file, "--action", "bulk", "--as", "asha@test.example")
	if r.code != exitOK || !strings.Contains(r.err, "Wrote 1203 rows to "+file) || r.out != "" {
		t.Fatalf("exit %d, %q, %q", r.code, r.out, r.err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 1204 || !slices.Equal(rows[0], trail.Columns()) || rows[1][slices.Index(rows[0], "notes")] != "'=cmd()" {
		t.Errorf("%d lines, %v", len(rows), err)
	}
	if n := number(t, soc.DB, `SELECT count(*) FROM audit_logs WHERE action = 'AUDIT_EXPORTED' AND user_id = $1 AND user_agent = 'cli'
		AND details #>> '{after,rows}' = '1203' AND details #>> '{filter,actions,0}' = 'BULK'`, soc.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows of the export", n)
	}
	sh.refuses(t, exitFailure, []string{"is there already"}, "audit", "export", file)
	// The list has the same columns, times and cells, and the export's lines are its objects.
	list := sh.ok(t, "audit", "list", "--action", "bulk", "--all", "--csv")
	if list != strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n") && list != strings.TrimPrefix(string(text), "\ufeff") {
		t.Errorf("the list and the export differ:\n%.300s\n%.300s", list, text)
	}
	if !strings.HasSuffix(rows[1][0], "+05:30") {
		t.Errorf("a time of the export is %q, not the society's", rows[1][0])
	}
	var listed, exported map[string]any
	for out, into := range map[string]*map[string]any{
		sh.ok(t, "audit", "list", "--action", "bulk", "--limit", "1", "--json"):   &listed,
		sh.ok(t, "audit", "export", "-", "--format", "jsonl", "--action", "bulk"): &exported,
	} {
		line, _, _ := strings.Cut(out, "\n")
		if err := json.Unmarshal([]byte(line), into); err != nil {
			t.Fatal(err)
		}
	}
	delete(listed, "at") // which an export's line has to the microsecond
	delete(exported, "at")
	if !reflect.DeepEqual(listed, exported) {
		t.Errorf("listed as %v\nexported as %v", listed, exported)
	}
	out := sh.ok(t, "audit", "export", "-", "--format", "jsonl", "--action", "bulk")
	if n := strings.Count(out, "\n"); n != 1203 || !strings.HasPrefix(out, `{"id":"`) {
		t.Errorf("%d lines of JSON: %.80s", n, out)
	}
	// Without its audit row nothing is let out.
	soc.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	for _, to := range []string{"-", file + "-2"} {
		sh.refuses(t, exitFailure, []string{"the audit log cannot be written"}, "audit", "export", to, "--action", "bulk")
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".*-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// drawAudit walks to the trail and to a row of it, for the README.
func drawAudit(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	d := open(t, s.Config)
	d.signIn("admin")
	d.openAudit()
	d.filter("", "visitor", "", "", "", "yesterday")
	d.WaitFor("[actions VISITOR; since ", "VISITOR_CHECKED_IN")
	drawn(d, "audit", "The audit trail: who did what, to whom, and when, by any filter")

	d.Press("esc")
	d.WaitFor("[all, newest first]")
	d.filter("", "ticket_resolved")
	d.WaitFor("[TICKET_RESOLVED]")
	d.Press("enter")
	d.WaitFor("TICKET_RESOLVED  ", "- in_progress", "+ resolved", "Client ")
	drawn(d, "audit-diff", "One row: who, from where, and what was and became")
}

// drawSessions walks to the list of desks.
func drawSessions(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	server := serve(t, s.Config)
	guard := server.connect("vt100", "guard@demo.example", password())
	guard.WaitFor("n in")
	staff := server.connect("xterm-256color", "staff@demo.example", password())
	staff.WaitFor("n in")
	d := server.connect("xterm-256color", "admin@demo.example", password())
	d.WaitFor("n in")
	d.openSessions()
	d.WaitFor("[Now 11]", "(you)") // all desks of this walk
	drawn(d.desk, "sessions", "Sessions: who is on which desk, where, and how long idle")
}
