// Package datatest gives every test a database of its own: migrated, on a
// private throw-away Postgres that ends with its tests, seen as the desk's role.
// It also fills one with a small society.
//
// The packages that one go test runs side by side share the Postgres: the first
// of them starts it and the last stops it, and the next starts it anew.
package datatest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/localpg"
)

// stopTime bounds what tidies up.
const stopTime = time.Minute

// server is a Postgres that this process uses.
type server struct {
	pg   *localpg.Server
	dir  string
	lock *os.File
}

// shared is the Postgres of all tests of this process. It is started, or joined,
// by the first test that needs it, and left by Main.
type shared struct {
	server

	start sync.Once
	err   error
	// super makes and drops the tests' databases, as the superuser.
	super *pgxpool.Pool
	// strategy is how a database is copied.
	strategy string
	// inMain tells that Main will leave the server.
	inMain bool

	mu sync.Mutex
	// templates are those that tests asked for; each makes its own once.
	templates map[string]func() error
}

// process holds the one server of this test process; TestMain and tests have no
// other way to share it.
var process shared //nolint:gochecknoglobals // see above

// Main runs a package's tests and leaves the server that they used. TestMain
// passes its result to os.Exit.
func Main(m *testing.M) int {
	process.inMain = true
	code := m.Run()
	if err := process.leave(); err != nil {
		fmt.Fprintln(os.Stderr, "datatest:", err)
		return 1
	}
	return code
}

// running returns the server, started on first use. A machine without Postgres
// fails the test with the command that installs it.
func running(tb testing.TB) *shared {
	tb.Helper()
	if !process.inMain {
		tb.Fatal("datatest: call datatest.Main from this package's TestMain")
	}
	process.start.Do(func() { process.err = process.begin() })
	if process.err != nil {
		tb.Fatalf("datatest: no server to test on: %v", process.err)
	}
	return &process
}

func (s *shared) begin() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	sweep(ctx)
	if err := s.launch(ctx, thisRun(), connections()); err != nil {
		return err
	}
	var err error
	if s.super, err = pgxpool.New(ctx, s.superURL()); err != nil {
		return err
	}
	// File by file, not each page through the log too. Before 15 there is no choice.
	return s.super.QueryRow(ctx, `SELECT CASE WHEN current_setting('server_version_num')::int >= 150000 THEN ' STRATEGY file_copy' ELSE '' END`).Scan(&s.strategy)
}

// connections is room for all tests that a run has at a time: go test runs as many
// packages as there are processors, or as make tells it, which is four at least, and some
// tests in each.
func connections() int {
	tests, packages := runtime.GOMAXPROCS(0), max(4, runtime.GOMAXPROCS(0))
	if f := flag.Lookup("test.parallel"); f != nil {
		if n, err := strconv.Atoi(f.Value.String()); err == nil {
			tests = n
		}
	}
	return 100 + 16*tests*packages
}

// launch starts the server of a run, or one of its own, which takes so many
// connections.
func (s *server) launch(ctx context.Context, run string, connections int) (err error) {
	if s.dir, s.lock, err = claimFolder(run); err != nil {
		return err
	}
	s.pg, err = localpg.Start(ctx, localpg.Options{Dir: s.dir, NoSync: true, TCP: true, Connections: connections})
	return err
}

// Server is a Postgres of one test's own, for what is shared by all databases of
// a server, such as roles.
type Server struct{ s server }

// NewServer starts a server that has the superuser postgres and nothing else. It
// is stopped and removed when the test ends.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	own := &Server{}
	tb.Cleanup(func() {
		if err := own.s.stop(); err != nil {
			tb.Errorf("datatest: %v", err)
		}
	})
	if err := own.s.launch(tb.Context(), "", 0); err != nil {
		tb.Fatalf("datatest: no server to test on: %v", err)
	}
	return own
}

// URL names a database of the server's for a role.
func (s *Server) URL(database, role string) string { return s.s.pg.URL(database, role) }

// As opens a pool on a database as a role. It is closed when the test ends.
func (s *Server) As(tb testing.TB, database, role string) *pgxpool.Pool {
	tb.Helper()
	return openPool(tb, s.URL(database, role))
}

// leave closes what is open and leaves the server.
func (s *shared) leave() error {
	if s.super != nil {
		s.super.Close()
	}
	return s.stop()
}

// superURL leads to the server as its superuser.
func (s *server) superURL() string { return s.pg.URL("postgres", "postgres") }

// stop leaves the server. Its last user stops it and removes its folder; what
// cannot be stopped is left to the next sweep.
func (s *server) stop() error {
	if s.lock == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	var err error
	if s.pg != nil {
		err = s.pg.Stop(ctx)
	}
	if err == nil && alone(s.lock) {
		err = removeFolder(s.dir)
	}
	return errors.Join(err, s.lock.Close())
}
