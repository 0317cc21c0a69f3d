package tickets_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestTakeAndStartWithTwoKeys(t *testing.T) {
	t.Parallel()
	for _, paused := range []bool{false, true} {
		d := open(t)
		d.Keys("down", "down")
		if paused {
			d.Pause() // the keys are typed ahead of a slow line
		}
		d.Keys("enter", "s")
		d.Resume()
		if k := d.Tickets.Find("Lift stuck, Tower A"); k.Status != tickets.InProgress || k.Assignee != "Vijay More" {
			t.Errorf("paused %v: %+v", paused, k)
		}
		d.See("Started Lift stuck, Tower A (A-101). It is yours.", "in progress", "r resolve", "With      Vijay More")
		d.Keys("s")
		d.See("This ticket is in progress: the office can resolve, reject or give it back.")
		if n := d.Called("Tickets.Start"); n != 1 {
			t.Errorf("paused %v: started %d times", paused, n)
		}
		d.Keys("esc")
		d.See("Mine 2", "in progress 2")
	}
}

func TestStartingWhatSomebodyHasAsks(t *testing.T) {
	t.Parallel()
	d := open(t, as(asha))
	d.Keys("down", "down", "down", "s")
	d.See("Vijay More has this ticket and keeps it. Start it? y/n")
	d.Keys("n")
	if d.Called("Tickets.Start") != 0 {
		t.Error("started without a yes")
	}
	d.Keys("s", "y")
	d.See("with Vijay More.")
}

func TestResolveNeedsANoteAndKeepsIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("r", "enter")
	d.See("What was done about Water leak in the kitchen ceiling", "Please type something.")
	d.Down = screentest.Down()
	d.Type("Pipe joint tightened")
	d.Keys("enter")
	d.See("not saved: the database cannot be reached. Try again in a moment.")
	d.Down = nil
	// Another step's text in between takes nothing away.
	d.Keys("m")
	d.Miss("Pipe joint tightened")
	d.Type("On my way")
	d.Keys("enter")
	d.See("Commented on Water leak")
	d.Keys("r")
	d.See("> Pipe joint tightened")
	d.Keys("enter")
	if k := d.Tickets.Find("Water leak in the kitchen ceiling"); k.Status != tickets.Resolved || !slices.Equal(d.notes(), []string{"On my way", "Pipe joint tightened"}) {
		t.Errorf("%+v with %q", k, d.notes())
	}
	d.See("Resolved Water leak in the kitchen ceiling (B-204). It waits to be confirmed.", "[Queue 4]")
	d.UpToDate()
	d.Keys("r")
	d.See("This ticket is open: the office can assign, start or reject it.")
}

func TestEveryStepByItsKey(t *testing.T) {
	t.Parallel()
	d := open(t, as(asha))
	title := "Water leak in the kitchen ceiling"
	d.Keys("u")
	d.Type("waits for a part")
	d.Keys("enter")
	d.See("is open again, and nobody's.")
	d.Keys("p", "l")
	d.See("Water leak in the kitchen ceiling (B-204) is low now.")
	if k := d.Tickets.Find(title); k.Status != tickets.Open || k.Priority != tickets.Low {
		t.Fatalf("%+v", k)
	}
	d.Keys("t", "m", "t", "n", " ")
	d.Keys("enter")
	d.See("low", "in progress")
	d.Keys(" ")
	d.Type("Joint tightened")
	d.Keys("enter", " ")
	d.See("Is Water leak in the kitchen ceiling (B-204) done? Close it? y/n")
	d.Keys("n", "o")
	d.Type("still wet")
	d.Keys("enter")
	d.See("Reopened Water leak")
	d.Keys("r")
	d.Type("New joint")
	d.Keys("enter", "c", "y")
	d.See("Closed Water leak in the kitchen ceiling (B-204).")
	if k := d.Tickets.Find(title); k.Status != tickets.Closed ||
		!slices.Equal(d.notes(), []string{"waits for a part", "Joint tightened", "still wet", "New joint", ""}) {
		t.Errorf("%+v, notes %q", k, d.notes())
	}
	d.Keys(" ")
	d.See("Nothing is left to do for Water leak in the kitchen ceiling.")
	d.Keys("e")
	d.See("This ticket is closed. Raise a new one.")
	d.Keys("h")
	d.See("Audit maintenance_tickets/" + d.Tickets.Find(title).ID.String())
}

// TestTheOfferedStartIsOfTheTicketToldOf: by being one's own it left the list, and
// the cursor is on another.
func TestTheOfferedStartIsOfTheTicketToldOf(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "right", "t", "m")
	d.See("No power on the fourth floor (C-302) is yours now. s starts it.", "[Unassigned 2]")
	d.Keys("s")
	d.See("Started No power on the fourth floor (C-302). It is yours.")
	if k := d.Tickets.Find("No power on the fourth floor"); k.Status != tickets.InProgress {
		t.Errorf("%+v", k)
	}
	if n := d.Called("Tickets.Start"); n != 1 {
		t.Errorf("started %d times", n)
	}
}

