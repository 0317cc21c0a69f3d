package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/tui"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/civoranexus/society360/data"
)

// leaving records what of the register leaves it on behalf of an account: lists of
// commands, files and prints of screens.
type leaving struct {
	society *data.Society
	actor   role.Actor
	log     *slog.Logger
}

// recordTime bounds one record. Who prints the muster list while the database is away
// waits no longer.
const recordTime = 3 * time.Second

// record writes it into the trail. Where nobody can be reached to write it, the log has
// it instead: a list of who is inside is printed in a fire too.
func (l leaving) record(ctx context.Context, t trail.Taken) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	err := l.society.Trail.Record(late, l.actor, uuid.New(), t)
	var e *fault.Error
	if errors.As(err, &e) && (e.Trouble != fault.Sound || e.Kind == fault.Unavailable || e.Kind == fault.Unknown) {
		l.log.WarnContext(ctx, "what was taken is not in the trail", "action", t.Did, "name", t.Name, "rows", t.Rows,
			"in full", t.Contacts, "account", l.actor.Email, "operator", l.actor.Origin.Operator, "error", err)
		return nil
	}
	return err
}

// file records a file that a screen wrote or printed.
func (l leaving) file(ctx context.Context, did action.Action, file tui.File, to string) error {
	return l.record(ctx, trail.Taken{
		Did: did, Name: file.Name, To: to, Rows: file.Rows, Whole: true, Filter: file.Filter, Contacts: file.Contacts,
	})
}

// reading records the list of a command, where it gives anybody's phone or e-mail.
type reading struct {
	leaving
	trail.Taken
}

// readingOf is what a command is about to list, as it was called: its filter is what
// was typed.
func readingOf[T any](a *app, c call, columns []column[T]) *reading {
	if c.society == nil || c.cmd == nil {
		return nil
	}
	taken := trail.Taken{Did: action.ListRead, Name: path(c.cmd), To: "standard output", Filter: typed(c.cmd)}
	for _, col := range columns {
		if col.contacts != "" {
			taken.Resource, taken.Contacts = col.contacts, append(taken.Contacts, col.name)
		}
	}
	if len(taken.Contacts) == 0 {
		return nil
	}
	return &reading{leaving{c.society, c.actor, a.log}, taken}
}

// typed are the flags and arguments that a command was given, but those that say how
// and where it works.
func typed(cmd *cobra.Command) map[string]string {
	said := map[string]string{}
	global := cmd.InheritedFlags()
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !isOfAccount(f.Name) && global.Lookup(f.Name) == nil {
			said[f.Name] = f.Value.String()
		}
	})
	for _, arg := range cmd.Flags().Args() {
		said["of"] = arg
	}
	return said
}

// ended records how far the list came, and that it came to its end where err is nil.
func (r *reading) ended(ctx context.Context, rows int, err error) error {
	if r == nil {
		return nil
	}
	r.Rows, r.Whole = rows, err == nil
	return r.record(ctx, r.Taken)
}

// operator is who runs the program on this machine, and from where, as far as it knows.
func operator(getenv func(string) string) string {
	who := machineAccount()
	if by := getenv("SUDO_USER"); by != "" && by != who {
		who += " (sudo by " + by + ")"
	}
	if host, err := os.Hostname(); err == nil {
		who += "@" + host
	}
	if peer, _, ok := strings.Cut(getenv("SSH_CONNECTION"), " "); ok {
		who += " over SSH from " + peer
	}
	return who
}
