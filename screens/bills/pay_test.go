package bills_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// paidOnce returns the only payment that was sent.
func (d *desk) paidOnce(t *testing.T) data.NewPayment {
	t.Helper()
	if len(d.paid) != 1 {
		t.Fatalf("%d payments were sent: %+v\n%s", len(d.paid), d.paid, d.View())
	}
	return d.paid[0]
}

func TestCashInFullWithTheseKeysAlone(t *testing.T) {
	t.Parallel()
	for _, paused := range []bool{false, true} { // a slow line: the keys are ahead of the answers
		d := open(t)
		d.Keys("/")
		d.Type("a101")
		if paused {
			d.Pause()
		}
		d.Keys("enter", "p", "ctrl+s")
		d.Resume()
		n := d.paidOnce(t)
		if n.Unit != id(101) || n.Amount != 3500_00 || n.Method != data.Cash || n.Reference != "" || n.Payer == nil || *n.Payer != id(301) ||
			len(n.Shown) != 1 || n.Shown[0].Bill != id(1000) || n.Shown[0].Amount != 3500_00 {
			t.Errorf("paused %v: %+v", paused, n)
		}
		d.See("Received ₹3,500.00 from A-101. Receipt 2026-000002. r shows it.", "> A-101", "15,175.00")
		d.Keys("enter")
		d.See("Bills > Receipt 2026-000002", "Rupees Three Thousand Five Hundred Only")
		d.Keys("esc", "down", "up", "enter")
		d.See("Bills > A-101", "[Dues 4]")
		d.Keys("r")
		d.See("Bills > Receipt 2026-000002")
	}
}

func TestAnAmountSpreadsOverTheOldestDues(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	d.Type("8600.50")
	d.See("3,500.00             -", "5,000.00             -", "100.50         74.50")
	d.Keys("tab", "b", "tab")
	d.Type("NEFT 77")
	d.Keys("tab", "right", "right", "tab")
	d.Type("by hand of the tenant")
	d.Keys("ctrl+s")
	n := d.paidOnce(t)
	var shares []data.Paise
	for _, s := range n.Shown {
		shares = append(shares, s.Amount)
	}
	if n.Amount != 8600_50 || len(shares) != 3 || shares[0] != 3500_00 || shares[1] != 5000_00 || shares[2] != 100_50 ||
		n.Method != data.BankTransfer || n.Reference != "NEFT 77" || n.Payer != nil || n.Note != "by hand of the tenant" {
		t.Errorf("%+v", n)
	}
}

// TestNoShareIsCut: what goes to which bill can be read whole however large it is.
func TestNoShareIsCut(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bills[0].Amount = data.MaxAmount
	d.Keys("p")
	d.See("9,99,98,499.99               -")
	d.Type("1,00,00,000")
	d.See("1,00,00,000.00  8,99,98,499.99")
}

func TestAPaymentIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	for typed, says := range map[string]string{
		"99000": "! At most ₹18,675.00 is due.", "0": "! This needs an amount above zero", "five": "! This needs an amount above zero",
		"12,34": "! This needs an amount above zero", "100000000": "! This is too much: an amount is at most 9,99,99,999.99.",
	} {
		d.Keys("ctrl+u")
		d.Type(typed)
		d.Keys("ctrl+s")
		d.See(says)
	}
	d.Keys("ctrl+u")
	d.Type("500")
	d.Keys("tab", "u", "ctrl+s")
	d.See("! This way of paying has a transaction reference; type it.", "> Reference")
	if len(d.paid) != 0 {
		t.Errorf("sent %+v", d.paid)
	}
	d.Keys("esc")
	d.See("y/n")
	d.Keys("y")
	d.See("[Units]")
}

func TestSomebodyElsePaidMeanwhile(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	d.pay(&d.bills[0], 3500_00, data.UPI, "UPI-5", today())
	// What was shown is what is saved: a change elsewhere does not move it.
	d.Send(tui.Refresh{})
	d.See("owes ₹18,675.00", "3,500.00             -")
	d.Keys("ctrl+s")
	d.See("Nothing was saved: 15,175.00 is due now. Look at the shares again.", "owes ₹15,175.00", "not saved", "3,500.00      1,500.00")
	d.Keys("ctrl+s")
	if len(d.paid) != 2 || d.paid[1].Shown[0].Bill != id(1002) {
		t.Errorf("the second save: %+v", d.paid)
	}
	d.See("Received ₹3,500.00 from A-101.")
	d.UpToDate()

	d = open(t)
	d.Keys("p")
	for i := range 5 {
		d.pay(&d.bills[i], d.bills[i].Due(), data.UPI, "UPI-6", today())
	}
	d.Keys("ctrl+s")
	d.See("! Only 0.00 is due now; nothing was saved.", "owes ₹0.00", "nothing yet")
	d.Keys("esc")
	d.Miss("A-101")
	d.Keys("/")
	d.Type("a101")
	d.Keys("enter", "p")
	d.See("A-101 owes nothing.")
}

