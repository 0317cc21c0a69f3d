package gate_test

import (
	"testing"

	"github.com/civoranexus/society360/data/visits"
)

func TestADigitTooManyNamesNobody(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.add("Sana Ali", "91234 56780", "A-101", "Guest", "", visits.CheckedOut, d.Now())
	d.Keys("n")
	d.Type("99123456780")
	d.See("! 11 digits: look again")
	d.Miss("Sana Ali", "known:", "first visit")
	d.Keys("esc", "y", "n")
	d.Type("9123456780")
	d.See("Sana Ali", "known: 1 visit")
	d.Miss("look again")
}

func TestAFirstVisitIsThatOfAWholeNumber(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("765432109")
	d.Miss("first visit", "look again")
	d.Type("8")
	d.See("first visit")
	d.Type("7")
	d.Miss("first visit")
	d.See("! 11 digits: look again")
}

func TestAnOddPhoneIsAskedAbout(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("982001234")
	d.Keys("tab")
	d.Type("Ravi Rao")
	d.Keys("tab")
	d.Type("A-101")
	d.Keys("enter", "ctrl+s")
	d.See("“982001234” has 9 digits, and a number here has 10. Save it so? y/n")
	d.Keys("n")
	d.See("982001234", "Ravi Rao", "A-101")
	d.Keys("ctrl+s", "y")
	d.See("Checked in Ravi Rao to A-101")
	// The register knows it now: it is not asked about again.
	d.Keys("n")
	d.Type("982001234")
	d.See("known: 1 visit")
}

func TestACorrectionToAPhoneInsideAsks(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.add("Sana Ali", "91234 56780", "A-101", "Guest", "", visits.CheckedIn, d.Now())
	d.add("Omar Ali", "98111 22233", "A-102", "Guest", "", visits.CheckedIn, d.Now())
	d.Keys("/")
	d.Type("Omar Ali")
	d.Keys("enter", "enter", "e")
	d.Keys("shift+tab", "ctrl+u")
	d.Type("9123456780")
	d.Keys("ctrl+s")
	d.See("Someone with this phone is inside already: Sana Ali", "Save all the same? y/n")
	d.Keys("n")
	d.See("9123456780")
	d.Keys("ctrl+s", "y")
	d.See("Corrected Omar Ali")
}

// TestAPhoneToBeDialledIsNeverCut: in the wide list, in the muster and on its paper.
func TestAPhoneToBeDialledIsNeverCut(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.add("Sana Ali Venkataraman Iyer of Thane", "+442079460958", "A-101", "Guest", "MH12AB1234", visits.CheckedIn, d.Now())
	d.add("Omar Ali", "022 23456789", "A-102", "Guest", "", visits.CheckedIn, d.Now())
	d.Keys("/")
	d.Type("ali")
	d.Keys("enter")
	for _, width := range []int{100, 110, 120, 130} {
		d.Resize(width, 30)
		d.See("+44 20 7946 0958", "022 2345 6789")
	}
	for _, width := range []int{60, 80, 120} {
		d.Resize(width, 30)
		d.Keys("m")
		d.See("+44 20 7946 0958", "022 2345 6789")
		d.Keys("esc")
	}
}

// TestAnOddPhoneIsToldBesideItsField as soon as it is left, while the unit is wrong as
// well, and what is asked about is gone to.
func TestAnOddPhoneIsToldBesideItsField(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("12ab")
	d.Miss("among its digits")
	d.Keys("tab")
	d.See("! “12ab” has “a” among its digits.")
	d.Type("Ravi Rao")
	d.Keys("tab")
	d.Type("zz")
	d.Keys("tab")
	d.See("! “12ab” has “a” among its digits.", "! Nothing found for zz.")
	d.Keys("shift+tab", "ctrl+u")
	d.Type("A-101")
	d.Keys("tab", "ctrl+s")
	d.See("“12ab” has “a” among its digits. Save it so? y/n")
	d.Keys("n", "ctrl+u")
	d.Type("9820012349")
	d.Keys("tab")
	d.Miss("among its digits")
	d.See("9820012349", "Ravi Rao")
}

// TestAPhoneThatTheRegisterHasIsNoDoubt: it was asked about when it was first saved.
func TestAPhoneThatTheRegisterHasIsNoDoubt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.add("Sana Ali", "982001234", "A-101", "Guest", "", visits.CheckedOut, d.Now())
	d.Keys("n")
	d.Pause()
	d.Type("982001234")
	d.Keys("tab")
	d.Miss("9 digits")
	d.Resume()
	d.See("known: 1 visit")
	d.Miss("9 digits")
	d.Keys("esc", "y", "n")
	d.Pause()
	d.Type("982001235")
	d.Keys("tab")
	d.Resume()
	d.See("! “982001235” has 9 digits, and a number here has 10.")
}
