package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *desk) {
	return map[string]func(d *desk){
		"list": func(*desk) {},
		"row":  func(d *desk) { d.Keys("down", "down", "down", "enter") },
		"filter": func(d *desk) {
			d.Keys("f")
			d.Type("sun")
		},
		"filter-errors": func(d *desk) {
			d.Keys("f", "tab")
			d.Type("danced")
			d.Keys("tab", "tab")
			d.Type("7f3a")
			d.Keys("tab", "tab")
			d.Type("some day")
			d.Keys("ctrl+s")
		},
		"filtered": func(d *desk) {
			d.Keys("f")
			d.Type("sunita p")
			d.Keys("tab")
			d.Type("visitor")
			d.Keys("tab", "tab", "tab", "tab")
			d.Type("yesterday")
			d.Keys("ctrl+s")
		},
		"history": func(d *desk) { d.Keys("down", "h") },
		"session": func(d *desk) { d.Keys("down", "s") },
		"export":  func(d *desk) { d.Keys("e") },
		"down": func(d *desk) {
			d.Down = errDown
			d.Keys("f", "ctrl+s")
		},
		"help": func(d *desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *desk { return open(tb) }, scenes())
}

// TestDiffIsMarkedWithoutColour: what was and what became of it differ by their
// marks alone, on every terminal.
func TestDiffIsMarkedWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range [][]string{{"vt100"}, {"linux"}, {"dumb"}, {"xterm-256color", "NO_COLOR", "1"}, {"xterm-256color"}} {
		d := open(t, func(s *setup) { s.term = term })
		d.Keys("down", "down", "down", "enter")
		d.See("TICKET_RESOLVED  Lift stuck, Tower A", "Vijay More (staff)", "- in_progress", "+ resolved", "+ 2026-11-21 13:37:30", "Relay replaced")
		for i, r := range d.View() {
			if term[0] != "xterm-256color" && r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term[0], r, i)
			}
		}
		colour := strings.Contains(d.Raw(), "\x1b[3") || strings.Contains(d.Raw(), ";3")
		if wants := len(term) == 1 && (term[0] == "xterm-256color" || term[0] == "linux"); colour != wants {
			t.Errorf("%v: colour is sent: %v", term, colour)
		}
	}
}

func TestRowSaysWhatItsDetailsName(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "down", "enter")
	d.See("VISITOR_CHECKED_IN  Ramesh Kumar", "+ A-101 (00000101)", "gate Main", "sunita@demo.example")
	d.Keys("esc", "end", "up", "enter")
	d.See("Visitor ")
	d.Keys("esc", "home", "down", "down", "down", "down", "enter")
	d.See("BILL_OVERDUE", "the program", "A-101 Maintenance")
	d.Keys("esc", "down", "enter")
	d.See("OTHER_PROGRAM", `["a",1]`)
}

func TestFilterIsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("/")
	d.Type("sunita")
	d.See("Sunita Pawar", "deleted")
	d.Keys("tab")
	d.Type("visitor")
	d.Keys("tab")
	d.Type("visitor_logs")
	d.Keys("tab")
	d.Type(id(5).String())
	d.Keys("tab")
	d.Type(guardAddress)
	d.Keys("tab")
	d.Type("20 nov 22:00")
	d.Keys("tab")
	d.Type("today")
	d.Keys("tab")
	d.Type("ramesh")
	d.Keys("enter")
	f := d.last()
	zone := tuitest.India()
	if f.Person == nil || *f.Person != account("Sunita Pawar") || fmt.Sprint(f.Actions) != "[VISITOR_CHECKED_IN VISITOR_CHECKED_OUT]" ||
		f.Resource != "visitor_logs" || f.ResourceID == nil || *f.ResourceID != id(5) || f.Address != guardAddress || f.Text != "ramesh" ||
		!f.From.Equal(time.Date(2026, 11, 20, 22, 0, 0, 0, zone)) || !f.To.Equal(time.Date(2026, 11, 22, 0, 0, 0, 0, zone)) {
		t.Errorf("the filter is %+v", f)
	}
	d.See("[Sunita Pawar; actions VISITOR; of visitor_logs", "1 of 2", "VISITOR_CHECKED_OUT", "VISITOR_CHECKED_IN")
	d.Miss("TICKET_RESOLVED")
	// The form has it all again, and Esc gives it up.
	d.Keys("f")
	d.See("Sunita Pawar", "visitor_logs", "20 nov 22:00", "ramesh")
	d.Keys("esc", "esc")
	d.See("[all, newest first]", "TICKET_RESOLVED")
}

