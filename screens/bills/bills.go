// Package bills is the treasurer's screen: what each unit owes, who is late and
// by how long, what was paid and by whom it was taken; payments and their
// receipts, bills raised by hand and by the month, late fees, waivers and
// reversals.
package bills

import (
	"context"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings Settings
	Homes    Homes
	Money    Money
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
}

// Money is what the screen asks of the bills and payments.
type Money interface {
	MoneyReads
	MoneyWrites
}

// MoneyReads are its questions.
type MoneyReads interface {
	UnitAccounts(ctx context.Context, actor role.Actor, f money.AccountFilter) (money.AccountPage, error)
	UnitDues(ctx context.Context, actor role.Actor, unit uuid.UUID) (money.UnitDues, error)
	Bill(ctx context.Context, actor role.Actor, id uuid.UUID) (money.Bill, error)
	Bills(ctx context.Context, actor role.Actor, f money.BillFilter) (money.BillPage, error)
	Defaulters(ctx context.Context, actor role.Actor, f money.AgeingFilter) (money.AgeingPage, error)
	Ageing(ctx context.Context, actor role.Actor) (money.Ageing, error)
	Payments(ctx context.Context, actor role.Actor, f money.PaymentFilter) (money.PaymentPage, error)
	Takings(ctx context.Context, actor role.Actor, day value.Day) ([]money.Taking, error)
	Claims(ctx context.Context, actor role.Actor, f money.ClaimFilter) (money.ClaimPage, error)
	PaymentMethodsFor(actor role.Actor) []money.PaymentMethod
	PreviewRun(ctx context.Context, actor role.Actor, month value.Day) (money.RunPreview, error)
	PreviewOverdue(ctx context.Context, actor role.Actor) (money.OverduePreview, error)
	FeesWaiting(ctx context.Context, actor role.Actor) (money.FeesWaiting, error)
	ChargedFees(ctx context.Context, actor role.Actor, day value.Day) (money.ChargedFees, error)
	Receipt(ctx context.Context, actor role.Actor, id uuid.UUID) (money.Receipt, error)
}

// MoneyWrites are its changes.
type MoneyWrites interface {
	Pay(ctx context.Context, actor role.Actor, intent uuid.UUID, n money.PaymentDraft) (money.PaymentDone, error)
	ConfirmClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (money.PaymentDone, error)
	RefuseClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]money.Payment, error)
	ReversePayment(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (money.Payment, error)
	ReverseReceipt(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]money.Payment, error)
	IssueReceipt(ctx context.Context, actor role.Actor, intent, payment uuid.UUID) (money.Receipt, error)
	RaiseBill(ctx context.Context, actor role.Actor, intent uuid.UUID, n money.BillDraft) (money.Bill, error)
	CorrectBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, c money.BillCorrection) (money.Bill, error)
	VoidBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (money.Bill, error)
	WaiveBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, amount value.Paise, reason string) (money.Bill, error)
	RunBills(ctx context.Context, actor role.Actor, month value.Day, progress func(done, total int)) (money.RunResult, error)
	MarkOverdue(ctx context.Context, actor role.Actor, progress func(done, total int)) (money.OverdueMarks, error)
	ChargeLateFees(ctx context.Context, actor role.Actor, intent uuid.UUID, shown []money.BillSum, progress func(done, total int)) (money.FeesCharged, error)
	WaiveLateFees(ctx context.Context, actor role.Actor, intent uuid.UUID, shown []money.BillSum, reason string, progress func(done, total int)) (money.FeesWaived, error)
}

// board is the lists of the society, and those of one unit.
type board = tui.Board[row, story]

// overlay is what stands over the lists until it is left: a form, a receipt, a run.
type overlay interface {
	title() string
	key(msg tea.KeyMsg) tea.Cmd
	update(msg tea.Msg) tea.Cmd
	view(width, height int) string
	setSize(width, height int)
	hints() []key.Binding
	// captures reports whether a field has the keys, dirty whether something typed
	// is not saved, working whether work is under way whose result it will tell.
	captures() bool
	dirty() bool
	working() bool
}

// screen is the bills at one desk.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	keys  keys

	width, height int

	society *board
	// unit is the account that is open over the society's lists, nil while there
	// is none.
	unit *account
	over overlay

	settings       settings.Values
	settingsTicket tui.Ticket
	ageing         money.Ageing
	aged           bool // ageing was read
	ageingTicket   tui.Ticket
	// feesWaiting are the late fees that nobody has charged yet.
	feesWaiting money.FeesWaiting
	feesTicket  tui.Ticket

	waiting       int // how many claims wait
	waitingTicket tui.Ticket
	elsewhere     bool      // their list shows what was recorded elsewhere
	day           value.Day // of the cash close
	reasons       tui.Kept

	// opening is the reading of the dues that the payment's form needs.
	opening tui.Ticket
	// receipt is of the payment recorded last at this desk; justPaid until the
	// next key, when Enter shows it.
	receipt  uuid.UUID
	justPaid bool
	issuing  tui.Ticket
}

