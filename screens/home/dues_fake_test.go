package home_test

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui/tuitest"
)

// purse is what the units of a register owe and paid.
type purse struct {
	bills    []data.Bill // newest first
	payments []data.Payment
	asked    []data.NewPayment
	claimed  []data.NewClaim
	// mode is the setting billing.resident_payments.
	mode  string
	files map[string][]byte
}

func day(month time.Month, d int) data.Day { return data.Day{Year: 2026, Month: month, Day: d} }

// newPurse owes what is left of September with its late fee, and November, and
// has paid the rest.
func newPurse(unit data.Unit) purse {
	run := day(time.September, 1)
	next := day(time.November, 1)
	base := data.Paise(500_000)
	p := purse{files: map[string][]byte{}, mode: "simulated"}
	p.bills = []data.Bill{
		{ID: id(503), UnitID: &unit.ID, Unit: unit.Label, Type: data.Maintenance, Amount: 500_000, BillDate: next, DueDate: day(time.November, 30), RunMonth: &next, Status: data.Unpaid},
		{ID: id(502), UnitID: &unit.ID, Unit: unit.Label, Type: data.LateFee, Amount: 25_000, BillDate: day(time.September, 17), DueDate: day(time.October, 2), FeeBase: &base, FeePercent: "5", Status: data.Overdue},
		{ID: id(501), UnitID: &unit.ID, Unit: unit.Label, Type: data.Maintenance, Amount: 500_000, Paid: 200_000, BillDate: run, DueDate: day(time.September, 16), RunMonth: &run, Status: data.Overdue, Description: "Maintenance of September"},
	}
	receipt := id(900)
	p.payments = []data.Payment{
		{ID: id(702), BillID: &p.bills[0].ID, BillType: "Water", UnitID: &unit.ID, Unit: unit.Label, Payer: "Arun Joshi", Amount: 80_000, Method: data.BankTransfer, Reference: "HDFC42", At: tuitest.Start().AddDate(0, -1, 0), Status: data.PaymentSucceeded},
		{ID: id(701), BillID: &p.bills[2].ID, BillType: data.Maintenance, Description: "Maintenance of September", UnitID: &unit.ID, Unit: unit.Label, Payer: "Meera Joshi", Amount: 200_000, Method: data.UPI, Reference: "SIM1", At: tuitest.Start().AddDate(0, -2, -11), Status: data.PaymentSucceeded, ReceiptID: &receipt, Receipt: "2026-000042"},
	}
	return p
}

func (r *register) due(unit uuid.UUID) data.UnitDues {
	d := data.UnitDues{Today: data.DayOf(r.clock()), Account: data.Account{UnitID: unit}}
	for _, b := range r.bills {
		if *b.UnitID != unit || b.Due() == 0 {
			continue
		}
		d.Unit = b.Unit
		d.Due += b.Due()
		d.Claimed += b.Claimed
		d.Bills++
		if b.DueDate.Before(d.Today) && !b.Held {
			d.Late += b.Due()
		}
		d.Open = append(d.Open, b)
	}
	slices.SortFunc(d.Open, func(a, b data.Bill) int { return a.DueDate.DaysSince(b.DueDate) })
	return d
}

func (r *register) UnitAccounts(_ context.Context, _ data.Actor, f data.AccountFilter) (data.AccountPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("UnitAccounts"); err != nil {
		return data.AccountPage{}, err
	}
	if !f.Owing {
		panic("only what is due is asked for")
	}
	var page data.AccountPage
	for _, u := range r.units {
		if d := r.due(u.ID); d.Due > 0 {
			page.Accounts = append(page.Accounts, d.Account)
		}
	}
	return page, nil
}

func (r *register) Bills(_ context.Context, _ data.Actor, f data.BillFilter) (data.BillPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Bills"); err != nil {
		return data.BillPage{}, err
	}
	var page data.BillPage
	for _, b := range r.bills {
		if slices.Contains(f.Statuses, b.Status) {
			page.Bills = append(page.Bills, b)
		}
	}
	return page, nil
}

func (r *register) Bill(_ context.Context, _ data.Actor, id uuid.UUID) (data.Bill, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Bill"); err != nil {
		return data.Bill{}, err
	}
	for _, b := range r.bills {
		if b.ID == id {
			return b, nil
		}
	}
	return data.Bill{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
}

func (r *register) UnitDues(_ context.Context, _ data.Actor, unit uuid.UUID) (data.UnitDues, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return r.due(unit), r.Call("UnitDues")
}

func (r *register) PaymentMethodsFor(data.Actor) []data.PaymentMethod {
	if r.mode == "no" {
		return nil
	}
	return []data.PaymentMethod{data.UPI, data.BankTransfer, data.CreditCard, data.DebitCard}
}

// Pay is as the database does it: just the shares that were shown, never more
// than is due.
func (r *register) Pay(_ context.Context, actor data.Actor, key uuid.UUID, n data.NewPayment) (data.PaymentDone, error) {
	var done data.PaymentDone
	_, err := tuitest.Write(&r.Fake, "Pay", key, func() (data.Visit, error) {
		r.asked = append(r.asked, n)
		for _, share := range n.Shown {
			i := slices.IndexFunc(r.bills, func(b data.Bill) bool { return b.ID == share.Bill })
			b := &r.bills[i]
			if share.Amount > b.Due() {
				bad := &data.Error{Kind: data.Invalid, Format: "Only %s is due now; nothing was saved.", Args: []any{r.due(n.Unit).Due}}
				return data.Visit{}, &data.Error{Kind: data.Invalid, Format: bad.Format, Args: bad.Args, Bad: map[string]error{"amount": bad}}
			}
		}
		receipt := id(901)
		done = data.PaymentDone{Receipt: "2026-000077", ReceiptID: receipt}
		for _, share := range n.Shown {
			i := slices.IndexFunc(r.bills, func(b data.Bill) bool { return b.ID == share.Bill })
			b := &r.bills[i]
			b.Paid += share.Amount
			if b.Due() == 0 {
				b.Status = data.Paid
			}
			p := data.Payment{
				ID: id(800 + len(r.payments)), BillID: &b.ID, BillType: b.Type, Description: b.Description, UnitID: b.UnitID, Unit: b.Unit,
				Payer: actor.Name, Amount: share.Amount, Method: n.Method, Reference: "SIM2", At: r.clock(), Status: data.PaymentSucceeded,
				ReceiptID: &receipt, Receipt: done.Receipt,
			}
			r.payments = append([]data.Payment{p}, r.payments...)
			done.Payments = append(done.Payments, p)
		}
		return data.Visit{}, nil
	})
	if err != nil {
		return data.PaymentDone{}, err
	}
	return done, nil
}

