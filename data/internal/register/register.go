// Package register is how a society's rows are read and written: the write with its
// audit row and its intent in one statement, reading into structs, and telling the
// desks of changes. Every room of data stands on it, and nobody outside data
// reaches it.
package register

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"
)

// Register is one society's database, as the desk's role. Statements are sent
// through it as through a connection. It is safe for use by many goroutines.
type Register struct {
	pool *pgxpool.Pool
	// Society is which one every connection of the process has to come to.
	Society *connect.Society
	// Log takes what nobody at a desk can be told.
	Log *slog.Logger
	// TopicOf is the topic that is told after a write to a table, empty for none.
	TopicOf func(table string) topic.Topic
	// reads are those that desks share, and changes counts what ends the sharing.
	reads   singleflight.Group
	changes atomic.Uint64
	// notifier tells other desks of changes; background counts its goroutine.
	notifier   notifier
	background sync.WaitGroup
}

// Open connects to the database that cfg names, as the desk's role where it may
// take it. An unreachable database is an Unavailable error.
func Open(ctx context.Context, cfg connect.Config, log *slog.Logger, topicOf func(table string) topic.Topic) (*Register, error) {
	of := &connect.Society{}
	pool, err := connect.Open(ctx, cfg, of)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	return &Register{pool: pool, Society: of, Log: log, TopicOf: topicOf}, nil
}

// Exec sends a statement.
func (r *Register) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return r.pool.Exec(ctx, sql, args...)
}

// Query reads rows.
func (r *Register) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return r.pool.Query(ctx, sql, args...)
}

// QueryRow reads a row.
func (r *Register) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return r.pool.QueryRow(ctx, sql, args...)
}

// SendBatch sends several statements in one round trip.
func (r *Register) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return r.pool.SendBatch(ctx, b)
}

// Acquire takes a connection for several statements; its user releases it.
func (r *Register) Acquire(ctx context.Context) (*pgxpool.Conn, error) { return r.pool.Acquire(ctx) }

// Close tells the desks what is still to be told, and closes the connections.
func (r *Register) Close() {
	r.background.Wait()
	r.pool.Close()
}

// Ping reports whether the database answers.
func (r *Register) Ping(ctx context.Context) error { return connect.ReadError(r.pool.Ping(ctx)) }

// List reads rows into structs by their column names.
func List[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := d.Query(ctx, sql, args)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	return value.Cleaned(items), connect.ReadError(err)
}

// One reads a single row into a struct; none is a NotFound error.
func One[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) (T, error) {
	rows, err := d.Query(ctx, sql, args)
	if err != nil {
		var none T
		return none, connect.ReadError(err)
	}
	item, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	return value.Cleaned(item), connect.ReadError(err)
}
