// Package desks is what runs behind the desks: the bus that tells of changes, its
// clock, the turn to do the schedule, and tidying.
package desks

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/civoranexus/society360/data/fault"
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

	mu     sync.Mutex
	subs   map[*Subscription]struct{}
	heard  time.Time // when the database answered last
	turned time.Time // when it last found out how the database is
	outage Outage
}

// Outage is what keeps a process from hearing, or its desks from saving; the zero
// Outage is nothing.
type Outage struct {
	Trouble fault.Trouble
	// Since is when the database last answered, or last took changes.
	Since time.Time
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

// Outage is what is wrong with the database now. C has a token when that changes.
func (s *Subscription) Outage() Outage {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	return s.bus.outage
}

// Turned is when the bus last found out how the database is, be it that it does not
// answer. That is every few seconds, as long as the process is alive.
func (b *Bus) Turned() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.turned
}

// Outage is what is wrong with the database now.
func (b *Bus) Outage() Outage {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.outage
}

// finds notes what is wrong with the database now. at is when it was looked; zero
// where it did not answer.
func (b *Bus) finds(ctx context.Context, trouble fault.Trouble, at time.Time, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turned = time.Now()
	was := b.outage
	if !at.IsZero() {
		b.heard = at
	}
	switch {
	case trouble == fault.Sound:
		b.outage = Outage{}
	case was.Trouble == fault.Sound:
		b.outage = Outage{Trouble: trouble, Since: b.heard}
	default:
		b.outage.Trouble = trouble
	}
	b.store.reg.Silent.Store(trouble != fault.Sound && at.IsZero())
	if b.outage == was {
		return
	}
	// What the listening connection met, those of the desks may be about to meet.
	b.store.reg.Renew(time.Now())
	for sub := range b.subs {
		sub.stir()
	}
	if trouble == fault.Sound {
		b.store.reg.Log.InfoContext(ctx, "the database is well again", "since", was.Since)
	} else {
		about := []any{"trouble", string(trouble)}
		if err != nil { // a server that is read-only, or copies another, answers well
			about = append(about, "error", err)
		}
		b.store.reg.Log.WarnContext(ctx, "the database is not well: desks hear nothing new or can save nothing", about...)
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
	b.finds(ctx, fault.Sound, time.Now(), nil) // whoever runs it has just spoken to the database
	for ctx.Err() == nil {
		err := b.listen(ctx)
		if errors.Is(err, errSuccessor) {
			continue
		}
		if err != nil && ctx.Err() == nil {
			trouble := connect.TroubleOf(err)
			if trouble == fault.Sound {
				trouble = fault.Away
			}
			b.finds(ctx, trouble, time.Time{}, err)
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
	defer func() {
		b.store.reg.Society.Lost(conn)
		_ = conn.Close(context.WithoutCancel(ctx))
	}()
	l, err := b.store.startListening(ctx, conn, b.opts)
	if err != nil {
		return err
	}
	b.finds(ctx, fault.Sound, l.looked, nil)
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
		trouble, err := b.readOnly(ctx, l)
		if err != nil {
			return err
		}
		b.finds(ctx, trouble, l.looked, nil)
		b.tell(told)
		go b.store.reg.Warm(ctx)
	}
}

// errSuccessor ends a connection to a server that takes no changes, where new ones
// lead to one that does.
const errSuccessor = fault.Sentence("another server takes the changes now")

// readOnly finds out whether the desks can save. A session keeps what it began with, so
// it is a new one that tells, wherever something gave reason to ask.
func (b *Bus) readOnly(ctx context.Context, l *listener) (fault.Trouble, error) {
	refused := b.store.reg.Refused.Swap(false)
	if !l.readOnly && !refused && l.trouble == fault.Sound {
		return fault.Sound, nil
	}
	trouble, err := l.ask(ctx, b.cfg)
	switch {
	case err != nil:
		return trouble, err
	case trouble == fault.Sound && l.readOnly:
		return trouble, errSuccessor
	}
	l.trouble = trouble
	return trouble, nil
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
	// readOnly is set where this session takes no changes, trouble what a new one was
	// found to suffer from.
	readOnly bool
	trouble  fault.Trouble
}

// ask connects anew and returns whether changes are taken there.
func (l *listener) ask(ctx context.Context, cfg connect.Config) (fault.Trouble, error) {
	ctx, cancel := context.WithTimeout(ctx, l.opts.Answer)
	defer cancel()
	conn, err := connect.Direct(ctx, cfg, l.store.reg.Society)
	if err != nil {
		return connect.TroubleOf(err), nil // it is asked again at the next look
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return connect.TakesChanges(ctx, conn)
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
	told, ours := strings.CutPrefix(n.Payload, l.schema+" ") // a schema's name may have spaces
	if !ours {
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
	trouble, err := connect.TakesChanges(ctx, l.conn)
	if err != nil {
		return nil, err
	}
	l.readOnly = trouble != fault.Sound
	told := topic.Told{}
	for _, topic := range turned {
		told.Add(topic)
	}
	for _, table := range untold {
		told.Add(l.store.reg.About(table))
	}
	l.looked = time.Now()
	return told, nil
}
