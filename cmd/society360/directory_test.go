package main

import (
	"strings"
	"testing"
)

// TestDirectoryLeadsToWhomToCall: a guard finds a household by a name and by a
// plate, and asks for a phone; who looked at whose is in the audit log.
func TestDirectoryLeadsToWhomToCall(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	d := server.as("vt100", "guard", "Inside 12")
	d.Press("g", "d")
	d.WaitFor("| Directory", "[Units]", "A-101")
	d.Press("/")
	d.Type("meera j")
	d.WaitFor("found 1", "98*** **210")
	d.Press("enter", "enter")
	d.WaitFor("> A-101", "owner, primary", "98*** **210", "Vehicles", "Visits")
	if screen := d.Screen(); strings.Contains(screen, "Dues") {
		t.Errorf("a guard reads of dues:\n%s", screen)
	}
	revealed := `audit_logs a JOIN users w ON w.id = a.user_id JOIN users p ON p.id = a.resource_id JOIN units n ON n.label = 'A-101'
		WHERE a.action = 'RESIDENT_PHONE_REVEALED' AND a.resource_type = 'users' AND w.email = 'guard@demo.example'
		AND p.full_name = 'Meera Joshi' AND a.details #>> '{after,unit_id}' = n.id::text AND a.ip_address = '127.0.0.1'
		AND a.created_at > ` + seeded
	if n := s.count(revealed); n != 0 {
		t.Fatalf("%d reveals before one was asked for", n)
	}
	d.Press("down", "ctrl+r")
	d.WaitFor("Meera Joshi: ", "210")
	d.WaitGone("98*** **210")
	if n := s.count(revealed); n != 1 {
		t.Errorf("%d audit rows of one reveal", n)
	}
	d.Press("esc")
	d.WaitFor("[Units]", "found 1")
	d.Press("/", "ctrl+u")
	d.Type("mh12 ab 1234")
	d.WaitFor("A-101", "Meera Joshi")
	d.Press("ctrl+u")
	d.Type("nobody at all")
	d.WaitFor("No person and no unit matches nobody at all.")
}

// TestDirectoryGoesOnToDues: for the office the unit's dues stand there as well.
func TestDirectoryGoesOnToDues(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	var unit string
	if err := s.Owner.QueryRow(t.Context(), `SELECT u.label FROM units u JOIN bills b ON b.unit_id = u.id
		WHERE b.amount - b.waived_amount - b.amount_paid > 0 AND b.due_date < current_date - 5
		ORDER BY u.sort_key USING ~<~ LIMIT 1`).Scan(&unit); err != nil {
		t.Fatal(err)
	}
	d := open(t, s.Config)
	d.signIn("staff")
	d.Press("g", "d")
	d.WaitFor("[Units]")
	d.Press("/")
	d.Type(unit)
	d.WaitFor("found ")
	d.Press("enter", "enter")
	d.WaitFor("> "+unit, "Dues", "late!")
}
