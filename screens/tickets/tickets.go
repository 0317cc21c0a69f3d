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
	Note(ctx context.Context, actor role.Actor, intent, id uuid.UUID, text string) (tickets.Ticket, error)
}

// timeline is what is read of an opened ticket besides its row.
type timeline []tickets.Step

// screen is the tickets at one desk.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	tabs  []tab
	board *board

	counts *tui.Fetch[tickets.Counts]
	// categories are those known; category is the one that the lists keep to, empty
	// for all.
	categories *tui.Fetch[[]string]
	category   string
	// units are a resident's own.
	units *tui.Fetch[[]homes.Unit]
	// notes are what was typed with a step and is not saved yet, by the step and
	// its ticket.
	notes map[string]*tui.Kept
}

// New makes the tickets' screen for an actor; id is a ticket to open, or empty.
// It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, tabs: tabsOf(actor.Over(role.ReadTickets)), notes: map[string]*tui.Kept{}}
	s.Stack = tui.NewStack(env, env.T("Tickets"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.counts = tui.NewFetch[tickets.Counts](s.Stack)
	s.categories, s.units = tui.NewFetch[[]string](s.Stack), tui.NewFetch[[]homes.Unit](s.Stack)
	s.categories.Then, s.units.Then = s.tookCategories, s.tookUnits
	s.board = tui.NewBoardPage[tickets.Ticket, timeline](s.Stack, s.newLists())
	s.board.State = func(t tickets.Ticket) string { return fmt.Sprint(t.Status, t.Assignee) }
	s.board.Holds = func(at int, t tickets.Ticket) bool { return s.tabs[at].view.Holds(s.actor, t) }
	s.board.Read, s.board.Lines, s.board.Beside = s.reader, s.lines, s.readCounts
	s.board.OpenedName, s.board.Offered = env.T("Ticket"), s.commands(s.board)
	if _, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(id)
	}
	s.Push(s.board)
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
	cmds := []tea.Cmd{s.categories.Ask(s.readCategories()), s.Stack.Init()}
	if s.forOwnUnit() {
		cmds = append(cmds, s.units.Ask(s.readUnits()))
	}
	return tea.Batch(cmds...)
}

// Back is Esc: a step back within what is shown, else from one category to all.
func (s *screen) Back() (tea.Cmd, bool) {
	cmd, stepped := s.Stack.Back()
	if stepped || s.board.InOpened() || s.category == "" {
		return cmd, stepped
	}
	s.category = ""
	return s.refilter(), true
}

func (s *screen) readCounts() tea.Cmd {
	store, actor, category := s.store, s.actor, s.category
	return s.counts.Ask(func(ctx context.Context) (tickets.Counts, error) { return store.Tickets.Counts(ctx, actor, category) })
}

func (s *screen) readCategories() func(context.Context) ([]string, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) ([]string, error) { return store.Tickets.Categories(ctx, actor) }
}

func (s *screen) readUnits() func(context.Context) ([]homes.Unit, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) ([]homes.Unit, error) { return store.Homes.MyUnits(ctx, actor) }
}

// tookCategories names the categories in the form that is open.
func (s *screen) tookCategories([]string, error) tea.Cmd {
	if f, ok := s.Front().(*form); ok {
		f.noteCategories()
	}
	return nil
}

// tookUnits shows a resident's units in the form that is open.
func (s *screen) tookUnits([]homes.Unit, error) tea.Cmd {
	if f, ok := s.raising(); ok {
		f.setUnits()
	}
	return nil
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
