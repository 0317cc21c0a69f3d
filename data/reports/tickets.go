package reports

import (
	"context"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
)

// TicketFigures are the tickets of a category in a range of days.
type TicketFigures struct {
	// Category is empty for those of all categories together.
	Category string `json:"category"`
	// Opened counts those raised in the range, Resolved those resolved in it and not
	// reopened since, Over those of the resolved that missed their target.
	Opened   int `json:"opened"`
	Resolved int `json:"resolved"`
	Over     int `json:"over"`
	// Median is the median of the minutes that the resolved took; nil where there are
	// none.
	Median *int `json:"median"`
}

// TicketDay are the tickets of a day.
type TicketDay struct {
	Day      value.Day `json:"day"`
	Opened   int       `json:"opened"`
	Resolved int       `json:"resolved"`
	Over     int       `json:"over"`
}

// TicketReport is what became of tickets in a range of days. Targets are those
// of when the figures were made.
type TicketReport struct {
	table.Age
	// All are the tickets of every category.
	All TicketFigures
	// Categories are those that have some, the most raised first, at most 60.
	Categories []TicketFigures
	// Days are all of the range.
	Days []TicketDay
	// OpenNow are the tickets that are open or in progress now, whenever raised;
	// OverNow of those are past their target.
	OpenNow, OverNow int
}

// ticketSums are the figures of rows k of the view. They are grouped by the category
// in lower case, so that "plumbing" and "Plumbing" are one.
const ticketSums = `sum(k.opened) AS opened, sum(k.resolved) AS resolved, sum(k.over) AS over`

// Tickets counts tickets raised, resolved and resolved too late, with the
// median of the time it took. Admins only; Invalid for a range that Check refuses.
func (s *Store) Tickets(ctx context.Context, actor role.Actor, within Range) (TicketReport, error) {
	r, err := readFigures[TicketReport](ctx, s, actor, within, figures{
		of: Tickets, args: s.tickets.Targets(),
		// The median of each category sorts its numbers alone: to sort all of them by
		// category first takes twice as long.
		with: `kept AS MATERIALIZED (
			SELECT k.day, k.category, lower(k.category) COLLATE "C" AS key, k.opened, k.resolved, k.over, k.minutes
			FROM society360_report_tickets k WHERE k.day BETWEEN @from AND @to
		), counted AS MATERIALIZED (
			SELECT c.key, c.category, c.opened, c.resolved, c.over, (
				SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY m.minutes))::int
				FROM kept k CROSS JOIN unnest(k.minutes) AS m(minutes) WHERE c.key IS NULL OR k.key = c.key) AS median
			FROM (SELECT k.key, coalesce(min(k.category), '') AS category, ` + ticketSums + `
				FROM kept k GROUP BY GROUPING SETS ((), (k.key))) c
		)`,
		columns: `
			(SELECT jsonb_build_object('opened', coalesce(f.opened, 0), 'resolved', coalesce(f.resolved, 0),
				'over', coalesce(f.over, 0), 'median', f.median) FROM counted f WHERE f.key IS NULL) AS all,
			` + asList(`SELECT c.category, c.opened, c.resolved, c.over, c.median FROM counted c WHERE c.key IS NOT NULL
				ORDER BY c.opened DESC, c.category LIMIT 60`, `f.opened DESC, f.category`) + ` AS categories,
			` + asList(`SELECT k.day, `+ticketSums+` FROM kept k GROUP BY k.day`, `f.day`) + ` AS days,
			q.open_now, q.over_now`,
		joins: `CROSS JOIN (SELECT count(*) AS open_now, count(*) FILTER (WHERE ` + tickets.TicketOverAt(`now()`) + `) AS over_now
			FROM maintenance_tickets t WHERE ` + tickets.TicketIsOpen + `) q`,
	})
	if err != nil {
		return TicketReport{}, err
	}
	days := make(map[value.Day]TicketDay, len(r.Days))
	for _, d := range r.Days {
		days[d.Day] = d
	}
	r.Days = nil
	within.days(func(day value.Day) {
		d := days[day]
		d.Day = day
		r.Days = append(r.Days, d)
	})
	return r, nil
}
