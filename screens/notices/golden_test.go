package notices_test

import (
	"testing"

	"github.com/civoranexus/society360/data/notices"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"list":    func(*screentest.Desk) {},
		"read":    func(d *screentest.Desk) { d.Keys("enter") },
		"expired": func(d *screentest.Desk) { d.Keys("left") },
		"search": func(d *screentest.Desk) {
			d.Keys("/")
			d.Type("tower")
		},
		"write-empty": func(d *screentest.Desk) { d.Keys("n") },
		"write-preview": func(d *screentest.Desk) {
			d.Keys("n")
			d.Type("Lift of Tower A stands still")
			d.Keys("tab")
			d.Type("The lift is **repaired** on Monday.")
			d.Keys("enter", "enter")
			d.Type("- use the stairs")
			d.Keys("enter")
			d.Type("- or the service lift")
			d.Keys("tab", "o", "tab", "y", "tab")
			d.Type("mon 6pm")
		},
		"write-errors": func(d *screentest.Desk) {
			d.Keys("n", "tab", "tab", "tab", "tab")
			d.Type("someday")
			d.Keys("ctrl+s")
		},
		"change-conflict": func(d *screentest.Desk) {
			d.Keys("e", "tab")
			d.Type(" Twice.")
			d.Notices.Change(waterOff, func(n *notices.Notice) { n.Content = "Moved to **Friday**." })
			d.Keys("ctrl+s")
		},
		"end": func(d *screentest.Desk) { d.Keys("x") },
		"empty": func(d *screentest.Desk) {
			d.Notices.Clear()
			d.Refresh()
		},
		"help": func(d *screentest.Desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, admin) }, scenes())
}

func TestReadersView(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Golden("reader", "80x24")
	d.Miss("n write", "e change", "Expired", "Annual general meeting")
	d.Resize(160, 30)
	d.Golden("reader", "160x30")
}

func TestSelectionShowsWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"vt100", "linux", "dumb"} {
		d := open(t, admin, func(s *setup) { s.term = []string{term} })
		d.See("> ! new", "[In force]")
		d.Keys("n")
		d.See("> Title", "(o) Everyone", "-- as its readers will see it ---")
	}
}
