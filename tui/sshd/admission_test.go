package sshd

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// from is a connection whose other end has an address.
type from struct {
	net.Conn
	addr string
}

func (f from) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.ParseIP(f.addr), Port: 4711}
}

// saying is a connection whose other end says something at once, and then no more:
// its time to be heard is over with that.
type saying struct {
	from
	text *strings.Reader
}

func (s saying) Read(p []byte) (int, error) {
	n, err := s.text.Read(p)
	if err != nil {
		err = os.ErrDeadlineExceeded
	}
	return n, err
}

// knock lets a connection that says nothing in, and returns nil where it was kept out.
func knock(t *testing.T, a *admission, addr string) *conn {
	t.Helper()
	return speak(t, a, addr, "")
}

// speak is a knock that says something at once.
func speak(t *testing.T, a *admission, addr, says string) *conn {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { _, _ = near.Close(), far.Close() })
	return a.admit(saying{from{near, addr}, strings.NewReader(says)})
}

func closed(c *conn) bool { return c.ctx.Err() != nil }

// A crowd at the door is told of by whom it is and how many, as those who were turned
// out double, and not of each.
func TestACrowdIsToldOf(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.PerAddress, c.Limits.Known, c.Limits.grace = 3, 1, time.Millisecond })
	for range 3 + 2*turnedLeast {
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
	}
	// Each is told on its own, the second as likely first.
	s.ledger.await(t, "127.0.0.1", string(Crowded), "16 turned out; ")
	s.ledger.await(t, "127.0.0.1", string(Crowded), "32 turned out; 3 of 3 that have not signed in are from here")
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	if len(s.ledger.entries) != 2 {
		t.Errorf("told %q", s.ledger.entries)
	}
}

