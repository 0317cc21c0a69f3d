package localpg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// userOf, set to a data folder, makes the test binary a program that uses the
// private Postgres there until its standard input ends.
const userOf = "LOCALPG_TEST_USER_OF"

func TestMain(m *testing.M) {
	if dir := os.Getenv(userOf); dir != "" {
		os.Exit(useUntilEOF(dir))
	}
	os.Exit(m.Run())
}

func useUntilEOF(dir string) int {
	s, err := Start(context.Background(), Options{Dir: dir, NoSync: true})
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println("ready", s.URL("postgres", superuser))
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(context.Background()); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// program is another process that uses the private Postgres.
type program struct {
	cmd   *exec.Cmd
	stdin io.Closer
	out   *bufio.Reader
}

// startProgram starts one; env is added to its environment.
func startProgram(t *testing.T, dir string, env ...string) *program {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	p := &program{cmd: exec.Command(self)}
	p.cmd.Env = append(append(os.Environ(), userOf+"="+dir), env...)
	p.cmd.Stderr = os.Stderr
	stdin, err := p.cmd.StdinPipe()
	must(t, err)
	stdout, err := p.cmd.StdoutPipe()
	must(t, err)
	p.stdin, p.out = stdin, bufio.NewReader(stdout)
	must(t, p.cmd.Start())
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	return p
}

// ready waits until it has its server.
func (p *program) ready(t *testing.T) {
	t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "ready") {
		t.Fatalf("the other program says %q, %v", line, err)
	}
}

// end lets it stop by itself.
func (p *program) end(t *testing.T) {
	t.Helper()
	must(t, p.stdin.Close())
	rest, err := io.ReadAll(p.out)
	must(t, err)
	if err := p.cmd.Wait(); err != nil {
		t.Fatalf("the other program ends with %v: %s", err, rest)
	}
}

func (p *program) kill(t *testing.T) {
	t.Helper()
	must(t, p.cmd.Process.Kill())
	_ = p.cmd.Wait()
}

// folder makes a data folder that is gone after the test, with its server.
// t.TempDir lies in a folder that the server's account may not enter.
func folder(t *testing.T) string {
	t.Helper()
	return folderIn(t, Scratch())
}

// programs makes a folder for programs of a test's own: memory file systems are
// often mounted without the right to run anything.
func programs(t *testing.T) string {
	t.Helper()
	dir := folderIn(t, "")
	must(t, os.Chmod(dir, 0o755))
	return dir
}

func folderIn(t *testing.T, parent string) string {
	t.Helper()
	dir, err := os.MkdirTemp(parent, "localpg-*") //nolint:usetesting // see folder
	must(t, err)
	t.Cleanup(func() {
		data := filepath.Join(clusterRoot(dir), "data")
		if p, ok, _ := readPostmaster(data); ok && p.alive(data) {
			_ = syscall.Kill(p.pid, syscall.SIGQUIT)
		}
		must(t, os.RemoveAll(dir))
	})
	return dir
}

func options(dir string) Options {
	return Options{Dir: dir, NoSync: true, Getenv: os.Getenv, Log: slog.New(slog.DiscardHandler)}
}

// run starts a server that is stopped at the test's end at the latest.
func run(t *testing.T, opts Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Errorf("Stop: %v", err)
		}
	})
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	must(t, s.Stop(t.Context()))
}

// server returns the running server's process.
func server(t *testing.T, dir string) postmaster {
	t.Helper()
	data := filepath.Join(clusterRoot(dir), "data")
	p, ok, err := readPostmaster(data)
	must(t, err)
	if !ok || !p.alive(data) {
		t.Fatalf("no server runs in %s", dir)
	}
	return p
}

func wantNoServer(t *testing.T, dir string, was postmaster) {
	t.Helper()
	data := filepath.Join(clusterRoot(dir), "data")
	// It takes its file away as the last thing but one: then it ends.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for was.alive(data) || was.answers(t.Context()) {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("the server %d still runs", was.pid)
		}
	}
	if _, ok, err := readPostmaster(data); ok || err != nil {
		t.Errorf("postmaster.pid is still there (%v)", err)
	}
}

// psql runs statements with the server's own client.
func psql(t *testing.T, url, statements string) string {
	t.Helper()
	out, err := psqlAs(t, uint32(os.Geteuid()), url, statements)
	if err != nil {
		t.Fatalf("psql %s: %v: %s", url, err, out)
	}
	return out
}

// psqlAs is psql as an account of the machine, and returns what it says.
func psqlAs(t *testing.T, uid uint32, url, statements string) (string, error) {
	t.Helper()
	b, err := newFinder(os.Getenv).choose(t.Context(), 0, "")
	must(t, err)
	cmd := exec.CommandContext(t.Context(), b.path("psql"), "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", statements, url)
	if int(uid) != os.Geteuid() {
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	}
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// killServer kills the postmaster alone, as the kernel out of memory would, and
// waits for its end.
func killServer(t *testing.T, dir string) postmaster {
	t.Helper()
	p := server(t, dir)
	must(t, syscall.Kill(p.pid, syscall.SIGKILL))
	waitFor(t, "the killed server's end", func() bool { return !p.alive(filepath.Join(clusterRoot(dir), "data")) })
	return p
}

// waitFor polls for something another process does.
func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !done() {
		if sleep(ctx, 10*time.Millisecond) != nil {
			t.Fatalf("gave up waiting for %s", what)
		}
	}
}

// notices is a log handler that counts records by their message.
type notices struct {
	slog.Handler
	mu   sync.Mutex
	seen map[string]int
}

func newNotices() *notices {
	return &notices{Handler: slog.DiscardHandler, seen: map[string]int{}}
}

func (n *notices) Enabled(context.Context, slog.Level) bool { return true }

func (n *notices) Handle(_ context.Context, r slog.Record) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seen[r.Message]++
	return nil
}

func (n *notices) count(message string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.seen[message]
}

// wantRefusal checks an error's kind and that its sentence names what it must.
func wantRefusal(t *testing.T, err error, kind Kind, names ...string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is %v, not one of this package", err)
	}
	format, args := e.Sentence()
	sentence := fmt.Sprintf(format, args...)
	if e.Kind != kind {
		t.Errorf("%q is of kind %d, not %d", sentence, e.Kind, kind)
	}
	for _, name := range names {
		if !strings.Contains(sentence, name) {
			t.Errorf("%q does not name %q", sentence, name)
		}
	}
	if strings.ContainsAny(sentence, "\n%") {
		t.Errorf("%q is not one line", sentence)
	}
}

// snapshot reads every file of a tree.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	}))
	return files
}

// serverUID is whose process the server should be.
func serverUID(t *testing.T) uint32 {
	t.Helper()
	if os.Geteuid() != 0 {
		return uint32(os.Geteuid())
	}
	out, err := exec.Command("id", "-u", serverUser).Output()
	must(t, err)
	n, err := strconv.ParseUint(strings.TrimSpace(string(out)), 10, 32)
	must(t, err)
	return uint32(n)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
