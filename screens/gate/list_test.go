package gate_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/visits"

	"github.com/charmbracelet/x/ansi"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestEmptyListsSayWhatToDo(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.society.Visits.Clear() })
	d.See("[Inside 0]", "Nobody is inside. n checks someone in.")
	d.Miss("longest")
	d.Keys("tab")
	d.See("[Expected 0]", "Nobody is expected. n, then Ctrl+P, lets someone wait for approval.")
	d.Keys("tab")
	d.See("[Today 0]", "Nobody came today. n checks someone in.")
	d.Keys("tab")
	d.See("[History]", "The register is empty. n checks someone in.")
	d.Keys("tab")
	d.See("[Overstay]", "Nobody has overstayed.")
	d.Keys("tab")
	d.See("[Inside 0]")
	// Keys that mean a row mean nothing here.
	d.Keys("o", "d", " ", "enter", "x", "u", "a")
	d.See("Nobody waits for approval.")
}

func TestRefreshKeepsTheCursorsRow(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down")
	d.See("> 12:57  Farid Khan +3")
	for i := range 3 {
		d.add(fmt.Sprint("Newcomer ", i), "", "A-101", "Guest", "", visits.CheckedIn, d.Now())
	}
	d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Status = visits.CheckedOut })
	d.Refresh()
	d.See("> 12:57  Farid Khan +3", "+  14:07  Newcomer 2", "[Inside 5]")
	d.Miss("Anita Desai")
}

func TestEachListKeepsItsCursor(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "down", "right", "down", "left")
	d.See("> 12:07  Kiran")
	d.Keys("right")
	d.See("> 16:07         Dipa Sen")
}

func TestHistoryIsReadPageByPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 5
	d.Keys("left", "left")
	if strings.Contains(d.View(), "31 Oct") {
		t.Error("the whole history was read at once")
	}
	for range 40 {
		d.Keys("down")
	}
	d.See("> 23 Oct 14:07  Ramesh Kumar")
	if n := d.Called("Visits.List"); n < 5 {
		t.Errorf("%d pages were read", n)
	}
}

func TestAListThatCannotBeReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	r := newSociety()
	r.Down = screentest.Down()
	d := open(t, func(s *setup) { s.society = r })
	d.See("! The database cannot be reached", "tries again.", "[Inside]")
	d.Down = nil
	d.Keys("r")
	d.See("Anita Desai", "[Inside 3]")
}

func TestSearchFollowsEveryLetterAndDropsOldAnswers(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("/")
	d.Pause()
	d.Type("anita")
	d.Resume()
	d.See("/ anita", "found 1", "> 13:40  Anita Desai")
	d.Miss("C-302")
	// The search goes along to the next list; Esc ends it.
	d.Keys("tab")
	d.See("[Expected 3, 1 waits]", "Nobody here matches anita.")
	d.Keys("tab", "tab")
	d.See("[History]", "Anita Desai")
	d.Keys("enter", "esc")
	d.See("Ramesh Kumar")
	d.Miss("/ anita")
}

func TestAShortSearchOfTheHistoryAsksForMore(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("left", "left", "/")
	d.Type("ra")
	d.See("Type three letters at least, or a unit, or part of a phone.")
	d.Miss("tries again")
	d.Type("m")
	d.See("Ramesh Kumar", "found 14")
}

func TestDigitsTypedInASearchGoNowhereElse(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("/")
	d.Type("1q?gL")
	d.See("/ 1q?gL")
}

func TestDetailsOfAVisitThatIsGone(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.open = screentest.ID(999).String() })
	d.See("! It is no longer there.")
	d.Keys("o", "a", "d", "e", " ", "down", "u")
	d = open(t, func(s *setup) { s.open = s.society.Visits.Find("Dipa Sen").ID.String() })
	d.See("Dipa Sen   approved", "Due       Sat 21 Nov 2026, 16:07", "Approved  21 Nov 2026, 12:07 by Farah Khan")
	d.Keys(" ", "y")
	d.See("Dipa Sen   inside", "Checked in Dipa Sen to B-204 at 14:07.")
}

func TestDetailsScrollAndReturn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Resize(80, 16)
	v := d.Visits.Find("Anita Desai")
	for i := range 30 {
		d.Step(v.ID, visits.Step{At: v.CreatedAt, Action: action.VisitorCorrected, Who: fmt.Sprint("Guard ", i)})
	}
	d.Keys("enter")
	d.See("more below", "Guard 0")
	d.Keys("pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	d.See("Guard 29")
	d.Keys("home")
	d.See("Anita Desai   inside")
	d.Keys("esc")
	d.See("[Inside 3]", "> 13:40  Anita Desai")
}

