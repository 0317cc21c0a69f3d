package localpg

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestForeignMajorVersionIsRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := run(t, options(dir))
	psql(t, s.URL("postgres", superuser), "create table kept as select 42 as answer")
	stop(t, s)
	data := s.cluster.data
	version, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	must(t, err)
	// One that nobody has: no server of major 1 was ever packaged.
	must(t, os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("1\n"), 0o600))
	before := snapshot(t, data)

	_, err = Start(t.Context(), options(dir))
	wantRefusal(t, err, WrongVersion, data, "PostgreSQL 1 ", strings.TrimSpace(string(version)), "nothing was changed", "install")
	if !maps.Equal(before, snapshot(t, data)) {
		t.Error("the refused data folder was changed")
	}

	must(t, os.WriteFile(filepath.Join(data, "PG_VERSION"), version, 0o600))
	s = run(t, options(dir))
	if got := psql(t, s.URL("postgres", superuser), "select answer from kept"); got != "42" {
		t.Errorf("kept: %s", got)
	}
}

func TestFolderOfSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"no database":      {"letter.txt": "dear all"},
		"a broken version": {"PG_VERSION": "what?\n"},
	} {
		dir := folder(t)
		s := run(t, options(dir))
		stop(t, s)
		data := s.cluster.data
		must(t, os.RemoveAll(data))
		must(t, os.Mkdir(data, 0o700))
		for file, text := range files {
			must(t, os.WriteFile(filepath.Join(data, file), []byte(text), 0o600))
		}
		_, err := Start(t.Context(), options(dir))
		wantRefusal(t, err, BadFolder, data, "nothing was changed")
		left := snapshot(t, data)
		for file, text := range files {
			if left[filepath.Join(data, file)] != text || len(left) != 1 {
				t.Errorf("%s: the folder now holds %v", name, left)
			}
		}
	}
}

func TestNoServerBinaries(t *testing.T) {
	t.Parallel()
	client := programs(t)
	for _, program := range []string{"pg_ctl", "psql", "apt-get"} {
		must(t, os.WriteFile(filepath.Join(client, program), []byte("#!/bin/sh\necho 15\n"), 0o755))
	}
	for name, c := range map[string]struct {
		env   map[string]string
		names []string
	}{
		"nothing at all":          {nil, []string{"install"}},
		"the client programs":     {map[string]string{"PATH": client}, []string{"apt-get install -y postgresql"}},
		"a named folder of those": {map[string]string{"SOCIETY360_PG_BIN": client}, []string{client, "initdb"}},
	} {
		dir := folder(t)
		opts := options(dir)
		opts.Getenv = func(key string) string { return c.env[key] }
		find := newFinder(opts.Getenv)
		find.places = nil
		_, err := start(t.Context(), opts, find)
		t.Log(name)
		wantRefusal(t, err, NoServer, c.names...)
		if entries, err := os.ReadDir(clusterRoot(dir)); err != nil || len(entries) != 0 {
			t.Errorf("%s: it left %v, %v", name, entries, err)
		}
		// The lock must be free again for the start after the installation.
		run(t, options(dir))
	}
}

func TestTooOldServer(t *testing.T) {
	t.Parallel()
	bin := fakeBinaries(t, "13.21")
	opts := options(folder(t))
	opts.Getenv = func(key string) string { return map[string]string{"SOCIETY360_PG_BIN": bin}[key] }
	_, err := Start(t.Context(), opts)
	wantRefusal(t, err, NoServer, "13", "14", "install")
}

// fakeBinaries makes programs that know their version and nothing else.
func fakeBinaries(t *testing.T, version string) string {
	t.Helper()
	dir := programs(t)
	for _, program := range []string{"initdb", "pg_ctl", "postgres"} {
		must(t, os.WriteFile(filepath.Join(dir, program), []byte("#!/bin/sh\necho 'postgres (PostgreSQL) "+version+"'\n"), 0o755))
	}
	return dir
}

func TestNewestMajorIsChosenByNumber(t *testing.T) {
	t.Parallel()
	nine, fifteen, seventeen := fakeBinaries(t, "9.6.24"), fakeBinaries(t, "15.18 (Debian 15.18-0+deb12u1)"), fakeBinaries(t, "17rc1")
	f := finder{getenv: func(string) string { return "" }, places: []string{nine, fifteen, seventeen}, goos: "linux"}
	for have, want := range map[int]string{0: seventeen, 15: fifteen, 17: seventeen} {
		b, err := f.choose(t.Context(), have, "data")
		if err != nil || b.dir != want {
			t.Errorf("for a database of major %d: %v, %v", have, b, err)
		}
	}
	_, err := f.choose(t.Context(), 16, "data")
	wantRefusal(t, err, WrongVersion, "17, 15, 9", "16")
}

func TestFolderThatOnlyRootMayEnter(t *testing.T) {
	t.Parallel()
	parent := folder(t)
	if os.Geteuid() == 0 {
		_, err := Start(t.Context(), options("/root/.society360-test/desk"))
		wantRefusal(t, err, BadFolder, "/root", "--data-dir")
		if _, err := os.Stat("/root/.society360-test"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("it made something under /root: %v", err)
		}
		link := filepath.Join(parent, "link")
		must(t, os.Symlink("/root", link))
		_, err = Start(t.Context(), options(filepath.Join(link, "desk")))
		wantRefusal(t, err, BadFolder, "/root")
		must(t, os.Remove(link))

		// parent itself is root's alone.
		_, err = Start(t.Context(), options(filepath.Join(parent, "desk")))
		wantRefusal(t, err, BadFolder, serverUser, parent+" ", "chmod o+x")
		return
	}
	must(t, os.Chmod(parent, 0o500))
	t.Cleanup(func() { must(t, os.Chmod(parent, 0o700)) })
	_, err := Start(t.Context(), options(filepath.Join(parent, "desk")))
	wantRefusal(t, err, BadFolder, parent, "--data-dir")
}

