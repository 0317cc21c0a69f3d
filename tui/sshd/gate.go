package sshd

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// gate counts connections before anything is spent on them (S3). Who knocks
// without signing in cannot keep others out: when the gate is full, the address
// that holds most of the unauthenticated places gives one up.
type gate struct {
	limits Limits

	mu      sync.Mutex
	all     map[*conn]struct{}
	waiting []*conn // not yet signed in, oldest first
	closed  bool
}

func newGate(l Limits) *gate {
	return &gate{limits: l, all: map[*conn]struct{}{}}
}

// conn is a connection from the moment it is accepted.
type conn struct {
	net.Conn
	gate *gate
	key  netip.Addr // the address, as far as it tells one peer from another
	peer Peer
	ctx  context.Context

	cancel  context.CancelCauseFunc
	stall   watchdog
	heard   atomic.Bool // has sent something
	session atomic.Bool // has its session
	strikes atomic.Int32

	mu     sync.Mutex
	timer  *time.Timer // closes the connection unless it gets on
	once   sync.Once
	signIn signIn
}

// admit takes a new connection in, or returns nil where every place is taken by
// people who are signed in. A connection that has to make room is closed.
func (g *gate) admit(c net.Conn) *conn {
	ctx, cancel := context.WithCancelCause(context.Background())
	nc := &conn{Conn: c, gate: g, ctx: ctx, cancel: cancel}
	nc.key, nc.peer.Address = address(c.RemoteAddr())
	nc.stall = newWatchdog(g.limits.WriteTimeout, func() { _ = nc.Close() })

	g.mu.Lock()
	var victims []*conn
	refused := g.closed
	if !refused {
		if n := g.count(nc.key); n >= g.limits.PerAddress {
			victims = append(victims, g.evict(nc.key))
		} else if len(g.waiting) >= g.limits.Unauthenticated {
			victims = append(victims, g.evict(g.busiest()))
		}
		if len(g.all) >= g.limits.Connections {
			if refused = len(g.waiting) == 0; !refused {
				victims = append(victims, g.evict(g.busiest()))
			}
		}
	}
	if !refused {
		g.all[nc] = struct{}{}
		g.waiting = append(g.waiting, nc)
	}
	g.mu.Unlock()

	for _, v := range victims {
		_ = v.Close()
	}
	if refused {
		cancel(ErrHungUp)
		return nil
	}
	nc.within(g.limits.AuthTimeout)
	return nc
}

// count is the number of an address's unauthenticated connections.
func (g *gate) count(key netip.Addr) int {
	n := 0
	for _, c := range g.waiting {
		if c.key == key {
			n++
		}
	}
	return n
}

// busiest is the address with the most unauthenticated connections.
func (g *gate) busiest() netip.Addr {
	counts := make(map[netip.Addr]int, len(g.waiting))
	var top netip.Addr
	for _, c := range g.waiting {
		if counts[c.key]++; counts[c.key] > counts[top] {
			top = c.key
		}
	}
	return top
}

// evict takes an address's oldest unauthenticated connection out. One that has
// not said a word goes first: a client that signs in has.
func (g *gate) evict(key netip.Addr) *conn {
	at := -1
	for i, c := range g.waiting {
		if c.key != key {
			continue
		}
		if !c.heard.Load() {
			at = i
			break
		}
		if at < 0 {
			at = i
		}
	}
	c := g.waiting[at]
	g.waiting = slices.Delete(g.waiting, at, at+1)
	delete(g.all, c)
	return c
}

// authenticated gives the connection's place among the unauthenticated back.
func (g *gate) authenticated(c *conn) {
	g.mu.Lock()
	if i := slices.Index(g.waiting, c); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
	g.mu.Unlock()
	c.within(g.limits.AuthTimeout) // to open its session
}

// leave forgets a connection.
func (g *gate) leave(c *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.all, c)
	if i := slices.Index(g.waiting, c); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
}

// shut lets nobody in any more and returns who is there: all, or only those
// without a session.
func (g *gate) shut(all bool) []*conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	var out []*conn
	for c := range g.all {
		if all || !c.session.Load() {
			out = append(out, c)
		}
	}
	return out
}

// within closes the connection unless within or settled is called again in
// time. A deadline would not do: every read and write sets a new one.
func (c *conn) within(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
	}
	if c.ctx.Err() != nil { // closed meanwhile
		return
	}
	c.timer = time.AfterFunc(d, func() { _ = c.Close() })
}

// settled stops the clock.
func (c *conn) settled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
	}
}

// Read notes that the client has said something.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.heard.Load() {
		c.heard.Store(true)
	}
	return n, err
}

// Write closes the connection when the client does not take the bytes (S6).
func (c *conn) Write(p []byte) (int, error) {
	c.stall.start()
	defer c.stall.stop()
	return c.Conn.Write(p)
}

// Close ends the connection and everything that hangs on it.
func (c *conn) Close() error {
	err := net.ErrClosed
	c.once.Do(func() {
		c.cancel(ErrHungUp)
		c.settled()
		c.gate.leave(c)
		err = c.Conn.Close()
	})
	return err
}

// address is what tells one peer from another: an IPv4 address, or the network
// of 64 bits that an IPv6 peer can change its address within; and its name.
func address(a net.Addr) (key netip.Addr, name string) {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Addr{}, "unknown"
	}
	ip := ap.Addr().Unmap().WithZone("")
	if p, err := ip.Prefix(64); err == nil && ip.Is6() {
		return p.Addr(), ip.String()
	}
	return ip, ip.String()
}
