package screentest

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
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
func (m Money) RaiseBill(ctx context.Context, actor role.Actor, key uuid.UUID, n money.BillDraft) (money.Bill, error) {
	return write(ctx, m.s, actor, "Money.RaiseBill", key, func() (money.Bill, error) {
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
		if err := complaints(bad); err != nil {
			return money.Bill{}, err
		}
		if types := money.BillTypes(m.s.settings()); !slices.Contains(types, n.Type) {
			return money.Bill{}, money.NoSuchType(types)
		}
		u := m.s.Units.by(n.Unit)
		if u == nil {
			return money.Bill{}, noSuchUnit()
		}
		b := m.raise(actor, u, money.Bill{Type: n.Type, Amount: n.Amount, BillDate: n.BillDate, DueDate: n.DueDate, Description: value.Clean(n.Description)})
		return m.as(*b), nil
	})
}

// raise puts a bill of a unit into the register.
func (m Money) raise(actor role.Actor, u *Home, b money.Bill) *money.Bill {
	b.UnitID, b.Unit, b.CreatedAt = &u.ID, u.Label, m.s.Clock()
	row := m.s.Bills.put(b)
	row.Status = m.as(*row).Status
	m.s.told(actor, action.BillCreated, "bills", row.ID, u.Label+" "+b.Type, "")
	return row
}

func (m Money) dueDays() int { return money.DueDays().In(m.s.settings()) }

// change changes one bill that is not void, with a reason.
func (m Money) change(ctx context.Context, call string, actor role.Actor, key, id uuid.UUID, did action.Action, why string, may func(money.Bill) error, edit func(*money.Bill)) (money.Bill, error) {
	return write(ctx, m.s, actor, call, key, func() (money.Bill, error) {
		why, err := reason(why, "Why? The reason stays with the bill; 500 characters fit.")
		if err != nil {
			return money.Bill{}, err
		}
		row := m.s.Bills.by(id)
		switch {
		case row == nil:
			return money.Bill{}, gone()
		case row.VoidedAt != nil:
			return money.Bill{}, Refusal("This bill is void; nothing on it can be changed.")
		}
		if err := may(m.as(*row)); err != nil {
			return money.Bill{}, err
		}
		edit(row)
		m.s.Bills.changed(row)
		m.s.told(actor, did, "bills", id, row.Unit+" "+row.Type, why)
		return m.as(*row), nil
	})
}

// unpaid refuses what can be done with a bill only until somebody paid on it.
func unpaid(b money.Bill) error {
	if b.Paid > 0 {
		return Refusal("%s is paid on this bill already: reverse the payment first.", b.Paid)
	}
	return nil
}

// CorrectBill puts a wrong bill right while nothing is paid on it.
func (m Money) CorrectBill(ctx context.Context, actor role.Actor, key, id uuid.UUID, c money.BillCorrection) (money.Bill, error) {
	if err := complaints(m.checkBill(c.Amount, c.BillDate, c.DueDate)); err != nil {
		return write(ctx, m.s, actor, "Money.CorrectBill", key, func() (money.Bill, error) { return money.Bill{}, err })
	}
	return m.change(ctx, "Money.CorrectBill", actor, key, id, action.BillCorrected, c.Reason, func(b money.Bill) error {
		switch err := unpaid(b); {
		case err != nil:
			return err
		case c.Amount < b.Waived:
			return Complaint("amount", "%s of this bill is waived; it cannot be for less.", b.Waived)
		case b.Type == money.LateFee && c.Amount != b.Amount:
			return Complaint("amount", "A late fee follows from its percentage; waive a part of it instead.")
		case b.Version != c.Seen.Version:
			return overtaken(m.s, b.ID, b, "")
		}
		return nil
	}, func(b *money.Bill) {
		m.follow(actor, money.FeeCause{Correct: &b.ID, Amount: c.Amount, DueDate: c.DueDate}, c.Reason)
		b.Amount, b.BillDate, b.DueDate, b.Description = c.Amount, c.BillDate, c.DueDate, value.Clean(c.Description)
	})
}

// VoidBill takes back a bill on which nothing is paid.
func (m Money) VoidBill(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) (money.Bill, error) {
	return m.change(ctx, "Money.VoidBill", actor, key, id, action.BillVoided, why, unpaid, func(b *money.Bill) {
		m.follow(actor, money.FeeCause{Void: &b.ID}, why)
		b.Waived, b.VoidedAt, b.VoidReason = b.Amount, at(m.s.Clock()), value.Clean(why)
	})
}

