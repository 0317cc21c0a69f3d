package main

import (
	"bufio"
	"context"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui/sshd"
	gossh "golang.org/x/crypto/ssh"
)

// hands are a clock's whose hands a test turns: it goes as the world's does, and as
// far ahead of it as it was turned.
type hands struct {
	ended <-chan struct{}

	mu     sync.Mutex
	ahead  time.Duration
	turned chan struct{} // closed when they are turned
}

func newHands(tb testing.TB) *hands {
	return &hands{ended: tb.Context().Done(), turned: make(chan struct{})}
}

func (h *hands) read() (now time.Time, turned <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.ahead), h.turned
}

func (h *hands) now() time.Time {
	now, _ := h.read()
	return now
}

// turn moves the hands on.
func (h *hands) turn(by time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ahead += by
	close(h.turned)
	h.turned = make(chan struct{})
}

// timer rings when the hands have come that far.
func (h *hands) timer(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd {
	due := h.now().Add(d)
	return func() tea.Msg {
		for {
			now, turned := h.read()
			if !now.Before(due) {
				return fn(now)
			}
			wait := time.NewTimer(due.Sub(now))
			select {
			case <-wait.C:
			case <-turned:
			case <-h.ended:
			}
			wait.Stop()
			select {
			case <-h.ended:
				return nil
			default:
			}
		}
	}
}

// serveByHand is serve in this process, whose desks go by a test's clock.
func serveByHand(tb testing.TB, cfg data.Config, h *hands) *server {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "host_key")
	if _, err := sshd.GenerateHostKey(path); err != nil {
		tb.Fatal(err)
	}
	key, err := sshd.LoadHostKey(path)
	if err != nil {
		tb.Fatal(err)
	}
	out, said := io.Pipe()
	a := newApp(nil, io.Discard, said, func(name string) string {
		return map[string]string{"GOMEMLIMIT": "off"}[name] // other tests run here too
	})
	a.clock, a.timer = h.now, h.timer
	ctx, stop := context.WithCancel(context.Background())
	s := &server{tb: tb, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		_ = said.CloseWithError(a.serve(ctx, database{Config: cfg}, entrance{listen: "127.0.0.1:0", keys: []gossh.Signer{key}}, watching{}, sealing{}, false))
	}()
	tb.Cleanup(func() { stop(); <-s.done })
	lines := bufio.NewReader(out)
	for s.addr == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			tb.Fatalf("the server does not start: %v", err)
		}
		if _, rest, ok := strings.Cut(line, "served on "); ok {
			s.addr, _, _ = strings.Cut(rest, ",")
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return s
}
