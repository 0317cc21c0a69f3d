package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"

	"github.com/creack/pty"
	"golang.org/x/term"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/tui/termtest"
)

// typist is a person at a terminal that run reads its standard input from.
type typist struct {
	tb       testing.TB
	keys     *os.File // what is typed; what it echoes
	terminal *os.File
	echoes   *term.State
	told     *said
	code     chan int
}

// said is what the program wrote to stderr.
type said struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// typing starts a command with a terminal as its standard input.
func typing(ctx context.Context, t *testing.T, s console, args ...string) *typist {
	t.Helper()
	keys, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	p := &typist{tb: t, keys: keys, terminal: terminal, told: &said{}, code: make(chan int, 1)}
	if p.echoes, err = term.GetState(int(terminal.Fd())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = keys.Close(), terminal.Close() })
	go func() {
		p.code <- run(ctx, args, terminal, io.Discard, p.told, func(name string) string { return s.env[name] })
	}()
	return p
}

// wait waits for something that happens at the program's own time.
func (p *typist) wait(what string, is func() bool) {
	p.tb.Helper()
	deadline := time.NewTimer(2 * time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-deadline.C:
			p.tb.Fatalf("never: %s\nstderr: %s", what, p.told)
		}
	}
}

// answers waits for a prompt and for the echo to be off, and types.
func (p *typist) answers(prompt, text string) {
	p.tb.Helper()
	p.wait(prompt, func() bool { return strings.HasSuffix(p.told.String(), prompt) })
	p.wait("no echo", func() bool { return !p.echoing() })
	if _, err := io.WriteString(p.keys, text+"\n"); err != nil {
		p.tb.Fatal(err)
	}
}

func (p *typist) echoing() bool {
	p.tb.Helper()
	now, err := term.GetState(int(p.terminal.Fd()))
	if err != nil {
		p.tb.Fatal(err)
	}
	return reflect.DeepEqual(now, p.echoes)
}

// ends waits for the exit code, and for the terminal to be as it was.
func (p *typist) ends(code int) {
	p.tb.Helper()
	if got := <-p.code; got != code {
		p.tb.Errorf("exit %d, want %d\n%s", got, code, p.told)
	}
	if !p.echoing() {
		p.tb.Error("the terminal was left without echo")
	}
}

func TestPasswordIsAskedForTwiceWithoutEcho(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	passwd := []string{"user", "passwd", "sunita@test.example", "--as", "asha@test.example"}

	p := typing(t.Context(), t, on(soc.DB), passwd...)
	p.answers("Password: ", "a better password")
	p.answers("The same again: ", "a better password")
	p.ends(exitOK)
	signIn(t, soc.DB, "sunita@test.example", "a better password")
	if told := p.told.String(); strings.Contains(told, "better") {
		t.Errorf("the password was written: %q", told)
	}
	// What a terminal echoes can be read where it is typed.
	if err := p.keys.SetReadDeadline(time.Now()); err != nil {
		t.Fatal(err)
	}
	if echo, _ := io.ReadAll(p.keys); bytes.Contains(echo, []byte("better")) {
		t.Errorf("the password was echoed: %q", echo)
	}

	p = typing(t.Context(), t, on(soc.DB), passwd...)
	p.answers("Password: ", "one password")
	p.answers("The same again: ", "another password")
	p.ends(exitFailure)
	if !strings.Contains(p.told.String(), "differ; nothing was changed") {
		t.Errorf("stderr: %q", p.told)
	}
	signIn(t, soc.DB, "sunita@test.example", "a better password")
}

func TestSignalAtThePasswordGivesTheEchoBack(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := typing(ctx, t, on(soc.DB), "user", "passwd", "sunita@test.example", "--as", "asha@test.example")
	p.wait("the prompt", func() bool { return strings.HasSuffix(p.told.String(), "Password: ") })
	p.wait("no echo", func() bool { return !p.echoing() })
	cancel()
	p.ends(exitFailure)
	if !strings.HasSuffix(p.told.String(), "society360: Stopped.\n") {
		t.Errorf("stderr: %q", p.told)
	}
	signIn(t, soc.DB, "sunita@test.example", datatest.Password)
}

// TestTerminalIsNotAsked: whatever the program is told to do, it sends no
// question to a terminal that may have no answer.
func TestTerminalIsNotAsked(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "version")
	cmd.Env = []string{asProgram + "=1", "TERM=xterm-256color", "PATH=" + os.Getenv("PATH")}
	terminal, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	wrote, _ := io.ReadAll(terminal) // ends with an error when the program does
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(wrote, []byte("society360 ")) || bytes.ContainsRune(wrote, '\x1b') {
		t.Errorf("the terminal got %q", wrote)
	}
}

