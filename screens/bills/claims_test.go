package bills_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// claiming has two claims wait: one that fits, and one whose bill was paid since.
func claiming(s *setup) {
	b := s.books
	b.claim(&b.bills[0], 3500_00, "412345678901", 26*time.Hour)
	b.claim(&b.bills[2], 5000_00, "NEFT-7781", 2*time.Hour).Fits = 1000_00
}

// toClaims shows the list of claims.
func toClaims(d *desk) { d.Keys("right", "right", "right") }

// paidElsewhere is a payment that another program recorded.
func paidElsewhere(s *setup) {
	p := s.books.pay(&s.books.bills[2], 5000_00, data.UPI, "web-77", day(2026, time.November, 3))
	p.Recorder, p.ReceiptID, p.Receipt = "", nil, ""
}

func TestClaimViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *desk { return open(tb, claiming, paidElsewhere) }, map[string]func(d *desk){
		"claims":           toClaims,
		"claims-confirm":   func(d *desk) { toClaims(d); d.Keys("a") },
		"claims-elsewhere": func(d *desk) { toClaims(d); d.Keys("e") },
		"claims-pay":       func(d *desk) { d.Keys("p") },
		"claims-account":   unitOpen,
	})
}

func TestAClaimIsConfirmed(t *testing.T) {
	t.Parallel()
	d := open(t, claiming)
	d.See("To confirm 2")
	toClaims(d)
	d.See("[To confirm 2]", "> ", "Meera Joshi", "412345678901", "NEFT-7781", "not due!", "a confirm", "d refuse")
	d.Keys("a")
	d.See("Has the money come in? Confirm ₹3,500.00 of A-101 (UPI 412345678901)? y/n")
	d.Keys("n")
	if n := d.Called("ConfirmClaim"); n != 0 {
		t.Fatalf("confirmed %d times after a no", n)
	}
	d.Keys(" ", "y")
	d.See("Confirmed ₹3,500.00 for A-101. Receipt 2026-000002. r shows it.", "[To confirm 1]")
	d.Miss("412345678901 ")
	d.Keys("r")
	d.See("Receipt 2026-000002")
	d.Keys("esc")
	// The one that is left does not fit, and says what to do.
	d.Keys("a")
	d.See("Only ₹1,000.00 of these ₹5,000.00 is due now; d refuses it.")
	// That receipt is told of no more, and no key opens it.
	d.Keys("r")
	d.See("Choose a payment first: payments have a list of their own.")
}

// TestARefusalIsOfferedForTheClaimThatItNames: d would refuse whatever the cursor
// is on by then.
func TestARefusalIsOfferedForTheClaimThatItNames(t *testing.T) {
	t.Parallel()
	offer := "is due now; d refuses it."
	for name, happens := range map[string]func(*desk){
		"the cursor goes": func(d *desk) { d.Keys("up") },
		"another list":    func(d *desk) { d.Keys("right") },
		"taken back": func(d *desk) {
			d.Mu.Lock()
			d.claims = d.claims[:1]
			d.Mu.Unlock()
			d.Send(tui.Refresh{})
		},
		"due again": func(d *desk) {
			d.Mu.Lock()
			d.claims[1].Fits = 5000_00
			d.Mu.Unlock()
			d.Send(tui.Refresh{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, claiming)
			toClaims(d)
			d.Keys("down", "a")
			d.See(offer)
			d.Send(tui.Refresh{})
			d.See(offer)
			happens(d)
			d.Miss(offer)
		})
	}
}

func TestAClaimIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	d := open(t, claiming)
	toClaims(d)
	d.Keys("d", "enter")
	d.See("Why is ₹3,500.00 of A-101 (UPI 412345678901) refused? Meera")
	d.Fail("RefuseClaim", errDown)
	d.Type("not at the bank")
	d.Keys("enter")
	d.See("not saved")
	d.Keys("d")
	d.See("not at the bank") // typed once
	d.Keys("enter")
	d.See("Refused ₹3,500.00 of A-101; Meera Joshi reads why.", "[To confirm 1]")
	if len(d.reasons) != 1 || d.reasons[0] != "not at the bank" {
		t.Errorf("reasons: %q", d.reasons)
	}
}

// TestAClaimThatIsGone: another treasurer was faster.
func TestAClaimThatIsGone(t *testing.T) {
	t.Parallel()
	d := open(t, claiming)
	toClaims(d)
	d.Mu.Lock()
	d.claims = d.claims[1:]
	d.Mu.Unlock()
	d.Keys("a", "y")
	d.See("Asha Rao confirmed this already.", "[To confirm 1]")
}

func TestClaimsAreForWhoRecordsPayments(t *testing.T) {
	t.Parallel()
	d := open(t, claiming, staff)
	toClaims(d)
	d.See("412345678901")
	d.Miss("a confirm", "d refuse")
	for _, k := range []string{"a", "d"} {
		d.Keys(k)
		d.See("Staff confirm no payments here")
	}
	d.Mu.Lock()
	d.settings["billing.staff_records_payments"] = "true"
	d.Mu.Unlock()
	d.Send(tui.Refresh{})
	d.See("a confirm")
	d.Keys("a", "y")
	d.See("Confirmed ₹3,500.00 for A-101.")
}

func TestWhatWasRecordedElsewhere(t *testing.T) {
	t.Parallel()
	d := open(t, claiming, paidElsewhere)
	toClaims(d)
	d.See("e recorded elsewhere")
	d.Keys("e")
	d.See("[Elsewhere]", "web-77", "elsewhere", "e to confirm")
	d.Miss("412345678901")
	d.Keys("a")
	d.See("There is nothing to confirm here.")
	d.Keys("enter")
	d.See("No receipt was issued for these ₹5,000.00. Issue one? y/n")
	d.Keys("n", "e")
	d.See("[To confirm 2]", "412345678901")
}

func TestNoClaims(t *testing.T) {
	t.Parallel()
	d := open(t)
	toClaims(d)
	d.See("[To confirm]", "Nothing waits to be confirmed. e shows what was recorded elsewhere.")
	d.Keys("e")
	d.See("All money was recorded or confirmed here.")
	d.Keys("e", "/")
	d.Type("zz")
	d.See("No claim matches zz")
}

// TestTheFormOfAPaymentSaysWhatIsClaimed, so that it is not recorded twice.
func TestTheFormOfAPaymentSaysWhatIsClaimed(t *testing.T) {
	t.Parallel()
	d := open(t, claiming)
	d.Keys("p")
	d.See("Payment of A-101, which owes ₹18,675.00, ₹8,500.00 claimed")
}
