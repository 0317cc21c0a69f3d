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
// that holds most of the unauthenticated places gives one up, a silent one first.
//
// That alone is not enough against thousands of knocks a second from the
// client's own address: they would push a client out before its first byte was
// read. So while the gate is full, newcomers wait outside for a moment, and one
// that says nothing takes no place from one that does.
type gate struct {
	limits Limits
	grace  time.Duration // how long newcomers wait outside

	mu      sync.Mutex
	all     map[*conn]struct{}
	waiting []*conn // not yet signed in, oldest first
	outside []*conn // not yet let in, oldest first
	closed  bool
}

// maxOutside is how many connections may wait outside.
const maxOutside = 512

// sendBuffer is how much the kernel may hold of what a client has not taken.
const sendBuffer = 64 << 10

func newGate(l Limits) *gate {
	return &gate{limits: l, grace: 250 * time.Millisecond, all: map[*conn]struct{}{}}
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
	first   []byte      // what it sent while it stood outside
	session atomic.Bool // has its session
	strikes atomic.Int32

	mu     sync.Mutex
	timer  *time.Timer // closes the connection unless it gets on
	once   sync.Once
	signIn signIn
}

// admit takes a new connection in, or returns nil where it has to stay out: then
// it is closed. A connection that has to make room for it is closed as well.
func (g *gate) admit(raw net.Conn) *conn {
	if tcp, ok := raw.(*net.TCPConn); ok {
		// What a slow line has not taken yet waits here, not in megabytes that
		// the kernel would keep and lose when the connection closes.
		_ = tcp.SetWriteBuffer(sendBuffer)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	c := &conn{Conn: raw, gate: g, ctx: ctx, cancel: cancel}
	c.key, c.peer.Address = address(raw.RemoteAddr())
	c.stall = newWatchdog(g.limits.WriteTimeout, func() { _ = c.Close() })
	if spoken(raw) {
		c.heard.Store(true)
	} else if g.full(c) {
		g.listen(c)
	}
	victims, in := g.enter(c)
	for _, v := range victims {
		_ = v.Close()
	}
	if !in {
		_ = c.Close()
		return nil
	}
	c.within(g.limits.AuthTimeout)
	return c
}

// full reports whether somebody would have to make room for a connection; it
// then stands outside.
func (g *gate) full(c *conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || g.count(c.key) < g.limits.PerAddress && len(g.waiting) < g.limits.Unauthenticated && len(g.all) < g.limits.Connections {
		return false
	}
	if len(g.outside) >= maxOutside {
		_ = g.outside[0].Conn.SetReadDeadline(time.Unix(1, 0)) // its moment is over
		g.outside = g.outside[1:]
	}
	g.outside = append(g.outside, c)
	return true
}

// listen waits a moment for a connection outside to say something.
func (g *gate) listen(c *conn) {
	var b [1]byte
	_ = c.Conn.SetReadDeadline(time.Now().Add(g.grace))
	if n, _ := c.Conn.Read(b[:]); n > 0 {
		c.first = b[:]
		c.heard.Store(true)
	} else if spoken(c.Conn) {
		c.heard.Store(true)
	}
}

// enter gives a connection a place, and says who loses theirs.
func (g *gate) enter(c *conn) (victims []*conn, in bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.outside, c); i >= 0 {
		g.outside = slices.Delete(g.outside, i, i+1)
	}
	_ = c.Conn.SetReadDeadline(time.Time{}) // nobody sets one from here on
	if g.closed || c.ctx.Err() != nil {
		return nil, false
	}
	makeRoom := func(key netip.Addr) bool {
		v := g.evict(key, !c.heard.Load())
		if v != nil {
			victims = append(victims, v)
		}
		return v != nil
	}
	switch {
	case g.count(c.key) >= g.limits.PerAddress:
		if !makeRoom(c.key) {
			return victims, false
		}
	case len(g.waiting) >= g.limits.Unauthenticated:
		if !makeRoom(g.busiest()) {
			return victims, false
		}
	}
	if len(g.all) >= g.limits.Connections && !makeRoom(g.busiest()) {
		return victims, false
	}
	g.all[c] = struct{}{}
	g.waiting = append(g.waiting, c)
	return victims, true
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
// not said a word goes first: a client that signs in has. Where only silent ones
// may go, or nobody waits, it returns nil.
func (g *gate) evict(key netip.Addr, onlySilent bool) *conn {
	at := -1
	for i, c := range g.waiting {
		if c.key != key {
			continue
		}
		if !c.heard.Load() {
			at = i
			break
		}
		if at < 0 && !onlySilent {
			at = i
		}
	}
	if at < 0 {
		return nil
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
	if i := slices.Index(g.outside, c); i >= 0 {
		g.outside = slices.Delete(g.outside, i, i+1)
	}
}

// shut lets nobody in any more and returns who is there: all, or only those
// without a session.
func (g *gate) shut(all bool) []*conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	out := slices.Clone(g.outside)
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
	if len(c.first) > 0 && len(p) > 0 {
		n := copy(p, c.first)
		c.first = c.first[n:]
		return n, nil
	}
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
