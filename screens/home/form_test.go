package home_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func TestAnnounceAVisitor(t *testing.T) {
	t.Parallel()
	play := func(d *screentest.Desk) {
		d.Keys("n")
		d.Type("Ritu Malhotra")
		d.Keys("tab")
		d.Type("98200 55555")
		d.Keys("tab", "s", "tab")
		d.Type("mh12xy9")
		d.Keys("tab")
		d.Type("tomorrow 6pm")
		d.Keys("tab")
		d.Type("3")
		d.Keys("tab")
		d.Type("has the key")
		d.Keys("ctrl+s")
	}
	check := func(d *screentest.Desk) {
		t.Helper()
		logged, made := screentest.Sent[visits.Draft](d), d.Visits.Find("Ritu Malhotra")
		if len(logged) != 1 || made.Status != visits.Approved {
			t.Fatalf("logged: %+v as %v", logged, made.Status)
		}
		n := logged[0]
		if want := time.Date(2026, 11, 22, 12, 30, 0, 0, time.UTC); n.ExpectedArrival == nil || !n.ExpectedArrival.Equal(want) {
			t.Errorf("expected at %v, want %v", n.ExpectedArrival, want)
		}
		n.ExpectedArrival = nil
		if want := (visits.Draft{
			Text: visits.Text{
				Name: "Ritu Malhotra", Phone: "98200 55555", UnitID: id(101), Purpose: "Service",
				Plate: "mh12xy9", PartySize: 3,
			},
			Note: "has the key",
		}); n != want {
			t.Errorf("logged %+v, want %+v", n, want)
		}
		d.See("Announced Ritu Malhotra +2 (A-101) for 22 Nov, 18:00. The gate sees it.",
			"[Expected 4]", "> 22 Nov 18:00  Ritu Malhotra +2")
	}
	d := open(t)
	play(d)
	check(d)
	// The same keys, typed before any answer came.
	d = open(t)
	d.Pause()
	play(d)
	if d.Called("Visits.Log") > 0 {
		t.Fatal("something was written before an answer came")
	}
	d.Resume()
	check(d)
}

func TestTheBriefestAnnouncementIsAName(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "ctrl+s")
	d.See("Who is it? A visit needs a name.")
	d.Miss("Unit")
	d.Type("Cook")
	d.Keys("ctrl+s", "ctrl+s")
	if n := d.Called("Visits.Log"); n != 1 {
		t.Errorf("sent %d times", n)
	}
	d.See("Announced Cook (A-101). The gate sees it.", "> any time      Cook")
	d.UpToDate()
}

func TestWhoHasSeveralUnitsSaysWhich(t *testing.T) {
	t.Parallel()
	d := open(t, with(secondUnit))
	d.Keys("n")
	d.See("yours: A-101, B-204")
	d.Type("Cook")
	d.Keys("ctrl+s")
	d.See("Which of your units?", "> Unit")
	d.Type("c")
	d.Keys("ctrl+s")
	if d.Called("Visits.Log") != 0 {
		t.Fatal("sent to no unit")
	}
	d.Keys("backspace")
	d.Type("b 2")
	d.Keys("ctrl+s")
	if logged := screentest.Sent[visits.Draft](d); len(logged) != 1 || logged[0].UnitID != id(102) {
		t.Errorf("logged: %+v", logged)
	}
	d.See("Announced Cook (B-204). The gate sees it.")
}

func TestAUnitThatCameMeanwhileIsAskedFor(t *testing.T) {
	t.Parallel()
	d := open(t)
	secondUnit(d.Society)
	d.Pause()
	d.Keys("n")
	d.Type("Cook")
	d.Miss("yours:")
	d.Resume()
	d.See("Cook", "yours: A-101, B-204")
}

func TestAUnitThatIsNotTheirsAnyMoreIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("Cook")
	noUnits(d.Society)
	movesInto(d.Society, "C-301")
	d.Keys("ctrl+s")
	d.See("! There is no such unit any more.", "Cook", "Announce a visitor to C-301")
	d.Keys("ctrl+s")
	if logged := screentest.Sent[visits.Draft](d); len(logged) != 1 || logged[0].UnitID != id(104) {
		t.Errorf("logged: %+v", logged)
	}
}

