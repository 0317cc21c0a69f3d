package bills

import (
	"cmp"
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// account is the page of one unit: what it owes, all its bills, its payments.
type account struct {
	lists
	id    uuid.UUID
	label string // as the list that it was opened from named it
	dues  *tui.Fetch[money.UnitDues]
	width int
}

// side is one of an account's lists.
type side int

const (
	owed side = iota
	history
	paid
)

func (s *screen) newAccount(id uuid.UUID, label string) *account {
	a := &account{id: id, label: label, dues: tui.NewFetch[money.UnitDues](s.Stack)}
	l := tui.NewLists(s.env, s.dueTable(), s.historyTable(), s.paymentTable(true))
	l.Name = a.listName
	l.Source = func(at int, term string) tui.Source[row] { return a.source(side(at), term) }
	l.Empty = a.empty
	a.lists = lists{
		board: tui.NewBoardPage[row, story](s.Stack, l), s: s,
		unit: func() (uuid.UUID, string, bool) { return a.id, a.called(), true },
	}
	a.Holds = func(at int, r row) bool { return (side(at) == paid) == (r.payment != nil) && a.holds(side(at), r) }
	a.Read, a.board.Lines = s.readBill, s.billLines
	a.Beside = func() tea.Cmd { return a.dues.Ask(s.readDues(id)) }
	a.Offered = a.commands()
	return a
}

// commands are what can be done in an account; where what it owes could not be
// read, r tries that again as well.
func (a *account) commands() tui.Commands {
	failed := func() bool { return a.Failed() || a.dues.Err() != nil }
	return tui.Commands{
		append(a.now(failed), a.moves()...),
		append(a.ListCommands(tui.HelpOnly), a.s.BackCommand().HintAt(tui.HintedLast)),
	}
}

// holds keeps a bill that was settled off the list of what is owed.
func (a *account) holds(at side, r row) bool { return at != owed || r.bill.Due() > 0 }

// readDues gives the reader of what a unit owes.
func (s *screen) readDues(unit uuid.UUID) func(context.Context) (money.UnitDues, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) (money.UnitDues, error) { return store.Money.UnitDues(ctx, actor, unit) }
}

// called is the unit's label, empty while it is not known.
func (a *account) called() string { return cmp.Or(a.dues.Val.Unit, a.label) }

// Name is the unit, and the bill that is opened.
func (a *account) Name() string {
	if label := a.called(); label != "" && a.Opened != nil {
		return a.s.env.T("%s > Bill", label)
	}
	return a.called()
}

// SetSize gives the page's size in cells.
func (a *account) SetSize(width, height int) {
	a.width = width
	a.board.SetSize(width, max(0, height-1))
}

// View draws the lists, or the opened bill, under whose account it is.
func (a *account) View() string { return a.head() + "\n" + a.board.View() }

func (a *account) listName(at int) string {
	env := a.s.env
	switch side(at) {
	case history:
		return env.T("All bills")
	case paid:
		return env.T("Payments")
	}
	if !a.dues.Known() {
		return env.T("Dues")
	}
	return env.T("Dues") + " " + strconv.Itoa(a.dues.Val.Bills)
}

func (a *account) source(at side, term string) tui.Source[row] {
	s, unit := a.s, a.id
	store, actor := s.store, s.actor
	switch at {
	case paid:
		return sought(term, func(ctx context.Context, after *row, limit int) (tui.Batch[row], error) {
			f := money.PaymentFilter{Unit: &unit, Limit: limit}
			if after != nil {
				f.After = after.payment.Cursor()
			}
			page, err := store.Money.Payments(ctx, actor, f)
			return rowsOf(page.Payments, page.More, paymentRow, err)
		}, paymentTexts)
	case history:
		return sought(term, func(ctx context.Context, after *row, limit int) (tui.Batch[row], error) {
			f := money.BillFilter{Unit: &unit, Limit: limit}
			if after != nil {
				f.After = after.bill.Cursor()
			}
			page, err := store.Money.Bills(ctx, actor, f)
			return rowsOf(page.Bills, page.More, billRow, err)
		}, billTexts)
	}
	return sought(term, func(ctx context.Context, _ *row, _ int) (tui.Batch[row], error) {
		dues, err := store.Money.UnitDues(ctx, actor, unit)
		return rowsOf(dues.Open, false, billRow, err)
	}, billTexts)
}

func billRow(b *money.Bill) row { return row{bill: b} }

// billTexts are what a search among bills looks through.
func billTexts(r row) []string { return []string{r.bill.Type, r.bill.Description} }

// paymentTexts are what a search among a unit's payments looks through.
func paymentTexts(r row) []string {
	p := r.payment
	return []string{p.Receipt, string(p.Method), p.Reference, p.BillType, p.Description, p.Payer}
}

