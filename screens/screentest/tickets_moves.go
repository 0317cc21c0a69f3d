package screentest

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Raise opens a ticket for a unit.
func (k Tickets) Raise(ctx context.Context, actor role.Actor, key uuid.UUID, n tickets.Draft) (tickets.Ticket, error) {
	return write(ctx, k.s, actor, "Tickets.Raise", key, func() (tickets.Ticket, error) {
		typed, bad := n, ticketText(&n.Category, &n.Title, &n.Description)
		if n.UnitID == uuid.Nil {
			bad["unit"] = invalid("Which unit? Type its number, such as A-101.")
		}
		if err := complaints(bad); err != nil {
			return tickets.Ticket{}, err
		}
		if n.Priority == "" {
			n.Priority = tickets.Medium
		}
		if n.RequesterID == nil || actor.Role == role.Resident {
			n.RequesterID = &actor.UserID
		}
		unit := k.s.Units.by(n.UnitID)
		switch {
		case unit == nil || !k.s.may(actor, &n.UnitID):
			return tickets.Ticket{}, noSuchUnit()
		case *n.RequesterID != actor.UserID && !k.s.livesIn(*n.RequesterID, n.UnitID):
			return tickets.Ticket{}, Complaint("requester", "Nobody of that name lives in this unit now.")
		}
		row := k.s.Tickets.put(tickets.Ticket{
			UnitID: &n.UnitID, Unit: unit.Label, RequesterID: n.RequesterID, Requester: k.s.nameOf(n.RequesterID),
			Category: n.Category, Title: n.Title, Description: n.Description, Priority: n.Priority, Status: tickets.Open,
			CreatedAt: k.s.Clock(), UpdatedAt: k.s.Clock(),
		})
		k.s.sent(typed)
		k.s.told(actor, action.TicketCreated, "maintenance_tickets", row.ID, row.Title, "")
		return k.as(*row), nil
	})
}

// ticketText tidies what a ticket says, and gives the complaints about it.
func ticketText(category, title, text *string) map[string]error {
	bad := map[string]error{}
	*category, *title, *text = value.Clean(*category), value.Clean(*title), strings.TrimSpace(*text)
	if *category == "" {
		bad["category"] = invalid("What kind of issue? Such as Plumbing or Electrical.")
	}
	if *title == "" {
		bad["title"] = invalid("What is wrong? A few words, such as Lift stuck.")
	}
	return bad
}

// move changes one ticket that nobody changed since it was seen.
func (k Tickets) move(ctx context.Context, call string, actor role.Actor, key uuid.UUID, seen tickets.Ticket, did action.Action, note string, may func(tickets.Ticket) error, edit func(*tickets.Ticket)) (tickets.Ticket, error) {
	return write(ctx, k.s, actor, call, key, func() (tickets.Ticket, error) {
		row := k.s.Tickets.by(seen.ID)
		switch {
		case row == nil || !k.sees(actor, *row):
			return tickets.Ticket{}, gone()
		case k.s.goneFrom(actor, row.UnitID, row.Unit) != nil:
			return tickets.Ticket{}, k.s.goneFrom(actor, row.UnitID, row.Unit)
		case row.Version != seen.Version:
			return tickets.Ticket{}, k.conflict(seen, k.as(*row))
		}
		if err := may(*row); err != nil {
			return tickets.Ticket{}, err
		}
		before := *row
		edit(row)
		k.s.Tickets.changed(row)
		k.s.told(actor, did, "maintenance_tickets", row.ID, row.Title, value.Clean(note), ticketChange(before, *row))
		return k.as(*row), nil
	})
}

// ticketChange is what differs between two states of a ticket.
func ticketChange(before, after tickets.Ticket) change {
	changes := change{}
	for i, field := range ticketFields() {
		changes[field] = [2]string{toldOf(before)[i], toldOf(after)[i]}
	}
	return changes
}

