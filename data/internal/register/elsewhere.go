package register

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// What reads much and may be a little old, the lists of commands, can be read from a hot
// standby, so that no desk waits for it. Nothing that is written is read there: a write
// always goes to the server that takes changes, and reads there what it rests on.

// Elsewhere is a hot standby that is read from.
type Elsewhere struct {
	// Host is its address.
	Host string
	// Behind is how old a change that it lacks may be; 0 where it lacked none as it was
	// asked.
	Behind time.Duration

	pool *pgxpool.Pool
	// failed is set once a read failed there: all others are done here.
	failed atomic.Pointer[error]
}

type elsewhereKey struct{}

// Elsewhere opens the hot standby that cfg names and returns a context whose reads go
// there; where they fail they are done here after all. Its user closes it. The error is
// Refused, Unavailable or Invalid: it cannot be reached, holds another society, or lacks
// changes of nobody knows how long.
func (r *Register) Elsewhere(ctx context.Context, cfg connect.Config) (context.Context, *Elsewhere, error) {
	pool, err := connect.OpenReading(ctx, cfg, r.Society)
	if err != nil {
		return ctx, nil, connect.ReadError(err)
	}
	e := &Elsewhere{pool: pool}
	if err := r.askBehind(ctx, e); err != nil {
		pool.Close()
		return ctx, nil, connect.ReadError(err)
	}
	return context.WithValue(ctx, elsewhereKey{}, e), e, nil
}

// askBehind finds out how far behind it is: what the register's server had written when
// it was asked first has to stand there.
func (r *Register) askBehind(ctx context.Context, e *Elsewhere) error {
	ctx, cancel := context.WithTimeout(ctx, connect.AskTime)
	defer cancel()
	var now time.Time
	var written string
	if err := r.pool.QueryRow(r.in(ctx), `SELECT clock_timestamp(), pg_current_wal_lsn()::text`).Scan(&now, &written); err != nil {
		return err
	}
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	e.Host = conn.Conn().PgConn().Conn().RemoteAddr().String()
	var lacks bool
	var last *time.Time
	err = conn.QueryRow(ctx, `SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() < $1::text::pg_lsn, pg_last_xact_replay_timestamp()`, written).Scan(&lacks, &last)
	switch {
	case err != nil:
		return err
	case lacks && last == nil:
		return fault.Refuse("The standby lacks changes and does not say since when.")
	case lacks:
		e.Behind = max(now.Sub(*last), time.Millisecond)
	}
	return nil
}

// Failed is why reads there were given up, nil as long as they were not.
func (e *Elsewhere) Failed() error {
	if err := e.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// Close ends the connections.
func (e *Elsewhere) Close() { e.pool.Close() }

// elsewhere is where a context's reads go, nil for here.
func (r *Register) elsewhere(ctx context.Context) *Elsewhere {
	if e, is := ctx.Value(elsewhereKey{}).(*Elsewhere); is && e.failed.Load() == nil {
		return e
	}
	return nil
}

// comeBack has a context's reads done here from now on.
func (r *Register) comeBack(ctx context.Context, why error) {
	if e := r.elsewhere(ctx); e != nil && e.failed.CompareAndSwap(nil, &why) {
		r.Log.WarnContext(ctx, "reading from the standby failed; reading goes on here", "standby", e.Host,
			"trouble", string(connect.TroubleOf(why)), "error", why)
	}
}

// from is the pool that a context's reads go to.
func (r *Register) from(ctx context.Context) *pgxpool.Pool {
	if e := r.elsewhere(ctx); e != nil {
		return e.pool
	}
	return r.pool
}
