package bills_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui/tuitest"
)

func (b *books) Pay(_ context.Context, actor data.Actor, key uuid.UUID, n data.NewPayment) (data.PaymentDone, error) {
	return tuitest.Write(&b.Fake, "Pay", key, func() (done data.PaymentDone, err error) {
		b.paid = append(b.paid, n)
		var due data.Paise
		for _, bill := range b.open(n.Unit) {
			due += bill.Due()
		}
		if due < n.Amount {
			return done, bad("amount", "Only %s is due now; nothing was saved.", due)
		}
		for _, share := range n.Shown {
			at := slices.IndexFunc(b.bills, func(bill data.Bill) bool { return bill.ID == share.Bill })
			if b.bills[at].Due() < share.Amount {
				return done, refused("Nothing was saved: %s is due now. Look at the shares again.", due)
			}
		}
		receipt := id(3000 + len(b.payments) + 1)
		for _, share := range n.Shown {
			at := slices.IndexFunc(b.bills, func(bill data.Bill) bool { return bill.ID == share.Bill })
			p := b.pay(&b.bills[at], share.Amount, n.Method, n.Reference, today())
			p.Recorder, p.ReceiptID, p.Receipt = actor.Name, &receipt, fmt.Sprintf("2026-%06d", len(b.payments))
			done.Payments = append(done.Payments, *p)
		}
		done.ReceiptID, done.Receipt = receipt, done.Payments[0].Receipt
		return done, nil
	})
}

// claim is what a resident says to have paid of a bill.
func (b *books) claim(bill *data.Bill, amount data.Paise, reference string, ago time.Duration) *data.Claim {
	bill.Claimed += amount
	b.claims = append(b.claims, data.Claim{
		ID: id(4001 + len(b.claims)), UnitID: bill.UnitID, Unit: bill.Unit, Payer: "Meera Joshi", Amount: amount, Method: data.UPI,
		Reference: reference, At: tuitest.Start().Add(-ago), ClaimedAt: tuitest.Start().Add(-ago), Bills: 1, Fits: min(amount, bill.Due()),
	})
	return &b.claims[len(b.claims)-1]
}

// decideClaim takes a claim off those that wait.
func (b *books) decideClaim(id uuid.UUID) (data.Claim, error) {
	at := slices.IndexFunc(b.claims, func(c data.Claim) bool { return c.ID == id })
	if at < 0 {
		return data.Claim{}, refused("Asha Rao confirmed this already.")
	}
	c := b.claims[at]
	b.claims = slices.Delete(slices.Clone(b.claims), at, at+1)
	return c, nil
}

func (b *books) ConfirmClaim(_ context.Context, _ data.Actor, key, id uuid.UUID) (data.PaymentDone, error) {
	return tuitest.Write(&b.Fake, "ConfirmClaim", key, func() (data.PaymentDone, error) {
		c, err := b.decideClaim(id)
		if err != nil {
			return data.PaymentDone{}, err
		}
		p := b.pay(&b.bills[0], c.Amount, c.Method, c.Reference, today())
		return data.PaymentDone{Payments: []data.Payment{*p}, Receipt: p.Receipt, ReceiptID: *p.ReceiptID}, nil
	})
}

func (b *books) RefuseClaim(_ context.Context, _ data.Actor, key, id uuid.UUID, reason string) ([]data.Payment, error) {
	return tuitest.Write(&b.Fake, "RefuseClaim", key, func() ([]data.Payment, error) {
		c, err := b.decideClaim(id)
		if err != nil {
			return nil, err
		}
		b.reasons = append(b.reasons, reason)
		return []data.Payment{{ID: c.ID, Amount: c.Amount, Status: data.PaymentRefused, RefusalReason: reason}}, nil
	})
}

