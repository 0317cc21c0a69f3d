package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// get sends a file of the account's outbox.
func (s *Session) get(ctx context.Context, name string) uint32 {
	f, err := s.server.cfg.Files.Get(ctx, s, name)
	if err != nil {
		return s.failed("get", name, err)
	}
	defer func() { _ = f.Close() }()
	s.transfer()
	// In small pieces: the watchdog's clock runs for each, and a whole file in
	// one would have to pass a slow line in that time.
	if _, err := io.CopyBuffer(struct{ io.Writer }{s}, struct{ io.Reader }{f}, make([]byte, piece)); err != nil {
		return s.failed("get", name, err)
	}
	if !s.present() {
		return exitBad
	}
	return exitOK
}

// piece is how much of a file is written at once, in bytes.
const piece = 4 << 10

// transfer gives the line the time that files may take.
func (s *Session) transfer() {
	s.stall.allow(s.server.limits.TransferStall)
	s.conn.stall.allow(s.server.limits.TransferStall)
}

// present asks the client whether it is there, and returns when it has answered:
// everything that was sent before has then arrived.
func (s *Session) present() bool {
	s.stall.start()
	defer s.stall.stop()
	_, err := s.ch.SendRequest("keepalive@openssh.com", true, nil)
	return err == nil
}

// put takes a file into the account's inbox.
func (s *Session) put(ctx context.Context, name string) uint32 {
	s.transfer()
	up := &upload{s: s, ctx: ctx}
	up.timer = time.AfterFunc(s.server.limits.TransferStall, func() { _ = s.conn.Close() })
	defer up.timer.Stop()
	if err := s.server.cfg.Files.Put(ctx, s, name, up); err != nil {
		return s.failed("put", name, err)
	}
	return exitOK
}

// failed tells the client that a file was not sent or taken, and why where that
// may be said.
func (s *Session) failed(verb, name string, err error) uint32 {
	s.server.log.Info("file refused", "verb", verb, "name", name, "account", s.identity.Account, "cause", err)
	why := "it did not work; the cause is in the log"
	var shown interface{ Sentence() (string, []any) }
	if errors.As(err, &shown) {
		format, args := shown.Sentence()
		why = fmt.Sprintf(format, args...)
	}
	s.stall.start()
	defer s.stall.stop()
	_, _ = fmt.Fprintf(s.ch.Stderr(), "%s %s: %s\r\n", verb, name, printable(why, maxUser))
	return exitBad
}

// upload reads a file that the client sends.
type upload struct {
	s     *Session
	ctx   context.Context
	timer *time.Timer
	once  sync.Once
	end   error
}

// Read returns io.EOF only where the client said that the file is whole. A
// channel reads the same when its connection breaks, and half a file must not
// be stored for a whole one: so the client is asked whether it is still there.
func (u *upload) Read(p []byte) (int, error) {
	n, err := u.s.Read(p)
	u.timer.Reset(u.s.server.limits.TransferStall)
	if err == nil || !errors.Is(err, io.EOF) {
		return n, err
	}
	u.once.Do(func() {
		u.end = io.EOF
		if !u.s.present() || u.ctx.Err() != nil {
			u.end = io.ErrUnexpectedEOF
		}
	})
	return n, u.end
}
