package wire

import (
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
)

// behind is a terminal behind a display, and all that it was sent.
type behind struct {
	*display
	emu  *vt.Emulator
	line chunks
}

func newBehind(w, h int) *behind {
	b := &behind{emu: vt.NewEmulator(w, h)}
	b.display = newDisplay(io.MultiWriter(b.emu, &b.line), Size{w, h}, "xterm", Charset{})
	b.open()
	return b
}

// A letter of two cells that has room for one is no letter.
func TestWideLettersAreNotHalved(t *testing.T) {
	for in, want := range map[string]string{
		"日本語":            "日本語",
		"x日本語":           "x日本語",
		"1234567日":       "1234567",
		"1234567日x":      "1234567",
		"123456日本":       "123456日",
		"1234567e\u0301": "1234567e\u0301",
	} {
		b := newBehind(8, 1)
		for _, before := range []string{"", "########", "日日日日", "x日日日"} {
			b.show(before)
			b.show(in)
			if got := b.emu.String(); strings.TrimRight(got, " ") != want {
				t.Errorf("%q after %q shows %q, not %q", in, before, got, want)
			}
			row := b.next.row(0)
			for x, c := range row {
				if c.width == 2 && (x+1 == len(row) || row[x+1].width != 0) || c.width == 0 && row[x-1].width != 2 {
					t.Errorf("%q leaves half a letter at %d: %+v", in, x, row)
				}
			}
		}
	}
}

// What a view holds beside text, colours and attributes draws nothing and is
// never sent: it would be drawn behind the grid's back, or answered.
func TestOnlyTextAndColoursAreSent(t *testing.T) {
	for _, seq := range []string{
		"\x1b[2J", "\x1b[H", "\x1b[5;5H", "\x1b[3A", "\x1b[K", "\x1b[1P", "\x1b[2L", "\x1b[r", "\x1b[2;3r", "\x1b[4h", "\x1b[6n", "\x1b[c",
		"\x1b[21t", "\x1b[?1049l", "\x1b[?25h", "\x1b[>4m", "\x1b[?4m", "\x1b[1 m", "\x1b[1$m", "\x1b[2 q", "\x1b7", "\x1b8", "\x1bc", "\x1bM", "\x1b(0",
		"\x1b]2;title\a", "\x1b]8;;http://x\x1b\\", "\x1b]52;c;eA==\a", "\x1bP1$r\x1b\\", "\x1b_G\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\",
		"\x9b2J", "\u009b", "\x00", "\a", "\b", "\t", "\v", "\f", "\r", "\x0e", "\x0f", "\x7f", "\x85", "\u0085", "\x1b", "\x1b\x1b", "\x1b[\x1b",
	} {
		b := newBehind(20, 3)
		b.show("one\ntwo\nthree")
		b.line.got = nil
		b.show("one\ntw" + seq + "\x1b[39mo\nthree")
		if len(b.line.got) > 0 || strings.TrimSpace(b.emu.String()) != "one\ntwo\nthree" {
			t.Errorf("%q was sent as %q and shows %q", seq, b.line.got, b.emu.String())
		}
	}
}

// Each line begins in the terminal's own colours, and a sequence that is broken
// off ends with its line.
func TestLinesStandAlone(t *testing.T) {
	for _, open := range []string{"\x1b[1;44m", "\x1b[1;4", "\x1b]2;title", "\x1bP", "\x1b"} {
		b := newBehind(20, 2)
		b.show("one" + open + "\ntwo")
		if d := different(whole("one\ntwo", Size{20, 2}, "xterm"), screen(b.emu)); d != "" {
			t.Errorf("after %q: %s", open, d)
		}
	}
}

// Erasing takes the pen's background on most terminals: it must be their own.
func TestErasingLeavesNoColour(t *testing.T) {
	for _, view := range []string{
		"\x1b[44mX\x1b[m" + strings.Repeat(" ", 20) + "\x1b[44mY\x1b[m" + strings.Repeat("#", 17), // in the middle
		"\x1b[44mX\x1b[m", // to the edge
	} {
		b := newBehind(40, 2)
		b.show(strings.Repeat("#", 40))
		b.show(view)
		if d := different(whole(view, Size{40, 2}, "xterm"), screen(b.emu)); d != "" {
			t.Error(d)
		}
	}
}

// After text whose width terminals dispute nothing is left to their opinion.
func TestDisputedWidths(t *testing.T) {
	for _, text := range []string{"नि", "👍🏽", "✓", "e\u0301", "🇮"} {
		b := newBehind(40, 2)
		b.show(text + "x")
		last := b.line.got[len(b.line.got)-1]
		_, after, found := strings.Cut(last, text)
		if !found || !strings.HasPrefix(after, "\x1b[1;") || !strings.HasSuffix(after, "Hx") {
			t.Errorf("%q: %q", text, last)
		}
		// And a change behind it rewrites the row from there on.
		b.show(text + "xyz")
		if last = b.line.got[len(b.line.got)-1]; !strings.Contains(last, text) || !strings.Contains(last, "\x1b[K") {
			t.Errorf("%q: %q", text, last)
		}
	}
	// A mark that stands alone does not join the letter before it.
	b := newBehind(40, 2)
	view := "a\x1b[m\u093f\x1b[mb"
	b.show(view)
	if d := different(whole(view, Size{40, 2}, "xterm"), screen(b.emu)); d != "" {
		t.Error(d)
	}
}

func TestTheEndOfATallViewIsShown(t *testing.T) {
	for n, want := range map[int]string{1: "d", 3: "b\nc\nd", 4: "a\nb\nc\nd", 9: "a\nb\nc\nd"} {
		if got := lastLines("a\nb\nc\nd", n); got != want {
			t.Errorf("the last %d lines are %q, not %q", n, got, want)
		}
	}
}
