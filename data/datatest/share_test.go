package datatest_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// asUser, set in the environment, has the test binary be a package whose one
// test uses a server until its input ends.
const asUser = "DATATEST_USES_A_SERVER"

// TestUsesAServer is the one test of such a package; by itself it does nothing.
func TestUsesAServer(t *testing.T) {
	if os.Getenv(asUser) == "" {
		return
	}
	db := datatest.New(t)
	if _, err := os.Stdout.WriteString(db.Config.URL + "\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		t.Fatal(err)
	}
}

// user is the test process of another package.
type user struct {
	cmd   *exec.Cmd
	input io.Closer
	url   string // of its database
}

// place makes a folder beside this test binary: a link to it has to stay within
// its file system.
func place(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp(filepath.Dir(self), "place-*") //nolint:usetesting // t.TempDir can be on another
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// linked puts this test binary into a folder too, and so into that folder's run.
func linked(t *testing.T, folder string) (binary string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	binary = filepath.Join(folder, "user.test")
	if err := os.Link(self, binary); err != nil {
		t.Fatal(err)
	}
	return binary
}

// use starts a process and waits until it has a database.
func use(t *testing.T, binary string) *user {
	t.Helper()
	u := &user{cmd: exec.CommandContext(t.Context(), binary, "-test.run=^TestUsesAServer$")}
	u.cmd.Env = append(os.Environ(), asUser+"=1")
	u.cmd.Stderr = os.Stderr
	out, err := u.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if u.input, err = u.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := u.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	u.url = strings.TrimSpace(line)
	return u
}

// end has the process end in order.
func (u *user) end(t *testing.T) {
	t.Helper()
	if err := u.input.Close(); err != nil {
		t.Fatal(err)
	}
	if err := u.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

// kill ends it as a crash does.
func (u *user) kill(t *testing.T) {
	t.Helper()
	if err := u.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = u.cmd.Wait() // it was killed
}

// folder is where the process's server lives.
func (u *user) folder(t *testing.T) string {
	t.Helper()
	cfg, err := pgx.ParseConfig(u.url)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(filepath.Dir(cfg.Host))
}

// gone asserts that nothing is left of the process's server.
func (u *user) gone(t *testing.T) {
	t.Helper()
	if conn, err := pgx.Connect(t.Context(), u.url); err == nil {
		t.Errorf("the server still runs: %v", conn.Close(t.Context()))
	}
	for _, name := range []string{u.folder(t), u.folder(t) + ".lock"} {
		if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left: %v", name, err)
		}
	}
}

// TestPackagesOfARunShareTheirServer: whoever ends, and however, leaves it to the
// others; the last takes it away.
func TestPackagesOfARunShareTheirServer(t *testing.T) {
	t.Parallel()
	run, another := filepath.Join(place(t), "go-build123"), filepath.Join(place(t), "go-build123")
	of := func(run, number string) *user { return use(t, linked(t, filepath.Join(run, number))) }
	one, two, other := of(run, "b001"), of(run, "b002"), of(another, "b001")
	if one.folder(t) != two.folder(t) || one.folder(t) == other.folder(t) {
		t.Fatalf("the servers are in %s, %s and, of another run, %s", one.folder(t), two.folder(t), other.folder(t))
	}
	one.end(t)
	as(t, two.url)
	three := of(run, "b003")
	two.kill(t)
	as(t, three.url)
	three.end(t)
	three.gone(t)
	as(t, other.url)
	other.end(t)
	other.gone(t)
}

// TestSweep: what was killed leaves a server and its folder; the next process
// stops the one and removes the other.
func TestSweep(t *testing.T) {
	t.Parallel()
	binary := linked(t, filepath.Join(place(t), "alone"))
	killed := use(t, binary)
	killed.kill(t)
	as(t, killed.url)
	next := use(t, binary)
	if killed.folder(t) == next.folder(t) {
		t.Errorf("a binary that no go test started shares a server, in %s", next.folder(t))
	}
	killed.gone(t)
	next.end(t)
	next.gone(t)
}
