package gate_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestTheDatabaseGoesAwayAndComesBack: nothing typed is lost, and the
// desk says what became of the save.
func TestTheDatabaseGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Down = screentest.Down()
	d.Type("9820012345")
	d.See("not looked up: no answer from the database")
	d.Keys("tab")
	d.Type("Ramesh K")
	d.Keys("tab")
	d.Type("b204")
	d.Keys("tab", "s", "tab")
	d.Type("MH1")
	d.Keys("ctrl+s")
	d.See("9820012345", "Ramesh K", "b204", "(o) Service", "MH1", "The database cannot be reached")
	if len(d.logged()) != 0 {
		t.Fatal("something was logged")
	}
	d.Down = nil
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Ramesh K"); v.Unit != "B-204" || v.Purpose != "Service" || v.Plate != "MH1" || v.Phone != "9820012345" {
		t.Errorf("checked in: %+v", v)
	}
}

func TestAFailedSaveKeepsTheForm(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9820012345")
	d.Fail("Visits.Log", screentest.Down())
	d.Keys("ctrl+s")
	d.See("not saved", "! not saved: the database cannot be reached. Try again in a moment.", "Ramesh Kumar", "A-101")
	d.Keys("ctrl+s")
	d.See("Checked in Ramesh Kumar to A-101 at 14:07.")
}

func TestAnUnknownSaveIsFollowed(t *testing.T) {
	t.Parallel()
	fill := func(d *desk) {
		d.Keys("n")
		d.Type("9820012345")
		d.Keys("ctrl+s")
	}
	d := open(t)
	d.Lose("Visits.Log")
	d.Fail("Settle", screentest.Down(), screentest.Down())
	fill(d)
	d.See("unknown, checking", "Ramesh Kumar")
	d.Type("6")
	d.Miss("98200123456")
	d.Keys("esc")
	d.See("It is not known yet whether this was saved. Leave the form? y/n")
	d.Keys("n")
	d.Advance(5 * time.Second)
	d.See("saved: check-in of Ramesh Kumar (A-101)", "[Inside 4]")
	if n := d.Called("Visits.Log"); n != 1 {
		t.Errorf("sent %d times", n)
	}

	d = open(t)
	d.Fail("Visits.Log", tuitest.Unsure{})
	d.Fail("Settle", screentest.Down())
	fill(d)
	d.Advance(2 * time.Second)
	d.See("not saved", "Ramesh Kumar", "not saved: The connection was lost; nothing was saved. Try again.")
	d.Keys("ctrl+s")
	d.See("Checked in Ramesh Kumar to A-101 at 14:07.")

	// Left behind, it is followed all the same.
	d = open(t)
	d.Lose("Visits.Log")
	d.Fail("Settle", screentest.Down())
	fill(d)
	d.Keys("esc", "y")
	d.See("[Inside")
	d.Advance(2 * time.Second)
	d.See("saved: check-in of Ramesh Kumar (A-101)")
}

func TestSaveWhileCheckingAsksAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Visits.Log")
	d.Fail("Settle", screentest.Down())
	d.Keys("n")
	d.Type("9820012345")
	d.Keys("ctrl+s")
	d.See("unknown, checking")
	d.Keys("ctrl+s")
	d.See("saved: check-in of Ramesh Kumar (A-101)")
	if n := d.Called("Visits.Log"); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestAPhoneNotLookedUpIsLookedUpBeforeTheSave(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Down = screentest.Down()
	d.Type("9004022222")
	d.Keys("tab")
	d.Type("Dipa Sen")
	d.Down = nil
	d.Keys("tab")
	d.Type("b204")
	d.Keys("tab", "ctrl+s")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn || len(d.logged()) != 0 {
		t.Errorf("the announced visit: %+v; logged %+v", v, d.logged())
	}
}
