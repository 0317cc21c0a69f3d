package sshd

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// admission counts connections before anything is spent on them (see README.md,
// Floods). Who knocks without signing in cannot keep others out: when all
// unauthenticated places are taken, one of the address that has most of them is
// freed. It is that of the connection which has come least far in its handshake,
// and never of one whose password is being checked.
//
// That alone is not enough against thousands of knocks a second from a client's
// own address: they would push the client out before its first byte was read. So
// while all places are taken newcomers wait outside for a moment, and one that
// has not said its version takes no place from one that has. A part of the places
// is kept for the addresses that people signed in from lately.
type admission struct {
	limits Limits

	mu      sync.Mutex
	all     map[*conn]struct{}
	waiting []*conn               // not yet signed in, oldest first
	outside []*conn               // not yet let in, oldest first
	queues  map[netip.Addr]*queue // those who wait for a place
	queued  int
	turn    uint64 // counts the steps of all handshakes
	known   acquaintances
	desks   desks
	closed  bool

	turned   uint64 // how many were turned out since there was room for all
	turnedAt time.Time
	tell     func(crowding) // may be nil; called on its own
}

// crowding is what stands before the sign-in while not all find a place.
type crowding struct {
	address  string // that with the most connections
	own, all int    // of it and of all addresses
	turned   uint64 // how many had to go, or found no place
}

// How many are turned out before that is told of, and how long nobody is until the
// count begins anew. A few are nothing: a browser's worth of clients behind one address.
const (
	turnedLeast = 16
	turnedQuiet = time.Minute
)

// How many connections may wait to be heard, and as many for a place; and how many
// of these of one address.
const (
	maxOutside = 512
	maxQueue   = 128
)

// sendBuffer is how much the kernel may hold of what a client has not taken.
const sendBuffer = 64 << 10

func newAdmission(l Limits) *admission {
	return &admission{
		limits: l, all: map[*conn]struct{}{},
		queues: map[netip.Addr]*queue{}, known: acquaintances{}, desks: newDesks(),
	}
}

// admit takes a new connection in, or returns nil where it has to stay out: then
// it is closed. A connection that has to make room for it is closed as well.
func (a *admission) admit(raw net.Conn) *conn {
	ctx, cancel := context.WithCancelCause(context.Background())
	c := &conn{Conn: raw, admission: a, ctx: ctx, cancel: cancel}
	c.key, c.peer.Address = address(raw.RemoteAddr())
	c.stall = newWatchdog(a.limits.WriteTimeout, func() { _ = c.Close() })
	if c.reached(spoken(raw)); c.stage() < greeted && a.full(c) {
		c.listen(a.limits.grace)
	}
	if !a.letIn(c) {
		_ = c.Close()
		return nil
	}
	c.within(a.limits.AuthTimeout)
	return c
}

// letIn gives a connection a place, and closes the one that loses its own for it.
// Where none may be closed yet the connection waits, behind those of its address
// that wait already.
func (a *admission) letIn(c *conn) bool {
	in, soon := a.enter(c, false)
	if in || !soon {
		return in
	}
	defer a.unqueue(c.key)
	patience := time.NewTimer(a.limits.AuthTimeout)
	defer patience.Stop()
	select {
	case c.queue <- struct{}{}:
		defer func() { <-c.queue }()
	case <-patience.C:
		return false
	}
	pace := time.NewTicker(a.limits.least / 4)
	defer pace.Stop()
	for {
		if in, soon := a.enter(c, true); in || !soon {
			return in
		}
		select {
		case <-pace.C:
		case <-patience.C:
			return false
		}
	}
}

// full reports whether another connection would have to make room for this one,
// which then stands outside.
func (a *admission) full(c *conn) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed || a.crowd(c.key) == nil && len(a.all) < a.limits.Connections {
		return false
	}
	if len(a.outside) >= maxOutside {
		_ = a.outside[0].Conn.SetReadDeadline(time.Unix(1, 0)) // its moment is over
		a.outside = a.outside[1:]
	}
	a.outside = append(a.outside, c)
	return true
}

