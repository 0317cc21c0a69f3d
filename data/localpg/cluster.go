package localpg

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// superuser is the role that initdb makes.
const superuser = "postgres"

// halfMade begins the names of clusters that initdb has not finished. Nobody
// ever connects to one of these: they get their real name when they are whole.
const halfMade = "data.new-"

// include makes postgresql.conf, otherwise initdb's and the owner's, read ours.
const include = "include_if_exists = '../server.conf'"

// cluster is the server's folder and the programs to work on it with. Its
// methods are called with the data folder's lock held.
type cluster struct {
	root string
	data string
	acc  *account
	find finder
	bin  binaries
	log  *slog.Logger
	// patience is how long a server that calls itself ready may not answer.
	patience time.Duration
	// noSync leaves out every fsync, for throw-away databases.
	noSync bool
}

// major returns the version that made the cluster, or 0 where there is none.
func (c *cluster) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(c.data, "PG_VERSION"))
	if err == nil {
		if n := majorOf(strings.TrimSpace(string(text))); n > 0 {
			return n, nil
		}
		return 0, fail(BadFolder, nil, "%s does not say which PostgreSQL made it; nothing was changed: restore it from a backup or name another folder with --data-dir.", c.data)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return 0, folderError(c.data, err)
	}
	entries, err := os.ReadDir(c.data)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && len(entries) == 0) {
		return 0, nil
	}
	return 0, fail(BadFolder, err, "%s is not empty and not a PostgreSQL database; nothing was changed: move it away or name another folder with --data-dir.", c.data)
}

// create makes the cluster beside its place and renames it when it is whole, so
// that a crash at any moment leaves either nothing or a complete one. lock is
// inherited by initdb: while one is running, even of a program that was killed,
// nobody else starts.
func (c *cluster) create(ctx context.Context, lock *os.File) error {
	if err := c.dropHalfMade(); err != nil {
		return err
	}
	fresh := filepath.Join(c.root, halfMade+strings.ToLower(rand.Text()[:12]))
	var err error
	for _, locale := range []string{"C.UTF-8", "C"} {
		args := []string{
			"--pgdata", fresh, "--username", superuser, "--encoding", "UTF8", "--locale", locale,
			"--auth-local", "peer", "--auth-host", "reject", "--data-checksums", "--no-instructions",
		}
		if c.noSync {
			args = append(args, "--no-sync")
		}
		if err = c.run(ctx, tool{program: "initdb", args: args, keep: []*os.File{lock}}); err == nil || ctx.Err() != nil {
			break
		}
		// initdb has removed what it made; the other locale is everywhere.
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fail(Failed, err, "The private database could not be made: %s (the log is %s).", err.Error(), c.logPath())
	}
	if err := os.Rename(fresh, c.data); err != nil {
		return folderError(c.data, err)
	}
	return c.syncFolder(c.root)
}

// dropHalfMade removes what a killed initdb left. These were never the data
// folder of anything; one on which somebody has started a server by hand stays.
func (c *cluster) dropHalfMade() error {
	entries, err := os.ReadDir(c.root)
	if err != nil {
		return folderError(c.root, err)
	}
	for _, e := range entries {
		path := filepath.Join(c.root, e.Name())
		if !e.IsDir() || !strings.HasPrefix(e.Name(), halfMade) {
			continue
		}
		if _, err := os.Lstat(pidFile(path)); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		c.log.Info("removing a database whose making was cut off", "folder", path)
		if err := os.RemoveAll(path); err != nil {
			return folderError(path, err)
		}
	}
	return nil
}

// configure writes what this start needs to know and sees to it that
// postgresql.conf reads it.
func (c *cluster) configure(s settings) error {
	for _, f := range []struct{ name, text string }{{"hba.conf", s.hba()}, {"ident.conf", s.ident()}, {"server.conf", s.conf(c.root)}} {
		if err := c.write(f.name, f.text); err != nil {
			return err
		}
	}
	main := filepath.Join(c.data, "postgresql.conf")
	text, err := os.ReadFile(main)
	if err != nil {
		return err
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if strings.TrimSpace(line) == include {
			return nil
		}
	}
	f, err := os.OpenFile(main, os.O_WRONLY|os.O_APPEND|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("\n# Written by society360 at every start; settings of your own go below.\n" + include + "\n")
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// write replaces a file of the server's folder as a whole, without following a
// link that the server's account may have put there.
func (c *cluster) write(name, text string) error {
	return c.writeTo(filepath.Join(c.root, name), text)
}

// writeTo is write for a file anywhere.
func (c *cluster) writeTo(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone already when all went well
	_, err = f.WriteString(text)
	if err == nil && c.acc != nil {
		err = f.Chown(int(c.acc.uid), int(c.acc.gid))
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func (c *cluster) syncFolder(dir string) error {
	if c.noSync {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return folderError(dir, err)
	}
	err = d.Sync()
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return folderError(dir, err)
	}
	return nil
}
