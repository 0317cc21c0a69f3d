package datatest

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data"
)

// Stalling is a line between a test's program and its database on which
// connections can fall silent: they neither answer nor close.
type Stalling struct {
	// Config is the database's, all of it through the line.
	Config data.Config

	upstream string
	mu       sync.Mutex
	// silent is closed when what is open now falls silent; each connection keeps
	// the one of its time.
	silent chan struct{}
	// trigger is what the program says when all falls silent; empty for nothing.
	trigger string
}

// Stall puts such a line in front of a test's database. It is taken away when the
// test ends, with its connections.
func Stall(tb testing.TB, db *DB) *Stalling {
	tb.Helper()
	upstream, err := url.Parse(running(tb).pg.TCPURL(db.Name, data.DeskRole))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	l := &Stalling{Config: db.Config, upstream: upstream.Host, silent: make(chan struct{})}
	through := func(role string) string {
		u := *upstream
		u.User, u.Host = url.User(role), listener.Addr().String()
		return u.String()
	}
	l.Config.URL, l.Config.OwnerURL = through(data.DeskRole), through(data.OwnerRole)
	l.Config.DirectURL = l.Config.URL

	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() { l.carry(ctx, conn) })
		}
	})
	tb.Cleanup(func() {
		_ = listener.Close()
		cancel()
		open.Wait()
	})
	return l
}

// FallSilent has the connections that are open now say and hear nothing more.
// Those that are made later work.
func (l *Stalling) FallSilent() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fallSilent()
}

func (l *Stalling) fallSilent() {
	close(l.silent)
	l.silent = make(chan struct{})
}

// FallSilentAt has that happen when the program next sends something with a text
// in it, which the database does not get.
func (l *Stalling) FallSilentAt(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trigger = text
}

// said looks at what a side says.
func (l *Stalling) said(something []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.trigger != "" && bytes.Contains(something, []byte(l.trigger)) {
		l.trigger = ""
		l.fallSilent()
	}
}

// carry joins a connection to the database's until one side closes it or ctx
// ends; one that fell silent stays open until ctx ends.
func (l *Stalling) carry(ctx context.Context, program net.Conn) {
	l.mu.Lock()
	silent := l.silent
	l.mu.Unlock()
	database, err := new(net.Dialer).DialContext(ctx, "tcp", l.upstream)
	if err != nil {
		_ = program.Close()
		return
	}
	closed, over := context.WithCancel(ctx)
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{program, database}, {database, program}} {
		both.Go(func() {
			l.pass(way[1], way[0], silent)
			select {
			case <-silent: // whatever it was, nobody is told
			default:
				over()
			}
		})
	}
	<-closed.Done()
	over()
	_ = program.Close()
	_ = database.Close()
	both.Wait()
}

// pass copies until an end, or until the line falls silent.
func (l *Stalling) pass(to io.Writer, from io.Reader, silent <-chan struct{}) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		l.said(buf[:n])
		select {
		case <-silent:
			return
		default:
		}
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
