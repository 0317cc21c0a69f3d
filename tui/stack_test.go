package tui_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// pile is a screen of two leaves: n puts the second one on the first.
type pile struct {
	*tuitest.Driver
	env       *tui.Env
	stack     *tui.Stack
	low, high *desktest.Leaf
}

func newPile(t *testing.T) *pile {
	t.Helper()
	p := &pile{low: &desktest.Leaf{}, high: &desktest.Leaf{Called: "High"}}
	p.Driver = tuitest.NewDesk(t, desktest.Xterm(), func(env *tui.Env, _ string) tui.Screen {
		p.env, p.stack = env, tui.NewStack(env, "Pile", nil)
		p.low.Table = tui.Commands{{p.command("n", "next page", func() tea.Cmd { return p.stack.Push(p.high) })}}
		p.stack.Push(p.low)
		return p.stack
	})
	return p
}

func (p *pile) command(key, does string, do func() tea.Cmd) tui.Command {
	return tui.Command{Key: tui.Bind(key, does, key), Do: do, Hint: tui.Hinted}
}

// hints is the last line of the view.
func (p *pile) hints() string {
	lines := strings.Split(strings.TrimRight(p.View(), "\n"), "\n")
	return lines[len(lines)-1]
}

func TestOneRowIsTheKeyItsHintAndItsHelp(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	hidden, refused, done := true, "", ""
	row := func(key, does string) tui.Command {
		return p.command(key, does, func() tea.Cmd {
			done += key
			return nil
		})
	}
	a, b, c, d := row("a", "alter"), row("x", "break"), row("c", "cut"), row("d", "deepen")
	a.When = func() bool { return !hidden }
	b.Refused = func() string { return refused }
	c.Hint = tui.HelpOnly
	p.low.Table = tui.Commands{{a, row("a", "add")}, {b, c, d.HintAt(tui.HintedFirst)}}

	p.Keys("a", "x", "c")
	if h := p.hints(); done != "axc" || !strings.HasPrefix(strings.TrimSpace(h), "d deepen  a add  x break") || strings.Contains(h, "cut") {
		t.Errorf("did %q, hints %q", done, h)
	}
	// Of two rows with one key the first that is offered has it.
	hidden = false
	if h := p.hints(); !strings.Contains(h, "a alter") || strings.Contains(h, "a add") {
		t.Errorf("hints %q", h)
	}
	p.Keys("?")
	p.See("Keys: Pile", "alter", "break", "cut", "deepen")
	p.Miss("add")
	// What cannot be done just now stands under ? and says why, as long as that is so.
	p.Keys("esc")
	refused, done = "It is broken already.", ""
	if h := p.hints(); strings.Contains(h, "break") {
		t.Errorf("hints %q", h)
	}
	p.Keys("x")
	p.See("! It is broken already.")
	refused = ""
	p.Refresh()
	p.Miss("It is broken already.")
	refused = "It is broken already."
	p.Keys("?")
	p.See("break")
	p.Keys("esc", "z")
	if done != "" || p.low.Typed != "z" {
		t.Errorf("did %q, the page got %q", done, p.low.Typed)
	}
	// A row that is not offered leaves its key to the page.
	p.low.Table = tui.Commands{{a}}
	hidden = true
	p.Keys("a")
	if done != "" || p.low.Typed != "za" {
		t.Errorf("did %q, the page got %q", done, p.low.Typed)
	}
}

func TestEscGoesBackThroughThePages(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	p.See("| Pile  ", "page ")
	p.Keys("n")
	p.See("| Pile > High", "page High")
	if p.low.Started != 1 || p.high.Started != 1 {
		t.Errorf("started %d and %d times", p.low.Started, p.high.Started)
	}
	p.high.Steps = 1
	p.Keys("esc")
	p.See("page High")
	p.Keys("esc")
	p.Miss("page High")
	if p.stack.Holds(p.high) || !p.stack.Holds(p.low) {
		t.Error("the wrong page went")
	}
	if _, stepped := p.stack.Back(); stepped {
		t.Error("there is a step back from the lowest page")
	}
	p.stack.Drop(p.low)
	if p.stack.Front() != p.low {
		t.Error("the lowest page went")
	}
}

func TestADirtyPageAsksBeforeItGoes(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	p.Keys("n")
	p.high.Unsaved = true
	p.Keys("esc")
	p.See("Leave without saving what you typed? y/n")
	p.Keys("n")
	p.See("page High")
	p.Keys("esc", "y")
	p.Miss("page High")
	// What a covered page would lose is asked about as well.
	p.high.Unsaved = false
	p.low.Unsaved, p.low.Loses, p.high.Loses = true, "the list", "the muster"
	p.Keys("n", "q")
	p.See("Leave the desk and lose what you typed and the list and the muster? y/n")
}

