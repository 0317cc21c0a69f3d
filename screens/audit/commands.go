package audit

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// commands are what can be done with a view's rows. What an opened row does not hint
// can be done there all the same.
func (v *view) commands() tui.Commands {
	s, env := v.s, v.s.env
	inList := func(c tui.Command, at tui.Hint) []tui.Command {
		shown, opened := c.HintAt(at), c.HintAt(tui.HelpOnly)
		shown.When, opened.When = v.InList, v.InOpened
		return []tui.Command{shown, opened}
	}
	hintedFor := func(there bool) tui.Hint {
		if there {
			return tui.Hinted
		}
		return tui.HelpOnly
	}
	rows := []tui.Command{
		v.OpenCommand(env.T("open")).HintAt(tui.HintedFirst),
		v.OnRow(tui.Bind("h", env.T("its history"), "h"), v.openHistory).HintAt(hintedFor(v.kind != history)),
		v.OnRow(tui.Bind("s", env.T("its session"), "s"), v.openSession).HintAt(hintedFor(v.kind != session)),
	}
	all := inList(tui.Command{Key: tui.Bind("f", env.T("filter"), "f", "/"), Do: v.openFilter}, tui.HintedFirst)
	all = append(all, inList(tui.Command{Key: tui.Bind("e", env.T("export"), "e"), Do: v.askExport}, tui.Hinted)...)
	all = append(all,
		tui.Command{Key: tui.Bind("x", env.T("stop the export"), "x"), Do: s.stopExport, Refused: s.noExport, Hint: tui.HintedFirst},
		tui.Command{Key: tui.Bind("r", env.T("new rows"), "r"), When: v.InList, Hint: tui.Hinted, Do: func() tea.Cmd {
			return tea.Batch(v.Reread(), s.words.Again(), s.sealed.Again())
		}},
		v.RetryCommand(), s.backCommand(v))
	return tui.Commands{rows, all}
}

// backCommand is hinted but on the whole trail, which has nothing behind it.
func (s *screen) backCommand(v *view) tui.Command {
	back := s.BackCommand()
	back.When = func() bool { return v.InOpened() || v.kind != log || v.words != "" }
	return back
}
