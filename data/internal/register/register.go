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
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/topic"
)

// Register is one society's database, as the desk's role. Statements are sent
// through it as through a connection. It is safe for use by many goroutines.
type Register struct {
	*process

	// lane is the kind of work that is sent through it.
	lane string
}

// The kinds of work that do not hold up one another (connect.Lanes), by the tables that
// they wait for.
const (
	AccountsLane = "accounts"
	HomesLane    = "homes"
	VisitsLane   = "visits"
	TicketsLane  = "tickets"
	MoneyLane    = "money"
	NoticesLane  = "notices"
	// OfficeLane is all else.
	OfficeLane = "office"
)

// process is what the registers of a process have in common.
type process struct {
	pool  *pgxpool.Pool
	lanes *connect.Lanes
	// renewal is when the pool's connections were last all made anew.
	renewal renewal
	// Silent is set while the bus does not hear of the database.
	Silent atomic.Bool
	// Refused is set where a server said that it takes no changes.
	Refused atomic.Bool
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
	// archived are the tables of which the archive was seen to have rows.
	archived sync.Map
	// kinds are what the connections are kept warm for.
	kinds kinds
	// observe, where set, is told of each write (Observe).
	observe atomic.Pointer[func(did action.Action, took time.Duration, err error)]
}

// Observe has fn told of each write: what it did, how long it took with its second try,
// and its error.
func (r *Register) Observe(fn func(did action.Action, took time.Duration, err error)) {
	r.observe.Store(&fn)
}

// TakeSlow returns the statements of this process that took long, since it was last called.
func (r *Register) TakeSlow() []connect.Slow { return r.lanes.TakeSlow() }

// Pool is how a process uses its connections to the database.
type Pool struct {
	// Most are how many it may have; InUse are at work, Idle wait for some.
	Most, InUse, Idle int
	// Waits are how often somebody waited for one, and how long all of them did.
	Waits int64
	Wait  time.Duration
}

// Pool tells it.
func (r *Register) Pool() Pool {
	s := r.pool.Stat()
	return Pool{
		Most: int(s.MaxConns()), InUse: int(s.AcquiredConns()), Idle: int(s.IdleConns()),
		Waits: s.EmptyAcquireCount(), Wait: s.EmptyAcquireWaitTime(),
	}
}

// Open connects to the database that cfg names, as the desk's role where it may
// take it. An unreachable database is an Unavailable error.
func Open(ctx context.Context, cfg connect.Config, log *slog.Logger, topicOf func(table string) topic.Topic) (*Register, error) {
	of := &connect.Society{}
	lanes := &connect.Lanes{}
	pool, err := connect.Open(ctx, cfg, of, lanes)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	return &Register{&process{pool: pool, lanes: lanes, Society: of, Log: log, TopicOf: topicOf}, OfficeLane}, nil
}

// For is the same register for another kind of work.
func (r *Register) For(lane string) *Register { return &Register{r.process, lane} }

// in marks what is sent with a context as this register's.
func (r *Register) in(ctx context.Context) context.Context { return connect.InLane(ctx, r.lane) }

// Close tells the desks what is still to be told, and closes the connections.
func (r *Register) Close() {
	r.background.Wait()
	r.pool.Close()
}