func TestKeysWaitForWhatIsAwaited(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	var got []string
	p.low.Table = append(p.low.Table, []tui.Command{p.command("o", "open", func() tea.Cmd {
		return tui.Await(p.stack, func(context.Context) (string, error) { return "answer", nil }, func(s string, err error) tea.Cmd {
			if err == nil {
				got = append(got, s)
			}
			return p.stack.Push(p.high)
		})
	})})
	p.Pause()
	p.Keys("o", "z")
	if len(got) != 0 || p.low.Typed != "" {
		t.Errorf("got %v, the list got %q", got, p.low.Typed)
	}
	p.Resume()
	if len(got) != 1 || p.low.Typed != "" || p.high.Typed != "z" {
		t.Errorf("got %v; the list got %q, the page %q", got, p.low.Typed, p.high.Typed)
	}
	// Esc gives it up, and the answer changes nothing.
	p.Keys("esc")
	p.Pause()
	p.Keys("o", "z", "esc", "y")
	p.Resume()
	if len(got) != 1 || p.low.Typed != "y" || p.stack.Holds(p.high) {
		t.Errorf("got %v; the list got %q", got, p.low.Typed)
	}
}

func TestACoveredPageReadsAgainWhenItIsShown(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	p.Keys("n")
	p.Refresh()
	p.Refresh()
	if p.low.Fresh != 0 || p.high.Fresh != 2 {
		t.Fatalf("read %d and %d times", p.low.Fresh, p.high.Fresh)
	}
	p.Keys("esc")
	if p.low.Fresh != 1 {
		t.Errorf("read %d times when it was shown", p.low.Fresh)
	}
	p.Keys("n", "esc")
	if p.low.Fresh != 1 {
		t.Errorf("read %d times though nothing changed", p.low.Fresh)
	}
}

// board is a page with a list alone, in which there is nobody.
func (p *pile) board() *tui.Board[desktest.Visit, string] {
	lists := tui.NewLists(p.env, tui.NewTable(p.env, desktest.VisitColumns(), func(v desktest.Visit) string { return v.ID },
		func(v desktest.Visit) []tui.Cell { return tui.Cells(v.Name) }))
	lists.Name, lists.Empty = func(int) string { return "Inside" }, func(int, string) string { return "nobody" }
	lists.Source = func(int, string) tui.Source[desktest.Visit] {
		return func(context.Context, *desktest.Visit) (tui.Batch[desktest.Visit], error) {
			return tui.Batch[desktest.Visit]{}, nil
		}
	}
	return tui.NewBoardPage[desktest.Visit, string](p.stack, lists)
}

func TestAListAloneHasNoneToTurnTo(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	board := p.board()
	board.Offered = tui.Commands{board.ListCommands(tui.Hinted)}
	p.Do(p.stack.Push(board))
	p.Keys("?")
	p.See("search")
	p.Miss("next list", "list before")
	p.Keys("esc", "/")
	p.See("Esc whole list")
	p.Miss("next list")
}

// record is a page with a table inside.
type record struct {
	*tui.Table[desktest.Visit]
	source tui.Source[desktest.Visit]
	edited string
}

func (r *record) Init() tea.Cmd { return r.Show(r.source) }
func (r *record) Name() string  { return "Record" }
func (r *record) Commands() tui.Commands {
	return tui.Commands{{r.RetryCommand(), r.OnRow(tui.Bind("e", "edit", "e"), r.edit)}}
}

func (r *record) edit(v desktest.Visit) tea.Cmd {
	r.edited = v.ID
	return nil
}

func TestATableHasCommandsForItsPage(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	w := &desktest.World{Visits: desktest.Visits(3), Page: 50, Fail: errors.New("away")}
	table := tui.NewTable(p.env, desktest.VisitColumns(), func(v desktest.Visit) string { return v.ID }, func(v desktest.Visit) []tui.Cell { return tui.Cells(v.Name) })
	page := &record{Table: table, source: w.Source}
	p.Do(p.stack.Push(page))
	p.See("r try again")
	p.Miss("e edit")
	w.Fail = nil
	p.Keys("r")
	p.See("> Visi", "e edit")
	p.Miss("r try again")
	p.Keys("down", "e")
	if want := w.Visits[1].ID; page.edited != want {
		t.Errorf("edited %q, want %q", page.edited, want)
	}
}

