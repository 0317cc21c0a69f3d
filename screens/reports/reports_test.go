package reports_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func right(d *screentest.Desk, n int) {
	for range n {
		d.Keys("right")
	}
}

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"visitors":      func(*screentest.Desk) {},
		"visitors-down": func(d *screentest.Desk) { d.Keys("end") },
		"visitors-year": func(d *screentest.Desk) { d.Keys("d", "y", "end") },
		"stays":         func(d *screentest.Desk) { right(d, 1); d.Keys("down") },
		"tickets":       func(d *screentest.Desk) { right(d, 2) },
		"collection":    func(d *screentest.Desk) { right(d, 3); d.Keys("d", "y") },
		"dues":          func(d *screentest.Desk) { right(d, 4) },
		"occupancy":     func(d *screentest.Desk) { right(d, 5) },
		"days":          func(d *screentest.Desk) { d.Keys("d") },
		"days-form": func(d *screentest.Desk) {
			d.Keys("d", "o")
			d.Type("some day")
			d.Keys("tab")
			d.Type("yesterday")
			d.Keys("ctrl+s")
		},
		"export": func(d *screentest.Desk) { d.Keys("e") },
		"help":   func(d *screentest.Desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, open, scenes())
}

// TestChartsReadOnAVT100: figures and bars are all there without colour and
// without more than ASCII.
func TestChartsReadOnAVT100(t *testing.T) {
	t.Parallel()
	for _, term := range [][]string{{"vt100"}, {"dumb"}, {"linux"}} {
		for _, size := range [][2]int{{80, 24}, {60, 16}} {
			for i, name := range []string{"visitors", "stays", "tickets", "collection", "dues", "occupancy"} {
				d := openOn(t, newSociety(), "", term...)
				d.Resize(size[0], size[1])
				right(d, i)
				for at, r := range d.View() {
					if r > '~' {
						t.Fatalf("%s on %s: %q at %d is not ASCII:\n%s", name, term, r, at, d.View())
					}
				}
				if strings.Contains(d.View(), "#") == (name == "stays") {
					t.Errorf("%s on %s:\n%s", name, term, d.View())
				}
				if term[0] == "vt100" && size[0] == 80 {
					d.Golden("vt100", name)
				}
			}
		}
	}
}

func TestDaysAreChosen(t *testing.T) {
	t.Parallel()
	d := open(t)
	want := func(days string, from, to value.Day) {
		t.Helper()
		d.See(days)
		if got := asked(d); got.From != from || got.To != to {
			t.Errorf("read %v to %v, want %v to %v", got.From, got.To, from, to)
		}
	}
	day := func(y, m, n int) value.Day { return value.Day{Year: y, Month: time.Month(m), Day: n} }
	want("1 – 21 Nov 2026", day(2026, 11, 1), day(2026, 11, 21))
	d.Keys("d", "l")
	want("1 – 31 Oct 2026", day(2026, 10, 1), day(2026, 10, 31))
	d.Keys("d", "y")
	want("1 Jan – 21 Nov 2026", day(2026, 1, 1), day(2026, 11, 21))
	d.Keys("end")
	d.See("Oct 2026") // many days are months
	d.Keys("d", "o", "ctrl+s")
	d.See("Figures of these days")
	d.Type("1/1/1940")
	d.Keys("ctrl+s")
	d.See("! Choose a day from 21 Nov 1976 to 21 Nov 2036.")
	d.Keys("ctrl+u")
	d.Type("mar 2025")
	d.Keys("enter", "enter") // until is left empty
	want("1 – 31 Mar 2025", day(2025, 3, 1), day(2025, 3, 31))
	right(d, 1)
	want("1 – 31 Mar 2025", day(2025, 3, 1), day(2025, 3, 31)) // the days stay
	d.Keys("d", "o")
	d.See("mar 2025")
	d.Keys("tab")
	d.Type("2 jan 2025")
	d.Keys("ctrl+s")
	d.See("The last day is before the first.", "mar 2025", "2 jan 2025") // what was typed is kept
	d.Keys("esc", "y")
	d.See("1 – 31 Mar 2025")
	d.Keys("d", "t")
	want("1 – 21 Nov 2026", day(2026, 11, 1), day(2026, 11, 21))
}

func TestFiguresAreMadeAnew(t *testing.T) {
	t.Parallel()
	s := newSociety()
	made(s, reports.Visits, table.Age{})
	d := openOn(t, s, "")
	d.See("! never made: u makes them")
	at := time.Date(2026, 11, 18, 21, 0, 0, 0, time.UTC)
	made(s, reports.Visits, table.Age{MadeAt: &at, Outdated: true})
	d.Keys("r")
	d.See("! a setting changed since 19 Nov, 02:30: u")
	made(s, reports.Visits, table.Age{MadeAt: &at})
	d.Keys("r")
	d.See("figures of 19 Nov, 02:30")
	reads := d.Called("Reports.Visits")
	d.Keys("u")
	d.See("Made the figures anew.", "figures of 14:07 today")
	if made, read := refreshed(d), d.Called("Reports.Visits")-reads; !slices.Equal(made, []reports.Report{reports.Visits}) || read != 1 {
		t.Errorf("made %v, read %d times", made, read)
	}
	for range 3 {
		d.Keys("right", "u")
	}
	if made := refreshed(d); !slices.Equal(made, reports.Reports()) {
		t.Errorf("made %v", made)
	}
	d.Keys("right", "u")
	d.See("figures of 14:07 today", "These figures are of now")
	d.Keys("left")
	d.Fail("Reports.Refresh", screentest.Refusal("These figures are being made just now. Look again in a moment."))
	d.Keys("u")
	d.See("are being made just now", "figures of 14:07 today")
	if made := refreshed(d); len(made) != 4 {
		t.Errorf("made %v", made)
	}
}

