package home_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestApproveGoesToWhoWaits(t *testing.T) {
	t.Parallel()
	for _, paused := range []bool{false, true} {
		d := open(t)
		if paused {
			d.Pause()
		}
		d.Keys("a", "y")
		d.Resume()
		if v := d.Visits.Find("Suresh Patil"); v.Status != visits.Approved || v.Approver != "Meera Joshi" {
			t.Errorf("paused %v: %+v", paused, v)
		}
		d.See("Approved Suresh Patil (A-101). The gate sees it.", "[Expected 3]", "Suresh Patil")
		d.UpToDate()
		d.Miss("wait for your word", "waits for your word")
		d.Keys("a")
		d.See("Nobody waits for approval.")
		if n := d.Called("Visits.Approve"); n != 1 {
			t.Errorf("paused %v: %d approvals", paused, n)
		}
	}
}

// TestWhatWasSaidOfAVisitGoesWithIt: the gate corrected whom the resident approved, to
// another unit or to another name.
func TestWhatWasSaidOfAVisitGoesWithIt(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(v *visits.Visit){
		"another unit": func(v *visits.Visit) {
			other := id(204)
			v.UnitID, v.Unit = &other, "B-204"
		},
		"asked anew": func(v *visits.Visit) { v.Status = visits.Pending },
	} {
		d := open(t)
		d.Keys("a", "y")
		d.See("Approved Suresh Patil (A-101). The gate sees it.")
		d.Refresh()
		d.See("Approved Suresh Patil (A-101). The gate sees it.")
		d.Visits.Change("Suresh Patil", change)
		d.Refresh()
		if strings.Contains(d.View(), "The gate sees it.") {
			t.Errorf("%s: what was said stands:\n%s", name, d.View())
		}
	}
}

func TestApproveSaysHowManyMoreWait(t *testing.T) {
	t.Parallel()
	for more, says := range map[int]string{1: "1 more waits for approval.", 2: "2 more wait for approval."} {
		d := open(t)
		for range more {
			add(d.Society, "Another", "", "Guest", "", visits.Pending, d.Now().Add(-time.Hour))
		}
		d.Refresh()
		d.See(fmt.Sprintf("! %d wait for your word", more+1))
		d.Keys("a", "n")
		d.See(says)
		if d.Called("Visits.Approve") != 0 {
			t.Error("approved without a yes")
		}
	}
}

func TestALapsedApprovalIsGivenAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "down", " ")
	d.See("Nothing is left to do for Dipa Sen.")
	d.Keys("down", " ")
	d.See("Approve Old Promise (A-101)? y/n")
	d.Keys("y")
	if v := d.Visits.Find("Old Promise"); v.Lapsed() {
		t.Errorf("%+v", v)
	}
	d.See("any time      Old Promise")
}

// TestAGuestWhoseApprovalWasTakenBackWaits: announced days ago, corrected at the
// gate just now.
func TestAGuestWhoseApprovalWasTakenBackWaits(t *testing.T) {
	t.Parallel()
	d := open(t)
	asked := add(d.Society, "Ravi Kumar", "90040 55555", "Guest", "", visits.Pending, d.Now().Add(-90*time.Hour))
	asked.AskedAt = at(d.Now().Add(-3 * time.Minute))
	d.Refresh()
	d.See("! 2 wait for your word")
	d.Keys("right", "/")
	d.Type("ravi")
	d.Keys("enter")
	d.See("waits 3m")
	d.Keys("enter")
	d.See("Ravi Kumar   waits", "Asked     21 Nov 2026, 14:04")
	d.Keys("a", "y")
	if v := d.Visits.Find("Ravi Kumar"); v.Status != visits.Approved {
		t.Errorf("approved: %+v", v)
	}
}

func TestAHousematesGuestSaysWhyTheWordLapsed(t *testing.T) {
	t.Parallel()
	d := open(t)
	theirs := add(d.Society, "Ravi Kumar", "90040 55555", "Guest", "", visits.Approved, d.Now().Add(-time.Hour))
	housemate := d.Actor(arun).UserID
	theirs.ApproverID, theirs.Approver, theirs.ApprovedAt = &housemate, arun, at(d.Now().Add(-time.Hour))
	d.Ties.Change(arun, func(t *screentest.Tie) { t.Status = "moved_out" })
	d.Refresh()
	d.Keys("right", "/")
	d.Type("ravi")
	d.Keys("enter", "enter")
	d.See("Ravi Kumar   lapsed!", "Lapsed    Arun Joshi no longer lives in A-101.")
	d.Keys("a", "y")
	if v := d.Visits.Find("Ravi Kumar"); v.Lapsed() || v.Approver != "Meera Joshi" {
		t.Errorf("approved: %+v", v)
	}
}

func TestDenyNeedsAReasonAndKeepsIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("d")
	d.See("Farid Khan +3 is inside already; call the gate.")
	d.Keys("right", "d", "enter")
	d.See("Why is Suresh Patil (A-101) turned away?", "Please type something.")
	d.Down = screentest.Down()
	d.Type("not this week")
	d.Keys("enter")
	d.See("not saved: the database cannot be reached. Try again in a moment.")
	d.Down = nil
	d.Keys("d")
	d.See("> not this week")
	d.Keys("enter")
	reasons := d.Notes(action.VisitorDenied)
	if v := d.Visits.Find("Suresh Patil"); v.Status != visits.Denied || !slices.Equal(reasons, []string{"not this week"}) {
		t.Errorf("denied: %+v for %q", v, reasons)
	}
	d.See("Denied entry to Suresh Patil (A-101). The gate sees it.", "[Expected 2]")
	d.Keys("right", "down", "down", "d")
	d.See("Pushy Seller is not expected any more.")
}

// TestAnAnnouncementIsWithdrawnAndNotDenied: nobody came who could be turned away.
func TestAnAnnouncementIsWithdrawnAndNotDenied(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "down")
	d.See("d withdraw")
	d.Keys("d")
	d.See("Withdraw the announcement of Dipa Sen (A-101)? y/n")
	d.Keys("y")
	if v := d.Visits.Find("Dipa Sen"); !v.Withdrawn() || v.WithdrawnBy != "Meera Joshi" {
		t.Errorf("withdrawn: %+v", v)
	}
	d.See("Withdrew the announcement of Dipa Sen (A-101).", "[Expected 2]")
	d.Keys("right")
	d.See("withdrawn")
}

func TestARefusalSaysWhoWasFirst(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right")
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) { v.Status, v.CheckInTime = visits.CheckedIn, at(d.Now()) })
	d.Keys("a", "y")
	d.See("! Suresh Patil was checked in already by Imran Shaikh at 14:07.", "[Expected 2]", "Inside 3")
	d.Miss("Suresh Patil  ")
}

func TestALostAnswerIsLookedUp(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Visits.Approve")
	d.Fail("Settle", screentest.Down(), screentest.Down())
	d.Keys("a", "y")
	d.See("unknown, checking: approval of Suresh Patil (A-101)")
	d.Keys("q")
	d.See("lose the outcome of a save (approval of")
	d.Keys("n")
	d.Advance(3 * time.Second)
	d.See("saved: approval of Suresh Patil (A-101)")
	if n := d.Called("Visits.Approve"); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestWhatWasSavedIsNotHiddenByALostList(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right")
	d.Pause()
	d.Keys("a", "y")
	d.Fail("Visits.List", screentest.Down())
	d.Resume()
	d.See("Approved Suresh Patil (A-101). The gate sees it. What is shown may be old.")
}

func TestDetailsFollowAMoveAndReturn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "enter")
	d.See("Home > Visit", "Suresh Patil   waits", "a approve  d deny  Esc back")
	d.Keys("n")
	d.Miss("Announce")
	d.Keys("a", "y")
	d.See("Suresh Patil   approved", "by Meera Joshi", "d deny  Esc back")
	d.Keys("a")
	d.See("! Suresh Patil does not wait for approval.")
	d.Keys("d")
	d.Type("changed plans")
	d.Keys("enter")
	d.See("Suresh Patil   denied")
	d.Keys("esc")
	d.See("[Expected 2]")
}

func TestDetailsOfAVisitThatIsGone(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.open = id(999).String() })
	d.See("! It is no longer there.", "r try again")
	d.Keys("a", "d", " ", "enter", "down")
	add(d.Society, "Late", "", "Guest", "", visits.Pending, d.Now()).ID = id(999)
	d.Keys("r")
	d.See("Late   waits")
	d.Keys("esc") // the screen was opened for this visit
	d.See("Late   waits")
}

// TestOnlyTheTrailSpeaksOfTheGuard: what the register keeps of who logged a visit
// is the trail's to tell.
func TestOnlyTheTrailSpeaksOfTheGuard(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, size := range [][2]int{{80, 24}, {200, 40}} {
		d.Resize(size[0], size[1])
		d.Keys("right", "enter")
		d.Miss("Sunita Pawar")
		d.Keys("esc", "left")
		d.Miss("Sunita Pawar")
	}
}

