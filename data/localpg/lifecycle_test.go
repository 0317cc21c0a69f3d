package localpg

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestFirstStart(t *testing.T) {
	t.Parallel()
	parent := folder(t)
	must(t, os.Chmod(parent, 0o711))
	dir := filepath.Join(parent, "not", "there", "yet")
	s := run(t, options(dir))
	if got := psql(t, s.URL("postgres", superuser), "select current_setting('server_encoding'), current_setting('listen_addresses') = '', current_setting('fsync')"); got != "UTF8|t|off" {
		t.Errorf("encoding, no TCP, fsync: %s", got)
	}
	p := server(t, dir)
	info, err := os.Stat(s.socket)
	must(t, err)
	if uid, _ := ownerOf(info); uid != serverUID(t) || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder is %v of %d", info.Mode(), uid)
	}
	wrote, err := os.Stat(pidFile(s.cluster.data))
	must(t, err)
	if uid, _ := ownerOf(wrote); uid != serverUID(t) {
		t.Errorf("the server runs as %d", uid)
	}
	group, err := syscall.Getpgid(p.pid)
	must(t, err)
	if group == syscall.Getpgrp() {
		t.Error("a Ctrl+C for this program would reach the server")
	}
	if url := s.TCPURL("postgres", superuser); url != "" {
		t.Errorf("without TCP there is %s", url)
	}
}

func TestFsyncIsOnUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	opts := options(folder(t))
	opts.NoSync = false
	s := run(t, opts)
	got := psql(t, s.URL("postgres", superuser), "select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('data_checksums')")
	if got != "on|on|on|on" {
		t.Errorf("fsync, synchronous_commit, full_page_writes, data_checksums: %s", got)
	}
}

func TestWarmStartKeepsTheData(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	log := newNotices()
	opts := options(dir)
	opts.Log = slog.New(log)
	s := run(t, opts)
	psql(t, s.URL("postgres", superuser), "create table kept as select 42 as answer")
	p := server(t, dir)
	stop(t, s)
	wantNoServer(t, dir, p)
	stop(t, s)

	s = run(t, opts)
	if got := psql(t, s.URL("postgres", superuser), "select answer from kept"); got != "42" {
		t.Errorf("kept: %s", got)
	}
	if n := log.count("making the private database"); n != 1 {
		t.Errorf("the cluster was made %d times", n)
	}
}

func TestFirstStartsAtOnce(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	users := make([]*program, 4)
	for i := range users {
		users[i] = startProgram(t, dir)
	}
	for _, p := range users {
		p.ready(t)
	}
	first := server(t, dir)
	for i, p := range users {
		if now := server(t, dir); now.pid != first.pid {
			t.Fatalf("after %d ends server %d has become %d", i, first.pid, now.pid)
		}
		p.end(t)
	}
	wantNoServer(t, dir, first)
}

func TestLastUserStopsIt(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	here, again := run(t, options(dir)), run(t, options(dir))
	other := startProgram(t, dir)
	other.ready(t)
	p := server(t, dir)
	stop(t, here)
	stop(t, again)
	if !p.answers(t.Context()) {
		t.Fatal("the server stopped with a user left")
	}
	other.end(t)
	wantNoServer(t, dir, p)
}

func TestKilledProgramIsNoUser(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	killed := startProgram(t, dir)
	killed.ready(t)
	p := server(t, dir)
	killed.kill(t)
	if !p.answers(t.Context()) {
		t.Fatal("the server went with the program that was killed")
	}

	s := run(t, options(dir))
	if now := server(t, dir); now.pid != p.pid {
		t.Errorf("server %d was not joined but became %d", p.pid, now.pid)
	}
	stop(t, s)
	wantNoServer(t, dir, p)
}