// TestFiguresStayWhileTheyAreMade, and nobody asks twice.
func TestFiguresStayWhileTheyAreMade(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Pause()
	d.Keys("u")
	d.See("making them anew...", "came in", "Hour")
	d.Keys("u", "right", "down")
	d.See("[Stays]", "already")
	d.Resume()
	d.See("Made the figures anew.", "Kiran (AC service)")
	if made := refreshed(d); len(made) != 1 {
		t.Errorf("made %v", made)
	}
}

func TestReportsAreExported(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("e", "d") // by day
	d.See("Wrote 21 rows: ./report-days-2026-11-01-2026-11-21.csv")
	d.Keys("e", "h")
	d.Keys("e", "a")
	for range 5 {
		d.Keys("right", "e")
	}
	want := []string{
		"report-channels-2026-11-01-2026-11-21.csv", "report-collection-2026-11-01-2026-11-21.csv", "report-days-2026-11-01-2026-11-21.csv",
		"report-dues-2026-11-21.csv", "report-hours-2026-11-01-2026-11-21.csv", "report-occupancy-2026-11-21.csv",
		"report-stays-2026-11-01-2026-11-21.csv", "report-tickets-2026-11-01-2026-11-21.csv",
	}
	if files := written(d); !slices.Equal(files, want) {
		t.Errorf("wrote %q", files)
	}
	for name, says := range map[string]string{
		want[1]: "\"Collection, 1 – 21 Nov 2026, to date, figures of 21 Nov 2026 02:30\"\nmonth,", want[3]: "\"Dues, figures of 21 Nov 2026 14:07\"\n",
	} {
		if !strings.Contains(d.Files.Written[name], says) {
			t.Errorf("%s does not say %q:\n%s", name, says, d.Files.Written[name])
		}
	}
	for name, line := range map[string]string{
		want[1]: "2026-11,480000.00,96,480955.50,80\n", want[6]: "'=Agnelo Lobo,B-204,Guest,MH12AB1234,checked_out,2026-11-19T12:34:30+05:30,2026-11-19T14:07:30+05:30,false,93\n",
		want[7]: "all,34,30,3,1571\n", want[3]: "all,17,30,150000.00,60000.00,15751.50,144615.00,370366.50,2026-03-16\n", want[4]: "\n18:00", want[0]: "none,418\n",
	} {
		if line == "\n18:00" {
			line = "\n18,"
		}
		if !strings.Contains(d.Files.Written[name], line) {
			t.Errorf("%s has no %q:\n%s", name, line, d.Files.Written[name])
		}
	}
}

func TestEnterGoesToWhatIsReported(t *testing.T) {
	t.Parallel()
	for i, want := range []string{"gate", "gate " + id(2).String(), "tickets", "bills", "bills", "units"} {
		d := open(t)
		right(d, i)
		d.Keys("down", "enter")
		if !slices.Equal(d.Opened, []string{want}) {
			t.Errorf("report %d goes on to %v, want %s", i, d.Opened, want)
		}
	}
	d := openOn(t, newSociety(), "dues")
	d.See("[Dues]", "late")
}

func TestNothingToReport(t *testing.T) {
	t.Parallel()
	for i, want := range []string{"0 came in", "Nobody who came in these days", "0 raised", "billed ₹0.00", "Nothing is late.", "0 of 0 units occupied (–)"} {
		d := openOn(t, screentest.New(), "")
		right(d, i)
		d.See(want)
		d.Keys("enter", "down", "pgdown")
		if i == 1 && len(d.Opened) != 0 {
			t.Errorf("went on to %v from no visit", d.Opened)
		}
	}
}

func TestAReportThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := newSociety()
	s.Down = screentest.Down()
	d := openOn(t, s, "")
	d.See("! The database cannot be reached.", "r tries again")
	d.Keys("e")
	d.See("There is nothing to write yet.")
	s.Down = nil
	d.Keys("r")
	d.See("came in")
	s.Down = errors.New("broken")
	d.Keys("r")
	d.See("came in", "Something went wrong") // what is there stays
	right(d, 1)
	d.Keys("enter")
	if len(d.Opened) != 0 {
		t.Errorf("opened %v", d.Opened)
	}
}

// TestOldAnswersAreDropped: an answer for the tab or the days before is not shown.
func TestOldAnswersAreDropped(t *testing.T) {
	t.Parallel()
	d := open(t)
	right(d, 2)
	d.Pause()
	d.Keys("right", "right", "d", "l")
	d.Resume()
	d.See("[Dues]", "17 units")
	d.Miss("raised", "billed")
}