// TestTextIsRefusedBesideItsField where it would scan years.
func TestTextIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := len(d.filters)
	d.Keys("f", "shift+tab")
	d.Type("plumber")
	d.Keys("ctrl+s")
	d.See("Text is looked for in seven days at most")
	if len(d.filters) != before {
		t.Error("the database was asked")
	}
	d.Keys("shift+tab", "shift+tab")
	d.Type("yesterday")
	d.Keys("ctrl+s")
	if f := d.last(); f.Text != "plumber" || f.From.IsZero() {
		t.Errorf("the filter is %+v", f)
	}
}

// TestFilterKnowsWhatWasJustDone: an action that the trail got after it was opened
// is one of its actions.
func TestFilterKnowsWhatWasJustDone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.do(func() { d.rows[0].Action = data.PaymentReversed })
	d.Keys("f", "tab")
	d.Type("payment_rev")
	d.See("  PAYMENT_REVERSED")
	d.Keys("ctrl+s")
	d.See("[PAYMENT_REVERSED]", "1 of 1")
}

// TestLongDetailsAreReadWhenOpened, and by no list.
func TestLongDetailsAreReadWhenOpened(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Resize(160, 40)
	if !d.last().Brief {
		t.Error("a list reads all details")
	}
	d.do(func() { d.rows[0].Cut, d.rows[0].Details = true, []byte("null") })
	d.Keys("r")
	d.See("Its details are long: Enter reads them.")
	d.do(func() {
		d.rows[0].Cut, d.rows[0].Details = false, []byte(`{"after": {"text": "`+strings.Repeat("word ", 200_000)+`"}}`)
	})
	d.Keys("enter", "end")
	d.See("| word word")
	d.Miss("details are long")
}

// BenchmarkReadingOn scrolls in a row of a megabyte.
func BenchmarkReadingOn(b *testing.B) {
	d := open(b)
	d.rows[0].Details = []byte(`{"after": {"text": "` + strings.Repeat("word ", 200_000) + `"}}`)
	d.Keys("r", "enter")
	for b.Loop() {
		d.Keys("down")
	}
}

// TestHistoryOfABillLeadsToItsPayments: they stand in it, and have their own.
func TestHistoryOfABillLeadsToItsPayments(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) {
		s.open = "bills/" + id(8).String()
		paid := s.rows.rows[4]
		payment := id(9)
		paid.ID, paid.Action, paid.Resource, paid.ResourceID, paid.Label = id(2), data.PaymentRecorded, "payments", &payment, "A-101 Maintenance 3500.00"
		s.rows.rows = append([]data.AuditRow{paid}, s.rows.rows...)
	})
	d.See(`[bills 00000008 "A-101 Maintenance 2026-11-01"]`, "PAYMENT_RECORDED", "BILL_OVERDUE")
	d.Keys("h")
	d.See(`[payments 00000009 "A-101 Maintenance 3500.00"]`, "1 of 1")
	d.Keys("esc", "down", "h")
	d.See("This is its whole history.")
}

func TestHistoryAndSessionOpenFromARow(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "down", "enter", "h")
	d.See(`[visitor_logs 00000005 "Ramesh Kumar"]`, "2 of 2", "VISITOR_CHECKED_OUT", "> 2026-11-21 13:48:30")
	if f := d.last(); f.Resource != "visitor_logs" || *f.ResourceID != id(5) || f.Person != nil {
		t.Errorf("the history is read with %+v", f)
	}
	d.Keys("h")
	d.See("This is its whole history.")
	d.Keys("s")
	d.See("[session of Sunita Pawar, 10.0.4.17, around", "2 of 2")
	if n := len(d.around); n != 1 || d.around[0].ID != d.rows[2].ID {
		t.Errorf("the session of %d rows was asked for", n)
	}
	d.Keys("e")
	d.See("A filter's rows or a history can be exported")
	d.Keys("esc", "esc")
	d.See("VISITOR_CHECKED_IN  Ramesh Kumar", "Sunita Pawar (guard)") // the row it was opened from
	d.Keys("esc", "esc")
	d.See("[all, newest first]", "3 of ")
	d.Keys("down", "down", "down", "h")
	d.See("OTHER_PROGRAM is not about one thing")
}

