package main

import (
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
			a.shapeLog()
			a.mayBeNamed(cmd)
			return checkFlags(cmd)
		},
	}
	root.Version = built()
	root.SetVersionTemplate("{{.Version}}\n")
	// First, because the completion commands keep the output that they find.
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	a.makeDesk(root)
	flags := root.PersistentFlags()
	flags.StringVar(&a.databaseURL, "database-url", "", "the database, in place of DATABASE_URL and its like (DATABASE_OWNER_URL, DATABASE_DIRECT_URL, DATABASE_READ_URL)")
	flags.StringVar(&a.dataDir, "data-dir", "", "use the private database of this folder, in place of DATABASE_URL and SOCIETY360_DATA_DIR")
	flags.BoolVar(&a.private, "private", false, "use the private database of this machine, in place of DATABASE_URL")
	either(root, "database-url", "data-dir")
	either(root, "database-url", "private")
	flags.StringVar(&a.logFile, "log-file", "", "write the log to this file instead of stderr")
	a.logs.add(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		a.command = cmd.CommandPath()
		return flagMistake(err)
	})
	root.AddCommand(
		a.archiveCommand(),
		a.auditCommand(),
		a.backupCommand(),
		a.billsCommand(),
		a.demoCommand(),
		a.deskCommand(),
		a.doctorCommand(),
		a.hostKeyCommand(),
		a.importCommand(),
		a.initCommand(),
		a.maintainCommand(),
		a.manCommand(),
		a.migrateCommand(),
		a.noticesCommand(),
		a.paymentsCommand(),
		a.receiptsCommand(),
		a.reportsCommand(),
		a.residentsCommand(),
		a.restoreCommand(),
		a.scheduleCommand(),
		a.seedCommand(),
		a.serveCommand(),
		a.sessionsCommand(),
		a.settingsCommand(),
		a.terminalCommand(),
		a.ticketsCommand(),
		a.unitsCommand(),
		a.userCommand(),
		a.versionCommand(),
		a.visitorsCommand(),
	)
	root.SetHelpCommand(helpCommand(root))
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			onlySubcommands(cmd)
		}
	}
	onlyOnce(root)
	return root
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
