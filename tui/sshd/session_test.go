package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/tui/wire"
)

func TestDeskOnATerminal(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.Linger = 200 * time.Millisecond })
	c := s.dial(t, "guard")
	desk := s.open(t, c, "vt100", 80, 24)
	desk.screen.await(t, "size 80x24")
	desk.press(t, "a\x1b[A")
	desk.screen.await(t, "key up")
	if err := desk.WindowChange(30, 100); err != nil {
		t.Fatal(err)
	}
	desk.screen.await(t, "size 100x30")
	sess := s.Sessions()[0]
	if sess.ID() == "" || sess.user != "guard" || sess.size.Width != 80 {
		t.Errorf("session %q of %q, %v", sess.ID(), sess.user, sess.size)
	}
	sess.Post("news from elsewhere")
	desk.screen.await(t, "news from elsewhere")
	desk.press(t, "q")
	if err := desk.Wait(); err != nil { // exit status 0
		t.Error(err)
	}
	gone(c)
	if n := len(s.Sessions()); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

// request sends a request on a raw channel.
func request(t *testing.T, ch gossh.Channel, name string, payload any) bool {
	t.Helper()
	var p []byte
	if payload != nil {
		p = gossh.Marshal(payload)
	}
	ok, err := ch.SendRequest(name, true, p)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return ok
}

// session opens a raw session channel.
func session(t *testing.T, c *gossh.Client) gossh.Channel {
	t.Helper()
	ch, reqs, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(reqs)
	return ch
}

type str struct{ V string }

type ptyRequest struct {
	Term       string
	W, H, X, Y uint32
	Modes      string
}

// What is not offered is refused, and said to be.
func TestOnlyADeskIsOffered(t *testing.T) {
	s := serve(t, nil)
	refused := []struct {
		name    string
		payload any
		audited string
	}{
		{"exec", str{"/bin/sh -c id"}, "exec: /bin/sh"},
		{"exec", str{"get receipt.pdf"}, "exec: get receipt.pdf"}, // no files configured
		{"subsystem", str{"sftp"}, "subsystem: sftp"},
		{"auth-agent-req@openssh.com", nil, "auth-agent-req"},
		{"x11-req", struct {
			Single      bool
			Proto, Auth string
			Screen      uint32
		}{}, "x11-req"},
		{"signal", str{"KILL"}, "signal"},
		{"break", struct{ N uint32 }{1}, "break"},
		{"window-change", struct{ W, H, X, Y uint32 }{80, 24, 0, 0}, ""}, // without a terminal
	}
	c := s.dial(t, "guard")
	ch := session(t, c)
	for _, tt := range refused {
		if request(t, ch, tt.name, tt.payload) {
			t.Errorf("%s was taken", tt.name)
		}
		if tt.audited != "" {
			s.ledger.await(t, "guard", string(NotOffered), tt.audited)
		}
	}
	if _, _, err := c.OpenChannel("session", nil); err == nil {
		t.Error("a second session was opened")
	}
	s.ledger.await(t, string(SecondSession))
	if _, err := c.Dial("tcp", s.addr); err == nil {
		t.Error("a connection was forwarded")
	}
	s.ledger.await(t, "channel direct-tcpip")
	if l, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		_ = l.Close()
		t.Error("a port was forwarded")
	}
	s.ledger.await(t, "tcpip-forward")
	if !request(t, ch, "pty-req", ptyRequest{"xterm", 80, 24, 0, 0, "\x00"}) || !request(t, ch, "shell", nil) {
		t.Fatal("the desk was refused")
	}
	for _, again := range []string{"shell", "pty-req", "env"} {
		if request(t, ch, again, ptyRequest{"xterm", 80, 24, 0, 0, "\x00"}) {
			t.Errorf("a second %s was taken", again)
		}
	}
}

