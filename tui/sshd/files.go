package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// transfers are the files on their way. Each is held in memory, and a client may
// make it last: an account has one, and residents leave places to who works here.
type transfers struct {
	mu        sync.Mutex
	holders   map[string]struct{}
	residents int
}

// declined tells a person why their file does not go.
type declined string

func (d declined) Error() string { return string(d) }

// Sentence is what they read.
func (d declined) Sentence() (format string, args []any) { return string(d), nil }

// errFileName answers a name that no file may have.
const errFileName = declined("name it with English letters, digits, dots, dashes and underscores only, 128 at most, the first no dot or dash")

// begin counts a file as on its way, until end is called.
func (t *transfers) begin(who Identity, most int) (end func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	holder, resident := who.holder(), 0
	if !who.works() {
		resident = 1
	}
	switch _, one := t.holders[holder]; {
	case one:
		return nil, declined("another file of yours is being transferred; wait until it is done")
	case len(t.holders) >= most, resident > 0 && t.residents >= (most+1)/2:
		return nil, declined("too many files are being transferred; try again in a minute")
	}
	if t.holders == nil {
		t.holders = map[string]struct{}{}
	}
	t.holders[holder] = struct{}{}
	t.residents += resident
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.holders, holder)
		t.residents -= resident
	}, nil
}

// carry transfers a file in either direction: one of an account at a time, and
// within the time that a file may take.
func (s *Session) carry(ctx context.Context, verb, name string, run func(context.Context, string) error) uint32 {
	end, err := s.server.transfers.begin(s.identity, s.server.limits.Transfers)
	if err != nil {
		return s.failed(verb, name, err)
	}
	defer end()
	ctx, cancel := context.WithTimeoutCause(ctx, s.server.limits.TransferTime, declined("it took too long; try again on a better line"))
	defer cancel()
	defer context.AfterFunc(ctx, func() { s.conn.within(s.server.limits.Linger) })()
	s.transfer()
	if err := run(ctx, name); err != nil {
		return s.failed(verb, name, err)
	}
	return exitOK
}

// get sends a file of the account's outbox.
func (s *Session) get(ctx context.Context, name string) error {
	f, err := s.server.cfg.Files.Get(ctx, s, name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	// In small pieces: the watchdog's clock runs for each, and a whole file in
	// one would have to pass a slow line in that time.
	if _, err := io.CopyBuffer(struct{ io.Writer }{s}, struct{ io.Reader }{f}, make([]byte, piece)); err != nil {
		return err
	}
	if !s.present() {
		return ErrHungUp
	}
	return nil
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
func (s *Session) put(ctx context.Context, name string) error {
	up := &upload{s: s, ctx: ctx}
	up.timer = time.AfterFunc(s.server.limits.TransferStall, func() { _ = s.conn.Close() })
	defer up.timer.Stop()
	return s.server.cfg.Files.Put(ctx, s, name, up)
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
	_, _ = fmt.Fprintf(s.ch.Stderr(), "%s %s: %s\r\n", verb, printable(name, maxFileName), printable(why, maxUser))
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
