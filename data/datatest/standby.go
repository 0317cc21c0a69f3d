package datatest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/localpg"
)

// Standby is a server that follows another, which commits nothing without it.
type Standby struct {
	Server

	primary *Server
	conn    string // as the standby calls its primary
}

// Standby gives the server a synchronous standby. It is stopped and removed when
// the test ends.
func (s *Server) Standby(tb testing.TB) *Standby {
	tb.Helper()
	own := &Standby{primary: s}
	tb.Cleanup(func() {
		if err := own.s.stop(); err != nil {
			tb.Errorf("datatest: %v", err)
		}
	})
	var err error
	if own.s.dir, own.s.lock, err = claimFolder(""); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	s.copyTo(tb, own.s.dir)
	if own.s.pg, err = localpg.Start(tb.Context(), localpg.Options{Dir: own.s.dir, NoSync: true, TCP: true}); err != nil {
		tb.Fatalf("datatest: the standby: %v", err)
	}
	own.conn = own.text(tb, `SHOW primary_conninfo`)
	s.super(tb, `ALTER SYSTEM SET synchronous_standby_names = '*'`, `SELECT pg_reload_conf()`)
	s.await(tb, `SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'`)
	return own
}

// copyTo copies the running server into a folder of localpg's, as a standby.
func (s *Server) copyTo(tb testing.TB, dir string) {
	tb.Helper()
	root := filepath.Join(dir, "postgres")
	if err := os.MkdirAll(root, 0o700); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	// The server's folder stays with the server's account.
	if owner := s.account(tb); owner != nil {
		for _, path := range []string{dir, root} {
			if err := os.Chown(path, int(owner.Uid), int(owner.Gid)); err != nil {
				tb.Fatalf("datatest: %v", err)
			}
		}
	}
	s.tool(tb, "pg_basebackup", "--dbname", s.URL("postgres", "postgres"), "--pgdata", filepath.Join(root, "data"),
		"--write-recovery-conf", "--checkpoint", "fast", "--no-sync")
}

// Leave breaks the line between the two: the primary's commits wait from now on.
func (s *Standby) Leave(tb testing.TB) {
	tb.Helper()
	s.super(tb, `ALTER SYSTEM SET primary_conninfo = ''`, `SELECT pg_reload_conf()`)
	s.primary.await(tb, `SELECT count(*) = 0 FROM pg_stat_replication`)
}

// Return mends the line.
func (s *Standby) Return(tb testing.TB) {
	tb.Helper()
	s.super(tb, `ALTER SYSTEM SET primary_conninfo = '`+strings.ReplaceAll(s.conn, "'", "''")+`'`, `SELECT pg_reload_conf()`)
}

// Pause has the standby show nothing of what it is sent from now on.
func (s *Standby) Pause(tb testing.TB) {
	tb.Helper()
	s.super(tb, `SELECT pg_wal_replay_pause()`)
	s.await(tb, `SELECT pg_get_wal_replay_pause_state() = 'paused'`)
}

// Promote makes the standby the primary, and tells where a database of the other
// is now.
func (s *Standby) Promote(tb testing.TB, database string) connect.Config {
	tb.Helper()
	s.super(tb, `SELECT pg_promote()`)
	s.await(tb, `SELECT NOT pg_is_in_recovery()`)
	cfg, err := connect.ConfigFromEnv(s.s.env(database), "")
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	return cfg
}

// Switch changes the roles of the two as an operator does who means to: the primary
// stops, goes on as the standby of the other, and that one takes the changes. It
// returns the primary of before as what it is now.
func (s *Standby) Switch(tb testing.TB) *Standby {
	tb.Helper()
	was := &Standby{Server: *s.primary, primary: &s.Server, conn: s.listenAt(tb)}
	data := was.data()
	was.super(tb, `ALTER SYSTEM SET primary_conninfo = '`+was.conn+`'`, `ALTER SYSTEM RESET synchronous_standby_names`)
	signal := filepath.Join(data, "standby.signal")
	if err := os.WriteFile(signal, nil, 0o600); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	if owner := s.account(tb); owner != nil {
		if err := os.Chown(signal, int(owner.Uid), int(owner.Gid)); err != nil {
			tb.Fatalf("datatest: %v", err)
		}
	}
	// Its last changes reach the standby before it stops.
	was.tool(tb, "pg_ctl", "restart", "--silent", "--wait", "--mode", "fast", "--pgdata", data, "--log", filepath.Join(data, "..", "server.log"))
	s.super(tb, `SELECT pg_promote()`, `ALTER SYSTEM SET synchronous_standby_names = '*'`, `SELECT pg_reload_conf()`)
	s.await(tb, `SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'`)
	return was
}

