package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/localpg/backrest"
	"github.com/civoranexus/society360/data/schedule"
	"github.com/civoranexus/society360/data/settings"
)

// backupLock is the file of a data folder that whoever backs it up holds.
const backupLock = "backup.lock"

func (a *app) backupCommand() *cobra.Command {
	var full bool
	var folder string
	var keys backup.Keys
	backUp := func(ctx context.Context, c call) error {
		kind := backrest.Incr
		if full {
			kind = backrest.Full
		}
		if folder = a.dumpFolder(c, folder); folder != "" {
			return a.dump(ctx, c, folder, keys)
		}
		p, err := a.physical(c)
		if err != nil {
			return err
		}
		return a.alone(p, func() error { return a.backUp(ctx, c, p, kind) })
	}
	cmd := a.runsBefore(&cobra.Command{
		Use:   "backup",
		Short: "Back the society's database up",
		Long: `Backup makes a backup of what has changed since the last one, or with --full of
everything. backup enable comes before the first. A server does it by itself: all of
it at 2:00 in the society's zone, what has changed every 6 hours, and the log of every
change as it is written, so that restore has the database as it was at any moment of
the last 30 days.

A database on a server of its own is dumped by pg_dump: --folder, or the variable
` + dumpFolderName + `, names the folder of the dumps, of which 30 days are kept. So is
a private one where --folder is given: a dump can be restored on any server.

Before migrate up it backs an older database up as well; the trail does not tell of that.`,
	}, backUp, func(ctx context.Context, c call) (err error) {
		if c.zone, err = backup.Zone(ctx, c.config, settings.Timezone); err != nil {
			return err
		}
		return backUp(ctx, c)
	})
	cmd.Flags().BoolVar(&full, "full", false, "back everything up, not what has changed alone")
	cmd.Flags().StringVar(&folder, "folder", "", "dump the database with pg_dump into a folder of this one (default "+dumpFolderName+", on a server of its own)")
	a.addKeys(cmd, &keys)
	either(cmd, "full", "folder")
	either(cmd, "full", "passphrase-file")
	a.actsAs(cmd)
	cmd.AddCommand(a.backupEnable(), a.backupList())
	return cmd
}

// physical is a private database that pgBackRest backs up.
type physical struct {
	*backrest.Postgres
	folder *localpg.Folder
}

// physical opens the backups of the private database that a command works on.
func (a *app) physical(c call) (physical, error) {
	if c.folder == "" {
		return physical{}, fail(nil, "%s is on a server of its own: name a folder for dumps of it with --folder or %s.", upper(c.config.Where()), dumpFolderName)
	}
	folder, err := localpg.OpenFolder(localpg.Options{Dir: c.folder, Getenv: a.getenv}, "")
	if err != nil {
		return physical{}, err
	}
	_, enabled, err := backrest.Enabled(folder)
	if err != nil {
		return physical{}, err
	}
	if !enabled {
		return physical{}, fail(notEnabled{}, "The private database in %s is not backed up yet: run %s.", c.folder, a.typed("backup enable"))
	}
	p, err := backrest.Of(folder)
	return physical{p, folder}, err
}

// backedUp reports whether a database is a private one for which backups were enabled: a
// register like that may have no server but its desk on a terminal, which then does its
// schedule.
func (a *app) backedUp(db database) bool {
	if db.folder == "" {
		return false
	}
	_, err := a.physical(call{folder: db.folder})
	if err != nil {
		var off notEnabled
		if !errors.As(err, &off) {
			a.say("No backups are made: %s", sentence(err, a.zone))
		}
		return false
	}
	return true
}

// notEnabled is the cause where nobody had a database backed up.
type notEnabled struct{}

func (notEnabled) Error() string { return "backups are not enabled" }

// alone runs fn unless the society's backups are at work elsewhere.
func (a *app) alone(p physical, fn func() error) error {
	ran, err := p.folder.Alone(backupLock, fn)
	if err == nil && !ran {
		return fail(nil, "Another backup or rehearsal of this society is under way; nothing was done here.")
	}
	return err
}

// about is what the folder of backups tells of a society.
func about(c call) backrest.About {
	return backrest.About{Zone: c.zone.String(), Database: c.folder, Program: version()}
}

// backUp makes a backup, notes it in the trail and says so.
func (a *app) backUp(ctx context.Context, c call, p physical, kind backrest.Kind) error {
	did, err := a.backUpOnce(ctx, c, p, kind, a.percent("of the backup"))
	if err == nil {
		fmt.Fprintf(a.out, "Backed up: %s.\n", did)
		a.tellKeys(keptKeys(p.folder))
	}
	return err
}

