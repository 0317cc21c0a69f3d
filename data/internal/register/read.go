package register

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/numbered"
	"github.com/civoranexus/society360/data/value"
)

// A server that started anew, or that is no longer the one to write to, leaves a pool
// full of connections that are all wrong. Each would fail once, under another
// person's hands. So the first that fails has all of them made anew, and what may
// be done twice is done once more.

// renewal is when a pool's connections were last made anew.
type renewal struct {
	mu sync.Mutex
	at time.Time
}

// Renew has the pool make its connections anew, unless that was done since a
// statement began: what others do with theirs goes on.
func (r *Register) Renew(began time.Time) {
	r.renewal.mu.Lock()
	defer r.renewal.mu.Unlock()
	if r.renewal.at.After(began) {
		return
	}
	r.renewal.at = time.Now()
	r.pool.Reset()
}

// renewed renews the pool where a failure says that its connections may be wrong.
func (r *Register) renewed(err error, began time.Time) bool {
	if !connect.Lost(err) {
		return false
	}
	if connect.TroubleOf(err) == fault.ReadOnly {
		r.Refused.Store(true)
	}
	r.Renew(began)
	return true
}

// Again reads over d, and once more over a new connection where d is the register
// and the first one turned out to be wrong. What is read elsewhere is read here where
// that fails.
func Again[T any](ctx context.Context, d connect.DB, read func() (T, error)) (T, error) {
	r, is := d.(*Register)
	elsewhere := is && r.elsewhere(ctx) != nil
	began := time.Now()
	answer, err := read()
	switch {
	case elsewhere && err != nil && !errors.Is(err, pgx.ErrNoRows) && ctx.Err() == nil:
		r.comeBack(ctx, err)
		return Again(ctx, d, read)
	case is && !elsewhere && r.renewed(err, began):
		return read()
	}
	return answer, err
}

// List reads rows into structs by their column names.
func List[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) ([]T, error) {
	items, err := Again(ctx, d, func() ([]T, error) {
		rows, err := d.Query(ctx, sql, args)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, pgx.RowToStructByName[T])
	})
	return value.Cleaned(items), connect.ReadError(err)
}

// One reads a single row into a struct; none is a NotFound error.
func One[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) (T, error) {
	item, err := Again(ctx, d, func() (T, error) {
		rows, err := d.Query(ctx, sql, args)
		if err != nil {
			var none T
			return none, err
		}
		return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	})
	return value.Cleaned(item), connect.ReadError(err)
}

// PlannedOnce stands before the reads of a batch that one plan serves, whatever they are
// asked with: left to itself the server plans such a read anew at each call, where it
// expects less of a plan for these very values, and takes longer for that than for reading.
const PlannedOnce = `SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`

// PlannedList is List for a statement that one plan serves.
func PlannedList[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) ([]T, error) {
	items, err := Again(ctx, d, func() (items []T, err error) {
		batch := &pgx.Batch{}
		batch.Queue(PlannedOnce)
		batch.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
			items, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
			return err
		})
		err = d.SendBatch(ctx, batch).Close()
		return items, err
	})
	return value.Cleaned(items), connect.ReadError(err)
}

// Read sends a batch of reads, each of which sets what it reads for.
func (r *Register) Read(ctx context.Context, batch *pgx.Batch) error {
	_, err := Again(ctx, r, func() (struct{}, error) {
		// A batch remembers the statements that the connection it was sent over had.
		fresh := &pgx.Batch{}
		for _, q := range batch.QueuedQueries {
			fresh.Queue(q.SQL, q.Arguments...).Fn = q.Fn
		}
		return struct{}{}, r.SendBatch(ctx, fresh).Close()
	})
	return connect.ReadError(err)
}

// Into reads the rows of one read of a batch, as List does.
func Into[T any](items *[]T) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*items, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		*items = value.Cleaned(*items)
		return err
	}
}

// Ping reports whether the database answers.
func (r *Register) Ping(ctx context.Context) error {
	_, err := Again(ctx, r, func() (struct{}, error) { return struct{}{}, r.pool.Ping(r.in(ctx)) })
	return connect.ReadError(err)
}

// Exec sends a statement.
func (r *Register) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	sql, args = numbered.Statement(sql, args)
	tag, err := r.pool.Exec(r.in(ctx), sql, args...)
	return tag, r.noneFree(ctx, err)
}

// Query reads rows.
func (r *Register) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	sql, args = numbered.Statement(sql, args)
	rows, err := r.from(ctx).Query(r.in(ctx), sql, args...)
	return rows, r.noneFree(ctx, err)
}

// QueryRow reads a row.
func (r *Register) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	sql, args = numbered.Statement(sql, args)
	return row{r, ctx, sql, args}
}

// SendBatch sends several statements in one round trip, which read alone.
func (r *Register) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	numbered.Batch(b)
	return r.from(ctx).SendBatch(r.in(ctx), b)
}

// Acquire takes a connection for several statements; its user releases it.
func (r *Register) Acquire(ctx context.Context) (*pgxpool.Conn, error) {
	conn, err := r.pool.Acquire(r.in(ctx))
	return conn, r.noneFree(ctx, err)
}

// noneFree tells that every connection was in use for as long as somebody waited from
// a database that does not answer.
func (r *Register) noneFree(ctx context.Context, err error) error {
	if !errors.Is(err, context.DeadlineExceeded) || r.Silent.Load() || !r.lanes.Full(r.in(ctx)) {
		return err
	}
	return errors.Join(connect.ErrNoneFree, err)
}

// row is a row that Scan reads.
type row struct {
	reg  *Register
	ctx  context.Context //nolint:containedctx // of the one call that Scan ends
	sql  string
	args []any
}

// Scan reads the row.
func (w row) Scan(into ...any) error {
	_, err := Again(w.ctx, w.reg, func() (struct{}, error) {
		return struct{}{}, w.reg.noneFree(w.ctx, w.reg.from(w.ctx).QueryRow(w.reg.in(w.ctx), w.sql, w.args...).Scan(into...))
	})
	return err
}
