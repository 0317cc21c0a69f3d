package screentest

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// wrongAmount says why an amount cannot be, empty where it can.
func wrongAmount(p value.Paise) string {
	switch {
	case p <= 0:
		return "This needs an amount above zero, such as 5000 or 1,250.50."
	case p > value.MaxAmount:
		return "This is too much: an amount is at most 9,99,99,999.99."
	}
	return ""
}

// checkPayment tidies a payment, and gives the complaints about it.
func checkPayment(n *money.PaymentDraft, actor role.Actor) map[string]error {
	bad := map[string]error{}
	n.Reference, n.Bank, n.PaidBy, n.Note = value.ASCIIDigits(value.Clean(n.Reference)), value.Clean(n.Bank), value.Clean(n.PaidBy), value.Clean(n.Note)
	if wrong := wrongAmount(n.Amount); wrong != "" {
		bad["amount"] = invalid(wrong)
	}
	if n.Unit == uuid.Nil {
		bad["unit"] = invalid("Which unit? Type its number, such as A-101.")
	}
	switch {
	case !slices.Contains(money.PaymentMethods(), n.Method):
		bad["method"] = invalid("How was it paid?")
	case n.Method == money.Cash && actor.Role != role.Admin:
		bad["method"] = invalid("Cash is recorded by an admin.")
	case n.Method.OnPaper() && actor.Role == role.Resident:
		bad["method"] = invalid("A cheque or a draft is handed in at the office, which records it.")
	case n.Method.OnPaper() && n.Reference == "":
		bad["reference"] = invalid("Type the number that is printed on it.")
	case n.Method.NeedsReference() && n.Reference == "":
		bad["reference"] = invalid("This way of paying has a transaction reference; type it.")
	case !n.Method.NeedsReference() && n.Reference != "":
		bad["reference"] = invalid("Cash has no reference; what is to be remembered goes into the note.")
	}
	switch {
	case n.Payer != nil && n.PaidBy != "":
		bad["payer"] = invalid("Only one of the two paid: the resident, or somebody else by name.")
	case utf8.RuneCountInString(n.PaidBy) > 100:
		bad["payer"] = invalid("A name has at most 100 characters.")
	}
	if n.Method.OnPaper() && n.Bank == "" {
		bad["bank"] = invalid("Which bank is it drawn on?")
	}
	return bad
}

// number is the number of the next receipt of this year.
func (m Money) number() string {
	year, last := m.s.today().Year, 0
	for _, p := range m.s.Payments.rows {
		var n int
		if _, err := fmt.Sscanf(p.Receipt, fmt.Sprint(year)+"-%d", &n); err == nil {
			last = max(last, n)
		}
	}
	return fmt.Sprintf("%d-%06d", year, last+1)
}

// tooMuch refuses an amount of which less is due.
func tooMuch(due value.Paise) error {
	if due == 0 {
		return Complaint("amount", "Nothing is due any more; nothing was saved.")
	}
	return Complaint("amount", "Only %s is due now; nothing was saved.", due)
}

// fits are the shares of an amount: as they were shown, where each fits what left
// says is there, or else the oldest first. They are fewer where it does not fit.
func (m Money) fits(dues money.UnitDues, amount value.Paise, shown []money.Allocation, left func(money.Bill) value.Paise) (shares []money.Allocation, sum value.Paise) {
	shares = shown
	if len(shown) == 0 {
		shares, _ = dues.Plan(amount, nil)
	}
	shares = slices.DeleteFunc(slices.Clone(shares), func(a money.Allocation) bool {
		i := slices.IndexFunc(dues.Open, func(b money.Bill) bool { return b.ID == a.Bill })
		return i < 0 || left(dues.Open[i]) < a.Amount
	})
	for _, a := range shares {
		sum += a.Amount
	}
	return shares, sum
}

