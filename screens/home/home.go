// Package home is the resident's screen: who visits their own units, now, soon
// and before; announcing, approving and denying a visitor. It says how many of
// the units' tickets are open or wait to be confirmed, and leads to them.
package home

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings  Settings
	Homes     Homes
	Visits    Visits
	Tickets   Tickets
	Money     Money
	Directory Directory
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Settings is what the screen asks of the settings.
type Settings interface {
	Values(ctx context.Context) (settings.Values, error)
}

// Homes is what the screen asks of the units and who lives there.
type Homes interface {
	MyUnits(ctx context.Context, actor role.Actor) ([]homes.Unit, error)
	FindUnits(ctx context.Context, actor role.Actor, term string) ([]homes.Unit, error)
}

// Visits is what the screen asks of the register of visitors.
type Visits interface {
	show.Bars
	List(ctx context.Context, actor role.Actor, f visits.Filter) (visits.Page, error)
	Counts(ctx context.Context, actor role.Actor) (visits.Counts, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (visits.Visit, error)
	Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]visits.Step, error)
	Log(ctx context.Context, actor role.Actor, intent uuid.UUID, as visits.Status, n visits.Draft) (visits.Visit, error)
	Approve(ctx context.Context, actor role.Actor, intent, id uuid.UUID, a visits.Approval) (visits.Visit, error)
	Deny(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (visits.Visit, error)
	Withdraw(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (visits.Visit, error)
}

// Tickets is what the screen asks of the tickets.
type Tickets interface {
	Counts(ctx context.Context, actor role.Actor, category string) (tickets.Counts, error)
}

// Money is what the screen asks of the bills and payments.
type Money interface {
	UnitAccounts(ctx context.Context, actor role.Actor, f money.AccountFilter) (money.AccountPage, error)
	Bills(ctx context.Context, actor role.Actor, f money.BillFilter) (money.BillPage, error)
	Bill(ctx context.Context, actor role.Actor, id uuid.UUID) (money.Bill, error)
	UnitDues(ctx context.Context, actor role.Actor, unit uuid.UUID) (money.UnitDues, error)
	PaymentMethodsFor(actor role.Actor) []money.PaymentMethod
	Pay(ctx context.Context, actor role.Actor, intent uuid.UUID, n money.PaymentDraft) (money.PaymentDone, error)
	ClaimPayment(ctx context.Context, actor role.Actor, intent uuid.UUID, n money.ClaimDraft) ([]money.Payment, error)
	WithdrawClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID) ([]money.Payment, error)
	ClaimFates(ctx context.Context, actor role.Actor, id uuid.UUID) ([]money.FeeFate, error)
	Payments(ctx context.Context, actor role.Actor, f money.PaymentFilter) (money.PaymentPage, error)
	Receipt(ctx context.Context, actor role.Actor, id uuid.UUID) (money.Receipt, error)
	IssueReceipt(ctx context.Context, actor role.Actor, intent, payment uuid.UUID) (money.Receipt, error)
}

// Directory is what the screen asks of the directory.
type Directory interface {
	MyArrivals(ctx context.Context, actor role.Actor) ([]directory.Arrival, error)
}

// screen is a resident's home at one desk.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	width int

	// board are the visitors; the dues stand behind them in the line of lists. One of
	// the two is the lowest page.
	board *tui.Board[visits.Visit, []visits.Step]
	dues  *dues

	counts   *tui.Fetch[visits.Counts]
	tickets  *tui.Fetch[tickets.Counts]
	settings *tui.Fetch[settings.Values]
	homes    *tui.Fetch[flats]

	denial tui.Kept // the reason
	// first, where set, goes to what was asked for.
	first func() tea.Cmd
}

// flats are the resident's own units, and those that they are to move into.
type flats struct {
	units    []homes.Unit
	arrivals []directory.Arrival
}

