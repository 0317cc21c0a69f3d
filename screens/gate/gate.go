// Package gate is the guard's screen: who is inside, who is expected, who came
// today and before; check-in, check-out, approval, denial and the muster list.
package gate

import (
	"context"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings Settings
	Homes    Homes
	Visits   Visits
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Settings is what the screen asks of the settings.
type Settings interface {
	Values(ctx context.Context) (settings.Values, error)
}

// Homes is what the screen asks of the units and who lives there.
type Homes interface {
	FindUnits(ctx context.Context, actor role.Actor, term string) ([]homes.Unit, error)
	Residents(ctx context.Context, actor role.Actor, unit uuid.UUID) ([]homes.Resident, error)
	RevealPhone(ctx context.Context, actor role.Actor, intent, unit, user uuid.UUID) (string, error)
}

// Visits is what the screen asks of the register of visitors.
type Visits interface {
	List(ctx context.Context, actor role.Actor, f visits.Filter) (visits.Page, error)
	Counts(ctx context.Context, actor role.Actor) (visits.Counts, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (visits.Visit, error)
	Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]visits.Step, error)
	KnownVisitor(ctx context.Context, actor role.Actor, phone string) (visits.Known, error)
	Log(ctx context.Context, actor role.Actor, intent uuid.UUID, as visits.Status, n visits.Draft) (visits.Visit, error)
	Approve(ctx context.Context, actor role.Actor, intent, id uuid.UUID, a visits.Approval) (visits.Visit, error)
	Deny(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (visits.Visit, error)
	CheckIn(ctx context.Context, actor role.Actor, intent uuid.UUID, visit visits.Visit, second bool) (visits.Visit, error)
	CheckOut(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (visits.Visit, error)
	UndoCheckOut(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (visits.Visit, error)
	PresumeLeft(ctx context.Context, actor role.Actor, intent, id uuid.UUID, note string) (visits.Visit, error)
	Correct(ctx context.Context, actor role.Actor, intent uuid.UUID, c visits.Correction) (visits.Visit, error)
	Muster(ctx context.Context, actor role.Actor, after *visits.MusterLine) (visits.MusterPage, error)
}

// screen is the gate at one desk.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	keys  keys

	width, height int

	board *tui.Board[visits.Visit, []visits.Step]

	counts         visits.Counts
	counted        bool
	countsTicket   tui.Ticket
	settings       settings.Values
	settingsTicket tui.Ticket

	denial tui.Kept // the reason

	seek   tui.Ticket // of the search for who waits for approval
	naming *naming    // the choice of the resident who approves
	form   *visitForm
	muster *muster
}

// New makes the gate's screen for an actor, whose muster lists go to files; id is a visit to open, or empty. It
// does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files, keys: newKeys(env), settings: settings.Of(nil)}
	s.board = s.newBoard()
	if visit, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(visit.String())
	}
	return s
}

// Init reads the list of those inside, the figures and the settings, and the
// visit that was asked for.
func (s *screen) Init() tea.Cmd { return tea.Batch(s.readSettings(), s.board.Init()) }

// Title stands in the header.
func (s *screen) Title() string {
	switch {
	case s.form != nil && s.form.seen != nil:
		return s.env.T("Gate > Correct")
	case s.form != nil:
		return s.env.T("Gate > Check in")
	case s.muster != nil:
		return s.env.T("Gate > Muster")
	case s.board.Opened != nil:
		return s.env.T("Gate > Visit")
	}
	return s.env.T("Gate")
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

// CapturesKeys reports whether a field has the keys.
func (s *screen) CapturesKeys() bool { return s.form != nil || s.board.Lists.Typing() }

// Dirty reports whether something typed is not saved.
func (s *screen) Dirty() bool { return s.form != nil && s.form.sheet.Dirty() }

// Unfinished names the writes on their way whose outcome the person would not
// learn.
func (s *screen) Unfinished() string { return s.board.Sends.Unfinished() }

// Waiting reports whether the next key would mean the wrong thing: what the
// board waits for, or a question about to be asked.
func (s *screen) Waiting() bool {
	if s.form != nil || s.muster != nil {
		return s.board.Sends.Sending()
	}
	return s.seek.Valid() || s.naming != nil || s.board.Waiting()
}

// Back is Esc: from the details or the muster to the list, from a search to the
// whole list.
func (s *screen) Back() (tea.Cmd, bool) {
	switch {
	case s.seek.Valid() || s.naming != nil:
		s.seek, s.naming = tui.Ticket{}, nil
	case s.muster != nil:
		s.muster = nil
	default:
		return s.board.Back()
	}
	return nil, true
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd {
	return tea.Batch(s.readSettings(), s.board.Reread())
}

// settle tells whether a write is in the register.
func (s *screen) settle() func(context.Context, uuid.UUID) (bool, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context, key uuid.UUID) (bool, error) { return store.Settle(ctx, actor, key) }
}

// readBeside reads what stands beside the lists, and before them.
func (s *screen) readBeside() tea.Cmd {
	if s.muster != nil {
		return tea.Batch(s.readCounts(), s.readMuster())
	}
	return s.readCounts()
}

func (s *screen) readCounts() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (visits.Counts, error) {
		return store.Visits.Counts(ctx, actor)
	})
	s.countsTicket = ticket
	return cmd
}

func (s *screen) readSettings() tea.Cmd {
	ticket, cmd := tui.Load(s.env, s.store.Settings.Values)
	s.settingsTicket = ticket
	return cmd
}

// region is the country of phones written without a country code.
func (s *screen) region() string { return s.settings.Country() }
