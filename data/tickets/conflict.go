package tickets

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
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
	// Now is the ticket as it stands.
	Now Ticket
	// Who changed it last; empty where no audit row tells.
	Who string
	// At is when it was changed, and Action how, empty where no audit row tells.
	At     time.Time
	Action action.Action
	// Note is the reason or note of that change.
	Note string
	// Changes are all that is different from what the person saw.
	Changes []Change
}

// Error names the cause for the log.
func (c *Conflict) Error() string { return "the ticket was changed since it was read" }

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

// conflict says who changed a ticket after it was seen, when, and what.
func conflict(ctx context.Context, d connect.DB, seen, now Ticket) error {
	c := &Conflict{Now: now, At: now.UpdatedAt, Changes: seen.changesTo(now)}
	// A change without an audit row is another program's: the rows before it do
	// not tell of it. A comment changes no row.
	last, err := register.List[struct {
		Who, Action, Note string
		At                time.Time
	}](ctx, d, `
		SELECT coalesce(l.details #>> '{actor,name}', u.full_name, '') AS who, l.created_at AS at, l.action,
			coalesce(l.details ->> 'notes', '') AS note
		FROM audit_logs l LEFT JOIN users u ON u.id = l.user_id
		WHERE l.resource_type = 'maintenance_tickets' AND l.resource_id = @id
		  AND l.action <> @comment AND l.created_at >= @since
		ORDER BY l.created_at DESC, l.id DESC LIMIT 1`,
		pgx.NamedArgs{"id": now.ID, "comment": string(action.TicketCommented), "since": now.UpdatedAt})
	if err != nil {
		return err
	}
	e := fault.Refuse("This ticket was changed at %s; yours is not saved. Look at it again.", c.At)
	if len(last) > 0 {
		c.Who, c.At, c.Action, c.Note = value.Clean(last[0].Who), last[0].At, action.Action(last[0].Action), last[0].Note
	}
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
