package sshd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/ssh"
	"github.com/charmbracelet/wish"
	gossh "golang.org/x/crypto/ssh"
)

// ErrClosed is what Serve returns after Drain or Close.
var ErrClosed = errors.New("the SSH server is closed")

// maxStrikes is how many things that are not offered a connection may ask for
// before it is closed.
const maxStrikes = 16

// Server serves desks over SSH. Make it with New.
type Server struct {
	cfg       Config
	limits    Limits
	log       *slog.Logger
	admission *admission
	ssh       *ssh.Server

	transfers transfers

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	sessions  map[*Session]struct{}
	closed    bool
	stopped   chan struct{} // closed with closed
	changed   chan struct{} // closed and replaced when a session ends
	wg        sync.WaitGroup
}

// New makes a Server, or says what the configuration lacks.
func New(cfg Config) (*Server, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, limits: cfg.Limits.withDefaults(), log: cfg.Log,
		listeners: map[net.Listener]struct{}{}, sessions: map[*Session]struct{}{}, changed: make(chan struct{}), stopped: make(chan struct{}),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.admission = newAdmission(s.limits)
	s.admission.tell = s.crowded
	srv, err := wish.NewServer(
		wish.WithVersion("Society360"),
		// The handlers go through the server's own fields: it lets everyone in
		// when these are empty, whatever else its configuration says (see
		// README.md, Handlers).
		wish.WithPasswordAuth(s.password),
		wish.WithPublicKeyAuth(s.publicKey),
		func(srv *ssh.Server) error {
			for _, k := range offered(cfg.HostKeys) {
				srv.AddHostKey(k)
			}
			srv.ServerConfigCallback = s.serverConfig
			srv.ConnCallback = func(ctx ssh.Context, c net.Conn) net.Conn {
				ctx.SetValue(contextKey{}, c)
				return c
			}
			srv.ConnectionFailedCallback = func(c net.Conn, err error) {
				s.log.Debug("handshake failed", "peer", c.RemoteAddr(), "cause", err)
			}
			srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel, "default": s.noChannel}
			srv.RequestHandlers = map[string]ssh.RequestHandler{keysToProve: s.proveKeys, "default": s.noRequest}
			return nil
		},
	)
	if err != nil {
		return nil, fmt.Errorf("cannot make the SSH server: %w", err)
	}
	if srv.PasswordHandler == nil || srv.PublicKeyHandler == nil {
		return nil, errors.New("the SSH server has no sign-in handlers: it would let everyone in")
	}
	s.ssh = srv
	return s, nil
}

// Serve lets connections in from l until Drain or Close, and then returns
// ErrClosed; any other error is the listener's. It may run on several listeners.
func (s *Server) Serve(l net.Listener) error {
	defer func() { _ = l.Close() }()
	if !s.listen(l) {
		return ErrClosed
	}
	pause := time.Duration(0)
	for {
		raw, err := l.Accept()
		switch {
		case err == nil:
			pause = 0
		case s.isClosed():
			return ErrClosed
		case errors.Is(err, net.ErrClosed):
			return err
		default: // out of file descriptors, most likely: it passes
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			s.log.Warn("cannot accept a connection", "cause", err, "again in", pause)
			select {
			case <-time.After(pause):
			case <-s.stopped:
			}
			continue
		}
		if !s.hold() {
			_ = raw.Close()
			return ErrClosed
		}
		go s.connection(raw)
	}
}

// connection serves one connection to its end.
func (s *Server) connection(raw net.Conn) {
	defer s.wg.Done()
	defer s.survive(nil, Identity{}, func() { _ = raw.Close() })
	if tcp, ok := raw.(*net.TCPConn); ok {
		// What a slow line has not taken yet waits here, not in megabytes that
		// the kernel would keep and lose when the connection closes.
		_ = tcp.SetWriteBuffer(sendBuffer)
	}
	client := s.behindBalancer(raw)
	if client == nil {
		return
	}
	c := s.admission.admit(client)
	if c == nil {
		return
	}
	defer func() { _ = c.Close() }()
	defer s.survive(c, Identity{}, nil)
	s.ssh.HandleConn(c)
	s.keysRefused(c)
}

// crowded records that connections find no place, or lose theirs to others.
func (s *Server) crowded(n crowding) {
	if !s.hold() {
		return
	}
	defer s.wg.Done()
	s.record(context.Background(), Peer{Address: n.address}, Identity{}, "", Crowded,
		fmt.Sprintf("%d turned out; %d of %d that have not signed in are from here", n.turned, n.own, n.all))
}

