package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Claimed has somebody have claimed, so long ago, to have paid an amount of a bill.
func (s *Society) Claimed(payer role.Actor, bill *money.Bill, amount value.Paise, reference string, ago time.Duration) *money.Payment {
	claim, when := ID(4001+s.Payments.Len()), s.Clock().Add(-ago)
	return s.Payments.Put(money.Payment{
		ID: claim, BillID: &bill.ID, BillType: bill.Type, Description: bill.Description, UnitID: bill.UnitID, Unit: bill.Unit,
		PayerID: &payer.UserID, Payer: payer.Name, RecordedBy: &payer.UserID, Recorder: payer.Name,
		Amount: amount, Method: money.UPI, Reference: reference, At: when, Status: money.PaymentClaimed, ClaimID: &claim, ClaimedAt: &when,
	})
}

// claims are those that wait, the oldest first.
func (m Money) claims() (claims []money.Claim) {
	for _, row := range m.s.Payments.rows {
		if row.Status != money.PaymentClaimed {
			continue
		}
		p := m.asPayment(*row)
		i := slices.IndexFunc(claims, func(c money.Claim) bool { return c.ID == *p.ClaimID })
		if i < 0 {
			i, claims = len(claims), append(claims, money.Claim{
				ID: *p.ClaimID, UnitID: p.UnitID, Unit: p.Unit, PayerID: p.PayerID, Payer: p.Payer, Gone: !m.s.livesIn(*p.PayerID, *p.UnitID),
				Method: p.Method, Reference: p.Reference, At: p.At, ClaimedAt: *p.ClaimedAt,
			})
		}
		c := &claims[i]
		c.Amount, c.Bills, c.Fits = c.Amount+p.Amount, c.Bills+1, c.Fits+min(p.Amount, m.as(*m.s.Bills.by(*p.BillID)).Due())
	}
	slices.SortStableFunc(claims, func(a, b money.Claim) int {
		return cmp.Or(a.ClaimedAt.Compare(b.ClaimedAt), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return claims
}

// Claims returns a page of the claims that wait.
func (m Money) Claims(ctx context.Context, actor role.Actor, f money.ClaimFilter) (money.ClaimPage, error) {
	return read(ctx, m.s, actor, "Money.Claims", func() (found money.ClaimPage, err error) {
		all := m.claims()
		found.Waiting = len(all)
		means, _ := m.searched(f.Search)
		rows := slices.DeleteFunc(all, func(c money.Claim) bool {
			return !strings.Contains(strings.ToLower(c.Reference), strings.ToLower(value.Clean(f.Search))) && !means(c.UnitID)
		})
		var behind func(money.Claim) bool
		if f.After != nil {
			behind = func(c money.Claim) bool { return c.ID == f.After.ID }
		}
		found.Claims, found.More = page(rows, behind, cmp.Or(f.Limit, m.s.Page))
		for i, c := range found.Claims {
			if on := m.repeated(c.Reference, c.ID); on != nil {
				found.Claims[i].Repeats = cmp.Or(on.Receipt, m.asPayment(*on).Unit)
			}
		}
		return found, nil
	})
}

// ClaimPayment records what a resident says to have paid.
func (m Money) ClaimPayment(ctx context.Context, actor role.Actor, key uuid.UUID, n money.ClaimDraft) ([]money.Payment, error) {
	return write(ctx, m.s, actor, "Money.ClaimPayment", key, func() (made []money.Payment, err error) {
		m.s.sent(n)
		if actor.Role != role.Resident {
			return nil, &fault.Error{Kind: fault.Forbidden, Format: "Only residents claim payments; the office records them."}
		}
		today := m.s.today()
		p := money.PaymentDraft{Unit: n.Unit, Amount: n.Amount, Shown: n.Shown, Method: n.Method, Reference: n.Reference}
		bad := checkPayment(&p, actor)
		switch {
		case today.Before(n.PaidOn):
			bad["paid_on"] = invalid("This day is yet to come; say it once you have paid.")
		case !n.PaidOn.IsZero() && today.DaysSince(n.PaidOn) > 366:
			bad["paid_on"] = invalid("This is over a year ago; take the slip to the office.")
		}
		if err := complaints(bad); err != nil {
			return nil, err
		}
		u := m.s.Units.by(n.Unit)
		switch {
		case u == nil || !m.s.may(actor, &n.Unit):
			return nil, noUnit()
		case m.residents() != money.ResidentsClaim:
			return nil, &fault.Error{Kind: fault.Forbidden, Format: "Residents do not pay in this way here. Nothing was saved."}
		}
		dues, free := money.UnitDues{Account: m.account(actor, u), Open: m.open(actor, n.Unit)}, value.Paise(0)
		for _, b := range dues.Open {
			free += b.Claimable()
		}
		if len(n.Shown) == 0 {
			n.Shown, _ = dues.PlanClaim(n.Amount, nil)
		}
		shares, sum := m.fits(dues, n.Amount, n.Shown, money.Bill.Claimable)
		switch {
		case sum == n.Amount:
		case free >= n.Amount:
			return nil, Refusal("Nothing was saved: %s is due now. Look at the shares again.", free)
		case free == dues.Due:
			return nil, tooMuch(dues.Due)
		case free == 0:
			return nil, Complaint("amount", "All that is due waits for the office already; nothing was saved.")
		default:
			return nil, Complaint("amount", "%s of the dues waits for the office already, %s is left; nothing was saved.", dues.Due-free, free)
		}
		when, now, claim := m.moment(n.PaidOn), m.s.Clock(), uuid.Nil
		for _, a := range shares {
			row := m.s.Payments.put(m.asPayment(money.Payment{
				BillID: &a.Bill, PayerID: &actor.UserID, Payer: actor.Name, RecordedBy: &actor.UserID, Recorder: actor.Name, Amount: a.Amount,
				Method: n.Method, Reference: p.Reference, At: when, Status: money.PaymentClaimed, ClaimID: &claim, ClaimedAt: &now,
			}))
			if claim == uuid.Nil {
				claim = row.ID // a claim is known by the first of its payments
			}
			m.s.told(actor, action.ClaimMade, "payments", row.ID, a.Type, "")
			made = append(made, *row)
		}
		return made, nil
	})
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

// office allows the office's word on a claim to who records payments.
func (m Money) office(actor role.Actor) func(money.Payment) error {
	return func(money.Payment) error { return m.mayRecord(actor) }
}

// ConfirmClaim is the office's word that the money of a claim came in.
func (m Money) ConfirmClaim(ctx context.Context, actor role.Actor, key, id uuid.UUID) (money.PaymentDone, error) {
	return write(ctx, m.s, actor, "Money.ConfirmClaim", key, func() (done money.PaymentDone, err error) {
		done.Receipt, done.ReceiptID = m.number(), m.s.newID()
		may := func(claim money.Payment) error {
			if err := m.mayRecord(actor); err != nil {
				return err
			}
			for _, c := range m.claims() {
				if c.ID == *claim.ClaimID && c.Fits < c.Amount {
					return Refusal("Only %s of these %s is due now. Refuse the claim and say why; what came in besides is recorded as a payment.", c.Fits, c.Amount)
				}
			}
			return nil
		}
		done.Payments, err = m.decide(actor, id, false, action.ClaimConfirmed, "", may, func(p *money.Payment) {
			p.Receipt, p.ReceiptID = done.Receipt, &done.ReceiptID
			m.counts(p)
		})
		if err != nil {
			return money.PaymentDone{}, err
		}
		m.s.issued[done.ReceiptID] = m.s.Clock()
		return done, nil
	})
}

// RefuseClaim is the office's word that the money of a claim did not come in.
func (m Money) RefuseClaim(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) ([]money.Payment, error) {
	return write(ctx, m.s, actor, "Money.RefuseClaim", key, func() ([]money.Payment, error) {
		why, err := reason(why, "Why? The payer reads the reason; 500 characters fit.")
		if err != nil {
			return nil, err
		}
		return m.decide(actor, id, false, action.ClaimRefused, why, m.office(actor), func(p *money.Payment) { p.Status, p.RefusalReason = money.PaymentRefused, why })
	})
}

// WithdrawClaim takes one's own claim back while it waits.
func (m Money) WithdrawClaim(ctx context.Context, actor role.Actor, key, id uuid.UUID) ([]money.Payment, error) {
	return write(ctx, m.s, actor, "Money.WithdrawClaim", key, func() ([]money.Payment, error) {
		own := func(claim money.Payment) error {
			if *claim.PayerID != actor.UserID {
				return &fault.Error{Kind: fault.NotFound, Format: "There is no such claim."}
			}
			return nil
		}
		return m.decide(actor, id, false, action.ClaimWithdrawn, "", own, func(p *money.Payment) { p.Status = money.PaymentWithdrawn })
	})
}
