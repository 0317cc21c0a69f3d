package wire

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// renderer writes frames the way Bubble Tea's standard renderer does in the
// alternate screen: home, the lines that changed, a line feed for each other.
type renderer struct {
	w, h  int
	lines []string
	last  int
}

func (r *renderer) start() string {
	return "\x1b[?25l\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l\x1b[?2004h"
}

func (r *renderer) resize(w, h int) { r.w, r.h, r.lines = w, h, nil }

func (r *renderer) clear() string {
	r.lines = nil
	return "\x1b[2J\x1b[H"
}

func (r *renderer) frame(lines []string) string {
	if len(lines) > r.h {
		lines = lines[len(lines)-r.h:]
	}
	var b strings.Builder
	b.WriteString("\x1b[H")
	for i, line := range lines {
		if i < len(r.lines) && r.lines[i] == line {
			if i < len(lines)-1 {
				b.WriteByte('\n')
			}
			continue
		}
		if i == 0 && r.lines == nil {
			b.WriteByte('\r')
		}
		line = ansi.Truncate(line, r.w, "")
		b.WriteString(line)
		if ansi.StringWidth(line) < r.w {
			b.WriteString("\x1b[K")
		}
		if i < len(lines)-1 {
			b.WriteString("\r\n")
		}
	}
	if r.last > len(lines) {
		b.WriteString("\x1b[J")
	}
	b.WriteString(ansi.CursorPosition(0, len(lines)))
	r.lines, r.last = append([]string(nil), lines...), len(lines)
	return b.String()
}

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

// different describes the first cell in which two screens differ.
func different(a, b [][]string) string {
	for y := range a {
		for x := range a[y] {
			if a[y][x] != b[y][x] {
				return fmt.Sprintf("row %d column %d: plain %q, wire %q", y, x, a[y][x], b[y][x])
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
	switch rapid.SampledFrom([]string{"line", "lines", "up", "down", "append", "all", "blank", "short"}).Draw(t, "change") {
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
	case "blank":
		for y := range next {
			next[y] = ""
		}
	case "short": // a view of fewer lines than the screen
		next = next[:rapid.IntRange(1, h).Draw(t, "height")]
	}
	return next
}

// Whatever the plain renderer would show, the writer must show.
func TestSameScreenAsPlainRenderer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 90).Draw(t, "width"), rapid.IntRange(1, 26).Draw(t, "height")
		term := rapid.SampledFrom([]string{"xterm-256color", "vt100", "linux", "vt220", ""}).Draw(t, "term")
		plain, behind := vt.NewEmulator(w, h), vt.NewEmulator(w, h)
		wire := newWriter(behind, w, h, term)
		fancy := strings.NewReplacer()
		if !wire.caps.modes { // all underlines are the plain one there
			fancy = strings.NewReplacer("\x1b[4:3m", "\x1b[4m")
		}
		both := func(s string) {
			_, _ = plain.WriteString(fancy.Replace(s))
			for len(s) > 0 { // in pieces, as a writer may be given them
				n := rapid.SampledFrom([]int{len(s), len(s), 1, 7}).Draw(t, "piece")
				n = wholeClusters(s, min(n, len(s)))
				if _, err := io.WriteString(wire, s[:n]); err != nil {
					t.Fatal(err)
				}
				s = s[n:]
			}
		}
		r := &renderer{w: w, h: h}
		both(r.start())
		var lines []string
		for i := range rapid.IntRange(1, 8).Draw(t, "frames") {
			full := false
			switch rapid.SampledFrom([]string{"", "", "", "", "clear", "resize"}).Draw(t, "event") {
			case "clear":
				both(r.clear())
			case "resize":
				w, h = rapid.IntRange(1, 90).Draw(t, "width"), rapid.IntRange(1, 26).Draw(t, "height")
				plain.Resize(w, h)
				behind.Resize(w, h)
				wire.resize(w, h)
				r.resize(w, h)
				full = true
			}
			next := mutate(t, lines, h)
			for full && len(next) < h {
				next = append(next, "")
			}
			both(r.frame(next))
			lines = next
			if d := different(screen(plain), screen(behind)); d != "" {
				t.Fatalf("frame %d on %q: %s", i, term, d)
			}
		}
	})
}

// wholeClusters moves n so that s is not cut between a letter and its marks:
// the plain emulator would show them apart.
func wholeClusters(s string, n int) int {
	for n < len(s) && (s[n] >= 0x80 || s[n-1] >= 0x80) {
		n++
	}
	return n
}

// duplex feeds what a program writes to a plain emulator and to a writer.
type duplex struct {
	mu     sync.Mutex
	plain  *vt.Emulator
	wire   *writer
	behind *vt.Emulator
	frames int
	done   chan struct{}
	want   int
	diff   string
}

func (d *duplex) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, _ = d.plain.Write(p)
	if n, err := d.wire.Write(p); err != nil {
		return n, err
	}
	if strings.HasPrefix(string(p), "\x1b[H") && len(p) > 3 && d.frames < d.want {
		if s := different(screen(d.plain), screen(d.behind)); s != "" && d.diff == "" {
			d.diff = fmt.Sprintf("frame %d: %s", d.frames, s)
		}
		if d.frames++; d.frames == d.want {
			close(d.done)
		}
	}
	return len(p), nil
}

