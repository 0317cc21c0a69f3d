package desks

import (
	"context"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"
)

// Turned is what the clock of a bus tells that last looked at since, on a day.
func Turned(ctx context.Context, s *Store, since time.Time, day value.Day) ([]topic.Topic, error) {
	return (&clock{store: s, seen: since, day: day}).look(ctx, s.reg)
}

// Ear is what a bus hears and finds, a step at a time.
type Ear struct{ on *listener }

// Listen begins as a bus does.
func Listen(t *testing.T, s *Store, cfg connect.Config) Ear {
	t.Helper()
	conn, err := connect.Direct(t.Context(), cfg, s.reg.Society)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	l, err := s.startListening(t.Context(), conn, BusOptions{Rows: time.Hour, Clock: time.Hour, Answer: connect.AskTime})
	if err != nil {
		t.Fatal(err)
	}
	return Ear{l}
}

// Hear waits for a notification.
func (e Ear) Hear(t *testing.T) topic.Told {
	t.Helper()
	told, err := e.on.wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// Look finds what nobody told.
func (e Ear) Look(t *testing.T) topic.Told {
	t.Helper()
	told, err := e.on.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// Unsaid writes over the store's own connections and tells nobody.
func Unsaid(t *testing.T, s *Store, sql string) {
	t.Helper()
	if _, err := s.reg.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