// Who makes room when all places are taken.
func TestGateMakesRoom(t *testing.T) {
	newAdmission := func() *admission {
		return newAdmission(Limits{
			Connections: 8, Unauthenticated: 6, Known: 1, PerAddress: 3,
			grace: time.Hour, step: time.Hour, AuthTimeout: 3 * time.Hour, // no case hangs on the clock
		}.withDefaults())
	}
	t.Run("an address beyond its share loses its own oldest", func(t *testing.T) {
		a := newAdmission()
		other := knock(t, a, "10.0.0.9")
		var flood []*conn
		for range 5 {
			flood = append(flood, knock(t, a, "10.0.0.1"))
		}
		if !closed(flood[0]) || !closed(flood[1]) || closed(flood[2]) || closed(flood[4]) || closed(other) {
			t.Error("the wrong connections were closed")
		}
	})
	t.Run("the busiest address pays when there are too many", func(t *testing.T) {
		a := newAdmission()
		quiet := knock(t, a, "10.0.0.9")
		busy := []*conn{knock(t, a, "10.0.0.1"), knock(t, a, "10.0.0.1"), knock(t, a, "10.0.0.1")}
		knock(t, a, "10.0.0.2")
		fresh := knock(t, a, "10.0.0.3")
		if !closed(busy[0]) || closed(busy[1]) || closed(quiet) || closed(fresh) {
			t.Error("the wrong connection was closed")
		}
	})
	t.Run("silence goes first", func(t *testing.T) {
		a := newAdmission()
		speaking := knock(t, a, "10.0.0.1")
		speaking.reached(spoke)
		silent := knock(t, a, "10.0.0.1")
		knock(t, a, "10.0.0.1")
		knock(t, a, "10.0.0.1")
		if closed(speaking) || !closed(silent) {
			t.Error("a client in the middle of its sign-in was closed for a silent one")
		}
	})
	t.Run("silence makes no room among those who speak", func(t *testing.T) {
		a := newAdmission()
		var in []*conn
		for range 3 {
			c := knock(t, a, "10.0.0.1")
			c.reached(spoke)
			in = append(in, c)
		}
		if knock(t, a, "10.0.0.1") != nil || slices.ContainsFunc(in, closed) {
			t.Error("a silent knock pushed a client out")
		}
		c := speak(t, a, "10.0.0.1", "SSH")
		if c == nil || !closed(in[0]) {
			t.Fatal("a client that speaks was kept out")
		}
		got := make([]byte, 3)
		if _, err := io.ReadFull(c, got); err != nil || string(got) != "SSH" {
			t.Errorf("read %q, %v", got, err)
		}
	})
	t.Run("who has come least far goes first, whoever came when", func(t *testing.T) {
		a := newAdmission()
		stages := []stage{keyed, spoke, keying}
		var in []*conn
		for _, to := range stages {
			c := knock(t, a, "10.0.0.1")
			c.reached(to)
			in = append(in, c)
		}
		for _, gone := range []int{1, 2, 0} {
			c := speak(t, a, "10.0.0.1", "SSH-2.0-flood\r\n")
			if c == nil || !closed(in[gone]) {
				t.Fatalf("the one at stage %d was not the next to go", stages[gone])
			}
			c.reached(familiar)
		}
	})
	t.Run("a wrong password is worth less than getting on", func(t *testing.T) {
		a := newAdmission()
		guesser, guard := knock(t, a, "10.0.0.1"), knock(t, a, "10.0.0.1")
		guard.reached(greeted)
		guesser.reached(familiar)
		knock(t, a, "10.0.0.1").reached(keyed)
		a.check(guesser)(false)
		if speak(t, a, "10.0.0.1", "SSH-2.0-flood\r\n") == nil || !closed(guesser) || closed(guard) {
			t.Error("a guesser was kept for a client that has not tried yet")
		}
	})
	t.Run("a password that is being checked holds its place, and the next one waits", func(t *testing.T) {
		a := newAdmission()
		var in []*conn
		var done []func(bool)
		for range 3 {
			c := knock(t, a, "10.0.0.1")
			c.reached(keyed)
			in, done = append(in, c), append(done, a.check(c))
		}
		next := make(chan *conn)
		go func() { next <- speak(t, a, "10.0.0.1", "SSH-2.0-guard\r\n") }()
		waits := func() bool {
			a.mu.Lock()
			defer a.mu.Unlock()
			return a.queued == 1
		}
		for !waits() {
			runtime.Gosched()
		}
		if slices.ContainsFunc(in, closed) {
			t.Error("one was dropped in the middle of its check")
		}
		done[1](false)
		if c := <-next; c == nil || closed(in[0]) || !closed(in[1]) || closed(in[2]) {
			t.Error("the wrong one made room")
		}
	})
	t.Run("a password that is being checked is worth waiting for", func(t *testing.T) {
		a := newAdmission()
		var done func(bool)
		for range 2 {
			c := knock(t, a, "10.0.0.1")
			c.reached(keyed)
			done = a.check(c)
		}
		guard, newcomer := knock(t, a, "10.0.0.1"), &conn{admission: a}
		guard.reached(keying)
		newcomer.reached(greeted)
		if v, soon := a.evict(newcomer, func(*conn) bool { return true }); v != nil || !soon {
			t.Error("a client in the middle of its handshake was dropped")
		}
		done(false)
		if speak(t, a, "10.0.0.1", "SSH-2.0-guard\r\n") == nil || closed(guard) {
			t.Error("the failed one was not dropped for a newcomer")
		}
	})
	t.Run("who stands still in the handshake goes before a wrong password", func(t *testing.T) {
		a := newAdmission()
		stuck, guard := knock(t, a, "10.0.0.1"), knock(t, a, "10.0.0.1")
		stuck.reached(keying)
		stuck.since = time.Now().Add(-2 * a.limits.step)
		guard.reached(keyed)
		a.check(guard)(false)
		knock(t, a, "10.0.0.1").reached(keyed)
		if speak(t, a, "10.0.0.1", "SSH-2.0-flood\r\n") == nil || !closed(stuck) || closed(guard) {
			t.Error("who mistyped a password was dropped for a flood")
		}
	})
	t.Run("who just found a place free has its moment to say its version", func(t *testing.T) {
		a := newAdmission()
		a.limits.least = time.Hour
		guard, newcomer := knock(t, a, "10.0.0.1"), &conn{admission: a}
		newcomer.reached(greeted)
		if v, soon := a.evict(newcomer, func(*conn) bool { return true }); v != nil || !soon {
			t.Error("a client was dropped before it could be heard")
		}
		guard.since = time.Now().Add(-2 * a.limits.least)
		if v, _ := a.evict(newcomer, func(*conn) bool { return true }); v != guard {
			t.Error("silence kept its place beyond its moment")
		}
	})
	t.Run("strangers leave a part to addresses that signed in lately", func(t *testing.T) {
		a := newAdmission()
		a.remember(netip.MustParseAddr("10.0.9.9"), "guard", time.Now())
		a.remember(netip.MustParseAddr("10.0.9.8"), "guard", time.Now().Add(-2*Acquainted))
		var in []*conn
		for i := range 20 {
			c := speak(t, a, fmt.Sprintf("10.0.1.%d", i), "SSH-2.0-flood\r\n")
			if c == nil {
				t.Fatal("strangers do not make room for one another")
			}
			in = append(in, c)
		}
		if open := len(a.waiting); open != 5 {
			t.Errorf("strangers hold %d of 6 places", open)
		}
		if guard := speak(t, a, "10.0.9.9", "SSH-2.0-guard\r\n"); guard == nil || closed(in[19]) || closed(in[15]) {
			t.Error("the kept place was not free")
		}
		if speak(t, a, "10.0.9.8", "SSH-2.0-guard\r\n"); len(a.waiting) != 6 {
			t.Error("an address of last month is still known")
		}
	})
	t.Run("an IPv6 network is one address", func(t *testing.T) {
		a := newAdmission()
		first := knock(t, a, "2001:db8::1")
		for i := range 3 {
			knock(t, a, fmt.Sprintf("2001:db8::f%d", i))
		}
		if !closed(first) {
			t.Error("a network of addresses has no bounds")
		}
	})
	t.Run("whoever is signed in stays", func(t *testing.T) {
		a := newAdmission()
		var in []*conn
		for i := range 8 {
			c := knock(t, a, fmt.Sprintf("10.0.1.%d", i))
			a.authenticated(c, Identity{Kind: Account, Account: "guard", Staff: true}, Caps{PerAccount: 1000})
			in = append(in, c)
		}
		if knock(t, a, "10.0.0.1") != nil {
			t.Error("more connections than places")
		}
		if slices.ContainsFunc(in, closed) {
			t.Error("somebody who is signed in was closed")
		}
		_ = in[0].Close()
		if knock(t, a, "10.0.0.1") == nil {
			t.Error("a place that became free was not given away")
		}
		if c := knock(t, a, "10.0.0.2"); c == nil || len(a.all) > 8 {
			t.Error("a knock did not make room for the next")
		}
	})
	t.Run("nobody is counted twice", func(t *testing.T) {
		a := newAdmission()
		for range 100 {
			c := knock(t, a, "10.0.0.1")
			a.authenticated(c, Identity{Kind: Account, Account: "guard", Staff: true}, Caps{PerAccount: 1000})
			_ = c.Close()
			_ = c.Close()
		}
		if len(a.all)+len(a.waiting) != 0 {
			t.Errorf("%d and %d are left", len(a.all), len(a.waiting))
		}
	})
}

