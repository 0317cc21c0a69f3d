package users

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/settings"

	"github.com/civoranexus/society360/tui"
)

// keys are the screen's own bindings.
type keys struct {
	Add, Edit, Role, Status, Password, Keys, Delete, Restore, History, Details, Unit, Done key.Binding
}

func newKeys(env *tui.Env) keys {
	return keys{
		Add:      tui.Bind("n", env.T("add"), "n"),
		Edit:     tui.Bind("e", env.T("edit"), "e"),
		Role:     tui.Bind("r", env.T("role"), "r"),
		Status:   tui.Bind("s", env.T("status"), "s"),
		Password: tui.Bind("p", env.T("password"), "p"),
		Keys:     tui.Bind("k", env.T("SSH keys"), "k"),
		Delete:   tui.Bind("x", env.T("delete"), "x"),
		Restore:  tui.Bind("u", env.T("restore"), "u"),
		History:  tui.Bind("h", env.T("history"), "h"),
		Details:  tui.Bind("Enter", env.T("details"), "enter"),
		Unit:     tui.Bind("Enter", env.T("unit"), "enter"),
		Done:     tui.Bind("Enter", env.T("written down"), "enter", "esc"),
	}
}

// changes are the keys that change the account that is meant.
func (s *Screen) changes() []key.Binding {
	k := s.keys
	if u, ok := s.board.Subject(); ok && u.DeletedAt != nil {
		return []key.Binding{k.Restore, k.History}
	}
	return []key.Binding{k.Edit, k.Role, k.Status, k.Password, k.Keys, k.Delete, k.History}
}

// ShortHelp are the keys of the line of hints.
func (s *Screen) ShortHelp() []key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.secret != nil:
		return []key.Binding{k.Done}
	case s.form != nil:
		return s.form.sheet.Keys()
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case s.board.Opened != nil:
		return append(s.changes(), s.openedKeys()...)
	}
	return append([]key.Binding{k.Add, k.Details, shared.Search}, s.changes()...)
}

// openedKeys are those of an account that is shown whole.
func (s *Screen) openedKeys() []key.Binding {
	var more []key.Binding
	if s.failed() {
		more = append(more, s.env.Keys.Retry)
	}
	if len(s.board.Opened.Detail.Units) > 0 {
		more = append(more, s.keys.Unit)
	}
	return append(more, s.env.Keys.Back)
}

// FullHelp are all keys of what is shown.
func (s *Screen) FullHelp() [][]key.Binding {
	k := s.keys
	switch {
	case s.secret != nil:
		return [][]key.Binding{{k.Done}}
	case s.form != nil:
		return [][]key.Binding{s.form.sheet.Keys()}
	case s.board.Opened != nil:
		return [][]key.Binding{s.changes(), s.openedKeys()}
	}
	lists := append([]key.Binding{k.Details}, s.board.Lists.Keys()...)
	// r is the role wherever nothing failed.
	if s.failed() {
		lists = append(lists, s.env.Keys.Retry)
	}
	return [][]key.Binding{
		{k.Add, k.Edit, k.Role, k.Status, k.Password, k.Keys, k.Delete, k.Restore, k.History},
		lists,
	}
}

// failed reports whether what is shown could not be read, and r tries again.
func (s *Screen) failed() bool {
	if s.board.Opened != nil {
		return s.board.Opened.Failed()
	}
	return s.board.Lists.Shown().Err() != nil
}

// Update takes a key, or the answer to something the screen asked.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	if l, ok := msg.(tui.Loaded[settings.Values]); ok && l.Ticket == s.settingsTicket && l.Err == nil {
		s.settings = l.Val
	}
	cmds := []tea.Cmd{s.board.Update(msg)}
	if s.form != nil {
		cmds = append(cmds, s.form.update(msg))
	}
	if o := s.board.Opened; s.choosing && o != nil && (o.Whole || o.Failed()) {
		s.choosing = false
		s.offerKeys()
	}
	return tea.Batch(cmds...)
}

func (s *Screen) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.secret != nil:
		if key.Matches(msg, s.keys.Done) {
			s.secret = nil
		}
		return nil
	case s.form != nil:
		return s.form.sheet.Key(msg)
	case s.board.Lists.Typing():
		return s.board.Key(msg)
	}
	// Whoever moves on no longer waits for a row to come.
	s.board.Lists.Want("")
	k := s.keys
	switch {
	case s.failed() && key.Matches(msg, s.env.Keys.Retry):
		return s.board.Key(msg)
	case s.board.Opened == nil && key.Matches(msg, k.Add):
		s.addForm()
		return nil
	case s.board.Opened == nil && key.Matches(msg, k.Details):
		return s.board.Open()
	case key.Matches(msg, k.Unit):
		return s.unitKey()
	}
	if u, ok := s.board.Subject(); ok {
		if cmd, took := s.change(msg, u); took {
			return cmd
		}
	}
	return s.board.Key(msg)
}

// change carries out a key that changes the account u; it reports whether msg was
// one.
func (s *Screen) change(msg tea.KeyMsg, u accounts.User) (tea.Cmd, bool) {
	k := s.keys
	switch {
	case key.Matches(msg, k.History):
		s.env.Do(tui.Open{Name: "audit", ID: "users/" + u.ID.String()})
		return nil, true
	case key.Matches(msg, k.Restore):
		s.askRestore(u)
		return nil, true
	case !key.Matches(msg, k.Edit, k.Role, k.Status, k.Password, k.Keys, k.Delete):
		return nil, false
	case u.DeletedAt != nil:
		s.board.TellOf(u, tui.NotifyRefusal, s.env.T("%s is deleted. u restores the account first.", u.Name))
		return nil, true
	}
	switch {
	case key.Matches(msg, k.Edit):
		s.editForm(u)
	case key.Matches(msg, k.Role):
		s.roleForm(u)
	case key.Matches(msg, k.Status):
		s.askStatus(u)
	case key.Matches(msg, k.Password) && u.ID == s.actor.UserID:
		s.board.Tell(tui.NotifyRefusal, s.env.T("Your own password is changed with g, then p."))
	case key.Matches(msg, k.Password):
		s.resetForm(u)
	case key.Matches(msg, k.Keys):
		return s.keysKey(), true
	case key.Matches(msg, k.Delete):
		s.askDelete(u)
	}
	return nil, true
}
