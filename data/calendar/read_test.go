package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/calendar"
)

// zone is where the tests' society stands.
func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}

// reader reads on Saturday, 21 November 2026, at 14:07:30.
func reader(tb testing.TB) calendar.Reader {
	tb.Helper()
	return calendar.Reader{Now: time.Date(2026, 11, 21, 14, 7, 30, 0, zone(tb, "Asia/Kolkata"))}
}

func said(t time.Time) string { return t.Format("Mon 2 Jan 2006, 15:04") }

func TestMomentsAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
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
		"24/11/26 9:00":         "Tue 24 Nov 2026, 09:00",
		"24.11.26 9.00":         "Tue 24 Nov 2026, 09:00",
		"24 nov 26 9am":         "Tue 24 Nov 2026, 09:00",
		"24 nov 10 pm":          "Tue 24 Nov 2026, 22:00",
		"24-Nov-26 9am":         "Tue 24 Nov 2026, 09:00",
		"24th of nov 9am":       "Tue 24 Nov 2026, 09:00",
		"yesterday 9:00":        "Fri 20 Nov 2026, 09:00",
		"२४/११ १८:३०":           "Tue 24 Nov 2026, 18:30",
	} {
		at, err := reader(t).Moment(typed)
		if got := said(at); err != nil || got != want {
			t.Errorf("%q is read as %s (%v), want %s", typed, got, err, want)
		}
	}
}

func TestMomentsThatNobodyCanReadAreAskedFor(t *testing.T) {
	t.Parallel()
	const day, hour = "Type a day and a time", "At what time?"
	for typed, says := range map[string]string{
		"": hour, "tomorrow": hour, "24 nov": hour, "sat": hour, "at": hour, "1.4": hour,
		"soon": day, "18:60": day, "24:00": day, "13pm": day, "0am": day, "31 feb 9:00": day, "32 nov 9:00": day,
		"24/13 9:00": day, "29/2/2027 9:00": day, "9:00 10:00": day, "today tomorrow 9:00": day, "24 nov 18": day,
		"18": day, "nov 9:00": day, "1/2/3/4 9:00": day, "24/11/6 9:00": day, "18:3": day, "-18:30": day,
		"24 nov nov 9:00": day, "th nov 9:00": day, "\x00": day, "0000-11-24 9:00": day,
	} {
		at, err := reader(t).Moment(typed)
		unread(t, typed, at, err, says)
	}
}

// unread checks that what was typed is answered with a sentence that begins so.
func unread(t *testing.T, typed string, read time.Time, err error, says string) {
	t.Helper()
	var sentence calendar.Unread
	if !errors.As(err, &sentence) || !strings.HasPrefix(string(sentence), says) {
		t.Errorf("%q is read as %s, %v, want %q", typed, said(read), err, says)
	}
}

// TestASecondIsReadWhereItMayBeMeant: what was saved at a time is looked for by it, and
// nobody plans by the second.
func TestASecondIsReadWhereItMayBeMeant(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"today 10:00:07": "2026-11-21 10:00:07", "9:05:59 pm yesterday": "2026-11-20 21:05:59", "20/11 18.30.01": "2026-11-20 18:30:01",
	} {
		from, to, err := reader(t).Past(typed)
		if err != nil || from.Format(time.DateTime) != want || to.Sub(from) != time.Second {
			t.Errorf("%q is read as %s to %s, %v", typed, from, to, err)
		}
		if at, err := reader(t).Moment(typed); err == nil {
			t.Errorf("%q is planned for %s", typed, at)
		}
	}
	for _, typed := range []string{"today 10:00:60", "today 10:00:7", "today 10:00:07:01", "today 10:00:"} {
		if from, _, err := reader(t).Past(typed); err == nil {
			t.Errorf("%q is read as %s", typed, from)
		}
	}
}

func TestDaysThatWereAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
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
		"1 apr 26":           {"Wed 1 Apr 2026, 00:00", "Thu 2 Apr 2026, 00:00"},
		"11/2025":            {"Sat 1 Nov 2025, 00:00", "Mon 1 Dec 2025, 00:00"},
		"2025-11":            {"Sat 1 Nov 2025, 00:00", "Mon 1 Dec 2025, 00:00"},
		"tomorrow":           {"Sun 22 Nov 2026, 00:00", "Mon 23 Nov 2026, 00:00"},
	} {
		from, to, err := reader(t).Past(typed)
		if got := [2]string{said(from), said(to)}; err != nil || got != want {
			t.Errorf("%q is read as %v (%v), want %v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "soon", "tomorrow or so", "31 feb", "21 nov 22 nov", "40/11", "25:00", "nov 20261"} {
		from, _, err := reader(t).Past(typed)
		unread(t, typed, from, err, "Type a day, such as today, Sat, 21 Nov or 21/11/2025, and a time")
	}
}

// TestDaysAreReadInEachSpelling: where only days count, digits behind a day are its
// year, and a time is neither read nor asked for.
func TestDaysAreReadInEachSpelling(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"03/04/26": "2026-04-03", "3/4/2026": "2026-04-03", "1.4.26": "2026-04-01", "1.4": "2026-04-01", "12.11": "2026-11-12",
		"1-4-26": "2026-04-01", "2026-04-01": "2026-04-01", "2026/4/1": "2026-04-01", "1 apr 26": "2026-04-01", "1 apr '26": "2026-04-01",
		"1-Apr-2026": "2026-04-01", "1-apr-26": "2026-04-01", "1.apr.2026": "2026-04-01", "1st of April, 2026": "2026-04-01",
		"apr 1": "2026-04-01", "1 apr": "2026-04-01", "today": "2026-11-21", "Yesterday": "2026-11-20", "TOMORROW": "2026-11-22",
		"१/४/२६": "2026-04-01", "٠١.٠٤.٢٦": "2026-04-01", "31 jan 2027": "2027-01-31", "jan 3 1830": "1830-01-03", "1 nov 1970": "1970-11-01",
		"1/1/36": "2036-01-01", "1/1/37": "1937-01-01", "1/1/76": "1976-01-01", "29 feb": "2024-02-29", "29/2/24": "2024-02-29",
		"0001-01-01": "0001-01-01", "9999-12-31": "9999-12-31",
	} {
		at, err := reader(t).Day(typed, calendar.Last)
		if got := at.Format(time.DateOnly); err != nil || got != want {
			t.Errorf("%q is read as %s (%v), want %s", typed, got, err, want)
		}
	}
	for typed, says := range map[string]string{
		"nov": "Which day of it?", "nov 2025": "Which day of it?", "11/2025": "Which day of it?", "": "Type a day", "22:00": "Type a day",
		"yesterday 10pm": "Type a day", "soon": "Type a day", "29/2/2027": "Type a day", "31/4": "Type a day", "13/13/26": "Type a day",
		"1/4/026": "Type a day", "2026-04-01T00:00:00Z": "Type a day", "1830": "Type a day", "30 feb": "Type a day", "₹1/4": "Type a day",
	} {
		at, err := reader(t).Day(typed, calendar.Last)
		unread(t, typed, at, err, says)
	}
}

func TestADayWithoutItsYearIsTheOneThatIsLeanedTo(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][3]string{ // last, next, nearest
		"21 nov": {"2026-11-21", "2026-11-21", "2026-11-21"}, "22 nov": {"2025-11-22", "2026-11-22", "2026-11-22"},
		"20/11": {"2026-11-20", "2027-11-20", "2026-11-20"}, "2 dec": {"2025-12-02", "2026-12-02", "2026-12-02"},
		"1 mar": {"2026-03-01", "2027-03-01", "2027-03-01"}, "sat": {"2026-11-21", "2026-11-21", "2026-11-21"},
		"mon": {"2026-11-16", "2026-11-23", "2026-11-23"}, "thu": {"2026-11-19", "2026-11-26", "2026-11-19"},
		"29 feb": {"2024-02-29", "2028-02-29", "2028-02-29"},
	} {
		for i, lean := range []calendar.Lean{calendar.Last, calendar.Next, calendar.Nearest} {
			at, err := reader(t).Day(typed, lean)
			if got := at.Format(time.DateOnly); err != nil || got != want[i] {
				t.Errorf("%q leaned %d is read as %s (%v), want %s", typed, lean, got, err, want[i])
			}
		}
	}
	for typed, want := range map[string][3]string{
		"nov": {"2026-11-01", "2026-11-01", "2026-11-01"}, "december": {"2025-12-01", "2026-12-01", "2026-12-01"},
		"mar": {"2026-03-01", "2027-03-01", "2027-03-01"}, "oct 2027": {"2027-10-01", "2027-10-01", "2027-10-01"},
	} {
		for i, lean := range []calendar.Lean{calendar.Last, calendar.Next, calendar.Nearest} {
			at, err := reader(t).Month(typed, lean)
			if got := at.Format(time.DateOnly); err != nil || got != want[i] {
				t.Errorf("%q leaned %d is read as %s (%v), want %s", typed, lean, got, err, want[i])
			}
		}
	}
	if at, err := reader(t).Month("1 nov", calendar.Last); err == nil {
		t.Errorf("a day is read as the month of %s", at)
	}
}

// TestTheWordsOfAnotherLanguageAreRead beside the English ones.
func TestTheWordsOfAnotherLanguageAreRead(t *testing.T) {
	t.Parallel()
	r := reader(t)
	r.Term = func(english string) string {
		if word, ok := map[string]string{"today": "आज", "tomorrow": "कल", "November": "नवंबर", "Sunday": "रविवार"}[english]; ok {
			return word
		}
		return english
	}
	for typed, want := range map[string]string{"आज": "2026-11-21", "कल": "2026-11-22", "२४ नवंबर": "2026-11-24", "रविवार": "2026-11-22", "24 nov": "2026-11-24"} {
		at, err := r.Day(typed, calendar.Next)
		if got := at.Format(time.DateOnly); err != nil || got != want {
			t.Errorf("%q is read as %s (%v), want %s", typed, got, err, want)
		}
	}
}
