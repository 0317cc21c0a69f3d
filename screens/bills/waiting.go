package bills

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// waits is money that waits for the office's word, a claim or a cheque: what the two
// are alike in.
type waits struct {
	id           uuid.UUID
	amount, fits value.Paise
	unit, payer  string
	// named is it within a sentence: "₹5,000.00 of A-101 (UPI 4123)".
	named string
}

// waitsOn is what waits on a row; false where nothing does.
func (s *screen) waitsOn(r row) (w waits, ok bool) {
	switch {
	case r.claim != nil:
		c := r.claim
		return waits{c.ID, c.Amount, c.Fits, c.Unit, c.Payer, s.claimed(*c)}, true
	case r.cheque != nil:
		c := r.cheque
		return waits{c.ID, c.Amount, c.Fits, c.Unit, c.Payer, s.chequeOf(*c)}, true
	}
	return waits{}, false
}

// answers are the office's two words on what waits in a list: it came in, or it did
// not, and why.
type answers struct {
	in       tab
	yes, no  string // in a word, as the hints have them
	barred   string // told to staff who may not
	none     string // where there is no such row
	unfit    func(row) string
	accept   func(row) tea.Cmd // asks, for the receipt takes a number
	question func(waits) string
	refusing func(waits) string // what the refusal is called
	refuse   func(ctx context.Context, intent, id uuid.UUID, reason string) ([]money.Payment, error)
	told     func(waits) string // once it is refused
}

// answering are the keys of the answers: a, Space and d.
func (p *society) answering(w answers) []tui.Command {
	s := p.s
	shown := func() bool { return tab(p.Lists.At()) == w.in }
	isOne := func(r row) bool {
		_, ok := s.waitsOn(r)
		return ok && shown()
	}
	on := func(key, does string, do func(row) tea.Cmd, refused func(row) string) tui.Command {
		c := p.on(key, does, do, func(r row) string {
			switch {
			case !s.takesMoney():
				return w.barred
			case !isOne(r):
				return w.none
			}
			return refused(r)
		})
		c.When = shown
		return c.HintAt(tui.HintedFirst)
	}
	yes := on("a", w.yes, w.accept, w.unfit)
	return []tui.Command{
		yes,
		p.where(isOne, as("Space", w.yes, " ", yes).HintAt(tui.HelpOnly)),
		on("d", w.no, func(r row) tea.Cmd { return p.refuse(w, r) }, func(row) string { return "" }),
	}
}

// accepted sends the word that it came in; wrote says that it did, up to its receipt.
func (p *society) accepted(r row, what string, write func(ctx context.Context, intent uuid.UUID) (money.PaymentDone, error), wrote string) tea.Cmd {
	s := p.s
	return tui.SendChange(p.board, tui.Change[money.PaymentDone]{
		What:  what,
		Write: write,
		Tell: func(done money.PaymentDone) string {
			return s.env.T("%s Receipt %s.", wrote, done.Receipt) + s.feesWaived(done.Payments)
		},
		Put:   func(money.PaymentDone) { p.settled(r) },
		Offer: func(done money.PaymentDone) *tui.Offer { return s.receiptOffer(done.ReceiptID) },
	})
}

// refuse asks for the reason, which its payer reads, and sends the word that it did
// not come in.
func (p *society) refuse(a answers, r row) tea.Cmd {
	s := p.s
	w, _ := s.waitsOn(r)
	of := "refuse " + w.id.String()
	return s.whyOf(of, w.id, a.question(w), func(reason string) tea.Cmd {
		return tui.SendChange(p.board, tui.Change[[]money.Payment]{
			What: a.refusing(w),
			Write: func(ctx context.Context, intent uuid.UUID) ([]money.Payment, error) {
				return a.refuse(ctx, intent, w.id, reason)
			},
			Tell: func([]money.Payment) string { return a.told(w) },
			Put:  func([]money.Payment) { p.settled(r) },
			Done: func([]money.Payment) { s.reasons.Saved(of) },
		})
	})
}

// settled takes a row off its list.
func (p *society) settled(r row) {
	r.decided = true
	p.Put(r)
}

// numbered is the name of a list, with how many wait in it.
func numbered(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + " " + strconv.Itoa(n)
}