func TestAssignToAChosenHand(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "right", "t")
	d.See("Who gets No power on the fourth floor (C-302)?", "> m  me (Vijay More)  1 open", "a  Anil Gaikwad  0 open")
	d.Miss("nobody")
	d.Keys("a")
	if k := d.Tickets.Find("No power on the fourth floor"); k.Assignee != "Anil Gaikwad" || k.Status != tickets.Open {
		t.Errorf("%+v", k)
	}
	d.See("No power on the fourth floor (C-302) is with Anil Gaikwad now.", "[Unassigned 2]", "> high")
	d.Fail("Tickets.Hands", screentest.Down())
	d.Keys("t")
	d.See("! The database cannot be reached")
}

// TestTheOfferToStartMeansTheTicketThatWasTaken: it has left the list of what is
// nobody's, and the cursor is on another one.
func TestTheOfferToStartMeansTheTicketThatWasTaken(t *testing.T) {
	t.Parallel()
	taken := func(t *testing.T) (*desk, string, string) {
		t.Helper()
		d := open(t)
		d.Keys("right", "right")
		d.See("[Unassigned")
		var open []string
		d.Tickets.Each(func(k *tickets.Ticket) {
			if k.AssigneeID == nil && k.Status == tickets.Open {
				open = append(open, k.Title)
			}
		})
		if len(open) < 2 {
			t.Fatalf("nobody's: %q", open)
		}
		d.Keys("t", "m")
		for _, title := range open {
			if d.Tickets.Find(title).AssigneeID != nil {
				return d, title, title + " (" + d.Tickets.Find(title).Unit + ") is yours now. s starts it."
			}
		}
		t.Fatal("none was taken")
		return nil, "", ""
	}
	d, title, offer := taken(t)
	d.See(offer)
	d.Keys("s")
	if k := d.Tickets.Find(title); k.Status != tickets.InProgress || d.Called("Tickets.Start") != 1 {
		t.Errorf("another one was started: %+v", k)
	}
	// Somebody else starts it first.
	d, title, offer = taken(t)
	d.Tickets.Change(title, func(k *tickets.Ticket) { k.Status = tickets.InProgress })
	d.Keys("left")
	d.Miss(offer)
	// Who goes on to another one means that.
	d, title, offer = taken(t)
	d.Keys("down")
	d.Miss(offer)
	d.Keys("s")
	if k := d.Tickets.Find(title); k.Status != tickets.Open {
		t.Errorf("the taken one was started: %+v", k)
	}
}

// TestTheSecondSaveShowsBoth: somebody else changed the ticket. The typed note is
// shown beside the other's change, and is there for the next try.
func TestTheSecondSaveShowsBoth(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.takenByAnil("Lift stuck, Tower A")
	d.Keys("down", "down", "enter", "x")
	// The desk was told nothing yet when the note was typed.
	d.change("Lift stuck, Tower A", func(k *tickets.Ticket) { k.Title = "Lift stuck" })
	d.Type("A duplicate")
	d.Keys("enter")
	d.See("Changed meanwhile by Anil Gaikwad at 14:05", "title Lift stuck, was Lift stuck, Tower A",
		"Not saved:", "rejection of Lift stuck, Tower A (A-101)", "A duplicate", "What you typed is kept for the next try.",
		"! Anil Gaikwad started this ticket at 14:05; yours is not saved.")
	d.Keys("esc", "x")
	d.See("Why is Lift stuck (A-101) rejected?")
	d.Keys("esc")
	if k := d.Tickets.Find("Lift stuck"); k.Status == tickets.Rejected || len(d.notes()) != 0 {
		t.Errorf("overwritten: %+v, %q", k, d.notes())
	}
	d.Keys("x")
	d.Type("A duplicate")
	d.Keys("enter")
	if k := d.Tickets.Find("Lift stuck"); k.Status != tickets.Rejected {
		t.Errorf("with the other's change before one it goes through: %+v", k)
	}
}

func TestAKeptNoteIsOfferedAfterAConflict(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.change("Water leak in the kitchen ceiling", func(k *tickets.Ticket) { k.Priority = tickets.High })
	d.Refresh()
	d.Keys("enter")
	d.change("Water leak in the kitchen ceiling", func(k *tickets.Ticket) { k.Assignee = "Anil Gaikwad" })
	d.Keys("r")
	d.Type("Joint tightened")
	d.Keys("enter")
	d.See("with Anil Gaikwad, was Asha Rao", "Joint tightened")
	d.Keys("esc", "r")
	d.See("> Joint tightened")
	d.Keys("enter")
	if k := d.Tickets.Find("Water leak in the kitchen ceiling"); k.Status != tickets.Resolved || !slices.Equal(d.notes(), []string{"Joint tightened"}) {
		t.Errorf("%+v, %q", k, d.notes())
	}
}

