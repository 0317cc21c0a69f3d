package audit

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/trail"

	"github.com/civoranexus/society360/tui"
)

// keys are the audit screen's own bindings.
type keys struct{ Open, Filter, History, Session, Export, Stop, Again key.Binding }

func newKeys(env *tui.Env) keys {
	return keys{
		Open:    tui.Bind("Enter", env.T("open"), "enter"),
		Filter:  tui.Bind("f", env.T("filter"), "f", "/"),
		History: tui.Bind("h", env.T("its history"), "h"),
		Session: tui.Bind("s", env.T("its session"), "s"),
		Export:  tui.Bind("e", env.T("export"), "e"),
		Stop:    tui.Bind("x", env.T("stop the export"), "x"),
		Again:   tui.Bind("r", env.T("new rows"), "r"),
	}
}

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	k, v := s.keys, s.top()
	if s.form != nil {
		return s.form.form.Keys()
	}
	var hints []key.Binding
	if s.export != nil {
		hints = append(hints, k.Stop)
	}
	if v.board.Opened == nil {
		hints = append(hints, k.Open, k.Filter)
	}
	if v.kind != history {
		hints = append(hints, k.History)
	}
	if v.kind != session {
		hints = append(hints, k.Session)
	}
	if v.board.Opened == nil {
		hints = append(hints, k.Export, k.Again)
	}
	if v.board.Opened == nil && v.kind == log && v.words == "" && len(s.views) == 1 {
		return hints // the whole trail, with nothing behind it
	}
	return append(hints, s.env.Keys.Back)
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	k := s.keys
	if s.form != nil {
		return [][]key.Binding{s.form.form.Keys()}
	}
	rows := []key.Binding{k.Open, k.History, k.Session}
	return [][]key.Binding{append(rows, s.top().board.Lists.Shown().Keys()...), {k.Filter, k.Export, k.Stop, k.Again}}
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	s.drawn = drawn{}
	if l, ok := msg.(tui.Loaded[trail.Words]); ok {
		if l.Ticket == s.wordsTicket && l.Err == nil {
			s.words = l.Val
		}
		return nil
	}
	cmds := []tea.Cmd{s.exported(msg)}
	for _, v := range s.views {
		cmds = append(cmds, v.board.Update(msg))
	}
	if s.form != nil {
		cmds = append(cmds, s.form.form.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	k, board := s.keys, s.top().board
	switch {
	case s.form != nil:
		return s.form.form.Update(msg)
	case key.Matches(msg, k.History):
		return s.openHistory()
	case key.Matches(msg, k.Session):
		return s.openSession()
	case key.Matches(msg, k.Stop):
		s.stopExport()
		return nil
	case key.Matches(msg, k.Filter):
		s.openFilter()
		return s.readWords() // the trail may have got new ones
	case key.Matches(msg, k.Export):
		return s.askExport()
	case board.Opened == nil && key.Matches(msg, k.Again):
		return tea.Batch(board.Reread(), s.readWords())
	case board.Opened == nil && key.Matches(msg, k.Open):
		return board.Open()
	}
	return board.Key(msg)
}
