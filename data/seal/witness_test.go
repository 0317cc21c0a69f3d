package seal_test

import (
	"bytes"
	"context"
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

// kept are the heads of a folder as another society gives them back, and which that is.
func kept(t *testing.T, there *datatest.Society, f *seal.Folder) []byte {
	t.Helper()
	heads, err := os.ReadFile(fileOf(t, f))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // an answer was lost
		if _, err := there.Seal.Witness(t.Context(), there.Guard, heads); err != nil {
			t.Fatal(err)
		}
	}
	id := datatest.Scan[uuid.UUID](t, there.Owner, `SELECT (details #>> '{after,society}')::uuid FROM audit_logs WHERE action = 'SEAL_HEADS_KEPT' LIMIT 1`)
	var back bytes.Buffer
	if err := there.Seal.Kept(t.Context(), there.Admin, id, &back); err != nil {
		t.Fatal(err)
	}
	if back.String() != string(heads) {
		t.Errorf("of\n%s\nthere came back\n%s", heads, back.String())
	}
	return back.Bytes()
}

// TestHeadsKeptElsewhereTellOfARewrittenTrail: the database with its rows and its record,
// the heads and the key were made anew, so that they agree with each other. They do not
// with the heads that another society has.
func TestHeadsKeptElsewhereTellOfARewrittenTrail(t *testing.T) {
	t.Parallel()
	s, there := trailOf(t), datatest.NewSociety(t)
	f := sealed(t, s, t.TempDir())
	for range 2 {
		s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('MORE')`)
		sealAll(t, s, f)
	}
	elsewhere := kept(t, there, f)
	if v := verify(t, s, seal.Check{Folder: f, Kept: elsewhere}); !v.Sound() || !v.Outside {
		t.Fatalf("untouched: %+v", v)
	}
	tamper(t, s, `UPDATE audit_logs SET details = '{"n": 0}' WHERE action = 'DID_15'`)
	tamper(t, s, `DELETE FROM society360_seals`)
	tamper(t, s, `DELETE FROM society360_seal_state`)
	forged := sealed(t, s, t.TempDir())
	if v := verify(t, s, seal.Check{Folder: forged}); !v.Sound() {
		t.Fatalf("the forgery does not agree with itself: %+v", v)
	}
	for name, check := range map[string]seal.Check{
		"the key they name":      {Folder: forged, Kept: elsewhere},
		"the key that was noted": {Folder: forged, Kept: elsewhere, Keys: keysOf(t, f.Keys()...)},
		"no folder":              {Kept: elsewhere},
	} {
		if v := verify(t, s, check); v.Count[seal.Record] == 0 || !strings.Contains(firstOf(v, seal.Record), "record of the seal was changed from row 1") {
			t.Errorf("%s: %+v", name, v)
		}
	}
	// They are shipped as well.
	more, err := os.ReadFile(fileOf(t, forged))
	if err != nil {
		t.Fatal(err)
	}
	if v := verify(t, s, seal.Check{Folder: forged, Kept: append(elsewhere, more...)}); v.Count[seal.Forged] == 0 {
		t.Errorf("heads by another key: %+v", v)
	}
}

// TestASecondHistoryIsTold: with the stolen key, over other rows.
func TestASecondHistoryIsTold(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	one, other := t.TempDir(), t.TempDir()
	f := sealed(t, s, one)
	copyKeys(t, one, other)
	was, err := os.ReadFile(fileOf(t, f))
	if err != nil {
		t.Fatal(err)
	}
	tamper(t, s, `UPDATE audit_logs SET details = '{"n": 0}' WHERE action = 'DID_15'`)
	tamper(t, s, `DELETE FROM society360_seals`)
	tamper(t, s, `DELETE FROM society360_seal_state`)
	forged := sealed(t, s, other)
	if v := verify(t, s, seal.Check{Folder: forged}); !v.Sound() {
		t.Fatalf("the forgery does not agree with itself: %+v", v)
	}
	more, err := os.ReadFile(fileOf(t, forged))
	if err != nil {
		t.Fatal(err)
	}
	if v := verify(t, s, seal.Check{Folder: forged, Kept: append(was, more...)}); v.Count[seal.Forged] == 0 || v.Count[seal.Record] == 0 {
		t.Errorf("%+v", v)
	}
}

// TestWhoMayKeepHeads: accounts with a box of files; what is none is refused, and read back
// by admins alone.
func TestWhoMayKeepHeads(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	heads, err := os.ReadFile(fileOf(t, f))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "x", string(heads[:len(heads)-1]), string(heads) + "x\n"} {
		_, err := s.Seal.Witness(t.Context(), s.Admin, []byte(bad))
		datatest.Kind(t, err, fault.Invalid)
	}
	_, err = s.Seal.Witness(t.Context(), role.Program(), heads)
	datatest.Kind(t, err, fault.Forbidden)
	datatest.Kind(t, s.Seal.Kept(t.Context(), s.Staff, uuid.New(), new(bytes.Buffer)), fault.Forbidden)
	datatest.Kind(t, s.Seal.Kept(t.Context(), s.Admin, uuid.New(), new(bytes.Buffer)), fault.NotFound)
}

// TestAPlaceThatHangsHoldsNothingUp: rows are sealed, and the file has the heads, while a
// command takes none; it is told where it fails.
func TestAPlaceThatHangsHoldsNothingUp(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	file, hangs := filepath.Join(t.TempDir(), "heads"), filepath.Join(t.TempDir(), "hangs")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	_, log := datatest.ListenFor("")
	go func() {
		defer close(done)
		s.Seal.Sealer(f, log).Serve(ctx, seal.Places{File: file, Command: "touch " + hangs + "; sleep 600"}, func(ctx context.Context, work func(context.Context) error) (bool, error) {
			return true, work(ctx)
		})
	}()
	exists := func(path string) func() bool {
		return func() bool { _, err := os.Stat(path); return err == nil }
	}
	datatest.WaitUntil(t, exists(hangs))
	datatest.WaitUntil(t, exists(file))
	rows := s.Count(t, `(SELECT unnest(ids) FROM society360_seals) l`)
	s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWER')`)
	sealAll(t, s, f) // the folder is free
	if got := s.Count(t, `(SELECT unnest(ids) FROM society360_seals) l`); got != rows+1 {
		t.Errorf("%d rows were sealed", got-rows)
	}
	cancel()
	<-done
}
