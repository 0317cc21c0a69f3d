package tickets_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestListsOfStaff(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.See("[Queue 5]", "Mine 1", "Unassigned 3", "in progress 1", "resolved 1", "1 over!")
	d.Miss("Bell does not ring")
	d.Keys("right")
	d.See("[Mine 1]", "> medium", "22h left")
	d.Miss("Lift stuck")
	d.Keys("right")
	d.See("Lift stuck", "No power")
	d.Miss("Water leak")
	d.Keys("right")
	d.See("Bell does not ring", "in time", "Somebody parks", "rejected")
	d.Tickets.Change("No power on the fourth floor", func(k *tickets.Ticket) { k.CreatedAt = d.Now().Add(2*time.Minute - 4*time.Hour) })
	d.Keys("right")
	d.See("2m left")
	d.Advance(4 * time.Minute)
	d.See("2m over!")
}

func TestACategoryIsKeptToAndLeft(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("f")
	d.See("Show tickets of which category?", "a  all categories", "p  Painting")
	d.Keys("e")
	d.See("only Electrical", "No power", "Corridor lamp")
	d.Miss("Lift stuck")
	d.Keys("left")
	d.See("Bell does not ring")
	d.Miss("Drain in the kitchen")
	d.Keys("f", "c")
	d.See("No ticket here is of Cleaning. Esc shows all categories.")
	d.Keys("esc")
	d.See("Drain in the ki", "1 over!")
	d.Keys("right", "esc")
	if d.Quit() {
		t.Error("Esc left the desk")
	}
	d.See("[Queue 5]", "Water leak")
	d.Miss("only ")
}

// TestCategoriesThatComeLate: the choice waits for them, and the key behind f
// waits for the choice.
func TestCategoriesThatComeLate(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.society.Fail("Tickets.Categories", screentest.Down()) })
	d.Pause()
	d.Keys("f", "e")
	d.Resume()
	d.See("only Electrical")
	other := open(t, func(s *setup) { s.society.Fail("Tickets.Categories", screentest.Down(), screentest.Down()) })
	other.Keys("f")
	other.See("! The database cannot be reached", "[Queue 5]")
}

func TestSearchingTickets(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("/")
	d.Type("li")
	d.See("Lift stuck", "Paint peels")
	d.Keys("shift+tab")
	d.See("Type three letters at least, or a unit.")
	d.Type("ft")
	d.See("Lift stuck")
	d.Type("x")
	d.See("No ticket here matches. Tab looks in the next list, Esc shows all.")
}

func TestRIsRetryWhereNothingCouldBeRead(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Fail("Tickets.List", screentest.Down())
	d.Refresh()
	d.See("Lift stuck")
	d.Keys("r")
	d.Miss("What was done")
	d.Keys("r")
	d.See("What was done about Water leak")
}

func TestAnotherDesksChangeIsShown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "down", "enter")
	d.takenByAnil("Lift stuck, Tower A")
	d.Refresh()
	d.See("With      Anil Gaikwad", "in progress")
	d.Keys("esc")
	d.See("> high")
}

func TestRaiseByKeys(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "ctrl+s")
	d.See("Which unit? Type its number, such as A-101.", "What kind of issue?", "What is wrong? A few words")
	d.Type("b204")
	d.Keys("tab")
	d.See("Asked by  (o) me (Vijay More)")
	d.Miss("( ) Meera Joshi") // nobody lives there
	d.Keys("tab")
	d.Type("plu")
	d.Keys("down", "enter")
	d.Type("taboo leak")
	d.Fail("Tickets.Raise", screentest.Complaint("title", "Not this word."))
	d.Keys("ctrl+s")
	d.See("Not this word.", "not saved", "taboo leak")
	for range len("taboo leak") {
		d.Keys("backspace")
	}
	d.Type("Tap drips")
	d.Fail("Tickets.Raise", screentest.Down())
	d.Keys("ctrl+s")
	d.See("not saved: the database cannot be reached", "Tap drips")
	d.Keys("ctrl+s")
	d.See("Raised #9 Tap drips (B-204).", "[Queue 6]", "> medium    #9 Tap drips")
	d.UpToDate()
	if n := d.raised(); len(n) != 1 || n[0].UnitID != d.Units.Find("B-204").ID || n[0].RequesterID != nil || n[0].Category != "Plumbing" || n[0].Priority != tickets.Medium {
		t.Errorf("raised %+v", n)
	}
}

