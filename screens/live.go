package screens

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/topic"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// How often a server looks after its desks: whether one has to end, in case the
// news of it was lost, and that they are still there, well within the register's
// lease.
const (
	dismissEvery = 3 * time.Second
	attendEvery  = 30 * time.Second
	// attendPause keeps a morning's arrivals from being written one by one.
	attendPause = time.Second
	// askTime bounds each of these questions: one connection that neither answers
	// nor closes must not keep everybody's desk open.
	askTime = 3 * time.Second
	// sureTime is for how long an answer holds: desks go on reading without asking.
	sureTime = 5 * time.Second
)

// Live keeps the desks of one process up to date: it tells them what changed
// anywhere in the society, keeps the register of who is on which desk, and ends
// the desks whose account may no longer use them.
type Live struct {
	store  attendance
	bus    *desks.Bus
	log    *slog.Logger
	server uuid.UUID

	mu    sync.Mutex
	desks map[*LiveDesk]struct{}
	// changed has a token when somebody came, left, signed in or out.
	changed chan struct{}
	// outage is what keeps the desks from hearing or saving (see shell.Hears).
	outage desks.Outage
	// confirmed is when it was last asked, and answered, who may stay.
	confirmed atomic.Pointer[time.Time]
}

// LiveDesk is one desk of the process.
type LiveDesk struct {
	ID      uuid.UUID
	Backend *Backend
	// Post leaves a message for the desk and never waits.
	Post func(tea.Msg)
	// End closes a desk at which nobody has signed in, or whose terminal may not
	// come any more; nil where it cannot be.
	End func(reason string)
	// Terminal is the fingerprint of the gate terminal's key that the desk came
	// with, empty elsewhere.
	Terminal string
}

// attendance is the register of who is on which desk; *data.Society keeps it.
type attendance interface {
	Attend(ctx context.Context, server uuid.UUID, present []accounts.Presence) error
	Dismissed(ctx context.Context, present []accounts.Presence) ([]accounts.Dismissal, error)
}

// NewLive makes the hub of a process; it drives the bus.
func NewLive(store attendance, bus *desks.Bus, log *slog.Logger) *Live {
	return &Live{
		store: store, bus: bus, log: log, server: uuid.New(),
		desks: map[*LiveDesk]struct{}{}, changed: make(chan struct{}, 1),
	}
}

// Join adds a desk until leave is called.
func (l *Live) Join(d *LiveDesk) (leave func()) {
	d.Backend.keptBy(l.stir, l.sure)
	l.mu.Lock()
	l.desks[d] = struct{}{}
	if l.outage != (desks.Outage{}) {
		d.Post(heard(l.outage))
	}
	l.mu.Unlock()
	l.stir()
	return func() {
		l.mu.Lock()
		delete(l.desks, d)
		l.mu.Unlock()
		l.stir()
	}
}

func (l *Live) stir() {
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// Start runs the hub in the background until stop is called, which waits for it.
func (l *Live) Start(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.run(ctx)
	}()
	return func() { cancel(); <-done }
}

// run works until ctx ends, and then takes the process's desks out of the
// register.
func (l *Live) run(ctx context.Context) {
	sub := l.bus.Subscribe()
	defer sub.Close()
	var beside sync.WaitGroup
	beside.Go(func() { l.bus.Run(ctx) })
	beside.Go(func() { l.register(ctx) })
	dismiss := time.NewTicker(dismissEvery)
	defer dismiss.Stop()
	for {
		select {
		case <-ctx.Done():
			beside.Wait()
			l.leaveAll()
			return
		case <-sub.C:
			l.hears(sub.Outage())
			if told := sub.Take(); len(told) > 0 {
				l.tell(ctx, told)
			}
		case <-dismiss.C:
			l.dismiss(ctx)
		}
	}
}

