package screentest

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// checkBill gives the complaints about what a bill raised and one corrected share.
func (m Money) checkBill(amount value.Paise, date, due value.Day) map[string]error {
	bad := map[string]error{}
	if wrong := wrongAmount(amount); wrong != "" {
		bad["amount"] = invalid(wrong)
	}
	if due.Before(date) {
		bad["due_date"] = invalid("A bill is not due before its own date.")
	}
	for field, day := range map[string]value.Day{"bill_date": date, "due_date": due} {
		if err := value.RegisterDays().Check(day, m.s.today()); err != nil {
			bad[field] = err
		}
	}
	return bad
}

// RaiseBill raises one bill by hand.
func (m Money) RaiseBill(ctx context.Context, actor role.Actor, key uuid.UUID, n data.NewBill) (data.Bill, error) {
	return write(ctx, m.s, actor, "Money.RaiseBill", key, func() (data.Bill, error) {
		if n.BillDate.IsZero() {
			n.BillDate = m.s.today()
		}
		if n.DueDate.IsZero() {
			n.DueDate = n.BillDate.AddDays(m.dueDays())
		}
		bad := m.checkBill(n.Amount, n.BillDate, n.DueDate)
		if n.Unit == uuid.Nil {
			bad["unit"] = invalid("Which unit? Type its number, such as A-101.")
		}
		if !slices.Contains(data.BillTypes(), n.Type) {
			bad["type"] = invalid("Choose what the bill is for.")
		}
		if err := complaints(bad); err != nil {
			return data.Bill{}, err
		}
		u := m.s.Units.by(n.Unit)
		if u == nil {
			return data.Bill{}, noSuchUnit()
		}
		b := m.raise(actor, u, data.Bill{Type: n.Type, Amount: n.Amount, BillDate: n.BillDate, DueDate: n.DueDate, Description: value.Clean(n.Description)})
		return m.as(*b), nil
	})
}

// raise puts a bill of a unit into the register.
func (m Money) raise(actor role.Actor, u *Home, b data.Bill) *data.Bill {
	b.UnitID, b.Unit, b.CreatedAt = &u.ID, u.Label, m.s.Clock()
	row := m.s.Bills.put(b)
	row.Status = m.as(*row).Status
	m.s.told(actor, action.BillCreated, "bills", row.ID, u.Label+" "+b.Type, "")
	return row
}

func (m Money) dueDays() int { return data.DueDays().In(m.s.settings()) }

// change changes one bill that is not void, with a reason.
func (m Money) change(ctx context.Context, call string, actor role.Actor, key, id uuid.UUID, did action.Action, why string, may func(data.Bill) error, edit func(*data.Bill)) (data.Bill, error) {
	return write(ctx, m.s, actor, call, key, func() (data.Bill, error) {
		why, err := reason(why, "Why? The reason stays with the bill; 500 characters fit.")
		if err != nil {
			return data.Bill{}, err
		}
		row := m.s.Bills.by(id)
		switch {
		case row == nil:
			return data.Bill{}, gone()
		case row.VoidedAt != nil:
			return data.Bill{}, Refusal("This bill is void; nothing on it can be changed.")
		}
		if err := may(m.as(*row)); err != nil {
			return data.Bill{}, err
		}
		edit(row)
		m.s.Bills.changed(row)
		m.s.told(actor, did, "bills", id, row.Unit+" "+row.Type, why)
		return m.as(*row), nil
	})
}

// unpaid refuses what can be done with a bill only until somebody paid on it.
func unpaid(b data.Bill) error {
	if b.Paid > 0 {
		return Refusal("%s is paid on this bill already: reverse the payment first.", b.Paid)
	}
	return nil
}

