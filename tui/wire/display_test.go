package wire

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// screen is what an emulator shows, one string a cell. Spaces that look alike
// are alike.
func screen(e *vt.Emulator) [][]string {
	out := make([][]string, e.Height())
	for y := range out {
		out[y] = make([]string, e.Width())
		for x := range out[y] {
			c := e.CellAt(x, y)
			if c == nil {
				out[y][x] = " "
				continue
			}
			s := c.Style
			content := c.Content
			if content == "" && c.Width == 1 {
				content = " "
			}
			if content == " " {
				s.Attrs &= 1<<3 | 1<<5 | 1<<7 // blink, reverse, strike
				if s.Attrs == 0 && s.Underline == 0 {
					s.Fg, s.UnderlineColor = nil, nil
				}
			}
			if c.Width == 0 {
				continue // the rest of a wide cell
			}
			out[y][x] = fmt.Sprintf("%s|%v %v %v %d %d", content, s.Fg, s.Bg, s.UnderlineColor, s.Attrs, s.Underline)
		}
	}
	return out
}

// different describes the first cell in which a screen differs from what it should be.
func different(want, got [][]string) string {
	for y := range want {
		for x := range want[y] {
			if want[y][x] != got[y][x] {
				return fmt.Sprintf("row %d column %d: want %q, got %q", y, x, want[y][x], got[y][x])
			}
		}
	}
	return ""
}

