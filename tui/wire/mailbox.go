package wire

import (
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// State is a message of which only the newest matters, such as the count of
// something: in a Mailbox it replaces an older one with an equal key. Keys must
// be comparable.
type State interface{ StateKey() any }

// Gathering is a State of which nothing may be lost: in the older one's place comes
// what both say.
type Gathering interface {
	State
	// With is the message together with an older one of its key.
	With(older State) State
}

// Mailbox holds the messages that the world outside sends to one program. A
// program whose terminal does not read stands still while it paints, and
// must not hold up whoever has news for everybody: Post never waits. When the
// box is full the oldest message is dropped.
type Mailbox struct {
	mu    sync.Mutex
	queue []tea.Msg
	size  int
	wake  chan struct{}
}

// NewMailbox returns a Mailbox for that many messages, at least one.
func NewMailbox(size int) *Mailbox {
	return &Mailbox{size: max(size, 1), wake: make(chan struct{}, 1)}
}

// Post leaves a message. It may be called from any goroutine, at any time.
func (m *Mailbox) Post(msg tea.Msg) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := msg.(State); ok {
		for i, old := range m.queue {
			if o, ok := old.(State); ok && o.StateKey() == s.StateKey() {
				m.queue = append(m.queue[:i], m.queue[i+1:]...)
				if g, gathers := s.(Gathering); gathers {
					msg = g.With(o)
				}
				break
			}
		}
	}
	if len(m.queue) >= m.size {
		m.queue = append(m.queue[:0], m.queue[1:]...)
	}
	m.queue = append(m.queue, msg)
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// next takes the oldest message out.
func (m *Mailbox) next() (tea.Msg, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.queue) == 0 {
		return nil, false
	}
	msg := m.queue[0]
	m.queue = append(m.queue[:0], m.queue[1:]...)
	return msg, true
}
