package data_test

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data"
)

func (f found) billReads() (all []awaited) {
	bills := func(name string, who role.Actor, filter money.BillFilter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Money.Bills " + name, of(func(ctx context.Context, s *data.Society) (money.BillPage, error) {
			return s.Money.Bills(ctx, who, filter)
		})})
	}
	bills("all", f.staff, money.BillFilter{})
	bills("deep", f.staff, money.BillFilter{After: &money.BillCursor{Date: value.DayOf(f.deep), ID: f.bill}})
	bills("of a type", f.staff, money.BillFilter{Types: []string{"Parking"}})
	bills("late fees", f.staff, money.BillFilter{Types: []string{money.LateFee}})
	for _, status := range []money.BillStatus{money.Unpaid, money.PartiallyPaid, money.Overdue, money.Paid, money.Void} {
		bills("of status "+string(status), f.staff, money.BillFilter{Statuses: []money.BillStatus{status}})
		bills("of status "+string(status)+", deep", f.staff, money.BillFilter{
			Statuses: []money.BillStatus{status}, After: &money.BillCursor{Date: value.DayOf(f.deep), ID: f.bill},
		})
	}
	bills("due", f.staff, money.BillFilter{Statuses: []money.BillStatus{money.Unpaid, money.PartiallyPaid, money.Overdue}})
	bills("days", f.staff, money.BillFilter{From: &f.day, To: &f.day})
	bills("of a unit", f.staff, money.BillFilter{Unit: &f.unit})
	bills("own", f.resident, money.BillFilter{})
	bills("own due", f.resident, money.BillFilter{Statuses: []money.BillStatus{money.Unpaid, money.PartiallyPaid, money.Overdue}})

	paid := func(name string, who role.Actor, filter money.PaymentFilter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Money.Payments " + name, of(func(ctx context.Context, s *data.Society) (money.PaymentPage, error) {
			return s.Money.Payments(ctx, who, filter)
		})})
	}
	paid("all", f.staff, money.PaymentFilter{})
	paid("deep", f.staff, money.PaymentFilter{After: &money.PaymentCursor{At: f.deep, ID: f.payment}})
	for _, status := range []money.PaymentStatus{money.PaymentSucceeded, money.PaymentFailed, money.PaymentPending, money.PaymentTakenBack, money.PaymentClaimed, money.PaymentRefused, money.PaymentWithdrawn, money.PaymentUncleared, money.PaymentBounced} {
		paid("of status "+string(status), f.staff, money.PaymentFilter{Status: status})
	}
	for _, method := range []money.PaymentMethod{money.Cash, money.UPI} {
		paid("by "+string(method), f.staff, money.PaymentFilter{Method: method})
	}
	paid("claimed", f.staff, money.PaymentFilter{Claimed: true})
	paid("elsewhere", f.staff, money.PaymentFilter{Elsewhere: true})
	paid("days", f.staff, money.PaymentFilter{From: &f.day, To: &f.day})
	paid("by who recorded", f.staff, money.PaymentFilter{By: &f.staff.UserID})
	paid("of a bill", f.staff, money.PaymentFilter{Bill: &f.bill})
	paid("of a unit", f.staff, money.PaymentFilter{Unit: &f.unit})
	paid("own", f.resident, money.PaymentFilter{})

	dues := func(name string, who role.Actor, filter money.AccountFilter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Money.UnitAccounts " + name, of(func(ctx context.Context, s *data.Society) (money.AccountPage, error) {
			return s.Money.UnitAccounts(ctx, who, filter)
		})})
	}
	dues("by label", f.staff, money.AccountFilter{})
	dues("by label, deep", f.staff, money.AccountFilter{After: &money.AccountCursor{Key: "M 0000000101", ID: f.unit}})
	dues("owing", f.staff, money.AccountFilter{Owing: true})
	dues("most first", f.staff, money.AccountFilter{MostFirst: true})
	dues("own", f.resident, money.AccountFilter{})
	return append(all,
		awaited{"Money.Bill", of(func(ctx context.Context, s *data.Society) (money.Bill, error) {
			return s.Money.Bill(ctx, f.staff, f.bill)
		})},
		awaited{"Money.UnitDues", of(func(ctx context.Context, s *data.Society) (money.UnitDues, error) {
			return s.Money.UnitDues(ctx, f.staff, f.unit)
		})},
		awaited{"Money.UnitDues own", of(func(ctx context.Context, s *data.Society) (money.UnitDues, error) {
			return s.Money.UnitDues(ctx, f.resident, f.unit)
		})},
		awaited{"Money.Defaulters", of(func(ctx context.Context, s *data.Society) (money.AgeingPage, error) {
			return s.Money.Defaulters(ctx, f.staff, money.AgeingFilter{Limit: pageRows})
		})},
		awaited{"Money.Defaulters of a block", of(func(ctx context.Context, s *data.Society) (money.AgeingPage, error) {
			return s.Money.Defaulters(ctx, f.staff, money.AgeingFilter{Block: &f.block, Limit: pageRows})
		})},
		awaited{"Money.Ageing", of(func(ctx context.Context, s *data.Society) (money.Ageing, error) { return s.Money.Ageing(ctx, f.staff) })},
		awaited{"Money.PreviewRun", of(func(ctx context.Context, s *data.Society) (money.RunPreview, error) {
			return s.Money.PreviewRun(ctx, f.admin, f.day.AddMonths(2).FirstOfMonth())
		})},
		awaited{"Money.BillRuns", of(func(ctx context.Context, s *data.Society) (money.RunPage, error) {
			return s.Money.BillRuns(ctx, f.admin, money.RunFilter{Limit: pageRows})
		})},
		awaited{"Money.PreviewOverdue", of(func(ctx context.Context, s *data.Society) (money.OverduePreview, error) {
			return s.Money.PreviewOverdue(ctx, f.admin)
		})},
		awaited{"Money.FeesWaiting", of(func(ctx context.Context, s *data.Society) (money.FeesWaiting, error) {
			return s.Money.FeesWaiting(ctx, f.admin)
		})},
		awaited{"Money.FeeFates", of(func(ctx context.Context, s *data.Society) ([]money.FeeFate, error) {
			return s.Money.FeeFates(ctx, f.admin, money.FeeCause{Void: &f.bill})
		})},
		awaited{"Money.MissedClaims own", of(func(ctx context.Context, s *data.Society) ([]money.Payment, error) {
			return s.Money.MissedClaims(ctx, f.resident, time.Now().AddDate(0, 0, -1))
		})},
		awaited{"Money.ClaimFates", of(func(ctx context.Context, s *data.Society) ([]money.FeeFate, error) {
			return s.Money.ClaimFates(ctx, f.admin, f.payment)
		})},
		awaited{"Money.ChargedFees", of(func(ctx context.Context, s *data.Society) (money.ChargedFees, error) {
			return s.Money.ChargedFees(ctx, f.admin, f.day)
		})},
		awaited{"Money.Claims", of(func(ctx context.Context, s *data.Society) (money.ClaimPage, error) {
			return s.Money.Claims(ctx, f.staff, money.ClaimFilter{Limit: pageRows})
		})},
		awaited{"Money.Cheques", of(func(ctx context.Context, s *data.Society) (money.ChequePage, error) {
			return s.Money.Cheques(ctx, f.staff, money.ChequeFilter{Limit: pageRows})
		})},
		awaited{"Money.Takings", of(func(ctx context.Context, s *data.Society) ([]money.Taking, error) {
			return s.Money.Takings(ctx, f.staff, f.day)
		})},
		awaited{"Money.PreviewClosing", of(func(ctx context.Context, s *data.Society) (money.ClosingPreview, error) {
			return s.Money.PreviewClosing(ctx, f.admin, f.day)
		})},
		awaited{"Money.Closings", of(func(ctx context.Context, s *data.Society) (money.ClosingPage, error) {
			return s.Money.Closings(ctx, f.staff, money.ClosingFilter{Limit: pageRows})
		})},
		awaited{"Money.Receipt", of(func(ctx context.Context, s *data.Society) (money.Receipt, error) {
			return s.Money.Receipt(ctx, f.staff, f.receipt)
		})},
		awaited{"Money.ReceiptByNumber", of(func(ctx context.Context, s *data.Society) (money.Receipt, error) {
			return s.Money.ReceiptByNumber(ctx, f.staff, f.number)
		})},
		awaited{"Money.ReceiptOf", of(func(ctx context.Context, s *data.Society) (money.Receipt, error) {
			return s.Money.ReceiptOf(ctx, f.staff, f.payment)
		})},
	)
}
