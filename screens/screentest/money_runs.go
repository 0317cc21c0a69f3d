package screentest

import (
	"cmp"
	"context"
	"slices"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// inRun reports whether a bill is of the run in force of a month.
func (m Money) inRun(b *money.Bill, month value.Day) bool {
	return b.RunMonth != nil && *b.RunMonth == month && b.LateFeeOf == nil && !m.s.freed[b.ID]
}

// began keeps who raised the first bills of a month.
func (m Money) began(actor role.Actor, month value.Day) {
	for _, b := range m.s.Bills.rows {
		if m.inRun(b, month) {
			return
		}
	}
	m.s.runs = append(m.s.runs, &money.BillRun{ID: ptr(m.s.newID()), Month: month, RaisedAt: m.s.Clock(), RaisedBy: actor.Name})
}

func ptr[T any](v T) *T { return &v }

// touched reports whether something is paid or claimed on a bill.
func (m Money) touched(b *money.Bill) bool { now := m.as(*b); return now.Paid != 0 || now.Claimed != 0 }

// feeOf is the late fee on a bill, nil where it has none.
func (m Money) feeOf(b *money.Bill) *money.Bill {
	i := slices.IndexFunc(m.s.Bills.rows, func(f *money.Bill) bool { return f.LateFeeOf != nil && *f.LateFeeOf == b.ID })
	if i < 0 {
		return nil
	}
	return m.s.Bills.rows[i]
}

// runOf is the run in force of a month, with its figures; false where it has none.
func (m Money) runOf(month value.Day) (money.BillRun, bool) {
	run := money.BillRun{Month: month}
	for _, r := range m.s.runs {
		if r.Month == month && r.TakenBackAt == nil {
			run = *r
		}
	}
	found, open := false, false
	for _, b := range m.s.Bills.rows {
		if !m.inRun(b, month) {
			continue
		}
		found = true
		if run.ID == nil && (run.RaisedAt.IsZero() || b.CreatedAt.Before(run.RaisedAt)) {
			run.RaisedAt = b.CreatedAt
		}
		if b.VoidedAt != nil {
			run.Void++
			continue
		}
		run.Bills, run.Total = run.Bills+1, run.Total+b.Amount
		if m.touched(b) {
			run.Paid++
			continue
		}
		open = true
	}
	run.Unfinished = run.ID == nil && open && slices.ContainsFunc(m.s.runs, func(r *money.BillRun) bool { return r.Month == month })
	return run, found
}

// BillRuns returns a page of the runs, in force and taken back.
func (m Money) BillRuns(ctx context.Context, actor role.Actor, f money.RunFilter) (money.RunPage, error) {
	return read(ctx, m.s, actor, "Money.BillRuns", func() (found money.RunPage, err error) {
		var all []money.BillRun
		seen := map[value.Day]bool{}
		for _, b := range m.s.Bills.rows {
			if b.RunMonth == nil || seen[*b.RunMonth] {
				continue
			}
			seen[*b.RunMonth] = true
			if run, ok := m.runOf(*b.RunMonth); ok {
				all = append(all, run)
			}
		}
		for _, r := range m.s.runs {
			if r.TakenBackAt != nil {
				all = append(all, *r)
			}
		}
		all = slices.DeleteFunc(all, func(r money.BillRun) bool { return f.Month != nil && r.Month != f.Month.FirstOfMonth() })
		slices.SortStableFunc(all, func(a, b money.BillRun) int {
			switch order := b.Month.DaysSince(a.Month); {
			case order != 0:
				return order
			case a.InForce() || b.InForce():
				return cmp.Compare(b.Cursor().Month.String()+state(b), a.Cursor().Month.String()+state(a))
			}
			return b.TakenBackAt.Compare(*a.TakenBackAt)
		})
		var behind func(money.BillRun) bool
		if f.After != nil {
			behind = func(r money.BillRun) bool {
				return r.Month == f.After.Month && (r.TakenBackAt == nil) == (f.After.TakenBackAt == nil) && (r.InForce() || r.TakenBackAt.Equal(*f.After.TakenBackAt))
			}
		}
		found.Runs, found.More = page(all, behind, cmp.Or(f.Limit, m.s.Page))
		return found, nil
	})
}

// state orders the run in force before those that were taken back.
func state(r money.BillRun) string {
	if r.InForce() {
		return "1"
	}
	return "0"
}

// kept are the bills that keep a run from being taken back.
func (m Money) kept(month value.Day) (all []money.Bill) {
	for _, b := range m.s.Bills.rows {
		if !m.inRun(b, month) {
			continue
		}
		for _, b := range []*money.Bill{b, m.feeOf(b)} {
			if b != nil && m.touched(b) {
				all = append(all, m.as(*b))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b money.Bill) int { return cmp.Compare(a.Unit, b.Unit) })
	return all
}

func noRun(month value.Day) error {
	return fault.Missing("No run of %s is in force.", month.Format("January 2006"))
}

// PreviewTakeBack returns what TakeBackRun would do.
func (m Money) PreviewTakeBack(ctx context.Context, actor role.Actor, month value.Day) (money.RunBack, error) {
	return read(ctx, m.s, actor, "Money.PreviewTakeBack", func() (back money.RunBack, err error) {
		month = month.FirstOfMonth()
		run, ok := m.runOf(month)
		if !ok {
			return back, noRun(month)
		}
		back.Run = run
		for _, b := range m.s.Bills.rows {
			if fee := m.feeOf(b); m.inRun(b, month) && fee != nil && fee.VoidedAt == nil {
				back.Fees, back.FeesTotal = back.Fees+1, back.FeesTotal+m.as(*fee).Due()
			}
		}
		back.KeptBills = m.kept(month)
		back.Kept = len(back.KeptBills)
		back.KeptBills = back.KeptBills[:min(back.Kept, 20)]
		return back, nil
	})
}

// TakeBackRun takes a run back; Stop stops it behind the first bill.
func (m Money) TakeBackRun(ctx context.Context, actor role.Actor, _ uuid.UUID, seen money.BillRun, why string, progress func(done, total int)) (done money.RunTakenBack, err error) {
	month := seen.Month.FirstOfMonth()
	done.Month = month
	_, err = read(ctx, m.s, actor, "Money.TakeBackRun", func() (bool, error) {
		why, err := reason(why, "Why? The reason stays with every bill of the run; 500 characters fit.")
		if err != nil {
			return false, err
		}
		if err := m.decideBack(actor, seen, why); err != nil {
			return false, err
		}
		var bills []*money.Bill
		for _, b := range m.s.Bills.rows {
			if m.inRun(b, month) {
				bills = append(bills, b)
			}
		}
		for i, b := range bills {
			if i > 0 && m.s.Stop != nil {
				return false, m.s.Stop
			}
			m.free(actor, b, why, &done)
			progress(i+1, len(bills))
		}
		return true, nil
	})
	return done, err
}

// decideBack marks a run as taken back, unless that was done before and stopped.
func (m Money) decideBack(actor role.Actor, seen money.BillRun, why string) error {
	month := seen.Month.FirstOfMonth()
	run, ok := m.runOf(month)
	kept := m.kept(month)
	switch {
	case !ok:
		return noRun(month)
	case run.Unfinished && seen.Unfinished:
		return nil
	case (run.ID == nil) != (seen.ID == nil) || run.ID != nil && *run.ID != *seen.ID || run.Unfinished:
		return Refusal("This run was taken back meanwhile, or is another by now; look again.")
	case len(kept) > 0:
		return money.KeptRun(kept[0], len(kept)-1)
	}
	if run.ID == nil {
		run.ID = ptr(m.s.newID())
	}
	m.s.runs = slices.DeleteFunc(m.s.runs, func(r *money.BillRun) bool { return *r.ID == *run.ID })
	run.Paid, run.Void = 0, 0
	run.TakenBackAt, run.TakenBackBy, run.Reason = at(m.s.Clock()), actor.Name, why
	m.s.runs = append(m.s.runs, &run)
	m.s.told(actor, action.BillRunTakenBack, "society360_bill_runs", *run.ID, month.Format("2006-01"), why)
	return nil
}

// free voids a bill of a run that was taken back, and the late fee on it.
func (m Money) free(actor role.Actor, b *money.Bill, why string, done *money.RunTakenBack) {
	fee := m.feeOf(b)
	if m.touched(b) || fee != nil && m.touched(fee) {
		done.Left++
		return
	}
	m.s.freed[b.ID] = true
	for _, v := range []*money.Bill{b, fee} {
		switch {
		case v == nil || v != b && v.VoidedAt != nil:
			continue
		case v != b:
			done.Fees++
		case v.VoidedAt == nil:
			done.Bills, done.Total = done.Bills+1, done.Total+v.Amount
		}
		if v.VoidedAt == nil {
			v.Waived, v.VoidedAt, v.VoidReason = v.Amount, at(m.s.Clock()), value.Clean(why)
		}
		m.s.Bills.changed(v)
		m.s.told(actor, action.BillVoided, "bills", v.ID, v.Unit+" "+v.Type, why)
	}
}
