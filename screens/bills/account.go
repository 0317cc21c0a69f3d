package bills

import (
	"context"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// account is one unit: what it owes, all its bills, its payments.
type account struct {
	s     *screen
	id    uuid.UUID
	label string
	// root is set where the screen was opened for this unit: Esc leaves it.
	root   bool
	board  *board
	dues   *money.UnitDues // nil until they are known
	sorry  string          // why they are not
	ticket tui.Ticket
}

// side is one of an account's lists.
type side int

const (
	owed side = iota
	history
	paid
)

func (s *screen) openAccount(id uuid.UUID, label string) tea.Cmd {
	s.unit = s.newAccount(id, label)
	s.layout()
	return s.unit.board.Init()
}

func (s *screen) newAccount(id uuid.UUID, label string) *account {
	a := &account{s: s, id: id, label: label}
	l := tui.NewLists(s.env, s.dueTable(), s.historyTable(), s.paymentTable(true))
	l.Name = a.name
	l.Source = func(at int, term string) tui.Source[row] { return a.source(side(at), term) }
	l.Empty = a.empty
	a.board = tui.NewBoard[row, story](s.env, l, s.settle())
	// What is on its way is followed though the account is closed.
	a.board.Sends = s.society.Sends
	a.board.Holds = func(at int, r row) bool { return (side(at) == paid) == (r.payment != nil) && a.holds(side(at), r) }
	a.board.Read = s.readBill
	a.board.Lines = s.billLines
	a.board.Beside = a.read
	return a
}

// holds keeps a bill that was settled off the list of what is owed.
func (a *account) holds(at side, r row) bool { return at != owed || r.bill.Due() > 0 }

// read reads what the unit owes.
func (a *account) read() tea.Cmd {
	ticket, cmd := a.s.readDues(a.id)
	a.ticket = ticket
	return cmd
}

func (s *screen) readDues(unit uuid.UUID) (tui.Ticket, tea.Cmd) {
	store, actor := s.store, s.actor
	return tui.Load(s.env, func(ctx context.Context) (money.UnitDues, error) {
		return store.Money.UnitDues(ctx, actor, unit)
	})
}

// took takes what the unit owes.
func (a *account) took(l tui.Loaded[money.UnitDues]) {
	a.ticket = tui.Ticket{}
	if l.Err != nil {
		a.sorry = tui.Unread(a.s.env, l.Err, a.dues != nil)
		return
	}
	a.dues, a.label, a.sorry = &l.Val, l.Val.Unit, ""
}

func (a *account) name(at int) string {
	env := a.s.env
	switch side(at) {
	case history:
		return env.T("All bills")
	case paid:
		return env.T("Payments")
	}
	if a.dues == nil {
		return env.T("Dues")
	}
	return env.T("Dues") + " " + strconv.Itoa(a.dues.Bills)
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
	th, env := a.s.env.Theme, a.s.env
	width := a.s.width
	name := tui.Plain(a.label)
	switch {
	case a.sorry != "":
		return " " + th.Danger.Render(th.Clip("! "+tui.Plain(a.sorry), width-2))
	case a.dues == nil:
		return " " + th.Title.Render(th.Clip(name, max(1, width-2)))
	}
	state, late := env.T("owes nothing"), ""
	switch {
	case a.dues.Claimed > 0 && width >= receiptWidth:
		state = env.T("owes %s, claimed %s", a.s.money(a.dues.Due), a.s.money(a.dues.Claimed))
	case a.dues.Due > 0:
		state = env.T("owes %s", a.s.money(a.dues.Due))
	}
	if a.dues.Late > 0 {
		late = env.T("%s late!", a.s.money(a.dues.Late))
	}
	who := strings.Join(nonEmpty(a.dues.Block, a.dues.Contact), ", ")
	room := max(0, width-tui.Width(name)-tui.Width(state)-tui.Width(late)-9)
	line := " " + th.Title.Render(name) + "  " + th.Fit(tui.Plain(who), room, false) + "  " + state
	if late != "" {
		line += "  " + th.Danger.Render(late)
	}
	return th.Clip(line, width)
}

// nonEmpty are the texts that are not empty.
func nonEmpty(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
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
		{env.T("Unit"), orDash(b.Unit)},
		{env.T("Amount"), s.money(b.Amount)},
		{env.T("Waived"), s.money(b.Waived)},
		{env.T("Paid"), s.money(b.Paid)},
		{env.T("Left"), s.money(b.Due())},
		{env.T("Date"), s.date(b.BillDate)},
		{env.T("Due"), s.date(b.DueDate)},
	}
	if b.Claimed > 0 {
		facts = append(facts, [2]string{env.T("Claimed"), env.T("%s: to be confirmed", s.money(b.Claimed))})
	}
	if late := s.lateDays(*b); late.Tone == tui.ToneDanger {
		facts[6][1] += ", " + env.T("late %s", late.Text)
	}
	if b.FeeBase != nil && b.FeePercent != "" {
		facts = append(facts, [2]string{env.T("Fee"), s.arithmetic(b.FeePercent, *b.FeeBase)})
	}
	if b.RunMonth != nil {
		facts = append(facts, [2]string{env.T("Month"), s.month(*b.RunMonth)})
	}
	if b.Description != "" {
		facts = append(facts, [2]string{env.T("Text"), b.Description})
	}
	if b.VoidedAt != nil {
		facts = append(facts, [2]string{env.T("Void"), strings.Join(nonEmpty(env.DateTime(*b.VoidedAt), b.VoidReason), ": ")})
	}
	lines := env.Theme.Facts(env.Term(b.Type), s.status(*b), facts, width)
	if len(on) > 0 {
		lines = append(lines, "")
	}
	for _, p := range on {
		text := strings.Join(nonEmpty(env.DateTime(p.At)+"  "+s.money(p.Amount), string(p.Method), p.Payer, p.Receipt), ", ")
		if p.Status != money.PaymentSucceeded {
			text += ", " + strings.Join(nonEmpty(env.Term(p.Status.Word()), p.ReversalReason, p.RefusalReason), ": ")
		}
		lines = append(lines, env.Theme.Clip("   "+tui.Plain(text), width))
	}
	return lines
}
