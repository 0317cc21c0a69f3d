package datatest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is one test's own database.
type DB struct {
	// Name is the database's name on the test server.
	Name string
	// Config leads to it as the desk's role, and as the owner's for the owner's
	// work.
	Config connect.Config
	// Owner is a pool of the owner's role, for what a test arranges or checks
	// behind the desk's back.
	Owner *pgxpool.Pool
	// on is the server that it is on; nil is one that datatest did not start.
	on *server
}

// NewEmpty returns a fresh database of the owner's with nothing in it, not even
// the schema. It is dropped when the test ends.
func NewEmpty(tb testing.TB) *DB {
	tb.Helper()
	s := running(tb)
	name := randomName()
	if _, err := setup.Bootstrap(tb.Context(), s.superURL(), name); err != nil {
		tb.Fatalf("datatest: an empty database: %v", err)
	}
	return s.open(tb, name)
}

// NewWithLocale is NewEmpty for a database whose letters are those of a locale: "C"
// knows the capitals of ASCII alone.
func NewWithLocale(tb testing.TB, locale string) *DB {
	tb.Helper()
	s := running(tb)
	name := randomName()
	if _, err := s.super.Exec(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE '"+locale+"' LC_CTYPE '"+locale+"' OWNER "+setup.OwnerRole); err != nil {
		tb.Fatalf("datatest: a database of the locale %s: %v", locale, err)
	}
	if _, err := setup.Bootstrap(tb.Context(), s.superURL(), name); err != nil {
		tb.Fatalf("datatest: a database of the locale %s: %v", locale, err)
	}
	return s.open(tb, name)
}

// open registers the drop and connects. Bootstrap finds everything there, and
// only tells the addresses.
func (s *shared) open(tb testing.TB, name string) *DB {
	tb.Helper()
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		if _, err := s.super.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("datatest: drop %s: %v", name, err)
		}
	})
	cfg, err := connect.ConfigFromEnv(s.env(name), "")
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	db := &DB{Name: name, Config: cfg, on: &s.server}
	db.Owner = openPool(tb, cfg.OwnerURL)
	return db
}

// openPool opens a small pool, which is closed when the test ends.
func openPool(tb testing.TB, url string) *pgxpool.Pool {
	tb.Helper()
	pc, err := pgxpool.ParseConfig(url)
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	pc.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(tb.Context(), pc)
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	tb.Cleanup(pool.Close)
	return pool
}

func (s *server) env(database string) func(string) string {
	return func(name string) string {
		switch name {
		case "DATABASE_URL", "DATABASE_DIRECT_URL":
			return s.pg.URL(database, connect.DeskRole)
		case "DATABASE_OWNER_URL":
			return s.pg.URL(database, setup.OwnerRole)
		}
		return ""
	}
}

// As opens a pool on the database as another role, such as "postgres", the
// superuser, or one that the test made. It is closed when the test ends.
func (db *DB) As(tb testing.TB, role string) *pgxpool.Pool {
	tb.Helper()
	return openPool(tb, db.URL(tb, role))
}

// OtherProgram makes the role of another program of the platform, which may do to the
// platform's tables what it likes, and works beside the desk with statements of its own.
// It goes when the test ends.
func (db *DB) OtherProgram(tb testing.TB) (role string) {
	tb.Helper()
	role = RoleName(tb)
	super := db.As(tb, "postgres")
	Exec(tb, super, `CREATE ROLE `+role+` LOGIN`)
	DropRole(tb, super, role)
	Exec(tb, super, `GRANT SELECT, INSERT, UPDATE, DELETE ON `+strings.Join(DocumentTables(), ", ")+` TO `+role)
	return role
}

// Conn opens one connection as a role. It is closed when the test ends.
func (db *DB) Conn(tb testing.TB, role string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), db.URL(tb, role))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	tb.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// URL names the database for a role, and lets a role that the test made enter it, which
// is closed to all but the desk's and the owner's; one that is not there stays outside.
// The test server asks nobody for a password.
func (db *DB) URL(tb testing.TB, role string) string {
	tb.Helper()
	switch role {
	case connect.DeskRole, setup.OwnerRole, "postgres":
	default:
		var gone *pgconn.PgError
		_, err := db.As(tb, "postgres").Exec(tb.Context(), "GRANT CONNECT ON DATABASE "+db.Name+" TO "+pgx.Identifier{role}.Sanitize())
		if err != nil && (!errors.As(err, &gone) || gone.Code != "42704") {
			tb.Fatalf("datatest: let %s enter: %v", role, err)
		}
	}
	return db.server(tb).URL(db.Name, role)
}

// server is the one that the database is on.
func (db *DB) server(tb testing.TB) *localpg.Server {
	tb.Helper()
	if db.on == nil {
		tb.Fatal("datatest: this database's server is another's, and has addresses of its own")
	}
	return db.on.pg
}

// RoleName makes up a name for a role that a test creates; the server's roles are
// shared by all tests.
func RoleName(tb testing.TB) string {
	tb.Helper()
	return "r_" + randomName()
}

func randomName() string {
	random := make([]byte, 8)
	_, _ = rand.Read(random)
	return "t_" + hex.EncodeToString(random)
}