// readUntilClosed reads until the server closes, and fails if it never does.
func readUntilClosed(c net.Conn) error {
	_, err := io.Copy(io.Discard, c)
	return err
}

// A connection that drips bytes must still sign in in time. It is the clock that
// closes it: its length would only after the version's 255 bytes.
func TestSignInTakesNoLongerThanItMay(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.AuthTimeout = 100 * time.Millisecond })
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	dripped := make(chan int)
	go func() {
		n, pace := 0, time.NewTicker(10*time.Millisecond)
		defer pace.Stop()
		for range pace.C { // each byte would set a deadline anew
			if _, err := io.WriteString(c, "x"); err != nil {
				dripped <- n
				return
			}
			n++
		}
	}()
	_ = readUntilClosed(c)
	_ = c.Close()
	if n := <-dripped; n >= 255 {
		t.Errorf("it was closed after %d bytes, not after a time", n)
	}
}

// signInTime is enough for a client of a busy machine to sign in, and soon over.
const signInTime = 2 * time.Second

// A client that signs in and opens nothing gives its place back as well.
func TestSessionMustBeOpened(t *testing.T) {
	t.Parallel()
	s := serve(t, func(c *Config) { c.Limits.AuthTimeout = signInTime })
	gone(s.dial(t, "guard"))
}

// A session, once open, is under no clock of its admission.
func TestOpenSessionOutlivesTheSignInClock(t *testing.T) {
	t.Parallel()
	s := serve(t, func(c *Config) { c.Limits.AuthTimeout = signInTime })
	desk := s.open(t, s.dial(t, "guard"), "xterm", 80, 24)
	desk.screen.await(t, "guard")
	idler := s.dial(t, "other")
	gone(idler) // its clock started later and has run out
	desk.press(t, "a")
	desk.screen.await(t, "key a")
}

// What goes wrong in a listener is reported.
func TestServeReturnsListenerErrors(t *testing.T) {
	s := serve(t, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	if err := s.Serve(l); err == nil || errors.Is(err, ErrClosed) || !strings.Contains(err.Error(), "closed") {
		t.Errorf("got %v", err)
	}
}
