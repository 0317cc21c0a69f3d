package seal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
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

// sealed seals all that waits and returns the folder.
func sealed(t *testing.T, s *datatest.Society, dir string) *seal.Folder {
	t.Helper()
	f, err := seal.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	sealAll(t, s, f)
	return f
}

func sealAll(t *testing.T, s *datatest.Society, f *seal.Folder) {
	t.Helper()
	_, log := datatest.ListenFor("")
	for z := s.Seal.Sealer(f, log); ; {
		done, err := z.Pass(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !done.More && done.Rows == 0 {
			return
		}
	}
}

// trailOf has rows of several kinds, some archived: ten of the desk and of other programs.
func trailOf(t *testing.T) *datatest.Society {
	t.Helper()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO audit_logs (id, action, user_id, resource_type, details, ip_address, user_agent, created_at)
		SELECT ('00000000-0000-0000-0000-0000000000' || lpad(n::text, 2, '0'))::uuid, 'DID_' || n, $1, 'users', jsonb_build_object('n', n), '10.0.0.1', 'cli', '2020-01-01'::timestamptz + n * interval '1 day'
		FROM generate_series(10, 19) n`, s.Admin.UserID)
	s.Exec(t, `INSERT INTO audit_logs (id, action, created_at) VALUES ('00000000-0000-0000-0000-000000000020', 'TIMELESS', NULL), ('00000000-0000-0000-0000-000000000021', 'ENDLESS', 'infinity')`)
	return s
}

func nth(n int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("00000000-0000-0000-0000-0000000000%02d", n))
}

// archived moves rows to the archive as its function does.
func archived(t *testing.T, s *datatest.Society, where string) {
	t.Helper()
	if _, err := s.Owner.Exec(t.Context(), `INSERT INTO archive.audit_logs (id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at, database_role)
		SELECT id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at, database_role FROM audit_logs WHERE `+where); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `DELETE FROM audit_logs WHERE `+where)
}

// tamper does a statement as a superuser whose triggers are off.
func tamper(t *testing.T, s *datatest.Society, sql string, args ...any) {
	t.Helper()
	conn := s.Conn(t, "postgres")
	if _, err := conn.Exec(t.Context(), `SET session_replication_role = replica`); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, s *datatest.Society, check seal.Check) seal.Verdict {
	t.Helper()
	v, err := s.Seal.Verify(t.Context(), s.Admin, check)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// firstOf is the first finding of a kind, in words.
func firstOf(v seal.Verdict, kind seal.Wrong) string {
	for _, f := range v.First {
		if f.Wrong == kind {
			return f.String()
		}
	}
	return ""
}

// TestWhatWasSealedIsFoundChanged: by a superuser with the triggers off, live and archived,
// also where the database's record of the seal was changed to match.
func TestWhatWasSealedIsFoundChanged(t *testing.T) {
	t.Parallel()
	const forge = `UPDATE society360_seals SET hashes = overlay(hashes PLACING sha256('x') FROM 1 + 32 * (array_position(ids, '%[1]s'::uuid) - 1)) WHERE '%[1]s' = ANY (ids)`
	for _, c := range []struct {
		name, does string
		kind       seal.Wrong
		says       []string
	}{
		{"nothing", `SELECT 1`, "", nil},
		{"change", `UPDATE audit_logs SET details = '{"n": 0}' WHERE action IN ('DID_15', 'DID_17')`, seal.Changed, []string{"0015", "DID_15", "16 Jan 2020", "changed"}},
		{"change in the archive", `UPDATE archive.audit_logs SET action = 'OTHER' WHERE action = 'DID_11'`, seal.Changed, []string{"0011", "OTHER", "in the archive"}},
		{"time", `UPDATE audit_logs SET created_at = created_at + interval '1 microsecond' WHERE action = 'DID_15'`, seal.Changed, []string{"0015"}},
		{"time in the archive", `UPDATE archive.audit_logs SET created_at = created_at + interval '1 microsecond' WHERE action = 'DID_11'`, seal.Changed, []string{"0011"}},
		{"who", `UPDATE audit_logs SET user_id = NULL WHERE action = 'DID_15'`, seal.Changed, []string{"0015"}},
		{"remove", `DELETE FROM audit_logs WHERE action IN ('DID_16', 'DID_18')`, seal.Removed, []string{"0016", "17 Jan 2020", "removed"}},
		{"remove in the archive", `DELETE FROM archive.audit_logs WHERE action = 'DID_12'`, seal.Removed, []string{"0012", "removed"}},
		{"insert", `INSERT INTO audit_logs (id, action, created_at) VALUES ('00000000-0000-0000-0000-000000000099', 'NEVER', '2020-01-15 12:00Z'), ('00000000-0000-0000-0000-000000000098', 'NEVER_LATER', '2020-01-16 12:00Z')`, seal.Inserted, []string{"0099", "NEVER", "15 Jan 2020"}},
		{"insert in the archive", `INSERT INTO archive.audit_logs (id, action, created_at) VALUES ('00000000-0000-0000-0000-000000000099', 'NEVER', '2020-01-15 12:00Z')`, seal.Inserted, []string{"0099", "in the archive"}},
		{"insert in the archive from days to come", `INSERT INTO archive.audit_logs (id, action, created_at) VALUES ('00000000-0000-0000-0000-000000000099', 'NEVER', now() + interval '1 year')`, seal.Inserted, []string{"0099", "in the archive"}},
		{"insert in the archive for ever", `INSERT INTO archive.audit_logs (id, action, created_at) VALUES ('00000000-0000-0000-0000-000000000099', 'NEVER', 'infinity')`, seal.Inserted, []string{"0099", "in the archive"}},
		{"a copy in the archive", `INSERT INTO archive.audit_logs (id, action, created_at) VALUES ('00000000-0000-0000-0000-000000000016', 'NEVER', '2020-01-15 12:00Z')`, seal.Inserted, []string{"0016", "in the archive", "beside another of the same ID"}},
		{"a copy of what is archived", `INSERT INTO archive.audit_logs (id, action, created_at) VALUES ('00000000-0000-0000-0000-000000000012', 'NEVER', '2019-01-15 12:00Z')`, seal.Inserted, []string{"0012", "in the archive", "beside another of the same ID"}},
		{"truncate the archive", `TRUNCATE archive.audit_logs`, seal.Removed, []string{"0011", "removed"}},
		{"swap", `UPDATE audit_logs a SET details = b.details, action = b.action FROM audit_logs b WHERE a.action IN ('DID_15', 'DID_16') AND b.action IN ('DID_15', 'DID_16') AND a.id <> b.id`, seal.Changed, []string{"0015", "DID_16"}},
		{"change with its hash", `UPDATE audit_logs SET details = '{"n": 0}' WHERE action = 'DID_15'; ` + fmt.Sprintf(forge, nth(15)), seal.Changed, []string{"0015"}},
		{"hash", fmt.Sprintf(forge, nth(16)), seal.Record, []string{"0016", "record of the seal"}},
		{"head", `UPDATE society360_seals SET head = 'x'`, "", nil},
		{"the record", `DELETE FROM society360_seals WHERE first = 0`, seal.Record, []string{"row 1"}},
		{"the newest of the record", `DELETE FROM society360_seals WHERE first = (SELECT max(first) FROM society360_seals)`, seal.Ended, []string{"before the head"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := trailOf(t)
			dir := t.TempDir()
			f := sealed(t, s, dir)
			s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWER')`)
			sealAll(t, s, f)
			archived(t, s, `action IN ('DID_11', 'DID_12')`)
			check := seal.Check{Folder: f}
			if v := verify(t, s, check); !v.Sound() || !v.Outside || v.Rows != v.Sealed || int(v.Sealed) != s.Count(t, `audit_logs`)+2 || v.Waiting != 0 {
				t.Fatalf("untouched, %+v", v)
			}
			tamper(t, s, c.does)
			v := verify(t, s, check)
			said := firstOf(v, c.kind)
			for _, part := range c.says {
				if !strings.Contains(said, part) {
					t.Errorf("%q has no %q (%+v)", said, part, v.First)
				}
			}
			if v.Sound() != (c.says == nil) || v.Count[c.kind] == 0 && c.says != nil || len(v.Count)-v.Count[seal.Record] > 1 {
				t.Errorf("found %v", v.First)
			}
		})
	}
}

