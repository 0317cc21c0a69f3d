package termtest

import (
	"os"
	"os/exec"
	"testing"

	"github.com/creack/pty"
)

// Run starts a program on a pseudo-terminal of w by h cells with exactly the
// environment env, and kills it when the test ends.
func Run(tb testing.TB, w, h int, env []string, name string, args ...string) (*Terminal, *Process) {
	tb.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = env
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
	if err != nil {
		tb.Fatalf("start %s: %v", name, err)
	}
	p := &Process{tb: tb, cmd: cmd, tty: file, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // Wait reads the exit code
		close(p.done)
	}()
	tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-p.done
		_ = file.Close()
	})
	t := New(tb, w, h, file)
	p.terminal = t
	return t, p
}

// Process is the program at a Terminal's other end.
type Process struct {
	tb       testing.TB
	terminal *Terminal
	cmd      *exec.Cmd
	tty      *os.File
	done     chan struct{}
}

// Wait waits for the program's end and returns its exit code.
func (p *Process) Wait() int {
	p.tb.Helper()
	p.terminal.WaitEnd()
	<-p.done
	return p.cmd.ProcessState.ExitCode()
}

// Signal sends a signal to the program.
func (p *Process) Signal(sig os.Signal) {
	p.tb.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.tb.Fatalf("signal: %v", err)
	}
}

// Resize changes the window.
func (p *Process) Resize(w, h int) {
	p.tb.Helper()
	p.terminal.Resize(w, h)
	if err := pty.Setsize(p.tty, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		p.tb.Fatalf("resize: %v", err)
	}
}
