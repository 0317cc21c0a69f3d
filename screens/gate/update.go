package gate

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/tui"
)

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.answer(msg), s.board.Update(msg)}
	if s.form != nil {
		cmds = append(cmds, s.form.update(msg))
	}
	if s.muster != nil {
		cmds = append(cmds, s.musterAnswer(msg))
	}
	return tea.Batch(cmds...)
}

// answer takes what the screen itself asked for.
func (s *screen) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Loaded[visits.Counts]:
		if msg.Ticket == s.countsTicket && msg.Err == nil {
			s.counts, s.counted = msg.Val, true
		}
	case tui.Loaded[settings.Values]:
		if msg.Ticket == s.settingsTicket && msg.Err == nil {
			s.settings = msg.Val
			if s.form != nil {
				s.form.settingsChanged()
			}
		}
	case tui.Loaded[waiting]:
		if msg.Ticket == s.seek && msg.Ticket.Valid() {
			s.seek = tui.Ticket{}
			return s.foundWaiting(msg.Val, msg.Err)
		}
	case tui.Loaded[residentsToName]:
		if s.naming != nil && msg.Ticket == s.naming.ticket {
			return s.nameResident(msg.Val, msg.Err)
		}
	}
	return nil
}

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	// Whoever moves on no longer waits for a row to come.
	s.board.Lists.Want("")
	switch {
	case s.form != nil:
		return s.form.key(msg)
	case s.board.Lists.Typing():
		return s.board.Key(msg)
	case s.muster != nil:
		return s.musterKey(msg)
	}
	if cmd, ok := s.changeKey(msg); ok {
		return cmd
	}
	if key.Matches(msg, s.keys.History) {
		s.historyKey()
		return nil
	}
	if s.board.Opened == nil {
		return s.listKey(msg)
	}
	if key.Matches(msg, s.keys.Correct) {
		return s.correctKey()
	}
	return s.board.Key(msg)
}

// listKey carries out the keys that only the lists have.
func (s *screen) listKey(msg tea.KeyMsg) tea.Cmd {
	k, shared := s.keys, s.env.Keys
	switch {
	case key.Matches(msg, k.CheckIn):
		s.openForm(nil)
		return nil
	case key.Matches(msg, k.Muster):
		return s.openMuster()
	case key.Matches(msg, k.Details):
		return s.board.Open()
	case key.Matches(msg, shared.Retry) && !s.counted:
		return tea.Batch(s.readCounts(), s.board.Key(msg))
	}
	return s.board.Key(msg)
}

// changeKey carries out the keys that move a visit on; it reports whether msg was
// one.
func (s *screen) changeKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := s.keys
	switch {
	case key.Matches(msg, k.CheckOut):
		return s.checkOutKey(), true
	case key.Matches(msg, k.Approve):
		return s.approveKey(), true
	case key.Matches(msg, k.Deny):
		return s.denyKey(), true
	case key.Matches(msg, k.Undo):
		return s.undoKey(), true
	case key.Matches(msg, k.PresumeLeft):
		return s.presumeKey(), true
	case key.Matches(msg, s.env.Keys.Act):
		return s.actKey(), true
	}
	return nil, false
}
