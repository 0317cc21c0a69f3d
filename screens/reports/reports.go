// Package reports is the admin's screen of figures: who came, how long they
// stayed, what became of tickets, what was billed, paid and is late, and how the
// units are used, over a range of days.
package reports

import (
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Money   Money
	Reports Reports
}

// Money is what the screen asks of the bills and payments.
type Money interface {
	Ageing(ctx context.Context, actor role.Actor) (money.Ageing, error)
}

// Reports is what the screen asks of the reports.
type Reports interface {
	Visits(ctx context.Context, actor role.Actor, within reports.Range) (reports.VisitReport, error)
	Stays(ctx context.Context, actor role.Actor, within reports.Range) (reports.StayReport, error)
	Tickets(ctx context.Context, actor role.Actor, within reports.Range) (reports.TicketReport, error)
	Collection(ctx context.Context, actor role.Actor, within reports.Range) (reports.CollectionReport, error)
	Occupancy(ctx context.Context, actor role.Actor, within reports.Range) (reports.OccupancyReport, error)
	Refresh(ctx context.Context, actor role.Actor, intent uuid.UUID, name reports.Report) (reports.Refreshed, error)
}

// tab is one of the reports.
type tab int

const (
	visitors tab = iota
	stays
	tickets
	collection
	dues
	occupancy
	tabs
)

// ids name the tabs for tui.Open.
func (t tab) id() string {
	return []string{"visitors", "stays", "tickets", "collection", "dues", "occupancy"}[t]
}

// made is the report that the tab's figures are made ahead in; none for those
// that are read as they are.
func (t tab) made() (name reports.Report, ok bool) {
	switch t {
	case visitors:
		return reports.Visits, true
	case stays:
		return reports.Stays, true
	case tickets:
		return reports.Tickets, true
	case collection:
		return reports.Collection, true
	}
	return "", false
}

// drill is the screen that Enter goes on to.
func (t tab) drill() string {
	switch t {
	case visitors, stays:
		return "gate"
	case tickets:
		return "tickets"
	case collection, dues:
		return "bills"
	}
	return "units"
}

// report is what every report can do.
type report interface{ Tables() []table.Table }

// figures is the page of the reports. They come when a tab is shown, and again when
// they were made anew or somebody asks.
type figures struct {
	env   *tui.Env
	stack *tui.Stack
	store Stores
	actor role.Actor
	files tui.Files

	width, height int

	at     tab
	span   span
	has    *tui.Fetch[report] // what at shows
	within reports.Range
	readAt time.Time // when what is shown was read
	place  tui.Reading
	stays  *tui.Table[reports.Stay]

	making tui.Ticket // figures that are being made anew
}

// New makes the screen; id is a report's to show, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	stack := tui.NewStack(env, env.T("Reports"), nil)
	stack.Words = inFull()
	s := &figures{env: env, stack: stack, store: store, actor: actor, files: files, has: tui.NewFetch[report](stack)}
	s.has.Then = s.take
	s.stays = tui.NewTable(env, s.stayColumns(), func(v reports.Stay) string { return v.VisitID.String() }, s.stayCells)
	s.stays.Empty = env.T("Nobody who came in these days has left or is inside.")
	for t := range tabs {
		if t.id() == id {
			s.at = t
		}
	}
	stack.Push(s)
	return stack
}

// Init reads the shown report.
func (s *figures) Init() tea.Cmd { return s.load() }

// Name is empty: the screen has this page alone, and the form of its days.
func (s *figures) Name() string { return "" }

// Refresh reads the shown report again.
func (s *figures) Refresh() tea.Cmd { return s.load() }

// Waiting reports whether the next key would mean a row that is on its way.
func (s *figures) Waiting() bool { return s.at == stays && s.has.Val == nil && s.has.Waiting() }

// show turns to a tab.
func (s *figures) show(t tab) tea.Cmd {
	s.at, s.place = t, tui.Reading{}
	s.has.Forget()
	s.stays.SetRows(nil, false)
	return s.load()
}

// load reads the shown report; what is there stays until the answer.
func (s *figures) load() tea.Cmd {
	store, actor, at := s.store, s.actor, s.at
	within := s.span.days(value.DayOf(s.env.Now()))
	if s.within != within {
		s.has.Forget()
	}
	s.within = within
	return s.has.Ask(func(ctx context.Context) (report, error) {
		switch at {
		case visitors:
			return store.Reports.Visits(ctx, actor, within)
		case stays:
			return store.Reports.Stays(ctx, actor, within)
		case tickets:
			return store.Reports.Tickets(ctx, actor, within)
		case collection:
			return store.Reports.Collection(ctx, actor, within)
		case dues:
			return store.Money.Ageing(ctx, actor)
		default:
			return store.Reports.Occupancy(ctx, actor, within)
		}
	})
}

// take shows a report that has come.
func (s *figures) take(r report, err error) tea.Cmd {
	if err != nil && s.has.Known() {
		return s.tell(tui.NotifyStale, s.has.Sorry())
	}
	if err == nil {
		s.readAt = s.env.Now()
	}
	if r, ok := r.(reports.StayReport); ok && err == nil {
		s.stays.SetRows(slices.Clone(r.Stays), false)
	}
	return nil
}

// Commands are what can be done with the reports.
func (s *figures) Commands() tui.Commands {
	env := s.env
	turn := func(by tab) func() tea.Cmd {
		return func() tea.Cmd { return s.show((s.at + by + tabs) % tabs) }
	}
	ofStays := func() bool { return s.at == stays && s.stays.SelectedID() != "" }
	return tui.Commands{{
		{Key: tui.Bind("Enter", env.T("the visit"), "enter"), Do: s.goOn, When: ofStays, Hint: tui.HintedFirst},
		{Key: tui.Bind("Right Tab", env.T("next report"), "right", "tab"), Do: turn(1), Hint: tui.Hinted},
		{Key: tui.Bind("Left", env.T("report before"), "left", "shift+tab"), Do: turn(-1)},
		{Key: tui.Bind("d", env.T("days"), "d"), Do: s.askDays, Hint: tui.Hinted},
		{Key: tui.Bind("e", env.T("export"), "e"), Do: s.askExport, Hint: tui.Hinted},
		{Key: tui.Bind("u", env.T("make anew"), "u"), Do: s.makeAnew, Hint: tui.Hinted},
		{Key: tui.Bind("Enter", env.T("to its screen"), "enter"), Do: s.goOn, When: func() bool { return s.at != stays }, Hint: tui.Hinted},
		{Key: tui.Bind("r", env.T("read again"), "r"), Do: s.load},
	}}
}

// Update takes a key that moves in a report, or what was made anew.
func (s *figures) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if s.at == stays {
			return s.stays.Update(msg)
		}
		s.place.Key(s.env, msg, len(s.lines()), s.room())
	case tui.Loaded[reports.Refreshed]:
		if msg.Ticket == s.making && msg.Ticket.Valid() {
			return s.madeAnew(msg)
		}
	}
	return nil
}

// goOn opens what the report is of: the visit under the cursor, else the screen.
func (s *figures) goOn() tea.Cmd {
	to := tui.Open{Name: s.at.drill()}
	if s.at == stays {
		if to.ID = s.stays.SelectedID(); to.ID == "" {
			return nil
		}
	}
	return s.env.Do(to)
}

func (s *figures) tell(kind tui.NotifyKind, text string) tea.Cmd {
	return s.env.Do(tui.Notify{Kind: kind, Text: text})
}
