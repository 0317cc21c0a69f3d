package register

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/numbered"
	"github.com/civoranexus/society360/data/role"
)

// A new connection is slow: its server process reads what it has to know of the tables,
// and parses and plans each statement at its first use, some 40 ms for a check-in. So
// what was written once by a process is sent over its other connections before anybody
// waits for it there, as nobody, for whom a write changes nothing, and is taken back.

const (
	// mostKinds bounds how many kinds of writes are kept.
	mostKinds = 16
	// untilPlanned is how often a statement is executed before the server settles on one
	// plan for it.
	untilPlanned = 6
)

// kinds are the writes that were sent, one of each kind.
type kinds struct {
	mu   sync.Mutex
	sent []Write
	by   map[string]struct{}
	// warming is held while a connection is.
	warming sync.Mutex
}

// note keeps a write of a kind that was not sent before. Those of many rows are not for
// somebody who waits at a gate.
func (k *kinds) note(w Write) {
	if w.Many || w.Quiet {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, was := k.by[w.Change]; was || len(k.sent) == mostKinds {
		return
	}
	if k.by == nil {
		k.by = map[string]struct{}{}
	}
	k.by[w.Change] = struct{}{}
	// Neither the locks of what it was about, nor what it would say.
	w.Lock, w.Hold, w.Payload, w.Explain, w.Refuse = "", "", nil, nil, refuses(w)
	k.sent = append(k.sent, w)
}

// refuses keeps that a write is made under rules, which its statement depends on.
func refuses(w Write) func(context.Context, connect.DB, int) error {
	if w.Refuse == nil {
		return nil
	}
	return func(context.Context, connect.DB, int) error { return nil }
}

func (k *kinds) all() []Write {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clip(k.sent)
}

// warmFor is where a connection keeps how many kinds it knows.
const warmFor = "society360 warm"

// Warm sends what was written before over one idle connection that has not met it yet.
// It is called now and then.
func (r *Register) Warm(ctx context.Context) {
	writes := r.kinds.all()
	if len(writes) == 0 || !r.kinds.warming.TryLock() {
		return
	}
	defer r.kinds.warming.Unlock()
	var cold *pgxpool.Conn
	for _, conn := range r.pool.AcquireAllIdle(ctx) {
		if knows, _ := conn.Conn().PgConn().CustomData()[warmFor].(int); cold == nil && knows < len(writes) && keepsPlans(conn.Conn()) {
			cold = conn
		} else {
			conn.Release()
		}
	}
	if cold == nil {
		return
	}
	defer cold.Release()
	data := cold.Conn().PgConn().CustomData()
	knows, _ := data[warmFor].(int) // none is 0
	for _, w := range writes[knows:] {
		if err := warm(ctx, cold.Conn(), w); err != nil {
			r.Log.DebugContext(ctx, "warming a connection", "action", string(w.Action), "error", err)
		}
		knows++
		data[warmFor] = knows
	}
}

// keepsPlans reports whether statements stay prepared on a connection.
func keepsPlans(conn *pgx.Conn) bool {
	return conn.Config().DefaultQueryExecMode == pgx.QueryExecModeCacheStatement
}

// warm sends a write as nobody, and takes it back: that nothing came of it must not rest
// on each write's asking who sends it.
func warm(ctx context.Context, conn *pgx.Conn, w Write) (err error) {
	ctx, cancel := context.WithTimeout(ctx, connect.AskTime)
	defer cancel()
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback(ctx)) }()
	nobody := role.Actor{UserID: uuid.New(), Role: role.Guard}
	batch := &pgx.Batch{}
	for range untilPlanned {
		count := startCount(conn)
		count.before(batch)
		w.Intent = uuid.New()
		w.queue(batch, nobody)
		count.after(batch)
	}
	numbered.Batch(batch)
	return tx.SendBatch(ctx, batch).Close()
}