// Who asks and asks is shown the door.
func TestTooManyRefusalsClose(t *testing.T) {
	s := serve(t, nil)
	c := s.dial(t, "guard")
	for range maxStrikes + 1 {
		if _, _, err := c.OpenChannel("direct-tcpip", nil); err == nil {
			t.Fatal("a connection was forwarded")
		}
	}
	gone(c)
}

// Terminal, window and environment are bounded.
func TestTerminalIsClamped(t *testing.T) {
	s := serve(t, nil)
	ch := session(t, s.dial(t, "guard"))
	for i := range 20 {
		if ok := request(t, ch, "env", struct{ N, V string }{fmt.Sprint("LC_", i), "en_IN.UTF-8"}); ok != (i < maxEnvs) {
			t.Errorf("variable %d: %v", i, ok)
		}
	}
	long := strings.Repeat("xterm\x1b[2J", 20)
	if !request(t, ch, "pty-req", ptyRequest{long, 100_000, 1 << 31, 0, 0, "\x00"}) || !request(t, ch, "shell", nil) {
		t.Fatal("the desk was refused")
	}
	screen := newGlass(500, 200)
	go func() { _, _ = io.Copy(screen, ch) }()
	screen.await(t, "size 500x200")
	sess := s.Sessions()[0]
	if term := sess.Term(); len(term) != maxTerm || strings.Contains(term, "\x1b") {
		t.Errorf("TERM is %q", term)
	}
	if env := sess.env; len(env) != maxEnvs || sess.Getenv("TERM") != sess.Term() {
		t.Errorf("the environment is %q", env)
	}
	_, _ = ch.SendRequest("window-change", false, gossh.Marshal(struct{ W, H, X, Y uint32 }{0, 0, 0, 0}))
	_, _ = ch.SendRequest("window-change", false, gossh.Marshal(struct{ W, H, X, Y uint32 }{9999, 30, 0, 0}))
	screen.await(t, "size 500x30")
	if strings.Contains(screen.text(), "0x0") {
		t.Error("a window of nothing reached the desk")
	}
}

func TestHostileEnvironmentIsRefused(t *testing.T) {
	s := serve(t, nil)
	ch := session(t, s.dial(t, "guard"))
	for _, kv := range []struct{ N, V string }{
		{"LANG", strings.Repeat("x", maxEnv)}, {"LANG", "a\x1b[2J"}, {"A B", "x"}, {"", "x"}, {"1A", "x"}, {"TERM", "dumb"}, {"X", "\u202e"},
	} {
		if request(t, ch, "env", kv) {
			t.Errorf("%q was taken", kv)
		}
	}
	if !request(t, ch, "env", struct{ N, V string }{"NO_COLOR", "1"}) {
		t.Error("NO_COLOR was refused")
	}
}

func TestNoTerminalIsTold(t *testing.T) {
	s := serve(t, nil)
	sess, err := s.dial(t, "guard").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	sess.Stdout = &out
	var exit *gossh.ExitError
	if err := sess.Shell(); err != nil {
		t.Fatal(err)
	}
	if err := sess.Wait(); !errors.As(err, &exit) || !strings.Contains(out.String(), "ssh -t") {
		t.Errorf("%v, %q", err, out.String())
	}
}

// The connection ends with its channel, without waiting for the client to see
// reason. (The other tests' Linger of a minute would let this one hang.)
func TestConnectionEndsWithItsChannel(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.Linger = time.Millisecond })
	t.Run("closed by the desk", func(t *testing.T) {
		c := s.dial(t, "guard")
		desk := s.open(t, c, "xterm", 80, 24)
		desk.screen.await(t, "guard")
		desk.press(t, "q")
		gone(c)
	})
	t.Run("closed by the client", func(t *testing.T) {
		c := s.dial(t, "guard")
		ch := session(t, c)
		if err := ch.Close(); err != nil {
			t.Fatal(err)
		}
		gone(c)
	})
}

