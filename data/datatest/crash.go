package datatest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/localpg"
)

// Society makes a society on this server, whose crash harms no other test.
func (s *Server) Society(tb testing.TB) *Society {
	tb.Helper()
	society := SocietyAt(tb, s.URL("postgres", "postgres"))
	society.on = &s.s
	return society
}

// SocietyAt makes a society on a server of the test's own, which a URL names for its
// superuser.
func SocietyAt(tb testing.TB, superURL string) *Society {
	tb.Helper()
	const name = "society360"
	cfg, err := setup.Bootstrap(tb.Context(), superURL, name)
	if err == nil {
		_, err = setup.Migrate(tb.Context(), cfg, slog.New(slog.DiscardHandler))
	}
	if err == nil {
		err = fillSociety(tb.Context(), cfg)
	}
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	owner, err := pgxpool.New(tb.Context(), cfg.OwnerURL)
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	tb.Cleanup(owner.Close)
	return openSociety(tb, &DB{Name: name, Config: cfg, Owner: owner})
}

// Crash kills the server, all of it, as a power cut would, and waits until its
// postmaster is gone.
func (s *Server) Crash(tb testing.TB) {
	tb.Helper()
	processes := s.processes(tb)
	s.signal(tb, syscall.SIGKILL)
	ctx, cancel := context.WithTimeout(tb.Context(), stopTime)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for syscall.Kill(processes[0], 0) == nil {
		select {
		case <-tick.C:
		case <-ctx.Done():
			tb.Fatal("datatest: the server outlives its death")
		}
	}
}

// Freeze stops the server without ending it: it neither answers nor closes, while the
// system goes on to take what is sent to it. It is thawed when the test ends.
func (s *Server) Freeze(tb testing.TB) {
	tb.Helper()
	s.signal(tb, syscall.SIGSTOP)
	s.signal(tb, syscall.SIGSTOP) // those that the postmaster made meanwhile
	tb.Cleanup(func() { s.Thaw(tb) })
}

// Thaw has a frozen server go on.
func (s *Server) Thaw(tb testing.TB) {
	tb.Helper()
	s.signal(tb, syscall.SIGCONT)
}

// signal sends a signal to every process of the server, its postmaster first.
func (s *Server) signal(tb testing.TB, signal syscall.Signal) {
	tb.Helper()
	for i, pid := range s.processes(tb) {
		// Of the others one may have ended meanwhile.
		if err := syscall.Kill(pid, signal); err != nil && i == 0 {
			tb.Fatalf("datatest: %v", err)
		}
	}
}

// processes are those of the server, its postmaster first.
func (s *Server) processes(tb testing.TB) []int {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(first)
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	return ProcessTree(tb, postmaster)
}

// ProcessTree are a process and all that it started, itself first.
func ProcessTree(tb testing.TB, root int) []int {
	tb.Helper()
	listed, err := exec.CommandContext(context.WithoutCancel(tb.Context()), "ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		tb.Fatalf("datatest: list the processes: %v", err)
	}
	children := map[int][]int{}
	for line := range strings.Lines(string(listed)) {
		var pid, parent int
		if _, err := fmt.Sscan(line, &pid, &parent); err == nil {
			children[parent] = append(children[parent], pid)
		}
	}
	found := []int{root}
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i]]...)
	}
	return found
}

// data is the server's own folder.
func (s *Server) data() string { return filepath.Join(s.s.dir, "postgres", "data") }

// tool runs a program of the server's version, as the server's account.
func (s *Server) tool(tb testing.TB, program string, args ...string) {
	tb.Helper()
	options, err := os.ReadFile(filepath.Join(s.data(), "postmaster.opts"))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	server, _, _ := strings.Cut(string(options), " ")
	run := exec.CommandContext(tb.Context(), filepath.Join(filepath.Dir(server), program), args...)
	run.Dir = filepath.Dir(s.data()) // localpg starts its servers there, by relative names
	if owner := s.account(tb); owner != nil {
		run.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	}
	// To a file, for a server that the program starts keeps what it was given open.
	said, err := os.CreateTemp(tb.TempDir(), "said")
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	defer func() { _ = said.Close() }()
	run.Stdout, run.Stderr = said, said
	if err := run.Run(); err != nil {
		text, _ := os.ReadFile(said.Name())
		tb.Fatalf("datatest: %s: %v\n%s", program, err, text)
	}
}

// account is whom the server runs as where that is not the test's own account.
func (s *Server) account(tb testing.TB) *syscall.Credential {
	tb.Helper()
	info, err := os.Stat(s.data())
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		return &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
	}
	return nil
}

// Revive starts the server again after a Crash, on the same data and address.
func (s *Server) Revive(tb testing.TB) {
	tb.Helper()
	again, err := localpg.Start(tb.Context(), localpg.Options{Dir: s.s.dir, NoSync: true, TCP: true})
	if err != nil {
		tb.Fatalf("datatest: the server does not come back: %v", err)
	}
	// Leaving as one user of two only lets go.
	if err := s.s.pg.Stop(tb.Context()); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	s.s.pg = again
}
