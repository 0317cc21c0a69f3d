package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/trail"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"list": func(*screentest.Desk) {},
		"row":  func(d *screentest.Desk) { d.Keys("down", "down", "down", "enter") },
		"row-archived": func(d *screentest.Desk) {
			d.Trail.Each(func(r *trail.Row) { r.Archived = true })
			d.Keys("r", "down", "down", "down", "enter")
		},
		"filter": func(d *screentest.Desk) {
			d.Keys("f")
			d.Type("sun")
		},
		"filter-errors": func(d *screentest.Desk) {
			d.Keys("f", "tab")
			d.Type("danced")
			d.Keys("tab", "tab")
			d.Type("7f3a")
			d.Keys("tab", "tab")
			d.Type("some day")
			d.Keys("ctrl+s")
		},
		"filtered": func(d *screentest.Desk) {
			d.Keys("f")
			d.Type("sunita p")
			d.Keys("tab")
			d.Type("visitor")
			d.Keys("tab", "tab", "tab", "tab")
			d.Type("yesterday")
			d.Keys("ctrl+s")
		},
		"history": func(d *screentest.Desk) { d.Keys("down", "h") },
		"session": func(d *screentest.Desk) { d.Keys("down", "s") },
		"export":  func(d *screentest.Desk) { d.Keys("e") },
		"down": func(d *screentest.Desk) {
			d.Down = screentest.Down()
			d.Keys("f", "ctrl+s")
		},
		"help": func(d *screentest.Desk) { d.Keys("?") },
		"broken": func(d *screentest.Desk) {
			at := tuitest.Start().Add(-time.Hour)
			d.Sealed.Broken, d.Sealed.BrokenAt = "row 12 was changed", &at
			d.Keys("r")
		},
		"stuck": func(d *screentest.Desk) {
			at := tuitest.Start().Add(-time.Hour)
			d.Sealed.Stuck, d.Sealed.StuckAt = "the key is gone", &at
			d.Keys("r")
		},
		"key_lost": func(d *screentest.Desk) {
			at := tuitest.Start().AddDate(0, -1, 0)
			d.Sealed.AnewAt = &at
			d.Keys("r")
		},
		"not_shipped": func(d *screentest.Desk) {
			d.Sealed.Untold = "no room"
			d.Keys("r")
		},
		"unsealed": func(d *screentest.Desk) {
			d.Sealed = seal.State{}
			d.Keys("r")
		},
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb) }, scenes())
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
		colour := tuitest.Coloured(d.Raw())
		if wants := len(term) == 1 && term[0] == "xterm-256color"; colour != wants {
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
	d.Keys("tab", "g", "tab")
	d.Type("ramesh")
	d.Keys("enter")
	f := last(d)
	zone := tuitest.India()
	if f.Person == nil || *f.Person != id(101) || fmt.Sprint(f.Actions) != "[VISITOR_CHECKED_IN VISITOR_CHECKED_OUT]" ||
		f.Resource != "visitor_logs" || f.ResourceID == nil || *f.ResourceID != id(5) || f.Address != guardAddress || f.Role != role.Guard || f.Text != "ramesh" ||
		!f.From.Equal(time.Date(2026, 11, 20, 22, 0, 0, 0, zone)) || !f.To.Equal(time.Date(2026, 11, 22, 0, 0, 0, 0, zone)) {
		t.Errorf("the filter is %+v", f)
	}
	d.See("[Sunita Pawar; by role guard; actions VISITOR; of visitor_logs", "1 of 1", "VISITOR_CHECKED_IN")
	d.Miss("VISITOR_CHECKED_OUT", "TICKET_RESOLVED") // whose details say no name
	// The form has it all again, and Esc gives it up.
	d.Keys("f")
	d.See("Sunita Pawar", "visitor_logs", "20 nov 22:00", "ramesh")
	d.Keys("esc", "esc")
	d.See("[all, newest first]", "TICKET_RESOLVED")
}

// TestWhatFindsNothingIsRefusedBesideItsField, and the beginning of a table's name or
// of an address is enough.
func TestWhatFindsNothingIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := len(filters(d))
	d.Keys("f", "tab", "tab")
	d.Type("cars")
	d.Keys("tab", "tab")
	d.Type("the gate")
	d.Keys("ctrl+s")
	d.See("The trail has nothing of cars.", "An address is one such as")
	if len(filters(d)) != before {
		t.Error("the database was asked")
	}
	d.Keys("ctrl+u") // the first wrong field has the cursor
	d.Type("Visitor")
	d.Keys("tab", "tab", "ctrl+u")
	d.Type("10.0.")
	d.Keys("ctrl+s")
	if f := last(d); f.Resource != "visitor_logs" || f.Address != "10.0." {
		t.Errorf("the filter is %+v", f)
	}
	d.See("of visitor_logs; from 10.0.", "VISITOR_CHECKED_IN")
}