func TestKilledServerComesBack(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	opts := options(dir)
	opts.TCP = true
	s := run(t, opts)
	psql(t, s.URL("postgres", superuser), "create table kept as select 42 as answer")
	was := killServer(t, dir)

	again := run(t, opts)
	if got := psql(t, again.TCPURL("postgres", superuser), "select answer from kept"); got != "42" {
		t.Errorf("kept: %s", got)
	}
	if again.URL("a", "b") != s.URL("a", "b") || again.TCPURL("a", "b") != s.TCPURL("a", "b") {
		t.Error("it did not come back where its clients look for it")
	}
	if now := server(t, dir); now.pid == was.pid {
		t.Error("the killed server is still there")
	}
}

func TestKeepStartsAKilledServerAgain(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := run(t, options(dir))
	psql(t, s.URL("postgres", superuser), "create table kept as select 42 as answer")
	ctx, cancel := context.WithCancel(t.Context())
	kept := make(chan struct{})
	go func() { defer close(kept); s.Keep(ctx) }()
	data := filepath.Join(clusterRoot(dir), "data")
	for range 2 {
		was := killServer(t, dir)
		waitFor(t, "the server's return", func() bool {
			p, _, err := readPostmaster(data)
			return err == nil && p.ready && p.pid != was.pid && p.alive(data)
		})
		if got := psql(t, s.URL("postgres", superuser), "select answer from kept"); got != "42" {
			t.Errorf("kept: %s", got)
		}
	}
	cancel()
	<-kept
	last := server(t, dir)
	stop(t, s)
	wantNoServer(t, dir, last)
}

// A power cut leaves postmaster.pid and the socket's lock behind, and by the time
// the machine is up again their number is that of some other process.
func TestProcessNumberTakenByAnother(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	opts := options(dir)
	s := run(t, opts)
	c := s.cluster
	was := killServer(t, dir)
	waitFor(t, "the killed server's processes to leave its socket", func() bool { return !was.answers(t.Context()) })
	other := exec.Command("sleep", "600")
	other.SysProcAttr = c.acc.attributes()
	must(t, other.Start())
	t.Cleanup(func() {
		_ = other.Process.Kill()
		_ = other.Wait()
	})
	for _, path := range []string{pidFile(c.data), socketPath(s.socket, s.port) + ".lock"} {
		text, err := os.ReadFile(path)
		must(t, err)
		_, rest, _ := strings.Cut(string(text), "\n")
		must(t, os.WriteFile(path, []byte(strconv.Itoa(other.Process.Pid)+"\n"+rest), 0o600))
	}

	again := run(t, opts)
	if got := psql(t, again.URL("postgres", superuser), "select 1"); got != "1" {
		t.Errorf("select 1 is %s", got)
	}
	if err := other.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the other process was touched: %v", err)
	}
}

func TestStopAfterTheServerDied(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := run(t, options(dir))
	killServer(t, dir)
	stop(t, s)
}

func TestSocketRemovedByACleaner(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := run(t, options(dir))
	was := server(t, dir)
	must(t, os.Remove(socketPath(s.socket, s.port)))

	again := run(t, options(dir))
	if got := psql(t, again.URL("postgres", superuser), "select 1"); got != "1" {
		t.Errorf("select 1 is %s", got)
	}
	if now := server(t, dir); now.pid == was.pid {
		t.Error("the server that nobody can reach still runs")
	}
}

func TestTCPOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	opts := options(dir)
	plain := run(t, opts)
	opts.TCP = true
	_, err := Start(t.Context(), opts)
	wantRefusal(t, err, Failed, dir, "TCP")
	if got := psql(t, plain.URL("postgres", superuser), "select 1"); got != "1" {
		t.Errorf("the refused start disturbed the server: %s", got)
	}
	stop(t, plain)

	s := run(t, opts)
	if got := psql(t, s.TCPURL("template1", superuser), "select current_database(), host(inet_server_addr())"); got != "template1|127.0.0.1" {
		t.Errorf("over TCP: %s", got)
	}
}

