// Package reports makes the figures of a range of days: visits, stays, tickets,
// collection, occupancy.
package reports

import (
	"context"
	"errors"
	"maps"
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Report names the figures that are made ahead of time, in a materialized view,
// because making them reads all of a large table.
type Report string

// The reports that are made ahead. Dues (Money.Ageing) and occupancy are read as
// they are.
const (
	Visits     Report = "visits"
	Stays      Report = "stays"
	Tickets    Report = "tickets"
	Collection Report = "collection"
)

// Reports lists the reports that are made ahead.
func Reports() []Report {
	return []Report{Visits, Stays, Tickets, Collection}
}

// reportYears bounds a report's range.
const reportYears = 20

// Range is a range of days of the society's zone, both ends included.
type Range struct{ From, To value.Day }

// Check refuses a range that no report takes, as Invalid on the field from or to.
func (r Range) Check() error {
	switch {
	case r.From.IsZero():
		return fault.Wrong("from", "From which day?")
	case r.To.IsZero():
		return fault.Wrong("to", "Until which day?")
	case r.To.Before(r.From):
		return fault.Wrong("to", "The last day is before the first.")
	case value.RegisterDays().Within(&r.From, &r.To, value.UTCToday()) != nil:
		return value.RegisterDays().Within(&r.From, &r.To, value.UTCToday())
	case r.To.DaysSince(r.From) > reportYears*366:
		return fault.Wrong("from", "At most twenty years are reported at once.")
	}
	return nil
}

// Cut are the first days of the months of which the range has not every day.
func (r Range) Cut() (months []value.Day) {
	first, last := r.From.FirstOfMonth(), r.To.FirstOfMonth()
	if r.From != first {
		months = append(months, first)
	}
	if r.To.AddDays(1) != last.AddMonths(1) && (last != first || len(months) == 0) {
		months = append(months, last)
	}
	return months
}

// days calls fn for each day of the range.
func (r Range) days(fn func(value.Day)) {
	for d := r.From; !r.To.Before(d); d = d.AddDays(1) {
		fn(d)
	}
}

// ageColumns and ageFrom read a table.Age from r society360_report_refreshes, beside the figures
// of @report that made are rows of.
const (
	ageColumns = `r.refreshed_at AS made_at, coalesce(r.basis <> society360_report_basis(@report), true) AS outdated`
	ageFrom    = `(SELECT) once LEFT JOIN society360_report_refreshes r ON r.name = @report`
)

// figures say how the figures of a report are read in one round trip.
type figures struct {
	of Report
	// columns are SQL expressions of the result's columns, joins what they name
	// beside the materialized CTEs of with; each may be empty.
	with, columns, joins string
	args                 pgx.NamedArgs
}

// readFigures reads a report of the range into a T, which embeds table.Age.
func readFigures[T any](ctx context.Context, s *Store, actor role.Actor, within Range, f figures) (T, error) {
	var none T
	if _, err := actor.Permit(role.ReadReports); err != nil {
		return none, err
	}
	if err := within.Check(); err != nil {
		return none, err
	}
	args := pgx.NamedArgs{"from": within.From, "to": within.To, "report": string(f.of)}
	maps.Copy(args, f.args)
	with := f.with
	if with != "" {
		with = `WITH ` + with
	}
	return register.One[T](ctx, s.reg, with+` SELECT `+ageColumns+`, `+f.columns+` FROM `+ageFrom+` `+f.joins, args)
}

// asList makes one JSON list of a query's rows f, so that several lists come in one
// round trip.
func asList(query, order string) string {
	return `(SELECT coalesce(jsonb_agg(f ORDER BY ` + order + `), '[]') FROM (` + query + `) f)`
}

// reportTime bounds the making of one report's figures: a scan of years.
const reportTime = 20 * time.Minute

// errBeingMade is the cause of a Refresh that is refused because another is making
// the figures.
const errBeingMade = fault.Sentence("the figures are being made by another")

// reportRefreshes is the table of when each report's figures were made.
const reportRefreshes = "society360_report_refreshes"

// Refreshed is what a refresh did.
type Refreshed struct {
	Report Report    `json:"report"`
	MadeAt time.Time `json:"made_at"`
}

// Refresh makes a report's figures anew, which may take minutes in a large
// society; desks read the old ones meanwhile. It is audited. Refused: another is
// at it, here or on another server. Admins and the program only.
func (s *Store) Refresh(ctx context.Context, actor role.Actor, intent uuid.UUID, name Report) (Refreshed, error) {
	if _, err := actor.Permit(role.ReadReports); err != nil {
		return Refreshed{}, err
	}
	return register.Run[Refreshed](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.ReportRefreshed, Resource: reportRefreshes, Payload: name,
		Hold:   `SELECT set_config('statement_timeout', @time, true)`,
		Within: reportTime + register.WriteTime,
		Change: `
			made AS MATERIALIZED (SELECT society360_refresh_report(@report) AS at FROM (SELECT FROM actor LIMIT 1) a),
			change AS (
				SELECT NULL::uuid AS id, NULL::jsonb AS before, jsonb_build_object('report', @report::text) AS after,
					jsonb_build_object('report', @report::text, 'made_at', m.at) AS result
				FROM made m WHERE m.at IS NOT NULL
			)`,
		Args: pgx.NamedArgs{"report": string(name), "time": strconv.FormatInt(reportTime.Milliseconds(), 10)},
		Explain: func(context.Context, connect.DB) error {
			e := fault.Refuse("These figures are being made just now. Look again in a moment.")
			e.Cause = errBeingMade
			return e
		},
	})
}

// RefreshAll makes the figures of every report anew, one after the other; with
// due only of those that were never made or are out of date. It returns how many
// it made. One that another is making just now is left to it.
func (s *Store) RefreshAll(ctx context.Context, actor role.Actor, due bool) (made int, err error) {
	if _, err := actor.Permit(role.ReadReports); err != nil {
		return 0, err
	}
	for _, name := range Reports() {
		if due {
			age, err := register.One[table.Age](ctx, s.reg, `SELECT `+ageColumns+` FROM `+ageFrom, pgx.NamedArgs{"report": string(name)})
			if err != nil {
				return made, err
			}
			if !age.Outdated {
				continue
			}
		}
		_, err := s.Refresh(ctx, actor, value.NewID(), name)
		switch {
		case err == nil:
			made++
		case !errors.Is(err, errBeingMade):
			return made, err
		}
	}
	return made, nil
}
