package calendar_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"pgregory.net/rapid"
)

// FuzzReader: whatever is typed is a day that is read again from its own figures,
// or is answered with a sentence.
func FuzzReader(f *testing.F) {
	for _, typed := range []string{
		"03/04/26", "1.4.26", "1 apr '26", "today", "yesterday 22:00", "sat", "nov 2025", "29 feb", "24th of nov", "१/४/२६", "1-Apr-26", "//", "", "\xff",
	} {
		f.Add(typed)
	}
	r := reader(f)
	f.Fuzz(func(t *testing.T, typed string) {
		for _, lean := range []calendar.Lean{calendar.Last, calendar.Next, calendar.Nearest} {
			from, to, err := r.Days(typed, lean)
			if err != nil {
				var said calendar.Unread
				if !errors.As(err, &said) || said == "" {
					t.Fatalf("%q: %v is no sentence", typed, err)
				}
				continue
			}
			if !from.Before(to) || !from.Equal(calendar.StartOf(from)) {
				t.Fatalf("%q is %s to %s", typed, from, to)
			}
			if again, err := r.Day(from.Format(time.DateOnly), lean); err != nil || !again.Equal(from) {
				t.Fatalf("%q is %s, which is read as %s: %v", typed, from, again, err)
			}
		}
		if at, err := r.Moment(typed); err == nil && at.Second() != 0 {
			t.Fatalf("%q is %s", typed, at)
		}
		if from, to, err := r.Past(typed); err == nil && !from.Before(to) {
			t.Fatalf("%q is %s to %s", typed, from, to)
		}
	})
}

// TestEverySpellingOfADayIsThatDay within the days that the register keeps.
func TestEverySpellingOfADayIsThatDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 11, 21, 14, 7, 30, 0, time.UTC)
		r := calendar.Reader{Now: at}
		day := at.AddDate(0, 0, rapid.IntRange(-50*365, 10*365).Draw(t, "days")).Truncate(24 * time.Hour)
		layout := rapid.SampledFrom([]string{
			time.DateOnly, "2/1/2006", "02/01/06", "2.1.06", "2-1-2006", "2 Jan 06", "2 Jan 2006", "Jan 2 2006", "2-Jan-06", "2 January 2006", "2006/1/2",
		}).Draw(t, "layout")
		lean := rapid.SampledFrom([]calendar.Lean{calendar.Last, calendar.Next, calendar.Nearest}).Draw(t, "lean")
		if got, err := r.Day(day.Format(layout), lean); err != nil || !got.Equal(day) {
			t.Fatalf("%s is read as %s: %v", day.Format(layout), got, err)
		}
		short := fmt.Sprintf("%d/%d", day.Day(), day.Month())
		last, err := r.Day(short, calendar.Last)
		next, nextErr := r.Day(short, calendar.Next)
		if err != nil || nextErr != nil || last.After(at) || next.AddDate(0, 0, 1).Before(at) || last.Month() != day.Month() || next.Day() != day.Day() {
			t.Fatalf("%s is read as %s and %s: %v, %v", short, last, next, err, nextErr)
		}
	})
}
