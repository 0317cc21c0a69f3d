package tickets_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *desk) {
	return map[string]func(d *desk){
		"queue":      func(*desk) {},
		"mine":       func(d *desk) { d.Keys("right") },
		"unassigned": func(d *desk) { d.Keys("right", "right") },
		"all":        func(d *desk) { d.Keys("left") },
		"search": func(d *desk) {
			d.Keys("/")
			d.Type("lift")
		},
		"category":   func(d *desk) { d.Keys("f", "e") },
		"categories": func(d *desk) { d.Keys("f") },
		"ticket": func(d *desk) {
			told(d)
			d.Keys("down", "down", "enter")
		},
		"ticket-end": func(d *desk) {
			told(d)
			d.Keys("down", "down", "enter", "end")
		},
		"resolve": func(d *desk) { d.Keys("enter", "r") },
		"assign":  func(d *desk) { d.Keys("t") },
		"conflict": func(d *desk) {
			d.takenByAnil("Lift stuck, Tower A")
			d.Keys("down", "down", "x")
			d.Type("A duplicate of the one that Anil has on his bench since the morning")
			d.Keys("enter")
		},
		"raise": func(d *desk) {
			d.Keys("n")
			d.Type("a101")
			d.Keys("tab", "right", "tab")
			d.Type("pl")
		},
		"raise-errors": func(d *desk) { d.Keys("n", "ctrl+s") },
		"edit":         func(d *desk) { d.Keys("down", "down", "e") },
		"empty": func(d *desk) {
			d.Tickets.Clear()
			d.Refresh()
		},
		"help": func(d *desk) { d.Keys("?") },
	}
}

// told gives the lift's ticket a past.
func told(d *desk) {
	lift := d.Tickets.Find("Lift stuck, Tower A")
	since := lift.CreatedAt
	for _, step := range []tickets.Step{
		{At: since, Action: action.TicketCreated, Who: "Meera Joshi"},
		{At: since.Add(time.Hour), Action: action.TicketAssigned, Who: "Asha Rao", Changes: []tickets.Change{{Field: "assigned_to_id", After: "Vijay More"}}},
		{
			At: since.Add(2 * time.Hour), Action: action.TicketStarted, Who: "Vijay More",
			Changes: []tickets.Change{{Field: "status", Before: "open", After: "in_progress"}},
		},
		{At: since.Add(3 * time.Hour), Action: action.TicketCommented, Who: "Meera Joshi", Note: "It stopped again at nine; the guard has the key of the machine room and will open it for whoever comes."},
		{
			At: since.Add(4 * time.Hour), Action: action.TicketReleased, Who: "Vijay More", Note: "Waits for a relay",
			Changes: []tickets.Change{{Field: "status", Before: "in_progress", After: "open"}, {Field: "assigned_to_id", Before: "Vijay More"}},
		},
		{
			At: since.Add(5 * time.Hour), Action: action.TicketUpdated, Who: "Asha Rao",
			Changes: []tickets.Change{{Field: "priority", Before: "medium", After: "high"}, {Field: "description", Before: "", After: "x"}},
		},
		{At: since.Add(6 * time.Hour), Action: "OTHER_PROGRAM", Changes: []tickets.Change{{Field: "status", Before: "open", After: "in_progress"}}},
	} {
		d.TicketStep(lift.ID, step)
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *desk { return open(tb) }, scenes())
}

func TestViewsOfOthers(t *testing.T) {
	t.Parallel()
	for name, actor := range map[string]string{"resident": meera, "guard": sunita} {
		d := open(t, as(actor))
		d.Golden(name+"-list", "80x24")
		d.Keys("n")
		d.Golden(name+"-raise", "80x24")
		d.Keys("esc", "?")
		d.Golden(name+"-help", "80x24")
	}
}

func TestWidestShowsThePane(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Resize(160, 30)
	d.Keys("down", "down")
	d.See("Lift stuck, Tower A   open", "Raised    20 Nov 2026, 19:07 by Meera", "          Joshi")
	d.Golden("pane", "160x30")
}

func TestSelectionShowsWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range [][]string{{"vt100"}, {"linux"}, {"dumb"}, {"xterm-256color", "NO_COLOR", "1"}} {
		d := open(t, func(s *setup) { s.term = term })
		d.See("> critical", "[Queue 5]", "26h over!", "1 over!")
		for i, r := range d.View() {
			if term[0] != "xterm-256color" && r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term[0], r, i)
			}
		}
		if term[0] != "linux" && (strings.Contains(d.Raw(), "\x1b[3") || strings.Contains(d.Raw(), ";3")) {
			t.Errorf("%v: colour is sent: %q", term, d.Raw())
		}
		d.Keys("n")
		d.See("> Unit", "(o) medium")
	}
}
