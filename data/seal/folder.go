package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/google/uuid"
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
	f := &Folder{dir: dir, tree: newTree(), keys: &Keys{until: map[string]uint64{}}}
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

// loadKeys reads the key and the public ones.
func (f *Folder) loadKeys() error {
	path := f.file(keyFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f.loadPublic()
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return &fault.Error{Kind: fault.Refused, Format: "The key of the seal, %s, can be read by others: run chmod 600 on it.", Args: []any{path}}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return unusable(f.dir, err)
	}
	if f.signer, err = note.NewSigner(strings.TrimSpace(string(content))); err != nil {
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: "%s is no key of a seal.", Args: []any{path}}
	}
	return f.loadPublic()
}

func (f *Folder) loadPublic() error {
	content, err := os.ReadFile(f.file(keysFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unusable(f.dir, err)
	}
	f.keys, err = KeysOf(strings.Fields(string(content))...)
	return err
}

// makeKey makes the key of a society whose seal begins.
func (f *Folder) makeKey(society uuid.UUID) error {
	private, public, err := newKey(society)
	if err != nil {
		return unusable(f.dir, err)
	}
	if err := f.keepKey(private, public); err != nil {
		return err
	}
	return f.loadKeys()
}

// keepKey writes a key, the public one first: heads of a key that nobody knows are worth
// nothing.
func (f *Folder) keepKey(private, public string) error {
	all := strings.Join(append(append([]string(nil), f.keys.texts...), public), "\n") + "\n"
	if err := f.write(keysFile, all, 0o644); err != nil {
		return err
	}
	return f.write(keyFile, private+"\n", 0o600)
}

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

// refresh reads what another process wrote since.
func (f *Folder) refresh(edge []byte) error {
	info, err := os.Stat(f.file(headsFile))
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.read == 0:
		return nil
	case err != nil:
		return unusable(f.dir, err)
	case info.Size() == f.read:
		return nil
	}
	from, err := os.Open(f.file(headsFile))
	if err != nil {
		return unusable(f.dir, err)
	}
	defer func() { _ = from.Close() }() // only read
	if err := f.loadKeys(); err != nil {
		return err
	}
	r := newHeads(from)
	var last []byte
	for {
		signed, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f.damaged(headsFile, err)
		}
		last = signed
		if bytes.Contains(signed, []byte("\nnext-key ")) {
			if _, err := f.keys.Open(signed); err != nil {
				return f.damaged(headsFile, err)
			}
		}
	}
	if r.at < info.Size() { // cut while it was written
		if err := os.Truncate(f.file(headsFile), r.at); err != nil {
			return unusable(f.dir, err)
		}
	}
	f.read = r.at
	if last == nil {
		f.last, f.signed, f.tree = Head{}, nil, newTree()
		return nil
	}
	head, err := f.keys.Open(last)
	if err != nil {
		return f.damaged(headsFile, err)
	}
	t, ok := treeOf(head.Size, edge, head.Root)
	if !ok {
		if t, err = f.rebuild(head); err != nil {
			return err
		}
	}
	f.last, f.signed, f.tree = head, last, t
	return f.takeNext()
}

// takeNext takes the key that was signed over into use: also where a process ended between
// the two.
func (f *Folder) takeNext() error {
	content, err := os.ReadFile(f.file(nextFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(content)))
	if err != nil {
		return f.damaged(nextFile, err)
	}
	for _, known := range f.keys.known {
		if known.Name() == signer.Name() && known.KeyHash() == signer.KeyHash() {
			if err := os.Rename(f.file(nextFile), f.file(keyFile)); err != nil {
				return unusable(f.dir, err)
			}
			f.signer = signer
		}
	}
	return nil
}

// whole is hold, for what cannot be left to another process.
func (f *Folder) whole(work func() error) error {
	held, err := f.hold(work)
	if err == nil && !held {
		return fault.Refuse("Another process is sealing just now: try again in a moment.")
	}
	return err
}

