package home

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/tui"
)

// visitCommands are what can be done with the visitors. Each key means what it means
// at the gate.
func (s *screen) visitCommands() tui.Commands {
	env, b := s.env, s.board
	pay := s.dues.payCommand()
	hinted := pay.HintAt(tui.Hinted)
	hinted.When = b.InList
	withdraw := b.OnRow(tui.Bind("d", env.T("withdraw"), "d"), s.askWithdraw)
	withdraw.When = s.announced
	lists := append([]tui.Command{
		b.OpenCommand(env.T("details")).HintAt(tui.HintedLast),
		s.ticketsCommand(b.InList).HintAt(tui.Hinted),
	}, b.ListCommands(tui.HintedLast)...)
	return tui.Commands{
		{
			{Key: tui.Bind("n", env.T("announce"), "n"), When: b.InList, Do: s.announceKey, Hint: tui.Hinted},
			{Key: tui.Bind("a", env.T("approve"), "a"), When: s.mayApprove, Refused: s.needsNoWord, Do: s.approveKey, Hint: tui.Hinted},
			withdraw,
			b.OnRow(tui.Bind("d", env.T("deny"), "d"), s.askDeny, func(v visits.Visit) string {
				if b.InList() {
					return "" // hinted whoever is under the cursor; askDeny says why not
				}
				return s.noDenial(v)
			}),
			hinted, pay,
			{Key: tui.Bind("B", env.T("who is barred"), "B"), When: b.InList, Do: s.openBarred},
			b.OnRow(tui.Bind("Space", env.T("approve who waits"), " "), s.act).HintAt(tui.HelpOnly),
		},
		append(lists, retryCommand(s, b), b.BackCommand()),
	}
}

// duesCommands are what can be done with what is due and what was paid. The search is
// the visitors'; from an opened payment p pays what is due.
func (d *dues) duesCommands() tui.Commands {
	s, env, b := d.s, d.s.env, d.board
	pay := d.payCommand()
	hinted := pay.HintAt(tui.Hinted)
	hinted.When = func() bool { return b.InList() || b.Opened.Row.bill != nil }
	lists := b.ListCommands(tui.HelpOnly)
	lists[len(lists)-1].Refused = func() string {
		return env.T("The search is for visitors: Left and Right lead there.")
	}
	return tui.Commands{
		{
			hinted, pay,
			{Key: tui.Bind("x", env.T("take back"), "x"), Refused: d.notTakenBack, Do: d.askTakeBack, Hint: tui.Hinted},
			{Key: tui.Bind("Enter", env.T("details"), "enter", " "), When: b.OnList, Do: d.openKey, Hint: tui.Hinted},
			{Key: tui.Bind("n", env.T("announce"), "n"), When: b.InList, Do: s.announceKey, Hint: tui.Hinted},
			{Key: tui.Bind("f", env.T("PDF"), "f"), When: d.receiptShown, Do: d.fileReceipt, Hint: tui.Hinted},
		},
		append(lists, s.ticketsCommand(nil), retryCommand(s, b), b.BackCommand()),
	}
}

// payCommand opens the form of a payment, for those places where it is not hinted.
func (d *dues) payCommand() tui.Command {
	return tui.Command{Key: tui.Bind("p", d.s.env.T("pay"), "p"), Refused: d.takesNone, Do: d.payKey}
}

// ticketsCommand leads to the tickets.
func (s *screen) ticketsCommand(when func() bool) tui.Command {
	return tui.Command{
		Key: tui.Bind("t", s.env.T("tickets"), "t"), When: when,
		Do: func() tea.Cmd { return s.env.Do(tui.Open{Name: "tickets"}) },
	}
}

// retryCommand tries again what could not be read of a board, or of the figures in
// the line of lists.
func retryCommand[T, D any](s *screen, b *tui.Board[T, D]) tui.Command {
	retry := b.RetryCommand()
	again := retry.Do
	retry.When = func() bool { return b.Failed() || b.InList() && s.counts.Err() != nil }
	retry.Do = func() tea.Cmd { return tea.Batch(again(), s.readBeside()) }
	return retry
}
