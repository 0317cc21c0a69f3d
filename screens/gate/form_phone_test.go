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
