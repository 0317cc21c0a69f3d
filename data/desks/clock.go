package desks

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"
)

// clock finds what time alone changed: nobody writes a row when a notice ends, a
// ticket passes its target or a day begins, and yet desks have to show it.
type clock struct {
	store *Store
	// seen is the moment of the database's clock up to which all is told, and day
	// the society's day then, with which rights over units begin and end; looked is
	// when, by this machine's, and every how often.
	seen   time.Time
	day    value.Day
	looked time.Time
	every  time.Duration
}

// turned is what one look of the clock found.
type turned struct {
	Now                      time.Time
	Today                    value.Day
	Notices, Tickets, Visits bool
}

// startClock has everything up to now count as told.
func (s *Store) startClock(ctx context.Context, d connect.DB, every time.Duration) (*clock, error) {
	c := &clock{store: s, looked: time.Now(), every: every}
	return c, connect.ReadError(d.QueryRow(ctx, `SELECT now(), `+settings.TodaySQL).Scan(&c.seen, &c.day))
}

// look returns the topics of what changed since the last look; none before every has
// passed since.
func (c *clock) look(ctx context.Context, d connect.DB) ([]topic.Topic, error) {
	if time.Since(c.looked) < c.every {
		return nil, nil
	}
	t, err := c.store.turn(ctx, d, c.seen)
	if err != nil {
		return nil, err
	}
	newDay := t.Today != c.day
	c.seen, c.day, c.looked = t.Now, t.Today, time.Now()
	if newDay {
		return []topic.Topic{topic.Everything}, nil
	}
	var topics []topic.Topic
	for _, found := range []struct {
		is    bool
		topic topic.Topic
	}{{t.Notices, topic.Notices}, {t.Tickets, topic.Tickets}, {t.Visits, topic.Visits}} {
		if found.is {
			topics = append(topics, found.topic)
		}
	}
	return topics, nil
}

// turn looks at what the clock changed since a moment of the database's clock.
func (s *Store) turn(ctx context.Context, d connect.DB, since time.Time) (turned, error) {
	args := s.tickets.Targets()
	args["since"] = since
	return register.One[turned](ctx, d, `SELECT now() AS now, `+settings.TodaySQL+` AS today,
		EXISTS (SELECT FROM announcements n WHERE n.expires_at > @since AND n.expires_at <= now()) AS notices,
		`+tickets.SomeWentOver(`@since::timestamptz`, `now()`)+` AS tickets,
		(EXISTS (SELECT FROM visitor_logs v WHERE `+visits.IsInside+`
			AND `+visits.VisitAt+` < now() - `+visits.OverstaySQL+` AND `+visits.VisitAt+` >= @since - `+visits.OverstaySQL+`)
		OR EXISTS (SELECT FROM visitor_logs v WHERE v.status = 'approved'
			AND `+visits.WaitsFrom+` < now() - `+visits.ApprovalSQL+` AND `+visits.WaitsFrom+` >= @since - `+visits.ApprovalSQL+`)) AS visits`, args)
}