func TestOpenedForOneThing(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.open = "visitor_logs/" + id(5).String() })
	d.See(`[visitor_logs 00000005 "Ramesh Kumar"]`, "Audit > History", "1 of 2")
	d.Miss("TICKET_RESOLVED")
	d = open(t, func(s *setup) { s.open = "units/" + id(9).String() })
	d.See("The trail has nothing about this.")
	d = open(t, func(s *setup) { s.open = "nonsense" })
	d.See("[all, newest first]")
}

func TestListReadsOnAndShowsNewRowsOnAsking(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.See("1 of 50+")
	d.Keys("end", "end")
	d.See("67 of 67", "Visitor 59")
	reads := len(d.filters)
	d.rows = append([]data.AuditRow{{ID: id(1), At: tuitest.Start(), Action: "BRAND_NEW"}}, d.rows...)
	d.Keys("home", "down")
	d.Miss("BRAND_NEW")
	if len(d.filters) != reads {
		t.Error("the list was read again by itself")
	}
	d.Keys("r")
	d.See("+  2026-11-21 14:07:30  BRAND_NEW", "3 of ")
	d.Send(tui.Refresh{})
	if len(d.filters) < reads+2 {
		t.Error("a reconnect reads nothing")
	}
}

func TestExportIsWhatIsShown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "h", "e")
	d.See(`Export visitor_logs 00000005 "Ramesh Kumar": in which form?`)
	d.Keys("j")
	d.See("Wrote 2 rows: ./audit-20261121-140730.jsonl")
	if f := d.last(); f.Resource != "visitor_logs" || *f.ResourceID != id(5) {
		t.Errorf("exported with %+v", f)
	}
	if got := d.wrote["audit-20261121-140730.jsonl"]; got != "VISITOR_CHECKED_OUT\nVISITOR_CHECKED_IN\n" {
		t.Errorf("the file is %q", got)
	}
	d.Keys("e", "c")
	if _, ok := d.wrote["audit-20261121-140730.csv"]; !ok {
		t.Errorf("wrote %v", d.wrote)
	}
	d.exportFails = &data.Error{Kind: data.Refused, Format: "Nothing was saved: the audit log cannot be written. Tell the office."}
	clear(d.wrote)
	d.Keys("e", "c")
	d.See("the audit log cannot be written")
	if len(d.wrote) != 0 {
		t.Errorf("kept %v", d.wrote)
	}
}

// TestExportIsStopped: the desk goes on while one is on its way, asks before it
// is left, and keeps no file of what was given up.
func TestExportIsStopped(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("x")
	d.See("No export is on its way.")
	d.Pause()
	d.Keys("e", "c")
	d.See("export: 0 rows, x stops")
	d.Keys("down", "e")
	d.See("> 2026-11-21 14:02:30", "An export is on its way.")
	d.Keys("q")
	d.See("Leave the desk and lose the outcome of the export? y/n")
	d.Keys("n", "x")
	d.See("export: stopping")
	d.gate = make(chan struct{})
	d.Resume()
	d.See("The export was stopped; no file is kept of it.", "2 of 50+")
	if len(d.wrote) != 0 {
		t.Errorf("kept %v", d.wrote)
	}
}

func TestFailedListIsReadAgainByR(t *testing.T) {
	t.Parallel()
	rows := newTrail()
	rows.Down = errDown
	d := open(t, func(s *setup) { s.rows = rows })
	d.See("! The database cannot be reached.", "r tries again")
	d.Down = nil
	d.Keys("r")
	d.See("TICKET_RESOLVED")
}