// CorrectBill puts a wrong bill right while nothing is paid on it.
func (m Money) CorrectBill(ctx context.Context, actor role.Actor, key, id uuid.UUID, c data.BillCorrection) (data.Bill, error) {
	if err := complaints(m.checkBill(c.Amount, c.BillDate, c.DueDate)); err != nil {
		return write(ctx, m.s, actor, "Money.CorrectBill", key, func() (data.Bill, error) { return data.Bill{}, err })
	}
	return m.change(ctx, "Money.CorrectBill", actor, key, id, action.BillCorrected, c.Reason, func(b data.Bill) error {
		switch err := unpaid(b); {
		case err != nil:
			return err
		case c.Amount < b.Waived:
			return Complaint("amount", "%s of this bill is waived; it cannot be for less.", b.Waived)
		case b.Type == data.LateFee && c.Amount != b.Amount:
			return Complaint("amount", "A late fee follows from its percentage; waive of it instead.")
		case b.Version != c.Seen.Version:
			return Refusal("Someone else changed this bill meanwhile; look again before you save.")
		}
		return nil
	}, func(b *data.Bill) {
		b.Amount, b.BillDate, b.DueDate, b.Description = c.Amount, c.BillDate, c.DueDate, value.Clean(c.Description)
	})
}

// VoidBill takes back a bill on which nothing is paid.
func (m Money) VoidBill(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) (data.Bill, error) {
	return m.change(ctx, "Money.VoidBill", actor, key, id, action.BillVoided, why, unpaid, func(b *data.Bill) {
		b.Waived, b.VoidedAt, b.VoidReason = b.Amount, at(m.s.Clock()), value.Clean(why)
	})
}

// WaiveBill waives of what is due on a bill.
func (m Money) WaiveBill(ctx context.Context, actor role.Actor, key, id uuid.UUID, amount value.Paise, why string) (data.Bill, error) {
	return m.change(ctx, "Money.WaiveBill", actor, key, id, action.BillWaived, why, func(b data.Bill) error {
		switch {
		case b.Due() == 0:
			return Refusal("Nothing is due on this bill any more.")
		case b.Due() < amount:
			return Complaint("amount", "Only %s is due on this bill.", b.Due())
		}
		return nil
	}, func(b *data.Bill) { b.Waived += amount })
}

// fee is the monthly fee of a unit's type, none where the setting has none.
func (m Money) fee(kind string) value.Paise {
	stored := m.s.value("billing.maintenance_fee")
	fees := map[string]json.Number{}
	if json.Unmarshal([]byte(stored), &fees) == nil {
		stored = fees[kind].String()
	}
	fee, err := value.ParsePaise(stored)
	if err != nil {
		return 0
	}
	return fee
}

// PreviewRun returns what RunBills would do.
func (m Money) PreviewRun(ctx context.Context, actor role.Actor, month value.Day) (data.RunPreview, error) {
	return read(ctx, m.s, actor, "Money.PreviewRun", func() (data.RunPreview, error) { return m.preview(month.FirstOfMonth()), nil })
}

func (m Money) preview(month value.Day) data.RunPreview {
	p := data.RunPreview{Month: month, BillDate: month}
	if p.BillDate.Before(m.s.today()) {
		p.BillDate = m.s.today()
	}
	p.DueDate = p.BillDate.AddDays(m.dueDays())
	for _, u := range m.s.homes(func(*Home) bool { return true }) {
		line := data.RunLine{UnitID: u.ID, Unit: u.Label, Type: u.Type}
		for _, b := range m.s.Bills.rows {
			switch {
			case *b.UnitID != u.ID || b.Type != data.Maintenance:
			case b.RunMonth != nil && *b.RunMonth == month && b.VoidedAt != nil:
				line.Reason = data.RunVoided
			case b.RunMonth != nil && *b.RunMonth == month:
				line.Reason = data.RunAlready
			case b.RunMonth == nil && b.VoidedAt == nil && b.BillDate.FirstOfMonth() == month:
				line.Reason = cmp.Or(line.Reason, data.RunByHand)
			}
		}
		fee := m.fee(u.Type)
		if line.Reason == "" && fee == 0 {
			line.Reason = data.RunNoFee
		}
		if line.Reason != "" {
			if p.LeftOut = append(p.LeftOut, line); line.Reason == data.RunAlready {
				p.Already++
			}
			continue
		}
		line.Fee = fee
		p.Lines, p.Units, p.Total = append(p.Lines, line), p.Units+1, p.Total+fee
		i := slices.IndexFunc(p.ByType, func(t data.RunType) bool { return t.Type == u.Type })
		if i < 0 {
			i, p.ByType = len(p.ByType), append(p.ByType, data.RunType{Type: u.Type, Fee: fee})
		}
		p.ByType[i].Units, p.ByType[i].Total = p.ByType[i].Units+1, p.ByType[i].Total+fee
	}
	slices.SortFunc(p.ByType, func(a, b data.RunType) int { return cmp.Compare(a.Type, b.Type) })
	return p
}

