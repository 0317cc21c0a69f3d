package tickets

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// Change is one field of a ticket that was changed, by the names of the
// audit rows: status, priority, assigned_to_id, category, title, description.
// Before and After are what a person reads; a field that was empty is "".
type Change struct {
	Field         string
	Before, After string
}

// Conflict is the cause of a move that was refused because somebody else
// changed the ticket after the person saw it. Errors.As finds it.
type Conflict struct {
	fault.Conflict[Ticket]
	// Action is how it was changed, empty where no audit row tells.
	Action action.Action
	// Note is the reason or note of that change.
	Note string
	// Changes are all that is different from what the person saw.
	Changes []Change
}

// changesTo lists what differs between two states of a ticket.
func (t Ticket) changesTo(now Ticket) []Change {
	var changes []Change
	for _, c := range []Change{
		{"status", string(t.Status), string(now.Status)},
		{"priority", string(t.Priority), string(now.Priority)},
		{"assigned_to_id", t.Assignee, now.Assignee},
		{"category", t.Category, now.Category},
		{"title", t.Title, now.Title},
		{"description", t.Description, now.Description},
	} {
		if c.Before != c.After {
			changes = append(changes, c)
		}
	}
	return changes
}

// conflict says who changed a ticket after it was seen, when, and what. A change
// without an audit row is another program's.
func conflict(ctx context.Context, d connect.DB, seen, now Ticket) error {
	last, err := ticketRow.LastChange(ctx, d, now.ID, ticketRow.Differing(seen, now)...)
	if err != nil {
		return err
	}
	c := &Conflict{
		Conflict: fault.Conflict[Ticket]{Now: now, Who: last.Who, At: last.At},
		Action:   last.Action, Note: last.Note, Changes: seen.changesTo(now),
	}
	if c.Who == "" {
		c.At = now.UpdatedAt
	}
	e := fault.Refuse("This ticket was changed at %s; yours is not saved. Look at it again.", c.At)
	if c.Who != "" {
		e = fault.Refuse(sooner(c.Action), c.Who, c.At)
	}
	e.Cause = c
	return e
}

// sooner is the sentence that refuses the later of two changes: person, time.
func sooner(a action.Action) string {
	switch a {
	case action.TicketAssigned:
		return "%s assigned this ticket at %s; yours is not saved."
	case action.TicketStarted:
		return "%s started this ticket at %s; yours is not saved."
	case action.TicketReleased:
		return "%s gave this ticket back at %s; yours is not saved."
	case action.TicketResolved:
		return "%s resolved this ticket at %s; yours is not saved."
	case action.TicketRejected:
		return "%s rejected this ticket at %s; yours is not saved."
	case action.TicketClosed:
		return "%s closed this ticket at %s; yours is not saved."
	case action.TicketReopened:
		return "%s reopened this ticket at %s; yours is not saved."
	}
	return "%s changed this ticket at %s; yours is not saved."
}
