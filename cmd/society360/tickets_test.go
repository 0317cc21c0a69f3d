package main

import (
	"strings"
	"testing"
)

// toTicket goes to the tickets' list, finds one by its title and opens it.
func (d desk) toTicket(search, title string) {
	// Each is waited for, as on the tickets' screen the title says nothing: what arrives
	// in one read with the search would be taken for one paste.
	d.Press("g")
	d.WaitFor("Go to")
	d.Press("t")
	d.WaitGone("Go to")
	d.WaitFor("| Tickets")
	d.Press("/")
	d.Type(search)
	d.WaitFor("found 1")
	d.Press("enter", "enter")
	d.WaitFor("> Ticket", title, "raised, ")
}

// TestATicketFromTheQueueToConfirmed: staff take and start a ticket with Enter
// and s, over SSH, and resolve it with a note; its resident sees that without
// asking and confirms. An admin who had begun to reject it meanwhile is refused
// and shown what changed. Rows and audit rows say all of it.
func TestATicketFromTheQueueToConfirmed(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	staff := server.as("xterm-256color", "staff", "Inside 12")
	admin := server.as("vt100", "admin", "Inside 12")
	meera := server.as("xterm-256color", "resident", "| Home")
	const bell = `maintenance_tickets t JOIN units u ON u.id = t.unit_id WHERE t.title = 'Bell does not ring' AND u.label = 'A-101' AND `
	s.exec(`UPDATE maintenance_tickets SET assigned_to_id = NULL WHERE title = 'Bell does not ring'`)

	meera.Press("t") // from home
	meera.WaitFor("| Tickets", "[Open 1]", "Bell does not ring", "To confirm 1")
	staff.toTicket("bell", "Bell does not ring")
	admin.toTicket("bell", "Bell does not ring")
	admin.Press("x")
	admin.WaitFor("Why is Bell does not ring (A-101) rejected?")
	admin.Type("The resident has a key")

	staff.Press("s")
	staff.WaitFor("Started Bell does not ring (A-101). It is yours.", "in progress", "r resolve")
	if n := s.count(bell + `t.status = 'in_progress' AND t.assigned_to_id = (SELECT id FROM users WHERE email = 'staff@demo.example')`); n != 1 {
		t.Errorf("%d such tickets are in progress with who started", n)
	}
	admin.Press("enter")
	admin.WaitFor("Changed meanwhile by ", "status in progress, was open", "with ", "Not saved:", "The resident has a key",
		"What you typed is kept for the next try.")
	if n := s.count(bell + `t.status = 'rejected'`); n != 0 {
		t.Error("the later save went over the earlier one")
	}
	admin.Press("esc")
	admin.WaitGone("Not saved:")
	admin.Press("x")
	admin.WaitFor("rejected?", "> The resident has a key")
	admin.Press("esc")

	staff.Press("r", "enter")
	staff.WaitFor("What was done about Bell does not ring (A-101)?", "Please type something.")
	staff.Type("Wire soldered")
	staff.Press("enter")
	staff.WaitFor("Resolved Bell does not ring (A-101). It waits to be confirmed.")
	meera.WaitFor("To confirm 2", "! 2 to confirm")
	meera.Press("right")
	meera.WaitFor("[To confirm 2]", "Bell does not ring")
	meera.WaitUntil("the bell on top", func(screen string) bool { return strings.Contains(row(screen, "Bell does not ring"), ">") })
	meera.Press("enter")
	meera.WaitFor("Bell does not ring   resolved", ": Wire soldered", "started, ")
	if screen := meera.Screen(); strings.Contains(screen, "127.0.0.1") || strings.Contains(screen, "SSH") {
		t.Errorf("a resident reads an address or a client:\n%s", screen)
	}
	meera.Press("m")
	meera.WaitFor("Comment on Bell does not ring (A-101):")
	meera.Type("It rings, thank you")
	meera.Press("enter")
	meera.WaitFor("comment, ", ": It rings, thank you")
	meera.Press("c")
	meera.WaitFor("Is Bell does not ring (A-101) done? Close it? y/n")
	meera.Press("y")
	meera.WaitFor("Closed Bell does not ring (A-101).")
	staff.WaitFor("Bell does not ring   closed", ": It rings, thank you")

	admin.WaitGone("rejected?")
	admin.Press("h")
	admin.WaitFor("| Audit", "TICKET_CLOSED", "TICKET_COMMENTED", "TICKET_RESOLVED", "TICKET_STARTED")

	if n := s.count(bell + `t.status = 'closed' AND t.resolved_at > t.created_at`); n != 1 {
		t.Errorf("%d such tickets are closed", n)
	}
	for _, a := range []struct{ action, email, note, after string }{
		{"TICKET_STARTED", "staff", "", "in_progress"},
		{"TICKET_RESOLVED", "staff", "Wire soldered", "resolved"},
		{"TICKET_COMMENTED", "resident", "It rings, thank you", ""},
		{"TICKET_CLOSED", "resident", "", "closed"},
	} {
		if n := s.count(`audit_logs a JOIN maintenance_tickets t ON t.id = a.resource_id JOIN users u ON u.id = a.user_id
			WHERE t.title = 'Bell does not ring' AND a.action = $1 AND u.email = $2 || '@demo.example' AND a.ip_address = '127.0.0.1'
			AND coalesce(a.details ->> 'notes', '') = $3 AND coalesce(a.details #>> '{after,status}', '') = $4`,
			a.action, a.email, a.note, a.after); n != 1 {
			t.Errorf("%d audit rows of %s", n, a.action)
		}
	}
	if n := s.count(`audit_logs a JOIN maintenance_tickets t ON t.id = a.resource_id WHERE t.title = 'Bell does not ring' AND a.action = 'TICKET_REJECTED'`); n != 0 {
		t.Errorf("%d audit rows of a rejection that was refused", n)
	}
}

