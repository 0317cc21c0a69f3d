package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// takesClaim takes the ID of one payment of a claim.
func (a *app) takesClaim(id *uuid.UUID) cobra.PositionalArgs {
	return a.takesOne("the ID of a claimed payment, as society360 payments --status claimed --json shows it", func(arg string) (err error) {
		if *id, err = uuid.Parse(arg); err != nil {
			return usage("%q is no ID of a payment; society360 payments --status claimed --json shows them", arg)
		}
		return nil
	})
}

func (a *app) paymentsConfirm() *cobra.Command {
	var id uuid.UUID
	return writes(a, &cobra.Command{
		Use:   "confirm ID --as EMAIL",
		Short: "Confirm that the money of a claim came in",
		Long: `Confirm counts what a resident says to have paid, all bills of that claim at
once, and writes the receipt's number. A claim that no longer fits what is due is
refused, and nothing changes.`,
		Example: `  society360 payments confirm 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --as asha@greenpark.example`,
		Args:    a.takesClaim(&id),
	}, paymentColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]money.Payment, string, error) {
		done, err := c.society.Money.ConfirmClaim(ctx, c.actor, key, id)
		if err != nil {
			return nil, "", err
		}
		return done.Payments, fmt.Sprintf("Confirmed %s for %s, receipt %s.", sumOf(done.Payments), done.Payments[0].Unit, done.Receipt), nil
	})
}

func (a *app) paymentsRefuse() *cobra.Command {
	var id uuid.UUID
	var reason string
	cmd := &cobra.Command{
		Use:     "refuse ID --reason REASON --as EMAIL",
		Short:   "Refuse a claim whose money did not come in",
		Long:    `Refuse ends what a resident says to have paid: it stays due, and they read the reason.`,
		Example: `  society360 payments refuse 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --reason 'Not in the bank statement' --as asha@greenpark.example`,
		Args:    a.takesClaim(&id),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; the payer reads it")
	needs(cmd, "reason")
	return writes(a, cmd, paymentColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]money.Payment, string, error) {
		payments, err := c.society.Money.RefuseClaim(ctx, c.actor, key, id, reason)
		if err != nil {
			return nil, "", err
		}
		return payments, fmt.Sprintf("Refused %s for %s.", sumOf(payments), payments[0].Unit), nil
	})
}

func sumOf(payments []money.Payment) (sum value.Paise) {
	for _, p := range payments {
		sum += p.Amount
	}
	return sum
}