// hold keeps Close waiting for a goroutine, until wg.Done; false means that the
// server is closed and nothing new begins.
func (s *Server) hold() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.wg.Add(1)
	}
	return !s.closed
}

// listen registers a listener unless the server is closed.
func (s *Server) listen(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.listeners[l] = struct{}{}
	}
	return !s.closed
}

func (s *Server) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// caps are what those who have signed in may take now.
func (s *Server) caps() Caps {
	c := Caps{PerAccount: 5, PerAddress: 50}
	if s.cfg.Caps != nil {
		c = s.cfg.Caps()
	}
	return c
}

// Met tells the server of a sign-in before it began: where from, under which name
// and when. Places are kept for such addresses.
func (s *Server) Met(address, user string, at time.Time) {
	if ip, err := netip.ParseAddr(address); err == nil {
		s.admission.remember(ip, user, at)
	}
}

// Sessions returns the sessions that are open.
func (s *Server) Sessions() []*Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*Session, 0, len(s.sessions))
	for sess := range s.sessions {
		out = append(out, sess)
	}
	return out
}

// enter registers a session, and leave forgets it.
func (s *Server) enter(sess *Session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.sessions[sess] = struct{}{}
		s.wg.Add(1)
	}
	return !s.closed
}

func (s *Server) leave(sess *Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, sess)
	close(s.changed)
	s.changed = make(chan struct{})
	s.wg.Done()
}

// stopListening lets nobody in any more.
func (s *Server) stopListening() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.stopped)
	}
	for l := range s.listeners {
		_ = l.Close()
	}
}

// Drain lets nobody in any more, sends every session a message, and gives them
// until ctx ends, and at most Limits.Drain, to finish. What is then left is
// closed. It returns when the last connection is gone.
func (s *Server) Drain(ctx context.Context, notice tea.Msg) {
	s.stopListening()
	for _, c := range s.admission.shut(false) {
		_ = c.Close()
	}
	for _, sess := range s.Sessions() {
		sess.Post(notice)
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.Drain)
	defer cancel()
	s.Deserted(ctx)
	for _, sess := range s.Sessions() {
		sess.End(ErrClosed)
	}
	linger, stop := context.WithTimeout(context.WithoutCancel(ctx), s.limits.Linger)
	defer stop()
	s.Deserted(linger)
	s.Close()
}

// Deserted waits until no session is open, or ctx ends.
func (s *Server) Deserted(ctx context.Context) {
	for s.waitForOne(ctx) {
	}
}

// waitForOne waits until a session ends; false means that none is left or that
// ctx has ended.
func (s *Server) waitForOne(ctx context.Context) bool {
	s.mu.Lock()
	n, changed := len(s.sessions), s.changed
	s.mu.Unlock()
	if n == 0 {
		return false
	}
	select {
	case <-changed:
		return true
	case <-ctx.Done():
		return false
	}
}

// Close ends everything at once and returns when the last connection is gone.
func (s *Server) Close() {
	s.stopListening()
	for _, c := range s.admission.shut(true) {
		_ = c.Close()
	}
	s.wg.Wait()
}

// noChannel refuses what is no session: forwarding and the like (see README.md,
// What is offered).
func (s *Server) noChannel(_ *ssh.Server, _ *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	c := connOf(ctx)
	defer s.survive(c, Identity{}, nil)
	s.strike(c, NotOffered, "channel "+ch.ChannelType())
	_ = ch.Reject(gossh.Prohibited, "not offered")
}

// noRequest refuses requests about the whole connection. Clients ask harmless
// things all the time, to see whether the server lives; forwarding is not one.
func (s *Server) noRequest(ctx ssh.Context, _ *ssh.Server, req *gossh.Request) (bool, []byte) {
	c := connOf(ctx)
	defer s.survive(c, Identity{}, nil)
	switch req.Type {
	case "tcpip-forward", "streamlocal-forward@openssh.com":
		s.strike(c, NotOffered, "request "+req.Type)
	}
	return false, nil
}

// strike counts a refusal, and closes the connection after too many.
func (s *Server) strike(c *conn, why Refusal, detail string) {
	n := c.strikes.Add(1)
	if n > maxStrikes {
		_ = c.Close()
		return
	}
	s.refused(c, c.signIn.first, why, detail)
}
