// Package localpg runs the desk's private Postgres, for a machine where nobody
// named a database: it makes the cluster on first use, starts the server, joins
// one that other programs already use, and stops it with its last user.
//
// It drives initdb and pg_ctl and speaks no SQL. It downloads nothing, never
// makes a cluster anew where one stands, and as root runs the server as an
// unprivileged user.
package localpg

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Options says where the private Postgres lives.
type Options struct {
	// Dir is the data folder; empty is DefaultDir. It is made where needed.
	Dir string
	// NoSync leaves out every fsync. A power cut then costs the database (a killed
	// server still loses nothing): it is for tests.
	NoSync bool
	// TCP also listens on a free port of 127.0.0.1, where every account of the
	// machine is let in as any role, and so is whoever reaches the socket: it is for
	// tests that put a proxy between.
	TCP bool
	// Roles are those besides the superuser that the program signs in as.
	Roles []string
	// Connections is how many the server takes at a time; 0 is 100.
	Connections int
	// Log takes what happens; nil is silence.
	Log *slog.Logger
	// Getenv reads SOCIETY360_PG_BIN, PATH and what DefaultDir reads; nil is
	// os.Getenv.
	Getenv func(string) string
}

// Server is a running private Postgres that this program uses. It keeps running
// until every program's Stop, and again as long as any of them lives: a program
// that is killed counts no longer. Its methods may be called concurrently.
type Server struct {
	cluster *cluster
	folder  string
	socket  string
	port    string
	tcp     bool
	opts    Options // as Keep starts it again

	mu sync.Mutex
	// users is the shared lock that counts this Server, nil once stopped.
	users *os.File
}

// Start makes the cluster where there is none, starts the server where none
// runs, and returns when it takes connections. Several programs may start at
// once: one does the work, the others wait and join. A cancelled context stops
// what was begun. Errors are *Error, or the context's cause.
func Start(ctx context.Context, opts Options) (*Server, error) {
	if opts.Getenv == nil {
		opts.Getenv = os.Getenv
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	return start(ctx, opts, newFinder(opts.Getenv))
}

func start(ctx context.Context, opts Options, find finder) (*Server, error) {
	if opts.Dir == "" {
		dir, err := DefaultDir(opts.Getenv)
		if err != nil {
			return nil, err
		}
		opts.Dir = dir
	}
	if strings.ContainsFunc(opts.Dir, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, fail(BadFolder, nil, "The name of the data folder has control characters in it: name another with --data-dir.")
	}
	folder, err := prepareFolder(opts.Dir)
	if err != nil {
		return nil, err
	}
	acc, err := accountFor(folder)
	if err != nil {
		return nil, err
	}
	lock, err := openLock(filepath.Join(folder, lockName), acc)
	if err != nil {
		return nil, folderError(folder, err)
	}
	defer unlock(lock)
	err = waitLock(ctx, lock, func() {
		opts.Log.Info("waiting for another program that starts or stops the private database", "folder", folder)
	})
	if err != nil {
		return nil, lockError(ctx, folder, err)
	}
	users, err := openLock(filepath.Join(folder, usersName), acc)
	if err != nil {
		return nil, folderError(folder, err)
	}
	// Only a holder of the other lock takes this one exclusively, and we hold it.
	if ok, err := tryLock(users, syscall.LOCK_SH); err != nil || !ok {
		_ = users.Close()
		return nil, fail(BadFolder, err, "The file %s is locked by another program.", users.Name())
	}
	s := &Server{folder: folder, users: users, opts: opts, cluster: &cluster{
		root: clusterRoot(folder), data: filepath.Join(clusterRoot(folder), "data"),
		acc: acc, find: find, log: opts.Log, noSync: opts.NoSync, patience: deafTime,
	}}
	if err := s.bringUp(ctx, opts, lock); err != nil {
		s.giveUp(ctx)
		return nil, err
	}
	return s, nil
}

func lockError(ctx context.Context, folder string, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return folderError(folder, err)
}

// stopTime bounds a stop that tidies up after a failed or cancelled start.
const stopTime = time.Minute

// giveUp undoes a start that failed, with the data folder's lock held.
func (s *Server) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := s.leave(ctx); err != nil {
		s.cluster.log.Warn("the private database may still be running", "folder", s.folder, "error", err)
	}
}

// URL names a database on the server for pgx and libpq, over the socket. role
// "postgres" is the superuser, the others are those of Options.Roles; no password is
// asked of the account that the server runs as, and of root.
func (s *Server) URL(database, role string) string {
	return connURL(s.socket, s.port, database, role)
}

// TCPURL is URL over 127.0.0.1, empty where the server was started without TCP.
func (s *Server) TCPURL(database, role string) string {
	if !s.tcp {
		return ""
	}
	u := url.URL{
		Scheme: "postgres", User: url.User(role), Host: net.JoinHostPort("127.0.0.1", s.port),
		Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

func connURL(socket, port, database, role string) string {
	// libpq does not read + as a space.
	host := strings.ReplaceAll(url.QueryEscape(socket), "+", "%20")
	u := url.URL{
		Scheme: "postgres", User: url.User(role), Path: "/" + database,
		RawQuery: fmt.Sprintf("host=%s&port=%s&sslmode=disable", host, port),
	}
	return u.String()
}

// Stop ends this program's use of the server and stops it where nobody else uses
// it. Connections that are still open then are closed. Calling it again does
// nothing. Errors are *Error, or the context's cause while another program holds
// the data folder's lock; then Stop may be tried again.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		return nil
	}
	lock, err := openLock(filepath.Join(s.folder, lockName), s.cluster.acc)
	if err != nil {
		return folderError(s.folder, err)
	}
	defer unlock(lock)
	if err := waitLock(ctx, lock, func() {}); err != nil {
		return lockError(ctx, s.folder, err)
	}
	return s.leave(ctx)
}

// leave gives up this user's lock and, where it was the last, stops the server.
// The caller holds the data folder's lock, so nobody comes in meanwhile.
func (s *Server) leave(ctx context.Context) error {
	users := s.users
	s.users = nil
	defer unlock(users)
	last, err := tryLock(users, syscall.LOCK_EX)
	if err != nil {
		return folderError(s.folder, err)
	}
	if !last {
		return nil
	}
	return s.cluster.shutDown(ctx)
}
