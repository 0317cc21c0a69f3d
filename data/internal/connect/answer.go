package connect

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// The server's own limits do not help where it, or what stands before it, neither answers
// nor closes, nor do those of the network where somebody acknowledges what is sent. So no
// connection of the program waits for an answer without an end, whatever the context of
// whoever asks: a desk's gives up, and one whose statement may rightly take minutes or
// hours, as an owner's, asks over another whether the server is still at it.

// answerTime is the longest that a desk's statement, or its batch, goes unanswered: the
// server has ended each long before (DeskSettings), and a commit waits for a standby. It
// is also how often it is asked after an owner's.
const answerTime = 30 * time.Second

// answers is the tracer of a connection, by which its statements get their ends.
type answers struct {
	within time.Duration
	// asks is set where the server has no limit for a statement either.
	asks bool
}

// laned is the tracer of a pool that goes by lanes.
type laned struct {
	*Lanes
	*answers
}

// answersOf are those of a connection with a desk's settings. A statement_timeout that a
// URL has for itself is obeyed.
func answersOf(cfg Config, params map[string]string) *answers {
	a := &answers{within: cfg.answerTime()}
	asked := params["statement_timeout"]
	if asked == "" || asked == DeskSettings()["statement_timeout"] {
		return a
	}
	limit, ok := settingTime(asked)
	a.asks = !ok || limit == 0
	a.within += limit
	return a
}

// settingTime reads a time as the server's settings have it: in milliseconds, or with a
// unit.
func settingTime(setting string) (time.Duration, bool) {
	setting = strings.ReplaceAll(setting, " ", "")
	if digits := strings.TrimLeft(setting, "0123456789"); digits == "" {
		setting += "ms"
	}
	limit, err := time.ParseDuration(strings.Replace(setting, "min", "m", 1))
	return limit, err == nil && limit >= 0
}

// answerTime is Config.Answer, or its default.
func (c Config) answerTime() time.Duration {
	if c.Answer > 0 {
		return c.Answer
	}
	return answerTime
}

type (
	allowedKey struct{}
	endKey     struct{}
)

// Allow has the statements of a context go unanswered for longer than others, while the
// server says that it is at work for them: whoever raises its limit for one says so here
// as well.
func Allow(ctx context.Context, within time.Duration) context.Context {
	return context.WithValue(ctx, allowedKey{}, within)
}

func (a *answers) start(ctx context.Context, conn *pgx.Conn) context.Context {
	var end context.CancelFunc
	allowed, _ := ctx.Value(allowedKey{}).(time.Duration) // none is 0
	switch {
	case a.asks:
		ctx, end = a.ask(ctx, conn)
	case allowed > a.within:
		bounded, last := context.WithTimeout(ctx, allowed)
		asked, first := a.ask(bounded, conn)
		ctx, end = asked, func() { first(); last() }
	default:
		ctx, end = context.WithTimeout(ctx, a.within)
	}
	return context.WithValue(ctx, endKey{}, end)
}

func (a *answers) end(ctx context.Context) {
	if end, ok := ctx.Value(endKey{}).(context.CancelFunc); ok {
		end()
	}
}

// ask ends a context once the server was found twice not to be at work for it.
func (a *answers) ask(ctx context.Context, conn *pgx.Conn) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancel(ctx)
	first := time.AfterFunc(a.within, func() {
		again := time.NewTicker(a.within)
		defer again.Stop()
		copied := int64(-1)
		for missed := 0; ctx.Err() == nil; {
			if missed++; atWork(ctx, conn, &copied) {
				missed = 0
			} else if missed == 2 {
				end()
			}
			select {
			case <-ctx.Done():
			case <-again.C:
			}
		}
	})
	return ctx, func() {
		first.Stop()
		end()
	}
}

// workSQL tells of the process $1: which one answers, whether that one is there, its state,
// whether it waits for its client, and how much it has copied.
const workSQL = `SELECT pg_catalog.pg_backend_pid(), s.pid IS NOT NULL, coalesce(s.state, ''), coalesce(s.wait_event, '') = 'ClientRead', coalesce(c.bytes_processed, 0)
	FROM (SELECT $1::pg_catalog.int4 AS pid) one
	LEFT JOIN pg_catalog.pg_stat_activity s ON s.pid = one.pid
	LEFT JOIN pg_catalog.pg_stat_progress_copy c ON c.pid = one.pid`

// atWork asks the server over another connection whether it is at work for one. A COPY
// that waits for its rows is, where it has had some since it was asked last. What cannot
// be known counts as work, and so does the answer of a server that is too full for another
// connection: it is not silent.
func atWork(ctx context.Context, conn *pgx.Conn, copied *int64) bool {
	ctx, cancel := context.WithTimeout(ctx, OwnerAskTime)
	defer cancel()
	cc := conn.Config()
	cc.Tracer = nil // it ends by itself
	other, err := pgx.ConnectConfig(ctx, cc)
	if err != nil {
		return StateOf(err) != ""
	}
	defer func() { _ = other.Close(ctx) }()
	var backend uint32
	var there, waits bool
	var state string
	before := *copied
	err = other.QueryRow(ctx, workSQL, int32(conn.PgConn().PID())).Scan(&backend, &there, &state, &waits, copied) //nolint:gosec // a process's number
	switch {
	case err != nil:
		return StateOf(err) != ""
	case !there:
		return backend != other.PgConn().PID() // a pooler's number tells nothing
	case waits:
		return !strings.HasPrefix(state, "idle") && *copied != before
	}
	return !strings.HasPrefix(state, "idle")
}

// TraceQueryStart gives a statement its end, and TraceQueryEnd takes it off.
func (a *answers) TraceQueryStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return a.start(ctx, conn)
}

func (a *answers) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	a.end(ctx)
}

// TraceBatchStart gives a batch its end, and TraceBatchEnd takes it off.
func (a *answers) TraceBatchStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return a.start(ctx, conn)
}

// TraceBatchQuery does nothing.
func (a *answers) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (a *answers) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchEndData) {
	a.end(ctx)
}

// TraceCopyFromStart gives a COPY its end, and TraceCopyFromEnd takes it off.
func (a *answers) TraceCopyFromStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceCopyFromStartData) context.Context {
	return a.start(ctx, conn)
}

func (a *answers) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromEndData) {
	a.end(ctx)
}
