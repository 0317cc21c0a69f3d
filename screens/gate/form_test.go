package gate_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestWhatIsTypedIsNotOverwritten(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Ramesh's brother")
	d.Keys("shift+tab")
	d.Type("9820012345")
	d.See("Ramesh's brother", "A-101", "MH12AB1234", "(o) Service")
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Ramesh's brother"); v.Unit != "A-101" || v.Plate != "MH12AB1234" {
		t.Errorf("checked in: %+v", v)
	}
}

func TestAnotherPhoneForgetsTheNameOfTheFirst(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9820012345")
	d.See("Ramesh Kumar")
	d.Keys("backspace")
	d.Miss("Ramesh Kumar", "A-101", "MH12AB1234", "known:")
	d.Type("6")
	d.See("first visit", "(o) Guest")
	d.Miss("Ramesh Kumar")
	d.Keys("backspace")
	d.Type("5")
	d.See("Ramesh Kumar", "known: 14 visits, last 3 days ago to A-101")
}

func TestSomebodyInsideIsAskedAboutFirst(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9811122233")
	d.See("! inside: Anita Desai since 13:40 (B-204)")
	d.Resize(60, 16)
	d.See("known: today to B-204", "! inside B-204 since 13:40")
	d.Resize(80, 24)
	d.See("! inside: Anita Desai since 13:40 (B-204)")
	d.Keys("ctrl+s")
	d.See("Someone with this phone is inside already: Anita Desai since", "Check in all the same? y/n")
	d.Keys("n")
	if d.Called("Visits.Log") != 0 {
		t.Fatal("sent without a yes")
	}
	d.Keys("ctrl+s", "y")
	if len(d.logged()) != 1 || !d.logged()[0].Insist.Phone {
		t.Errorf("logged: %+v", d.logged())
	}
}

func TestSomebodyWhoCameInMeanwhileIsAskedAboutToo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9820012345")
	d.add("Ramesh Kumar", "98200 12345", "B-204", "Delivery", "", visits.CheckedIn, d.Now())
	d.Keys("ctrl+s")
	d.See("Someone with this phone is inside already: Ramesh Kumar", "since 14:07 (B-204). Check in all the same? y/n")
	d.Keys("y")
	if len(d.logged()) != 1 || !d.logged()[0].Insist.Phone {
		t.Errorf("logged: %+v", d.logged())
	}
}

func TestSomebodyDeniedTheLastTimeIsAskedAbout(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9833300000")
	d.See("! denied last time, today (A-101)")
	d.Keys("ctrl+s")
	d.See("Pushy Seller was denied entry the last time, today (A-101).")
	d.Keys("n")
	if len(d.logged()) != 0 {
		t.Fatal("checked in without a yes")
	}
	d.Keys("ctrl+s", "y")
	if len(d.logged()) != 1 {
		t.Error("a yes did not check in")
	}
}

func TestAnExpectedVisitorsOwnVisitIsUsed(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9004022222")
	d.See("expected: approved for B-204", "Dipa Sen", "WB02AB1111")
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn || d.Called("Visits.Log") != 0 || d.Called("Visits.Correct") != 0 {
		t.Errorf("checked in: %+v, calls %v", v, d.Calls)
	}
	d.See("Checked in Dipa Sen to B-204 at 14:07.", "[Inside 4]")
	d.UpToDate()
}

