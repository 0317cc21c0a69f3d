package township

import (
	"slices"
	"testing"
	"time"
)

// lines are what the trail of a township tells.
func lines(t *testing.T, variant uint64) []string {
	t.Helper()
	now := time.Date(2026, 11, 30, 6, 15, 0, 0, time.UTC)
	var list []string
	town := newTown(now, time.FixedZone("IST", 19800), FewestUnits, variant, "!")
	var last instant
	err := town.trail(func(e entry) error {
		if e.at < last {
			t.Errorf("%s of %s is told behind one of %s", e.did, e.at.time(), last.time())
		}
		last = e.at
		list = append(list, e.at.time().String()+" "+string(e.did)+" "+e.resource.String()+" "+string(e.details))
		return nil
	})
	if err != nil || len(list) < 500*FewestUnits {
		t.Fatal(len(list), err)
	}
	return list
}

func TestTheSameNumberGivesTheSameTownship(t *testing.T) {
	t.Parallel()
	first := lines(t, 7)
	if !slices.Equal(first, lines(t, 7)) {
		t.Error("two of one number differ")
	}
	if slices.Equal(first, lines(t, 8)) {
		t.Error("two of different numbers are alike")
	}
}

// TestPhonesAreOfOnePerson: numbers that no two share, over all that a township gives.
func TestPhonesAreOfOnePerson(t *testing.T) {
	t.Parallel()
	met := map[string]int{}
	for _, n := range []int{0, 1, 49_999, phonesOfCallers, phonesOfGuests, phonesOfGuests + MostUnits*guestsAUnit, phonesOfOthers, phonesOfOthers + (days+1)*(MostUnits/4+100)} {
		if other, is := met[phone(n)]; is {
			t.Errorf("%d and %d are %s", n, other, phone(n))
		}
		met[phone(n)] = n
	}
	if phonesOfOthers+(days+1)*(MostUnits/4+100) >= 12*mobileNumbers || phonesOfGuests+MostUnits*guestsAUnit > phonesOfOthers {
		t.Error("there are fewer numbers than people")
	}
}
