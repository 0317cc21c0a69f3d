// Package datatest gives every test a database of its own: migrated, on a
// private throw-away Postgres that lives as long as the test process, seen as
// the desk's role. It also fills one with a small society.
package datatest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/localpg"
)

// Where the servers of test runs live: a short path, because a socket is in it.
// Beside each folder stands a file that its test process holds locked.
const (
	folderPattern = "/tmp/s360t-*"
	lockSuffix    = ".lock"
)

// template is the migrated database that others are copied from.
const template = "society360_template"

// stopTime bounds what tidies up.
const stopTime = time.Minute

// server is the process's Postgres. It is started by the first test that needs
// one, and stopped by Main.
type server struct {
	start   sync.Once
	err     error
	pg      *localpg.Server
	dir     string
	lock    *os.File
	copying sync.Once
	// templateErr is what copying found, apart from err: both are read at once.
	templateErr error
	// inMain tells that Main will stop the server.
	inMain bool
}

// process holds the one server of this test process; TestMain and tests have no
// other way to share it.
var process server //nolint:gochecknoglobals // see above

// Main runs a package's tests and stops the server that they used. TestMain
// passes its result to os.Exit.
func Main(m *testing.M) int {
	process.inMain = true
	code := m.Run()
	if err := process.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "datatest:", err)
		return 1
	}
	return code
}

// running returns the server, started on first use. A machine without Postgres
// fails the test with the command that installs it.
func running(tb testing.TB) *server {
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

func (s *server) begin() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	sweep(ctx)
	return s.launch(ctx)
}

// launch starts the server in a folder of its own.
func (s *server) launch(ctx context.Context) (err error) {
	if s.dir, s.lock, err = claimFolder(); err != nil {
		return err
	}
	s.pg, err = localpg.Start(ctx, localpg.Options{Dir: s.dir, NoSync: true, TCP: true})
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
	if err := own.s.launch(tb.Context()); err != nil {
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

// migrated makes the template database once.
func (s *server) migrated(tb testing.TB) {
	tb.Helper()
	s.copying.Do(func() { s.templateErr = s.makeTemplate() })
	if s.templateErr != nil {
		tb.Fatalf("datatest: the template database: %v", s.templateErr)
	}
}

func (s *server) makeTemplate() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cfg, err := data.Bootstrap(ctx, s.superURL("postgres"), template)
	if err != nil {
		return err
	}
	_, err = data.Migrate(ctx, cfg, slog.New(slog.DiscardHandler))
	return err
}

// superURL leads to a database as the superuser.
func (s *server) superURL(database string) string { return s.pg.URL(database, "postgres") }

// admin runs statements as the superuser, one by one, up to the first that fails.
func (s *server) admin(ctx context.Context, statements ...string) error {
	conn, err := pgx.Connect(ctx, s.superURL("postgres"))
	if err != nil {
		return err
	}
	for _, sql := range statements {
		if _, err = conn.Exec(ctx, sql); err != nil {
			break
		}
	}
	return errors.Join(err, conn.Close(ctx))
}

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
	if err == nil {
		err = removeFolder(s.dir)
	}
	return errors.Join(err, s.lock.Close())
}

// claimFolder names a folder and holds its lock. The lock comes first, so that a
// sweep never finds a folder of a living run unlocked.
func claimFolder() (dir string, lock *os.File, err error) {
	for {
		random := make([]byte, 5)
		_, _ = rand.Read(random)
		dir = folderPattern[:len(folderPattern)-1] + hex.EncodeToString(random)
		lock, err = os.OpenFile(dir+lockSuffix, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return "", nil, err
		}
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
			return "", nil, err
		}
		// A sweep can have taken the file between the two lines above.
		if _, err := os.Stat(lock.Name()); err == nil {
			return dir, lock, nil
		}
		_ = lock.Close()
	}
}

// sweep stops and removes what killed runs left behind: folders whose lock
// nobody holds. What belongs to another account is that account's to sweep.
func sweep(ctx context.Context) {
	locks, err := filepath.Glob(folderPattern + lockSuffix)
	if err != nil {
		return
	}
	for _, name := range locks {
		sweepOne(ctx, name)
	}
}

func sweepOne(ctx context.Context, lockName string) {
	lock, err := os.OpenFile(lockName, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer func() { _ = lock.Close() }()
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return
	}
	dir := lockName[:len(lockName)-len(lockSuffix)]
	if _, err := os.Stat(dir); err == nil {
		// Joining a server and leaving it as its last user stops it, if it still
		// runs. One that cannot be joined is not running.
		if pg, err := localpg.Start(ctx, localpg.Options{Dir: dir, NoSync: true}); err == nil {
			if pg.Stop(ctx) != nil {
				return
			}
		}
	}
	_ = removeFolder(dir)
}

// removeFolder removes a server's folder, then the lock's name.
func removeFolder(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Remove(dir + lockSuffix)
}
