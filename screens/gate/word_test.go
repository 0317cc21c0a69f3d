package gate_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
)

// correcting opens the correction of the visitor that a search finds among the
// expected.
func correcting(d *desk, name string) {
	d.Keys("right", "/")
	d.Type(name)
	d.Keys("enter", "enter", "e")
	d.See("Correct ")
}

// toUnit types another unit into the open form, whose focus is on the name.
func toUnit(d *desk, unit string) {
	d.Keys("tab", "ctrl+u")
	d.Type(unit)
	d.Keys("tab")
}

func TestACorrectionSaysWhoseWordItTakesBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	correcting(d, "dipa")
	d.Miss("Approval")
	d.Type(" Roy") // a spelling rings nobody
	d.Miss("Approval")
	toUnit(d, "a101")
	d.See("Approval", "(o) A-101 is asked anew", "taken back: the word of Farah Khan", "Ctrl+S save, ask anew")
	d.Keys("ctrl+s")
	d.See("Corrected Dipa Sen Roy (A-101). The unit is asked anew; a approves.", "Gate > Visit")
	if v := d.Visits.Find("Dipa Sen Roy"); v.Status != visits.Pending || v.Approver != "" {
		t.Errorf("corrected: %+v", v)
	}
	// The key of the sentence is about its visitor, though another waits as well.
	d.Keys("a", "p")
	if v := d.Visits.Find("Dipa Sen Roy"); v.Status != visits.Approved || d.Visits.Find("Suresh Patil").Status != visits.Pending {
		t.Errorf("approved: %+v", v)
	}
	d.See("Approved Dipa Sen Roy (A-101). Space checks in.")
}

func TestACorrectionTakenBackAgainSaysNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	correcting(d, "dipa")
	toUnit(d, "a101")
	d.See("taken back: the word of Farah Khan")
	d.Keys("shift+tab", "ctrl+u")
	d.Type("b204")
	d.Keys("tab")
	d.Miss("taken back", "ask anew")
	d.Keys("ctrl+s")
	d.See("Corrected Dipa Sen (B-204).")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.Approved || v.Approver != "Farah Khan" {
		t.Errorf("corrected: %+v", v)
	}
}

// desksOwn makes Dipa's approval the desk's own word.
func desksOwn(d *desk) {
	d.Visits.Change("Dipa Sen", func(v *visits.Visit) { v.Approver, v.ApproverID = "", nil })
}

func TestTheDeskGivesItsWordAgainInTheForm(t *testing.T) {
	t.Parallel()
	d := open(t)
	desksOwn(d)
	correcting(d, "dipa")
	toUnit(d, "a101")
	d.See("(o) A-101 is asked anew", "( ) phone", "what was approved is taken back", "Ctrl+S save, ask anew")
	d.Keys("tab", "tab", "tab", "i")
	d.See("(o) intercom", "By", "( ) Meera Joshi", "Ctrl+S save ")
	d.Miss("ask anew")
	d.Keys("tab", "m", "ctrl+s")
	d.See("Corrected Dipa Sen (A-101).")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.Approved || v.Approver != "Meera Joshi" {
		t.Errorf("corrected: %+v", v)
	}
	if len(d.approvals()) != 1 || d.approvals()[0].Channel != visits.ByIntercom {
		t.Errorf("approved: %+v", d.approvals())
	}
}

// TestAnApprovalThatIsNotAskedForIsNotSent: a channel chosen for a unit that is
// then put back approves nothing.
func TestAnApprovalThatIsNotAskedForIsNotSent(t *testing.T) {
	t.Parallel()
	d := open(t)
	desksOwn(d)
	correcting(d, "dipa")
	toUnit(d, "a101")
	d.Keys("tab", "tab", "tab", "i", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "ctrl+u")
	d.Type("b204")
	d.Keys("tab")
	d.Miss("Approval", "intercom", "Farah Khan  ( )")
	d.Keys("ctrl+s")
	d.See("Corrected Dipa Sen (B-204).")
	if len(d.approvals()) != 0 {
		t.Errorf("approved: %+v", d.approvals())
	}
}