// TestTheDatabasesNoteOfTheSealHidesNothing: how far sealing has come stands in the signed
// heads too. Whoever sets the database's own note back has neither rows sealed that were put
// in, nor them taken for such as wait.
func TestTheDatabasesNoteOfTheSealHidesNothing(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"the stage":            `UPDATE society360_seal_state SET stage = 'rest', walked_at = NULL, walked_id = NULL`,
		"all of it anew":       `UPDATE society360_seal_state SET stage = 'live', begun_at = now(), horizon = now(), walked_at = NULL, walked_id = NULL`,
		"the horizon":          `UPDATE society360_seal_state SET horizon = '2000-01-01'`,
		"the horizon, and all": `UPDATE society360_seal_state SET stage = 'live', begun_at = '2000-01-01', horizon = '2000-01-01'`,
		"the note is gone":     `DELETE FROM society360_seal_state`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := trailOf(t)
			dir := t.TempDir()
			f := sealed(t, s, dir)
			s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWER')`)
			sealAll(t, s, f)
			tamper(t, s, `INSERT INTO audit_logs (id, action, created_at) VALUES ($1, 'NEVER', '2020-01-15 12:00Z')`, nth(99))
			tamper(t, s, sql)
			if v := verify(t, s, seal.Check{Folder: f}); !strings.Contains(firstOf(v, seal.Inserted), "NEVER") {
				t.Errorf("before the sealer came: %+v", v)
			}
			sealAll(t, s, f)
			s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWEST')`)
			sealAll(t, s, sealed(t, s, dir))
			v := verify(t, s, seal.Check{Folder: f})
			if !strings.Contains(firstOf(v, seal.Inserted), "NEVER") || v.Count[seal.Inserted] != 1 || len(v.Count) != 1 || v.Waiting != 0 {
				t.Errorf("%+v", v)
			}
		})
	}
}

