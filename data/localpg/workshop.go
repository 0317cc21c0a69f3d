package localpg

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Folder is a data folder in which programs work beside the server, or before there is
// one: as the server's account, with files that are its own.
type Folder struct {
	dir string
	c   cluster
}

// OpenFolder opens the data folder of opts, making it where needed. Root works in it as
// the account of its server, else as the owner of the folder like, which may be empty.
// Errors are *Error.
func OpenFolder(opts Options, like string) (*Folder, error) {
	if opts.Getenv == nil {
		opts.Getenv = os.Getenv
	}
	dir, err := prepareFolder(opts.Dir)
	if err != nil {
		return nil, err
	}
	acc, err := accountFor(dir, like)
	if err != nil {
		return nil, err
	}
	root, err := prepareClusterRoot(dir, acc)
	if err != nil {
		return nil, err
	}
	return &Folder{dir: dir, c: cluster{root: root, data: filepath.Join(root, "data"), acc: acc, find: newFinder(opts.Getenv)}}, nil
}

// Dir is the data folder, without symbolic links.
func (f *Folder) Dir() string { return f.dir }

// Cluster is the folder of the server's data, which need not be there.
func (f *Folder) Cluster() string { return f.c.data }

// File is the path of a file beside the server's data.
func (f *Folder) File(name string) string { return filepath.Join(f.c.root, name) }

// Write replaces a file beside the server's data as a whole.
func (f *Folder) Write(name, text string) error {
	if err := f.c.write(name, text); err != nil {
		return folderError(f.dir, err)
	}
	return nil
}

// WriteTo replaces a file anywhere as a whole, and makes it the server's account's.
func (f *Folder) WriteTo(path, text string) error { return f.c.writeTo(path, text) }

// Own makes a folder, at any place, that is the server's account's alone: others may
// neither read nor enter it. One that is there must be that account's already, or empty.
func (f *Folder) Own(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // the server's account passes through
		return ownError(path, err)
	}
	err := os.Mkdir(path, 0o700)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return ownError(path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return ownError(path, err)
	}
	if !info.IsDir() {
		return fail(BadFolder, nil, "%s is no folder.", path)
	}
	if uid, _ := ownerOf(info); uid != f.c.acc.id() {
		entries, err := os.ReadDir(path)
		if err != nil || len(entries) > 0 || f.c.acc == nil {
			return fail(BadFolder, err, "%s belongs to another account than the database's: name another folder.", path)
		}
		if err := f.c.acc.own(path); err != nil {
			return ownError(path, err)
		}
	}
	if err := os.Chmod(path, 0o700); err != nil { //nolint:gosec // a folder needs its x bits
		return ownError(path, err)
	}
	if dir := untraversable(path, f.c.acc); dir != "" {
		return fail(BadFolder, nil, "The user %s, whom Postgres runs as, may not enter %s on the way to %s: allow it (chmod o+x) or name another folder.", f.c.acc.name, dir, path)
	}
	return nil
}

func ownError(path string, err error) *Error {
	if errors.Is(err, fs.ErrPermission) {
		return fail(BadFolder, err, "This account may not use the folder %s: make it beforehand and give it to the account (chown), or name another folder.", path)
	}
	return fail(BadFolder, err, "The folder %s cannot be used: name another folder.", path)
}

// Program finds a program on the PATH; empty where there is none.
func (f *Folder) Program(name string) string { return f.c.find.lookPath(name) }

// Installs is the command that installs a package of a name on this machine.
func (f *Folder) Installs(name string) string { return f.c.find.installs(name) }

// endGrace is how long a program that is told to end may take to leave things in order.
const endGrace = 15 * time.Second

// Run runs a program as the server's account. line is given each line of its output as
// it comes. A program whose context ends is told to end, and then killed.
func (f *Folder) Run(ctx context.Context, line func(string), program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = f.c.root, f.c.environment()
	cmd.SysProcAttr = f.c.acc.attributes()
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endGrace
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20) // a list of backups is one line
	for lines.Scan() {
		line(strings.ToValidUTF8(lines.Text(), "?"))
	}
	unread := lines.Err()
	err = cmd.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil {
		err = unread
	}
	return err
}

// Alone runs fn while nobody else runs one of this name in the folder; ran is false,
// and fn was not run, where somebody does.
func (f *Folder) Alone(name string, fn func() error) (ran bool, err error) {
	lock, err := openLock(filepath.Join(f.dir, name), f.c.acc)
	if err != nil {
		return false, folderError(f.dir, err)
	}
	defer unlock(lock)
	if ok, err := tryLock(lock, syscall.LOCK_EX); err != nil || !ok {
		if err != nil {
			err = folderError(f.dir, err)
		}
		return false, err
	}
	return true, fn()
}

// Free is how many bytes may still be written to the disk on which a path lies, or the
// nearest folder on the way to it that is there.
func Free(path string) (int64, error) {
	for {
		var st syscall.Statfs_t
		err := syscall.Statfs(path, &st)
		if err == nil {
			return int64(st.Bavail) * int64(st.Bsize), nil //nolint:gosec,unconvert // below 8 EB; its types differ by system
		}
		if !errors.Is(err, fs.ErrNotExist) || path == filepath.Dir(path) {
			return 0, err
		}
		path = filepath.Dir(path)
	}
}

// Socket is where the server listens: the folder of its socket, and its port.
func (s *Server) Socket() (folder, port string) { return s.socket, s.port }

// Restart stops the server and starts it again, for settings that hold from its start
// on. Whoever is connected is cut off; programs of this kind connect anew by themselves.
func (s *Server) Restart(ctx context.Context) error {
	lock, err := openLock(filepath.Join(s.folder, lockName), s.cluster.acc)
	if err != nil {
		return folderError(s.folder, err)
	}
	defer unlock(lock)
	if err := waitLock(ctx, lock, func() {}); err != nil {
		return lockError(ctx, s.folder, err)
	}
	if err := s.cluster.shutDown(ctx); err != nil {
		return err
	}
	opts := s.opts
	opts.TCP = s.tcp
	return s.bringUp(ctx, opts, lock)
}
