package localpg

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// lockPoll is how often a held lock is tried again: flock itself cannot be
// interrupted, and a caller that gives up must not leave a goroutine behind.
const lockPoll = 20 * time.Millisecond

// openLock opens a lock file of the data folder, making it where needed. The
// descriptor is closed on exec, so that the server does not hold a program's lock.
func openLock(path string, owner *account) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if owner != nil && owner.ownsFolder {
		// Root works in somebody's folder: they must be able to lock it later.
		if err := f.Chown(int(owner.uid), int(owner.gid)); err != nil {
			_ = f.Close()
			return nil, err
		}
	}
	return f, nil
}

// tryLock takes how (LOCK_SH or LOCK_EX) and reports whether it got it.
func tryLock(f *os.File, how int) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return false, err
		}
	}
}

// waitLock takes the exclusive lock, or returns the context's error. waiting is
// called once, when somebody else turns out to hold it.
func waitLock(ctx context.Context, f *os.File, waiting func()) error {
	for first := true; ; first = false {
		ok, err := tryLock(f, syscall.LOCK_EX)
		if ok || err != nil {
			return err
		}
		if first {
			waiting()
		}
		if err := sleep(ctx, lockPoll); err != nil {
			return err
		}
	}
}

// unlock releases before it closes: a child that another goroutine is just
// forking holds a copy of the descriptor until its exec, and closing alone would
// leave the lock with that copy.
func unlock(f *os.File) {
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	_ = f.Close()
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
