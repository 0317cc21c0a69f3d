package seal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"golang.org/x/mod/sumdb/note"

	"github.com/civoranexus/society360/data/fault"
)

// Folder is what of a seal is kept outside of the database: the key, the heads that were
// signed, and each leaf's row and hash. A verification rests on it alone.
type Folder struct {
	dir  string
	mu   sync.Mutex
	lock *os.File

	signer note.Signer
	keys   *Keys
	// begins is set where the key was begun anew, and no head says so yet.
	begins *beginning
	// last is the newest head as it was signed, and tree the tree at it; read is how many
	// bytes of the file of heads were read.
	last   Head
	signed []byte
	tree   tree
	read   int64
}

// The files of a folder.
const (
	keyFile    = "key"
	keysFile   = "keys"
	headsFile  = "heads"
	leavesFile = "leaves"
	lockFile   = "lock"
	// nextFile has a key that the one of now signs over.
	nextFile = "key.next"
	// anewFile says that the key was begun anew, until a head does.
	anewFile = "key.anew"
)

// leafSize is what a leaf takes in its file: the row's ID, and its hash.
const leafSize = 16 + 32

// OpenFolder opens a folder, and makes it where there is none. Errors: Refused, where its
// key may be read by others; Unavailable.
func OpenFolder(dir string) (*Folder, error) {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, unusable(dir, err)
	}
	f := &Folder{dir: dir, tree: newTree(), keys: noKeys()}
	if f.lock, err = os.OpenFile(f.file(lockFile), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600); err != nil {
		return nil, unusable(dir, err)
	}
	if err := f.loadKeys(); err != nil {
		_ = f.lock.Close()
		return nil, err
	}
	return f, nil
}

// Close lets go of the folder.
func (f *Folder) Close() { _ = f.lock.Close() }

func (f *Folder) file(name string) string { return filepath.Join(f.dir, name) }

func unusable(dir string, err error) error {
	return &fault.Error{Kind: fault.Unavailable, Cause: err, Format: "The folder of the seal, %s, cannot be used.", Args: []any{dir}}
}

// Dir is where it lies.
func (f *Folder) Dir() string { return f.dir }

// Keys are the public keys of the folder, the newest last.
func (f *Folder) Keys() []string { return f.keys.texts }

// write replaces a small file whole.
func (f *Folder) write(name, content string, mode fs.FileMode) error {
	half := f.file(name + ".new")
	to, err := os.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_NOFOLLOW, mode)
	if err == nil {
		_, err = to.WriteString(content)
		err = errors.Join(err, to.Chmod(mode), to.Sync(), to.Close())
	}
	if err == nil {
		err = os.Rename(half, f.file(name))
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	return nil
}

// hold runs work while no other process works on the folder; false where one does.
func (f *Folder) hold(work func() error) (held bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		err := syscall.Flock(int(f.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return false, nil
		}
		if err != nil {
			return false, unusable(f.dir, err)
		}
		break
	}
	defer func() { _ = syscall.Flock(int(f.lock.Fd()), syscall.LOCK_UN) }()
	return true, work()
}

// whole is hold, for what cannot be left to another process.
func (f *Folder) whole(work func() error) error {
	held, err := f.hold(work)
	if err == nil && !held {
		return fault.Refuse("Another process is sealing just now: try again in a moment.")
	}
	return err
}
