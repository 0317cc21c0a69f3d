package datatest

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"
)

// migrated is the database without rows that all others are copied from.
const migrated = "society360_template"

// New returns a fresh migrated database without rows. It is dropped when the
// test ends, and its connections closed.
func New(tb testing.TB) *DB {
	tb.Helper()
	s := running(tb)
	s.template(tb, migrated, s.migrate)
	return s.copied(tb, migrated)
}

// Copy returns a copy of the database of that name, which fill fills, migrated,
// for the first test of a run that asks for it: what costs more to make than to
// copy. What is in it is as old as that. The copy is the test's own, as New's is.
func Copy(tb testing.TB, name string, fill func(ctx context.Context, cfg connect.Config) error) *DB {
	tb.Helper()
	s := running(tb)
	s.template(tb, migrated, s.migrate)
	name = migrated + "_" + name
	s.template(tb, name, func(ctx context.Context, half string) error {
		if err := s.copyTo(ctx, half, migrated); err != nil {
			return err
		}
		cfg, err := connect.ConfigFromEnv(s.env(half), "")
		if err != nil {
			return err
		}
		return fill(ctx, cfg)
	})
	return s.copied(tb, name)
}

// template sees to it that a database is there to be copied.
func (s *shared) template(tb testing.TB, name string, fill func(ctx context.Context, half string) error) {
	tb.Helper()
	s.mu.Lock()
	once := s.templates[name]
	if once == nil {
		once = sync.OnceValue(func() error { return s.makeTemplate(name, fill) })
		if s.templates == nil {
			s.templates = map[string]func() error{}
		}
		s.templates[name] = once
	}
	s.mu.Unlock()
	if err := once(); err != nil {
		tb.Fatalf("datatest: the template database %s: %v", name, err)
	}
}

// makeTemplate makes it where no other process has. It is called half until it
// is whole.
func (s *server) makeTemplate(name string, fill func(ctx context.Context, half string) error) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.superURL())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	// The lock goes with the connection.
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtext($1))`, name); err != nil {
		return err
	}
	var there bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there)
	if err != nil || there {
		return err
	}
	half := name + "_half"
	// A process that was killed can have left one.
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+half); err != nil {
		return err
	}
	if err := fill(ctx, half); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+half+" RENAME TO "+name)
	return err
}

// migrate makes a migrated database without rows.
func (s *server) migrate(ctx context.Context, name string) error {
	cfg, err := setup.Bootstrap(ctx, s.superURL(), name)
	if err != nil {
		return err
	}
	_, err = setup.Migrate(ctx, cfg, slog.New(slog.DiscardHandler))
	return err
}

// copied copies a template for one test.
func (s *shared) copied(tb testing.TB, template string) *DB {
	tb.Helper()
	name := randomName()
	if err := s.copyTo(tb.Context(), name, template); err != nil {
		tb.Fatalf("datatest: copy %s: %v", template, err)
	}
	return s.open(tb, name)
}

// copyTo copies a database.
func (s *shared) copyTo(ctx context.Context, name, template string) error {
	if _, err := s.super.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+" OWNER "+setup.OwnerRole+s.strategy); err != nil {
		return err
	}
	// A copy does not take along what its database lets nobody do.
	_, err := s.super.Exec(ctx, "REVOKE TEMPORARY, CONNECT ON DATABASE "+name+" FROM PUBLIC; GRANT CONNECT ON DATABASE "+name+" TO "+connect.DeskRole)
	return err
}
