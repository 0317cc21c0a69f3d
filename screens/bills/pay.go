package bills

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// unpayable says why no payment can be recorded; empty where one can.
func (l *lists) unpayable() string {
	switch _, _, ok := l.unit(); {
	case !l.s.takesMoney():
		return l.s.env.T("Staff record no payments here; an admin may allow it in the settings.")
	case !ok:
		return l.s.env.T("Choose a unit first: / finds one.")
	}
	return ""
}

// pay reads what the unit owes and opens the form of a payment.
func (l *lists) pay() tea.Cmd {
	unit, _, _ := l.unit()
	var chosen *money.Bill
	if r, ok := l.Subject(); ok && r.bill != nil && r.bill.Due() > 0 {
		chosen = r.bill
	}
	return tui.Await(l.s.Stack, l.s.readDues(unit), func(dues money.UnitDues, err error) tea.Cmd {
		return l.openPayment(dues, chosen, err)
	})
}

// payment is the form of a payment, with how it is shared out.
type payment struct {
	form
	// dues are what is shared out, as it was read before the form, or after a refusal.
	dues *tui.Fetch[money.UnitDues]
	// chosen is the bill that p was pressed on, nil where there was none; it can be paid
	// before older ones.
	chosen        uuid.UUID
	width, height int
}

// openPayment opens the form on what the unit owes, or on the bill that was chosen.
func (l *lists) openPayment(dues money.UnitDues, chosen *money.Bill, err error) tea.Cmd {
	s := l.s
	switch {
	case err != nil:
		return l.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	case len(dues.Open) == 0:
		return l.Tell(tui.NotifyInfo, s.env.T("%s owes nothing.", dues.Unit))
	}
	p := &payment{form: l.form(), dues: tui.NewFetch[money.UnitDues](s.Stack)}
	p.dues.Val = dues
	if chosen != nil {
		p.chosen = chosen.ID
	}
	p.open(s.env.T("%s > Payment", dues.Unit), "", p.inputs(s)...)
	p.Form.SaveLabel = s.env.T("record the payment")
	p.Form.OnSubmit = p.submit
	p.methodChanged("")
	p.Form.Hide(toField, p.bill() == nil || len(dues.Open) == 1)
	return s.Push(p)
}

// heading names the unit, what it owes and what of that waits as a claim or a cheque, shortly where the
// sum would be cut: what waits is not to be recorded as well.
func (p *payment) heading() string {
	dues, narrow := p.dues.Val, p.width < receiptWidth
	switch claimed := show.Rupees(p.s.env, dues.Claimed); {
	case dues.Claimed == 0:
	case narrow:
		return p.s.env.T("%s owes %s, %s waits", dues.Unit, show.Rupees(p.s.env, dues.Due), claimed)
	default:
		return p.s.env.T("Payment of %s, which owes %s, %s waits", dues.Unit, show.Rupees(p.s.env, dues.Due), claimed)
	}
	if narrow {
		return p.s.env.T("Payment: %s owes %s", dues.Unit, show.Rupees(p.s.env, dues.Due))
	}
	return p.s.env.T("Payment of %s, which owes %s", dues.Unit, show.Rupees(p.s.env, dues.Due))
}

// What a payment goes to.
const (
	toThis   = "this"
	toOldest = "oldest"
)

func (p *payment) inputs(s *screen) []tui.Field[field] {
	env, offered := s.env, p.dues.Val.Open[0]
	if b := p.bill(); b != nil {
		offered = *b
	}
	return []tui.Field[field]{
		{
			Key: amountField, Label: env.T("Amount"), Width: 16, MaxRunes: 20, Replaces: true,
			Value: offered.Due().String(), Check: p.checkAmount,
		},
		{Key: toField, Label: env.T("To"), Kind: tui.FieldChoice, Options: []tui.Option{
			{Value: toThis, Label: env.T("this bill"), Key: 't'}, {Value: toOldest, Label: env.T("oldest first"), Key: 'o'},
		}},
		{
			Key: methodField, Label: env.T("Method"), Kind: tui.FieldChoice,
			Options: s.methods(), OnChange: p.methodChanged,
		},
		{Key: referenceField, Label: env.T("Reference"), Width: 34, MaxRunes: 100, Check: p.checkReference},
		{Key: bankField, Label: env.T("Bank"), Width: 34, MaxRunes: 100, Required: true},
		p.dayInput(chequeDateField, env.T("Dated"), s.today()),
		{Key: payerField, Label: env.T("Payer"), Kind: tui.FieldChoice, Options: p.payers(s), Width: 34, MaxRunes: 100, Check: p.checkPayer},
		p.pastDayInput(receivedField, env.T("Received"), s.today()),
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
		case money.Cheque:
			o.Key = 'q'
		case money.DemandDraft:
			o.Key = 'f'
		}
		options = append(options, o)
	}
	return options
}

