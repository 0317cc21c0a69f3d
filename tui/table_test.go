package tui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// lister is a model that is one table.
type lister struct{ table *tui.Table[desktest.Visit] }

func (l *lister) Init() tea.Cmd { return nil }
func (l *lister) View() string  { return l.table.View() }
func (l *lister) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if s, ok := msg.(tea.WindowSizeMsg); ok {
		l.table.SetSize(s.Width, s.Height)
	}
	return l, l.table.Update(msg)
}

func newTable(tb testing.TB) (*tui.Table[desktest.Visit], *tuitest.Driver, *tui.Env) {
	tb.Helper()
	stage := tuitest.NewStage(tb, desktest.Xterm())
	table := tui.NewTable(stage.Env, desktest.VisitColumns(), func(v desktest.Visit) string { return v.ID }, func(v desktest.Visit) []tui.Cell {
		return tui.Cells(v.In, v.Name, v.Unit, v.Purpose, v.Plate, v.Phone, "")
	})
	table.Empty = "Nobody is inside."
	return table, stage.Run(&lister{table}), stage.Env
}

// lineOf is the screen line of the row with that name, -1 where it is not shown.
func lineOf(view, name string) int {
	return slices.IndexFunc(strings.Split(view, "\n"), func(l string) bool { return strings.Contains(l, name+" ") })
}

func TestSelectionStaysOnItsRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		table, d, _ := newTable(t)
		d.Resize(80, rapid.IntRange(2, 12).Draw(rt, "height"))
		all := desktest.Visits(30)
		draw := func() []desktest.Visit {
			rows := slices.Clone(all)
			if rapid.Bool().Draw(rt, "sorted") {
				rows = rapid.Permutation(rows).Draw(rt, "order")
			}
			return rows[:rapid.IntRange(0, len(rows)).Draw(rt, "rows")]
		}
		table.SetRows(draw(), false)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			for range rapid.IntRange(0, 5).Draw(rt, "keys") {
				d.Keys(rapid.SampledFrom([]string{"up", "down", "pgup", "pgdown", "home", "end"}).Draw(rt, "key"))
			}
			before, old := table.SelectedID(), slices.Clone(table.Rows())
			next := draw()
			table.SetRows(next, false)
			checkSelection(rt, table, before, old, next)
			checkWindow(rt, table, d)
		}
	})
}

func checkSelection(rt *rapid.T, table *tui.Table[desktest.Visit], before string, old, next []desktest.Visit) {
	has := func(rows []desktest.Visit, id string) bool {
		return slices.ContainsFunc(rows, func(v desktest.Visit) bool { return v.ID == id })
	}
	if len(next) == 0 {
		if _, ok := table.Selected(); ok {
			rt.Fatal("an empty table has a selection")
		}
		return
	}
	if _, ok := table.Selected(); !ok {
		rt.Fatal("a table with rows has no selection")
	}
	if before == "" {
		return
	}
	if has(next, before) {
		if table.SelectedID() != before {
			rt.Fatalf("the cursor went from %s to %s", before, table.SelectedID())
		}
		return
	}
	// The row is gone: the nearest one below that is still there takes its place.
	at := slices.IndexFunc(old, func(v desktest.Visit) bool { return v.ID == before })
	for _, v := range old[at:] {
		if has(next, v.ID) {
			if table.SelectedID() != v.ID {
				rt.Fatalf("%s is gone; the cursor is on %s, not on %s", before, table.SelectedID(), v.ID)
			}
			return
		}
	}
}

func checkWindow(rt *rapid.T, table *tui.Table[desktest.Visit], d *tuitest.Driver) {
	v, ok := table.Selected()
	if !ok {
		return
	}
	line := lineOf(d.View(), v.Name)
	if line < 1 {
		rt.Fatalf("the selected row is not shown:\n%s", d.View())
	}
	marked := 0
	for i, l := range strings.Split(d.View(), "\n") {
		if len(l) > 1 && l[1] == '>' {
			marked++
			if i != line {
				rt.Fatalf("the cursor is drawn on line %d, the row on %d", i, line)
			}
		}
	}
	if marked != 1 {
		rt.Fatalf("%d rows carry the cursor:\n%s", marked, d.View())
	}
	if !strings.Contains(strings.Split(d.Raw(), "\n")[line], "\x1b[1") {
		rt.Fatal("the selected row is not bold")
	}
}

func TestRowUnderTheCursorKeepsItsLine(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	d.Resize(80, 11)
	all := desktest.Visits(60)
	table.SetRows(all[20:60], false)
	d.Keys("pgdown", "pgdown", "up", "up")
	v, _ := table.Selected()
	line := lineOf(d.View(), v.Name)
	table.SetRows(all[10:60], false) // ten come in above
	if got := lineOf(d.View(), v.Name); got != line {
		t.Errorf("the row under the cursor went from line %d to %d", line, got)
	}
}

