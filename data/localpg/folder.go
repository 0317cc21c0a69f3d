package localpg

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// The data folder holds two lock files and one folder for the server:
//
//	lock       held exclusively while a server is started or stopped
//	users      held shared by every program that uses the server
//	postgres/  0700, owned by whom the server runs as
//	  data/        the cluster
//	  run/         the socket, where its path is short enough
//	  log          of the server and of its tools
//	  server.conf, hba.conf, ident.conf   written at every start
//	  backup.conf             of whoever backs it up (BackupSettings)
const (
	lockName  = "lock"
	usersName = "users"
)

func clusterRoot(folder string) string { return filepath.Join(folder, "postgres") }

// Missing reports whether no cluster was made in a data folder yet. One that may
// not be looked into is there: Start says what is the matter with it.
func Missing(folder string) bool {
	_, err := os.Stat(filepath.Join(clusterRoot(folder), "data", "PG_VERSION"))
	return errors.Is(err, os.ErrNotExist)
}

// DefaultDir returns the data folder to use when nobody names one:
// SOCIETY360_DATA_DIR, else the platform's usual place, which for root is a
// system folder (root's own home cannot be entered by the server's user). It
// makes nothing. The error is an *Error, where no home is known.
func DefaultDir(getenv func(string) string) (string, error) {
	if dir := getenv("SOCIETY360_DATA_DIR"); dir != "" {
		return dir, nil
	}
	return defaultDir(getenv, runtime.GOOS, os.Geteuid())
}

func defaultDir(getenv func(string) string, goos string, uid int) (string, error) {
	mac := goos == "darwin"
	if uid == 0 {
		if mac {
			return "/Library/Application Support/Society360", nil
		}
		return "/var/lib/society360", nil
	}
	// A relative XDG_DATA_HOME is to be ignored, as its specification says.
	if dir := getenv("XDG_DATA_HOME"); !mac && filepath.IsAbs(dir) {
		return filepath.Join(dir, "society360"), nil
	}
	home := getenv("HOME")
	if !filepath.IsAbs(home) {
		return "", fail(BadFolder, nil, "HOME is not set, so there is no place for the database: name a folder with --data-dir.")
	}
	if mac {
		return filepath.Join(home, "Library", "Application Support", "Society360"), nil
	}
	return filepath.Join(home, ".local", "share", "society360"), nil
}

// prepareFolder makes the data folder and returns its path without symbolic
// links. It changes the mode of a folder only where it made it or finds it empty.
func prepareFolder(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fail(BadFolder, err, "The data folder %s cannot be used.", dir)
	}
	root := os.Geteuid() == 0
	if root {
		// Checked before anything is made there.
		if home, ok := underRootHome(abs); ok {
			return "", fail(BadFolder, nil, "The data folder %s is under %s, where only root may go, and Postgres does not run as root: name another with --data-dir, such as /var/lib/society360.", abs, home)
		}
	}
	parents := fs.FileMode(0o700)
	own := fs.FileMode(0o700)
	if root {
		// The server's user passes through; it can list nothing.
		parents, own = 0o755, 0o711
	}
	if err := os.MkdirAll(filepath.Dir(abs), parents); err != nil {
		return "", folderError(abs, err)
	}
	made := true
	if err := os.Mkdir(abs, own); errors.Is(err, fs.ErrExist) {
		made = false
	} else if err != nil {
		return "", folderError(abs, err)
	}
	resolved, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", folderError(abs, err)
	}
	entries, err := os.ReadDir(resolved)
	if err != nil {
		return "", folderError(abs, err)
	}
	if info, err := os.Stat(resolved); err == nil && (made || len(entries) == 0) {
		if uid, _ := ownerOf(info); int(uid) == os.Geteuid() {
			if err := os.Chmod(resolved, own); err != nil {
				return "", folderError(abs, err)
			}
		}
	}
	return resolved, nil
}

func folderError(dir string, err error) *Error {
	if errors.Is(err, fs.ErrPermission) {
		return fail(BadFolder, err, "The data folder %s may not be used by this account: name another with --data-dir.", dir)
	}
	return fail(BadFolder, err, "The data folder %s cannot be used: name another with --data-dir.", dir)
}

// underRootHome follows symbolic links of as much of the path as exists.
func underRootHome(abs string) (home string, under bool) {
	homes := []string{"/root", "/var/root"}
	at, rest := abs, ""
	for {
		if resolved, err := filepath.EvalSymlinks(at); err == nil {
			at = filepath.Join(resolved, rest)
			break
		}
		if at == filepath.Dir(at) {
			at = abs
			break
		}
		rest = filepath.Join(filepath.Base(at), rest)
		at = filepath.Dir(at)
	}
	for _, h := range homes {
		for _, p := range []string{at, abs} {
			if p == h || strings.HasPrefix(p, h+"/") {
				return h, true
			}
		}
	}
	return "", false
}

// prepareClusterRoot makes postgres/ with its owner and mode, and refuses one
// that somebody else could have put there.
func prepareClusterRoot(folder string, acc *account) (string, error) {
	root := clusterRoot(folder)
	err := os.Mkdir(root, 0o700)
	switch {
	case err == nil:
		if err := acc.own(root); err != nil {
			return "", folderError(folder, err)
		}
	case !errors.Is(err, fs.ErrExist):
		return "", folderError(folder, err)
	}
	info, err := os.Lstat(root)
	if err != nil {
		return "", folderError(folder, err)
	}
	uid, _ := ownerOf(info)
	if acc != nil && uid == 0 && info.IsDir() {
		// A start that was killed between making it and giving it away.
		if entries, err := os.ReadDir(root); err == nil && len(entries) == 0 && acc.own(root) == nil {
			uid = acc.uid
		}
	}
	if !info.IsDir() || uid != acc.id() {
		return "", fail(BadFolder, nil, "%s belongs to another user or is no folder: name another data folder with --data-dir.", root)
	}
	if info.Mode().Perm() != 0o700 {
		if err := os.Chmod(root, 0o700); err != nil { //nolint:gosec // a folder needs its x bits
			return "", folderError(folder, err)
		}
	}
	return root, nil
}

// untraversable names the first folder on the way to path that the account may
// not enter, or the empty string.
func untraversable(path string, acc *account) string {
	if acc == nil {
		return ""
	}
	at := "/"
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		info, err := os.Stat(at)
		if err != nil || (info.IsDir() && !acc.mayEnter(info)) {
			return at
		}
		at = filepath.Join(at, part)
	}
	if info, err := os.Stat(at); err == nil && info.IsDir() && !acc.mayEnter(info) {
		return at
	}
	return ""
}