// payers are whose money it may be; the contact first, for it mostly is.
func (p *payment) payers(s *screen) []tui.Option {
	var options []tui.Option
	for _, r := range p.dues.Val.Residents {
		options = append(options, tui.Option{Value: r.UserID.String(), Label: r.Name})
	}
	for _, f := range p.dues.Val.Former {
		label := s.env.T("%s, elsewhere", f.Name)
		if !f.Until.IsZero() {
			label = s.env.T("%s, until %s", f.Name, show.Day(s.env, f.Until))
		}
		options = append(options, tui.Option{Value: f.UserID.String(), Label: label})
	}
	return append(options,
		tui.Option{Label: s.env.T("not known")},
		tui.Option{Label: s.env.T("somebody else"), Free: true})
}

// checkPayer wants a name of somebody else.
func (p *payment) checkPayer(v string) error {
	if o, ok := p.Form.Picked(payerField); ok && o.Free && strings.TrimSpace(v) == "" {
		return complaint("Type who paid, as the receipt is to name them.")
	}
	return nil
}

// payer is who paid, by the account or by the name that was typed.
func (p *payment) payer() (*uuid.UUID, string) {
	v := p.value(payerField)
	if id, err := uuid.Parse(v); err == nil {
		return &id, ""
	}
	return nil, v
}

// methodChanged asks for a reference where the method has one, for the bank of a paper,
// and for a cheque's own date.
func (p *payment) methodChanged(string) tea.Cmd {
	p.Form.Hide(referenceField, !p.method().NeedsReference())
	p.Form.Relabel(referenceField, p.referenceLabel())
	p.Form.Hide(bankField, !p.method().OnPaper())
	p.Form.Hide(chequeDateField, p.method() != money.Cheque)
	return nil
}

// referenceLabel is what the reference is called: that of a paper is its number.
func (p *payment) referenceLabel() string {
	if p.method().OnPaper() {
		return p.s.env.T("Number")
	}
	return p.s.env.T("Reference")
}

func (p *payment) method() money.PaymentMethod {
	return money.PaymentMethod(p.Form.Value(methodField))
}

func (p *payment) checkReference(v string) error {
	switch {
	case strings.TrimSpace(v) != "":
	case p.method().OnPaper():
		return complaint("Type the number that is printed on it.")
	default:
		return complaint("This way of paying has a transaction reference; type it.")
	}
	return nil
}

func (p *payment) checkAmount(v string) error {
	amount, err := value.ReadAmount(v)
	switch {
	case err != nil:
		return err
	case amount > p.dues.Val.Due:
		return complaint("At most %s is due.", show.Rupees(p.s.env, p.dues.Val.Due))
	case len(p.only()) > 0 && amount > p.bill().Due():
		return complaint("At most %s is due on this bill; oldest first takes more.", show.Rupees(p.s.env, p.bill().Due()))
	}
	if _, over := p.share(amount); over > 0 {
		return complaint("At most %s is left: %s waits to be confirmed or cleared.", show.Rupees(p.s.env, amount-over), show.Rupees(p.s.env, p.dues.Val.Claimed))
	}
	return nil
}

// share shares an amount out: of a cheque over what nobody claims and no other waits
// for.
func (p *payment) share(amount value.Paise) (plan []money.Allocation, over value.Paise) {
	if p.method() == money.Cheque {
		return p.dues.Val.PlanClaim(amount, p.only())
	}
	return p.dues.Val.Plan(amount, p.only())
}

// bill is the bill that was chosen as it stands, nil where there is none or nothing is
// due on it.
func (p *payment) bill() *money.Bill {
	for i, b := range p.dues.Val.Open {
		if b.ID == p.chosen {
			return &p.dues.Val.Open[i]
		}
	}
	return nil
}

// only is the bill that was chosen, where the payment is for that alone.
func (p *payment) only() []uuid.UUID {
	if p.bill() == nil || p.Form.Value(toField) != toThis {
		return nil
	}
	return []uuid.UUID{p.chosen}
}

// plan is how the amount that stands in the form is shared out, oldest due date
// first.
func (p *payment) plan() []money.Allocation {
	amount, err := value.ReadAmount(p.Form.Value(amountField))
	if err != nil {
		return nil
	}
	shares, _ := p.share(amount)
	return shares
}