// Pay records a payment over the bills of a unit, under one receipt.
func (m Money) Pay(ctx context.Context, actor role.Actor, key uuid.UUID, n money.PaymentDraft) (money.PaymentDone, error) {
	return write(ctx, m.s, actor, "Money.Pay", key, func() (done money.PaymentDone, err error) {
		m.s.sent(n)
		simulated := actor.Role == role.Resident
		if simulated {
			if n.Payer, n.PaidBy = &actor.UserID, ""; n.Method.NeedsReference() && value.Clean(n.Reference) == "" {
				n.Reference = "SIM" + strings.ToUpper(hex.EncodeToString(key[10:]))
			}
		}
		bad := checkPayment(&n, actor)
		if m.s.today().Before(n.ReceivedOn) {
			bad["received_on"] = invalid("This day is yet to come; record the money once it is here.")
		}
		if n.Method == money.Cheque {
			m.checkCheque(&n, bad)
		}
		if err := complaints(bad); err != nil {
			return done, err
		}
		u := m.s.Units.by(n.Unit)
		if u == nil || !m.s.may(actor, &n.Unit) {
			return done, noUnit()
		}
		if err := m.mayRecord(actor); err != nil {
			return done, err
		}
		if n.Payer != nil && !slices.ContainsFunc(m.s.Ties.rows, func(t *Tie) bool { return t.UserID == *n.Payer && t.UnitID == n.Unit }) {
			return done, Complaint("payer", "Nobody of that name belongs to this unit.")
		}
		if n.Method != money.Cheque && m.isClosed(cmp.Or(n.ReceivedOn, m.s.today())) {
			return done, dayClosed("received_on")
		}
		if on := m.repeated(n.Reference, uuid.Nil); on != nil && !n.Again && !simulated {
			return done, money.RepeatedOn(m.asPayment(*on))
		}
		dues := money.UnitDues{Account: m.account(actor, u), Open: m.open(actor, n.Unit)}
		if n.Method == money.Cheque {
			return m.takeCheque(actor, dues, n)
		}
		if len(n.Shown) == 0 {
			n.Shown, _ = dues.Plan(n.Amount, n.Bills)
		}
		shares, sum := m.fits(dues, n.Amount, n.Shown, money.Bill.Due)
		switch {
		case dues.Due < n.Amount:
			return done, tooMuch(dues.Due)
		case sum != n.Amount:
			return done, Refusal("Nothing was saved: %s is due now. Look at the shares again.", dues.Due)
		}
		done = money.PaymentDone{Receipt: m.number(), ReceiptID: m.s.newID()}
		m.s.issued[done.ReceiptID] = m.s.Clock()
		for _, a := range shares {
			p := m.s.Payments.put(m.asPayment(money.Payment{
				BillID: &a.Bill, PayerID: n.Payer, Payer: cmp.Or(m.s.nameOf(n.Payer), n.PaidBy), Amount: a.Amount, Method: n.Method, Reference: n.Reference, Bank: n.Bank, At: m.moment(n.ReceivedOn),
				Status: money.PaymentSucceeded, RecordedBy: &actor.UserID, Recorder: actor.Name, ReceiptID: &done.ReceiptID, Receipt: done.Receipt, Simulated: simulated,
			}))
			m.s.told(actor, action.PaymentRecorded, "payments", p.ID, a.Type, n.Note)
			done.Payments = append(done.Payments, *p)
		}
		return done, nil
	})
}

// paymentsOf changes the payments that are chosen, in the order of their bills.
func (m Money) paymentsOf(actor role.Actor, did action.Action, note string, chosen func(money.Payment) bool, edit func(*money.Payment)) (changed []money.Payment) {
	for _, p := range m.s.Payments.rows {
		if chosen(*p) {
			edit(p)
			m.s.told(actor, did, "payments", p.ID, p.BillType, note)
			changed = append(changed, m.asPayment(*p))
		}
	}
	slices.SortStableFunc(changed, func(a, b money.Payment) int { return dueFirst(*m.s.Bills.by(*a.BillID), *m.s.Bills.by(*b.BillID)) })
	return changed
}

// reversed takes a payment back.
func (m Money) reversed(reason string) func(*money.Payment) {
	return func(p *money.Payment) {
		p.Status, p.ReversedAt, p.ReversalReason = money.PaymentTakenBack, at(m.s.Clock()), reason
	}
}

// repeated is the latest payment that counts or waits and has a reference, but for
// those of a claim; nil where there is none.
func (m Money) repeated(reference string, but uuid.UUID) (on *money.Payment) {
	key := money.ReferenceKey(reference)
	for _, p := range m.s.Payments.rows {
		counts := p.Status == money.PaymentSucceeded || p.Status == money.PaymentClaimed || p.Status == money.PaymentUncleared
		if key != "" && counts && (p.ClaimID == nil || *p.ClaimID != but) && money.ReferenceKey(p.Reference) == key && (on == nil || !p.At.Before(on.At)) {
			on = p
		}
	}
	return on
}

// reason is the reason of a change that wants one.
func reason(typed, otherwise string) (string, error) {
	if typed = value.Clean(typed); typed == "" {
		return "", Complaint("reason", otherwise)
	}
	return typed, nil
}

const reversalWhy = "Why? The reason stays with the payment; 500 characters fit."

// ReversePayment takes a payment back.
func (m Money) ReversePayment(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) (money.Payment, error) {
	return write(ctx, m.s, actor, "Money.ReversePayment", key, func() (money.Payment, error) {
		why, err := reason(why, reversalWhy)
		if err != nil {
			return money.Payment{}, err
		}
		p := m.s.Payments.by(id)
		switch {
		case p == nil:
			return money.Payment{}, gone()
		case p.ReversedAt != nil:
			return money.Payment{}, Refusal("This payment was reversed already at %s.", *p.ReversedAt)
		case p.Status != money.PaymentSucceeded:
			return money.Payment{}, Refusal("Only a payment that succeeded can be reversed; this one is %s.", p.Status.Word())
		}
		if err := m.todayClosed(); err != nil {
			return money.Payment{}, err
		}
		m.follow(actor, money.FeeCause{Payment: &id}, why)
		return m.paymentsOf(actor, action.PaymentReversed, why, func(p money.Payment) bool { return p.ID == id }, m.reversed(why))[0], nil
	})
}