// enter gives a connection a place, and closes the one that loses its own for it.
// soon says that none may be closed yet, but one might in a moment: the connection
// then has to queue, unless too many do. turn says that it has queued, and that its
// turn has come.
func (a *admission) enter(c *conn, turn bool) (in, soon bool) {
	victim, in, soon := a.find(c, turn)
	if victim != nil {
		_ = victim.Close()
	}
	return in, soon
}

func (a *admission) find(c *conn, turn bool) (victim *conn, in, soon bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.Index(a.outside, c); i >= 0 {
		a.outside = slices.Delete(a.outside, i, i+1)
	}
	_ = c.Conn.SetReadDeadline(time.Time{}) // nobody sets one from here on
	if a.closed || c.ctx.Err() != nil {
		return nil, false, false
	}
	crowd := a.crowd(c.key)
	if crowd == nil && len(a.all) >= a.limits.Connections {
		crowd = func(*conn) bool { return true }
	}
	if crowd != nil {
		if victim, soon = a.evict(c, crowd); victim == nil {
			waits := soon && (turn || a.enqueue(c))
			if !waits {
				a.turnOut(c)
			}
			return nil, false, waits
		}
	}
	a.all[c] = struct{}{}
	a.waiting = append(a.waiting, c)
	if victim != nil {
		a.turnOut(victim)
	}
	a.stand(c) // the server answers from here on
	return victim, true, false
}

// turnOut counts one that found no place, or lost its own, and tells of the crowd as
// their number doubles. a.mu is held.
func (a *admission) turnOut(c *conn) {
	now := time.Now()
	if now.Sub(a.turnedAt) > turnedQuiet {
		a.turned = 0
	}
	a.turned, a.turnedAt = a.turned+1, now
	if a.tell == nil || a.turned < turnedLeast || a.turned&(a.turned-1) != 0 {
		return
	}
	n := crowding{address: c.peer.Address, all: len(a.waiting), turned: a.turned}
	counts := make(map[netip.Addr]int, len(a.waiting))
	for _, w := range a.waiting {
		if counts[w.key]++; counts[w.key] > n.own {
			n.own, n.address = counts[w.key], w.peer.Address
		}
	}
	go a.tell(n)
}

// queue is the newcomers of one address that wait for a place. Whoever has the
// token looks for one.
type queue struct {
	token chan struct{}
	n     int
}

// enqueue has a connection wait for its turn; false means that too many do. a.mu is
// held.
func (a *admission) enqueue(c *conn) bool {
	q := a.queues[c.key]
	switch {
	case a.queued >= maxOutside || q != nil && q.n >= maxQueue:
		return false
	case q == nil:
		q = &queue{token: make(chan struct{}, 1)}
		a.queues[c.key] = q
	}
	q.n++
	a.queued++
	c.queue = q.token
	return true
}

// unqueue is the end of a connection's wait.
func (a *admission) unqueue(key netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queued--
	if q := a.queues[key]; q.n > 1 {
		q.n--
	} else {
		delete(a.queues, key)
	}
}

// crowd tells who could make room for one more unauthenticated connection of an
// address; nil where there is room.
func (a *admission) crowd(key netip.Addr) func(*conn) bool {
	own, strangers, known := 0, 0, a.known.knows(key, "")
	for _, c := range a.waiting {
		if c.key == key {
			own++
		}
		if !a.known.knows(c.key, "") {
			strangers++
		}
	}
	share := a.limits.PerAddress
	if known {
		share = max(share, a.limits.Known)
	}
	switch {
	case own >= share:
		return func(c *conn) bool { return c.key == key }
	case !known && strangers >= a.limits.Unauthenticated-a.limits.Known:
		return func(c *conn) bool { return !a.known.knows(c.key, "") }
	case len(a.waiting) >= a.limits.Unauthenticated:
		return func(*conn) bool { return true }
	}
	return nil
}

