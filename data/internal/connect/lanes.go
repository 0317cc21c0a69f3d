package connect

import (
	"context"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"
)

// A statement that waits for a lock holds its connection for as long. Where another
// program locks one table, the desks that look at it would soon hold every connection,
// and desks that never touch it would wait behind them. So the last connections of a pool
// are for kinds of work that hold none.

// mostSpare is how many connections are kept for kinds of work that hold none.
const mostSpare = 2

// Lanes are the kinds of work over a pool, within its tracer (laned): the pool asks
// before it takes a connection, and tells when one is given back.
type Lanes struct {
	mu sync.Mutex
	// free is how many connections are not in use, of which spare are kept; held is how
	// many each kind of work holds.
	free, spare int
	held        map[string]int
	// waiting are those that wait for one, the first first.
	waiting []*turnOf

	slow slowest
}

// turnOf is the wait of a kind of work; given is closed with its turn.
type turnOf struct {
	kind  string
	given chan struct{}
}

type (
	laneKey struct{}
	heldKey struct{}
)

// InLane marks what is sent with a context as of a kind of work.
func InLane(ctx context.Context, kind string) context.Context {
	return context.WithValue(ctx, laneKey{}, kind)
}

// over has a pool go by the lanes. A size that nobody chose grows by what is kept, so
// that one kind of work has as many as before.
func (l *Lanes) over(pc *pgxpool.Config, chosen bool) {
	l.held = map[string]int{}
	if !chosen {
		pc.MaxConns += mostSpare
	}
	l.free = int(pc.MaxConns)
	l.spare = min(mostSpare, (l.free+2)/4) // of one connection none
}

// allows reports whether a kind of work may have a connection now. The caller holds mu.
func (l *Lanes) allows(kind string) bool {
	return l.free > l.spare || l.free > 0 && l.held[kind] == 0
}

// Full reports whether no connection is free for what is sent with a context.
func (l *Lanes) Full(ctx context.Context) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.allows(laneOf(ctx))
}

func laneOf(ctx context.Context) string {
	kind, _ := ctx.Value(laneKey{}).(string) // what has none is a kind as well
	return kind
}

// take waits for a connection's place. The error is the context's.
func (l *Lanes) take(ctx context.Context, kind string) error {
	l.mu.Lock()
	if l.allows(kind) {
		l.free--
		l.held[kind]++
		l.mu.Unlock()
		return nil
	}
	turn := &turnOf{kind, make(chan struct{})}
	l.waiting = append(l.waiting, turn)
	l.mu.Unlock()
	select {
	case <-turn.given:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if at := slices.Index(l.waiting, turn); at >= 0 {
		l.waiting = slices.Delete(l.waiting, at, at+1)
	} else { // its turn came at the same time
		l.giveBack(kind)
	}
	return ctx.Err()
}

// giveBack frees a place, and gives it to the first who may have it. The caller holds mu.
func (l *Lanes) giveBack(kind string) {
	l.free++
	if l.held[kind]--; l.held[kind] == 0 {
		delete(l.held, kind)
	}
	for {
		at := slices.IndexFunc(l.waiting, func(turn *turnOf) bool { return l.allows(turn.kind) })
		if at < 0 {
			return
		}
		turn := l.waiting[at]
		l.waiting = slices.Delete(l.waiting, at, at+1)
		l.free--
		l.held[turn.kind]++
		close(turn.given)
	}
}

// TraceAcquireStart waits for a place; without one, where the context ends, the pool
// gives no connection either.
func (l *Lanes) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	kind := laneOf(ctx)
	if l.take(ctx, kind) != nil {
		return ctx
	}
	return context.WithValue(ctx, heldKey{}, kind)
}

// heldAs is where a connection keeps by which kind of work it is held.
const heldAs = "society360 lane"

// TraceAcquireEnd notes the kind with the connection, or gives the place back where there
// is none.
func (l *Lanes) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, end pgxpool.TraceAcquireEndData) {
	kind, ok := ctx.Value(heldKey{}).(string)
	switch {
	case !ok:
	case end.Err != nil:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.giveBack(kind)
	default:
		end.Conn.PgConn().CustomData()[heldAs] = kind
	}
}

// TraceRelease gives a connection's place back.
func (l *Lanes) TraceRelease(_ *pgxpool.Pool, end pgxpool.TraceReleaseData) {
	data := end.Conn.PgConn().CustomData()
	if kind, ok := data[heldAs].(string); ok {
		delete(data, heldAs)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.giveBack(kind)
	}
}
