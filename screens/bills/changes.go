package bills

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// billMeant is the bill that a key means; it says so where there is none.
func (s *screen) billMeant() (money.Bill, bool) {
	if r, ok := s.shown().Subject(); ok && r.bill != nil {
		return *r.bill, true
	}
	s.tell(tui.NotifyInfo, s.env.T("Choose a bill first: Enter opens the unit."))
	return money.Bill{}, false
}

// untouched reports whether a bill can still be corrected or voided, and says why
// it cannot.
func (s *screen) untouched(b money.Bill) bool {
	switch {
	case b.Status == money.Void:
		s.tell(tui.NotifyRefusal, s.env.T("This bill is void; nothing on it can be changed."))
		return false
	case b.Paid > 0:
		s.tell(tui.NotifyRefusal, s.env.T("%s is paid on this bill already: reverse the payment first.", s.money(b.Paid)))
		return false
	}
	return true
}

// voidKey takes back a bill that should not have been raised.
func (s *screen) voidKey() tea.Cmd {
	b, ok := s.billMeant()
	if !ok || !s.untouched(b) {
		return nil
	}
	store, actor, of := s.store, s.actor, "void "+b.ID.String()
	s.reasons.Ask(s.env, of, s.env.T("Why is the bill of %s for %s void?", s.money(b.Amount), b.Unit), func(reason string) tea.Cmd {
		return tui.SendChange(s.shown(), tui.Change[money.Bill]{
			What: s.env.T("void of %s for %s", s.billFor(b), b.Unit),
			Write: func(ctx context.Context, intent uuid.UUID) (money.Bill, error) {
				return store.Money.VoidBill(ctx, actor, intent, b.ID, reason)
			},
			Tell: func(money.Bill) string { return s.env.T("The bill of %s for %s is void.", s.money(b.Amount), b.Unit) },
			Put:  func(b money.Bill) { s.shown().Put(row{bill: &b}) },
			Done: func(money.Bill) { s.reasons.Saved(of) },
		})
	})
	return nil
}

// reverseKey takes a payment back, after the reason and one more question: money
// that came in goes out of the books.
func (s *screen) reverseKey() tea.Cmd {
	r, ok := s.shown().Subject()
	if !ok || r.payment == nil {
		s.tell(tui.NotifyInfo, s.env.T("Choose a payment first: payments have a list of their own."))
		return nil
	}
	p := *r.payment
	if p.Status != money.PaymentSucceeded {
		s.tell(tui.NotifyRefusal, s.env.T("Only a payment that succeeded can be reversed; this one is %s.", s.state(p)))
		return nil
	}
	of := "reverse " + p.ID.String()
	s.reasons.Ask(s.env, of, s.env.T("Why is the payment of %s by %s reversed?", s.money(p.Amount), orDash(p.Unit)), func(reason string) tea.Cmd {
		s.env.Do(tui.Confirm{
			Text:  s.env.T("Reverse %s of %s (%s)?", s.money(p.Amount), orDash(p.Unit), s.receiptOf(p)),
			OnYes: func() tea.Cmd { return s.reverse(p, of, reason) },
		})
		return nil
	})
	return nil
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

func (s *screen) reverse(p money.Payment, of, reason string) tea.Cmd {
	store, actor := s.store, s.actor
	return tui.SendChange(s.shown(), tui.Change[money.Payment]{
		What: s.env.T("reversal of %s for %s", s.money(p.Amount), orDash(p.Unit)),
		Write: func(ctx context.Context, intent uuid.UUID) (money.Payment, error) {
			return store.Money.ReversePayment(ctx, actor, intent, p.ID, reason)
		},
		Tell: func(money.Payment) string {
			return s.env.T("Reversed %s of %s; it is due again.", s.money(p.Amount), orDash(p.Unit))
		},
		Put:  func(p money.Payment) { s.shown().Put(row{payment: &p}) },
		Done: func(money.Payment) { s.reasons.Saved(of) },
	})
}

// reverseKey takes back all that was paid under a receipt, as reverseKey of the
// lists takes back one payment.
func (p *paper) reverseKey() tea.Cmd {
	s, r := p.s, p.receipt
	switch {
	case r == nil:
		return nil
	case !s.reverses():
		s.tell(tui.NotifyRefusal, s.env.T("Only an admin raises and changes bills and reverses payments."))
		return nil
	case r.Cancelled():
		s.tell(tui.NotifyRefusal, s.env.T("All of this receipt is reversed already."))
		return nil
	}
	of, stands := "reverse "+r.ID.String(), s.money(r.Total-r.Reversed)
	s.reasons.Ask(s.env, of, s.env.T("Why is the payment of %s by %s reversed?", stands, orDash(r.Unit)), func(reason string) tea.Cmd {
		s.env.Do(tui.Confirm{
			Text:  s.env.T("Reverse %s of %s (receipt %s)?", stands, orDash(r.Unit), r.Number),
			OnYes: func() tea.Cmd { return p.reverse(of, stands, reason) },
		})
		return nil
	})
	return nil
}

func (p *paper) reverse(of, stands, reason string) tea.Cmd {
	s, r := p.s, p.receipt
	store, actor := s.store, s.actor
	what := s.env.T("reversal of %s for %s", stands, orDash(r.Unit))
	_, cmd := tui.Start(s.society.Sends, what, func(ctx context.Context, intent uuid.UUID) ([]money.Payment, error) {
		return store.Money.ReverseReceipt(ctx, actor, intent, r.ID, reason)
	}, func(out tui.Outcome[[]money.Payment]) tea.Cmd {
		switch {
		case !out.Saved:
			s.tell(tui.NotifyRefusal, tui.Unsaved(s.env, out.Err))
			return tea.Batch(s.shown().RereadAfter(out.Err), p.again())
		case !out.Answered:
			s.tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		default:
			s.tell(tui.NotifySuccess, s.env.T("Reversed %s of %s; it is due again.", stands, orDash(r.Unit)))
		}
		s.reasons.Saved(of)
		return s.reread()
	})
	return cmd
}
