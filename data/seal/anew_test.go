package seal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/seal"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// keysOf are trusted public keys.
func keysOf(t *testing.T, texts ...string) *seal.Keys {
	t.Helper()
	keys, err := seal.KeysOf(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestALostKeyIsBegunAnew: what the lost one signed stays so, and nothing of it vouches
// for the new one; that is said for ever, of the trail and in each proof.
func TestALostKeyIsBegunAnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		// lose takes from the folder what is lost; old is given where the folder lacks it.
		lose func(t *testing.T, dir string)
		old  bool
		// unknown says that nobody knows the old key any more.
		unknown bool
	}{
		"the key": {lose: func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Remove(filepath.Join(dir, "key")); err != nil {
				t.Fatal(err)
			}
		}},
		"the folder":                            {lose: empty, old: true},
		"the folder, and the key was not noted": {lose: empty, unknown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := trailOf(t)
			dir := t.TempDir()
			first := sealed(t, s, dir)
			s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('MORE')`)
			sealAll(t, s, first)
			old := first.Keys()[0]
			was := verify(t, s, seal.Check{Folder: first}).Sealed
			_, err := s.Seal.LoseKey(t.Context(), s.Admin, first, uuid.New(), "the disk failed", nil)
			datatest.WantError(t, err, fault.Refused, "it signs over a new one")
			c.lose(t, dir)

			f, err := seal.OpenFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(f.Close)
			_, log := datatest.ListenFor("")
			_, err = s.Seal.Sealer(f, log).Pass(t.Context())
			datatest.WantError(t, err, fault.Refused, "--new --lost")
			_, err = s.Seal.GoOn(t.Context(), s.Admin, f, uuid.New(), "x")
			datatest.WantError(t, err, fault.Refused, "--new --lost")
			_, err = s.Seal.LoseKey(t.Context(), s.Admin, f, uuid.New(), " ", nil)
			datatest.Kind(t, err, fault.Invalid)
			_, err = s.Seal.LoseKey(t.Context(), s.Staff, f, uuid.New(), "x", nil)
			datatest.Kind(t, err, fault.Forbidden)
			var known *seal.Keys
			if c.old {
				known = keysOf(t, old)
			}
			public, err := s.Seal.LoseKey(t.Context(), s.Admin, f, uuid.New(), "the disk failed", known)
			if err != nil {
				t.Fatal(err)
			}
			s.Exec(t, `INSERT INTO audit_logs (id, action) VALUES ($1, 'NEWER')`, nth(60))
			sealAll(t, s, f)
			if n := s.Count(t, `audit_logs WHERE action = 'SEAL_KEY_LOST' AND details @> '{"notes": "the disk failed"}'`); n != 1 {
				t.Errorf("%d rows tell of it", n)
			}

			again := sealed(t, s, dir) // it reads the same anew
			for _, check := range []seal.Check{{Folder: f}, {Folder: again}, {Folder: f, Keys: keysOf(t, append([]string{public}, old)...)}} {
				v := verify(t, s, check)
				if !v.Sound() || !v.Outside || v.Sealed != was+2 || v.Waiting != 0 || len(v.Keys) != 1 || !v.Keys[0].Lost || v.Keys[0].Rows != was || (v.Keys[0].Old == "") != c.unknown {
					t.Errorf("%+v", v)
				}
			}
			if !c.unknown {
				_, err := s.Seal.Verify(t.Context(), s.Admin, seal.Check{Folder: f, Keys: keysOf(t, old)})
				datatest.WantError(t, err, fault.Refused, public)
			}
			if state, err := s.Seal.State(t.Context(), s.Admin); err != nil || state.AnewAt == nil || state.Stuck != "" {
				t.Errorf("%+v, %v", state, err)
			}
			tamper(t, s, `UPDATE audit_logs SET details = '{"n": 0}' WHERE action = 'DID_15'`)
			if said := firstOf(verify(t, s, seal.Check{Folder: f}), seal.Changed); !strings.Contains(said, "DID_15") {
				t.Errorf("of before it finds %q", said)
			}
			proofsOf(t, s, f, old, public, c.unknown)
		})
	}
}

func empty(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"key", "keys", "heads", "leaves"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// proofsOf checks proofs of rows from before a key was lost and since, by either and both.
func proofsOf(t *testing.T, s *datatest.Society, f *seal.Folder, old, public string, unknown bool) {
	t.Helper()
	before, err := s.Seal.Prove(t.Context(), s.Admin, f, nth(16))
	if err != nil {
		t.Fatal(err)
	}
	since, err := s.Seal.Prove(t.Context(), s.Admin, f, nth(60))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name        string
		p           seal.Proof
		keys        []string
		heads, anew int
	}{
		{"before, the old key", before, []string{old}, 1, 0},
		{"before, the new key", before, []string{public}, 1, 1},
		{"before, both", before, []string{old, public}, 2, 1},
		{"since, the old key", since, []string{old}, 0, 0},
		{"since, the new key", since, []string{public}, 1, 1},
		{"since, both", since, []string{public, old}, 1, 1},
	} {
		if unknown { // no head of the old key is to be had
			c.heads, c.anew = 1, 1
			if len(c.keys) == 1 && c.keys[0] == old {
				c.heads, c.anew = 0, 0
			}
		}
		proved, err := c.p.Check(keysOf(t, c.keys...))
		if len(proved.Heads) != c.heads || len(proved.Anew) != c.anew || (err == nil) != (c.heads > 0) {
			t.Errorf("%s: %+v, %v", c.name, proved, err)
		}
	}
}

// TestKeysThatFollowEachOther: lost, changed, and lost again; one that was ended does not
// begin anew.
func TestKeysThatFollowEachOther(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	dir := t.TempDir()
	f := sealed(t, s, dir)
	for _, lost := range []bool{true, false, true, true, false} {
		if lost {
			if err := os.Remove(filepath.Join(dir, "key")); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Seal.LoseKey(t.Context(), s.Admin, f, uuid.New(), "gone", nil); err != nil {
				t.Fatal(err)
			}
		} else if _, err := s.Seal.NewKey(t.Context(), s.Admin, f, uuid.New(), "a year has passed"); err != nil {
			t.Fatal(err)
		}
		s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('MORE')`)
		sealAll(t, s, f)
	}
	for _, folder := range []*seal.Folder{f, sealed(t, s, dir)} {
		if v := verify(t, s, seal.Check{Folder: folder}); !v.Sound() || len(v.Keys) != 5 || v.Waiting != 0 {
			t.Errorf("%+v", v)
		}
	}
	p, err := s.Seal.Prove(t.Context(), s.Admin, f, nth(15))
	if err != nil {
		t.Fatal(err)
	}
	if proved, err := p.Check(keysOf(t, f.Keys()...)); err != nil || len(proved.Heads) != 4 || len(proved.Anew) != 3 {
		t.Errorf("%d heads, %d begun anew, %v", len(proved.Heads), len(proved.Anew), err)
	}
}

// TestAKeyThatWasBegunAnewSaysSoFirst: where the process ended between the new key and its
// first head, the next one says it.
func TestAKeyThatWasBegunAnewSaysSoFirst(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	dir := t.TempDir()
	old := sealed(t, s, dir).Keys()[0]
	other := t.TempDir()
	theirs := sealed(t, trailOf(t), other) // any key that is another
	for name, content := range map[string]string{"key.anew": `{"old": "` + old + `"}`, "keys": old + "\n" + theirs.Keys()[0] + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	key, err := os.ReadFile(filepath.Join(other, "key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWER')`)
	f := sealed(t, s, dir)
	if v := verify(t, s, seal.Check{Folder: f}); !v.Sound() || len(v.Keys) != 1 || !v.Keys[0].Lost {
		t.Errorf("%+v", v)
	}
	if _, err := os.Stat(filepath.Join(dir, "key.anew")); err == nil {
		t.Error("it would say it again")
	}
}
