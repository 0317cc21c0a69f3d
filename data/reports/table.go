package reports

import (
	"context"
	"slices"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
)

// The names of the tables.
const (
	HoursTable      = "hours"
	DaysTable       = "days"
	ChannelsTable   = "channels"
	StaysTable      = "stays"
	TicketsTable    = "tickets"
	CollectionTable = "collection"
	OccupancyTable  = "occupancy"
)

// Tables lists the names of the tables that Store.Table gives.
func Tables() []string {
	return []string{HoursTable, DaysTable, ChannelsTable, StaysTable, TicketsTable, CollectionTable, table.Dues, OccupancyTable}
}

// Table reads the table of a name over a range of days; dues and occupancy
// are as of now. Admins only; Invalid for a range that Check refuses, NotFound
// for another name.
func (s *Store) Table(ctx context.Context, actor role.Actor, name string, within Range) (table.Table, error) {
	if _, err := actor.Permit(role.ReadReports); err != nil {
		return table.Table{}, err
	}
	switch name {
	case HoursTable, DaysTable, ChannelsTable:
		r, err := s.Visits(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case StaysTable:
		r, err := s.Stays(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case TicketsTable:
		r, err := s.Tickets(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case CollectionTable:
		r, err := s.Collection(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case table.Dues:
		r, err := s.money.Ageing(ctx, actor)
		return tableNamed(name, r.Tables(), err)
	case OccupancyTable:
		r, err := s.Occupancy(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	}
	return table.Table{}, fault.Missing("There is no such report.")
}

func tableNamed(name string, tables []table.Table, err error) (table.Table, error) {
	if err != nil {
		return table.Table{}, err
	}
	for _, t := range tables {
		if t.Name == name {
			return t, nil
		}
	}
	return table.Table{}, fault.Missing("There is no such report.")
}

// Tables are the report's tables: its hours, days and channels.
func (r VisitReport) Tables() []table.Table {
	return []table.Table{
		table.Of(HoursTable, &r.Age, "hour entries denied", r.Hours, func(h HourFigures) []any { return []any{h.Hour, h.Entries, h.Denied} }),
		table.Of(DaysTable, &r.Age, "day entries denied", r.Days, func(d DayFigures) []any { return []any{d.Day, d.Entries, d.Denied} }),
		table.Of(ChannelsTable, &r.Age, "channel entries", r.Channels, func(c ChannelFigures) []any { return []any{string(c.Channel), c.Entries} }),
	}
}

// Tables are the report's one table.
func (r StayReport) Tables() []table.Table {
	return []table.Table{table.Of(StaysTable, &r.Age, "visit_id name unit purpose plate status in out presumed_left minutes", r.Stays, func(s Stay) []any {
		var out any
		if s.Out != nil {
			out = *s.Out
		}
		return []any{s.VisitID.String(), s.Name, s.Unit, s.Purpose, s.Plate, string(s.Status), s.In, out, s.PresumedLeft, s.Minutes}
	})}
}

// Tables are the report's one table, a row a category; the last is of all of them.
func (r TicketReport) Tables() []table.Table {
	all := r.All
	all.Category = "all"
	return []table.Table{table.Of(TicketsTable, &r.Age, "category opened resolved over_target median_minutes", append(slices.Clone(r.Categories), all),
		func(f TicketFigures) []any {
			var median any
			if f.Median != nil {
				median = *f.Median
			}
			return []any{f.Category, f.Opened, f.Resolved, f.Over, median}
		})}
}

// Tables are the report's one table, a row a month.
func (r CollectionReport) Tables() []table.Table {
	return []table.Table{table.Of(CollectionTable, &r.Age, "month billed bills collected payments", r.Months, func(m CollectionMonth) []any {
		return []any{m.Month.Format("2006-01"), m.Billed, m.Bills, m.Collected, m.Payments}
	})}
}

// Tables are the report's one table, a row a block; the last is of all of them.
func (r OccupancyReport) Tables() []table.Table {
	all := r.All
	all.Block = "all"
	return []table.Table{table.Of(OccupancyTable, nil, "block units occupied vacant under_maintenance owners tenants family", append(slices.Clone(r.Blocks), all),
		func(b BlockOccupancy) []any {
			return []any{b.Block, b.Units, b.Occupied, b.Vacant, b.Maintenance, b.Owners, b.Tenants, b.Family}
		})}
}