// A client that types nothing any more, as ssh -tt </dev/null, has its desk closed: it
// would stand there deaf.
func TestTheEndOfWhatIsTypedEndsTheDesk(t *testing.T) {
	s := serve(t, nil)
	tt := s.open(t, s.dial(t, "guard"), "xterm", 60, 10)
	tt.screen.await(t, "size 60x10")
	if err := tt.keys.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-s.ended; !errors.Is(err, wire.ErrInputEnded) {
		t.Errorf("ended with %v", err)
	}
}

// A desk learns that its client went away, and leaves nothing behind.
func TestHangUpEndsTheDesk(t *testing.T) {
	s := serve(t, nil)
	c := s.dial(t, "guard")
	s.open(t, c, "xterm", 80, 24).screen.await(t, "guard")
	_ = c.Close()
	if err := <-s.ended; !errors.Is(err, ErrHungUp) {
		t.Errorf("ended with %v", err)
	}
}

// A panic ends one session and nobody else's.
func TestPromisePanicEndsOneSession(t *testing.T) {
	s := serve(t, func(c *Config) {
		c.Limits.Linger = 200 * time.Millisecond
		run := c.Run
		c.Run = func(ctx context.Context, sess *Session) error {
			if sess.user == "panic" {
				panic("session")
			}
			return run(ctx, sess)
		}
	})
	other := s.open(t, s.dial(t, "other"), "xterm", 80, 24)
	other.screen.await(t, "other")
	t.Run("in its program", func(t *testing.T) {
		c := s.dial(t, "guard")
		desk := s.open(t, c, "xterm", 80, 24)
		desk.screen.await(t, "guard")
		desk.press(t, "!")
		var exit *gossh.ExitError
		if err := desk.Wait(); !errors.As(err, &exit) {
			t.Errorf("ended with %v", err)
		}
		desk.screen.await(t, "stopped because of a fault")
		s.ledger.await(t, "panic", "account of guard", "desk", "stack: true")
		gone(c)
	})
	t.Run("in its handler", func(t *testing.T) {
		c := s.dial(t, "panic")
		s.open(t, c, "xterm", 80, 24)
		s.ledger.await(t, "panic", "account of panic", "session")
		gone(c)
	})
	other.press(t, "a")
	other.screen.await(t, "key a")
}

// brokenAuditor panics at whatever it is told.
type brokenAuditor struct{}

func (brokenAuditor) Refused(context.Context, Peer, Identity, string, Refusal, string) {
	panic("auditor")
}
func (brokenAuditor) KeysRefused(context.Context, Peer, string, []string) { panic("auditor") }

func (brokenAuditor) Panicked(context.Context, Peer, Identity, string, []byte) {
	panic("auditor")
}

func TestBrokenAuditorEndsNothing(t *testing.T) {
	s := serve(t, func(c *Config) { c.Audit = brokenAuditor{} })
	c := s.dial(t, "guard")
	ch := session(t, c)
	if request(t, ch, "subsystem", str{"sftp"}) {
		t.Error("taken")
	}
	s.people.onTry = func(string) { panic("again") }
	if c, err := gossh.Dial("tcp", s.addr, s.config("guard")); err == nil {
		_ = c.Close()
		t.Error("signed in")
	}
	if !request(t, ch, "pty-req", ptyRequest{"xterm", 80, 24, 0, 0, "\x00"}) {
		t.Error("the session did not survive")
	}
}

// A client that does not take what is written loses its connection, and the
// program that wrote goes on.
func TestUnreadClientIsClosed(t *testing.T) {
	s := serve(t, func(c *Config) {
		c.Limits.WriteTimeout = 50 * time.Millisecond
		c.Run = func(_ context.Context, sess *Session) error {
			page := bytes.Repeat([]byte("x"), 64<<10)
			for {
				if _, err := sess.Write(page); err != nil {
					return err
				}
			}
		}
	})
	// The client answers on the connection but never reads its session.
	c := s.dial(t, "guard")
	ch := session(t, c)
	if !request(t, ch, "pty-req", ptyRequest{"xterm", 80, 24, 0, 0, "\x00"}) || !request(t, ch, "shell", nil) {
		t.Fatal("the desk was refused")
	}
	gone(c)
	if err := <-s.ended; err == nil {
		t.Error("writing went on")
	}
}

