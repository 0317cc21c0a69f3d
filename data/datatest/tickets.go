package datatest

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"
)

// OldTicket puts a ticket into the register as another program would.
func OldTicket(t *testing.T, s *Society, unit, title string, priority, status any, assignee *uuid.UUID, age time.Duration) {
	t.Helper()
	s.Exec(t, `INSERT INTO maintenance_tickets (id, unit_id, category, title, priority, status, assigned_to_id, created_at)
		VALUES ($1, $2, 'Plumbing', $3, $4, $5, $6, $7)`,
		uuid.New(), s.Units[unit], title, priority, status, assignee, time.Now().Add(-age))
}

// RaiseTicket raises a ticket, which has to work.
func RaiseTicket(t *testing.T, s *Society, by role.Actor, n tickets.Draft) tickets.Ticket {
	t.Helper()
	ticket, err := s.Tickets.Raise(t.Context(), by, uuid.New(), n)
	if err != nil {
		t.Fatalf("raise %s: %v", n.Title, err)
	}
	return ticket
}

// TicketMoves are all the moves, by their names, each as a member of staff makes
// it.
func TicketMoves(t *testing.T, s *Society) map[string]func(role.Actor, uuid.UUID, tickets.Ticket) (tickets.Ticket, error) {
	ctx, society, other := t.Context(), s.Society, s.Admin.UserID
	return map[string]func(role.Actor, uuid.UUID, tickets.Ticket) (tickets.Ticket, error){
		"assign": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Assign(ctx, a, key, k, &other)
		},
		"start": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Start(ctx, a, key, k)
		},
		"release": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Release(ctx, a, key, k, "waits for a part")
		},
		"resolve": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Resolve(ctx, a, key, k, "Relay replaced")
		},
		"reject": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Reject(ctx, a, key, k, "A duplicate")
		},
		"close": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Close(ctx, a, key, k, "")
		},
		"reopen": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Reopen(ctx, a, key, k, "stuck again")
		},
		"priority": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Prioritize(ctx, a, key, k, tickets.Critical)
		},
		"edit": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Edit(ctx, a, key, tickets.Edit{Category: "Lift", Title: "Lift stuck again", Seen: k})
		},
		"comment": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Comment(ctx, a, key, k.ID, "Seen it")
		},
		"note": func(a role.Actor, key uuid.UUID, k tickets.Ticket) (tickets.Ticket, error) {
			return society.Tickets.Note(ctx, a, key, k.ID, "Ask the maker")
		},
	}
}
