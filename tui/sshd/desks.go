package sshd

import (
	"net/netip"
	"slices"
	"time"
)

// Caps bound what those who have signed in may take; they may change while the
// server runs.
type Caps struct {
	// PerAccount is how many connections one account may have.
	PerAccount int
	// PerAddress is how many connections of residents may come from one address
	// (IPv6: from one network of 64 bits).
	PerAddress int
}

// perTerminal is how many connections one gate terminal's key may have: a line
// that dropped is not noticed at once.
const perTerminal = 20

// How many connections that found no place may wait to be told so, in all and of
// one account.
const (
	maxOver     = 20
	maxOverEach = 2
)

// room is whether there is a place for one more that has signed in.
type room uint8

const (
	roomFree room = iota
	roomNoneForAccount
	roomNoneAtAddress
	roomNoneForResidents
)

// place is where a connection counts that has signed in.
type place struct {
	who  Identity
	held held
}

// held says whether a place is one.
type held uint8

const (
	heldNot   held = iota // not signed in, or gone
	heldOver              // signed in and without a place: it is to be told so
	heldPlace             // has its place
)

// desks counts the places of those who have signed in. admission.mu is held.
type desks struct {
	holders   map[string]int
	addresses map[netip.Addr]int // of residents
	residents int
	over      map[string]int // by holder, of those without a place
	overs     int
}

func newDesks() desks {
	return desks{holders: map[string]int{}, addresses: map[netip.Addr]int{}, over: map[string]int{}}
}

// holder is whose connections are counted together.
func (id Identity) holder() string {
	if id.Kind == Terminal {
		return "terminal " + id.Key
	}
	return id.Account
}

// works reports whether the kept places (Limits.Kept) are for this one too.
func (id Identity) works() bool { return id.Kind == Terminal || id.Staff }

// room tells whether a connection may have a place.
func (d *desks) room(c *conn, caps Caps, l Limits) room {
	who, most := c.place.who, caps.PerAccount
	if who.Kind == Terminal {
		most = perTerminal
	}
	switch {
	case d.holders[who.holder()] >= most:
		return roomNoneForAccount
	case who.works():
		return roomFree
	case d.addresses[c.key] >= caps.PerAddress:
		return roomNoneAtAddress
	case d.residents >= l.Connections-l.Kept:
		return roomNoneForResidents
	}
	return roomFree
}

// take gives a connection that has signed in its place, where there is room.
func (d *desks) take(c *conn, caps Caps, l Limits) room {
	if c.place.held == heldPlace {
		return roomFree
	}
	if r := d.room(c, caps, l); r != roomFree {
		return r
	}
	d.leave(c)
	c.place.held = heldPlace
	d.count(c, 1)
	return roomFree
}

// linger has a connection wait to be told that there is no place; false means that
// too many do.
func (d *desks) linger(c *conn) bool {
	if who := c.place.who.holder(); d.overs >= maxOver || d.over[who] >= maxOverEach {
		return false
	}
	c.place.held = heldOver
	d.count(c, 1)
	return true
}

// leave takes back whatever a connection has.
func (d *desks) leave(c *conn) {
	d.count(c, -1)
	c.place.held = heldNot
}

// count adds n to every figure in which c counts.
func (d *desks) count(c *conn, n int) {
	who := c.place.who
	switch c.place.held {
	case heldPlace:
		add(d.holders, who.holder(), n)
		if !who.works() {
			add(d.addresses, c.key, n)
			d.residents += n
		}
	case heldOver:
		add(d.over, who.holder(), n)
		d.overs += n
	case heldNot:
	}
}

// add adds n to a figure, and forgets one that is zero.
func add[K comparable](counts map[K]int, key K, n int) {
	if counts[key] += n; counts[key] <= 0 {
		delete(counts, key)
	}
}

// authenticated exchanges the connection's place among the unauthenticated for one
// among those who have signed in. Where none is free it may still open its session,
// which then gets a place or says that there is none. false means that too many
// wait for that already.
func (a *admission) authenticated(c *conn, who Identity, caps Caps) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.Index(a.waiting, c); i >= 0 {
		a.waiting = slices.Delete(a.waiting, i, i+1)
	}
	a.known.met(c.key, c.signIn.first, time.Now())
	if c.ctx.Err() != nil {
		return false
	}
	c.place.who = who
	ok := a.desks.take(c, caps, a.limits) == roomFree || a.desks.linger(c)
	if ok {
		c.within(a.limits.AuthTimeout) // to open its session
	}
	return ok
}

// seat gives a connection without a place one, if one is free by now.
func (a *admission) seat(c *conn, caps Caps) room {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.ctx.Err() != nil {
		return roomNoneForAccount
	}
	return a.desks.take(c, caps, a.limits)
}

// unseat takes a connection's place back: its session is over.
func (a *admission) unseat(c *conn) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.desks.leave(c)
}
