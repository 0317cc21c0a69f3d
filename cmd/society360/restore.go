package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/localpg/backrest"
	"github.com/civoranexus/society360/data/setup"
)

// restoreTime bounds how long a restored server may take to catch up with its log.
const restoreTime = 2 * time.Hour

// restoring is what a restore was told.
type restoring struct {
	from, to, into string
	passphrase     string
	priority       int
	rehearse       bool
}

func (a *app) restoreCommand() *cobra.Command {
	var r restoring
	cmd := &cobra.Command{
		Use:   "restore --into FOLDER | --from FOLDER | --rehearse",
		Short: "Make a database of the backups, as it was at a moment",
		Long: `With --into restore makes a private database in a new folder of the backups, as it was at the
moment that --to names in the society's zone, or with everything that was saved. The
database that runs is never touched, and need not be there any more: --from names the
folder of the backups, without it they are those of the private database.

Where all is as it should be, name the new folder with --data-dir, or move it into the
place of the old one; then run backup enable for it.

With --from alone it fills the empty database that the command names, on a server of its
own or with --data-dir a private one, from a dump (backup --folder), the newest in the
folder, whose files it holds against their checksums first. --priority brings it back in
three turns: 1 all tables, and the rows that say who lives where and what is owed, with
which desks may work from then on; 2 tickets, visits, notices, settings and what other
programs keep; 3 the audit trail.

With --rehearse the private database of now is restored beside itself in a folder that
is thrown away: what stands in it is counted and held against what stood in the one that
runs, and the trail says how long it took. Nothing is made and nothing stops meanwhile.`,
		Example: `  society360 restore --from /mnt/backup/society --to "today 11:29" --into /var/lib/society360-restored
  society360 restore --rehearse --private`,
		Args: a.takes(),
	}
	flags := cmd.Flags()
	flags.StringVar(&r.from, "from", "", "the folder of the backups (default that of the private database)")
	flags.StringVar(&r.to, "to", "", `the moment, such as "today 11:29", "today 11:29:30", "Sat 6pm" or 2026-04-01T18:30:00+05:30 (default the last that was saved)`)
	flags.StringVar(&r.into, "into", "", "the folder to make, which is not there yet or is empty")
	flags.StringVar(&r.passphrase, "passphrase-file", "", "the file of the passphrase of the program's keys in the backup, which puts them back where they were")
	flags.IntVar(&r.priority, "priority", 0, "restore the tables of a dump in turns: 1, then 2, then 3")
	flags.BoolVar(&r.rehearse, "rehearse", false, "try a restore of the private database, compare, and throw it away")
	a.actsAs(cmd)
	needsOne(cmd, "into", "from", "rehearse")
	either(cmd, "into", "priority")
	either(cmd, "rehearse", "passphrase-file")
	either(cmd, "rehearse", "priority")
	a.check(cmd, func() error {
		if cmd.Flags().Changed("priority") && (r.priority < backup.Critical || r.priority > backup.Trail) {
			return usage("--priority takes 1, 2 or 3, not %d", r.priority)
		}
		return nil
	})
	either(cmd, "into", "rehearse")
	either(cmd, "to", "rehearse")
	either(cmd, "from", "rehearse")
	either(cmd, "into", "as")
	rehearse := a.runs(&cobra.Command{}, a.rehearse).RunE
	fill := a.does(func(ctx context.Context, _ []string) error { return a.fill(ctx, r) })
	restore := a.does(func(ctx context.Context, _ []string) error { return a.restore(ctx, r) })
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case r.rehearse:
			return rehearse(cmd, args)
		case r.into == "":
			return fill(cmd, args)
		}
		return restore(cmd, args)
	}
	return cmd
}

// restore makes a data folder of backups. Until it is whole it has another name.
func (a *app) restore(ctx context.Context, r restoring) error {
	into, partial, err := freeFolder(r.into)
	if err != nil {
		return err
	}
	repository := r.from
	if repository == "" {
		if repository, err = a.backupsOfPrivate(); err != nil {
			return err
		}
	}
	about, ok, err := backrest.ReadAbout(repository)
	if err != nil {
		return err
	}
	if !ok {
		return fail(nil, "There are no backups in %s.", repository)
	}
	if err := a.inZone(about.Zone, repository); err != nil {
		return err
	}
	target, err := a.moment(r.to)
	if err != nil {
		return err
	}
	putBack := func() error { return nil }
	restored, err := a.restoreInto(ctx, repository, partial, backrest.Target{At: target}, ends{
		begin: func(sealed []byte) (err error) { putBack, err = a.keysBack(sealed, r.passphrase); return err },
		note:  a.noteRestored,
	})
	if err == nil {
		err = takePlace(partial, into)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(partial))
	}
	fmt.Fprintf(a.out, "Restored into %s in %s.\n", into, seconds(restored.took))
	if !restored.last.IsZero() {
		fmt.Fprintf(a.out, "The last change in it was saved on %s.\n", restored.last.In(a.zone).Format("2 Jan 2006 15:04:05 -07:00"))
	}
	a.tellCensus(restored.census)
	return putBack()
}

