package notices_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

func TestReadingMarksReadAndClearsTheBanner(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Backend.Notices = []shell.Notice{{ID: d.Notices.Find(waterOff).ID.String(), Text: "Water off tomorrow 10:00-14:00, Tower B"}}
	d.Send(tui.BannerChanged{})
	d.See("1 of 1  b", "> ! new", "2 not read yet")
	d.Keys("b")
	d.See("Notices > Notice", "- for the kitchen", "second floor")
	if d.Called("Notices.MarkRead") != 1 || !found(t, d, waterOff).Read {
		t.Errorf("calls: %v", d.Calls)
	}
	if d.Backend.Called("Banner") < 3 {
		t.Error("the banner was not asked for after the notice was read")
	}
	// Shown again, it is not recorded again.
	d.Refresh()
	d.Keys("esc", "end", "home")
	if d.Called("Notices.MarkRead") != 1 {
		t.Errorf("marked %d times", d.Called("Notices.MarkRead"))
	}
	d.Refresh()
	d.See("1 not read yet")
}

func TestAReadingThatWasNotRecordedIsRecordedLater(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Fail("Notices.MarkRead", screentest.Down())
	d.Keys("enter")
	d.See("Please store water tonight")
	d.Miss("cannot be reached") // the reader has the notice; nobody needs to know
	if found(t, d, waterOff).Read {
		t.Fatal("a reading was recorded that failed")
	}
	d.Refresh()
	if !found(t, d, waterOff).Read {
		t.Error("the next reading was not recorded")
	}
	// Read at another desk of the account meanwhile: nothing to say.
	d.Keys("esc", "down")
	d.Fail("Notices.MarkRead", &fault.Error{Kind: fault.Refused, Format: "This notice was read already, or is gone."})
	d.Keys("enter")
	d.See("Deliveries too.")
	d.Miss("read already")
}

func TestAReaderCannotWrite(t *testing.T) {
	t.Parallel()
	for _, as := range []role.Role{role.Guard, role.Staff, role.Resident} {
		d := open(t, func(s *setup) { s.actor.Role = as })
		for _, key := range []string{"n", "e", "x", "h"} {
			d.Keys(key)
			d.See("[In force]")
			d.Miss("y/n", "Write a notice")
		}
		d.Keys("enter", "e", "x")
		d.See("Notices > Notice")
		if len(d.Opened) > 0 {
			t.Errorf("%s opened %v", as, d.Opened)
		}
	}
}

func TestWritingANotice(t *testing.T) {
	t.Parallel()
	d := open(t, admin)
	d.Keys("n")
	d.Type("Lift stands")
	d.Keys("tab")
	d.Type("The lift is **repaired**.")
	d.See("   The lift is repaired.", "for: Everyone | no end")
	// The preview follows what is typed, down and up again.
	for range 12 {
		d.Keys("enter", "enter")
		d.Type("- Thanks")
	}
	d.Type(" to Otis")
	d.See("   - Thanks to Otis")
	d.Miss("   The lift is repaired.")
	d.Keys("ctrl+u")
	for range 12 {
		d.Keys("backspace", "backspace", "ctrl+u")
	}
	d.Type("The lift is **repaired**.")
	d.See("   The lift is repaired.")
	d.Keys("tab", "t", "tab", "y", "tab")
	d.Type("30 nov")
	d.See("Mon 30 Nov 2026, 23:59", "! important | for: Tenants | until Mon 30 Nov")
	d.Fail("Notices.Write", screentest.Down())
	d.Keys("ctrl+s")
	d.See("not saved", "Lift stands", "The lift is **repaired**.", "30 nov")
	d.Lose("Notices.Write")
	d.Keys("ctrl+s")
	d.See("saved: notice Lift stands")
	n := d.Notices.Find("Lift stands")
	end := time.Date(2026, 11, 30, 18, 29, 0, 0, time.UTC) // 23:59 in India
	if n.Title != "Lift stands" || n.Content != "The lift is **repaired**." || n.Audience != notices.ForTenants || !n.Important ||
		n.ExpiresAt == nil || !n.ExpiresAt.Equal(end) || d.Notices.Len() != 6 {
		t.Errorf("written: %+v, %d notices", n, d.Notices.Len())
	}
	d.Keys("n")
	d.Type("Second")
	d.Keys("tab")
	d.Type("x")
	d.Keys("ctrl+s")
	d.See("Published Second. Every desk of its readers has it.", "> new    Second")
	d.UpToDate()
}

