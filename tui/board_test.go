package tui_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// outage is a database out of reach.
type outage string

func (o outage) Error() string                         { return string(o) }
func (o outage) Sentence() (format string, args []any) { return string(o), nil }
func (outage) Outage() (string, bool)                  { return "The database cannot be reached", true }

// leaveField is the one field of the yard's form.
const leaveField desktest.SendField = "name"

// yard is a screen on a Board as an area's engineer would write it: two lists
// (inside, gone), x sends somebody away with a reason, n lets somebody in by a
// form.
type yard struct {
	*tuitest.Driver
	env   *tui.Env
	stack *tui.Stack
	board *tui.Board[desktest.Visit, string]
	sheet *tui.Sheet[desktest.SendField] // opened last
	kept  tui.Kept

	inside, gone []desktest.Visit
	wrote        []string
	reads        int // of the lists
	figures      int // reads beside them
	readFail     error
	fail         error
	known        bool
}

func newYard(t *testing.T, id string) *yard {
	t.Helper()
	y := &yard{inside: desktest.Visits(3)}
	y.Driver = tuitest.NewDesk(t, desktest.Xterm(), func(env *tui.Env, _ string) tui.Screen { return y.build(env, id) })
	return y
}

func (y *yard) build(env *tui.Env, id string) tui.Screen {
	y.env = env
	table := func() *tui.Table[desktest.Visit] {
		return tui.NewTable(env, []tui.Column{{Title: "Visitor", Min: 12}}, func(v desktest.Visit) string { return v.ID },
			func(v desktest.Visit) []tui.Cell { return tui.Cells(v.Name) })
	}
	lists := tui.NewLists(env, table(), table())
	lists.Name = func(at int) string { return []string{"Inside", "Gone"}[at] }
	lists.Empty = func(int, string) string { return "nobody" }
	lists.Source = func(at int, _ string) tui.Source[desktest.Visit] {
		return func(context.Context, *desktest.Visit) (tui.Batch[desktest.Visit], error) {
			y.reads++
			return tui.Batch[desktest.Visit]{Rows: [][]desktest.Visit{y.inside, y.gone}[at]}, y.readFail
		}
	}
	y.stack = tui.NewStack(env, "Yard", func(context.Context, uuid.UUID) (bool, error) { return y.known, nil })
	y.board = tui.NewBoardPage[desktest.Visit, string](y.stack, lists)
	y.board.Holds = func(at int, v desktest.Visit) bool { return (at == 1) == (v.Purpose == "gone") }
	y.board.Read = func(id string) func(context.Context) (desktest.Visit, string, error) {
		return func(context.Context) (desktest.Visit, string, error) {
			for _, v := range append(append([]desktest.Visit{}, y.inside...), y.gone...) {
				if v.ID == id {
					return v, "the story of " + v.Name, y.readFail
				}
			}
			return desktest.Visit{}, "", tuitest.Sentence("No such visit.")
		}
	}
	y.board.Lines = func(v desktest.Visit, story string, _ int) []string {
		return []string{" " + v.Name + " whole", " " + story}
	}
	y.board.Beside = func() tea.Cmd {
		y.figures++
		return nil
	}
	y.board.Offered = tui.Commands{append([]tui.Command{
		y.board.RetryCommand(),
		y.board.OpenCommand("open"),
		y.board.OnRow(tui.Bind("x", "send away", "x"), y.askAway),
		{Key: tui.Bind("n", "let in", "n"), Do: y.openSheet},
	}, y.board.ListCommands(tui.Hinted)...)}
	if id != "" {
		y.board.OpenedFor(id)
	}
	y.stack.Push(y.board)
	return y.stack
}

func (y *yard) askAway(v desktest.Visit) tea.Cmd {
	y.kept.Ask(y.env, v.ID, "Why is "+v.Name+" sent away?", func(reason string) tea.Cmd {
		return y.board.Send(tui.Change[desktest.Visit]{
			What: "leave of " + v.Name,
			Write: func(context.Context, uuid.UUID) (desktest.Visit, error) {
				y.wrote = append(y.wrote, v.ID+" "+reason)
				if y.fail != nil {
					return desktest.Visit{}, y.fail
				}
				v.Purpose = "gone"
				y.gone = append(y.gone, v)
				y.inside = slices.DeleteFunc(y.inside, func(o desktest.Visit) bool { return o.ID == v.ID })
				return v, nil
			},
			Tell: func(v desktest.Visit) string { return v.Name + " is away." },
			Done: func(desktest.Visit) { y.kept.Saved(v.ID) },
		})
	})
	return nil
}

func (y *yard) openSheet() tea.Cmd {
	form := tui.NewForm(y.env, tui.Field[desktest.SendField]{Key: leaveField, Label: "Name"})
	sheet := tui.NewSheetPage(y.stack, "Let in", "Let in", form)
	y.sheet = sheet
	form.OnSubmit = func() tea.Cmd {
		name := form.Value(leaveField)
		return tui.SendSheet(sheet, y.stack.Sends, "entry of "+name, func(context.Context, uuid.UUID) (int, error) {
			y.wrote = append(y.wrote, name)
			return 1, y.fail
		}, func(out tui.Outcome[int]) tea.Cmd {
			if !out.Saved {
				sheet.Fail(out.Err)
				return y.board.RereadAfter(out.Err)
			}
			y.board.Tell(tui.NotifySuccess, fmt.Sprint(name, " is in."))
			return tea.Batch(sheet.Close(), y.stack.Refresh())
		})
	}
	return y.stack.Push(sheet)
}

func (y *yard) wroteOnly(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(y.wrote, want) {
		t.Errorf("wrote %q, want %q", y.wrote, want)
	}
}

