package tui_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func newTailed(t *testing.T, n int) *tui.Table[desktest.Visit] {
	t.Helper()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	table := tui.NewTable(env, []tui.Column{{Title: "Visitor", Min: 12}}, func(v desktest.Visit) string { return v.ID },
		func(v desktest.Visit) []tui.Cell { return []tui.Cell{{Text: v.Name, Tail: " +3"}} })
	table.SetSize(40, 6)
	table.SetRows(desktest.Visits(n), false)
	return table
}

func TestTableTailIsNotCutOff(t *testing.T) {
	t.Parallel()
	table := newTailed(t, 1)
	table.SetRows([]desktest.Visit{{ID: "v", Name: "A very long name indeed"}}, false)
	if !strings.Contains(table.View(), "+3") {
		t.Errorf("the tail was cut off:\n%s", table.View())
	}
}

func TestTableShowsNewRowsAtItsHead(t *testing.T) {
	t.Parallel()
	table := newTailed(t, 20)
	table.SetRows(append([]desktest.Visit{{ID: "new", Name: "Newcomer"}}, desktest.Visits(20)...), false)
	if view := table.View(); !strings.Contains(view, "Newcomer") || table.SelectedID() != "v0" {
		t.Errorf("on %s:\n%s", table.SelectedID(), view)
	}
	// Further down the row under the cursor keeps its line.
	table.Select("v15")
	before := strings.Split(table.View(), "\n")
	table.SetRows(append([]desktest.Visit{{ID: "new2", Name: "Another"}}, table.Rows()...), false)
	for i, line := range strings.Split(table.View(), "\n") {
		if strings.Contains(line, ">") && line != before[i] {
			t.Errorf("the cursor's line moved: %q, was %q", line, before[i])
		}
	}
}

func TestAQuestionIsAskedAgain(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	asked := 0
	form := tui.NewForm(env,
		tui.Field[desktest.SendField]{Key: desktest.FieldName, Label: "Name", Ask: tui.Asking(nil, func(context.Context, string) (int, error) {
			asked++
			return 0, errors.New("away")
		}, func(int, error) tea.Cmd { return nil })},
	)
	form.Fill(desktest.FieldName, "Ramesh")
	cmd := form.AskAgain(desktest.FieldName)
	if cmd == nil || !form.Waiting() {
		t.Fatal("nothing was asked")
	}
	if form.AskAgain(desktest.FieldName) != nil {
		t.Error("a question on its way was asked twice")
	}
	form.Update(run(cmd))
	if asked != 1 || form.Waiting() {
		t.Errorf("asked %d times, waiting %v", asked, form.Waiting())
	}
}

// run carries one command out, also where it is wrapped in a batch.
func run(cmd tea.Cmd) tea.Msg {
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, c := range batch {
			if c != nil {
				return run(c)
			}
		}
	}
	return msg
}

func TestATimeInASentenceIsTheSocietys(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	for want, at := range map[string]time.Time{
		"Left at 14:07.":              tuitest.Start(),
		"Left at 20 Nov, 14:07.":      tuitest.Start().Add(-24 * time.Hour),
		"Left at 21 Nov 2025, 14:07.": tuitest.Start().AddDate(-1, 0, 0),
		"Left at 00:00.":              time.Date(2026, 11, 20, 18, 30, 0, 0, time.UTC),
		"Left at 20 Nov, 23:59.":      time.Date(2026, 11, 20, 18, 29, 0, 0, time.UTC),
	} {
		if got := tui.Explain(env, left{at}); got != want {
			t.Errorf("%s: %q", want, got)
		}
	}
}

type left struct{ at time.Time }

func (left) Error() string                           { return "left" }
func (l left) Sentence() (format string, args []any) { return "Left at %s.", []any{l.at} }

func TestALongQuestionIsReadWhole(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	question := "Someone with this phone is inside already: Ramesh Kumar since 13:58 (A-101). Check in all the same?"
	d.Send(tui.Confirm{Text: question})
	flat := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "\n", " ").Replace(d.View())), " ")
	if !strings.Contains(flat, question+" y/n") {
		t.Errorf("the question is not whole:\n%s", d.View())
	}
	d.Keys("n")
	d.Miss("Someone with this phone")
}

func TestSuggestedIsWhatLeavingWouldTake(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	form := tui.NewForm(env, tui.Field[desktest.SendField]{
		Key: desktest.FieldUnit, Label: "Unit", Kind: tui.FieldLookup, MustPick: true,
		Search: func(context.Context, string) ([]tui.Option, error) {
			return []tui.Option{{Value: "1", Label: "A-101"}, {Value: "2", Label: "A-102"}}, nil
		},
	})
	if _, ok := form.Suggested(desktest.FieldUnit); ok {
		t.Error("something is suggested for nothing")
	}
	cmd := form.Update(tuitest.Key(t, "a"))
	if _, ok := form.Suggested(desktest.FieldUnit); ok {
		t.Error("something is suggested before the answer")
	}
	form.Update(run(cmd))
	if form.Pointed(desktest.FieldUnit) {
		t.Error("nobody pointed at anything yet")
	}
	form.Update(tuitest.Key(t, "down"))
	if o, ok := form.Suggested(desktest.FieldUnit); !ok || o.Value != "2" || !form.Pointed(desktest.FieldUnit) {
		t.Errorf("suggested: %+v, %v", o, ok)
	}
	more := form.Update(tuitest.Key(t, "1"))
	if form.Pointed(desktest.FieldUnit) {
		t.Error("the arrows still point at a suggestion for another text")
	}
	form.Update(run(more))
	form.Update(tuitest.Key(t, "down"))
	form.Update(tuitest.Key(t, "tab"))
	if o, ok := form.Picked(desktest.FieldUnit); !ok || o.Value != "2" {
		t.Errorf("taken: %+v, %v", o, ok)
	}
	if _, ok := form.Suggested(desktest.FieldUnit); ok {
		t.Error("something is suggested beside what was taken")
	}
}