func TestWhatIsTypedOnAnExpectedVisitIsSavedWithIt(t *testing.T) {
	t.Parallel()
	play := func(d *desk) {
		d.Keys("n")
		d.Type("9004022222")
		d.Keys("tab", "tab", "tab", "tab", "ctrl+u")
		d.Type("KA05X99")
	}
	d := open(t)
	play(d)
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn || v.Plate != "KA05X99" {
		t.Errorf("checked in: %+v", v)
	}
	// Nobody is let in on what was not saved, and what was typed is kept.
	d = open(t)
	play(d)
	d.Fail("Visits.Correct", screentest.Down())
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.Approved || v.Plate == "KA05X99" {
		t.Errorf("checked in: %+v", v)
	}
	d.See("KA05X99", "not saved: the database cannot be reached")
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn || v.Plate != "KA05X99" {
		t.Errorf("checked in: %+v", v)
	}
	// Where the database went away between the two, the next save knows of the first.
	d = open(t)
	play(d)
	d.Fail("Visits.CheckIn", screentest.Down())
	d.Keys("ctrl+s")
	d.See("not saved: the database cannot be reached")
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn || v.Plate != "KA05X99" || d.Called("Visits.Correct") != 1 {
		t.Errorf("checked in: %+v, calls %v", v, d.Calls)
	}
}

func TestAnotherUnitIsAnotherVisit(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9004022222")
	d.Keys("tab", "tab", "ctrl+u")
	d.Type("c302")
	d.Keys("ctrl+s")
	if len(d.logged()) != 1 || d.Called("Visits.CheckIn") != 0 {
		t.Errorf("logged %+v, calls %v", d.logged(), d.Calls)
	}
}

func TestWhoWaitsIsApprovedInTheForm(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9004011111")
	d.See("waits for approval since 13:55 (A-101)")
	d.Keys("ctrl+s")
	d.See("Suresh Patil waits for approval. How did it come?")
	if d.Called("Visits.CheckIn")+d.Called("Visits.Log") != 0 {
		t.Fatal("checked in without an approval")
	}
	d.Keys("p", "tab", "m", "ctrl+s")
	if v := d.Visits.Find("Suresh Patil"); v.Status != visits.CheckedIn {
		t.Errorf("checked in: %+v", v)
	}
	if len(d.approvals()) != 1 || d.approvals()[0].Channel != visits.ByPhone || d.approvals()[0].By == nil || *d.approvals()[0].By != d.Accounts.Find("Meera Joshi").ID {
		t.Errorf("approved: %+v", d.approvals())
	}
}

func TestAWalkInWaitsOrIsTurnedAway(t *testing.T) {
	t.Parallel()
	d := open(t)
	walkIn := func() {
		d.Keys("n", "tab")
		d.Type("Zed")
		d.Keys("tab")
		d.Type("A-101")
	}
	walkIn()
	d.Keys("ctrl+p")
	if v := d.Visits.Find("Zed"); v.Status != visits.Pending {
		t.Errorf("waits: %+v", v)
	}
	d.See("Zed waits for approval (A-101). a approves.", "Expected 4")
	d.UpToDate()
	walkIn()
	d.Keys("ctrl+t")
	d.See("Why is Zed turned away?")
	d.Down = screentest.Down()
	d.Type("drunk")
	d.Keys("enter")
	d.See("not saved", "Zed", "A-101")
	d.Down = nil
	d.Keys("ctrl+t")
	d.See("> drunk")
	d.Keys("enter")
	d.See("Zed waits for the word of A-101 since 14:07. Is it this")
	d.Keys("n")
	if v := d.Visits.Find("Zed"); v.Status != visits.Denied || d.logged()[len(d.logged())-1].Note != "drunk" {
		t.Errorf("denied: %+v, %+v", v, d.logged())
	}
	d.See("Denied entry to Zed (A-101).")
}

func TestARequiredApprovalIsAskedFor(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.society.Set("security.require_approval", "true") })
	d.Keys("n")
	d.See("(o) approval needed")
	d.Type("9820012345")
	d.Keys("ctrl+s")
	d.See("! A resident has to approve first: by phone,", "> Approval", "not saved", "Ramesh Kumar")
	d.Keys("i", "ctrl+s")
	if len(d.logged()) != 1 || d.logged()[0].Approval.Channel != visits.ByIntercom {
		t.Errorf("logged: %+v", d.logged())
	}
}

