package main

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/spf13/cobra"
)

// billsCommand lists bills; its subcommands raise them and record payments.
func (a *app) billsCommand() *cobra.Command {
	var days span
	var status, kind, unit, search string
	var due bool
	cmd := &cobra.Command{
		Use:   "bills",
		Short: "List bills, raise them, or record a payment",
		Long:  `Bills lists bills, newest first. --due keeps to those on which something is owed.`,
		Example: `  society360 bills --status overdue
  society360 bills --unit A-101 --due --json
  society360 bills --from 2026-11-01 --to 2026-11-30 --csv --all > november.csv`,
	}
	a.spans(cmd, &days, "dated")
	choose(cmd, &status, "status", "only bills of this status", words(money.BillStatuses()...)...)
	billType(cmd, &kind, "only bills of this type", money.LateFee)
	cmd.Flags().BoolVar(&due, "due", false, "only bills on which something is owed")
	cmd.Flags().StringVar(&unit, "unit", "", "only bills of this unit, such as A-101")
	cmd.Flags().StringVar(&search, "search", "", "a unit, part of a resident's name, or a phone")
	either(cmd, "due", "status")
	cmd.AddCommand(a.billsPay(), a.billsCloseDay(), a.billsReopenDay(), a.billsClosings(),
		a.billsRaise(), a.billsRun(), a.billsRuns(), a.billsUnrun(), a.billsOverdue())
	return lists(a, cmd, billColumns(), func(ctx context.Context, c call) (pages[money.Bill], error) {
		filter := money.BillFilter{Search: search}
		switch {
		case due:
			filter.Statuses = []money.BillStatus{money.Overdue, money.Unpaid, money.PartiallyPaid}
		case status != "":
			filter.Statuses = []money.BillStatus{money.BillStatus(status)}
		}
		if kind != "" {
			filter.Types = []string{c.billType(kind, money.LateFee)}
		}
		var err error
		if filter.Unit, err = c.unit(ctx, unit); err != nil {
			return nil, err
		}
		if filter.From, filter.To, err = days.in(c.zone, time.Now()); err != nil {
			return nil, err
		}
		return func(ctx context.Context, after *money.Bill, limit int) ([]money.Bill, bool, error) {
			filter.After, filter.Limit = behind(after, money.Bill.Cursor), limit
			page, err := c.society.Money.Bills(ctx, c.actor, filter)
			return page.Bills, page.More, err
		}, nil
	})
}

func billColumns() []column[money.Bill] {
	return []column[money.Bill]{
		{name: "id", wide: true, value: func(b money.Bill) any { return b.ID.String() }},
		{name: "bill_date", value: func(b money.Bill) any { return b.BillDate }},
		{name: "unit", value: func(b money.Bill) any { return b.Unit }},
		{name: "type", value: func(b money.Bill) any { return b.Type }},
		{name: "description", wide: true, value: func(b money.Bill) any { return b.Description }},
		{name: "amount", value: func(b money.Bill) any { return b.Amount }},
		{name: "waived", wide: true, value: func(b money.Bill) any { return b.Waived }},
		{name: "paid", value: func(b money.Bill) any { return b.Paid }},
		{name: "due", value: func(b money.Bill) any { return b.Due() }},
		{name: "due_date", value: func(b money.Bill) any { return b.DueDate }},
		{name: "status", value: func(b money.Bill) any { return string(b.Status) }},
		{name: "run_month", wide: true, value: func(b money.Bill) any { return b.RunMonth }},
		{name: "late_fee_of", wide: true, value: func(b money.Bill) any { return idOf(b.LateFeeOf) }},
		{name: "voided_at", wide: true, value: func(b money.Bill) any { return b.VoidedAt }},
		{name: "void_reason", wide: true, value: func(b money.Bill) any { return b.VoidReason }},
		{name: "created_at", wide: true, value: func(b money.Bill) any { return b.CreatedAt }},
		{name: "fee_base", wide: true, value: feeBase},
		{name: "fee_percent", wide: true, value: func(b money.Bill) any { return b.FeePercent }},
		{name: "claimed", wide: true, value: func(b money.Bill) any { return b.Claimed }},
		{name: "held", wide: true, value: func(b money.Bill) any { return b.Held }},
	}
}

// feeBase is what a late fee is the percentage of; nothing on another bill.
func feeBase(b money.Bill) any {
	if b.FeeBase == nil {
		return nil
	}
	return *b.FeeBase
}

// billType gives a command the flag that names what a bill is for. A society may list
// more than it completes.
func billType(cmd *cobra.Command, to *string, usage string, besides ...string) {
	always := append(money.BillTypes(settings.Of(nil)), besides...)
	cmd.Flags().StringVar(to, "type", "", usage+": "+strings.Join(always, ", ")+", or another that billing.heads lists")
	completes(cmd, "type", always...)
}

// billType is what a bill is for as the register names it, in this society. What it
// does not know is as typed: some bill may be for it from before.
func (c call) billType(typed string, besides ...string) string {
	types := append(money.BillTypes(c.society.Settings.Last()), besides...)
	if known, ok := among(typed, types); ok {
		return known
	}
	return value.Clean(typed)
}
