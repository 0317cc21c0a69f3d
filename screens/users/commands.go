package users

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/civoranexus/society360/tui"
)

// commands are what can be done with the accounts. Where something could not be
// read, r tries again before it gives a role.
func (s *screen) commands(b *tui.Board[accounts.User, accounts.Detail]) tui.Commands {
	env := s.env
	change := func(key, does string, do func(accounts.User) tea.Cmd, refusals ...func(accounts.User) string) tui.Command {
		return b.OnRow(tui.Bind(key, does, key), do, append([]func(accounts.User) string{s.deleted}, refusals...)...)
	}
	lists := append([]tui.Command{b.OpenCommand(env.T("details")).HintAt(tui.HintedFirst)}, b.ListCommands(tui.HintedFirst)...)
	return tui.Commands{
		{
			b.RetryCommand(),
			{Key: tui.Bind("n", env.T("add"), "n"), When: b.InList, Do: s.addForm, Hint: tui.HintedFirst},
			change("e", env.T("edit"), s.editForm),
			change("r", env.T("role"), s.roleForm),
			change("s", env.T("status"), s.askStatus),
			change("p", env.T("password"), s.resetForm, s.ownPassword),
			change("k", env.T("SSH keys"), func(accounts.User) tea.Cmd { return b.OpenWhole(s.offerKeys) }),
			change("x", env.T("delete"), s.askDelete),
			b.OnRow(tui.Bind("u", env.T("restore"), "u"), s.restore, s.notDeleted),
			b.OnRow(tui.Bind("h", env.T("history"), "h"), s.openHistory),
		},
		append(lists,
			tui.Command{Key: tui.Bind("Enter", env.T("unit"), "enter"), When: b.InOpened, Do: s.openUnit, Refused: s.noUnit, Hint: tui.Hinted},
			b.BackCommand()),
	}
}

// deleted says of an account that is deleted that nothing of it can be changed.
func (s *screen) deleted(u accounts.User) string {
	if u.DeletedAt == nil {
		return ""
	}
	return s.env.T("%s is deleted. u restores the account first.", u.Name)
}

// notDeleted says of an account that there is nothing to restore.
func (s *screen) notDeleted(u accounts.User) string {
	if u.DeletedAt != nil {
		return ""
	}
	return s.env.T("%s is not deleted.", u.Name)
}

// ownPassword says where one's own password is changed.
func (s *screen) ownPassword(u accounts.User) string {
	if !s.ownAccount(u) {
		return ""
	}
	return s.env.T("Your own password is changed with g, then p.")
}

// noUnit says of the opened account that it belongs to no unit.
func (s *screen) noUnit() string {
	if len(s.board.Opened.Detail.Units) > 0 {
		return ""
	}
	return s.env.T("This account has no unit.")
}

// openHistory shows who changed the account.
func (s *screen) openHistory(u accounts.User) tea.Cmd {
	return s.env.Do(tui.Open{Name: "audit", ID: "users/" + u.ID.String()})
}
