package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/civoranexus/society360/data/fault"
)

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
		if bytes.Contains(signed, []byte("\nnext-key ")) || bytes.Contains(signed, []byte("\nanew ")) {
			h, err := f.keys.Open(signed)
			if err == nil && h.Anew > 0 && h.Key == f.public() {
				err = f.begun()
			}
			if err != nil {
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
	if err := f.appendLeaves(b, head.Size); err != nil {
		return err
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
	if head.NextKey == "" && head.Anew == 0 {
		return nil
	}
	if _, err := f.keys.Open(signed); err != nil {
		return err
	}
	if head.Anew > 0 {
		return f.begun()
	}
	return f.write(keysFile, strings.Join(f.keys.texts, "\n")+"\n", 0o644)
}

// appendLeaves keeps a batch's leaves on the disk, up to a size.
func (f *Folder) appendLeaves(b batch, size uint64) error {
	leaves, err := os.OpenFile(f.file(leavesFile), os.O_WRONLY|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return unusable(f.dir, err)
	}
	content := make([]byte, 0, len(b.IDs)*leafSize)
	for i, id := range b.IDs {
		content = append(append(content, id[:]...), b.Hashes[i*32:(i+1)*32]...)
	}
	_, err = leaves.WriteAt(content, int64(size-uint64(len(b.IDs)))*leafSize)                                     //nolint:gosec // far below 2^63
	if err = errors.Join(err, leaves.Truncate(int64(size)*leafSize), leaves.Sync(), leaves.Close()); err != nil { //nolint:gosec // far below 2^63
		return unusable(f.dir, err)
	}
	return nil
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