// pieces of lines as screens draw them, and as hostile data might. The emulator
// joins letters into clusters, so what takes fewer cells there than it is given
// is another test's: TestWordsOfDisputedWidth.
func linePieces() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9 ]{0,30}`),
		rapid.SampledFrom([]string{
			" ", "          ", "                              ", "\x1b[1mbold words here\x1b[m", "\x1b[7m reverse \x1b[0m",
			"\x1b[1;31mdanger\x1b[22m faint\x1b[39m", "\x1b[38;5;200;48;5;17mindexed\x1b[m", "\x1b[38;2;1;2;3mtrue\x1b[m",
			"\x1b[4munder\x1b[24mline", "\x1b[3mit\x1b[23;9mstr\x1b[m", "\x1b[44m on blue   \x1b[m", "\x1b[2mdim\x1b[1mbold\x1b[22mplain",
			"────────────", "│", "╭──╮", "₹1,23,456.00", "é", "e\u0301", "日本語テキスト", "한국어",
			"✓", "ﷺ", "ñandú", "\x1b]8;;x\x1b\\", "\x1b[4:3mcurly\x1b[m", "\x1b[97;101mbright\x1b[m",
		}),
		rapid.StringOfN(rapid.RuneFrom([]rune("abc xyzñ語क")), 0, 12, -1),
	)
}

func drawLine(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(linePieces(), 0, 6).Draw(t, "line"), "") + "\x1b[m"
}

// mutate draws the next frame: usually a small change, sometimes all of it.
func mutate(t *rapid.T, lines []string, h int) []string {
	next := append([]string(nil), lines...)
	for len(next) < h {
		next = append(next, drawLine(t))
	}
	next = next[:h]
	switch rapid.SampledFrom([]string{"line", "lines", "up", "down", "append", "all", "blank", "short", "letters"}).Draw(t, "change") {
	case "line":
		next[rapid.IntRange(0, h-1).Draw(t, "at")] = drawLine(t)
	case "lines":
		for range 5 {
			next[rapid.IntRange(0, h-1).Draw(t, "at")] = drawLine(t)
		}
	case "up":
		a := rapid.IntRange(0, h-1).Draw(t, "top")
		b := rapid.IntRange(a, h-1).Draw(t, "bottom")
		n := rapid.IntRange(1, b-a+1).Draw(t, "by")
		copy(next[a:b+1], next[a+n:b+1])
		for y := b + 1 - n; y <= b; y++ {
			next[y] = drawLine(t)
		}
	case "down":
		a := rapid.IntRange(0, h-1).Draw(t, "top")
		b := rapid.IntRange(a, h-1).Draw(t, "bottom")
		n := rapid.IntRange(1, b-a+1).Draw(t, "by")
		copy(next[a+n:b+1], lines[min(a, len(lines)):])
		next[a] = drawLine(t)
	case "append":
		next[rapid.IntRange(0, h-1).Draw(t, "at")] += drawLine(t)
	case "all":
		for y := range next {
			next[y] = drawLine(t)
		}
	case "letters": // here and there, as figures change in a table
		letter := rapid.StringMatching("[a-ln-z ]").Draw(t, "letter") // sequences that colour have none of these
		for y := range next {
			next[y] = strings.ReplaceAll(next[y], letter, rapid.SampledFrom([]string{"#", "%", letter}).Draw(t, "other"))
		}
	case "blank":
		for y := range next {
			next[y] = ""
		}
	case "short": // a view of fewer lines than the screen
		next = next[:rapid.IntRange(1, h).Draw(t, "height")]
	}
	return next
}

// whole is a view as a terminal shows it that had nothing on it before, written
// line by line.
func whole(view string, size Size, term string) [][]string {
	if !capsFor(term).modes { // all underlines are the plain one there
		view = strings.ReplaceAll(view, "\x1b[4:3m", "\x1b[4m")
	}
	e := vt.NewEmulator(size.Width, size.Height)
	lines := strings.Split(view, "\n")
	for i, line := range lines[max(0, len(lines)-size.Height):] {
		_, _ = fmt.Fprintf(e, "\x1b[%d;1H\x1b[m%s", i+1, ansi.Truncate(line, size.Width, ""))
	}
	return screen(e)
}

// terms are one terminal of each kind.
var terms = []string{"xterm-256color", "linux", "vt220", "vt100", ""}

// flaky takes only part of some writes.
type flaky struct {
	dst  io.Writer
	fail bool
	part int
	err  error
}

func (f *flaky) Write(p []byte) (int, error) {
	if f.fail {
		n, _ := f.dst.Write(p[:min(f.part, len(p))])
		return n, f.err
	}
	return f.dst.Write(p)
}

func TestFailedWriteIsPaintedOver(t *testing.T) {
	size := Size{40, 6}
	for part := range 40 {
		for _, err := range []error{nil, errors.New("line broke")} {
			behind := vt.NewEmulator(size.Width, size.Height)
			line := &flaky{dst: behind, part: part, err: err}
			d := newDisplay(line, size, "xterm", Charset{})
			d.open()
			d.show("one\ntwo\n\x1b[7mthree\x1b[m\nfour\nfive\nsix")
			line.fail = true
			d.show("two\n\x1b[31mthree\x1b[m\nfour\nfive\nsix\nसत 七 seven and a long line")
			if !d.lost {
				t.Fatalf("a write of %d bytes was taken for whole", part)
			}
			line.fail = false
			last := "two\nthree\nfour!\nfive\nsix\nसत 七"
			d.show(last)
			if diff := different(whole(last, size, "xterm"), screen(behind)); diff != "" {
				t.Fatalf("after %d bytes: %s", part, diff)
			}
		}
	}
}

// A terminal is taken over and given back in what it understands, wiped.
func TestTerminalIsTakenAndGivenBack(t *testing.T) {
	const paste = "\x1b[?2004h"
	for term, want := range map[string][2]string{
		"xterm-256color": {"\x1b[?1049h" + knownModes + known + "\x1b[?25l" + paste, "\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[m\x1b[H\x1b[2J\x1b[?1049l"},
		"linux":          {known + "\x1b[?25l" + paste, "\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[m\x1b[H\x1b[2J"},
		"vt220":          {known + "\x1b[?25l" + paste, "\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[m\x1b[H\x1b[2J"},
		"vt100":          {known + paste, "\x1b[?2004l\x1b[?7h\x1b[m\x1b[H\x1b[2J"},
		"":               {known, "\x1b[?7h\x1b[m\x1b[H\x1b[2J"},
	} {
		var out strings.Builder
		d := newDisplay(&out, Size{20, 2}, term, Charset{})
		d.open()
		if out.String() != want[0] {
			t.Errorf("%s is taken by %q, want %q", term, out.String(), want[0])
		}
		d.show("\x1b[1mwho is inside")
		out.Reset()
		d.close()
		if out.String() != want[1] {
			t.Errorf("%s is given back by %q, want %q", term, out.String(), want[1])
		}
	}
}

// A terminal that does not know a sequence must never be sent it.
func TestVT100GetsVT100(t *testing.T) {
	known := map[string]bool{}
	for _, f := range []string{"A", "B", "C", "D", "H", "J", "K", "m", "r"} {
		known[f] = true
	}
	rapid.Check(t, func(t *rapid.T) {
		var out strings.Builder
		d := newDisplay(&out, Size{80, 24}, "vt100", Charset{})
		d.open()
		out.Reset() // what it is told at the start is looked at elsewhere
		var lines []string
		for range 4 {
			lines = mutate(t, lines, 24)
			d.show(strings.Join(lines, "\n"))
		}
		s := out.String()
		for len(s) > 0 {
			seq, _, n, _ := ansi.DecodeSequence(s, ansi.NormalState, nil)
			switch {
			case strings.HasSuffix(seq, "m") && switchesOff(seq):
				t.Fatalf("sent %q, which switches off one thing of many", seq)
			case strings.HasPrefix(seq, "\x1b[") && (!known[seq[len(seq)-1:]] || strings.ContainsAny(seq, ":?")):
				t.Fatalf("sent %q", seq)
			case len(seq) == 2 && seq[0] == esc && seq != "\x1bM":
				t.Fatalf("sent %q", seq)
			}
			s = s[max(n, 1):]
		}
	})
}

// switchesOff reports whether SGR uses a code newer than the VT100.
func switchesOff(seq string) bool {
	for p := range strings.SplitSeq(strings.Trim(seq, "\x1b[m"), ";") {
		switch p {
		case "22", "23", "24", "25", "27", "28", "29", "39", "49", "59":
			return true
		}
	}
	return false
}

// The tables must not grow with everything that was ever shown.
func TestTablesAreCollected(t *testing.T) {
	size := Size{60, 5}
	behind := vt.NewEmulator(size.Width, size.Height)
	d := newDisplay(behind, size, "xterm", Charset{})
	var view string
	for i := range 3 * maxTable {
		view = strings.Join([]string{
			"head", fmt.Sprintf("\x1b[38;2;%d;%d;9mcolour\x1b[m", i/256, i%256),
			string([]rune{rune('a' + i%26), rune(0x300 + i%0x60), rune(0x310 + i/0x60%0x50)}), "", "foot",
		}, "\n")
		d.show(view)
	}
	if n := len(d.styles) + len(d.clusters); n > 2*maxTable+100 {
		t.Errorf("%d entries", n)
	}
	if diff := different(whole(view, size, "xterm"), screen(behind)); diff != "" {
		t.Error(diff)
	}
}

// A view is laid, compared and sent without making anything anew: on a process
// with hundreds of desks each byte of a frame is one that has to be collected.
func TestFramesAllocateNothing(t *testing.T) {
	for _, c := range budgetCases(true) {
		d := newDisplay(io.Discard, Size{80, 24}, "xterm-256color", Charset{})
		before, after := strings.Join(c.before, "\n"), strings.Join(append(c.after, "नमस्ते"), "\n")
		d.show(before)
		d.show(after)
		if n := testing.AllocsPerRun(10, func() {
			d.show(before)
			d.show(after)
		}); n > 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
	}
}
