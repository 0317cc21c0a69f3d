package gate

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// searched says that the search changed outside of a key's own way.
type searched struct{ screen *Screen }

// Update takes a key, or the answer to something the screen asked.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.answer(msg), s.follow(msg)}
	for _, l := range s.lists {
		cmds = append(cmds, l.table.Update(msg))
	}
	s.sayAgain(msg)
	if s.wanted != "" && s.lists[s.tab].table.Select(s.wanted) {
		s.wanted = ""
	}
	if s.form != nil {
		cmds = append(cmds, s.form.update(msg))
	}
	if s.details != nil {
		s.details.answer(s.env, msg)
	}
	if s.muster != nil {
		cmds = append(cmds, s.musterAnswer(msg))
	}
	return tea.Batch(cmds...)
}

// answer takes what the screen itself asked for.
func (s *Screen) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case searched:
		if msg.screen == s {
			return s.find()
		}
	case tui.Loaded[data.VisitCounts]:
		if msg.Ticket == s.countsTicket && msg.Err == nil {
			s.counts, s.counted = msg.Val, true
		}
	case tui.Loaded[data.Settings]:
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

func (s *Screen) key(msg tea.KeyMsg) tea.Cmd {
	// Whoever moves on no longer waits for a row to come.
	s.wanted = ""
	switch {
	case s.form != nil:
		return s.form.key(msg)
	case s.search.Active():
		return s.searchKey(msg)
	case s.muster != nil:
		return s.musterKey(msg)
	case s.details != nil:
		if cmd, ok := s.moveKey(msg); ok {
			return cmd
		}
		return s.detailsKey(msg)
	}
	if cmd, ok := s.moveKey(msg); ok {
		return cmd
	}
	return s.listKey(msg)
}

// listKey carries out the keys that only the lists have.
func (s *Screen) listKey(msg tea.KeyMsg) tea.Cmd {
	k, shared := s.keys, s.env.Keys
	switch {
	case key.Matches(msg, k.CheckIn):
		s.openForm(nil)
		return nil
	case key.Matches(msg, shared.Search):
		s.search.Open()
		s.layout()
		return nil
	case key.Matches(msg, k.Muster):
		return s.openMuster()
	case key.Matches(msg, k.NextTab):
		return s.turnTo(s.tab + 1)
	case key.Matches(msg, k.PrevTab):
		return s.turnTo(s.tab - 1)
	case key.Matches(msg, k.Details):
		v, ok := s.lists[s.tab].table.Selected()
		if !ok {
			return nil
		}
		s.details = &details{id: v.ID, visit: &v}
		return s.readDetails()
	case key.Matches(msg, shared.Retry) && !s.counted:
		return tea.Batch(s.readCounts(), s.lists[s.tab].table.Update(msg))
	}
	return s.lists[s.tab].table.Update(msg)
}

// subject is the visit that a key means: the one in the details, else the row
// under the cursor.
func (s *Screen) subject() (data.Visit, bool) {
	if s.details != nil {
		if s.details.visit == nil {
			return data.Visit{}, false
		}
		return *s.details.visit, true
	}
	return s.lists[s.tab].table.Selected()
}

// moveKey carries out the keys that move a visit on; it reports whether msg was
// one.
func (s *Screen) moveKey(msg tea.KeyMsg) (tea.Cmd, bool) {
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