// conflict says who changed a ticket after it was seen, when, and what.
func (k Tickets) conflict(seen, now tickets.Ticket) error {
	last := k.s.lastTold(now.ID, action.TicketCommented, action.TicketNoted)
	c := &tickets.Conflict{
		Conflict: fault.Conflict[tickets.Ticket]{Now: now, Who: last.Who, At: last.At}, Action: last.Action, Note: last.Notes,
	}
	changes := ticketChange(seen, now)
	for _, field := range ticketFields() {
		if v := changes[field]; v[0] != v[1] {
			c.Changes = append(c.Changes, tickets.Change{Field: field, Before: v[0], After: v[1]})
		}
	}
	sentence, ok := map[action.Action]string{
		action.TicketAssigned: "%s assigned this ticket at %s; yours is not saved.",
		action.TicketStarted:  "%s started this ticket at %s; yours is not saved.",
		action.TicketReleased: "%s gave this ticket back at %s; yours is not saved.",
		action.TicketResolved: "%s resolved this ticket at %s; yours is not saved.",
		action.TicketRejected: "%s rejected this ticket at %s; yours is not saved.",
		action.TicketClosed:   "%s closed this ticket at %s; yours is not saved.",
		action.TicketReopened: "%s reopened this ticket at %s; yours is not saved.",
	}[last.Action]
	if !ok {
		sentence = "%s changed this ticket at %s; yours is not saved."
	}
	no := Refusal(sentence, c.Who, c.At)
	no.Cause = c
	return no
}

// are allows a step for tickets of those statuses.
func are(statuses ...tickets.Status) func(tickets.Ticket) error {
	return func(t tickets.Ticket) error {
		if slices.Contains(statuses, t.Status) {
			return nil
		}
		return Refusal(t.Status.MayBecome())
	}
}

// Assign gives a ticket to somebody, or takes it from whoever has it.
func (k Tickets) Assign(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, to *uuid.UUID) (tickets.Ticket, error) {
	return k.move(ctx, "Tickets.Assign", actor, key, seen, action.TicketAssigned, "", func(t tickets.Ticket) error {
		switch err := are(tickets.Open, tickets.InProgress)(t); {
		case err != nil:
			return err
		case to == nil && k.as(t).AssigneeID == nil:
			return Refusal("Nobody has this ticket.")
		case to == nil:
			return are(tickets.Open)(t)
		case t.AssigneeID != nil && *t.AssigneeID == *to:
			return Refusal("%s has this ticket already.", t.Assignee)
		case !k.works(*to):
			return Complaint("to", "This person does not work on tickets any more.")
		}
		return nil
	}, func(t *tickets.Ticket) { t.AssigneeID, t.Assignee = to, k.s.nameOf(to) })
}

// Start moves an open ticket to in progress.
func (k Tickets) Start(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket) (tickets.Ticket, error) {
	return k.move(ctx, "Tickets.Start", actor, key, seen, action.TicketStarted, "", are(tickets.Open), func(t *tickets.Ticket) {
		if t.Status = tickets.InProgress; k.as(*t).AssigneeID == nil {
			t.AssigneeID, t.Assignee = &actor.UserID, actor.Name
		}
	})
}

// Release gives a ticket in progress back to the queue.
func (k Tickets) Release(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error) {
	return k.move(ctx, "Tickets.Release", actor, key, seen, action.TicketReleased, note, are(tickets.InProgress), func(t *tickets.Ticket) {
		t.Status, t.AssigneeID, t.Assignee = tickets.Open, nil, ""
	})
}

// noted allows what may allows, with a note.
func noted(note, missing string, may func(tickets.Ticket) error) func(tickets.Ticket) error {
	if value.Clean(note) == "" {
		return func(tickets.Ticket) error { return Complaint("note", missing) }
	}
	return may
}

