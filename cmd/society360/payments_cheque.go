package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// takesCheque takes the ID of one payment of a cheque.
func (a *app) takesCheque(id *uuid.UUID) cobra.PositionalArgs {
	return a.takesOne("the ID of a cheque's payment, as society360 payments --status uncleared --json shows it", func(arg string) (err error) {
		if *id, err = uuid.Parse(arg); err != nil {
			return usage("%q is no ID of a payment; society360 payments --status uncleared --json shows them", arg)
		}
		return nil
	})
}

func (a *app) paymentsClear() *cobra.Command {
	var id uuid.UUID
	var date string
	var on value.Day
	cmd := &cobra.Command{
		Use:   "clear ID --as EMAIL",
		Short: "Say that the bank paid a cheque",
		Long: `Clear counts a cheque, all bills of it at once, and writes the receipt's number.
The money counts on the day on which the bank paid (--date), and was received on
the cheque's own date. A cheque that no longer fits what is due is refused.`,
		Example: `  society360 payments clear 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --date 2026-12-02 --as asha@greenpark.example`,
		Args:    a.takesCheque(&id),
	}
	cmd.Flags().StringVar(&date, "date", "", "the day on which the bank paid, such as 2026-12-02, in place of today")
	day := func(today value.Day) (err error) {
		on, err = typedDay("date", date, today, calendar.Nearest)
		return err
	}
	a.check(cmd, func() error { return day(value.UTCToday()) })
	return writes(a, cmd, paymentColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]money.Payment, string, error) {
		if err := day(c.society.Settings.ThisDay()); err != nil {
			return nil, "", err
		}
		done, err := c.society.Money.ClearCheque(ctx, c.actor, key, id, on)
		if err != nil {
			return nil, "", err
		}
		return done.Payments, fmt.Sprintf("Cleared %s for %s, receipt %s.", sumOf(done.Payments), done.Payments[0].Unit, done.Receipt), nil
	})
}

func (a *app) paymentsBounce() *cobra.Command {
	var id uuid.UUID
	var reason string
	cmd := &cobra.Command{
		Use:     "bounce ID --reason REASON --as EMAIL",
		Short:   "Say that the bank did not pay a cheque",
		Long:    `Bounce ends a cheque that was not paid, or was given back: what it was for stays due, and the payer reads the reason.`,
		Example: `  society360 payments bounce 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --reason 'Funds insufficient' --as asha@greenpark.example`,
		Args:    a.takesCheque(&id),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; the payer reads it")
	needs(cmd, "reason")
	return writes(a, cmd, paymentColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]money.Payment, string, error) {
		payments, err := c.society.Money.BounceCheque(ctx, c.actor, key, id, reason)
		if err != nil {
			return nil, "", err
		}
		return payments, fmt.Sprintf("Bounced: %s for %s is due as before.", sumOf(payments), payments[0].Unit), nil
	})
}
