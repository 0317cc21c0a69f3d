package gate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *desk) {
	return map[string]func(d *desk){
		"inside":   func(*desk) {},
		"expected": func(d *desk) { d.Keys("right") },
		"today":    func(d *desk) { d.Keys("right", "right") },
		"history":  func(d *desk) { d.Keys("left", "left") },
		"strip": func(d *desk) {
			manyAtGate(d)
			d.Keys("up", "home")
		},
		"overstays": func(d *desk) {
			d.add("Old Painter", "98111 55555", "A-102", "Service", "", visits.CheckedIn, d.Now().Add(-80*time.Hour))
			d.Keys("left")
		},
		"history-archived": func(d *desk) {
			d.Visits.Each(func(v *visits.Visit) { v.Archived = v.Status == visits.CheckedOut || v.Status == visits.Denied })
			d.Keys("left", "left")
		},
		"search": func(d *desk) {
			d.Keys("/")
			d.Type("kir")
		},
		"search-nobody": func(d *desk) {
			d.Keys("/")
			d.Type("xyz")
		},
		"form-empty": func(d *desk) { d.Keys("n") },
		"form-known": func(d *desk) {
			d.Keys("n")
			d.Type("9820012345")
		},
		"form-barred": func(d *desk) {
			d.bar(visits.BarredPhone, "98200 12345", untilDecember)
			d.Keys("n")
			d.Type("9820012345")
		},
		"barred": func(d *desk) {
			barredThree(d)
			d.Keys("B")
		},
		"barred-details": func(d *desk) {
			barredThree(d)
			d.Keys("B", "enter")
		},
		"barred-form": func(d *desk) {
			d.Keys("B", "n", "tab")
			d.Type("9000077777")
			d.Keys("tab", "tab")
			d.Type("31 dec")
		},
		"form-inside": func(d *desk) {
			d.Keys("n")
			d.Type("9811122233")
			d.Keys("ctrl+s")
		},
		"form-errors": func(d *desk) {
			d.Keys("n")
			d.Type("12345")
			d.Keys("ctrl+s")
		},
		"form-unit": func(d *desk) {
			d.Keys("n", "tab")
			d.Type("Ravi")
			d.Keys("tab")
			d.Type("1")
		},
		"form-approval": func(d *desk) {
			d.Keys("n", "tab")
			d.Type("Ravi")
			d.Keys("tab")
			d.Type("a101")
			d.Keys("tab", "tab", "tab", "tab", "i", "tab")
		},
		"confirm": func(d *desk) { d.Keys("o") },
		"approve": func(d *desk) { d.Keys("a") },
		"deny":    func(d *desk) { d.Keys("right", "d") },
		"details": func(d *desk) {
			kiran := d.Visits.Find("Kiran (AC service)")
			d.Step(kiran.ID, visits.Step{At: kiran.CreatedAt.Add(-time.Minute), Action: action.VisitorAnnounced, Who: "Sunita Pawar", Gate: "Main", Note: "filter change"})
			d.Step(kiran.ID, visits.Step{At: kiran.CreatedAt.Add(-30 * time.Second), Action: action.VisitorApproved, Who: "Sunita Pawar", Channel: visits.ByIntercom})
			d.Step(kiran.ID, visits.Step{At: kiran.CreatedAt, Action: action.VisitorCheckedIn, Who: "Imran Shaikh", Gate: "Main"})
			d.Keys("end", "enter")
		},
		"correct": func(d *desk) { d.Keys("enter", "e") },
		"correct-overtaken": func(d *desk) {
			d.Keys("enter", "e", "ctrl+u")
			d.Type("Anita Dessai")
			d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Name, v.Plate = "Anita Deshpande", "MH12DE9901" })
			d.Keys("ctrl+s")
		},
		"correct-asked-anew": func(d *desk) {
			correcting(d, "dipa")
			toUnit(d, "a101")
		},
		"correct-own-word": func(d *desk) {
			desksOwn(d)
			correcting(d, "dipa")
			toUnit(d, "a101")
			d.Keys("tab", "tab", "tab", "i")
		},
		"lapsed": func(d *desk) {
			movedOut(d)
			d.Keys("right", "down", "enter")
		},
		"muster": func(d *desk) { d.Keys("m") },
		"help":   func(d *desk) { d.Keys("?") },
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
	d.Keys("down")
	d.See("Farid Khan +3   inside", "People    4")
	d.Golden("pane", "160x30")
}

func TestSelectionShowsWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range [][]string{{"vt100"}, {"linux"}, {"dumb"}, {"xterm-256color", "NO_COLOR", "1"}} {
		d := open(t, func(s *setup) { s.term = term })
		d.Keys("down")
		d.See("> 12:57  Farid Khan +3", "[Inside 3]", "20 Nov overstay!", "Overstay 1!")
		for i, r := range d.View() {
			if term[0] != "xterm-256color" && r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term[0], r, i)
			}
		}
		if term[0] != "linux" && (strings.Contains(d.Raw(), "\x1b[3") || strings.Contains(d.Raw(), ";3")) {
			t.Errorf("%v: colour is sent: %q", term, d.Raw())
		}
		d.Keys("n")
		d.See("> Phone", "(o) Guest")
		if term[0] == "dumb" {
			d.See("> Phone     |")
		}
	}
}
