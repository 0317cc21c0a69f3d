package bills

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// touched says why a bill can no more be corrected or voided; empty where it can.
func (s *screen) touched(b money.Bill) string {
	switch {
	case b.Status == money.Void:
		return s.env.T("This bill is void; nothing on it can be changed.")
	case b.Paid > 0:
		return s.env.T("%s is paid on this bill already: reverse the payment first.", show.Rupees(s.env, b.Paid))
	}
	return ""
}

// paidUp says of a bill that there is nothing to waive.
func (s *screen) paidUp(b money.Bill) string {
	if b.Due() > 0 {
		return ""
	}
	return s.env.T("Nothing is due on this bill any more.")
}

// void takes back a bill that should not have been raised: a void bill stays void.
func (l *lists) void(b money.Bill) tea.Cmd {
	s, of := l.s, "void "+b.ID.String()
	sum := show.Rupees(s.env, b.Amount)
	return s.why(of, money.FeeCause{Void: &b.ID}, s.env.T("Why is the bill of %s for %s void?", sum, b.Unit),
		func(reason string) tea.Cmd { return l.voided(b, of, reason) })
}

func (l *lists) voided(b money.Bill, of, reason string) tea.Cmd {
	s, store, actor := l.s, l.s.store, l.s.actor
	return tui.SendChange(l.board, tui.Change[money.Bill]{
		What: s.env.T("void of %s for %s", show.BillFor(s.env, b), b.Unit),
		Write: func(ctx context.Context, intent uuid.UUID) (money.Bill, error) {
			return store.Money.VoidBill(ctx, actor, intent, b.ID, reason)
		},
		Tell: func(money.Bill) string {
			return s.env.T("The bill of %s for %s is void.", show.Rupees(s.env, b.Amount), b.Unit)
		},
		Put:  func(b money.Bill) { l.Put(row{bill: &b}) },
		Done: func(money.Bill) { s.reasons.Saved(of) },
	})
}

// irreversible says why a payment cannot be taken back; empty where it can.
func (s *screen) irreversible(p money.Payment) string {
	if p.Status == money.PaymentSucceeded {
		return ""
	}
	return s.env.T("Only a payment that succeeded can be reversed; this one is %s.", s.state(p))
}

// askReverse takes a payment back: money that came in goes out of the books.
func (l *lists) askReverse(p money.Payment) tea.Cmd {
	s := l.s
	of := "reverse " + p.ID.String()
	question := s.env.T("Why is the payment of %s by %s (%s) reversed?", show.Rupees(s.env, p.Amount), tui.OrDash(p.Unit), s.receiptOf(p))
	return s.why(of, money.FeeCause{Payment: &p.ID}, question, func(reason string) tea.Cmd { return l.reverse(p, of, reason) })
}

// state is a payment's status within a sentence, without the mark of lists.
func (s *screen) state(p money.Payment) string {
	return strings.TrimSuffix(s.env.Term(p.Status.Word()), "!")
}

// receiptOf names the receipt of a payment.
func (s *screen) receiptOf(p money.Payment) string {
	if p.Receipt == "" {
		return s.env.T("no receipt")
	}
	return s.env.T("receipt %s", p.Receipt)
}

func (l *lists) reverse(p money.Payment, of, reason string) tea.Cmd {
	s, store, actor := l.s, l.s.store, l.s.actor
	return tui.SendChange(l.board, tui.Change[money.Payment]{
		What: s.env.T("reversal of %s for %s", show.Rupees(s.env, p.Amount), tui.OrDash(p.Unit)),
		Write: func(ctx context.Context, intent uuid.UUID) (money.Payment, error) {
			return store.Money.ReversePayment(ctx, actor, intent, p.ID, reason)
		},
		Tell: func(money.Payment) string {
			return s.env.T("Reversed %s of %s; it is due again.", show.Rupees(s.env, p.Amount), tui.OrDash(p.Unit))
		},
		Put:  func(p money.Payment) { l.Put(row{payment: &p}) },
		Done: func(money.Payment) { s.reasons.Saved(of) },
	})
}

// irreversible says why the receipt cannot be taken back; empty where it can.
func (p *paper) irreversible() string {
	if p.receipt.Val.Cancelled() {
		return p.s.env.T("All of this receipt is reversed already.")
	}
	return ""
}

// askReverse takes back all that was paid under the receipt, as askReverse of the
// lists takes back one payment.
func (p *paper) askReverse() tea.Cmd {
	s, r := p.s, p.receipt.Val
	of, stands := "reverse "+r.ID.String(), show.Rupees(s.env, r.Total-r.Reversed)
	question := s.env.T("Why is the payment of %s by %s (receipt %s) reversed?", stands, tui.OrDash(r.Unit), r.Number)
	return s.why(of, money.FeeCause{Receipt: &r.ID}, question, func(reason string) tea.Cmd { return s.reverseReceipt(r, of, stands, reason) })
}

func (s *screen) reverseReceipt(r money.Receipt, of, stands, reason string) tea.Cmd {
	store, actor := s.store, s.actor
	what := s.env.T("reversal of %s for %s", stands, tui.OrDash(r.Unit))
	_, cmd := tui.Start(s.Sends, what, func(ctx context.Context, intent uuid.UUID) ([]money.Payment, error) {
		return store.Money.ReverseReceipt(ctx, actor, intent, r.ID, reason)
	}, func(out tui.Outcome[[]money.Payment]) tea.Cmd {
		switch {
		case !out.Saved:
			return s.unsaved(out.Err)
		case !out.Answered:
			s.tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		default:
			s.tell(tui.NotifySuccess, s.env.T("Reversed %s of %s; it is due again.", stands, tui.OrDash(r.Unit)))
		}
		s.reasons.Saved(of)
		return s.Stack.Refresh()
	})
	return cmd
}
