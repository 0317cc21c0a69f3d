package main

import (
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// openSessions goes from whatever is shown to the list of desks.
func (d desk) openSessions() {
	d.Press("g")
	d.WaitFor("e  Sessions")
	d.Press("e")
	d.WaitFor("| Sessions", "Idle")
}

// TestAdminEndsASession: an admin sees who comes to which desk, without asking,
// what they look at and what they did there; ends one, which is gone in five
// seconds, and finds that in the past.
func TestAdminEndsASession(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	admin := server.connect("xterm-256color", "admin@demo.example", password())
	admin.WaitFor("Inside 12")
	admin.openSessions()
	admin.WaitFor("[Now 1]", "(you)", "127.0.0.1")

	guard := server.connect("vt100", "guard@demo.example", password())
	guard.WaitFor("Inside 12")
	admin.WaitFor("[Now 2]", "Sunita Pawar")
	guard.Press("/")
	guard.Type("anita d")
	guard.WaitFor("found 1")
	guard.Press("enter", "o", "y")
	guard.WaitFor("Checked out Anita Desai")
	admin.Press("/")
	admin.Type("sunita")
	admin.WaitFor("found 1")
	admin.Press("enter", "enter")
	admin.WaitFor("Sunita Pawar   idle 0m", "guard@demo.example guard", "SSH-2.0-test_client vt100", "VISITOR_CHECKED_OUT  Anita Desai", "Screen    gate")
	admin.Press("x")
	admin.WaitFor("End the session of Sunita Pawar (127.0.0.1)? y/n")
	asked := time.Now()
	admin.Press("y")
	admin.WaitFor("Ended the session of Sunita Pawar (127.0.0.1).")
	guard.WaitFor("An admin ended this session.")
	t.Logf("the desk was told after %s", time.Since(asked).Round(time.Millisecond))
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id JOIN desk_sessions d ON d.id = a.resource_id JOIN users g ON g.id = d.user_id
		WHERE a.action = 'SESSION_ENDED' AND u.email = 'admin@demo.example' AND g.email = 'guard@demo.example'
		AND a.resource_type = 'desk_sessions' AND a.details ->> 'notes' = 'An admin ended this session.'`); n != 1 {
		t.Errorf("%d audit rows of the end", n)
	}
	// Nobody is left at the line; it is closed, and the list hears of it.
	_ = guard.client.Wait() // in whichever way
	admin.Press("esc", "esc")
	admin.WaitFor("[Now 1]")
	admin.WaitGone("Sunita Pawar  ")

	if _, err := server.dial("guard@demo.example", gossh.Password("not the password")); err == nil {
		t.Fatal("a wrong password opens a desk")
	}
	admin.Press("right")
	admin.WaitFor("[Sign-ins]", "Rajesh Kulkarni", "Sunita Pawar")
	admin.Press("right")
	admin.WaitFor("[Failed]", "Sunita Pawar", "127.0.0.1")
	admin.Press("h")
	admin.WaitFor("Audit > History", "[users ", "USER_LOGIN_FAILED", "USER_LOGIN ")
	admin.Press("esc")
	admin.WaitFor("[Failed]")
	admin.Press("right")
	admin.WaitFor("[Refused, ended]", "ended")
}

// TestAdminEndsTheirOwnSession after a warning; why it ended stands where the desk
// was.
func TestAdminEndsTheirOwnSession(t *testing.T) {
	t.Parallel()
	for name, openDesk := range map[string]func(*testing.T, society) desk{
		"over SSH": func(t *testing.T, s society) desk {
			return serve(t, s.Config).connect("dumb", "admin@demo.example", password()).desk
		},
		"here": func(t *testing.T, s society) desk {
			d := open(t, s.Config, "TERM=dumb")
			d.signIn("admin")
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSociety(t)
			d := openDesk(t, s)
			d.WaitFor("Inside 12")
			d.openSessions()
			d.WaitFor("(you)")
			d.Press("x")
			d.WaitFor("This is your own session, perhaps this very desk. End it? y/n")
			d.Press("y")
			s.until("the desk is off the register", func() bool {
				return s.count(`desk_sessions WHERE ended_at IS NULL AND seen_at > now() - interval '90 seconds'`) == 0
			})
			d.WaitEnd()
			if screen := d.Screen(); strings.Contains(screen, "Idle") || !strings.Contains(screen, "An admin ended this session.") {
				t.Errorf("left on the terminal:\n%s", screen)
			}
		})
	}
}