// TestOnlyItsAccountAndRootComeIn: also where somebody has opened the folders to all, and
// where the server was made before it asked who comes.
func TestOnlyItsAccountAndRootComeIn(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	opts := options(dir)
	opts.Roles = []string{"desk"}
	for _, kind := range []string{"new", "made before"} {
		s := run(t, opts)
		if kind == "new" {
			psql(t, s.URL("postgres", superuser), "create role desk login")
		}
		psql(t, s.URL("postgres", "desk"), "select 1")
		for _, opened := range []string{dir, clusterRoot(dir), s.socket} {
			must(t, os.Chmod(opened, 0o755))
		}
		must(t, os.Chmod(socketPath(s.socket, s.port), 0o777))
		// As whom the server runs, it comes in; as another, as nobody.
		for _, role := range []string{superuser, "desk"} {
			if out, err := psqlAs(t, serverUID(t), s.URL("postgres", role), "select 1"); err != nil {
				t.Errorf("%s, the server's account as %s: %s", kind, role, out)
			}
			if os.Geteuid() != 0 {
				continue // only root can be somebody else
			}
			const nobody = 65534
			if out, err := psqlAs(t, nobody, s.URL("postgres", role), "select 1"); err == nil || !strings.Contains(out, "Peer authentication failed") {
				t.Errorf("%s, another account as %s: %s, %v", kind, role, out, err)
			}
		}
		must(t, os.Chmod(s.socket, 0o700))
		stop(t, s)
		must(t, os.WriteFile(filepath.Join(clusterRoot(dir), "hba.conf"), []byte("local all all trust\n"), 0o644))
		must(t, os.Remove(filepath.Join(clusterRoot(dir), "ident.conf")))
	}
}

func TestGivingUpWaiting(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	lock, err := openLock(filepath.Join(dir, lockName), nil)
	must(t, err)
	defer unlock(lock)
	if ok, err := tryLock(lock, syscall.LOCK_EX); !ok || err != nil {
		t.Fatal(ok, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("nobody waits any more")
	opts := options(dir)
	log := newNotices()
	opts.Log = slog.New(log)
	done := make(chan error)
	go func() {
		_, err := Start(ctx, opts)
		done <- err
	}()
	waitFor(t, "the notice of waiting", func() bool {
		return log.count("waiting for another program that starts or stops the private database") == 1
	})
	cancel(reason)
	if err := <-done; !errors.Is(err, reason) {
		t.Errorf("Start returns %v", err)
	}
	if _, err := os.Stat(clusterRoot(dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it worked without the lock: %v", err)
	}
}

// The tests above run as whoever runs them. Where that is root, this one runs
// them all again as an ordinary user, from a copy that such a user can read.
func TestAllOfItAsAnOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		// This is the run as an ordinary user: its server must be its own.
		dir := folder(t)
		run(t, options(dir))
		info, err := os.Stat(pidFile(filepath.Join(clusterRoot(dir), "data")))
		must(t, err)
		if uid, _ := ownerOf(info); int(uid) != os.Geteuid() {
			t.Errorf("the server's files belong to %d", uid)
		}
		return
	}
	dir := programs(t)
	self, err := os.Executable()
	must(t, err)
	program, err := os.ReadFile(self)
	must(t, err)
	binary := filepath.Join(dir, "localpg.test")
	must(t, os.WriteFile(binary, program, 0o755))
	const nobody = 65534
	must(t, os.Chown(dir, nobody, nobody))
	cmd := exec.CommandContext(t.Context(), binary, "-test.v")
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "TMPDIR=" + os.Getenv("TMPDIR"), "PATH=" + os.Getenv("PATH"), "SOCIETY360_PG_BIN=" + os.Getenv("SOCIETY360_PG_BIN")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("as an ordinary user: %v\n%s", err, out)
	}
	for _, name := range []string{"TestFirstStart", "TestKilledServerComesBack", "TestAllOfItAsAnOrdinaryUser"} {
		if !strings.Contains(string(out), "--- PASS: "+name+" ") {
			t.Errorf("%s did not run as an ordinary user", name)
		}
	}
}
