package units_test

import (
	"testing"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"list":        func(*screentest.Desk) {},
		"maintenance": func(d *screentest.Desk) { d.Keys("right", "right", "right") },
		"blocks":      func(d *screentest.Desk) { d.Keys("left") },
		"search": func(d *screentest.Desk) {
			d.Keys("/")
			d.Type("a 10")
		},
		"unit": func(d *screentest.Desk) { d.Keys("enter", "down") },
		"unit-coming": func(d *screentest.Desk) {
			d.Keys("m")
			d.Type("farah")
			d.Keys("tab", "tab", "y", "tab")
			d.Type("1/2/2027")
			d.Keys("ctrl+s", "enter", "down", "down", "down")
		},
		"unit-empty": func(d *screentest.Desk) { d.Keys("down", "enter") },
		"new-unit": func(d *screentest.Desk) {
			d.Keys("n")
			d.Type("Tower C")
			d.Keys("tab")
			d.Type("301")
		},
		"move-in": func(d *screentest.Desk) {
			d.Keys("m")
			d.Type("Ravi Iyer")
			d.Keys("tab")
			d.Type("ravi")
			d.Keys("ctrl+s")
		},
		"move-out":    func(d *screentest.Desk) { d.Keys("enter", "down", "down", "o") },
		"delete":      func(d *screentest.Desk) { d.Keys("down", "x") },
		"import":      func(d *screentest.Desk) { d.Keys("i") },
		"import-bad":  func(d *screentest.Desk) { d.Keys("i", "enter") },
		"import-good": func(d *screentest.Desk) { d.Keys("i", "end", "enter") },
		"empty": func(d *screentest.Desk) {
			d.Units.Clear()
			d.Blocks.Clear()
			d.Refresh("units")
		},
		"help": func(d *screentest.Desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb) }, scenes())
}

func TestAsciiTerminals(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"vt100", "linux", "dumb"} {
		d := open(t, func(s *setup) { s.term = []string{term} })
		d.See("> A-101", "[All units]", "! maintenance")
		d.Keys("enter")
		d.See("> Unit", "Rs 12,340.50 due")
		for i, r := range d.View() {
			if r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term, r, i)
			}
		}
	}
}
