package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/setup"
)

// folderFor is a folder in which a private database's account may work.
func folderFor(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(localpg.Scratch(), "society360-backup-*") //nolint:usetesting // the server's account may not enter t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

// done runs a command that must succeed, whatever it says on stderr.
func (s console) done(t *testing.T, args ...string) result {
	t.Helper()
	r := s.run(t.Context(), args...)
	if r.code != exitOK {
		t.Fatalf("%s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r
}

// says holds what a command wrote against what it has to.
func (r result) says(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.out+r.err, text) {
			t.Errorf("it does not say %q:\n%s%s", text, r.out, r.err)
		}
	}
}

// TestASocietyComesBack: a society is moved from a server of its own to a private one by a
// dump, backed up there, rehearsed, killed and deleted; it comes back as it was at a
// moment and as it was at the end, with the program's own key.
func TestASocietyComesBack(t *testing.T) {
	t.Parallel()
	base := folderFor(t)
	in := func(name string) string { return filepath.Join(base, name) }
	elsewhere := on(datatest.Demo(t))
	key, secret := in("hostkey"), in("passphrase")
	elsewhere.ok(t, "host-key", key)
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secret, "short")
	elsewhere.refuses(t, exitFailure, []string{"too short"}, "backup", "--folder", in("dumps"), "--key", key, "--passphrase-file", secret)
	elsewhere.refuses(t, exitUsage, []string{"go together"}, "backup", "--folder", in("dumps"), "--key", key)
	write(secret, "correct horse battery\n")
	elsewhere.done(t, "backup", "--folder", in("dumps"), "--key", key, "--passphrase-file", secret).says(t, "Dumped: "+in("dumps"))
	elsewhere.refuses(t, exitFailure, []string{"server of its own", "--folder"}, "backup")
	elsewhere.refuses(t, exitFailure, []string{"server of its own"}, "backup", "enable")
	if r := elsewhere.run(t.Context(), "restore", "--from", in("dumps")); r.code != exitFailure || !strings.Contains(r.err, "is not empty") {
		t.Errorf("over a society: %d, %s", r.code, r.err)
	}

	s := console{env: map[string]string{"HOME": base, "PATH": os.Getenv("PATH"), "SOCIETY360_PG_BIN": os.Getenv("SOCIETY360_PG_BIN")}}
	dir := in("society")
	private := func(args ...string) []string { return append(args, "--data-dir", dir) }
	// Moments are the society's, also before there is a society.
	s.refuses(t, exitUsage, []string{"1 Jan 2099 05:30, which is still to come"}, private("restore", "--from", in("dumps"), "--to", "2099-01-01T00:00:00Z")...)
	s.refuses(t, exitFailure, []string{"The oldest dump in " + in("dumps") + " is of "}, private("restore", "--from", in("dumps"), "--to", "1 Jan 2020 10:00")...)
	s.done(t, private("restore", "--from", in("dumps"))...).says(t, "282 accounts, 96 units", "The backup has the program's keys too")
	server, err := localpg.Start(t.Context(), localpg.Options{Dir: dir, Roles: setup.PrivateRoles()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop(context.Background()) }) // it is killed before, where all goes well
	s.refuses(t, exitFailure, []string{"is not backed up yet", "backup enable --data-dir " + dir}, private("backup")...)
	s.done(t, private("backup", "enable", "--folder", in("backups"), "--key", key, "--passphrase-file", secret)...).
		says(t, "Backups go to "+in("backups"), "Restarting", "Backed up: ")
	ticket := func(title string) {
		s.done(t, private("tickets", "add", "--unit", "A-101", "--category", "Lift", "--title", title, "--as", "staff@demo.example")...)
	}
	// A backup serves from the second behind the one in which it ended.
	next := time.Now().Truncate(time.Second).Add(time.Second)
	datatest.WaitUntil(t, func() bool { return !time.Now().Before(next) })
	ticket("Before it")
	moment := time.Now()
	ticket("After it")
	for _, job := range []string{"backup", "backup-changes"} {
		s.done(t, private("schedule", "run", job)...).says(t, job+": nothing to do") // enable made one just now
	}
	s.done(t, private("backup")...).says(t, "Backed up: ")
	s.done(t, private("restore", "--rehearse")...).says(t, "Rehearsed: ", "282 accounts")
	if _, err := os.Stat(filepath.Join(dir, "rehearsal")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the rehearsal is still there: %v", err)
	}
	var kinds []string
	for line := range strings.Lines(s.done(t, private("backup", "list", "--json")...).out) {
		var row struct {
			Kind      string `json:"kind"`
			Checksums string `json:"checksums"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Checksums != "right" {
			t.Errorf("%s: %v", line, err)
		}
		kinds = append(kinds, row.Kind)
	}
	if strings.Join(kinds, " ") != "full incr" {
		t.Errorf("the backups are %v", kinds)
	}
	trail := s.done(t, private("audit", "list", "--limit", "20", "--json")...).out
	for _, action := range []string{"BACKUPS_ENABLED", "BACKUP_MADE", "RESTORE_REHEARSED", "SOCIETY_RESTORED"} {
		if !strings.Contains(trail, action) {
			t.Errorf("the trail has no %s", action)
		}
	}

	loseSociety(t, dir)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	end := time.Now() // nothing was saved between the last change and it
	restore := func(into string, more ...string) result {
		return s.run(t.Context(), append([]string{"restore", "--from", in("backups"), "--into", in(into)}, more...)...)
	}
	for _, c := range []struct{ to, says string }{
		{moment.AddDate(-1, 0, 0).Format(time.RFC3339), "oldest backup"},
		{moment.AddDate(1, 0, 0).Format(time.RFC3339), "still to come"},
		{"yesterday", "at what time?"},
		{"soon", "--to"},
	} {
		if r := restore("nothing", "--to", c.to); r.code == exitOK || !strings.Contains(r.err, c.says) {
			t.Errorf("--to %s: %d, %s", c.to, r.code, r.err)
		}
	}
	left, err := filepath.Glob(in("nothing*"))
	if err != nil || len(left) > 0 {
		t.Errorf("a restore that was refused leaves %v", left)
	}
	titles := func(into string) string {
		return s.done(t, "tickets", "--all", "--csv", "--data-dir", in(into)).out
	}
	r := restore("moment", "--to", moment.Format(time.RFC3339Nano), "--passphrase-file", secret)
	r.says(t, "Restored into "+in("moment"), "282 accounts, 96 units", "The program's keys are where they were: "+key)
	if text, err := os.ReadFile(key); err != nil || !strings.Contains(string(text), "PRIVATE KEY") {
		t.Errorf("the host key is not back: %v", err)
	}
	if all := titles("moment"); !strings.Contains(all, "Before it") || strings.Contains(all, "After it") {
		t.Errorf("as it was at the moment: %s", all)
	}
	if r := restore("moment"); r.code != exitFailure || !strings.Contains(r.err, "is not empty") {
		t.Errorf("over a restored one: %d, %s", r.code, r.err)
	}
	// Into a folder that is there: an account may have been given one where it can make none.
	if err := os.Mkdir(in("end"), 0o711); err != nil {
		t.Fatal(err)
	}
	restore("end", "--to", end.Format(time.RFC3339Nano)).says(t, "Restored into "+in("end"), "The last change in it was saved on")
	if all := titles("end"); !strings.Contains(all, "After it") {
		t.Errorf("as it was at the end: %s", all)
	}
	if left, err := filepath.Glob(in("end/.p*")); err != nil || len(left) > 0 {
		t.Errorf("a restore that is done leaves %v", left)
	}
	s.done(t, "backup", "enable", "--folder", in("backups"), "--data-dir", in("end")).says(t, "Backed up: ")
}

// TestAnOlderDatabaseIsBackedUp: with the new program, before it brings the database along.
func TestAnOlderDatabaseIsBackedUp(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.MigrateTo(t, db, 249)
	datatest.Exec(t, db.Owner, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.timezone', 'Asia/Kathmandu', 'general')`)
	s, folder := on(db), filepath.Join(t.TempDir(), "dumps")
	s.refuses(t, exitFailure, []string{"is older than this program", "migrate up"}, "user", "list")
	s.done(t, "backup", "--folder", folder).says(t, "Dumped: "+folder, "its trail does not tell of this backup")
	dumps, err := backup.Open(folder)
	if err != nil || dumps.Zone() != "Asia/Kathmandu" {
		t.Errorf("the dump is of the zone %q, %v", dumps.Zone(), err)
	}
	if d, err := dumps.Newest(t.Context(), time.Time{}); err != nil || d.Step == 0 || d.Step > 249 {
		t.Errorf("it has the step %d, %v", d.Step, err)
	}
	s.ok(t, "migrate", "up")
}

// loseSociety kills a private database that runs in the middle of its work and deletes its folder.
func loseSociety(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		t.Fatal(err)
	}
	// Its processes end by themselves once it is gone, and write until then.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for os.RemoveAll(dir) != nil {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatal("the folder cannot be removed")
		}
	}
}
