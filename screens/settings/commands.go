package settings

import (
	"context"

	"github.com/civoranexus/society360/data/settings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// commands are what can be done with a setting.
func (s *screen) commands(b *tui.Board[settings.Row, []settings.Change]) tui.Commands {
	env := s.env
	change := env.T("change")
	lists := append([]tui.Command{b.OpenCommand(env.T("details")).HintAt(tui.HintedFirst)}, b.ListCommands(tui.Hinted)...)
	return tui.Commands{
		{
			b.OnRow(tui.Bind("e", change, "e"), s.edit, s.foreign).HintAt(tui.HintedFirst),
			b.OnRow(tui.Bind("Space", change, " "), s.edit, s.foreign).HintAt(tui.HelpOnly),
			b.OnRow(tui.Bind("u", env.T("use the default"), "u"), s.askDefault, s.foreign, s.byDefault),
			b.OnRow(tui.Bind("h", env.T("history"), "h"), s.history, s.unchanged),
		},
		append(lists, b.RetryCommand(), b.BackCommand()),
	}
}

// foreign says of another program's setting that it is not changed here.
func (s *screen) foreign(r settings.Row) string {
	if r.Known {
		return ""
	}
	return s.env.T("Another program owns this setting; it is not changed here: %s", short(r))
}

// byDefault says of a setting whose default is in force that there is no other to go
// back to.
func (s *screen) byDefault(r settings.Row) string {
	if !r.IsDefault() || r.Ignored() {
		return ""
	}
	return s.env.T("The default is in force: %s.", s.value(r, r.Default))
}

// unchanged says of a setting that has no row that nobody has changed it.
func (s *screen) unchanged(r settings.Row) string {
	if r.ID != nil {
		return ""
	}
	return s.env.T("Nobody has changed this yet: the default is in force.")
}

// history opens all that the audit trail has about a setting.
func (s *screen) history(r settings.Row) tea.Cmd {
	return s.env.Do(tui.Open{Name: "audit", ID: "system_config/" + r.ID.String()})
}

// askDefault asks before a setting goes back to its default.
func (s *screen) askDefault(r settings.Row) tea.Cmd {
	env := s.env
	if r.Guarded() {
		return s.resetForm(r)
	}
	return env.Do(tui.Confirm{
		Text:  env.T("Set %s back to %s?", short(r), s.value(r, r.Default)),
		OnYes: func() tea.Cmd { return s.reset(r) },
	})
}

func (s *screen) reset(r settings.Row) tea.Cmd {
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
func (s *screen) told(r settings.Row) string {
	return s.env.T("In force at every desk: %s is %s.", short(r), s.value(r, r.Value))
}
