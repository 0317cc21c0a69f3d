package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/setup"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens"
	gossh "golang.org/x/crypto/ssh"
)

func (a *app) demoCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Open the desk of a demo society, here and over SSH, in a database of its own",
		Long: `Demo runs a private PostgreSQL in the folder demo of the data folder, fills it
with a demo society where it is empty, serves its desk over SSH on this machine,
and opens it on this terminal. With no terminal it serves until it is told to
end. A second one opens another desk of the same society, and serves on another
port. It ignores DATABASE_URL.`,
		Args: a.takes(),
	}
	cmd.Flags().StringVar(&listen, "listen", "", "loopback address to serve SSH on (default "+usualPort+", or the next free port)")
	run := func(ctx context.Context, _ []string) error {
		if a.databaseURL != "" {
			return usage("the demo has a database of its own and takes no --database-url")
		}
		listener := a.nextFree
		if cmd.Flags().Changed("listen") {
			if _, err := listenHost(listen); err != nil {
				return err
			}
			listener = func(ctx context.Context) (net.Listener, error) { return listenOn(ctx, listen) }
		}
		return a.demo(ctx, listener)
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, err := a.terminal("the demo's desk"); err != nil {
			return a.serves(run)(cmd, args)
		}
		return a.does(run)(cmd, args)
	}
	return cmd
}

// demo readies the demo society, serves it over SSH, and opens its desk where
// there is a terminal. Where nothing can be listened on, a desk on the terminal
// loses nothing but its SSH side. It listens before the society is made, which takes
// a while: what is refused is refused at once.
func (a *app) demo(ctx context.Context, listen func(context.Context) (net.Listener, error)) error {
	terminal, noTerminal := a.terminal("the demo's desk")
	listener, deaf := listen(ctx)
	switch {
	case deaf != nil && noTerminal != nil:
		return deaf
	case deaf == nil && (&entrance{listen: listener.Addr().String()}).open():
		_ = listener.Close()
		return fail(nil, "The demo's passwords are known to everybody: it is served on this machine alone, such as on %s.", usualPort)
	case deaf == nil:
		defer func() { _ = listener.Close() }() // where it came to nothing
	}
	db, err := a.openDemo(ctx)
	if err != nil {
		return err
	}
	defer db.release()
	society, err := a.openSociety(ctx, db.Config)
	if err != nil {
		return err
	}
	defer society.Close()
	defer a.startSchedule(ctx, db, society, true)()
	defer a.sealBeside(ctx, db, society)()
	live := screens.NewLive(society.Accounts, desks.NewBus(society.Desks, db.Config, desks.BusOptions{}), a.log)
	guide := []string{"Demo: " + shortAccounts(), "Password of each: " + demo.Password}
	var served *serving
	var at address
	if deaf == nil {
		served, at, deaf = a.serveDemo(ctx, db, society, live, listener)
	}
	switch {
	case deaf != nil && noTerminal != nil:
		return deaf
	case noTerminal != nil:
		defer live.Start(ctx)()
		fmt.Fprintf(a.out, "The demo society is served. Password of each account: %s\n", demo.Password)
		for _, email := range demo.Emails() {
			fmt.Fprintf(a.out, "  ssh -p %s %s@%s\n", at.port, email, at.host)
		}
		return served.wait(ctx, func() {})
	case deaf != nil:
		guide = append(guide, "No SSH: "+sentence(deaf, a.zone))
		return a.desk(ctx, db, society, live, terminal, deskFlags{}, guide...)
	}
	defer served.drain(ctx)
	guide = append(guide, fmt.Sprintf("Over SSH: ssh -p %s guard@demo.example@%s", at.port, at.host))
	if err = a.desk(ctx, db, society, live, terminal, deskFlags{}, guide...); err == nil {
		a.outlive(ctx, live, served)
	}
	return err
}

// outlive goes on serving after the desk of the terminal was left, until the last of the
// others is: they are no worse for that.
func (a *app) outlive(ctx context.Context, live *screens.Live, served *serving) {
	if n := len(served.server.Sessions()); n > 0 && ctx.Err() == nil {
		a.say("%s open over SSH: the demo serves on until nobody is at one. Ctrl+C ends it.", count(n, "desk is", "desks are"))
		defer live.Start(ctx)()
		served.server.Deserted(ctx)
	}
}

// address is where the demo is served.
type address struct{ host, port string }

// serveDemo serves the demo over SSH.
func (a *app) serveDemo(ctx context.Context, db database, society *data.Society, live *screens.Live, listener net.Listener) (*serving, address, error) {
	key, err := demoHostKey(db.folder)
	if err != nil {
		return nil, address{}, fail(err, "%s", err)
	}
	entrance := entrance{listen: listener.Addr().String(), keys: []gossh.Signer{key}}
	var at address
	if at.host, at.port, err = net.SplitHostPort(listener.Addr().String()); err != nil {
		return nil, at, err
	}
	served, err := a.startServing(ctx, society, live, listener, &entrance)
	return served, at, err
}

// demoFolder is where the demo's database is in a data folder.
func demoFolder(folder string) string { return filepath.Join(folder, "demo") }

// openDemo starts the demo's own private database, with its society in it.
func (a *app) openDemo(ctx context.Context) (database, error) {
	folder, err := a.folder(a.dataDir)
	if err != nil {
		return database{}, err
	}
	db, err := a.openPrivate(ctx, demoFolder(folder))
	if err != nil {
		return database{}, err
	}
	if err := a.readyDemo(ctx, db.Config); err != nil {
		db.release()
		return database{}, err
	}
	return db, nil
}

// readyDemo migrates the demo's database and fills it where it is empty.
func (a *app) readyDemo(ctx context.Context, cfg data.Config) error {
	if _, err := setup.Migrate(ctx, cfg, a.log); err != nil {
		return err
	}
	err := demo.Seed(ctx, cfg, time.Now(), demo.Options{})
	if errors.Is(err, demo.ErrNotEmpty) {
		return nil // made by an earlier start
	}
	return err
}

// shortAccounts names the accounts with their domain once: "guard@ ...
// tenant@demo.example".
func shortAccounts() string {
	emails := demo.Emails()
	for i, email := range emails[:len(emails)-1] {
		name, _, _ := strings.Cut(email, "@")
		emails[i] = name + "@"
	}
	return strings.Join(emails, " ")
}
