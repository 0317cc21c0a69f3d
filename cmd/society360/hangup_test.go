package main

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestHangupTurnsTheServersLogOver: SIGHUP, with which logs are turned over and
// which the end of a terminal sends, has a server write a new file and do nothing
// else; with and without nohup.
func TestHangupTurnsTheServersLogOver(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	for _, nohup := range []bool{false, true} {
		log := filepath.Join(t.TempDir(), "log")
		var under []string
		if nohup {
			under = []string{"nohup"}
		}
		server := serveUnder(t, s.Config, under, "--log-file", log)
		d := server.connect("xterm", "guard@demo.example", password())
		d.WaitFor("Inside 12", "Anita Desai")
		if err := os.Rename(log, log+".1"); err != nil {
			t.Fatal(err)
		}
		hangUp(t, server.cmd.Process.Pid)
		s.until("a line in the new log", func() bool {
			text, _ := os.ReadFile(log)
			return strings.Contains(string(text), "the log file was opened again")
		})
		old, err := os.ReadFile(log + ".1")
		if err != nil {
			t.Fatal(err)
		}
		hangUp(t, server.cmd.Process.Pid)
		s.until("another line in the new log", func() bool {
			text, _ := os.ReadFile(log)
			return strings.Count(string(text), "the log file was opened again") == 2
		})
		if now, _ := os.ReadFile(log + ".1"); !bytes.Equal(now, old) {
			t.Errorf("the old file was written to:\n%s", now)
		}
		if !strings.Contains(string(old), "Serving the database ") || !strings.Contains(string(old), "Desks are served on "+server.addr) {
			t.Errorf("the log does not say what is served:\n%s", old)
		}
		d.Press("n")
		d.WaitFor("Phone")
		server.connect("xterm", "staff@demo.example", password()).WaitFor("Vijay More")
		server.end()
		if code := server.wait(); code != exitOK {
			t.Errorf("exit %d", code)
		}
		if text, _ := os.ReadFile(log); !strings.Contains(string(text), "Told to stop: ") || !strings.HasSuffix(string(text), "msg=Stopped.\n") {
			t.Errorf("the log does not say how it ended:\n%s", text)
		}
	}
}

// TestTheLogSaysWhyAServerEnded, and not the terminal alone.
func TestTheLogSaysWhyAServerEnded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	console{}.ok(t, "host-key", filepath.Join(dir, "key"))
	log := filepath.Join(dir, "log")
	r := console{}.run(t.Context(), "serve", "--host-key", filepath.Join(dir, "key"), "--listen", "127.0.0.1:0", "--log-file", log,
		"--database-url", "postgres://nobody@127.0.0.1:1/none")
	text, err := os.ReadFile(log)
	if r.code != exitFailure || err != nil || !strings.Contains(string(text), "level=ERROR") || !strings.Contains(string(text), "cannot be reached") {
		t.Errorf("exit %d, %v; the log:\n%s", r.code, err, text)
	}
}

// TestHangupWithoutALogFile: there is nothing to open, and the server goes on.
func TestHangupWithoutALogFile(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serveUnder(t, s.Config, nil)
	hangUp(t, server.cmd.Process.Pid)
	server.connect("xterm", "guard@demo.example", password()).WaitFor("Inside 12", "Anita Desai")
	server.end()
	if code := server.wait(); code != exitOK {
		t.Errorf("exit %d", code)
	}
	if said := server.said(); !strings.Contains(said, "society360: Told to stop: ") || !strings.HasSuffix(said, "society360: Stopped.\n") {
		t.Errorf("as it ended it said:\n%s", said)
	}
}

// TestALogThatCannotBeOpenedAnew: the server keeps the file that it has, and says
// so there.
func TestALogThatCannotBeOpenedAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var stderr bytes.Buffer
	a := newApp(nil, nil, &stderr, os.Getenv)
	defer a.close()
	a.logFile = filepath.Join(dir, "logs", "log")
	if err := os.Mkdir(filepath.Dir(a.logFile), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := a.openLog(); err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(dir, "old")
	if err := os.Rename(filepath.Dir(a.logFile), moved); err != nil {
		t.Fatal(err)
	}
	a.turnLogOver(t.Context())
	text, err := os.ReadFile(filepath.Join(moved, "log"))
	if err != nil || !strings.Contains(string(text), "the log goes on in the old one") {
		t.Errorf("%q, %v", text, err)
	}
}

// TestHangupEndsACommand in order, but under nohup, where it goes on. Another
// program that migrates the database has it wait.
func TestHangupEndsACommand(t *testing.T) {
	t.Parallel()
	// Under nohup these tests would hand on to the program that it is ignored.
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, syscall.SIGHUP)
	defer signal.Stop(heard)
	s := newSociety(t)
	for _, under := range []string{"", "nohup"} {
		other, err := s.Owner.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer other.Release()
		lock := func(does string) { // data's migrationLock
			if _, err := other.Exec(t.Context(), `SELECT pg_advisory_`+does+`(84677472)`); err != nil {
				t.Fatal(err)
			}
		}
		lock("lock")
		log := filepath.Join(t.TempDir(), "log")
		args := append(strings.Fields(under), os.Args[0], "migrate", "up", "--log-file", log)
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = programEnv(t, s.Config)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		s.until("it waits", func() bool {
			text, _ := os.ReadFile(log)
			return strings.Contains(string(text), "waiting for another program")
		})
		hangUp(t, cmd.Process.Pid)
		want := exitFailure
		if under != "" {
			want = exitOK
			lock("unlock")
		}
		_ = cmd.Wait() // the exit code tells
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Errorf("under %q: exit %d, want %d\n%s", under, code, want, out.String())
		}
		if under == "" {
			lock("unlock")
		}
	}
}

// hangUp tells a process that its terminal is gone.
func hangUp(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}