func TestDeepFolder(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	must(t, os.Chmod(dir, 0o711))
	deep := filepath.Join(dir, strings.Repeat("deep/", 30), "desk")
	s := run(t, options(deep))
	if got := psql(t, s.URL("postgres", superuser), "select 1"); got != "1" {
		t.Errorf("select 1 is %s", got)
	}
	info, err := os.Lstat(s.socket)
	must(t, err)
	uid, _ := ownerOf(info)
	if filepath.Dir(s.socket) != shortTemp || uid != serverUID(t) || info.Mode() != os.ModeDir|0o700 {
		t.Errorf("the socket is in %s, %v of %d", s.socket, info.Mode(), uid)
	}
	stop(t, s)
	if _, err := os.Lstat(s.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket's folder is left behind: %v", err)
	}

	// The name can be foretold, so it may have been put there by somebody.
	for what, plant := range map[string]func() error{
		"a link":         func() error { return os.Symlink(dir, s.socket) },
		"an open folder": func() error { return errors.Join(os.Mkdir(s.socket, 0o700), os.Chmod(s.socket, 0o777)) },
		"a file":         func() error { return os.WriteFile(s.socket, nil, 0o600) },
	} {
		must(t, plant())
		_, err := Start(t.Context(), options(deep))
		t.Log(what)
		wantRefusal(t, err, BadFolder, s.socket)
		must(t, os.Remove(s.socket))
	}
}

func TestFolderWithAnyName(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	must(t, os.Chmod(dir, 0o711))
	for _, name := range []string{`it's "my" dir\n & $HOME + 100%`, "one, two"} {
		s := run(t, options(filepath.Join(dir, name)))
		if got := psql(t, s.URL("postgres", superuser), "select 1"); got != "1" {
			t.Errorf("%s: select 1 is %s", name, got)
		}
	}
	_, err := Start(t.Context(), options(filepath.Join(dir, "two\nlines")))
	wantRefusal(t, err, BadFolder, "control characters")
}

func TestReasonOfAFailedStart(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := run(t, options(dir))
	stop(t, s)
	conf := filepath.Join(s.cluster.data, "postgresql.conf")
	was, err := os.ReadFile(conf)
	must(t, err)
	must(t, os.WriteFile(conf, append(was, "\nmax_connections = banana\n"...), 0o600))
	_, err = Start(t.Context(), options(dir))
	wantRefusal(t, err, Failed, "postgresql.conf", "contains errors", s.cluster.logPath())

	must(t, os.WriteFile(conf, was, 0o600))
	run(t, options(dir))
}

// A start is killed while initdb works: initdb goes on, nobody else starts until
// it ends, and what it makes is not taken for a database.
func TestFirstStartKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	dir, bin := folder(t), programs(t)
	must(t, os.Chmod(bin, 0o777))
	server, err := newFinder(os.Getenv).choose(t.Context(), 0, "")
	must(t, err)
	for _, program := range []string{"postgres", "pg_ctl"} {
		must(t, os.Symlink(server.path(program), filepath.Join(bin, program)))
	}
	gate := filepath.Join(bin, "gate")
	must(t, syscall.Mkfifo(gate, 0o666))
	must(t, os.Chmod(gate, 0o666))
	script := "#!/bin/sh\nmkdir -p \"$2\" && echo half > \"$2/PG_VERSION\" && echo > " + bin + "/begun\nread line < " + gate + "\n"
	must(t, os.WriteFile(filepath.Join(bin, "initdb"), []byte(script), 0o755))

	killed := startProgram(t, dir, "SOCIETY360_PG_BIN="+bin)
	waitFor(t, "initdb", func() bool { _, err := os.Stat(filepath.Join(bin, "begun")); return err == nil })
	killed.kill(t)
	lock, err := openLock(filepath.Join(dir, lockName), nil)
	must(t, err)
	if ok, err := tryLock(lock, syscall.LOCK_EX); ok || err != nil {
		t.Errorf("the orphaned initdb holds no lock: %v, %v", ok, err)
	}
	must(t, lock.Close())

	kept := filepath.Join(clusterRoot(dir), halfMade+"started-by-hand")
	must(t, os.Mkdir(kept, 0o700))
	must(t, os.WriteFile(filepath.Join(kept, "postmaster.pid"), []byte("1\n"), 0o600))
	must(t, os.WriteFile(gate, []byte("go on\n"), 0o600))
	s := run(t, options(dir))
	if got := psql(t, s.URL("postgres", superuser), "select 1"); got != "1" {
		t.Errorf("select 1 is %s", got)
	}
	left, err := filepath.Glob(filepath.Join(clusterRoot(dir), halfMade+"*"))
	if err != nil || len(left) != 1 || left[0] != kept {
		t.Errorf("half-made databases left: %v, %v", left, err)
	}
}

func TestFailedFirstStartLeavesNoDatabase(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	bin := fakeBinaries(t, strconv.Itoa(minMajor)+".1")
	must(t, os.WriteFile(filepath.Join(bin, "initdb"), []byte("#!/bin/sh\necho 'initdb: error: no space left on the moon' >&2\nexit 1\n"), 0o755))
	opts := options(dir)
	opts.Getenv = func(key string) string {
		if key == "SOCIETY360_PG_BIN" {
			return bin
		}
		return os.Getenv(key)
	}
	_, err := Start(t.Context(), opts)
	wantRefusal(t, err, Failed, "no space left on the moon")
	run(t, options(dir))
}
