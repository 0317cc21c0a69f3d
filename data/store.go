// Package data is all that reads or writes the society's Postgres: one file an
// aggregate, with its type, its rules, its SQL and its scan. Exported Store
// methods check the actor's permission, own their transaction and write the
// audit row in it; every error they return is an *Error.
package data

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"
)

// Store reads and writes one society's database as the desk's role. It is safe
// for use by many goroutines.
type Store struct {
	pool *pgxpool.Pool
	// society is the one that every connection of the process has to come to.
	society *connect.Society
	log     *slog.Logger
	// hashing holds a slot for each bcrypt that may run at once, so that a
	// morning's sign-ins leave a core to the gate.
	hashing chan struct{}
	// attempts are the sign-ins under way.
	attempts attempts
	// read is the settings as last read, for what tolerates a moment's age:
	// the country of a phone and the zone of a day.
	read atomic.Pointer[Settings]
	// known are the settings that the program reads, as an editor shows them.
	known []Setting
	// confirm asks the actor's own password again, before a change that wants it.
	confirm func(ctx context.Context, actor role.Actor, own string) error
	// reads are those that desks share, and changes counts what ends the sharing.
	reads   singleflight.Group
	changes atomic.Uint64
	// topicOf is the topic of what is written to a table, empty for none.
	topicOf func(table string) topic.Topic
	// notifier tells other desks of changes; background counts its goroutine.
	notifier   notifier
	background sync.WaitGroup
}

// Open connects to the database that cfg names, as the desk's role where it may
// take it. An unreachable database is an Unavailable error.
func Open(ctx context.Context, cfg connect.Config, log *slog.Logger) (*Store, error) {
	of := &connect.Society{}
	pool, err := connect.Open(ctx, cfg, of)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	s := &Store{pool: pool, society: of, log: log, known: AllSettings(), topicOf: topicOf, hashing: make(chan struct{}, max(1, runtime.NumCPU()-1))}
	s.confirm = s.confirmOwn
	if _, err := s.Settings(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

// Close lets go of the connections, once what changed was told.
func (s *Store) Close() {
	s.background.Wait()
	s.pool.Close()
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return connect.ReadError(s.pool.Ping(ctx)) }

// list reads rows into structs by their column names.
func list[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := d.Query(ctx, sql, args)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	return value.Cleaned(items), connect.ReadError(err)
}

// one reads a single row into a struct; none is a NotFound error.
func one[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) (T, error) {
	rows, err := d.Query(ctx, sql, args)
	if err != nil {
		var none T
		return none, connect.ReadError(err)
	}
	item, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	return value.Cleaned(item), connect.ReadError(err)
}
