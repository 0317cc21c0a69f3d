package tickets

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Step is one step of a ticket's timeline as its audit row tells it. It
// never carries an address or a client: a resident may see it.
type Step struct {
	At     time.Time
	Action action.Action
	// Who took the step, empty where nobody is named.
	Who string
	// Changes are the fields that it changed; of a new ticket only whom it went
	// to, for its own lines tell the rest.
	Changes []Change
	// Note is the comment, note or reason typed with it.
	Note string
}

// ticketTrailMax is how many steps are told, the latest.
const ticketTrailMax = 200

// namedBy reads the name of the account that an audit row's field names; what is
// no ID names nobody.
const namedBy = `(SELECT n.full_name FROM users n WHERE n.id = (SELECT i.id::uuid FROM (SELECT l.details #>> `

const isUUID = `) AS i(id) WHERE i.id ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'))`

// Trail returns the steps of one ticket, oldest first, the latest 200. Who may not
// see the ticket gets nothing; notes are for those who work on tickets.
func (s *Store) Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]Step, error) {
	allowed, err := actor.Permit(role.ReadTickets)
	if err != nil {
		return nil, err
	}
	type row struct {
		ID                         uuid.UUID
		At                         time.Time
		Action                     string
		Who, Note                  string
		Before, After              []byte
		AssigneeWas, AssigneeIsNow *string
	}
	rows, err := register.Steps(ctx, s.reg, register.Tickets, `
		l.id, coalesce(l.created_at, '0001-01-01 00:00:00+00') AS at, l.action, `+register.Who(`l`, `u`)+` AS who,
			coalesce(l.details ->> 'notes', '') AS note, l.details -> 'before' AS before, l.details -> 'after' AS after,
			`+namedBy+`'{before,assigned_to_id}'`+isUUID+` AS assignee_was,
			`+namedBy+`'{after,assigned_to_id}'`+isUUID+` AS assignee_is_now`,
		`(@works OR l.action <> '`+string(action.TicketNoted)+`') AND EXISTS `+register.Tickets.Both(func(table string) string {
			return `SELECT FROM ` + table + ` t WHERE t.id = @id AND ` + scopeTickets(allowed)
		}), ticketTrailMax,
		pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID), "since": s.settings.Today(), "works": actor.May(role.WorkTickets)},
		func(r row) register.Place { return register.Place{At: r.At, ID: r.ID} })
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(rows))
	for i, r := range rows {
		names := [2]*string{r.AssigneeWas, r.AssigneeIsNow}
		steps[i] = Step{
			At: r.At, Action: action.Action(r.Action), Who: r.Who, Note: r.Note,
			Changes: toldChanges(action.Action(r.Action), r.Before, r.After, names),
		}
	}
	slices.Reverse(steps)
	return steps, nil
}

// toldChanges reads the changed fields of an audit row, whose details may have any
// shape. names are the assignee's before and after.
func toldChanges(did action.Action, before, after []byte, names [2]*string) []Change {
	var was, is map[string]any
	if json.Unmarshal(before, &was) != nil {
		was = nil
	}
	if json.Unmarshal(after, &is) != nil {
		is = nil
	}
	fields := []string{"status", "priority", "assigned_to_id", "category", "title", "description"}
	if did == action.TicketCreated {
		fields = []string{"assigned_to_id"}
	}
	var changes []Change
	for _, field := range fields {
		c := Change{Field: field, Before: textOfAny(was[field]), After: textOfAny(is[field])}
		if field == "assigned_to_id" {
			c.Before, c.After = nameOr(names[0], c.Before), nameOr(names[1], c.After)
		}
		if c.Before != c.After {
			changes = append(changes, c)
		}
	}
	return changes
}

// textOfAny is a text out of an audit row, cleaned; anything else is nothing.
func textOfAny(v any) string {
	s, _ := v.(string)
	return value.CleanText(s)
}

// nameOr is a person's name, or the ID of an account that is gone.
func nameOr(name *string, id string) string {
	if name != nil {
		return *name
	}
	return id
}
