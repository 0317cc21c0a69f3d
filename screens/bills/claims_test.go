package bills_test

import (
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"

	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// claiming has two claims wait.
func claiming(s *screentest.Society) {
	s.Claimed(s.Actor("Meera Joshi"), bill(s, 0), 3500_00, "412345678901", 26*time.Hour)
	s.Claimed(s.Actor("Meera Joshi"), bill(s, 2), 5000_00, "NEFT-7781", 2*time.Hour)
}

// paidSince has most of what the second claims be paid at the desk.
func paidSince(s *screentest.Society) { pay(s, bill(s, 2), 4000_00, money.Cash, "", today()) }

// toClaims shows the list of claims.
func toClaims(d *screentest.Desk) { d.Keys("right", "right", "right") }

// paidElsewhere is a payment that another program recorded.
func paidElsewhere(s *screentest.Society) {
	p := pay(s, bill(s, 2), 5000_00, money.UPI, "web-77", day(2026, time.November, 3))
	p.RecordedBy, p.Recorder, p.ReceiptID, p.Receipt = nil, "", nil, ""
}

func TestClaimViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, with(claiming, paidElsewhere)) }, map[string]func(d *screentest.Desk){
		"claims":           toClaims,
		"claims-confirm":   func(d *screentest.Desk) { toClaims(d); d.Keys("a") },
		"claims-elsewhere": func(d *screentest.Desk) { toClaims(d); d.Keys("e") },
		"claims-pay":       func(d *screentest.Desk) { d.Keys("p") },
		"claims-account":   unitOpen,
	})
}

// TestAClaimIsShownInItsList: as the sentence about it opens Bills.
func TestAClaimIsShownInItsList(t *testing.T) {
	t.Parallel()
	d := open(t, with(claiming))
	var last money.Payment
	d.Payments.Each(func(p *money.Payment) {
		if p.Reference == "NEFT-7781" {
			last = *p
		}
	})
	d.Send(tui.Open{Name: "bills", ID: bills.ClaimID(*last.ClaimID)})
	d.See("[To confirm 2]", "> 21 Nov")
	d.Keys("a")
	d.See("Confirm ₹5,000.00 of A-101 (UPI NEFT-7781)? y/n")
}

func TestAClaimIsConfirmed(t *testing.T) {
	t.Parallel()
	d := open(t, with(paidSince, claiming))
	d.See("To confirm 2")
	toClaims(d)
	d.See("[To confirm 2]", "> ", "Meera Joshi", "412345678901", "NEFT-7781", "not due!", "a confirm", "d refuse")
	d.Keys("a")
	d.See("Has the money come in? Confirm ₹3,500.00 of A-101 (UPI 412345678901)? y/n")
	d.Keys("n")
	if n := d.Called("Money.ConfirmClaim"); n != 0 {
		t.Fatalf("confirmed %d times after a no", n)
	}
	d.Keys(" ", "y")
	d.See("Confirmed ₹3,500.00 for A-101. Receipt 2026-000003. r shows it.", "[To confirm 1]")
	d.Miss("412345678901 ")
	d.Keys("r")
	d.See("Receipt 2026-000003")
	d.Keys("esc")
	// The one that is left does not fit, and says what to do.
	d.Keys("a")
	d.See("Only ₹1,000.00 of these ₹5,000.00 is due now; d refuses it.")
	// That receipt is told of no more, and no key opens it.
	d.Keys("r")
	d.See("Choose a payment first: payments have a list of their own.")
}

// TestTheReceiptIsShownWhereverThePersonWent: the screen that told of it is gone by then.
func TestTheReceiptIsShownWhereverThePersonWent(t *testing.T) {
	t.Parallel()
	d := open(t, with(paidSince, claiming))
	toClaims(d)
	d.Keys("a", "y")
	d.See("Receipt 2026-000003. r shows it.")
	d.Keys("2")
	d.See("Audit", "Receipt 2026-000003. r shows it.")
	d.Keys("r")
	d.See("Bills > Receipt 2026-000003")
	d.Keys("esc", "esc")
	d.See("Audit")
	d.Miss("Receipt 2026-000003")
}