// WaiveBill waives of what is due on a bill.
func (m Money) WaiveBill(ctx context.Context, actor role.Actor, key, id uuid.UUID, amount value.Paise, why string) (money.Bill, error) {
	return m.change(ctx, "Money.WaiveBill", actor, key, id, action.BillWaived, why, func(b money.Bill) error {
		switch {
		case b.Due() == 0:
			return Refusal("Nothing is due on this bill any more.")
		case b.Due() < amount:
			no := Complaint("amount", "Only %s is due on this bill.", b.Due())
			no.Cause = &fault.Conflict[money.Bill]{Now: b}
			return no
		}
		return nil
	}, func(b *money.Bill) { b.Waived += amount })
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
func (m Money) PreviewRun(ctx context.Context, actor role.Actor, month value.Day) (money.RunPreview, error) {
	return read(ctx, m.s, actor, "Money.PreviewRun", func() (money.RunPreview, error) {
		if run, _ := m.runOf(month.FirstOfMonth()); run.Unfinished {
			return money.RunPreview{}, Refusal("The run of %s is being taken back, or that stopped half-way: take it back to the end first.", month.Format("January 2006"))
		}
		return m.preview(month.FirstOfMonth()), nil
	})
}

func (m Money) preview(month value.Day) money.RunPreview {
	p := money.RunPreview{Month: month, BillDate: month}
	if p.BillDate.Before(m.s.today()) {
		p.BillDate = m.s.today()
	}
	p.DueDate = p.BillDate.AddDays(m.dueDays())
	if ahead := (month.Year-m.s.today().Year)*12 + int(month.Month) - int(m.s.today().Month); ahead > 1 {
		p.Ahead = ahead
	}
	for _, u := range m.s.homes(func(*Home) bool { return true }) {
		line := money.RunLine{UnitID: u.ID, Unit: u.Label, Type: u.Type}
		for _, b := range m.s.Bills.rows {
			switch {
			case *b.UnitID != u.ID || b.Type != money.Maintenance || m.s.freed[b.ID]:
			case b.RunMonth != nil && *b.RunMonth == month && b.VoidedAt != nil:
				line.Reason = money.RunVoided
			case b.RunMonth != nil && *b.RunMonth == month:
				line.Reason = money.RunAlready
			case b.RunMonth == nil && b.VoidedAt == nil && b.BillDate.FirstOfMonth() == month:
				line.Reason = cmp.Or(line.Reason, money.RunByHand)
			}
		}
		fee := m.fee(u.Type)
		if line.Reason == "" && fee == 0 {
			line.Reason = money.RunNoFee
		}
		if line.Reason != "" {
			if p.LeftOut = append(p.LeftOut, line); line.Reason == money.RunAlready {
				p.Already++
			}
			continue
		}
		line.Fee = fee
		p.Lines, p.Units, p.Total = append(p.Lines, line), p.Units+1, p.Total+fee
		i := slices.IndexFunc(p.ByType, func(t money.RunType) bool { return t.Type == u.Type })
		if i < 0 {
			i, p.ByType = len(p.ByType), append(p.ByType, money.RunType{Type: u.Type, Fee: fee})
		}
		p.ByType[i].Units, p.ByType[i].Total = p.ByType[i].Units+1, p.ByType[i].Total+fee
	}
	slices.SortFunc(p.ByType, func(a, b money.RunType) int { return cmp.Compare(a.Type, b.Type) })
	return p
}

// RunBills raises a month's maintenance bills; Stop stops it behind the first.
func (m Money) RunBills(ctx context.Context, actor role.Actor, month value.Day, progress func(done, total int)) (r money.RunResult, err error) {
	_, err = read(ctx, m.s, actor, "Money.RunBills", func() (bool, error) {
		p := m.preview(month.FirstOfMonth())
		r = money.RunResult{Month: p.Month, LeftOut: p.LeftOut}
		for i, line := range p.Lines {
			if i > 0 && m.s.Stop != nil {
				return false, m.s.Stop
			}
			m.began(actor, p.Month)
			m.raise(actor, m.s.Units.by(line.UnitID), money.Bill{
				Type: money.Maintenance, Amount: line.Fee, BillDate: p.BillDate, DueDate: p.DueDate, RunMonth: &p.Month, Description: p.Description(),
			})
			r.Bills, r.Total = r.Bills+1, r.Total+line.Fee
			progress(i+1, len(p.Lines))
		}
		return true, nil
	})
	return r, err
}

// PreviewOverdue returns what is overdue and which late fees wait.
func (m Money) PreviewOverdue(ctx context.Context, actor role.Actor) (money.OverduePreview, error) {
	return read(ctx, m.s, actor, "Money.PreviewOverdue", func() (money.OverduePreview, error) { return m.overdue(), nil })
}

func (m Money) overdue() money.OverduePreview {
	percent := m.s.value("billing.late_fee_percentage")
	grace, _ := strconv.Atoi(m.s.value("billing.late_fee_grace_days"))
	from, _ := value.ParseDay(m.s.value("billing.late_fee_from"))
	p := money.OverduePreview{Today: m.s.today(), Charging: m.s.value("billing.late_fees"), From: from, Grace: grace}
	late := m.bills(func(b money.Bill) bool { return m.late(b) && b.VoidedAt == nil })
	slices.SortFunc(late, dueFirst)
	for _, b := range late {
		if m.s.Bills.by(b.ID).Status != money.Overdue {
			p.Marks++
		}
		charged := slices.ContainsFunc(m.s.Bills.rows, func(f *money.Bill) bool { return f.LateFeeOf != nil && *f.LateFeeOf == b.ID })
		rate, _ := value.ParsePaise(percent)
		fee := (b.Late()*rate + 5000) / 10000
		if p.Charging == money.FeesNone || from.IsZero() || b.DueDate.Before(from) || !b.DueDate.AddDays(grace).Before(p.Today) ||
			charged || b.LateFeeOf != nil || b.Type == money.LateFee || b.Type == money.Opening || fee == 0 {
			continue
		}
		p.Fees, p.Total = p.Fees+1, p.Total+fee
		p.Due = append(p.Due, money.BillSum{Bill: b.ID, Sum: fee})
		p.Lines = append(p.Lines, money.FeeLine{
			Bill: b.ID, UnitID: *b.UnitID, Unit: b.Unit, Type: b.Type, Description: b.Description, DueDate: b.DueDate, Base: b.Late(), Percent: percent, Fee: fee,
		})
	}
	return p
}

// FeesWaiting counts the late fees that wait for an admin.
func (m Money) FeesWaiting(ctx context.Context, actor role.Actor) (money.FeesWaiting, error) {
	return read(ctx, m.s, actor, "Money.FeesWaiting", func() (money.FeesWaiting, error) {
		if p := m.overdue(); p.Charging == money.FeesAsked {
			return money.FeesWaiting{Fees: p.Fees, Total: p.Total}, nil
		}
		return money.FeesWaiting{}, nil
	})
}

// MarkOverdue marks the bills whose due date has passed.
func (m Money) MarkOverdue(ctx context.Context, actor role.Actor, progress func(done, total int)) (marks money.OverdueMarks, err error) {
	return read(ctx, m.s, actor, "Money.MarkOverdue", func() (money.OverdueMarks, error) {
		for _, b := range m.bills(m.late) {
			if row := m.s.Bills.by(b.ID); row.Status != money.Overdue {
				row.Status = money.Overdue
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
func (m Money) ChargeLateFees(ctx context.Context, actor role.Actor, _ uuid.UUID, shown []money.BillSum, progress func(done, total int)) (r money.FeesCharged, err error) {
	return read(ctx, m.s, actor, "Money.ChargeLateFees", func() (money.FeesCharged, error) {
		switch p := m.overdue(); {
		case p.Charging == money.FeesNone:
			return r, Refusal("Late fees are off (billing.late_fees is no). Nothing was charged.")
		case p.From.IsZero():
			return r, Refusal("No day is set from which late fees are charged (billing.late_fee_from). Nothing was charged.")
		default:
			for _, line := range p.Lines {
				if slices.Contains(shown, money.BillSum{Bill: line.Bill, Sum: line.Fee}) {
					m.raise(actor, m.s.Units.by(line.UnitID), money.Bill{
						Type: money.LateFee, Amount: line.Fee, BillDate: p.Today, DueDate: p.Today.AddDays(m.dueDays()), LateFeeOf: &line.Bill, FeeBase: &line.Base,
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
func (m Money) ChargedFees(ctx context.Context, actor role.Actor, day value.Day) (money.ChargedFees, error) {
	return read(ctx, m.s, actor, "Money.ChargedFees", func() (money.ChargedFees, error) {
		all := money.ChargedFees{Day: day}
		for _, b := range m.bills(func(b money.Bill) bool {
			return b.Type == money.LateFee && b.BillDate == day && b.VoidedAt == nil && b.Due() > 0
		}) {
			all.Fees, all.Total = all.Fees+1, all.Total+b.Due()
			all.Due = append(all.Due, money.BillSum{Bill: b.ID, Sum: b.Due()})
		}
		slices.SortFunc(all.Due, func(a, b money.BillSum) int { return strings.Compare(a.Bill.String(), b.Bill.String()) })
		return all, nil
	})
}

// WaiveLateFees waives what is due of late fees, each as it was shown; Stop stops it
// behind the first.
func (m Money) WaiveLateFees(ctx context.Context, actor role.Actor, _ uuid.UUID, shown []money.BillSum, why string, progress func(done, total int)) (r money.FeesWaived, err error) {
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
			if b.Type == money.LateFee && m.as(*b).Due() == fee.Sum && fee.Sum > 0 {
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