// TestTheGateRaisesATicket: a guard raises a ticket for a resident; with
// maintenance.auto_assign it goes to who has the least to do. Staff see it at
// once, the guard follows it up and moves nothing.
func TestTheGateRaisesATicket(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.exec(`INSERT INTO system_config (config_key, config_value, category) VALUES ('maintenance.auto_assign', 'true', 'maintenance')
		ON CONFLICT (config_key) DO UPDATE SET config_value = 'true'`)
	server := serve(t, s.Config)
	guard := server.as("vt100", "guard", "Inside 12")
	staff := server.as("xterm-256color", "staff", "Inside 12")
	staff.Press("g", "t")
	staff.WaitFor("| Tickets", "[Queue ")
	guard.Press("g", "t")
	guard.WaitFor("You raised no ticket today. n raises one.")
	guard.Press("n")
	guard.Type("a101")
	guard.WaitFor("( ) Meera Joshi")
	guard.Press("tab", "right", "tab")
	guard.WaitFor("such as ") // the categories are there
	guard.Type("elec")
	guard.WaitFor("> Electrical")
	guard.Press("down", "enter")
	guard.Type("Gate lamp is dark")
	guard.Press("tab", "c", "ctrl+s")
	guard.WaitFor("Gate lamp is dark (A-101).", "has it.", "[Raised today]", "critical")
	staff.WaitFor("Gate lamp is dark")
	if n := s.count(`maintenance_tickets t JOIN units u ON u.id = t.unit_id JOIN users q ON q.id = t.requester_id
		JOIN users w ON w.id = t.assigned_to_id JOIN roles r ON r.id = w.role_id
		WHERE t.title = 'Gate lamp is dark' AND u.label = 'A-101' AND t.category = 'Electrical' AND t.priority = 'critical'
		AND t.status = 'open' AND q.email = 'resident@demo.example' AND r.name = 'staff'`); n != 1 {
		t.Errorf("%d such tickets", n)
	}
	if n := s.count(`audit_logs a JOIN maintenance_tickets t ON t.id = a.resource_id JOIN users u ON u.id = a.user_id
		WHERE t.title = 'Gate lamp is dark' AND a.action = 'TICKET_CREATED' AND u.email = 'guard@demo.example'
		AND a.details #>> '{after,assigned_to_id}' = t.assigned_to_id::text`); n != 1 {
		t.Errorf("%d audit rows of it", n)
	}
	guard.Press("enter")
	guard.WaitFor("> Ticket", "raised, Sunita Pawar")
	guard.Press("s", "x", "c")
	guard.Press("esc")
	guard.WaitFor("[Raised today]")
	if n := s.count(`maintenance_tickets WHERE title = 'Gate lamp is dark' AND status <> 'open'`); n != 0 {
		t.Error("a guard moved a ticket")
	}
}

