package tickets

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/tui"
)

// board is the lists of tickets, and the one that is opened.
type board = tui.Board[tickets.Ticket, timeline]

// commands are what the actor can do with the tickets. Where something could not be
// read, r tries again before it resolves.
func (s *screen) commands(b *board) tui.Commands {
	env, works, confirms := s.env, s.works(), s.confirms()
	row := func(key, does string, do func(tickets.Ticket) tea.Cmd, of ...tickets.Status) tui.Command {
		return b.OnRow(tui.Bind(key, does, key), do, s.unless(of))
	}
	moves := []tui.Command{
		s.retryCommand(b),
		{Key: tui.Bind("n", env.T("raise"), "n"), When: b.InList, Do: s.raiseForm, Hint: tui.HintedFirst},
	}
	for _, c := range []struct {
		may    bool
		opened bool // the line of hints has room for it on an opened ticket alone
		row    tui.Command
	}{
		{works, false, row("s", env.T("start"), s.start, tickets.Open)},
		{works, false, row("r", env.T("resolve"), s.resolve, tickets.InProgress)},
		{works, false, row("t", env.T("assign"), s.offerHands, tickets.Open, tickets.InProgress)},
		{works, true, row("u", env.T("give back"), s.release, tickets.InProgress)},
		{works, true, row("x", env.T("reject"), s.reject, tickets.Open, tickets.InProgress)},
		{works, true, row("p", env.T("priority"), s.askPriority, tickets.Open, tickets.InProgress)},
		{works, true, row("e", env.T("edit"), s.editForm, tickets.Open, tickets.InProgress)},
		{confirms, works, row("c", env.T("close"), s.askClose, tickets.Resolved)},
		{confirms, works, row("o", env.T("reopen"), s.reopen, tickets.Resolved)},
		{s.comments(), works, row("m", env.T("comment"), s.comment)},
		{works, true, row("i", env.T("note for the office"), s.note)},
		{confirms, false, b.OnRow(tui.Bind("Space", env.T("what the ticket needs next"), " "), s.act).HintAt(tui.HelpOnly)},
		{s.audits(), true, row("h", env.T("history"), s.openHistory)},
	} {
		switch {
		case c.may && c.opened:
			moves = append(moves, whenOpened(b, c.row), c.row.HintAt(tui.HelpOnly))
		case c.may:
			moves = append(moves, c.row)
		}
	}
	category := tui.Command{Key: tui.Bind("f", env.T("one category"), "f"), When: b.InList, Do: s.chooseCategory}
	if works {
		category.Hint = tui.HintedLast
	}
	lists := append([]tui.Command{b.OpenCommand(env.T("open")).HintAt(tui.HintedFirst), category}, b.ListCommands(tui.Hinted)...)
	return tui.Commands{moves, append(lists, b.BackCommand())}
}

// retryCommand reads the figures again as well.
func (s *screen) retryCommand(b *board) tui.Command {
	retry := b.RetryCommand()
	read := retry.Do
	retry.Do = func() tea.Cmd { return tea.Batch(read(), s.counts.Again()) }
	return retry
}

// whenOpened is a command on an opened ticket alone.
func whenOpened(b *board, c tui.Command) tui.Command {
	when := c.When
	c.When = func() bool { return b.InOpened() && when() }
	return c
}

// unless refuses what can be done with a ticket of some statuses alone, none for any:
// it says what can be done instead.
func (s *screen) unless(of []tickets.Status) func(tickets.Ticket) string {
	return func(t tickets.Ticket) string {
		if len(of) == 0 || slices.Contains(of, t.Status) {
			return ""
		}
		return s.env.Term(t.Status.MayBecome())
	}
}

// openHistory shows who changed the ticket.
func (s *screen) openHistory(t tickets.Ticket) tea.Cmd {
	return s.env.Do(tui.Open{Name: "audit", ID: "maintenance_tickets/" + t.ID.String()})
}