// One layer below: the client's machine takes no bytes at all any more.
func TestDeadLineIsClosed(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.WriteTimeout = 50 * time.Millisecond })
	near, far := net.Pipe() // unbuffered: a write waits for its reader
	defer func() { _ = far.Close() }()
	c := s.admission.admit(from{near, "10.0.0.1"})
	if _, err := io.WriteString(c, "into the void"); err == nil {
		t.Error("the write was taken")
	}
	if !closed(c) {
		t.Error("the connection is open")
	}
}

// Goroutines and sessions are back where they were after many visits, polite
// and not. More of them with SOCIETY360_CYCLES=500.
func TestPromiseConnectAndDrop(t *testing.T) {
	cycles := 30
	if n, err := strconv.Atoi(os.Getenv("SOCIETY360_CYCLES")); err == nil {
		cycles = n
	}
	s := serve(t, func(c *Config) { c.Limits.Linger = time.Millisecond })
	before := runtime.NumGoroutine()
	for i := range cycles {
		c := s.dial(t, "guard")
		desk := s.open(t, c, "xterm", 80, 24)
		desk.screen.await(t, "size")
		switch i % 3 {
		case 0:
			_ = c.Close() // pulled out
		case 1:
			desk.press(t, "q")
		case 2:
			_ = desk.Close() // the channel alone
		}
		gone(c)
		if err := <-s.ended; i%3 == 1 && err != nil {
			t.Errorf("a desk that was left ended with %v", err)
		}
	}
	for runtime.NumGoroutine() > before+5 { // ends with the test's own timeout
		runtime.Gosched()
	}
	t.Logf("%d cycles: %d goroutines before, %d after", cycles, before, runtime.NumGoroutine())
}

func TestEndEndsASession(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.Linger = time.Millisecond })
	c := s.dial(t, "guard")
	s.open(t, c, "xterm", 80, 24).screen.await(t, "guard")
	cause := errors.New("account was banned")
	s.Sessions()[0].End(cause)
	if err := <-s.ended; !errors.Is(err, cause) {
		t.Errorf("ended with %v", err)
	}
	gone(c)
}

func TestDrain(t *testing.T) {
	t.Run("sessions are told and finish", func(t *testing.T) {
		s := serve(t, nil)
		idle := s.dial(t, "idle") // signed in, and no more
		desk := s.open(t, s.dial(t, "guard"), "xterm", 80, 24)
		desk.screen.await(t, "guard")
		drained := make(chan struct{})
		go func() { s.Drain(t.Context(), "the server stops"); close(drained) }()
		desk.screen.await(t, "the server stops")
		gone(idle)
		if c, err := gossh.Dial("tcp", s.addr, s.config("late")); err == nil {
			_ = c.Close()
			t.Error("somebody came in while it drained")
		}
		desk.press(t, "a") // a form can still be finished
		desk.screen.await(t, "key a")
		desk.press(t, "q")
		if err := desk.Wait(); err != nil {
			t.Error(err)
		}
		<-drained
	})
	t.Run("who stays is closed", func(t *testing.T) {
		s := serve(t, func(c *Config) { c.Limits.Drain, c.Limits.Linger = 50*time.Millisecond, time.Millisecond })
		c := s.dial(t, "guard")
		s.open(t, c, "xterm", 80, 24).screen.await(t, "guard")
		s.Drain(t.Context(), "the server stops")
		gone(c)
		if err := <-s.ended; !errors.Is(err, ErrClosed) {
			t.Errorf("ended with %v", err)
		}
	})
	t.Run("no longer than its context", func(t *testing.T) {
		s := serve(t, func(c *Config) { c.Limits.Linger = time.Millisecond })
		s.open(t, s.dial(t, "guard"), "xterm", 80, 24).screen.await(t, "guard")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s.Drain(ctx, "the server stops")
	})
}
