package bills_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// depositing has a cheque that can be deposited, and one of a day to come.
func depositing(s *screentest.Society) {
	chequed(s, 0, "004217", 3500_00, day(2026, time.November, 18))
	chequed(s, 2, "330081", 5000_00, day(2026, time.December, 5))
}

// chequed has the office have taken a cheque for a bill.
func chequed(s *screentest.Society, n int, number string, amount value.Paise, dated value.Day) {
	b, meera, asha := bill(s, n), s.Actor("Meera Joshi"), s.Actor("Asha Rao")
	group, at := id(4500+s.Payments.Len()), s.Clock().Add(-time.Hour)
	s.Payments.Put(money.Payment{
		ID: group, BillID: &b.ID, BillType: b.Type, UnitID: b.UnitID, Unit: b.Unit, PayerID: &meera.UserID, Payer: meera.Name,
		RecordedBy: &asha.UserID, Recorder: asha.Name, Amount: amount, Method: money.Cheque, Reference: number, Bank: "HDFC", At: at,
		ReceivedOn: dated, ChequeDate: &dated, Status: money.PaymentUncleared, ClaimID: &group, ClaimedAt: &at,
	})
}

// toCheques shows the list of cheques.
func toCheques(d *screentest.Desk) { d.Keys("right", "right", "right", "right") }

func TestChequeViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, with(depositing)) }, map[string]func(d *screentest.Desk){
		"cheques":         toCheques,
		"cheques-cleared": func(d *screentest.Desk) { toCheques(d); d.Keys("a") },
		"cheques-pay":     func(d *screentest.Desk) { d.Keys("p", "tab", "q") },
	})
}

func TestAChequeIsTaken(t *testing.T) {
	t.Parallel()
	d := open(t, with(depositing))
	d.Keys("p", "tab", "q", "ctrl+s")
	d.See("! Type the number that is printed on it.")
	d.Type("118822")
	d.Keys("ctrl+s")
	d.See("! Please fill this in.")
	d.Type("Axis, Baner")
	d.Keys("tab")
	d.Type("1 dec 2024")
	d.Keys("ctrl+s")
	d.See("! It is over three months old; no bank takes it any more.", "118822")
	d.Keys("ctrl+u")
	d.Type("1 dec")
	d.See("Tuesday 1 December 2026")
	d.Keys("ctrl+s")
	d.See("Took cheque 118822 of ₹3,500.00 for A-101: it counts once it is cleared.")
	n := screentest.Sent[money.PaymentDraft](d)
	if last := n[len(n)-1]; last.Method != money.Cheque || last.Bank != "Axis, Baner" || last.ChequeDate != day(2026, time.December, 1) || last.ReceivedOn != today() {
		t.Errorf("sent %+v", last)
	}
	// For the oldest bill a cheque waits already: it is shared over what is left.
	for _, share := range n[len(n)-1].Shown {
		if share.Bill == bill(d.Society, 0).ID {
			t.Errorf("it pays what another cheque waits for: %+v", share)
		}
	}
}

func TestAChequeIsClearedOrBounces(t *testing.T) {
	t.Parallel()
	d := open(t, with(depositing))
	d.See("To deposit 1")
	toCheques(d)
	d.See("[To deposit 1]", "004217", "deposit", "330081", "in 14 days", "a cleared", "d bounced")
	d.Keys("down", "a")
	d.See("It is dated 5 Dec 2026: no bank takes it before.")
	d.Keys("up", "a")
	d.See("On which day did the bank pay cheque 004217 of ₹3,500.00 of", "A-101?")
	d.Keys("ctrl+u")
	d.Type("25 nov")
	d.Keys("enter")
	d.See("25 Nov 2026 is yet to come")
	d.Keys("ctrl+u")
	d.Type("17 nov")
	d.Keys("enter")
	d.See("It is dated 18 Nov 2026: no bank takes it before.")
	d.Keys("ctrl+u")
	d.Type("20 nov")
	d.Keys("enter")
	d.See("Cleared on 20 Nov 2026: ₹3,500.00 of A-101. Receipt 2026-000002. r shows it.", "[To deposit]")
	d.Keys("d")
	d.See("Why was cheque 330081 of ₹5,000.00 of A-101 not paid? Meera", "Joshi reads it.")
	d.Type("funds insufficient")
	d.Keys("enter")
	d.See("Bounced: ₹5,000.00 of A-101 is due as before.")
	if n := d.Called("Money.BounceCheque"); n != 1 {
		t.Errorf("bounced %d times", n)
	}
}
