// Package home is the resident's screen: who visits their own units, now, soon
// and before; announcing, approving and denying a visitor.
package home

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// Store is what the screen reads and writes; *data.Store satisfies it, and keeps
// a resident to their own units.
type Store interface {
	Settings(ctx context.Context) (data.Settings, error)
	MyUnits(ctx context.Context, actor data.Actor) ([]data.Unit, error)
	FindUnits(ctx context.Context, actor data.Actor, term string) ([]data.Unit, error)
	Visits(ctx context.Context, actor data.Actor, f data.VisitFilter) (data.VisitPage, error)
	VisitCounts(ctx context.Context, actor data.Actor) (data.VisitCounts, error)
	Visit(ctx context.Context, actor data.Actor, id uuid.UUID) (data.Visit, error)
	VisitTrail(ctx context.Context, actor data.Actor, id uuid.UUID) ([]data.VisitStep, error)
	LogVisit(ctx context.Context, actor data.Actor, intent uuid.UUID, as data.VisitStatus, n data.NewVisit) (data.Visit, error)
	Approve(ctx context.Context, actor data.Actor, intent, id uuid.UUID, a data.Approval) (data.Visit, error)
	Deny(ctx context.Context, actor data.Actor, intent, id uuid.UUID, reason string) (data.Visit, error)
	Settle(ctx context.Context, actor data.Actor, intent uuid.UUID) (saved bool, err error)
}

// Screen is a resident's home at one desk.
type Screen struct {
	env   *tui.Env
	store Store
	actor data.Actor
	keys  keys

	width, height int

	lists *tui.Lists[data.Visit]

	counts         data.VisitCounts
	counted        bool
	countsTicket   tui.Ticket
	settings       data.Settings
	settingsTicket tui.Ticket

	// units are the resident's own, nil until they are known.
	units       []data.Unit
	unitsTicket tui.Ticket
	announcing  bool // the form opens as soon as the units are known

	sends  *tui.Sends[data.Visit]
	reason denialReason

	seek    tui.Ticket // of the search for who waits for approval
	form    *announcement
	details *details
}

// New makes the home of an actor; id is a visit to open, or empty. It does no
// I/O.
func New(env *tui.Env, store Store, actor data.Actor, id string) tui.Screen {
	s := &Screen{env: env, store: store, actor: actor, keys: newKeys(env), settings: data.SettingsOf(nil)}
	s.sends = tui.NewSends[data.Visit](env, func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
	s.lists = s.newLists()
	if visit, err := uuid.Parse(id); err == nil {
		s.details = &details{id: visit, root: true}
	}
	return s
}

// Init reads who is inside, the figures, the settings, the resident's units, and
// the visit that was asked for.
func (s *Screen) Init() tea.Cmd {
	cmds := []tea.Cmd{s.readSettings(), s.readUnits(), s.readCounts(), s.lists.Show(int(inside))}
	if s.details != nil {
		cmds = append(cmds, s.readDetails())
	}
	return tea.Batch(cmds...)
}

// Title stands in the header.
func (s *Screen) Title() string {
	switch {
	case s.form != nil:
		return s.env.T("Home > Announce")
	case s.details != nil:
		return s.env.T("Home > Visit")
	}
	return s.env.T("Home")
}

// SetSize gives the body's size in cells.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

func (s *Screen) layout() {
	s.lists.SetSize(s.width, s.height)
	if s.form != nil {
		s.form.form.SetSize(s.width, max(0, s.height-1))
	}
}

// View draws the body: the form, a visit, or a list.
func (s *Screen) View() string {
	switch {
	case s.form != nil:
		return s.form.view()
	case s.details != nil:
		return s.details.place.View(s.env, s.detailLines(), s.height)
	}
	return s.lists.View()
}

// CapturesKeys reports whether a field has the keys.
func (s *Screen) CapturesKeys() bool { return s.form != nil || s.lists.Typing() }

// Dirty reports whether something typed is not saved, or a write is on its way
// whose outcome the person would not learn.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.form.Dirty() || s.sends.Any() }

// Waiting reports whether the next key would mean the wrong thing: a list whose
// rows are on their way, a write that will move the row under the cursor, a
// question or a form about to come.
func (s *Screen) Waiting() bool {
	switch {
	case s.sends.Sending():
		return true
	case s.form != nil || s.lists.Typing():
		return false
	}
	return s.announcing || s.seek.Valid() || s.details == nil && s.lists.Waiting()
}

// Back is Esc: from the details to the list, from a search to the whole list.
func (s *Screen) Back() bool {
	switch {
	case s.announcing || s.seek.Valid():
		s.announcing, s.seek = false, tui.Ticket{}
	case s.details != nil && !s.details.root:
		s.details = nil
	case s.details == nil:
		return s.lists.Back()
	default:
		return false
	}
	return true
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *Screen) Refresh() tea.Cmd { return tea.Batch(s.readSettings(), s.reread()) }

// reread reads the figures, the shown list and the shown visit; other lists are
// read when they are next shown.
func (s *Screen) reread() tea.Cmd {
	cmds := []tea.Cmd{s.readCounts(), s.lists.Reload()}
	if s.details != nil {
		cmds = append(cmds, s.readDetails())
	}
	return tea.Batch(cmds...)
}

func (s *Screen) readCounts() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (data.VisitCounts, error) {
		return store.VisitCounts(ctx, actor)
	})
	s.countsTicket = ticket
	return cmd
}

func (s *Screen) readSettings() tea.Cmd {
	ticket, cmd := tui.Load(s.env, s.store.Settings)
	s.settingsTicket = ticket
	return cmd
}

func (s *Screen) readUnits() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) ([]data.Unit, error) {
		return store.MyUnits(ctx, actor)
	})
	s.unitsTicket = ticket
	return cmd
}
