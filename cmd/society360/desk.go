package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/wire"
)

// deskFlags are what a desk on this terminal may be told.
type deskFlags struct {
	gate  string
	gated bool // --gate was given, perhaps empty: no gate
}

func (a *app) deskCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "desk", Short: "Open the desk on this terminal (the default)"}
	a.makeDesk(cmd)
	return cmd
}

// makeDesk lets a command open the desk.
func (a *app) makeDesk(cmd *cobra.Command) {
	var flags deskFlags
	cmd.Args = a.takes()
	cmd.Flags().StringVar(&flags.gate, "gate", "", `gate that this terminal stands at; "" for none (default: the first of the setting general.gates)`)
	mayBeBlank(cmd, "gate")
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error {
		flags.gated = cmd.Flags().Changed("gate")
		terminal, err := a.terminal("the desk")
		if err != nil {
			return err
		}
		at, err := a.locate(true)
		if err != nil {
			return err
		}
		return a.within(ctx, at, func(ctx context.Context, db database) error {
			society, err := a.openSociety(ctx, db.Config)
			if err != nil {
				return err
			}
			defer society.Close()
			live := screens.NewLive(society.Accounts, desks.NewBus(society.Desks, db.Config, desks.BusOptions{}), a.log)
			defer a.startSchedule(ctx, db, society, !a.backedUp(db))()
			defer a.sealBeside(ctx, db, society)()
			return a.desk(ctx, db, society, live, terminal, flags)
		})
	})
}

// terminal is the pair of files that a desk draws on.
type terminal struct{ in, out *os.File }

// terminal returns the terminal that the program was started on.
func (a *app) terminal(what string) (terminal, error) {
	in, readable := a.in.(*os.File)
	out, writable := a.out.to.(*os.File)
	if !readable || !writable || !term.IsTerminal(int(in.Fd())) || !term.IsTerminal(int(out.Fd())) {
		return terminal{}, fail(nil, "There is no terminal here for %s: run it in one, not through a pipe or from a timer (over ssh with -t).", what)
	}
	return terminal{in, out}, nil
}

// mailboxSize is how many messages may wait for a desk that is busy.
const mailboxSize = 64

// desk runs the desk of this terminal until the person leaves it or ctx ends.
// guide is what a stranger is told at the login screen.
func (a *app) desk(ctx context.Context, db database, society *data.Society, live *screens.Live, at terminal, flags deskFlags, guide ...string) error {
	if inhabited, err := society.Setup.HasAccounts(ctx); err != nil {
		return err
	} else if !inhabited {
		return fail(nil, "Nobody can sign in yet: run %s. To look around first, run society360 demo.", a.typed("init"))
	}
	origin, err := a.origin(ctx, society, flags)
	if err != nil {
		return err
	}
	a.leaveScreen(db.folder)
	backend := screens.NewBackend(society, origin, screens.Options{
		Files: func(actor role.Actor) tui.Files {
			actor.Origin.Operator = operator(a.getenv)
			return hereFiles{leaving{society, actor, a.log}}
		},
		Refused: a.refusedSignIn,
	})
	env := tui.NewEnv(ctx, a.getenv, at.out, a.log)
	env.Gate = origin.Gate
	mail := wire.NewMailbox(mailboxSize)
	defer live.Start(ctx)()
	var reason atomic.Pointer[string]
	defer live.Join(&screens.LiveDesk{
		ID: uuid.New(), Backend: backend, Post: mail.Post,
		End: func(why string) { reason.Store(&why); mail.Post(shell.Closing{}) },
	})()
	desk := shell.NewDesk(env, backend, shell.Options{Guide: guide, Pressed: backend.Pressed})
	_, err = wire.RunTerminal(ctx, at.in, at.out, a.getenv, mail, desk)
	ended := reason.Load()
	if ended == nil && ctx.Err() != nil {
		signal := env.T("This desk was closed from outside, by a signal.")
		ended = &signal
	}
	farewell(at.out, desk, ended)
	// Who left in order is signed out already; here are the others.
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if err := backend.Close(late); err != nil {
		a.log.WarnContext(late, "signing out", "error", err)
	}
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Cause(ctx))) {
		return nil // a signal ends a desk in order
	}
	return err
}

// farewell tells the person, where the desk was, why it is gone: what the desk says
// itself, or the reason for which it was ended. The screen that said it may have
// been gone before anybody read it.
func farewell(to io.Writer, desk *shell.Desk, ended *string) {
	why := desk.Farewell()
	if why == "" && ended != nil {
		why = *ended
	}
	if why != "" {
		_, _ = fmt.Fprintf(to, "%s\r\n", tui.Plain(why)) // a client that is gone needs no telling
	}
}

// lastWords is how long the register is given to note that a desk was ended.
const lastWords = 3 * time.Second

// origin says where this terminal stands.
func (a *app) origin(ctx context.Context, society *data.Society, flags deskFlags) (role.Origin, error) {
	settings, err := society.Settings.Values(ctx)
	if err != nil {
		return role.Origin{}, err
	}
	gates, gate := settings.Gates(), ""
	switch {
	case flags.gated && flags.gate != "":
		if gate = value.Clean(flags.gate); !slices.Contains(gates, gate) {
			return role.Origin{}, fail(nil, "There is no gate %q: --gate takes %s.", gate, strings.Join(gates, ", "))
		}
	case !flags.gated && len(gates) > 0:
		gate = gates[0]
	}
	client := value.Clean("local " + a.getenv("TERM"))
	return role.Origin{Address: "local", Client: client[:min(len(client), maxClient)], Gate: gate}, nil
}

// maxClient bounds what TERM may put into the audit log.
const maxClient = 100
