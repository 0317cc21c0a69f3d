package home_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	"github.com/charmbracelet/x/ansi"

	"github.com/civoranexus/society360/screens/screentest"
)

// TestGateKeysThatAreNotAResidents: what only the gate does means nothing here.
func TestGateKeysThatAreNotAResidents(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := d.View()
	d.Keys("o", "u", "x", "m", "e")
	if d.View() != before {
		t.Errorf("something happened:\n%s", d.View())
	}
	for _, call := range d.Calls {
		switch call {
		case "Visits.Approve", "Visits.Deny", "Visits.Log":
			t.Errorf("%s was sent", call)
		}
	}
}

// TestHostileTextStaysInItsCells puts what people may type into every field that
// is shown, and looks at every view.
func TestHostileTextStaysInItsCells(t *testing.T) {
	t.Parallel()
	hostile := []string{
		"\x1b[2J\x1b[31mred\x07", "a\r\nb\tc\x9b5A", "\u202egnp.exe\u2066", strings.Repeat("wide 漢字 ", 40),
		"e" + strings.Repeat("\u0301", 60), "रमेश कुमार\u200d", "\xff\xfe%s%d", strings.Repeat("x", 300),
	}
	for _, text := range hostile {
		d := open(t, with(secondUnit, func(s *screentest.Society) {
			s.Visits.Each(func(v *visits.Visit) {
				v.Name, v.Purpose, v.Plate, v.Unit, v.EntryGate, v.Approver, v.Phone, v.PartySize = text, text, text, text, text, text, text, 12
				s.Step(v.ID, visits.Step{At: s.Clock(), Action: action.Action(text), Who: text, Gate: text, Note: text, Channel: visits.Channel(text)})
			})
			s.Units.Each(func(u *screentest.Home) { u.Label, u.Block, u.Type = text, text, text })
		}))
		for _, size := range [][2]int{{80, 24}, {60, 16}, {160, 30}} {
			d.Resize(size[0], size[1])
			for _, keys := range []string{
				"", "right", "right", "right", "enter", "esc", "right", "enter", "esc", "a", "n", "d", "esc", "/", "x", "esc",
				"n", "x", "tab", "9", "tab", "1", "tab", "tab", "x", "tab", "6", "p", "m", "ctrl+s", "esc", "esc", "y", "?", "esc",
			} {
				if keys != "" {
					d.Keys(keys)
				}
				sound(t, d, size[0], size[1])
			}
		}
	}
}

// sound fails unless the view fits its terminal and has no control characters
// but the theme's own styles.
func sound(t *testing.T, d *screentest.Desk, width, height int) {
	t.Helper()
	lines := strings.Split(d.Raw(), "\n")
	if len(lines) != height {
		t.Fatalf("%d lines on a terminal of %d", len(lines), height)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > width {
			t.Fatalf("a line of %d cells on %d: %q", w, width, line)
		}
		for i := range len(line) {
			if line[i] != 0x1b {
				continue
			}
			end := strings.IndexByte(line[i:], 'm')
			if end < 0 || strings.Trim(line[i+1:i+end], "[0123456789;") != "" {
				t.Fatalf("an escape sequence that is no style: %q", line)
			}
		}
		for _, r := range ansi.Strip(line) {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("a control character %q in %q", r, line)
			}
		}
	}
}

// queue has A-101 have just so many tickets.
func queue(s *screentest.Society, c tickets.Counts) {
	s.Tickets.Clear()
	home := id(101)
	for status, n := range map[tickets.Status]int{tickets.Open: c.Open, tickets.InProgress: c.InProgress, tickets.Resolved: c.Resolved} {
		for range n {
			s.Tickets.Put(tickets.Ticket{UnitID: &home, Unit: "A-101", Status: status})
		}
	}
}

// TestHomeLeadsToTheTickets: what waits for the resident's word is said, who
// stands at the gate first.
func TestHomeLeadsToTheTickets(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, c := range []struct {
		counts tickets.Counts
		says   string
	}{
		{tickets.Counts{Resolved: 1, Open: 2}, "! 1 ticket to confirm: t"},
		{tickets.Counts{Resolved: 2}, "! 2 tickets to confirm: t"},
		{tickets.Counts{Open: 1}, "1 ticket open: t"},
		{tickets.Counts{Open: 1, InProgress: 2}, "3 tickets open: t"},
	} {
		queue(d.Society, c.counts)
		d.Refresh()
		d.See("! 1 waits for your word")
		d.Miss(c.says)
		d.Visits.Change("Suresh Patil", func(v *visits.Visit) { v.Status = visits.Denied })
		d.Refresh()
		d.See(c.says)
		d.Visits.Change("Suresh Patil", func(v *visits.Visit) { v.Status = visits.Pending })
	}
	// Without room for the sentence a word says it, never half a sentence.
	d.Resize(64, 16)
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) { v.Status = visits.Denied })
	for says, c := range map[string]tickets.Counts{"confirm! t": {Resolved: 2}, "tickets: t": {Open: 1}} {
		queue(d.Society, c)
		d.Refresh()
		d.See("Paid   " + says)
	}
	d.Resize(60, 16)
	d.Miss("tick", "confirm")
	d.Keys("t")
	d.See("| Tickets")
	d.Keys("esc")
	d.See("| Home")
}
