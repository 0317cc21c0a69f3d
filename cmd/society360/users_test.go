package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/demo"

	gossh "golang.org/x/crypto/ssh"
)

// openUsers signs the demo's admin in over SSH and goes to the accounts.
func (s *server) openUsers() sshDesk {
	s.tb.Helper()
	d := s.connect("xterm-256color", "admin@demo.example", password())
	d.WaitFor("Inside ", "n in")
	d.Press("g")
	d.WaitFor("Go to", "Users")
	d.Press("u")
	d.WaitFor("[All]", "n add")
	return d
}

// onUser puts the cursor on the account that is found by a part of its name.
func (d desk) onUser(part, name string) {
	d.Press("/")
	d.Type(part)
	d.WaitFor("found 1", name)
	d.Press("enter")
	d.WaitUntil("> before the row", func(screen string) bool {
		return strings.HasPrefix(strings.TrimSpace(row(screen, name)), ">")
	})
}

// oneTime reads the one-time password off the screen.
func (d desk) oneTime() string {
	pattern := regexp.MustCompile(`(?m)^ +([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}) *$`)
	var found string
	d.WaitUntil("a one-time password", func(screen string) bool {
		if m := pattern.FindStringSubmatch(screen); m != nil {
			found = m[1]
		}
		return found != ""
	})
	return found
}

// choosePassword fills in the form for a new password.
func (d desk) choosePassword(own, next string) {
	for i, text := range []string{own, next, next} {
		if i > 0 {
			d.Press("tab")
		}
		d.Type(text)
	}
	d.Press("ctrl+s")
}

const activeAdmins = `users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'admin' AND u.status = 'active' AND u.deleted_at IS NULL`

// TestABanEndsTheOthersDesk: the admin bans with two keys; the guard's desk ends by
// itself, and does not open again until the ban is taken back.
func TestABanEndsTheOthersDesk(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	guard := srv.connect("vt100", "guard@demo.example", password())
	guard.WaitFor("Inside 12")
	admin := srv.openUsers()
	admin.onUser("sunita p", "Sunita Pawar")
	admin.Press("s", "b")
	admin.WaitFor("Sunita Pawar is banned. Open desks end now.", "banned!")
	guard.WaitFor("Your account was changed. Sign in again.")
	if _, err := srv.dial("guard@demo.example", password()); err == nil {
		t.Error("a banned account signs in")
	}
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.resource_id JOIN users w ON w.id = a.user_id
		WHERE a.action = 'USER_STATUS_CHANGED' AND u.email = 'guard@demo.example' AND w.email = 'admin@demo.example'
		AND a.details #>> '{before,status}' = 'active' AND a.details #>> '{after,status}' = 'banned' AND a.ip_address = '127.0.0.1'`); n != 1 {
		t.Errorf("%d audit rows of the ban", n)
	}
	admin.Press("s", "a")
	admin.WaitFor("Sunita Pawar is active and may sign in.")
	again := srv.connect("vt100", "guard@demo.example", password())
	again.WaitFor("Inside 12")
}

// TestAOneTimePasswordForcesAChange: an admin makes one; whoever signs in with it
// sees nothing before they have chosen their own.
func TestAOneTimePasswordForcesAChange(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	there := srv.connect("vt100", "staff@demo.example", password())
	there.WaitFor("Inside 12")
	admin := srv.openUsers()
	admin.onUser("vijay m", "Vijay More")
	admin.Press("p")
	admin.WaitFor("One-time password for Vijay More")
	admin.Type("not my own")
	admin.Press("ctrl+s")
	admin.WaitFor("This is not your own password.")
	if n := s.count(`users WHERE email = 'staff@demo.example' AND must_change_password`); n != 0 {
		t.Fatal("the password was reset on a wrong one")
	}
	admin.Press("ctrl+u")
	admin.Type(demo.Password)
	admin.Press("ctrl+s")
	once := admin.oneTime()
	there.WaitFor("Your account was changed. Sign in again.")
	if _, err := srv.dial("staff@demo.example", password()); err == nil {
		t.Error("the old password still opens")
	}

	staff := srv.connect("xterm-256color", "staff@demo.example", gossh.Password(once))
	staff.WaitFor("Your password was for one sign-in.", "Vijay More")
	staff.Press("esc")
	staff.WaitFor("If you leave now, the one-time password is used up")
	staff.choosePassword(once, "short")
	staff.WaitFor("A password needs 8 characters at least.")
	if screen := staff.Screen(); strings.Contains(screen, "Inside") {
		t.Errorf("a screen opened before:\n%s", screen)
	}
	staff.Press("ctrl+u")
	staff.Type("a clerk's own")
	staff.Press("tab", "ctrl+u")
	staff.Type("a clerk's own")
	staff.Press("ctrl+s")
	staff.WaitFor("Your password is changed.", "Inside 12")
	if n := s.count(`users WHERE email = 'staff@demo.example' AND NOT must_change_password AND password_changed_at IS NOT NULL`); n != 1 {
		t.Error("the password is still due")
	}
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'USER_PASSWORD_CHANGED' AND u.email = 'staff@demo.example'
		AND a.resource_id = u.id AND a.ip_address = '127.0.0.1'`); n != 1 {
		t.Errorf("%d audit rows of the change", n)
	}
	if n := s.count(`audit_logs WHERE details::text LIKE '%' || $1 || '%' OR details::text LIKE '%clerk''s own%'`, once); n != 0 {
		t.Error("a password is in the audit log")
	}
	admin.Press("enter")
	admin.WaitGone(once)
	admin.WaitFor("Vijay More")
}

// TestANewGuardSignsInWithTheirKey: an account and its SSH key, made at the desk;
// the key opens it, and even so the one-time password has to go first. Without the
// key the desks end.
func TestANewGuardSignsInWithTheirKey(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	key, line := newClientKey(t)
	admin := srv.openUsers()
	admin.Press("n")
	admin.WaitFor("Add an account")
	admin.Type("Lata Shinde")
	admin.Press("tab")
	admin.Type("lata@demo.example")
	admin.Press("tab", "tab", "g", "tab")
	admin.Type(demo.Password)
	admin.Press("ctrl+s")
	once := admin.oneTime()
	admin.Press("enter")
	admin.onUser("lata", "Lata Shinde")
	admin.Press("k")
	admin.WaitFor("SSH keys of Lata Shinde")
	admin.Press("n")
	admin.WaitFor("SSH key of Lata Shinde")
	admin.Type(strings.TrimSpace(line))
	admin.Press("tab")
	admin.Type(demo.Password)
	admin.Press("ctrl+s")
	admin.WaitFor("Lata Shinde may sign in with the key.", ", never used", "  SHA256:")
	lata := srv.connect("linux", "lata@demo.example", key)
	lata.WaitFor("Your password was for one sign-in.")
	lata.choosePassword(once, "night shift 7")
	lata.WaitFor("Your password is changed.", "Inside 12", "Lata Shinde, guard")
	admin.WaitFor("last used ")
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.resource_id WHERE u.email = 'lata@demo.example'
		AND a.action IN ('USER_CREATED', 'USER_SSH_KEY_ADDED', 'USER_LOGIN', 'USER_PASSWORD_CHANGED')`); n != 4 {
		t.Errorf("%d audit rows tell of it", n)
	}
	other := srv.connect("vt100", "lata@demo.example", gossh.Password("night shift 7"))
	other.WaitFor("Inside 12")
	admin.WaitFor("at 2 desks now")
	admin.Press("k")
	admin.WaitFor("1  ", "SHA256:")
	admin.Press("1")
	admin.WaitFor("Remove the key", "Open desks end. y/n")
	admin.Press("y")
	admin.WaitFor("Removed the key. Open desks of Lata Shinde end now.")
	lata.WaitFor("Your account was changed. Sign in again.")
	other.WaitFor("Your account was changed. Sign in again.")
	admin.WaitGone("at 2 desks now")
	if _, err := srv.dial("lata@demo.example", key); err == nil {
		t.Error("the key still opens")
	}
}

