package bills_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/money"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// cashTaken has cash of today and of the day before.
func cashTaken(s *screentest.Society) {
	pay(s, bill(s, 2), 3000_00, money.Cash, "", today())
	pay(s, bill(s, 3), 1000_00, money.Cash, "", today().AddDays(-1))
}

// dayClosed has somebody have closed the day before, with cash short.
func dayClosed(s *screentest.Society) {
	cashTaken(s)
	asha := s.Actor("Asha Rao")
	s.Closings.Put(money.Closing{
		Day: today().AddDays(-1), From: today().AddDays(-1), ClosedAt: s.Clock().Add(-18 * time.Hour), ClosedBy: &asha.UserID, Closer: asha.Name,
		Counts: []money.CashCount{{PersonID: &asha.UserID, Person: asha.Name, Expected: 1000_00, Counted: 950_00}},
	})
}

func TestClosingViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, with(dayClosed)) }, map[string]func(d *screentest.Desk){
		"close-form":   func(d *screentest.Desk) { d.Keys("left", "C"); d.Type("2950") },
		"close-closed": func(d *screentest.Desk) { d.Keys("left", "[") },
	})
}

func TestADayIsClosedAndTakenBack(t *testing.T) {
	t.Parallel()
	d := open(t, with(dayClosed))
	d.Keys("left", "C")
	d.See("Close 21 Nov 2026: cash as counted", "Asha Rao", "by the books ₹3,000.00")
	d.Keys("ctrl+s")
	if n := len(screentest.Sent[money.ClosingDraft](d)); n != 0 {
		t.Errorf("closed %d times by nothing counted", n)
	}
	d.Type("many")
	d.Keys("ctrl+s")
	d.See("! “many” is no amount")
	d.Keys("ctrl+u")
	d.Type("2,950")
	d.See("by the books ₹3,000.00: ₹50.00 short")
	// Somebody takes more before it is saved: what was counted stays.
	pay(d.Society, bill(d.Society, 4), 100_00, money.Cash, "", today())
	d.Keys("ctrl+s")
	d.See("The books have other cash by now.", "2,950", "by the books ₹3,100.00: ₹150.00 short")
	d.Keys("ctrl+s")
	d.See("21 Nov 2026 is closed: ₹150.00 short. It takes nothing more.", "Closed by Asha Rao at", "C take the closing back")
	d.Keys("[", "C")
	d.See("A later day is closed too: take that of 21 Nov 2026 back first.")
	d.Keys("]", "C")
	d.See("Why is the closing of 21 Nov 2026 taken back?")
	d.Type("miscounted")
	d.Keys("enter")
	d.See("21 Nov 2026 is open again.", "C close the day")
	d.Keys("right", "p")
	d.UpToDate()
}

func TestNoPaymentIsTakenOnAClosedDay(t *testing.T) {
	t.Parallel()
	d := open(t, with(dayClosed))
	d.Keys("p", "tab", "tab", "tab")
	d.Type("20 nov")
	d.Keys("ctrl+s")
	d.See("> Received", "! This day is closed. Choose a later one")
}

// TestADayWithoutCashSaysSo: its form and the closed day have words where others
// have counts.
func TestADayWithoutCashSaysSo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("left", "C")
	d.See("Close 21 Nov 2026", "no cash was taken: there is nothing to count")
	d.Keys("ctrl+s")
	d.See("21 Nov 2026 is closed. It takes nothing more.", "Closed by Asha Rao at 21 Nov 2026, 14:07.", "No cash was taken.")
}

func TestNothingCountedIsACount(t *testing.T) {
	t.Parallel()
	d := open(t, with(cashTaken))
	d.Keys("left", "[", "C")
	d.Type("0")
	d.See("by the books ₹1,000.00: ₹1,000.00 short")
	d.Keys("ctrl+s")
	d.See("20 Nov 2026 is closed: ₹1,000.00 short.")
	d = open(t, with(cashTaken), staff)
	d.Keys("left", "C")
	d.See("Only an admin closes a day.")
}