// shortDir is a folder for a private database, in memory where it can be: short, for the socket's path, and
// such that the server's user gets through.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(localpg.Scratch(), "s360-demo-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestDemoOnItsOwnDatabase is the first thing that anybody does.
func TestDemoOnItsOwnDatabase(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	env := []string{
		asProgram + "=1", "HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TERM=vt100", "LANG=C.UTF-8",
		"SOCIETY360_PG_BIN=" + os.Getenv("SOCIETY360_PG_BIN"), "SOCIETY360_DATA_DIR=" + filepath.Join(dir, "data"),
		"DATABASE_URL=postgres://nobody@127.0.0.1:1/none",
	}
	running := func() bool {
		_, err := os.Stat(filepath.Join(dir, "data", "demo", "postgres", "data", "postmaster.pid"))
		return err == nil
	}
	for _, account := range []string{"guard", "admin"} {
		terminal, process := termtest.Run(t, 60, 16, env, os.Args[0], "demo", "--listen", "127.0.0.1:0")
		d := desk{terminal, process}
		d.WaitFor("Green Park CHS | Sign in", "guard@ staff@ admin@ resident@ tenant@demo.example", demo.Password)
		d.signIn(account)
		d.WaitGone(demo.Password)
		d.WaitFor("Inside 12", "Anita Desai")
		if !running() {
			t.Error("the demo does not run on its own database")
		}
		if account == "guard" {
			d.Press("q", "q")
		} else {
			d.outlivesItsServer(t, filepath.Join(dir, "data", "demo", "postgres", "data", "postmaster.pid"))
			d.process.Signal(syscall.SIGTERM)
		}
		if code := d.process.Wait(); code != exitOK {
			t.Errorf("%s: exit %d", account, code)
		}
		if running() {
			t.Error("the private database outlived its last user")
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "demo", "desk.log")); err != nil {
		t.Errorf("the desk has no log: %v", err)
	}

	r := console{env: map[string]string{"PATH": os.Getenv("PATH"), "HOME": dir, "SOCIETY360_PG_BIN": os.Getenv("SOCIETY360_PG_BIN")}}.
		run(t.Context(), "user", "list", "--role", "guard", "--data-dir", filepath.Join(dir, "data", "demo"))
	if r.code != exitOK || !strings.Contains(r.out, "guard@demo.example") {
		t.Errorf("the demo's accounts: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if running() {
		t.Error("a command left the private database running")
	}
}

// outlivesItsServer kills the private database in the middle of a form: it comes
// back by itself, and what was typed can be saved.
func (d desk) outlivesItsServer(t *testing.T, pidFile string) {
	t.Helper()
	server := func() int {
		text, _ := os.ReadFile(pidFile)
		line, _, _ := strings.Cut(string(text), "\n")
		pid, _ := strconv.Atoi(line)
		if !strings.Contains(string(text), "ready") {
			return 0
		}
		return pid
	}
	d.Press("n")
	d.Type("9820012345")
	d.WaitFor("known: 3 days ago to A-101", "Ramesh Kumar")
	was := server()
	if err := syscall.Kill(was, syscall.SIGKILL); was <= 1 || err != nil {
		t.Fatalf("kill the server %d: %v", was, err)
	}
	d.WaitFor("! not live since")
	d.WaitGone("! not live since")
	if now := server(); now == 0 || now == was {
		t.Errorf("the server %d was killed, and now there is %d", was, now)
	}
	d.Press("ctrl+s") // and no connection of the old server is met
	d.WaitFor("Checked in Ramesh Kumar to A-101")
}

// TestDeskNeedsSomebodyWhoCanSignIn: a desk at which nobody can sign in says
// what to run instead.
func TestDeskNeedsSomebodyWhoCanSignIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		db   *datatest.DB
		args []string
		says []string
	}{
		"no tables":   {datatest.NewEmpty(t), nil, []string{"society360 init", "society360 demo"}},
		"no accounts": {datatest.New(t), []string{"desk"}, []string{"society360 init", "society360 demo"}},
		"no gate":     {newSociety(t).DB, []string{"--gate", "North"}, []string{`"North"`, "Main, Service"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := c.db.Config
			terminal, process := termtest.Run(t, 200, 24, []string{
				asProgram + "=1", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm",
				"DATABASE_URL=" + cfg.URL, "DATABASE_OWNER_URL=" + cfg.OwnerURL,
			}, os.Args[0], c.args...)
			if code := process.Wait(); code != exitFailure {
				t.Errorf("exit %d", code)
			}
			screen := terminal.Screen()
			for _, text := range append(c.says, "society360: ") {
				if !strings.Contains(screen, text) {
					t.Errorf("it does not say %q:\n%s", text, screen)
				}
			}
			if strings.Contains(screen, "E-mail") || strings.Count(screen, "\n") != 0 {
				t.Errorf("more than one line:\n%s", screen)
			}
		})
	}
}

// TestGateOfTheTerminal: the gate that a terminal is told to stand at is in its
// header and in the register.
func TestGateOfTheTerminal(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	for gate, want := range map[string]string{"Service": "Service |", "": "guard |"} {
		terminal, process := termtest.Run(t, 80, 24, []string{
			asProgram + "=1", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm", "LANG=C.UTF-8",
			"DATABASE_URL=" + s.Config.URL, "DATABASE_OWNER_URL=" + s.Config.OwnerURL,
		}, os.Args[0], "desk", "--gate", gate)
		d := desk{terminal, process}
		d.signIn("guard")
		d.WaitFor(want)
		d.Press("n")
		d.Type("9820012345")
		d.Press("ctrl+s")
		d.WaitFor("Checked in Ramesh Kumar")
		d.Press("o")
		d.Press("q")
		if n := s.count(insideRamesh+` AND coalesce(entry_gate, '') = $1`, gate); n != 1 {
			t.Errorf("%d visits at gate %q", n, gate)
		}
		s.exec(`UPDATE visitor_logs SET status = 'checked_out', check_out_time = now() WHERE visitor_name = 'Ramesh Kumar' AND status = 'checked_in'`)
	}
}
