package settings

import (
	"context"

	"github.com/civoranexus/society360/data/settings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// keys are the screen's own bindings.
type keys struct{ Edit, Default, History, Details key.Binding }

func newKeys(env *tui.Env) keys {
	return keys{
		Edit:    tui.Bind("e", env.T("change"), "e", " "),
		Default: tui.Bind("u", env.T("use the default"), "u"),
		History: tui.Bind("h", env.T("history"), "h"),
		Details: tui.Bind("Enter", env.T("details"), "enter"),
	}
}

// ShortHelp are the keys of the line of hints.
func (s *Screen) ShortHelp() []key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return s.form.sheet.Keys()
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case s.board.Opened != nil:
		return []key.Binding{k.Edit, k.Default, k.History, shared.Back}
	}
	return []key.Binding{k.Edit, k.Details, k.Default, k.History, shared.Search}
}

// FullHelp are all keys of what is shown.
func (s *Screen) FullHelp() [][]key.Binding {
	k := s.keys
	moves := []key.Binding{k.Edit, tui.Bind("Space", s.env.T("change"), " "), k.Default, k.History}
	switch {
	case s.form != nil:
		return [][]key.Binding{s.form.sheet.Keys()}
	case s.board.Opened != nil:
		return [][]key.Binding{moves, {s.env.Keys.Retry}}
	}
	return [][]key.Binding{moves, append(append([]key.Binding{k.Details}, s.board.Lists.Keys()...), s.env.Keys.Retry)}
}

// Update takes a key, or the answer to something the screen asked.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.board.Update(msg)}
	if s.form != nil {
		cmds = append(cmds, s.form.update(msg))
	}
	return tea.Batch(cmds...)
}

func (s *Screen) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.form != nil:
		return s.form.sheet.Key(msg)
	case s.board.Lists.Typing():
		return s.board.Key(msg)
	}
	k := s.keys
	r, ok := s.board.Subject()
	switch {
	case ok && key.Matches(msg, k.History):
		s.history(r)
		return nil
	case ok && key.Matches(msg, k.Edit, k.Default) && !r.Known:
		s.board.Tell(tui.NotifyRefusal, s.env.T("Another program owns this setting; it is not changed here: %s", short(r)))
		return nil
	case ok && key.Matches(msg, k.Edit):
		s.edit(r)
		return nil
	case ok && key.Matches(msg, k.Default):
		s.askDefault(r)
		return nil
	case s.board.Opened == nil && key.Matches(msg, k.Details):
		return s.board.Open()
	}
	return s.board.Key(msg)
}

// history opens all that the audit trail has about a setting.
func (s *Screen) history(r settings.Row) {
	if r.ID == nil {
		s.board.Tell(tui.NotifyInfo, s.env.T("Nobody has changed this yet: the default is in force."))
		return
	}
	s.env.Do(tui.Open{Name: "audit", ID: "system_config/" + r.ID.String()})
}

// askDefault asks before a setting goes back to its default.
func (s *Screen) askDefault(r settings.Row) {
	env := s.env
	switch {
	case r.IsDefault() && !r.Ignored():
		s.board.Tell(tui.NotifyInfo, env.T("The default is in force: %s.", s.value(r, r.Default)))
	case r.Guarded():
		s.resetForm(r)
	default:
		env.Do(tui.Confirm{
			Text:  env.T("Set %s back to %s?", short(r), s.value(r, r.Default)),
			OnYes: func() tea.Cmd { return s.reset(r) },
		})
	}
}

func (s *Screen) reset(r settings.Row) tea.Cmd {
	store, actor := s.store, s.actor
	return s.board.Send(tui.Change[settings.Row]{
		What: s.env.T("default of %s", short(r)),
		Write: func(ctx context.Context, key uuid.UUID) (settings.Row, error) {
			return store.Settings.Reset(ctx, actor, key, "", r)
		},
		Tell: s.told,
	})
}

// told is the sentence for a setting that was changed.
func (s *Screen) told(r settings.Row) string {
	return s.env.T("In force at every desk: %s is %s.", short(r), s.value(r, r.Value))
}
