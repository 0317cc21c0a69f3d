package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// takesClaim takes the ID of one payment of a claim.
func (a *app) takesClaim() cobra.PositionalArgs {
	one := a.takes("the ID of a claimed payment, as society360 payments --status claimed --json shows it")
	return func(cmd *cobra.Command, args []string) error {
		if err := one(cmd, args); err != nil {
			return err
		}
		if _, err := uuid.Parse(args[0]); err != nil {
			return usage("%q is no ID of a payment; society360 payments --status claimed --json shows them", args[0])
		}
		return nil
	}
}

func (a *app) paymentsConfirm() *cobra.Command {
	var w writeFlags
	cmd := &cobra.Command{
		Use:   "confirm ID --as EMAIL",
		Short: "Confirm that the money of a claim came in",
		Long: `Confirm counts what a resident says to have paid, all bills of that claim at
once, and writes the receipt's number. A claim that no longer fits what is due is
refused, and nothing changes.`,
		Example: `  society360 payments confirm 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --as asha@greenpark.example`,
		Args:    a.takesClaim(),
	}
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		id, err := uuid.Parse(args[0])
		if err != nil { // checked
			return err
		}
		done, err := store.ConfirmClaim(ctx, actor, w.key(), id)
		if err != nil {
			return w.failed(err)
		}
		if w.json {
			return writeOne(ctx, a, store, paymentColumns(), done.Payments...)
		}
		fmt.Fprintf(a.out, "Confirmed %s for %s, receipt %s.\n", sumOf(done.Payments), done.Payments[0].Unit, done.Receipt)
		return nil
	})), w.check)
	a.writes(cmd, &w)
	return cmd
}

func (a *app) paymentsRefuse() *cobra.Command {
	var w writeFlags
	var reason string
	cmd := &cobra.Command{
		Use:     "refuse ID --reason REASON --as EMAIL",
		Short:   "Refuse a claim whose money did not come in",
		Long:    `Refuse ends what a resident says to have paid: it stays due, and they read the reason.`,
		Example: `  society360 payments refuse 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --reason 'Not in the bank statement' --as asha@greenpark.example`,
		Args:    a.takesClaim(),
	}
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		id, err := uuid.Parse(args[0])
		if err != nil { // checked
			return err
		}
		payments, err := store.RefuseClaim(ctx, actor, w.key(), id, reason)
		if err != nil {
			return w.failed(err)
		}
		if w.json {
			return writeOne(ctx, a, store, paymentColumns(), payments...)
		}
		fmt.Fprintf(a.out, "Refused %s for %s.\n", sumOf(payments), payments[0].Unit)
		return nil
	})), w.check)
	cmd.Flags().StringVar(&reason, "reason", "", "why; the payer reads it")
	a.writes(cmd, &w)
	a.needs(cmd, "reason")
	return cmd
}

func sumOf(payments []data.Payment) (sum data.Paise) {
	for _, p := range payments {
		sum += p.Amount
	}
	return sum
}
