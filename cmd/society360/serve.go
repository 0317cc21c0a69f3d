package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/value"

	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/sshd"
)

// drainTime is how long forms that are being filled in are waited for when the
// server is told to end.
const drainTime = time.Minute

func (a *app) serveCommand() *cobra.Command {
	var noSchedule bool
	var at entrance
	var watch watching
	var seals sealing
	cmd := &cobra.Command{
		Use:   "serve --host-key FILE",
		Short: "Serve the desk over SSH",
		Long: `Serve lets people use the desk over SSH: ssh -p 2222 EMAIL@HOST. They sign in
with their password or with a key (society360 user key add); a gate's terminal
comes with its own (society360 terminal add). It ends on SIGTERM, after a minute
for forms that are being filled in; SIGHUP has it open its --log-file anew.

One of the society's servers does what is due by the calendar, such as marking what
is overdue (society360 schedule list); --no-schedule leaves that to timers of yours
(society360 maintain).

It seals the audit trail (society360 audit verify) where --seal names a folder for the
key and the heads, or the database is private. Keep the heads elsewhere too: --seal-to
adds them to a file, --seal-command gives them to a command every five minutes, such as
ssh -p 2222 seal@other.example@HOST put NAME.heads for another society's server, which
keeps them in its own trail (audit heads).

Sign-ins that fail are in the log, with the address they came from. --metrics tells
Prometheus how the server is; systemd is told that it is ready, how it is and, for its
watchdog, that it lives (Type=notify).

A second --host-key is told to clients behind their sign-in: to exchange a key, name
both for some weeks, the old one first, then the new one alone. Behind a balancer
that sends PROXY headers name its addresses (--proxy-from).`,
		Args: a.takes(),
	}
	a.entranceFlags(cmd, &at)
	a.metricsFlags(cmd, &watch)
	a.sealFlags(cmd, &seals)
	cmd.RunE = a.serves(func(ctx context.Context, _ []string) error {
		// Before a private database is started for nothing.
		if err := at.load(); err != nil {
			return err
		}
		place, err := a.locate(false)
		if err != nil {
			return err
		}
		a.announce(ctx, "Serving %s.", place)
		return a.within(ctx, place, func(ctx context.Context, db database) error {
			return a.serve(ctx, db, at, watch, seals, !noSchedule)
		})
	})
	cmd.Flags().BoolVar(&noSchedule, "no-schedule", false, "leave what is due by the calendar to timers")
	return cmd
}

func (a *app) hostKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "host-key FILE",
		Short: "Make an SSH host key and print its fingerprint",
		Args:  a.takes("the file to write"),
		RunE: a.does(func(_ context.Context, args []string) error {
			fingerprint, err := sshd.GenerateHostKey(args[0])
			if err != nil {
				return fail(err, "%s", err)
			}
			fmt.Fprintln(a.out, fingerprint)
			return nil
		}),
	}
}

// serve serves desks over SSH until ctx ends, and does the society's schedule
// where it is told to.
func (a *app) serve(ctx context.Context, db database, at entrance, watch watching, seals sealing, schedule bool) error {
	a.boundMemory()
	society, err := a.openSociety(ctx, db.Config)
	if err != nil {
		return err
	}
	defer society.Close()
	if err := refuseDemoPasswords(ctx, society, &at); err != nil {
		return err
	}
	listener, err := listenOn(ctx, at.listen)
	if err != nil {
		return err
	}
	bus := desks.NewBus(society.Desks, db.Config, desks.BusOptions{})
	if watch.address != "" {
		m := newMeters(society, bus, a.log)
		a.log = slog.New(countRefusals{a.log.Handler(), m.refused})
		unwatch, err := a.serveMetrics(ctx, watch, m)
		if err != nil {
			_ = listener.Close()
			return err
		}
		defer unwatch()
	}
	live := screens.NewLive(society.Accounts, bus, a.log)
	defer live.Start(ctx)()
	served, err := a.startServing(ctx, society, live, listener, &at)
	if err != nil {
		return err
	}
	if schedule {
		defer a.startSchedule(ctx, db, society, false)()
	}
	unseal, err := a.startSealing(ctx, db, society, seals)
	if err != nil {
		_ = listener.Close()
		return err
	}
	defer unseal()
	a.announce(ctx, "Desks are served on %s, %s.", listener.Addr(), at.fingerprints())
	unsupervised := a.supervised(ctx, bus, fmt.Sprintf("Desks are served on %s.", listener.Addr()))
	return served.wait(ctx, unsupervised)
}