func TestNewRowsAreMarkedUntilTheNextKey(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Miss("+  ")
	fresh := desktest.Visits(13)
	d.World.Visits = append([]desktest.Visit{fresh[12]}, d.World.Visits...)
	d.Refresh()
	d.See("+  08:12", " > 08:00")
	d.Advance(time.Minute)
	d.See("+  08:12")
	d.Keys("down")
	d.Miss("+  ")
}

func TestPagesAreReadAsTheCursorNears(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	w := &desktest.World{Visits: desktest.Visits(120), Page: 50}
	reads := 0
	d.Do(table.Show(func(ctx context.Context, after *desktest.Visit) (tui.Batch[desktest.Visit], error) {
		reads++
		return w.Source(ctx, after)
	}))
	if table.Position() != "1 of 50+" || reads != 1 {
		t.Fatalf("%s after %d reads", table.Position(), reads)
	}
	for range 39 {
		d.Keys("down")
	}
	if reads != 1 {
		t.Fatal("read on too early")
	}
	d.Keys("down")
	if table.Position() != "41 of 100+" || reads != 2 {
		t.Fatalf("%s after %d reads", table.Position(), reads)
	}
	// End reads on to the end.
	d.Keys("end")
	if table.Position() != "120 of 120" || reads != 3 {
		t.Fatalf("%s after %d reads", table.Position(), reads)
	}
	// A reload brings as many rows again, and the cursor's among them.
	d.Do(table.Reload())
	if table.Position() != "120 of 120" || table.SelectedID() != "v119" {
		t.Errorf("%s on %s after a reload", table.Position(), table.SelectedID())
	}
}

func TestPageTakesNoRowTwice(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	all := desktest.Visits(30)
	d.Do(table.Show(func(_ context.Context, after *desktest.Visit) (tui.Batch[desktest.Visit], error) {
		if after == nil {
			return tui.Batch[desktest.Visit]{Rows: all[:20], More: true}, nil
		}
		return tui.Batch[desktest.Visit]{Rows: all[15:]}, nil
	}))
	d.Keys("end")
	seen := map[string]bool{}
	for _, v := range table.Rows() {
		if seen[v.ID] {
			t.Errorf("%s stands twice", v.ID)
		}
		seen[v.ID] = true
	}
	if len(seen) != 30 {
		t.Errorf("%d rows", len(seen))
	}
}

func TestLoadingSaysNothingAtFirst(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	w := &desktest.World{Visits: desktest.Visits(3), Page: 50}
	d.Pause()
	cmd := table.Show(w.Source)
	batch, ok := cmd().(tea.BatchMsg)
	if !ok || len(batch) != 2 {
		t.Fatal("a first load is a read and a timer")
	}
	d.Resume()
	d.Do(batch[1])
	d.Miss("Reading", "Nobody")
	d.Advance(149 * time.Millisecond)
	d.Miss("Reading", "Nobody")
	d.Advance(time.Millisecond)
	d.See("Reading...")
	d.Do(batch[0])
	d.Miss("Reading")
	d.See("Visitor 0")
}

func TestFailedLoadsOfferRetry(t *testing.T) {
	t.Parallel()
	table, d, env := newTable(t)
	w := &desktest.World{Visits: desktest.Visits(3), Page: 50, Fail: errors.New("dial tcp: secret host")}
	d.Do(table.Show(w.Source))
	d.See("Something went wrong", "r tries again.")
	d.Miss("secret", "Nobody is inside.")
	d.Keys("x")
	d.See("Something went wrong")
	w.Fail = nil
	d.Keys("r")
	d.See("Visitor 0")
	// Rows that are there stay through a failed reload.
	w.Fail = tuitest.Sentence("The database is away.")
	d.Do(table.Reload())
	d.See("Visitor 0")
	if table.Err() == nil {
		t.Error("the failed reload is forgotten")
	}
	if tui.Explain(env, table.Err()) != "The database is away." {
		t.Error(tui.Explain(env, table.Err()))
	}
	w.Fail = nil
	d.Do(table.Reload())
	if table.Err() != nil {
		t.Error("the error stayed after a good reload")
	}
}

func TestLateAnswerOfAnOlderListIsDropped(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	list := func(name string) tui.Source[desktest.Visit] {
		return func(context.Context, *desktest.Visit) (tui.Batch[desktest.Visit], error) {
			return tui.Batch[desktest.Visit]{Rows: []desktest.Visit{{ID: name, Name: name}}}, nil
		}
	}
	first := table.Show(list("first"))
	second := table.Show(list("second"))
	if !table.Waiting() {
		t.Error("a table that reads a new list does not wait")
	}
	d.Do(second)
	d.Do(first)
	d.See("second")
	d.Miss("first")
	if table.Waiting() {
		t.Error("the table waits on")
	}
}