// TestARowThatCameLaterThanItSaysIsTold: as a program with its triggers on may write it.
func TestARowThatCameLaterThanItSaysIsTold(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	if v := verify(t, s, seal.Check{Folder: f}); v.Dated != 0 {
		t.Errorf("of those from before %d: %v", v.Dated, v.FirstDated)
	}
	s.Exec(t, `INSERT INTO audit_logs (id, action, created_at) VALUES ($1, 'BACKDATED', '2020-01-15 12:00Z')`, nth(99))
	sealAll(t, s, f)
	if v := verify(t, s, seal.Check{Folder: f}); !v.Sound() || v.Dated != 1 || !strings.Contains(v.FirstDated.String(), "BACKDATED") {
		t.Errorf("%+v", v)
	}
}

// TestARowStaysAsItWasSealed: when it is archived, and when who did it is deleted.
func TestARowStaysAsItWasSealed(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	s.Exec(t, `INSERT INTO users (id, full_name, email, password_hash, role_id) SELECT $1, 'Gone', 'gone@x.example', 'x', id FROM roles WHERE name = 'staff'`, nth(50))
	s.Exec(t, `INSERT INTO audit_logs (id, action, user_id, created_at) VALUES ($1, 'BY_GONE', $1, '2020-02-01')`, nth(50))
	f := sealed(t, s, t.TempDir())
	s.Exec(t, `DELETE FROM users WHERE id = $1`, nth(50))
	archived(t, s, `action IN ('DID_11', 'BY_GONE')`)
	if v := verify(t, s, seal.Check{Folder: f}); !v.Sound() {
		t.Error(v.First)
	}
	p, err := s.Seal.Prove(t.Context(), s.Admin, f, nth(50))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.KeysOf(f.Keys()...)
	if err != nil {
		t.Fatal(err)
	}
	if proved, err := p.Check(keys); err != nil || proved.Row.UserID == nil || *proved.Row.UserID != nth(50) || proved.Heads[0].Size == 0 {
		t.Errorf("%+v, %v", proved, err)
	}
}