// serving is an SSH server at work.
type serving struct {
	server *sshd.Server
	ended  chan error
	log    *slog.Logger
	// announce tells who started it how it ends.
	announce func(ctx context.Context, format string, args ...any)
}

// startServing begins to serve on listener.
func (a *app) startServing(ctx context.Context, society *data.Society, live *screens.Live, listener net.Listener, at *entrance) (*serving, error) {
	desks := sshDesks{app: a, society: society, live: live, audits: newAuditLimit(), repeats: newRepeats()}
	server, err := sshd.New(sshd.Config{
		HostKeys: at.keys, Balancers: at.balancers, Auth: desks, Run: desks.run, Files: desks, Audit: desks, Caps: desks.caps, Log: a.log,
		Name: value.LoginName, Limits: at.limits,
	})
	if err != nil {
		_ = listener.Close()
		return nil, fail(err, "%s", err)
	}
	a.acquaint(ctx, society, server)
	s := &serving{server: server, ended: make(chan error, 1), log: a.log, announce: a.announce}
	go func() { s.ended <- server.Serve(listener) }()
	return s, nil
}

// acquaint tells a new server who signed in lately and from where: their places
// are kept from the first connection on, also where strangers are first at the
// door. Without an answer it learns that by itself.
func (a *app) acquaint(ctx context.Context, society *data.Society, server *sshd.Server) {
	ctx, cancel := context.WithTimeout(ctx, acquaintTime)
	defer cancel()
	places, err := society.Accounts.SignInPlaces(ctx, sshd.Acquainted)
	if err != nil {
		a.log.WarnContext(ctx, "learning who signed in lately", "error", err)
		return
	}
	for _, p := range places {
		server.Met(p.Address, p.Email, p.At)
	}
}

// acquaintTime is how long a server's start may wait to learn that.
const acquaintTime = 3 * time.Second

// wait returns when the server broke, or when ctx ended and the desks are gone. stops is
// called as soon as no desk opens any more.
func (s *serving) wait(ctx context.Context, stops func()) error {
	select {
	case err := <-s.ended:
		stops()
		return fail(err, "The SSH server stopped: %s.", err)
	case <-ctx.Done():
	}
	stops()
	s.announce(ctx, "Told to stop: no desk opens any more, and forms that are being filled in have a minute.")
	s.drain(ctx)
	s.announce(ctx, "Stopped.")
	return nil
}

// serverStops is what people read where their desks were.
const serverStops = "The server stops or starts anew, so this desk was closed. Nothing that was saved is lost; try again in a minute."

// drain tells the desks to finish and closes what is left after a minute.
func (s *serving) drain(ctx context.Context) {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	s.server.Drain(late, shell.Closing{In: drainTime, Reason: serverStops})
	if err := <-s.ended; err != nil && !errors.Is(err, sshd.ErrClosed) {
		s.log.WarnContext(late, "the SSH server", "error", err)
	}
}

// refuseDemoPasswords keeps a society whose demo password is known to everybody
// from being served to everybody.
func refuseDemoPasswords(ctx context.Context, society *data.Society, at *entrance) error {
	if !at.open() {
		return nil
	}
	works, err := society.Demo.PasswordWorks(ctx)
	if err != nil {
		return err
	}
	if works {
		return fail(nil, "The demo accounts' password is known to everybody: change it (society360 user passwd), or serve on 127.0.0.1.")
	}
	return nil
}

// demoHostKey is the demo's own key, made at its first start.
func demoHostKey(folder string) (gossh.Signer, error) {
	path := filepath.Join(folder, "ssh_host_key")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if _, err := sshd.GenerateHostKey(path); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
	}
	return sshd.LoadHostKey(path)
}