// backUpOnce makes a backup, notes it in the trail, and says what it made.
func (a *app) backUpOnce(ctx context.Context, c call, p physical, kind backrest.Kind, progress backrest.Progress) (did string, err error) {
	began := time.Now()
	made, err := p.Backup(ctx, c.private, kind, about(c), progress)
	if err != nil {
		return "", err
	}
	took := time.Since(began)
	if keys := keptKeys(p.folder); keys.Passphrase != "" {
		sealed, err := withSeal(keys, sealing{}.at(a, c.folder).folder).Seal()
		if err != nil {
			return "", err
		}
		all, err := p.List(ctx)
		if err != nil {
			return "", err
		}
		if err := p.KeepKeys(sealed, made, all); err != nil {
			return "", err
		}
	}
	if made.Damaged {
		a.say("Pages of the database have wrong checksums: keep the older backups, and have its disk looked at.")
	}
	did = fmt.Sprintf("%s, %s of %s, in %s", made.Label, backrest.Bytes(made.Stored), backrest.Bytes(made.Size), seconds(took))
	return did, a.recordBackup(ctx, c, backup.Done{
		Label: made.Label, Kind: string(made.Kind), Folder: p.Repository(), Bytes: made.Stored, Seconds: took.Seconds(),
	})
}

// recordBackup notes a backup in the trail, where that can be written to.
func (a *app) recordBackup(ctx context.Context, c call, done backup.Done) error {
	if c.society == nil {
		a.say("The database is older than this program, so that its trail does not tell of this backup.")
		return nil
	}
	return c.society.Backups.Record(ctx, c.actor, uuid.New(), action.BackupMade, done)
}

// scheduledBackup is how the schedule has backups made of a private database, also of one
// for which they are enabled later, or dumps of another where a variable names their folder;
// nil elsewhere. One that was made by hand meanwhile counts.
func (a *app) scheduledBackup(c call) func(ctx context.Context, full bool) (string, error) {
	dumps := a.dumpFolder(c, "")
	switch {
	case dumps != "":
		return func(ctx context.Context, full bool) (string, error) { return a.scheduledDump(ctx, c, dumps, full) }
	case c.folder == "":
		return nil
	}
	return func(ctx context.Context, full bool) (did string, err error) {
		p, err := a.physical(c)
		var off notEnabled
		if errors.As(err, &off) {
			return "", schedule.Left("is not set up: run society360 backup enable")
		}
		if err != nil {
			return "", err
		}
		values, err := c.society.Settings.Values(ctx)
		if err != nil {
			return "", err
		}
		c := c
		c.zone = values.Zone()
		err = a.alone(p, func() error {
			all, err := p.List(ctx)
			if err != nil {
				return err
			}
			kind := backrest.Incr
			if full {
				kind = backrest.Full
			}
			if !backrest.Due(all, kind, a.clock(), c.zone) {
				return nil
			}
			did, err = a.backUpOnce(ctx, c, p, kind, nil)
			return err
		})
		return did, err
	}
}

// percent tells a person on a terminal how much of something is done.
func (a *app) percent(of string) backrest.Progress {
	tell := a.progress("percent " + of)
	if tell == nil {
		return nil
	}
	return func(percent int) { tell(percent, 100) }
}

