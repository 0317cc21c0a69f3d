package bills

import (
	"bytes"
	"context"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/receipt"
	"github.com/civoranexus/society360/tui"
)

// receiptWidth is the width of a receipt as it is printed.
const receiptWidth = 80

// paper is a receipt, as it prints.
type paper struct {
	s       *screen
	id      uuid.UUID
	receipt *money.Receipt // nil until it was read
	sorry   string
	ticket  tui.Ticket
	sending tui.Ticket // of a file or a print
	place   tui.Reading
}

// openReceipt shows a receipt.
func (s *screen) openReceipt(id uuid.UUID) tea.Cmd {
	p := &paper{s: s, id: id}
	s.over = p
	return p.again()
}

func (p *paper) again() tea.Cmd {
	store, actor, id := p.s.store, p.s.actor, p.id
	ticket, cmd := tui.Load(p.s.env, func(ctx context.Context) (money.Receipt, error) {
		return store.Money.Receipt(ctx, actor, id)
	})
	p.ticket = ticket
	return cmd
}

// receiptOffer is the key that shows the receipt of which a sentence tells.
func (s *screen) receiptOffer(id uuid.UUID) *tui.Offer {
	if id == uuid.Nil {
		return nil
	}
	return &tui.Offer{Key: s.keys.Receipt, Says: s.env.T("r shows it."), Do: func() tea.Cmd { return s.openReceipt(id) }}
}

// receiptKey shows the receipt of the payment under the cursor; that of one just
// recorded is offered by the sentence that tells of it. A payment that another
// program recorded may have none yet.
func (s *screen) receiptKey() tea.Cmd {
	r, ok := s.shown().Subject()
	switch {
	case ok && r.payment != nil && r.payment.ReceiptID != nil:
		return s.openReceipt(*r.payment.ReceiptID)
	case ok && r.payment != nil && r.payment.Status != money.PaymentSucceeded:
		s.tell(tui.NotifyInfo, s.env.T("This payment is %s; it has no receipt.", s.state(*r.payment)))
	case ok && r.payment != nil:
		p := *r.payment
		s.env.Do(tui.Confirm{
			Text:  s.env.T("No receipt was issued for these %s. Issue one?", s.money(p.Amount)),
			OnYes: func() tea.Cmd { return s.issue(p) },
		})
	default:
		s.tell(tui.NotifyInfo, s.env.T("Choose a payment first: payments have a list of their own."))
	}
	return nil
}

// issue numbers a receipt for a payment that has none, and shows it.
func (s *screen) issue(p money.Payment) tea.Cmd {
	store, actor := s.store, s.actor
	what := s.env.T("receipt for %s of %s", s.money(p.Amount), orDash(p.Unit))
	_, cmd := tui.Start(s.society.Sends, what, func(ctx context.Context, intent uuid.UUID) (money.Receipt, error) {
		return store.Money.IssueReceipt(ctx, actor, intent, p.ID)
	}, func(out tui.Outcome[money.Receipt]) tea.Cmd {
		switch {
		case !out.Saved:
			s.tell(tui.NotifyRefusal, tui.Unsaved(s.env, out.Err))
			return s.shown().RereadAfter(out.Err)
		case !out.Answered:
			s.tell(tui.NotifySuccess, s.env.T("saved: %s", what))
			return s.reread()
		}
		s.tell(tui.NotifySuccess, s.env.T("Issued receipt %s.", out.Val.Number))
		cmds := []tea.Cmd{s.reread()}
		if s.over == nil {
			s.over = &paper{s: s, id: out.Val.ID, receipt: &out.Val}
		}
		return tea.Batch(cmds...)
	})
	return cmd
}

func (p *paper) title() string {
	if p.receipt == nil {
		return p.s.env.T("Receipt")
	}
	return p.s.env.T("Receipt %s", p.receipt.Number)
}

func (p *paper) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Loaded[money.Receipt]:
		if !msg.Ticket.Valid() || msg.Ticket != p.ticket {
			return nil
		}
		p.ticket = tui.Ticket{}
		if msg.Err != nil {
			p.sorry = tui.Unread(p.s.env, msg.Err, p.receipt != nil)
			return nil
		}
		p.receipt, p.sorry = &msg.Val, ""
	case tui.Loaded[tui.Sent]:
		if msg.Ticket.Valid() && msg.Ticket == p.sending {
			p.sending = tui.Ticket{}
			tui.TellSent(p.s.env, p.s.env.T("receipt %s", p.receipt.Number), msg)
		}
	}
	return nil
}

