// Package tickets is the screen of maintenance tickets. Staff and admins work
// through the queue; residents raise tickets for their own units and confirm what
// was done; guards raise what the gate is told of, and follow it up that day.
package tickets

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Homes   Homes
	Tickets Tickets
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Homes is what the screen asks of the units and who lives there.
type Homes interface {
	MyUnits(ctx context.Context, actor role.Actor) ([]homes.Unit, error)
	FindUnits(ctx context.Context, actor role.Actor, term string) ([]homes.Unit, error)
	Residents(ctx context.Context, actor role.Actor, unit uuid.UUID) ([]homes.Resident, error)
}

// Tickets is what the screen asks of the tickets.
type Tickets interface {
	List(ctx context.Context, actor role.Actor, f tickets.Filter) (tickets.Page, error)
	Counts(ctx context.Context, actor role.Actor, category string) (tickets.Counts, error)
	Categories(ctx context.Context, actor role.Actor) ([]string, error)
	Hands(ctx context.Context, actor role.Actor) ([]tickets.Hand, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (tickets.Ticket, error)
	Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]tickets.Step, error)
	Raise(ctx context.Context, actor role.Actor, intent uuid.UUID, n tickets.Draft) (tickets.Ticket, error)
	Assign(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, to *uuid.UUID) (tickets.Ticket, error)
	Start(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket) (tickets.Ticket, error)
	Release(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error)
	Resolve(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error)
	Reject(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, reason string) (tickets.Ticket, error)
	Close(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error)
	Reopen(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error)
	Prioritize(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, p tickets.Priority) (tickets.Ticket, error)
	Edit(ctx context.Context, actor role.Actor, intent uuid.UUID, e tickets.Edit) (tickets.Ticket, error)
	Comment(ctx context.Context, actor role.Actor, intent, id uuid.UUID, text string) (tickets.Ticket, error)
}

// timeline is what is read of an opened ticket besides its row.
type timeline []tickets.Step

// screen is the tickets at one desk.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	keys  keys
	tabs  []tab

	width, height int

	board *tui.Board[tickets.Ticket, timeline]

	counts       tickets.Counts
	counted      bool
	countsTicket tui.Ticket

	// categories are those known, empty until they are read; category is the one
	// that the lists keep to, empty for all.
	categories       []string
	categoriesTicket tui.Ticket
	choosing         bool // the choice of a category waits for them
	category         string

	// units are a resident's own, nil until they are known.
	units       []homes.Unit
	unitsTicket tui.Ticket
	raising     bool // the form opens as soon as the units are known

	handing *handing
	// notes are what was typed with a step and is not saved yet, by the step and
	// its ticket.
	notes map[string]*tui.Kept
	form  *form
}

// New makes the tickets' screen for an actor; id is a ticket to open, or empty.
// It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{
		env: env, store: store, actor: actor, keys: newKeys(env), tabs: tabsOf(actor.Over(role.ReadTickets)), notes: map[string]*tui.Kept{},
	}
	s.board = tui.NewBoard[tickets.Ticket, timeline](env, s.newLists(), func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
	s.board.State = func(t tickets.Ticket) string { return fmt.Sprint(t.Status, t.Assignee) }
	s.board.Holds = func(at int, t tickets.Ticket) bool { return s.holds(s.tabs[at], t) }
	s.board.Read, s.board.Lines, s.board.Beside = s.reader, s.lines, s.readCounts
	if _, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(id)
	}
	return s
}

// works reports whether the actor works on tickets, beside raising and
// confirming them.
func (s *screen) works() bool { return s.actor.May(role.WorkTickets) }

// confirms reports whether the actor says that a ticket is done, or is not.
func (s *screen) confirms() bool { return s.actor.May(role.ConfirmTickets) }

// comments reports whether the actor comments on tickets.
func (s *screen) comments() bool { return s.actor.May(role.CommentTickets) }

// audits reports whether the actor reads the audit trail.
func (s *screen) audits() bool { return s.actor.May(role.ReadAudit) }