func TestMusterCountsPeopleByBlock(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 2
	for i := range 40 {
		d.add(fmt.Sprintf("Worker %02d", i), "", "A-102", "Service", "", visits.CheckedIn, d.Now())
	}
	d.Keys("m")
	d.See("Muster at 14:07: 46 people, 43 visits inside", "Tower A  44 people, 41 visits", "A-101    Farid Khan +3")
	d.Miss("Tower C")
	d.Keys("end")
	d.See("Tower C  1 person, 1 visit", "C-302    Kiran (AC service)")
	d.Keys("home", "pgdown", "p")
	d.See("Wrote the muster list: ./muster-2026-11-21-1407.txt")
	text := d.Files.Written["muster-2026-11-21-1407.txt"]
	for i, line := range strings.Split(text, "\n") {
		if ansi.StringWidth(line) > 80 || strings.ContainsRune(line, '\x1b') {
			t.Errorf("line %d does not print on 80 columns: %q", i, line)
		}
	}
	for _, want := range []string{"muster list of 21 Nov 2026, 14:07", "46 people, 43 visits", "Worker 39", "Kiran (AC service)", "MH04KL8890"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not printed:\n%s", want, text)
		}
	}
	d.Keys("esc")
	d.See("[Inside")
}

func TestMusterFollowsARefresh(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("m")
	d.See("6 people, 3 visits")
	d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Status = visits.CheckedOut })
	d.Refresh()
	d.See("5 people, 2 visits")
	d.Fail("Visits.Muster", screentest.Down())
	d.Keys("r")
	d.See("! The database cannot be reached", "r try again", "Farid Khan")
}

func TestMusterIsPrinted(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("m", "p")
	d.Fail("Files.Print", errors.New("lp is away"))
	d.Keys("P")
	if d.See("! "); len(d.Files.Printed) != 0 {
		t.Errorf("printed %q", d.Files.Printed)
	}
	d.Pause()
	d.Keys("P", "P")
	d.Resume()
	d.See("Sent the muster list to the printer.")
	const name = "muster-2026-11-21-1407.txt"
	if d.Files.Written[name] == "" || d.Files.Printed[name] != d.Files.Written[name] {
		t.Errorf("printed %q, written %q", d.Files.Printed[name], d.Files.Written[name])
	}
}

// TestHostileTextStaysInItsCells puts what people may type into every field that
// is shown, and looks at every view.
func TestHostileTextStaysInItsCells(t *testing.T) {
	t.Parallel()
	hostile := []string{
		"\x1b[2J\x1b[31mred\x07", "a\r\nb\tc\x9b5A", "\u202egnp.exe\u2066", strings.Repeat("wide 漢字 ", 40),
		"e" + strings.Repeat("\u0301", 60), "रमेश कुमार\u200d", "\xff\xfe%s%d", strings.Repeat("x", 300),
	}
	for _, text := range hostile {
		r := newSociety()
		i := 0
		r.Visits.Each(func(v *visits.Visit) {
			v.Name, v.Purpose, v.Plate, v.Unit, v.Guard, v.EntryGate, v.Approver, v.PartySize = text, text, text, text, text, text, text, 12
			if i%2 == 0 {
				v.Phone = text
			}
			i++
			r.Step(v.ID, visits.Step{At: time.Now(), Action: action.Action(text), Who: text, Gate: text, Note: text, Channel: visits.Channel(text)})
		})
		r.Units.Each(func(u *screentest.Home) { u.Block, u.Type = text, text })
		r.Accounts.Each(func(a *accounts.User) { a.Name, a.Phone = text, text })
		r.Ties.Each(func(l *screentest.Tie) { l.Type = text })
		r.Other.Name = text
		r.Set("general.society_name", text)
		d := open(t, func(s *setup) { s.society = r })
		for _, size := range [][2]int{{80, 24}, {60, 16}, {160, 30}} {
			d.Resize(size[0], size[1])
			for _, keys := range []string{
				"", "right", "right", "right", "right", "right", "o", "n", "enter", "esc", "right", "d", "esc", "a", "b", "esc", "left",
				"m", "p", "esc", "/", "x", "esc", "n", "9", "8", "1", "1", "1", "2", "2", "2", "3", "3", "tab", "tab", "a", "1", "tab",
				"esc", "esc", "y", "enter", "e", "esc", "y", "esc",
			} {
				if keys != "" {
					d.Keys(keys)
				}
				sound(t, d, size[0], size[1])
			}
		}
		for name, text := range d.Files.Written {
			for _, r := range name + text {
				if r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e {
					t.Errorf("the printed list has %q", r)
				}
			}
		}
	}
}