func TestAPaymentWithoutAnAnswerIsFollowed(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Pay")
	d.Fail("Settle", errDown)
	d.Keys("p", "ctrl+s")
	d.See("unknown, checking: payment of ₹3,500.00 for A-101")
	d.Keys("9", "ctrl+s") // asks, and sends nothing
	d.See("saved: payment of ₹3,500.00 for A-101")
	d.paidOnce(t)
	if d.Called("Pay") != 1 {
		t.Errorf("%d payments were sent", d.Called("Pay"))
	}
}

func TestAPaymentIsKeptWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	d.Type("700")
	d.Down = errDown
	reads := d.Called("UnitDues")
	d.Keys("ctrl+s")
	d.See("not saved: the database cannot be reached. Try again in a moment.", "700")
	if d.Called("UnitDues") != reads {
		t.Error("the dues are read again while the database is away")
	}
	d.Down = nil
	d.Advance(time.Minute)
	d.Keys("ctrl+s")
	if n := d.paidOnce(t); n.Amount != 700_00 {
		t.Errorf("%+v", n)
	}
}

func TestTheListsFollowAPaymentInAnAccount(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "p", "ctrl+s")
	d.See("[Dues 4]", "owes ₹15,175.00")
	d.Keys("esc")
	d.See("[Units]", "15,175.00")
	d.Miss("18,675.00")
}

func TestAPaymentIsSentOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	d.Pause()
	d.Keys("ctrl+s", "ctrl+s", "f2")
	d.Resume()
	d.paidOnce(t)
	d.See("[Units]")
}

func TestStaffRecordNoCash(t *testing.T) {
	t.Parallel()
	d := open(t, staff)
	d.Miss("p pay", "n new bill")
	d.Keys("p")
	d.See("Staff record no payments here; an admin may allow it in the settings.")
	for _, k := range []string{"n", "v", "c", "w", "x", "R", "O"} {
		d.Keys("enter", k)
		d.See("Only an admin raises and changes bills and reverses payments.")
		d.Keys("esc")
	}
	d.Keys("enter", "h")
	d.See("Only an admin reads the history of changes.")
	d = open(t, staff, func(s *setup) { s.books.settings["billing.staff_records_payments"] = "true" })
	d.See("p pay")
	d.Keys("p")
	d.See("(o) UPI", "> Amount")
	d.Miss("Cash")
	d.Keys("tab", "tab")
	d.Type("UPI-1")
	d.Keys("ctrl+s")
	if n := d.paidOnce(t); n.Method != data.UPI || n.Reference != "UPI-1" {
		t.Errorf("%+v", n)
	}
}

// What an empty list says to press is what its reader may do; and no key is
// listed twice, nor for a list that is not shown.
func TestListsNameNoKeyThatDoesNothing(t *testing.T) {
	t.Parallel()
	nobody := func(s *setup) { s.books.units, s.books.payments = nil, nil }
	d := open(t, staff, nobody)
	d.See("No unit owes anything. / finds a unit.")
	d.Keys("right", "right")
	d.See("Nothing was paid yet.")
	d.Miss("p on a unit")
	d = open(t, nobody)
	d.See("No unit owes anything. n raises a bill, / finds a unit.")
	d.Keys("right", "right")
	d.See("Nothing was paid yet. p on a unit records a payment.")
	d.Keys("?")
	d.See("r          receipt")
	d.Miss("try again", "day before")
	d.Keys("esc", "right", "right", "?")
	d.See("[          day before")
}

