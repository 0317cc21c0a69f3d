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

// findView is the panel of Ctrl+K over the gate: what is left of its list by what was
// typed into it.
func findView(typed string, colour bool) []string {
	all := [][2]string{
		{"check someone in", "here    n"},
		{"check out", "here    o"},
		{"approve by telephone", "here    a"},
		{"deny entry", "here    d"},
		{"who is inside, in an emergency", "here    m"},
		{"correct", "here    e"},
		{"search", "here    /"},
		{"next list", "here    Right"},
		{"Gate", "screen  1"},
		{"Tickets", "screen  2"},
		{"Notices", "screen  3"},
	}
	shown := all
	if typed != "" {
		shown = nil
		for _, row := range all {
			if strings.Contains(" "+strings.ToLower(row[0]), " "+typed) {
				shown = append(shown, row)
			}
		}
	}
	border := func(left, right string) string {
		rule := "─"
		if !colour {
			left, right, rule = "+", "+", "-"
		}
		return "        " + left + strings.Repeat(rule, 62) + right
	}
	side := "│"
	if !colour {
		side = "|"
	}
	lines := gateView(0, 0, colour)
	box := []string{border("┌", "┐")}
	row := func(text string) { box = append(box, fmt.Sprintf("        %s %-60s %s", side, text, side)) }
	row("> " + typed + strings.Repeat("_", 58-len(typed)))
	for i := range 12 {
		switch {
		case i < len(shown) && i == 0:
			box = append(box, fmt.Sprintf("        %s \x1b[1m> %-43s%-15s\x1b[0m %s", side, shown[i][0], shown[i][1], side))
		case i < len(shown):
			row(fmt.Sprintf("  %-43s%-15s", shown[i][0], shown[i][1]))
		default:
			row("")
		}
	}
	if typed == "" {
		row("Type what to do, or a name, unit, phone or plate.")
	} else {
		row("Looking for more...")
	}
	copy(lines[3:], append(box, border("└", "┘")))
	lines[len(lines)-1] = " Up one row up  Down one row down  Enter do it  Esc back"
	return lines
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
		{"find opened", 1400, gateView(0, 0, colour), findView("", colour)},
		{"find letter", 300, findView("", colour), findView("c", colour)},
		{"find next letter", 40, findView("c", colour), findView("ch", colour)},
		{"find left", 1400, findView("che", colour), gateView(0, 0, colour)},
		{"idle second", 0, gateView(3, 0, colour), gateView(3, 0, colour)},
	}
}

// sent returns the bytes that a case takes.
func sent(c budgetCase, term string) int {
	var line counter
	d := newDisplay(&line, Size{80, 24}, term, Charset{})
	d.open()
	if c.before != nil {
		d.show(strings.Join(c.before, "\n"))
		line.bytes = 0
	}
	d.show(strings.Join(c.after, "\n"))
	return line.bytes
}

func TestBytesToTheTerminal(t *testing.T) {
	for _, term := range terms {
		for _, c := range budgetCases(capsFor(term).cursor) {
			n := sent(c, term)
			t.Logf("%-15s %-19s %5d bytes, limit %4d", term, c.name, n, c.limit)
			if n > c.limit {
				t.Errorf("%s on %s takes %d bytes, more than %d", c.name, term, n, c.limit)
			}
		}
	}
}

// The views above would prove nothing if they came out wrong.
func TestBudgetViewsAreShownRight(t *testing.T) {
	size := Size{80, 24}
	for _, c := range budgetCases(true) {
		behind := vt.NewEmulator(size.Width, size.Height)
		d := newDisplay(behind, size, "xterm-256color", Charset{})
		for _, lines := range [][]string{c.before, c.after} {
			view := strings.Join(lines, "\n")
			d.show(view)
			if diff := different(whole(view, size, "xterm-256color"), screen(behind)); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	}
}

// BenchmarkFrame measures the CPU of a case and of the way back, and the bytes of
// the case.
func BenchmarkFrame(b *testing.B) {
	for _, c := range budgetCases(true) {
		b.Run(strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			var line counter
			d := newDisplay(&line, Size{80, 24}, "xterm-256color", Charset{})
			before, after := strings.Join(c.before, "\n"), strings.Join(c.after, "\n")
			d.show(before)
			there := 0
			b.ReportAllocs()
			for b.Loop() {
				d.lost = d.lost || c.before == nil
				was := line.bytes
				d.show(after)
				there += line.bytes - was
				d.show(before)
			}
			b.ReportMetric(float64(there)/float64(b.N), "wire-B/op")
		})
	}
}

// BenchmarkMemory reports what a session's display allocates up to its first frame,
// most of which it holds; frames after that allocate nothing.
func BenchmarkMemory(b *testing.B) {
	view := strings.Join(gateView(0, 0, true), "\n")
	b.ReportAllocs()
	for b.Loop() {
		newDisplay(io.Discard, Size{80, 24}, "xterm-256color", Charset{}).show(view)
	}
}
