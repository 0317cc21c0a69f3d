package home_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/money"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// confirming is a society whose office confirms what residents say to have paid.
func confirming(s *screentest.Society) {
	s.Set(money.PaymentsByResidents().Key, string(money.ResidentsClaim))
}

// told has told the office of what is due longest.
func told(d *screentest.Desk) {
	d.Keys("p", "tab", "tab")
	d.Type("412345678901")
	d.Keys("ctrl+s")
}

// waiting is the claim that waits for the office.
func waiting(d *screentest.Desk) (claim uuid.UUID) {
	d.Payments.Each(func(p *money.Payment) {
		if p.Status == money.PaymentClaimed {
			claim = *p.ClaimID
		}
	})
	return claim
}

func TestClaimViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, with(confirming)) }, map[string]func(d *screentest.Desk){
		"claim-form": func(d *screentest.Desk) { d.Keys("p") },
		"claim-errors": func(d *screentest.Desk) {
			d.Keys("p")
			d.Type("99999")
			d.Keys("tab", "tab", "tab")
			d.Type("tomorrow")
			d.Keys("ctrl+s")
		},
		"claim-told":    told,
		"claim-details": func(d *screentest.Desk) { told(d); d.Keys("enter") },
		"claim-dues":    func(d *screentest.Desk) { told(d); d.Keys("shift+tab") },
	})
}

func TestAPaymentIsAClaimUntilTheOfficeConfirmsIt(t *testing.T) {
	t.Parallel()
	d := open(t, with(confirming))
	d.Keys("p")
	d.See("What you paid for A-101, which owes ₹8,250.00", "> Amount     3,000.00", "Paid on", "This pays nothing", "tell the office")
	d.Miss("simulated", "Receipt")
	d.Keys("tab", "tab", "tab")
	d.Type("15 Sep")
	d.Keys("shift+tab")
	d.Type("412345678901")
	d.Keys("ctrl+s")
	d.See("The office was told of ₹3,000.00 for A-101: it counts once they confirm it.", "[Paid]", "Dues 3!", "waits")
	n := screentest.Sent[money.ClaimDraft](d)[0]
	if n.Unit != id(101) || n.Amount != 300_000 || n.Method != money.UPI || n.Reference != "412345678901" || n.PaidOn != day(time.September, 15) ||
		len(n.Shown) != 1 || n.Shown[0].Bill != id(501) || d.Called("Money.Pay") != 0 {
		t.Errorf("claimed %+v", n)
	}
	d.Keys("enter")
	d.See("waiting for the office", "412345678901", "Receipt   -")
	d.Keys("esc", "shift+tab")
	d.See("[Dues 3!]", "3,000.00   waits")
	d.Keys("enter")
	d.See("Waits     ₹3,000.00: the office has to confirm it")
	d.Keys("esc")

	// What waits is not offered again.
	d.Keys("p")
	d.See("> Amount     250.00")
	d.Type("8000")
	d.Keys("ctrl+s")
	d.See("! At most ₹5,250.00 is left: ₹3,000.00 waits for the office.", "8000")
	d.Keys("esc", "y")

	if _, err := d.Rooms().Money.ConfirmClaim(t.Context(), d.Actor(asha), id(1), waiting(d)); err != nil {
		t.Fatal(err)
	}
	d.Refresh()
	d.Keys("right")
	d.See("[Paid]", "2026-000043")
}

// TestAPaymentIsShownInItsList: as the sentence about it opens Home.
func TestAPaymentIsShownInItsList(t *testing.T) {
	t.Parallel()
	d := open(t, with(confirming))
	told(d)
	var paid uuid.UUID
	d.Payments.Each(func(p *money.Payment) {
		if p.Status == money.PaymentClaimed {
			paid = p.ID
		}
	})
	d.Send(tui.Open{Name: "home", ID: home.PaymentID(paid)})
	d.See("[Paid]", "> ", "waits")
	d.Keys("enter")
	d.See("412345678901", "waiting for the office")
	d.Keys("esc", "esc")
	d.See("[Paid]")
}

