package screentest

import (
	"cmp"
	"context"
	"slices"
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

// Claims returns a page of the claims that wait, the oldest first.
func (m Money) Claims(ctx context.Context, actor role.Actor, f money.ClaimFilter) (money.ClaimPage, error) {
	return read(ctx, m.s, actor, "Money.Claims", func() (found money.ClaimPage, err error) {
		all := m.waiting(money.PaymentClaimed)
		slices.SortStableFunc(all, func(a, b *pending) int {
			return cmp.Or(a.ClaimedAt.Compare(*b.ClaimedAt), cmp.Compare(a.ClaimID.String(), b.ClaimID.String()))
		})
		found.Waiting = len(all)
		var after *uuid.UUID
		if f.After != nil {
			after = &f.After.ID
		}
		var rows []*pending
		rows, found.More = m.pendingPage(all, f.Search, after, f.Limit)
		for _, w := range rows {
			c := money.Claim{
				ID: *w.ClaimID, UnitID: w.UnitID, Unit: w.Unit, PayerID: w.PayerID, Payer: w.Payer, Gone: !m.s.livesIn(*w.PayerID, *w.UnitID),
				Method: w.Method, Reference: w.Reference, At: w.At, ClaimedAt: *w.ClaimedAt, Amount: w.sum, Bills: w.bills, Fits: w.fits,
			}
			if on := m.repeated(c.Reference, c.ID); on != nil {
				c.Repeats = cmp.Or(on.Receipt, m.asPayment(*on).Unit)
			}
			found.Claims = append(found.Claims, c)
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

// ConfirmClaim is the office's word that the money of a claim came in.
func (m Money) ConfirmClaim(ctx context.Context, actor role.Actor, key, id uuid.UUID) (money.PaymentDone, error) {
	return write(ctx, m.s, actor, "Money.ConfirmClaim", key, func() (money.PaymentDone, error) {
		return m.cameIn(actor, id, false, action.ClaimConfirmed, func(money.Payment) error { return nil }, m.counts)
	})
}

// RefuseClaim is the office's word that the money of a claim did not come in.
func (m Money) RefuseClaim(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) ([]money.Payment, error) {
	return m.didNot(ctx, actor, "Money.RefuseClaim", key, id, money.PaymentRefused, action.ClaimRefused, why)
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
		fates := m.claimFates(id)
		payments, err := m.decide(actor, id, false, action.ClaimWithdrawn, "", own, func(p *money.Payment) { p.Status = money.PaymentWithdrawn })
		if err == nil {
			m.become(actor, fates, "")
		}
		return payments, err
	})
}