// seconds is a duration for a person.
func seconds(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

func (a *app) backupEnable() *cobra.Command {
	var folder string
	var install bool
	var keys backup.Keys
	cmd := a.runs(&cobra.Command{
		Use:   "enable",
		Short: "Have the private database backed up from now on",
		Long: `Enable sets up the backups of the private database with pgBackRest, restarts its
server to hand over the log of changes (desks connect anew by themselves), and makes
the first backup. Repeating it is fine; with another --folder the backups go there
from then on.

The backups lie in the folder backup of the data folder. There they are lost with the
disk: name a folder on another one.`,
		Example: `  society360 backup enable --private --folder /mnt/backup/society --as admin@demo.example`,
	}, func(ctx context.Context, c call) error { return a.enableBackups(ctx, c, folder, keys, install) })
	cmd.Flags().StringVar(&folder, "folder", "", "where the backups go (default the folder backup of the data folder)")
	a.addKeys(cmd, &keys)
	cmd.Flags().BoolVar(&install, "install", false, "install pgBackRest with the system's own packages where it is missing")
	a.actsAs(cmd)
	return cmd
}

// enableBackups has the private database backed up.
func (a *app) enableBackups(ctx context.Context, c call, repository string, keys backup.Keys, install bool) error {
	if err := keys.Check(); err != nil {
		return err
	}
	if c.folder == "" {
		return fail(nil, "%s is on a server of its own, where pgBackRest is set up there; backup --folder dumps it from here. See the README, Backups.", upper(c.config.Where()))
	}
	folder, err := localpg.OpenFolder(localpg.Options{Dir: c.folder, Getenv: a.getenv}, "")
	if err != nil {
		return err
	}
	if install && folder.Program(backrest.Program) == "" {
		if err := a.install(ctx, folder.Installs(backrest.Program)); err != nil {
			return err
		}
	}
	pg, err := backrest.Of(folder)
	if err != nil {
		return err
	}
	p := physical{pg, folder}
	if repository == "" {
		if repository = p.Repository(); repository == "" {
			repository = filepath.Join(folder.Dir(), "backup")
		}
	}
	return a.alone(p, func() error {
		if err := keepKeys(folder, keys); err != nil {
			return err
		}
		err := p.Enable(ctx, c.private, repository, about(c), func() {
			a.say("Restarting the private database to hand over the log of its changes ...")
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "Backups go to %s: whole at 2:00, what has changed every 6 hours, the log of changes at once; 30 days are kept.\n", p.Repository())
		if within(p.Repository(), folder.Dir()) {
			a.say("The backups lie beside the database and are lost with its disk; name a folder on another one with --folder.")
		}
		if err := c.society.Backups.Record(ctx, c.actor, uuid.New(), action.BackupsEnabled, backup.Done{Folder: p.Repository()}); err != nil {
			return err
		}
		return a.backUp(ctx, c, p, backrest.Full)
	})
}

// within reports whether a path lies in a folder.
func within(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

// install runs the command that installs a package, whose output is the person's.
func (a *app) install(ctx context.Context, command string) error {
	a.say("Installing with %s ...", command)
	words := strings.Fields(command)
	run := exec.CommandContext(ctx, words[0], words[1:]...)
	run.Stdin, run.Stdout, run.Stderr = os.Stdin, a.err, a.err
	if err := run.Run(); err != nil {
		return fail(err, "%s failed: %s. Run it by hand and try again.", command, err)
	}
	return nil
}

func (a *app) backupList() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the backups, the oldest first",
		Long: `List lists the backups that are whole, the oldest first: of a private database those of
pgBackRest, from each of which and any moment since restore has the database again; with
--folder or ` + dumpFolderName + ` the dumps there. checksums says whether the pages of the
database were right when they were read, and of a dump whether its files are as they were
written; log_from and log_to are the parts of the log of changes that belong to a backup.`,
	}
	cmd.Flags().StringVar(&folder, "folder", "", "list the dumps in this folder")
	return listsAll(a, cmd, backupColumns(), func(ctx context.Context, c call) (pages[listed], error) {
		if folder = a.dumpFolder(c, folder); folder != "" {
			dumps, err := backup.Dumps(ctx, folder)
			return inPages(listedDumps(dumps)), err
		}
		p, err := a.physical(c)
		if err != nil {
			return nil, err
		}
		all, err := p.List(ctx)
		return inPages(listedBackups(all)), err
	})
}

// listed is a backup of either kind in a list.
type listed struct {
	label, kind       string
	from, to          time.Time
	size, stored      *int64
	checksums         string
	firstLog, lastLog string
}

func listedBackups(all []backrest.Backup) (rows []listed) {
	for _, b := range all {
		row := listed{
			label: b.Label, kind: string(b.Kind), from: b.From, to: b.To, size: &b.Size, stored: &b.Stored, checksums: "right",
			firstLog: b.FirstLog, lastLog: b.LastLog,
		}
		if b.Damaged {
			row.checksums = "wrong"
		}
		rows = append(rows, row)
	}
	return rows
}

func listedDumps(all []backup.Dumped) (rows []listed) {
	for _, d := range all {
		bytes := d.Bytes()
		row := listed{label: d.Label, kind: "dump", from: d.At, to: d.Ended, stored: &bytes, checksums: "right"}
		if d.Damage != nil {
			row.checksums = d.Damage.Error()
		}
		rows = append(rows, row)
	}
	return rows
}

func backupColumns() []column[listed] {
	bytes := func(n *int64) any {
		if n == nil {
			return nil
		}
		return int(*n)
	}
	return []column[listed]{
		{name: "label", value: func(l listed) any { return l.label }},
		{name: "kind", value: func(l listed) any { return l.kind }},
		{name: "from", value: func(l listed) any { return l.from }},
		{name: "to", value: func(l listed) any { return l.to }},
		{name: "size", value: func(l listed) any { return bytes(l.size) }, blank: "-"},
		{name: "stored", value: func(l listed) any { return bytes(l.stored) }},
		{name: "checksums", value: func(l listed) any { return l.checksums }},
		{name: "log_from", wide: true, value: func(l listed) any { return l.firstLog }},
		{name: "log_to", wide: true, value: func(l listed) any { return l.lastLog }},
	}
}
