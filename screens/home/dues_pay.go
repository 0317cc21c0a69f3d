package home

import (
	"bytes"
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/receipt"
	"github.com/civoranexus/society360/tui"
)

const (
	amountField    field = "amount"
	methodField    field = "method"
	referenceField field = "reference"
)

// payment is the form of a resident's simulated payment (SCHEMA.md 3.9), with how
// it is shared out among the bills.
type payment struct {
	d      *dues
	sheet  *tui.Sheet[field]
	unit   data.UnitDues
	ticket tui.Ticket // of the dues read again after a refusal
}

// payKey opens the form for the unit that is meant: that of the bill under the
// cursor, else the one that owes, else the one that is chosen.
func (d *dues) payKey() tea.Cmd {
	env := d.s.env
	if d.s.onDues {
		if o, ok := d.board.Subject(); ok && o.bill != nil && o.bill.UnitID != nil {
			return d.readDues(*o.bill.UnitID)
		}
	}
	switch len(d.accounts) {
	case 0:
		if !d.counted {
			d.board.Tell(tui.NotifyRefusal, env.T("It is not known yet what is due. Try again in a moment."))
			return d.readAccounts()
		}
		d.board.Tell(tui.NotifyInfo, env.T("Nothing is due."))
		return nil
	case 1:
		return d.readDues(d.accounts[0].UnitID)
	}
	p := tui.Pick{Text: env.T("Pay for which unit?")}
	for _, a := range d.accounts {
		p.Options = append(p.Options, tui.Option{Value: a.UnitID.String(), Label: a.Unit, Detail: d.money(a.Due)})
	}
	p.OnPick = func(o tui.Option) tea.Cmd {
		unit, err := uuid.Parse(o.Value)
		if err != nil {
			return nil
		}
		return d.readDues(unit)
	}
	env.Do(p)
	return nil
}

func (d *dues) dueOf(unit uuid.UUID) (tui.Ticket, tea.Cmd) {
	store, actor := d.s.store, d.s.actor
	return tui.Load(d.s.env, func(ctx context.Context) (duesRead, error) {
		u, err := store.UnitDues(ctx, actor, unit)
		return duesRead(u), err
	})
}

func (d *dues) readDues(unit uuid.UUID) tea.Cmd {
	var cmd tea.Cmd
	d.opening, cmd = d.dueOf(unit)
	return cmd
}

// openPayment opens the form on what the unit owes: its oldest due in full.
func (d *dues) openPayment(unit data.UnitDues, err error) {
	s := d.s
	switch {
	case err != nil:
		d.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		return
	case len(unit.Open) == 0:
		d.board.Tell(tui.NotifyInfo, s.env.T("%s owes nothing.", unit.Unit))
		return
	}
	p := &payment{d: d, unit: unit}
	form := tui.NewForm(s.env,
		tui.Field[field]{
			Key: amountField, Label: s.env.T("Amount"), Width: 16, MaxRunes: 20, Replaces: true,
			Value: unit.Open[0].Due().String(), Check: p.checkAmount, OnChange: p.changed,
		},
		tui.Field[field]{Key: methodField, Label: s.env.T("Method"), Kind: tui.FieldChoice, Options: d.methods()},
		tui.Field[field]{Key: referenceField, Label: s.env.T("Reference"), Width: 34, MaxRunes: 100},
	)
	form.SaveLabel = s.env.T("pay")
	form.OnSubmit = p.submit
	form.Note(referenceField, s.env.T("made up where empty"))
	p.sheet = tui.NewSheet(s.env, "", form, func() {
		if d.pay == p {
			d.pay = nil
		}
	})
	d.pay = p
	s.layout()
}

// heading names the unit and what it owes, and that no money moves, shortly where
// that would be cut.
func (p *payment) heading() string {
	if p.d.s.width < receiptWidth {
		return p.d.s.env.T("Pay, simulated: %s owes %s", p.unit.Unit, p.d.money(p.unit.Due))
	}
	return p.d.s.env.T("Pay for %s, which owes %s (simulated)", p.unit.Unit, p.d.money(p.unit.Due))
}

// methods are the ways in which a resident may pay.
func (d *dues) methods() []tui.Option {
	var options []tui.Option
	for _, m := range d.s.store.PaymentMethodsFor(d.s.actor) {
		options = append(options, tui.Option{Value: string(m), Label: d.s.env.Term(string(m))})
	}
	return options
}

