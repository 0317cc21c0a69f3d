package tui_test

import (
	"errors"
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestMomentsAreReadAsPeopleTypeThem: it is Saturday, 21 Nov 2026, 14:07:30.
func TestMomentsAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, xterm()).Env
	for typed, want := range map[string]string{
		"18:30":                 "Sat 21 Nov 2026, 18:30",
		"18.30":                 "Sat 21 Nov 2026, 18:30",
		"1830":                  "Sat 21 Nov 2026, 18:30",
		"6pm":                   "Sat 21 Nov 2026, 18:00",
		"6 PM":                  "Sat 21 Nov 2026, 18:00",
		"6:15pm":                "Sat 21 Nov 2026, 18:15",
		"14:08":                 "Sat 21 Nov 2026, 14:08",
		"14:07":                 "Sun 22 Nov 2026, 14:07",
		"9:00":                  "Sun 22 Nov 2026, 09:00",
		"12am":                  "Sun 22 Nov 2026, 00:00",
		"noon":                  "Sun 22 Nov 2026, 12:00",
		"today 10:00":           "Sat 21 Nov 2026, 10:00",
		"today at 18:30":        "Sat 21 Nov 2026, 18:30",
		"tomorrow 6pm":          "Sun 22 Nov 2026, 18:00",
		"6pm tomorrow":          "Sun 22 Nov 2026, 18:00",
		"Tomorrow, 18:30":       "Sun 22 Nov 2026, 18:30",
		"sat 18:00":             "Sat 21 Nov 2026, 18:00",
		"sat 9:00":              "Sat 28 Nov 2026, 09:00",
		"on friday at 9am":      "Fri 27 Nov 2026, 09:00",
		"24 nov 18:30":          "Tue 24 Nov 2026, 18:30",
		"24th November 1830":    "Tue 24 Nov 2026, 18:30",
		"nov 24 6 pm":           "Tue 24 Nov 2026, 18:00",
		"24 nov 2027 18:30":     "Wed 24 Nov 2027, 18:30",
		"24/11 9:00":            "Tue 24 Nov 2026, 09:00",
		"24-11-2026 9:00":       "Tue 24 Nov 2026, 09:00",
		"2026-11-24 09:00":      "Tue 24 Nov 2026, 09:00",
		"3 jan 9:00":            "Sun 3 Jan 2027, 09:00",
		"21 nov 9:00":           "Sat 21 Nov 2026, 09:00",
		"29/2/2028 noon":        "Tue 29 Feb 2028, 12:00",
		"  18:30   24   nov   ": "Tue 24 Nov 2026, 18:30",
	} {
		at, err := env.ReadMoment(typed)
		if got := env.Weekday(at); err != nil || got != want {
			t.Errorf("%q is read as %s (%v), want %s", typed, got, err, want)
		}
	}
	if env.Weekday(time.Time{}) != "" {
		t.Error("no time has a day")
	}
}

func TestMomentsThatNobodyCanReadAreAskedFor(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, xterm()).Env
	const day, hour = "Type a day and a time", "At what time?"
	for typed, says := range map[string]string{
		"": hour, "tomorrow": hour, "24 nov": hour, "sat": hour, "at": hour,
		"soon": day, "18:60": day, "24:00": day, "13pm": day, "0am": day, "31 feb 9:00": day, "32 nov 9:00": day,
		"24/13 9:00": day, "29/2/2027 9:00": day, "9:00 10:00": day, "today tomorrow 9:00": day, "24 nov 18": day,
		"18": day, "nov 9:00": day, "1/2/3/4 9:00": day, "24/11/26 9:00": day, "18:3": day, "-18:30": day,
		"24 nov nov 9:00": day, "th nov 9:00": day, "\x00": day, "१८:३०": day,
	} {
		at, err := env.ReadMoment(typed)
		var sentence tui.Sentence
		if !errors.As(err, &sentence) {
			t.Errorf("%q is read as %s, %v", typed, at, err)
			continue
		}
		if text, _ := sentence.Sentence(); len(text) < len(says) || text[:len(says)] != says {
			t.Errorf("%q: %s", typed, text)
		}
	}
}
