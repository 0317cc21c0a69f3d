package gate_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/visits"
)

// TestAnAnnouncedGuestTypedByNameIsAskedAbout: the announcement is used, and the phone
// that was typed is noted with it; or it is somebody else.
func TestAnAnnouncedGuestTypedByNameIsAskedAbout(t *testing.T) {
	t.Parallel()
	typed := func() *desk {
		d := open(t)
		d.Visits.Change("Dipa Sen", func(v *visits.Visit) { v.Phone = "" })
		d.Keys("n")
		d.Type("9000077777")
		d.Keys("tab")
		d.Type("sen dipa")
		d.Keys("tab")
		d.Type("b204")
		d.Keys("ctrl+s")
		d.See("Dipa Sen is expected at B-204, 16:07. Is it this visitor?")
		return d
	}
	d := typed()
	d.Keys("y")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn || v.Phone != "9000077777" || v.Approver != "Farah Khan" {
		t.Errorf("checked in: %+v", v)
	}
	d = typed()
	d.Keys("n")
	if n := len(d.logged()); n != 1 || !d.logged()[0].Insist.Another {
		t.Errorf("logged: %+v", d.logged())
	}
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.Approved {
		t.Errorf("the announced one: %+v", v)
	}
	// Esc leaves the form as it was: nothing is lost, and it is asked again.
	d = typed()
	d.Keys("esc")
	d.See("9000077777", "sen dipa", "B-204")
	d.Keys("ctrl+s")
	d.See("Is it this visitor?")
}

// TestAVehicleInsideIsAskedAbout, at the form, in a correction and for an undo.
func TestAVehicleInsideIsAskedAbout(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Other Driver")
	d.Keys("tab")
	d.Type("b204")
	d.Keys("tab", "tab")
	d.Type("mh 01 zz 0007")
	d.Keys("ctrl+s")
	d.See("MH01ZZ0007 is inside already: Farid Khan since 12:57", "(A-101). Check in all the same? y/n")
	d.Keys("n", "ctrl+s", "y")
	if v := d.Visits.Find("Other Driver"); v.Status != visits.CheckedIn {
		t.Fatalf("not let in: %+v", v)
	}
	d.Keys("o", "y", "u")
	d.See("MH01ZZ0007 is inside already: Farid Khan since 12:57", "Take the check-out back all the same? y/n")
	d.Keys("y")
	d.See("Other Driver is inside again (B-204).")
	d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.CreatedAt = v.CreatedAt.Add(time.Hour); v.CheckInTime = &v.CreatedAt })
	d.Refresh()
	d.Keys("home", "enter", "e", "tab", "tab", "tab")
	d.Type("MH-01-ZZ-0007")
	d.Keys("ctrl+s")
	d.See("MH01ZZ0007 is inside already: Other Driver since", "Save all the same? y/n")
	d.Keys("y")
	if v := d.Visits.Find("Anita Desai"); v.Plate != "MH-01-ZZ-0007" {
		t.Errorf("corrected: %+v", v)
	}
}

// TestWhoIsInsideTwiceIsNotExpected: two open visits of a phone were said to be an
// approval that nobody gave.
func TestWhoIsInsideTwiceIsNotExpected(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.add("Anita Desai", "98111 22233", "A-101", "Guest", "", visits.CheckedIn, d.Now().Add(-time.Hour))
	d.Keys("n")
	d.Type("9811122233")
	d.See("! inside: Anita Desai since 13:40 (B-204)", "! inside: Anita Desai since 13:07 (A-101)")
	d.Miss("expected", "approved")
}

// TestTheUnitSaysWhichOfSeveralIsMeant: of two announcements of one phone the one to
// the chosen unit is used.
func TestTheUnitSaysWhichOfSeveralIsMeant(t *testing.T) {
	t.Parallel()
	d := open(t)
	other := d.add("Dipa Sen", "90040 22222", "A-101", "Guest", "", visits.Approved, d.Now().Add(-time.Hour))
	other.ExpectedArrival = at(d.Now().Add(5 * time.Hour))
	d.Keys("n")
	d.Type("9004022222")
	d.See("expected: approved for B-204", "expected: approved for A-101", "first visit")
	d.Keys("tab", "tab")
	d.Type("a101")
	d.Keys("ctrl+s")
	d.See("Checked in Dipa Sen to A-101 at 14:07.")
	if d.Called("Visits.Log") != 0 {
		t.Errorf("calls: %v", d.Calls)
	}
}

// TestTheLastUnitOfADeliveryIsAnOffer: it is typed over, and taken by a second save
// alone.
func TestTheLastUnitOfADeliveryIsAnOffer(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Status, v.Purpose = visits.CheckedOut, "cab" })
	d.Keys("n")
	d.Type("9811122233")
	d.See("the last time B-204", "(o) Cab")
	d.Keys("ctrl+s")
	d.See("! To B-204, as the last time? Save again if it is; or type")
	if d.Called("Visits.Log") != 0 {
		t.Fatal("it was sent to a unit that nobody chose")
	}
	d.Type("c302")
	d.Keys("ctrl+s")
	d.See("Checked in Anita Desai to C-302 at 14:07.")
	// A unit that was filled in is typed over.
	d.Keys("n")
	d.Type("9820012345")
	d.Keys("tab", "tab")
	d.Type("b204")
	d.Keys("ctrl+s")
	d.See("Checked in Ramesh Kumar to B-204 at 14:07.")
}

// TestAnAnnouncementIsWithdrawn: as a resident on the telephone has it, and it does not
// brand the guest the next time.
func TestAnAnnouncementIsWithdrawn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Visits.Change("Dipa Sen", func(v *visits.Visit) { v.GuardID = nil })
	d.Keys("right", "w")
	d.See("! Suresh Patil was not announced; d turns away.")
	d.Keys("down", "w")
	d.See("Withdraw the announcement of Dipa Sen (B-204)? y/n")
	d.Keys("y")
	d.See("Withdrew the announcement of Dipa Sen (B-204).", "[Expected 2")
	d.Keys("right", "right")
	d.See("withdrawn")
	d.Keys("n")
	d.Type("9004022222")
	d.See("first visit")
	d.Miss("denied last time", "Name      Dipa Sen")
}

// TestANoteIsReadWhole where a visit is shown whole.
func TestANoteIsReadWhole(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Long Story")
	d.Keys("tab")
	d.Type("a101")
	d.Keys("tab", "tab", "tab", "tab", "tab")
	d.Type("left a parcel for the neighbour, who will fetch it in the evening after the meeting of the committee, and wants a call")
	d.Keys("ctrl+s", "enter")
	d.See("committee", "and wants a call")
}

// TestAUnitIsFoundByWhoLivesThere: a visitor says a name, and not a number; which unit
// that is is seen before anybody is sent there.
func TestAUnitIsFoundByWhoLivesThere(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Ravi")
	d.Keys("tab")
	d.Type("joshi ar")
	d.See("A-101")
	d.Keys("tab")
	d.See("Meera Joshi (owner", "Arun Joshi (family)")
	d.Keys("ctrl+s")
	d.See("Checked in Ravi to A-101 at 14:07.")
}
