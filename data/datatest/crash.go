package datatest

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/localpg"
)

// Society makes a society on this server, whose crash harms no other test.
func (s *Server) Society(tb testing.TB) *Society {
	tb.Helper()
	const name = "society360"
	if err := s.s.migrate(tb.Context(), name); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	cfg, err := connect.ConfigFromEnv(s.s.env(name), "")
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

// Crash kills the server's postmaster as a power cut would, and waits until it
// is gone.
func (s *Server) Crash(tb testing.TB) {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join(s.s.dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	ctx, cancel := context.WithTimeout(tb.Context(), stopTime)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for syscall.Kill(pid, 0) == nil {
		select {
		case <-tick.C:
		case <-ctx.Done():
			tb.Fatal("datatest: the server outlives its death")
		}
	}
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