// TestAProofIsOfOneRow: whatever is changed in it, or in the key, it proves nothing.
func TestAProofIsOfOneRow(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	p, err := s.Seal.Prove(t.Context(), s.Admin, f, nth(15))
	if err != nil {
		t.Fatal(err)
	}
	content, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	read, err := seal.ReadProof(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	check := func(p seal.Proof) error {
		keys, err := seal.KeysOf(f.Keys()...)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Check(keys)
		return err
	}
	if err := check(read); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*seal.Proof){
		"row":  func(p *seal.Proof) { p.Record = strings.Replace(p.Record, "DID_15", "DID_16", 1) },
		"leaf": func(p *seal.Proof) { p.Leaf++ },
		"hash": func(p *seal.Proof) { p.Hashes = p.Hashes[1:] },
		"head": func(p *seal.Proof) { p.Head = strings.Replace(p.Head, "\nat 2", "\nat 1", 1) },
	} {
		changed := read
		change(&changed)
		t.Run(name, func(t *testing.T) { datatest.WantError(t, check(changed), fault.Invalid, "") })
	}
	_, err = read.Check(new(seal.Keys))
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Seal.Prove(t.Context(), s.Admin, f, uuid.New())
	datatest.Kind(t, err, fault.NotFound)
}

// TestTwoServersSealARowOnce: each with a folder of its own and the one key.
func TestTwoServersSealARowOnce(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	one, other := t.TempDir(), t.TempDir()
	first := sealed(t, s, one)
	copyKeys(t, one, other)
	second := sealed(t, s, other)
	for n := range 6 {
		s.Exec(t, `INSERT INTO audit_logs (action, created_at) VALUES ($1, now() - interval '1 year')`, fmt.Sprint("MORE_", n))
		sealAll(t, s, []*seal.Folder{first, second}[n%2])
	}
	sealAll(t, s, first)
	rows := s.Count(t, `audit_logs`)
	if leaves := s.Count(t, `(SELECT DISTINCT unnest(ids) FROM society360_seals) l`); leaves != rows {
		t.Errorf("%d of %d rows are sealed", leaves, rows)
	}
	for _, f := range []*seal.Folder{first, second} {
		if v := verify(t, s, seal.Check{Folder: f}); !v.Sound() || int(v.Sealed) != rows {
			t.Errorf("%+v", v)
		}
	}
	if !same(one, other, "heads") || !same(one, other, "leaves") {
		t.Error("the servers keep different heads or leaves")
	}
}

// copyKeys gives a folder the keys of another.
func copyKeys(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range []string{"key", "keys"} {
		content, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// same reports whether two folders have the same file.
func same(one, other, name string) bool {
	a, _ := os.ReadFile(filepath.Join(one, name))
	b, _ := os.ReadFile(filepath.Join(other, name))
	return len(a) > 0 && bytes.Equal(a, b)
}

// serve has a sealer serve until stop is called, which has its turn or never gets it.
func serve(t *testing.T, s *datatest.Society, f *seal.Folder, turn bool) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	_, log := datatest.ListenFor("")
	go func() {
		defer close(done)
		s.Seal.Sealer(f, log).Serve(ctx, seal.Places{}, func(ctx context.Context, work func(context.Context) error) (bool, error) {
			if turn {
				return true, work(ctx)
			}
			return false, nil
		})
	}()
	return func() { cancel(); <-done }
}

// TestOneOfSeveralSeals: the others take into their folders what it sealed, and seal by
// themselves where it is late.
func TestOneOfSeveralSeals(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	one, other := t.TempDir(), t.TempDir()
	first := sealed(t, s, one)
	copyKeys(t, one, other)
	second, err := seal.OpenFolder(other)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Close)
	sealedRows := func() int { return s.Count(t, `(SELECT unnest(ids) FROM society360_seals) l`) }
	rows := sealedRows()
	s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWER')`)
	stop := serve(t, s, second, false)
	datatest.WaitUntil(t, func() bool { return same(one, other, "heads") && same(one, other, "leaves") })
	stop()
	if got := sealedRows(); got != rows {
		t.Errorf("whose turn it is not sealed %d rows", got-rows)
	}
	tamper(t, s, `UPDATE society360_seals SET sealed_at = sealed_at - interval '1 hour'`)
	stop = serve(t, s, second, false)
	datatest.WaitUntil(t, func() bool { return sealedRows() == rows+1 })
	stop()
	s.Exec(t, `INSERT INTO audit_logs (action) VALUES ('NEWEST')`)
	stop = serve(t, s, first, true)
	datatest.WaitUntil(t, func() bool { return sealedRows() == rows+2 })
	stop()
	if v := verify(t, s, seal.Check{Folder: first}); !v.Sound() || v.Waiting != 0 {
		t.Errorf("%+v", v)
	}
}