// RunBills raises a month's maintenance bills; Stop stops it behind the first.
func (m Money) RunBills(ctx context.Context, actor role.Actor, month value.Day, progress func(done, total int)) (r data.RunResult, err error) {
	_, err = read(ctx, m.s, actor, "Money.RunBills", func() (bool, error) {
		p := m.preview(month.FirstOfMonth())
		r = data.RunResult{Month: p.Month, LeftOut: p.LeftOut}
		for i, line := range p.Lines {
			if i > 0 && m.s.Stop != nil {
				return false, m.s.Stop
			}
			m.raise(actor, m.s.Units.by(line.UnitID), data.Bill{
				Type: data.Maintenance, Amount: line.Fee, BillDate: p.BillDate, DueDate: p.DueDate, RunMonth: &p.Month, Description: p.Description(),
			})
			r.Bills, r.Total = r.Bills+1, r.Total+line.Fee
			progress(i+1, len(p.Lines))
		}
		return true, nil
	})
	return r, err
}

// PreviewOverdue returns what is overdue and which late fees wait.
func (m Money) PreviewOverdue(ctx context.Context, actor role.Actor) (data.OverduePreview, error) {
	return read(ctx, m.s, actor, "Money.PreviewOverdue", func() (data.OverduePreview, error) { return m.overdue(), nil })
}

func (m Money) overdue() data.OverduePreview {
	percent := m.s.value("billing.late_fee_percentage")
	grace, _ := strconv.Atoi(m.s.value("billing.late_fee_grace_days"))
	from, _ := value.ParseDay(m.s.value("billing.late_fee_from"))
	p := data.OverduePreview{Today: m.s.today(), Charging: m.s.value("billing.late_fees"), From: from, Grace: grace}
	late := m.bills(func(b data.Bill) bool { return m.late(b) && b.VoidedAt == nil })
	slices.SortStableFunc(late, func(a, b data.Bill) int { return a.DueDate.DaysSince(b.DueDate) })
	for _, b := range late {
		if m.s.Bills.by(b.ID).Status != data.Overdue {
			p.Marks++
		}
		charged := slices.ContainsFunc(m.s.Bills.rows, func(f *data.Bill) bool { return f.LateFeeOf != nil && *f.LateFeeOf == b.ID })
		rate, _ := value.ParsePaise(percent)
		fee := (b.Due()*rate + 5000) / 10000
		if p.Charging == data.FeesNone || from.IsZero() || b.DueDate.Before(from) || !b.DueDate.AddDays(grace).Before(p.Today) ||
			charged || b.LateFeeOf != nil || b.Type == data.LateFee || b.Type == data.Opening || fee == 0 {
			continue
		}
		p.Fees, p.Total = p.Fees+1, p.Total+fee
		p.Due = append(p.Due, data.BillSum{Bill: b.ID, Sum: fee})
		p.Lines = append(p.Lines, data.FeeLine{
			Bill: b.ID, UnitID: *b.UnitID, Unit: b.Unit, Type: b.Type, Description: b.Description, DueDate: b.DueDate, Base: b.Due(), Percent: percent, Fee: fee,
		})
	}
	return p
}

// FeesWaiting counts the late fees that wait for an admin.
func (m Money) FeesWaiting(ctx context.Context, actor role.Actor) (data.FeesWaiting, error) {
	return read(ctx, m.s, actor, "Money.FeesWaiting", func() (data.FeesWaiting, error) {
		if p := m.overdue(); p.Charging == data.FeesAsked {
			return data.FeesWaiting{Fees: p.Fees, Total: p.Total}, nil
		}
		return data.FeesWaiting{}, nil
	})
}

