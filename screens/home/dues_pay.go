package home

import (
	"bytes"
	"context"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/receipt"
	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

const (
	amountField    field = "amount"
	methodField    field = "method"
	referenceField field = "reference"
	paidOnField    field = "paid_on"
)

// payment is the form of what a resident paid, with how it is shared out among the
// bills: a claim that the office confirms, or a simulated payment.
type payment struct {
	*tui.Sheet[field]
	d *dues
	// claims tells the two apart, as the society's setting was when it was opened.
	claims bool
	was    money.ResidentPayments
	unit   money.UnitDues
	// now is what is due by now, read again after a refusal.
	now *tui.Fetch[money.UnitDues]

	width, height int
}

// payKey opens the form for the unit that is meant: that of the bill under the
// cursor, else the one that owes, else the one that is chosen.
func (d *dues) payKey() tea.Cmd {
	env, owing := d.s.env, d.accounts.Val.owing
	if o, ok := d.board.Subject(); ok && d.s.Holds(d.board) && o.bill != nil && o.bill.UnitID != nil {
		if !d.s.livesIn(*o.bill.UnitID) {
			return d.board.Tell(tui.NotifyRefusal, env.T("You do not live in %s any more; the office takes what is due there.", tui.OrDash(o.bill.Unit)))
		}
		return d.payFor(*o.bill.UnitID)
	}
	switch {
	case len(owing) == 0 && !d.accounts.Known():
		d.board.Tell(tui.NotifyRefusal, env.T("It is not known yet what is due. Try again in a moment."))
		return d.readAccounts()
	case len(owing) == 0:
		return d.board.Tell(tui.NotifyInfo, env.T("Nothing is due."))
	case len(owing) == 1:
		return d.payFor(owing[0].UnitID)
	}
	p := tui.Pick{Text: env.T("Pay for which unit?")}
	for _, a := range owing {
		p.Options = append(p.Options, tui.Option{Value: a.UnitID.String(), Label: a.Unit, Detail: show.Rupees(d.s.env, a.Due)})
	}
	p.OnPick = func(o tui.Option) tea.Cmd {
		unit, err := uuid.Parse(o.Value)
		if err != nil {
			return nil
		}
		return d.payFor(unit)
	}
	return env.Do(p)
}

// owes gives the reader of what a unit owes.
func (d *dues) owes(unit uuid.UUID) func(context.Context) (money.UnitDues, error) {
	store, actor := d.s.store, d.s.actor
	return func(ctx context.Context) (money.UnitDues, error) { return store.Money.UnitDues(ctx, actor, unit) }
}

func (d *dues) payFor(unit uuid.UUID) tea.Cmd {
	return tui.Await(d.s.Stack, d.owes(unit), d.openPayment)
}

// openPayment opens the form on what the unit owes: its oldest due in full, of a
// claim as far as nobody claims it yet.
func (d *dues) openPayment(unit money.UnitDues, err error) tea.Cmd {
	s := d.s
	switch {
	case err != nil:
		return d.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	case len(unit.Open) == 0:
		return d.board.Tell(tui.NotifyInfo, s.env.T("%s owes nothing.", unit.Unit))
	}
	was := money.PaymentsByResidents().In(s.settings.Val)
	p := &payment{d: d, unit: unit, claims: was == money.ResidentsClaim, was: was, now: tui.NewFetch[money.UnitDues](s.Stack)}
	p.now.Then = p.tookDues
	first, _ := p.plan(unit.Due)
	if len(first) == 0 {
		return d.board.Tell(tui.NotifyInfo, s.env.T("All that %s owes waits for the office: nothing is left to pay.", unit.Unit))
	}
	fields := []tui.Field[field]{
		{
			Key: amountField, Label: s.env.T("Amount"), Width: 16, MaxRunes: 20, Replaces: true,
			Value: first[0].Due.String(), Check: p.checkAmount, OnChange: p.changed,
		},
		{Key: methodField, Label: s.env.T("Method"), Kind: tui.FieldChoice, Options: d.methods()},
		{Key: referenceField, Label: s.env.T("Reference"), Width: 34, MaxRunes: 100, Required: p.claims},
	}
	if p.claims {
		fields = append(fields, p.dayInput())
	}
	form := tui.NewForm(s.env, fields...)
	form.SaveLabel = s.env.T("pay")
	form.OnSubmit = p.submit
	if p.claims {
		form.SaveLabel = s.env.T("tell the office")
		form.Note(referenceField, s.env.T("as your bank or app gave it"))
	} else {
		form.Note(referenceField, s.env.T("made up where empty"))
	}
	p.Sheet = tui.NewSheetPage(s.Stack, s.env.T("Pay"), "", form)
	return s.Push(p)
}

// heading names the unit and what it owes, and that no money moves, shortly where
// that would be cut.
func (p *payment) heading() string {
	env, unit, due := p.d.s.env, p.unit.Unit, show.Rupees(p.d.s.env, p.unit.Due)
	narrow := p.width < receiptWidth
	switch {
	case p.claims && narrow:
		return env.T("What you paid: %s owes %s", unit, due)
	case p.claims:
		return env.T("What you paid for %s, which owes %s", unit, due)
	case narrow:
		return env.T("Pay, simulated: %s owes %s", unit, due)
	}
	return env.T("Pay for %s, which owes %s (simulated)", unit, due)
}

// plan shares an amount out over what is due, of a claim over what of that nobody
// claims yet.
func (p *payment) plan(amount value.Paise) (plan []money.Allocation, over value.Paise) {
	if p.claims {
		return p.unit.PlanClaim(amount, nil)
	}
	return p.unit.Plan(amount, nil)
}

// methods are the ways in which a resident may pay.
func (d *dues) methods() []tui.Option {
	var options []tui.Option
	for _, m := range d.s.store.Money.PaymentMethodsFor(d.s.actor) {
		options = append(options, tui.Option{Value: string(m), Label: d.s.env.Term(string(m))})
	}
	return options
}

// amount is what stands in the form, zero where it is no amount above zero.
func (p *payment) amount() value.Paise {
	amount, _ := value.ReadAmount(p.Form.Value(amountField))
	return amount
}

func (p *payment) checkAmount(string) error {
	amount, err := value.ReadAmount(p.Form.Value(amountField))
	if err != nil {
		return err
	}
	_, over := p.plan(amount)
	switch most := amount - over; {
	case over == 0:
		return nil
	case most < p.unit.Due:
		return complaint("At most %s is left: %s waits for the office.", show.Rupees(p.d.s.env, most), show.Rupees(p.d.s.env, p.unit.Due-most))
	}
	return complaint("At most %s is due.", show.Rupees(p.d.s.env, p.unit.Due))
}

// changed makes the room that the shares need.
func (p *payment) changed(string) tea.Cmd {
	p.layout()
	return nil
}

// submit pays or claims just the shares that are shown.
func (p *payment) submit() tea.Cmd {
	form := p.Form
	plan, _ := p.plan(p.amount())
	method, reference := money.PaymentMethod(form.Value(methodField)), strings.TrimSpace(form.Value(referenceField))
	store, actor := p.d.s.store, p.d.s.actor
	if p.claims {
		n := money.ClaimDraft{
			Unit: p.unit.UnitID, Amount: p.amount(), Shown: plan, Method: method, Reference: reference, PaidOn: p.paidOn(),
		}
		return p.send(func(ctx context.Context, key uuid.UUID) ([]money.Payment, error) {
			return store.Money.ClaimPayment(ctx, actor, key, n)
		})
	}
	n := money.PaymentDraft{Unit: p.unit.UnitID, Amount: p.amount(), Shown: plan, Method: method, Reference: reference}
	return p.send(func(ctx context.Context, key uuid.UUID) ([]money.Payment, error) {
		done, err := store.Money.Pay(ctx, actor, key, n)
		return done.Payments, err
	})
}

// send writes what the form has, and shows where it stands then.
func (p *payment) send(write func(ctx context.Context, key uuid.UUID) ([]money.Payment, error)) tea.Cmd {
	d, s, sum, unit := p.d, p.d.s, show.Rupees(p.d.s.env, p.amount()), p.unit.Unit
	what := s.env.T("payment of %s for %s", sum, unit)
	return tui.SendSheet(p.Sheet, s.Sends, what, write, func(out tui.Outcome[[]money.Payment]) tea.Cmd {
		if !out.Saved {
			return p.refused(out.Err)
		}
		goes := p.Open() && d.board.InList() && s.board.InList()
		closed := p.Close()
		if !out.Answered || len(out.Val) == 0 {
			d.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
			return tea.Batch(closed, s.Stack.Refresh())
		}
		switch {
		case p.claims:
			d.board.Tell(tui.NotifySuccess, s.env.T("The office was told of %s for %s: it counts once they confirm it.", sum, unit))
		case goes:
			d.board.TellOf(owed{payment: &out.Val[0]}, tui.NotifySuccess,
				s.env.T("Paid %s for %s. Receipt %s: Enter shows it.", sum, unit, out.Val[0].Receipt))
		default:
			d.board.Tell(tui.NotifySuccess, s.env.T("Paid %s for %s. Receipt %s.", sum, unit, out.Val[0].Receipt))
		}
		if !goes {
			return tea.Batch(closed, s.Stack.Refresh())
		}
		return tea.Batch(closed, goTo(s, d.board, paidTab, owed{payment: &out.Val[0]}.id()), d.readAccounts())
	})
}

// refused keeps the form, and shows beside it what is due by now: somebody else
// of the unit may have paid.
func (p *payment) refused(err error) tea.Cmd {
	p.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	s := p.d.s
	if money.PaymentsByResidents().In(s.settings.Val) != p.was {
		p.d.board.Tell(tui.NotifyRefusal, s.env.T("not saved: how residents pay was changed meanwhile. Esc, then p, shows how."))
	}
	return tea.Batch(p.now.Ask(p.d.owes(p.unit.UnitID)), s.Stack.Refresh())
}

func (p *payment) tookDues(now money.UnitDues, err error) tea.Cmd {
	if err == nil {
		p.unit = now
		p.layout()
	}
	return nil
}

// SetSize gives the page's size in cells.
func (p *payment) SetSize(width, height int) {
	p.width, p.height = width, height
	p.layout()
}

// layout leaves the form the room that the shares do not need.
func (p *payment) layout() {
	p.Title = p.heading()
	p.Sheet.SetSize(p.width, max(2, p.height-len(p.shares())))
}

// View draws the form with the shares under it.
func (p *payment) View() string {
	return strings.Join(append([]string{p.Sheet.View()}, p.shares()...), "\n")
}

// shares show what of the amount goes to which bill, and what is left of it then.
func (p *payment) shares() []string {
	env, th := p.d.s.env, p.d.s.env.Theme
	plan, _ := p.plan(p.amount())
	width := p.width
	lines := show.Shares(env, plan, p.unit.Open, width, max(1, p.height/2-2))
	if p.claims {
		lines = append(lines, "")
		for _, l := range tui.Wrap(env.T("This pays nothing: it tells the office what you paid. They confirm it, or say why not."), max(1, width-4)) {
			lines = append(lines, "   "+th.Muted.Render(l))
		}
	}
	return lines
}

// openKey shows what is under the cursor whole; a payment that another program
// recorded gets its receipt when somebody asks.
func (d *dues) openKey() tea.Cmd {
	o, _ := d.board.Subject()
	d.board.OpenedName = d.s.env.T("Bill")
	if o.payment != nil {
		d.board.OpenedName = d.s.env.T("Payment")
	}
	if o.payment == nil || o.payment.ReceiptID != nil || o.payment.Status != money.PaymentSucceeded {
		return d.board.Open()
	}
	return d.s.env.Do(tui.Confirm{
		Text:  d.s.env.T("No receipt was issued for these %s. Issue one?", show.Rupees(d.s.env, o.payment.Amount)),
		OnYes: func() tea.Cmd { return d.issue(*o.payment) },
	})
}

func (d *dues) issue(p money.Payment) tea.Cmd {
	store, actor := d.s.store, d.s.actor
	return tui.SendChange(d.board, tui.Change[money.Receipt]{
		What: d.s.env.T("receipt for %s of %s", show.Rupees(d.s.env, p.Amount), tui.OrDash(p.Unit)),
		Write: func(ctx context.Context, key uuid.UUID) (money.Receipt, error) {
			return store.Money.IssueReceipt(ctx, actor, key, p.ID)
		},
		Tell:   func(r money.Receipt) string { return d.s.env.T("Issued receipt %s: Enter shows it.", r.Number) },
		Stands: func(money.Receipt) func() bool { return d.board.Stands(owed{payment: &p}) },
		Put: func(r money.Receipt) {
			p.ReceiptID, p.Receipt = &r.ID, r.Number
			d.board.Put(owed{payment: &p})
		},
	})
}

// receiptShown reports whether a receipt stands on the page.
func (d *dues) receiptShown() bool { return d.board.InOpened() && d.board.Opened.Detail.receipt != nil }

// fileReceipt writes the shown receipt as PDF where the person fetches files.
func (d *dues) fileReceipt() tea.Cmd {
	s, r := d.s, *d.board.Opened.Detail.receipt
	var pdf bytes.Buffer
	if err := receipt.PDF(&pdf, r, s.settings.Val.Zone()); err != nil {
		return d.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	}
	return s.WriteFile(s.files, s.env.T("receipt %s", r.Number), tui.File{Name: tui.FileName("receipt", r.Number) + ".pdf", Rows: 1}, pdf.Bytes())
}
