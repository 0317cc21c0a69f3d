package data_test

import (
	"context"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data"
)

// archiveOldest moves the first weeks of a planned township, of every kind, to the archive;
// its trail is of fifteen months.
const archiveOldest = `DO $$
	DECLARE kind text; step record; at timestamptz; id uuid;
	BEGIN
		UPDATE system_config SET config_value = CASE config_key WHEN 'general.archive_audit_months' THEN '14' ELSE '22' END WHERE config_key LIKE 'general.archive\_%\_months';
		FOREACH kind IN ARRAY '{visits,tickets,audit}'::text[] LOOP
			at := NULL;
			LOOP
				step := society360_archive(kind, at, id, 2000);
				EXIT WHEN step.looked = 0;
				IF step.lacks IS NOT NULL THEN
					PERFORM society360_archive_month(kind, step.lacks);
				ELSE
					at := step.last_at;
					id := step.last_id;
				END IF;
			END LOOP;
		END LOOP;
	END $$`

// gone are archived rows of a township, and a place among them.
type gone struct {
	visit, ticket, thing, unit uuid.UUID
	phone                      string
	at, done                   time.Time
}

func findGone(tb testing.TB, owner *pgxpool.Pool) (g gone) {
	tb.Helper()
	err := owner.QueryRow(tb.Context(), `SELECT v.id, v.unit_id, v.visitor_phone, v.at,
			(SELECT id FROM archived_maintenance_tickets ORDER BY created_at DESC LIMIT 1), a.id, a.created_at
		FROM (SELECT id, unit_id, visitor_phone, at FROM archived_visitor_logs WHERE length(visitor_phone) >= 10 AND unit_id IS NOT NULL ORDER BY at DESC LIMIT 200) v
			CROSS JOIN (SELECT id, created_at FROM archived_audit_logs WHERE user_id IS NOT NULL ORDER BY created_at DESC LIMIT 1) a
		ORDER BY (SELECT count(*) FROM visitor_logs l WHERE l.visitor_phone = v.visitor_phone), v.at DESC LIMIT 1`).Scan(&g.visit, &g.unit, &g.phone, &g.at, &g.ticket, &g.thing, &g.done)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// archivedReads are lists from a place in the archive on, and its rows.
func (f found) archivedReads(g gone) (all []awaited) {
	add := func(name string, read func(context.Context, *data.Society) error) {
		all = append(all, awaited{name, read})
	}
	listVisits := func(name string, who role.Actor, filter visits.Filter) {
		filter.View, filter.Limit, filter.After = visits.History, pageRows, &visits.Cursor{At: g.at.Add(time.Second)}
		add("Visits.List archived, "+name, of(func(ctx context.Context, s *data.Society) (visits.Page, error) {
			return s.Visits.List(ctx, who, filter)
		}))
	}
	listVisits("all", f.guard, visits.Filter{})
	listVisits("a unit", f.guard, visits.Filter{UnitID: &g.unit})
	listVisits("days", f.guard, visits.Filter{Since: g.at.AddDate(0, 0, -2), Until: g.at})
	listVisits("denied", f.guard, visits.Filter{Status: visits.Denied})
	listVisits("withdrawn", f.guard, visits.Filter{Status: visits.Withdrawn})
	listVisits("own", f.resident, visits.Filter{})
	add("Visits.KnownVisitor archived", of(func(ctx context.Context, s *data.Society) (visits.Known, error) {
		return s.Visits.KnownVisitor(ctx, f.guard, g.phone)
	}))
	add("Visits.Get archived", of(func(ctx context.Context, s *data.Society) (visits.Visit, error) {
		return s.Visits.Get(ctx, f.guard, g.visit)
	}))
	add("Visits.Trail archived", of(func(ctx context.Context, s *data.Society) ([]visits.Step, error) {
		return s.Visits.Trail(ctx, f.guard, g.visit)
	}))

	listTickets := func(name string, who role.Actor, filter tickets.Filter) {
		filter.View, filter.Limit, filter.After = tickets.ViewAll, pageRows, &tickets.Cursor{Moment: time.Now(), At: g.at.Add(time.Second)}
		add("Tickets.List archived, "+name, of(func(ctx context.Context, s *data.Society) (tickets.Page, error) {
			return s.Tickets.List(ctx, who, filter)
		}))
	}
	listTickets("all", f.staff, tickets.Filter{})
	listTickets("a category", f.staff, tickets.Filter{Category: "plumbing"})
	listTickets("a unit", f.staff, tickets.Filter{UnitID: &g.unit})
	listTickets("own", f.resident, tickets.Filter{})
	add("Tickets.Get archived", of(func(ctx context.Context, s *data.Society) (tickets.Ticket, error) {
		return s.Tickets.Get(ctx, f.staff, g.ticket)
	}))
	add("Tickets.Trail archived", of(func(ctx context.Context, s *data.Society) ([]tickets.Step, error) {
		return s.Tickets.Trail(ctx, f.staff, g.ticket)
	}))

	listTrail := func(name string, filter trail.Filter) {
		filter.Limit, filter.After = pageRows, &trail.Cursor{At: g.done.Add(time.Second)}
		add("Trail.List archived, "+name, of(func(ctx context.Context, s *data.Society) (trail.Page, error) {
			return s.Trail.List(ctx, f.admin, filter)
		}))
	}
	listTrail("all", trail.Filter{})
	listTrail("a person", trail.Filter{Person: &f.guard.UserID})
	listTrail("an action", trail.Filter{Actions: []action.Action{action.VisitorCheckedIn}})
	listTrail("an action nobody did", trail.Filter{Actions: []action.Action{"NOTHING"}})
	listTrail("several actions", trail.Filter{Actions: []action.Action{action.TicketCreated, action.VisitorDenied}})
	listTrail("a person's action", trail.Filter{Person: &f.guard.UserID, Actions: []action.Action{action.VisitorCheckedOut}})
	listTrail("a kind", trail.Filter{Resource: "maintenance_tickets"})
	listTrail("a thing", trail.Filter{Resource: "visitor_logs", ResourceID: &g.visit})
	listTrail("an address", trail.Filter{Address: "10.0.4.21"})
	add("Trail.Get archived", of(func(ctx context.Context, s *data.Society) (trail.Entry, error) {
		return s.Trail.Get(ctx, f.admin, g.thing)
	}))
	return all
}
