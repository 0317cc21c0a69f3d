package shell

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/wire"
)

// Refresh says that data changed elsewhere, or that a lost connection is back:
// every live screen that shows one of Topics (see Entry) reads again what it
// shows; with none named, every live screen does.
type Refresh struct {
	Topics []string
	// Writes are, by topic, the keys of the writes that changed it, none where others
	// may have. A screen whose own all of them are has read again after them (see
	// Save.Done), and does not do it twice.
	Writes map[string][]uuid.UUID
}

// StateKey has one wait in a desk's mailbox, however much is told to a desk that
// stands still meanwhile: a full box would lose the oldest news.
func (Refresh) StateKey() any { return "refresh" }

// With is what both say.
func (r Refresh) With(older wire.State) wire.State {
	before, is := older.(Refresh)
	if !is || len(before.Topics) == 0 || len(r.Topics) == 0 {
		return Refresh{}
	}
	both := Refresh{Writes: map[string][]uuid.UUID{}}
	for _, one := range []Refresh{before, r} {
		for _, topic := range one.Topics {
			by, told := both.Writes[topic]
			switch more := one.Writes[topic]; {
			case !told:
				both.Topics, both.Writes[topic] = append(both.Topics, topic), more
			case len(by) == 0 || len(more) == 0 || len(by)+len(more) > ownMost: // anybody's
				both.Writes[topic] = nil
			default:
				both.Writes[topic] = slices.Concat(by, more)
			}
		}
	}
	return both
}

// Hears says whether the desk hears of what changes elsewhere, and can save. While it
// cannot, the header says since when: what is shown may be old, however still it
// stands.
type Hears struct {
	// Lost is when it last could; zero where it can.
	Lost time.Time
	// ReadOnly says that it hears, and that nothing can be saved.
	ReadOnly bool
}

// StateKey has one wait in a desk's mailbox.
func (Hears) StateKey() any { return "hears" }

// ownMost is how many of its writes a screen is known by: the news of a write is
// there within moments of its outcome.
const ownMost = 64

// everyone hands a message to the panes and to every live screen, from the
// bottom up.
func (d *Desk) everyone(msg tea.Msg) tea.Cmd {
	cmds := []tea.Cmd{d.loginAnswer(msg), d.lockAnswer(msg), d.lookSave.Update(msg)}
	if d.password != nil {
		cmds = append(cmds, d.password.save.Update(msg))
	}
	d.env.TakeSaved()
	for i := range d.stack {
		s := &d.stack[i]
		cmds = append(cmds, s.screen.Update(msg))
		s.own = append(s.own, d.env.TakeSaved()...)
		s.own = s.own[max(0, len(s.own)-ownMost):]
	}
	return tea.Batch(cmds...)
}

// refresh has the live screens that a change concerns read again what they show.
func (d *Desk) refresh(change Refresh) tea.Cmd {
	cmds := []tea.Cmd{d.readNews(change.Topics)}
	for i := range d.stack {
		s := &d.stack[i]
		if r, ok := s.screen.(tui.Refresher); ok && s.concerns(change) {
			cmds = append(cmds, r.Refresh())
		}
	}
	return tea.Batch(cmds...)
}

// concerns reports whether a change is of what the screen shows, and of more than
// its own writes.
func (s *stacked) concerns(change Refresh) bool {
	return len(change.Topics) == 0 || slices.ContainsFunc(change.Topics, func(topic string) bool {
		shows := len(s.entry.Topics) == 0 || slices.Contains(s.entry.Topics, topic)
		return shows && !s.made(change.Writes[topic])
	})
}

// made reports whether these writes are all the screen's own.
func (s *stacked) made(writes []uuid.UUID) bool {
	return len(writes) > 0 && !slices.ContainsFunc(writes, func(key uuid.UUID) bool { return !slices.Contains(s.own, key) })
}