// TestTheDeskForgesNoSeal: whoever holds the desk's role has no key.
func TestTheDeskForgesNoSeal(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	desk := s.As(t, "society360_desk")
	for _, sql := range []string{`UPDATE society360_seals SET head = head`, `DELETE FROM society360_seals`, `TRUNCATE society360_seals`, `INSERT INTO society360_seal_waiting VALUES (gen_random_uuid())`} {
		if _, err := desk.Exec(t.Context(), sql); datatest.SQLState(err) != "42501" {
			t.Errorf("%s: %v", sql, err)
		}
	}
	datatest.Exec(t, desk, `INSERT INTO society360_seals (first, leaves, ids, times, users, hashes, head)
		SELECT max(first + leaves), 1, ARRAY[gen_random_uuid()], ARRAY[now()], ARRAY[NULL::uuid], sha256('x'), (array_agg(head))[1] FROM society360_seals`)
	_, log := datatest.ListenFor("")
	if _, err := s.Seal.Sealer(f, log).Pass(t.Context()); err == nil || !strings.Contains(err.Error(), "no key") {
		t.Errorf("a forged head: %v", err)
	}
	if v := verify(t, s, seal.Check{Folder: f}); v.Count[seal.Record] != 1 {
		t.Errorf("%+v", v)
	}
}

// TestOnlyAdminsVerify: and the program.
func TestOnlyAdminsVerify(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	f := sealed(t, s, t.TempDir())
	for _, actor := range []role.Actor{s.Guard, s.Staff} {
		_, err := s.Seal.Verify(t.Context(), actor, seal.Check{Folder: f})
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Seal.Prove(t.Context(), actor, f, nth(15))
		datatest.Kind(t, err, fault.Forbidden)
	}
	if v, err := s.Seal.Verify(t.Context(), role.Program(), seal.Check{}); err != nil || !v.Sound() || v.Outside {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestWhereNobodySealsNothingWaits: what other programs' rows leave to be sealed is
// forgotten until somebody seals, who then meets the rows all the same.
func TestWhereNobodySealsNothingWaits(t *testing.T) {
	t.Parallel()
	s := trailOf(t)
	waiting := s.Count(t, `society360_seal_waiting`)
	if n, err := s.Seal.Forget(t.Context()); err != nil || n != waiting || n < 12 || s.Count(t, `society360_seal_waiting`) != 0 {
		t.Fatalf("of %d it forgot %d, %v", waiting, n, err)
	}
	f := sealed(t, s, t.TempDir())
	if v, err := s.Seal.Verify(t.Context(), s.Admin, seal.Check{Folder: f}); err != nil || !v.Sound() || v.Waiting > 0 || int(v.Rows) != s.Count(t, `audit_logs`) {
		t.Errorf("%+v, %v", v, err)
	}
	s.Exec(t, `INSERT INTO audit_logs (id, action) VALUES (gen_random_uuid(), 'OTHER')`)
	if n, err := s.Seal.Forget(t.Context()); err != nil || n != 0 || s.Count(t, `society360_seal_waiting`) != 1 {
		t.Errorf("where somebody seals it forgot %d, %v", n, err)
	}
}
