package home

import (
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data/receipt"
	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// receiptWidth is the width of a receipt as it is printed.
const receiptWidth = 80

// billColumns are those of what is due. Narrow terminals lose the amount first,
// then the unit.
func (d *dues) billColumns() []tui.Column {
	env := d.s.env
	return []tui.Column{
		{Title: env.T("Due"), Min: 11},
		{Title: env.T("For"), Min: 14, Flex: 1, Max: 44},
		{Title: env.T("Unit"), Min: 7, Drop: 1},
		{Title: env.T("Amount"), Min: 11, Right: true, Drop: 2},
		{Title: env.T("Left"), Min: 11, Right: true},
		{Title: env.T("Late"), Min: 6, Right: true},
	}
}

func (d *dues) billRow(o owed) []tui.Cell {
	b := *o.bill
	row := tui.Cells(show.Day(d.s.env, b.DueDate), show.BillFor(d.s.env, b), tui.OrDash(b.Unit), b.Amount.String(), b.Due().String(), "-")
	switch days := show.DaysLate(d.s.env, b); {
	case b.Claimed > 0 && (days == 0 || b.Claimable() == 0):
		row[5].Text = d.s.env.T("waits")
	case days > 0:
		row[5] = tui.Cell{Text: d.s.env.T("%sd!", strconv.Itoa(days)), Tone: tui.ToneDanger}
	}
	return row
}

// paymentColumns are those of what was paid. Narrow terminals lose the method
// first, then the unit.
func (d *dues) paymentColumns() []tui.Column {
	env := d.s.env
	return []tui.Column{
		{Title: env.T("Paid"), Min: 11},
		{Title: env.T("For"), Min: 14, Flex: 1, Max: 44},
		{Title: env.T("Unit"), Min: 7, Drop: 1},
		{Title: env.T("Method"), Min: 8, Flex: 1, Max: 13, Drop: 2},
		{Title: env.T("Amount"), Min: 11, Right: true},
		{Title: env.T("Receipt"), Min: 11},
	}
}

func (d *dues) paymentRow(o owed) []tui.Cell {
	p := *o.payment
	row := tui.Cells(show.Day(d.s.env, value.DayOf(p.At.In(d.s.env.Now().Location()))), show.PaidFor(d.s.env, p), tui.OrDash(p.Unit),
		d.s.env.Term(string(p.Method)), p.Amount.String(), tui.OrDash(p.Receipt))
	switch p.Status {
	case money.PaymentSucceeded:
	case money.PaymentClaimed:
		row[5].Text = d.s.env.T("waits")
	case money.PaymentWithdrawn:
		row[5].Text = d.s.env.Term(p.Status.Word())
	default:
		row[5] = tui.Cell{Text: d.s.env.Term(p.Status.Word()), Tone: tui.ToneDanger}
	}
	return row
}

// lines are a bill or a payment, whole.
func (d *dues) lines(o owed, more owedMore, width int) []string {
	if o.bill != nil {
		return d.billLines(*o.bill, more.payments, width)
	}
	return d.paymentLines(*o.payment, more.receipt, width)
}

func (d *dues) billLines(b money.Bill, payments []money.Payment, width int) []string {
	env, th := d.s.env, d.s.env.Theme
	rows := [][2]string{
		{env.T("Unit"), tui.OrDash(b.Unit)},
		{env.T("Billed"), show.Day(d.s.env, b.BillDate)},
		{env.T("Due"), show.Day(d.s.env, b.DueDate)},
		{env.T("Amount"), show.Rupees(d.s.env, b.Amount)},
	}
	if b.Waived > 0 {
		rows = append(rows, [2]string{env.T("Waived"), show.Rupees(d.s.env, b.Waived)})
	}
	if b.Paid > 0 {
		rows = append(rows, [2]string{env.T("Paid"), show.Rupees(d.s.env, b.Paid)})
	}
	rows = append(rows, [2]string{env.T("Left"), show.Rupees(d.s.env, b.Due())})
	if b.Claimed > 0 {
		rows = append(rows, [2]string{env.T("Waits"), env.T("%s: the office has to confirm it", show.Rupees(d.s.env, b.Claimed))})
	}
	if b.RunMonth != nil && b.Description != "" {
		rows = append(rows, [2]string{env.T("Note"), b.Description})
	}
	state := tui.Cell{Text: env.Term(b.Status.Word())}
	if days := show.DaysLate(d.s.env, b); days > 0 {
		state = tui.Cell{Text: env.Count(days, "1 day late!", "%d days late!"), Tone: tui.ToneDanger}
	}
	lines := th.Facts(show.BillFor(d.s.env, b), state, rows, width)
	if len(payments) > 0 {
		lines = append(lines, "")
	}
	for _, p := range payments {
		said := []string{show.Paid(env, p), show.Rupees(d.s.env, p.Amount), env.Term(string(p.Method)), d.state(p)}
		if p.Receipt != "" {
			said = append(said, env.T("receipt %s", p.Receipt))
		}
		if p.RefusalReason != "" {
			said = append(said, p.RefusalReason)
		}
		lines = append(lines, th.Clip("   "+tui.Plain(strings.Join(said, "  ")), width))
	}
	return lines
}

// paymentLines are a payment's receipt as it prints, or where there is none, or
// no room for it, the payment's facts.
func (d *dues) paymentLines(p money.Payment, r *money.Receipt, width int) []string {
	env, th := d.s.env, d.s.env.Theme
	if r != nil && width >= receiptWidth {
		text := receipt.Text(*r, d.s.settings.Val.Zone(), th.Glyphs.Rupee)
		return strings.Split(strings.TrimRight(text, "\n"), "\n")
	}
	rows := [][2]string{
		{env.T("Unit"), tui.OrDash(p.Unit)},
		{env.T("For"), show.PaidFor(d.s.env, p)},
		{env.T("Paid"), show.Paid(env, p)},
		{env.T("By"), tui.OrDash(p.Payer)},
		{env.T("Method"), tui.OrDash(env.Term(string(p.Method)))},
		{env.T("Ref."), tui.OrDash(p.Reference)},
		{env.T("Receipt"), tui.OrDash(p.Receipt)},
	}
	if r != nil {
		rows = append(rows, [2]string{env.T("In all"), show.Rupees(d.s.env, r.Total)}, [2]string{env.T("In words"), receipt.Words(r.Total)})
	}
	if p.ReversalReason != "" {
		rows = append(rows, [2]string{env.T("Reversed"), p.ReversalReason})
	}
	rows = append(rows, d.claimFacts(p)...)
	state := tui.Cell{Text: d.state(p)}
	switch p.Status {
	case money.PaymentSucceeded, money.PaymentClaimed, money.PaymentWithdrawn:
	default:
		state.Tone = tui.ToneDanger
	}
	if p.Simulated {
		state.Tone = tui.ToneDanger
	}
	return th.Facts(show.Rupees(d.s.env, p.Amount), state, rows, width)
}
