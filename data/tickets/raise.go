package tickets

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// How long the texts of a ticket may be, in characters: the platform's columns,
// and what is kept in an audit row or reads on one screen.
const (
	ticketCategoryMax    = 50
	ticketTitleMax       = 100
	ticketDescriptionMax = 4000
	ticketNoteMax        = 500
)

// Draft is a ticket to be raised. Field names for complaints: unit, requester,
// category, title, description, priority.
type Draft struct {
	UnitID uuid.UUID `json:"unit_id"`
	// RequesterID is whose issue it is: a resident of the unit, or nil for whoever
	// raises it. A resident is always the requester.
	RequesterID *uuid.UUID `json:"requester_id"`
	Category    string     `json:"category"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	// Priority is medium where it is empty.
	Priority Priority `json:"priority"`
}

// ticketText are the texts of a ticket, new or edited.
type ticketText struct{ category, title, description *string }

// checks tidies the texts and adds what is wrong with them to bad.
func (t ticketText) checks(bad map[string]error) {
	*t.category, *t.title = value.Clean(*t.category), value.Clean(*t.title)
	*t.description = strings.TrimSpace(value.CleanText(*t.description))
	complain := func(field, format string, args ...any) {
		bad[field] = &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
	}
	if *t.category == "" {
		complain("category", "What kind of issue? Such as Plumbing or Electrical.")
	}
	if *t.title == "" {
		complain("title", "What is wrong? A few words, such as Lift stuck.")
	}
	for _, f := range []struct {
		name, value string
		most        int
	}{
		{"category", *t.category, ticketCategoryMax},
		{"title", *t.title, ticketTitleMax},
		{"description", *t.description, ticketDescriptionMax},
	} {
		if utf8.RuneCountInString(f.value) > f.most {
			complain(f.name, "At most %d characters fit here.", f.most)
		}
	}
}

func (n *Draft) checks() *fault.Error {
	bad := map[string]error{}
	ticketText{&n.Category, &n.Title, &n.Description}.checks(bad)
	if n.UnitID == uuid.Nil {
		bad["unit"] = &fault.Error{Kind: fault.Invalid, Format: "Which unit? Type its number, such as A-101."}
	}
	if n.Priority == "" {
		n.Priority = Medium
	}
	if !n.Priority.valid() {
		bad["priority"] = &fault.Error{Kind: fault.Invalid, Format: "A priority is critical, high, medium or low."}
	}
	return fault.Complaints(bad)
}

// leastBusy selects the active member of staff with the fewest open tickets; nobody
// where new tickets are not assigned by themselves.
func leastBusy() string {
	return `
	SELECT h.id FROM users h JOIN roles hr ON hr.id = h.role_id
		LEFT JOIN (SELECT t.assigned_to_id AS id, count(*) AS tickets FROM maintenance_tickets t
			WHERE ` + TicketIsOpen + ` GROUP BY t.assigned_to_id) busy ON busy.id = h.id
	WHERE ` + autoAssignSQL + ` AND hr.name = 'staff' AND ` + register.ActiveUser(`h`) + `
	ORDER BY coalesce(busy.tickets, 0), h.full_name, h.id LIMIT 1`
}

// mayBeRaised are the rules of a new ticket that need the database: the unit is
// there and within the scope, and who asks lives in it or raises the ticket.
func mayBeRaised(allowed role.Scope) register.Rules[Ticket] {
	return register.Rules[Ticket]{
		homes.UnitIsThere[Ticket](allowed),
		{
			Holds: `@requester::uuid IS NOT DISTINCT FROM @actor::uuid OR EXISTS (
				SELECT FROM user_units l JOIN users p ON p.id = l.user_id
				WHERE l.unit_id = @unit AND l.user_id = @requester AND ` + homes.LivesHere + `)`,
			Says: fault.Wrong("requester", "Nobody of that name lives in this unit now."),
		},
	}
}

// Raise opens a ticket for a unit. A resident raises for own units. With
// the setting maintenance.auto_assign it goes to the active member of staff with
// the fewest open ones, and stays open. Invalid: the unit is gone or not the
// resident's, or the requester does not live there.
func (s *Store) Raise(ctx context.Context, actor role.Actor, intent uuid.UUID, n Draft) (Ticket, error) {
	allowed, err := actor.Permit(role.RaiseTickets)
	if err != nil {
		return Ticket{}, err
	}
	if bad := n.checks(); bad != nil {
		return Ticket{}, bad
	}
	if n.RequesterID == nil || allowed == role.OwnUnits {
		n.RequesterID = value.NullID(actor.UserID)
	}
	may := mayBeRaised(allowed)
	return s.writeTicket(ctx, actor, register.Write{
		// Two tickets at once would both find the same person the least busy.
		Intent: intent, Action: action.TicketCreated, Lock: "tickets:assign", Payload: n,
		Args: pgx.NamedArgs{
			"id": value.NewID(), "unit": n.UnitID, "requester": n.RequesterID, "category": n.Category, "title": n.Title,
			"description": nullText(n.Description), "priority": string(n.Priority),
		},
		Change: may.Judged() + `,
			hand AS (` + leastBusy() + `),
			inserted AS (
				INSERT INTO maintenance_tickets AS t (id, unit_id, requester_id, category, title, description,
					priority, status, assigned_to_id, created_at, updated_at)
				SELECT @id, @unit, @requester, @category, @title, @description, @priority, 'open',
					(SELECT id FROM hand), now(), now()
				FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + ticketRow.Returning + `
			),` + ticketRow.Added(),
		Refuse: may.Refuse,
	})
}

// nullText is a text as a parameter: NULL when it is empty. It was cleaned.
func nullText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
