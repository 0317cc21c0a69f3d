package main

import (
	"strings"
	"testing"
)

// openUnits signs the demo's admin in over SSH and goes to the units.
func (s *server) openUnits(term string) sshDesk {
	s.tb.Helper()
	d := s.connect(term, "admin@demo.example", password())
	d.WaitFor("Inside ", "n in")
	d.toUnits()
	return d
}

func (d desk) toUnits() {
	d.Press("g")
	d.WaitFor("Go to", "Units")
	d.Press("i")
	d.WaitFor("[All units]", "A-101", "n new")
}

// onUnit puts the cursor on the unit of that label.
func (d desk) onUnit(label string) {
	d.Press("/")
	d.Type(label)
	d.WaitFor("found 1", label)
	d.Press("enter")
	d.WaitUntil("> before the row", func(screen string) bool { return strings.Contains(screen, " > "+label+" ") })
}

// put sends a file to an account's inbox.
func (s *server) put(account, name, text string) {
	s.tb.Helper()
	client, err := s.dial(account+"@demo.example", password())
	if err != nil {
		s.tb.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		s.tb.Fatal(err)
	}
	session.Stdin = strings.NewReader(text)
	if _, err := session.Output("put " + name); err != nil {
		s.tb.Fatalf("put %s: %v", name, err)
	}
}

