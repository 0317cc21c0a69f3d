package bills

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// payKey reads what the unit owes and opens the form of a payment.
func (s *screen) payKey() tea.Cmd {
	if !s.takesMoney() {
		s.tell(tui.NotifyRefusal, s.env.T("Staff record no payments here; an admin may allow it in the settings."))
		return nil
	}
	unit, _, ok := s.unitMeant()
	if !ok {
		s.tell(tui.NotifyInfo, s.env.T("Choose a unit first: / finds one."))
		return nil
	}
	ticket, cmd := s.readDues(unit)
	s.opening = ticket
	return cmd
}

// payment is the form of a payment, with how it is shared out.
type payment struct {
	form
	dues   money.UnitDues
	ticket tui.Ticket // of the dues read again after a refusal
}

// openPayment opens the form on what the unit owes.
func (s *screen) openPayment(dues money.UnitDues, err error) tea.Cmd {
	switch {
	case err != nil:
		s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		return nil
	case len(dues.Open) == 0:
		s.tell(tui.NotifyInfo, s.env.T("%s owes nothing.", dues.Unit))
		return nil
	}
	p := &payment{dues: dues}
	p.open(s, p.inputs(s))
	p.fields.SaveLabel = s.env.T("record the payment")
	p.fields.OnSubmit = p.submit
	p.methodChanged("")
	s.over = p
	s.layout()
	return nil
}

func (p *payment) title() string { return p.s.env.T("%s > Payment", p.dues.Unit) }

// heading names the unit, what it owes and what of that is claimed, shortly where the
// sum would be cut: what waits to be confirmed is not to be recorded as well.
func (p *payment) heading() string {
	switch claimed := p.s.money(p.dues.Claimed); {
	case p.dues.Claimed == 0:
	case p.s.width < receiptWidth:
		return p.s.env.T("%s owes %s, %s claimed", p.dues.Unit, p.s.money(p.dues.Due), claimed)
	default:
		return p.s.env.T("Payment of %s, which owes %s, %s claimed", p.dues.Unit, p.s.money(p.dues.Due), claimed)
	}
	if p.s.width < receiptWidth {
		return p.s.env.T("Payment: %s owes %s", p.dues.Unit, p.s.money(p.dues.Due))
	}
	return p.s.env.T("Payment of %s, which owes %s", p.dues.Unit, p.s.money(p.dues.Due))
}

func (p *payment) inputs(s *screen) []tui.Field[field] {
	env := s.env
	return []tui.Field[field]{
		{
			Key: amountField, Label: env.T("Amount"), Width: 16, MaxRunes: 20, Replaces: true,
			Value: p.dues.Open[0].Due().String(), Check: p.checkAmount,
		},
		{
			Key: methodField, Label: env.T("Method"), Kind: tui.FieldChoice,
			Options: s.methods(), OnChange: p.methodChanged,
		},
		{Key: referenceField, Label: env.T("Reference"), Width: 34, MaxRunes: 100, Check: p.checkReference},
		{Key: payerField, Label: env.T("Payer"), Kind: tui.FieldChoice, Options: p.payers(s)},
		{Key: noteField, Label: env.T("Note"), Width: 46, MaxRunes: tui.ReasonMax},
	}
}

// methods are the ways of paying that the actor may record.
func (s *screen) methods() []tui.Option {
	var options []tui.Option
	for _, m := range s.store.Money.PaymentMethodsFor(s.actor) {
		o := tui.Option{Value: string(m), Label: s.env.Term(string(m))}
		switch m {
		case money.Cash:
			o.Key = 'c'
		case money.UPI:
			o.Key = 'u'
		case money.BankTransfer:
			o.Key = 'b'
		case money.CreditCard:
			o.Key = 'r'
		case money.DebitCard:
			o.Key = 'd'
		}
		options = append(options, o)
	}
	return options
}

// payers are whose money it may be; the contact first, for it mostly is.
func (p *payment) payers(s *screen) []tui.Option {
	var options []tui.Option
	for _, r := range p.dues.Residents {
		options = append(options, tui.Option{Value: r.UserID.String(), Label: r.Name})
	}
	return append(options, tui.Option{Label: s.env.T("not known")})
}

// methodChanged asks for a reference where the method has one.
func (p *payment) methodChanged(string) tea.Cmd {
	p.fields.Hide(referenceField, !p.method().NeedsReference())
	return nil
}

func (p *payment) method() money.PaymentMethod {
	return money.PaymentMethod(p.fields.Value(methodField))
}

func (p *payment) checkReference(v string) error {
	if strings.TrimSpace(v) == "" {
		return complaint("This way of paying has a transaction reference; type it.")
	}
	return nil
}

