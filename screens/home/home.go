// Package home is the resident's screen: who visits their own units, now, soon
// and before; announcing, approving and denying a visitor. It says how many of
// the units' tickets are open or wait to be confirmed, and leads to them.
package home

import (
	"context"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

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
	List(ctx context.Context, actor role.Actor, f visits.Filter) (visits.Page, error)
	Counts(ctx context.Context, actor role.Actor) (visits.Counts, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (visits.Visit, error)
	Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]visits.Step, error)
	Log(ctx context.Context, actor role.Actor, intent uuid.UUID, as visits.Status, n visits.Draft) (visits.Visit, error)
	Approve(ctx context.Context, actor role.Actor, intent, id uuid.UUID, a visits.Approval) (visits.Visit, error)
	Deny(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (visits.Visit, error)
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
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	keys  keys

	width, height int

	// board are the visitors; the dues stand behind them in the line of lists.
	board  *tui.Board[visits.Visit, []visits.Step]
	dues   *dues
	onDues bool

	counts         visits.Counts
	counted        bool
	countsTicket   tui.Ticket
	tickets        tickets.Counts
	ticketsTicket  tui.Ticket
	settings       settings.Values
	settingsTicket tui.Ticket

	// units are the resident's own, nil until they are known, and arrivals those that
	// they are to move into.
	units       []homes.Unit
	arrivals    []directory.Arrival
	unitsTicket tui.Ticket
	announcing  bool // the form opens as soon as the units are known

	denial tui.Kept // the reason

	seek tui.Ticket // of the search for who waits for approval
	form *announcement
}

// half is one of the screen's boards: the visitors or the dues.
type half interface {
	View() string
	Waiting() bool
	Back() (tea.Cmd, bool)
}

// New makes the home of an actor; files is where receipts go, id a visit to open,
// or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files, keys: newKeys(env), settings: settings.Of(nil)}
	s.board, s.dues = s.newBoard(), newDues(s)
	s.board.Lists.Behind, s.board.Lists.Past = s.dues.names, s.leave
	s.dues.board.Lists.Ahead, s.dues.board.Lists.Past = s.visitNames, s.leave
	if visit, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(visit.String())
	}
	return s
}

// Init reads who is inside, the figures, the settings, the resident's units, what
// they owe, and the visit that was asked for.
func (s *screen) Init() tea.Cmd {
	return tea.Batch(s.readSettings(), s.readUnits(), s.board.Init(), s.dues.readAccounts())
}

// Title stands in the header.
func (s *screen) Title() string {
	switch {
	case s.form != nil:
		return s.env.T("Home > Announce")
	case s.dues.pay != nil:
		return s.env.T("Home > Pay")
	case s.onDues:
		return s.dues.title()
	case s.board.Opened != nil:
		return s.env.T("Home > Visit")
	}
	return s.env.T("Home")
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

func (s *screen) layout() {
	s.board.SetSize(s.width, s.height)
	s.dues.board.SetSize(s.width, s.height)
	if s.dues.pay != nil {
		s.dues.pay.layout()
	}
	if s.form != nil {
		s.form.sheet.SetSize(s.width, s.height)
	}
}

// View draws the body: a form, a visit, a bill or a payment, or a list.
func (s *screen) View() string {
	switch {
	case s.form != nil:
		return s.form.sheet.View()
	case s.dues.pay != nil:
		return s.dues.pay.view()
	}
	return s.shown().View()
}

// shown is the half that is looked at.
func (s *screen) shown() half {
	if s.onDues {
		return s.dues.board
	}
	return s.board
}

// CapturesKeys reports whether a field has the keys.
func (s *screen) CapturesKeys() bool {
	return s.form != nil || s.dues.pay != nil || !s.onDues && s.board.Lists.Typing()
}

// Dirty reports whether something typed is not saved.
func (s *screen) Dirty() bool {
	return s.form != nil && s.form.sheet.Dirty() || s.dues.pay != nil && s.dues.pay.sheet.Dirty()
}

// Unfinished names the writes on their way whose outcome the person would not
// learn.
func (s *screen) Unfinished() string {
	visits, dues := s.board.Sends.Unfinished(), s.dues.board.Sends.Unfinished()
	switch {
	case visits == "":
		return dues
	case dues == "":
		return visits
	}
	return s.env.T("%s and %s", visits, dues)
}

// Waiting reports whether the next key would mean the wrong thing: what the
// shown board waits for, a question or a form about to come.
func (s *screen) Waiting() bool {
	switch {
	case s.form != nil:
		return s.board.Sends.Sending()
	case s.dues.pay != nil:
		return s.dues.board.Sends.Sending()
	}
	return s.announcing || s.seek.Valid() || s.dues.opening.Valid() || s.shown().Waiting()
}

// Back is Esc: from the details to the list, from a search to the whole list.
func (s *screen) Back() (tea.Cmd, bool) {
	if s.announcing || s.seek.Valid() || s.dues.opening.Valid() {
		s.announcing, s.seek, s.dues.opening = false, tui.Ticket{}, tui.Ticket{}
		return nil, true
	}
	return s.shown().Back()
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd {
	if s.onDues {
		s.board.Lists.Spoil()
		return tea.Batch(s.readSettings(), s.readUnits(), s.readFigures(), s.dues.board.Reread())
	}
	return tea.Batch(s.readSettings(), s.readUnits(), s.board.Reread(), s.dues.readAccounts())
}

func (s *screen) readCounts() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (visits.Counts, error) {
		return store.Visits.Counts(ctx, actor)
	})
	s.countsTicket = ticket
	return cmd
}

// readFigures reads what stands beside the lists.
func (s *screen) readFigures() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (tickets.Counts, error) {
		return store.Tickets.Counts(ctx, actor, "")
	})
	s.ticketsTicket = ticket
	return tea.Batch(s.readCounts(), cmd)
}

func (s *screen) readSettings() tea.Cmd {
	ticket, cmd := tui.Load(s.env, s.store.Settings.Values)
	s.settingsTicket = ticket
	return cmd
}

// homes are a resident's units, now and on a day to come.
type flats struct {
	units    []homes.Unit
	arrivals []directory.Arrival
}

func (s *screen) readUnits() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (flats, error) {
		units, err := store.Homes.MyUnits(ctx, actor)
		if err != nil {
			return flats{}, err
		}
		arrivals, err := store.Directory.MyArrivals(ctx, actor)
		return flats{units, arrivals}, err
	})
	s.unitsTicket = ticket
	return cmd
}
