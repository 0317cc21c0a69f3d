package home_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// toDues shows the list of what is due.
func toDues(d *screentest.Desk) { d.Keys("right", "right", "right") }

func duesScenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"dues":     toDues,
		"bill":     func(d *screentest.Desk) { toDues(d); d.Keys("enter") },
		"payments": func(d *screentest.Desk) { d.Keys("left") },
		"receipt":  func(d *screentest.Desk) { d.Keys("left", "down", "enter") },
		"pay":      func(d *screentest.Desk) { d.Keys("p") },
		"pay-several": func(d *screentest.Desk) {
			d.Keys("p")
			d.Type("4000")
		},
		"pay-errors": func(d *screentest.Desk) {
			d.Keys("p")
			d.Type("99999")
			d.Keys("ctrl+s")
		},
		"dues-help": func(d *screentest.Desk) { toDues(d); d.Keys("?") },
	}
}

func TestDuesViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb) }, duesScenes())
}

func TestDuesOnAsciiTerminals(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"vt100", "linux", "dumb"} {
		d := open(t, func(s *setup) { s.term = []string{term} })
		d.See("Dues 3!")
		toDues(d)
		d.See("[Dues 3!]", "> 16 Sep 2026", "66d!")
		d.Keys("p")
		d.See("Pay for A-101, which owes Rs 8,250.00 (simulated)")
		for i, r := range d.View() {
			if r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term, r, i)
			}
		}
	}
}

func TestTheListsOfHomeAreOneRound(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, name := range []string{"[Expected", "[History]", "[Dues 3!]", "[Paid]", "[Inside"} {
		d.Keys("right")
		d.See(name)
	}
	for _, name := range []string{"[Paid]", "[Dues 3!]", "[History]"} {
		d.Keys("shift+tab")
		d.See(name)
	}
	d.Keys("right", "/")
	d.See("The search is for visitors", "[Dues 3!]")
	// Announcing from here leads to the visitors.
	d.Keys("n")
	d.Type("Ritu Malhotra")
	d.Keys("ctrl+s")
	d.See("[Expected", "> any time      Ritu Malhotra")
}

// TestAWriteIsFollowedFromTheOtherLists: its outcome is told among the dues, and the
// visitors are read again when they are turned to.
func TestAWriteIsFollowedFromTheOtherLists(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Lose("Visits.Approve")
	d.Fail("Settle", screentest.Down(), screentest.Down())
	d.Keys("a", "y", "right", "right")
	d.See("[Dues 3!]", "unknown, checking: approval of Suresh Patil (A-101)")
	d.Advance(3 * time.Second)
	d.See("[Dues 3!]", "saved: approval of Suresh Patil (A-101)")
	d.Visits.Change("Suresh Patil", func(v *visits.Visit) { v.Name = "Suresh B. P." })
	d.Keys("left")
	d.See("[History]", "Suresh B. P.")
	d.Miss("for your word")
	d.UpToDate()
}

func TestPayingTheOldestDue(t *testing.T) {
	t.Parallel()
	d := open(t)
	toDues(d)
	d.See("₹8,250.00, ₹3,250.00 late!", "> 16 Sep 2026  Maintenance, Sep 2026")
	d.Keys("p")
	d.See("> Amount     3,000.00", "Maintenance, Sep 2026", "(o) UPI")
	d.Keys("ctrl+s")
	d.See("Paid ₹3,000.00 for A-101. Receipt 2026-000043: Enter shows it.", "[Paid]", "Dues 2!", "> 21 Nov 2026")
	d.UpToDate()
	n := screentest.Sent[money.PaymentDraft](d)[0]
	if n.Unit != id(101) || n.Amount != 300_000 || n.Method != money.UPI || n.Payer != nil || len(n.Shown) != 1 || n.Shown[0].Bill != id(501) || n.Reference != "" {
		t.Errorf("asked for %+v", n)
	}
	d.Keys("enter")
	d.See("2026-000043", "Meera Joshi", "Rupees Three Thousand Only")
	d.Keys("f")
	d.See("Wrote receipt 2026-000043: ./receipt-2026-000043.pdf")
	if pdf := d.Files.Written["receipt-2026-000043.pdf"]; !strings.HasPrefix(pdf, "%PDF-") {
		t.Errorf("the file is no PDF: %.20q", pdf)
	}
	d.Keys("esc")
	d.See("[Paid]")

	// What the sentence offers does not mean the visitors, who stand in its place next.
	d.Keys("right")
	d.See("[Inside")
	d.Miss("Enter shows it")
}

