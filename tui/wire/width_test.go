package wire

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// TestWordsOfDisputedWidth: whether a terminal joins letters into clusters or
// not, every letter of a name is on the screen, and what follows the name stands
// in its column.
func TestWordsOfDisputedWidth(t *testing.T) {
	names := rapid.SampledFrom([]string{
		"प्रदीप गायकवाड", "सुनीता पवार", "रमेश कुमार", "क्षत्रिय", "नमस्ते", "தமிழ்", "ಕನ್ನಡ", "Meera", "日本語", "e\u0301t\u0301", "",
	})
	rapid.Check(t, func(t *rapid.T) {
		const w = 60
		many, joined := newLettered(w, 2), vt.NewEmulator(w, 2)
		toMany, toJoined := newDisplay(many, Size{w, 2}, "vt100", Charset{}), newDisplay(joined, Size{w, 2}, "vt100", Charset{})
		for range rapid.IntRange(1, 6).Draw(t, "frames") {
			var lines []string
			for range 2 {
				name := names.Draw(t, "name")
				lines = append(lines, Clip(name+" +1", 30, "")+strings.Repeat(" ", max(0, 30-Width(Clip(name+" +1", 30, ""))))+"|B-204")
			}
			toMany.show(strings.Join(lines, "\n"))
			toJoined.show(strings.Join(lines, "\n"))
			if got := many.text(); !slices.Equal(got, lines) {
				t.Fatalf("letter by letter:\n%q, want\n%q", got, lines)
			}
			for y, line := range lines {
				var row strings.Builder
				for x := 0; x < w; {
					c := joined.CellAt(x, y)
					row.WriteString(c.Content)
					x += max(1, c.Width)
				}
				if got := strings.Fields(row.String()); !slices.Equal(got, strings.Fields(line)) {
					t.Fatalf("joined: %q, want %q", got, strings.Fields(line))
				}
				if c := joined.CellAt(30, y); c.Content != "|" {
					t.Fatalf("joined: column 30 has %q in %q", c.Content, row.String())
				}
			}
		}
	})
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    string
		room int
		tail string
		want string
	}{
		{"Ramesh", 6, "..", "Ramesh"},
		{"Ramesh Kumar", 8, "..", "Ramesh.."},
		{"\x1b[1mRamesh\x1b[m Kumar", 4, "", "\x1b[1mRame\x1b[m"},
		{"प्रदीप", 5, "", "प्रदीप"},
		{"प्रदीप", 4, "", "प्रदी"},
		{"日本語", 5, "", "日本"},
		{"x", 0, "", ""},
		{"xe\u0301y", 2, "", "xe\u0301"},
		{"xe\u0301y", 1, "", "x"},
		{"ab\u093f", 2, "", "a"},
		{"ab\ac", 1, "", "a"},
		{"\x1b!^A", 0, "", "\x1b"},
	} {
		if got := Clip(c.s, c.room, c.tail); got != c.want {
			t.Errorf("Clip(%q, %d, %q) = %q, want %q", c.s, c.room, c.tail, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s, room := rapid.String().Draw(t, "s"), rapid.IntRange(0, 30).Draw(t, "room")
		if w := Width(Clip(s, room, "")); w > room {
			t.Fatalf("%d cells of %d: %q", w, room, s)
		}
	})
	if ansi.StringWidth("प्रदीप") >= Width("प्रदीप") {
		t.Error("the two counts agree: TestWordsOfDisputedWidth tests nothing")
	}
}