func TestASettingReachesTheOpenForm(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.See("(o) not needed")
	d.Set("security.require_approval", "true")
	d.Refresh()
	d.See("(o) approval needed")
}

// TestAnOpenFormGoesOnWhereTheDatabaseIsBack: what it could not look up is looked up
// with the news of that.
func TestAnOpenFormGoesOnWhereTheDatabaseIsBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Ravi")
	d.Keys("tab")
	d.Type("a")
	d.Fail("Homes.FindUnits", screentest.Down())
	d.Type("1") // the last answer counts
	d.See("cannot be reached")
	d.Mend()
	d.Refresh()
	d.Miss("cannot be reached")
	d.See("> A-101")
}

func TestAUnitThatWasGuessedIsShownFirst(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Ravi")
	d.Keys("tab")
	d.Type("a1")
	d.Keys("ctrl+s")
	if d.Called("Visits.Log") != 0 {
		t.Fatal("a visitor was sent to a unit that nobody saw")
	}
	d.See("Is it A-101? Save again if it is.", "> Unit      A-101")
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Ravi"); v.Unit != "A-101" {
		t.Errorf("checked in: %+v", v)
	}
	// Chosen with the arrows it was seen.
	d.Keys("n", "tab")
	d.Type("Sita")
	d.Keys("tab")
	d.Type("a1")
	d.Keys("down", "ctrl+s")
	if v := d.Visits.Find("Sita"); v.Unit != "A-102" {
		t.Errorf("checked in: %+v", v)
	}
}

func TestAUnitNobodyKnowsIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Ravi")
	d.Keys("tab")
	d.Type("Z-999")
	d.Keys("ctrl+s")
	d.See("Nothing found for Z-999.", "> Unit")
	if d.Called("Visits.Log") != 0 {
		t.Error("sent without a unit")
	}
}

func TestWhomToCall(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab", "tab")
	d.Type("A 10")
	d.Miss("Meera Joshi")
	d.Type("1")
	d.See("> Unit", "Meera Joshi (owner, primary) 98*** **210")
	d.Keys("enter")
	d.See("> For", "Meera Joshi (owner, primary) 98*** **210  ^R show", "Arun Joshi (family) 98*** **377")
	d.Keys("ctrl+r")
	d.See("Meera Joshi (owner, primary) 98110 43210", "Arun Joshi (family) 98*** **377  ^R show")
	d.Keys("ctrl+r", "ctrl+r")
	d.See("Arun Joshi (family) 98220 11377")
	if n := d.Called("Homes.RevealPhone"); n != 2 {
		t.Errorf("%d reveals of two phones", n)
	}
	d.Keys("shift+tab", "ctrl+u")
	d.Miss("Meera", "Arun")
	d.Type("a102")
	d.Keys("tab")
	d.See("nobody lives here")
	d.Miss("Meera")
}

func TestLeavingAsksOnlyForWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "esc")
	d.See("[Inside 3]")
	d.Keys("n")
	d.Type("98")
	d.Keys("esc")
	d.See("Leave without saving what you typed? y/n")
	d.Keys("n")
	d.See("> Phone     98")
	d.Keys("esc", "y")
	d.See("[Inside 3]")
}

func TestWhoIsExpectedIsTurnedAwayOnTheirOwnVisit(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9004011111")
	d.Keys("ctrl+p")
	d.See("Suresh Patil (A-101) waits for approval already.")
	d.Keys("ctrl+t")
	d.Type("nobody home")
	d.Keys("enter")
	if v := d.Visits.Find("Suresh Patil"); v.Status != visits.Denied || len(d.logged()) != 0 || d.Trail.Find("Suresh Patil").Notes != "nobody home" {
		t.Errorf("denied: %+v, logged %+v, reasons %q", v, d.logged(), d.Trail.Find("Suresh Patil").Notes)
	}
	d.Keys("n")
	d.Type("9004022222")
	d.Keys("ctrl+p")
	d.See("Dipa Sen (B-204) is approved already; Ctrl+S checks in.")
}

