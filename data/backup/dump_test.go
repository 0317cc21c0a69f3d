package backup_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
)

// clients are the client programs of this machine.
func clients(t *testing.T) backup.Clients {
	t.Helper()
	dir, major, err := localpg.Clients(t.Context(), os.Getenv, 0)
	must(t, err)
	return backup.Clients{Dir: dir, Major: major}
}

// dump dumps a society, with a table of another program's that rows of ours refer to.
func dump(t *testing.T, db *datatest.DB, folder string) backup.Dumped {
	t.Helper()
	datatest.Exec(t, db.Owner, `CREATE TABLE IF NOT EXISTS "It's 100% odd" (id serial PRIMARY KEY, user_id uuid REFERENCES users, note text GENERATED ALWAYS AS ('x') STORED)`)
	datatest.Exec(t, db.Owner, `INSERT INTO "It's 100% odd" (user_id) SELECT id FROM users LIMIT 3`)
	d, err := backup.Dump(t.Context(), db.Config, clients(t), backup.Making{Folder: folder, Program: "v1", Zone: "Asia/Kolkata"})
	must(t, err)
	return d
}

// newest is the newest dump in a folder, of at most a moment.
func newest(t *testing.T, folder string, until time.Time) (backup.Dumped, error) {
	t.Helper()
	all, err := backup.Open(folder)
	must(t, err)
	return all.Newest(t.Context(), until)
}

