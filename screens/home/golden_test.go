package home_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"inside":   func(*screentest.Desk) {},
		"expected": func(d *screentest.Desk) { d.Keys("right") },
		"history":  func(d *screentest.Desk) { d.Keys("right", "right") },
		"search": func(d *screentest.Desk) {
			d.Keys("right", "right", "/")
			d.Type("ramesh")
		},
		"form-empty": func(d *screentest.Desk) { d.Keys("n") },
		"form-units": func(d *screentest.Desk) {
			movesInto(d.Society, "B-204")
			movesInto(d.Society, "B-205")
			d.Keys("n", "esc", "n")
			d.Type("Ritu Malhotra")
			d.Keys("tab", "tab")
			d.Type("b")
		},
		"form-errors": func(d *screentest.Desk) {
			d.Keys("n", "tab", "tab", "tab", "tab")
			d.Type("sunday")
			d.Keys("ctrl+s")
		},
		"form-filled": func(d *screentest.Desk) {
			d.Keys("n")
			d.Type("Ritu Malhotra")
			d.Keys("tab")
			d.Type("9820055555")
			d.Keys("tab", "tab", "tab")
			d.Type("tomorrow 6pm")
		},
		"approve": func(d *screentest.Desk) { d.Keys("a") },
		"deny":    func(d *screentest.Desk) { d.Keys("right", "d") },
		"details": func(d *screentest.Desk) {
			kiran := d.Visits.Find("Kiran (AC service)")
			for _, step := range []visits.Step{
				{At: kiran.At.Add(-time.Minute), Action: action.VisitorAnnounced, Who: "Sunita Pawar", Gate: "Main", Note: "filter change"},
				{At: kiran.At.Add(-30 * time.Second), Action: action.VisitorApproved, Who: "Meera Joshi", Channel: visits.ByResident},
				{At: kiran.At, Action: action.VisitorCheckedIn, Who: "Imran Shaikh", Gate: "Main"},
			} {
				d.Step(kiran.ID, step)
			}
			d.Keys("end", "enter")
		},
		"empty": func(d *screentest.Desk) {
			noVisits(d.Society)
			d.Refresh()
		},
		"moves-in": func(d *screentest.Desk) {
			noVisits(d.Society)
			noUnits(d.Society)
			movesInto(d.Society, "A-101", value.Day{Year: 2027, Month: time.February, Day: 1})
			d.Refresh()
		},
		"help": func(d *screentest.Desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb) }, scenes())
}

func TestWidestShowsThePane(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Resize(160, 30)
	d.Keys("right", "down")
	d.See("Dipa Sen   approved", "Due       Sun 22 Nov 2026, 12:07", "Approved  21 Nov 2026, 11:07 by Meera", "          Joshi")
	d.Golden("pane", "160x30")
}

func TestSelectionShowsWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range [][]string{{"vt100"}, {"linux"}, {"dumb"}, {"xterm-256color", "NO_COLOR", "1"}} {
		d := open(t, func(s *setup) { s.term = term })
		d.See("> 12:57  Farid Khan +3", "[Inside 2]", "20 Nov overstay!", "! 1 waits for your word")
		for i, r := range d.View() {
			if term[0] != "xterm-256color" && r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term[0], r, i)
			}
		}
		if term[0] != "linux" && (strings.Contains(d.Raw(), "\x1b[3") || strings.Contains(d.Raw(), ";3")) {
			t.Errorf("%v: colour is sent: %q", term, d.Raw())
		}
		d.Keys("n")
		d.See("> Name", "(o) Guest")
		if term[0] == "dumb" {
			d.See("> Name    |")
		}
	}
}
