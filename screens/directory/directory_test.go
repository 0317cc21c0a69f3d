package directory_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"list": func(*screentest.Desk) {},
		"search-name": func(d *screentest.Desk) {
			d.Keys("/")
			d.Type("arun")
		},
		"search-plate": func(d *screentest.Desk) {
			d.Keys("/")
			d.Type("mh12")
		},
		"search-short": func(d *screentest.Desk) {
			d.Keys("/")
			d.Type("zz")
		},
		"unit":          func(d *screentest.Desk) { d.Keys("enter") },
		"unit-revealed": func(d *screentest.Desk) { d.Keys("enter", "ctrl+r", "down", "down", "ctrl+r") },
		"unit-coming": func(d *screentest.Desk) {
			comes := d.Lives(d.Person("Ravi Iyer", role.Resident, ""), "A-102", "owner")
			comes.Primary, comes.PrimaryAhead, comes.MovedIn = false, true, value.Day{Year: 2027, Month: 2, Day: 1}
			d.Keys("down", "enter")
		},
		"unit-empty": func(d *screentest.Desk) { d.Keys("down", "enter") },
		"help":       func(d *screentest.Desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, asAdmin) }, scenes())
}

func TestWidestShowsThePane(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Resize(160, 30)
	d.Golden("pane", "160x30")
}

func TestAsciiTerminals(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"vt100", "linux", "dumb"} {
		d := open(t, asAdmin, func(s *setup) { s.term = []string{term} })
		d.See("> A-101", "[Units]")
		d.Keys("enter")
		d.See("> Unit", "Rs 12,340.00", "late! Rs 5,000.00", "9h overstay!")
		for i, r := range d.View() {
			if r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term, r, i)
			}
		}
	}
}

func TestAGuardFindsWhomToCall(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("/")
	d.Type("arun")
	d.See("found 1", "Arun Joshi, Meera Joshi") // who was meant comes first
	d.Keys("enter", "enter")
	d.See("Directory > A-101", "Arun Joshi", "family", "98*** **333", "MH12AB1234", "6 visits", "Kiran (AC service)")
	d.Miss("Dues", "98200 4")
	// The cursor says whose phone is meant.
	d.Keys("down", "down", "ctrl+r")
	d.See("Arun Joshi: 98200 43333", "98*** **210")
	if got := revealed(d); !slices.Equal(got, []string{"Arun Joshi"}) {
		t.Errorf("shown: %q", got)
	}
	d.Keys("ctrl+r")
	d.See("There is no phone left to show.")
	if d.Called("Homes.RevealPhone") != 1 {
		t.Error("a phone that is shown was asked for again")
	}
	// Elsewhere on the page the next one is.
	d.Keys("home", "ctrl+r")
	d.See("Meera Joshi: 98200 43210")
	d.Keys("esc", "esc")
	d.See("98200 43210", "B-204", "99*** **678")
	d.Keys("end", "ctrl+r")
	d.See("Farah Khan: 99300 45678")
}

func TestAPhoneWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Homes.RevealPhone")
	d.Keys("ctrl+r")
	d.See("The phone was not received. Ctrl+R asks again.")
	d.Keys("ctrl+r")
	d.See("Meera Joshi: 98200 43210")
	d.Fail("Homes.RevealPhone", &fault.Error{Kind: fault.NotFound, Format: "This resident no longer lives in the unit."})
	d.Keys("ctrl+r")
	d.See("This resident no longer lives in the unit.", "98200 43210")
	before := len(d.Calls)
	d.Keys("down", "ctrl+r")
	if len(d.Calls) != before {
		t.Errorf("the phone of nobody was asked for: %v", d.Calls)
	}
}

// TestNoKeyWaitsForAPhone: who looked at whose is audited, so a key pressed twice
// shows one, and the others work meanwhile.
func TestNoKeyWaitsForAPhone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Pause()
	d.Keys("ctrl+r", "ctrl+r", "down")
	d.See("> A-102")
	d.Resume()
	d.See("Meera Joshi: 98200 43210")
	if got := revealed(d); !slices.Equal(got, []string{"Meera Joshi"}) {
		t.Errorf("shown: %q", got)
	}
}

func TestEnterNamesTheKeyOfAPhone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "down", "enter")
	d.See("! Ctrl+R shows the phone of Meera Joshi.")
	d.Keys("ctrl+r", "enter")
	d.See("Meera Joshi: 98200 43210")
	d.Miss("shows the phone")
	d.Keys("?")
	d.Miss("│ Enter")
}

func TestTheListIsReadAgainBehindAUnit(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter")
	d.Lives(d.Person("Ravi Iyer", role.Resident, ""), "A-102", "owner")
	d.Refresh()
	d.Keys("esc")
	d.See("Ravi Iyer")
}

func TestTheOfficeGoesOnToDuesAndVisits(t *testing.T) {
	t.Parallel()
	for _, as := range []role.Role{role.Staff, role.Admin} {
		d := open(t, func(s *setup) { s.role = as })
		d.Keys("enter", "down", "down", "down", "down")
		d.See("> Dues      ₹12,340.00")
		d.Keys("enter")
		d.Keys("esc", "down", "down", "down", "down", "enter")
		if len(d.Opened) != 2 || d.Opened[0] != "bills "+d.Units.Find("A-101").ID.String() || d.Opened[1] != "gate "+d.Visits.Find("Suresh Patil").ID.String() {
			t.Errorf("%s opened %v", as, d.Opened)
		}
	}
	d := open(t, asAdmin, func(s *setup) { s.edits = func(r *screentest.Society) { r.Bills.Clear() } })
	d.Keys("enter")
	d.See("Dues      nothing due")
	d.Keys("down", "enter")
	d.See("Ctrl+R shows the phone of Meera Joshi.")
}

func TestAUnitsVisitsAreReadOn(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.edits = func(r *screentest.Society) { r.Page = 3 } })
	d.Keys("enter", "end", "end", "end", "end")
	d.See("Visitor 7")
	if strings.Count(d.View(), "Visits ") != 1 || d.Called("Directory.Unit") != 1 || d.Called("Visits.List") != 3 {
		t.Errorf("calls: %v\n%s", d.Calls, d.View())
	}
	// Read again, the cursor stays on its visit.
	d.Refresh()
	d.See(">           Visitor 7")
	d.Keys("esc", "end")
	d.See("> B-204")
}

func TestOpenedForAUnit(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.open = screentest.ID(204).String() })
	d.See("Directory > B-204", "Farah Khan", "tenant, primary")
	d = open(t, func(s *setup) { s.open = screentest.ID(999).String() })
	d.See("! It is no longer there. r tries again.")
	d = open(t, func(s *setup) {
		s.open, s.edits = screentest.ID(204).String(), func(r *screentest.Society) { r.Fail("Directory.Unit", screentest.Down()) }
	})
	d.See("cannot be reached")
	d.Keys("r")
	d.See("Directory > B-204", "Farah Khan")
}
