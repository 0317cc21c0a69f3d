package gate_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func staff(s *setup) { s.role = role.Staff }

func TestACheckOutIsTakenBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("u")
	d.See("u takes a check-out back: choose it in Today first.")
	d.Keys("o", "y", "u")
	if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedIn {
		t.Errorf("after the undo: %+v", v)
	}
	d.See("Anita Desai is inside again (B-204).", "[Inside 3]", "13:40  Anita Desai")
	d.Keys("u")
	if n := d.Called("Visits.UndoCheckOut"); n != 1 {
		t.Errorf("%d undos of one check-out", n)
	}
}

func TestUndoMeansTheSelectedCheckOut(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("o", "y", "o", "y", "right", "right")
	d.See("[Today", "left 14:07")
	d.Keys("u")
	if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedIn {
		t.Errorf("the selected visitor: %+v", v)
	}
	if v := d.Visits.Find("Farid Khan"); v.Status != visits.CheckedOut {
		t.Errorf("the last one out was taken back instead: %+v", v)
	}
}

func TestUndoLastsTenMinutes(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("o", "y")
	// A hand on the keyboard keeps the desk from locking.
	for range 5 {
		d.Advance(3 * time.Minute)
		d.Keys("down")
	}
	d.Keys("u")
	d.See("u takes a check-out back: choose it in Today first.")
	if n := d.Called("Visits.UndoCheckOut"); n != 0 {
		t.Error("an undo was sent after eleven minutes")
	}
}

func TestARefusedMoveSaysWhoWasFirstAndWhen(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down")
	d.Visits.Change("Farid Khan", func(v *visits.Visit) {
		v.Status, v.CheckOutTime = visits.CheckedOut, at(d.Now())
	})
	d.add("Late Guest", "", "A-101", "Guest", "", visits.CheckedIn, d.Now())
	d.Keys("o", "y")
	d.See("! Farid Khan was checked out already by Imran Shaikh at 14:07.", "Late Guest", "> 12:07  Kiran")
	d.Miss("Farid Khan +3")
}

func TestANoConfirmsNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("o")
	d.See("Check out Anita Desai (B-204)? y/n")
	d.Keys("n")
	d.Keys("o", "esc")
	if n := d.Called("Visits.CheckOut"); n != 0 {
		t.Error("a check-out without a yes")
	}
}

func TestTheQuestionKeepsItsVisitorWhileTheListMoves(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("o")
	d.add("Newcomer", "", "A-101", "Guest", "", visits.CheckedIn, d.Now())
	d.Refresh()
	d.Keys("y")
	if v := d.Visits.Find("Newcomer"); v.Status != visits.CheckedIn {
		t.Error("the newcomer on top was checked out instead")
	}
	if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedOut {
		t.Error("the visitor in the question was not checked out")
	}
}

func TestSpaceIsTheRowsMainAction(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys(" ")
	d.See("Check out Anita Desai (B-204)? y/n")
	d.Keys("n", "right", " ")
	d.See("Approve Suresh Patil (A-101): how did the approval come?")
	d.Keys("r")
	if len(d.approvals()) != 1 || d.approvals()[0].Channel != visits.InPerson {
		t.Fatalf("approved: %+v", d.approvals())
	}
	d.Keys(" ", "y")
	if v := d.Visits.Find("Suresh Patil"); v.Status != visits.CheckedIn {
		t.Errorf("checked in: %+v", v)
	}
	d.See("Checked in Suresh Patil to A-101 at 14:07.", "[Inside 4]", "> 14:07  Suresh Patil")
	d.UpToDate()
	d.Keys("right", "down", " ")
	d.See("Approve Old Promise (C-302)")
}