// rebuild makes the tree of a head from the file of leaves.
func (f *Folder) rebuild(head Head) (tree, error) {
	t := newTree()
	err := f.leaves(0, head.Size, func(_ uint64, leaves []byte) error {
		for ; len(leaves) >= leafSize; leaves = leaves[leafSize:] {
			t.add(leaves[16:leafSize], nil)
		}
		return nil
	})
	if err == nil && (t.End() != head.Size || !bytes.Equal(t.root(), head.Root)) {
		err = fault.Sentence("the leaves are not those of the newest head")
	}
	if err != nil {
		return t, f.damaged(leavesFile, err)
	}
	return t, nil
}

func (f *Folder) damaged(name string, err error) error {
	return &fault.Error{Kind: fault.Refused, Cause: err, Format: "The file %s of the seal is not as it was written: %s.", Args: []any{f.file(name), strings.TrimSuffix(err.Error(), ".")}}
}

// leaves reads leaves from one on, some at a time.
func (f *Folder) leaves(from, to uint64, each func(first uint64, leaves []byte) error) error {
	file, err := os.Open(f.file(leavesFile))
	if err != nil {
		if from == to {
			return nil
		}
		return err
	}
	defer func() { _ = file.Close() }() // only read
	buf := make([]byte, 8192*leafSize)
	for from < to {
		n := min(uint64(len(buf)/leafSize), to-from)
		some := buf[:n*leafSize]
		if _, err := file.ReadAt(some, int64(from)*leafSize); err != nil { //nolint:gosec // far below 2^63
			return err
		}
		if err := each(from, some); err != nil {
			return err
		}
		from += n
	}
	return nil
}

// append keeps a batch and its head on the disk: the leaves first.
func (f *Folder) append(b batch, head Head, signed []byte) error {
	first := head.Size - uint64(len(b.IDs))
	leaves, err := os.OpenFile(f.file(leavesFile), os.O_WRONLY|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return unusable(f.dir, err)
	}
	content := make([]byte, 0, len(b.IDs)*leafSize)
	for i, id := range b.IDs {
		content = append(append(content, id[:]...), b.Hashes[i*32:(i+1)*32]...)
	}
	_, err = leaves.WriteAt(content, int64(first)*leafSize)                                                            //nolint:gosec // far below 2^63
	if err = errors.Join(err, leaves.Truncate(int64(head.Size)*leafSize), leaves.Sync(), leaves.Close()); err != nil { //nolint:gosec // far below 2^63
		return unusable(f.dir, err)
	}
	heads, err := os.OpenFile(f.file(headsFile), os.O_WRONLY|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return unusable(f.dir, err)
	}
	block := append(bytes.Clone(signed), '\n')
	_, err = heads.WriteAt(block, f.read)
	if err = errors.Join(err, heads.Sync(), heads.Close()); err != nil {
		return unusable(f.dir, err)
	}
	f.read += int64(len(block))
	f.last, f.signed = head, signed
	if head.NextKey == "" {
		return nil
	}
	if _, err := f.keys.Open(signed); err != nil {
		return err
	}
	return f.write(keysFile, strings.Join(f.keys.texts, "\n")+"\n", 0o644)
}

// setAside keeps the leaves behind a size in a file of their own, where heads are given up.
func (f *Folder) setAside(size uint64) error {
	from, err := os.OpenFile(f.file(leavesFile), os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	defer func() { _ = from.Close() }() // truncated below, or as it was
	to, err := os.OpenFile(f.file(fmt.Sprintf("%s.abandoned-%s", leavesFile, time.Now().UTC().Format("20060102-150405"))), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unusable(f.dir, err)
	}
	_, err = from.Seek(int64(size)*leafSize, io.SeekStart) //nolint:gosec // far below 2^63
	if err == nil {
		_, err = io.Copy(to, from)
	}
	if err = errors.Join(err, to.Sync(), to.Close()); err == nil {
		err = from.Truncate(int64(size) * leafSize) //nolint:gosec // far below 2^63
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	return nil
}