// sound fails unless the view fits its terminal and has no control characters
// but the theme's own styles.
func sound(t *testing.T, d *desk, width, height int) {
	t.Helper()
	lines := strings.Split(d.Raw(), "\n")
	if len(lines) != height {
		t.Fatalf("%d lines on a terminal of %d", len(lines), height)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > width {
			t.Fatalf("a line of %d cells on %d: %q", w, width, line)
		}
		for i := range len(line) {
			if line[i] != 0x1b {
				continue
			}
			end := strings.IndexByte(line[i:], 'm')
			if end < 0 || strings.Trim(line[i+1:i+end], "[0123456789;") != "" {
				t.Fatalf("an escape sequence that is no style: %q", line)
			}
		}
		for _, r := range ansi.Strip(line) {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("a control character %q in %q", r, line)
			}
		}
	}
}

func TestTheNumberOfPeopleIsNeverCutOff(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{}, {"left", "left"}} {
		for _, width := range []int{60, 80, 120} {
			d := open(t)
			d.Visits.Change("Farid Khan", func(v *visits.Visit) { v.Name, v.PartySize = strings.Repeat("Farid Khan ", 5), 12 })
			d.Resize(width, 24)
			d.Refresh()
			d.Keys(keys...)
			d.See(" +11 ")
		}
	}
}

func TestANewcomerShowsAtTheHeadOfALongList(t *testing.T) {
	t.Parallel()
	d := open(t)
	for i := range 60 {
		d.add(fmt.Sprint("Visitor ", i), "", "A-101", "Guest", "", visits.CheckedIn, d.Now().Add(-time.Hour))
	}
	d.Refresh()
	d.add("Ramesh Kumar", "98200 12345", "A-101", "Delivery", "", visits.CheckedIn, d.Now())
	d.Refresh()
	d.See("+  14:07  Ramesh Kumar", "> 13:40  Anita Desai")
}

func TestASearchEndsWithTheOneItFound(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("/")
	d.Type("kir")
	d.Keys("enter", "o", "y")
	d.See("Anita Desai", "Farid Khan", "[Inside 2]")
	d.Miss("/ kir")
	// While others match, the search stays.
	d.Keys("/")
	d.Type("a")
	d.Keys("enter", "o", "y")
	d.See("/ a", "found 1")
}

func TestHelpNamesTheKeysOfWhatIsShown(t *testing.T) {
	t.Parallel()
	d := open(t, staff)
	d.Resize(80, 40)
	d.Keys("?")
	d.See("u               undo the check-out", "x               presumed left", "Space           in, out, approve or clear, as the row needs", "m               muster")
	d.Keys("esc", "m", "?")
	d.See("p               file", "P               print", "PgDn Ctrl+F     a page down")
	d.Miss("presumed left")
	d.Keys("esc", "esc", "end", "enter", "?")
	d.See("x               presumed left", "o               out", "e               correct")
	guard := open(t)
	guard.Resize(80, 40)
	guard.Keys("?")
	guard.See("x               presumed left") // it tells whose that is
}

func TestStatesAreWords(t *testing.T) {
	t.Parallel()
	d := open(t)
	now := d.Now()
	d.add("Gone", "", "A-101", "", "", visits.CheckedOut, now.Add(-time.Hour)).PresumedLeft = true
	overnight := d.add("Overnight", "", "A-101", "", "", visits.CheckedOut, now.Add(-30*time.Hour))
	overnight.CheckOutTime, overnight.Unit, overnight.UnitID = at(now), "", nil
	d.Keys("left", "left")
	d.See("presumed left", "left 21 Nov", "denied", "waits 12m", "approved", "lapsed!", "26h overstay!", "inside")
}

func TestWhoIsExpectedAnotherDayIsNotTakenForToday(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right")
	d.See("16:07         Dipa Sen")
	d.Visits.Change("Dipa Sen", func(v *visits.Visit) { v.ExpectedArrival = at(d.Now().Add(26 * time.Hour)) })
	d.Refresh()
	d.See("22 Nov 16:07  Dipa Sen")
}