func TestWithoutAUnitNobodyIsAnnounced(t *testing.T) {
	t.Parallel()
	d := open(t, with(noVisits, noUnits))
	d.See("No unit is yours in the register. The office can put that right.")
	d.Miss("n announces a visitor")
	d.Keys("n")
	d.See("! No unit is yours in the register. The office can put that right.")
	d.Miss("Announce a visitor")
	d.Fail("Homes.MyUnits", screentest.Down())
	d.Keys("n")
	d.See("! The database cannot be reached")
	movesInto(d.Society, "A-101")
	d.Keys("n")
	d.See("Announce a visitor to A-101")
}

// TestWhoMovedOutReadsWhatWasTheirs, pays nothing of it and is asked to confirm nothing.
func TestWhoMovedOutReadsWhatWasTheirs(t *testing.T) {
	t.Parallel()
	d := open(t)
	today := value.DayOf(d.Now())
	d.Ties.Change(meera, func(tie *screentest.Tie) {
		tie.MovedIn, tie.MovesOut, tie.Status = today.AddYears(-9), today, "moved_out"
	})
	d.Refresh()
	d.Miss("to confirm: t")
	d.Keys("right", "right", "right")
	d.See("[Dues", "Maintenance, Sep 2026", "A-101")
	d.Keys("p")
	d.See("! You do not live in A-101 any more; the office takes what is due there.")
	d.Keys("n")
	d.See("! No unit is yours in the register.")
}

// TestWhoMovesInLater hears when, in every list and of n, until the day is there.
func TestWhoMovesInLater(t *testing.T) {
	t.Parallel()
	d := open(t, with(noVisits, noUnits, func(s *screentest.Society) {
		movesInto(s, "A-101", value.Day{Year: 2027, Month: time.February, Day: 1})
	}))
	const when = "You move into A-101 on 1 Feb 2027."
	d.See(when)
	d.Keys("right")
	d.See(when)
	d.Keys("n")
	d.See("! " + when)
	d.Miss("Announce a visitor")
	// The day comes, and the desk is told of it.
	d.Ties.Change(meera, func(t *screentest.Tie) { t.MovedIn = value.DayOf(d.Now()) })
	d.Refresh()
	d.See("Nobody is expected.")
	d.Keys("n")
	d.See("Announce a visitor to A-101")
	// And goes, while the form is open: it stays, and its write says why.
	d.Type("Cook")
	noUnits(d.Society)
	d.Refresh()
	d.Keys("ctrl+s")
	d.See("! There is no such unit any more.", "Cook")
}

func TestEscGivesTheFormUpThatIsOnItsWay(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) { s.Fail("Homes.MyUnits", screentest.Down()) }))
	d.Pause()
	d.Keys("n", "x", "esc")
	d.Resume()
	d.Miss("Announce a visitor")
}

func TestTheTimeIsShownAsItWasUnderstood(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("Cook")
	d.Keys("tab", "tab", "tab", "tab")
	d.See("such as today 18:30")
	for typed, says := range map[string]string{
		"18:30": "Sat 21 Nov 2026, 18:30", "9am": "Sun 22 Nov 2026, 09:00", "fri 1830": "Fri 27 Nov 2026, 18:30",
		"20 nov 2027 9:00": "Sat 20 Nov 2027, 09:00",
	} {
		d.Type(typed)
		d.See(says)
		d.Keys("ctrl+u")
	}
	for typed, says := range map[string]string{
		"soon": "! Type a day and a time", "today": "! At what time?", "today 9:00": "! That time is past.",
		"24 nov 2027 9:00": "! Choose a day from ",
	} {
		d.Type(typed)
		d.Keys("ctrl+s")
		d.See(says)
		d.Keys("ctrl+u")
	}
	if d.Called("Visits.Log") != 0 {
		t.Error("sent with a time that nobody can mean")
	}
	// The minute that runs is not past yet.
	d.Type("today 14:07")
	d.Keys("ctrl+s")
	d.See("Announced Cook (A-101) for 14:07.")
}

