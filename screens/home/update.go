package home

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// keys are the home's own bindings; each means what it means at the gate.
type keys struct{ Announce, Approve, Deny, Details key.Binding }

func newKeys(env *tui.Env) keys {
	return keys{
		Announce: tui.Bind("n", env.T("announce"), "n"),
		Approve:  tui.Bind("a", env.T("approve"), "a"),
		Deny:     tui.Bind("d", env.T("deny"), "d"),
		Details:  tui.Bind("Enter", env.T("details"), "enter"),
	}
}

// ShortHelp are the keys of the line of hints.
func (s *Screen) ShortHelp() []key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return s.form.hints()
	case s.lists.Typing():
		return s.lists.SearchKeys()
	case s.details != nil:
		return append(s.detailsKeys(), shared.Back)
	}
	return []key.Binding{k.Announce, k.Approve, k.Deny, k.Details, shared.Search}
}

// FullHelp are all keys of what is shown.
func (s *Screen) FullHelp() [][]key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return [][]key.Binding{s.form.hints()}
	case s.details != nil:
		return [][]key.Binding{s.detailsKeys()}
	}
	moves := []key.Binding{k.Announce, k.Approve, k.Deny, tui.Bind("Space", s.env.T("approve who waits"), " ")}
	lists := append([]key.Binding{k.Details}, s.lists.Keys()...)
	return [][]key.Binding{moves, append(lists, shared.Retry)}
}

// Update takes a key, or the answer to something the screen asked.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.answer(msg), s.sends.Update(msg), s.lists.Update(msg)}
	if s.form != nil {
		cmds = append(cmds, s.form.form.Update(msg))
	}
	if s.details != nil {
		s.details.answer(s.env, msg)
	}
	return tea.Batch(cmds...)
}

// answer takes what the screen itself asked for.
func (s *Screen) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Loaded[data.VisitCounts]:
		if msg.Ticket == s.countsTicket && msg.Err == nil {
			s.counts, s.counted = msg.Val, true
		}
	case tui.Loaded[data.Settings]:
		if msg.Ticket == s.settingsTicket && msg.Err == nil {
			s.settings = msg.Val
		}
	case tui.Loaded[[]data.Unit]:
		if msg.Ticket == s.unitsTicket {
			s.tookUnits(msg.Val, msg.Err)
		}
	case tui.Loaded[waiting]:
		if msg.Ticket == s.seek && msg.Ticket.Valid() {
			s.seek = tui.Ticket{}
			return s.foundWaiting(msg.Val, msg.Err)
		}
	}
	return nil
}

func (s *Screen) key(msg tea.KeyMsg) tea.Cmd {
	// Whoever moves on no longer waits for a row to come.
	s.lists.Want("")
	switch {
	case s.form != nil:
		return s.form.key(msg)
	case s.lists.Typing():
		return s.lists.Update(msg)
	}
	k, shared := s.keys, s.env.Keys
	switch {
	case key.Matches(msg, k.Approve):
		return s.approveKey()
	case key.Matches(msg, k.Deny):
		return s.denyKey()
	case key.Matches(msg, shared.Act):
		return s.actKey()
	case s.details != nil && key.Matches(msg, shared.Retry):
		return s.readDetails()
	case s.details != nil:
		s.details.place.Key(s.env, msg, len(s.detailLines()), s.height)
		return nil
	case key.Matches(msg, k.Announce):
		return s.announceKey()
	case key.Matches(msg, k.Details):
		return s.openDetails()
	case key.Matches(msg, shared.Retry) && !s.counted:
		return tea.Batch(s.readCounts(), s.lists.Update(msg))
	}
	return s.lists.Update(msg)
}

// subject is the visit that a key means: the one in the details, else the row
// under the cursor.
func (s *Screen) subject() (data.Visit, bool) {
	if s.details == nil {
		return s.lists.Shown().Selected()
	}
	if s.details.visit == nil {
		return data.Visit{}, false
	}
	return *s.details.visit, true
}

func (s *Screen) tell(kind tui.NotifyKind, text string) {
	s.env.Do(tui.Notify{Kind: kind, Text: text})
}
