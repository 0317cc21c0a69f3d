package main

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/demo"
)

// signInResident signs a resident of the demo in and waits for their home.
func (d desk) signInResident(account string) {
	d.WaitFor("E-mail")
	d.Type(account + "@demo.example")
	d.Press("tab")
	d.Type(demo.Password)
	d.Press("enter")
	d.WaitFor("| Home", "Inside ", "n announce")
}

// TestAnnouncedAtHomeCheckedInAtTheGate: a resident announces a visitor, the
// guard at another desk sees them under Expected without asking and checks them
// in, and the resident sees that. Another resident sees nothing of it.
func TestAnnouncedAtHomeCheckedInAtTheGate(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	meera, gate, farhan := open(t, s.Config), open(t, s.Config), open(t, s.Config, "TERM=vt100")
	gate.signIn("guard")
	gate.WaitFor("Expected 7")
	gate.Press("right")
	gate.WaitFor("[Expected 7, 3 wait]", "Ritu Malhotra")
	meera.signInResident("resident")
	farhan.signInResident("tenant")
	farhan.Press("right")
	farhan.WaitFor("[Expected 1]", "C-203")

	meera.Press("n")
	meera.WaitFor("Announce a visitor to A-101", "nothing saved yet")
	meera.Type("Leela Menon")
	meera.Press("tab")
	meera.Type("98111 00042")
	meera.Press("tab", "tab")
	meera.Type("KL07CC4455")
	meera.Press("tab")
	meera.Type("tomorrow 6pm")
	meera.Press("tab")
	meera.Type("2")
	meera.Press("tab")
	meera.Type("takes the parcel along")
	meera.Press("ctrl+s")
	meera.WaitFor("Announced Leela Menon +1 (A-101) for ", "The gate sees it.", "[Expected 2]")

	gate.WaitFor("[Expected 8, 3 wait]", "Leela Menon +1")
	if line := row(gate.Screen(), "Leela Menon"); !strings.Contains(line, "A-101") || !strings.Contains(line, "KL07CC4455") || !strings.Contains(line, "approved") {
		t.Errorf("the gate expects %q", line)
	}
	if n := s.count(`visitor_logs v JOIN units u ON u.id = v.unit_id JOIN users a ON a.id = v.approved_by_user_id
		WHERE v.visitor_name = 'Leela Menon' AND v.status = 'approved' AND v.party_size = 2 AND v.vehicle_number = 'KL07CC4455'
		AND v.security_guard_id IS NULL AND u.label = 'A-101' AND a.email = 'resident@demo.example'
		AND v.expected_arrival AT TIME ZONE 'Asia/Kolkata' = (now() AT TIME ZONE 'Asia/Kolkata')::date + interval '1 day 18 hours'`); n != 1 {
		t.Errorf("%d such visits in the register", n)
	}
	if n := s.count(`audit_logs a JOIN visitor_logs v ON v.id = a.resource_id JOIN users u ON u.id = a.user_id
		WHERE v.visitor_name = 'Leela Menon' AND a.action = 'VISITOR_PRE_APPROVED' AND u.email = 'resident@demo.example'
		AND a.details ->> 'notes' = 'takes the parcel along' AND a.details ->> 'approval' = 'resident'`); n != 1 {
		t.Errorf("%d audit rows of the announcement", n)
	}

	gate.Press("n")
	gate.Type("9811100042")
	gate.WaitFor("expected: approved for A-101", "Leela Menon")
	gate.Press("ctrl+s")
	gate.WaitFor("Checked in Leela Menon +1 to A-101")
	if n := s.count(`visitor_logs WHERE visitor_name = 'Leela Menon' AND status = 'checked_in' AND entry_gate = 'Main'`); n != 1 {
		t.Errorf("%d of one announced visitor are inside", n)
	}

	meera.WaitFor("[Expected 1]")
	meera.Press("left")
	meera.WaitFor("[Inside ", "Leela Menon +1")
	farhan.Press("right")
	farhan.WaitFor("[History]", "C-203")
	farhan.Press("/")
	farhan.Type("leela")
	farhan.WaitFor("Nobody here matches leela.")
}