func (b *books) ReversePayment(_ context.Context, _ data.Actor, key, id uuid.UUID, reason string) (data.Payment, error) {
	return tuitest.Write(&b.Fake, "ReversePayment", key, func() (data.Payment, error) {
		back := b.takeBack(reason, func(p data.Payment) bool { return p.ID == id })
		if len(back) == 0 {
			return data.Payment{}, refused("This is not there any more.")
		}
		return back[0], nil
	})
}

func (b *books) ReverseReceipt(_ context.Context, _ data.Actor, key, id uuid.UUID, reason string) ([]data.Payment, error) {
	return tuitest.Write(&b.Fake, "ReverseReceipt", key, func() ([]data.Payment, error) {
		back := b.takeBack(reason, func(p data.Payment) bool {
			return p.ReceiptID != nil && *p.ReceiptID == id && p.Status == data.PaymentSucceeded
		})
		if len(back) == 0 {
			return nil, refused("Nothing of this receipt stands any more; it was reversed already.")
		}
		return back, nil
	})
}

// takeBack reverses the payments that are chosen, and gives their dues back.
func (b *books) takeBack(reason string, chosen func(data.Payment) bool) (back []data.Payment) {
	b.reasons = append(b.reasons, reason)
	for i := range b.payments {
		p := &b.payments[i]
		if !chosen(*p) {
			continue
		}
		at := tuitest.Start()
		p.Status, p.ReversedAt, p.ReversalReason = data.PaymentTakenBack, &at, reason
		for k := range b.bills {
			if b.bills[k].ID == *p.BillID {
				b.bills[k].Paid -= p.Amount
			}
		}
		back = append(back, *p)
	}
	return back
}

func (b *books) RaiseBill(_ context.Context, _ data.Actor, key uuid.UUID, n data.NewBill) (data.Bill, error) {
	return tuitest.Write(&b.Fake, "RaiseBill", key, func() (data.Bill, error) {
		at := slices.IndexFunc(b.units, func(u data.Unit) bool { return u.ID == n.Unit })
		bill := b.bill(at, n.Type, n.Amount, n.BillDate, n.DueDate)
		bill.Description = n.Description
		return derived(*bill), nil
	})
}

// change is a change of one bill.
func (b *books) change(method string, key, id uuid.UUID, reason string, edit func(*data.Bill) error) (data.Bill, error) {
	return tuitest.Write(&b.Fake, method, key, func() (data.Bill, error) {
		b.reasons = append(b.reasons, reason)
		at := slices.IndexFunc(b.bills, func(bill data.Bill) bool { return bill.ID == id })
		if err := edit(&b.bills[at]); err != nil {
			return data.Bill{}, err
		}
		return derived(b.bills[at]), nil
	})
}

func (b *books) CorrectBill(_ context.Context, _ data.Actor, key, id uuid.UUID, c data.BillCorrection) (data.Bill, error) {
	return b.change("CorrectBill", key, id, c.Reason, func(bill *data.Bill) error {
		if bill.Version != c.Seen.Version {
			return refused("Someone else changed this bill meanwhile; look again before you save.")
		}
		bill.Amount, bill.BillDate, bill.DueDate, bill.Description = c.Amount, c.BillDate, c.DueDate, c.Description
		return nil
	})
}

func (b *books) VoidBill(_ context.Context, _ data.Actor, key, id uuid.UUID, reason string) (data.Bill, error) {
	return b.change("VoidBill", key, id, reason, func(bill *data.Bill) error {
		at := tuitest.Start()
		bill.Waived, bill.VoidedAt, bill.VoidReason = bill.Amount, &at, reason
		return nil
	})
}

func (b *books) WaiveBill(_ context.Context, _ data.Actor, key, id uuid.UUID, amount data.Paise, reason string) (data.Bill, error) {
	return b.change("WaiveBill", key, id, reason, func(bill *data.Bill) error {
		bill.Waived += amount
		return nil
	})
}

func (b *books) PreviewRun(_ context.Context, _ data.Actor, month data.Day) (data.RunPreview, error) {
	return read(b, "PreviewRun", func() data.RunPreview { return b.preview(month) })
}

