package tickets_test

import (
	"testing"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// benchTickets is how many tickets the lists are measured over: a township's two
// years.
const benchTickets = 300_000

// busy fills a society with tickets of two years, of which one in a hundred and
// fifty is still to be done.
func busy(b *testing.B) *datatest.Society {
	b.Helper()
	s := datatest.NewSociety(b)
	s.Exec(b, `INSERT INTO units (id, unit_number, floor_number, type)
		SELECT gen_random_uuid(), 'Z-' || i, i % 20, '2BHK' FROM generate_series(1, 10000) i`)
	s.Exec(b, `INSERT INTO users (id, full_name, email, password_hash, role_id, status)
		SELECT gen_random_uuid(), 'Hand ' || i, 'hand' || i || '@test.example', '!', r.id, 'active'
		FROM generate_series(1, 20) i, roles r WHERE r.name = 'staff'`)
	s.Exec(b, `INSERT INTO maintenance_tickets (id, unit_id, category, title, priority, status, assigned_to_id, created_at, updated_at, resolved_at)
		SELECT gen_random_uuid(), u.ids[1 + i % 10000],
			(ARRAY['Plumbing', 'Electrical', 'Cleaning', 'Lift', 'Garden', 'Security', 'Other'])[1 + i % 7],
			(ARRAY['Tap drips', 'Lamp flickers', 'Rubbish left', 'Door sticks', 'Bench broken'])[1 + i % 5] || ' ' || md5((i % 4000)::text),
			(ARRAY['critical', 'high', 'medium', 'low'])[1 + i % 4],
			CASE WHEN i % 150 = 0 THEN 'open' WHEN i % 150 = 1 THEN 'in_progress' WHEN i % 97 = 2 THEN 'resolved'
				WHEN i % 31 = 3 THEN 'rejected' ELSE 'closed' END,
			CASE WHEN i % 450 > 0 THEN h.ids[1 + i % 20] END,
			now() - i * interval '3.5 minutes', now() - i * interval '3.5 minutes', now() - i * interval '3 minutes'
		FROM generate_series(1, $1) i, (SELECT array_agg(id) AS ids FROM units WHERE unit_number LIKE 'Z-%') u,
			(SELECT array_agg(id) AS ids FROM users WHERE full_name LIKE 'Hand %') h`, benchTickets)
	s.Exec(b, `UPDATE user_units SET unit_id = (SELECT id FROM units WHERE unit_number = 'Z-77') WHERE user_id = $1`, s.Meera.UserID)
	s.Exec(b, `VACUUM ANALYZE`)
	return s
}

func BenchmarkTickets(b *testing.B) {
	s := busy(b)
	ctx := b.Context()
	deep := tickets.Ticket{ID: uuid.New()}
	if err := s.Owner.QueryRow(ctx, `SELECT now() - interval '300 days'`).Scan(&deep.CreatedAt); err != nil {
		b.Fatal(err)
	}
	hand := s.Staff
	if err := s.Owner.QueryRow(ctx, `SELECT id FROM users WHERE full_name = 'Hand 7'`).Scan(&hand.UserID); err != nil {
		b.Fatal(err)
	}
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
		"search a rare title":   {s.Staff, tickets.Filter{View: tickets.ViewAll, Search: "a87ff67"}},
		"search a common title": {s.Staff, tickets.Filter{View: tickets.ViewAll, Search: "drips"}},
		"search a unit":         {s.Staff, tickets.Filter{View: tickets.ViewAll, Search: "z 1234"}},
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
