package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"
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
			BillID: &a.Bill, PayerID: n.Payer, Payer: m.s.nameOf(n.Payer), Amount: a.Amount, Method: n.Method, Reference: n.Reference, Bank: n.Bank, At: m.moment(n.ReceivedOn),
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

// cheques are those that wait, the earliest date first.
func (m Money) cheques() (cheques []money.ChequeToClear) {
	for _, row := range m.s.Payments.rows {
		if row.Status != money.PaymentUncleared {
			continue
		}
		p := m.asPayment(*row)
		i := slices.IndexFunc(cheques, func(c money.ChequeToClear) bool { return c.ID == *p.ClaimID })
		if i < 0 {
			i, cheques = len(cheques), append(cheques, money.ChequeToClear{
				ID: *p.ClaimID, UnitID: p.UnitID, Unit: p.Unit, PayerID: p.PayerID, Payer: p.Payer, Number: p.Reference, Bank: p.Bank, Date: *p.ChequeDate,
				TakenAt: *p.ClaimedAt, Taker: p.Recorder,
			})
		}
		c := &cheques[i]
		c.Amount, c.Bills, c.Fits = c.Amount+p.Amount, c.Bills+1, c.Fits+min(p.Amount, m.as(*m.s.Bills.by(*p.BillID)).Due())
	}
	slices.SortStableFunc(cheques, func(a, b money.ChequeToClear) int {
		return cmp.Or(a.Date.DaysSince(b.Date), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return cheques
}

// Cheques returns a page of the cheques that wait.
func (m Money) Cheques(ctx context.Context, actor role.Actor, f money.ChequeFilter) (money.ChequePage, error) {
	return read(ctx, m.s, actor, "Money.Cheques", func() (found money.ChequePage, err error) {
		all := m.cheques()
		for _, c := range all {
			if !m.s.today().Before(c.Date) {
				found.ToDeposit++
			}
		}
		means, _ := m.searched(f.Search)
		rows := slices.DeleteFunc(all, func(c money.ChequeToClear) bool {
			return !strings.Contains(strings.ToLower(c.Number), strings.ToLower(value.Clean(f.Search))) && !means(c.UnitID)
		})
		var behind func(money.ChequeToClear) bool
		if f.After != nil {
			behind = func(c money.ChequeToClear) bool { return c.ID == f.After.ID }
		}
		found.Cheques, found.More = page(rows, behind, cmp.Or(f.Limit, m.s.Page))
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
		done.Receipt, done.ReceiptID = m.number(), m.s.newID()
		may := func(cheque money.Payment) error {
			if err := m.mayRecord(actor); err != nil {
				return err
			}
			if cheque.Status == money.PaymentUncleared && m.isClosed(on) {
				return dayClosed("cleared_on")
			}
			if cheque.Status == money.PaymentUncleared && on.Before(cheque.ReceivedOn) {
				return Complaint("cleared_on", "It could not be deposited before its own date, nor before it was handed in.")
			}
			for _, c := range m.cheques() {
				if c.ID == *cheque.ClaimID && c.Fits < c.Amount {
					return Refusal("Only %s of these %s is due now. Refuse the cheque and say why; what came in besides is recorded as a payment.", c.Fits, c.Amount)
				}
			}
			return nil
		}
		done.Payments, err = m.decide(actor, id, true, action.ChequeCleared, "", may, func(p *money.Payment) {
			p.Status, p.Receipt, p.ReceiptID, p.CountedOn = money.PaymentSucceeded, done.Receipt, &done.ReceiptID, on
		})
		if err != nil {
			return money.PaymentDone{}, err
		}
		m.s.issued[done.ReceiptID] = m.s.Clock()
		return done, nil
	})
}

// BounceCheque is the office's word that the bank did not pay a cheque.
func (m Money) BounceCheque(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) ([]money.Payment, error) {
	return write(ctx, m.s, actor, "Money.BounceCheque", key, func() ([]money.Payment, error) {
		why, err := reason(why, "Why? The payer reads the reason; 500 characters fit.")
		if err != nil {
			return nil, err
		}
		return m.decide(actor, id, true, action.ChequeBounced, why, m.office(actor), func(p *money.Payment) { p.Status, p.RefusalReason = money.PaymentBounced, why })
	})
}