// TestAUnitFromItsFirstDayToItsLast: a new unit in a new block, two people move
// in, one becomes the primary contact, both move out, it is worked on, and stays
// for its history; a mistaken unit and its block go. Another admin's desk shows
// each step.
func TestAUnitFromItsFirstDayToItsLast(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	d, other := server.openUnits("xterm-256color"), server.openUnits("vt100")
	other.Press("left")
	other.WaitFor("[Blocks]", "Tower D")

	d.Press("n")
	d.WaitFor("New unit", "a new name adds a block")
	d.Type("Tower G")
	d.WaitFor("a new block")
	d.Press("tab")
	d.Type("1")
	d.Press("tab")
	d.Type("0")
	d.Press("tab")
	d.Type("3 bhk")
	d.Press("ctrl+s")
	d.WaitFor("Added G-1. m moves somebody in.", "Units > G-1", "nobody")
	other.WaitFor("Tower G")

	d.Press("m")
	d.WaitFor("Move in to G-1", "name, e-mail or phone")
	d.Type("Ravi Iyer")
	d.Press("tab")
	d.WaitFor("a new account")
	d.Type("ravi@new.example")
	d.Press("tab")
	d.Type("98111 22233")
	d.Press("ctrl+s")
	d.WaitFor("Ravi Iyer moved into G-1.", "occupied")
	if n := s.count(`user_units l JOIN users u ON u.id = l.user_id JOIN units un ON un.id = l.unit_id JOIN roles r ON r.id = u.role_id
		WHERE u.email = 'ravi@new.example' AND r.name = 'resident' AND u.password_hash = '!' AND l.is_primary_contact AND l.resident_type = 'owner'
		AND l.move_in_date = (now() AT TIME ZONE 'Asia/Kolkata')::date AND un.label = 'G-1' AND un.status = 'occupied' AND un.type = '3BHK'`); n != 1 {
		t.Fatalf("%d such residents", n)
	}
	d.Press("m")
	d.WaitFor("now Ravi Iyer")
	d.Type("meera jo")
	d.WaitFor("resident@demo.example")
	d.Press("tab", "t", "ctrl+s")
	d.WaitFor("Meera Joshi moved into G-1.", "Units > G-1", "owner, primary", "tenant")
	d.Press("down", "down", "p")
	d.WaitFor("Meera Joshi is the primary contact of G-1.")
	if n := s.count(`audit_logs WHERE action = 'RESIDENT_UPDATED' AND details -> 'after' = '{"is_primary_contact": false}'`); n != 1 {
		t.Errorf("%d audit rows of who was it before", n)
	}
	// The cursor stays on who was chosen, wherever the row went.
	d.WaitUntil("the cursor on Meera", func(screen string) bool {
		return strings.HasPrefix(strings.TrimSpace(row(screen, "tenant, primary")), ">")
	})
	d.Press("o")
	d.WaitFor("Meera Joshi moves out of G-1")
	d.Type("tomorrow")
	d.Press("ctrl+s")
	d.WaitFor("Meera Joshi moves out on ", "until ")
	if n := s.count(`user_units WHERE status = 'active' AND move_out_date = (now() AT TIME ZONE 'Asia/Kolkata')::date + 1`); n != 1 {
		t.Errorf("%d move out tomorrow", n)
	}
	d.Press("o")
	d.WaitFor("-: takes the day back")
	d.Type("today")
	d.Press("ctrl+s")
	d.WaitFor("Meera Joshi moved out.", "Lived")
	d.Press("ctrl+b", "down", "o")
	d.WaitFor("Ravi Iyer moves out of G-1")
	d.Press("ctrl+s")
	d.WaitFor("Ravi Iyer moved out.", "nobody", "vacant")
	d.Press("s")
	d.WaitFor("Why is G-1 under maintenance?")
	d.Type("new pipes")
	d.Press("enter")
	d.WaitFor("G-1 is under maintenance. s ends it.", "! maintenance")
	d.Press("x")
	d.WaitFor("G-1 stays: 2 residents.")
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE u.email = 'admin@demo.example' AND a.ip_address = '127.0.0.1'
		AND a.created_at > ` + seeded + ` AND a.action IN ('UNIT_CREATED', 'BLOCK_CREATED', 'USER_CREATED', 'RESIDENT_MOVED_IN',
		'PRIMARY_CONTACT_SET', 'RESIDENT_MOVE_OUT_SET', 'RESIDENT_MOVED_OUT', 'UNIT_STATUS_CHANGED')`); n != 10 {
		t.Errorf("%d audit rows", n)
	}
	d.Press("h") // of the resident under the cursor
	d.WaitFor("Audit > History", "RESIDENT_MOVED_OUT", "RESIDENT_UPDATED", "RESIDENT_MOVED_IN")
}

func TestAMistakenUnitGoesAgain(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config)
	d.signIn("admin")
	d.toUnits()
	d.Press("left")
	d.WaitFor("[Blocks]", "Tower A")
	d.Press("n")
	d.WaitFor("New block")
	d.Type("Annexe")
	d.Press("ctrl+s")
	d.WaitFor("Added Annexe. Enter shows it, n there adds units.")
	d.Press("enter")
	d.WaitFor("[Annexe]", "Annexe has no units yet. n adds one.")
	d.Press("n")
	d.WaitFor("New unit")
	d.Type("12")
	d.Press("tab")
	d.Type("1")
	d.Press("tab")
	d.Type("1RK")
	d.Press("f2")
	d.WaitFor("Added Annexe-12.")
	d.Press("e")
	d.WaitFor("Edit Annexe-12")
	d.Press("backspace", "ctrl+s")
	d.WaitFor("Changed Annexe-1.")
	d.Press("x")
	d.WaitFor("Delete Annexe-1? y/n")
	d.Press("y")
	d.WaitFor("Deleted Annexe-1.", "Annexe has no units yet.")
	d.Press("esc")
	d.WaitFor("[All units]")
	d.Press("left")
	d.WaitFor("[Blocks]", "Annexe")
	d.Press("ctrl+b")
	d.WaitUntil("the cursor on the first block", func(screen string) bool { return strings.HasPrefix(strings.TrimSpace(row(screen, "Annexe")), ">") })
	d.Press("x")
	d.WaitFor("Delete Annexe? y/n")
	d.Press("y")
	d.WaitFor("Deleted Annexe.")
	if n := s.count(`units`) + s.count(`blocks`); n != 96+4 {
		t.Errorf("%d blocks and units", n)
	}
	if n := s.count(`audit_logs WHERE action IN ('BLOCK_DELETED', 'UNIT_DELETED', 'UNIT_UPDATED') AND created_at > ` + seeded); n != 3 {
		t.Errorf("%d audit rows", n)
	}
	// A unit with a past stays, and says why.
	d.Press("right")
	d.WaitFor("[All units]")
	d.onUnit("A-101")
	d.Press("x")
	d.WaitFor("Delete A-101? y/n")
	d.Press("y")
	d.WaitFor("A-101 cannot be deleted: ", " visits, ", " bills, ", " residents")
}

func TestUnitsAreNotForTheOffice(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	for _, account := range []string{"staff", "guard"} {
		d := open(t, s.Config)
		d.signIn(account)
		d.Press("g")
		d.WaitFor("Go to", "Directory")
		if strings.Contains(d.Screen(), "Units") {
			t.Errorf("%s may open the units:\n%s", account, d.Screen())
		}
	}
}

// TestAFileComesOverSSH: it is sent, its bad lines are read at the desk, it is
// corrected and sent again, and imported.
func TestAFileComesOverSSH(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	good := "block,unit,floor,type,resident_name,resident_email,resident_phone,resident_type,primary,move_in\r\n" +
		"Tower E,101,1,2BHK,Ravi Iyer,ravi@new.example,98111 22233,owner,yes,2024-01-31\r\n" +
		"Tower E,101,,,Leela Iyer,leela@new.example,,family,,\r\n" +
		"Tower E,102,1,2BHK,,,,,,\r\n"
	server.put("admin", "towers.csv", strings.Replace(good, "leela@new.example", "leela", 1))
	d := server.openUnits("xterm-256color")
	before := s.count(`users`)
	d.Press("i")
	d.WaitFor("Import blocks, units and residents", "towers.csv")
	d.Press("enter")
	d.WaitFor("1 of 3 lines of towers.csv is bad", "resident_email", "is no e-mail address")
	d.Press("ctrl+s")
	server.put("admin", "towers.csv", good)
	d.Press("r")
	d.WaitFor("all of them good", "1 block, 2 units, 2 accounts, 2 residents")
	if n := s.count(`users`); n != before {
		t.Fatal("something was imported before it was asked for")
	}
	d.Press("ctrl+s")
	d.WaitFor("Import 1 block, 2 units, 2 accounts, 2 residents? y/n")
	d.Press("y")
	d.WaitFor("Imported towers.csv: 1 block, 2 units, 2 accounts, 2 residents.")
	d.Press("esc")
	d.WaitFor("[All units]") // Esc and / at once would be Alt+/
	d.onUnit("E-101")
	d.Press("enter")
	d.WaitFor("Units > E-101", "Ravi Iyer", "owner, primary", "31 Jan 2024", "Leela Iyer")
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'UNITS_IMPORTED' AND u.email = 'admin@demo.example' AND a.ip_address = '127.0.0.1'`); n != 1 {
		t.Errorf("%d imports audited", n)
	}
	if n := s.count(`audit_logs WHERE details ? 'import'`); n != 1+2+2+2 {
		t.Errorf("%d audit rows of what it brought", n)
	}
	// Once more: all of it is there.
	d.Press("esc")
	d.WaitFor("[All units]")
	d.Press("i")
	d.WaitFor("towers.csv")
	d.Press("enter")
	d.WaitFor("Everything is there already.")
}