// forOwnUnit reports whether the actor raises tickets for units of their own alone.
func (s *screen) forOwnUnit() bool { return s.actor.Over(role.RaiseTickets) == role.OwnUnits }

// Init reads the first list, the figures, the categories, a resident's units, and
// the ticket that was asked for.
func (s *screen) Init() tea.Cmd {
	cmds := []tea.Cmd{s.readCategories(), s.board.Init()}
	if s.forOwnUnit() {
		cmds = append(cmds, s.readUnits())
	}
	return tea.Batch(cmds...)
}

// Title stands in the header.
func (s *screen) Title() string {
	switch {
	case s.form != nil && s.form.seen != nil:
		return s.env.T("Tickets > Edit")
	case s.form != nil:
		return s.env.T("Tickets > Raise")
	case s.board.Opened != nil:
		return s.env.T("Tickets > Ticket")
	}
	return s.env.T("Tickets")
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.board.SetSize(width, height)
	if s.form != nil {
		s.form.sheet.SetSize(width, height)
	}
}

// View draws the body: the form, a ticket, or a list.
func (s *screen) View() string {
	if s.form != nil {
		return s.form.sheet.View()
	}
	return s.board.View()
}

// CapturesKeys reports whether a field has the keys.
func (s *screen) CapturesKeys() bool { return s.form != nil || s.board.Lists.Typing() }

// Dirty reports whether something typed is not saved.
func (s *screen) Dirty() bool { return s.form != nil && s.form.sheet.Dirty() }

// Unfinished names the writes on their way whose outcome the person would not
// learn.
func (s *screen) Unfinished() string { return s.board.Sends.Unfinished() }

// Waiting reports whether the next key would mean the wrong thing: a list whose
// rows are on their way, a write that will move the row under the cursor, a
// question or a form about to come.
func (s *screen) Waiting() bool {
	switch {
	case s.board.Sends.Sending():
		return true
	case s.form != nil || s.board.Lists.Typing():
		return false
	}
	return s.raising || s.choosing || s.handing != nil || s.board.Waiting()
}

// Back is Esc: from a ticket to the list, from a search to the whole list, from
// one category to all.
func (s *screen) Back() (tea.Cmd, bool) {
	if s.raising || s.choosing || s.handing != nil {
		s.raising, s.choosing, s.handing = false, false, nil
		return nil, true
	}
	if cmd, stepped := s.board.Back(); stepped {
		return cmd, true
	}
	if s.board.Opened == nil && s.category != "" {
		s.category = ""
		return s.refilter(), true
	}
	return nil, false
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd { return s.board.Reread() }

func (s *screen) readCounts() tea.Cmd {
	store, actor, category := s.store, s.actor, s.category
	var cmd tea.Cmd
	s.countsTicket, cmd = tui.Load(s.env, func(ctx context.Context) (tickets.Counts, error) {
		return store.Tickets.Counts(ctx, actor, category)
	})
	return cmd
}

// knownCategories are the names of the categories.
type knownCategories []string

func (s *screen) readCategories() tea.Cmd {
	store, actor := s.store, s.actor
	var cmd tea.Cmd
	s.categoriesTicket, cmd = tui.Load(s.env, func(ctx context.Context) (knownCategories, error) {
		return store.Tickets.Categories(ctx, actor)
	})
	return cmd
}

func (s *screen) readUnits() tea.Cmd {
	store, actor := s.store, s.actor
	var cmd tea.Cmd
	s.unitsTicket, cmd = tui.Load(s.env, func(ctx context.Context) ([]homes.Unit, error) {
		return store.Homes.MyUnits(ctx, actor)
	})
	return cmd
}

// reader reads one ticket with its timeline.
func (s *screen) reader(id string) func(context.Context) (tickets.Ticket, timeline, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) (tickets.Ticket, timeline, error) {
		ticket, err := uuid.Parse(id)
		if err != nil {
			return tickets.Ticket{}, nil, err
		}
		t, err := store.Tickets.Get(ctx, actor, ticket)
		if err != nil {
			return tickets.Ticket{}, nil, err
		}
		steps, err := store.Tickets.Trail(ctx, actor, ticket)
		return t, steps, err
	}
}
