package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// NewBoardPage makes the board of lists a page of a stack; its writes are the
// stack's.
func NewBoardPage[T, D any](stack *Stack, lists *Lists[T]) *Board[T, D] {
	return &Board[T, D]{env: stack.env, stack: stack, Lists: lists}
}

// Name is what the opened row is called in the header; a list has the screen's
// title alone.
func (b *Board[T, D]) Name() string {
	if b.Opened != nil {
		return b.OpenedName
	}
	return ""
}

func (b *Board[T, D]) inside() Page { return b }

// Commands are what is offered; while the search has the keys, what can be done
// with that.
func (b *Board[T, D]) Commands() Commands {
	if b.CapturesKeys() {
		return Commands{b.Lists.Commands()}
	}
	return b.Offered
}

// CapturesKeys reports whether the search has the keys.
func (b *Board[T, D]) CapturesKeys() bool { return b.Opened == nil && b.Lists.Typing() }

// pressed is told of every key: whoever moves on no longer waits for a row to come.
func (b *Board[T, D]) pressed() { b.Lists.Want("") }

// Refresh reads again what is shown; the cursor stays on its row.
func (b *Board[T, D]) Refresh() tea.Cmd { return b.Reread() }

// Moving are the keys that move in what is shown: among rows, or in the text about
// an opened one where that is longer than the screen.
func (b *Board[T, D]) Moving() []key.Binding {
	if b.Opened == nil {
		return b.env.Keys.Rows()
	}
	return b.env.Keys.reading(len(b.lines()) > b.height)
}

// InList reports whether a list is shown.
func (b *Board[T, D]) InList() bool { return b.Opened == nil }

// InOpened reports whether a row is shown whole.
func (b *Board[T, D]) InOpened() bool { return b.Opened != nil }

// Failed reports whether what is shown could not be read.
func (b *Board[T, D]) Failed() bool {
	if b.Opened != nil {
		return b.Opened.Failed()
	}
	return b.Lists.Shown().Err() != nil
}

// OnRow is a command about the row that the keys mean, offered where there is one;
// the first of refusals that is not empty for that row is why it is refused.
func (b *Board[T, D]) OnRow(key key.Binding, do func(T) tea.Cmd, refusals ...func(T) string) Command {
	return onRow(key, b.Subject, do, refusals)
}

// OpenCommand shows the row under the cursor whole, where there is one; does says
// what that is.
func (b *Board[T, D]) OpenCommand(does string) Command {
	return Command{Key: Bind("Enter", does, "enter"), When: b.OnList, Do: b.Open, Hint: Hinted}
}

// OnList reports whether a list is shown with the cursor on a row.
func (b *Board[T, D]) OnList() bool {
	_, ok := b.Subject()
	return ok && b.InList()
}

// ListCommands are those of the lists, while they are shown; search is the place of
// the search in the line of hints.
func (b *Board[T, D]) ListCommands(search Hint) []Command {
	commands := append([]Command{}, b.Lists.own...)
	for i := range commands {
		offered := commands[i].offered
		commands[i].When = func() bool { return b.InList() && offered() }
	}
	commands[len(commands)-1].Hint = search
	return commands
}

// BackCommand is the way back from an opened row.
func (b *Board[T, D]) BackCommand() Command {
	back := b.stack.BackCommand()
	back.When = b.InOpened
	return back
}

// RetryCommand reads again what could not be read.
func (b *Board[T, D]) RetryCommand() Command {
	return Command{Key: b.env.Keys.Retry, When: b.Failed, Hint: Hinted, Do: func() tea.Cmd {
		if b.Opened != nil {
			return b.readOpened()
		}
		return b.Lists.Shown().retry()
	}}
}

// OpenWhole does something with the row that the keys mean when it is opened and
// was read whole, or could not be. Keys wait for that; Esc gives it up.
func (b *Board[T, D]) OpenWhole(then func() tea.Cmd) tea.Cmd {
	var cmd tea.Cmd
	switch {
	case b.Opened == nil:
		cmd = b.Open()
	case b.Opened.Whole:
		return then()
	default:
		cmd = b.readOpened()
	}
	if o := b.Opened; o != nil {
		o.then = then
		b.stack.awaited = o
	}
	return cmd
}

// Waiting reports whether something waits for the row to be read.
func (o *Opened[T, D]) Waiting() bool { return o.then != nil }

// giveUp keeps the row opened, and does no more with it.
func (o *Opened[T, D]) giveUp() { o.then = nil }
