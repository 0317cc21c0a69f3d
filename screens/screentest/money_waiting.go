package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// pending is a claim or a cheque that waits: the first of its payments, and what they
// sum to.
type pending struct {
	money.Payment
	sum, fits value.Paise
	bills     int
}

// waiting are the claims or the cheques that wait, by the status of their payments.
func (m Money) waiting(status money.PaymentStatus) (all []*pending) {
	for _, row := range m.s.Payments.rows {
		if row.Status != status {
			continue
		}
		p := m.asPayment(*row)
		i := slices.IndexFunc(all, func(w *pending) bool { return *w.ClaimID == *p.ClaimID })
		if i < 0 {
			i, all = len(all), append(all, &pending{Payment: p})
		}
		w := all[i]
		w.sum, w.bills, w.fits = w.sum+p.Amount, w.bills+1, w.fits+min(p.Amount, m.as(*m.s.Bills.by(*p.BillID)).Due())
	}
	return all
}

// pendingPage is a page of those whose reference has a term in it, or whose unit it means.
func (m Money) pendingPage(all []*pending, term string, after *uuid.UUID, limit int) ([]*pending, bool) {
	means, _ := m.searched(term)
	key, part := money.ReferenceKey(term), strings.ToLower(value.Clean(term))
	sum, err := value.ReadAmount(part)
	rows := slices.DeleteFunc(all, func(w *pending) bool {
		return !strings.Contains(strings.ToLower(w.Reference), part) && (len(key) < 4 || !strings.Contains(money.ReferenceKey(w.Reference), key)) &&
			(err != nil || w.sum != sum) && !means(w.UnitID)
	})
	var behind func(*pending) bool
	if after != nil {
		behind = func(w *pending) bool { return *w.ClaimID == *after }
	}
	return page(rows, behind, cmp.Or(limit, m.s.Page))
}

// decide ends a claim or a cheque, by its ID or that of one of its payments.
func (m Money) decide(actor role.Actor, id uuid.UUID, cheque bool, did action.Action, why string, may func(claim money.Payment) error, edit func(*money.Payment)) ([]money.Payment, error) {
	var claim *money.Payment
	for _, p := range m.s.Payments.rows {
		if p.ClaimID != nil && (p.ChequeDate != nil) == cheque && (*p.ClaimID == id || p.ID == id) {
			claim = p
			break
		}
	}
	switch {
	case claim == nil && cheque:
		return nil, &fault.Error{Kind: fault.NotFound, Format: "There is no such cheque."}
	case claim == nil:
		return nil, &fault.Error{Kind: fault.NotFound, Format: "There is no such claim."}
	}
	if err := may(*claim); err != nil {
		return nil, err
	}
	switch claim.Status {
	case money.PaymentClaimed, money.PaymentUncleared:
	case money.PaymentSucceeded:
		return nil, Refusal("%s confirmed this at %s: receipt %s.", claim.Decider, *claim.DecidedAt, claim.Receipt)
	case money.PaymentRefused:
		return nil, Refusal("%s refused this at %s: %s", claim.Decider, *claim.DecidedAt, claim.RefusalReason)
	case money.PaymentBounced:
		return nil, Refusal("%s said at %s that this bounced: %s", claim.Decider, *claim.DecidedAt, claim.RefusalReason)
	case money.PaymentWithdrawn:
		return nil, Refusal("%s took this back at %s.", claim.Decider, *claim.DecidedAt)
	default:
		return nil, Refusal("This claim does not wait any more: it is %s.", claim.Status.Word())
	}
	return m.paymentsOf(actor, did, why, func(p money.Payment) bool { return p.ClaimID != nil && *p.ClaimID == *claim.ClaimID }, func(p *money.Payment) {
		p.DecidedAt, p.Decider = at(m.s.Clock()), actor.Name
		edit(p)
	}), nil
}

// cameIn is the office's word that what waits came in: it counts under one receipt,
// where it still fits what is due and may allows it.
func (m Money) cameIn(actor role.Actor, id uuid.UUID, cheque bool, did action.Action, may func(money.Payment) error, edit func(*money.Payment)) (done money.PaymentDone, err error) {
	what, waiting := "claim", money.PaymentClaimed
	if cheque {
		what, waiting = "cheque", money.PaymentUncleared
	}
	done.Receipt, done.ReceiptID = m.number(), m.s.newID()
	fits := func(of money.Payment) error {
		if err := m.mayRecord(actor); err != nil {
			return err
		}
		if err := may(of); err != nil {
			return err
		}
		for _, w := range m.waiting(waiting) {
			if *w.ClaimID == *of.ClaimID && w.fits < w.sum {
				return Refusal("Only %s of these %s is due now. Refuse the "+what+" and say why; what came in besides is recorded as a payment.", w.fits, w.sum)
			}
		}
		return nil
	}
	done.Payments, err = m.decide(actor, id, cheque, did, "", fits, func(p *money.Payment) {
		p.Receipt, p.ReceiptID = done.Receipt, &done.ReceiptID
		edit(p)
	})
	if err != nil {
		return money.PaymentDone{}, err
	}
	m.s.issued[done.ReceiptID] = m.s.Clock()
	return done, nil
}

// didNot is the office's word that it did not come in, with the reason that its payer
// reads.
func (m Money) didNot(ctx context.Context, actor role.Actor, call string, key, id uuid.UUID, status money.PaymentStatus, did action.Action, why string) ([]money.Payment, error) {
	return write(ctx, m.s, actor, call, key, func() ([]money.Payment, error) {
		why, err := reason(why, "Why? The payer reads the reason; 500 characters fit.")
		if err != nil {
			return nil, err
		}
		office := func(money.Payment) error { return m.mayRecord(actor) }
		fates := m.claimFates(id)
		payments, err := m.decide(actor, id, status == money.PaymentBounced, did, why, office, func(p *money.Payment) { p.Status, p.RefusalReason = status, why })
		if err == nil {
			m.become(actor, fates, why)
		}
		return payments, err
	})
}