// TestASocietyIsDumpedAndRestored: what comes back is what was there at that moment, with
// all that holds it together, and desks work with it.
func TestASocietyIsDumpedAndRestored(t *testing.T) {
	t.Parallel()
	from, to, folder := datatest.Demo(t), datatest.NewEmpty(t), t.TempDir()
	d := dump(t, from, folder)
	census, err := backup.Count(t.Context(), from.Config)
	must(t, err)
	if differ := d.Counted.Differ(census, census); len(differ) > 0 || census.Rows("users") == 0 || d.Step != setup.NewestStep() || d.Program != "v1" || d.Zone != "Asia/Kolkata" {
		t.Errorf("the manifest differs in %v: %+v", differ, d.Manifest)
	}
	made, err := newest(t, folder, time.Time{})
	must(t, err)
	must(t, backup.Restore(t.Context(), to.Config, clients(t), made, setup.NewestStep()))
	if _, err := setup.Migrate(t.Context(), to.Config, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	restored, err := backup.Count(t.Context(), to.Config)
	must(t, err)
	if differ := restored.Differ(census, census); len(differ) > 0 {
		t.Errorf("what was restored differs in %v", differ)
	}
	for what, sql := range held() {
		sameLines(t, what, datatest.Scan[string](t, to.Owner, sql), datatest.Scan[string](t, from.Owner, sql))
	}
	society := datatest.OpenStore(t, to)
	must(t, society.Backups.Record(t.Context(), role.Program(), uuid.New(), action.SocietyRestored, backup.Done{Label: d.Label, Kind: backup.KindOf(0)}))
	datatest.Kind(t, backup.Restore(t.Context(), to.Config, clients(t), made, setup.NewestStep()), fault.Refused)
	last, err := society.Backups.Last(t.Context(), role.Program())
	if err != nil || !last.Backup.IsZero() || !last.Rehearsal.IsZero() {
		t.Errorf("last: %+v, %v", last, err)
	}
	must(t, society.Backups.Record(t.Context(), role.Program(), uuid.New(), action.BackupMade, backup.Done{Label: "a"}))
	must(t, society.Backups.Record(t.Context(), role.Program(), uuid.New(), action.RestoreRehearsed, backup.Done{Counted: &restored}))
	if last, err = society.Backups.Last(t.Context(), role.Program()); err != nil || time.Since(last.Backup) > time.Hour || time.Since(last.Rehearsal) > time.Hour {
		t.Errorf("last: %+v, %v", last, err)
	}
}

// sameLines compares lists, line by line.
func sameLines(t *testing.T, what, is, was string) {
	t.Helper()
	// The server writes the same conversion of a constant in two ways.
	alike := strings.NewReplacer("::character varying", "", "::text", "", "[]", "", "(", "", ")", "")
	now, before := strings.Split(alike.Replace(is), "\n"), strings.Split(alike.Replace(was), "\n")
	if was == "" {
		t.Errorf("there are no %s", what)
	}
	for _, line := range now {
		if !slices.Contains(before, line) {
			t.Errorf("of the %s this one is new: %s", what, line)
		}
	}
	for _, line := range before {
		if !slices.Contains(now, line) {
			t.Errorf("of the %s this one is gone: %s", what, line)
		}
	}
}

// held are queries of what holds a database together.
func held() map[string]string {
	list := func(of string) string {
		return `SELECT coalesce(string_agg(x, E'\n' ORDER BY x COLLATE "C"), '') FROM (` + of + `) l(x)`
	}
	const ours = ` JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`
	return map[string]string{
		"triggers":    list(`SELECT c.relname || ' ' || g.tgenabled::text || ' ' || pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid` + ours + ` WHERE NOT g.tgisinternal`),
		"constraints": list(`SELECT c.relname || ' ' || k.conname || ' ' || k.convalidated::text || pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid` + ours),
		"indexes":     list(`SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid` + ours),
		"sequences":   list(`SELECT s.schemaname || s.sequencename || ' ' || coalesce(s.last_value, 0)::text FROM pg_sequences s`),
		"rights":      list(`SELECT c.relname || ' ' || a.privilege_type || ' ' || a.grantee::regrole::text FROM pg_class c` + ours + `, aclexplode(c.relacl) a WHERE a.grantee = to_regrole('society360_desk') AND c.relname <> 'It''s 100% odd'`),
	}
}

// TestASocietyComesBackByPriority: who lives where and what is owed first, with which desks
// work; then the rest beside what they wrote, and no trigger tells of it.
func TestASocietyComesBackByPriority(t *testing.T) {
	t.Parallel()
	from, to := datatest.Demo(t), datatest.NewEmpty(t)
	d := dump(t, from, t.TempDir())
	turn := func(priority int) error {
		return backup.RestorePriority(t.Context(), to.Config, clients(t), d, setup.NewestStep(), priority)
	}
	must(t, turn(backup.Critical))
	if _, err := setup.Migrate(t.Context(), to.Config, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	count := func(db *datatest.DB, of string) int {
		return datatest.Scan[int](t, db.Owner, `SELECT count(*)::int FROM `+of)
	}
	for _, table := range []string{"users", "units", "bills", "payments", "receipts", "write_intents", "user_units"} {
		if is, was := count(to, table), count(from, table); is != was {
			t.Errorf("%s has %d rows at first, and had %d", table, is, was)
		}
	}
	for _, table := range []string{"visitor_logs", "maintenance_tickets", "announcements", "audit_logs", `"It's 100% odd"`} {
		if n := count(to, table); n != 0 {
			t.Errorf("%s has %d rows already", table, n)
		}
	}
	datatest.Kind(t, turn(backup.Important), fault.Refused) // nobody noted that the first was made
	society := datatest.OpenStore(t, to)
	must(t, society.Backups.Record(t.Context(), role.Program(), uuid.New(), action.SocietyRestored, backup.Done{Label: d.Label, Kind: backup.KindOf(backup.Critical)}))
	// A desk works meanwhile: a visitor of a name that was known, and a ticket.
	datatest.Exec(t, to.Owner, `INSERT INTO visitor_logs (unit_id, visitor_name, status, check_in_time) SELECT id, 'Ramesh Kumar', 'checked_in', now() FROM units LIMIT 1`)
	ticket := datatest.Scan[int](t, to.Owner, `INSERT INTO maintenance_tickets (unit_id, requester_id, category, title) SELECT n.id, u.id, 'Lift', 'Stuck' FROM units n, users u LIMIT 1 RETURNING ticket_number::int`)
	if n := count(from, `maintenance_tickets WHERE ticket_number = `+datatest.Scan[string](t, to.Owner, `SELECT max(ticket_number)::text FROM maintenance_tickets`)); n != 0 || ticket == 0 {
		t.Errorf("the ticket has the number %d, which another has", ticket)
	}
	triggers := datatest.Scan[string](t, to.Owner, held()["triggers"])
	listening, err := to.Owner.Acquire(t.Context())
	must(t, err)
	defer listening.Release()
	if _, err := listening.Exec(t.Context(), `LISTEN society360`); err != nil {
		t.Fatal(err)
	}
	must(t, turn(backup.Important))
	must(t, turn(backup.Important)) // a repeat
	for table, more := range map[string]int{"visitor_logs": 1, "maintenance_tickets": 1, "announcements": 0, "system_config": 0, `"It's 100% odd"`: 0} {
		if is, was := count(to, table), count(from, table); is != was+more {
			t.Errorf("%s has %d rows, and had %d", table, is, was)
		}
	}
	if n := count(to, "audit_logs"); n != 1 {
		t.Errorf("%d rows of the trail were written: the restore is one, and brings none of its own", n)
	}
	must(t, turn(backup.Trail))
	if is, was := count(to, "audit_logs"), count(from, "audit_logs"); is != was+1 {
		t.Errorf("the trail has %d rows, and had %d", is, was)
	}
	sameLines(t, "triggers", datatest.Scan[string](t, to.Owner, held()["triggers"]), triggers)
	sameLines(t, "triggers", triggers, datatest.Scan[string](t, from.Owner, held()["triggers"]))
	waiting, cancel := context.WithCancel(t.Context())
	cancel()
	if told, err := listening.Conn().WaitForNotification(waiting); err == nil {
		t.Errorf("a desk was told of what was restored: %s", told.Payload)
	}
	datatest.Kind(t, turn(backup.Critical), fault.Refused)
	datatest.Kind(t, backup.RestorePriority(t.Context(), from.Config, clients(t), d, setup.NewestStep(), backup.Important), fault.Refused)
	datatest.Kind(t, backup.RestorePriority(t.Context(), datatest.NewEmpty(t).Config, clients(t), d, setup.NewestStep()+1, backup.Critical), fault.Refused)
}

// TestADumpThatIsNone: one that is half made or damaged is not restored, nor one of a newer
// program or server; a restore that fails leaves nothing.
func TestADumpThatIsNone(t *testing.T) {
	t.Parallel()
	from, to, folder := datatest.Demo(t), datatest.NewEmpty(t), t.TempDir()
	d := dump(t, from, folder)
	must(t, os.Rename(d.Folder, d.Folder+".partial"))
	if _, err := newest(t, folder, time.Time{}); err == nil {
		t.Error("what is half made is taken for a dump")
	}
	must(t, os.Rename(d.Folder+".partial", d.Folder))
	if _, err := newest(t, folder, d.At.Add(-time.Second)); err == nil {
		t.Error("it is had as it was before the dump")
	}
	if got, err := newest(t, d.Folder, time.Time{}); err != nil || got.Label != d.Label {
		t.Errorf("named by itself: %+v, %v", got.Label, err)
	}
	restore := func(d backup.Dumped, c backup.Clients, newest int64) error {
		return backup.Restore(t.Context(), to.Config, c, d, newest)
	}
	datatest.WantError(t, restore(d, clients(t), d.Step-1), fault.Refused, "newer than this program")
	later := d
	later.Server = 99
	datatest.WantError(t, restore(later, clients(t), d.Step), fault.Refused, "is of PostgreSQL 99")
	later = d
	later.Client = 99
	datatest.WantError(t, restore(later, clients(t), d.Step), fault.Refused, "pg_dump 99")

	// A count that is not the dump's, as after a disk that lies: all of it is taken away.
	later = d
	later.Counted.Tables = map[string]int64{"society.users": d.Counted.Rows("users") + 1}
	datatest.WantError(t, restore(later, clients(t), d.Step), fault.Refused, "society.users has")
	if left := datatest.Scan[string](t, to.Owner, `SELECT coalesce(string_agg(c.oid::regclass::text, ' '), '') FROM pg_class c
			JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`); left != "" {
		t.Errorf("of a restore that failed there are left %s", left)
	}
	must(t, restore(d, clients(t), d.Step)) // so that it can be tried again

	file := filepath.Join(d.Folder, "dump", d.Files[0].Name)
	text, err := os.ReadFile(file)
	must(t, err)
	text[len(text)/2] ^= 1
	must(t, os.WriteFile(file, text, 0o600))
	all, err := backup.Dumps(t.Context(), folder)
	if err != nil || len(all) != 1 || all[0].Damage == nil || !strings.Contains(all[0].Damage.Error(), d.Files[0].Name) {
		t.Errorf("a bit was turned: %+v, %v", all[0].Damage, err)
	}
	if _, err := newest(t, folder, time.Time{}); err == nil {
		t.Error("a damaged dump is restored")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := backup.Dump(ctx, from.Config, clients(t), backup.Making{Folder: folder}); err == nil {
		t.Error("a dump that was cut off is one")
	}
	_, err = backup.Dump(t.Context(), from.Config, backup.Clients{Dir: t.TempDir(), Major: 15}, backup.Making{Folder: folder})
	if err == nil {
		t.Error("without pg_dump there is a dump")
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("what is left: %v, %v", entries, err)
	}
}

// written is a dump without rows of a society in a folder, whose file may be gone.
func written(t *testing.T, folder, society string, at time.Time, damaged bool) string {
	t.Helper()
	m := backup.Manifest{Label: at.Format("20060102-150405"), At: at, Society: society, Zone: "Asia/Kolkata"}
	if damaged {
		m.Files = []backup.File{{Name: "gone"}}
	}
	text, err := json.Marshal(m)
	must(t, err)
	of := filepath.Join(folder, m.Label)
	must(t, os.MkdirAll(filepath.Join(of, "dump"), 0o700))
	must(t, os.WriteFile(filepath.Join(of, "manifest.json"), text, 0o600))
	return of
}

func there(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// TestOldDumpsAreForgotten, but never the last good one, nor the last few, whatever a clock
// says; and no other society's.
func TestOldDumpsAreForgotten(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 2, 0, 0, 0, time.UTC)
	days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	folder := t.TempDir()
	others := written(t, folder, "b", days(90), false)
	old, good := written(t, folder, "a", days(60), false), written(t, folder, "a", days(40), false)
	var damaged []string
	for n := range 7 {
		damaged = append(damaged, written(t, folder, "a", days(38-n), true))
	}
	must(t, os.MkdirAll(filepath.Join(folder, "photographs"), 0o700))
	left, fresh := filepath.Join(folder, days(2).Format("20060102-150405")+".partial"), filepath.Join(folder, now.Format("20060102-150405")+".partial")
	must(t, os.MkdirAll(left, 0o700))
	must(t, os.MkdirAll(fresh, 0o700))
	n, err := backup.Forget(t.Context(), folder, "a", now)
	if err != nil || n != 1 || there(old) || !there(good) || !there(others) || there(left) || !there(fresh) || !there(filepath.Join(folder, "photographs")) {
		t.Errorf("removed %d, %v: old %t, good %t, another's %t, half made %t and %t", n, err, there(old), there(good), there(others), there(left), there(fresh))
	}
	for _, d := range damaged {
		if !there(d) {
			t.Errorf("%s is gone, of the last seven", d)
		}
	}
	recent := written(t, folder, "a", days(1), false)
	if n, err := backup.Forget(t.Context(), folder, "a", now.AddDate(1, 0, 0)); err != nil || n != 2 || there(good) || there(damaged[0]) || !there(damaged[1]) || !there(recent) {
		t.Errorf("a year ahead %d were removed, %v: the good one of long ago is there: %t; the recent one: %t", n, err, there(good), there(recent))
	}
}

// TestAManifestThatWasChanged: by a bit, by being lost, or by belonging to another society,
// is told, and no older dump taken in its place.
func TestAManifestThatWasChanged(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	d := dump(t, datatest.Demo(t), folder)
	before := written(t, folder, "a", d.At.AddDate(0, 0, -1), false)
	manifest := filepath.Join(d.Folder, "manifest.json")
	text, err := os.ReadFile(manifest)
	must(t, err)
	refused := func(says string) {
		t.Helper()
		_, err := newest(t, folder, time.Time{})
		datatest.WantError(t, err, fault.Refused, d.Folder+" is damaged: "+says)
		if all, err := backup.Dumps(t.Context(), folder); err != nil || len(all) != 2 || all[1].Label != d.Label || all[1].Damage == nil {
			t.Errorf("the list has %+v, %v", all, err)
		}
	}
	_, err = backup.Open(folder)
	datatest.WantError(t, err, fault.Refused, "several societies")
	must(t, os.RemoveAll(before))
	written(t, folder, d.Society, d.At.AddDate(0, 0, -1), false)
	for i := range text {
		if i%97 != 0 && i != len(text)-1 {
			continue
		}
		turned := slices.Clone(text)
		turned[i] ^= 1
		must(t, os.WriteFile(manifest, turned, 0o600))
		refused("manifest.json is not as it was written")
	}
	must(t, os.Remove(manifest))
	refused("manifest.json is gone")
	must(t, os.WriteFile(manifest, text, 0o600))
	if got, err := newest(t, folder, time.Time{}); err != nil || got.Label != d.Label {
		t.Errorf("whole again: %s, %v", got.Label, err)
	}
	// One that was made before there was a checksum has none.
	must(t, os.Remove(filepath.Join(d.Folder, "manifest.sha256")))
	if got, err := newest(t, folder, time.Time{}); err != nil || got.Label != d.Label {
		t.Errorf("without its checksum: %s, %v", got.Label, err)
	}
	must(t, os.WriteFile(manifest, text[1:], 0o600))
	refused("manifest.json cannot be read")
	_, err = newest(t, d.Folder, time.Time{})
	datatest.WantError(t, err, fault.Refused, "manifest.json cannot be read")
	all, err := backup.Open(folder)
	must(t, err)
	_, err = all.Newest(t.Context(), d.At.AddDate(-1, 0, 0))
	datatest.WantError(t, err, fault.NotFound, "The oldest dump in")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
