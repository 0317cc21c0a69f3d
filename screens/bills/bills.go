// Package bills is the treasurer's screen: what each unit owes, who is late and
// by how long, what was paid and by whom it was taken; payments and their
// receipts, bills raised by hand and by the month, late fees, waivers and
// reversals.
package bills

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

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
	MoneyDays
	MoneyWrites
}

// MoneyDays are its questions about days: what waits for one, and which are closed.
type MoneyDays interface {
	Cheques(ctx context.Context, actor role.Actor, f money.ChequeFilter) (money.ChequePage, error)
	Closings(ctx context.Context, actor role.Actor, f money.ClosingFilter) (money.ClosingPage, error)
	PreviewClosing(ctx context.Context, actor role.Actor, day value.Day) (money.ClosingPreview, error)
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
	BillRuns(ctx context.Context, actor role.Actor, f money.RunFilter) (money.RunPage, error)
	PreviewTakeBack(ctx context.Context, actor role.Actor, month value.Day) (money.RunBack, error)
	PreviewOverdue(ctx context.Context, actor role.Actor) (money.OverduePreview, error)
	FeesWaiting(ctx context.Context, actor role.Actor) (money.FeesWaiting, error)
	FeeFates(ctx context.Context, actor role.Actor, of money.FeeCause) ([]money.FeeFate, error)
	ClaimFates(ctx context.Context, actor role.Actor, id uuid.UUID) ([]money.FeeFate, error)
	ChargedFees(ctx context.Context, actor role.Actor, day value.Day) (money.ChargedFees, error)
	Receipt(ctx context.Context, actor role.Actor, id uuid.UUID) (money.Receipt, error)
}

// MoneyWrites are its changes.
type MoneyWrites interface {
	Pay(ctx context.Context, actor role.Actor, intent uuid.UUID, n money.PaymentDraft) (money.PaymentDone, error)
	ConfirmClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (money.PaymentDone, error)
	RefuseClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]money.Payment, error)
	ClearCheque(ctx context.Context, actor role.Actor, intent, id uuid.UUID, on value.Day) (money.PaymentDone, error)
	BounceCheque(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]money.Payment, error)
	CloseDay(ctx context.Context, actor role.Actor, intent uuid.UUID, n money.ClosingDraft) (money.Closing, error)
	UndoClosing(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (money.Closing, error)
	ReversePayment(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (money.Payment, error)
	ReverseReceipt(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]money.Payment, error)
	IssueReceipt(ctx context.Context, actor role.Actor, intent, payment uuid.UUID) (money.Receipt, error)
	RaiseBill(ctx context.Context, actor role.Actor, intent uuid.UUID, n money.BillDraft) (money.Bill, error)
	CorrectBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, c money.BillCorrection) (money.Bill, error)
	VoidBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (money.Bill, error)
	WaiveBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, amount value.Paise, reason string) (money.Bill, error)
	RunBills(ctx context.Context, actor role.Actor, month value.Day, progress func(done, total int)) (money.RunResult, error)
	TakeBackRun(ctx context.Context, actor role.Actor, intent uuid.UUID, seen money.BillRun, reason string, progress func(done, total int)) (money.RunTakenBack, error)
	MarkOverdue(ctx context.Context, actor role.Actor, progress func(done, total int)) (money.OverdueMarks, error)
	ChargeLateFees(ctx context.Context, actor role.Actor, intent uuid.UUID, shown []money.BillSum, progress func(done, total int)) (money.FeesCharged, error)
	WaiveLateFees(ctx context.Context, actor role.Actor, intent uuid.UUID, shown []money.BillSum, reason string, progress func(done, total int)) (money.FeesWaived, error)
}

// board is the lists of the society, or those of one unit.
type board = tui.Board[row, story]

// screen is the bills at one desk.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files

	settings *tui.Fetch[settings.Values]
	reasons  tui.Kept
	// paper is the receipt that was opened last.
	paper *paper
	// justPaid is the receipt of the payment that was recorded just now: Enter shows
	// it until another key is pressed.
	justPaid uuid.UUID
	// first, where set, goes to what was asked for.
	first func() tea.Cmd
}

// New makes the bills' screen for an actor, whose receipts go to files; id is a
// unit to open, a ClaimID, a ReceiptID, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files}
	s.Stack = tui.NewStack(env, env.T("Bills"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.settings = tui.NewFetch[settings.Values](s.Stack)
	s.settings.Val = settings.Of(nil)
	if unit, err := uuid.Parse(id); err == nil {
		s.Push(s.newAccount(unit, ""))
		return s
	}
	lists := s.newSociety()
	s.Push(lists)
	if claim, is := strings.CutPrefix(id, claimPrefix); is {
		s.first = func() tea.Cmd { return lists.Lists.GoTo(int(confirming), claim) }
	}
	if receipt, is := strings.CutPrefix(id, receiptPrefix); is {
		if id, err := uuid.Parse(receipt); err == nil {
			s.first = func() tea.Cmd { return s.openReceipt(id) }
		}
	}
	return s
}

// claimPrefix and receiptPrefix tell a claim and a receipt to open from a unit.
const (
	claimPrefix   = "claims/"
	receiptPrefix = "receipts/"
)

// ReceiptID is a receipt as New opens it.
func ReceiptID(id uuid.UUID) string { return receiptPrefix + id.String() }

// ClaimID is a claim as New opens it, in its list.
func ClaimID(id uuid.UUID) string { return claimPrefix + id.String() }

// Init reads the units that owe, or what was asked for.
func (s *screen) Init() tea.Cmd {
	cmds := []tea.Cmd{s.settings.Ask(s.store.Settings.Values), s.Stack.Init()}
	if s.first != nil {
		cmds = append(cmds, s.first())
	}
	return tea.Batch(cmds...)
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd { return tea.Batch(s.settings.Again(), s.Stack.Refresh()) }

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	cmd := s.Stack.Update(msg)
	if _, pressed := msg.(tea.KeyMsg); pressed {
		s.justPaid = uuid.Nil
	}
	return cmd
}

// unsaved tells why a write was not done, and reads again what it rested on.
func (s *screen) unsaved(err error) tea.Cmd {
	s.tell(tui.NotifyRefusal, tui.Unsaved(s.env, err))
	if tui.IsOutage(err) {
		return nil
	}
	return s.Stack.Refresh()
}
