package datatest

import (
	"bytes"
	"context"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"
)

// Line is a network line between a test's program and its database, a TCP proxy
// that can be cut, lose the answers, or fall silent.
type Line struct {
	// Config is the database's, all of it through the line.
	Config connect.Config

	tb                testing.TB
	address, upstream string
	carrying          sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while the line is cut
	links    map[*link]struct{}
	deaf     bool
	trigger  string // what makes all fall silent, once; empty for nothing
	made     int
}

// link is one connection over the line: the program's side and the database's.
type link struct {
	program, database net.Conn
	silent            bool
}

// Proxy puts a line in front of a test's database. It is whole at first, and
// taken away when the test ends.
func Proxy(tb testing.TB, db *DB) *Line {
	tb.Helper()
	upstream, err := url.Parse(db.server(tb).TCPURL(db.Name, connect.DeskRole))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	line := &Line{Config: db.Config, tb: tb, address: "127.0.0.1:0", upstream: upstream.Host, links: map[*link]struct{}{}}
	line.Restore()
	tb.Cleanup(func() {
		line.Cut()
		line.carrying.Wait()
	})

	through := func(role string) string {
		u := *upstream
		u.User, u.Host = url.User(role), line.address
		return u.String()
	}
	line.Config.URL, line.Config.OwnerURL = through(connect.DeskRole), through(setup.OwnerRole)
	line.Config.DirectURL = line.Config.URL
	return line
}

// Cut breaks all connections and refuses new ones.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listener != nil {
		_ = l.listener.Close()
		l.listener = nil
	}
	for open := range l.links {
		l.hangUp(open)
	}
}

// Restore lets connections through again, on the same address.
func (l *Line) Restore() {
	l.tb.Helper()
	listener, err := new(net.ListenConfig).Listen(context.WithoutCancel(l.tb.Context()), "tcp", l.address)
	if err != nil {
		l.tb.Fatalf("datatest: the line cannot be restored: %v", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listener, l.address = listener, listener.Addr().String()
	l.carrying.Go(func() { l.accept(listener) })
}

// Deaf lets what the program sends reach the database, whose answers never come
// back: what a line looks like that breaks after a COMMIT was sent. Hears ends
// it; connections of that time stay useless and are best cut.
func (l *Line) Deaf() { l.setDeaf(true) }

// Hears ends what Deaf began.
func (l *Line) Hears() { l.setDeaf(false) }

func (l *Line) setDeaf(deaf bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deaf = deaf
}

// FallSilent has the connections that are open now say and hear nothing more, nor
// are they closed before the line is cut. Those that are made later work.
func (l *Line) FallSilent() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fallSilent()
}

func (l *Line) fallSilent() {
	for open := range l.links {
		open.silent = true
	}
}

// FallSilentAt does so when the program next sends something with a text in it, which
// the database does not get.
func (l *Line) FallSilentAt(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trigger = text
}

// Fell reports whether what FallSilentAt waited for was sent.
func (l *Line) Fell() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trigger == ""
}

// Made is how many connections were made over the line.
func (l *Line) Made() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.made
}

// accept joins the connections that come to a listener to the database's.
func (l *Line) accept(listener net.Listener) {
	for {
		program, err := listener.Accept()
		if err != nil {
			return // cut
		}
		database, err := net.Dial("tcp", l.upstream)
		if err != nil {
			_ = program.Close()
			continue
		}
		l.mu.Lock()
		joined := &link{program: program, database: database}
		l.links[joined] = struct{}{}
		l.made++
		l.carrying.Go(func() { l.carry(joined, program, database) })
		l.carrying.Go(func() { l.carry(joined, database, program) })
		if l.listener != listener { // cut meanwhile
			l.hangUp(joined)
		}
		l.mu.Unlock()
	}
}

// carry copies one way of a link to its end, which is the other way's too unless
// the link is silent.
func (l *Line) carry(on *link, from, to net.Conn) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && l.passes(on, from == on.program, buf[:n]) {
			if _, lost := to.Write(buf[:n]); lost != nil {
				err = lost
			}
		}
		if err != nil {
			break
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !on.silent {
		l.hangUp(on)
	}
}

// passes reports whether what one side said reaches the other.
func (l *Line) passes(on *link, asked bool, said []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if asked && l.trigger != "" && bytes.Contains(said, []byte(l.trigger)) {
		l.trigger = ""
		l.fallSilent()
	}
	return !on.silent && (asked || !l.deaf)
}

// hangUp closes a link. The caller holds mu.
func (l *Line) hangUp(on *link) {
	delete(l.links, on)
	_ = on.program.Close()
	_ = on.database.Close()
}