// evict takes out the connection that makes room for a newcomer: of the crowd's
// busiest address the one that is worth least, and of several the one that came
// to where it stands first. A newcomer that has not said its version pushes out only
// those that have not either. soon says that none may go now, but one might in a
// moment: when a password has been checked, or when one that gets on has had its
// least time.
func (a *admission) evict(newcomer *conn, crowd func(*conn) bool) (victim *conn, soon bool) {
	counts := make(map[netip.Addr]int, len(a.waiting))
	for _, c := range a.waiting {
		counts[c.key]++
	}
	now := time.Now()
	less := func(x, y *conn) bool {
		switch {
		case counts[x.key] != counts[y.key]:
			return counts[x.key] > counts[y.key]
		case x.worth(now) != y.worth(now):
			return x.worth(now) < y.worth(now)
		}
		return x.turn < y.turn
	}
	bold := newcomer.stage() >= greeted
	for _, c := range a.waiting {
		switch {
		case !crowd(c):
		case c.checking:
			soon = soon || bold
		case !bold && c.stage() > newcomer.stage():
		case victim == nil || less(c, victim):
			victim = c
		}
	}
	if victim == nil {
		return nil, soon
	}
	young, worth := now.Sub(victim.since) < a.limits.least, victim.worth(now)
	// Silence has its moment too: who found a place free is heard by nobody before.
	if bold && (worth > worthFailed && (soon || young) || worth == worthNothing && young) {
		return nil, true
	}
	a.waiting = slices.DeleteFunc(a.waiting, func(c *conn) bool { return c == victim })
	delete(a.all, victim)
	return victim, false
}

// What a connection is worth when one has to make room for another. One that gets
// on with its handshake is worth more the further it has come.
const (
	worthNothing = iota // it has not said its version
	worthStuck          // it has stood still in the middle of the handshake
	worthFailed         // it gave a wrong password
	worthSome
)

func (c *conn) worth(now time.Time) int {
	switch at := c.stage(); {
	case at < greeted:
		return worthNothing
	case c.failed:
		return worthFailed
	case at < keyed && now.Sub(c.since) > c.admission.limits.step:
		return worthStuck
	default:
		return worthSome + int(at)
	}
}

// step notes how far a connection's handshake has come.
func (a *admission) step(c *conn, to stage) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stand(c)
	c.at.Store(int32(to))
}

// stand notes since when a connection stands where it does. a.mu is held.
func (a *admission) stand(c *conn) {
	a.turn++
	c.turn, c.since = a.turn, time.Now()
}

// named notes under which name a connection asks to sign in. One that signed in
// from there lately has come further than any other.
func (a *admission) named(c *conn, user string) {
	a.mu.Lock()
	known := a.known.knows(c.key, user)
	a.mu.Unlock()
	if known && c.stage() < familiar {
		a.step(c, familiar)
	}
}

// check notes that a connection's password is being checked until done is called,
// which says whether it was right.
func (a *admission) check(c *conn) (done func(right bool)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c.checking = true
	return func(right bool) {
		a.mu.Lock()
		defer a.mu.Unlock()
		c.checking, c.failed = false, !right
	}
}

// leave forgets a connection.
func (a *admission) leave(c *conn) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.all, c)
	a.desks.leave(c)
	if i := slices.Index(a.waiting, c); i >= 0 {
		a.waiting = slices.Delete(a.waiting, i, i+1)
	}
	if i := slices.Index(a.outside, c); i >= 0 {
		a.outside = slices.Delete(a.outside, i, i+1)
	}
}

// shut lets nobody in any more and returns who is there: all, or only those
// without a session.
func (a *admission) shut(all bool) []*conn {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	out := slices.Clone(a.outside)
	for c := range a.all {
		if all || !c.session.Load() {
			out = append(out, c)
		}
	}
	return out
}

// remember notes a sign-in of former days.
func (a *admission) remember(ip netip.Addr, user string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known.met(keyOf(ip), user, at)
}

// address is what tells one peer from another, and its name.
func address(a net.Addr) (key netip.Addr, name string) {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Addr{}, "unknown"
	}
	return keyOf(ap.Addr()), ap.Addr().Unmap().WithZone("").String()
}

// keyOf is an IPv4 address, or the network of 64 bits that an IPv6 peer can change
// its address within.
func keyOf(ip netip.Addr) netip.Addr {
	ip = ip.Unmap().WithZone("")
	if p, err := ip.Prefix(64); err == nil && ip.Is6() {
		return p.Addr()
	}
	return ip
}
