package main

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/money"

	"github.com/spf13/cobra"
)

// paymentsCommand lists payments; its subcommands decide claims.
func (a *app) paymentsCommand() *cobra.Command {
	var days span
	var status, method, unit, bill string
	var filter money.PaymentFilter
	cmd := &cobra.Command{
		Use:   "payments",
		Short: "List payments, confirm or refuse claims, clear or bounce cheques",
		Long: `Payments lists payments, newest first. --status claimed keeps to what residents
say to have paid and the office has not confirmed, --status uncleared to cheques
that were neither cleared nor bounced, --elsewhere to payments that count though
nobody in the office recorded or confirmed them.`,
		Example: `  society360 payments --from today --method cash
  society360 payments --status claimed --json
  society360 payments --unit A-101 --status reversed --json`,
	}
	a.spans(cmd, &days, "paid")
	choose(cmd, &status, "status", "only payments of this status",
		words(money.PaymentStatuses()...)...)
	choose(cmd, &method, "method", "only payments of this method", words(money.PaymentMethods()...)...)
	cmd.Flags().StringVar(&unit, "unit", "", "only payments for this unit, such as A-101")
	cmd.Flags().StringVar(&filter.Search, "search", "", "a receipt's number, the beginning of a reference, an amount, a unit, a resident's name or phone")
	cmd.Flags().StringVar(&bill, "bill", "", "only payments on the bill of this ID")
	cmd.Flags().BoolVar(&filter.Elsewhere, "elsewhere", false, "only what another program or the payer recorded")
	either(cmd, "elsewhere", "status")
	a.check(cmd, func() (err error) {
		filter.Bill, err = typedBill(bill)
		return err
	})
	cmd.AddCommand(a.paymentsConfirm(), a.paymentsRefuse(), a.paymentsClear(), a.paymentsBounce())
	return lists(a, cmd, paymentColumns(), func(ctx context.Context, c call) (_ pages[money.Payment], err error) {
		filter.Method, filter.Status = money.PaymentMethod(method), money.PaymentStatus(status)
		if filter.Unit, err = c.unit(ctx, unit); err != nil {
			return nil, err
		}
		if filter.From, filter.To, err = days.in(c.zone, time.Now()); err != nil {
			return nil, err
		}
		return func(ctx context.Context, after *money.Payment, limit int) ([]money.Payment, bool, error) {
			filter.After, filter.Limit = behind(after, money.Payment.Cursor), limit
			page, err := c.society.Money.Payments(ctx, c.actor, filter)
			return page.Payments, page.More, err
		}, nil
	})
}

func paymentColumns() []column[money.Payment] {
	return []column[money.Payment]{
		{name: "id", wide: true, value: func(p money.Payment) any { return p.ID.String() }},
		{name: "at", value: func(p money.Payment) any { return p.At }},
		{name: "received_on", wide: true, value: func(p money.Payment) any { return p.ReceivedOn }},
		{name: "counted_on", wide: true, value: func(p money.Payment) any { return p.CountedOn }},
		{name: "bank", wide: true, value: func(p money.Payment) any { return p.Bank }},
		{name: "cheque_date", wide: true, value: func(p money.Payment) any { return p.ChequeDate }},
		{name: "receipt", value: func(p money.Payment) any { return p.Receipt }},
		{name: "unit", value: func(p money.Payment) any { return p.Unit }},
		{name: "bill_id", wide: true, value: func(p money.Payment) any { return idOf(p.BillID) }},
		{name: "bill_type", value: func(p money.Payment) any { return p.BillType }},
		{name: "amount", value: func(p money.Payment) any { return p.Amount }},
		{name: "method", value: func(p money.Payment) any { return string(p.Method) }},
		{name: "reference", value: func(p money.Payment) any { return p.Reference }},
		{name: "status", value: func(p money.Payment) any { return string(p.Status) }},
		{name: "payer", wide: true, value: func(p money.Payment) any { return p.Payer }},
		{name: "recorded_by", wide: true, value: func(p money.Payment) any { return p.Recorder }},
		{name: "reversed_at", wide: true, value: func(p money.Payment) any { return p.ReversedAt }},
		{name: "reversal_reason", wide: true, value: func(p money.Payment) any { return p.ReversalReason }},
		{name: "claim_id", wide: true, value: func(p money.Payment) any { return idOf(p.ClaimID) }},
		{name: "claimed_at", wide: true, value: func(p money.Payment) any { return p.ClaimedAt }},
		{name: "decided_at", wide: true, value: func(p money.Payment) any { return p.DecidedAt }},
		{name: "decided_by", wide: true, value: func(p money.Payment) any { return p.Decider }},
		{name: "refusal_reason", wide: true, value: func(p money.Payment) any { return p.RefusalReason }},
		{name: "simulated", wide: true, value: func(p money.Payment) any { return p.Simulated }},
	}
}
