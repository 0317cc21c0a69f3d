package notices_test

import (
	"fmt"
	"testing"

	"github.com/civoranexus/society360/tui"
)

// scenes are what the golden files show, each at three sizes.
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
	for name, play := range scenes() {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {60, 16}} {
			name := fmt.Sprintf("%s-%dx%d", name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				d := open(t, admin)
				d.Resize(size[0], size[1])
				play(d)
				d.Golden(name)
			})
		}
	}
}

func TestReadersView(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Golden("reader-80x24")
	d.Miss("n write", "e change", "Expired", "Annual general meeting")
	d.Resize(160, 30)
	d.Golden("reader-pane-160x30")
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
