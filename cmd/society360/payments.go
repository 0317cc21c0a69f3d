package main

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// paymentsCommand lists payments.
func (a *app) paymentsCommand() *cobra.Command {
	var f listFlags
	var days span
	var status, method, unit, bill string
	cmd := &cobra.Command{
		Use:   "payments",
		Short: "List payments, newest first",
		Example: `  society360 payments --from today --method cash
  society360 payments --unit A-101 --status reversed --json`,
		Args: a.takes(),
	}
	a.lists(cmd, &f)
	spans(cmd, &days, "paid")
	choose(cmd, &status, "status", "only payments of this status",
		words(data.PaymentSucceeded, data.PaymentTakenBack, data.PaymentFailed, data.PaymentPending)...)
	choose(cmd, &method, "method", "only payments of this method", words(data.PaymentMethods()...)...)
	cmd.Flags().StringVar(&unit, "unit", "", "only payments for this unit, such as A-101")
	cmd.Flags().StringVar(&bill, "bill", "", "only payments on the bill of this ID")
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		filter := data.PaymentFilter{Method: data.PaymentMethod(method), Status: data.PaymentStatus(status)}
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
	}
}