func TestALostAnswerIsLookedUp(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Tickets.Start")
	d.Fail("Settle", screentest.Down(), screentest.Down())
	d.Keys("down", "s")
	d.See("unknown, checking: start of No power on the fourth floor (C-302)")
	d.Keys("q")
	d.See("Leave the desk and lose the outcome of a save (start of No")
	d.Keys("n")
	d.Advance(3 * time.Second)
	d.See("saved: start of No power on the fourth floor (C-302)")
	if n := d.Called("Tickets.Start"); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestAResidentConfirmsReopensAndComments(t *testing.T) {
	t.Parallel()
	d := open(t, as(meera))
	d.See("[Open 2]", "To confirm 1", "! 1 to confirm", "#3 Lift stuck, Tower")
	d.Miss("Water leak") // another unit's
	for _, k := range []string{"s", "t", "x", "p", "e", "u", "h"} {
		d.Keys(k)
		d.Miss("(A-101)?")
	}
	d.Keys(" ")
	d.See("The office works on it. m comments.")
	d.Keys("c")
	d.See("This ticket is open: the office can assign, start or reject it.")
	d.Keys("right", "enter")
	d.See("Bell does not ring   resolved", "c close  o reopen  m comment")
	d.Keys("o")
	d.Type("rings twice now")
	d.Keys("enter")
	d.See("Reopened Bell does not ring (A-101).", "in progress")
	d.change("Bell does not ring", func(k *tickets.Ticket) { k.Status = tickets.Resolved })
	d.Refresh()
	d.Keys("m")
	d.Type("Thank you")
	d.Keys("enter", " ", "y")
	d.See("Closed Bell does not ring (A-101).", "comment, Meera Joshi: Thank you")
	if k := d.Tickets.Find("Bell does not ring"); k.Status != tickets.Closed || !slices.Equal(d.notes(), []string{"rings twice now", "Thank you", ""}) {
		t.Errorf("%+v, %q", k, d.notes())
	}
	if n := d.Called("Tickets.Hands") + d.Called("Tickets.Start") + d.Called("Tickets.Prioritize"); n != 0 {
		t.Errorf("%d calls that are not a resident's", n)
	}
}

func TestAGuardRaisesAndFollowsUp(t *testing.T) {
	t.Parallel()
	d := open(t, as(sunita))
	d.See("You raised no ticket today. n raises one.")
	d.Keys("n")
	d.Type("a101")
	d.Keys("tab")
	d.See("(o) me (Sunita Pawar)", "( ) Meera Joshi")
	d.Keys("right", "tab")
	d.Type("Lift")
	d.Keys("tab")
	d.Type("Gate: lift door stands open")
	d.Keys("tab", "h", "tab")
	d.Type("Since")
	d.Keys("enter")
	d.Type("nine")
	d.Keys("ctrl+s")
	d.See("Raised #9 Gate: lift door stands open (A-101).", "> high", "[Raised today]")
	d.UpToDate()
	n := d.raised()[0]
	if n.UnitID != d.Units.Find("A-101").ID || n.RequesterID == nil || *n.RequesterID != d.Accounts.Find("Meera Joshi").ID || n.Category != "Lift" ||
		n.Priority != tickets.High || n.Description != "Since\nnine" {
		t.Errorf("raised %+v", n)
	}
	d.Keys("enter", "c", "m", "s", " ")
	d.See("Gate: lift door stands open   open", "Since", "nine")
	if len(d.notes()) != 0 || d.Called("Tickets.Start")+d.Called("Tickets.Close") != 0 {
		t.Error("a guard moved a ticket")
	}
}

func TestATicketThatIsGone(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.open = screentest.ID(77).String() })
	d.See("! It is no longer there.", "r try again")
	d.Keys("s", "r")
	if n := d.Called("Tickets.Get"); n != 2 {
		t.Errorf("read %d times", n)
	}
	if strings.Contains(d.View(), "(") {
		t.Errorf("a key meant a ticket that is not there:\n%s", d.View())
	}
}

// TestANoteIsForTheOffice: the question says who reads it, and residents have no key for
// one.
func TestANoteIsForTheOffice(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "i")
	d.See("For the office alone, on Water leak")
	d.Type("The plumber wants the owner to pay")
	d.Fail("Tickets.Note", screentest.Down())
	d.Keys("enter")
	d.See("not saved")
	d.Keys("i")
	d.See("The plumber wants the owner to pay")
	d.Keys("enter")
	d.See("Noted on Water leak", "note for the office, Vijay More: The plumber")
	resident := open(t, as(meera))
	resident.Keys("enter", "i")
	resident.Miss("For the office")
}
