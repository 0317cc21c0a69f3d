package directory

import (
	"context"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// keys are the screen's own bindings; Ctrl+R is the one of the gate's form.
type keys struct{ Open, Reveal key.Binding }

func newKeys(env *tui.Env) keys {
	return keys{
		Open:   tui.Bind("Enter", env.T("open"), "enter"),
		Reveal: tui.Bind("Ctrl+R", env.T("show phone"), "ctrl+r"),
	}
}

// ids name a resident's phone among those that were revealed.
func ids(unit, user uuid.UUID) [2]uuid.UUID { return [2]uuid.UUID{unit, user} }

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	switch {
	case s.opened != nil:
		return []key.Binding{s.keys.Open, s.keys.Reveal, s.env.Keys.Back}
	case s.lists.Typing():
		return []key.Binding{s.lists.SearchKeys()[0], s.keys.Reveal, s.lists.SearchKeys()[2]}
	}
	return []key.Binding{s.env.Keys.Search, s.keys.Open, s.keys.Reveal}
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	return [][]key.Binding{{s.keys.Open, s.keys.Reveal, s.env.Keys.Search, s.env.Keys.Retry}}
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	if l, ok := msg.(tui.Loaded[settings.Values]); ok && l.Ticket == s.settingsTicket && l.Err == nil {
		s.settings = l.Val
	}
	cmds := []tea.Cmd{s.lists.Update(msg), s.sends.Update(msg)}
	if s.opened != nil {
		cmds = append(cmds, s.opened.table.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	shared := s.env.Keys
	switch {
	case key.Matches(msg, s.keys.Reveal):
		return s.reveal()
	case s.opened != nil:
		if key.Matches(msg, s.keys.Open, shared.Act) {
			s.enter()
			return nil
		}
		return s.opened.table.Update(msg)
	case s.lists.Typing():
		return s.lists.Update(msg)
	case key.Matches(msg, s.keys.Open, shared.Act):
		h, ok := s.lists.Shown().Selected()
		if !ok {
			return nil
		}
		s.opened = s.newRecord(h.ID, false)
		return s.opened.show()
	}
	return s.lists.Update(msg)
}

// enter opens what a line of the unit's record speaks of on its own screen.
func (s *screen) enter() {
	l, ok := s.opened.table.Selected()
	switch {
	case !ok:
	case l.visit != nil:
		s.env.Do(tui.Open{Name: "gate", ID: l.visit.ID.String()})
	case l.dues != nil:
		s.env.Do(tui.Open{Name: "bills", ID: s.opened.unit.String()})
	case l.resident != nil:
		s.tell(tui.NotifyInfo, s.env.T("Ctrl+R shows the phone of %s.", l.resident.Name))
	}
}

// reveal asks for the phone of the resident under the cursor, else for the first
// that is still masked. Who looked at whose is audited, so each press shows one.
func (s *screen) reveal() tea.Cmd {
	if s.sends.Sending() {
		return nil
	}
	unit, residents := s.household()
	for _, r := range residents {
		if _, shown := s.revealed[ids(unit, r.UserID)]; !shown && r.Phone != "" {
			return s.askPhone(unit, r)
		}
	}
	if len(residents) > 0 {
		s.tell(tui.NotifyInfo, s.env.T("There is no phone left to show."))
	}
	return nil
}

// household is whose phones the reveal key means, in its order.
func (s *screen) household() (uuid.UUID, []homes.Resident) {
	if s.opened == nil {
		h, _ := s.lists.Shown().Selected()
		return h.ID, h.Residents
	}
	if l, ok := s.opened.table.Selected(); ok && l.resident != nil {
		return s.opened.unit, []homes.Resident{*l.resident}
	}
	if rows := s.opened.table.Rows(); len(rows) > 0 && rows[0].unit != nil {
		return s.opened.unit, rows[0].unit.Residents
	}
	return s.opened.unit, nil
}

func (s *screen) askPhone(unit uuid.UUID, r homes.Resident) tea.Cmd {
	store, actor, user := s.store, s.actor, r.UserID
	_, cmd := tui.Start(s.sends, s.env.T("phone of %s", r.Name), func(ctx context.Context, key uuid.UUID) (string, error) {
		return store.Homes.RevealPhone(ctx, actor, key, unit, user)
	}, func(out tui.Outcome[string]) tea.Cmd {
		switch {
		case !out.Saved:
			s.tell(tui.NotifyRefusal, tui.Explain(s.env, out.Err))
		case !out.Answered:
			s.tell(tui.NotifyRefusal, s.env.T("The phone was not received. Ctrl+R asks again."))
		default:
			s.revealed[ids(unit, user)] = out.Val
			s.tell(tui.NotifyInfo, s.env.T("%s: %s", r.Name, value.FormatPhone(out.Val, s.settings.Country())))
		}
		return nil
	})
	return cmd
}

func (s *screen) tell(kind tui.NotifyKind, text string) {
	s.env.Do(tui.Notify{Kind: kind, Text: text})
}