func TestHistoryIsReadPageByPageAndSearched(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 5
	d.Keys("right", "right")
	if strings.Contains(d.View(), "23 Oct") {
		t.Error("the whole history was read at once")
	}
	for range 30 {
		d.Keys("down")
	}
	d.See("> 21 Oct 14:07  Ramesh Kumar")
	d.Keys("/")
	d.Type("fa")
	d.See("Type three letters at least, or a unit, or part of a phone.")
	d.Miss("tries again")
	d.Type("r")
	d.See("found 1", "> 21 Nov 12:57   Farid Khan +3")
	d.Keys("tab")
	d.See("[Inside 2]", "Farid Khan +3")
	d.Keys("tab")
	d.See("[Expected 3]", "Nobody here matches far.")
	d.Keys("esc")
	d.See("Suresh Patil")
	d.Miss("/ far")
	d.Keys("right", "/")
	d.Type("98200")
	d.Keys("enter", "esc")
	d.See("[History]", "Pushy Seller")
}

func TestEmptyListsSayWhatToDo(t *testing.T) {
	t.Parallel()
	d := open(t, with(noVisits))
	d.See("[Inside 0]", "Nobody is visiting. n announces a visitor.")
	d.Keys("tab")
	d.See("[Expected 0]", "Nobody is expected. n announces a visitor.")
	d.Keys("tab")
	d.See("[History]", "Nobody has visited yet. n announces a visitor.")
	d.Keys("enter", "d", " ", "a")
	d.See("Nobody waits for approval.")
}

func TestAListThatCannotBeReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) { s.Down = screentest.Down() }))
	d.See("! The database cannot be reached", "tries again.", "[Inside]")
	d.Keys("a")
	d.See("! The database cannot be reached")
	d.Down = nil
	d.Keys("r")
	d.See("Farid Khan", "[Inside 2]")
}

func TestRefreshKeepsTheCursorsRow(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down")
	add(d.Society, "Newcomer", "", "Guest", "", visits.CheckedIn, d.Now())
	d.Refresh()
	d.See("> 12:07  Kiran", "+  14:07  Newcomer", "[Inside 3]")
}

func TestTypedAheadApprovalsMeanTheNextOne(t *testing.T) {
	t.Parallel()
	d := open(t)
	add(d.Society, "Another", "", "Guest", "", visits.Pending, d.Now())
	d.Keys("right")
	d.Pause()
	d.Keys("a", "y", "a", "y")
	d.Resume()
	if a, s := d.Visits.Find("Another"), d.Visits.Find("Suresh Patil"); a.Status != visits.Approved || s.Status != visits.Approved {
		t.Errorf("two approvals typed ahead: %s, %s", a.Status, s.Status)
	}
}

func TestASearchEndsWithTheOneItFound(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "/")
	d.Type("dipa")
	d.Keys("enter", "d", "y")
	d.See("Suresh Patil", "[Expected 2]")
	d.Miss("/ dipa")
	// Whoever waits is shown whatever was searched for.
	d.Keys("left", "/")
	d.Type("farid")
	d.Keys("enter", "a")
	d.See("[Expected 2]", "> asked 13:55   Suresh Patil", "Old Promise")
	d.Miss("/ farid")
}

func TestDetailsFollowWhatOthersDo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "enter")
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) {
		v.Status, v.CheckInTime, v.EntryGate = visits.CheckedIn, at(d.Now()), "Service"
	})
	d.Refresh()
	d.See("Suresh Patil   inside", "In        21 Nov 2026, 14:07, gate Service")
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) {
		v.Status, v.CheckOutTime, v.ExitGate = visits.CheckedOut, at(d.Now().Add(time.Hour)), "Main"
	})
	d.Refresh()
	d.See("Suresh Patil   left", "Out       21 Nov 2026, 15:07, gate Main")
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) { v.PresumedLeft = true })
	d.Refresh()
	d.See("Suresh Patil   presumed left")
	d.Miss("15:07")
}

func TestDetailsMeanTheMoveAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "enter")
	d.Fail("Visits.Get", screentest.Down()) // what is read after the move
	d.Keys("a", "y", "a")
	d.See("! Suresh Patil does not wait for approval.", "Suresh Patil   approved")
}

func TestAnotherVisitsAnswerIsNotTaken(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Pause()
	d.Keys("enter", "esc", "down", "enter")
	d.Fail("Visits.Get", nil, screentest.Down())
	d.Resume()
	d.See("Kiran (AC service)   inside", "! The database cannot be reached")
}

func TestTheCursorDoesNotJumpToWhoWaitedLater(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 5
	for range 40 {
		add(d.Society, "Approved Guest", "", "Guest", "", visits.Approved, d.Now().Add(-time.Hour))
	}
	d.Keys("a", "esc", "enter", "esc")
	for range 39 {
		d.Visits.Remove("Approved Guest")
	}
	d.Refresh()
	d.See("asked 13:55   Suresh Patil")
	d.Miss("> asked 13:55   Suresh Patil")
}
