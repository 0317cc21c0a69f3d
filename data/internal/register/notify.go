package register

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/topic"
)

// BusChannel is the NOTIFY channel; the payload is the schema, for several
// societies may live in one database, and what is told (see Told.String).
const BusChannel = "society360"

// BusRetry is how long the bus waits before it connects again.
const BusRetry = time.Second

// notifier sends NOTIFY after commits as statements of their own: inside the
// writes' transactions they would hold group commit back. What is told while a
// statement is on its way goes with the next, once.
type notifier struct {
	mu      sync.Mutex
	pending topic.Told
	sending bool
}

// Notify tells a topic to every server, this one included, without waiting: as
// changed by these writes, or by anybody.
func (s *Register) Notify(told topic.Topic, by ...uuid.UUID) {
	if told == "" {
		return
	}
	s.notifier.mu.Lock()
	defer s.notifier.mu.Unlock()
	if s.notifier.pending == nil {
		s.notifier.pending = topic.Told{}
	}
	s.notifier.pending.Add(told, by...)
	if !s.notifier.sending {
		s.notifier.sending = true
		s.background.Add(1)
		go s.sendNotifications()
	}
}

func (s *Register) sendNotifications() {
	defer s.background.Done()
	for {
		s.notifier.mu.Lock()
		told := s.notifier.pending
		s.notifier.pending = topic.Told{}
		s.notifier.sending = len(told) > 0
		s.notifier.mu.Unlock()
		if len(told) == 0 {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), BusRetry)
		_, err := s.pool.Exec(ctx, `SELECT pg_notify(@channel, current_schema() || ' ' || @told)`,
			pgx.NamedArgs{"channel": BusChannel, "told": told.String()})
		cancel()
		if err != nil { // the desks' backstop finds the change
			s.Log.Warn("telling of a change", "error", err)
		}
	}
}
