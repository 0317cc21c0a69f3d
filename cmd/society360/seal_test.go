package main

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/seal"

	"github.com/civoranexus/society360/data/datatest"
)

// TestATrailThatProvesItself: a server seals the trail and ships its heads; what is then
// changed as a superuser is named, and one row's proof is checked without a database.
func TestATrailThatProvesItself(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	const row = "00000000-0000-0000-0000-000000000015"
	soc.Exec(t, `INSERT INTO audit_logs (id, action, details) VALUES ($1, 'OLD_DEED', '{"n": 1}')`, row)
	dir := t.TempDir()
	folder, shipped, proof := filepath.Join(dir, "seal"), filepath.Join(dir, "heads"), filepath.Join(dir, "row.proof")
	a := newApp(nil, io.Discard, io.Discard, func(string) string { return "" })
	stop, err := a.startSealing(t.Context(), database{Config: soc.Config}, soc.Society, sealing{folder: folder, to: seal.Places{File: shipped}})
	if err != nil {
		t.Fatal(err)
	}
	datatest.WaitUntil(t, func() bool {
		state, err := soc.Seal.State(t.Context(), soc.Admin)
		heads, _ := os.ReadFile(shipped) // it comes
		return err == nil && state.Stage == seal.StageDone && state.Waiting == 0 && bytes.Contains(heads, []byte("society360.trail/"))
	})
	stop()

	s := on(soc.DB)
	if out := s.ok(t, "audit", "verify", "--seal", folder); !strings.Contains(out, "held against their seal") || !strings.Contains(out, "Nothing was changed, removed or put in.") {
		t.Errorf("untouched: %s", out)
	}
	if out := s.ok(t, "audit", "verify"); !strings.Contains(out, "only its own copy") {
		t.Errorf("without a folder: %s", out)
	}
	if out := s.ok(t, "audit", "verify", "--seal", folder, "--since", shipped); !strings.HasPrefix(out, "no rows were held") {
		t.Errorf("since the newest head: %s", out)
	}
	key := strings.TrimSpace(s.ok(t, "audit", "key", "--seal", folder))
	s.ok(t, "audit", "verify", "--seal", folder, "--row", row, "--proof", proof)
	if out := s.ok(t, "audit", "check-proof", proof, "--key", key); !strings.Contains(out, "stands in the trail of the society") || !strings.Contains(out, "OLD_DEED") {
		t.Errorf("the proof: %s", out)
	}
	content, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(proof, bytes.Replace(content, []byte("OLD_DEED"), []byte("NEW_DEED"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	s.refuses(t, exitFailure, []string{"was changed"}, "audit", "check-proof", proof, "--key", key)
	s.refuses(t, exitUsage, []string{"--row and --proof"}, "audit", "verify", "--row", row)
	s.refuses(t, exitUsage, []string{"--key"}, "audit", "verify", "--key", "nonsense")
	s.refuses(t, exitFailure, []string{"no number of rows"}, "audit", "verify", "--seal", folder, "--since", filepath.Join(dir, "none"))
	s.refuses(t, exitFailure, []string{"There is no seal of a trail in"}, "audit", "verify", "--seal", filepath.Join(dir, "none"))
	s.refuses(t, exitFailure, []string{"Somebody has to answer for this"}, "audit", "go-on", "--seal", folder, "--reason", "x")
	s.refuses(t, exitFailure, []string{"may not do this"}, "audit", "verify", "--seal", folder, "--as", soc.Guard.Email)

	super := soc.Conn(t, "postgres")
	for _, sql := range []string{`SET session_replication_role = replica`, `UPDATE audit_logs SET details = '{}' WHERE id = '` + row + `'`} {
		if _, err := super.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if r := s.run(t.Context(), "audit", "verify", "--seal", folder); r.code != exitFailure || !strings.Contains(r.err, row) || !strings.Contains(r.out, "OLD_DEED was changed since it was sealed.") {
		t.Errorf("changed: exit %d, %s%s", r.code, r.out, r.err)
	}
	if state, err := soc.Seal.State(t.Context(), soc.Admin); err != nil || !strings.Contains(state.Broken, row) {
		t.Errorf("%+v, %v", state, err)
	}
	if out := s.ok(t, "audit", "key", "--seal", folder, "--new", "--as", soc.Admin.Email); len(strings.Fields(out)) != 2 {
		t.Errorf("the keys are %s", out)
	}
	if out := s.ok(t, "audit", "go-on", "--seal", folder, "--reason", "the row was mended", "--as", soc.Admin.Email); !strings.HasPrefix(out, "The seal goes on: ") {
		t.Errorf("it said %s", out)
	}
}

// TestALostKeyOfTheSeal: an admin begins anew, which every verification and proof says from
// then on; the lost key proves what it signed.
func TestALostKeyOfTheSeal(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	const row = "00000000-0000-0000-0000-000000000015"
	soc.Exec(t, `INSERT INTO audit_logs (id, action) VALUES ($1, 'OLD_DEED')`, row)
	dir := t.TempDir()
	folder, noted, proof := filepath.Join(dir, "seal"), filepath.Join(dir, "society.pub"), filepath.Join(dir, "row.proof")
	sealAll := func() {
		t.Helper()
		f, err := seal.OpenFolder(folder)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, _, err := soc.Seal.Sealer(f, slog.New(slog.DiscardHandler)).All(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sealAll()
	s := on(soc.DB)
	old := strings.TrimSpace(s.ok(t, "audit", "key", "--seal", folder))
	if err := os.WriteFile(noted, []byte(old+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lose := []string{"audit", "key", "--seal", folder, "--new", "--lost", "--key", noted, "--reason", "the disk failed"}
	s.refuses(t, exitFailure, []string{"it signs over a new one"}, append(lose, "--as", soc.Admin.Email)...)
	s.refuses(t, exitUsage, []string{"--lost goes with --new"}, "audit", "key", "--lost", "--reason", "x")
	s.refuses(t, exitUsage, []string{"--lost needs --reason"}, "audit", "key", "--new", "--lost")
	s.refuses(t, exitUsage, []string{"--key goes with"}, "audit", "key", "--key", noted)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	s.refuses(t, exitFailure, []string{"Somebody has to answer for this"}, lose...)
	keys := strings.Fields(s.ok(t, append(lose, "--as", soc.Admin.Email)...))
	if len(keys) != 2 || keys[0] != old {
		t.Fatalf("the keys are %s", keys)
	}
	sealAll()
	s.done(t, "audit", "verify", "--seal", folder).says(t, "The key of the seal was lost, and begun anew on", "are signed with "+old, "Nothing was changed")
	s.done(t, "audit", "list", "--action", "SEAL_KEY_LOST").says(t, "SEAL_KEY_LOST")
	s.ok(t, "audit", "verify", "--seal", folder, "--row", row, "--proof", proof)
	s.done(t, "audit", "check-proof", proof, "--key", noted).says(t, "OLD_DEED", "The trail has newer heads, signed with a key that was begun anew")
	s.done(t, "audit", "check-proof", proof, "--key", keys[1]).says(t, "OLD_DEED", "The key of the seal was lost, and begun anew on")
	if out := s.ok(t, "audit", "check-proof", proof, "--key", old+" "+keys[1]); strings.Count(out, "stands in the trail") != 2 {
		t.Errorf("by both keys: %s", out)
	}
}

// TestTheSealOverARestore: a society comes back from a dump without the rows that were
// sealed behind it. That is told until an admin goes on; from then on it verifies, and says
// what was given up.
func TestTheSealOverARestore(t *testing.T) {
	t.Parallel()
	soc, empty := datatest.NewSociety(t), datatest.NewEmpty(t)
	soc.Exec(t, `INSERT INTO audit_logs (action) VALUES ('BEFORE')`)
	folder, err := seal.OpenFolder(filepath.Join(t.TempDir(), "seal"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(folder.Close)
	sealAll := func(of *data.Society) {
		t.Helper()
		if _, _, err := of.Seal.Sealer(folder, slog.New(slog.DiscardHandler)).All(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sealAll(soc.Society)
	dumps := folderFor(t)
	s, restored := on(soc.DB), on(empty)
	s.done(t, "backup", "--folder", dumps)
	soc.Exec(t, `INSERT INTO audit_logs (action) VALUES ('LOST')`)
	sealAll(soc.Society)
	s.done(t, "audit", "verify", "--seal", folder.Dir()).says(t, "Nothing was changed")

	restored.done(t, "restore", "--from", dumps)
	r := restored.run(t.Context(), "audit", "verify", "--seal", folder.Dir())
	if r.code != exitFailure {
		t.Errorf("exit %d", r.code)
	}
	r.says(t, "before the head that was signed on", "restored, or cut off")
	restored.done(t, "audit", "go-on", "--seal", folder.Dir(), "--reason", "restored", "--as", soc.Admin.Email).says(t, "The seal goes on")
	restored.done(t, "audit", "verify", "--seal", folder.Dir()).says(t, "given up, as by a restore", "Nothing was changed")
	restored.done(t, "audit", "list", "--action", "SEAL_CONTINUED").says(t, "SEAL_CONTINUED")
}
