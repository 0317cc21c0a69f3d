package calendar_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/calendar"
)

// TestADayBeginsWithItsFirstInstant, where clocks go over midnight too. That
// PostgreSQL counts the same instants to the same days stands in data.
func TestADayBeginsWithItsFirstInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone       string
		year, m, d int
		want       string
	}{
		{"Asia/Kolkata", 2026, 11, 21, "2026-11-21T00:00:00+05:30"},
		{"America/Santiago", 2026, 9, 6, "2026-09-06T01:00:00-03:00"}, // from 00:00 to 01:00
		{"America/Santiago", 2026, 4, 5, "2026-04-05T00:00:00-04:00"}, // from 24:00 to 23:00
		{"America/Asuncion", 2023, 10, 1, "2023-10-01T01:00:00-03:00"},
		{"America/Havana", 2026, 3, 8, "2026-03-08T01:00:00-04:00"},
		{"America/Havana", 2026, 11, 1, "2026-11-01T00:00:00-04:00"}, // midnight twice
		{"Asia/Beirut", 2026, 3, 29, "2026-03-29T01:00:00+03:00"},
		{"Pacific/Apia", 2011, 12, 30, "2011-12-31T00:00:00+14:00"}, // left out
		{"UTC", 2026, 2, 29, "2026-03-01T00:00:00Z"},
	} {
		at := calendar.DayStart(c.year, time.Month(c.m), c.d, zone(t, c.zone))
		if got := at.Format(time.RFC3339); got != c.want {
			t.Errorf("%s, %d-%d-%d begins at %s, want %s", c.zone, c.year, c.m, c.d, got, c.want)
		}
	}
	noon := time.Date(2026, 9, 6, 12, 0, 0, 0, zone(t, "America/Santiago"))
	if got := calendar.StartOf(noon).Format(time.RFC3339); got != "2026-09-06T01:00:00-03:00" {
		t.Errorf("the day of noon begins at %s", got)
	}
	r := calendar.Reader{Now: noon}
	if from, to, err := r.Days("today", calendar.Last); err != nil || to.Sub(from) != 23*time.Hour {
		t.Errorf("that day is %s to %s: %v", from, to, err)
	}
}
