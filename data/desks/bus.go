// Package desks is what runs behind the desks: the bus that tells of changes, its
// clock, the turn to do the schedule, and tidying.
package desks

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/topic"

	"github.com/jackc/pgx/v5"
)

// BusOptions are how often a bus looks by itself for what nobody tells. A zero
// field has its default.
type BusOptions struct {
	// Rows is how often it looks for rows that were written; 4 s. It looks because a
	// notification may be lost, other programs send none, and a connection may be
	// silent because it is dead: with Answer, desks hear again within ten seconds.
	Rows time.Duration
	// Clock is how often it looks at what time alone changed; 15 s, for it is no news
	// to the second, and looking reads the open tickets and visits.
	Clock time.Duration
	// Answer is the longest that it waits for an answer; askTime.
	Answer time.Duration
}

// Bus tells the desks of one process what changed, here or on any other server
// of the society. It holds one direct connection for LISTEN; fan-out is in
// memory and never waits for a desk.
type Bus struct {
	store *Store
	cfg   connect.Config
	opts  BusOptions

	mu   sync.Mutex
	subs map[*Subscription]struct{}
	// heard is when the database answered last; lost is that time while it does not.
	heard, lost time.Time
}

// Subscription is one desk's place on the bus. Topics pile up as a set, so a
// slow desk holds no more than one of each.
type Subscription struct {
	bus *Bus
	// C has a token whenever Take has something.
	C chan struct{}

	mu   sync.Mutex
	told topic.Told
}

// NewBus makes the bus of a process. Run drives it.
func NewBus(store *Store, cfg connect.Config, opts BusOptions) *Bus {
	opts = BusOptions{
		Rows: cmp.Or(opts.Rows, 4*time.Second), Clock: cmp.Or(opts.Clock, 15*time.Second), Answer: cmp.Or(opts.Answer, connect.AskTime),
	}
	return &Bus{store: store, cfg: cfg, opts: opts, subs: map[*Subscription]struct{}{}}
}

// Subscribe adds a desk; Close removes it.
func (b *Bus) Subscribe() *Subscription {
	sub := &Subscription{bus: b, C: make(chan struct{}, 1), told: topic.Told{}}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs[sub] = struct{}{}
	return sub
}

// Close takes the desk off the bus.
func (s *Subscription) Close() {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	delete(s.bus.subs, s)
}

// Take returns what changed since the last Take.
func (s *Subscription) Take() topic.Told {
	s.mu.Lock()
	defer s.mu.Unlock()
	told := s.told
	s.told = topic.Told{}
	return told
}

// Lost is when the database answered last, where it does not answer now; zero where
// it does. C has a token when that changes.
func (s *Subscription) Lost() time.Time {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	return s.bus.lost
}

// hears notes that the database answers, or where at is zero that it does not.
func (b *Bus) hears(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	was := b.lost
	if at.IsZero() {
		b.lost = b.heard
	} else {
		b.heard, b.lost = at, time.Time{}
	}
	if was.IsZero() != b.lost.IsZero() {
		for sub := range b.subs {
			sub.stir()
		}
	}
}

func (s *Subscription) add(told topic.Told) {
	s.mu.Lock()
	for topic, by := range told {
		s.told.Add(topic, by...)
	}
	s.mu.Unlock()
	s.stir()
}

func (s *Subscription) stir() {
	select {
	case s.C <- struct{}{}:
	default: // a token is there already
	}
}

func (b *Bus) tell(told topic.Told) {
	if len(told) == 0 {
		return
	}
	b.store.reg.Changed()
	b.mu.Lock()
	defer b.mu.Unlock()
	for sub := range b.subs {
		sub.add(told)
	}
}

// Run listens until ctx ends. A lost connection is made anew, and everything
// counts as changed then.
func (b *Bus) Run(ctx context.Context) {
	b.hears(time.Now()) // whoever runs it has just spoken to the database
	for ctx.Err() == nil {
		if err := b.listen(ctx); err != nil && ctx.Err() == nil {
			b.hears(time.Time{})
			b.store.reg.Log.WarnContext(ctx, "listening for changes", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(register.BusRetry):
		}
	}
}

func (b *Bus) listen(ctx context.Context) error {
	conn, err := connect.Direct(ctx, b.cfg, b.store.reg.Society)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	l, err := b.store.startListening(ctx, conn, b.opts)
	if err != nil {
		return err
	}
	b.hears(l.looked)
	b.tell(topic.Told{topic.Everything: nil})
	for {
		told, err := l.wait(ctx)
		if err != nil {
			return err
		}
		b.tell(told)
		// By its own clock, whatever came meanwhile: at a busy gate something always
		// does.
		if time.Since(l.looked) < b.opts.Rows {
			continue
		}
		if told, err = l.look(ctx); err != nil {
			return err
		}
		b.hears(l.looked)
		b.tell(told)
	}
}

// listener is the bus's connection and what was told over it.
type listener struct {
	store  *Store
	conn   *pgx.Conn
	opts   BusOptions
	schema string
	clock  *clock
	tally  *register.Tally
	looked time.Time
}

// startListening has everything up to now count as told.
func (s *Store) startListening(ctx context.Context, conn *pgx.Conn, opts BusOptions) (*listener, error) {
	ctx, cancel := context.WithTimeout(ctx, opts.Answer)
	defer cancel()
	l := &listener{store: s, conn: conn, opts: opts, looked: time.Now()}
	if err := conn.QueryRow(ctx, `SELECT current_schema()`).Scan(&l.schema); err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, `LISTEN `+register.BusChannel); err != nil {
		return nil, err
	}
	// Before all is told: what happens behind the desks' reading is found by these.
	var err error
	if l.tally, err = s.reg.NewTally(ctx, conn); err != nil {
		return nil, err
	}
	l.clock, err = s.startClock(ctx, conn, opts.Clock)
	return l, err
}

// wait returns what one notification tells, or nothing when it is time to look.
func (l *listener) wait(ctx context.Context) (topic.Told, error) {
	patience, cancel := context.WithDeadline(ctx, l.looked.Add(l.opts.Rows))
	defer cancel()
	n, err := l.conn.WaitForNotification(patience)
	switch {
	case err != nil && patience.Err() != nil && ctx.Err() == nil && !l.conn.IsClosed():
		return topic.Told{}, nil
	case err != nil:
		return nil, err
	}
	from, told, _ := strings.Cut(n.Payload, " ")
	if from != l.schema {
		return topic.Told{}, nil
	}
	news := topic.ReadNews(told)
	l.tally.Hear(news)
	return news.Told, nil
}

// look finds what nobody told: by the rows that were written since beyond those that
// notifications told of, whoever wrote them, and by the clock. A silent connection
// ends here, with an error.
func (l *listener) look(ctx context.Context) (topic.Told, error) {
	ctx, cancel := context.WithTimeout(ctx, l.opts.Answer)
	defer cancel()
	untold, err := l.tally.Look(ctx)
	if err != nil {
		return nil, err
	}
	turned, err := l.clock.look(ctx, l.conn)
	if err != nil {
		return nil, err
	}
	told := topic.Told{}
	for _, topic := range turned {
		told.Add(topic)
	}
	for _, table := range untold {
		if about := l.store.reg.TopicOf(table); about != "" {
			told.Add(about)
		} else {
			told.Add(topic.Everything) // names of people stand everywhere
		}
	}
	l.looked = time.Now()
	return told, nil
}
