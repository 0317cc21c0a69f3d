package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/datatest"
)

func TestBillsRunCommand(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	soc.Exec(t, `INSERT INTO units (id, unit_number, floor_number, type) VALUES (gen_random_uuid(), 'Z-1', 1, 'Shop')`)
	soc.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('billing.maintenance_fee', '{"2BHK": 3500}', 'billing')`)
	month := soc.Settings.ThisDay().AddMonths(1)
	name := month.Format("2006-01")
	want := "Maintenance " + month.Format("January 2006") + ": would raise 3 bills, 10,500.00 in all, dated " + month.String() +
		" and due " + month.AddDays(15).String() + ".\n" +
		"TYPE  UNITS       FEE      TOTAL\n2BHK      3  3,500.00  10,500.00\nLeft out, no fee for its type: 1 unit (Z-1).\n"
	if out := s.ok(t, "bills", "run", "--month", name, "--dry-run", "--as", soc.Admin.Email); out != want {
		t.Errorf("the dry run says\n%s\nwant\n%s", out, want)
	}
	if n := soc.Count(t, `bills`); n != 0 {
		t.Fatalf("a dry run raised %d bills", n)
	}
	if out := s.ok(t, "bills", "run", "--month", name, "--as", soc.Admin.Email); !strings.Contains(out, "raised 3 bills, 10,500.00 in all") {
		t.Errorf("the run says %q", out)
	}
	s.refuses(t, exitUsage, []string{"--as", "--scheduled"}, "bills", "run", "--month", name)
	if out := s.ok(t, "bills", "run", "--month", name, "--scheduled"); !strings.Contains(out, "raised no bills") || !strings.Contains(out, "billed already: 3 units (A-101, A-102, B-204)") {
		t.Errorf("the second run says %q", out)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'BILL_CREATED' AND user_id = $1 AND user_agent = 'cli'`, soc.Admin.UserID); n != 3 {
		t.Errorf("%d audit rows name the admin at the command line", n)
	}
	s.refuses(t, exitUsage, []string{"2026-12", `"Smarch"`}, "bills", "run", "--month", "Smarch", "--scheduled")
	s.refuses(t, exitFailure, []string{"may not do this"}, "bills", "run", "--as", soc.Meera.Email)
}

// TestAWrongRunIsTakenBackAndDoneAgain: far ahead it asks, a timer's names the
// account of the machine, and what is taken back can be raised anew.
func TestAWrongRunIsTakenBackAndDoneAgain(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	month := soc.Settings.ThisDay().FirstOfMonth().AddMonths(7)
	name, words := month.Format("2006-01"), month.Format("January 2006")
	s.refuses(t, exitFailure, []string{words + " is 7 months ahead; 3 bills of 15,000.00 in all", "--ahead"}, "bills", "run", "--month", name, asAdmin)
	s.refuses(t, exitUsage, []string{"--scheduled and --as contradict"}, "bills", "run", "--month", name, "--scheduled", asAdmin)
	if n := soc.Count(t, `bills`); n != 0 {
		t.Fatalf("%d bills", n)
	}
	s.ok(t, "bills", "run", "--month", name, "--ahead", "--scheduled")
	account := machineAccount()
	if n := soc.Count(t, `audit_logs WHERE action = 'BILL_CREATED' AND user_id IS NULL AND user_agent = 'scheduled by ' || $1`, account); n != 3 {
		t.Errorf("%d rows name the account %s", n, account)
	}
	unrun := []string{"bills", "unrun", "--month", name}
	s.refuses(t, exitUsage, []string{"--as", "--reason"}, append(unrun, "--reason", "wrong")...)
	s.refuses(t, exitFailure, []string{"may not do this"}, append(unrun, "--reason", "wrong", "--as", soc.Staff.Email)...)
	s.refuses(t, exitUsage, []string{"2026-12"}, "bills", "unrun", "--month", "Smarch", "--dry-run")
	if out := s.ok(t, append(unrun, "--dry-run")...); !strings.HasPrefix(out, words+": would take back 3 bills, 15,000.00 in all, and no late fees on them.\n") {
		t.Errorf("the dry run says %q", out)
	}
	if out := s.ok(t, append(unrun, "--reason", "the wrong month", asAdmin)...); out != words+": took back 3 bills, 15,000.00 in all, and no late fees on them.\n" {
		t.Errorf("it says %q", out)
	}
	s.refuses(t, exitFailure, []string{"No run of " + words + " is in force"}, append(unrun, "--reason", "again", asAdmin)...)
	if out := s.ok(t, "bills", "run", "--month", name, "--ahead", asAdmin); !strings.Contains(out, "raised 3 bills") {
		t.Errorf("run anew it says %q", out)
	}
	rows := s.rows(t, "bills", "runs", "--month", name)
	if len(rows) != 2 || rows[0]["state"] != "in_force" || rows[0]["raised_by"] != soc.Admin.Name || rows[1]["state"] != "taken_back" ||
		rows[1]["raised_by"] != "scheduled by "+account || rows[1]["reason"] != "the wrong month" {
		t.Errorf("runs %v", rows)
	}
	soc.Exec(t, `INSERT INTO payments (bill_id, amount_paid) SELECT id, 5 FROM bills WHERE unit_id = $1 AND voided_at IS NULL`, soc.Units["B-204"])
	for _, more := range [][]string{{"--dry-run"}, {"--reason", "too late", asAdmin}} {
		s.refuses(t, exitFailure, []string{"5.00 is paid on the bill of B-204"}, append(unrun, more...)...)
	}
}

