package reports

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// head is how many lines stand above a report: the line of names, and of which
// days and when the figures are.
const head = 2

// SetSize gives the body's size in cells.
func (s *figures) SetSize(width, height int) {
	s.width, s.height = width, height
	s.stays.SetSize(width, max(0, height-head))
}

// room is how many lines of a report are shown.
func (s *figures) room() int { return max(0, s.height-head) }

// View draws a report under its head.
func (s *figures) View() string {
	lines := []string{s.nameLine(), s.ageLine()}
	if s.at == stays && s.has.Val != nil {
		return strings.Join(append(lines, s.stays.View()), "\n")
	}
	return strings.Join(append(lines, s.place.View(s.env, s.lines(), s.room())), "\n")
}

func (s *figures) name(t tab) string {
	env := s.env
	return []string{
		env.T("Visitors"), env.T("Stays"), env.T("Tickets"), env.T("Collection"), env.T("Dues"), env.T("Occupancy"),
	}[t]
}

// nameLine names the reports, the shown one in brackets.
func (s *figures) nameLine() string {
	th := s.env.Theme
	var b strings.Builder
	b.WriteString(" ")
	for t := range tabs {
		if t == s.at {
			b.WriteString(th.Selected.Render("[" + tui.Plain(s.name(t)) + "]"))
		} else {
			b.WriteString(" " + tui.Plain(s.name(t)) + " ")
		}
	}
	return th.Clip(b.String(), s.width)
}

// ageLine says of which days the figures are, and at the right of when.
func (s *figures) ageLine() string {
	th := s.env.Theme
	left := s.spanWords()
	if s.at == dues {
		left = s.env.T("what is late now")
	}
	right, danger := s.age()
	left = " " + th.Clip(tui.Plain(left), max(0, s.width-tui.Width(right)-3))
	gap := strings.Repeat(" ", max(1, s.width-tui.Width(left)-tui.Width(right)-1))
	if danger {
		right = th.Danger.Render(right)
	}
	return th.Clip(left+gap+right, s.width)
}

// age says of when the figures are; danger that they should be made anew.
func (s *figures) age() (text string, danger bool) {
	env := s.env
	made, ok := s.madeAt()
	switch {
	case s.making.Valid():
		return env.T("making them anew..."), false
	case s.has.Val == nil:
		return "", false
	case !ok:
		return env.T("figures of %s", s.moment(s.readAt)), false
	case made.MadeAt == nil:
		return env.T("! never made: u makes them"), true
	case made.Outdated:
		return env.T("! a setting changed since %s: u", s.moment(*made.MadeAt)), true
	}
	return env.T("figures of %s", s.moment(*made.MadeAt)), false
}

// madeAt is the age of the shown figures, if they are made ahead.
func (s *figures) madeAt() (table.Age, bool) {
	switch r := s.has.Val.(type) {
	case reports.VisitReport:
		return r.Age, true
	case reports.StayReport:
		return r.Age, true
	case reports.TicketReport:
		return r.Age, true
	case reports.CollectionReport:
		return r.Age, true
	}
	return table.Age{}, false
}

// moment is a time as one speaks of it: 02:30 today, 02:30 yesterday, else its date.
func (s *figures) moment(t time.Time) string {
	env, today := s.env, value.DayOf(s.env.Now())
	switch value.DayOf(t.In(s.env.Now().Location())) {
	case today:
		return env.T("%s today", env.HM(t))
	case today.AddDays(-1):
		return env.T("%s yesterday", env.HM(t))
	}
	return env.Moment(t)
}

// lines are the shown report.
func (s *figures) lines() []string {
	switch {
	case s.has.Val == nil && s.has.Err() != nil:
		text := "! " + s.has.Sorry() + " " + s.env.T("%s tries again.", s.env.Keys.Retry.Help().Key)
		var lines []string
		for _, l := range tui.Wrap(text, max(1, s.width-2)) {
			lines = append(lines, " "+s.env.Theme.Danger.Render(l))
		}
		return lines
	case s.has.Val == nil:
		return nil
	}
	switch r := s.has.Val.(type) {
	case reports.VisitReport:
		return s.visitLines(r)
	case reports.TicketReport:
		return s.ticketLines(r)
	case reports.CollectionReport:
		return s.collectionLines(r)
	case money.Ageing:
		return s.dueLines(r)
	case reports.OccupancyReport:
		return s.occupancyLines(r)
	}
	return nil
}

// share is a part in per cent, such as 93%; nothing of nothing is a dash.
func (s *figures) share(part, whole int64) string {
	if whole <= 0 {
		return s.env.Theme.Glyphs.Dash
	}
	return strconv.FormatInt((part*200/whole+1)/2, 10) + "%"
}

// lasting is how long minutes are: 55m, 26h, 5d.
func (s *figures) lasting(minutes int) string {
	switch hours := (minutes + 30) / 60; {
	case minutes < 60:
		return s.env.T("%sm", strconv.Itoa(minutes))
	case hours < 72:
		return s.env.T("%sh", strconv.Itoa(hours))
	default:
		return s.env.T("%sd", strconv.Itoa((hours+12)/24))
	}
}

func (s *figures) rupees(p value.Paise) string { return show.Rupees(s.env, p) }

func (s *figures) count(n int) string { return s.env.T("%d", n) }

func (s *figures) dayName(d value.Day) string {
	return s.env.T("%s %s %s", s.env.Term(d.Format("Mon")), strconv.Itoa(d.Day), s.env.Term(d.Format("Jan")))
}

// spanWords says of which days the figures are, and that the last month goes on.
func (s *figures) spanWords() string {
	if s.toDate() {
		return s.env.T("%s, to date", s.words(s.within))
	}
	return s.words(s.within)
}

// toDate reports whether the days end today, within a month.
func (s *figures) toDate() bool {
	return s.within.To == value.DayOf(s.env.Now()) && slices.Contains(s.within.Cut(), s.within.To.FirstOfMonth())
}

// cutMonth names the month of a day, and the days of it where the figures have not all
// of them.
func (s *figures) cutMonth(d value.Day) string {
	first := d.FirstOfMonth()
	last := first.AddMonths(1).AddDays(-1)
	from, to := first, last
	if first.Before(s.within.From) {
		from = s.within.From
	}
	if s.within.To.Before(last) {
		to = s.within.To
	}
	switch {
	case from == first && to == last:
		return s.monthName(d)
	case from == first && s.toDate():
		return s.env.T("%s, to date", s.monthName(d))
	}
	return s.words(reports.Range{From: from, To: to})
}

func (s *figures) monthName(d value.Day) string {
	return s.env.T("%s %s", s.env.Term(d.Format("Jan")), strconv.Itoa(d.Year))
}
