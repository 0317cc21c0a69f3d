package main

import "testing"

// drawUsers draws the accounts and one of them, and the settings of the gate.
func drawUsers(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	d := open(t, s.Config, onDark)
	d.signIn("admin")
	d.Press("g", "u")
	d.WaitFor("| Users", "[All]", "> Agnelo DSouza", "e edit")
	drawn(d, "users", "Users: who may sign in, and as what")

	s.until("the resident's desk is on the register", func() bool {
		return s.count(`desk_sessions d JOIN users u ON u.id = d.user_id WHERE u.email = 'resident@demo.example'`) == 1
	})
	d.onUser("meera j", "Meera Joshi")
	d.Press("enter")
	d.WaitFor("Users > Account", "owner, primary contact", "at a desk now")
	drawn(d, "user", "An account: its role and status, its units, its keys")
	d.Press("g")
	d.WaitFor("Go to")
	d.Press("s")
	d.WaitFor("| Settings", "[General]")
	d.Press("right")
	d.WaitFor("[Security]", "overstay hours", "session timeout")
	d.Press("e")
	d.WaitFor("Seconds without a key", "60 to 3600", "Your password")
	drawn(d, "setting", "A setting: what it does, what it may be, and the own password for what guards the society")
	d.Press("esc")
	d.WaitFor("[Security]", "overstay hours")
	drawn(d, "settings", "Settings: what is in force, and who changed it")
}