// TestResidentAnswersWhoWaits: somebody stands at the gate for a unit; only its
// resident is told, approves one and denies another with a reason.
func TestResidentAnswersWhoWaits(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	meera, gate, farhan := open(t, s.Config, "TERM=dumb"), open(t, s.Config), open(t, s.Config)
	gate.signIn("guard")
	meera.signInResident("resident")
	farhan.signInResident("tenant")
	wait := func(name string) {
		t.Helper()
		gate.Press("n", "tab")
		gate.Type(name)
		gate.Press("tab")
		gate.Type("a101")
		gate.WaitFor("Meera Joshi")
		gate.Press("ctrl+p")
		gate.WaitFor(name + " waits for approval (A-101).")
	}
	wait("Bina Salunkhe")
	meera.WaitFor("! 1 waits for your word")
	meera.Press("a")
	meera.WaitFor("Approve Bina Salunkhe (A-101)? y/n")
	meera.Press("y")
	meera.WaitFor("Approved Bina Salunkhe (A-101).")
	meera.WaitGone("waits for your word")
	gate.WaitUntil("the resident's word on the row under the cursor", func(screen string) bool {
		return strings.Contains(row(screen, "Bina Salunkhe"), "> YES ") && strings.Contains(row(screen, "Bina Salunkhe"), "Meera Joshi, ")
	})
	gate.WaitFor("AT THE GATE", "1 may enter", "Meera Joshi said yes: Bina Salunkhe may enter (A-101).")
	gate.Press(" ")
	gate.WaitFor("Check in Bina Salunkhe (A-101)? y/n")
	gate.Press("y")
	gate.WaitFor("Checked in Bina Salunkhe to A-101 at ")
	gate.WaitGone("may enter")

	wait("Pushy Seller")
	meera.WaitFor("! 1 waits for your word")
	meera.WaitUntil("the row, and not only the news of it", func(screen string) bool {
		return strings.Contains(row(screen, "Pushy Seller"), "Guest")
	})
	meera.Press("up")
	meera.WaitUntil("> before the row", func(screen string) bool {
		return strings.HasPrefix(strings.TrimSpace(row(screen, "Pushy Seller")), ">")
	})
	meera.Press("d")
	meera.WaitFor("Why is Pushy Seller (A-101) turned away?")
	meera.Type("we buy nothing")
	meera.Press("enter")
	meera.WaitFor("Denied entry to Pushy Seller (A-101).")
	if n := s.count(`audit_logs a JOIN visitor_logs v ON v.id = a.resource_id JOIN users u ON u.id = a.user_id
		WHERE v.visitor_name = 'Pushy Seller' AND v.status = 'denied' AND a.action = 'VISITOR_DENIED'
		AND u.email = 'resident@demo.example' AND a.details ->> 'notes' = 'we buy nothing'`); n != 1 {
		t.Errorf("%d denials audited with their reason", n)
	}
	meera.Press("right")
	meera.WaitFor("[History]", "Pushy Seller")
	meera.Press("enter")
	meera.WaitFor("Pushy Seller   denied", "denied, Meera Joshi", ": we buy nothing", "logged, waits, Sunita Pawar")
	if screen := meera.Screen(); strings.Contains(screen, "local") {
		t.Errorf("an address or a client is shown:\n%s", screen)
	}
	// At the gate: why, until one guard has told them, at every desk.
	second := open(t, s.Config)
	second.signIn("guard")
	second.WaitFor("1 refused", "NO     Pushy Seller", "Meera Joshi: we buy nothing")
	gate.WaitFor("1 refused", "> NO     Pushy Seller", "Space clears")
	gate.Press(" ")
	gate.WaitFor("Pushy Seller (A-101) was told of the no.")
	gate.WaitGone("1 refused")
	second.WaitGone("1 refused")
	if screen := farhan.Screen(); strings.Contains(screen, "your word") || strings.Contains(screen, "Pushy") {
		t.Errorf("another unit's resident is told:\n%s", screen)
	}
	farhan.Press("a")
	farhan.WaitFor("Nobody waits for approval.")
}

// TestTwoUnitsAreToldApart: who has two says which, and never reads of a third.
func TestTwoUnitsAreToldApart(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.exec(`INSERT INTO user_units (user_id, unit_id, resident_type)
		SELECT u.id, n.id, 'owner' FROM users u, units n WHERE u.email = 'resident@demo.example' AND n.label = 'B-204'`)
	d := open(t, s.Config)
	d.signInResident("resident")
	d.WaitFor("Anita Desai", "B-204")
	d.Press("n")
	d.Type("Leela Menon")
	d.WaitFor("yours: A-101, B-204")
	d.Press("tab", "tab")
	d.Type("c302")
	d.WaitFor("Nothing found")
	d.Press("ctrl+u")
	d.Type("b204")
	d.WaitFor("Tower B")
	d.Press("ctrl+s")
	d.WaitFor("Announced Leela Menon (B-204).", "any time")
	d.Press("right")
	d.WaitFor("[History]")
	d.Press("/")
	d.Type("kiran")
	d.WaitFor("Nobody here matches kiran.")
	if n := s.count(`visitor_logs v JOIN units u ON u.id = v.unit_id WHERE v.visitor_name = 'Leela Menon' AND u.label = 'B-204'
		AND v.expected_arrival IS NULL AND v.created_at > ` + seeded); n != 1 {
		t.Errorf("%d visits in the register", n)
	}
}
