package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/localpg"
)

// A command is a function that makes it, in a file of its own, and a line in
// rootCommand or in its group. It gives cobra its words and flags, and lists, writes
// or runs the rest: the first for a command that lists rows, the second for one that
// writes for a script, the third for any other that works on the register.

// call is what a command works with.
type call struct {
	config data.Config
	// folder and private are the private database's, as of database.
	folder  string
	private *localpg.Server
	society *data.Society
	// actor is the account that --as names, or the program itself.
	actor role.Actor
	// zone is the society's, in which scripts are given times.
	zone *time.Location
	args []string
	// cmd is the command as it was called.
	cmd *cobra.Command
}

// unit is the ID of the unit that a label names, nil where there is no label.
func (c call) unit(ctx context.Context, label string) (*uuid.UUID, error) {
	if label == "" {
		return nil, nil //nolint:nilnil // a list may be of every unit
	}
	unit, err := c.society.Homes.UnitByLabel(ctx, c.actor, label)
	if err != nil {
		return nil, err
	}
	return &unit.ID, nil
}

// runs has a command run fn on the register. It takes no arguments where it does
// not say which.
func (a *app) runs(cmd *cobra.Command, fn func(ctx context.Context, c call) error) *cobra.Command {
	return a.runsBefore(cmd, fn, nil)
}

// runsBefore is runs, and has older, where it is not nil, run on a database that lacks steps
// of this program's schema: with no society in the call, for that may not be read.
func (a *app) runsBefore(cmd *cobra.Command, fn, older func(ctx context.Context, c call) error) *cobra.Command {
	if cmd.Args == nil {
		cmd.Args = a.takes()
	}
	cmd.RunE = a.does(a.withDatabase(func(ctx context.Context, db database, args []string) error {
		society, err := a.openSociety(ctx, db.Config)
		if older != nil && errors.Is(err, errOlder) {
			return older(ctx, call{config: db.Config, folder: db.folder, private: db.private, zone: a.zone, args: args, cmd: cmd})
		}
		if err != nil {
			return err
		}
		defer society.Close()
		actor, err := a.actor(ctx, society)
		if err != nil {
			return err
		}
		settings, err := society.Settings.Values(ctx)
		if err != nil {
			return err
		}
		a.zone = settings.Zone()
		return fn(ctx, call{config: db.Config, folder: db.folder, private: db.private, society: society, actor: actor, zone: a.zone, args: args, cmd: cmd})
	}))
	return cmd
}

// does makes a subcommand's function of one that takes its context and
// arguments.
func (a *app) does(fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := a.begin(cmd); err != nil {
			return err
		}
		ctx, stop := untilHangup(cmd.Context())
		defer stop()
		err := fn(ctx, args)
		a.hungUp = ctx.Err() != nil
		return err
	}
}

// serves makes a subcommand's function of one that serves until it is told to
// end. The end of the terminal that it was started on is none of its business:
// SIGHUP has it write its log to a new file.
func (a *app) serves(fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		defer a.reopenLog(cmd.Context())()
		if err := a.begin(cmd); err != nil {
			return err
		}
		err := fn(cmd.Context(), args)
		if err != nil && a.logFile != "" {
			a.log.ErrorContext(cmd.Context(), "the server ended", "error", err)
		}
		return err
	}
}

// begin is where usage ends: what was typed is checked, and the log opened.
func (a *app) begin(cmd *cobra.Command) error {
	for _, check := range a.checks[cmd] {
		if err := check(); err != nil {
			return err
		}
	}
	a.running = true
	return a.openLog()
}

// check has a command look for mistakes in what was typed before it opens a
// database. It runs after cobra's own checks of arguments and flags.
func (a *app) check(cmd *cobra.Command, check func() error) {
	a.checks[cmd] = append(a.checks[cmd], check)
}

// withDatabase runs fn on the database that the flags and the environment name.
func (a *app) withDatabase(fn func(ctx context.Context, db database, args []string) error) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		at, err := a.locate(false)
		if err != nil {
			return err
		}
		return a.within(ctx, at, func(ctx context.Context, db database) error { return fn(ctx, db, args) })
	}
}

// within runs fn on a database, and lets go of it.
func (a *app) within(ctx context.Context, at place, fn func(ctx context.Context, db database) error) error {
	db, err := a.open(ctx, at)
	if err != nil {
		return err
	}
	defer db.release()
	return fn(ctx, db)
}

// group is a command that only has subcommands.
func (a *app) group(use, short string, subcommands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short}
	cmd.AddCommand(subcommands...)
	onlySubcommands(cmd)
	return cmd
}

// onlySubcommands has a command that was called by itself, or with a subcommand
// that it lacks, say which there are.
func onlySubcommands(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		var names []string
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				names = append(names, sub.Name())
			}
		}
		if len(args) > 0 {
			return usage("%s has no subcommand %q; it has %s", path(cmd), args[0], strings.Join(names, ", "))
		}
		return usage("%s needs a subcommand: %s", path(cmd), strings.Join(names, ", "))
	}
}

// path is a command's name without the program's.
func path(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), programName+" ")
}
