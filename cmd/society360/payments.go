package main

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// paymentsCommand lists payments, and decides claims.
func (a *app) paymentsCommand() *cobra.Command {
	cmd := a.paymentsList()
	cmd.AddCommand(a.paymentsConfirm(), a.paymentsRefuse())
	return cmd
}

func (a *app) paymentsList() *cobra.Command {
	var f listFlags
	var days span
	var status, method, unit, bill string
	var elsewhere bool
	cmd := &cobra.Command{
		Use:   "payments",
		Short: "List payments, and confirm or refuse what residents claim",
		Long: `Payments lists payments, newest first. --status claimed keeps to what residents
say to have paid and the office has not confirmed, --elsewhere to money that
counts and that nobody of the office recorded or confirmed.`,
		Example: `  society360 payments --from today --method cash
  society360 payments --status claimed --json
  society360 payments --unit A-101 --status reversed --json`,
		Args: a.takes(),
	}
	a.lists(cmd, &f)
	spans(cmd, &days, "paid")
	choose(cmd, &status, "status", "only payments of this status",
		words(data.PaymentStatuses()...)...)
	choose(cmd, &method, "method", "only payments of this method", words(data.PaymentMethods()...)...)
	cmd.Flags().StringVar(&unit, "unit", "", "only payments for this unit, such as A-101")
	cmd.Flags().StringVar(&bill, "bill", "", "only payments on the bill of this ID")
	cmd.Flags().BoolVar(&elsewhere, "elsewhere", false, "only what another program or the payer recorded")
	either(cmd, "elsewhere", "status")
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		filter := data.PaymentFilter{Method: data.PaymentMethod(method), Status: data.PaymentStatus(status), Elsewhere: elsewhere}
		if bill != "" {
			id, err := uuid.Parse(bill)
			if err != nil { // checked
				return err
			}
			filter.Bill = &id
		}
		zone, err := narrowed(ctx, store, actor, unit, &filter.Unit)
		if err != nil {
			return err
		}
		if filter.From, filter.To, err = days.in(zone, time.Now()); err != nil {
			return err
		}
		return writeList(ctx, a, &f, zone, paymentColumns(), func(ctx context.Context, after *data.Payment, limit int) ([]data.Payment, bool, error) {
			filter.Limit = limit
			if after != nil {
				filter.After = after.Cursor()
			}
			page, err := store.Payments(ctx, actor, filter)
			return page.Payments, page.More, err
		})
	})), f.check, days.check, func() error { return checkBillID(bill) })
	return cmd
}

func paymentColumns() []column[data.Payment] {
	return []column[data.Payment]{
		{name: "id", wide: true, value: func(p data.Payment) any { return p.ID.String() }},
		{name: "at", value: func(p data.Payment) any { return p.At }},
		{name: "receipt", value: func(p data.Payment) any { return p.Receipt }},
		{name: "unit", value: func(p data.Payment) any { return p.Unit }},
		{name: "bill_id", wide: true, value: func(p data.Payment) any { return idOf(p.BillID) }},
		{name: "bill_type", value: func(p data.Payment) any { return p.BillType }},
		{name: "amount", value: func(p data.Payment) any { return p.Amount }},
		{name: "method", value: func(p data.Payment) any { return string(p.Method) }},
		{name: "reference", value: func(p data.Payment) any { return p.Reference }},
		{name: "status", value: func(p data.Payment) any { return string(p.Status) }},
		{name: "payer", wide: true, value: func(p data.Payment) any { return p.Payer }},
		{name: "recorded_by", wide: true, value: func(p data.Payment) any { return p.Recorder }},
		{name: "reversed_at", wide: true, value: func(p data.Payment) any { return p.ReversedAt }},
		{name: "reversal_reason", wide: true, value: func(p data.Payment) any { return p.ReversalReason }},
		{name: "claim_id", wide: true, value: func(p data.Payment) any { return idOf(p.ClaimID) }},
		{name: "claimed_at", wide: true, value: func(p data.Payment) any { return p.ClaimedAt }},
		{name: "decided_at", wide: true, value: func(p data.Payment) any { return p.DecidedAt }},
		{name: "decided_by", wide: true, value: func(p data.Payment) any { return p.Decider }},
		{name: "refusal_reason", wide: true, value: func(p data.Payment) any { return p.RefusalReason }},
		{name: "simulated", wide: true, value: func(p data.Payment) any { return p.Simulated }},
	}
}
