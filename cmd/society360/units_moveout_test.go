package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAResidentIsMovedOutByScripts: what the unit owes is said before, and has to be
// meant; a repeat under one key answers as before.
func TestAResidentIsMovedOutByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	datatest.RaiseBill(t, soc, 37_072_00, 5)
	out := []string{"units", "move-out", "--unit", "A-101", "--resident", "meera joshi", asAdmin}
	s.refuses(t, exitFailure, []string{"A-101 owes 37,072.00, which stays with Arun Joshi.", "Nothing was saved: add --owing"}, out...)
	s.refuses(t, exitFailure, []string{"Nobody who lives in A-101 is named Bozo: --resident takes one of", "Meera Joshi"}, "units", "move-out", "--unit", "A-101", "--resident", "Bozo", asAdmin)
	s.refuses(t, exitUsage, []string{"--date needs a day"}, "units", "move-out", "--unit", "A-101", "--resident", "Meera Joshi", "--date", "soonish", asAdmin)
	s.refuses(t, exitUsage, []string{"date", "stays"}, "units", "move-out", "--unit", "A-101", "--resident", "Meera Joshi", "--date", "today", "--stays", asAdmin)
	s.refuses(t, exitFailure, []string{"may not do this"}, "units", "move-out", "--unit", "A-101", "--resident", "Meera Joshi", "--owing", "--as", "vijay@test.example")

	ahead := soc.Settings.ThisDay().AddDays(9)
	if said := s.ok(t, append(out, "--owing", "--date", ahead.String())...); !strings.Contains(said, "Meera Joshi moves out of A-101 on "+ahead.String()+". A-101 owes 37,072.00, which stays with Arun Joshi.") {
		t.Errorf("said %q", said)
	}
	if said := s.ok(t, append(out, "--stays")...); !strings.Contains(said, "Meera Joshi stays in A-101.") || strings.Contains(said, "owes") {
		t.Errorf("said %q", said)
	}
	once := slices.Concat(out, []string{"--owing", "--intent", "out-1"})
	for range 2 {
		if said := s.ok(t, once...); !strings.Contains(said, "Meera Joshi moved out of A-101.") {
			t.Errorf("said %q", said)
		}
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'RESIDENT_MOVED_OUT'`); n != 1 {
		t.Errorf("moved out %d times", n)
	}
}

// TestTheCalendarSaysWhatIsLeftBehind: a unit whose resident moves out by its day, and
// what it owes then, stand in what maintain says and in the trail.
func TestTheCalendarSaysWhatIsLeftBehind(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	datatest.RaiseBill(t, soc, 500_00, 5)
	soc.Exec(t, `UPDATE user_units SET move_out_date = society360_today() WHERE user_id IN ($1, $2)`, soc.Meera.UserID, soc.Tenant.UserID)
	said := s.ok(t, "maintain")
	if !strings.Contains(said, "move-outs: 2 residents moved out, A-101 owes 500.00.\n") || strings.Contains(said, "B-204") {
		t.Errorf("said %s", said)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'RESIDENT_MOVED_OUT' AND details #>> '{after,due}' = '500.00'`); n != 1 {
		t.Errorf("%d rows of the trail say what is due", n)
	}
}
