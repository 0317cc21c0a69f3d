// Command society360 is the desk of a residential society and all that goes
// with it: the terminal program, its migrations, its accounts and its demo.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/civoranexus/society360/cmd/society360/noquery"
)

func main() {
	noquery.Over()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A reader of a list that has had enough is told of by the write itself, so
	// that the private database is still let go of in order.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	// The first signal ends the program in order, a second one at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// Exit codes of the program.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// run is the program without its process. Cancelling ctx is the signal to end.
// It writes at most one line to stderr for an error, and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	a := newApp(stdin, stdout, stderr, getenv)
	defer a.close()
	root := a.rootCommand()
	root.SetArgs(args)
	return a.report(ctx, root.ExecuteContext(ctx))
}
