package backup_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
)

// TestKeysComeBackWithTheirPassphraseAlone.
func TestKeysComeBackWithTheirPassphraseAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte(text), mode))
		return path
	}
	keys := backup.Keys{Files: []string{write("hostkey", "secret of the host", 0o600), write("sealing", "secret of the seal", 0o600)}, Passphrase: write("passphrase", "correct horse battery\n", 0o600)}
	must(t, keys.Check())
	must(t, backup.Keys{}.Check())
	sealed, err := keys.Seal()
	must(t, err)
	if bytes.Contains(sealed, []byte("secret")) || bytes.Contains(sealed, []byte("hostkey")) {
		t.Error("the keys can be read without the passphrase")
	}
	all, err := backup.Unseal(sealed, keys.Passphrase)
	must(t, err)
	if len(all) != 2 || all[0].Path != keys.Files[0] || string(all[1].Content) != "secret of the seal" {
		t.Errorf("what comes back: %+v", all)
	}
	must(t, all[0].PutBack()) // it is there, and is the same
	must(t, os.Remove(keys.Files[1]))
	must(t, all[1].PutBack())
	info, err := os.Stat(keys.Files[1])
	must(t, err)
	if text, err := os.ReadFile(keys.Files[1]); err != nil || string(text) != "secret of the seal" || info.Mode().Perm() != 0o600 {
		t.Errorf("put back: %q, %v, %v", text, info.Mode(), err)
	}
	write("hostkey", "another", 0o600)
	datatest.Kind(t, all[0].PutBack(), fault.Refused)
	for passphrase, says := range map[string]string{
		write("other", "wrong horse battery", 0o600):  "not to be had with the passphrase",
		write("short", "short", 0o600):                "too short",
		write("open", "correct horse battery", 0o644): "can be read by others",
		filepath.Join(dir, "nothing"):                 "cannot be read",
	} {
		_, err := backup.Unseal(sealed, passphrase)
		datatest.WantError(t, err, fault.Invalid, says)
	}
	sealed[len(sealed)/2] ^= 1
	if _, err := backup.Unseal(sealed, keys.Passphrase); err == nil {
		t.Error("keys that were changed come back")
	}
	keys.Files = append(keys.Files, dir)
	datatest.WantError(t, keys.Check(), fault.Invalid, "is no key")
}