// counting is a program whose view differs with every message.
type counting struct{ n int }

type again struct{}

func (c *counting) Init() tea.Cmd { return func() tea.Msg { return again{} } }
func (c *counting) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(again); ok {
		c.n++
		return c, func() tea.Msg { return again{} }
	}
	return c, nil
}

func (c *counting) View() string {
	var b strings.Builder
	for y := range 24 {
		fmt.Fprintf(&b, "%2d \x1b[1m%-20s\x1b[m रमेश %06d 日本", y, strings.Repeat("#", (c.n+y)%20), c.n/(y+1))
		if y < 23 {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// The same, through Bubble Tea's own renderer.
func TestSameScreenBehindBubbleTea(t *testing.T) {
	behind := vt.NewEmulator(80, 24)
	d := &duplex{
		plain: vt.NewEmulator(80, 24), behind: behind, wire: newWriter(behind, 80, 24, "xterm-256color"),
		done: make(chan struct{}), want: 20,
	}
	p := tea.NewProgram(&counting{}, tea.WithInput(nil), tea.WithOutput(d), tea.WithAltScreen(), tea.WithoutSignalHandler())
	go func() {
		p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		<-d.done
		p.Quit()
	}()
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if d.diff != "" {
		t.Fatal(d.diff)
	}
	if behind.IsAltScreen() {
		t.Error("the alternate screen was not left")
	}
	if s := strings.TrimSpace(behind.String()); s != "" {
		t.Errorf("left on the screen: %q", s)
	}
}

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
	for part := range 40 {
		for _, err := range []error{nil, errors.New("line broke")} {
			plain, behind := vt.NewEmulator(40, 6), vt.NewEmulator(40, 6)
			line := &flaky{dst: behind, part: part, err: err}
			w := newWriter(line, 40, 6, "xterm")
			r := &renderer{w: 40, h: 6}
			show := func(s string) error {
				_, _ = plain.WriteString(s)
				_, err := io.WriteString(w, s)
				return err
			}
			_ = show(r.start())
			_ = show(r.frame([]string{"one", "two", "\x1b[7mthree\x1b[m", "four", "five", "six"}))
			line.fail = true
			if err := show(r.frame([]string{"two", "\x1b[31mthree\x1b[m", "four", "five", "six", "सत 七 seven and a long line"})); err == nil {
				t.Fatalf("a write of %d bytes was reported as whole", part)
			}
			line.fail = false
			if err := show(r.frame([]string{"two", "three", "four!", "five", "six", "सत 七"})); err != nil {
				t.Fatal(err)
			}
			if d := different(screen(plain), screen(behind)); d != "" {
				t.Fatalf("after %d bytes: %s", part, d)
			}
		}
	}
}

func TestModes(t *testing.T) {
	tests := []struct {
		term, in, want string
	}{
		{"xterm-256color", "\x1b[?2004h\x1b[?25l", "\x1b[?2004h\x1b[?25l"},
		{"vt100", "\x1b[?2004h\x1b[?25l\x1b[?1049h\x1b[?7h", "\x1b[?7h"},
		{"linux", "\x1b[?2004h\x1b[?25l", "\x1b[?25l"},
		{"xterm", "text\x1b[1m before\r\n", "text\x1b[1m before\r\n"},
		{"xterm", "\x1b[?1049h\x1b]2;title\a\x1b]52;c;eA==\a\x1b[21t\x1b[4h\x1b[6n\x1bP1$r\x1b\\", "\x1b[?1049h\x1b]2;title\a"},
		{"vt100", "\x1b[?1049h\x1b]2;title\a", ""},
		{"xterm", "\x1b[?1049h\x1b[?1049l", "\x1b[?1049h\x1b[H\x1b[2J\x1b[?1049l"},
	}
	for _, tt := range tests {
		var out strings.Builder
		w := newWriter(&out, 20, 2, tt.term)
		_, _ = w.Write([]byte("\x1b[?25l"))
		out.Reset()
		if _, err := io.WriteString(w, tt.in); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.want {
			t.Errorf("%s: %q became %q, want %q", tt.term, tt.in, out.String(), tt.want)
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
		w := newWriter(&out, 80, 24, "vt100")
		r := &renderer{w: 80, h: 24}
		_, _ = io.WriteString(w, r.start())
		var lines []string
		for range 4 {
			lines = mutate(t, lines, 24)
			_, _ = io.WriteString(w, r.frame(lines))
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
	plain, behind := vt.NewEmulator(60, 5), vt.NewEmulator(60, 5)
	w := newWriter(behind, 60, 5, "xterm")
	r := &renderer{w: 60, h: 5}
	show := func(s string) {
		_, _ = plain.WriteString(s)
		_, _ = io.WriteString(w, s)
	}
	show(r.start())
	for i := range 3 * maxTable {
		mark := string(rune(0x300 + i%0x60))
		show(r.frame([]string{
			"head", fmt.Sprintf("\x1b[38;2;%d;%d;9mcolour\x1b[m", i/256, i%256), string(rune('a'+i%26)) + mark + string(rune(0x310+i/0x60%0x50)), "", "foot",
		}))
	}
	if n := len(w.styles) + len(w.clusters); n > 2*maxTable+100 {
		t.Errorf("%d entries", n)
	}
	if d := different(screen(plain), screen(behind)); d != "" {
		t.Error(d)
	}
}