func (p *paper) key(msg tea.KeyMsg) tea.Cmd {
	k, shared := p.s.keys, p.s.env.Keys
	switch {
	case key.Matches(msg, shared.Retry) && (p.receipt == nil || p.sorry != ""):
		return p.again()
	case key.Matches(msg, k.Write):
		return p.send(tui.PutFile, ".txt", p.text)
	case key.Matches(msg, k.PDF):
		return p.send(tui.PutFile, ".pdf", p.pdf)
	case key.Matches(msg, k.Print):
		return p.send(tui.PrintFile, ".txt", p.text)
	case key.Matches(msg, k.Reverse):
		return p.reverseKey()
	}
	p.place.Key(p.s.env, msg, len(p.lines(p.s.width)), p.s.height)
	return nil
}

// send sends the receipt somewhere; while one is on its way nothing is.
func (p *paper) send(to func(*tui.Env, tui.Files, string, []byte) (tui.Ticket, tea.Cmd), end string, content func() ([]byte, error)) tea.Cmd {
	if p.receipt == nil || p.sending.Valid() {
		return nil
	}
	file, err := content()
	if err != nil {
		p.s.tell(tui.NotifyRefusal, tui.Explain(p.s.env, err))
		return nil
	}
	var cmd tea.Cmd
	p.sending, cmd = to(p.s.env, p.s.files, tui.FileName("receipt", p.receipt.Number)+end, file)
	return cmd
}

// text is the receipt for a printer, which may have only ASCII.
func (p *paper) text() ([]byte, error) {
	return []byte(receipt.Text(*p.receipt, p.s.settings.Zone(), "Rs ")), nil
}

func (p *paper) pdf() ([]byte, error) {
	var b bytes.Buffer
	err := receipt.PDF(&b, *p.receipt, p.s.settings.Zone())
	return b.Bytes(), err
}

// lines are the receipt on the screen, under why it could not be read where it
// could not.
func (p *paper) lines(width int) []string {
	var lines []string
	if th := p.s.env.Theme; p.sorry != "" {
		lines = append(lines, " "+th.Danger.Render(th.Clip("! "+tui.Plain(p.sorry), width-2)))
	}
	if p.receipt == nil {
		return lines
	}
	return append(lines, p.printed(width)...)
}

// printed is the receipt as it prints, or on a narrow terminal its facts below
// each other.
func (p *paper) printed(width int) []string {
	s, env := p.s, p.s.env
	if width >= receiptWidth {
		text := receipt.Text(*p.receipt, s.settings.Zone(), env.Theme.Glyphs.Rupee)
		return strings.Split(strings.TrimRight(text, "\n"), "\n")
	}
	r := p.receipt
	state := tui.Cell{}
	switch {
	case r.Simulated:
		state = tui.Cell{Text: env.T("simulated!"), Tone: tui.ToneDanger}
	case r.Cancelled():
		state = tui.Cell{Text: env.T("reversed!"), Tone: tui.ToneDanger}
	case r.Reversed > 0:
		state = tui.Cell{Text: env.T("partly reversed!"), Tone: tui.ToneDanger}
	}
	when, by := env.DateTime(r.PaidAt), env.T("By")
	if r.Confirmed { // only the day is known
		when, by = s.date(value.DayOf(r.PaidAt.In(env.Now().Location()))), env.T("Confirmed")
	}
	facts := [][2]string{
		{env.T("Date"), when},
		{env.T("Unit"), strings.Join(nonEmpty(r.Unit, r.Block), ", ")},
		{env.T("From"), orDash(r.Payer)},
		{env.T("Method"), strings.Join(nonEmpty(string(r.Method), r.Reference), ", ")},
	}
	for _, l := range r.Lines {
		what := l.Description
		if what == "" {
			what = l.BillType
		}
		facts = append(facts, [2]string{env.T("For"), s.money(l.Amount) + "  " + what})
	}
	facts = append(facts, [2]string{env.T("Total"), s.money(r.Total)}, [2]string{env.T("In words"), receipt.Words(r.Total)},
		[2]string{by, orDash(r.ReceivedBy)})
	if r.Reversed > 0 {
		facts = append(facts, [2]string{env.T("Reversed"), s.money(r.Reversed)})
	}
	return env.Theme.Facts(env.T("Receipt %s", r.Number), state, facts, width)
}

func (p *paper) view(width, height int) string {
	return p.place.View(p.s.env, p.lines(width), height)
}

func (p *paper) hints() []key.Binding {
	k, shared := p.s.keys, p.s.env.Keys
	if p.receipt == nil {
		return []key.Binding{shared.Retry, shared.Back}
	}
	hints := []key.Binding{k.Write, k.PDF, k.Print}
	if p.s.reverses() && !p.receipt.Cancelled() {
		hints = append(hints, k.Reverse)
	}
	return append(hints, shared.Back)
}

func (p *paper) setSize(int, int) {}
func (p *paper) captures() bool   { return false }
func (p *paper) dirty() bool      { return false }
func (p *paper) working() bool    { return false }
