//go:build unix

package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	gossh "golang.org/x/crypto/ssh"
)

// maxHostKey is more than any private key's file holds, in bytes.
const maxHostKey = 64 << 10

// LoadHostKey reads the private key of the server (see README.md, Host key). A
// file that is missing, that others may read, or that belongs to somebody else is
// refused: the key of a server must be nobody's guess. Errors say what to do.
func LoadHostKey(path string) (gossh.Signer, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no host key at %s: make one with host-key", path)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the host key: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat() // of what was opened, not of what the name means by then
	if err != nil {
		return nil, fmt.Errorf("cannot read the host key: %w", err)
	}
	if err := checkHostKey(path, info); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxHostKey))
	if err != nil {
		return nil, fmt.Errorf("cannot read the host key: %w", err)
	}
	signer, err := gossh.ParsePrivateKey(data)
	if err != nil {
		return nil, fmt.Errorf("%s is no host key without a passphrase: %w", path, err)
	}
	return signer, nil
}

// checkHostKey refuses a key that is not this user's alone.
func checkHostKey(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("the host key %s is not a file", path)
	}
	if perm := info.Mode().Perm(); perm&0o077 != 0 {
		return fmt.Errorf("the host key %s can be read by others (%04o): chmod 600 it", path, perm)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("cannot tell who owns the host key %s", path)
	}
	if int(owner.Uid) != os.Geteuid() {
		return fmt.Errorf("the host key %s belongs to user %d, and this is user %d: chown it", path, owner.Uid, os.Geteuid())
	}
	return nil
}

// GenerateHostKey makes an ed25519 key at path, readable by this user alone, and
// returns its fingerprint as ssh prints it. It never overwrites: whoever knows
// the old key would be warned of an attack.
func GenerateHostKey(path string) (fingerprint string, err error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", fmt.Errorf("cannot make a key: %w", err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		return "", fmt.Errorf("cannot make a key: %w", err)
	}
	block, err := gossh.MarshalPrivateKey(private, "society360")
	if err != nil {
		return "", fmt.Errorf("cannot write the key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s is there already: it is left as it is", path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no folder %s for the key: make it first", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission):
		return "", fmt.Errorf("this account may not write the key into %s: name another folder", filepath.Dir(path))
	case err != nil:
		return "", fmt.Errorf("cannot write the key: %w", err)
	}
	_, err = f.Write(pem.EncodeToMemory(block))
	err = errors.Join(err, f.Sync(), f.Close(), syncFolder(path))
	if err != nil {
		return "", fmt.Errorf("cannot write the key: %w", errors.Join(err, os.Remove(path)))
	}
	return gossh.FingerprintSHA256(signer.PublicKey()), nil
}

// syncFolder makes the name of a new file outlive a crash, like its content.
func syncFolder(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