// New makes the home of an actor; files is where receipts go, id a visit to open,
// a PaymentID, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files}
	s.Stack = tui.NewStack(env, env.T("Home"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.counts, s.tickets = tui.NewFetch[visits.Counts](s.Stack), tui.NewFetch[tickets.Counts](s.Stack)
	s.settings, s.homes = tui.NewFetch[settings.Values](s.Stack), tui.NewFetch[flats](s.Stack)
	s.settings.Val, s.homes.Then = settings.Of(nil), s.tookHomes
	s.board, s.dues = s.newBoard(), newDues(s)
	s.board.Offered, s.dues.board.Offered = s.visitCommands(), s.dues.duesCommands()
	s.board.Lists.Behind, s.dues.board.Lists.Ahead = s.dues.names, s.visitNames
	s.board.Lists.Past = func(by int) tea.Cmd { return turn(s, s.dues.board, by, duesTabs) }
	s.dues.board.Lists.Past = func(by int) tea.Cmd { return turn(s, s.board, by, int(tabs)) }
	if visit, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(visit.String())
	}
	if payment, is := strings.CutPrefix(id, paymentPrefix); is {
		s.Push(s.dues.board)
		s.first = func() tea.Cmd { return s.dues.board.Lists.GoTo(paidTab, payment) }
		return s
	}
	s.Push(s.board)
	return s
}

// paymentPrefix tells a payment to open from a visit.
const paymentPrefix = "payments/"

// PaymentID is a payment as New opens it, in its list.
func PaymentID(id uuid.UUID) string { return paymentPrefix + id.String() }

// openBarred shows whom the resident barred from own units, and who else is there.
func (s *screen) openBarred() tea.Cmd {
	pages := &show.BarPages{
		Stack: s.Stack, Env: s.env, Actor: s.actor, Bars: s.store.Visits, Units: s.store.Homes,
		Region: func() string { return s.settings.Val.Country() },
	}
	return pages.Open()
}

// livesIn reports whether a unit is the resident's today, as far as is known: what was
// theirs is read and not paid.
func (s *screen) livesIn(unit uuid.UUID) bool {
	return !s.homes.Known() || slices.ContainsFunc(s.homes.Val.units, func(u homes.Unit) bool { return u.ID == unit })
}

// Init reads who is inside, the figures, the settings, the resident's units, what
// they owe, and the visit that was asked for.
func (s *screen) Init() tea.Cmd {
	cmds := []tea.Cmd{s.settings.Ask(s.store.Settings.Values), s.homes.Ask(s.readHomes()), s.Stack.Init()}
	if s.first != nil {
		cmds = append(cmds, s.first())
	}
	return tea.Batch(cmds...)
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width = width
	s.Stack.SetSize(width, height)
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd {
	return tea.Batch(s.settings.Again(), s.homes.Again(), s.Stack.Refresh())
}

// readBeside reads the figures that stand in the line of lists, the visitors' and the
// dues'.
func (s *screen) readBeside() tea.Cmd {
	store, actor := s.store, s.actor
	return tea.Batch(
		s.counts.Ask(func(ctx context.Context) (visits.Counts, error) { return store.Visits.Counts(ctx, actor) }),
		s.tickets.Ask(func(ctx context.Context) (tickets.Counts, error) { return store.Tickets.Counts(ctx, actor, "") }),
		s.dues.readAccounts())
}

// readHomes gives the reader of the resident's units.
func (s *screen) readHomes() func(context.Context) (flats, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) (flats, error) {
		units, err := store.Homes.MyUnits(ctx, actor)
		if err != nil {
			return flats{}, err
		}
		arrivals, err := store.Directory.MyArrivals(ctx, actor)
		return flats{units, arrivals}, err
	}
}

// turn goes on from one board to the first list of the other, or back to its last.
func turn[T, D any](s *screen, to *tui.Board[T, D], by, lists int) tea.Cmd {
	s.Swap(to)
	to.Lists.Spoil()
	if by < 0 {
		return to.Lists.Show(lists - 1)
	}
	return to.Lists.Show(0)
}

// goTo goes to a row of one of the boards, which is in place of the other then. Nothing
// may lie on that.
func goTo[T, D any](s *screen, b *tui.Board[T, D], at int, id string) tea.Cmd {
	if !s.Holds(b) {
		s.Swap(b)
	}
	return b.Lists.GoTo(at, id)
}
