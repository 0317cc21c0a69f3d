package main

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
)

// change edits the setting that is found by a part of its name: over what is there
// it types value, and the own password where that is asked for.
func (d desk) change(find, value string, guarded bool) {
	d.Press("/")
	d.Type(find)
	d.WaitFor("found 1")
	d.Press("enter", "e")
	d.WaitFor("Settings > Change", "now: ")
	d.Press("ctrl+u")
	d.Type(value)
	if guarded {
		d.Press("tab")
		d.Type(demo.Password)
	}
	d.Press("ctrl+s")
	d.WaitFor("In force at every desk: "+find, "/ "+find)
	d.Press("esc")
	d.WaitGone("/ " + find)
}

// TestSettingsReachOpenDesks: what the admin changes is in force at the guard's
// desk, which nobody touches: the society's name, who has stayed too long, and
// when the desk locks.
func TestSettingsReachOpenDesks(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	h := newHands(t)
	srv := serveByHand(t, s.Config, h)
	guard := srv.connect("vt100", "guard@demo.example", password())
	guard.WaitFor("Inside 12", "overstay!")
	admin := srv.connect("xterm-256color", "admin@demo.example", password())
	admin.WaitFor("Inside ", "n in")
	admin.Press("g")
	admin.WaitFor("Go to", "Settings")
	admin.Press("s")
	admin.WaitFor("[General]", "society name")

	admin.change("society name", "Blue Hills CHS", false)
	admin.WaitFor("Blue Hills CHS | Settings")
	guard.WaitFor("Blue Hills CHS | Gate")

	admin.Press("right")
	admin.WaitFor("[Security]")
	admin.change("overstay hours", "48", true)
	guard.WaitGone("overstay!")
	admin.change("session timeout", "60", true)

	if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id JOIN system_config c ON c.id = a.resource_id
		WHERE a.action = 'SETTING_CHANGED' AND u.email = 'admin@demo.example' AND a.ip_address = '127.0.0.1'
		AND a.details #>> '{after,config_value}' = c.config_value AND a.details #>> '{before,config_value}' IS NOT NULL
		AND c.config_value IN ('Blue Hills CHS', '48', '60') AND c.updated_by = u.id`); n != 3 {
		t.Errorf("%d changes audited with what was before", n)
	}
	admin.Press("enter")
	admin.WaitFor("Settings > Setting", "Changes", "60, before 3600")
	h.turn(time.Minute)
	guard.WaitFor("Locked.")
}

// TestAWrongOwnPasswordChangesNoSetting, and one that the program could not live
// with is refused at its field.
func TestAWrongOwnPasswordChangesNoSetting(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	const changes = `audit_logs WHERE action = 'SETTING_CHANGED'`
	before := s.count(changes)
	d := open(t, s.Config)
	d.signIn("admin")
	d.Press("g")
	d.WaitFor("Go to")
	d.Press("s")
	d.WaitFor("[General]")
	d.Press("right")
	d.WaitFor("[Security]", "session timeout")
	d.Press("e")
	d.WaitFor("Seconds without a key")
	d.Press("ctrl+u")
	d.Type("59")
	d.Press("tab")
	d.Type("not my own")
	d.Press("ctrl+s")
	d.WaitFor("This needs a whole number from 60 to 3600.")
	d.Press("ctrl+u")
	d.Type("120")
	d.Press("ctrl+s")
	d.WaitFor("This is not your own password.", "120")
	if n := s.count(`system_config WHERE config_key = 'security.session_timeout' AND config_value = '3600'`); n != 1 {
		t.Error("the setting changed")
	}
	if n := s.count(changes); n != before {
		t.Errorf("%d changes audited", n-before)
	}
}
