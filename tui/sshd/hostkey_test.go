package sshd

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestGenerateHostKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "host_key")
	fingerprint, err := GenerateHostKey(path)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := LoadHostKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if key := signer.PublicKey(); gossh.FingerprintSHA256(key) != fingerprint || key.Type() != gossh.KeyAlgoED25519 {
		t.Errorf("the key is %s %s, said to be %s", key.Type(), gossh.FingerprintSHA256(key), fingerprint)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	before, _ := os.ReadFile(path)
	if _, err := GenerateHostKey(path); err == nil {
		t.Error("the key was overwritten")
	}
	if after, _ := os.ReadFile(path); string(before) != string(after) {
		t.Error("the key changed")
	}
	if _, err := GenerateHostKey(filepath.Join(path, "below")); err == nil {
		t.Error("a key was made where none can be")
	}
}

// owned is a file that belongs to somebody.
type owned struct {
	fs.FileInfo
	uid uint32
}

func (o owned) Sys() any { return &syscall.Stat_t{Uid: o.uid} }

// A host key that is not this user's alone stops the start.
func TestHostKeyMustBePrivate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "host_key")
	if _, err := LoadHostKey(path); err == nil || !strings.Contains(err.Error(), "host-key") {
		t.Errorf("missing: %v", err)
	}
	if _, err := GenerateHostKey(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o660, 0o644, 0o601} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadHostKey(path); err == nil || !strings.Contains(err.Error(), "chmod") {
			t.Errorf("%o: %v", mode, err)
		}
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadHostKey(path); err != nil {
		t.Errorf("a key that nobody may write: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := checkHostKey(path, owned{info, uint32(os.Geteuid()) + 1}); err == nil || !strings.Contains(err.Error(), "belongs") {
		t.Errorf("foreign: %v", err)
	}
	if err := checkHostKey(path, owned{info, uint32(os.Geteuid())}); err != nil {
		t.Errorf("own: %v", err)
	}
	if _, err := LoadHostKey(dir); err == nil {
		t.Error("a folder is no key")
	}
	rubbish := filepath.Join(dir, "rubbish")
	if err := os.WriteFile(rubbish, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadHostKey(rubbish); err == nil {
		t.Error("rubbish is no key")
	}
}
