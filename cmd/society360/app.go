package main

import (
	"io"
	"log/slog"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/spf13/cobra"
)

// app is one run of the program: where it reads and writes, its flags, its log.
type app struct {
	in     io.Reader
	out    *output
	err    io.Writer
	getenv func(string) string

	databaseURL, dataDir, logFile, as string
	// proof is how the account of as is proved; names is the command, where it is one
	// that may name an account.
	proof proof
	names *cobra.Command
	// agentWaits is how long an SSH agent may be silent, where a test says it.
	agentWaits time.Duration
	// private asks for the private database where another is named.
	private bool
	// again is what a command must be given to work on the same database.
	again string

	// zone is the society's, in which sentences tell times; UTC until it is known.
	zone *time.Location

	// clock and timer are those of the desks that it serves (tui.Env); tests move
	// the time.
	clock func() time.Time
	timer func(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd

	log  *slog.Logger
	sink *logSink
	logs logFlags
	// running is set once arguments and flags were found to be right: errors
	// from then on are failures, those before are usage.
	running bool
	// hungUp is set when the terminal's end ended the command.
	hungUp bool
	// command is the path of the subcommand, for the hint behind a usage error.
	command string
	// checks are what each command looks for in what was typed (check).
	checks map[*cobra.Command][]func() error
}

func newApp(stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) *app {
	a := &app{
		in: stdin, out: &output{to: stdout}, err: stderr, getenv: getenv, command: programName,
		zone: time.UTC, checks: map[*cobra.Command][]func() error{}, clock: time.Now,
	}
	a.log, a.sink = newLog(stderr)
	return a
}

// programName stands before every line on stderr.
const programName = "society360"

// close ends what outlives a subcommand.
func (a *app) close() { a.sink.close() }
