package sshd

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/ssh"
	"github.com/google/uuid"
	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/tui/wire"
)

// The window assumed where a terminal has none, in cells, and other things that
// every session has.
const (
	fallbackW, fallbackH        = 80, 24
	mailboxSize                 = 64
	faultNotice                 = "\r\nThe desk stopped because of a fault, which is in the log. Please connect again.\r\n"
	noTerminalNotice            = "The desk needs a terminal: connect with ssh -t.\r\n"
	exitOK, exitBad      uint32 = 0, 1
)

// ErrHungUp is the cause of a session's end when the client went away.
var ErrHungUp = errors.New("the client hung up")

// Session is one terminal that has signed in.
type Session struct {
	id       string
	identity Identity
	user     string
	server   *Server
	conn     *conn
	ch       gossh.Channel
	mail     *wire.Mailbox
	ctx      context.Context
	end      context.CancelCauseFunc
	stall    watchdog
	finish   sync.Once
	yield    yield
	ended    chan struct{} // closed when what it ran has ended

	// set by the client's requests before the session starts
	term    string
	env     []string
	hasPTY  bool
	size    wire.Size
	resizes chan wire.Size
}

// ID tells this session from all others, on every server.
func (s *Session) ID() string { return s.id }

// Identity is who signed in.
func (s *Session) Identity() Identity { return s.identity }

// Peer is the other end, for the audit.
func (s *Session) Peer() Peer { return s.conn.peer }

// Reached is the server's own address, by which the client reached it.
func (s *Session) Reached() net.Addr { return s.conn.LocalAddr() }

// Term is the client's TERM, at most 64 harmless bytes.
func (s *Session) Term() string { return s.term }

// Getenv looks the client's environment up, never the server's: TERM, and printable
// ASCII, at most 16 variables of at most 256 bytes.
func (s *Session) Getenv(name string) string {
	if name == "TERM" {
		return s.term
	}
	for _, entry := range slices.Backward(s.env) {
		if value, is := strings.CutPrefix(entry, name+"="); is {
			return value
		}
	}
	return ""
}

// Post leaves a message for the session's program and never waits; see
// wire.Mailbox.
func (s *Session) Post(msg tea.Msg) { s.mail.Post(msg) }

// End ends the session. Its program is stopped, the terminal put back, and the
// connection closed, at once where the client does not take part.
func (s *Session) End(cause error) {
	s.end(cause)
	s.conn.within(s.server.limits.Linger)
}

// Read reads what the client types.
func (s *Session) Read(p []byte) (int, error) { return s.ch.Read(p) }

// Write sends bytes to the client's terminal. A client that does not take them
// in time loses its connection (see README.md, Clients that do not read): the
// program would stand still with it.
func (s *Session) Write(p []byte) (int, error) {
	s.stall.start()
	defer s.stall.stop()
	return s.ch.Write(p)
}

// window clamps a window's size (see README.md, What is offered). A client that
// does not know its own says nothing, and a window of nothing cannot be drawn.
func window(width, height uint32) (wire.Size, bool) {
	const most = 1 << 16 // whatever an int holds
	return wire.Size{Width: int(min(width, most)), Height: int(min(height, most))}.Believed(), width > 0 && height > 0
}

// resized passes a new window on. The newest wins.
func (s *Session) resized(size wire.Size) {
	select {
	case <-s.resizes:
	default:
	}
	s.resizes <- size // this goroutine is the only one that sends
}

// channel takes a session channel: the one wrapper through which everything
// that a signed-in client asks for must pass (see README.md, What is offered).
func (srv *Server) channel(_ *ssh.Server, sc *gossh.ServerConn, nc gossh.NewChannel, ctx ssh.Context) {
	c := connOf(ctx)
	id, ok := identity(sc)
	defer srv.survive(c, id, func() { _ = c.Close() })
	if !ok || !c.signIn.done || sc.User() != c.signIn.first {
		srv.refused(c, sc.User(), NameChanged, "at the session")
		_ = c.Close()
		return
	}
	if !c.session.CompareAndSwap(false, true) {
		srv.strike(c, SecondSession, "")
		_ = nc.Reject(gossh.Prohibited, "one session a connection")
		return
	}
	if !srv.hold() {
		_ = c.Close()
		return
	}
	defer srv.wg.Done()
	ch, reqs, err := nc.Accept()
	if err != nil {
		_ = c.Close()
		return
	}
	inner, end := context.WithCancelCause(c.ctx)
	s := &Session{
		id: uuid.NewString(), identity: id, user: c.signIn.first, server: srv, conn: c, ch: ch,
		mail: wire.NewMailbox(mailboxSize), ctx: inner, end: end, term: "dumb",
		size: wire.Size{Width: fallbackW, Height: fallbackH}, resizes: make(chan wire.Size, 1),
		ended: make(chan struct{}),
	}
	s.stall = newWatchdog(srv.limits.WriteTimeout, func() {
		srv.log.Warn("a client does not read", "peer", c.peer.Address, "account", id.Account)
		_ = c.Close()
	})
	defer end(ErrHungUp)
	srv.tellKeys(sc)
	s.serveRequests(reqs)
	// The client has closed its channel: the connection has no other use.
	s.hangUp()
}

// start runs what the client asked for, once.
func (s *Session) start(run func(ctx context.Context) (exit uint32)) bool {
	srv := s.server
	if !srv.enter(s) {
		return false
	}
	s.conn.settled()
	go func() {
		defer srv.leave(s)
		exit := exitBad
		defer func() {
			if v := recover(); v != nil { // see README.md, Panics
				srv.panicked(s.conn, s.identity, v, debug.Stack())
				_, _ = io.WriteString(s, faultNotice)
			}
			srv.admission.unseat(s.conn)
			close(s.ended)
			s.close(exit)
		}()
		exit = run(s.ctx)
	}()
	return true
}

// runDesk is the session of a terminal.
func (s *Session) runDesk(ctx context.Context) uint32 {
	err := s.server.cfg.Run(ctx, s)
	var caught *wire.PanicError
	switch {
	case errors.As(err, &caught):
		s.server.panicked(s.conn, s.identity, caught.Value, caught.Stack)
		_, _ = io.WriteString(s, faultNotice)
		return exitBad
	case err != nil:
		s.server.log.Info("session ended", "account", s.identity.Account, "peer", s.conn.peer.Address, "cause", err)
		return exitBad
	}
	return exitOK
}

// close tells the client how it ended and closes the channel.
func (s *Session) close(exit uint32) {
	s.stall.start()
	defer s.stall.stop()
	_, _ = s.ch.SendRequest("exit-status", false, gossh.Marshal(struct{ Status uint32 }{exit}))
	_ = s.ch.Close()
	s.hangUp()
}

// hangUp closes the connection, after the client has had time to do so itself:
// what was sent last would be lost to it if the connection broke first.
func (s *Session) hangUp() {
	s.finish.Do(func() { s.conn.within(s.server.limits.Linger) })
}
