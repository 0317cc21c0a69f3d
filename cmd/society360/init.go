package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/setup"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// initCommand founds a society, step by step. Each step looks first for what stands, so
// that one which was cut short goes on where it was.
func (a *app) initCommand() *cobra.Command {
	var f founding
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Set up a society: its database, first admin, name, gates, units and host key",
		Long: `Init sets up a society and asks for what it is not told by flags or by a file:
where its database is, the first admin, the society's name, zone and gates, its
blocks and units, and the file of the SSH host key. It ends with how to start it.

What stands already is shown and left as it is. So it may be stopped at any point,
also by a line that broke, and be run again: it goes on where it was.

Where there is no terminal to ask on, --name, --admin-name and --admin-email have to
be given. Without --password-stdin the admin then gets a one-time password, which is
written to standard output. --answers names a file with the flags of this command, a
line each, in TOML:

  name = "Green Park CHS"
  gates = ["Main", "Service"]
  units = "units.csv"
  admin-name = "Asha Rao"
  admin-email = "asha@greenpark.example"`,
		Example: `  society360 init --private
  society360 init --answers greenpark.toml --password-stdin < password`,
		Args: a.takes(),
	}
	f.flags(cmd)
	a.check(cmd, func() error { return f.check(cmd) })
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error {
		f.ask = a.asker()
		if !f.ask.asks() {
			if missing := f.missing(); len(missing) > 0 {
				return usage("init needs %s where there is no terminal to ask on", strings.Join(missing, ", "))
			}
		}
		at, err := a.foundAt(ctx, f.ask)
		if err != nil {
			return err
		}
		return a.within(ctx, at, func(ctx context.Context, db database) error { return a.found(ctx, db, &f) })
	})
	return cmd
}

// found makes what is missing of a society.
func (a *app) found(ctx context.Context, db database, f *founding) error {
	if err := a.readyDatabase(ctx, db, f.ask); err != nil {
		return err
	}
	society, err := data.Open(ctx, db.Config, a.log)
	if err != nil {
		return err
	}
	defer society.Close()
	c := call{config: db.Config, society: society, actor: a.program(), zone: a.zone}
	if err := a.firstAdmin(ctx, c, f); err != nil {
		return err
	}
	if c.zone, err = a.foundSettings(ctx, c, f); err != nil {
		return err
	}
	if err := a.foundUnits(ctx, c, f); err != nil {
		return err
	}
	key, err := a.foundHostKey(ctx, db, f)
	if err != nil {
		return err
	}
	return a.sayHowToStart(ctx, c, db, key)
}

// readyDatabase makes tables, roles and default settings where they are missing, and on
// a server of one's own looks at what it has to give the desks.
func (a *app) readyDatabase(ctx context.Context, db database, ask asker) error {
	slow := time.AfterFunc(slowStart, func() {
		if ask.asks() {
			ask.say("Making the tables ...")
		}
	})
	applied, err := setup.Migrate(ctx, db.Config, a.log)
	slow.Stop()
	if err != nil {
		// What stands there and is in the way, no other role or database mends.
		var why *fault.Error
		if db.folder == "" && (!errors.As(err, &why) || why.Kind != fault.Refused) {
			a.sayStatements(db.Config)
		}
		return err
	}
	fmt.Fprintf(a.out, "Tables: up to date (%s).\n", count(len(applied), "step was taken", "steps were taken"))
	seeded, err := setup.Found(ctx, db.Config, a.program())
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "Roles and settings: %s and %s were missing.\n", count(seeded.Roles, "role", "roles"), count(seeded.Settings, "setting", "settings"))
	return nil
}

// sayStatements prints the statements that make what a server has to have beforehand.
func (a *app) sayStatements(cfg data.Config) {
	fmt.Fprintln(a.out, "A superuser of the server makes the database and its two roles, once (passwords are yours to choose):")
	for _, statement := range setup.Statements(cfg) {
		fmt.Fprintln(a.out, "  "+statement)
	}
}

// sayHowToStart ends with the commands that open the society.
func (a *app) sayHowToStart(ctx context.Context, c call, db database, key string) error {
	if db.folder == "" {
		if err := a.sayServerLacks(ctx, c, db.Config); err != nil {
			return err
		}
	}
	values, err := c.society.Settings.Values(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\n%s is ready.\n", values.Society())
	start := [][2]string{
		{"its desk on this terminal", a.typed("desk")},
		{"its desks over SSH", a.typed("serve --listen :2222 --host-key " + shellWord(key))},
	}
	if a.getenv(calledName) != "" { // a package's, which brings a service
		start = [][2]string{{"its desks over SSH, from now on", "systemctl enable --now society360"}}
	}
	if bare, err := a.hasNoBlocks(ctx, c); err != nil {
		return err
	} else if bare {
		// Nobody can do much before: that comes first.
		start = append([][2]string{
			{"its flats, residents and dues from your own sheets, first as a rehearsal", a.typed("import opening FILE --as EMAIL-OF-AN-ADMIN")},
			{"or from a CSV file with columns of set names", a.typed("import FILE --as EMAIL-OF-AN-ADMIN")},
		}, start...)
	}
	for _, line := range append(start, [][2]string{
		{"which people reach with", "ssh -p 2222 EMAIL@HOST"},
		{"one account more", a.typed("user add EMAIL --name NAME --role guard --as EMAIL-OF-AN-ADMIN")},
		{"its backups, from the first day on", a.typed("backup enable --folder FOLDER")},
		{"what could be better", a.typed("doctor")},
	}...) {
		fmt.Fprintf(a.out, "  %s:\n    %s\n", line[0], line[1])
	}
	return nil
}

// hasNoBlocks reports whether the society has neither blocks nor units yet.
func (a *app) hasNoBlocks(ctx context.Context, c call) (bool, error) {
	page, err := c.society.Homes.Blocks(ctx, c.actor, homes.BlockFilter{Limit: 1})
	return err == nil && len(page.Blocks) == 0, err
}