// New makes the bills' screen for an actor, whose receipts go to files; id is a
// unit to open, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{
		env: env, store: store, actor: actor, files: files, keys: newKeys(env), settings: settings.Of(nil),
		day: value.DayOf(env.Now()),
	}
	s.society = s.newSociety()
	if unit, err := uuid.Parse(id); err == nil {
		s.unit = s.newAccount(unit, "")
		s.unit.root = true
	}
	return s
}

// Init reads the units that owe, and the account that was asked for.
func (s *screen) Init() tea.Cmd {
	if s.unit != nil {
		return tea.Batch(s.readSettings(), s.unit.board.Init())
	}
	return tea.Batch(s.readSettings(), s.society.Init())
}

// Title stands in the header.
func (s *screen) Title() string {
	switch {
	case s.over != nil:
		return s.env.T("Bills > %s", s.over.title())
	case s.unit != nil && s.unit.label != "" && s.unit.board.Opened != nil:
		return s.env.T("Bills > %s > Bill", s.unit.label)
	case s.unit != nil && s.unit.label != "":
		return s.env.T("Bills > %s", s.unit.label)
	}
	return s.env.T("Bills")
}

// shown is the board whose rows the keys mean.
func (s *screen) shown() *board {
	if s.unit != nil {
		return s.unit.board
	}
	return s.society
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

// CapturesKeys reports whether a field has the keys.
func (s *screen) CapturesKeys() bool {
	if s.over != nil {
		return s.over.captures()
	}
	return s.shown().Lists.Typing()
}

// Dirty reports whether something typed is not saved.
func (s *screen) Dirty() bool { return s.over != nil && s.over.dirty() }

// Unfinished names the run, or the writes, whose outcome the person would not
// learn.
func (s *screen) Unfinished() string {
	if s.over != nil && s.over.working() {
		return s.env.T("the outcome of the run")
	}
	return s.society.Sends.Unfinished()
}

// Waiting reports whether the next key would mean the wrong thing: what the
// lists wait for, or a form or a receipt about to be shown.
func (s *screen) Waiting() bool {
	if s.over != nil {
		return s.society.Sends.Sending()
	}
	return s.opening.Valid() || s.issuing.Valid() || s.society.Sends.Sending() || s.shown().Waiting()
}

// Back is Esc: from what stands over a list to the list, from a unit's account to
// the society's lists, from a search to the whole list.
func (s *screen) Back() (tea.Cmd, bool) {
	switch {
	case s.opening.Valid() || s.issuing.Valid():
		s.opening, s.issuing = tui.Ticket{}, tui.Ticket{}
		return nil, true
	case s.over != nil && s.over.working():
		s.tell(tui.NotifyRefusal, s.env.T("Still at work; wait until it is done."))
		return nil, true
	case s.over != nil:
		s.over = nil
		return nil, true
	}
	if cmd, stepped := s.shown().Back(); stepped {
		return cmd, true
	}
	if s.unit == nil || s.unit.root {
		return nil, false
	}
	s.unit = nil
	// What went on while the society's lists were hidden.
	return s.society.Reread(), true
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd { return tea.Batch(s.readSettings(), s.reread()) }

// reread reads the lists that are shown, and what stands over them; the hidden ones
// are read when they are next shown.
func (s *screen) reread() tea.Cmd {
	var over tea.Cmd
	if p, ok := s.over.(interface{ again() tea.Cmd }); ok {
		over = p.again()
	}
	if s.unit != nil {
		s.society.Lists.Spoil()
		return tea.Batch(over, s.unit.board.Reread())
	}
	return tea.Batch(over, s.society.Reread())
}

func (s *screen) readSettings() tea.Cmd {
	ticket, cmd := tui.Load(s.env, s.store.Settings.Values)
	s.settingsTicket = ticket
	return cmd
}

func (s *screen) readAgeing() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (money.Ageing, error) {
		return store.Money.Ageing(ctx, actor)
	})
	s.ageingTicket = ticket
	return cmd
}

// readWaiting reads how many claims wait.
func (s *screen) readWaiting() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (claimsWaiting, error) {
		page, err := store.Money.Claims(ctx, actor, money.ClaimFilter{Limit: 1})
		return claimsWaiting(page.Waiting), err
	})
	s.waitingTicket = ticket
	return cmd
}

// readBeside reads what stands beside the society's lists.
func (s *screen) readBeside() tea.Cmd {
	return tea.Batch(s.readAgeing(), s.readWaiting(), s.readFeesWaiting())
}

// settle tells whether a write is in the database.
func (s *screen) settle() func(context.Context, uuid.UUID) (bool, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context, key uuid.UUID) (bool, error) { return store.Settle(ctx, actor, key) }
}
