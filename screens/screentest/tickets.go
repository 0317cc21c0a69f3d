package screentest

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Tickets is the store of maintenance tickets.
type Tickets struct{ s *Society }

// as is a ticket as it is read, with its number and target. An open one has nobody whose holder
// works on tickets no more.
func (k Tickets) as(t tickets.Ticket) tickets.Ticket {
	if t.Status.Open() && t.AssigneeID != nil && !k.works(*t.AssigneeID) {
		t.LeftBy, t.AssigneeID, t.Assignee = t.Assignee, nil, ""
	}
	t.Number = 1 + slices.IndexFunc(k.s.Tickets.rows, func(row *tickets.Ticket) bool { return row.ID == t.ID })
	t.Due = t.CreatedAt.Add(tickets.Targets().In(k.s.settings()).For(t.Priority))
	return t
}

// sees reports whether an actor may see a ticket: a resident their own units', a
// guard what they raised today.
func (k Tickets) sees(actor role.Actor, t tickets.Ticket) bool {
	if actor.Role != role.Guard {
		return k.s.lived(actor, t.UnitID, value.DayOf(t.CreatedAt.In(k.s.Zone)))
	}
	return slices.ContainsFunc(k.s.history(t.ID), func(r trail.Row) bool {
		return r.Action == action.TicketCreated && *r.UserID == actor.UserID && value.DayOf(r.At.In(k.s.Zone)) == k.s.today()
	})
}

// all are the tickets that an actor may see of a category, empty for all.
func (k Tickets) all(actor role.Actor, category string) (rows []tickets.Ticket) {
	for _, row := range k.s.Tickets.rows {
		if t := k.as(*row); k.sees(actor, t) && (category == "" || strings.EqualFold(t.Category, category)) {
			rows = append(rows, t)
		}
	}
	return rows
}

// List returns a page of one of the lists.
func (k Tickets) List(ctx context.Context, actor role.Actor, f tickets.Filter) (tickets.Page, error) {
	return read(ctx, k.s, actor, "Tickets.List", func() (found tickets.Page, err error) {
		queued := f.View < tickets.ViewAll
		number, only := strings.CutPrefix(f.Search, "#")
		byNumber := number != "" && value.OnlyDigits(number) == number
		only = only && byNumber
		_, byTitle := named("", f.Search, !queued)
		byUnit := flat(f.Search) != "" && (queued || value.OnlyDigits(f.Search) != "")
		if f.Search != "" && !byTitle && !byUnit && !byNumber {
			return found, Complaint("search", "Type three letters at least, or a unit.")
		}
		rows := slices.DeleteFunc(k.all(actor, f.Category), func(t tickets.Ticket) bool {
			titled, _ := named(t.Title, f.Search, !queued)
			means := byNumber && strconv.Itoa(t.Number) == number || !only && (titled || byUnit && labelled(t.Unit, f.Search))
			return !f.View.Holds(actor, t) || f.View == tickets.ViewResolved && !k.s.may(actor, t.UnitID) || f.Search != "" && !means || len(f.Statuses) > 0 && !slices.Contains(f.Statuses, t.Status)
		})
		slices.SortFunc(rows, func(a, b tickets.Ticket) int {
			if !queued {
				return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID.String(), a.ID.String()))
			}
			over := func(t tickets.Ticket) bool { return t.Due.Before(k.s.Clock()) }
			return cmp.Or(-compareBool(over(a), over(b)), a.Cursor().Rank-b.Cursor().Rank, a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		var behind func(tickets.Ticket) bool
		if f.After != nil {
			behind = func(t tickets.Ticket) bool { return t.ID == f.After.ID }
		}
		found.Tickets, found.More = page(rows, behind, cmp.Or(f.Limit, k.s.Page))
		return found, nil
	})
}

// Counts counts the actor's lists.
func (k Tickets) Counts(ctx context.Context, actor role.Actor, category string) (tickets.Counts, error) {
	return read(ctx, k.s, actor, "Tickets.Counts", func() (c tickets.Counts, err error) {
		of := map[tickets.Status]*int{
			tickets.Open: &c.Open, tickets.InProgress: &c.InProgress,
			tickets.Resolved: &c.Resolved, tickets.Closed: &c.Closed, tickets.Rejected: &c.Rejected,
		}
		for _, t := range k.all(actor, category) {
			if t.Status != tickets.Resolved || k.s.may(actor, t.UnitID) {
				*of[t.Status]++
			}
			if left, running, _ := t.Target(k.s.Clock()); running && left < 0 {
				c.Over++
			}
			if tickets.ViewMine.Holds(actor, t) {
				c.Mine++
			}
			if tickets.ViewUnassigned.Holds(actor, t) {
				c.Unassigned++
			}
		}
		return c, nil
	})
}

// Categories returns the usual categories and those in use.
func (k Tickets) Categories(ctx context.Context, actor role.Actor) ([]string, error) {
	return read(ctx, k.s, actor, "Tickets.Categories", func() ([]string, error) {
		names := []string{"Cleaning", "Electrical", "Plumbing"}
		for _, t := range k.s.Tickets.rows {
			if actor.Role == role.Resident && !k.sees(actor, k.as(*t)) {
				continue
			}
			if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, t.Category) }) {
				names = append(names, t.Category)
			}
		}
		slices.SortFunc(names, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
		return names, nil
	})
}

