package tui_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestDaysThatWereAreReadAsPeopleTypeThem: it is Saturday, 21 Nov 2026, 14:07:30.
func TestDaysThatWereAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, xterm()).Env
	for typed, want := range map[string][2]string{
		"today":              {"Sat 21 Nov 2026, 00:00", "Sun 22 Nov 2026, 00:00"},
		"yesterday":          {"Fri 20 Nov 2026, 00:00", "Sat 21 Nov 2026, 00:00"},
		"Yesterday 10pm":     {"Fri 20 Nov 2026, 22:00", "Fri 20 Nov 2026, 22:01"},
		"22:00 yesterday":    {"Fri 20 Nov 2026, 22:00", "Fri 20 Nov 2026, 22:01"},
		"9:00":               {"Sat 21 Nov 2026, 09:00", "Sat 21 Nov 2026, 09:01"},
		"sat":                {"Sat 21 Nov 2026, 00:00", "Sun 22 Nov 2026, 00:00"},
		"sun":                {"Sun 15 Nov 2026, 00:00", "Mon 16 Nov 2026, 00:00"},
		"friday 18:30":       {"Fri 20 Nov 2026, 18:30", "Fri 20 Nov 2026, 18:31"},
		"21 nov":             {"Sat 21 Nov 2026, 00:00", "Sun 22 Nov 2026, 00:00"},
		"22 nov":             {"Sat 22 Nov 2025, 00:00", "Sun 23 Nov 2025, 00:00"},
		"dec 3":              {"Wed 3 Dec 2025, 00:00", "Thu 4 Dec 2025, 00:00"},
		"3 jan":              {"Sat 3 Jan 2026, 00:00", "Sun 4 Jan 2026, 00:00"},
		"3 jan 2024":         {"Wed 3 Jan 2024, 00:00", "Thu 4 Jan 2024, 00:00"},
		"3 jan 1830":         {"Sat 3 Jan 2026, 18:30", "Sat 3 Jan 2026, 18:31"},
		"21/11 22:00":        {"Sat 21 Nov 2026, 22:00", "Sat 21 Nov 2026, 22:01"},
		"25/12":              {"Thu 25 Dec 2025, 00:00", "Fri 26 Dec 2025, 00:00"},
		"2026-11-01":         {"Sun 1 Nov 2026, 00:00", "Mon 2 Nov 2026, 00:00"},
		"1/11/2026, 6:05 am": {"Sun 1 Nov 2026, 06:05", "Sun 1 Nov 2026, 06:06"},
		"nov":                {"Sun 1 Nov 2026, 00:00", "Tue 1 Dec 2026, 00:00"},
		"december":           {"Mon 1 Dec 2025, 00:00", "Thu 1 Jan 2026, 00:00"},
		"feb 2024":           {"Thu 1 Feb 2024, 00:00", "Fri 1 Mar 2024, 00:00"},
	} {
		from, to, err := env.ReadPast(typed)
		if got := [2]string{env.Weekday(from), env.Weekday(to)}; err != nil || got != want {
			t.Errorf("%q is read as %v (%v), want %v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "soon", "tomorrow or so", "31 feb", "21 nov 22 nov", "40/11", "25:00", "nov 20261"} {
		_, _, err := env.ReadPast(typed)
		var said tui.Sentence
		if !errors.As(err, &said) {
			t.Errorf("%q: %v is no sentence", typed, err)
		}
	}
	// Where only days count, a time is not read as if it did, and not asked for.
	for typed, day := range map[string]bool{"yesterday": true, "feb 2024": true, "22:00": false, "yesterday 10pm": false, "soon": false} {
		_, _, err := env.ReadPastDays(typed)
		if told := tui.Explain(env, err); (err == nil) != day || strings.Contains(told, "time") {
			t.Errorf("%q: %q", typed, told)
		}
	}
	if _, err := env.ReadMoment("yesterday 9:00"); err == nil {
		t.Error("a visitor is expected yesterday")
	}
}

// TestFourDigitsBehindADayAreItsYear where no time is asked for.
func TestFourDigitsBehindADayAreItsYear(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, xterm()).Env
	for typed, want := range map[string]string{
		"31 jan 2027": "Sun 31 Jan 2027, 00:00", "jan 3 1830": "Sun 3 Jan 1830, 00:00", "1 nov 1970": "Sun 1 Nov 1970, 00:00",
	} {
		from, _, err := env.ReadPastDays(typed)
		if got := env.Weekday(from); err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", typed, got, err, want)
		}
	}
}