// MarkOverdue marks the bills whose due date has passed.
func (m Money) MarkOverdue(ctx context.Context, actor role.Actor, progress func(done, total int)) (marks data.OverdueMarks, err error) {
	return read(ctx, m.s, actor, "Money.MarkOverdue", func() (data.OverdueMarks, error) {
		for _, b := range m.bills(m.late) {
			if row := m.s.Bills.by(b.ID); row.Status != data.Overdue {
				row.Status = data.Overdue
				m.s.told(actor, action.BillOverdue, "bills", b.ID, b.Unit+" "+b.Type, "")
				marks.Marks++
			}
		}
		if marks.Marks > 0 {
			progress(marks.Marks, marks.Marks)
		}
		return marks, nil
	})
}

// ChargeLateFees charges the late fees that a preview showed.
func (m Money) ChargeLateFees(ctx context.Context, actor role.Actor, _ uuid.UUID, shown []data.BillSum, progress func(done, total int)) (r data.FeesCharged, err error) {
	return read(ctx, m.s, actor, "Money.ChargeLateFees", func() (data.FeesCharged, error) {
		switch p := m.overdue(); {
		case p.Charging == data.FeesNone:
			return r, Refusal("Late fees are off (billing.late_fees is no). Nothing was charged.")
		case p.From.IsZero():
			return r, Refusal("No day is set from which late fees are charged (billing.late_fee_from). Nothing was charged.")
		default:
			for _, line := range p.Lines {
				if slices.Contains(shown, data.BillSum{Bill: line.Bill, Sum: line.Fee}) {
					m.raise(actor, m.s.Units.by(line.UnitID), data.Bill{
						Type: data.LateFee, Amount: line.Fee, BillDate: p.Today, DueDate: p.Today.AddDays(m.dueDays()), LateFeeOf: &line.Bill, FeeBase: &line.Base,
						FeePercent: line.Percent, Description: "Late fee on " + cmp.Or(line.Description, line.Type),
					})
					r.Fees, r.Total = r.Fees+1, r.Total+line.Fee
				}
			}
		}
		progress(len(shown), len(shown))
		r.Left = len(shown) - r.Fees
		return r, nil
	})
}

// ChargedFees returns what is due of the late fees that were charged on a day.
func (m Money) ChargedFees(ctx context.Context, actor role.Actor, day value.Day) (data.ChargedFees, error) {
	return read(ctx, m.s, actor, "Money.ChargedFees", func() (data.ChargedFees, error) {
		all := data.ChargedFees{Day: day}
		for _, b := range m.bills(func(b data.Bill) bool {
			return b.Type == data.LateFee && b.BillDate == day && b.VoidedAt == nil && b.Due() > 0
		}) {
			all.Fees, all.Total = all.Fees+1, all.Total+b.Due()
			all.Due = append(all.Due, data.BillSum{Bill: b.ID, Sum: b.Due()})
		}
		slices.SortFunc(all.Due, func(a, b data.BillSum) int { return strings.Compare(a.Bill.String(), b.Bill.String()) })
		return all, nil
	})
}

// WaiveLateFees waives what is due of late fees, each as it was shown; Stop stops it
// behind the first.
func (m Money) WaiveLateFees(ctx context.Context, actor role.Actor, _ uuid.UUID, shown []data.BillSum, why string, progress func(done, total int)) (r data.FeesWaived, err error) {
	_, err = read(ctx, m.s, actor, "Money.WaiveLateFees", func() (bool, error) {
		why, err := reason(why, "Why? The reason stays with the bill; 500 characters fit.")
		if err != nil {
			return false, err
		}
		for i, fee := range shown {
			if i > 0 && m.s.Stop != nil {
				return false, m.s.Stop
			}
			b := m.s.Bills.by(fee.Bill)
			if b.Type == data.LateFee && m.as(*b).Due() == fee.Sum && fee.Sum > 0 {
				b.Waived += fee.Sum
				m.s.told(actor, action.BillWaived, "bills", b.ID, b.Unit+" "+b.Type, why)
				r.Fees, r.Total = r.Fees+1, r.Total+fee.Sum
			} else {
				r.Left++
			}
			progress(i+1, len(shown))
		}
		return true, nil
	})
	return r, err
}
