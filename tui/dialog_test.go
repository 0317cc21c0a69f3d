package tui_test

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestAMenuThatIsCutSaysSo: what can be chosen is under the cursor and whole, and where
// there is more below the box says so.
func TestAMenuThatIsCutSaysSo(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 15).Draw(rt, "options")
		height := rapid.IntRange(3, 12).Draw(rt, "height")
		var chosen string
		pick := tui.Pick{Text: "Go to", OnPick: func(o tui.Option) tea.Cmd { chosen = o.Value; return nil }}
		for i := range n {
			pick.Options = append(pick.Options, tui.Option{Value: fmt.Sprint(i), Label: fmt.Sprintf("Place %d.", i), Key: rune('A' + i)})
		}
		d, _ := tui.NewDialog(pick)
		for _, down := range rapid.SliceOfN(rapid.Bool(), 0, 30).Draw(rt, "keys") {
			key := tea.KeyMsg{Type: tea.KeyUp}
			if down {
				key.Type = tea.KeyDown
			}
			d.Key(env, key)
			d.Box(env, 30, height)
		}
		box := d.Box(env, 30, height)
		if len(box) > height {
			rt.Fatalf("%d lines in %d:\n%s", len(box), height, strings.Join(box, "\n"))
		}
		text := strings.Join(box, "\n")
		_, _ = d.Key(env, tea.KeyMsg{Type: tea.KeyEnter})
		if !strings.Contains(text, "Place "+chosen+".") {
			rt.Fatalf("place %s is chosen and not shown:\n%s", chosen, text)
		}
		whole := strings.Contains(text, fmt.Sprintf("Place %d.", n-1))
		if more := strings.Contains(text, "more below"); more == whole {
			rt.Fatalf("says more below: %v, shows the last: %v:\n%s", more, whole, text)
		}
	})
}

// TestHelpIsReadToItsEnd: End goes there, and closes nothing.
func TestHelpIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	info := tui.Info{Title: "Keys"}
	for i := range 20 {
		info.Lines = append(info.Lines, fmt.Sprintf("line %d.", i))
	}
	d, _ := tui.NewDialog(info)
	at := func() string { return strings.Join(d.Box(env, 30, 6), "\n") }
	if text := at(); !strings.Contains(text, "line 0.") || !strings.Contains(text, "more below") {
		t.Errorf("at first: %s", text)
	}
	for _, step := range []struct {
		key  tea.KeyType
		want string
	}{{tea.KeyEnd, "line 19."}, {tea.KeyHome, "line 0."}} {
		if done, _ := d.Key(env, tea.KeyMsg{Type: step.key}); done {
			t.Errorf("%v closes it", step.key)
		}
		if text := at(); !strings.Contains(text, step.want) {
			t.Errorf("%v shows %s", step.key, text)
		}
	}
	if done, _ := d.Key(env, tea.KeyMsg{Type: tea.KeyEsc}); !done {
		t.Error("Esc leaves it")
	}
}

// TestAFormThatIsCutSaysSo: what is still to be filled in below the window is told of,
// and the field under the cursor is never covered by that.
func TestAFormThatIsCutSaysSo(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, textFields()...)
	for height := 2; height <= 7; height++ {
		d.Resize(60, height)
		for range textFields() {
			view, label := d.View(), map[desktest.SendField]string{
				desktest.FieldName: "> Name", desktest.FieldPhone: "> Phone", desktest.FieldCount: "> People", desktest.FieldNote: "> Note",
			}[s.form.Focused()]
			if !strings.Contains(view, label) {
				t.Errorf("%d lines do not show %s:\n%s", height, label, view)
			}
			whole := height >= 6 || s.form.Focused() == desktest.FieldNote
			if more := strings.Contains(view, "more below"); more == whole {
				t.Errorf("%d lines at %s say more below: %v:\n%s", height, label, more, view)
			}
			d.Keys("tab")
		}
	}
}
