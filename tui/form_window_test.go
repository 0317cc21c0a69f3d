package tui_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestFormSaysWhatItLeavesOut: whatever the window and the field, the focused one is
// whole, and the first and the last line say that there is more.
func TestFormSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	fields := make([]tui.Field[desktest.SendField], 8)
	keys := []desktest.SendField{"a", "b", "c", "d", "e", "f", "g", "h"}
	for i, k := range keys {
		fields[i] = tui.Field[desktest.SendField]{Key: k, Label: "Field " + string(k)}
	}
	for height := 3; height < len(keys); height++ {
		_, d := newSheet(t, fields...)
		d.Resize(60, height)
		for _, step := range []string{"tab", "shift+tab"} {
			for i := range 2 * len(keys) {
				view := d.View()
				if !strings.Contains(view, " > Field ") {
					t.Fatalf("height %d, %s %d: the focused field is not shown:\n%s", height, step, i, view)
				}
				for word, end := range map[string]string{"more above": "Field a", "more below": "Field h"} {
					if strings.Contains(view, word) == strings.Contains(view, end) {
						t.Fatalf("height %d, %s %d: %q and %q:\n%s", height, step, i, word, end, view)
					}
				}
				d.Keys(step)
			}
		}
	}
}

// TestWhatIsWrongWithALongTextIsSeen: in a window that its lines fill, they make room.
func TestWhatIsWrongWithALongTextIsSeen(t *testing.T) {
	t.Parallel()
	_, d := newSheet(t, tui.Field[desktest.SendField]{
		Key: desktest.FieldNote, Label: "Amounts", Kind: tui.FieldLines, Height: 5,
		Check: func(string) error { return tuitest.Sentence("An amount of the last line is none.") },
	})
	d.Resize(60, 6)
	d.Type("one\ntwo\nthree\nfour\nfive")
	d.Keys("ctrl+s")
	d.See("five", "! An amount of the last line is none.")
}
