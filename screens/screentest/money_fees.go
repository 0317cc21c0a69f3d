package screentest

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// feeNow is what a late fee becomes: its amount, what that is a percentage of, and
// what of it is waived.
type feeNow struct {
	fee                  *money.Bill
	amount, base, waived value.Paise
}

// share is a percentage of a sum, rounded to a paisa.
func share(of value.Paise, percent string) value.Paise {
	rate, _ := value.ParsePaise(percent)
	return (max(0, of)*rate + 5000) / 10000
}

// fates are the late fees that something changes, with what they become.
func (m Money) fates(of money.FeeCause) (all []feeNow) {
	for _, fee := range m.s.Bills.rows {
		if fee.LateFeeOf == nil || fee.VoidedAt != nil || fee.FeeBase == nil {
			continue
		}
		on := m.s.Bills.by(*fee.LateFeeOf)
		now := feeNow{fee, fee.Amount, *fee.FeeBase, fee.Waived}
		switch {
		case of.Void != nil && on.ID == *of.Void:
			now.waived = fee.Amount
		case of.Correct != nil && on.ID == *of.Correct:
			now.corrected(*on, of, m.grace())
		case of.Payment != nil, of.Receipt != nil:
			m.reversedFee(&now, *on, of)
		}
		if now.amount != fee.Amount || now.waived != fee.Waived {
			all = append(all, now)
		}
	}
	return all
}

func (m Money) grace() int {
	days, _ := strconv.Atoi(m.s.value("billing.late_fee_grace_days"))
	return days
}

// corrected has the fee follow a correction of its bill.
func (f *feeNow) corrected(on money.Bill, to money.FeeCause, grace int) {
	base := f.base + min(0, to.Amount-on.Amount)
	sum := share(base, f.fee.FeePercent)
	switch {
	case !to.DueDate.AddDays(grace).Before(f.fee.BillDate) || sum <= 0:
		f.waived = f.amount
	case to.Amount < on.Amount:
		f.amount, f.base, f.waived = sum, base, min(f.waived, sum)
	}
}

// reversedFee has a fee follow the reversal of what was paid on its bill before it.
func (m Money) reversedFee(f *feeNow, on money.Bill, of money.FeeCause) {
	m.without(f, on, func(p *money.Payment) bool {
		return p.Status == money.PaymentSucceeded &&
			(of.Payment != nil && p.ID == *of.Payment || of.Receipt != nil && p.ReceiptID != nil && *p.ReceiptID == *of.Receipt)
	})
}

// without has a fee become what it would have been without some of the payments that
// held it off, or their part of it.
func (m Money) without(f *feeNow, on money.Bill, gone func(*money.Payment) bool) {
	var back value.Paise
	base := on.Amount - on.Waived
	for _, p := range m.s.Payments.rows {
		if p.BillID == nil || *p.BillID != on.ID || !m.heldOff(*p, *f.fee, on) {
			continue
		}
		if gone(p) {
			back += p.Amount
		} else {
			base -= p.Amount
		}
	}
	if back == 0 || on.VoidedAt != nil || m.s.value("billing.late_fees") == money.FeesNone {
		return
	}
	would := share(base, f.fee.FeePercent)
	more := share(back, f.fee.FeePercent)
	if back >= base {
		more = would
	}
	more = min(more, would-(f.amount-f.waived))
	rise := max(0, min(would-f.amount, more))
	f.waived -= min(f.waived, max(0, more-rise))
	if rise > 0 {
		f.amount, f.base = f.amount+rise, base
	}
}

// heldOff reports whether a payment of a bill held off its part of the fee on it.
func (m Money) heldOff(p money.Payment, fee, on money.Bill) bool {
	received := m.asPayment(p).ReceivedOn
	switch p.Status {
	case money.PaymentSucceeded:
		return received.Before(fee.BillDate)
	case money.PaymentClaimed, money.PaymentUncleared:
		return !p.ClaimedAt.After(fee.CreatedAt) && !on.DueDate.Before(received)
	}
	return false
}

// claimFates are the late fees that the end of a claim changes, with what they become.
func (m Money) claimFates(id uuid.UUID) (all []feeNow) {
	for _, fee := range m.s.Bills.rows {
		if fee.LateFeeOf == nil || fee.VoidedAt != nil || fee.FeeBase == nil {
			continue
		}
		now := feeNow{fee, fee.Amount, *fee.FeeBase, fee.Waived}
		m.without(&now, *m.s.Bills.by(*fee.LateFeeOf), func(p *money.Payment) bool {
			return p.ClaimID != nil && (*p.ClaimID == id || p.ID == id) && p.Status != money.PaymentSucceeded
		})
		if now.amount != fee.Amount || now.waived != fee.Waived {
			all = append(all, now)
		}
	}
	return all
}

// ClaimFates returns what would become of late fees where a claim or a cheque ends.
func (m Money) ClaimFates(ctx context.Context, actor role.Actor, id uuid.UUID) ([]money.FeeFate, error) {
	return read(ctx, m.s, actor, "Money.ClaimFates", func() ([]money.FeeFate, error) { return m.foretold(m.claimFates(id)), nil })
}

// follow changes the late fees that something changes, those aside on which something
// is paid. It is called before the thing is done.
func (m Money) follow(actor role.Actor, of money.FeeCause, why string) {
	m.become(actor, m.fates(of), why)
}

func (m Money) become(actor role.Actor, fates []feeNow, why string) {
	for _, f := range fates {
		if m.as(*f.fee).Paid != 0 {
			continue
		}
		f.fee.Amount, f.fee.FeeBase, f.fee.Waived = f.amount, &f.base, f.waived
		m.s.Bills.changed(f.fee)
		m.s.told(actor, action.LateFeeFollowed, "bills", f.fee.ID, f.fee.Unit+" "+f.fee.Type, why)
	}
}

// FeeFates returns what would become of late fees.
func (m Money) FeeFates(ctx context.Context, actor role.Actor, of money.FeeCause) ([]money.FeeFate, error) {
	return read(ctx, m.s, actor, "Money.FeeFates", func() ([]money.FeeFate, error) { return m.foretold(m.fates(of)), nil })
}

func (m Money) foretold(fates []feeNow) (all []money.FeeFate) {
	for _, f := range fates {
		now := m.as(*f.fee)
		fate := money.FeeFate{Fee: now.ID, Unit: now.Unit, Due: now.Due(), Becomes: max(0, f.amount-f.waived), Paid: now.Paid != 0}
		if fate.Paid {
			fate.Becomes = fate.Due
		}
		all = append(all, fate)
	}
	return all
}