// Resolve says that a ticket in progress is fixed, and how.
func (k Tickets) Resolve(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error) {
	may := noted(note, "What was done? The note stays with the ticket.", are(tickets.InProgress))
	return k.move(ctx, "Tickets.Resolve", actor, key, seen, action.TicketResolved, note, may, func(t *tickets.Ticket) {
		t.Status, t.ResolvedAt = tickets.Resolved, at(k.s.Clock())
	})
}

// Reject turns a ticket down.
func (k Tickets) Reject(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, reason string) (tickets.Ticket, error) {
	may := noted(reason, "Why? The reason stays with the ticket.", are(tickets.Open, tickets.InProgress))
	return k.move(ctx, "Tickets.Reject", actor, key, seen, action.TicketRejected, reason, may, func(t *tickets.Ticket) { t.Status = tickets.Rejected })
}

// Close confirms that a resolved ticket is done.
func (k Tickets) Close(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error) {
	return k.move(ctx, "Tickets.Close", actor, key, seen, action.TicketClosed, note, are(tickets.Resolved), func(t *tickets.Ticket) { t.Status = tickets.Closed })
}

// Reopen says that a resolved ticket is not fixed.
func (k Tickets) Reopen(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error) {
	return k.move(ctx, "Tickets.Reopen", actor, key, seen, action.TicketReopened, note, are(tickets.Resolved), func(t *tickets.Ticket) {
		t.Status, t.ResolvedAt = tickets.InProgress, nil
	})
}

// Prioritize gives a ticket another priority.
func (k Tickets) Prioritize(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, p tickets.Priority) (tickets.Ticket, error) {
	return k.move(ctx, "Tickets.Prioritize", actor, key, seen, action.TicketUpdated, "", func(t tickets.Ticket) error {
		if err := are(tickets.Open, tickets.InProgress)(t); err != nil {
			return err
		}
		if t.Priority == p {
			return Refusal("This ticket has that priority already.")
		}
		return nil
	}, func(t *tickets.Ticket) { t.Priority = p })
}

// Edit changes what a ticket says.
func (k Tickets) Edit(ctx context.Context, actor role.Actor, key uuid.UUID, e tickets.Edit) (tickets.Ticket, error) {
	bad := complaints(ticketText(&e.Category, &e.Title, &e.Description))
	return k.move(ctx, "Tickets.Edit", actor, key, e.Seen, action.TicketUpdated, "", func(t tickets.Ticket) error {
		if bad != nil {
			return bad
		}
		if err := are(tickets.Open, tickets.InProgress)(t); err != nil {
			return err
		}
		if t.Category == e.Category && t.Title == e.Title && t.Description == e.Description {
			return Refusal("Nothing was changed: that is what the ticket says already.")
		}
		return nil
	}, func(t *tickets.Ticket) { t.Category, t.Title, t.Description = e.Category, e.Title, e.Description })
}

// Comment adds a comment to a ticket's timeline.
func (k Tickets) Comment(ctx context.Context, actor role.Actor, key, id uuid.UUID, text string) (tickets.Ticket, error) {
	return k.tell(ctx, "Tickets.Comment", actor, key, id, action.TicketCommented, text, "The comment is empty.")
}

// Note adds a note for those who work on tickets.
func (k Tickets) Note(ctx context.Context, actor role.Actor, key, id uuid.UUID, text string) (tickets.Ticket, error) {
	return k.tell(ctx, "Tickets.Note", actor, key, id, action.TicketNoted, text, "The note is empty.")
}

func (k Tickets) tell(ctx context.Context, call string, actor role.Actor, key, id uuid.UUID, did action.Action, text, empty string) (tickets.Ticket, error) {
	return write(ctx, k.s, actor, call, key, func() (tickets.Ticket, error) {
		t := k.s.Tickets.by(id)
		switch {
		case value.Clean(text) == "":
			return tickets.Ticket{}, Complaint("note", empty)
		case t == nil || !k.sees(actor, *t):
			return tickets.Ticket{}, gone()
		}
		k.s.told(actor, did, "maintenance_tickets", id, t.Title, value.Clean(text))
		return k.as(*t), nil
	})
}
