package connect

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// SlowStatement is from when on a statement is told of as slow.
const SlowStatement = time.Second

// slowKept is how many slow statements a process keeps apart until somebody reads them.
const slowKept = 100

// Slow is a statement that took long.
type Slow struct {
	// SQL is the statement without what it was given.
	SQL   string
	Times int
	// Most is how long it took at most, All how long all together.
	Most, All time.Duration
}

// slowest are the slow statements of a process since they were last taken.
type slowest struct {
	mu   sync.Mutex
	seen map[string]*Slow
}

func (s *slowest) add(sql string, took time.Duration) {
	if took < SlowStatement {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen = map[string]*Slow{}
	}
	one := s.seen[sql]
	if one == nil {
		if len(s.seen) == slowKept {
			return
		}
		one = &Slow{SQL: sql}
		s.seen[sql] = one
	}
	one.Times++
	one.All += took
	one.Most = max(one.Most, took)
}

// TakeSlow returns the slow statements since it was last called.
func (l *Lanes) TakeSlow() (all []Slow) {
	l.slow.mu.Lock()
	defer l.slow.mu.Unlock()
	for _, one := range l.slow.seen {
		all = append(all, *one)
	}
	l.slow.seen = nil
	return all
}

// begunKey is where a context keeps what is sent with it, and since when.
type begunKey struct{}

type begun struct {
	sql string
	at  time.Time
}

// timed notes when something is sent.
func timed(ctx context.Context, sql string) context.Context {
	return context.WithValue(ctx, begunKey{}, begun{sql, time.Now()})
}

// timed keeps what was sent where it took long.
func (l *Lanes) timed(ctx context.Context) {
	if b, ok := ctx.Value(begunKey{}).(begun); ok {
		l.slow.add(b.sql, time.Since(b.at))
	}
}

// TraceQueryStart notes when a statement is sent, and gives it its end.
func (l laned) TraceQueryStart(ctx context.Context, conn *pgx.Conn, sent pgx.TraceQueryStartData) context.Context {
	return l.answers.TraceQueryStart(timed(ctx, sent.SQL), conn, sent)
}

// TraceQueryEnd takes its end off, and keeps the statement where it took long.
func (l laned) TraceQueryEnd(ctx context.Context, conn *pgx.Conn, got pgx.TraceQueryEndData) {
	l.timed(ctx)
	l.answers.TraceQueryEnd(ctx, conn, got)
}

// TraceBatchStart does so for a batch, which is called by its longest statement: the others
// set the session, lock or count.
func (l laned) TraceBatchStart(ctx context.Context, conn *pgx.Conn, sent pgx.TraceBatchStartData) context.Context {
	longest := ""
	for _, q := range sent.Batch.QueuedQueries {
		if len(q.SQL) > len(longest) {
			longest = q.SQL
		}
	}
	return l.answers.TraceBatchStart(timed(ctx, longest), conn, sent)
}

// TraceBatchEnd does so for a batch.
func (l laned) TraceBatchEnd(ctx context.Context, conn *pgx.Conn, got pgx.TraceBatchEndData) {
	l.timed(ctx)
	l.answers.TraceBatchEnd(ctx, conn, got)
}
