package bills_test

import (
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/screentest"
)

// paidOnce returns the only payment that was sent.
func paidOnce(t *testing.T, d *screentest.Desk) money.PaymentDraft {
	t.Helper()
	paid := screentest.Sent[money.PaymentDraft](d)
	if len(paid) != 1 {
		t.Fatalf("%d payments were sent: %+v\n%s", len(paid), paid, d.View())
	}
	return paid[0]
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
		n := paidOnce(t, d)
		if n.Unit != id(101) || n.Amount != 3500_00 || n.Method != money.Cash || n.Reference != "" || n.Payer == nil || *n.Payer != id(301) ||
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
	d.Type("28 nov")
	d.Keys("ctrl+s")
	d.See("! 28 Nov 2026 is yet to come; else type its year.")
	d.Keys("ctrl+u")
	d.Type("19 nov")
	d.See("Thursday 19 November 2026")
	d.Keys("tab")
	d.Type("by hand of the tenant")
	d.Keys("ctrl+s")
	n := paidOnce(t, d)
	var shares []value.Paise
	for _, s := range n.Shown {
		shares = append(shares, s.Amount)
	}
	if n.Amount != 8600_50 || len(shares) != 3 || shares[0] != 3500_00 || shares[1] != 5000_00 || shares[2] != 100_50 ||
		n.Method != money.BankTransfer || n.Reference != "NEFT 77" || n.ReceivedOn != day(2026, 11, 19) || n.Payer != nil || n.Note != "by hand of the tenant" {
		t.Errorf("%+v", n)
	}
}

// TestAnHourThatNobodyKnowsIsNotShown: of money of an earlier day only the day is
// known, wherever it is shown.
func TestAnHourThatNobodyKnowsIsNotShown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p", "tab", "u", "tab")
	d.Type("UPI 7")
	d.Keys("tab", "tab")
	d.Type("19 nov")
	d.Keys("ctrl+s")
	d.See("Received ₹3,500.00 from A-101.")
	d.Resize(60, 16) // the receipt is told in facts
	d.Keys("r")
	d.See("Date      19 Nov 2026", "By        Asha Rao")
	d.Miss("12:00")
	d.Resize(80, 24)
	d.Keys("esc", "down", "up", "enter", "right", "right")
	d.See("[Payments]", "> 19 Nov  ", "2 Sep 11:00")
	d.Miss("12:00")
	d.Keys("left", "end", "enter")
	d.See("19 Nov 2026  ₹3,500.00")
	d.Miss("12:00")
}