// Hands lists who may work on tickets.
func (k Tickets) Hands(ctx context.Context, actor role.Actor) ([]tickets.Hand, error) {
	return read(ctx, k.s, actor, "Tickets.Hands", func() (hands []tickets.Hand, err error) {
		for _, a := range k.s.Accounts.rows {
			if !k.works(a.ID) {
				continue
			}
			h := tickets.Hand{UserID: a.ID, Name: a.Name}
			for _, t := range k.s.Tickets.rows {
				if t.Status.Open() && t.AssigneeID != nil && *t.AssigneeID == a.ID {
					h.Open++
				}
			}
			hands = append(hands, h)
		}
		slices.SortFunc(hands, func(a, b tickets.Hand) int {
			return cmp.Or(-compareBool(a.UserID == actor.UserID, b.UserID == actor.UserID),
				-cmp.Compare(k.s.Accounts.by(a.UserID).Role, k.s.Accounts.by(b.UserID).Role), a.Open-b.Open, cmp.Compare(a.Name, b.Name),
				cmp.Compare(a.UserID.String(), b.UserID.String()))
		})
		return hands, nil
	})
}

// HeldBy counts the open tickets of an account.
func (k Tickets) HeldBy(ctx context.Context, actor role.Actor, account uuid.UUID) (int, error) {
	return read(ctx, k.s, actor, "Tickets.HeldBy", func() (held int, err error) {
		for _, t := range k.s.Tickets.rows {
			if t.Status.Open() && t.AssigneeID != nil && *t.AssigneeID == account {
				held++
			}
		}
		return held, nil
	})
}

// works reports whether an account may be given tickets.
func (k Tickets) works(account uuid.UUID) bool {
	a := k.s.Accounts.by(account)
	return a != nil && a.Active() && (a.Role == string(role.Staff) || a.Role == string(role.Admin))
}

// Get returns one ticket.
func (k Tickets) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (tickets.Ticket, error) {
	return read(ctx, k.s, actor, "Tickets.Get", func() (tickets.Ticket, error) {
		if t := k.s.Tickets.by(id); t != nil && k.sees(actor, *t) {
			return k.as(*t), nil
		}
		return tickets.Ticket{}, gone()
	})
}

// Trail returns the steps of one ticket, oldest first.
func (k Tickets) Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]tickets.Step, error) {
	return read(ctx, k.s, actor, "Tickets.Trail", func() (steps []tickets.Step, err error) {
		if t := k.s.Tickets.by(id); t == nil || !k.sees(actor, *t) {
			return nil, nil
		}
		for _, row := range k.s.history(id) {
			if row.Action == action.TicketNoted && !actor.May(role.WorkTickets) {
				continue
			}
			step := tickets.Step{At: row.At, Action: row.Action, Who: row.Who, Note: row.Notes}
			for _, field := range ticketFields() {
				if before, after := fieldOf(row, field); before != after {
					step.Changes = append(step.Changes, tickets.Change{Field: field, Before: before, After: after})
				}
			}
			steps = append(steps, step)
		}
		return steps, nil
	})
}

// TicketStep puts a step of a ticket into its history.
func (s *Society) TicketStep(ticket uuid.UUID, step tickets.Step) {
	changes := change{}
	for _, c := range step.Changes {
		changes[c.Field] = [2]string{c.Before, c.After}
	}
	s.Trail.Put(trail.Row{
		At: step.At, Action: step.Action, Who: step.Who, Notes: step.Note, Resource: "maintenance_tickets", ResourceID: &ticket,
		Details: details(changes),
	})
}

// ticketFields are the fields whose changes are told, in their order.
func ticketFields() []string {
	return []string{"status", "priority", "assigned_to_id", "category", "title", "description"}
}

// told are a ticket's fields as its history tells them.
func toldOf(t tickets.Ticket) []string {
	return []string{string(t.Status), string(t.Priority), t.Assignee, t.Category, t.Title, t.Description}
}
