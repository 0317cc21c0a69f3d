package gate_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
)

// hints is the line of hints.
func (d *desk) hints() string {
	lines := strings.Split(strings.TrimRight(d.View(), "\n"), "\n")
	return lines[len(lines)-1]
}

func TestOnlyKeysThatDoSomethingAreHinted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys     []string
		has, not string
	}{
		{[]string{"enter"}, "o out", "a approve"},
		{[]string{"right", "enter"}, "a approve", "o out"},
		{[]string{"right", "down", "enter"}, "Space check in", "o out"},
		{[]string{"o", "y", "right", "right", "enter"}, "u undo the check-out", "e correct"},
		{[]string{"left", "left", "end", "enter"}, "Esc back", "u undo"}, // of another day
		{[]string{"o", "y", "o", "y", "o", "y"}, "n in", "o out"},
		{[]string{"right", "o", "right", "right", "o"}, "o out", "try again"}, // the line stands still
	} {
		d := open(t)
		d.Keys(c.keys...)
		if line := d.hints(); !strings.Contains(line, c.has) || strings.Contains(line, c.not) {
			t.Errorf("%q hints %q", c.keys, line)
		}
	}
}

func TestTheLineOfHintsStandsStillWhileAListIsRead(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := d.hints()
	d.Pause()
	d.Keys("right")
	if now := d.hints(); now != before {
		t.Errorf("%q became %q", before, now)
	}
}

func TestRIsHintedWhereItTriesAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Down = screentest.Down()
	d.Refresh()
	if line := d.hints(); !strings.Contains(line, "r try again") {
		t.Errorf("hints %q", line)
	}
	d.Down = nil
	d.add("Newcomer", "", "A-101", "Guest", "", visits.CheckedIn, d.Now())
	d.Keys("r")
	d.See("[Inside 4]", "Newcomer")
	if line := d.hints(); strings.Contains(line, "r try again") {
		t.Errorf("hints %q", line)
	}
}

// TestAnArrowAheadOfTheSuggestionsChoosesNothing: nobody saw what it would choose.
func TestAnArrowAheadOfTheSuggestionsChoosesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "tab")
	d.Type("Ravi")
	d.Keys("tab")
	d.Pause()
	d.Type("a1")
	d.Keys("down", "ctrl+s")
	d.Resume()
	d.See("Is it A-101? Save again if it is.")
	if d.Called("Visits.Log") != 0 {
		t.Error("a visitor was sent to a unit that nobody saw")
	}
}

// TestAQuestionIsAboutWhatWasSent: a key pressed while the save is on its way changes
// nothing of what the person is then asked about.
func TestAQuestionIsAboutWhatWasSent(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9820012345")
	d.add("Ramesh Kumar", "98200 12345", "B-204", "Delivery", "", visits.CheckedIn, d.Now())
	d.Pause()
	d.Keys("ctrl+s", "backspace")
	d.Resume()
	d.See("> Phone     9820012345 ", "Someone with this phone is inside already: Ramesh Kumar")
}

func TestAMusterThatIsLeftIsReadNoFurther(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Page = 1
	for range 9 {
		d.add("Worker", "", "A-102", "Service", "", visits.CheckedIn, d.Now())
	}
	d.Pause()
	d.Keys("m", "esc")
	d.Resume()
	if n := d.Called("Visits.Muster"); n != 1 {
		t.Errorf("%d pages were read", n)
	}
	d.Keys("m")
	d.See("15 people, 12 visits")
}

// TestAFormLeavesTheListUpToDate: what changed under it is read when it goes.
func TestAFormLeavesTheListUpToDate(t *testing.T) {
	t.Parallel()
	for _, leave := range [][]string{{"esc"}, {"9", "8", "2", "0", "0", "1", "2", "3", "4", "5", "ctrl+s"}} {
		d := open(t)
		d.Keys("n")
		d.add("Newcomer", "", "A-101", "Guest", "", visits.CheckedIn, d.Now())
		d.Refresh()
		d.Keys(leave...)
		d.See("Newcomer")
		d.UpToDate()
	}
}