// TestNoShareIsCut: what goes to which bill can be read whole however large it is.
func TestNoShareIsCut(t *testing.T) {
	t.Parallel()
	d := open(t)
	bill(d.Society, 0).Amount = value.MaxAmount
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
		"99000": "! At most ₹18,675.00 is due.", "0": "! This needs an amount above zero", "five": "! “five” is no amount; give one such as 5000 or 1,250.50.",
		"12,34": "! “12,34” may be a slip: commas stand as in 5,000 or 1,23,456", "100000000": "! “100000000” is too much: an amount is at most 9,99,99,999.99.",
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
	if paid := screentest.Sent[money.PaymentDraft](d); len(paid) != 0 {
		t.Errorf("sent %+v", paid)
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
	pay(d.Society, bill(d.Society, 0), 3500_00, money.UPI, "UPI-5", today())
	// What was shown is what is saved: a change elsewhere does not move it.
	d.Refresh()
	d.See("owes ₹18,675.00", "3,500.00             -")
	d.Keys("ctrl+s")
	d.See("Nothing was saved: 15,175.00 is due now. Look at the shares again.", "owes ₹15,175.00", "not saved", "3,500.00      1,500.00")
	d.Keys("ctrl+s")
	if paid := screentest.Sent[money.PaymentDraft](d); len(paid) != 2 || paid[1].Shown[0].Bill != id(1002) {
		t.Errorf("the second save: %+v", paid)
	}
	d.See("Received ₹3,500.00 from A-101.")
	d.UpToDate()

	d = open(t)
	d.Keys("p")
	for i := range 5 {
		pay(d.Society, bill(d.Society, i), due(d.Society, i), money.UPI, "UPI-6", today())
	}
	d.Keys("ctrl+s")
	d.See("! Nothing is due any more; nothing was saved.", "owes ₹0.00", "nothing yet")
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
	d.Lose("Money.Pay")
	d.Fail("Settle", screentest.Down())
	d.Keys("p", "ctrl+s")
	d.See("unknown, checking: payment of ₹3,500.00 for A-101")
	d.Keys("9", "ctrl+s") // asks, and sends nothing
	d.See("saved: payment of ₹3,500.00 for A-101")
	paidOnce(t, d)
	if d.Called("Money.Pay") != 1 {
		t.Errorf("%d payments were sent", d.Called("Money.Pay"))
	}
}

func TestAPaymentIsKeptWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	d.Type("700")
	d.Down = screentest.Down()
	reads := d.Called("Money.UnitDues")
	d.Keys("ctrl+s")
	d.See("not saved: the database cannot be reached. Try again in a moment.", "700")
	if d.Called("Money.UnitDues") != reads {
		t.Error("the dues are read again while the database is away")
	}
	d.Down = nil
	d.Advance(time.Minute)
	d.Keys("ctrl+s")
	if n := paidOnce(t, d); n.Amount != 700_00 {
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
	paidOnce(t, d)
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
	d = open(t, staff, with(func(s *screentest.Society) { s.Set("billing.staff_records_payments", "true") }))
	d.See("p pay")
	d.Keys("p")
	d.See("(o) UPI", "> Amount")
	d.Miss("Cash")
	d.Keys("tab", "tab")
	d.Type("UPI-1")
	d.Keys("ctrl+s")
	if n := paidOnce(t, d); n.Method != money.UPI || n.Reference != "UPI-1" {
		t.Errorf("%+v", n)
	}
}

// What an empty list says to press is what its reader may do; and no key is
// listed twice, nor for a list that is not shown.
func TestListsNameNoKeyThatDoesNothing(t *testing.T) {
	t.Parallel()
	nobody := with(func(s *screentest.Society) { s.Units.Clear(); s.Payments.Clear() })
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
	d.See("r               receipt")
	d.Miss("try again", "day before")
	d.Keys("esc", "right", "right", "right", "?")
	d.See("[               day before")
}

func TestReceiptsGoToFilesAndThePrinter(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "right", "enter", "p")
	d.See("Wrote receipt 2026-000001: ./receipt-2026-000001.txt")
	d.Keys("f")
	d.See("Wrote receipt 2026-000001: ./receipt-2026-000001.pdf")
	d.Pause()
	d.Keys("P", "P")
	d.Resume()
	d.See("Sent receipt 2026-000001 to the printer.")
	if d.Called("Files.Print") != 1 {
		t.Errorf("printed %d times", d.Called("Files.Print"))
	}
	text := d.Files.Written["receipt-2026-000001.txt"]
	if text == "" || d.Files.Printed["receipt-2026-000001.txt"] != text || d.Files.Written["receipt-2026-000001.pdf"][:5] != "%PDF-" {
		t.Errorf("written %q, printed %q", d.Files.Written, d.Files.Printed)
	}
	if _, err := d.Rooms().Money.ReversePayment(t.Context(), d.Actor("Asha Rao"), id(9), id(2001), "bounced"); err != nil {
		t.Fatal(err)
	}
	d.Refresh()
	d.See("REVERSED")
	d.Fail("Files.Put", screentest.Refusal("Your boxes are full."))
	d.Keys("p")
	d.See("! Your boxes are full.")
	d.Keys("esc")
	d.Fail("Money.Receipt", screentest.Down())
	d.Keys("enter")
	d.See("! The database cannot be reached")
	d.Keys("r")
	d.See("Receipt no.     2026-000001")
}

func TestAPaymentOfAnotherProgramGetsItsReceipt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Payments.Each(func(p *money.Payment) { p.ReceiptID, p.Receipt = nil, "" })
	d.Keys("right", "right", "enter")
	d.See("No receipt was issued for these ₹1,500.00. Issue one? y/n")
	d.Keys("n", "enter", "y")
	d.See("Bills > Receipt 2026-000001")
	if d.Called("Money.IssueReceipt") != 1 {
		t.Errorf("issued %d times", d.Called("Money.IssueReceipt"))
	}
	d = open(t)
	d.Payments.Each(func(p *money.Payment) { p.Status, p.ReceiptID = money.PaymentFailed, nil })
	d.Keys("right", "right", "enter")
	d.See("This payment is failed; it has no receipt.")
}

