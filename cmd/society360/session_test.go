package main

import (
	"strings"
	"syscall"
	"testing"

	"github.com/civoranexus/society360/data/demo"
)

// TestBannerIsReadOnce: an important notice stands on the desk until its
// reader has opened it with the banner's key, and stays read.
func TestBannerIsReadOnce(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	const reads = `announcement_reads r JOIN announcements n ON n.id = r.announcement_id JOIN users u ON u.id = r.user_id
		WHERE u.email = 'guard@demo.example'`
	const waterOff, plates = "! Water off tomorrow 10:00-14:00, Tower B", "! Write down every plate at the service gate"
	d := open(t, s.Config)
	d.signIn("guard")
	d.WaitFor(waterOff, "1 of 2")
	d.Press("b")
	d.WaitFor("Notices > Notice", "The valve on the second floor", plates, "1 of 1")
	d.WaitGone(waterOff)
	s.until("the notice is read", func() bool { return s.count(reads+` AND n.title LIKE 'Water off%'`) == 1 })
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE u.email = 'guard@demo.example' AND a.action = 'ANNOUNCEMENT_READ'`); n != 1 {
		t.Errorf("%d audit rows of reading it", n)
	}
	d.Press("b")
	d.WaitFor("Notices > Notice", "Deliveries too")
	d.WaitGone(plates)
	s.until("both are read", func() bool { return s.count(reads) == 2 })
	d.Press("q", "q")
	d.process.Wait()

	again := open(t, s.Config)
	again.signIn("guard")
	if screen := again.Screen(); strings.Contains(screen, "Water off") || strings.Contains(screen, "Write down") {
		t.Errorf("read notices stand in the banner again:\n%s", screen)
	}
}

// TestUnknownRoleIsToldThatThereIsNothing: no screen belongs to a role that the
// program does not know, and the desk says so and goes on working.
func TestUnknownRoleIsToldThatThereIsNothing(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.exec(`INSERT INTO roles (name) VALUES ('gardener')`)
	s.exec(`UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'gardener') WHERE email = 'tenant@demo.example'`)
	d := open(t, s.Config)
	d.WaitFor("E-mail")
	d.Type("tenant@demo.example")
	d.Press("tab")
	d.Type(demo.Password)
	d.Press("enter")
	d.WaitFor("Farhan Shaikh, gardener", "There is nothing that this account may open.", "Its role is gardener")
	d.Press("1", "g")
	d.WaitFor("! There is nothing that this account may open.")
	if screen := d.Screen(); strings.Contains(screen, "Inside") || strings.Contains(screen, "Go to") {
		t.Errorf("it sees more than that:\n%s", screen)
	}
	d.Press("q", "q")
	if code := d.process.Wait(); code != exitOK {
		t.Errorf("exit %d", code)
	}
}

// TestSignalIsASignOut: who is at a desk when the program is told to end has
// left it, and the register says so.
func TestSignalIsASignOut(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	const leaves = `audit_logs a JOIN users u ON u.id = a.user_id
		WHERE u.email = 'staff@demo.example' AND a.action = 'USER_LOGOUT' AND a.ip_address = 'local'`
	d := open(t, s.Config)
	d.signIn("staff")
	if n := s.count(leaves); n != 0 {
		t.Fatalf("%d sign-outs before", n)
	}
	d.process.Signal(syscall.SIGTERM)
	if code := d.process.Wait(); code != exitOK {
		t.Errorf("exit %d", code)
	}
	if n := s.count(leaves); n != 1 {
		t.Errorf("%d sign-outs audited", n)
	}
}
