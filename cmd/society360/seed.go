package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) seedCommand() *cobra.Command {
	var demo bool
	cmd := &cobra.Command{
		Use:   "seed",
		Short: "Add the roles and the default settings that are missing",
		Long: `Seed adds the roles and the default settings that the database lacks and changes
nothing that is there. With --demo it fills an empty database with a demo society.`,
		Args: a.takes(),
	}
	a.check(cmd, func() error {
		if demo && a.as != "" {
			return usage("seed takes --demo or --as, not both: nobody is in an empty database yet")
		}
		return nil
	})
	cmd.RunE = a.does(a.withDatabase(func(ctx context.Context, db database, _ []string) error {
		if demo {
			return a.seedDemo(ctx, db)
		}
		return a.seed(ctx, db)
	}))
	cmd.Flags().BoolVar(&demo, "demo", false, "fill an empty database with a demo society")
	a.actsAs(cmd)
	return cmd
}

func (a *app) seed(ctx context.Context, db database) error {
	if err := a.checkMigrated(ctx, db.Config); err != nil {
		return err
	}
	actor := role.Program()
	if a.as != "" {
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
