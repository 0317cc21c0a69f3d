package tickets_test

import (
	"testing"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// BenchmarkTickets reads and writes among two years of a township's tickets, of which
// one in a hundred is still to be done.
func BenchmarkTickets(b *testing.B) {
	s := datatest.Township(b)
	ctx := b.Context()
	deep := tickets.Ticket{ID: uuid.New()}
	if err := s.Owner.QueryRow(ctx, `SELECT now() - interval '300 days'`).Scan(&deep.CreatedAt); err != nil {
		b.Fatal(err)
	}
	hand := s.Staff
	if err := s.Owner.QueryRow(ctx, `SELECT assigned_to_id FROM maintenance_tickets WHERE status = 'in_progress' LIMIT 1`).Scan(&hand.UserID); err != nil {
		b.Fatal(err)
	}
	rare := datatest.Scan[string](b, s.Owner, `SELECT title FROM maintenance_tickets WHERE title ~ ', [A-Z]+-[0-9]+$' ORDER BY created_at DESC LIMIT 1`)
	lists := map[string]struct {
		who    role.Actor
		filter tickets.Filter
	}{
		"queue":                 {s.Staff, tickets.Filter{}},
		"mine":                  {hand, tickets.Filter{View: tickets.ViewMine}},
		"unassigned":            {s.Staff, tickets.Filter{View: tickets.ViewUnassigned}},
		"queue of a category":   {s.Staff, tickets.Filter{Category: "Lift"}},
		"search the queue":      {s.Staff, tickets.Filter{Search: "tap"}},
		"all":                   {s.Staff, tickets.Filter{View: tickets.ViewAll}},
		"all, a year back":      {s.Staff, tickets.Filter{View: tickets.ViewAll, After: deep.Cursor()}},
		"closed":                {s.Staff, tickets.Filter{View: tickets.ViewClosed}},
		"resolved":              {s.Staff, tickets.Filter{View: tickets.ViewAll, Statuses: []tickets.Status{tickets.Resolved}}},
		"all of a category":     {s.Staff, tickets.Filter{View: tickets.ViewAll, Category: "Lift"}},
		"all of no category":    {s.Staff, tickets.Filter{View: tickets.ViewAll, Category: "Zoo"}},
		"search a rare title":   {s.Staff, tickets.Filter{View: tickets.ViewAll, Search: rare}},
		"search a common title": {s.Staff, tickets.Filter{View: tickets.ViewAll, Search: "drips"}},
		"search a unit":         {s.Staff, tickets.Filter{View: tickets.ViewAll, Search: "a 101"}},
		"a resident's":          {s.Meera, tickets.Filter{View: tickets.ViewAll}},
		"what a guard raised":   {s.Guard, tickets.Filter{View: tickets.ViewAll}},
	}
	for name, l := range lists {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Tickets.List(ctx, l.who, l.filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for name, read := range map[string]func() error{
		"counts":               func() error { _, err := s.Tickets.Counts(ctx, s.Staff, ""); return err },
		"counts of a category": func() error { _, err := s.Tickets.Counts(ctx, s.Staff, "Lift"); return err },
		"a resident's counts":  func() error { _, err := s.Tickets.Counts(ctx, s.Meera, ""); return err },
		"categories":           func() error { _, err := s.Tickets.Categories(ctx, s.Staff); return err },
		"hands":                func() error { _, err := s.Tickets.Hands(ctx, s.Staff); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("raise, start and resolve", func(b *testing.B) {
		for b.Loop() {
			k, err := s.Tickets.Raise(ctx, s.Staff, uuid.New(), liftStuck(s))
			if err == nil {
				k, err = s.Tickets.Start(ctx, s.Staff, uuid.New(), k)
			}
			if err == nil {
				_, err = s.Tickets.Resolve(ctx, s.Staff, uuid.New(), k, "Relay replaced")
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