// monthly is the maintenance fee.
func (b *books) monthly() data.Paise { return cmp.Or(b.fee, 5000_00) }

func (b *books) preview(month data.Day) data.RunPreview {
	p := data.RunPreview{Month: month, BillDate: month, DueDate: month.AddDays(15)}
	for _, u := range b.units {
		line := data.RunLine{UnitID: u.ID, Unit: u.Label, Type: u.Type, Fee: b.monthly()}
		for _, bill := range b.bills {
			if *bill.UnitID == u.ID && bill.RunMonth != nil && *bill.RunMonth == month {
				line.Reason = data.RunAlready
			}
		}
		if u.Label == "C-302" {
			line.Reason = data.RunNoFee
		}
		if line.Reason != "" {
			p.LeftOut = append(p.LeftOut, line)
			if line.Reason == data.RunAlready {
				p.Already++
			}
			continue
		}
		p.Lines, p.Units, p.Total = append(p.Lines, line), p.Units+1, p.Total+line.Fee
	}
	if p.Units > 0 {
		p.ByType = []data.RunType{{Type: "2BHK", Units: p.Units, Fee: b.monthly(), Total: p.Total}}
	}
	return p
}

func (b *books) RunBills(_ context.Context, _ data.Actor, month data.Day, progress func(done, total int)) (data.RunResult, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	result := data.RunResult{Month: month}
	if err := b.Call("RunBills"); err != nil {
		return result, err
	}
	p := b.preview(month)
	for i, line := range p.Lines {
		if i > 0 && b.stop != nil {
			return result, b.stop
		}
		at := slices.IndexFunc(b.units, func(u data.Unit) bool { return u.ID == line.UnitID })
		b.bill(at, data.Maintenance, line.Fee, p.BillDate, p.DueDate).RunMonth = &month
		result.Bills, result.Total = result.Bills+1, result.Total+line.Fee
		progress(i+1, len(p.Lines))
	}
	return result, nil
}

func (b *books) PreviewOverdue(context.Context, data.Actor) (data.OverduePreview, error) {
	return read(b, "PreviewOverdue", b.overdue)
}

func (b *books) overdue() data.OverduePreview {
	p := data.OverduePreview{Today: today(), Charging: cmp.Or(b.settings["billing.late_fees"], data.FeesAsked), From: day(2026, 9, 1)}
	if p.Charging == data.FeesNone {
		return p
	}
	for _, bill := range b.bills {
		charged := slices.ContainsFunc(b.bills, func(f data.Bill) bool { return f.LateFeeOf != nil && *f.LateFeeOf == bill.ID })
		if derived(bill).Status != data.Overdue || bill.LateFeeOf != nil || charged {
			continue
		}
		fee := bill.Due() * 5 / 100
		p.Marks, p.Fees, p.Total = p.Marks+1, p.Fees+1, p.Total+fee
		p.Due = append(p.Due, data.BillSum{Bill: bill.ID, Sum: fee})
		p.Lines = append(p.Lines, data.FeeLine{
			Bill: bill.ID, UnitID: *bill.UnitID, Unit: bill.Unit, Type: bill.Type, Description: bill.Description,
			DueDate: bill.DueDate, Base: bill.Due(), Percent: "5", Fee: fee,
		})
	}
	return p
}

func (b *books) FeesWaiting(context.Context, data.Actor) (data.FeesWaiting, error) {
	return read(b, "FeesWaiting", func() data.FeesWaiting {
		p := b.overdue()
		return data.FeesWaiting{Fees: p.Fees, Total: p.Total}
	})
}

func (b *books) MarkOverdue(context.Context, data.Actor, func(done, total int)) (data.OverdueMarks, error) {
	return read(b, "MarkOverdue", func() data.OverdueMarks { return data.OverdueMarks{Marks: b.overdue().Marks} })
}