// ReverseReceipt takes back all that stands of a receipt.
func (m Money) ReverseReceipt(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) ([]money.Payment, error) {
	return write(ctx, m.s, actor, "Money.ReverseReceipt", key, func() ([]money.Payment, error) {
		why, err := reason(why, reversalWhy)
		if err != nil {
			return nil, err
		}
		if _, ok := m.receipt(id); !ok {
			return nil, &fault.Error{Kind: fault.NotFound, Format: "There is no such receipt."}
		}
		if err := m.todayClosed(); err != nil && m.stands(id) {
			return nil, err
		}
		m.follow(actor, money.FeeCause{Receipt: &id}, why)
		back := m.paymentsOf(actor, action.PaymentReversed, why, func(p money.Payment) bool {
			return p.ReceiptID != nil && *p.ReceiptID == id && p.Status == money.PaymentSucceeded
		}, m.reversed(why))
		if len(back) == 0 {
			return nil, Refusal("Every payment of this receipt was reversed already.")
		}
		return back, nil
	})
}

// stands reports whether something of a receipt was not reversed.
func (m Money) stands(receipt uuid.UUID) bool {
	return slices.ContainsFunc(m.s.Payments.rows, func(p *money.Payment) bool {
		return p.ReceiptID != nil && *p.ReceiptID == receipt && p.Status == money.PaymentSucceeded
	})
}

// receipt puts a receipt together; ok is false where there is none.
func (m Money) receipt(id uuid.UUID) (r money.Receipt, ok bool) {
	for _, row := range m.s.Payments.rows {
		if row.ReceiptID == nil || *row.ReceiptID != id {
			continue
		}
		p, b := m.asPayment(*row), m.as(*m.s.Bills.by(*row.BillID))
		if !ok {
			own := p.RecordedBy != nil && p.PayerID != nil && *p.RecordedBy == *p.PayerID && p.Method != money.Cash
			r = money.Receipt{
				ID: id, Number: p.Receipt, IssuedAt: p.At, Society: m.s.settings().Society(), UnitID: p.UnitID, Unit: p.Unit, Payer: p.Payer,
				Method: p.Method, Reference: p.Reference, Bank: p.Bank, PaidAt: p.At, ReceivedBy: p.Recorder, Confirmed: p.ClaimID != nil, DayOnly: p.ClaimID != nil, Simulated: p.Simulated,
			}
			if u := m.s.Units.by(*p.UnitID); u != nil {
				r.Block = u.Block
			}
			switch {
			case r.Confirmed:
				r.ReceivedBy = p.Decider
			case own:
				r.ReceivedBy = ""
			}
			if at, said := m.s.issued[id]; said {
				r.IssuedAt = at
			}
			r.DayOnly = r.DayOnly || p.RecordedBy != nil && p.ReceivedOn.Before(value.DayOf(r.IssuedAt.In(m.s.Zone)))
		}
		ok = true
		r.Lines = append(r.Lines, money.ReceiptLine{
			PaymentID: p.ID, BillID: p.BillID, BillType: p.BillType, Description: p.Description, Month: b.RunMonth, BillDate: b.BillDate, Amount: p.Amount,
			BillAmount: b.Amount, BillDue: b.Due(), ReversedAt: p.ReversedAt, Reason: p.ReversalReason,
		})
		if r.Total += p.Amount; p.ReversedAt != nil {
			r.Reversed += p.Amount
		}
	}
	return r, ok
}

// Receipt returns a receipt.
func (m Money) Receipt(ctx context.Context, actor role.Actor, id uuid.UUID) (money.Receipt, error) {
	return read(ctx, m.s, actor, "Money.Receipt", func() (money.Receipt, error) {
		r, ok := m.receipt(id)
		part := func(p *money.Payment) bool {
			return p.ReceiptID != nil && *p.ReceiptID == id && !m.seesPayment(actor, *p)
		}
		if !ok || slices.ContainsFunc(m.s.Payments.rows, part) {
			return money.Receipt{}, &fault.Error{Kind: fault.NotFound, Format: "There is no such receipt."}
		}
		return r, nil
	})
}

// IssueReceipt returns the receipt of a payment, and numbers one that has none.
func (m Money) IssueReceipt(ctx context.Context, actor role.Actor, key, payment uuid.UUID) (money.Receipt, error) {
	return write(ctx, m.s, actor, "Money.IssueReceipt", key, func() (money.Receipt, error) {
		p := m.s.Payments.by(payment)
		switch {
		case p == nil || !m.seesPayment(actor, *p):
			return money.Receipt{}, gone()
		case p.ReceiptID != nil:
		case p.Status != money.PaymentSucceeded:
			return money.Receipt{}, Refusal("Only a payment that succeeded has a receipt; this one is %s.", p.Status.Word())
		default:
			id := m.s.newID()
			p.Receipt, p.ReceiptID, m.s.issued[id] = m.number(), &id, m.s.Clock()
			m.s.told(actor, action.ReceiptIssued, "receipts", id, p.Receipt, "")
		}
		r, _ := m.receipt(*p.ReceiptID)
		return r, nil
	})
}