// Both names both servers to a desk's and the owner's connections.
func (s *Standby) Both(tb testing.TB, database string) connect.Config {
	tb.Helper()
	own, other := s.hostPort(tb), s.primary.hostPort(tb)
	named := func(role string) string {
		return "postgres://" + role + "@" + other + "," + own + "/" + database + "?sslmode=disable&target_session_attrs=read-write"
	}
	desk := named(connect.DeskRole)
	return connect.Config{URL: desk, DirectURL: desk, OwnerURL: named("postgres"), IsNamed: true}
}

// hostPort is where a server listens on TCP.
func (s *Server) hostPort(tb testing.TB) string {
	tb.Helper()
	u, err := url.Parse(s.s.pg.TCPURL("postgres", "postgres"))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	return u.Host
}

// listenAt is a server as its standby calls it: by the socket, over which localpg lets
// standbys in.
func (s *Server) listenAt(tb testing.TB) string {
	tb.Helper()
	at, err := pgx.ParseConfig(s.URL("postgres", "postgres"))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	return fmt.Sprintf("user=postgres host=%s port=%d", at.Host, at.Port)
}

// Alone has the server commit without a standby again.
func (s *Server) Alone(tb testing.TB) {
	tb.Helper()
	s.super(tb, `ALTER SYSTEM RESET synchronous_standby_names`, `SELECT pg_reload_conf()`)
}

// deskWaits chooses the desk's processes whose commits wait for the standby.
const deskWaits = ` FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = '` + connect.DeskRole + `'`

// NoWaits waits until no commit of the desk's waits for the standby.
func (s *Server) NoWaits(tb testing.TB) {
	tb.Helper()
	s.await(tb, `SELECT count(*) = 0`+deskWaits)
}

// Waiting waits until a commit of the desk's waits for the standby.
func (s *Server) Waiting(tb testing.TB) {
	tb.Helper()
	s.await(tb, `SELECT count(*) > 0`+deskWaits)
}

// CancelWaits ends the waits of the desk's commits, as an operator may.
func (s *Server) CancelWaits(tb testing.TB) {
	tb.Helper()
	s.super(tb, `SELECT pg_cancel_backend(pid)`+deskWaits)
}

func (s *Server) superConn(tb testing.TB) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), s.URL("postgres", "postgres"))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	return conn
}

// super runs statements as the superuser.
func (s *Server) super(tb testing.TB, statements ...string) {
	tb.Helper()
	conn := s.superConn(tb)
	defer func() { _ = conn.Close(context.WithoutCancel(tb.Context())) }()
	for _, sql := range statements {
		if _, err := conn.Exec(tb.Context(), sql); err != nil {
			tb.Fatalf("datatest: %s: %v", sql, err)
		}
	}
}

// text is what a query of one text says.
func (s *Server) text(tb testing.TB, sql string) (text string) {
	tb.Helper()
	conn := s.superConn(tb)
	defer func() { _ = conn.Close(context.WithoutCancel(tb.Context())) }()
	if err := conn.QueryRow(tb.Context(), sql).Scan(&text); err != nil {
		tb.Fatalf("datatest: %s: %v", sql, err)
	}
	return text
}

// await waits until a question's answer is yes.
func (s *Server) await(tb testing.TB, sql string) {
	tb.Helper()
	conn := s.superConn(tb)
	defer func() { _ = conn.Close(context.WithoutCancel(tb.Context())) }()
	ctx, cancel := context.WithTimeout(tb.Context(), stopTime)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for is := false; ; <-tick.C {
		if err := conn.QueryRow(ctx, sql).Scan(&is); err != nil {
			tb.Fatalf("datatest: %s: %v", sql, err)
		}
		if is {
			return
		}
	}
}
