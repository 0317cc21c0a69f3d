package bills_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/money"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// unitOpen opens the account of A-101.
func unitOpen(d *screentest.Desk) { d.Keys("enter") }

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"units":      func(*screentest.Desk) {},
		"defaulters": func(d *screentest.Desk) { d.Keys("right") },
		"payments":   func(d *screentest.Desk) { d.Keys("right", "right") },
		"cash-close": func(d *screentest.Desk) {
			pay(d.Society, bill(d.Society, 2), 5000_00, money.Cash, "", today())
			pay(d.Society, bill(d.Society, 3), 250_00, money.UPI, "UPI-9", today())
			d.Keys("left")
		},
		"search": func(d *screentest.Desk) {
			d.Keys("/")
			d.Type("b2")
		},
		"account":  unitOpen,
		"history":  func(d *screentest.Desk) { d.Keys("enter", "right") },
		"late-fee": func(d *screentest.Desk) { d.Keys("enter", "down", "down", "enter") },
		"pay":      func(d *screentest.Desk) { d.Keys("p") },
		"pay-spread": func(d *screentest.Desk) {
			d.Keys("p")
			d.Type("9000")
			d.Keys("tab", "u", "tab")
			d.Type("UPI-8831")
		},
		"pay-errors": func(d *screentest.Desk) {
			d.Keys("p")
			d.Type("99000")
			d.Keys("tab", "u", "ctrl+s")
		},
		"receipt": func(d *screentest.Desk) { d.Keys("p", "ctrl+s", "enter") },
		"raise": func(d *screentest.Desk) {
			d.Keys("n", "w", "tab")
			d.Type("1250.5")
		},
		"correct": func(d *screentest.Desk) { d.Keys("enter", "end", "c") },
		"waive":   func(d *screentest.Desk) { d.Keys("enter", "down", "down", "w") },
		"reverse": func(d *screentest.Desk) { d.Keys("right", "right", "x") },
		"run":     func(d *screentest.Desk) { d.Keys("R", "right") },
		"runs": func(d *screentest.Desk) {
			d.Keys("R", "l", "v", "ctrl+s")
			d.Type("the wrong fee")
			d.Keys("enter")
		},
		"take-back":      func(d *screentest.Desk) { d.Keys("R", "l", "v") },
		"take-back-paid": func(d *screentest.Desk) { d.Keys("R", "l", "end", "v") },
		"overdue":        func(d *screentest.Desk) { d.Keys("O") },
		"charged":        func(d *screentest.Desk) { d.Keys("O", "ctrl+s", "y", "w", " ", "A") },
		"empty": func(d *screentest.Desk) {
			d.Units.Clear()
			d.Keys("right", "left")
		},
		"help": func(d *screentest.Desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb) }, scenes())
}

func TestSelectionShowsWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range [][]string{{"vt100"}, {"linux"}, {"dumb"}, {"xterm-256color", "NO_COLOR", "1"}} {
		d := open(t, func(s *setup) { s.term = term })
		d.See("> A-101", "[Units]")
		d.Keys("enter")
		d.See("98d!", "late!")
		d.Keys("p")
		d.See("> Amount", "(o) Cash")
		for i, r := range d.View() {
			if term[0] != "xterm-256color" && r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term[0], r, i)
			}
		}
		if term[0] != "linux" && (strings.Contains(d.Raw(), "\x1b[3") || strings.Contains(d.Raw(), ";3")) {
			t.Errorf("%v: colour is sent: %q", term, d.Raw())
		}
	}
}