func TestOtherPurposesKeepTheirWords(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"": "Other", "AC service": "AC service"} {
		d := open(t)
		d.Keys("n", "tab")
		d.Type("Kiran")
		d.Keys("tab")
		d.Type("c302")
		d.Keys("tab", "o")
		d.Type(typed)
		d.Keys("ctrl+s")
		if v := d.Visits.Find("Kiran"); v.Purpose != want {
			t.Errorf("%q became %q", typed, v.Purpose)
		}
	}
	// The words of the last visit come back.
	d := open(t)
	d.add("Lakshmi", "90000 00001", "A-101", "tailor", "", visits.CheckedOut, d.Now().Add(-48*time.Hour))
	d.Keys("n")
	d.Type("9000000001")
	d.See("(o) Other: tailor", "known: 1 visit, last 2 days ago to A-101")
}

func TestNoResidentIsNamedForAnotherUnit(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Ravi")
	d.Keys("tab")
	d.Type("a101")
	d.Keys("tab", "tab", "tab", "tab", "p", "tab", "m")
	d.See("(o) Meera Joshi")
	d.Keys("shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "ctrl+u")
	d.Type("b204")
	d.Keys("tab", "ctrl+s")
	if len(d.logged()) != 1 || d.logged()[0].Approval.By != nil || d.logged()[0].Approval.Channel != visits.ByPhone {
		t.Errorf("logged: %+v", d.logged())
	}
}

func TestARevealThatFailsSaysSo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "ctrl+r")
	d.See("There is no phone to show: choose a unit first.")
	d.Type("9820012345")
	d.Fail("Homes.RevealPhone", screentest.Down())
	d.Keys("ctrl+r")
	d.See("! The database cannot be reached", "98*** **210")
	d.Keys("ctrl+r")
	d.See("98110 43210")
}

func TestANameChangedByHandStaysWithAnotherPhone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9820012345")
	d.Keys("tab")
	d.Type(" jr")
	d.Keys("shift+tab", "backspace")
	d.See("Ramesh Kumar jr")
	d.Miss("MH12AB1234")
}

func TestSomebodyTurnedAwayHasNoApproval(t *testing.T) {
	t.Parallel()
	for _, as := range []string{"ctrl+t", "ctrl+p"} {
		d := open(t)
		d.Keys("n")
		d.Type("9820012345")
		d.Keys("tab", "tab", "tab", "tab", "tab", "tab", "p", as)
		if as == "ctrl+t" {
			d.Type("refused by the resident")
			d.Keys("enter")
		}
		if len(d.logged()) != 1 || d.logged()[0].Approval.Channel != visits.NoApproval {
			t.Errorf("%s logged %+v", as, d.logged())
		}
	}
}

// TestEveryComplaintIsToldAtOnce: whoever has mended the name is not told of the phone
// only then.
// TestAPartyOfNobodyIsRefused: a 0 that was typed is no 1.
func TestAPartyOfNobodyIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Asha")
	d.Keys("tab")
	d.Type("A-101")
	d.Keys("tab", "tab", "tab", "ctrl+u")
	d.Type("0")
	d.Keys("tab")
	d.See("People    0", "! A party has 1 to 99 people.")
	d.Keys("ctrl+s")
	d.See("! A party has 1 to 99 people.")
	if n := d.Called("Visits.Log"); n != 0 {
		t.Errorf("sent %d times", n)
	}
}

func TestEveryComplaintIsToldAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("watchman")
	d.Keys("ctrl+s")
	d.See("! “watchman” is no phone number; leave it empty if there is", "! Who is it? A visit needs a name.",
		"! Which unit? Type its number, such as A-101.")
	if n := d.Called("Visits.Log"); n != 0 {
		t.Errorf("sent %d times", n)
	}
}