// TestWhatTheProgramDid is found by the program, which has no account.
func TestWhatTheProgramDid(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("f", "shift+tab", "shift+tab", "p", "ctrl+s")
	d.See("[by the program]", "BILL_OVERDUE")
	d.Miss("VISITOR_CHECKED_IN")
}

// TestTextIsRefusedBesideItsField where it would scan years.
func TestTextIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := len(filters(d))
	d.Keys("f", "shift+tab")
	d.Type("plumber")
	d.Keys("ctrl+s")
	d.See("A search for text covers seven days at most")
	if len(filters(d)) != before {
		t.Error("the database was asked")
	}
	d.Keys("shift+tab", "shift+tab", "shift+tab")
	d.Type("yesterday")
	d.Keys("ctrl+s")
	if f := last(d); f.Text != "plumber" || f.From.IsZero() {
		t.Errorf("the filter is %+v", f)
	}
}

// TestFilterKnowsWhatWasJustDone: an action that the trail got after it was opened
// is one of its actions.
func TestFilterKnowsWhatWasJustDone(t *testing.T) {
	t.Parallel()
	d := open(t)
	newest(d, func(r *trail.Row) { r.Action = action.PaymentReversed })
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
	if !last(d).Brief {
		t.Error("a list reads all details")
	}
	newest(d, long)
	d.Keys("r")
	d.See("Its details are long: Enter reads them.")
	d.Keys("enter", "end")
	d.See("| word word")
	d.Miss("details are long")
}

// long gives a row details of a megabyte.
func long(r *trail.Row) {
	r.Details = []byte(`{"after": {"text": "` + strings.Repeat("word ", 200_000) + `"}}`)
}

// BenchmarkReadingOn scrolls in a row of a megabyte.
func BenchmarkReadingOn(b *testing.B) {
	d := open(b)
	newest(d, long)
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
		bill, payment := id(8), s.society.Payments.Put(money.Payment{ID: id(9)})
		payment.BillID = &bill
		paid := *s.society.Trail.Row(id(1004))
		paid.ID, paid.At, paid.Action, paid.Resource, paid.ResourceID, paid.Label = id(2), paid.At.Add(time.Minute), action.PaymentRecorded, "payments", &payment.ID, "A-101 Maintenance 3500.00"
		s.society.Trail.Put(paid)
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
	if f := last(d); f.Resource != "visitor_logs" || *f.ResourceID != id(5) || f.Person != nil {
		t.Errorf("the history is read with %+v", f)
	}
	d.Keys("h")
	d.See("This is its whole history.")
	d.Keys("s")
	d.See("[session of Sunita Pawar, 10.0.4.17, around", "2 of 2")
	if around := screentest.Sent[trail.Row](d); len(around) != 1 || around[0].ID != id(1002) {
		t.Errorf("the session of %v was asked for", around)
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
	reads := len(filters(d))
	d.Trail.Put(trail.Row{At: tuitest.Start(), Action: "BRAND_NEW"})
	d.Keys("home", "down")
	d.Miss("BRAND_NEW")
	if len(filters(d)) != reads {
		t.Error("the list was read again by itself")
	}
	d.Keys("r")
	d.See("+  2026-11-21 14:07:30  BRAND_NEW", "3 of ")
	d.Refresh()
	if len(filters(d)) < reads+2 {
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
	if f := last(d); f.Resource != "visitor_logs" || *f.ResourceID != id(5) {
		t.Errorf("exported with %+v", f)
	}
	if got := d.Files.Written["audit-20261121-140730.jsonl"]; strings.Count(got, "\n") != 2 || strings.Index(got, "VISITOR_CHECKED_OUT") > strings.Index(got, "VISITOR_CHECKED_IN") {
		t.Errorf("the file is %q", got)
	}
	d.Keys("e", "c")
	if _, ok := d.Files.Written["audit-20261121-140730.csv"]; !ok {
		t.Errorf("wrote %v", d.Files.Written)
	}
	d.Fail("Trail.Export", screentest.Refusal("Nothing was saved: the audit log cannot be written. Tell the office."))
	clear(d.Files.Written)
	d.Keys("e", "c")
	d.See("the audit log cannot be written")
	if len(d.Files.Written) != 0 {
		t.Errorf("kept %v", d.Files.Written)
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
	d.Hold("Trail.Export")
	d.Resume()
	d.See("The export was stopped; no file is kept of it.", "2 of 50+")
	if len(d.Files.Written) != 0 {
		t.Errorf("kept %v", d.Files.Written)
	}
}

func TestFailedListIsReadAgainByR(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.society.Down = screentest.Down() })
	d.See("! The database cannot be reached.", "r tries again")
	d.Down = nil
	d.Keys("r")
	d.See("TICKET_RESOLVED")
}
