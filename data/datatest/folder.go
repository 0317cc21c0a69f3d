package datatest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/civoranexus/society360/data/localpg"
)

// How the folders of test servers are called: short, because a socket is in them.
// Beside each stands a file that is locked by whoever uses the server, shared,
// and by whoever removes it, alone.
const (
	folderPrefix = "s360t-"
	lockSuffix   = ".lock"
)

// runOf names what the test binaries of one go test have in common: the folder
// that the go command built them all in, such as /tmp/go-build123 for
// /tmp/go-build123/b001/data.test. It is empty for a binary that was started
// otherwise.
func runOf(binary string) string {
	build := filepath.Dir(filepath.Dir(binary))
	if number, ok := strings.CutPrefix(filepath.Base(build), "go-build"); !ok || number == "" {
		return ""
	}
	return build
}

// thisRun is runOf this process.
func thisRun() string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	return runOf(self)
}

// claimFolder names a folder and holds its lock: the same folder for every
// process of a run, or one of its own where the run has no name. The lock comes
// first, so that a sweep never finds a folder of a living process unlocked.
func claimFolder(run string) (dir string, lock *os.File, err error) {
	id := make([]byte, 5)
	if run == "" {
		_, _ = rand.Read(id)
	} else {
		sum := sha256.Sum256([]byte(strconv.Itoa(os.Geteuid()) + " " + run))
		copy(id, sum[:])
	}
	dir = filepath.Join(localpg.Scratch(), folderPrefix+hex.EncodeToString(id))
	for {
		lock, err = os.OpenFile(dir+lockSuffix, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
		if err != nil {
			return "", nil, err
		}
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_SH); err != nil {
			_ = lock.Close()
			return "", nil, err
		}
		// Somebody can have taken the file away between the two lines above.
		if stands(lock) {
			return dir, lock, nil
		}
		_ = lock.Close()
	}
}

// stands reports whether an open lock file still has its name.
func stands(lock *os.File) bool {
	open, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(lock.Name())
	return err == nil && os.SameFile(open, named)
}

// alone takes the lock from all others, or reports that somebody holds it. What
// was shared before is lost then.
func alone(lock *os.File) bool {
	return syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil && stands(lock)
}

// sweep stops and removes what killed runs left behind: folders whose lock
// nobody holds. What belongs to another account is that account's to sweep.
func sweep(ctx context.Context) {
	locks, err := filepath.Glob(filepath.Join(localpg.Scratch(), folderPrefix+"*"+lockSuffix))
	if err != nil {
		return
	}
	for _, name := range locks {
		sweepOne(ctx, name)
	}
}

func sweepOne(ctx context.Context, lockName string) {
	lock, err := os.OpenFile(lockName, os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return
	}
	defer func() { _ = lock.Close() }()
	if !alone(lock) {
		return
	}
	dir := lockName[:len(lockName)-len(lockSuffix)]
	if _, err := os.Stat(dir); err == nil {
		// Joining a server and leaving it as its last user stops it, if it still
		// runs. One that cannot be joined is not running.
		if pg, err := localpg.Start(ctx, localpg.Options{Dir: dir, NoSync: true}); err == nil {
			if pg.Stop(ctx) != nil {
				return
			}
		}
	}
	_ = removeFolder(dir)
}

// removeFolder removes a server's folder, then the lock's name.
func removeFolder(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Remove(dir + lockSuffix)
}