// TestAReversalAsksForItsReasonAlone, which says what becomes of the late fee.
func TestAReversalAsksForItsReasonAlone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "left", "x", "enter")
	d.See("It cannot be undone. Its late fee of ₹175.00 becomes", "Why is the payment of ₹1,500.00 by A-101 (receipt", "2026-000001) reversed?", "Please type something.")
	d.Keys("esc")
	if d.Called("Money.ReversePayment") != 0 {
		t.Error("reversed without a reason")
	}
	d.Keys("x")
	d.Type("cheque bounced")
	d.Down = screentest.Down()
	d.Keys("enter")
	d.See("not saved: the database cannot be reached")
	d.Keys("x")
	d.See("The database cannot be reached. Nothing typed is lost")
	d.Down = nil
	d.Keys("x")
	d.See("> cheque bounced")
	d.Keys("enter")
	d.See("Reversed ₹1,500.00 of A-101; it is due again.", "reversed!", "owes ₹20,250.00")
	d.UpToDate()
	if reasons := d.Notes(action.PaymentReversed); !slices.Equal(reasons, []string{"cheque bounced"}) {
		t.Errorf("reasons %q", reasons)
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
	d.See("It cannot be undone. Why is the payment of ₹8,600.50 by", "A-101 (receipt 2026-000002) reversed?")
	d.Type("notes counted twice")
	d.Down = screentest.Down()
	d.Keys("enter")
	d.See("not saved: the database cannot be reached. Try again in a moment.")
	d.Down = nil
	d.Keys("x", "enter")
	d.See("Reversed ₹8,600.50 of A-101; it is due again.", "*** REVERSED ***")
	d.Miss("x reverse")
	d.Keys("x")
	d.See("All of this receipt is reversed already.")
	d.Keys("esc")
	d.See("> A-101", "18,675.00")
	if reasons := d.Notes(action.PaymentReversed); !slices.Equal(slices.Compact(reasons), []string{"notes counted twice"}) || d.Called("Money.ReversePayment") != 0 {
		t.Errorf("reasons %q", reasons)
	}

	d = open(t, staff)
	d.Keys("right", "right", "enter", "x")
	d.See("Bills > Receipt", "Only an admin raises and changes bills and reverses payments.")
	d.Miss("x reverse")
}

func TestAReversalIsFollowedThoughItsAccountIsClosed(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Money.ReversePayment")
	d.Fail("Settle", screentest.Down(), screentest.Down())
	d.Keys("enter", "left", "x")
	d.Type("twice")
	d.Keys("enter", "y")
	d.See("unknown, checking: reversal of ₹1,500.00 for A-101")
	d.Keys("esc")
	d.See("[Units]")
	d.Advance(5 * time.Second)
	d.See("saved: reversal of ₹1,500.00 for A-101", "20,250.00")
	if d.Called("Money.ReversePayment") != 1 {
		t.Errorf("reversed %d times", d.Called("Money.ReversePayment"))
	}
}

// TestARepeatedReferenceIsAskedAbout: which receipt it is on, and what was typed stays.
func TestARepeatedReferenceIsAskedAbout(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p", "tab", "u", "tab")
	d.Type("upi 4471")
	d.Keys("ctrl+s")
	d.See("This reference is on receipt 2026-000001 of A-101 already;", "save all the same? y/n")
	d.Keys("n")
	d.See("upi 4471", "! This is on receipt 2026-000001 of A-101 already.")
	d.Keys("ctrl+s", "y")
	d.See("Received ₹3,500.00 from A-101. Receipt 2026-000002.")
}

// TestAPaymentGoesToTheBillThatWasChosen, unless the oldest are meant.
func TestAPaymentGoesToTheBillThatWasChosen(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "end", "p")
	d.See("(o) this bill", "( ) oldest first", "15 Nov 2026", "5,000.00")
	d.Miss("15 Aug 2026")
	d.Keys("ctrl+u")
	d.Type("6000")
	d.Keys("ctrl+s")
	d.See("! At most ₹5,000.00 is due on this bill")
	d.Keys("tab", "o")
	d.See("15 Aug 2026", "15 Sep 2026")
	d.Keys("t", "shift+tab", "ctrl+u")
	d.Type("4000")
	d.Keys("ctrl+s")
	d.See("Received ₹4,000.00 from A-101.")
	if b := d.Bills.Find("Maintenance November 2026"); b.Paid != 4000_00 {
		t.Errorf("%s is paid on the bill that was chosen", b.Paid)
	}
}

// TestSomebodyElseSettlesIt: whoever has no account is named, and no name is none.
func TestSomebodyElseSettlesIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p", "tab", "tab", "left")
	d.See("somebody else")
	d.Keys("ctrl+s")
	d.See("! Type who paid, as the receipt is to name them.")
	d.Type("Anand Deshmukh")
	d.Keys("ctrl+s")
	if n := paidOnce(t, d); n.Payer != nil || n.PaidBy != "Anand Deshmukh" {
		t.Errorf("sent %+v", n)
	}
	d.Keys("enter")
	d.See("Received from", "Anand Deshmukh")
}

// TestPaymentsAreFoundByTheirDay, however it is typed, beside a unit or alone; a receipt's
// number is no month, and an amount no day.
func TestPaymentsAreFoundByTheirDay(t *testing.T) {
	t.Parallel()
	for term, found := range map[string]bool{
		"2 sep": true, "2.9.26": true, "sep 2026": true, "a101 2 sep": true, "3 sep": false, "b204 2 sep": false, "2026-000001": true, "2026-09": false, "1500": true,
	} {
		t.Run(term, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.Keys("right", "right", "/")
			d.Type(term)
			if !found {
				d.See("No payment matches " + term)
				return
			}
			d.See("2 Sep 11:00", "1,500.00")
		})
	}
	d := open(t)
	d.Keys("right", "right", "/")
	d.Type("2 sep")
	d.See("Wednesday 2 September 2026")
}