func TestAReloadDuringTheFirstAnswerIsNotLost(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	name := "as it was"
	first := table.Show(func(context.Context, *desktest.Visit) (tui.Batch[desktest.Visit], error) {
		read := name
		name = "as it is" // the change that Reload is for comes behind the answer
		return tui.Batch[desktest.Visit]{Rows: []desktest.Visit{{ID: "1", Name: read}}}, nil
	})
	if table.Reload() != nil {
		t.Error("two answers are awaited")
	}
	d.Do(first)
	d.See("as it is")
}

func TestNarrowTablesDropColumnsInOrder(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	table.SetRows(desktest.Visits(3), false)
	shown := func(width int) string {
		d.Resize(width, 5)
		var out []string
		head, _, _ := strings.Cut(d.View(), "\n")
		for _, c := range desktest.VisitColumns() {
			if strings.Contains(head, c.Title) {
				out = append(out, c.Title)
			}
		}
		return strings.Join(out, " ")
	}
	for width, want := range map[int]string{
		120: "In Visitor Unit For Plate Phone Since",
		99:  "In Visitor Unit For Plate Since",
		71:  "In Visitor Unit For Plate Since",
		70:  "In Visitor Unit For Since",
		58:  "In Visitor Unit For Since",
		57:  "In Visitor Unit Since",
		50:  "In Visitor Unit Since",
	} {
		if got := shown(width); got != want {
			t.Errorf("%d cells show %q, want %q", width, got, want)
		}
	}
	for width := 1; width < 140; width++ {
		d.Resize(width, 5)
		for l := range strings.SplitSeq(d.Raw(), "\n") {
			if ansi.StringWidth(l) > width {
				t.Errorf("a line of %d cells at %d", ansi.StringWidth(l), width)
			}
		}
	}
}

func TestWideAndCombiningNamesKeepTheColumns(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	d.Resize(80, 6)
	names := []string{"सुनीता पवार", "李小龍", "Zoë", strings.Repeat("प्रि", 20)}
	rows := desktest.Visits(len(names))
	for i := range rows {
		rows[i].Name, rows[i].Unit = names[i], "UNIT"
	}
	table.SetRows(rows, false)
	for i, l := range strings.Split(d.View(), "\n")[1:] {
		if l == "" {
			continue
		}
		before, _, ok := strings.Cut(l, "UNIT")
		if !ok {
			t.Fatalf("row %d has no unit: %q", i, l)
		}
		if w := tui.Width(before); w != 47 {
			t.Errorf("%s pushes the next column to %d", names[i], w)
		}
	}
}

func TestSelectAndCount(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	d.See("Nobody is inside.")
	table.SetRows(desktest.Visits(40), true)
	if !table.Select("v33") || table.SelectedID() != "v33" || table.Count() != "40+" {
		t.Errorf("on %s of %s", table.SelectedID(), table.Count())
	}
	d.See("Visitor 33")
	if table.Select("v99") || table.SelectedID() != "v33" {
		t.Error("selected a row that is not there")
	}
	if len(table.Rows()) != 40 {
		t.Error("rows are missing")
	}
}

func TestPutAndDropChangeOneRow(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	rows := desktest.Visits(4)
	table.SetRows(rows, false)
	d.Keys("down")
	changed := rows[2]
	changed.Name = "Changed"
	if !table.Put(changed) || table.Put(desktest.Visit{ID: "none"}) {
		t.Error("Put does not know its rows")
	}
	d.See("Changed", "> 08:01")
	d.Miss("Visitor 2")
	if rows[2].Name != "Visitor 2" {
		t.Error("Put wrote into the caller's rows")
	}
	if !table.Drop("v1") || table.Drop("v1") {
		t.Error("Drop does not know its rows")
	}
	if table.SelectedID() != "v2" || len(table.Rows()) != 3 {
		t.Errorf("on %s of %d rows", table.SelectedID(), len(table.Rows()))
	}
}

func TestAListSaysThatMoreIsBelow(t *testing.T) {
	t.Parallel()
	table, d, _ := newTable(t)
	w := &desktest.World{Visits: desktest.Visits(120), Page: 50}
	d.Do(table.Show(w.Source))
	d.See("more below")
	for range 60 {
		d.Keys("down")
		if id := table.SelectedID(); !strings.Contains(d.View(), "> ") {
			t.Fatalf("the cursor on %s is not shown:\n%s", id, d.View())
		}
	}
	d.See("more below")
	d.Keys("end")
	d.Miss("more below")
	d.See("Visitor 119")
}
