package home

import (
	"context"
	"slices"
	"strconv"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// The lists of the dues, which stand behind the visitors'.
const (
	owingTab = iota
	paidTab
	duesTabs
)

// owed is a row of the dues: a bill with something due, or a payment. One of the
// two is set.
type owed struct {
	bill    *money.Bill
	payment *money.Payment
}

// id names a row for good.
func (o owed) id() string {
	if o.bill != nil {
		return o.bill.ID.String()
	}
	return o.payment.ID.String()
}

// owedMore is what is read of an opened row besides: a bill's payments, and a
// payment's receipt where it has one.
type owedMore struct {
	payments []money.Payment
	receipt  *money.Receipt
}

// dues are what the resident's units owe and what was paid.
type dues struct {
	s        *screen
	board    *tui.Board[owed, owedMore]
	accounts *tui.Fetch[accounts]
}

// accounts stand beside the lists: the units with something due, and what of the
// payments waits for the office.
type accounts struct {
	owing   []money.Account
	waiting []money.Payment
}

func newDues(s *screen) *dues {
	d := &dues{s: s, accounts: tui.NewFetch[accounts](s.Stack)}
	tables := [duesTabs]*tui.Table[owed]{
		tui.NewTable(s.env, d.billColumns(), owed.id, d.billRow),
		tui.NewTable(s.env, d.paymentColumns(), owed.id, d.paymentRow),
	}
	tables[paidTab].Faint = func(o owed) bool {
		return o.payment.Status != money.PaymentSucceeded && o.payment.Status != money.PaymentClaimed
	}
	l := tui.NewLists(s.env, tables[:]...)
	l.Name = func(at int) string { return d.names()[at] }
	l.Source = func(at int, _ string) tui.Source[owed] {
		if at == paidTab {
			return d.paid()
		}
		return d.owing()
	}
	l.Empty = func(at int, _ string) string {
		if at == paidTab {
			return s.env.T("Nothing has been paid yet.")
		}
		if s.onlyMovesIn() {
			return s.movesIn()
		}
		return s.env.T("Nothing is due.")
	}
	l.Aside = d.total
	l.Pane = func(o owed, width int) []string { return d.lines(o, owedMore{}, width) }
	d.board = tui.NewBoardPage[owed, owedMore](s.Stack, l)
	d.board.Holds = func(at int, o owed) bool { return (at == owingTab) == (o.bill != nil) }
	d.board.Read, d.board.Lines, d.board.Beside = d.read, d.lines, s.readBeside
	return d
}

// names are the lists' names; how many bills are due, and whether one is late,
// stands there as well.
func (d *dues) names() []string {
	due := d.s.env.T("Dues")
	if n, late := d.bills(); n > 0 {
		due += " " + strconv.Itoa(n)
		if late {
			due += "!"
		}
	}
	return []string{due, d.s.env.T("Paid")}
}

// bills counts what is due, and tells whether some of it is late.
func (d *dues) bills() (n int, late bool) {
	for _, a := range d.accounts.Val.owing {
		n, late = n+a.Bills, late || a.Late > 0
	}
	return n, late
}

// total says what is due, what of it is late and what waits for the office, as far
// as there is room.
func (d *dues) total(room int) (text string, danger bool) {
	env := d.s.env
	var due, late, claimed value.Paise
	for _, a := range d.accounts.Val.owing {
		due, late, claimed = due+a.Due, late+a.Late, claimed+a.Claimed
	}
	if due == 0 {
		return "", false
	}
	var whole []string // half a sum would be another sum
	switch waits := show.Rupees(d.s.env, claimed); {
	case late == 0 && claimed == 0:
		whole = []string{env.T("%s due", show.Rupees(d.s.env, due))}
	case late == 0 && claimed >= due:
		whole = []string{env.T("%s due, waits for the office", show.Rupees(d.s.env, due)), env.T("%s waits", waits)}
	case late == 0:
		whole = []string{env.T("%s due, %s waits for the office", show.Rupees(d.s.env, due), waits), env.T("%s due, %s waits", show.Rupees(d.s.env, due), waits), env.T("%s due", show.Rupees(d.s.env, due))}
	case claimed == 0:
		whole = []string{env.T("%s, %s late!", show.Rupees(d.s.env, due), show.Rupees(d.s.env, late)), env.T("%s late!", show.Rupees(d.s.env, late))}
	default:
		whole = []string{
			env.T("%s, %s late!, %s waits", show.Rupees(d.s.env, due), show.Rupees(d.s.env, late), waits),
			env.T("%s late!, %s waits", show.Rupees(d.s.env, late), waits), env.T("%s late!", show.Rupees(d.s.env, late)),
		}
	}
	for _, text := range whole {
		if tui.Width(text) <= room {
			return text, late > 0
		}
	}
	return "", false // the list's own name has the sign of what is late
}

// owing reads the bills with something due, oldest due date first: a payment
// settles them in that order.
func (d *dues) owing() tui.Source[owed] {
	store, actor := d.s.store, d.s.actor
	return func(ctx context.Context, after *owed) (tui.Batch[owed], error) {
		f := money.BillFilter{Statuses: []money.BillStatus{money.Overdue, money.Unpaid, money.PartiallyPaid}, Limit: 500}
		if after != nil {
			f.After = after.bill.Cursor()
		}
		page, err := store.Money.Bills(ctx, actor, f)
		if !page.More && after == nil {
			slices.SortStableFunc(page.Bills, func(a, b money.Bill) int { return a.DueDate.DaysSince(b.DueDate) })
		}
		rows := make([]owed, len(page.Bills))
		for i := range page.Bills {
			rows[i].bill = &page.Bills[i]
		}
		return tui.Batch[owed]{Rows: rows, More: page.More}, err
	}
}

// paid reads the payments, newest first.
func (d *dues) paid() tui.Source[owed] {
	store, actor := d.s.store, d.s.actor
	return func(ctx context.Context, after *owed) (tui.Batch[owed], error) {
		var f money.PaymentFilter
		if after != nil {
			f.After = after.payment.Cursor()
		}
		page, err := store.Money.Payments(ctx, actor, f)
		rows := make([]owed, len(page.Payments))
		for i := range page.Payments {
			rows[i].payment = &page.Payments[i]
		}
		return tui.Batch[owed]{Rows: rows, More: page.More}, err
	}
}

// read gives the reader of an opened row: a bill anew with what was paid on it, a
// payment's receipt.
func (d *dues) read(string) func(context.Context) (owed, owedMore, error) {
	store, actor, o := d.s.store, d.s.actor, *d.board.Opened.Row
	return func(ctx context.Context) (owed, owedMore, error) {
		if o.bill == nil {
			if o.payment.ReceiptID == nil {
				return o, owedMore{}, nil
			}
			r, err := store.Money.Receipt(ctx, actor, *o.payment.ReceiptID)
			return o, owedMore{receipt: &r}, err
		}
		b, err := store.Money.Bill(ctx, actor, o.bill.ID)
		if err != nil {
			return owed{}, owedMore{}, err
		}
		page, err := store.Money.Payments(ctx, actor, money.PaymentFilter{Bill: &b.ID})
		return owed{bill: &b}, owedMore{payments: page.Payments}, err
	}
}

// readAccounts reads what stands beside the lists: what each unit owes, and what waits
// for the office.
func (d *dues) readAccounts() tea.Cmd {
	store, actor := d.s.store, d.s.actor
	return d.accounts.Ask(func(ctx context.Context) (accounts, error) {
		page, err := store.Money.UnitAccounts(ctx, actor, money.AccountFilter{Owing: true, Limit: 200})
		if err != nil {
			return accounts{}, err
		}
		waiting, err := store.Money.Payments(ctx, actor, money.PaymentFilter{Status: money.PaymentClaimed, Limit: 200})
		return accounts{page.Accounts, waiting.Payments}, err
	})
}

// visitNames are the names of the visitors' lists.
func (s *screen) visitNames() []string {
	names := make([]string, tabs)
	for t := range tabs {
		names[t] = s.tabName(t)
	}
	return names
}