// amount is what stands in the form, zero where it is no amount above zero.
func (p *payment) amount() data.Paise {
	amount, _ := data.ReadAmount(p.sheet.Form.Value(amountField))
	return amount
}

func (p *payment) checkAmount(string) error {
	amount, err := data.ReadAmount(p.sheet.Form.Value(amountField))
	switch {
	case err != nil:
		return err
	case amount > p.unit.Due:
		return &data.Error{Kind: data.Invalid, Format: "At most %s is due.", Args: []any{p.d.money(p.unit.Due)}}
	}
	return nil
}

// changed makes the room that the shares need.
func (p *payment) changed(string) tea.Cmd {
	p.layout()
	return nil
}

// submit pays just the shares that are shown.
func (p *payment) submit() tea.Cmd {
	d, form, s := p.d, p.sheet.Form, p.d.s
	plan, _ := p.unit.Plan(p.amount(), nil)
	n := data.NewPayment{
		Unit: p.unit.UnitID, Amount: p.amount(), Shown: plan, Method: data.PaymentMethod(form.Value(methodField)),
		Reference: strings.TrimSpace(form.Value(referenceField)),
	}
	store, actor, unit := s.store, s.actor, p.unit.Unit
	what := s.env.T("payment of %s for %s", d.money(n.Amount), unit)
	return tui.SendSheet(p.sheet, d.board.Sends, what, func(ctx context.Context, key uuid.UUID) (data.PaymentDone, error) {
		return store.Pay(ctx, actor, key, n)
	}, func(out tui.Outcome[data.PaymentDone]) tea.Cmd {
		if !out.Saved {
			return p.refused(out.Err)
		}
		open := p.sheet.Open()
		p.sheet.Close()
		if !out.Answered || len(out.Val.Payments) == 0 {
			d.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
			return d.board.Reread()
		}
		d.board.Tell(tui.NotifySuccess, s.env.T("Paid %s for %s. Receipt %s: Enter shows it.", d.money(n.Amount), unit, out.Val.Receipt))
		if !open || d.board.Opened != nil || s.board.Opened != nil {
			return d.board.Reread()
		}
		s.onDues = true
		d.board.Lists.Spoil()
		cmd := d.board.Lists.Show(paidTab)
		d.board.Lists.Want(out.Val.Payments[0].ID.String())
		return tea.Batch(cmd, d.readAccounts())
	})
}

// refused keeps the form, and shows beside it what is due by now: somebody else
// of the unit may have paid.
func (p *payment) refused(err error) tea.Cmd {
	p.sheet.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	var cmd tea.Cmd
	p.ticket, cmd = p.d.dueOf(p.unit.UnitID)
	return tea.Batch(cmd, p.d.board.Reread())
}

func (p *payment) tookDues(l tui.Loaded[duesRead]) {
	if !l.Ticket.Valid() || l.Ticket != p.ticket {
		return
	}
	p.ticket = tui.Ticket{}
	if l.Err == nil {
		p.unit = data.UnitDues(l.Val)
		p.sheet.Title = p.heading()
		p.layout()
	}
}

func (p *payment) layout() {
	s := p.d.s
	p.sheet.Title = p.heading()
	p.sheet.SetSize(s.width, max(2, s.height-len(p.shares())))
}

func (p *payment) view() string {
	return strings.Join(append([]string{p.sheet.View()}, p.shares()...), "\n")
}

// shares show what of the amount goes to which bill, and what is left of it then.
func (p *payment) shares() []string {
	d, env, th := p.d, p.d.s.env, p.d.s.env.Theme
	width, most := d.s.width, max(1, d.s.height/2-2)
	plan, _ := p.unit.Plan(p.amount(), nil)
	sum := 12 // no figure of a payment is cut, however large
	for _, a := range plan {
		sum = max(sum, tui.Width(a.Due.String()))
	}
	room := max(4, width-3-11-2-2-sum-2-sum-1)
	line := func(due, what, pays, left string) string {
		return th.Clip("   "+th.Fit(due, 11, false)+"  "+th.Fit(what, room, false)+"  "+th.Fit(pays, sum, true)+"  "+th.Fit(left, sum, true), width)
	}
	lines := []string{"", th.Strong.Render(line(env.T("Due"), env.T("For"), env.T("Pays"), env.T("Left")))}
	for i, a := range plan {
		if i == most && len(plan) > most+1 {
			lines = append(lines, "   "+env.T("and %d more", len(plan)-i))
			break
		}
		what := a.Type
		for _, b := range p.unit.Open {
			if b.ID == a.Bill {
				what = d.billFor(b)
			}
		}
		left := "-"
		if a.Due > a.Amount {
			left = (a.Due - a.Amount).String()
		}
		lines = append(lines, line(d.date(a.DueDate), tui.Plain(what), a.Amount.String(), left))
	}
	if len(plan) == 0 {
		lines = append(lines, "   "+env.T("nothing yet"))
	}
	return lines
}