func TestAFailedSaveKeepsTheForm(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("Cook")
	d.Keys("tab")
	d.Type("the old one")
	d.Keys("ctrl+s")
	d.See("! “the old one” is no phone number; leave it empty if there is", "none.", "> Phone", "Cook")
	d.Keys("ctrl+u")
	d.Type("12345")
	d.Keys("ctrl+s")
	d.See("“12345” has 5 digits, and a number here has 10. Save it so? y/n")
	d.Keys("n")
	d.See("> Phone", "12345", "Cook", "nothing saved yet")
	d.Keys("ctrl+u")
	d.Down = screentest.Down()
	d.Keys("ctrl+s")
	d.See("! not saved: the database cannot be reached. Try again in a moment.", "Cook")
	d.Down = nil
	d.Keys("esc")
	d.See("Leave without saving what you typed? y/n")
	d.Keys("n", "ctrl+s")
	d.See("Announced Cook (A-101). The gate sees it.")
}

func TestAnUnknownSaveIsFollowed(t *testing.T) {
	t.Parallel()
	fill := func(d *screentest.Desk) {
		d.Keys("n")
		d.Type("Cook")
		d.Keys("ctrl+s")
	}
	d := open(t)
	d.Lose("Visits.Log")
	d.Fail("Settle", screentest.Down(), screentest.Down())
	fill(d)
	d.See("unknown, checking", "Cook")
	d.Type("6")
	d.Miss("Cook6")
	d.Keys("esc")
	d.See("It is not known yet whether this was saved. Leave the form? y/n")
	d.Keys("n", "ctrl+s", "ctrl+s") // each asks at once
	d.See("saved: announcement of Cook (A-101)", "Expected 4")
	if n := d.Called("Visits.Log"); n != 1 {
		t.Errorf("sent %d times", n)
	}

	d = open(t)
	d.Fail("Visits.Log", tuitest.Unsure{})
	d.Fail("Settle", screentest.Down())
	fill(d)
	d.Advance(2 * time.Second)
	d.See("not saved", "Cook", "not saved: The connection was lost; nothing was saved. Try again.")
	d.Keys("ctrl+s")
	d.See("Announced Cook (A-101). The gate sees it.")

	// Left behind, it is followed all the same.
	d = open(t)
	d.Lose("Visits.Log")
	d.Fail("Settle", screentest.Down())
	fill(d)
	d.Keys("esc", "y")
	d.See("[Inside")
	d.Advance(2 * time.Second)
	d.See("saved: announcement of Cook (A-101)")
}

func TestOtherPurposesAreTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"Piano lesson": "Piano lesson", "": "Other"} {
		d := open(t)
		d.Keys("n")
		d.Type("Cook")
		d.Keys("tab", "tab", "o")
		d.Type(typed)
		d.Keys("ctrl+s")
		if logged := screentest.Sent[visits.Draft](d); len(logged) != 1 || logged[0].Purpose != want {
			t.Errorf("logged: %+v, want %q", logged, want)
		}
	}
}

func TestUnitsThatCannotBeReadAgainAreStillKnown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Fail("Homes.MyUnits", screentest.Down())
	d.Keys("n")
	d.See("Announce a visitor to A-101")
	d.Type("Cook")
	d.Keys("ctrl+s")
	d.See("Announced Cook (A-101). The gate sees it.")
}

// TestAPartyOfNobodyIsRefused: a 0 that was typed is no 1.
func TestAPartyOfNobodyIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("Asha")
	d.Keys("tab", "tab", "tab", "tab", "tab", "ctrl+u")
	d.Type("०")
	d.Keys("ctrl+s")
	d.See("! A party has 1 to 99 people.")
	if n := d.Called("Visits.Log"); n != 0 {
		t.Errorf("sent %d times", n)
	}
}

func TestEveryComplaintIsToldAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("watchman")
	d.Keys("ctrl+s")
	d.See("! Who is it? A visit needs a name.", "! “watchman” is no phone number; leave it empty if there is")
	if n := d.Called("Visits.Log"); n != 0 {
		t.Errorf("sent %d times", n)
	}
}

// TestAnOddPhoneIsToldBesideItsField as soon as it is left, and gone to when it is asked
// about.
func TestAnOddPhoneIsToldBesideItsField(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("Ritu Malhotra")
	d.Keys("tab")
	d.Type("12ab")
	d.Keys("tab")
	d.See("! “12ab” has “a” among its digits.")
	d.Keys("ctrl+s")
	d.See("“12ab” has “a” among its digits. Save it so? y/n")
	d.Keys("n", "ctrl+u")
	d.Type("9820055555")
	d.Keys("ctrl+s")
	d.See("Announced Ritu Malhotra")
}
