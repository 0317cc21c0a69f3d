package main

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/demo"

	gossh "golang.org/x/crypto/ssh"
)

// as connects an account of the demo over SSH and waits for its first screen.
func (s *server) as(term, account, first string) sshDesk {
	s.tb.Helper()
	d := s.connect(term, account+"@demo.example", gossh.Password(demo.Password))
	d.WaitFor(first)
	return d
}

// TestAnImportantNoticeReachesEveryDeskUntilItIsRead: an admin publishes, the
// guard's open desk shows it at once; once read it is gone, and is not there at
// the next sign-in either. Who is not addressed never sees it.
func TestAnImportantNoticeReachesEveryDeskUntilItIsRead(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	guard := server.as("vt100", "guard", "Inside 12")
	tenant := server.as("xterm-256color", "tenant", "| Home")
	guard.WaitFor("Water off tomorrow")
	tenant.WaitFor("Water off tomorrow")
	admin := server.as("xterm-256color", "admin", "Inside 12")

	admin.Press("g", "n")
	admin.WaitFor("| Notices", "Water off tomorrow")
	admin.Press("n")
	admin.WaitFor("nothing saved yet")
	admin.Type("Fire drill at four")
	admin.Press("tab")
	admin.Type("Leave by the **stairs**.")
	admin.Press("enter", "enter")
	admin.Type("- guards count heads")
	admin.WaitFor("   Leave by the stairs.", "   - guards count heads")
	admin.Press("tab", "tab", "y", "tab")
	admin.Type("tomorrow 6pm")
	admin.Press("ctrl+s")
	admin.WaitFor("Published Fire drill at four.")

	guard.WaitFor("! Fire drill at four")
	tenant.WaitFor("! Fire drill at four")
	if n := s.count(`announcements n JOIN users u ON u.id = n.author_id WHERE n.title = 'Fire drill at four' AND n.is_important
		AND n.target_audience = 'all' AND n.content = E'Leave by the **stairs**.\n\n- guards count heads' AND u.email = 'admin@demo.example'
		AND n.expires_at AT TIME ZONE 'Asia/Kolkata' = (now() AT TIME ZONE 'Asia/Kolkata')::date + interval '1 day 18 hours'`); n != 1 {
		t.Errorf("%d such notices", n)
	}
	if n := s.count(`audit_logs a JOIN announcements n ON n.id = a.resource_id JOIN users u ON u.id = a.user_id
		WHERE n.title = 'Fire drill at four' AND a.action = 'ANNOUNCEMENT_CREATED' AND u.email = 'admin@demo.example'
		AND a.ip_address = '127.0.0.1' AND a.details #>> '{after,title}' = n.title`); n != 1 {
		t.Errorf("%d audit rows of it", n)
	}

	guard.Press("b")
	guard.WaitFor("> Notice", "Leave by the stairs.", "Rajesh Kulkarni")
	guard.WaitGone("! Fire drill at four")
	s.until("the reading is recorded", func() bool {
		return s.count(`announcement_reads r JOIN announcements n ON n.id = r.announcement_id JOIN users u ON u.id = r.user_id
			WHERE n.title = 'Fire drill at four' AND u.email = 'guard@demo.example'`) == 1
	})
	if n := s.count(`audit_logs a JOIN announcements n ON n.id = a.resource_id JOIN users u ON u.id = a.user_id
		WHERE n.title = 'Fire drill at four' AND a.action = 'ANNOUNCEMENT_READ' AND u.email = 'guard@demo.example'`); n != 1 {
		t.Errorf("%d audit rows of the reading", n)
	}
	again := server.as("xterm-256color", "guard", "Inside 12")
	again.WaitFor("Water off tomorrow")
	if strings.Contains(again.Screen(), "Fire drill") {
		t.Errorf("the notice that was read is back:\n%s", again.Screen())
	}
	tenant.WaitFor("! Fire drill at four") // who has not read it still has it

	// A notice to the owners is none of the tenant's, nor of the guard's.
	admin.Press("n")
	admin.WaitFor("nothing saved yet")
	admin.Type("Election of the committee")
	admin.Press("tab")
	admin.Type("Nominations by Friday.")
	admin.Press("tab", "o", "tab", "y", "ctrl+s")
	admin.WaitFor("Published Election of the committee.")
	owner := server.as("xterm-256color", "resident", "| Home")
	owner.WaitFor("! Election of the committee")
	owner.Press("g", "n")
	owner.WaitFor("! new  Election of the committee")
	for _, d := range []sshDesk{tenant, again} {
		d.Press("g", "n")
		d.WaitFor("| Notices", "Fire drill at four")
		d.Press("/")
		d.Type("elect")
		d.WaitFor("No notice has elect in it.")
		if strings.Contains(d.Screen(), "Election") {
			t.Errorf("somebody else's notice is shown:\n%s", d.Screen())
		}
	}
}

// TestTwoAdminsChangeOneNotice: the later save is refused and shows the other's.
func TestTwoAdminsChangeOneNotice(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	first, second := open(t, s.Config), open(t, s.Config)
	for _, d := range []desk{first, second} {
		d.signIn("admin")
		d.Press("g", "n")
		d.WaitFor("Vehicle stickers")
		d.Press("/")
		d.Type("vehicle")
		d.WaitFor("found 1")
		d.Press("enter", "e")
		d.WaitFor("Change Vehicle stickers", "nothing saved yet")
	}
	first.Type(" 2027")
	first.Press("ctrl+s")
	first.WaitFor("Changed Vehicle stickers 2027.")
	second.Type(" for bikes")
	second.Press("ctrl+s")
	second.WaitFor("Changed meanwhile by ", "saved meanwhile by somebody else", "Vehicle stickers 2027", "Vehicle stickers for bikes")
	second.Press("ctrl+s")
	second.WaitFor("Changed Vehicle stickers for bikes.")
	if n := s.count(`audit_logs WHERE action = 'ANNOUNCEMENT_UPDATED' AND details #>> '{before,title}' = 'Vehicle stickers 2027'
		AND details #>> '{after,title}' = 'Vehicle stickers for bikes'`); n != 1 {
		t.Errorf("%d audit rows of the second change", n)
	}
	first.WaitFor("Vehicle stickers for bikes")
	first.Press("x")
	first.WaitFor("End Vehicle stickers for bikes now, for everyone? y/n")
	first.Press("y")
	first.WaitFor("Ended Vehicle stickers for bikes.")
	if n := s.count(`announcements WHERE title = 'Vehicle stickers for bikes' AND expires_at <= now()`); n != 1 {
		t.Errorf("%d notices ended", n)
	}
	if n := s.count(`audit_logs a JOIN announcements n ON n.id = a.resource_id JOIN users u ON u.id = a.user_id
		WHERE n.title = 'Vehicle stickers for bikes' AND a.action = 'ANNOUNCEMENT_EXPIRED' AND u.email = 'admin@demo.example'
		AND a.details #>> '{before,expires_at}' IS NULL AND (a.details #>> '{after,expires_at}')::timestamptz = n.expires_at`); n != 1 {
		t.Errorf("%d audit rows of the end", n)
	}
}
