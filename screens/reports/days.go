package reports

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// span is a range of days as it was chosen: this month goes on being the present
// one when the month turns.
type span struct {
	kind string // thisMonth, lastMonth, thisYear or own; empty is thisMonth
	own  reports.Range
	// typed is what the form of own days had.
	from, to string
}

const (
	thisMonth = "month"
	lastMonth = "last"
	thisYear  = "year"
	ownDays   = "own"
)

// days are the range on a day. What is to come has no figures: it ends today.
func (c span) days(today value.Day) reports.Range {
	first := today.FirstOfMonth()
	switch c.kind {
	case lastMonth:
		return reports.Range{From: first.AddMonths(-1), To: first.AddDays(-1)}
	case thisYear:
		return reports.Range{From: value.Day{Year: today.Year, Month: time.January, Day: 1}, To: today}
	case ownDays:
		return c.own
	}
	return reports.Range{From: first, To: today}
}

// field names the fields of the form of own days, as data's complaints do.
type field string

const (
	fromField field = "from"
	toField   field = "to"
)

// askDays asks for the days that are reported.
func (s *figures) askDays() tea.Cmd {
	env := s.env
	return s.env.Do(tui.Pick{
		Text: env.T("Figures of which days?"),
		Options: []tui.Option{
			{Value: thisMonth, Label: env.T("This month"), Key: 't'},
			{Value: lastMonth, Label: env.T("Last month"), Key: 'l'},
			{Value: thisYear, Label: env.T("This year"), Key: 'y'},
			{Value: ownDays, Label: env.T("Own days"), Detail: env.T("typed as 1 Oct, or Mar 2026"), Key: 'o'},
		},
		OnPick: func(o tui.Option) tea.Cmd {
			if o.Value == ownDays {
				return s.openForm()
			}
			s.span.kind = o.Value
			s.place = tui.Reading{}
			return s.load()
		},
	})
}

// openForm shows the form of own days, with those that were typed before.
func (s *figures) openForm() tea.Cmd {
	env := s.env
	var form *tui.Form[field]
	hints := map[field]string{fromField: env.T("1 Oct, 15/3/26, or a month: Mar 2026"), toField: env.T("that day too; empty is From alone")}
	read := func(k field) func(string) tea.Cmd {
		return func(text string) tea.Cmd {
			form.Note(k, cmp.Or(s.readAs(text), hints[k]))
			return nil
		}
	}
	check := func(text string) error {
		from, _, err := env.ReadPastDays(text)
		if err != nil {
			return err
		}
		return value.RegisterDays().Check(value.DayOf(from), value.DayOf(env.Now()))
	}
	form = tui.NewForm(
		env,
		tui.Field[field]{Key: fromField, Label: env.T("From"), Width: 20, MaxRunes: 40, Value: s.span.from, Required: true, Check: check, OnChange: read(fromField)},
		tui.Field[field]{Key: toField, Label: env.T("Until"), Width: 20, MaxRunes: 40, Value: s.span.to, OnChange: read(toField), Check: func(text string) error {
			if strings.TrimSpace(text) == "" {
				return nil
			}
			return check(text)
		}},
	)
	read(fromField)(s.span.from)
	read(toField)(s.span.to)
	form.SaveLabel = env.T("show")
	form.EnterSubmits = true
	page := tui.NewFormPage(s.stack, env.T("Days"), env.T("Figures of these days"), form)
	form.OnSubmit = func() tea.Cmd { return s.apply(page) }
	return s.stack.Push(page)
}

// readAs says in words which days were typed, nothing where they cannot be read.
func (s *figures) readAs(text string) string {
	from, to, err := s.env.ReadPastDays(text)
	if err != nil {
		return ""
	}
	r := reports.Range{From: value.DayOf(from), To: value.DayOf(to.Add(-1))}
	if r.From == r.To {
		return show.DayWords(s.env, r.From)
	}
	return s.words(r)
}

// apply shows the figures of the days that were typed; a range that there is
// not is refused beside its field.
func (s *figures) apply(page *tui.FormPage[field]) tea.Cmd {
	form := page.Form
	typed := span{kind: ownDays, from: form.Value(fromField), to: form.Value(toField)}
	until := typed.to
	if strings.TrimSpace(until) == "" {
		until = typed.from
	}
	from, _, err := s.env.ReadPastDays(typed.from)
	if err != nil { // each field was checked
		return nil
	}
	_, to, err := s.env.ReadPastDays(until)
	if err != nil {
		return nil
	}
	// to is the moment at which it ends: its last day is the one before.
	typed.own = reports.Range{From: value.DayOf(from), To: value.DayOf(to.Add(-1))}
	if err := typed.own.Check(); err != nil {
		if form.Fail(err) {
			return nil
		}
		return s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	}
	s.span, s.place = typed, tui.Reading{}
	return tea.Batch(s.stack.Drop(page), s.load())
}

// words says a range with as little as tells it: 1 - 23 Nov 2026.
func (s *figures) words(r reports.Range) string {
	env, dash := s.env, s.env.Theme.Glyphs.Dash
	year := func(d value.Day) string {
		return env.T("%s %s %s", strconv.Itoa(d.Day), env.Term(d.Format("Jan")), strconv.Itoa(d.Year))
	}
	switch {
	case r.From == r.To:
		return year(r.To)
	case r.From.FirstOfMonth() == r.To.FirstOfMonth():
		return env.T("%s %s %s", strconv.Itoa(r.From.Day), dash, year(r.To))
	case r.From.Year == r.To.Year:
		return env.T("%s %s %s %s", strconv.Itoa(r.From.Day), env.Term(r.From.Format("Jan")), dash, year(r.To))
	}
	return env.T("%s %s %s", year(r.From), dash, year(r.To))
}