// ClaimPayment is as the database does it: pending, and off what can still be
// claimed.
func (r *register) ClaimPayment(_ context.Context, actor data.Actor, key uuid.UUID, n data.NewClaim) ([]data.Payment, error) {
	return tuitest.Write(&r.Fake, "ClaimPayment", key, func() ([]data.Payment, error) {
		r.claimed = append(r.claimed, n)
		made, now := []data.Payment(nil), r.clock()
		claim := id(800 + len(r.payments))
		for _, share := range n.Shown {
			b := &r.bills[slices.IndexFunc(r.bills, func(b data.Bill) bool { return b.ID == share.Bill })]
			b.Claimed += share.Amount
			p := data.Payment{
				ID: id(800 + len(r.payments)), BillID: &b.ID, BillType: b.Type, Description: b.Description, UnitID: b.UnitID, Unit: b.Unit,
				PayerID: &actor.UserID, Payer: actor.Name, Amount: share.Amount, Method: n.Method, Reference: n.Reference,
				At: now, Status: data.PaymentClaimed, ClaimID: &claim, ClaimedAt: &now,
			}
			r.payments = append([]data.Payment{p}, r.payments...)
			made = append(made, p)
		}
		return made, nil
	})
}

// decide ends the claims that wait, as the office or the resident does.
func (r *register) decide(change func(p *data.Payment)) (changed []data.Payment) {
	for i := range r.payments {
		p := &r.payments[i]
		if p.Status != data.PaymentClaimed {
			continue
		}
		b := &r.bills[slices.IndexFunc(r.bills, func(b data.Bill) bool { return b.ID == *p.BillID })]
		b.Claimed -= p.Amount
		if change(p); p.Status == data.PaymentSucceeded {
			b.Paid += p.Amount
		}
		changed = append(changed, *p)
	}
	return changed
}

func (r *register) WithdrawClaim(_ context.Context, _ data.Actor, key, _ uuid.UUID) ([]data.Payment, error) {
	return tuitest.Write(&r.Fake, "WithdrawClaim", key, func() ([]data.Payment, error) {
		return r.decide(func(p *data.Payment) { p.Status = data.PaymentWithdrawn }), nil
	})
}

func (r *register) Payments(_ context.Context, _ data.Actor, f data.PaymentFilter) (data.PaymentPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Payments"); err != nil {
		return data.PaymentPage{}, err
	}
	page := data.PaymentPage{Payments: slices.Clone(r.payments)}
	if f.Status != "" {
		page.Payments = slices.DeleteFunc(page.Payments, func(p data.Payment) bool { return p.Status != f.Status })
	}
	if f.Bill != nil {
		page.Payments = slices.DeleteFunc(page.Payments, func(p data.Payment) bool { return *p.BillID != *f.Bill })
	}
	return page, nil
}

func (r *register) Receipt(_ context.Context, _ data.Actor, id uuid.UUID) (data.Receipt, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Receipt"); err != nil {
		return data.Receipt{}, err
	}
	receipt := data.Receipt{ID: id, Society: "Green Park CHS"}
	for _, p := range r.payments {
		if p.ReceiptID == nil || *p.ReceiptID != id {
			continue
		}
		receipt.Number, receipt.IssuedAt, receipt.PaidAt, receipt.Unit, receipt.Payer = p.Receipt, p.At, p.At, p.Unit, p.Payer
		receipt.Method, receipt.Reference = p.Method, p.Reference
		receipt.Total += p.Amount
		receipt.Lines = append(receipt.Lines, data.ReceiptLine{PaymentID: p.ID, BillType: p.BillType, Description: p.Description, Amount: p.Amount})
	}
	return receipt, nil
}

func (r *register) IssueReceipt(_ context.Context, _ data.Actor, key, payment uuid.UUID) (data.Receipt, error) {
	receipt := data.Receipt{ID: id(902), Number: "2026-000078"}
	_, err := tuitest.Write(&r.Fake, "IssueReceipt", key, func() (data.Visit, error) {
		for i := range r.payments {
			if r.payments[i].ID == payment {
				r.payments[i].ReceiptID, r.payments[i].Receipt = &receipt.ID, receipt.Number
			}
		}
		return data.Visit{}, nil
	})
	return receipt, err
}

// Put, Inbox, Get and Print make a register the place for files as well.
func (r *register) Put(_ context.Context, name string, write func(io.Writer) error) (string, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Put"); err != nil {
		return "", err
	}
	var b bytes.Buffer
	err := write(&b)
	r.files[name] = b.Bytes()
	return "here/" + name, err
}

func (*register) Inbox(context.Context) ([]string, error)     { panic("nothing is fetched") }
func (*register) Get(context.Context, string) ([]byte, error) { panic("nothing is fetched") }
func (*register) Print(context.Context, string, []byte) error { panic("nothing is printed") }
