package seal

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/note"

	"github.com/civoranexus/society360/data/fault"
)

// KeyFiles are the files of a folder that are kept with other keys in backups.
func KeyFiles() []string { return []string{keyFile, keysFile} }

// loadKeys reads the key and the public ones.
func (f *Folder) loadKeys() error {
	path := f.file(keyFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		f.signer = nil
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
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: "%s is no key of a seal: put the right one there, or move this one away.", Args: []any{path}}
	}
	return f.loadPublic()
}

func (f *Folder) loadPublic() error {
	content, err := os.ReadFile(f.file(keysFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unusable(f.dir, err)
	}
	if f.keys, err = KeysOf(strings.Fields(string(content))...); err != nil {
		return err
	}
	return f.loadBeginning()
}

// public is the public half of the folder's key; empty where it is not known.
func (f *Folder) public() string {
	for i, known := range f.keys.known {
		if f.signer != nil && known.Name() == f.signer.Name() && known.KeyHash() == f.signer.KeyHash() {
			return f.keys.texts[i]
		}
	}
	return ""
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