// TestARefusalIsOfferedForTheClaimThatItNames: d would refuse whatever the cursor
// is on by then.
func TestARefusalIsOfferedForTheClaimThatItNames(t *testing.T) {
	t.Parallel()
	offer := "is due now; d refuses it."
	for name, happens := range map[string]func(*screentest.Desk){
		"the cursor goes": func(d *screentest.Desk) { d.Keys("up") },
		"another list":    func(d *screentest.Desk) { d.Keys("right") },
		"taken back": func(d *screentest.Desk) {
			d.Payments.Row(id(4004)).Status = money.PaymentWithdrawn
			d.Refresh()
		},
		"due again": func(d *screentest.Desk) {
			d.Payments.Row(id(2002)).Status = money.PaymentTakenBack
			d.Refresh()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, with(paidSince, claiming))
			toClaims(d)
			d.Keys("down", "a")
			d.See(offer)
			d.Refresh()
			d.See(offer)
			happens(d)
			d.Miss(offer)
		})
	}
}

func TestAClaimIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	d := open(t, with(paidSince, claiming))
	toClaims(d)
	d.Keys("d", "enter")
	d.See("Why is ₹3,500.00 of A-101 (UPI 412345678901) refused? Meera")
	d.Fail("Money.RefuseClaim", screentest.Down())
	d.Type("not at the bank")
	d.Keys("enter")
	d.See("not saved")
	d.Keys("d")
	d.See("not at the bank") // typed once
	d.Keys("enter")
	d.See("Refused ₹3,500.00 of A-101; Meera Joshi reads why.", "[To confirm 1]")
	if reasons := d.Notes(action.ClaimRefused); !slices.Equal(reasons, []string{"not at the bank"}) {
		t.Errorf("reasons: %q", reasons)
	}
}

// TestAClaimThatIsGone: another treasurer was faster.
func TestAClaimThatIsGone(t *testing.T) {
	t.Parallel()
	d := open(t, with(paidSince, claiming))
	toClaims(d)
	if _, err := d.Rooms().Money.ConfirmClaim(t.Context(), d.Actor("Asha Rao"), id(9), id(4003)); err != nil {
		t.Fatal(err)
	}
	d.Keys("a", "y")
	d.See("Asha Rao confirmed this at 14:07: receipt 2026-000003.", "[To confirm 1]")
}

func TestClaimsAreForWhoRecordsPayments(t *testing.T) {
	t.Parallel()
	d := open(t, with(claiming), staff)
	toClaims(d)
	d.See("412345678901")
	d.Miss("a confirm", "d refuse")
	for _, k := range []string{"a", "d"} {
		d.Keys(k)
		d.See("Staff confirm no payments here")
	}
	d.Set("billing.staff_records_payments", "true")
	d.Refresh()
	d.See("a confirm")
	d.Keys("a", "y")
	d.See("Confirmed ₹3,500.00 for A-101.")
}

func TestWhatWasRecordedElsewhere(t *testing.T) {
	t.Parallel()
	d := open(t, with(claiming, paidElsewhere))
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
	d := open(t, with(paidSince, claiming))
	d.Keys("p")
	d.See("Payment of A-101, which owes ₹14,675.00, ₹8,500.00 waits")
}

// TestARefusalSaysWhatBecomesOfTheFee, which was charged on what the claim left.
func TestARefusalSaysWhatBecomesOfTheFee(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) {
		s.Payments.Each(func(p *money.Payment) { p.Status = money.PaymentFailed })
		s.Bills.Each(func(b *money.Bill) {
			if b.LateFeeOf != nil {
				half := b.Amount / 2
				base := *b.FeeBase / 2
				b.Amount, b.FeeBase = half, &base
				of := s.Bills.Row(*b.LateFeeOf)
				s.Claimed(s.Actor("Meera Joshi"), of, base, "412345678901", s.Clock().Sub(of.DueDate.In(s.Zone)))
			}
		})
	}))
	toClaims(d)
	d.Keys("d")
	d.See("Its late fee of ₹87.50 becomes ₹175.00. Why is ₹1,750.00 of")
	d.Type("not at the bank")
	d.Keys("enter")
	d.See("Refused ₹1,750.00 of A-101; Meera Joshi reads why.")
	d.Bills.Each(func(b *money.Bill) {
		if b.LateFeeOf != nil && b.Amount != 175_00 {
			t.Errorf("the fee is %s", b.Amount)
		}
	})
}
