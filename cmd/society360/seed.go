package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/demo/township"
	"github.com/civoranexus/society360/data/setup"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) seedCommand() *cobra.Command {
	var demo bool
	var units int
	var variant uint64
	cmd := &cobra.Command{
		Use:   "seed",
		Short: "Add the roles and the default settings that are missing",
		Long: `Seed adds the roles and the default settings that the database lacks and changes
nothing that is there. With --demo it fills an empty database with a demo society,
with --township with a large one of so many units and two years of history, for
trying what that asks of a desk and of a server: one of 10,000 units has 5 million
visits, takes some minutes and 15 GB. The accounts and the password of the demo open it.
What is cut short leaves no accounts, units or records; the same command begins anew.`,
		Args: a.takes(),
	}
	a.check(cmd, func() error {
		fills := demo || cmd.Flags().Changed("township")
		switch {
		case demo && cmd.Flags().Changed("township"):
			return usage("seed takes --demo or --township, not both")
		case fills && a.as != "":
			return usage("seed takes --demo, --township or --as, not two of them: nobody is in an empty database yet")
		case cmd.Flags().Changed("variant") && !cmd.Flags().Changed("township"):
			return usage("--variant is of a township: give --township too")
		case cmd.Flags().Changed("township"):
			if err := township.CheckUnits(units); err != nil {
				return usage("--township takes the number of its units, %d to %d, not %d", township.FewestUnits, township.MostUnits, units)
			}
		}
		return nil
	})
	cmd.RunE = a.does(a.withDatabase(func(ctx context.Context, db database, _ []string) error {
		switch {
		case demo:
			return a.seedDemo(ctx, db)
		case units != 0:
			return a.seedTownship(ctx, db, units, variant)
		}
		return a.seed(ctx, db)
	}))
	cmd.Flags().BoolVar(&demo, "demo", false, "fill an empty database with a demo society")
	cmd.Flags().IntVar(&units, "township", 0, "fill an empty database with a society of so many `units` and two years of history")
	cmd.Flags().Uint64Var(&variant, "variant", 0, "make another township of the same kind, by any `number`")
	a.actsAs(cmd)
	return cmd
}

func (a *app) seed(ctx context.Context, db database) error {
	if err := a.checkMigrated(ctx, db.Config); err != nil {
		return err
	}
	actor := a.program()
	if a.isNamed() {
		society, err := data.Open(ctx, db.Config, a.log)
		if err != nil {
			return err
		}
		defer society.Close()
		if actor, err = a.actor(ctx, society); err != nil {
			return err
		}
	}
	done, err := setup.Seed(ctx, db.Config, actor)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "Added %s and %s.\n", count(done.Roles, "role", "roles"), count(done.Settings, "setting", "settings"))
	return nil
}

func (a *app) seedDemo(ctx context.Context, db database) error {
	if err := a.checkMigrated(ctx, db.Config); err != nil {
		return err
	}
	if err := demo.Seed(ctx, db.Config, time.Now(), demo.Options{}); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "The demo society is ready. Accounts: %s; password: %s\n", strings.Join(demo.Emails(), ", "), demo.Password)
	return nil
}

func (a *app) seedTownship(ctx context.Context, db database, units int, variant uint64) error {
	if err := a.checkMigrated(ctx, db.Config); err != nil {
		return err
	}
	made, err := township.Seed(ctx, db.Config, time.Now(), units, township.Options{Variant: variant, Progress: a.progress})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "The township is ready: %d units, %d users, %d visits, %d tickets, %d bills, %d payments, %d rows of the trail.\n",
		made.Units, made.Users, made.Visits, made.Tickets, made.Bills, made.Payments, made.Entries)
	fmt.Fprintf(a.out, "Accounts: %s; password: %s\n", strings.Join(demo.Emails(), ", "), demo.Password)
	return nil
}