func TestReceiptsGoToFilesAndThePrinter(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "right", "enter", "p")
	d.See("Wrote receipt 2026-000001: receipt-2026-000001.txt")
	d.Keys("f")
	d.See("Wrote receipt 2026-000001: receipt-2026-000001.pdf")
	d.Pause()
	d.Keys("P", "P")
	d.Resume()
	d.See("Sent receipt 2026-000001 to the printer.")
	if d.Called("Print") != 1 {
		t.Errorf("printed %d times", d.Called("Print"))
	}
	text := d.files["receipt-2026-000001.txt"]
	if text == "" || d.files["printed receipt-2026-000001.txt"] != text || d.files["receipt-2026-000001.pdf"][:5] != "%PDF-" {
		t.Errorf("%q", d.files)
	}
	if _, err := d.ReversePayment(t.Context(), data.Actor{}, id(9), d.payments[0].ID, "bounced"); err != nil {
		t.Fatal(err)
	}
	d.Send(tui.Refresh{})
	d.See("REVERSED")
	d.Fail("Put", refused("Your boxes are full."))
	d.Keys("p")
	d.See("! Your boxes are full.")
	d.Keys("esc")
	d.Fail("Receipt", errDown)
	d.Keys("enter")
	d.See("! The database cannot be reached")
	d.Keys("r")
	d.See("Receipt no.     2026-000001")
}

func TestAPaymentOfAnotherProgramGetsItsReceipt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.payments[0].ReceiptID, d.payments[0].Receipt = nil, ""
	d.Keys("right", "right", "enter")
	d.See("No receipt was issued for these ₹1,500.00. Issue one? y/n")
	d.Keys("n", "enter", "y")
	d.See("Bills > Receipt 2026-000999")
	if d.Called("IssueReceipt") != 1 {
		t.Errorf("issued %d times", d.Called("IssueReceipt"))
	}
	d = open(t)
	d.payments[0].Status, d.payments[0].ReceiptID = data.PaymentFailed, nil
	d.Keys("right", "right", "enter")
	d.See("This payment is failed; it has no receipt.")
}

func TestAReversalNeedsAReasonAndAYes(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "left", "x")
	d.Type("cheque bounced")
	d.Keys("enter")
	d.See("Reverse ₹1,500.00 of A-101 (receipt 2026-000001)? y/n")
	d.Keys("n")
	if d.Called("ReversePayment") != 0 {
		t.Error("reversed without a yes")
	}
	d.Down = errDown
	d.Keys("x")
	d.See("> cheque bounced")
	d.Keys("enter", "y")
	d.See("not saved: the database cannot be reached. Try again in a moment.")
	d.Down = nil
	d.Keys("x", "enter", "y")
	d.See("Reversed ₹1,500.00 of A-101; it is due again.", "reversed!", "owes ₹20,175.00")
	d.UpToDate()
	if len(d.reasons) != 1 || d.reasons[0] != "cheque bounced" {
		t.Errorf("reasons %q", d.reasons)
	}
	d.Keys("x")
	d.See("Only a payment that succeeded can be reversed; this one is reversed.")
}

// TestAReceiptIsReversedWhole: what was paid over several bills at once goes back
// at once, from the receipt.
func TestAReceiptIsReversedWhole(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	d.Type("8600.50")
	d.Keys("ctrl+s", "enter")
	d.See("Bills > Receipt 2026-000002", "x reverse")
	d.Keys("x")
	d.See("Why is the payment of ₹8,600.50 by A-101 reversed?")
	d.Type("notes counted twice")
	d.Keys("enter")
	d.See("Reverse ₹8,600.50 of A-101 (receipt 2026-000002)? y/n")
	d.Down = errDown
	d.Keys("y")
	d.See("not saved: the database cannot be reached. Try again in a moment.")
	d.Down = nil
	d.Keys("x", "enter", "y")
	d.See("Reversed ₹8,600.50 of A-101; it is due again.", "*** REVERSED ***")
	d.Miss("x reverse")
	d.Keys("x")
	d.See("All of this receipt is reversed already.")
	d.Keys("esc")
	d.See("> A-101", "18,675.00")
	if len(d.reasons) != 1 || d.Called("ReversePayment") != 0 {
		t.Errorf("reasons %q", d.reasons)
	}

	d = open(t, staff)
	d.Keys("right", "right", "enter", "x")
	d.See("Bills > Receipt", "Only an admin raises and changes bills and reverses payments.")
	d.Miss("x reverse")
}

func TestAReversalIsFollowedThoughItsAccountIsClosed(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("ReversePayment")
	d.Fail("Settle", errDown, errDown)
	d.Keys("enter", "left", "x")
	d.Type("twice")
	d.Keys("enter", "y")
	d.See("unknown, checking: reversal of ₹1,500.00 for A-101")
	d.Keys("esc")
	d.See("[Units]")
	d.Advance(5 * time.Second)
	d.See("saved: reversal of ₹1,500.00 for A-101", "20,175.00")
	if d.Called("ReversePayment") != 1 || d.receipt(*d.payments[0].ReceiptID).ID == uuid.Nil {
		t.Errorf("reversed %d times", d.Called("ReversePayment"))
	}
}