// openKey shows what is under the cursor whole; a payment that another program
// recorded gets its receipt when somebody asks.
func (d *dues) openKey() tea.Cmd {
	o, ok := d.board.Lists.Shown().Selected()
	if ok && o.payment != nil && o.payment.ReceiptID == nil && o.payment.Status == data.PaymentSucceeded {
		d.s.env.Do(tui.Confirm{
			Text:  d.s.env.T("No receipt was issued for these %s. Issue one?", d.money(o.payment.Amount)),
			OnYes: func() tea.Cmd { return d.issue(*o.payment) },
		})
		return nil
	}
	return d.board.Open()
}

func (d *dues) issue(p data.Payment) tea.Cmd {
	store, actor := d.s.store, d.s.actor
	return tui.SendMove(d.board, tui.Move[data.Receipt]{
		What: d.s.env.T("receipt for %s of %s", d.money(p.Amount), orDash(p.Unit)),
		Write: func(ctx context.Context, key uuid.UUID) (data.Receipt, error) {
			return store.IssueReceipt(ctx, actor, key, p.ID)
		},
		Tell: func(r data.Receipt) string { return d.s.env.T("Issued receipt %s: Enter shows it.", r.Number) },
		Put: func(r data.Receipt) {
			p.ReceiptID, p.Receipt = &r.ID, r.Number
			d.board.Put(owed{payment: &p})
		},
	})
}

// fileKey writes the shown receipt as PDF where the person fetches files.
func (d *dues) fileKey() tea.Cmd {
	o := d.board.Opened
	if o == nil || o.Detail.receipt == nil || d.sending.Valid() {
		return nil
	}
	var pdf bytes.Buffer
	if err := receipt.PDF(&pdf, *o.Detail.receipt, d.s.settings.Zone()); err != nil {
		d.board.Tell(tui.NotifyRefusal, tui.Explain(d.s.env, err))
		return nil
	}
	var cmd tea.Cmd
	d.sending, cmd = tui.PutFile(d.s.env, d.s.files, tui.FileName("receipt", o.Detail.receipt.Number)+".pdf", pdf.Bytes())
	return cmd
}

// key carries out a key of the dues.
func (d *dues) key(msg tea.KeyMsg) tea.Cmd {
	k, shared := d.s.keys, d.s.env.Keys
	switch {
	case key.Matches(msg, k.Pay):
		return d.payKey()
	case key.Matches(msg, k.Tickets):
		d.s.env.Do(tui.Open{Name: "tickets"})
		return nil
	case d.board.Opened == nil && key.Matches(msg, k.Announce):
		return d.s.announceKey()
	case d.board.Opened == nil && key.Matches(msg, k.Details, shared.Act):
		return d.openKey()
	case key.Matches(msg, k.File):
		return d.fileKey()
	case d.board.Opened == nil && key.Matches(msg, shared.Search):
		d.board.Tell(tui.NotifyInfo, d.s.env.T("The search is for visitors: Left and Right lead there."))
		return nil
	}
	return d.board.Key(msg)
}

// hints are the keys of what is shown of the dues.
func (d *dues) hints() []key.Binding {
	k, shared := d.s.keys, d.s.env.Keys
	switch o := d.board.Opened; {
	case o == nil:
		return []key.Binding{k.Pay, k.Details, k.Announce}
	case o.Failed():
		return []key.Binding{shared.Retry, shared.Back}
	case o.Row != nil && o.Row.bill != nil:
		return []key.Binding{k.Pay, shared.Back}
	case o.Detail.receipt != nil:
		return []key.Binding{k.File, shared.Back}
	}
	return []key.Binding{shared.Back}
}
