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
// loses nothing but its SSH side.
func (a *app) demo(ctx context.Context, listen func(context.Context) (net.Listener, error)) error {
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
	live := screens.NewLive(society.Accounts, desks.NewBus(society.Desks, db.Config, desks.BusOptions{}), a.log)
	served, at, err := a.serveDemo(ctx, db, society, live, listen)
	terminal, noTerminal := a.terminal("the demo's desk")
	guide := []string{"Demo: " + shortAccounts(), "Password of each: " + demo.Password}
	switch {
	case noTerminal != nil && err != nil:
		return err
	case noTerminal != nil:
		defer live.Start(ctx)()
		fmt.Fprintf(a.out, "The demo society is served. Password of each account: %s\n", demo.Password)
		for _, email := range demo.Emails() {
			fmt.Fprintf(a.out, "  ssh -p %s %s@%s\n", at.port, email, at.host)
		}
		return served.wait(ctx)
	case err != nil:
		guide = append(guide, "No SSH: "+sentence(err, a.zone))
	default:
		defer served.drain(ctx)
		guide = append(guide, fmt.Sprintf("Over SSH: ssh -p %s guard@demo.example@%s", at.port, at.host))
	}
	return a.desk(ctx, db, society, live, terminal, deskFlags{}, guide...)
}

// address is where the demo is served.
type address struct{ host, port string }

// serveDemo serves the demo over SSH, on loopback only: its passwords are known.
func (a *app) serveDemo(ctx context.Context, db database, society *data.Society, live *screens.Live, listen func(context.Context) (net.Listener, error)) (*serving, address, error) {
	key, err := demoHostKey(db.folder)
	if err != nil {
		return nil, address{}, fail(err, "%s", err)
	}
	listener, err := listen(ctx)
	if err != nil {
		return nil, address{}, err
	}
	entrance := entrance{listen: listener.Addr().String(), keys: []gossh.Signer{key}}
	if err := refuseDemoPasswords(ctx, society, &entrance); err != nil {
		_ = listener.Close()
		return nil, address{}, err
	}
	var at address
	if at.host, at.port, err = net.SplitHostPort(listener.Addr().String()); err != nil {
		_ = listener.Close()
		return nil, at, err
	}
	served, err := a.startServing(ctx, society, live, listener, &entrance)
	return served, at, err
}

// openDemo starts the demo's own private database, with its society in it.
func (a *app) openDemo(ctx context.Context) (database, error) {
	folder, err := a.folder(a.dataDir)
	if err != nil {
		return database{}, err
	}
	db, err := a.openPrivate(ctx, filepath.Join(folder, "demo"))
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