// TestAWriteIsReadWhateverStandsInFront: what a board's write changed shows on the
// pages beneath it as well, and where the board was left before the outcome.
func TestAWriteIsReadWhateverStandsInFront(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	board, refusal := p.board(), error(nil)
	board.Offered = tui.Commands{{p.command("x", "check out", func() tea.Cmd {
		return tui.SendChange(board, tui.Change[string]{
			What:  "check-out",
			Write: func(context.Context, uuid.UUID) (string, error) { return "", refusal },
			Tell:  func(string) string { return "Checked out." },
		})
	})}}
	p.Do(p.stack.Push(board))
	p.Keys("x")
	p.See("Checked out.")
	if p.low.Fresh != 0 {
		t.Errorf("the covered page read %d times", p.low.Fresh)
	}
	p.Keys("esc")
	if p.low.Fresh != 1 {
		t.Errorf("read %d times when it was shown", p.low.Fresh)
	}
	p.Do(p.stack.Push(board))
	p.Pause()
	p.Keys("x")
	p.stack.Drop(board)
	p.Resume()
	if p.low.Fresh != 2 {
		t.Errorf("read %d times after a write of a page that is gone", p.low.Fresh)
	}
	// What refused a write may be what is shown.
	p.Do(p.stack.Push(board))
	refusal = tuitest.Sentence("Somebody else changed it meanwhile.")
	p.Keys("x", "esc")
	if p.low.Fresh != 3 {
		t.Errorf("read %d times after a write that was refused", p.low.Fresh)
	}
}

func TestACoveredPageHasTheSizeOfTheBody(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	p.Keys("n")
	if p.high.Size != p.low.Size || p.high.Size[0] != 80 {
		t.Errorf("%v on %v", p.high.Size, p.low.Size)
	}
	p.Resize(100, 30)
	if p.high.Size != p.low.Size || p.low.Size[0] != 100 {
		t.Errorf("%v on %v", p.high.Size, p.low.Size)
	}
}

func TestAPageMayTakeThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	p.Resize(90, 24)
	p.stack.Swap(p.high)
	p.See("| Pile > High", "page High")
	if p.high.Size[0] != 90 || p.stack.Holds(p.low) {
		t.Errorf("size %v, the other is there: %v", p.high.Size, p.stack.Holds(p.low))
	}
}

func TestAPageMayTakeThePlaceOfAll(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	p.Keys("n")
	last := &desktest.Leaf{Called: "Last"}
	p.Do(p.stack.Restart(last))
	p.See("| Pile > Last", "page Last")
	if p.stack.Holds(p.low) || p.stack.Holds(p.high) || last.Started != 1 {
		t.Errorf("the others are there: %v, %v; started %d times", p.stack.Holds(p.low), p.stack.Holds(p.high), last.Started)
	}
}

// marked is a sheet with something of its own around it.
type marked struct{ *tui.Sheet[desktest.SendField] }

func (m marked) View() string { return "around\n" + m.Sheet.View() }

func TestAPageKnowsTheOneThatHasItInside(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	form := tui.NewForm(p.env, tui.Field[desktest.SendField]{Key: leaveField, Label: "Name"})
	sheet := tui.NewSheetPage(p.stack, "Add", "Add a name", form)
	p.Do(p.stack.Push(marked{sheet}))
	p.Refresh()
	p.See("| Pile > Add", "around", "Add a name", "nothing saved yet", "Ctrl+S save  Esc back")
	p.Type("qn?")
	p.See("> Name  qn?")
	p.Keys("q", "esc")
	p.See("Leave without saving what you typed? y/n")
	p.Keys("y")
	p.Miss("around")
	if p.stack.Front() != p.low || p.low.Fresh != 1 {
		t.Errorf("the list is not in front, or read %d times", p.low.Fresh)
	}
}

func TestAFormThatWritesNothingIsAPage(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	form := tui.NewForm(p.env, tui.Field[desktest.SendField]{Key: leaveField, Label: "Name"})
	form.SaveLabel = "show"
	page := tui.NewFormPage(p.stack, "Filter", "Show those with the name", form)
	sent := ""
	form.OnSubmit = func() tea.Cmd {
		sent = form.Value(leaveField)
		return p.stack.Drop(page)
	}
	p.Do(p.stack.Push(page))
	p.See("| Pile > Filter", "Show those with the name", "Ctrl+S show")
	p.Type("q")
	p.Keys("ctrl+s")
	p.Miss("Show those")
	p.Do(p.stack.Push(tui.NewFormPage(p.stack, "Days", "", tui.NewForm(p.env, tui.Field[desktest.SendField]{Key: leaveField, Label: "Days"}))))
	p.See("| Pile > Days")
	p.Keys("esc")
	p.Miss("> Days")
	if sent != "q" || p.stack.Front() != p.low {
		t.Errorf("sent %q", sent)
	}
}

func TestATextIsReadAndKept(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	lines := strings.Split(strings.Repeat("a line\n", 40)+"the end", "\n")
	var page *tui.TextPage
	page = tui.NewTextPage(p.env, "Text", func(int) []string { return lines },
		p.command("w", "written down", func() tea.Cmd { return p.stack.Drop(page) }))
	p.Do(p.stack.Push(page))
	p.See("| Pile > Text", "more below", "w written down")
	p.Keys("end")
	p.See("the end")
	// A text that would be lost keeps every key for itself.
	page.Loses = "the text"
	p.Keys("q", "1", "esc")
	p.See("the end")
	p.Keys("ctrl+c")
	p.See("Leave the desk and lose the text? y/n")
	p.Keys("n", "w")
	p.Miss("the end")
}