func TestARefusedClaimSaysWhy(t *testing.T) {
	t.Parallel()
	d := open(t, with(confirming))
	told(d)
	if _, err := d.Rooms().Money.RefuseClaim(t.Context(), d.Actor(asha), id(1), waiting(d), "no such transfer at the bank"); err != nil {
		t.Fatal(err)
	}
	d.Refresh()
	d.See("refused!")
	d.Keys("enter")
	d.See("refused!", "Refused   no such transfer at the bank")
}

func TestOnesOwnClaimIsTakenBack(t *testing.T) {
	t.Parallel()
	d := open(t, with(confirming))
	told(d)
	d.See("x take back")
	d.Keys("x")
	d.See("Take back ₹3,000.00 for A-101 (412345678901)? y/n")
	d.Keys("y")
	d.See("Taken back: the office no longer sees ₹3,000.00 for A-101.", "withdrawn")
	d.Keys("x")
	d.See("You can take back only what you told the office")
	// One of somebody else of the unit is theirs.
	other := d.Actor(arun).UserID
	d.Payments.Each(func(p *money.Payment) {
		if p.Status == money.PaymentWithdrawn {
			p.Status, p.PayerID, p.Payer = money.PaymentClaimed, &other, arun
		}
	})
	d.Refresh()
	d.Miss("x take back")
	d.Keys("x")
	d.See("You can take back only what you told the office")
	if n := d.Called("Money.WithdrawClaim"); n != 1 {
		t.Errorf("taken back %d times", n)
	}
}

func TestClaimFormComplains(t *testing.T) {
	t.Parallel()
	d := open(t, with(confirming))
	d.Keys("p", "ctrl+s")
	d.See("> Reference", "! Please fill this in.")
	d.Keys("tab")
	d.Type("September")
	d.Keys("ctrl+s", "tab", "shift+tab")
	d.See("September")
	d.Keys("tab")
	d.See("! Which day of it?")
	// A day without its year is the nearest one, never silently that of last year.
	d.Keys("ctrl+u")
	d.Type("25 nov")
	d.Keys("ctrl+s")
	d.See("! 25 Nov 2026 is yet to come; else type its year.")
	if n := screentest.Sent[money.ClaimDraft](d); len(n) != 0 {
		t.Errorf("claimed %+v", n)
	}
	d.Keys("esc", "y", "p", "tab", "tab")
	d.Type("UPI 7")
	d.Fail("Money.ClaimPayment", screentest.Complaint("paid_on", "This is over a year ago; take the slip to the office."))
	d.Keys("ctrl+s")
	d.See("This is over a year ago", "UPI 7")
}

// TestWhatIsPaidFollowsTheSetting at a desk that is open.
func TestWhatIsPaidFollowsTheSetting(t *testing.T) {
	t.Parallel()
	d := open(t, with(confirming))
	d.See("p pay")
	set := func(mode string) {
		d.Set(money.PaymentsByResidents().Key, mode)
		d.Refresh()
	}
	set("no")
	d.Miss("p pay")
	d.Keys("p")
	d.See("In this society the office takes payments")
	toDues(d)
	d.Miss("p pay")
	set("simulated")
	d.See("p pay")
	d.Keys("p")
	d.See("(simulated)")
}

// TestHowResidentsPayIsChangedUnderAForm: what is refused then says where the form of
// now is.
func TestHowResidentsPayIsChangedUnderAForm(t *testing.T) {
	t.Parallel()
	for mode, now := range map[string]string{"no": "In this society the office takes payments", "simulated": "Pay for A-101"} {
		d := open(t, with(confirming))
		d.Keys("p", "tab", "tab")
		d.Type("412345678901")
		d.Set(money.PaymentsByResidents().Key, mode)
		d.Refresh()
		d.Keys("ctrl+s")
		d.See("not saved: how residents pay was changed meanwhile. Esc, then p, shows how.", "412345678901")
		d.Keys("esc", "y", "p")
		d.See(now)
	}
}
