package wire

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
)

// A gate as a guard sees it, in colours, at 80x24.
func gateView(cursor, top int, colour bool) []string {
	bold, dim, red, off := "\x1b[1m", "\x1b[38;5;244m", "\x1b[1;31m", "\x1b[0m"
	if !colour {
		dim, red = "", "\x1b[1m"
	}
	names := []string{"Ramesh Kumar", "Anita Desai", "Kiran (AC service)", "Meera Joshi", "Vijay More", "Sunita Pawar", "Arun Joshi", "Farhan Qureshi"}
	lines := []string{
		bold + fmt.Sprintf("%-46s%34s", " Green Park CHS | Gate", "Sunita Pawar, guard | Main | 14:07 ") + off,
		red + " ! Water off tomorrow 10:00-14:00, Tower B" + off + "                             1 of 2  b",
		fmt.Sprintf(" %sInside 42%s   Expected 3   Today 41   History   %26s", bold, off, "longest Kiran 26h!"),
		dim + "   In       Visitor              Unit     For        Plate        Since          " + off,
	}
	for i := range 17 {
		n := top + i
		mark, from, to := "  ", "", ""
		if i == cursor {
			mark, from, to = "> ", bold, off
		}
		lines = append(lines, fmt.Sprintf(" %s%s%02d:%02d    %-20s %-8s %-10s %-12s %3dm%s",
			from, mark, 6+n%16, n*7%60, names[n%len(names)], fmt.Sprintf("%c-%d", 'A'+n%4, 101+n*13%700),
			[]string{"Delivery", "Guest", "Service", "Cab"}[n%4], fmt.Sprintf("MH12AB%04d", n*977%10000), n*3%60, to))
	}
	return append(lines, "", " Checked in Ramesh Kumar to A-101 at 13:58.",
		dim+" n in  o out  a approve  d deny  m muster  / search  1-9 go  ? keys  q leave"+off)
}

func formView(phone string, colour bool) []string {
	lines := gateView(-1, 0, colour)[:2]
	lines = append(lines, fmt.Sprintf("\x1b[1m %-46s%33s\x1b[0m", "Check in", "nothing saved yet"),
		fmt.Sprintf(" Phone    %s\x1b[7m \x1b[0m%s known: 14 visits, last 3 days ago to A-101", phone, strings.Repeat(" ", 14-len(phone))),
		" Name     Ramesh Kumar",
		" Unit     A-101             Meera Joshi (owner, primary) 98*** **210  ^R show",
		"                            Arun Joshi (family)",
		" For      ( ) Guest  (o) Delivery  ( ) Service  ( ) Cab  ( ) Other: ______",
		" Plate    MH12AB1234",
		" Approval (o) not needed  ( ) phone  ( ) intercom  ( ) in person   by: ________",
		" Note")
	for len(lines) < 23 {
		lines = append(lines, "")
	}
	return append(lines, " Ctrl+S check in    Tab next    Esc back")
}

// counter counts what goes over the line.
type counter struct{ bytes int }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}

// budgetCase is a change of the screen and what it may cost on the line.
type budgetCase struct {
	name   string
	limit  int
	before []string
	after  []string
}

func budgetCases(colour bool) []budgetCase {
	return []budgetCase{
		{"first paint", 3200, nil, gateView(0, 0, colour)},
		{"typed character", 40, formView("9820012", colour), formView("98200123", colour)},
		{"cursor down", 150, gateView(4, 0, colour), gateView(5, 0, colour)},
		{"scrolled row", 800, gateView(16, 0, colour), gateView(16, 1, colour)},
		{"screen switch", 1600, gateView(3, 0, colour), formView("", colour)},
		{"screen switch back", 1600, formView("98200 12345", colour), gateView(3, 0, colour)},
		{"idle second", 0, gateView(3, 0, colour), gateView(3, 0, colour)},
	}
}

// measure returns the bytes of one case with the plain renderer and the writer.
func measure(c budgetCase, term string) (plain, wire int) {
	var direct, line counter
	both := io.MultiWriter(&direct, newWriter(&line, 80, 24, term))
	r := &renderer{w: 80, h: 24}
	_, _ = io.WriteString(both, r.start())
	if c.before != nil {
		_, _ = io.WriteString(both, r.frame(c.before))
		direct.bytes, line.bytes = 0, 0
	}
	_, _ = io.WriteString(both, r.frame(c.after))
	return direct.bytes, line.bytes
}

func TestBytesToTheTerminal(t *testing.T) {
	for _, term := range []string{"xterm-256color", "linux", "vt100"} {
		for _, c := range budgetCases(term != "vt100") {
			plain, wire := measure(c, term)
			t.Logf("%-15s %-19s %5d bytes, limit %4d, plain renderer %5d", term, c.name, wire, c.limit, plain)
			if wire > c.limit {
				t.Errorf("%s on %s takes %d bytes, more than %d", c.name, term, wire, c.limit)
			}
		}
	}
}

// The views above would prove nothing if they came out wrong.
func TestBudgetViewsAreShownRight(t *testing.T) {
	for _, c := range budgetCases(true) {
		plain, behind := vt.NewEmulator(80, 24), vt.NewEmulator(80, 24)
		both := io.MultiWriter(plain, newWriter(behind, 80, 24, "xterm-256color"))
		r := &renderer{w: 80, h: 24}
		_, _ = io.WriteString(both, r.start()+r.frame(c.before)+r.frame(c.after))
		if d := different(screen(plain), screen(behind)); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// BenchmarkFrame measures the CPU and the bytes of a frame, by case.
func BenchmarkFrame(b *testing.B) {
	for _, c := range budgetCases(true) {
		b.Run(strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			var line counter
			w := newWriter(&line, 80, 24, "xterm-256color")
			there := &renderer{w: 80, h: 24}
			_, _ = io.WriteString(w, there.start())
			if c.before != nil {
				_, _ = io.WriteString(w, there.frame(c.before))
			}
			forth := there.frame(c.after)
			back := there.clear()
			if c.before != nil {
				back = there.frame(c.before)
			}
			b.ReportAllocs()
			line.bytes = 0
			for b.Loop() {
				_, _ = io.WriteString(w, forth)
				b.StopTimer()
				n := line.bytes
				_, _ = io.WriteString(w, back)
				line.bytes = n
				b.StartTimer()
			}
			b.ReportMetric(float64(line.bytes)/float64(b.N), "wire-B/op")
		})
	}
}

// BenchmarkMemory reports what a session's writer holds after its first frames.
func BenchmarkMemory(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		w := newWriter(io.Discard, 80, 24, "xterm-256color")
		r := &renderer{w: 80, h: 24}
		_, _ = io.WriteString(w, r.start()+r.frame(gateView(0, 0, true)))
	}
}
