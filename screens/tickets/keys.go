package tickets

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/tui"
)

// keys are the tickets' own bindings; those that mean the same on every screen
// are the desk's.
type keys struct {
	Raise, Details, Filter                          key.Binding
	Start, Assign, Release, Resolve, Reject         key.Binding
	Close, Reopen, Priority, Edit, Comment, History key.Binding
}

func newKeys(env *tui.Env) keys {
	return keys{
		Raise:    tui.Bind("n", env.T("raise"), "n"),
		Details:  tui.Bind("Enter", env.T("open"), "enter"),
		Filter:   tui.Bind("f", env.T("one category"), "f"),
		Start:    tui.Bind("s", env.T("start"), "s"),
		Assign:   tui.Bind("t", env.T("assign"), "t"),
		Release:  tui.Bind("u", env.T("give back"), "u"),
		Resolve:  tui.Bind("r", env.T("resolve"), "r"),
		Reject:   tui.Bind("x", env.T("reject"), "x"),
		Close:    tui.Bind("c", env.T("close"), "c"),
		Reopen:   tui.Bind("o", env.T("reopen"), "o"),
		Priority: tui.Bind("p", env.T("priority"), "p"),
		Edit:     tui.Bind("e", env.T("edit"), "e"),
		Comment:  tui.Bind("m", env.T("comment"), "m"),
		History:  tui.Bind("h", env.T("history"), "h"),
	}
}

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return s.form.sheet.Keys()
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case s.board.Opened != nil:
		return append(s.ticketKeys(), shared.Back)
	case s.works():
		return []key.Binding{k.Raise, k.Details, k.Start, k.Assign, k.Resolve, k.Filter, shared.Search}
	}
	hints := []key.Binding{k.Raise, k.Details}
	if s.confirms() {
		hints = append(hints, k.Close, k.Reopen)
	}
	if s.comments() {
		hints = append(hints, k.Comment)
	}
	return append(hints, shared.Search)
}

// ticketKeys are what can be done with the opened ticket as it stands.
func (s *screen) ticketKeys() []key.Binding {
	k := s.keys
	var keys []key.Binding
	if s.failed() {
		keys = append(keys, s.env.Keys.Retry)
	}
	t, ok := s.board.Subject()
	if !ok {
		return keys
	}
	if s.works() {
		switch t.Status {
		case tickets.Open:
			keys = append(keys, k.Start, k.Assign, k.Reject)
		case tickets.InProgress:
			keys = append(keys, k.Resolve, k.Assign, k.Release, k.Reject)
		}
		if t.Status.Open() {
			keys = append(keys, k.Priority, k.Edit)
		}
	}
	if s.confirms() && t.Status == tickets.Resolved {
		keys = append(keys, k.Close, k.Reopen)
	}
	if s.comments() {
		keys = append(keys, k.Comment)
	}
	if s.audits() {
		keys = append(keys, k.History)
	}
	return keys
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	k := s.keys
	switch {
	case s.form != nil:
		return [][]key.Binding{s.form.sheet.Keys()}
	case s.board.Opened != nil:
		return [][]key.Binding{s.ticketKeys()}
	}
	moves := []key.Binding{k.Raise}
	if s.works() {
		moves = append(moves, k.Start, k.Assign, k.Release, k.Resolve, k.Reject, k.Priority, k.Edit)
	}
	if s.confirms() {
		moves = append(moves, k.Close, k.Reopen)
	}
	if s.comments() {
		moves = append(moves, k.Comment)
	}
	if s.confirms() {
		moves = append(moves, tui.Bind("Space", s.env.T("what the ticket needs next"), " "))
	}
	if s.audits() {
		moves = append(moves, k.History)
	}
	lists := append([]key.Binding{k.Details, k.Filter}, s.board.Lists.Keys()...)
	// r is to resolve wherever nothing failed.
	if s.failed() {
		lists = append(lists, s.env.Keys.Retry)
	}
	return [][]key.Binding{moves, lists}
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.answer(msg), s.board.Update(msg)}
	if s.form != nil {
		cmds = append(cmds, s.form.update(msg))
	}
	return tea.Batch(cmds...)
}

// answer takes what the screen itself asked for.
func (s *screen) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Loaded[tickets.Counts]:
		if msg.Ticket == s.countsTicket && msg.Err == nil {
			s.counts, s.counted = msg.Val, true
		}
	case tui.Loaded[knownCategories]:
		if msg.Ticket == s.categoriesTicket && msg.Ticket.Valid() {
			return s.tookCategories(msg.Val, msg.Err)
		}
	case tui.Loaded[[]homes.Unit]:
		if msg.Ticket == s.unitsTicket && msg.Ticket.Valid() {
			return s.tookUnits(msg.Val, msg.Err)
		}
	case tui.Loaded[[]tickets.Hand]:
		if s.handing != nil && msg.Ticket == s.handing.ticket {
			return s.tookHands(msg.Val, msg.Err)
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
	}
	if cmd, ok := s.changeKey(msg); ok {
		return cmd
	}
	k := s.keys
	switch {
	case s.board.Opened != nil:
	case key.Matches(msg, k.Raise):
		return s.raiseKey()
	case key.Matches(msg, k.Details):
		return s.board.Open()
	case key.Matches(msg, k.Filter):
		return s.chooseCategory()
	case key.Matches(msg, s.env.Keys.Retry) && !s.counted:
		return tea.Batch(s.readCounts(), s.board.Key(msg))
	}
	return s.board.Key(msg)
}

// failed reports whether what is shown could not be read, and r tries again.
func (s *screen) failed() bool {
	if s.board.Opened != nil {
		return s.board.Opened.Failed()
	}
	return s.board.Lists.Shown().Err() != nil
}

// changeKey carries out the keys that move a ticket on; it reports whether msg was
// one. Where something could not be read, r reads it again.
func (s *screen) changeKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	t, ok := s.board.Subject()
	if !ok || s.failed() && key.Matches(msg, s.env.Keys.Retry) {
		return nil, false
	}
	k := s.keys
	if s.works() {
		for _, m := range []struct {
			key key.Binding
			do  func(tickets.Ticket) tea.Cmd
		}{
			{k.Start, s.startKey},
			{k.Assign, s.assignKey},
			{k.Release, s.releaseKey},
			{k.Resolve, s.resolveKey},
			{k.Reject, s.rejectKey},
			{k.Priority, s.priorityKey},
			{k.Edit, s.editKey},
		} {
			if key.Matches(msg, m.key) {
				return m.do(t), true
			}
		}
	}
	switch {
	case key.Matches(msg, k.Close) && s.confirms():
		return s.closeKey(t), true
	case key.Matches(msg, k.Reopen) && s.confirms():
		return s.reopenKey(t), true
	case key.Matches(msg, k.Comment) && s.comments():
		return s.commentKey(t), true
	case key.Matches(msg, s.env.Keys.Act) && s.confirms():
		return s.actKey(t), true
	case key.Matches(msg, k.History) && s.audits():
		s.env.Do(tui.Open{Name: "audit", ID: "maintenance_tickets/" + t.ID.String()})
		return nil, true
	}
	return nil, false
}
