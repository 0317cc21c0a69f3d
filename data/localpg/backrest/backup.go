package backrest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/localpg"
)

// Progress is told how many percent of a backup or a restore are done; nil for nobody.
type Progress func(percent int)

// commandTime bounds what pgBackRest does in moments.
const commandTime = 2 * time.Minute

// Enable has a running server backed up into a folder: it sets up the backups there, has
// the server hand over the log of its changes, which takes a restart the first time, and
// looks whether one arrives. restarting is told before. Where the log does not arrive, or
// there is no room for a first backup, all is left as it was. A folder in which backups of
// another database lie is refused.
// Repeating it is fine.
func (p *Postgres) Enable(ctx context.Context, server *localpg.Server, repository string, about About, restarting func()) error {
	repository, err := filepath.Abs(repository)
	if err != nil {
		return failed(err, "The folder %s cannot be used.", repository)
	}
	if strings.ContainsFunc(repository, func(r rune) bool { return r < ' ' || r == 0x7f }) || strings.TrimSpace(repository) != repository {
		return failed(nil, "The name of the folder of backups has characters that pgBackRest does not read: name another.")
	}
	if err := p.folder.Own(repository); err != nil {
		return err
	}
	before := p.repository
	if p.repository, err = filepath.EvalSymlinks(repository); err != nil {
		return failed(err, "The folder %s cannot be used.", repository)
	}
	if p.repository != before {
		if err := p.roomForFirst(); err != nil {
			p.repository = before
			return err
		}
	}
	if err := p.configure(server); err != nil {
		return err
	}
	asBefore := func(err error) error {
		if before == "" {
			return err
		}
		p.repository = before
		return errors.Join(err, p.configure(server))
	}
	brief, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	if err := p.run(brief, configName, quiet, "stanza-create"); err != nil {
		return failedAs(ctx, asBefore(err), "The backups in %s could not be set up; name another folder where these are another database's", repository)
	}
	settings := p.folder.File(localpg.BackupSettings)
	had, err := os.ReadFile(settings)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed(err, "%s cannot be read.", settings)
	}
	if string(had) != p.archiving() {
		restarting()
		if err := p.archive(ctx, server); err != nil {
			return err
		}
	}
	if err := p.run(brief, configName, quiet, "check"); err != nil {
		if len(had) == 0 {
			restarting()
			err = errors.Join(err, os.Remove(settings), server.Restart(context.WithoutCancel(ctx)))
		}
		return failedAs(ctx, asBefore(err), "The log of changes does not arrive in %s", repository)
	}
	return p.tell(about)
}

// archive sets the server to hand over the log of its changes.
func (p *Postgres) archive(ctx context.Context, server *localpg.Server) error {
	if err := p.folder.Write(localpg.BackupSettings, p.archiving()); err != nil {
		return err
	}
	return server.Restart(ctx)
}

// configure writes down where the server and its backups are.
func (p *Postgres) configure(server *localpg.Server) error {
	socket, port := server.Socket()
	return p.folder.Write(configName, configuration(p.folder, p.repository, p.folder.Cluster(), socket, port))
}

// Kind is what a backup is of.
type Kind string

// The kinds of backup: everything, or what has changed since the last one of any kind.
const (
	Full Kind = "full"
	Incr Kind = "incr"
)

// Backup makes a backup of a running server, and forgets those that are no longer needed
// for any moment of the last 30 days. Without a whole one before, it is whole. One that is
// cut off is none: the next takes over what it copied.
func (p *Postgres) Backup(ctx context.Context, server *localpg.Server, kind Kind, about About, progress Progress) (Backup, error) {
	if err := p.configure(server); err != nil {
		return Backup{}, err
	}
	if err := p.room(ctx, kind); err != nil {
		return Backup{}, err
	}
	if err := p.run(ctx, configName, progress.read, "backup", "--type="+string(kind), "--log-level-console=detail"); err != nil {
		return Backup{}, failedAs(ctx, err, "The backup was not made")
	}
	if err := p.tell(about); err != nil {
		return Backup{}, err
	}
	all, err := p.List(ctx)
	if err != nil {
		return Backup{}, err
	}
	if len(all) == 0 {
		return Backup{}, failed(nil, "pgBackRest made a backup and does not list it in %s.", p.repository)
	}
	return all[len(all)-1], nil
}

// room refuses a backup for which there is hardly room: one takes what the last of its
// kind took and half as much again.
func (p *Postgres) room(ctx context.Context, kind Kind) error {
	all, err := p.List(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return p.roomForFirst()
	}
	var needs int64
	for _, b := range all {
		if b.Kind == kind {
			needs = b.Stored * 3 / 2
		}
	}
	return p.roomFor(needs)
}

// roomForFirst is room for the first whole backup, which takes up to half of the database.
func (p *Postgres) roomForFirst() error {
	size, err := sizeOf(p.folder.Cluster())
	if err != nil {
		return err
	}
	return p.roomFor(size / 2)
}

func (p *Postgres) roomFor(needs int64) error {
	free, err := localpg.Free(p.repository)
	if err != nil {
		return failed(err, "How much room there is in %s cannot be found out.", p.repository)
	}
	if free < needs {
		return failed(nil, "A backup takes about %s, and there are %s free in %s: make room, or name another folder with backup enable --folder.",
			Bytes(needs), Bytes(free), p.repository)
	}
	return nil
}

// sizeOf is how many bytes the files of a tree have. What vanishes meanwhile has none.
func sizeOf(dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			var info fs.FileInfo
			if info, err = entry.Info(); err == nil {
				size += info.Size()
			}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return 0, failed(err, "The size of the database in %s cannot be found out.", dir)
	}
	return size, nil
}

// Bytes writes a size for a person: 3.4 MB.
func Bytes(n int64) string {
	const step = 1000
	size, unit := float64(n), 0
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	for size >= step && unit < len(units)-1 {
		size /= step
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%d %s", n, units[0])
	}
	return fmt.Sprintf("%.1f %s", size, units[unit])
}

func quiet(string) {}

var percentDone = regexp.MustCompile(`, (\d+)(?:\.\d+)?%\)`)

// read tells the progress that a line of pgBackRest's names.
func (tell Progress) read(line string) {
	if tell == nil {
		return
	}
	if found := percentDone.FindStringSubmatch(line); found != nil {
		if percent, err := strconv.Atoi(found[1]); err == nil {
			tell(percent)
		}
	}
}
