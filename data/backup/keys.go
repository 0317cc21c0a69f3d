package backup

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/civoranexus/society360/data/fault"
)

// Keys are files of the program beside its database, such as an SSH host key, which a
// backup has encrypted.
type Keys struct {
	// Files are their paths; a backup has them from the root on.
	Files []string `json:"files"`
	// Passphrase is the path of the file of the passphrase that they are encrypted with.
	Passphrase string `json:"passphrase_file"`
}

// Key is such a file as a backup has it.
type Key struct {
	Path    string
	Content []byte
}

const (
	// shortest is of how many signs a passphrase is at least: who has the backup can try
	// as many as they like.
	shortest = 12
	// work is age's work factor: a try takes a quarter of a second and 64 MB.
	work = 16
	// largestKey is more than any key's file has, in bytes.
	largestKey = 1 << 20
)

// Check looks whether the passphrase and the keys can be read. Errors: Invalid.
func (k Keys) Check() error {
	if k.Passphrase == "" {
		return nil
	}
	if _, err := passphrase(k.Passphrase); err != nil {
		return err
	}
	_, err := k.read()
	return err
}

// passphrase reads a passphrase from the first line of a file that is its owner's alone.
func passphrase(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", unread(path, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", &fault.Error{Kind: fault.Invalid, Format: "The passphrase file %s can be read by others: run chmod 600 on it.", Args: []any{path}}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", unread(path, err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSpace(line); len(line) < shortest {
		return "", &fault.Error{Kind: fault.Invalid, Format: "The passphrase in %s is too short: it needs %d signs, because who has a backup can try as often as they like.", Args: []any{path, shortest}}
	}
	return line, nil
}

func unread(path string, err error) error {
	return &fault.Error{Kind: fault.Invalid, Cause: err, Format: "The file %s cannot be read.", Args: []any{path}}
}

func (k Keys) read() (all []Key, err error) {
	for _, path := range k.Files {
		path, err := filepath.Abs(path)
		if err != nil {
			return nil, unread(path, err)
		}
		info, err := os.Stat(path)
		if err == nil && (!info.Mode().IsRegular() || info.Size() > largestKey) {
			return nil, &fault.Error{Kind: fault.Invalid, Format: "%s is no key.", Args: []any{path}}
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, unread(path, err)
		}
		all = append(all, Key{path, content})
	}
	return all, nil
}

// Seal encrypts the keys with the passphrase (age, scrypt). Errors: Invalid.
func (k Keys) Seal() ([]byte, error) {
	secret, err := passphrase(k.Passphrase)
	if err != nil {
		return nil, err
	}
	all, err := k.read()
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(secret)
	if err != nil {
		return nil, unread(k.Passphrase, err)
	}
	recipient.SetWorkFactor(work)
	var sealed bytes.Buffer
	to, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(to)
	for _, key := range all {
		head := &tar.Header{Name: key.Path, Mode: 0o600, Size: int64(len(key.Content)), ModTime: time.Now(), Format: tar.FormatPAX}
		if err := w.WriteHeader(head); err != nil {
			return nil, err
		}
		if _, err := w.Write(key.Content); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(w.Close(), to.Close()); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

// Unseal decrypts what Seal encrypted. Errors: Invalid, where the passphrase is another.
func Unseal(sealed []byte, passphraseFile string) (all []Key, err error) {
	secret, err := passphrase(passphraseFile)
	if err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(secret)
	if err != nil {
		return nil, unread(passphraseFile, err)
	}
	from, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Cause: err, Format: "The keys in the backup are not to be had with the passphrase in %s.", Args: []any{passphraseFile}}
	}
	for r := tar.NewReader(from); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, unread("keys.age", err)
		}
		content, err := io.ReadAll(io.LimitReader(r, largestKey))
		if err != nil {
			return nil, unread("keys.age", err)
		}
		all = append(all, Key{head.Name, content})
	}
}

// PutBack writes a key to where it was, for its owner alone. What stands there already is
// left, and is an error where it is another.
func (k Key) PutBack() error {
	if err := os.MkdirAll(filepath.Dir(k.Path), 0o700); err != nil {
		return unwritable(k.Path, err)
	}
	f, err := os.OpenFile(k.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		if now, err := os.ReadFile(k.Path); err == nil && bytes.Equal(now, k.Content) {
			return nil
		}
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: "The key %s is not that of the backup: move it away, and restore again.", Args: []any{k.Path}}
	}
	if err != nil {
		return unwritable(k.Path, err)
	}
	_, err = f.Write(k.Content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unwritable(k.Path, err)
	}
	return nil
}