// register keeps the register of desks until ctx ends. It works beside the rest:
// a register that cannot be written holds nobody's end up.
func (l *Live) register(ctx context.Context) {
	attend := time.NewTicker(attendEvery)
	defer attend.Stop()
	var due <-chan time.Time // of an entry that waits for more to join it
	for {
		select {
		case <-ctx.Done():
			return
		case <-attend.C:
			l.attend(ctx)
		case <-l.changed:
			if due == nil {
				due = time.After(attendPause)
			}
		case <-due:
			due = nil
			l.attend(ctx)
		}
	}
}

// sure reports whether it was found lately who may stay.
func (l *Live) sure() bool {
	at := l.confirmed.Load()
	return at != nil && time.Since(*at) < sureTime
}

// hears tells every desk whether it hears of what changes and can save, when that is
// another thing than it was.
func (l *Live) hears(outage desks.Outage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.outage == outage {
		return
	}
	l.outage = outage
	for d := range l.desks {
		d.Post(heard(outage))
	}
}

// heard is what a desk is told of an outage.
func heard(outage desks.Outage) shell.Hears {
	readOnly := outage.Trouble == fault.ReadOnly || outage.Trouble == fault.Standby
	return shell.Hears{Lost: outage.Since, ReadOnly: readOnly}
}

// tell passes on to every desk what changed.
func (l *Live) tell(ctx context.Context, told topic.Told) {
	refresh := shell.Refresh{}
	if by, all := told[topic.Everything]; !all || len(by) > 0 {
		refresh.Writes = map[string][]uuid.UUID{}
		for _, about := range topic.All() {
			if by, is := told.Of(about); is {
				refresh.Topics = append(refresh.Topics, string(about))
				refresh.Writes[string(about)] = by
			}
		}
	}
	is := func(about topic.Topic) bool {
		_, changed := told.Of(about)
		return changed
	}
	var news []tea.Msg
	if is(topic.Settings) {
		news = append(news, tui.HouseChanged{})
	}
	if is(topic.Notices) {
		news = append(news, tui.BannerChanged{})
	}
	news = append(news, refresh)
	for _, d := range l.present() {
		for _, msg := range news {
			d.Post(msg)
		}
	}
	if is(topic.Accounts) || is(topic.Sessions) {
		l.dismiss(ctx)
	}
}

func (l *Live) present() []*LiveDesk {
	l.mu.Lock()
	defer l.mu.Unlock()
	desks := make([]*LiveDesk, 0, len(l.desks))
	for d := range l.desks {
		desks = append(desks, d)
	}
	return desks
}

// dismiss ends the desks that have to end. A database that does not answer ends
// none: nobody knows then, and after a moment nobody reads (see session.Sure).
func (l *Live) dismiss(ctx context.Context) {
	desks, asked := l.present(), time.Now()
	present := presences(desks)
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	ends, err := l.store.Dismissed(ctx, present)
	if err != nil {
		l.log.WarnContext(ctx, "asking who may stay", "error", err)
		return
	}
	l.confirmed.Store(&asked)
	for _, end := range ends {
		for i, d := range desks {
			if d.ID == end.ID {
				d.end(present[i], end)
			}
		}
	}
}

func (d *LiveDesk) end(p accounts.Presence, end accounts.Dismissal) {
	switch {
	case p.UserID != nil && !end.Whole:
		if d.Backend.forget(p) {
			d.Post(tui.Ended{Reason: end.Reason, Account: p.UserID.String()})
		}
	case d.End != nil:
		d.End(end.Reason)
	}
}

func (l *Live) attend(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	if err := l.store.Attend(ctx, l.server, presences(l.present())); err != nil {
		l.log.WarnContext(ctx, "registering who is here", "error", err)
	}
}

func (l *Live) leaveAll() {
	ctx, cancel := context.WithTimeout(context.Background(), attendPause)
	defer cancel()
	if err := l.store.Attend(ctx, l.server, nil); err != nil { // the lease runs out instead
		l.log.WarnContext(ctx, "registering that nobody is here", "error", err)
	}
}

func presences(desks []*LiveDesk) []accounts.Presence {
	all := make([]accounts.Presence, len(desks))
	for i, d := range desks {
		all[i] = d.Backend.presence()
		all[i].ID, all[i].Terminal = d.ID, d.Terminal
	}
	return all
}
