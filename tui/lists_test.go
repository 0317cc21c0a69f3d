package tui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// shelf is two lists of visits in a model of their own.
type shelf struct {
	*tuitest.Driver
	env   *tui.Env
	lists *tui.Lists[desktest.Visit]
	rows  [2][]desktest.Visit
	reads []string
	fail  error
}

// Init, Update and View make the shelf a model.
func (s *shelf) Init() tea.Cmd { return s.lists.Show(0) }

func (s *shelf) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		s.lists.SetSize(size.Width, size.Height)
		return s, nil
	}
	return s, s.lists.Update(msg)
}
func (s *shelf) View() string { return s.lists.View() }

func newShelf(t *testing.T) *shelf {
	t.Helper()
	stage := tuitest.NewStage(t, desktest.Xterm())
	s := &shelf{env: stage.Env, rows: [2][]desktest.Visit{desktest.Visits(3), desktest.Visits(1)}}
	table := func() *tui.Table[desktest.Visit] {
		return tui.NewTable(stage.Env, []tui.Column{{Title: "Visitor", Min: 12}}, func(v desktest.Visit) string { return v.ID },
			func(v desktest.Visit) []tui.Cell { return tui.Cells(v.Name) })
	}
	s.lists = tui.NewLists(stage.Env, table(), table())
	s.lists.Name = func(at int) string { return fmt.Sprint("List ", at) }
	s.lists.Empty = func(at int, term string) string { return fmt.Sprintf("list %d has no %q", at, term) }
	s.lists.Source = func(at int, term string) tui.Source[desktest.Visit] {
		return func(context.Context, *desktest.Visit) (tui.Batch[desktest.Visit], error) {
			s.reads = append(s.reads, fmt.Sprint(at, " ", term))
			var page tui.Batch[desktest.Visit]
			for _, v := range s.rows[at] {
				if strings.Contains(v.Name, term) {
					page.Rows = append(page.Rows, v)
				}
			}
			return page, s.fail
		}
	}
	s.Driver = stage.Run(s)
	return s
}

func (s *shelf) selected(t *testing.T, want string) {
	t.Helper()
	if got := s.lists.Shown().SelectedID(); got != want {
		t.Errorf("the cursor is on %q, want %q\n%s", got, want, s.View())
	}
}

func TestListsTurnRoundAndKeepTheirCursors(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.See("[List 0]  List 1", "Visitor 2")
	s.Keys("down", "down", "right")
	s.See("[List 1]")
	s.Miss("Visitor 2")
	s.Keys("tab")
	s.selected(t, "v2")
	s.Keys("left", "shift+tab")
	s.selected(t, "v2")
	if got := strings.Join(s.reads, ","); got != "0 ,1 ,0 ,1 ,0 " {
		t.Errorf("read: %s", got)
	}
}

func TestListsShareOneSearch(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.Keys("/")
	s.Type("2")
	s.See(" / 2", "found 1", "Visitor 2")
	s.Keys("tab")
	s.See("[List 1]", `list 1 has no "2"`)
	if !s.lists.Typing() || s.lists.Term() != "2" {
		t.Error("the search was left")
	}
	s.Keys("enter")
	if _, stepped := s.lists.Back(); s.lists.Typing() || !stepped {
		t.Fatal("there was no search to go back from")
	}
	s.lists.ClearSearch()
	if _, stepped := s.lists.Back(); stepped {
		t.Error("there is still a search")
	}
	s.Keys("left")
	s.See("Visitor 0", "Visitor 1")
	s.Miss("found")
	// While others match, the search stays.
	s.Keys("/", "V", "enter")
	s.lists.EndSearch()
	if s.lists.Term() != "V" {
		t.Error("the search went with rows in sight")
	}
}

// TestASearchIsTypedOver holds that a second search begins anew with its first letter,
// and goes on with the old one by a key that moves or deletes.
func TestASearchIsTypedOver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys []string
		want string
	}{
		{[]string{"2"}, "2"},
		{[]string{"2", "3"}, "23"},
		{[]string{"backspace", "2"}, "Visitor 2"},
		{[]string{"end", "2"}, "Visitor 12"},
		{[]string{"enter", "/", "2"}, "2"},
		{[]string{"enter", "/", "esc", "/", "2"}, "2"},
		{[]string{"tab", "2"}, "2"},
	} {
		s := newShelf(t)
		s.Keys("/")
		s.Type("Visitor 1")
		s.Keys("enter", "/")
		s.Keys(c.keys...)
		if got := s.lists.Term(); got != c.want {
			t.Errorf("%v searches for %q, not %q", c.keys, got, c.want)
		}
	}
	// What may not stand there takes nothing away.
	s := newShelf(t)
	s.Keys("/")
	s.Type("Visitor 1")
	s.Keys("enter", "/")
	s.Paste("\u202e")
	if got := s.lists.Term(); got != "Visitor 1" {
		t.Errorf("it searches for %q", got)
	}
}

func TestListsPutAndWantRows(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.lists.Want("new")
	s.rows[0] = append(s.rows[0], desktest.Visit{ID: "new", Name: "Newcomer"})
	s.Do(s.lists.Reload())
	s.selected(t, "new")
	// A key ends the wish.
	s.lists.Want("later")
	s.Keys("up")
	s.rows[0] = append(s.rows[0], desktest.Visit{ID: "later", Name: "Latecomer"})
	s.Do(s.lists.Reload())
	s.selected(t, "v2")
	s.Keys("right", "left")
	s.lists.Put(desktest.Visit{ID: "v0", Name: "Renamed"}, "v0", func(at int) bool { return at == 0 })
	s.See("Renamed")
	if n := len(s.lists.Table(1).Rows()); n != 0 {
		t.Errorf("%d rows where it may not stand", n)
	}
}