func (a *account) empty(at int, term string) string {
	env := a.s.env
	switch {
	case term != "" && side(at) == paid:
		return env.T("No payment here matches %s. Esc shows all.", term)
	case term != "":
		return env.T("No bill here matches %s. Esc shows all.", term)
	case side(at) == history && a.s.manages():
		return env.T("No bill was ever raised. n raises one.")
	case side(at) == history:
		return env.T("No bill was ever raised.")
	case side(at) == paid:
		return env.T("Nothing was paid yet.")
	case a.s.manages():
		return env.T("Nothing is due. Tab shows all bills, n raises one.")
	}
	return env.T("Nothing is due. Tab shows all bills.")
}

// head says whose account it is and what it owes.
func (a *account) head() string {
	th, env, width, dues := a.s.env.Theme, a.s.env, a.width, a.dues.Val
	name := tui.Plain(a.called())
	switch sorry := a.dues.Sorry(); {
	case sorry != "":
		return " " + th.Danger.Render(th.Clip("! "+tui.Plain(sorry), width-2))
	case !a.dues.Known():
		return " " + th.Title.Render(th.Clip(name, max(1, width-2)))
	}
	state, late := env.T("owes nothing"), ""
	switch {
	case dues.Claimed > 0 && width >= receiptWidth:
		state = env.T("owes %s, %s waits", show.Rupees(a.s.env, dues.Due), show.Rupees(a.s.env, dues.Claimed))
	case dues.Due > 0:
		state = env.T("owes %s", show.Rupees(a.s.env, dues.Due))
	}
	if dues.Credit > 0 {
		state += env.T(", paid %s ahead", show.Rupees(a.s.env, dues.Credit))
	}
	if dues.Late > 0 {
		late = env.T("%s late!", show.Rupees(a.s.env, dues.Late))
	}
	who := show.Joined(", ", dues.Block, dues.Contact)
	room := max(0, width-tui.Width(name)-tui.Width(state)-tui.Width(late)-9)
	line := " " + th.Title.Render(name) + "  " + th.Fit(tui.Plain(who), room, false) + "  " + state
	if late != "" {
		line += "  " + th.Danger.Render(late)
	}
	return th.Clip(line, width)
}

// readBill gives the reader of a bill and the payments on it.
func (s *screen) readBill(id string) func(context.Context) (row, story, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) (row, story, error) {
		bill, err := uuid.Parse(id)
		if err != nil {
			return row{}, nil, err
		}
		b, err := store.Money.Bill(ctx, actor, bill)
		if err != nil {
			return row{}, nil, err
		}
		page, err := store.Money.Payments(ctx, actor, money.PaymentFilter{Bill: &bill, Limit: 200})
		return row{bill: &b}, page.Payments, err
	}
}

// billLines are all there is to say about a bill, and the payments on it.
func (s *screen) billLines(r row, on story, width int) []string {
	env, b := s.env, r.bill
	facts := [][2]string{
		{env.T("Unit"), tui.OrDash(b.Unit)},
		{env.T("Amount"), show.Rupees(s.env, b.Amount)},
		{env.T("Waived"), show.Rupees(s.env, b.Waived)},
		{env.T("Paid"), show.Rupees(s.env, b.Paid)},
		{env.T("Left"), show.Rupees(s.env, b.Due())},
		{env.T("Date"), show.Day(s.env, b.BillDate)},
		{env.T("Due"), show.Day(s.env, b.DueDate)},
	}
	if b.Claimed > 0 {
		facts = append(facts, [2]string{env.T("Waits"), env.T("%s: to be confirmed or cleared", show.Rupees(s.env, b.Claimed))})
	}
	if late := s.lateDays(*b); late.Tone == tui.ToneDanger {
		facts[6][1] += ", " + env.T("late %s", late.Text)
	}
	if b.FeeBase != nil && b.FeePercent != "" {
		facts = append(facts, [2]string{env.T("Fee"), show.FeeArithmetic(s.env, b.FeePercent, *b.FeeBase)})
	}
	if b.RunMonth != nil {
		facts = append(facts, [2]string{env.T("Month"), s.month(*b.RunMonth)})
	}
	if b.Description != "" {
		facts = append(facts, [2]string{env.T("Text"), b.Description})
	}
	if b.VoidedAt != nil {
		facts = append(facts, [2]string{env.T("Void"), show.Joined(": ", env.DateTime(*b.VoidedAt), b.VoidReason)})
	}
	lines := env.Theme.Facts(env.Term(b.Type), s.status(*b), facts, width)
	if len(on) > 0 {
		lines = append(lines, "")
	}
	for _, p := range on {
		text := show.Joined(", ", show.Paid(env, p)+"  "+show.Rupees(s.env, p.Amount), string(p.Method), p.Payer, p.Receipt)
		if p.Status != money.PaymentSucceeded {
			text += ", " + show.Joined(": ", env.Term(p.Status.Word()), p.ReversalReason, p.RefusalReason)
		}
		lines = append(lines, env.Theme.Clip("   "+tui.Plain(text), width))
	}
	return lines
}
