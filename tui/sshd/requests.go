package sshd

import (
	"context"
	"io"
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// serveRequests answers what the client asks of its session until the channel
// closes. Everything that is not named here is refused (see README.md, What is
// offered).
func (s *Session) serveRequests(reqs <-chan *gossh.Request) {
	started := false
	for req := range reqs {
		ok := false
		switch {
		case req.Type == "window-change":
			ok = s.windowChange(req.Payload, started)
		case started:
		case req.Type == "pty-req":
			ok = s.pty(req.Payload)
		case req.Type == "env":
			ok = s.setEnv(req.Payload)
		case req.Type == "shell":
			ok = true
		case req.Type == "exec":
			ok = s.command(req.Payload) != nil
		}
		if !ok && !harmless(req.Type) {
			s.server.strike(s.conn, NotOffered, "request "+req.Type+s.detail(req))
		}
		if req.WantReply {
			_ = req.Reply(ok, nil)
		}
		if !ok || started {
			continue
		}
		switch req.Type { // only now: the answer comes before the first output
		case "shell":
			started = s.start(s.shell())
		case "exec":
			started = s.start(s.command(req.Payload))
		default:
			continue
		}
		if !started { // the server is closing
			s.end(ErrClosed)
			_ = s.ch.Close()
		}
	}
}

// harmless reports whether a request that is refused is nothing to write down:
// clients send these by themselves.
func harmless(request string) bool {
	switch request {
	case "env", "window-change", "keepalive@openssh.com", "eow@openssh.com":
		return true
	}
	return false
}

// detail is what an exec or a subsystem named, for the audit.
func (s *Session) detail(req *gossh.Request) string {
	if v, ok := text(req.Payload); ok && (req.Type == "exec" || req.Type == "subsystem") {
		return ": " + v
	}
	return ""
}

// text reads a payload of one string.
func text(payload []byte) (string, bool) {
	var p struct{ Value string }
	err := gossh.Unmarshal(payload, &p)
	return p.Value, err == nil
}

// pty takes the client's terminal: its name and its window.
func (s *Session) pty(payload []byte) bool {
	var p struct {
		Term                          string
		Width, Height, XPixel, YPixel uint32
		Modes                         string
	}
	if s.hasPTY || gossh.Unmarshal(payload, &p) != nil {
		return false
	}
	s.hasPTY = true
	if term := only(p.Term, maxTerm, termByte); term != "" {
		s.term = term
	}
	if size, ok := window(p.Width, p.Height); ok {
		s.size = size
	}
	return true
}

// windowChange takes a new window.
func (s *Session) windowChange(payload []byte, started bool) bool {
	var p struct{ Width, Height, XPixel, YPixel uint32 }
	if !s.hasPTY || gossh.Unmarshal(payload, &p) != nil {
		return false
	}
	size, ok := window(p.Width, p.Height)
	switch {
	case !ok:
	case started:
		s.resized(size)
	default:
		s.size = size
	}
	return ok
}

// setEnv takes a variable of the client's environment.
func (s *Session) setEnv(payload []byte) bool {
	var p struct{ Name, Value string }
	if len(s.env) >= maxEnvs || len(payload) > maxEnv+8 || gossh.Unmarshal(payload, &p) != nil {
		return false
	}
	if len(p.Name)+len(p.Value) > maxEnv || !envName(p.Name) || !plain(p.Value) || p.Name == "TERM" {
		return false
	}
	s.env = append(s.env, p.Name+"="+p.Value)
	return true
}

// shell returns what a shell request starts.
func (s *Session) shell() func(context.Context) uint32 {
	if s.hasPTY {
		return func(ctx context.Context) uint32 { return s.seated(ctx, s, s.runDesk) }
	}
	return func(context.Context) uint32 {
		_, _ = io.WriteString(s, noTerminalNotice)
		return exitBad
	}
}

// command returns what an exec request starts, or nil where it is refused:
// `get NAME` and `put NAME` of an account are all there is. Of a refused request a
// client says nothing but that, so a name that no file may have is answered.
func (s *Session) command(payload []byte) func(context.Context) uint32 {
	line, ok := text(payload)
	verb, name, _ := strings.Cut(line, " ")
	if !ok || s.server.cfg.Files == nil || s.identity.Kind != Account {
		return nil
	}
	run := map[string]func(context.Context, string) error{"get": s.get, "put": s.put}[verb]
	if run == nil {
		return nil
	}
	if !fileName(name) {
		return func(context.Context) uint32 { return s.failed(verb, name, errFileName) }
	}
	return func(ctx context.Context) uint32 {
		return s.seated(ctx, s.ch.Stderr(), func(ctx context.Context) uint32 { return s.carry(ctx, verb, name, run) })
	}
}
