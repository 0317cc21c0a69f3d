package backrest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/localpg"
)

// TestASocietyIsHadAsItWas: a server that is backed up is killed and its folder deleted;
// it comes back with all that was saved, and as it was at a moment and at a point of a
// name. Its own backups begin only where somebody has them begin again.
func TestASocietyIsHadAsItWas(t *testing.T) {
	t.Parallel()
	base := base(t)
	dir, repository := filepath.Join(base, "it's 100% ours"), filepath.Join(base, "backups of $HOME")
	server := start(t, dir)
	folder := open(t, dir, "")
	if _, enabled, err := Enabled(folder); err != nil || enabled {
		t.Fatalf("backed up before anybody asked: %t, %v", enabled, err)
	}
	if got := server.psql(t, "SHOW archive_mode"); got != "off" {
		t.Errorf("a server that nobody backs up hands its log over: archive_mode %s", got)
	}
	p, err := Of(folder)
	must(t, err)
	about := About{Zone: "Asia/Kolkata", Database: dir, Program: "v1"}
	restarts := 0
	enable := func() { must(t, p.Enable(t.Context(), server.Server, repository, about, func() { restarts++ })) }
	server.psql(t, "CREATE TABLE visits (n int)", "INSERT INTO visits VALUES (1)")
	enable()
	enable()
	if restarts != 1 {
		t.Errorf("%d restarts, want 1", restarts)
	}
	if where, enabled, err := Enabled(folder); err != nil || !enabled || where != repository {
		t.Fatalf("enabled %t in %s: %v", enabled, where, err)
	}
	full, err := p.Backup(t.Context(), server.Server, Incr, about, nil)
	must(t, err)
	if full.Kind != Full || full.Damaged || full.Size == 0 || full.Stored == 0 || full.FirstLog == "" || full.LastLog < full.FirstLog || full.To.Before(full.From) {
		t.Errorf("the first backup: %+v", full)
	}
	// A moment within the second in which the first backup ended is in none.
	waitFor(t, "the next second", func() bool {
		return server.psql(t, fmt.Sprintf("SELECT clock_timestamp() >= to_timestamp(%d)", full.To.Unix()+1)) == "t"
	})
	server.psql(t, "INSERT INTO visits VALUES (2)")
	moment := server.psql(t, "SELECT clock_timestamp()")
	server.psql(t, "INSERT INTO visits VALUES (3)")
	percents := 0
	changes, err := p.Backup(t.Context(), server.Server, Incr, about, func(int) { percents++ })
	must(t, err)
	if changes.Kind != Incr || percents == 0 {
		t.Errorf("the second backup: %+v, progress told %d times", changes, percents)
	}
	server.psql(t, "INSERT INTO visits VALUES (4)", "SELECT pg_create_restore_point('here')", "INSERT INTO visits VALUES (5)")
	server.handOver(t)
	server.kill(t)

	at, err := time.Parse("2006-01-02 15:04:05.999999-07", moment)
	must(t, err)
	if about, ok, err := ReadAbout(repository); err != nil || !ok || about.Zone != "Asia/Kolkata" || about.Program != "v1" {
		t.Errorf("the backups say of themselves %+v, %t, %v", about, ok, err)
	}
	for _, c := range []struct {
		name   string
		target Target
		want   string
	}{
		{"all", Target{}, "1,2,3,4,5"},
		{"moment", Target{At: at}, "1,2"},
		{"point", Target{Name: "here"}, "1,2,3,4"},
	} {
		into := filepath.Join(base, c.name)
		folder := open(t, into, repository)
		from, err := From(folder, repository)
		must(t, err)
		if all, err := from.Stored(t.Context()); err != nil || len(all) != 2 {
			t.Errorf("%d backups are stored: %v", len(all), err)
		}
		must(t, from.Restore(t.Context(), c.target, nil))
		s := start(t, into)
		waitFor(t, "the end of the recovery", func() bool { return s.psql(t, "SELECT pg_is_in_recovery()") == "f" })
		if got := s.psql(t, "SELECT string_agg(n::text, ',' ORDER BY n) FROM visits"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := s.psql(t, "SHOW archive_mode"); got != "off" {
			t.Errorf("%s hands its log over to the backups of another: archive_mode %s", c.name, got)
		}
	}
}

// TestWhatCannotBeBackedUp is refused with a sentence that says why, and leaves the
// server as it was.
func TestWhatCannotBeBackedUp(t *testing.T) {
	t.Parallel()
	base := base(t)
	dir, other := filepath.Join(base, "one"), filepath.Join(base, "two")
	server, second := start(t, dir), start(t, other)
	folder := open(t, dir, "")
	p, err := Of(folder)
	must(t, err)
	refused := func(says string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("the error is %v, want one that says %q", err, says)
		}
	}
	file := filepath.Join(base, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	never := func() { t.Error("it was restarted") }
	refused("no folder", p.Enable(t.Context(), server.Server, file, About{}, never))
	refused("does not read", p.Enable(t.Context(), server.Server, "two\nlines", About{}, never))
	if os.Geteuid() == 0 {
		theirs := filepath.Join(base, "theirs")
		must(t, os.Mkdir(theirs, 0o755))
		must(t, os.WriteFile(filepath.Join(theirs, "file"), nil, 0o600))
		refused("another account", p.Enable(t.Context(), server.Server, theirs, About{}, never))
	}
	repository := filepath.Join(base, "backups")
	must(t, p.Enable(t.Context(), server.Server, repository, About{Zone: "UTC"}, func() {}))
	theirs, err := Of(open(t, other, ""))
	must(t, err)
	refused("another database", theirs.Enable(t.Context(), second.Server, repository, About{}, never))
	if got := second.psql(t, "SHOW archive_mode"); got != "off" {
		t.Errorf("it hands its log over all the same: archive_mode %s", got)
	}

	// Cut off in the middle there is no backup, and the next one is whole.
	ctx, cancel := context.WithCancel(t.Context())
	_, err = p.Backup(ctx, server.Server, Full, About{Zone: "UTC"}, func(int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cut off, it ends with %v", err)
	}
	if all, err := p.List(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%d backups are listed, %v: none was made", len(all), err)
	}
	if made, err := p.Backup(t.Context(), server.Server, Full, About{Zone: "UTC"}, nil); err != nil || made.Kind != Full {
		t.Errorf("after it: %+v, %v", made, err)
	}

	// A folder that is no good leaves the backups where they go.
	must(t, theirs.Enable(t.Context(), second.Server, filepath.Join(base, "theirs too"), About{Zone: "UTC"}, func() {}))
	refused("another database", p.Enable(t.Context(), server.Server, filepath.Join(base, "theirs too"), About{}, never))
	if where, enabled, err := Enabled(folder); err != nil || !enabled || where != repository || p.Repository() != repository {
		t.Errorf("backups go to %s or %s, %t, %v", where, p.Repository(), enabled, err)
	}
	refused("make room", p.roomFor(1<<62))
	// The disk of the backups is not mounted.
	must(t, os.Rename(repository, repository+" away"))
	_, err = p.Backup(t.Context(), server.Server, Incr, About{Zone: "UTC"}, nil)
	refused("see whether the folder is there", err)
	must(t, os.Rename(repository+" away", repository))

	var lacks *Missing
	none, err := localpg.OpenFolder(localpg.Options{Dir: dir, Getenv: func(string) string { return "" }}, "")
	must(t, err)
	if _, err := Of(none); !errors.As(err, &lacks) || !strings.Contains(lacks.Error(), "pgbackrest") {
		t.Errorf("without pgBackRest: %v", err)
	}
	if ran, err := folder.Alone("lock.test", func() error {
		ran, err := open(t, dir, "").Alone("lock.test", func() error { return nil })
		if ran || err != nil {
			t.Errorf("two at once: %t, %v", ran, err)
		}
		return nil
	}); !ran || err != nil {
		t.Errorf("alone: %t, %v", ran, err)
	}
}

// server is one of a test's own.
type server struct {
	*localpg.Server
	dir string
}

func start(t *testing.T, dir string) server {
	t.Helper()
	s, err := localpg.Start(t.Context(), localpg.Options{Dir: dir, NoSync: true})
	must(t, err)
	t.Cleanup(func() {
		if _, err := os.Stat(dir); err == nil {
			must(t, s.Stop(context.Background()))
		}
	})
	return server{s, dir}
}

// psql runs statements, one transaction each, and returns what the last one says.
func (s server) psql(t *testing.T, statements ...string) string {
	t.Helper()
	bin, _, err := localpg.Clients(t.Context(), os.Getenv, 0)
	must(t, err)
	args := []string{"-X", "-qAt", "-v", "ON_ERROR_STOP=1"}
	for _, one := range statements {
		args = append(args, "-c", one)
	}
	out, err := exec.Command(filepath.Join(bin, "psql"), append(args, s.URL("postgres", "postgres"))...).CombinedOutput()
	if err != nil {
		t.Fatalf("psql: %v: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// handOver waits until all that was saved is with the backups.
func (s server) handOver(t *testing.T) {
	t.Helper()
	file := s.psql(t, "SELECT pg_walfile_name(pg_switch_wal())")
	waitFor(t, "the log", func() bool {
		return s.psql(t, "SELECT coalesce(last_archived_wal >= '"+file+"', false) FROM pg_stat_archiver") == "t"
	})
}

// kill kills the server as a machine's end would, and takes its folder away.
func (s server) kill(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "postgres", "data", "postmaster.pid"))
	must(t, err)
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	must(t, err)
	must(t, syscall.Kill(pid, syscall.SIGKILL))
	// Its processes end by themselves once it is gone, and write until then.
	waitFor(t, "the end of its folder", func() bool { return os.RemoveAll(s.dir) == nil })
}

// base is a folder for folders that the server's account may enter.
func base(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(localpg.Scratch(), "backrest-*") //nolint:usetesting // the server's account may not enter t.TempDir
	must(t, err)
	must(t, os.Chmod(dir, 0o711))
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}

func open(t *testing.T, dir, like string) *localpg.Folder {
	t.Helper()
	folder, err := localpg.OpenFolder(localpg.Options{Dir: dir}, like)
	must(t, err)
	return folder
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("gave up waiting for %s", what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
