package localpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// maxSocketPath keeps the whole path of a socket, its lock file included, below
// what the address structure holds (104 bytes on macOS, 108 on Linux).
const maxSocketPath = 100

// shortTemp is where the socket goes when the data folder's name will not do. It is not
// TMPDIR, which is itself deep on macOS.
const shortTemp = "/tmp"

func socketPath(dir, port string) string { return filepath.Join(dir, ".s.PGSQL."+port) }

// socketFolder returns the private folder for the server's socket, made where
// needed. Nobody else has anything to do there, so it must be the server's own, with mode
// 0700, and no link to somewhere else.
func socketFolder(root string, acc *account) (string, error) {
	dir := filepath.Join(root, "run")
	// A comma separates hosts in a connection's URL, even within a path.
	if len(socketPath(dir, "65535.lock")) >= maxSocketPath || strings.Contains(dir, ",") {
		sum := sha256.Sum256([]byte(root))
		dir = filepath.Join(shortTemp, "society360-"+strconv.Itoa(int(acc.id()))+"-"+hex.EncodeToString(sum[:6]))
	}
	err := os.Mkdir(dir, 0o700)
	switch {
	case err == nil:
		// umask can only have taken bits away, from ourselves too.
		if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder needs its x bits
			return "", folderError(dir, err)
		}
		if err := acc.own(dir); err != nil {
			return "", folderError(dir, err)
		}
	case !errors.Is(err, fs.ErrExist):
		return "", folderError(dir, err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", folderError(dir, err)
	}
	if uid, _ := ownerOf(info); !info.IsDir() || uid != acc.id() || info.Mode().Perm() != 0o700 {
		return "", fail(BadFolder, nil, "%s is in the way of the database's socket and is not this account's private folder: remove it, or name a shorter data folder with --data-dir.", dir)
	}
	return dir, nil
}

// clearSocket removes a dead server's socket and its lock file, whose process
// number may by now be somebody else's. The data is guarded by postmaster.pid,
// not by this; the caller holds the lock of the data folder and has found no
// server alive.
func clearSocket(dir, port string) error {
	for _, path := range []string{socketPath(dir, port), socketPath(dir, port) + ".lock"} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