func TestBillsOverdueCommand(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	today := soc.Settings.ThisDay()
	soc.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, description) VALUES ($1, 'Water', 1234.56, $2, $3, E'Tanker\tof\nMonday')`,
		soc.Units["A-101"], today.AddDays(-20), today.AddDays(-5))
	if out := s.ok(t, "bills", "overdue"); !strings.Contains(out, "until an admin sets the day from which (billing.late_fee_from)") {
		t.Errorf("without the settings it says %q", out)
	}
	config(t, soc, "billing.late_fee_from", "2000-01-01")
	out := s.ok(t, "bills", "overdue", "--dry-run")
	if want := "Would mark no bills overdue.\n1 late fee waits to be charged with --charge, 61.73 in all.\nUNIT   BILL              DUE DATE         DUE  PERCENT    FEE\nA-101  Tanker of Monday  " +
		today.AddDays(-5).String() + "  1,234.56  5        61.73\n"; out != want {
		t.Errorf("the dry run says\n%s\nwant\n%s", out, want)
	}
	out = s.ok(t, "bills", "overdue", "--as", soc.Admin.Email)
	if want := "Marked no bills overdue.\n1 late fee waits to be charged with --charge, 61.73 in all.\n"; out != want {
		t.Errorf("it says %q, want %q", out, want)
	}
	if n := soc.Count(t, `bills`); n != 1 {
		t.Fatalf("a mark and a dry run left %d bills", n)
	}
	s.refuses(t, exitUsage, []string{"--charge needs --as"}, "bills", "overdue", "--charge")
	s.refuses(t, exitUsage, []string{"exclude each other"}, "bills", "overdue", "--charge", "--dry-run", "--as", soc.Admin.Email)
	s.refuses(t, exitFailure, []string{"may not do this"}, "bills", "overdue", "--charge", "--as", soc.Staff.Email)
	config(t, soc, "billing.late_fees", "no")
	if r := s.run(t.Context(), "bills", "overdue", "--charge", "--as", soc.Admin.Email); r.code != exitFailure || !strings.Contains(r.err, "Late fees are off") || r.out != "Marked no bills overdue.\n" {
		t.Errorf("where late fees are off: exit %d, %q, %q", r.code, r.out, r.err)
	}
	config(t, soc, "billing.late_fees", "ask")
	for _, want := range []string{"Charged 1 late fee, 61.73 in all.\n", "Charged no late fees, 0.00 in all.\n"} {
		if out := s.ok(t, "bills", "overdue", "--charge", "--as", soc.Admin.Email); !strings.Contains(out, want) {
			t.Errorf("it says %q, want %q", out, want)
		}
	}
	s.refuses(t, exitFailure, []string{"may not do this"}, "bills", "overdue", "--as", soc.Staff.Email)
	if n := soc.Count(t, `audit_logs WHERE action = 'LATE_FEE_CHARGED' AND user_id = $1`, soc.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows name the admin", n)
	}
}

// TestFarDaysOnTheCommandLine: every flag that takes a day refuses one that is too
// far off, before it opens a database, and does nothing.
func TestFarDaysOnTheCommandLine(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	raise := []string{"bills", "raise", "--unit", "A-101", "--type", "Water", "--amount", "10", "--as", soc.Admin.Email}
	notice := []string{"notices", "add", "--title", "x", "--content", "y", "--as", soc.Admin.Email}
	for _, day := range []string{"0001-01-01", "2999-01-01", "9999-12-31"} {
		for flag, args := range map[string][]string{
			"--date": raise, "--due": raise, "--until": notice,
			"--from": {"bills"}, "--to": {"payments"}, "--to ": {"visitors"}, " --from": {"audit", "list"}, "  --to": {"reports", "collection"},
		} {
			flag = strings.TrimSpace(flag)
			s.refuses(t, exitUsage, []string{flag + " is " + day + ": Choose a day from "}, append(slices.Clone(args), flag, day)...)
		}
	}
	s.refuses(t, exitFailure, []string{"within a year from now"}, "bills", "run", "--month", "9999-12", "--as", soc.Admin.Email)
	if n := soc.Count(t, `bills`); n != 0 || soc.Count(t, `announcements`) != 0 {
		t.Errorf("%d bills, or a notice, were written", n)
	}
}

// config sets a setting behind the desk's back.
func config(t *testing.T, soc *datatest.Society, key, value string) {
	t.Helper()
	soc.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ($1::text, $2, split_part($1::text, '.', 1))
		ON CONFLICT (config_key) DO UPDATE SET config_value = $2`, key, value)
}

