package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"

	"golang.org/x/crypto/bcrypt"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui/sshd"
)

// TestDoctorLooksAtTheServersKey: its mode, its age, and whether it is there.
func TestDoctorLooksAtTheServersKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := time.Now()
	file := func(name string, mode os.FileMode, age time.Duration) string {
		path := filepath.Join(dir, name)
		if _, err := sshd.GenerateHostKey(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, open, old, gone := file("good", 0o600, time.Hour), file("open", 0o644, time.Hour), file("old", 0o400, 4*365*24*time.Hour), filepath.Join(dir, "gone")
	none := filepath.Join(dir, "none")
	if err := os.WriteFile(none, []byte("ssh-ed25519 AAAA"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, f := range keyFindings([]string{good, open, old, gone, none}, now) {
		said = append(said, filepath.Base(f.Thing)+": "+f.Stands+" / "+f.Command)
	}
	if want := []string{
		"open: mode 0644: others may read it / chmod 600 " + open,
		"old: made " + now.Add(-4*365*24*time.Hour).UTC().Format(time.DateOnly) + " / ",
		"gone: is not there / society360 host-key " + gone,
		"none: " + none + " is no host key without a passphrase: ssh: no key found / ",
	}; !slices.Equal(said, want) {
		t.Errorf("said %q", said)
	}
	soc := datatest.NewSociety(t)
	stoodBefore(t, soc)
	s := on(soc.DB)
	s.env["SOCIETY360_HOST_KEY"] = open
	if r := s.run(t.Context(), "doctor", "--check", "host-key"); r.code != exitFailure || !strings.Contains(r.err, "Found 1 thing to mend.") {
		t.Errorf("of a key that others may read: exit %d, %s", r.code, r.err)
	}
	if r := s.run(t.Context(), "doctor", "--check", "host-key", "--host-key", good); r.code != exitOK {
		t.Errorf("of a good key: exit %d, %s", r.code, r.err)
	}
}

// TestDoctorTriesTheDemosPassword on accounts of the demo's domain.
func TestDoctorTriesTheDemosPassword(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	if r := s.run(t.Context(), "doctor", "--check", "demo-password"); r.code != exitOK {
		t.Errorf("without a demo account: exit %d: %s", r.code, r.err)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(demo.Password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	soc.Exec(t, `UPDATE users SET email = $1, password_hash = $2 WHERE id = $3`, demo.Emails()[0], string(hash), soc.Guard2.UserID)
	if r := s.run(t.Context(), "doctor", "--check", "demo-password", "--json"); r.code != exitFailure || len(r.out) == 0 {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	s.refuses(t, exitFailure, []string{"may not"}, "doctor", "--check", "demo-password", "--as", soc.Guard.Email)
}