// ends are what a restore does besides; each may be nil.
type ends struct {
	// begin is given the program's keys in the backup, encrypted, before it is restored.
	begin func(sealed []byte) error
	// note is done with the restored database.
	note func(context.Context, data.Config, backup.Done)
}

// tellCensus says what stands in a restored database.
func (a *app) tellCensus(c backup.Census) {
	fmt.Fprintf(a.out, "In it: %s, %s, %s, %s of Rs %s, %s of Rs %s, %s.\n",
		count(int(c.Rows("users")), "account", "accounts"), count(int(c.Rows("units")), "unit", "units"),
		count(int(c.Rows("visitor_logs")), "visit", "visits"),
		count(int(c.Rows("bills")), "bill", "bills"), c.Billed, count(int(c.Rows("payments")), "payment", "payments"), c.Paid,
		count(int(c.Rows("audit_logs")), "row of the trail", "rows of the trail"))
}

// partialName is behind the name of a folder that a restore has not finished.
const partialName = ".partial"

// freeFolder is the folder to restore into, and the one that has what is restored until
// it is whole. That one is beside it, or in it where it is there already: an account may
// have been given a folder at a place where it can make none.
func freeFolder(dir string) (into, partial string, err error) {
	into, err = filepath.Abs(dir)
	if err != nil {
		return "", "", fail(err, "The folder %s cannot be used.", dir)
	}
	entries, err := os.ReadDir(into)
	partial = into + partialName
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", "", fail(err, "The folder %s cannot be used.", into)
	case len(entries) > 1 || len(entries) == 1 && entries[0].Name() != partialName:
		return "", "", fail(nil, "%s is not empty: a restore writes over nothing. Name another folder with --into.", into)
	default:
		partial = filepath.Join(into, partialName)
	}
	if _, err := os.Lstat(partial); !errors.Is(err, fs.ErrNotExist) {
		return "", "", fail(err, "%s is of a restore that is under way or was cut off: remove it, or name another folder with --into.", partial)
	}
	if err := mayMake(partial); err != nil {
		return "", "", fail(err, "This account may not make the folder %s: make %s beforehand and give it to the account (chown), or name another with --into.", partial, into)
	}
	return into, partial, nil
}

// mayMake tries whether this account may make a folder.
func mayMake(dir string) error {
	err := os.MkdirAll(filepath.Dir(dir), 0o755) //nolint:gosec // the server's account passes through
	if err == nil {
		err = os.Mkdir(dir, 0o700)
	}
	if err == nil {
		err = os.Remove(dir)
	}
	return err
}

// takePlace moves a folder that is whole to where it belongs; out of a folder that was
// there, its parts. The database comes last: without it there is none.
func takePlace(partial, into string) error {
	if filepath.Dir(partial) != into {
		return os.Rename(partial, into)
	}
	parts, err := os.ReadDir(partial)
	if err != nil {
		return err
	}
	slices.SortStableFunc(parts, func(a, b os.DirEntry) int {
		return cmp.Compare(fmt.Sprint(a.IsDir()), fmt.Sprint(b.IsDir()))
	})
	for _, part := range parts {
		if err := os.Rename(filepath.Join(partial, part.Name()), filepath.Join(into, part.Name())); err != nil {
			return err
		}
	}
	return os.Remove(partial)
}

// backupsOfPrivate is the folder of the private database's backups.
func (a *app) backupsOfPrivate() (string, error) {
	dir, err := a.folder(a.dataDir)
	if err != nil {
		return "", err
	}
	if !localpg.Missing(dir) {
		folder, err := localpg.OpenFolder(localpg.Options{Dir: dir, Getenv: a.getenv}, "")
		if err != nil {
			return "", err
		}
		repository, _, err := backrest.Enabled(folder)
		if repository != "" || err != nil {
			return repository, err
		}
	}
	return "", fail(nil, "The private database in %s has no backups: name their folder with --from.", dir)
}

// inZone has moments named in the zone of the society whose backups are in a folder.
func (a *app) inZone(name, folder string) (err error) {
	if a.zone, err = time.LoadLocation(name); err != nil {
		return fail(err, "The backups in %s are of a society in the zone %q, which this machine does not know.", folder, name)
	}
	return nil
}

// moment reads what --to names; nothing is the end of what was saved.
func (a *app) moment(typed string) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	now := a.clock().In(a.zone)
	at, err := time.Parse(time.RFC3339Nano, typed)
	if err != nil {
		from, to, unread := calendar.Reader{Now: now}.Past(typed)
		if unread != nil {
			return at, usage("--to: %s", unread)
		}
		if to.Sub(from) > time.Minute {
			return at, usage("--to: at what time? For example \"%s 11:29\"", typed)
		}
		at = from
		if again := twice(at); !again.IsZero() {
			return at, usage("--to: %s is twice on that day; say which: %s or %s", at.Format("15:04"), at.Format(time.RFC3339), again.Format(time.RFC3339))
		}
	}
	if at.After(now) {
		return at, usage("--to is %s, which is still to come", at.In(a.zone).Format("2 Jan 2006 15:04"))
	}
	return at, nil
}

