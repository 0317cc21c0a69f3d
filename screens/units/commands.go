package units

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/homes"

	"github.com/civoranexus/society360/tui"
)

// keys are the bindings that mean the same in the lists and in a unit.
type keys struct {
	Open, New, Edit, MoveIn, MoveOut, Primary key.Binding
	Status, Delete, Import, History           key.Binding
}

func newKeys(env *tui.Env) keys {
	return keys{
		Open:    tui.Bind("Enter", env.T("open"), "enter", " "),
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

// hintedIf gives a command a place in the line of hints only where that is so;
// elsewhere it stands under ? alone.
func hintedIf(so func() bool, c tui.Command) []tui.Command {
	hinted := c
	hinted.When = func() bool { return so() && c.When() }
	return []tui.Command{hinted, c.HintAt(tui.HelpOnly)}
}

// commands are those of the lists. What is done to a resident is done in the unit,
// which is opened to choose one.
func (l lists) commands() tui.Commands {
	s, k, env := l.s, l.s.keys, l.s.env
	onUnit := func(key key.Binding, do func(homes.UnitRow) tea.Cmd) tui.Command {
		return l.OnRow(key, func(r row) tea.Cmd { return do(*r.unit) }, s.needsUnit)
	}
	choose := func(key key.Binding, text string) tui.Command {
		return onUnit(key, func(u homes.UnitRow) tea.Cmd {
			l.Tell(tui.NotifyInfo, text)
			return s.show(u.ID, u.Label)
		}).HintAt(tui.HelpOnly)
	}
	return tui.Commands{
		slices.Concat(
			[]tui.Command{
				l.RetryCommand(),
				l.OnRow(k.Open, l.open),
				{Key: k.New, Do: l.add, Hint: tui.Hinted},
				l.OnRow(k.Edit, l.edit),
				onUnit(k.MoveIn, s.moveIn),
				choose(k.MoveOut, env.T(chooseLeaver)),
				choose(k.Primary, env.T(choosePrimary)),
				onUnit(k.Status, s.turnMaintenance),
			},
			hintedIf(l.inBlocks, l.OnRow(k.Delete, l.remove)),
			[]tui.Command{
				{Key: k.Import, Do: s.importFile, Hint: tui.Hinted},
				l.OnRow(k.History, l.history).HintAt(tui.HelpOnly),
			},
		),
		l.ListCommands(tui.Hinted),
	}
}

// needsUnit says of a block that a key needs one of its units.
func (s *screen) needsUnit(r row) string {
	if r.unit != nil {
		return ""
	}
	return s.env.T("That needs a unit; Enter shows the block's.")
}

// commands are those of a unit. What is done to the unit itself is hinted where the
// cursor is on no resident.
func (r *record) commands() tui.Commands {
	s, k, env := r.s, r.s.keys, r.s.env
	return tui.Commands{slices.Concat(
		[]tui.Command{r.RetryCommand()},
		hintedIf(r.onOther, r.OnRow(k.Open, r.open, s.leadsNowhere)),
		[]tui.Command{
			r.OnRow(k.MoveIn, func(l line) tea.Cmd { return s.moveIn(l.whole.UnitRow) }),
			r.OnRow(k.MoveOut, s.moveOut, needsResident(env.T(chooseLeaver)), s.movedOut("%s has moved out already.")),
			r.OnRow(k.Primary, s.makePrimary, needsResident(env.T(choosePrimary)), s.movedOut("%s has moved out."), s.isPrimary),
			r.OnRow(k.Edit, r.edit, s.movedOut("%s has moved out; m moves somebody in.")),
		},
		hintedIf(r.onOther, r.OnRow(k.Status, func(l line) tea.Cmd { return s.turnMaintenance(l.whole.UnitRow) })),
		hintedIf(r.onOther, r.OnRow(k.Delete, r.remove, s.stays)),
		[]tui.Command{
			r.OnRow(k.History, r.history),
			{Key: k.New, Do: s.addUnit},
			{Key: k.Import, Do: s.importFile},
			s.BackCommand(),
		},
	)}
}

// What is told of keys that mean a resident where the cursor is on none.
const (
	chooseLeaver  = "Choose who moves out, then o."
	choosePrimary = "Choose the primary contact, then p."
)

// onOther reports whether the cursor is on a line of no resident.
func (r *record) onOther() bool {
	l, _ := r.Selected()
	return l.resident == nil
}

// needsResident says of a line of no resident that one has to be chosen.
func needsResident(text string) func(line) string {
	return func(l line) string {
		if l.resident != nil {
			return ""
		}
		return text
	}
}

// movedOut says of somebody who has moved out that it is too late.
func (s *screen) movedOut(text string) func(line) string {
	return func(l line) string {
		if l.resident == nil || l.resident.LivesThere() || l.resident.MovesIn() {
			return ""
		}
		return s.env.T(text, l.resident.Name)
	}
}

// isPrimary says of the primary contact that they are it.
func (s *screen) isPrimary(l line) string {
	if l.resident == nil || !l.resident.Primary || !l.resident.LivesThere() {
		return ""
	}
	return s.env.T("%s is the primary contact already.", l.resident.Name)
}

// leadsNowhere says of a line which lines Enter opens.
func (s *screen) leadsNowhere(l line) string {
	if l.resident != nil || l.kind == billsLine || l.kind == visitsLine {
		return ""
	}
	return s.env.T("Enter opens a resident, the bills and the visits.")
}

// stays says of a unit on which something hangs that it cannot be deleted; the
// store refuses in any case.
func (s *screen) stays(l line) string {
	if l.whole.UnitHangs.None() {
		return ""
	}
	return s.env.T("%s stays: %s.", l.whole.Label, s.hangs(l.whole.UnitHangs))
}
