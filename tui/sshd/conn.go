package sshd

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// stage is how far a connection has come in its handshake.
type stage int32

const (
	silent   stage = iota // has said nothing
	spoke                 // has begun to say its version
	greeted               // has said its version, a whole line
	keying                // has sent more than that: its part of the key exchange
	keyed                 // has keys, and asks to sign in
	familiar              // under a name that signed in from there lately
)

// maxVersion is what the version's line may take, in bytes (RFC 4253, 4.2).
const maxVersion = 255

// conn is a connection from the moment it is accepted.
type conn struct {
	net.Conn
	admission *admission
	key       netip.Addr // the address, as far as it tells one peer from another
	peer      Peer
	ctx       context.Context

	cancel  context.CancelCauseFunc
	stall   watchdog
	at      atomic.Int32  // its stage
	first   []byte        // what it sent while it stood outside
	version bool          // its version was read to the end; the reader's own
	queue   chan struct{} // where it waits for a place, if it does
	session atomic.Bool   // has its session
	proved  atomic.Bool   // has had the host keys proved
	strikes atomic.Int32

	// With admission.mu held:
	turn     uint64    // when it came to its stage, counted
	since    time.Time // and by the clock
	checking bool      // its password is being checked
	failed   bool      // its last password was wrong
	place    place     // among those who have signed in

	mu     sync.Mutex
	timer  *time.Timer // closes the connection unless it gets on
	once   sync.Once
	signIn signIn
}

func (c *conn) stage() stage { return stage(c.at.Load()) }

// reached notes that the handshake has come so far, at least.
func (c *conn) reached(to stage) {
	if c.stage() < to {
		c.admission.step(c, to)
	}
}

// listen waits a moment for a connection outside to say its version.
func (c *conn) listen(moment time.Duration) {
	_ = c.Conn.SetReadDeadline(time.Now().Add(moment))
	said := make([]byte, maxVersion)
	n := 0
	for n < len(said) && bytes.IndexByte(said[:n], '\n') < 0 {
		more, err := c.Conn.Read(said[n:])
		if n += more; err != nil {
			break
		}
	}
	c.first = said[:n]
	c.heard(c.first)
	c.reached(spoken(c.Conn)) // what came after its moment was over
}

// heard notes what the client has said. It follows the version only: what comes
// after that shows in the keys.
func (c *conn) heard(said []byte) {
	if len(said) == 0 || c.stage() >= keying {
		return
	}
	to := versionStage(said, c.version)
	c.version = to >= greeted
	c.reached(to)
}

// versionStage is how far a client has come by these bytes: its first ones or,
// where after is set, those that came after its version.
func versionStage(said []byte, after bool) stage {
	switch end := bytes.IndexByte(said, '\n'); {
	case len(said) == 0:
		return silent
	case after, end >= 0 && end < len(said)-1:
		return keying
	case end >= 0:
		return greeted
	}
	return spoke
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

// Read notes how far the client has come.
func (c *conn) Read(p []byte) (int, error) {
	if len(c.first) > 0 && len(p) > 0 {
		n := copy(p, c.first)
		c.first = c.first[n:]
		return n, nil
	}
	n, err := c.Conn.Read(p)
	c.heard(p[:n])
	return n, err
}

// Write closes the connection when the client does not take the bytes (see
// README.md, Clients that do not read).
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
		c.admission.leave(c)
		err = c.Conn.Close()
	})
	return err
}
