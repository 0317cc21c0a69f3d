package screentest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// checkCheque dates a cheque, and complains of a date that no bank takes.
func (m Money) checkCheque(n *money.PaymentDraft, bad map[string]error) {
	today := m.s.today()
	switch {
	case n.ChequeDate.IsZero():
		n.ChequeDate = today
	case n.ChequeDate.Before(value.DayOf(today.In(time.UTC).AddDate(0, -3, 0))):
		bad["cheque_date"] = invalid("It is over three months old; no bank takes it any more.")
	case today.AddYears(1).Before(n.ChequeDate):
		bad["cheque_date"] = invalid("It is dated more than a year ahead; look at it again.")
	}
}

// takeCheque records a cheque for what is due and nobody claims.
func (m Money) takeCheque(actor role.Actor, dues money.UnitDues, n money.PaymentDraft) (done money.PaymentDone, err error) {
	free := value.Paise(0)
	for _, b := range dues.Open {
		free += b.Claimable()
	}
	if len(n.Shown) == 0 {
		n.Shown, _ = dues.PlanClaim(n.Amount, n.Bills)
	}
	shares, sum := m.fits(dues, n.Amount, n.Shown, money.Bill.Claimable)
	switch {
	case free < n.Amount:
		return done, tooMuch(free)
	case sum != n.Amount:
		return done, Refusal("Nothing was saved: %s is due now. Look at the shares again.", free)
	}
	now, group, received := m.s.Clock(), uuid.Nil, cmp.Or(n.ReceivedOn, m.s.today())
	if received.Before(n.ChequeDate) {
		received = n.ChequeDate
	}
	for _, a := range shares {
		p := m.s.Payments.put(m.asPayment(money.Payment{
			BillID: &a.Bill, PayerID: n.Payer, Payer: cmp.Or(m.s.nameOf(n.Payer), n.PaidBy), Amount: a.Amount, Method: n.Method, Reference: n.Reference, Bank: n.Bank, At: m.moment(n.ReceivedOn),
			ReceivedOn: received, ChequeDate: &n.ChequeDate, Status: money.PaymentUncleared, RecordedBy: &actor.UserID, Recorder: actor.Name, ClaimID: &group, ClaimedAt: &now,
		}))
		if group == uuid.Nil {
			group = p.ID // a cheque is known by the first of its payments
		}
		m.s.told(actor, action.ChequeTaken, "payments", p.ID, a.Type, n.Note)
		done.Payments = append(done.Payments, *p)
	}
	return done, nil
}

// Cheques returns a page of the cheques that wait, the earliest date first.
func (m Money) Cheques(ctx context.Context, actor role.Actor, f money.ChequeFilter) (money.ChequePage, error) {
	return read(ctx, m.s, actor, "Money.Cheques", func() (found money.ChequePage, err error) {
		all := m.waiting(money.PaymentUncleared)
		slices.SortStableFunc(all, func(a, b *pending) int {
			return cmp.Or(a.ChequeDate.DaysSince(*b.ChequeDate), cmp.Compare(a.ClaimID.String(), b.ClaimID.String()))
		})
		for _, w := range all {
			if !m.s.today().Before(*w.ChequeDate) {
				found.ToDeposit++
			}
		}
		var after *uuid.UUID
		if f.After != nil {
			after = &f.After.ID
		}
		var rows []*pending
		rows, found.More = m.pendingPage(all, f.Search, after, f.Limit)
		for _, w := range rows {
			found.Cheques = append(found.Cheques, money.ChequeToClear{
				ID: *w.ClaimID, UnitID: w.UnitID, Unit: w.Unit, PayerID: w.PayerID, Payer: w.Payer, Number: w.Reference, Bank: w.Bank, Date: *w.ChequeDate,
				TakenAt: *w.ClaimedAt, Taker: w.Recorder, Amount: w.sum, Bills: w.bills, Fits: w.fits,
			})
		}
		return found, nil
	})
}

// ClearCheque is the office's word that the bank paid a cheque.
func (m Money) ClearCheque(ctx context.Context, actor role.Actor, key, id uuid.UUID, on value.Day) (money.PaymentDone, error) {
	return write(ctx, m.s, actor, "Money.ClearCheque", key, func() (done money.PaymentDone, err error) {
		on = cmp.Or(on, m.s.today())
		if m.s.today().Before(on) {
			return done, complaints(map[string]error{"cleared_on": invalid("This day is yet to come; say it once the bank has paid.")})
		}
		may := func(cheque money.Payment) error {
			switch {
			case cheque.Status != money.PaymentUncleared:
			case m.isClosed(on):
				return dayClosed("cleared_on")
			case on.Before(cheque.ReceivedOn):
				return Complaint("cleared_on", "It could not be deposited before its own date, nor before it was handed in.")
			}
			return nil
		}
		return m.cameIn(actor, id, true, action.ChequeCleared, may, func(p *money.Payment) {
			p.Status, p.CountedOn = money.PaymentSucceeded, on
		})
	})
}

// BounceCheque is the office's word that the bank did not pay a cheque.
func (m Money) BounceCheque(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) ([]money.Payment, error) {
	return m.didNot(ctx, actor, "Money.BounceCheque", key, id, money.PaymentBounced, action.ChequeBounced, why)
}