func (p *payment) checkAmount(v string) error {
	amount, err := value.ReadAmount(v)
	switch {
	case err != nil:
		return err
	case amount > p.dues.Due:
		return complaint("At most %s is due.", p.s.money(p.dues.Due))
	}
	return nil
}

// plan is how the amount that stands in the form is shared out, oldest due date
// first.
func (p *payment) plan() []money.Allocation {
	amount, err := value.ReadAmount(p.fields.Value(amountField))
	if err != nil {
		return nil
	}
	shares, _ := p.dues.Plan(amount, nil)
	return shares
}

// submit records just the shares that are shown.
func (p *payment) submit() tea.Cmd {
	s := p.s
	sum, err := value.ReadAmount(p.fields.Value(amountField))
	if err != nil {
		return nil
	}
	n := money.PaymentDraft{
		Unit: p.dues.UnitID, Amount: sum, Shown: p.plan(), Method: p.method(),
		Note: strings.TrimSpace(p.fields.Value(noteField)),
	}
	if n.Method.NeedsReference() {
		n.Reference = strings.TrimSpace(p.fields.Value(referenceField))
	}
	if payer, err := uuid.Parse(p.fields.Value(payerField)); err == nil {
		n.Payer = &payer
	}
	store, actor, unit := s.store, s.actor, p.dues.Unit
	what := s.env.T("payment of %s for %s", s.money(sum), unit)
	return tui.SendSheet(p.sheet, s.society.Sends, what, func(ctx context.Context, intent uuid.UUID) (money.PaymentDone, error) {
		return store.Money.Pay(ctx, actor, intent, n)
	}, func(out tui.Outcome[money.PaymentDone]) tea.Cmd {
		switch {
		case !out.Saved:
			return p.refused(out.Err)
		case !out.Answered:
			return p.saved(s.env.T("saved: %s", what))
		}
		s.receipt, s.justPaid = out.Val.ReceiptID, out.Val.ReceiptID != uuid.Nil
		return p.savedAs(tui.Notify{
			Kind: tui.NotifySuccess, Offer: s.receiptOffer(out.Val.ReceiptID),
			Text: s.env.T("Received %s from %s. Receipt %s.", s.money(sum), unit, out.Val.Receipt),
		})
	})
}

// refused keeps the form, and shows beside it what is due by now: somebody else
// may have paid.
func (p *payment) refused(err error) tea.Cmd {
	p.sheet.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	ticket, cmd := p.s.readDues(p.dues.UnitID)
	p.ticket = ticket
	return tea.Batch(cmd, p.s.reread())
}

func (p *payment) update(msg tea.Msg) tea.Cmd {
	if l, ok := msg.(tui.Loaded[money.UnitDues]); ok && l.Ticket.Valid() && l.Ticket == p.ticket {
		p.ticket = tui.Ticket{}
		if l.Err == nil {
			p.dues = l.Val
			p.sheet.Title = p.heading()
		}
	}
	return p.form.update(msg)
}

// setSize leaves room below the form for the shares.
func (p *payment) setSize(width, height int) {
	p.sheet.Title = p.heading()
	p.form.setSize(width, max(0, height-len(p.shares(width, height))))
}

func (p *payment) view(width, height int) string {
	return strings.Join(append([]string{p.form.view(width, height)}, p.shares(width, height)...), "\n")
}

// shares are the lines that show what of the amount goes to which bill.
func (p *payment) shares(width, height int) []string {
	s := p.s
	th, env := s.env.Theme, s.env
	plan := p.plan()
	most := max(1, height/2-2)
	sum := 12 // no figure of a payment is cut, however large
	for _, a := range plan {
		sum = max(sum, tui.Width(a.Due.String()))
	}
	room := max(4, width-3-11-2-2-sum-2-sum-1)
	line := func(due, what, pays, left string) string {
		return "   " + th.Fit(due, 11, false) + "  " + th.Fit(what, room, false) + "  " + th.Fit(pays, sum, true) + "  " + th.Fit(left, sum, true)
	}
	lines := []string{"", th.Strong.Render(th.Clip(line(env.T("Due"), env.T("For"), env.T("Pays"), env.T("Left")), width))}
	for i, a := range plan {
		if i == most && len(plan) > most+1 {
			lines = append(lines, th.Clip("   "+env.T("and %s more", s.bills(len(plan)-i)), width))
			break
		}
		lines = append(lines, th.Clip(line(s.date(a.DueDate), tui.Plain(p.shareFor(a)), a.Amount.String(), amount(a.Due-a.Amount)), width))
	}
	if len(plan) == 0 {
		lines = append(lines, th.Clip("   "+env.T("nothing yet"), width))
	}
	return lines
}

// shareFor says what a share pays, as the lists say it.
func (p *payment) shareFor(a money.Allocation) string {
	for _, b := range p.dues.Open {
		if b.ID == a.Bill {
			return p.s.billFor(b)
		}
	}
	return a.Type
}