// submit records just the shares that are shown.
func (p *payment) submit() tea.Cmd {
	sum, err := value.ReadAmount(p.Form.Value(amountField))
	if err != nil {
		return nil
	}
	n := money.PaymentDraft{
		Unit: p.dues.Val.UnitID, Amount: sum, Bills: p.only(), Shown: p.plan(), Method: p.method(),
		ReceivedOn: p.day(receivedField), Note: strings.TrimSpace(p.Form.Value(noteField)),
	}
	if n.Method.NeedsReference() {
		n.Reference = strings.TrimSpace(p.Form.Value(referenceField))
	}
	if n.Method == money.Cheque {
		n.ChequeDate = p.day(chequeDateField)
	}
	if n.Method.OnPaper() {
		n.Bank = p.value(bankField)
	}
	n.Payer, n.PaidBy = p.payer()
	return p.send(n)
}

// send records the payment; where its reference is on another one it asks, and sends
// it again.
func (p *payment) send(n money.PaymentDraft) tea.Cmd {
	s, sum := p.s, n.Amount
	store, actor, unit := s.store, s.actor, p.dues.Val.Unit
	what := s.env.T("payment of %s for %s", show.Rupees(s.env, sum), unit)
	return tui.SendSheet(p.Sheet, s.Sends, what, func(ctx context.Context, intent uuid.UUID) (money.PaymentDone, error) {
		return store.Money.Pay(ctx, actor, intent, n)
	}, func(out tui.Outcome[money.PaymentDone]) tea.Cmd {
		switch {
		case !out.Saved:
			return tea.Batch(p.refused(out.Err), p.askAgain(out.Err, n))
		case !out.Answered:
			return p.saved(s.env.T("saved: %s", what))
		}
		if n.Method == money.Cheque {
			return p.saved(s.env.T("Took cheque %s of %s for %s: it counts once it is cleared.", n.Reference, show.Rupees(s.env, sum), unit))
		}
		s.justPaid = out.Val.ReceiptID
		text := s.env.T("Received %s from %s. Receipt %s.", show.Rupees(s.env, sum), unit, out.Val.Receipt)
		return p.savedAs(tui.Notify{
			Kind: tui.NotifySuccess, Offer: s.receiptOffer(out.Val.ReceiptID), Text: text + s.feesWaived(out.Val.Payments),
		})
	})
}

// askAgain asks whether a payment is to be recorded though its reference is on another
// one; of another error it says nothing.
func (p *payment) askAgain(err error, n money.PaymentDraft) tea.Cmd {
	var repeated *money.Repeated
	if !errors.As(err, &repeated) {
		return nil
	}
	on, env := repeated.On, p.s.env
	text := env.T("This reference is on %s of %s already; save all the same?", p.s.receiptOf(on), tui.OrDash(on.Unit))
	if on.Receipt == "" {
		text = env.T("This reference is on a payment of %s by %s already; save all the same?", show.Rupees(env, on.Amount), tui.OrDash(on.Unit))
	}
	n.Again = true
	return env.Do(tui.Confirm{Text: text, OnYes: func() tea.Cmd { return p.send(n) }})
}

// feesWaived says what of late fees was waived because the money came in before them;
// empty where nothing was.
func (s *screen) feesWaived(payments []money.Payment) string {
	var sum value.Paise
	for _, p := range payments {
		sum += p.FeeWaived
	}
	if sum == 0 {
		return ""
	}
	return " " + s.env.T("Paid before the late fee: %s of it is waived.", show.Rupees(s.env, sum))
}

// refused keeps the form, and shows beside it what is due by now: somebody else
// may have paid.
func (p *payment) refused(err error) tea.Cmd {
	cmd := p.failed(err)
	if tui.IsOutage(err) {
		return cmd
	}
	return tea.Batch(cmd, p.dues.Ask(p.s.readDues(p.dues.Val.UnitID)))
}

// SetSize gives the page's size in cells.
func (p *payment) SetSize(width, height int) { p.width, p.height = width, height }

// View draws the form above the shares, which take what lines they need.
func (p *payment) View() string {
	shares := show.Shares(p.s.env, p.plan(), p.dues.Val.Open, p.width, max(1, p.height/2-2))
	p.Title = p.heading()
	p.Sheet.SetSize(p.width, max(0, p.height-len(shares)))
	return strings.Join(append([]string{p.Sheet.View()}, shares...), "\n")
}
