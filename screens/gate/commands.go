package gate

import (
	"slices"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// commands are what can be done at the gate. Of two rows with one key the lists have
// the first: there e opens a visit, and on the visit it corrects it.
func (s *screen) commands() tui.Commands {
	env, b := s.env, s.board
	approve := tui.Bind("a", env.T("approve"), "a")
	enter := b.OnRow(tui.Bind("Space", env.T("check in"), " "), s.askCheckIn)
	enter.When = s.shown(mayEnter)
	moves := slices.Concat(
		[]tui.Command{
			s.retry(),
			{Key: tui.Bind("n", env.T("in"), "n"), When: b.InList, Do: func() tea.Cmd { return s.openForm(nil) }, Hint: tui.Hinted},
		},
		s.onVisit(tui.Bind("o", env.T("out"), "o"), tui.Hinted, s.askCheckOut, s.notInside),
		[]tui.Command{
			{Key: s.undoKey(), When: s.shown(s.justLeft), Do: s.undoSelected, Hint: tui.Hinted},
			{Key: s.undoKey(), Do: s.undoSelected},
			{Key: approve, When: b.InList, Do: s.approveFirst, Hint: tui.Hinted},
			b.OnRow(approve, s.approve, s.notWaiting),
			enter,
		},
		s.onVisit(tui.Bind("d", env.T("deny"), "d"), tui.Hinted, s.askDeny, s.notDenied),
		s.onVisit(tui.Bind("w", env.T("withdraw"), "w"), tui.HelpOnly, s.askWithdraw, s.notAnnounced),
		s.onVisit(s.presumeKey(), tui.HelpOnly, s.askPresume, s.notPresumed),
	)
	if s.actor.May(role.ReadAudit) {
		moves = append(moves, s.onVisit(tui.Bind("h", env.T("audit"), "h"), tui.HelpOnly, s.openHistory)...)
	}
	moves = append(moves, b.OnRow(tui.Bind("Space", env.T("in, out, approve or clear, as the row needs"), " "), s.act).HintAt(tui.HelpOnly))
	return tui.Commands{moves, slices.Concat(
		[]tui.Command{
			{Key: tui.Bind("Enter", env.T("details"), "enter", "e"), When: b.OnList, Do: b.Open},
			b.OnRow(tui.Bind("e", env.T("correct"), "e"), s.correct, s.closed),
		},
		b.ListCommands(tui.HintedLast),
		[]tui.Command{
			{Key: tui.Bind("m", env.T("muster"), "m"), When: b.InList, Do: s.openMuster, Hint: tui.Hinted},
			{Key: tui.Bind("B", env.T("who is barred"), "B"), When: b.InList, Do: s.openBarred},
			b.BackCommand(),
		},
	)}
}

// onVisit are a key about the visit that is meant, and why it cannot be done. In the
// lists its place in the line of hints is hint, whichever row is under the cursor, so
// that the line stands still; of a visit that is shown whole only what can be done is
// hinted.
func (s *screen) onVisit(key key.Binding, hint tui.Hint, do func(visits.Visit) tea.Cmd, refusals ...func(visits.Visit) string) []tui.Command {
	b := s.board
	whole := b.OnRow(key, do, refusals...)
	listed := b.OnRow(key, func(v visits.Visit) tea.Cmd {
		if why := whole.Refused(); why != "" {
			b.TellOf(v, tui.NotifyRefusal, why)
			return nil
		}
		return do(v)
	}).HintAt(hint)
	row := listed.When
	// Keys wait for rows that are on their way.
	listed.When = func() bool { return b.InList() && (row() || b.Lists.Waiting()) }
	return []tui.Command{listed, whole}
}

// shown reports whether a visit is shown whole of which that is so.
func (s *screen) shown(so func(visits.Visit) bool) func() bool {
	return func() bool {
		o := s.board.Opened
		return o != nil && o.Row != nil && so(*o.Row)
	}
}

// retry reads again what could not be read, the figures as well.
func (s *screen) retry() tui.Command {
	c := s.board.RetryCommand()
	failed, again := c.When, c.Do
	c.When = func() bool { return failed() || s.counts.Err() != nil || s.strip.read.Err() != nil }
	c.Do = func() tea.Cmd { return tea.Batch(s.counts.Again(), s.readStrip(), again()) }
	return c
}

func (s *screen) undoKey() key.Binding { return tui.Bind("u", s.env.T("undo the check-out"), "u") }

// presumeKey closes forgotten visits. To those who may not it says whose that is.
func (s *screen) presumeKey() key.Binding { return tui.Bind("x", s.env.T("presumed left"), "x") }

// openHistory opens all that the audit trail has of a visit.
func (s *screen) openHistory(v visits.Visit) tea.Cmd {
	return s.env.Do(tui.Open{Name: "audit", ID: "visitor_logs/" + v.ID.String()})
}
