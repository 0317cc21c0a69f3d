package register

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/topic"
)

// BusChannel is the NOTIFY channel. The payload is the schema, because several
// societies may live in one database, and what is told (topic.News).
const BusChannel = "society360"

// BusRetry is how long the bus waits before it connects again.
const BusRetry = time.Second

// notifyPause is how long the next notification waits for more to tell. What many desks
// write at a time then goes out together, and is read once for all of it.
const notifyPause = 10 * time.Millisecond

// notifier sends NOTIFY after commits as statements of their own: inside the
// writes' transactions they would hold group commit back. The first is sent at once;
// what is told while one is on its way, or within notifyPause behind it, goes out
// together with the next. None waits for the disk or for a standby, which what it tells
// of has been on: what a crash could take of it, it takes from nobody, for those who listen
// are cut off by the crash and read everything anew.
type notifier struct {
	mu      sync.Mutex
	pending topic.News
	sending bool
}

// Notify tells every server, this one included, that these writes changed a topic;
// where none is named, anybody may have. It does not wait.
func (s *Register) Notify(told topic.Topic, by ...uuid.UUID) {
	if told != "" {
		s.notify(topic.News{Told: topic.Told{told: by}})
	}
}

// About is the topic of a table. One that has none is shown in several places, as the
// names of people are.
func (s *Register) About(table string) topic.Topic {
	return cmp.Or(s.TopicOf(table), topic.Everything)
}

// notifyWrite tells what a write changed: its own topic, and those of the tables it
// wrote to besides.
func (s *Register) notifyWrite(w Write, wrote topic.Written) {
	news := topic.News{Told: topic.Told{}, Written: wrote}
	news.Written.Rows = map[string]int64{}
	if told := s.TopicOf(w.Resource); told != "" {
		news.Told.Add(told, w.Intent)
	}
	for table, n := range wrote.Rows {
		news.Told[s.About(table)] = []uuid.UUID{w.Intent}
		news.Written.Rows[table] = n
	}
	if len(news.Told) > 0 {
		s.notify(news)
	}
}

func (s *Register) notify(news topic.News) {
	s.notifier.mu.Lock()
	defer s.notifier.mu.Unlock()
	s.notifier.pending.Add(news)
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
		news := s.notifier.pending
		s.notifier.pending = topic.News{}
		s.notifier.sending = !news.Empty()
		s.notifier.mu.Unlock()
		if news.Empty() {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), BusRetry)
		_, err := s.pool.Exec(s.in(ctx), `SELECT set_config('synchronous_commit', 'off', true), pg_notify(@channel, current_schema() || ' ' || @told)`,
			pgx.NamedArgs{"channel": BusChannel, "told": news.String()})
		cancel()
		if err != nil { // the desks' backstop finds the change
			s.Log.Warn("telling of a change", "error", err)
		}
		<-time.After(notifyPause)
	}
}
