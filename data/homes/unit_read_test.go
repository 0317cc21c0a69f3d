package homes_test

import (
	"testing"

	"github.com/civoranexus/society360/data/homes"
)

func TestFloorsAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int{
		"G": 0, "g": 0, "GF": 0, "Ground": 0, "ground floor": 0, "0": 0, "3": 3, " 3 ": 3, "3.0": 3, "-1": -1, "-2.0": -2, "+4": 4, "१२": 12, "200": 200,
	} {
		if got, err := homes.ReadFloor(typed); err != nil || got != want {
			t.Errorf("floor %q is %d, %v, want %d", typed, got, err, want)
		}
	}
	for typed, says := range map[string]string{
		"": "“” is no floor: a whole number from -9 to 200, or G.", "first": "“first” is no floor: a whole number from -9 to 200, or G.",
		"1.5": "“1.5” is no floor: a whole number from -9 to 200, or G.", "201": "“201” is no floor: a whole number from -9 to 200, or G.",
		"3-Jan": "“3-Jan” is no floor: a whole number from -9 to 200, or G.",
	} {
		if n, err := homes.ReadFloor(typed); err == nil || err.Error() != says {
			t.Errorf("floor %q is %d, %v, want %s", typed, n, err, says)
		}
	}
}

func TestWhatASpreadsheetMadeOfANumberIsNoUnit(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"3-Jan", "03-Jan", "Jan-03", "3-jan-26", "12 Dec 2026", "Sept-1", "3/Jan"} {
		if wrong := homes.WrongNumber(day); wrong == nil || wrong.Args[0] != day {
			t.Errorf("%q is a unit's number: %v", day, wrong)
		}
	}
	for _, number := range []string{"101", "3-1", "A-Jan", "Janaki", "Mar", "G-2", "12A", "3 East", "101-102", "१०१"} {
		if wrong := homes.WrongNumber(number); wrong != nil {
			t.Errorf("%q is no unit's number: %v", number, wrong)
		}
	}
}
