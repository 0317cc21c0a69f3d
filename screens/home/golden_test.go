package home_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *desk) {
	return map[string]func(d *desk){
		"inside":   func(*desk) {},
		"expected": func(d *desk) { d.Keys("right") },
		"history":  func(d *desk) { d.Keys("right", "right") },
		"search": func(d *desk) {
			d.Keys("right", "right", "/")
			d.Type("ramesh")
		},
		"form-empty": func(d *desk) { d.Keys("n") },
		"form-units": func(d *desk) {
			d.units = append(d.units, unit(102, "B-204"), unit(103, "B-205"))
			d.Keys("n", "esc", "n")
			d.Type("Ritu Malhotra")
			d.Keys("tab", "tab")
			d.Type("b")
		},
		"form-errors": func(d *desk) {
			d.Keys("n", "tab", "tab", "tab", "tab")
			d.Type("sunday")
			d.Keys("ctrl+s")
		},
		"form-filled": func(d *desk) {
			d.Keys("n")
			d.Type("Ritu Malhotra")
			d.Keys("tab")
			d.Type("9820055555")
			d.Keys("tab", "tab", "tab")
			d.Type("tomorrow 6pm")
		},
		"approve": func(d *desk) { d.Keys("a") },
		"deny":    func(d *desk) { d.Keys("right", "d") },
		"details": func(d *desk) {
			kiran := d.find("Kiran (AC service)")
			d.trail[kiran.ID] = []data.VisitStep{
				{At: kiran.At.Add(-time.Minute), Action: data.VisitorAnnounced, Who: "Sunita Pawar", Gate: "Main", Note: "filter change"},
				{At: kiran.At.Add(-30 * time.Second), Action: data.VisitorApproved, Who: "Meera Joshi", Channel: data.ByResident},
				{At: kiran.At, Action: data.VisitorCheckedIn, Who: "Imran Shaikh", Gate: "Main"},
			}
			d.Keys("end", "enter")
		},
		"empty": func(d *desk) {
			d.visits = nil
			d.Send(refreshed())
		},
		"moves-in": func(d *desk) {
			d.visits, d.units = nil, nil
			d.ahead = []data.Arrival{{Unit: "A-101", Name: "Meera Joshi", Type: "owner", Day: data.Day{Year: 2027, Month: 2, Day: 1}}}
			d.Send(refreshed())
		},
		"help": func(d *desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *desk { return open(tb) }, scenes())
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
		d.See("> 12:57  Farid Khan +3", "[Inside 2]", "26h overstay!", "! 1 waits for your word")
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