// twice is the other moment of a day at which its clocks show the same, as they are put back;
// zero for none.
func twice(at time.Time) time.Time {
	for _, by := range []time.Duration{-time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour} {
		if again := at.Add(by); again.Format(time.DateTime) == at.Format(time.DateTime) {
			return again
		}
	}
	return time.Time{}
}

// restored is a database that was made of backups.
type restored struct {
	last   time.Time
	census backup.Census
	took   time.Duration
}

// restoreInto makes a data folder of backups, has its server catch up with the log of
// changes, counts what stands in it and stops it.
func (a *app) restoreInto(ctx context.Context, repository, dir string, target backrest.Target, besides ends) (restored, error) {
	began := time.Now()
	folder, err := localpg.OpenFolder(localpg.Options{Dir: dir, Getenv: a.getenv}, repository)
	if err != nil {
		return restored{}, err
	}
	p, err := backrest.From(folder, repository)
	if err != nil {
		return restored{}, err
	}
	at := target.At
	all, err := p.Stored(ctx)
	if err != nil {
		return restored{}, err
	}
	if err := a.enough(all, repository, dir, at); err != nil {
		return restored{}, err
	}
	if besides.begin != nil {
		sealed, err := p.Keys(all, at)
		if err == nil {
			err = besides.begin(sealed)
		}
		if err != nil {
			return restored{}, err
		}
	}
	a.say("Restoring from %s ...", repository)
	bring := func(target backrest.Target) (restored, error) {
		if err := p.Restore(ctx, target, a.percent("of the restore")); err != nil {
			return restored{}, err
		}
		return a.catchUp(ctx, dir, func(ctx context.Context, cfg data.Config) {
			if besides.note != nil {
				besides.note(ctx, cfg, backup.Done{Folder: repository, Seconds: time.Since(began).Seconds()})
			}
		})
	}
	done, err := bring(target)
	if err != nil && !at.IsZero() && ctx.Err() == nil {
		// Nothing was saved later than that moment: a server that is told of it finds no
		// end. Then all that there is was saved before.
		if all, again := bring(backrest.Target{}); again == nil && !all.last.After(at) {
			done, err = all, nil
			a.say("The backups end before that moment: what was saved later, if anything was, is not in them.")
		} else if again == nil {
			return all, fail(err, "The database could not be had as it was at that moment.")
		}
	}
	done.took = time.Since(began)
	return done, err
}

// enough refuses a moment before the first backup, and a disk without room.
func (a *app) enough(all []backrest.Backup, repository, dir string, at time.Time) error {
	if len(all) == 0 {
		return fail(nil, "There are no backups in %s.", repository)
	}
	// A backup serves from the second behind the one in which it ended.
	if first := all[0].To.Truncate(time.Second).Add(time.Second); !at.IsZero() && at.Before(first) {
		return fail(nil, "The oldest backup in %s serves from %s on: name that moment or a later one with --to.", repository, first.In(a.zone).Format(time.RFC3339))
	}
	free, err := localpg.Free(dir)
	if err != nil {
		return fail(err, "How much room there is in %s cannot be found out.", dir)
	}
	const logRoom = 512 << 20 // the log of changes at its largest (max_wal_size)
	if needs := all[len(all)-1].Size + logRoom; free < needs {
		return fail(nil, "The database takes %s with its log, and there are %s free in %s: name a folder on a larger disk with --into.", backrest.Bytes(needs), backrest.Bytes(free), dir)
	}
	return nil
}

// noteRestored says in the trail of a restored society that it was restored. One of an
// older schema than this program's cannot be written to before migrate up.
func (a *app) noteRestored(ctx context.Context, cfg data.Config, done backup.Done) {
	society, err := data.Open(ctx, cfg, a.log)
	if err == nil {
		defer society.Close()
		err = society.Backups.Record(ctx, a.program(), uuid.New(), action.SocietyRestored, done)
	}
	if err != nil {
		a.log.WarnContext(ctx, "the restored society's trail does not say that it was restored", "error", err)
	}
}

// catchUp starts a restored server, waits until it has caught up with its log, counts what
// stands in it, does what is to be done then, and stops it.
func (a *app) catchUp(ctx context.Context, dir string, then func(context.Context, data.Config)) (done restored, err error) {
	ctx, cancel := context.WithTimeout(ctx, restoreTime)
	defer cancel()
	server, err := localpg.Start(ctx, localpg.Options{Dir: dir, Roles: setup.PrivateRoles(), Log: a.log, Getenv: a.getenv})
	if err != nil {
		return done, err
	}
	defer func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if stopped := server.Stop(stopping); err == nil {
			err = stopped
		}
	}()
	superuser := server.URL("postgres", "postgres")
	if done.last, err = backup.Recovered(ctx, superuser); err != nil {
		return done, err
	}
	cfg, err := setup.Bootstrap(ctx, superuser, privateDatabase)
	if err != nil {
		return done, err
	}
	if done.census, err = backup.Count(ctx, cfg); err != nil {
		return done, err
	}
	then(ctx, cfg)
	return done, nil
}