func TestApproveNamesAResident(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("a", "b")
	d.See("Who in A-101 approved?", "Meera Joshi  owner, primary", "Arun Joshi  family")
	d.Keys("down", "enter", "i")
	if len(d.approvals()) != 1 || d.approvals()[0].Channel != visits.ByIntercom || d.approvals()[0].By == nil || *d.approvals()[0].By != d.Accounts.Find("Arun Joshi").ID {
		t.Errorf("approved: %+v", d.approvals())
	}
	d.Keys("a")
	d.See("Suresh Patil (A-101) is approved already. Space checks in.")
	d.Keys("left", "a")
	d.See("Nobody waits for approval.")
}

// TestApproveMeansWhoWasChosen: the resident's yes came as the guard pressed the
// key, and somebody else waits as well.
func TestApproveMeansWhoWasChosen(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.add("Another", "", "B-204", "Guest", "", visits.Pending, d.Clock().Add(-time.Minute))
	d.Keys("right", "/", "s", "u", "r", "enter")
	d.See("> ", "Suresh Patil")
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) { v.Status = visits.Approved })
	d.Refresh()
	d.Keys("a", "p")
	d.See("Suresh Patil (A-101) is approved already. Space checks in.")
	if n := d.Called("Visits.Approve"); n != 0 {
		t.Errorf("somebody was approved: %+v", d.approvals())
	}
	d.Keys(" ")
	d.See("Check in Suresh Patil (A-101)? y/n")
}

func TestApproveFindsWhoWaitsBehindManyPages(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 2
	for range 9 {
		d.add("Approved Guest", "", "A-101", "Guest", "", visits.Approved, d.Now())
	}
	d.Keys("a")
	d.See("Approve Suresh Patil (A-101)")
}

func TestApproveSaysHowManyMoreWait(t *testing.T) {
	t.Parallel()
	for more, says := range map[int]string{1: "1 more waits for approval.", 2: "2 more wait for approval."} {
		d := open(t)
		for range more {
			d.add("Another", "", "B-204", "Guest", "", visits.Pending, d.Clock().Add(-time.Minute))
		}
		d.Refresh()
		d.Keys("a")
		d.See(says)
	}
}

func TestAFaultOfTheProgramIsToldOnOneLine(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Fail("Visits.CheckOut", &fault.Error{Kind: fault.Internal, Format: "Something went wrong; nothing was saved. Try again, or tell the office."})
	d.Keys("o", "y")
	d.See("! not saved: something went wrong. Try again, or tell the office.")
}

func TestDenyNeedsAReasonAndKeepsIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("d")
	d.See("Anita Desai is inside already; o checks out.")
	d.Keys("right", "d", "enter")
	d.See("Please type something.")
	d.Down = screentest.Down()
	d.Type("no ID")
	d.Keys("enter")
	d.See("not saved: the database cannot be reached. Try again in a moment.")
	d.Down = nil
	d.Keys("d")
	d.See("> no ID")
	d.Keys("enter")
	if v := d.Visits.Find("Suresh Patil"); v.Status != visits.Denied || d.Trail.Find("Suresh Patil").Notes != "no ID" {
		t.Errorf("denied: %+v for %q", v, d.Trail.Find("Suresh Patil").Notes)
	}
	d.See("Denied entry to Suresh Patil (A-101).")
}

func TestPresumedLeftIsForStaffAndOverstays(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("end", "x")
	d.See("Staff close forgotten visits; o checks out.")
	d = open(t, staff)
	d.Keys("x")
	d.See("Anita Desai has not overstayed yet; o checks out.")
	d.Keys("end", "x", "y")
	if v := d.Visits.Find("Kiran (AC service)"); !v.PresumedLeft {
		t.Errorf("closed: %+v", v)
	}
	d.See("Kiran (AC service) (C-302) is presumed to have left.")
	d.Keys("left", "left")
	d.See("presumed left")
}

