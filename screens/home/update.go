package home

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/tui"
)

// keys are the home's own bindings; each means what it means at the gate.
type keys struct{ Announce, Approve, Deny, Details, Tickets, Pay, TakeBack, File key.Binding }

func newKeys(env *tui.Env) keys {
	return keys{
		Announce: tui.Bind("n", env.T("announce"), "n"),
		Approve:  tui.Bind("a", env.T("approve"), "a"),
		Deny:     tui.Bind("d", env.T("deny"), "d"),
		Details:  tui.Bind("Enter", env.T("details"), "enter"),
		Tickets:  tui.Bind("t", env.T("tickets"), "t"),
		Pay:      tui.Bind("p", env.T("pay"), "p"),
		TakeBack: tui.Bind("x", env.T("take back"), "x"),
		File:     tui.Bind("f", env.T("PDF"), "f"),
	}
}

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return s.form.sheet.Keys()
	case s.dues.pay != nil:
		return s.dues.pay.sheet.Keys()
	case s.onDues:
		return s.dues.hints()
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case s.board.Opened != nil:
		return append(s.detailsKeys(), shared.Back)
	}
	hints := []key.Binding{k.Announce, k.Approve, k.Deny}
	if s.dues.takes() {
		hints = append(hints, k.Pay)
	}
	return append(hints, k.Tickets, k.Details, shared.Search)
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return [][]key.Binding{s.form.sheet.Keys()}
	case s.dues.pay != nil:
		return [][]key.Binding{s.dues.pay.sheet.Keys()}
	case s.onDues && s.dues.board.Opened != nil:
		return [][]key.Binding{s.dues.hints()}
	case s.onDues:
		return [][]key.Binding{s.dues.hints(), append(s.dues.board.Lists.Keys()[:2], shared.Retry)}
	case s.board.Opened != nil:
		return [][]key.Binding{s.detailsKeys()}
	}
	moves := []key.Binding{k.Announce, k.Approve, k.Deny}
	if s.dues.takes() {
		moves = append(moves, k.Pay)
	}
	moves = append(moves, tui.Bind("Space", s.env.T("approve who waits"), " "))
	lists := append([]key.Binding{k.Details, k.Tickets}, s.board.Lists.Keys()...)
	return [][]key.Binding{moves, append(lists, shared.Retry)}
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.answer(msg), s.board.Update(msg), s.dues.update(msg)}
	if s.form != nil {
		cmds = append(cmds, s.form.sheet.Update(msg))
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
	case tui.Loaded[tickets.Counts]:
		if msg.Ticket == s.ticketsTicket && msg.Err == nil {
			s.tickets = msg.Val
		}
	case tui.Loaded[settings.Values]:
		if msg.Ticket == s.settingsTicket && msg.Err == nil {
			s.settings = msg.Val
		}
	case tui.Loaded[flats]:
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

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	// Whoever moves on no longer waits for a row to come.
	s.board.Lists.Want("")
	switch {
	case s.form != nil:
		return s.form.sheet.Key(msg)
	case s.dues.pay != nil:
		return s.dues.pay.sheet.Key(msg)
	case !s.onDues && s.board.Lists.Typing():
		return s.board.Key(msg)
	case s.onDues:
		return s.dues.key(msg)
	}
	k, shared := s.keys, s.env.Keys
	switch {
	case key.Matches(msg, k.Pay):
		return s.dues.payKey()
	case key.Matches(msg, k.Approve):
		return s.approveKey()
	case key.Matches(msg, k.Deny):
		return s.denyKey()
	case key.Matches(msg, shared.Act):
		return s.actKey()
	case s.board.Opened != nil:
		return s.board.Key(msg)
	case key.Matches(msg, k.Announce):
		return s.announceKey()
	case key.Matches(msg, k.Tickets):
		s.env.Do(tui.Open{Name: "tickets"})
		return nil
	case key.Matches(msg, k.Details):
		return s.board.Open()
	case key.Matches(msg, shared.Retry) && !s.counted:
		return tea.Batch(s.readCounts(), s.board.Key(msg))
	}
	return s.board.Key(msg)
}