func TestBoardMovesARowAndReadsAgain(t *testing.T) {
	t.Parallel()
	y := newYard(t, "")
	reads, figures := y.reads, y.figures
	y.Keys("x")
	y.See("Why is Visitor 0 sent away?")
	y.Type("rude")
	y.Keys("enter")
	y.See("Visitor 0 is away.", "Visitor 1")
	y.wroteOnly(t, "v0 rude")
	if got := y.board.Lists.Shown().SelectedID(); got != "v1" {
		t.Errorf("the cursor is on %q", got)
	}
	if y.reads != reads+1 || y.figures != figures+1 {
		t.Errorf("%d reads and %d of the figures after a move, want one each", y.reads-reads, y.figures-figures)
	}
	y.Keys("x")
	y.See("Why is Visitor 1 sent away?")
	y.Miss("rude")
}

func TestBoardKeepsTheReasonOfAMoveThatFailed(t *testing.T) {
	t.Parallel()
	y := newYard(t, "")
	y.fail = outage("The database is away.")
	reads := y.reads
	y.Keys("x")
	y.Type("rude")
	y.Keys("enter")
	y.See("The database is away.", "Visitor 0")
	if y.reads != reads {
		t.Error("the lists are read again while the database is away")
	}
	y.fail = nil
	y.Keys("down", "x")
	y.See("Why is Visitor 1 sent away?")
	y.Miss("rude")
	y.Keys("esc", "up", "x", "enter")
	y.wroteOnly(t, "v0 rude", "v0 rude")
	y.See("Visitor 0 is away.")
}

func TestBoardShowsARowWholeAndComesBack(t *testing.T) {
	t.Parallel()
	y := newYard(t, "")
	y.Keys("down", "enter")
	y.See("Visitor 1 whole", "the story of Visitor 1")
	if v, ok := y.board.Subject(); !ok || v.ID != "v1" {
		t.Errorf("a key would mean %v", v)
	}
	y.readFail = tuitest.Sentence("The line is cut.")
	y.Refresh()
	y.See("! The line is cut.", "Visitor 1 whole", "r try again")
	if !y.board.Opened.Failed() {
		t.Error("a failed reading is not known")
	}
	y.readFail = nil
	y.Keys("r")
	y.Miss("r try again")
	y.Keys("esc")
	y.See("[Inside]", "Visitor 2")
	if got := y.board.Lists.Shown().SelectedID(); got != "v1" {
		t.Errorf("the cursor came back to %q", got)
	}
}

func TestBoardOpenedForOneRowIsLeftByEsc(t *testing.T) {
	t.Parallel()
	y := newYard(t, "v2")
	y.See("Visitor 2 whole")
	if _, stepped := y.board.Back(); stepped {
		t.Error("there is a list to go back to")
	}
	gone := newYard(t, "v9")
	gone.See("! No such visit.")
	if _, ok := gone.board.Subject(); ok {
		t.Error("a key means a row that is not there")
	}
}

func TestBoardFollowsAMoveWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	y := newYard(t, "")
	y.fail, y.known = tuitest.Unsure{}, true
	y.Keys("x")
	y.Type("rude")
	y.Keys("enter")
	y.See("saved: leave of Visitor 0")
}

func TestSheetKeepsWhatWasTypedUntilItIsSaved(t *testing.T) {
	t.Parallel()
	y := newYard(t, "")
	y.Keys("n")
	y.See("Let in", "nothing saved yet")
	y.Type("Asha")
	y.fail = tuitest.FieldErrors{string(leaveField): "Which Asha?"}
	y.Keys("ctrl+s")
	y.See("not saved", "Which Asha?", "Asha")
	y.fail = tuitest.Sentence("The gate is shut.")
	y.Keys("ctrl+s")
	y.See("The gate is shut.", "Asha")
	y.fail = nil
	y.Keys("ctrl+s")
	y.See("Asha is in.", "[Inside]")
	y.wroteOnly(t, "Asha", "Asha", "Asha")
}

func TestSheetIsLockedWhileNobodyKnows(t *testing.T) {
	t.Parallel()
	y := newYard(t, "")
	y.Keys("n")
	y.Type("Asha")
	y.Pause()
	y.Keys("ctrl+s")
	sheet := y.sheet
	y.Keys("ctrl+s", "b") // a second submit, and a letter
	y.Do(sheet.Form.Submit())
	if !sheet.Sending() || sheet.Form.Value(leaveField) != "Asha" {
		t.Errorf("sending %v, the field holds %q", sheet.Sending(), sheet.Form.Value(leaveField))
	}
	y.Keys("esc")
	y.See("It is not known yet whether this was saved.")
	y.Keys("y")
	y.See("[Inside]")
	y.fail = tuitest.Sentence("The gate is shut.")
	y.Resume()
	y.Advance(time.Second)
	y.See("The gate is shut.")
	y.wroteOnly(t, "Asha")
}

func TestWhatWasSavedStaysThoughNothingCanBeReadAfterIt(t *testing.T) {
	t.Parallel()
	y := newYard(t, "v1")
	y.See("Visitor 1 whole")
	y.readFail = outage("The database cannot be reached; nothing was saved.")
	y.Keys("x")
	y.Type("rude")
	y.Keys("enter")
	y.See("Visitor 1 is away. What is shown may be old.")
	y.See("The database cannot be reached; this may be old. r tries again.")
	y.Miss("nothing was saved")
	// Another reading that fails says it no second time.
	y.Refresh()
	y.See("Visitor 1 is away. What is shown may be old.")
	y.Miss("old. What")
	// What was not saved is told as ever.
	y.fail = outage("The database cannot be reached; nothing was saved.")
	y.Keys("x")
	y.Type("rude")
	y.Keys("enter")
	y.Miss("is away")
}
