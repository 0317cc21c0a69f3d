package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
)

// rootCommand is the whole command line. Without a subcommand it is desk.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   programName,
		Short: "The desk of a residential society, on a terminal",
		Long: `Society360 Desk checks visitors in and out and keeps the register of a
residential society. Without a subcommand it opens the desk on this terminal.

DATABASE_URL or --database-url names the database. Without one the desk on a
terminal runs a private PostgreSQL of its own in its data folder; every other
command does so where --private or --data-dir says it.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.command = cmd.CommandPath()
			return checkFlags(cmd)
		},
	}
	// First, because the completion commands keep the output that they find.
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	a.makeDesk(root)
	flags := root.PersistentFlags()
	flags.StringVar(&a.databaseURL, "database-url", "", "the database, in place of DATABASE_URL, DATABASE_OWNER_URL and DATABASE_DIRECT_URL")
	flags.StringVar(&a.dataDir, "data-dir", "", "use the private database of this folder, in place of DATABASE_URL and SOCIETY360_DATA_DIR")
	flags.BoolVar(&a.private, "private", false, "use the private database of this machine, in place of DATABASE_URL")
	either(root, "database-url", "data-dir")
	either(root, "database-url", "private")
	flags.StringVar(&a.logFile, "log-file", "", "write the log to this file instead of stderr")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		a.command = cmd.CommandPath()
		return usageError{err.Error()}
	})
	root.AddCommand(a.deskCommand(), a.demoCommand(), a.serveCommand(), a.hostKeyCommand(), a.migrateCommand(),
		a.seedCommand(), a.userCommand(), a.terminalCommand(), a.billsCommand(), a.versionCommand(), a.auditCommand(),
		a.visitorsCommand(), a.unitsCommand(), a.importCommand(), a.maintainCommand(), a.ticketsCommand(), a.paymentsCommand(), a.receiptsCommand(), a.noticesCommand(), a.reportsCommand())
	root.SetHelpCommand(helpCommand(root))
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			onlySubcommands(cmd)
		}
	}
	return root
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
			return usage("%s has no subcommand %q but %s", path(cmd), args[0], strings.Join(names, ", "))
		}
		return usage("%s needs a subcommand: %s", path(cmd), strings.Join(names, ", "))
	}
}

// path is a command's name without the program's.
func path(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), programName+" ")
}

// helpCommand is cobra's, but for a topic that does not exist, which is a
// mistake of usage.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Explain a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usage("there is no command %q to explain", strings.Join(args, " "))
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// takes checks the number of arguments and names the missing ones.
func (a *app) takes(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		a.command = cmd.CommandPath()
		switch {
		case len(args) < len(names):
			return usage("%s needs %s", path(cmd), names[len(args)])
		case len(args) > len(names) && !cmd.HasParent():
			return usage("there is no command %q", args[0])
		case len(args) > len(names):
			return usage("%s does not take %q", path(cmd), args[len(names)])
		}
		return nil
	}
}

// takesAtMost checks the number of arguments of a command that needs none.
func (a *app) takesAtMost(most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		a.command = cmd.CommandPath()
		if len(args) > most {
			return usage("%s does not take %q", path(cmd), args[most])
		}
		return nil
	}
}

// actsAs gives a command the flag that names who does it.
func (a *app) actsAs(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.as, "as", "", "e-mail of the account that does this, for the audit log")
}

// withDatabase runs fn on the database that the flags and the environment name.
func (a *app) withDatabase(fn func(ctx context.Context, db database) error) func(context.Context, []string) error {
	return func(ctx context.Context, _ []string) error {
		at, err := a.locate(false)
		if err != nil {
			return err
		}
		return a.within(ctx, at, fn)
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
