package reports

import (
	"fmt"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

const (
	// manyDays is from how many days on they are summed up by months.
	manyDays = 62
	// wide is the body's width from which charts stand abreast and tables have all
	// their columns.
	wide = 100
)

// visitLines are who came: by hour of the day, by the approval, by day.
func (s *figures) visitLines(r reports.VisitReport) []string {
	env, th := s.env, s.env.Theme
	busiest := reports.HourFigures{}
	var most int64
	for _, h := range r.Hours {
		most = max(most, int64(h.Entries))
		if h.Entries > busiest.Entries {
			busiest = h
		}
	}
	lines := th.Phrases(
		s.width,
		env.T("%d came in", r.Entries), env.T("%d denied (%s)", r.Denied, s.share(int64(r.Denied), int64(r.Entries+r.Denied))),
		s.unless(busiest.Entries == 0, env.T("busiest from %s", s.hour(busiest.Hour))),
	)
	hours := func(from, to int) tui.Chart {
		c := tui.Chart{Heads: []string{env.T("Hour"), env.T("In"), env.T("Denied")}, Most: most}
		for _, h := range r.Hours[from:to] {
			c.Bars = append(c.Bars, tui.Bar{
				Label: s.hour(h.Hour), Figures: []string{s.count(h.Entries), s.count(h.Denied)}, Value: int64(h.Entries),
			})
		}
		return c
	}
	channels := tui.Chart{Heads: []string{env.T("Approval"), env.T("In"), env.T("Share")}}
	for _, c := range r.Channels {
		channels.Bars = append(channels.Bars, tui.Bar{
			Label: s.channel(c.Channel), Figures: []string{s.count(c.Entries), s.share(int64(c.Entries), int64(r.Entries))}, Value: int64(c.Entries),
		})
	}
	byDay := s.dayChart(r)
	lines = append(lines, "")
	half := tui.BlockWidth(s.width, 2)
	if s.width >= wide {
		right := append(th.Chart(channels, half), "")
		return append(lines, th.Abreast(s.width, th.Chart(hours(0, 24), half), append(right, th.Chart(byDay, half)...))...)
	}
	lines = append(lines, th.Abreast(s.width, th.Chart(hours(0, 12), half), th.Chart(hours(12, 24), half))...)
	lines = append(lines, "")
	lines = append(lines, th.Chart(channels, s.width)...)
	lines = append(lines, "")
	return append(lines, th.Chart(byDay, s.width)...)
}

func (s *figures) hour(h int) string { return fmt.Sprintf("%02d:00", h) }

// channel is how an approval came, as the gate says it.
func (s *figures) channel(c visits.Channel) string {
	switch c {
	case reports.ChannelNone:
		return s.env.T("not needed")
	case reports.ChannelOther:
		return s.env.T("unknown")
	}
	return s.env.Term(c.Word())
}

func (s *figures) unless(not bool, text string) string {
	if not {
		return ""
	}
	return text
}

// dayChart draws days, or the months of many.
func (s *figures) dayChart(r reports.VisitReport) tui.Chart {
	env := s.env
	c := tui.Chart{Heads: []string{env.T("Day"), env.T("In"), env.T("Denied")}}
	bar := func(label string, entries, denied int) {
		c.Bars = append(c.Bars, tui.Bar{Label: label, Figures: []string{s.count(entries), s.count(denied)}, Value: int64(entries)})
	}
	if len(r.Days) <= manyDays {
		for _, d := range r.Days {
			bar(s.dayName(d.Day), d.Entries, d.Denied)
		}
		return c
	}
	c.Heads[0] = env.T("Month")
	for _, m := range byMonth(r.Days, func(d reports.DayFigures) value.Day { return d.Day }, func(sum *reports.DayFigures, d reports.DayFigures) {
		sum.Entries += d.Entries
		sum.Denied += d.Denied
	}) {
		bar(s.cutMonth(m.Day), m.Entries, m.Denied)
	}
	return c
}

// byMonth sums days, in their order, to months, each on its first day.
func byMonth[T any](days []T, of func(T) value.Day, add func(sum *T, day T)) []T {
	var months []T
	var last value.Day
	for _, d := range days {
		month := of(d).FirstOfMonth()
		if len(months) == 0 || month != last {
			months, last = append(months, d), month
			continue
		}
		add(&months[len(months)-1], d)
	}
	return months
}

// ticketLines are what became of tickets, by category and by day.
func (s *figures) ticketLines(r reports.TicketReport) []string {
	env, th := s.env, s.env.Theme
	median := func(f reports.TicketFigures) string {
		if f.Median == nil {
			return th.Glyphs.Dash
		}
		return s.lasting(*f.Median)
	}
	lines := th.Phrases(
		s.width,
		env.T("%d raised", r.All.Opened), env.T("%d resolved", r.All.Resolved),
		env.T("%d over target (%s)", r.All.Over, s.share(int64(r.All.Over), int64(r.All.Resolved))),
		env.T("half within %s", median(r.All)), env.T("now %d open, %d over!", r.OpenNow, r.OverNow),
	)
	rest := th.Glyphs.Rest
	kinds := tui.Chart{
		Heads: []string{env.T("Category"), env.T("Raised"), env.T("Resolved"), env.T("Over"), env.T("Median")},
		Key:   env.T("in time, %s over", rest),
	}
	for _, f := range r.Categories {
		kinds.Bars = append(kinds.Bars, tui.Bar{
			Label: f.Category, Figures: []string{s.count(f.Opened), s.count(f.Resolved), s.count(f.Over), median(f)},
			Value: int64(f.Resolved - f.Over), Of: int64(f.Resolved),
		})
	}
	days, name, title := r.Days, s.dayName, env.T("Day")
	if len(days) > manyDays {
		name, title = s.cutMonth, env.T("Month")
		days = byMonth(days, func(d reports.TicketDay) value.Day { return d.Day }, func(sum *reports.TicketDay, d reports.TicketDay) {
			sum.Opened += d.Opened
			sum.Resolved += d.Resolved
			sum.Over += d.Over
		})
	}
	by := tui.Chart{Heads: []string{title, env.T("Raised"), env.T("Resolved"), env.T("Over")}, Key: env.T("raised")}
	for _, d := range days {
		by.Bars = append(by.Bars, tui.Bar{
			Label: name(d.Day), Figures: []string{s.count(d.Opened), s.count(d.Resolved), s.count(d.Over)}, Value: int64(d.Opened),
		})
	}
	lines = append(lines, "")
	if s.width >= wide {
		half := tui.BlockWidth(s.width, 2)
		return append(lines, th.Abreast(s.width, th.Chart(kinds, half), th.Chart(by, half))...)
	}
	lines = append(lines, th.Chart(kinds, s.width)...)
	lines = append(lines, "")
	return append(lines, th.Chart(by, s.width)...)
}

// collectionLines are what was billed and came in, by month.
func (s *figures) collectionLines(r reports.CollectionReport) []string {
	env, th := s.env, s.env.Theme
	lines := th.Phrases(s.width,
		env.T("billed %s", s.rupees(r.Billed)),
		env.T("collected %s (%s)", s.rupees(r.Collected), s.share(int64(r.Collected), int64(r.Billed))))
	c := tui.Chart{
		Heads: []string{env.T("Month"), env.T("Billed"), env.T("Collected"), env.T("Share")},
		Key:   env.T("collected, %s billed", th.Glyphs.Rest),
	}
	if s.width >= wide {
		c.Heads = append(c.Heads, env.T("Bills"), env.T("Payments"))
	}
	for _, m := range r.Months {
		c.Bars = append(c.Bars, tui.Bar{
			Label: s.cutMonth(m.Month), Value: int64(m.Collected), Of: int64(m.Billed),
			Figures: []string{m.Billed.String(), m.Collected.String(), s.share(int64(m.Collected), int64(m.Billed)), s.count(m.Bills), s.count(m.Payments)}[:len(c.Heads)-1],
		})
	}
	return append(append(lines, ""), th.Chart(c, s.width)...)
}

// dueLines are what is late, by age and by block.
func (s *figures) dueLines(a money.Ageing) []string {
	env, th := s.env, s.env.Theme
	if a.Units == 0 {
		return []string{" " + env.T("Nothing is late.")}
	}
	lines := th.Phrases(s.width,
		env.T("%s late", s.rupees(a.Total)), env.Count(a.Units, "1 unit", "%d units"), env.Count(a.Bills, "1 bill", "%d bills"),
		env.T("the oldest since %s", env.Date(a.Oldest.In(env.Now().Location()))))
	ages := tui.Chart{Heads: []string{env.T("Days late"), env.T("Amount"), env.T("Share")}}
	for _, p := range []struct {
		label  string
		amount value.Paise
	}{{"0-30", a.Days30}, {"31-60", a.Days60}, {"61-90", a.Days90}, {"90+", a.Older}} {
		ages.Bars = append(ages.Bars, tui.Bar{
			Label: p.label, Figures: []string{p.amount.String(), s.share(int64(p.amount), int64(a.Total))}, Value: int64(p.amount),
		})
	}
	blocks := tui.Chart{Heads: []string{env.T("Block"), env.T("Units"), env.T("Late")}}
	if s.width >= wide {
		blocks.Heads = append(blocks.Heads, "0-30", "31-60", "61-90", "90+")
	}
	for _, b := range a.Blocks {
		name := b.Block
		if b.BlockID == nil {
			name = env.T("no block")
		}
		blocks.Bars = append(blocks.Bars, tui.Bar{
			Label: name, Value: int64(b.Total),
			Figures: []string{
				s.count(b.Units), b.Total.String(), b.Days30.String(), b.Days60.String(), b.Days90.String(), b.Older.String(),
			}[:len(blocks.Heads)-1],
		})
	}
	lines = append(append(lines, ""), th.Chart(ages, s.width)...)
	return append(append(lines, ""), th.Chart(blocks, s.width)...)
}

// occupancyLines are how units are used, by block, and who moved.
func (s *figures) occupancyLines(r reports.OccupancyReport) []string {
	env, th := s.env, s.env.Theme
	lines := th.Phrases(s.width,
		env.T("%d of %s occupied (%s)", r.All.Occupied, env.Count(r.All.Units, "1 unit", "%d units"), s.share(int64(r.All.Occupied), int64(r.All.Units))),
		env.T("%d vacant", r.All.Vacant), env.T("%d under maintenance", r.All.Maintenance),
		env.T("in these days %d moved in, %d out", r.MovedIn, r.MovedOut))
	c := tui.Chart{
		Heads: []string{env.T("Block"), env.T("Units"), env.T("Occupied"), env.T("Vacant"), env.T("Share")},
		Key:   env.T("occupied, %s not", th.Glyphs.Rest),
	}
	if s.width >= wide {
		c.Heads = append(c.Heads, env.T("Owners"), env.T("Tenants"), env.T("Family"))
	}
	for _, b := range r.Blocks {
		name := b.Block
		if b.BlockID == nil {
			name = env.T("no block")
		}
		c.Bars = append(c.Bars, tui.Bar{
			Label: name, Value: int64(b.Occupied), Of: int64(b.Units),
			Figures: []string{
				s.count(b.Units), s.count(b.Occupied), s.count(b.Vacant), s.share(int64(b.Occupied), int64(b.Units)),
				s.count(b.Owners), s.count(b.Tenants), s.count(b.Family),
			}[:len(c.Heads)-1],
		})
	}
	return append(append(lines, ""), th.Chart(c, s.width)...)
}

// stayColumns are those of the longest stays. Narrow terminals lose the purpose
// first, then the plate.
func (s *figures) stayColumns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: env.T("Stay"), Min: 5, Right: true},
		{Title: env.T("Visitor"), Min: 14, Flex: 2, Max: 34},
		{Title: env.T("Unit"), Min: 6},
		{Title: env.T("In"), Min: 13},
		{Title: env.T("Out"), Min: 13},
		{Title: env.T("For"), Min: 9, Flex: 1, Max: 20, Drop: 2},
		{Title: env.T("Plate"), Min: 11, Drop: 3},
	}
}

func (s *figures) stayCells(v reports.Stay) []tui.Cell {
	env := s.env
	cells := tui.Cells(s.lasting(v.Minutes), v.Name, v.Unit, env.Moment(v.In), "", v.Purpose, "")
	if v.Plate != "" {
		cells[6] = show.Plate(v.Plate)
	}
	switch {
	case v.Out == nil:
		cells[4] = tui.Cell{Text: env.T("inside!"), Tone: tui.ToneDanger}
	case v.PresumedLeft:
		cells[4].Text = env.T("presumed left")
	default:
		cells[4].Text = env.Moment(*v.Out)
	}
	return cells
}
