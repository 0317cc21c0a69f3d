package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) migrateCommand() *cobra.Command {
	return a.group("migrate", "Bring the database to this program's schema",
		&cobra.Command{
			Use:   "up",
			Short: "Take the steps that are missing; safe at any time, and by several at once",
			Args:  a.takes(),
			RunE: a.does(func(ctx context.Context, _ []string) error {
				at, err := a.locate(false)
				if err != nil {
					return err
				}
				at.makes = true // the first thing to do with one's own
				return a.within(ctx, at, a.migrateUp)
			}),
		},
		&cobra.Command{
			Use:   "status",
			Short: "List the steps and when they were taken",
			Args:  a.takes(),
			RunE:  a.does(a.withDatabase(a.migrateStatus)),
		})
}

func (a *app) migrateUp(ctx context.Context, db database) error {
	applied, err := data.Migrate(ctx, db.Config, a.log)
	for _, name := range applied {
		fmt.Fprintln(a.out, name)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "The database is up to date: %s.\n", count(len(applied), "step was taken", "steps were taken"))
	return nil
}

func (a *app) migrateStatus(ctx context.Context, db database, _ []string) error {
	states, err := data.MigrationStatus(ctx, db.Config)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, s := range states {
		taken, name := "pending", s.Name
		if !s.AppliedAt.IsZero() {
			taken = s.AppliedAt.Format(time.DateTime)
		}
		if name == "" {
			name = "(of a newer program)"
		}
		fmt.Fprintf(table, "%d\t%s\t%s\n", s.Version, taken, name)
	}
	return table.Flush()
}
