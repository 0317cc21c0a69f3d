package notices_test

import (
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *desk) {
	return map[string]func(d *desk){
		"list":    func(*desk) {},
		"read":    func(d *desk) { d.Keys("enter") },
		"expired": func(d *desk) { d.Keys("left") },
		"search": func(d *desk) {
			d.Keys("/")
			d.Type("tower")
		},
		"write-empty": func(d *desk) { d.Keys("n") },
		"write-preview": func(d *desk) {
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
		"write-errors": func(d *desk) {
			d.Keys("n", "tab", "tab", "tab", "tab")
			d.Type("someday")
			d.Keys("ctrl+s")
		},
		"change-conflict": func(d *desk) {
			d.Keys("e", "tab")
			d.Type(" Twice.")
			d.board.notices[0].Version, d.board.notices[0].Content = "2", "Moved to **Friday**."
			d.Keys("ctrl+s")
		},
		"end": func(d *desk) { d.Keys("x") },
		"empty": func(d *desk) {
			d.board.notices = nil
			d.Send(tui.Refresh{})
		},
		"help": func(d *desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *desk { return open(tb, admin) }, scenes())
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