// TestATicketsOtherMoves: an admin gives a ticket to somebody, makes it urgent and
// puts its words right; who has it starts it, gives it back and rejects it with a
// reason, which its resident reads. A resident takes back that another one is
// fixed. Each is a row and an audit row.
func TestATicketsOtherMoves(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	admin := server.as("xterm-256color", "admin", "Inside 12")
	staff := server.as("xterm-256color", "staff", "Inside 12")
	meera := server.as("vt100", "resident", "| Home")
	s.exec(`UPDATE maintenance_tickets SET assigned_to_id = NULL WHERE title = 'Bell does not ring'`)

	admin.toTicket("bell", "Bell does not ring")
	admin.Press("t")
	admin.WaitFor("Who gets Bell does not ring (A-101)?", "me (Rajesh Kulkarni)")
	admin.Type(letterOf(t, admin.Screen(), "Vijay More"))
	admin.WaitFor("Bell does not ring (A-101) is with Vijay More now.", "assigned, Rajesh Kulkarni; with Vijay More")
	admin.Press("p", "h")
	admin.WaitFor("Bell does not ring (A-101) is high now.", "priority high, was medium")
	admin.Press("e")
	admin.WaitFor("Edit the ticket of A-101")
	admin.Type(" at night")
	admin.Press("ctrl+s")
	admin.WaitFor("Changed Bell does not ring at night (A-101).")

	staff.toTicket("bell", "Bell does not ring at night")
	staff.Press("s")
	staff.WaitFor("Started Bell does not ring at night (A-101). It is yours.")
	staff.Press("u")
	staff.WaitFor("Why is Bell does not ring at night")
	staff.Type("No ladder")
	staff.Press("enter")
	staff.WaitFor("is open again, and nobody's.", "given back, Vijay More", ": No ladder")
	staff.Press("x", "enter")
	staff.WaitFor("Please type something.")
	staff.Type("It rings by day")
	staff.Press("enter")
	staff.WaitFor("Rejected Bell does not ring at night (A-101).")

	meera.Press("t")
	meera.WaitFor("| Tickets", "[Open 0]")
	meera.Press("right", "right")
	meera.WaitFor("[All]", "Bell does not", "rejected")
	meera.Press("left")
	meera.WaitFor("[To confirm 1]", "resolved")
	meera.Press("o")
	meera.WaitFor("What is still wrong with ")
	meera.Type("It drips again")
	meera.Press("enter")
	meera.WaitFor("Reopened ", "[To confirm 0]", "Open 1")
	if n := s.count(`maintenance_tickets t JOIN units u ON u.id = t.unit_id JOIN audit_logs a ON a.resource_id = t.id JOIN users w ON w.id = a.user_id
		WHERE u.label = 'A-101' AND t.status = 'in_progress' AND t.resolved_at IS NULL AND a.action = 'TICKET_REOPENED'
		AND w.email = 'resident@demo.example' AND a.details ->> 'notes' = 'It drips again'
		AND a.details #>> '{before,status}' = 'resolved' AND a.ip_address = '127.0.0.1'`); n != 1 {
		t.Errorf("%d tickets reopened, with an audit row", n)
	}
	if n := s.count(`maintenance_tickets WHERE title = 'Bell does not ring at night' AND status = 'rejected' AND priority = 'high'
		AND assigned_to_id IS NULL`); n != 1 {
		t.Errorf("%d such tickets are rejected", n)
	}
	for _, a := range []struct{ action, email, field, before, after, note string }{
		{"TICKET_ASSIGNED", "admin", "assigned_to_id", "", "Vijay More", ""},
		{"TICKET_UPDATED", "admin", "priority", "medium", "high", ""},
		{"TICKET_UPDATED", "admin", "title", "Bell does not ring", "Bell does not ring at night", ""},
		{"TICKET_STARTED", "staff", "status", "open", "in_progress", ""},
		{"TICKET_RELEASED", "staff", "assigned_to_id", "Vijay More", "", "No ladder"},
		{"TICKET_REJECTED", "staff", "status", "open", "rejected", "It rings by day"},
	} {
		const named = `coalesce((SELECT n.full_name FROM users n WHERE n.id::text = a.details #>> ARRAY['%s', $3]), a.details #>> ARRAY['%s', $3], '')`
		if n := s.count(`audit_logs a JOIN maintenance_tickets t ON t.id = a.resource_id JOIN users w ON w.id = a.user_id
			WHERE t.title = 'Bell does not ring at night' AND a.action = $1 AND w.email = $2 || '@demo.example' AND a.ip_address = '127.0.0.1'
			AND `+strings.ReplaceAll(named, "%s", "before")+` = $4 AND `+strings.ReplaceAll(named, "%s", "after")+` = $5
			AND coalesce(a.details ->> 'notes', '') = $6`, a.action, a.email, a.field, a.before, a.after, a.note); n != 1 {
			t.Errorf("%d audit rows of %s of %s by %s", n, a.action, a.field, a.email)
		}
	}
}

// letterOf is the key of an option in a list of choices.
func letterOf(t *testing.T, screen, option string) string {
	t.Helper()
	for line := range strings.Lines(screen) {
		if before, _, ok := strings.Cut(line, "  "+option); ok {
			return before[len(before)-1:]
		}
	}
	t.Fatalf("no option %s:\n%s", option, screen)
	return ""
}
