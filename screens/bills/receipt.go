package bills

import (
	"bytes"
	"context"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/receipt"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// receiptWidth is the width of a receipt as it is printed.
const receiptWidth = 80

// paper is the page of a receipt, as it prints.
type paper struct {
	*tui.TextPage
	s       *screen
	id      uuid.UUID
	receipt *tui.Fetch[money.Receipt]
}

// openReceipt shows a receipt, in place of one that is shown already.
func (s *screen) openReceipt(id uuid.UUID) tea.Cmd {
	gone := s.Drop(s.paper)
	p := &paper{s: s, id: id, receipt: tui.NewFetch[money.Receipt](s.Stack)}
	p.TextPage = tui.NewTextPage(s.env, "", p.lines)
	p.Offered = p.commands()
	s.paper = p
	return tea.Batch(gone, s.Push(p))
}

// receiptOffer is the key that shows the receipt of which a sentence tells. The sentence
// stands wherever the person goes, and this screen may be gone by then.
func (s *screen) receiptOffer(id uuid.UUID) *tui.Offer {
	if id == uuid.Nil {
		return nil
	}
	return &tui.Offer{
		Key: tui.Bind("r", s.env.T("receipt"), "r"), Says: s.env.T("r shows it."), Do: func() tea.Cmd { return s.openReceipt(id) },
		Of: s, Where: tui.Open{Name: "bills", ID: ReceiptID(id)},
	}
}

// noReceipt says why a payment has no receipt and gets none; empty where it may.
func (s *screen) noReceipt(p money.Payment) string {
	if p.ReceiptID != nil || p.Status == money.PaymentSucceeded {
		return ""
	}
	return s.env.T("This payment is %s; it has no receipt.", s.state(p))
}

// showReceipt shows the receipt of a payment. One that another program recorded may
// have none yet.
func (l *lists) showReceipt(p money.Payment) tea.Cmd {
	if p.ReceiptID != nil {
		return l.s.openReceipt(*p.ReceiptID)
	}
	return l.s.env.Do(tui.Confirm{
		Text:  l.s.env.T("No receipt was issued for these %s. Issue one?", show.Rupees(l.s.env, p.Amount)),
		OnYes: func() tea.Cmd { return l.s.issue(p) },
	})
}

// issue numbers a receipt for a payment that has none, and shows it where nobody
// has gone on to another page meanwhile.
func (s *screen) issue(p money.Payment) tea.Cmd {
	store, actor, front := s.store, s.actor, s.Front()
	what := s.env.T("receipt for %s of %s", show.Rupees(s.env, p.Amount), tui.OrDash(p.Unit))
	_, cmd := tui.Start(s.Sends, what, func(ctx context.Context, intent uuid.UUID) (money.Receipt, error) {
		return store.Money.IssueReceipt(ctx, actor, intent, p.ID)
	}, func(out tui.Outcome[money.Receipt]) tea.Cmd {
		switch {
		case !out.Saved:
			return s.unsaved(out.Err)
		case !out.Answered:
			s.tell(tui.NotifySuccess, s.env.T("saved: %s", what))
			return s.Stack.Refresh()
		}
		s.tell(tui.NotifySuccess, s.env.T("Issued receipt %s.", out.Val.Number))
		fresh := s.Stack.Refresh()
		if s.Front() != front {
			return fresh
		}
		return tea.Batch(fresh, s.openReceipt(out.Val.ID))
	})
	return cmd
}

// commands are what can be done with a receipt once it was read.
func (p *paper) commands() tui.Commands {
	s, env := p.s, p.s.env
	read := func(key, does string, do func() tea.Cmd) tui.Command {
		return tui.Command{Key: tui.Bind(key, does, key), When: p.receipt.Known, Do: do, Hint: tui.Hinted}
	}
	reverse := read("x", env.T("reverse"), p.askReverse)
	reverse.Refused = p.irreversible
	return tui.Commands{{
		{Key: env.Keys.Retry, When: func() bool { return p.receipt.Err() != nil }, Do: p.receipt.Again, Hint: tui.Hinted},
		read("p", env.T("file"), func() tea.Cmd { return p.send(s.WriteFile, ".txt", p.text) }),
		read("f", env.T("PDF"), func() tea.Cmd { return p.send(s.WriteFile, ".pdf", p.pdf) }),
		read("P", env.T("print"), func() tea.Cmd { return p.send(s.PrintFile, ".txt", p.text) }),
		s.admins(role.ReversePayments, reverse),
		s.BackCommand(),
	}}
}

// Init reads the receipt.
func (p *paper) Init() tea.Cmd {
	store, actor, id := p.s.store, p.s.actor, p.id
	return p.receipt.Ask(func(ctx context.Context) (money.Receipt, error) { return store.Money.Receipt(ctx, actor, id) })
}

// Refresh reads it again.
func (p *paper) Refresh() tea.Cmd { return p.receipt.Again() }

// Name is the receipt's number, once it is known.
func (p *paper) Name() string {
	if !p.receipt.Known() {
		return p.s.env.T("Receipt")
	}
	return p.s.env.T("Receipt %s", p.receipt.Val.Number)
}

// send sends the receipt somewhere.
func (p *paper) send(to func(files tui.Files, what string, file tui.File, content []byte) tea.Cmd, end string, content func() ([]byte, error)) tea.Cmd {
	file, err := content()
	if err != nil {
		return p.s.env.Do(tui.Notify{Kind: tui.NotifyRefusal, Text: tui.Explain(p.s.env, err)})
	}
	number := p.receipt.Val.Number
	return to(p.s.files, p.s.env.T("receipt %s", number), tui.File{Name: tui.FileName("receipt", number) + end, Rows: 1}, file)
}

// text is the receipt for a printer, which may have only ASCII.
func (p *paper) text() ([]byte, error) {
	return []byte(receipt.Text(p.receipt.Val, p.s.settings.Val.Zone(), "Rs ")), nil
}

func (p *paper) pdf() ([]byte, error) {
	var b bytes.Buffer
	err := receipt.PDF(&b, p.receipt.Val, p.s.settings.Val.Zone())
	return b.Bytes(), err
}

// lines are the receipt on the screen, under why it could not be read where it
// could not.
func (p *paper) lines(width int) []string {
	var lines []string
	if th, sorry := p.s.env.Theme, p.receipt.Sorry(); sorry != "" {
		lines = append(lines, " "+th.Danger.Render(th.Clip("! "+tui.Plain(sorry), width-2)))
	}
	if !p.receipt.Known() {
		return lines
	}
	return append(lines, p.printed(width)...)
}

// printed is the receipt as it prints, or on a narrow terminal its facts below
// each other.
func (p *paper) printed(width int) []string {
	s, env := p.s, p.s.env
	if width >= receiptWidth {
		text := receipt.Text(p.receipt.Val, s.settings.Val.Zone(), env.Theme.Glyphs.Rupee)
		return strings.Split(strings.TrimRight(text, "\n"), "\n")
	}
	r := p.receipt.Val
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
	if r.DayOnly {
		when = show.Day(s.env, value.DayOf(r.PaidAt.In(env.Now().Location())))
	}
	if r.Confirmed {
		by = env.T("Confirmed")
	}
	facts := [][2]string{
		{env.T("Date"), when},
		{env.T("Unit"), show.Joined(", ", r.Unit, r.Block)},
		{env.T("From"), tui.OrDash(r.Payer)},
		{env.T("Method"), show.Joined(", ", string(r.Method), r.Reference)},
	}
	for _, l := range r.Lines {
		what := l.Description
		if what == "" {
			what = l.BillType
		}
		facts = append(facts, [2]string{env.T("For"), show.Rupees(s.env, l.Amount) + "  " + what})
	}
	facts = append(facts, [2]string{env.T("Total"), show.Rupees(s.env, r.Total)}, [2]string{env.T("In words"), receipt.Words(r.Total)},
		[2]string{by, tui.OrDash(r.ReceivedBy)})
	if r.Reversed > 0 {
		facts = append(facts, [2]string{env.T("Reversed"), show.Rupees(s.env, r.Reversed)})
	}
	return env.Theme.Facts(env.T("Receipt %s", r.Number), state, facts, width)
}