func TestALeftFormAsks(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("a1")
	d.Keys("esc")
	d.Keys("esc")
	d.See("y/n")
	d.Keys("n")
	d.See("Raise a ticket", "a1")
}

func TestResidentsFormKnowsTheUnit(t *testing.T) {
	t.Parallel()
	d := open(t, as(meera))
	d.Keys("n")
	d.See("Raise a ticket for A-101", "> Category")
	d.Miss("Unit  ", "Asked by")
	d.Type("Lift")
	d.Keys("tab")
	d.Type("Door sticks")
	d.Lose("Tickets.Raise")
	d.Keys("ctrl+s")
	d.See("saved: ticket Door sticks (A-101)", "Door sticks")
	if n := d.raised()[0]; n.UnitID != d.Units.Find("A-101").ID || n.RequesterID != nil {
		t.Errorf("raised %+v", n)
	}
	late := open(t, as(meera), func(s *setup) { s.society.Fail("Homes.MyUnits", screentest.Down()) })
	late.Keys("n")
	late.See("Raise a ticket for A-101")
	none := open(t, as(meera), func(s *setup) { s.society.Fail("Homes.MyUnits", screentest.Down(), screentest.Down()) })
	none.Keys("n")
	none.See("! The database cannot be reached")
}

// TestAnEditShowsWhatSomebodyElseSaved: both stand beside each other, and the
// next save is made knowing it.
func TestAnEditShowsWhatSomebodyElseSaved(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "down", "e")
	d.See("Edit the ticket of A-101", "Lift stuck, Tower A")
	d.Type(" again")
	d.change("Lift stuck, Tower A", func(k *tickets.Ticket) { k.Title = "Lift of Tower A stuck" })
	d.Keys("ctrl+s")
	d.See("Changed meanwhile by Anil Gaikwad at 14:05, now: Title Lift of Tower A\n   stuck.", "Not saved: Title Lift stuck, Tower A again.",
		"Lift stuck, Tower A again", "now: Lift of Tower A stuck", "yours is not saved")
	d.Keys("ctrl+s")
	d.See("Changed Lift stuck, Tower A again (A-101).")
	d.UpToDate()
	if k := d.Tickets.Find("Lift stuck, Tower A again"); k.Category != "Lift" || k.Description == "" {
		t.Errorf("%+v", k)
	}
	// What only the other changed is not changed back, and it is told though the
	// form does not show it.
	d.Keys("e")
	d.Type("?")
	d.change("Lift stuck, Tower A again", func(k *tickets.Ticket) {
		k.Priority, k.Description = tickets.Critical, "Two people\nare in it."
	})
	d.Keys("ctrl+s")
	d.See("priority critical, was high", "the text was changed", "Two people", "are in it.")
	d.Keys("esc")
	d.See("are in it.", "changed meanwhile", "Changed meanwhile by Anil Gaikwad at 14:05, now: Text Two people are in it.")
	d.Keys("ctrl+s")
	d.See("Changed Lift stuck, Tower A again? (A-101).")
	if k := d.Tickets.Find("Lift stuck, Tower A again?"); k.Description != "Two people\nare in it." || k.Priority != tickets.Critical {
		t.Errorf("the other's change was lost: %+v", k)
	}
	// Somebody closed it meanwhile: the form stays, and says so.
	d.Keys("e")
	d.Type("!")
	d.change("Lift stuck, Tower A again?", func(k *tickets.Ticket) { k.Status = tickets.Rejected })
	d.Keys("ctrl+s")
	d.See("Changed meanwhile by Anil Gaikwad", "status rejected, was open")
	d.Keys("esc")
	d.See("Lift stuck, Tower A again?!")
}

// TestALowOneThatIsOverStandsAboveTheRest: what is late is not forgotten at the end of
// the queue.
func TestALowOneThatIsOverStandsAboveTheRest(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Tickets.Change("Paint peels beside the lift", func(k *tickets.Ticket) { k.CreatedAt = k.CreatedAt.AddDate(0, 0, -9) })
	d.Keys("right", "left")
	view := d.View()
	paint, power := strings.Index(view, "#5 Paint"), strings.Index(view, "#2 No power")
	if paint < 0 || power < paint || strings.Index(view, "#1 Water") > paint {
		t.Errorf("not behind what is late and critical, and above what is in time:\n%s", view)
	}
}
