package data

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data/sheet"
)

// ReportTable is a report as rows, for a file or a script. Its name and its
// columns' names never change.
type ReportTable struct {
	Name    string
	Columns []string
	// Age is of when the rows are; nil for those of now.
	Age *ReportAge
	// Rows hold a string, bool, int, Paise, Day, time.Time or nil for each column.
	Rows [][]any
}

// The names of the tables.
const (
	HoursTable      = "hours"
	DaysTable       = "days"
	ChannelsTable   = "channels"
	StaysTable      = "stays"
	TicketsTable    = "tickets"
	CollectionTable = "collection"
	DuesTable       = "dues"
	OccupancyTable  = "occupancy"
)

// ReportTables lists the names of the tables that Store.ReportTable gives.
func ReportTables() []string {
	return []string{HoursTable, DaysTable, ChannelsTable, StaysTable, TicketsTable, CollectionTable, DuesTable, OccupancyTable}
}

// ReportTable reads the table of a name over a range of days; dues and occupancy
// are as of now. Admins only; Invalid for a range that Check refuses, NotFound
// for another name.
func (s *Store) ReportTable(ctx context.Context, actor role.Actor, name string, within ReportRange) (ReportTable, error) {
	if _, err := actor.Permit(role.ReadReports); err != nil {
		return ReportTable{}, err
	}
	switch name {
	case HoursTable, DaysTable, ChannelsTable:
		r, err := s.VisitReport(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case StaysTable:
		r, err := s.StayReport(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case TicketsTable:
		r, err := s.TicketReport(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case CollectionTable:
		r, err := s.CollectionReport(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	case DuesTable:
		r, err := s.Ageing(ctx, actor)
		return tableNamed(name, r.Tables(), err)
	case OccupancyTable:
		r, err := s.OccupancyReport(ctx, actor, within)
		return tableNamed(name, r.Tables(), err)
	}
	return ReportTable{}, fault.Missing("There is no such report.")
}

func tableNamed(name string, tables []ReportTable, err error) (ReportTable, error) {
	if err != nil {
		return ReportTable{}, err
	}
	for _, t := range tables {
		if t.Name == name {
			return t, nil
		}
	}
	return ReportTable{}, fault.Missing("There is no such report.")
}

// tableOf makes a table of items, as old as age says; columns are names with
// blanks between.
func tableOf[T any](name string, age *ReportAge, columns string, items []T, row func(T) []any) ReportTable {
	t := ReportTable{Name: name, Columns: strings.Fields(columns), Age: age}
	for _, item := range items {
		t.Rows = append(t.Rows, row(item))
	}
	return t
}

// Tables are the report's tables: its hours, days and channels.
func (r VisitReport) Tables() []ReportTable {
	return []ReportTable{
		tableOf(HoursTable, &r.ReportAge, "hour entries denied", r.Hours, func(h HourFigures) []any { return []any{h.Hour, h.Entries, h.Denied} }),
		tableOf(DaysTable, &r.ReportAge, "day entries denied", r.Days, func(d DayFigures) []any { return []any{d.Day, d.Entries, d.Denied} }),
		tableOf(ChannelsTable, &r.ReportAge, "channel entries", r.Channels, func(c ChannelFigures) []any { return []any{string(c.Channel), c.Entries} }),
	}
}

// Tables are the report's one table.
func (r StayReport) Tables() []ReportTable {
	return []ReportTable{tableOf(StaysTable, &r.ReportAge, "visit_id name unit purpose plate status in out presumed_left minutes", r.Stays, func(s Stay) []any {
		var out any
		if s.Out != nil {
			out = *s.Out
		}
		return []any{s.VisitID.String(), s.Name, s.Unit, s.Purpose, s.Plate, string(s.Status), s.In, out, s.PresumedLeft, s.Minutes}
	})}
}

// Tables are the report's one table, a row a category; the last is of all of them.
func (r TicketReport) Tables() []ReportTable {
	all := r.All
	all.Category = "all"
	return []ReportTable{tableOf(TicketsTable, &r.ReportAge, "category opened resolved over_target median_minutes", append(slices.Clone(r.Categories), all),
		func(f TicketFigures) []any {
			var median any
			if f.Median != nil {
				median = *f.Median
			}
			return []any{f.Category, f.Opened, f.Resolved, f.Over, median}
		})}
}

// Tables are the report's one table, a row a month.
func (r CollectionReport) Tables() []ReportTable {
	return []ReportTable{tableOf(CollectionTable, &r.ReportAge, "month billed bills collected payments", r.Months, func(m CollectionMonth) []any {
		return []any{m.Month.Format("2006-01"), m.Billed, m.Bills, m.Collected, m.Payments}
	})}
}

// Tables are the ageing as a report's one table, a row a block; the last is of
// the whole society.
func (a Ageing) Tables() []ReportTable {
	all := a.BlockAgeing
	all.Block = "all"
	return []ReportTable{tableOf(DuesTable, nil, "block units bills days_0_30 days_31_60 days_61_90 over_90 total oldest", append(slices.Clone(a.Blocks), all),
		func(b BlockAgeing) []any {
			return []any{b.Block, b.Units, b.Bills, b.Days30, b.Days60, b.Days90, b.Older, b.Total, b.Oldest}
		})}
}

// Tables are the report's one table, a row a block; the last is of all of them.
func (r OccupancyReport) Tables() []ReportTable {
	all := r.All
	all.Block = "all"
	return []ReportTable{tableOf(OccupancyTable, nil, "block units occupied vacant under_maintenance owners tenants family", append(slices.Clone(r.Blocks), all),
		func(b BlockOccupancy) []any {
			return []any{b.Block, b.Units, b.Occupied, b.Vacant, b.Maintenance, b.Owners, b.Tenants, b.Family}
		})}
}

// WriteCSV writes the table with a line of its columns' names: amounts without
// grouping, times in zone, and no cell that a spreadsheet would run.
func (t ReportTable) WriteCSV(w io.Writer, zone *time.Location) error {
	out := sheet.NewWriter(w)
	if err := out.Write(t.Columns...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case nil:
			case value.Paise:
				cells[i] = v.Plain()
			case time.Time:
				cells[i] = v.In(zone).Format(time.RFC3339)
			default:
				cells[i] = fmt.Sprint(v)
			}
		}
		if err := out.Write(cells...); err != nil {
			return err
		}
	}
	return out.Flush()
}
