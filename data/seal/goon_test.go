package seal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestARestoredTrailGoesOn: what is not there any more is told, and given up by an admin
// who says why; what was sealed before, and comes after, verifies.
func TestARestoredTrailGoesOn(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	was := verify(t, s, seal.Check{Folder: f}).Sealed
	for range 3 {
		s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('LOST')`)
		sealAll(t, s, f)
	}
	// As a restore leaves it: rows, and the record of their seal, of one moment.
	tamper(t, s, `DELETE FROM audit_logs WHERE action = 'LOST'`)
	tamper(t, s, `DELETE FROM society360_seals WHERE first >= $1`, was)
	s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('AFTER')`)
	_, log := datatest.ListenFor("")
	if _, err := s.Seal.Sealer(f, log).Pass(t.Context()); err == nil || !strings.Contains(err.Error(), "ends before head") {
		t.Errorf("sealing a restored trail: %v", err)
	}
	if state, err := s.Seal.State(t.Context(), s.Admin); err != nil || !strings.Contains(state.Broken, "ends before head") || state.Waiting == 0 {
		t.Errorf("%+v, %v", state, err)
	}
	if v := verify(t, s, seal.Check{Folder: f}); v.Count[seal.Ended] != 1 || len(v.Count) != 1 {
		t.Errorf("%+v", v)
	}
	_, err := s.Seal.GoOn(t.Context(), s.Admin, f, uuid.New(), " ")
	datatest.Kind(t, err, fault.Invalid)
	if _, err := s.Seal.GoOn(t.Context(), s.Admin, f, uuid.New(), "restored to Monday"); err != nil {
		t.Fatal(err)
	}
	sealAll(t, s, f)
	v := verify(t, s, seal.Check{Folder: f})
	if !v.Sound() || v.Abandoned != 3 || v.Sealed != was+2 || v.Waiting != 0 {
		t.Errorf("%+v", v)
	}
	if state, err := s.Seal.State(t.Context(), s.Admin); err != nil || state.Broken != "" {
		t.Errorf("%+v, %v", state, err)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'SEAL_CONTINUED' AND details @> '{"notes": "restored to Monday"}'`); n != 1 {
		t.Errorf("%d rows tell of it", n)
	}
	// The folder reads the same anew.
	again := sealed(t, s, filepath.Dir(fileOf(t, f)))
	if v := verify(t, s, seal.Check{Folder: again}); !v.Sound() || v.Abandoned != 3 {
		t.Errorf("%+v", v)
	}
}

// fileOf is the file of heads of a folder.
func fileOf(t *testing.T, f *seal.Folder) string {
	t.Helper()
	return filepath.Join(f.Dir(), "heads")
}

// TestRowsPutInBehindTheSealWaitForAnAdmin: the sealer tells of them and seals them not;
// gone on with, they are known as such for ever.
func TestRowsPutInBehindTheSealWaitForAnAdmin(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	tamper(t, s, `INSERT INTO audit_logs (id, action, created_at) VALUES ($1, 'NEVER', '2020-01-15 12:00Z')`, nth(99))
	_, log := datatest.ListenFor("")
	rows, unseen, err := s.Seal.Sealer(f, log).All(t.Context())
	if err != nil || rows != 0 || unseen != 1 {
		t.Errorf("sealed %d, found %d, %v", rows, unseen, err)
	}
	state, err := s.Seal.State(t.Context(), role.Program())
	if err != nil || !strings.Contains(state.Broken, nth(99).String()) {
		t.Errorf("%+v, %v", state, err)
	}
	if _, err := s.Seal.GoOn(t.Context(), s.Admin, f, uuid.New(), "put back by hand"); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, s, seal.Check{Folder: f}); !v.Sound() || v.Unseen != 1 {
		t.Errorf("%+v", v)
	}
}

// TestANewKeyIsSignedOverByTheOldOne: who trusts the first key trusts what the next ones
// sign, and the first one signs no more.
func TestANewKeyIsSignedOverByTheOldOne(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	dir, stale := t.TempDir(), t.TempDir()
	f := sealed(t, s, dir)
	first := f.Keys()[0]
	copyKeys(t, dir, stale)
	public, err := s.Seal.NewKey(t.Context(), s.Admin, f, uuid.New(), "")
	if err != nil || public == first {
		t.Fatal(public, err)
	}
	s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWER')`)
	sealAll(t, s, f)
	keys, err := seal.KeysOf(first)
	if err != nil {
		t.Fatal(err)
	}
	if v := verify(t, s, seal.Check{Folder: f, Keys: keys}); !v.Sound() {
		t.Errorf("%+v", v)
	}
	p, err := s.Seal.Prove(t.Context(), s.Admin, f, nth(15))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{first, public} {
		keys, err := seal.KeysOf(key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Check(keys); err != nil {
			t.Errorf("by %s: %v", key, err)
		}
	}
	s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWEST')`)
	other, err := seal.OpenFolder(stale)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	_, log := datatest.ListenFor("")
	if _, err := s.Seal.Sealer(other, log).Pass(t.Context()); err == nil || !strings.Contains(err.Error(), "may sign no more") {
		t.Errorf("another server with the old key: %v", err)
	}
	sealAll(t, s, f)
	if v := verify(t, s, seal.Check{Folder: f}); !v.Sound() || v.Waiting != 0 {
		t.Errorf("%+v", v)
	}
}

// TestHeadsAreShipped: to a file and to a command, each head once; a command that fails is
// told, and given them again.
func TestHeadsAreShipped(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	_, log := datatest.ListenFor("")
	z := s.Seal.Sealer(f, log)
	dir := t.TempDir()
	file, given := filepath.Join(dir, "heads"), filepath.Join(dir, "given")
	if err := z.Ship(t.Context(), seal.Places{File: file, Command: `echo no room >&2; exit 1`}); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("a command that fails: %v", err)
	}
	if state, err := s.Seal.State(t.Context(), s.Admin); err != nil || !strings.Contains(state.Untold, "no room") {
		t.Errorf("%+v, %v", state, err)
	}
	to := seal.Places{File: file, Command: "cat >> " + given}
	for range 2 {
		if err := z.Ship(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWER')`)
		sealAll(t, s, f)
	}
	if err := z.Ship(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if err := z.Ship(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(fileOf(t, f))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, given} {
		if got, err := os.ReadFile(path); err != nil || string(got) != string(want) {
			t.Errorf("%s has %q, %v", path, got, err)
		}
	}
	if state, err := s.Seal.State(t.Context(), s.Admin); err != nil || state.Untold != "" || state.ToldAt == nil {
		t.Errorf("%+v, %v", state, err)
	}
}
