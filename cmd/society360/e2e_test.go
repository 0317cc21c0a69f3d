package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui/termtest"
)

// society is a demo society on a database of the test's own.
type society struct {
	*datatest.DB
	tb testing.TB
}

// seeded is when the demo society was made, for queries: what came later was done
// by the test, however long it takes.
const seeded = `(SELECT d.created_at FROM audit_logs d WHERE d.action = 'DEMO_SOCIETY_SEEDED')`

func newSociety(tb testing.TB) society {
	tb.Helper()
	return society{datatest.Demo(tb), tb}
}

// count says how many rows FROM has, as the owner.
func (s society) count(from string, args ...any) int {
	s.tb.Helper()
	var n int
	if err := s.Owner.QueryRow(s.tb.Context(), `SELECT count(*) FROM `+from, args...).Scan(&n); err != nil {
		s.tb.Fatalf("count %s: %v", from, err)
	}
	return n
}

func (s society) exec(sql string) {
	s.tb.Helper()
	if _, err := s.Owner.Exec(s.tb.Context(), sql); err != nil {
		s.tb.Fatalf("%s: %v", sql, err)
	}
}

// desk is a desk that runs in a process of its own, on a terminal.
type desk struct {
	*termtest.Terminal
	process *termtest.Process
}

// open starts a desk on a terminal of 80x24; env goes on top of a bare one.
func open(tb testing.TB, cfg data.Config, env ...string) desk {
	tb.Helper()
	home := tb.TempDir()
	base := []string{
		asProgram + "=1", "HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8",
		"DATABASE_URL=" + cfg.URL, "DATABASE_DIRECT_URL=" + cfg.DirectURL, "DATABASE_OWNER_URL=" + cfg.OwnerURL,
	}
	terminal, process := termtest.Run(tb, 80, 24, append(base, env...), os.Args[0])
	return desk{terminal, process}
}

// signIn signs an account of the demo in and waits for its gate.
func (d desk) signIn(account string) {
	d.WaitFor("E-mail")
	d.Type(account + "@demo.example")
	d.Press("tab")
	d.Type(demo.Password)
	d.Press("enter")
	d.WaitFor("Inside ", "n in")
}

// row returns the screen's line that holds text.
func row(screen, text string) string {
	for line := range strings.Lines(screen) {
		if strings.Contains(line, text) {
			return strings.TrimRight(line, "\n")
		}
	}
	return ""
}

const insideRamesh = `visitor_logs WHERE visitor_name = 'Ramesh Kumar' AND status = 'checked_in'`

