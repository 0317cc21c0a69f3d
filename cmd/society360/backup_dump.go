package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/localpg/backrest"
	"github.com/civoranexus/society360/data/schedule"
	"github.com/civoranexus/society360/data/setup"
)

// dumpFolderName is the variable that names the folder of dumps of a database on a server
// of its own.
const dumpFolderName = "SOCIETY360_BACKUP_DIR"

// dumpFolder is the folder of dumps that a command was given, empty for none.
func (a *app) dumpFolder(c call, flag string) string {
	if flag == "" && c.folder == "" {
		return a.getenv(dumpFolderName)
	}
	return flag
}

// upper begins a sentence.
func upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// dump dumps the database and says so.
func (a *app) dump(ctx context.Context, c call, folder string, keys backup.Keys) error {
	did, err := a.dumpOnce(ctx, c, folder, keys)
	if err == nil {
		fmt.Fprintf(a.out, "Dumped: %s.\n", did)
		a.tellKeys(keys)
	}
	return err
}

// dumpOnce dumps the database, forgets old dumps, notes it in the trail, and says what it
// made.
func (a *app) dumpOnce(ctx context.Context, c call, folder string, keys backup.Keys) (did string, err error) {
	var sealed []byte
	if keys.Passphrase != "" {
		if sealed, err = withSeal(keys, sealing{}.at(a, c.folder).folder).Seal(); err != nil {
			return "", err
		}
	}
	server, err := backup.Look(ctx, c.config)
	if err != nil {
		return "", err
	}
	clients, err := a.clients(ctx, server.Major)
	if err != nil {
		return "", err
	}
	free, err := localpg.Free(folder)
	if err != nil {
		return "", fail(err, "How much room there is in %s cannot be found out.", folder)
	}
	if needs := server.Bytes / 2; free < needs {
		return "", fail(nil, "A dump takes up to %s, and there are %s free in %s: make room, or name another folder.", backrest.Bytes(needs), backrest.Bytes(free), folder)
	}
	began := time.Now()
	made, err := backup.Dump(ctx, c.config, clients, backup.Making{Folder: folder, Program: version(), Zone: c.zone.String(), Keys: sealed})
	if err != nil {
		return "", err
	}
	took := time.Since(began)
	removed, err := backup.Forget(ctx, folder, made.Society, time.Now())
	if err != nil {
		return "", fail(err, "The dump %s was made; those of more than 30 days ago could not be removed from %s: %s.", made.Label, folder, err)
	}
	did = fmt.Sprintf("%s, %s of %s, in %s", made.Folder, backrest.Bytes(made.Bytes()), backrest.Bytes(server.Bytes), seconds(took))
	if removed > 0 {
		did += fmt.Sprintf("; %s removed", count(removed, "old one", "old ones"))
	}
	return did, a.recordBackup(ctx, c, backup.Done{
		Label: made.Label, Kind: "dump", Folder: made.Folder, Bytes: made.Bytes(), Seconds: took.Seconds(),
	})
}

// scheduledDump is the schedule's dump: of everything, every night.
func (a *app) scheduledDump(ctx context.Context, c call, folder string, full bool) (string, error) {
	if !full {
		return "", schedule.Left("is not made of dumps, which are whole")
	}
	settings, err := c.society.Settings.Values(ctx)
	if err != nil {
		return "", err
	}
	c.zone = settings.Zone()
	return a.dumpOnce(ctx, c, folder, backup.Keys{Files: filepath.SplitList(a.getenv(keysName)), Passphrase: a.getenv(passphraseName)})
}

// clients are PostgreSQL's client programs for a server of a version.
func (a *app) clients(ctx context.Context, major int) (backup.Clients, error) {
	dir, has, err := localpg.Clients(ctx, a.getenv, major)
	return backup.Clients{Dir: dir, Major: has}, err
}

// fill restores a dump into the empty database that the command names.
func (a *app) fill(ctx context.Context, r restoring) error {
	at, err := a.locate(false)
	if err != nil {
		return err
	}
	if _, physical, err := backrest.ReadAbout(r.from); err != nil || physical {
		if err == nil {
			err = usage("%s has pgBackRest's backups, which make a folder of their own: name it with --into", r.from)
		}
		return err
	}
	dumps, err := backup.Open(r.from)
	if err != nil {
		return err
	}
	if err := a.inZone(dumps.Zone(), r.from); err != nil {
		return err
	}
	until, err := a.moment(r.to)
	if err != nil {
		return err
	}
	dump, err := dumps.Newest(ctx, until)
	if err != nil {
		return err
	}
	sealed, err := dump.SealedKeys()
	if err != nil {
		return err
	}
	putBack, err := a.keysBack(sealed, r.passphrase)
	if err != nil {
		return err
	}
	at.makes = true
	err = a.within(ctx, at, func(ctx context.Context, db database) error { return a.fillFrom(ctx, db, dump, r.priority) })
	if err != nil {
		return err
	}
	return putBack()
}

func (a *app) fillFrom(ctx context.Context, db database, dump backup.Dumped, priority int) error {
	began := time.Now()
	server, err := backup.Look(ctx, db.Config)
	if err != nil {
		return err
	}
	clients, err := a.clients(ctx, server.Major)
	if err != nil {
		return err
	}
	a.say("Restoring %s into %s ...", dump.Label, place{Config: db.Config, folder: db.folder})
	newest := setup.NewestStep()
	if priority == 0 {
		err = backup.Restore(ctx, db.Config, clients, dump, newest)
	} else {
		err = backup.RestorePriority(ctx, db.Config, clients, dump, newest, priority)
	}
	if err != nil {
		return err
	}
	// The desk's role and what it may do, and what this program's schema has besides.
	if _, err := setup.Migrate(ctx, db.Config, a.log); err != nil {
		return err
	}
	society, err := data.Open(ctx, db.Config, a.log)
	if err != nil {
		return err
	}
	defer society.Close()
	census, err := backup.Count(ctx, db.Config)
	if err != nil {
		return err
	}
	err = society.Backups.Record(ctx, a.program(), uuid.New(), action.SocietyRestored, backup.Done{
		Label: dump.Label, Kind: backup.KindOf(priority), Folder: dump.Folder, Seconds: time.Since(began).Seconds(),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "Restored %s in %s.\n", dump.Label, seconds(time.Since(began)))
	a.tellCensus(census)
	if priority != 0 && priority < backup.Trail {
		a.say("Desks may work with it; --priority %d brings the next tables.", priority+1)
	}
	return nil
}