func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	d := open(t, admin)
	d.Keys("n")
	d.Type("A title")
	d.Keys("esc")
	d.See("Leave without saving what you typed? y/n")
	d.Keys("n", "g")
	d.See("A titleg")
	bad := &fault.Error{Kind: fault.Invalid, Format: "At most %d characters fit here.", Args: []any{150}}
	d.Fail("Notices.Write", &fault.Error{Kind: fault.Invalid, Format: "see the fields", Bad: map[string]error{"title": bad}})
	d.Keys("tab")
	d.Type("text")
	d.Keys("ctrl+s")
	d.See("> Title", "! At most 150 characters fit here.", "text")
	d.Keys("tab", "tab", "tab", "tab")
	d.Type("someday")
	d.Keys("ctrl+s")
	d.See("Type a day and a time")
	d.Keys("ctrl+u")
	d.Type("yesterday")
	d.Keys("ctrl+s")
	d.See("! That time is past.")
	d.Keys("ctrl+u")
	d.Type("1.12.26")
	d.See("Tue 1 Dec 2026, 23:59")
	d.Keys("ctrl+u")
	d.Type("21 nov 9:00")
	d.Keys("ctrl+s")
	d.See("! That time is past.")
	d.Keys("ctrl+u")
	d.Type("21/11/2060 9:00")
	d.Keys("ctrl+s")
	d.See("! Choose a day from 21 Nov 1976 to 21 Nov 2036.")
	if d.Called("Notices.Write") != 1 {
		t.Errorf("sent %d times", d.Called("Notices.Write"))
	}
}

func TestChangingANoticeThatSomebodyElseChanged(t *testing.T) {
	t.Parallel()
	d := open(t, admin)
	d.Keys("e", "tab")
	d.Type("\x00 Twice.")
	d.Notices.Change(waterOff, func(n *notices.Notice) {
		n.Content, n.Audience, n.ExpiresAt = "Moved to Friday.", notices.ForOwners, in(72*time.Hour)
	})
	d.Keys("ctrl+s")
	d.See("Ravi Iyer changed this at 14:07", "saved meanwhile by somebody else", "Moved to Friday.", "not saved")
	d.Resize(120, 40)
	d.See("2. Wait. Twice.", "Moved to Friday.")
	if d.Notices.Find(waterOff).Content != "Moved to Friday." {
		t.Fatal("somebody else's change was overwritten unseen")
	}
	d.Keys("ctrl+s")
	d.See("Changed Water off tomorrow")
	d.UpToDate()
	n := d.Notices.Find(waterOff)
	if !strings.HasSuffix(n.Content, "2. Wait. Twice.") {
		t.Errorf("the text is %q", n.Content)
	}
	// What was not touched is what the other made of it, the end to the second.
	if n.Audience != notices.ForOwners || n.ExpiresAt == nil || !n.ExpiresAt.Equal(*in(72 * time.Hour)) {
		t.Errorf("sent %v, for %s", n.ExpiresAt, n.Audience)
	}
}

