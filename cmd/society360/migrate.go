package main

import (
	"context"
	"fmt"
	"time"

	"github.com/civoranexus/society360/data/setup"

	"github.com/spf13/cobra"
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
		}, a.migrateStatus())
}

func (a *app) migrateUp(ctx context.Context, db database) error {
	applied, err := setup.Migrate(ctx, db.Config, a.log)
	for _, name := range applied {
		fmt.Fprintln(a.out, name)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "The database is up to date: %s.\n", count(len(applied), "step was taken", "steps were taken"))
	return nil
}

// migrateStatus lists the steps. The society's zone may be one that is missing still:
// the times are UTC.
func (a *app) migrateStatus() *cobra.Command {
	var f forms
	cmd := &cobra.Command{Use: "status", Short: "List the steps and when they were taken", Args: a.takes()}
	f.add(cmd)
	cmd.RunE = a.does(a.withDatabase(func(ctx context.Context, db database, _ []string) error {
		states, err := setup.MigrationStatus(ctx, db.Config)
		if err != nil {
			return err
		}
		return writeRows(ctx, a, f, call{zone: time.UTC}, migrationColumns(), states)
	}))
	return cmd
}

func migrationColumns() []column[setup.MigrationState] {
	return []column[setup.MigrationState]{
		{name: "version", value: func(s setup.MigrationState) any { return int(s.Version) }},
		{name: "applied_at", value: func(s setup.MigrationState) any { return s.AppliedAt }, blank: "pending"},
		{name: "name", value: func(s setup.MigrationState) any { return s.Name }, blank: "(of a newer program)"},
	}
}
