package main

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui/termtest"
)

// startDemo runs the demo without a terminal, in the data folder of dir, until
// the test ends; port is the one that it says it serves on.
func startDemo(t *testing.T, dir string, flags ...string) (cmd *exec.Cmd, port string) {
	t.Helper()
	cmd = exec.Command(os.Args[0], append([]string{"demo"}, flags...)...)
	cmd.Env = []string{
		asProgram + "=1", "HOME=" + dir, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8",
		"SOCIETY360_PG_BIN=" + os.Getenv("SOCIETY360_PG_BIN"), "SOCIETY360_DATA_DIR=" + filepath.Join(dir, "data"),
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if _, rest, ok := strings.Cut(lines.Text(), "ssh -p "); ok {
			port, _, _ = strings.Cut(rest, " ")
			return cmd, port
		}
	}
	t.Fatal("the demo did not say where it is served")
	return nil, ""
}

// TestDemoWithoutATerminal: the demo says how to connect, seals its trail and serves
// until it is told to end.
func TestDemoWithoutATerminal(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	cmd, port := startDemo(t, dir, "--listen", "127.0.0.1:0")
	s := &server{tb: t, addr: net.JoinHostPort("127.0.0.1", port)}
	d := s.connect("xterm", "guard@demo.example", password())
	d.WaitFor("Inside 12", "Anita Desai")
	datatest.WaitUntil(t, func() bool {
		heads, err := os.ReadFile(filepath.Join(demoFolder(filepath.Join(dir, "data")), ownSeal, "heads"))
		return err == nil && len(heads) > 0
	})
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	d.WaitEnd()
	if err := cmd.Wait(); err != nil {
		t.Errorf("the demo ended with %v", err)
	}
}

// TestDemoIsForThisMachineAlone: what would serve its passwords to others is refused
// before the society is made.
func TestDemoIsForThisMachineAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := console{env: map[string]string{"HOME": dir, "SOCIETY360_DATA_DIR": filepath.Join(dir, "data")}}
	for _, listen := range []string{"0.0.0.0:0", ":0"} {
		s.refuses(t, exitFailure, []string{"passwords are known to everybody", "this machine alone"}, "demo", "--listen", listen)
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("the demo's society was made")
	}
}

// TestDemoServesOnForItsOtherDesks: whoever leaves the desk on the terminal takes nobody
// else's away.
func TestDemoServesOnForItsOtherDesks(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	terminal, process := termtest.Run(t, 80, 24, []string{
		asProgram + "=1", "HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TERM=vt100", "LANG=C.UTF-8",
		"SOCIETY360_PG_BIN=" + os.Getenv("SOCIETY360_PG_BIN"), "SOCIETY360_DATA_DIR=" + filepath.Join(dir, "data"),
	}, os.Args[0], "demo", "--listen", "127.0.0.1:0")
	d := desk{terminal, process}
	d.WaitFor("Green Park CHS | Sign in", "Over SSH: ssh -p ")
	_, port, _ := strings.Cut(d.Screen(), "Over SSH: ssh -p ")
	port, _, _ = strings.Cut(port, " ")
	guard := (&server{tb: t, addr: net.JoinHostPort("127.0.0.1", port)}).connect("xterm", "guard@demo.example", password())
	guard.WaitFor("Inside 12")
	d.signIn("admin")
	d.WaitFor("Inside 12", "Anita Desai")
	d.Press("q", "q")
	d.WaitFor("1 desk is open over SSH: the demo serves on")
	guard.Press("n")
	guard.WaitFor("nothing saved yet")
	guard.Type("9820012345")
	guard.WaitFor("Meera Joshi (owner, primary)")
	guard.Press("ctrl+s")
	guard.WaitFor("Checked in Ramesh Kumar", "Inside 13")
	guard.Press("q", "q")
	if code := d.process.Wait(); code != exitOK {
		t.Errorf("exit %d", code)
	}
}

// TestDemoWhereItsPortIsTaken: it serves on the next free one and says which. A
// second demo is another door to the same society.
func TestDemoWhereItsPortIsTaken(t *testing.T) {
	t.Parallel()
	// Whoever has the port, this test or another program, it is taken.
	if taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", usualPort); err == nil {
		t.Cleanup(func() { _ = taken.Close() })
	}
	_, usual, err := net.SplitHostPort(usualPort)
	if err != nil {
		t.Fatal(err)
	}
	dir := shortDir(t)
	_, first := startDemo(t, dir)
	_, second := startDemo(t, dir)
	if first == usual || second == usual || first == second {
		t.Fatalf("served on %s and %s; %s was taken", first, second, usual)
	}
	guard := (&server{tb: t, addr: net.JoinHostPort("127.0.0.1", first)}).connect("xterm", "guard@demo.example", password())
	guard.WaitFor("Inside 12")
	staff := (&server{tb: t, addr: net.JoinHostPort("127.0.0.1", second)}).connect("xterm", "staff@demo.example", password())
	staff.WaitFor("Inside 12")
	guard.Press("n")
	guard.WaitFor("nothing saved yet")
	guard.Type("9820012345")
	guard.WaitFor("Meera Joshi (owner, primary)")
	guard.Press("ctrl+s")
	guard.WaitFor("Checked in Ramesh Kumar", "Inside 13")
	staff.WaitFor("Inside 13", "Ramesh Kumar")
}
