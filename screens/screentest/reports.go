package screentest

import (
	"cmp"
	"context"
	"slices"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Reports is the store of figures.
type Reports struct{ s *Society }

// Figures are what is made ahead of the register's rows. A test says them: they are
// as they were made, whatever the rows say now. Nil and empty are zeros.
type Figures struct {
	// Made says when each report's were made.
	Made map[reports.Report]table.Age

	Hour     func(hour int) reports.HourFigures
	Day      func(value.Day) reports.DayFigures
	Channels []reports.ChannelFigures
	Stays    []reports.Stay
	// Tickets are those of any range, but for their days.
	Tickets   reports.TicketReport
	TicketDay func(value.Day) reports.TicketDay
	Month     func(value.Day) reports.CollectionMonth
}

// age is when a report's figures were made.
func (f Figures) age(of reports.Report) table.Age {
	age := f.Made[of]
	age.Outdated = age.Outdated || age.MadeAt == nil
	return age
}

// figure is what is known of a day, a month or an hour.
func figure[K, F any](known func(K) F, of K) (none F) {
	if known == nil {
		return none
	}
	return known(of)
}

// report reads figures of a range that reports may have.
func report[T any](ctx context.Context, s *Society, actor role.Actor, call string, within reports.Range, of func() T) (T, error) {
	return read(ctx, s, actor, call, func() (none T, err error) {
		s.sent(within)
		if err := within.Check(); err != nil {
			return none, err
		}
		return of(), nil
	})
}

// days are those of a range.
func days(within reports.Range) (days []value.Day) {
	for d := within.From; !within.To.Before(d); d = d.AddDays(1) {
		days = append(days, d)
	}
	return days
}

// Visits returns who came.
func (r Reports) Visits(ctx context.Context, actor role.Actor, within reports.Range) (reports.VisitReport, error) {
	return report(ctx, r.s, actor, "Reports.Visits", within, func() reports.VisitReport {
		f := r.s.Figures
		v := reports.VisitReport{Age: f.age(reports.Visits), Channels: f.Channels}
		for hour := range 24 {
			h := figure(f.Hour, hour)
			h.Hour = hour
			v.Hours = append(v.Hours, h)
		}
		for _, day := range days(within) {
			d := figure(f.Day, day)
			d.Day = day
			v.Days = append(v.Days, d)
			v.Entries, v.Denied = v.Entries+d.Entries, v.Denied+d.Denied
		}
		return v
	})
}

// Stays returns who stayed longest.
func (r Reports) Stays(ctx context.Context, actor role.Actor, within reports.Range) (reports.StayReport, error) {
	return report(ctx, r.s, actor, "Reports.Stays", within, func() reports.StayReport {
		return reports.StayReport{Age: r.s.Figures.age(reports.Stays), Stays: r.s.Figures.Stays}
	})
}

// Tickets returns what became of tickets.
func (r Reports) Tickets(ctx context.Context, actor role.Actor, within reports.Range) (reports.TicketReport, error) {
	return report(ctx, r.s, actor, "Reports.Tickets", within, func() reports.TicketReport {
		t := r.s.Figures.Tickets
		t.Age = r.s.Figures.age(reports.Tickets)
		for _, day := range days(within) {
			d := figure(r.s.Figures.TicketDay, day)
			d.Day = day
			t.Days = append(t.Days, d)
		}
		return t
	})
}

// Collection returns what was billed and what came in.
func (r Reports) Collection(ctx context.Context, actor role.Actor, within reports.Range) (reports.CollectionReport, error) {
	return report(ctx, r.s, actor, "Reports.Collection", within, func() reports.CollectionReport {
		c := reports.CollectionReport{Age: r.s.Figures.age(reports.Collection)}
		for month := within.From.FirstOfMonth(); !within.To.Before(month); month = month.AddMonths(1) {
			m := figure(r.s.Figures.Month, month)
			m.Month = month
			c.Months = append(c.Months, m)
			c.Billed, c.Collected = c.Billed+m.Billed, c.Collected+m.Collected
		}
		return c
	})
}

// Occupancy returns how the units are used now, and who moved.
func (r Reports) Occupancy(ctx context.Context, actor role.Actor, within reports.Range) (reports.OccupancyReport, error) {
	return report(ctx, r.s, actor, "Reports.Occupancy", within, func() (o reports.OccupancyReport) {
		for _, u := range r.s.Units.rows {
			i := slices.IndexFunc(o.Blocks, func(b reports.BlockOccupancy) bool { return b.Block == u.Block })
			if i < 0 {
				i, o.Blocks = len(o.Blocks), append(o.Blocks, reports.BlockOccupancy{BlockID: u.BlockID, Block: u.Block})
			}
			used := reports.BlockOccupancy{Units: 1}
			switch u.Status {
			case "occupied":
				used.Occupied = 1
			case homes.UnderMaintenance:
				used.Maintenance = 1
			default:
				used.Vacant = 1
			}
			for _, t := range r.s.Ties.rows {
				if t.UnitID == u.ID && r.s.here(t) {
					switch t.Type {
					case "owner":
						used.Owners++
					case "tenant":
						used.Tenants++
					default:
						used.Family++
					}
				}
			}
			for _, of := range []*reports.BlockOccupancy{&o.Blocks[i], &o.All} {
				of.Units, of.Occupied, of.Vacant, of.Maintenance = of.Units+1, of.Occupied+used.Occupied, of.Vacant+used.Vacant, of.Maintenance+used.Maintenance
				of.Owners, of.Tenants, of.Family = of.Owners+used.Owners, of.Tenants+used.Tenants, of.Family+used.Family
			}
		}
		slices.SortFunc(o.Blocks, func(a, b reports.BlockOccupancy) int {
			return cmp.Or(compareBool(a.BlockID == nil, b.BlockID == nil), cmp.Compare(flat(a.Block), flat(b.Block)))
		})
		came := func(day value.Day) int {
			if day.IsZero() || day.Before(within.From) || within.To.Before(day) || r.s.today().Before(day) {
				return 0
			}
			return 1
		}
		for _, t := range r.s.Ties.rows {
			o.MovedIn, o.MovedOut = o.MovedIn+came(t.MovedIn), o.MovedOut+came(t.MovesOut)
		}
		return o
	})
}

// Refresh makes a report's figures anew: they are those of now.
func (r Reports) Refresh(ctx context.Context, actor role.Actor, key uuid.UUID, name reports.Report) (reports.Refreshed, error) {
	return write(ctx, r.s, actor, "Reports.Refresh", key, func() (reports.Refreshed, error) {
		r.s.sent(name)
		if r.s.Figures.Made == nil {
			r.s.Figures.Made = map[reports.Report]table.Age{}
		}
		r.s.Figures.Made[name] = table.Age{MadeAt: at(r.s.Clock())}
		r.s.told(actor, action.ReportRefreshed, "society360_report_refreshes", uuid.Nil, string(name), "")
		return reports.Refreshed{Report: name, MadeAt: r.s.Clock()}, nil
	})
}