// lines is a stderr that a test waits on.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- string(p):
	default: // what was waited for has come
	}
	return len(p), nil
}

// servingHere runs serve in this process until stop, and waits until it listens.
func servingHere(t *testing.T, soc *datatest.Society, flags ...string) (stop func()) {
	t.Helper()
	key := t.TempDir() + "/host_key"
	on(soc.DB).ok(t, "host-key", key)
	ctx, cancel := context.WithCancel(t.Context())
	stderr := make(lines, 64)
	ended := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--listen", "127.0.0.1:0", "--host-key", key}, flags...)
		ended <- run(ctx, args, strings.NewReader(""), &bytes.Buffer{}, stderr, func(name string) string { return on(soc.DB).env[name] })
	}()
	for {
		select {
		case said := <-stderr:
			if strings.Contains(said, "served on ") {
				return func() { cancel(); <-ended }
			}
		case code := <-ended:
			t.Fatalf("serve ended with %d", code)
		}
	}
}

// TestServeDoesTheSchedule: where late fees are automatic a server charges them by
// itself; one that is told to leave it, or that finds another at it, does not.
func TestServeDoesTheSchedule(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	today := soc.Settings.ThisDay()
	config(t, soc, "billing.late_fees", "automatic")
	config(t, soc, "billing.late_fee_from", "2000-01-01")
	soc.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 1000, $2, $2)`,
		soc.Units["A-101"], today.AddDays(-5))
	const fee = `bills WHERE bill_type = 'Late Fee' AND amount = 50`
	stop := servingHere(t, soc, "--no-schedule")
	if out := on(soc.DB).ok(t, "bills", "overdue", "--dry-run"); !strings.Contains(out, "1 late fee waits for the schedule to charge, 50.00") {
		t.Errorf("beside a server without its schedule there is to be charged: %s", out)
	}
	stop()
	if n := soc.Count(t, fee); n != 0 {
		t.Errorf("a server without its schedule charged %d fees", n)
	}

	soc.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 1000, $2, $2)`,
		soc.Units["B-204"], today.AddDays(-5))
	defer servingHere(t, soc)()
	deadline, tick := time.After(time.Minute), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for soc.Count(t, fee) != 2 {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("a server does not charge what is overdue")
		}
	}
	if fees := on(soc.DB).rows(t, "bills", "--type", "late fee"); len(fees) != 2 || fees[0]["fee_base"] != "1000.00" || fees[0]["fee_percent"] != "5" {
		t.Errorf("the list of late fees has no arithmetic: %v", fees)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'LATE_FEE_CHARGED' AND user_id IS NULL AND user_agent = 'cli'`); n != 2 {
		t.Errorf("%d audit rows of the program itself", n)
	}
}