func TestPayingOverSeveralBillsAndNeverTooMuch(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p")
	d.Type("8250.01")
	d.Keys("ctrl+s")
	d.See("! At most ₹8,250.00 is due.", "8250.01")
	d.Keys("ctrl+u")
	d.Type("3200")
	d.See("Late Fee: 5% of ₹5,000.00", "50.00")
	// Somebody else of the unit pays meanwhile.
	pay(d.Society, d.Bills.Row(id(501)), arun, 200_000, money.UPI, "HDFC43", d.Now())
	d.Keys("ctrl+s")
	d.See("Nothing was saved: 6,250.00 is due now. Look at the shares again.", "3200", "which owes ₹6,250.00")
	d.Keys("ctrl+s")
	d.See("Paid ₹3,200.00 for A-101.")
	d.UpToDate()
	var shares []string
	for _, a := range screentest.Sent[money.PaymentDraft](d)[1].Shown {
		shares = append(shares, a.Amount.String())
	}
	if got := strings.Join(shares, " "); got != "1,000.00 250.00 1,950.00" {
		t.Errorf("shared out as %s", got)
	}
}

func TestAPaymentWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Fail("Money.Pay", screentest.Down())
	d.Keys("p")
	d.Type("100")
	d.Keys("ctrl+s")
	d.See("not saved", "100")
	d.Lose("Money.Pay")
	d.Keys("ctrl+s")
	d.See("saved: payment of ₹100.00 for A-101")
	sent := screentest.Sent[money.PaymentDraft](d)
	if paid := d.Bills.Find("Maintenance of September").Paid; len(sent) != 1 || paid != 210_000 {
		t.Errorf("paid %d times: %s", len(sent), paid)
	}
}

func TestWhoHasTwoUnitsSaysWhichIsPaid(t *testing.T) {
	t.Parallel()
	d := open(t, with(secondUnit))
	other := id(102)
	d.Bills.Put(money.Bill{ID: id(510), UnitID: &other, Unit: "B-204", Type: "Water", Amount: 500_000, BillDate: day(time.November, 1), DueDate: day(time.December, 1)})
	d.Refresh()
	d.Keys("p")
	d.See("Pay for which unit?", "B-204  ₹5,000.00")
	d.Keys("down", "enter")
	d.See("Pay for B-204, which owes ₹5,000.00")
	d.Keys("esc")
	toDues(d)
	d.Keys("p")
	d.See("Pay for A-101")
	d.Keys("esc", "end", "p")
	d.See("Pay for B-204")
}

func TestAPaymentOfAnotherProgramGetsItsReceipt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("left", "enter")
	d.See("No receipt was issued for these ₹800.00. Issue one? y/n")
	d.Keys("y")
	d.See("Issued receipt 2026-000043: Enter shows it.")
	d.Keys("enter")
	d.See("2026-000043", "HDFC42")
	// One that failed has none, and none is offered.
	d.Keys("esc")
	p := d.Payments.Row(id(702))
	p.Status, p.ReceiptID, p.Receipt, p.ReversalReason = money.PaymentTakenBack, nil, "", "cheque bounced"
	d.Refresh()
	d.Keys("enter")
	d.See("reversed!", "cheque bounced")
	d.Miss("Issue one?")
}

func TestNothingDue(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) { s.Bills.Clear(); s.Payments.Clear() }))
	d.See("Dues   Paid")
	d.Keys("p")
	d.See("Nothing is due.")
	toDues(d)
	d.See("[Dues]", "Nothing is due.")
	d.Keys("right")
	d.See("Nothing has been paid yet.")
}
