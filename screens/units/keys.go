package units

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// keys are the screen's own bindings; those that mean the same on every screen
// are the desk's.
type keys struct {
	Open, New, Edit, MoveIn, MoveOut, Primary key.Binding
	Status, Delete, Import, History           key.Binding
}

func newKeys(env *tui.Env) keys {
	return keys{
		Open:    tui.Bind("Enter", env.T("open"), "enter"),
		New:     tui.Bind("n", env.T("new"), "n"),
		Edit:    tui.Bind("e", env.T("edit"), "e"),
		MoveIn:  tui.Bind("m", env.T("move in"), "m"),
		MoveOut: tui.Bind("o", env.T("move out"), "o"),
		Primary: tui.Bind("p", env.T("primary contact"), "p"),
		Status:  tui.Bind("s", env.T("maintenance"), "s"),
		Delete:  tui.Bind("x", env.T("delete"), "x"),
		Import:  tui.Bind("i", env.T("import"), "i"),
		History: tui.Bind("h", env.T("history"), "h"),
	}
}

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	k := s.keys
	switch {
	case s.over != nil:
		return s.over.hints()
	case s.record != nil:
		return append(s.record.hints(), s.env.Keys.Back)
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case tab(s.board.Lists.At()) == blocks:
		return []key.Binding{k.Open, k.New, k.Edit, k.Delete, k.Import, s.env.Keys.Search}
	}
	return []key.Binding{k.Open, k.New, k.Edit, k.MoveIn, k.Status, k.Import, s.env.Keys.Search}
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	k := s.keys
	if s.over != nil {
		return [][]key.Binding{s.over.hints()}
	}
	moves := []key.Binding{k.Open, k.New, k.Edit, k.MoveIn, k.MoveOut, k.Primary, k.Status, k.Delete, k.Import, k.History}
	if s.record != nil {
		return [][]key.Binding{moves, s.record.table.Keys()}
	}
	return [][]key.Binding{moves, append(s.board.Lists.Keys(), s.env.Keys.Retry)}
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.board.Update(msg)}
	if s.record != nil {
		cmds = append(cmds, s.record.table.Update(msg))
	}
	if s.over != nil {
		cmds = append(cmds, s.over.update(msg))
	}
	return tea.Batch(cmds...)
}

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	// Whoever moves on no longer waits for a row to come.
	s.board.Lists.Want("")
	switch {
	case s.over != nil:
		return s.over.key(msg)
	case s.record == nil && s.board.Lists.Typing():
		return s.board.Key(msg)
	}
	if cmd, ok := s.changeKey(msg); ok {
		return cmd
	}
	if s.record != nil {
		return s.record.table.Update(msg)
	}
	return s.board.Key(msg)
}

// changeKey carries out the screen's own keys; it reports whether msg was one.
func (s *screen) changeKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := s.keys
	for _, b := range []struct {
		key key.Binding
		do  func() tea.Cmd
	}{
		{k.Open, s.open},
		{s.env.Keys.Act, s.open},
		{k.New, s.newKey},
		{k.Edit, s.editKey},
		{k.MoveIn, s.moveInKey},
		{k.MoveOut, s.moveOutKey},
		{k.Primary, s.primaryKey},
		{k.Status, s.statusKey},
		{k.Delete, s.deleteKey},
		{k.Import, s.importKey},
		{k.History, s.historyKey},
	} {
		if key.Matches(msg, b.key) {
			return b.do(), true
		}
	}
	return nil, false
}