// TestTheLastAdminIsRefused in whatever way the admin tries, and a wrong own
// password is refused in the database's own terms: nothing changed.
func TestTheLastAdminIsRefused(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.exec(`UPDATE users u SET status = 'inactive' FROM roles r WHERE r.id = u.role_id AND r.name = 'admin' AND u.email <> 'admin@demo.example'`)
	if n := s.count(activeAdmins); n != 1 {
		t.Fatalf("%d admins are there", n)
	}
	const changes = `audit_logs WHERE action IN ('USER_DELETED', 'USER_STATUS_CHANGED', 'USER_ROLE_CHANGED')`
	before := s.count(changes)
	srv := serve(t, s.Config)
	d := srv.openUsers()
	d.Press("right")
	d.WaitFor("[Admin]", "admin@demo.example")
	d.Press("/")
	d.Type("admin@demo")
	d.WaitFor("found 1")
	d.Press("enter", "x")
	d.WaitFor("Delete your own account? Only another admin undoes it. y/n")
	d.Press("y")
	d.WaitFor("This is the last active admin; make another one first.")
	d.Press("s", "i")
	d.WaitFor("Make your own account inactive? Only another admin undoes it. y/n")
	d.Press("y")
	d.WaitFor("This is the last active admin; make another one first.")
	d.Press("r", "s", "tab")
	d.WaitFor("Role of ")
	d.Type("not my own")
	d.Press("ctrl+s")
	d.WaitFor("This is not your own password.")
	d.Press("ctrl+u")
	d.Type(demo.Password)
	d.Press("ctrl+s")
	d.WaitFor("This is the last active admin; make another one first.")
	if n := s.count(activeAdmins); n != 1 {
		t.Errorf("%d admins are left", n)
	}
	if n := s.count(changes); n != before {
		t.Errorf("%d changes of accounts", n-before)
	}
	if n := s.count(`audit_logs WHERE action = 'USER_LOGIN_FAILED' AND details ->> 'asked_for' = 'own password'`); n != 1 {
		t.Errorf("%d wrong own passwords audited", n)
	}
}

// TestChangingOnesOwnPasswordKeepsThisDesk and ends the account's other one.
func TestChangingOnesOwnPasswordKeepsThisDesk(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	here := srv.connect("xterm-256color", "guard@demo.example", password())
	there := srv.connect("vt100", "guard@demo.example", password())
	here.WaitFor("Inside 12")
	there.WaitFor("Inside 12")
	here.Press("g")
	here.WaitFor("My password")
	here.Press("p")
	here.WaitFor("Choose a new password")
	here.choosePassword(demo.Password, "night shift 7")
	here.WaitFor("Your password is changed. Your other desks are signed out.", "Inside 12")
	there.WaitFor("Your account was changed. Sign in again.")
	here.Press("n")
	here.Type("9820012345")
	here.Press("ctrl+s")
	here.WaitFor("Checked in Ramesh Kumar")
	if _, err := srv.dial("guard@demo.example", password()); err == nil {
		t.Error("the old password still opens")
	}
}