func TestALostAnswerIsLookedUp(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Visits.CheckOut")
	d.Fail("Settle", screentest.Down(), screentest.Down())
	d.Keys("o", "y")
	d.See("unknown, checking: check-out of Anita Desai (B-204)")
	d.Advance(3 * time.Second)
	d.See("saved: check-out of Anita Desai (B-204)", "[Inside 2]")
	if n := d.Called("Visits.CheckOut"); n != 1 {
		t.Errorf("sent %d times", n)
	}
	d.Fail("Visits.CheckOut", tuitest.Unsure{})
	d.Keys("o", "y")
	d.See("not saved: The connection was lost; nothing was saved. Try again.")
	if v := d.Visits.Find("Farid Khan"); v.Status != visits.CheckedIn {
		t.Errorf("said not saved: %+v", v)
	}
}

func TestAnUnknownOutcomeHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Visits.CheckOut")
	d.Fail("Settle", screentest.Down())
	d.Keys("o", "y")
	d.Keys("down", "o", "y")
	if v := d.Visits.Find("Farid Khan"); v.Status != visits.CheckedOut {
		t.Error("the next visitor had to wait")
	}
	d.Keys("q")
	d.See("Leave the desk and lose the outcome of a save", "Anita Desai")
	d.Keys("n")
	d.Advance(2 * time.Second)
	d.See("saved: check-out of Anita Desai (B-204)")
}

// TestTheMusterHearsOfASaveThatEndsBehindIt: the desk is not told of its own writes.
func TestTheMusterHearsOfASaveThatEndsBehindIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Visits.CheckOut")
	d.Fail("Settle", screentest.Down())
	d.Keys("o", "y", "m")
	d.Visits.Change("Farid Khan", func(v *visits.Visit) { v.Status = visits.CheckedOut })
	d.See("Farid Khan")
	d.Advance(2 * time.Second)
	d.Miss("Farid Khan")
	d.UpToDate()
}

func TestASecondVisitOfAPhoneAsksAtTheListToo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Visits.Change("Dipa Sen", func(v *visits.Visit) { v.Phone = "98111 22233" })
	d.Keys("right", "down", " ", "y")
	d.See("Someone with this phone is inside already: Anita Desai since", "13:40 (B-204). Check in Dipa Sen all the same?")
	d.Keys("y")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn {
		t.Errorf("insisted: %+v", v)
	}
}

func TestWhatWasSavedIsNotHiddenByALostList(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Fail("Visits.List", screentest.Down())
	d.Pause()
	d.Keys("o", "y")
	d.Resume()
	d.See("Checked out Anita Desai (B-204) at 14:07. u undoes. What is shown may be old.")
	d.Miss("nothing was saved")
}

func TestOnlyWhoIsInsideIsCheckedOut(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "o")
	d.See("! Suresh Patil is not inside.")
	d.Keys("down", "o")
	d.See("! Dipa Sen is not inside yet. Space checks in.")
	d.Keys("y")
	if n := d.Called("Visits.CheckOut"); n != 0 {
		t.Errorf("%d check-outs were sent", n)
	}
}

func TestTheDetailsFollowAMoveAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter")
	d.Pause()
	d.Keys("o", "y", "o")
	d.Resume()
	d.See("! Anita Desai left at 14:07.", "Anita Desai   left")
	d.Keys(" ")
	d.See("Nothing is left to do for Anita Desai.")
	d.Keys("u")
	d.See("Anita Desai   inside")
}

// elsewhere has somebody stand at another gate.
func elsewhere(d *desk, name string) {
	d.Step(d.Visits.Find(name).ID, visits.Step{At: d.Now(), Action: action.VisitorAnnounced, Who: "Imran Shaikh", Gate: "East"})
	d.Refresh()
}

func TestTheCursorDoesNotJumpToWhoWaitedLater(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 5
	for range 40 {
		d.add("Approved Guest", "", "A-101", "Guest", "", visits.Approved, d.Now().Add(-time.Hour))
	}
	elsewhere(d, "Suresh Patil")
	d.Keys("a", "esc")
	// By then the page with his row was read ahead.
	for range 34 {
		d.Keys("down")
	}
	d.Miss("Suresh Patil")
	for range 6 {
		d.Keys("down")
	}
	d.See("> asked 13:55   Suresh Patil")
}
