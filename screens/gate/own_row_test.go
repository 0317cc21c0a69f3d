package gate_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
)

// logIn types a visitor into the form and saves with a key.
func (d *desk) logIn(name, unit, save string) {
	d.Keys("n", "tab")
	d.Type(name)
	d.Keys("tab")
	d.Type(unit)
	d.Keys("tab", save)
}

// TestASentencesKeyMeansItsRow: two wait, and the sentence about the second offers
// its approval.
func TestASentencesKeyMeansItsRow(t *testing.T) {
	t.Parallel()
	for _, from := range [][]string{{}, {"right"}, {"right", "right"}, {"left"}, {"/", "s", "u", "r", "enter"}} {
		d := open(t)
		d.Keys(from...)
		d.logIn("First Wait", "A-101", "ctrl+p")
		d.Advance(time.Minute)
		d.logIn("Second Wait", "B-204", "ctrl+p")
		d.See("Second Wait waits for approval (B-204). a approves.")
		d.Keys("a", "p")
		d.See("Approved Second Wait (B-204). Space checks in.")
		if v := d.Visits.Find("First Wait"); v.Status != visits.Pending {
			t.Errorf("from %q: the first one was approved: %+v", from, v)
		}
		d.Keys(" ", "y")
		if v := d.Visits.Find("Second Wait"); v.Status != visits.CheckedIn {
			t.Errorf("from %q: %+v", from, v)
		}
		d.Keys("o", "y")
		if v := d.Visits.Find("Second Wait"); v.Status != visits.CheckedOut {
			t.Errorf("from %q: out from the top: %+v", from, v)
		}
	}
}

// TestOutFromTheTopAfterOnesOwnCheckIn also while keys are typed ahead of a slow
// database, and where the lists were read before.
func TestOutFromTheTopAfterOnesOwnCheckIn(t *testing.T) {
	t.Parallel()
	for _, from := range [][]string{{}, {"right"}, {"right", "right", "right"}, {"right", "left", "down"}} {
		d := open(t)
		d.Keys(from...)
		d.Keys("n")
		d.Type("9820012345")
		d.Pause()
		d.Keys("ctrl+s", "o", "y")
		d.Resume()
		if v := d.Visits.Find("Ramesh Kumar"); v.Status != visits.CheckedOut || v.At != d.Now() {
			t.Errorf("from %q: %+v", from, v)
		}
		for _, name := range []string{"Anita Desai", "Farid Khan"} {
			if v := d.Visits.Find(name); v.Status != visits.CheckedIn {
				t.Errorf("from %q: %s was checked out instead", from, name)
			}
		}
	}
}

// TestASentenceGoesWithWhatItSays: the key of one that stays would mean another row,
// or do what is done already.
func TestASentenceGoesWithWhatItSays(t *testing.T) {
	t.Parallel()
	waits := "New Guest waits for approval (A-101). a approves."
	for name, happens := range map[string]func(*desk){
		"another desk approves": func(d *desk) {
			d.Visits.Change("New Guest", func(v *visits.Visit) { v.Status = visits.Approved })
			d.Refresh()
		},
		"another desk corrects": func(d *desk) {
			d.Visits.Change("New Guest", func(v *visits.Visit) { v.Name = "Nu Guest" })
			d.Refresh()
		},
		"the cursor goes": func(d *desk) { d.Keys("down") },
		"another list":    func(d *desk) { d.Keys("left") },
		"a form":          func(d *desk) { d.Keys("n") },
		"a search":        func(d *desk) { d.Keys("/"); d.Type("kir") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.logIn("New Guest", "A-101", "ctrl+p")
			d.See(waits)
			d.Refresh()
			d.See(waits)
			happens(d)
			d.Miss(waits)
		})
	}
}

// TestUndoIsOfferedByItsSentence: u means the check-out that is told of wherever the
// cursor is, and later only the one that is selected.
func TestUndoIsOfferedByItsSentence(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("o", "y", "down", "u")
	if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedIn {
		t.Errorf("taken back: %+v", v)
	}
	d.See("> 13:40  Anita Desai")
	d.Keys("o", "y", "n", "esc", "u")
	d.See("u takes a check-out back: choose it in Today first.")
	if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedOut {
		t.Errorf("a check-out that is told of no more was taken back: %+v", v)
	}
	// Somebody else's undo takes the offer away.
	d = open(t)
	d.Keys("o", "y")
	d.See("u undoes")
	d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Status, v.CheckOutTime = visits.CheckedIn, nil })
	d.Refresh()
	d.Miss("u undoes")
	d.Keys("u")
	if n := d.Called("Visits.UndoCheckOut"); n != 0 {
		t.Error("an undo was sent")
	}
}

// TestTheOwnRowIsFoundFarDown: an undone check-out goes back to its place among many.
func TestTheOwnRowIsFoundFarDown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 20
	for i := range 90 {
		d.add(fmt.Sprint("Visitor ", i), "", "A-101", "Guest", "", visits.CheckedIn, d.Now().Add(-time.Minute))
	}
	d.Refresh()
	d.Keys("/")
	d.Type("farid")
	d.Keys("enter", "o", "y", "u")
	d.See("> 12:57  Farid Khan +3")
}

// TestAnOutcomeThatCameLateMovesNothing: who has gone on keeps the cursor.
func TestAnOutcomeThatCameLateMovesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", " ", "p")
	d.See("Approved Suresh Patil (A-101). Space checks in.")
	d.Lose("Visits.CheckIn")
	d.Fail("Settle", screentest.Down())
	d.Keys(" ", "y")
	d.Keys("left", "down")
	d.Advance(2 * time.Second)
	d.See("saved: check-in of Suresh Patil (A-101)", "> 12:57  Farid Khan")
}