func TestWhoIsInsideIsCorrectedToAnotherUnit(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Visits.Change("Anita Desai", func(v *visits.Visit) {
		v.Approver, v.ApproverID, v.ApprovedAt = "Farah Khan", farah(d), at(v.At)
	})
	d.Keys("r", "enter", "e")
	toUnit(d, "a101")
	d.See("(o) not needed", "taken back: the word of Farah Khan")
	d.Miss("ask anew")
	d.Keys("ctrl+s")
	d.See("Corrected Anita Desai (A-101). The approval is taken back.")
	if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedIn || v.Approver != "" {
		t.Errorf("corrected: %+v", v)
	}

	d = open(t, required)
	d.Visits.Change("Anita Desai", func(v *visits.Visit) {
		v.Approver, v.ApproverID, v.ApprovedAt = "Farah Khan", farah(d), at(v.At)
	})
	d.Keys("r", "enter", "e")
	toUnit(d, "a101")
	d.See("(o) approval needed")
	d.Keys("ctrl+s")
	d.See("! A resident has to approve first: by phone,", "> Approval")
	d.Keys("p", "ctrl+s")
	d.See("Corrected Anita Desai (A-101).")
	if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedIn || v.Unit != "A-101" {
		t.Errorf("corrected: %+v", v)
	}
}

// required has the society require approvals.
func required(s *setup) { s.society.Set("security.require_approval", "true") }

// movedOut makes Dipa's approval one of somebody who moved out.
func movedOut(d *desk) {
	d.Ties.Change("Farah Khan", func(t *screentest.Tie) { t.Status = "moved_out" })
}

func TestTheGuestOfWhoMovedOutIsNotLetIn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "/")
	d.Type("dipa")
	d.Keys("enter", " ")
	d.See("Check in Dipa Sen (B-204)? y/n")
	movedOut(d) // between the question and the answer
	d.Keys("y")
	d.See("Farah Khan no longer lives in B-204. Ask again; Space approves.", "lapsed!")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.Approved {
		t.Errorf("let in: %+v", v)
	}
	d.Keys(" ")
	d.See("Farah Khan no longer lives in B-204. Approve Dipa Sen", "anew: how did it come?")
	d.Keys("p")
	d.See("Approved Dipa Sen (B-204). Space checks in.")
	d.Keys(" ", "y")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn {
		t.Errorf("not let in after a new approval: %+v", v)
	}
}

func TestTheListSaysThatAWordLapsed(t *testing.T) {
	t.Parallel()
	d := open(t)
	movedOut(d)
	d.Keys("right", "/")
	d.Type("dipa")
	d.Keys("enter")
	d.See("lapsed!")
	d.Keys("enter")
	d.See("Dipa Sen   lapsed!", "Lapsed    Farah Khan no longer lives in B-204.", "a approve")
}

func TestTheFormKnowsThatAWordLapsed(t *testing.T) {
	t.Parallel()
	d := open(t)
	movedOut(d)
	d.Keys("n")
	d.Type("9004022222")
	d.See("! Farah Khan no longer lives in B-204.")
	d.Keys("ctrl+s")
	d.See("> Approval", "Dipa Sen")
	if d.Called("Visits.CheckIn")+d.Called("Visits.Log") != 0 {
		t.Fatal("let in by the word of who moved out")
	}
	d.Keys("i", "ctrl+s")
	d.See("Checked in Dipa Sen to B-204 at 14:07.")
	if d.Called("Visits.Log") != 0 || len(d.approvals()) != 1 {
		t.Errorf("calls %v, approved %+v", d.Calls, d.approvals())
	}
}

// TestMoreComeThanWereApproved: the form asks for the approval of who is there,
// and lets nobody in before it is given.
func TestMoreComeThanWereApproved(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9004022222")
	d.Keys("tab", "tab", "tab", "tab", "tab", "ctrl+u")
	d.Type("3")
	d.Keys("ctrl+s")
	d.See("! This is not what Farah Khan approved.", "> Approval")
	if d.Called("Visits.CheckIn")+d.Called("Visits.Correct") != 0 {
		t.Fatal("something was saved")
	}
	d.Keys("p", "ctrl+s")
	d.See("Checked in Dipa Sen +2 to B-204 at 14:07.")
	if v := d.Visits.Find("Dipa Sen"); v.PartySize != 3 || len(d.approvals()) != 1 || d.approvals()[0].Channel != visits.ByPhone {
		t.Errorf("let in: %+v, approved %+v", v, d.approvals())
	}
}

func TestWhoIsAskedAnewWaitsSinceThen(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) {
		v.CreatedAt = v.CreatedAt.Add(-72 * time.Hour)
		v.AskedAt = at(d.Clock().Add(-4 * time.Minute))
	})
	d.Keys("right", "/")
	d.Type("suresh")
	d.Keys("enter")
	d.See("waits 4m")
	d.Keys("enter")
	d.See("Asked     21 Nov 2026, 14:03")
}