// TestReturningVisitor does the job the desk is known for, on each kind of
// terminal that stands at a gate: n, ten digits, Ctrl+S, and out again.
func TestReturningVisitor(t *testing.T) {
	t.Parallel()
	for _, env := range []string{"TERM=xterm-256color", "TERM=vt100", "TERM=linux", "TERM=dumb", "NO_COLOR=1"} {
		t.Run(env, func(t *testing.T) {
			t.Parallel()
			s := newSociety(t)
			d := open(t, s.Config, env)
			d.signIn("guard")
			d.WaitFor("Inside 12")

			d.Press("n")
			d.WaitFor("nothing saved yet")
			d.Type("9820012345")
			d.Press("ctrl+s")
			d.WaitFor("Checked in Ramesh Kumar to A-101 at ", "Inside 13")
			if n := s.count(insideRamesh + ` AND vehicle_number = 'MH12AB1234' AND purpose = 'Service' AND entry_gate = 'Main'`); n != 1 {
				t.Errorf("%d visits in the register", n)
			}
			if n := s.count(`audit_logs a JOIN visitor_logs v ON v.id = a.resource_id JOIN users u ON u.id = a.user_id
				WHERE a.action = 'VISITOR_CHECKED_IN' AND v.status = 'checked_in' AND v.visitor_name = 'Ramesh Kumar'
				AND u.email = 'guard@demo.example' AND a.ip_address = 'local' AND a.user_agent LIKE 'local %'`); n != 1 {
				t.Errorf("%d audit rows of the check-in", n)
			}

			d.Press("/")
			d.Type("rame")
			d.WaitFor("found 1")
			if line := row(d.Screen(), "Ramesh Kumar"); !strings.Contains(line, "MH12AB1234") {
				t.Errorf("found %q", line)
			}
			d.Press("enter")
			d.WaitUntil("> before the row", func(screen string) bool {
				return strings.Contains(strings.SplitN(row(screen, "MH12AB1234"), ":", 2)[0], ">")
			})
			d.Press("o")
			d.WaitFor("Check out Ramesh Kumar (A-101)? y/n")
			d.Press("y")
			d.WaitFor("Checked out Ramesh Kumar", "Inside 12")
			if n := s.count(insideRamesh); n != 0 {
				t.Errorf("%d visits still inside", n)
			}

			d.Press("q", "q")
			if code := d.process.Wait(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE u.email = 'guard@demo.example' AND a.action = 'USER_LOGOUT' AND a.created_at > ` + seeded); n != 1 {
				t.Errorf("%d sign-outs audited", n)
			}
		})
	}
}

// TestNewDelivery checks somebody in whom nobody knows, with as few keys as that
// takes, and a mistake on the way.
func TestNewDelivery(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config)
	d.signIn("guard")
	d.Press("n", "tab")
	d.Type("Mohan Lal")
	d.Press("tab")
	d.Type("zz9")
	d.Press("ctrl+s")
	d.WaitFor("Mohan Lal", "zz9") // refused, and nothing typed is lost
	if n := s.count(`visitor_logs WHERE visitor_name = 'Mohan Lal'`); n != 0 {
		t.Fatal("a visit to no unit was saved")
	}
	d.Press("backspace", "backspace", "backspace")
	d.Type("a 101")
	d.WaitFor("Meera Joshi (owner, primary)", "98*** **210")
	d.Press("tab", "d", "ctrl+s")
	d.WaitFor("Checked in Mohan Lal to A-101")
	if n := s.count(`visitor_logs v JOIN units u ON u.id = v.unit_id WHERE visitor_name = 'Mohan Lal' AND purpose = 'Delivery' AND u.label = 'A-101'`); n != 1 {
		t.Errorf("%d visits in the register", n)
	}
}

func TestApproveByPhoneAndDeny(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config)
	d.signIn("guard")
	pending := s.count(`visitor_logs WHERE status = 'pending'`)
	d.Press("a", "p")
	d.WaitFor("Approved ")
	if n := s.count(`visitor_logs WHERE status = 'pending'`); n != pending-1 {
		t.Errorf("%d of %d still wait", n, pending)
	}
	if n := s.count(`audit_logs WHERE action = 'VISITOR_APPROVED' AND details ->> 'approval' = 'phone' AND created_at > ` + seeded); n != 1 {
		t.Errorf("%d approvals audited with their channel", n)
	}
	d.Press("d")
	d.WaitFor("turned away?")
	d.Type("nobody expects him")
	d.Press("enter")
	d.WaitFor("Denied entry to ")
	if n := s.count(`audit_logs WHERE action = 'VISITOR_DENIED' AND details ->> 'notes' = 'nobody expects him'`); n != 1 {
		t.Errorf("%d denials audited with their reason", n)
	}
}

// TestTwoGuards: both have asked to check the same visitor out; one is done, the
// other is told by whom and when.
func TestTwoGuards(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	first, second := open(t, s.Config), open(t, s.Config, "TERM=vt100")
	first.signIn("guard")
	second.signIn("staff")
	for _, d := range []desk{first, second} {
		d.Press("/")
		d.Type("anita d")
		d.WaitFor("found 1")
		d.Press("enter", "o")
		d.WaitFor("Check out Anita Desai (B-204)? y/n")
	}
	first.Press("y")
	first.WaitFor("Checked out Anita Desai")
	second.Press("y")
	second.WaitFor("Anita Desai was checked out already by Sunita Pawar at ")
	if n := s.count(`audit_logs a JOIN visitor_logs v ON v.id = a.resource_id
		WHERE v.visitor_name = 'Anita Desai' AND a.action = 'VISITOR_CHECKED_OUT' AND a.created_at > ` + seeded); n != 1 {
		t.Errorf("%d check-outs audited", n)
	}
}

// TestDatabaseGoesAway: the line is cut while a form is filled in. Nothing typed
// is lost, the desk says what it knows, and finds out by the intent's key.
func TestDatabaseGoesAway(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	line := datatest.Proxy(t, s.DB)
	d := open(t, line.Config)
	d.signIn("guard")
	d.Press("n")
	d.Type("9820012345")
	d.WaitFor("Ramesh Kumar", "Meera Joshi")
	line.Cut()
	d.Press("ctrl+s")
	d.WaitUntil("what is known of the save", func(screen string) bool {
		return strings.Contains(screen, "unknown, checking") || strings.Contains(screen, "not saved")
	})
	d.WaitFor("Ramesh Kumar", "MH12AB1234")
	line.Restore()
	d.WaitFor("not saved", "Ramesh Kumar", "MH12AB1234")
	if n := s.count(insideRamesh); n != 0 {
		t.Errorf("%d visits after a save that was not done", n)
	}
	d.Press("ctrl+s")
	d.WaitFor("Checked in Ramesh Kumar to A-101")
	if n := s.count(insideRamesh); n != 1 {
		t.Errorf("%d visits in the register", n)
	}
}

// TestLostAnswer: the write arrives, its answer does not. The desk learns from
// the intent that it was saved, and does not save it twice.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	line := datatest.Proxy(t, s.DB)
	// One connection, on which the statements were prepared by a first check-in:
	// so the write is one message, and only its answer is lost.
	line.Config.URL += "&pool_max_conns=1"
	d := open(t, line.Config)
	d.signIn("guard")
	d.Press("n")
	d.Type("9811100011")
	d.Press("tab")
	d.Type("Mohan Lal")
	d.Press("tab")
	d.Type("a101")
	d.Press("ctrl+s")
	d.WaitFor("Checked in Mohan Lal", "Inside 13")
	d.Press("n")
	d.Type("9820012345")
	d.WaitFor("Ramesh Kumar", "Meera Joshi")
	// The line goes deaf when the write has arrived: whatever else the desk asks
	// on its connection would wait for an answer before it.
	register, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = register.Rollback(t.Context()) }()
	if _, err := register.Exec(t.Context(), `LOCK TABLE visitor_logs IN SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	d.Press("ctrl+s")
	s.until("the write waits", func() bool {
		return s.count(`pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND backend_type = 'client backend'`) == 1
	})
	line.Deaf()
	if err := register.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.until("the visit is in the register", func() bool { return s.count(insideRamesh) == 1 })
	line.Cut()
	d.WaitFor("unknown, checking")
	line.Hears()
	line.Restore()
	d.WaitUntil("saved", func(screen string) bool {
		return strings.Contains(screen, "saved") && !strings.Contains(screen, "not saved") && strings.Contains(screen, "Inside 14")
	})
	if n := s.count(insideRamesh); n != 1 {
		t.Errorf("%d visits of one check-in", n)
	}
}

// until waits for something in the database.
func (s society) until(what string, is func() bool) {
	s.tb.Helper()
	deadline := time.NewTimer(2 * time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-deadline.C:
			s.tb.Fatalf("never: %s", what)
		}
	}
}

func TestNoAuditRowNoVisit(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config)
	d.signIn("guard")
	s.exec(`REVOKE INSERT ON audit_logs FROM society360_desk`)
	d.Press("n")
	d.Type("9820012345")
	d.WaitFor("Ramesh Kumar", "Meera Joshi")
	d.Press("ctrl+s")
	d.WaitFor("audit log cannot be written", "MH12AB1234")
	if n := s.count(insideRamesh); n != 0 {
		t.Errorf("%d visits without an audit row", n)
	}
}

func TestLockAndHandOver(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config)
	d.signIn("guard")
	d.Press("L")
	d.WaitFor("Password")
	d.WaitGone("Anita Desai")
	d.Type("wrong password")
	d.Press("enter")
	d.WaitFor("wrong")
	d.Type(demo.Password)
	d.Press("enter")
	d.WaitFor("Anita Desai")
	d.Press("L")
	d.WaitFor("Password")
	d.Press("ctrl+o") // someone else signs in
	d.signIn("staff")
	d.WaitFor("Vijay More, staff")
}

func TestSignalsEndTheDeskInOrder(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	for _, sig := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		d := open(t, s.Config)
		d.signIn("guard")
		d.process.Signal(sig)
		d.WaitFor("This desk was closed from outside, by a signal.")
		if code := d.process.Wait(); code != 0 {
			t.Errorf("%v: exit code %d", sig, code)
		}
		if d.Screen() != "" && strings.Contains(d.Screen(), "Inside") {
			t.Errorf("%v: the screen was not given back:\n%s", sig, d.Screen())
		}
	}
}

func TestResize(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config)
	d.signIn("guard")
	for _, size := range [][2]int{{60, 16}, {120, 40}, {80, 24}} {
		d.process.Resize(size[0], size[1])
		d.WaitUntil("the gate in its new size", func(screen string) bool {
			lines := strings.Split(screen, "\n")
			return len(lines) == size[1] && strings.Contains(lines[size[1]-1], "n in") && strings.Contains(screen, "Inside 12")
		})
	}
	d.process.Resize(50, 12)
	d.WaitFor("too small")
	d.process.Resize(80, 24)
	d.WaitFor("Anita Desai")
}
