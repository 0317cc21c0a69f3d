package notices_test

import (
	"context"
	"testing"

	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"

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
		"change-again": func(d *screentest.Desk) {
			d.Read(role.Actor{UserID: screentest.ID(21)}, d.Notices.Find(waterOff).ID)
			d.Read(role.Actor{UserID: screentest.ID(22)}, d.Notices.Find(waterOff).ID)
			d.Keys("e", "tab")
			d.Type(" Twice.")
		},
		"changed": func(d *screentest.Desk) {
			water := d.Notices.Find(waterOff)
			d.Read(role.Actor{UserID: screentest.ID(9)}, water.ID)
			text := notices.Text{Title: water.Title, Content: "Moved to **Friday**.", Audience: water.Audience, Important: true}
			_, err := d.Rooms().Notices.Change(context.Background(), role.Actor{UserID: screentest.ID(21), Role: role.Admin}, screentest.ID(77),
				notices.Change{Text: text, Seen: water, Again: true})
			if err != nil {
				panic(err)
			}
			d.Refresh()
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