func (b *books) ChargeLateFees(_ context.Context, _ data.Actor, _ uuid.UUID, shown []data.BillSum, progress func(done, total int)) (data.FeesCharged, error) {
	return read(b, "ChargeLateFees", func() (r data.FeesCharged) {
		for _, line := range b.overdue().Lines {
			if !slices.Contains(shown, data.BillSum{Bill: line.Bill, Sum: line.Fee}) {
				continue
			}
			fee := b.bill(0, data.LateFee, line.Fee, today(), today().AddDays(15))
			fee.LateFeeOf, fee.FeeBase, fee.FeePercent, fee.Description = &line.Bill, &line.Base, line.Percent, "Late fee on "+line.Description
			r.Fees, r.Total = r.Fees+1, r.Total+line.Fee
			progress(r.Fees, len(shown))
		}
		r.Left = len(shown) - r.Fees
		return r
	})
}

func (b *books) ChargedFees(_ context.Context, _ data.Actor, on data.Day) (data.ChargedFees, error) {
	return read(b, "ChargedFees", func() data.ChargedFees {
		all := data.ChargedFees{Day: on}
		for _, bill := range b.bills {
			if bill.Type == data.LateFee && bill.BillDate == on && bill.Due() > 0 {
				all.Fees, all.Total = all.Fees+1, all.Total+bill.Due()
				all.Due = append(all.Due, data.BillSum{Bill: bill.ID, Sum: bill.Due()})
			}
		}
		return all
	})
}

func (b *books) WaiveLateFees(_ context.Context, _ data.Actor, _ uuid.UUID, shown []data.BillSum, reason string, progress func(done, total int)) (data.FeesWaived, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	var r data.FeesWaived
	if err := b.Call("WaiveLateFees"); err != nil {
		return r, err
	}
	b.reasons = append(b.reasons, reason)
	for i, fee := range shown {
		if i > 0 && b.stop != nil {
			return r, b.stop
		}
		at := slices.IndexFunc(b.bills, func(bill data.Bill) bool { return bill.ID == fee.Bill })
		if b.bills[at].Due() == fee.Sum {
			b.bills[at].Waived += fee.Sum
			r.Fees, r.Total = r.Fees+1, r.Total+fee.Sum
		} else {
			r.Left++
		}
		progress(i+1, len(shown))
	}
	return r, nil
}

func (b *books) Receipt(_ context.Context, _ data.Actor, id uuid.UUID) (data.Receipt, error) {
	return read(b, "Receipt", func() data.Receipt { return b.receipt(id) })
}

func (b *books) receipt(id uuid.UUID) data.Receipt {
	r := data.Receipt{ID: id, Society: "Green Park CHS"}
	for _, p := range b.payments {
		if p.ReceiptID == nil || *p.ReceiptID != id {
			continue
		}
		if r.Number == "" {
			r.Number, r.Unit, r.Block, r.Payer, r.Method, r.Reference = p.Receipt, p.Unit, "Tower A", p.Payer, p.Method, p.Reference
			r.PaidAt, r.ReceivedBy = p.At, p.Recorder
		}
		line := data.ReceiptLine{PaymentID: p.ID, BillID: p.BillID, BillType: p.BillType, Description: p.Description, Amount: p.Amount, BillDate: day(2026, 8, 1)}
		if p.ReversedAt != nil {
			line.ReversedAt, line.Reason = p.ReversedAt, p.ReversalReason
			r.Reversed += p.Amount
		}
		r.Total += p.Amount
		r.Lines = append(r.Lines, line)
	}
	return r
}

func (b *books) IssueReceipt(_ context.Context, _ data.Actor, key, payment uuid.UUID) (data.Receipt, error) {
	return tuitest.Write(&b.Fake, "IssueReceipt", key, func() (data.Receipt, error) {
		for i := range b.payments {
			if b.payments[i].ID == payment {
				receipt := id(3999)
				b.payments[i].ReceiptID, b.payments[i].Receipt = &receipt, "2026-000999"
				return b.receipt(receipt), nil
			}
		}
		return data.Receipt{}, refused("There is no such payment.")
	})
}