// TestAChangedNoticeIsShownAgain: the form asks, with the answer that most would give.
func TestAChangedNoticeIsShownAgain(t *testing.T) {
	t.Parallel()
	d := open(t, admin)
	water := d.Notices.Find(waterOff).ID
	d.Read(role.Actor{UserID: screentest.ID(21)}, water)
	d.Read(role.Actor{UserID: screentest.ID(22)}, water)
	d.Keys("e")
	d.See("Show again", "(o) no  ( ) yes, to the 2 who have read it")
	d.Type("!")
	d.See("( ) no  (o) yes, to the 2 who have read it")
	d.Keys("backspace")
	d.See("(o) no  ( ) yes")
	d.Keys("tab")
	d.Type(" Twice.")
	d.Keys("ctrl+s")
	d.See("Who has read it is shown it")
	count := func() int {
		t.Helper()
		n, err := d.Rooms().Notices.Readers(t.Context(), role.Actor{Role: role.Admin, UserID: screentest.ID(9)}, water, notices.ForAll)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if count() != 0 {
		t.Errorf("%d have read it still", count())
	}
	d.UpToDate()

	// A no stays a no, whatever else is typed.
	d.Read(role.Actor{UserID: screentest.ID(21)}, water)
	d.Keys("e")
	d.See("yes, to the one who has read it")
	d.Keys("shift+tab", "n", "tab")
	d.Type("Not ")
	d.See("Show again  (o) no")
	d.Keys("ctrl+s")
	d.See("Changed ")
	d.Miss("shown it")
	if count() != 1 {
		t.Errorf("%d have read it after a no", count())
	}

	// Nobody of those whom it is for has read it: nothing is asked.
	d.Keys("e", "tab", "tab", "s")
	d.Miss("who has read it")
	// Nor where they cannot be counted; the change is saved all the same.
	d.Keys("esc", "y")
	d.Fail("Notices.Readers", screentest.Down())
	d.Keys("e")
	d.Type("!")
	d.Keys("ctrl+s")
	d.See("Changed ")
	d.UpToDate()
}

// TestWhatWasChangedSinceItWasRead is marked for its reader, and read anew when it is
// opened.
func TestWhatWasChangedSinceItWasRead(t *testing.T) {
	t.Parallel()
	d := open(t)
	reader, other := role.Actor{UserID: screentest.ID(8), Role: role.Guard}, role.Actor{UserID: screentest.ID(9), Role: role.Admin}
	change := func(again bool) {
		t.Helper()
		n := found(t, d, waterOff)
		text := notices.Text{Title: n.Title, Content: n.Content + " Now.", Audience: n.Audience, Important: n.Important, ExpiresAt: n.ExpiresAt}
		if _, err := d.Rooms().Notices.Change(t.Context(), other, uuid.New(), notices.Change{Text: text, Seen: n, Again: again}); err != nil {
			t.Fatal(err)
		}
		d.Refresh()
	}
	d.Read(reader, d.Notices.Find(waterOff).ID)
	change(false)
	d.See("> !    changed: Water off", "1 not read yet")
	change(true)
	d.See("> ! new  changed: Water off", "2 not read yet")
	d.Keys("enter")
	d.See("Asha Rao, ", ", changed ")
	d.Keys("esc")
	d.Miss("changed:")
	d.See("1 not read yet")
	// Changed while it is open: what stands there now is read, and nothing else.
	d.Keys("enter")
	change(true)
	if n := found(t, d, waterOff); !n.Read || n.Changed {
		t.Errorf("what is in front of its reader is %+v", n)
	}
}

func TestEndingANotice(t *testing.T) {
	t.Parallel()
	d := open(t, admin)
	d.Keys("x")
	d.See("End Water off tomorrow 10:00-14:00, Tower B now, for everyone? y/n")
	d.Keys("n")
	if d.Called("Notices.Expire") != 0 {
		t.Fatal("ended without a yes")
	}
	d.Keys("x", "y")
	d.See("Ended Water off tomorrow 10:00-14:00, Tower B. It stands under Expired.")
	d.UpToDate()
	if n := found(t, d, waterOff); !n.Expired {
		t.Errorf("notice: %+v", n)
	}
	d.Miss("> ! new")
	d.Keys("left")
	d.See("[Expired]", "Water off tomorrow", "Lift inspection")
	d.Miss("x end now")
	d.Keys("x")
	d.See("has expired already.")
	d.Keys("h")
	if len(d.Opened) != 1 || d.Opened[0] != "audit announcements/"+d.Notices.Find(waterOff).ID.String() {
		t.Errorf("opened %v", d.Opened)
	}
}

func TestTheSearchFollowsTyping(t *testing.T) {
	t.Parallel()
	d := open(t, admin)
	d.Page = 1
	d.Keys("/")
	d.Type("--")
	d.See("No notice here has -- in it.")
	d.Keys("ctrl+u")
	d.Type("plate")
	d.See("found 1", "Write down every plate")
	d.Miss("Water off")
	d.Keys("enter", "enter")
	d.See("Deliveries too.")
	d.Keys("esc", "esc")
	d.See("Water off")
	// The list reads on, page by page.
	d.Keys("down", "down", "down")
	d.See("Annual general meeting")
}

func TestANoticeThatIsGoneSaysSo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Send(tui.Open{Name: "notices", ID: uuid.NewString()})
	d.See("! This notice has ended, or is for others now.")
	d.Keys("esc")
	d.See("[In force]")
	d.Fail("Notices.List", screentest.Down())
	d.Refresh()
	d.See("Water off", "cannot be reached")
}
