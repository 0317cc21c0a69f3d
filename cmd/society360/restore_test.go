package main

import (
	"strings"
	"testing"
	"time"
)

// TestTheMomentOfARestore is one: where clocks are put back and show it twice, it has to be
// said which of the two is meant.
func TestTheMomentOfARestore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, now, typed, want, says string }{
		{"Asia/Kolkata", "2026-11-30T12:00:00Z", "today 11:29", "2026-11-30T05:59:00Z", ""},
		{"Europe/Paris", "2026-10-26T12:00:00Z", "25 Oct 01:59", "2026-10-24T23:59:00Z", ""},
		{"Europe/Paris", "2026-10-26T12:00:00Z", "25 Oct 02:30", "", "02:30 is twice on that day; say which: 2026-10-25T02:30:00+01:00 or 2026-10-25T02:30:00+02:00"},
		{"Europe/Paris", "2026-10-26T12:00:00Z", "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z", ""},
		{"Europe/Paris", "2026-10-26T12:00:00Z", "25 Oct 03:00", "2026-10-25T02:00:00Z", ""},
		{"Australia/Lord_Howe", "2026-04-06T12:00:00Z", "5 Apr 01:45", "", "is twice on that day"},
		{"Asia/Kolkata", "2026-11-30T12:00:00Z", "today 18:00", "", "still to come"},
	} {
		location, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		a := &app{zone: location, clock: func() time.Time { return now }}
		at, err := a.moment(c.typed)
		switch {
		case c.says == "" && (err != nil || at.UTC().Format(time.RFC3339) != c.want):
			t.Errorf("%s in %s: %s, %v", c.typed, c.zone, at, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s in %s: %s, %v", c.typed, c.zone, at, err)
		}
	}
}