func TestListsWaitForTheirFirstRows(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.Pause()
	s.Keys("right")
	if !s.lists.Waiting() {
		t.Error("a key would mean a row that is not there yet")
	}
	s.Resume()
	if s.lists.Waiting() {
		t.Error("nothing is on its way")
	}
}

func TestSendsFollowEveryWrite(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	known := false
	sends := tui.NewSends(d.Env, func(context.Context, uuid.UUID) (bool, error) {
		if !known {
			return false, errors.New("away")
		}
		return true, nil
	})
	var outcomes []string
	start := func(what string, err error) (*tui.Send, tea.Msg) {
		w, cmd := tui.Start(sends, what, func(context.Context, uuid.UUID) (string, error) { return what, err },
			func(out tui.Outcome[string]) tea.Cmd {
				outcomes = append(outcomes, fmt.Sprint(what, " ", out.Saved, " ", out.Answered))
				return nil
			})
		if !sends.Sending() {
			t.Errorf("%s is not on its way", what)
		}
		return w, cmd()
	}
	_, first := start("first", nil)
	lost, second := start("second", tuitest.Unsure{})
	_, third := start("third", tuitest.Sentence("no"))
	sends.Update(third)
	sends.Update(first)
	ask := sends.Update(second)
	if sends.Sending() || sends.Unfinished() == "" || lost.Status() != "unknown, checking" || lost.What != "second" {
		t.Errorf("sending %v, any %v, %q", sends.Sending(), sends.Unfinished() != "", lost.Status())
	}
	again := sends.Update(desktest.Answer(ask)) // nobody answers; a timer asks later
	if again == nil {
		t.Fatal("it is not asked about again")
	}
	known = true
	sends.Update(desktest.Answer(lost.AskNow()))
	if sends.Unfinished() != "" || lost.Status() != "saved" {
		t.Errorf("any %v, %q", sends.Unfinished() != "", lost.Status())
	}
	if got := strings.Join(outcomes, ", "); got != "third false false, first true true, second true false" {
		t.Errorf("outcomes: %s", got)
	}
	d.Send(refreshAll{})
	d.See("! unknown, checking: second")
}

// refreshAll is a message that means nothing to anybody: the desk carries out
// what was handed over meanwhile.
type refreshAll struct{}

// fault is an error that tells whether it is one.
type fault struct {
	says, text string
	is         bool
}

func (f fault) Error() string                           { return f.says }
func (f fault) Sentence() (format string, args []any)   { return f.says, nil }
func (f fault) NotSaved() (sentence string, fault bool) { return f.text, f.is }

func TestUnsavedTellsFaultsFromAnswers(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	for want, err := range map[string]error{
		"Vijay was first.":                fault{"Vijay was first.", "", false},
		"not saved: away. Try again.":     fault{"The database is away.", "not saved: away. Try again.", true},
		"not saved: The line was lost.":   fault{"The line was lost.", "", true},
		"not saved: It is not known why.": tuitest.Sentence("It is not known why."),
	} {
		if got := tui.Unsaved(env, err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

// TestListsRestartFromNewSources: what a list is filtered by changed, so that its
// rows must come from a source made after that.
func TestListsRestartFromNewSources(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	filter, source := "", s.lists.Source
	s.lists.Source = func(at int, _ string) tui.Source[desktest.Visit] { return source(at, filter) }
	s.Keys("right", "left", "down")
	filter = "2"
	s.Do(s.lists.Restart())
	s.See("Visitor 2")
	s.Miss("Visitor 0")
	s.Keys("right")
	s.See(`list 1 has no ""`)
	if got := strings.Join(s.reads, ","); got != "0 ,1 ,0 ,0 2,1 2" {
		t.Errorf("read: %s", got)
	}
}

// TestListsGoOnToOthers: lists of another kind stand before and behind these.
func TestListsGoOnToOthers(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.lists.Ahead = func() []string { return []string{"Before"} }
	s.lists.Behind = func() []string { return []string{"Behind", "Last"} }
	past := []int{}
	s.lists.Past = func(by int) tea.Cmd {
		past = append(past, by)
		return nil
	}
	s.See("  Before  [List 0]  List 1   Behind   Last")
	s.Keys("right", "right", "left", "left")
	if fmt.Sprint(past) != "[1 -1]" {
		t.Errorf("went past the ends: %v", past)
	}
	s.See("[List 0]")
	// A search turns round among the lists that it searches.
	s.Keys("/", "tab", "tab")
	s.See("[List 0]")
	if len(past) != 2 {
		t.Errorf("a search was left for other lists: %v", past)
	}
}

// TestNamesOfListsAreWholeOrCounted: where the names have no room the line says how
// many lists more there are, and names the shown one in any case.
func TestNamesOfListsAreWholeOrCounted(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.lists.Behind = func() []string { return []string{"Behind", "Last"} }
	names := func(width int) string {
		s.Resize(width, 5)
		return s.Line(0)
	}
	for width, want := range map[int]string{
		33: " [List 0]  List 1   Behind   Last", 32: " [List 0]  List 1  +2 more", 19: " [List 0] +3 more",
	} {
		if got := names(width); got != want {
			t.Errorf("%d: %q, want %q", width, got, want)
		}
	}
	s.Keys("right")
	if got, want := names(24), " … [List 1] +2 more"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
