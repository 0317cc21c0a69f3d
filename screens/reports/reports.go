// Package reports is the admin's screen of figures: who came, how long they
// stayed, what became of tickets, what was billed, paid and is late, and how the
// units are used, over a range of days.
package reports

import (
	"context"
	"slices"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
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

// screen is the reports at one desk. Figures come when a tab is shown, and again
// when they were made anew or somebody asks.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	keys  keys

	width, height int

	at     tab
	span   span
	has    report // what at shows, nil before it is there
	within reports.Range
	sorry  string // why it is not there
	ticket tui.Ticket
	place  tui.Reading
	stays  *tui.Table[reports.Stay]

	form *tui.Form[field]

	making tui.Ticket // figures that are being made anew
	sent   tui.Ticket // a file on its way
	what   string     // what is in it
}

// New makes the screen; id is a report's to show, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files, keys: newKeys(env)}
	s.stays = tui.NewTable(env, s.stayColumns(), func(v reports.Stay) string { return v.VisitID.String() }, s.stayCells)
	s.stays.Empty = env.T("Nobody who came in these days has left or is inside.")
	for t := range tabs {
		if t.id() == id {
			s.at = t
		}
	}
	return s
}

// Init reads the shown report.
func (s *screen) Init() tea.Cmd { return s.load() }

// Title stands in the header.
func (s *screen) Title() string {
	if s.form != nil {
		return s.env.T("Reports > Days")
	}
	return s.env.T("Reports")
}

// Refresh reads the shown report again.
func (s *screen) Refresh() tea.Cmd { return s.load() }

// CapturesKeys reports whether the form of the days has the keys.
func (s *screen) CapturesKeys() bool { return s.form != nil }

// Waiting reports whether the next key would mean a row that is on its way.
func (s *screen) Waiting() bool { return s.at == stays && s.has == nil && s.ticket.Valid() }

// show turns to a tab.
func (s *screen) show(t tab) tea.Cmd {
	s.at, s.has, s.place = t, nil, tui.Reading{}
	s.stays.SetRows(nil, false)
	return s.load()
}

// load reads the shown report; what is there stays until the answer.
func (s *screen) load() tea.Cmd {
	store, actor, at := s.store, s.actor, s.at
	within := s.span.days(value.DayOf(s.env.Now()))
	if s.within != within {
		s.has = nil
	}
	s.within, s.sorry = within, ""
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (report, error) {
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
	s.ticket = ticket
	return cmd
}

// keys are the screen's own bindings.
type keys struct{ Next, Prev, Days, Export, Make, Drill, Again key.Binding }

func newKeys(env *tui.Env) keys {
	return keys{
		Next:   tui.Bind("Right Tab", env.T("next report"), "right", "tab"),
		Prev:   tui.Bind("Left", env.T("report before"), "left", "shift+tab"),
		Days:   tui.Bind("d", env.T("days"), "d"),
		Export: tui.Bind("e", env.T("export"), "e"),
		Make:   tui.Bind("u", env.T("make anew"), "u"),
		Drill:  tui.Bind("Enter", env.T("to its screen"), "enter"),
		Again:  tui.Bind("r", env.T("read again"), "r"),
	}
}

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	k := s.keys
	if s.form != nil {
		return s.form.Keys()
	}
	if s.at == stays {
		return []key.Binding{tui.Bind("Enter", s.env.T("the visit"), "enter"), k.Next, k.Days, k.Export, k.Make}
	}
	return []key.Binding{k.Next, k.Days, k.Export, k.Make, k.Drill}
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	k := s.keys
	if s.form != nil {
		return [][]key.Binding{s.form.Keys()}
	}
	return [][]key.Binding{{k.Next, k.Prev, k.Days, k.Export, k.Make, k.Drill, k.Again}, s.stays.Keys()}
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if s.form != nil {
			return s.form.Update(msg)
		}
		return s.key(msg)
	case tui.Loaded[report]:
		if msg.Ticket == s.ticket && msg.Ticket.Valid() {
			s.take(msg)
		}
		return nil
	case tui.Loaded[reports.Refreshed]:
		if msg.Ticket == s.making && msg.Ticket.Valid() {
			return s.madeAnew(msg)
		}
		return nil
	case tui.Loaded[tui.Sent]:
		if msg.Ticket == s.sent && msg.Ticket.Valid() {
			s.sent = tui.Ticket{}
			tui.TellSent(s.env, s.what, msg)
		}
		return nil
	}
	if s.form != nil {
		return s.form.Update(msg)
	}
	return nil
}

func (s *screen) take(l tui.Loaded[report]) {
	s.ticket = tui.Ticket{}
	if l.Err != nil {
		if s.sorry = tui.Unread(s.env, l.Err, s.has != nil); s.has != nil {
			s.tell(tui.NotifyStale, s.sorry)
		}
		return
	}
	s.has, s.sorry = l.Val, ""
	if r, ok := l.Val.(reports.StayReport); ok {
		s.stays.SetRows(slices.Clone(r.Stays), false)
	}
}

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	k := s.keys
	switch {
	case key.Matches(msg, k.Next):
		return s.show((s.at + 1) % tabs)
	case key.Matches(msg, k.Prev):
		return s.show((s.at + tabs - 1) % tabs)
	case key.Matches(msg, k.Days):
		s.askDays()
		return nil
	case key.Matches(msg, k.Export):
		return s.askExport()
	case key.Matches(msg, k.Make):
		return s.makeAnew()
	case key.Matches(msg, k.Again):
		return s.load()
	case key.Matches(msg, k.Drill):
		s.goOn()
		return nil
	case s.at == stays:
		return s.stays.Update(msg)
	}
	s.place.Key(s.env, msg, len(s.lines()), s.room())
	return nil
}

// goOn opens what the report is of: the visit under the cursor, else the screen.
func (s *screen) goOn() {
	to := tui.Open{Name: s.at.drill()}
	if s.at == stays {
		if to.ID = s.stays.SelectedID(); to.ID == "" {
			return
		}
	}
	s.env.Do(to)
}

func (s *screen) tell(kind tui.NotifyKind, text string) {
	s.env.Do(tui.Notify{Kind: kind, Text: text})
}
