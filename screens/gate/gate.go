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

	"github.com/civoranexus/society360/screens/show"
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
	Withdraw(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (visits.Visit, error)
	CheckIn(ctx context.Context, actor role.Actor, intent uuid.UUID, visit visits.Visit, how visits.Entry) (visits.Visit, error)
	CheckOut(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (visits.Visit, error)
	UndoCheckOut(ctx context.Context, actor role.Actor, intent, id uuid.UUID, insist visits.Insist) (visits.Visit, error)
	PresumeLeft(ctx context.Context, actor role.Actor, intent, id uuid.UUID, note string) (visits.Visit, error)
	Correct(ctx context.Context, actor role.Actor, intent uuid.UUID, c visits.Correction) (visits.Visit, error)
	show.Bars
	BarredOf(ctx context.Context, actor role.Actor, t visits.Text) ([]visits.Bar, error)
	AtGate(ctx context.Context, actor role.Actor, held uuid.UUID) ([]visits.Standing, error)
	TellDenied(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (visits.Visit, error)
	Muster(ctx context.Context, actor role.Actor, after *visits.MusterLine) (visits.MusterPage, error)
}

// screen is the gate at one desk.
type screen struct {
	*tui.Stack

	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files

	board    *tui.Board[visits.Visit, []visits.Step]
	counts   *tui.Fetch[visits.Counts]
	settings *tui.Fetch[settings.Values]
	strip    strip

	denial tui.Kept // the reason
}

// New makes the gate's screen for an actor, whose muster lists go to files; id is a visit to open, or empty. It
// does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files}
	s.Stack = tui.NewStack(env, env.T("Gate"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.counts = tui.NewFetch[visits.Counts](s.Stack)
	s.settings = tui.NewFetch[settings.Values](s.Stack)
	s.settings.Val = settings.Of(nil)
	s.settings.Then = func(_ settings.Values, err error) tea.Cmd {
		if f, open := s.Front().(*visitForm); open && err == nil {
			return f.settingsChanged()
		}
		return nil
	}
	s.board = s.newBoard()
	s.newStrip()
	s.board.Offered = s.commands()
	if visit, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(visit.String())
	}
	s.Push(s.board)
	return s
}

// Init reads the list of those inside, the figures and the settings, and the
// visit that was asked for.
func (s *screen) Init() tea.Cmd {
	return tea.Batch(s.settings.Ask(s.store.Settings.Values), s.Stack.Init())
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd { return tea.Batch(s.settings.Again(), s.Stack.Refresh()) }

// readBeside reads what stands beside the lists: the figures, and who stands at the gate.
func (s *screen) readBeside() tea.Cmd { return tea.Batch(s.readCounts(), s.readStrip()) }

// readCounts reads the figures beside the lists.
func (s *screen) readCounts() tea.Cmd {
	store, actor := s.store, s.actor
	return s.counts.Ask(func(ctx context.Context) (visits.Counts, error) { return store.Visits.Counts(ctx, actor) })
}

// openBarred shows who is barred.
func (s *screen) openBarred() tea.Cmd {
	pages := &show.BarPages{Stack: s.Stack, Env: s.env, Actor: s.actor, Bars: s.store.Visits, Units: s.store.Homes, Region: s.region}
	return pages.Open()
}

// region is the country of phones written without a country code.
func (s *screen) region() string { return s.settings.Val.Country() }
