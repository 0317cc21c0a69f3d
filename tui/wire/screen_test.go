package wire

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// pair is a terminal and one behind a writer.
type pair struct {
	plain, behind *vt.Emulator
	line          *chunks
	wire          *writer
}

func newPair(w, h int) *pair {
	p := &pair{plain: vt.NewEmulator(w, h), behind: vt.NewEmulator(w, h), line: &chunks{}}
	p.wire = newWriter(io.MultiWriter(p.behind, p.line), w, h, "xterm")
	p.show("\x1b[?1049h")
	return p
}

func (p *pair) show(s string) {
	_, _ = p.plain.WriteString(s)
	_, _ = io.WriteString(p.wire, s)
}

// The writer's screen is a terminal's, also where Bubble Tea would not go.
func TestSequencesAreObeyed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(2, 30).Draw(t, "width"), rapid.IntRange(1, 8).Draw(t, "height")
		p := newPair(w, h)
		n := rapid.IntRange(1, 12) // of a zero the emulator and xterm think differently
		piece := rapid.OneOf(
			rapid.SampledFrom([]string{"x", "ab", "word ", "ñ", "\r", "\n", "\r\n", "\b", "\x1b[1m", "\x1b[44m", "\x1b[m", "\x1b[7m", "\x1b[22;49m"}),
			rapid.Custom(func(t *rapid.T) string {
				return fmt.Sprintf("\x1b[%d%c", n.Draw(t, "n"), rapid.SampledFrom([]rune("ABCDEFGd")).Draw(t, "final"))
			}),
			rapid.Custom(func(t *rapid.T) string {
				return fmt.Sprintf("\x1b[%d;%dH", n.Draw(t, "row"), n.Draw(t, "column"))
			}),
			rapid.SampledFrom([]string{"\x1b[2G\x1b[K", "\x1b[2G\x1b[1K", "\x1b[2G\x1b[2K", "\x1b[2G\x1b[J", "\x1b[m\x1b[2G\x1b[2J", "\x1b[H"}),
		)
		for range rapid.IntRange(1, 5).Draw(t, "writes") {
			// Erasing comes after a move: whether it ends a pending wrap is disputed.
			// What only erases a line whole waits for the next thing drawn.
			p.show(strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "write"), "") + "\x1b[m\x1b[H.")
			if d := different(screen(p.plain), screen(p.behind)); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// Half a wide letter is no letter: what is left of it becomes a space.
func TestWideLettersAreHalved(t *testing.T) {
	for in, want := range map[string]string{
		"日本語\x1b[1;1Hx":       "x 本語",
		"日本語\x1b[1;2Hx":       " x本語",
		"日本語\x1b[1;4H七":       "日 七 ",
		"日本語\x1b[1;4H\x1b[K":  "日",
		"日本語\x1b[1;2H\x1b[1K": "  本語",
		"1234567日":            "1234567",
	} {
		p := newPair(8, 1)
		p.show("\x1b[Hbefore")
		p.show("\x1b[H\x1b[K" + in)
		if got := p.behind.String(); strings.TrimRight(got, " ") != strings.TrimRight(want, " ") {
			t.Errorf("%q shows %q, not %q", in, got, want)
		}
		row := p.wire.next.row(0)
		for x, c := range row {
			if c.width == 2 && (x+1 == len(row) || row[x+1].width != 0) || c.width == 0 && row[x-1].width != 2 {
				t.Errorf("%q leaves half a letter at %d: %+v", in, x, row)
			}
		}
	}
}

// Whatever the terminal's attributes are, the shortest way from one style to
// another ends in that other.
func TestTransitions(t *testing.T) {
	hues := rapid.OneOf(rapid.Just(hue(0)), rapid.Map(rapid.Uint8Range(0, 15), func(n uint8) hue { return hueBasic | hue(n) }),
		rapid.Map(rapid.Uint8(), func(n uint8) hue { return hueIndex | hue(n) }),
		rapid.Map(rapid.Uint32Range(0, 1<<24-1), func(n uint32) hue { return hueRGB | hue(n) }))
	line := rapid.Map(hues, func(h hue) hue { // an underline's colour is no basic one
		if h&hueRGB == hueBasic {
			return 0
		}
		return h
	})
	styles := rapid.Custom(func(t *rapid.T) style {
		return style{
			hues.Draw(t, "fg"), hues.Draw(t, "bg"), line.Draw(t, "line"),
			rapid.Uint8().Draw(t, "attributes"), rapid.Uint8Range(0, 5).Draw(t, "underline"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		c := capsFor(rapid.SampledFrom([]string{"xterm", "vt100"}).Draw(t, "term"))
		from, to := styles.Draw(t, "from"), styles.Draw(t, "to")
		if rapid.Bool().Draw(t, "close") { // as styles that follow each other are
			to.fg, to.bg, to.line, to.underline = from.fg, from.bg, from.line, from.underline
			to.attrs = from.attrs ^ 1<<rapid.IntRange(0, 7).Draw(t, "bit")
		}
		got := from
		for seq := range strings.SplitSeq(string(c.transition(nil, from, to)), "m") {
			if body, ok := strings.CutPrefix(seq, "\x1b["); ok {
				got = got.apply(parseParams(nil, []byte(body)))
			}
		}
		if got != to {
			t.Fatalf("%+v by %q became %+v, not %+v", from, c.transition(nil, from, to), got, to)
		}
	})
}

// Erasing takes the pen's background on most terminals: it must be their own.
func TestErasingLeavesNoColour(t *testing.T) {
	old := strings.Repeat("#", 40)
	for _, line := range []string{
		"\x1b[44mX\x1b[m" + strings.Repeat(" ", 20) + "\x1b[44mY\x1b[m" + strings.Repeat("#", 17), // in the middle
		"\x1b[44mX\x1b[m", // to the edge
	} {
		p := newPair(40, 2)
		p.show("\x1b[H" + old)
		p.show("\x1b[H" + line + "\x1b[K")
		if d := different(screen(p.plain), screen(p.behind)); d != "" {
			t.Error(d)
		}
	}
}

// After text whose width terminals dispute nothing is left to their opinion.
func TestDisputedWidths(t *testing.T) {
	for _, text := range []string{"नि", "👍🏽", "✓", "e\u0301", "🇮"} {
		p := newPair(40, 2)
		p.show("\x1b[H" + text + "x")
		last := p.line.got[len(p.line.got)-1]
		_, after, found := strings.Cut(last, text)
		if !found || !strings.HasPrefix(after, "\x1b[1;") || !strings.HasSuffix(after, "Hx") {
			t.Errorf("%q: %q", text, last)
		}
		// And a change behind it rewrites the row from there on.
		p.show("\x1b[H" + text + "xyz")
		if last = p.line.got[len(p.line.got)-1]; !strings.Contains(last, text) || !strings.Contains(last, "\x1b[K") {
			t.Errorf("%q: %q", text, last)
		}
	}
	// A mark that stands alone does not join the letter before it.
	p := newPair(40, 2)
	p.show("\x1b[Ha\x1b[m\u093f\x1b[mb")
	if d := different(screen(p.plain), screen(p.behind)); d != "" {
		t.Error(d)
	}
}
