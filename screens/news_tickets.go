package screens

import (
	"context"
	"slices"

	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/topic"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// ticketNews tells staff what they are given to do, and residents what became of the
// tickets of their units.
type ticketNews struct {
	s    *session
	last seen[tickets.Ticket]
}

// topics: who moved out is asked for nothing.
func (n *ticketNews) topics() []topic.Topic { return []topic.Topic{topic.Tickets, topic.Units} }

func (n *ticketNews) where(id uuid.UUID) tui.Open { return tui.Open{Name: "tickets", ID: id.String()} }

// works reports whether the account is given tickets.
func (n *ticketNews) works() bool { return n.s.actor.May(role.WorkTickets) }

func (n *ticketNews) look(ctx context.Context) ([]event.Event, error) {
	view := tickets.ViewAll
	if n.works() {
		view = tickets.ViewMine
	}
	page, err := n.s.store().Tickets.List(ctx, n.s.actor, tickets.Filter{View: view, Limit: newsMost})
	if err != nil {
		return nil, err
	}
	now := seen[tickets.Ticket]{known: true, rows: make(map[uuid.UUID]tickets.Ticket, len(page.Tickets))}
	var news []event.Event
	for _, t := range page.Tickets {
		now.rows[t.ID] = t
		before, had := n.last.rows[t.ID]
		changed := n.works() && !had || !n.works() && had && before.Status != t.Status
		if !n.last.known || !changed {
			continue
		}
		by, err := n.by(ctx, t)
		if err != nil {
			return nil, err
		}
		e, told := t.Settled()
		switch {
		case n.works():
			e, told = t.Given(by), true
		case t.Status == tickets.Resolved:
			if told, err = n.asked(ctx, t); err != nil {
				return nil, err
			}
		}
		if told && by != n.s.actor.Name { // what one did oneself one knows
			news = append(news, e)
		}
	}
	n.last = now
	return news, nil
}

// asked reports whether a resolved ticket waits for the account's word: who moved out
// is asked for none.
func (n *ticketNews) asked(ctx context.Context, t tickets.Ticket) (bool, error) {
	page, err := n.s.store().Tickets.List(ctx, n.s.actor, tickets.Filter{View: tickets.ViewResolved, UnitID: t.UnitID, Limit: newsMost})
	return slices.ContainsFunc(page.Tickets, func(w tickets.Ticket) bool { return w.ID == t.ID }), err
}

// by is who changed a ticket last, empty where another program did.
func (n *ticketNews) by(ctx context.Context, t tickets.Ticket) (string, error) {
	trail, err := n.s.store().Tickets.Trail(ctx, n.s.actor, t.ID)
	if err != nil || len(trail) == 0 {
		return "", err
	}
	return trail[len(trail)-1].Who, nil
}

// stands: what was given is the account's still, and what was settled stayed so.
func (n *ticketNews) stands(ctx context.Context, e event.Event) (bool, error) {
	t, err := n.s.store().Tickets.Get(ctx, n.s.actor, e.ID)
	switch {
	case gone(err):
		return false, nil
	case err != nil:
		return false, err
	case e.Tone == event.Yes:
		return n.asked(ctx, t)
	case e.Tone == event.No:
		return t.Status == tickets.Rejected, nil
	}
	return t.AssigneeID != nil && *t.AssigneeID == n.s.actor.UserID, nil
}
