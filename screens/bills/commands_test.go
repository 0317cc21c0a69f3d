package bills_test

import (
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/screentest"
)

// TestHintsNameNoKeyThatIsRefused: what the row under the cursor cannot have done to
// it stands under ? alone.
func TestHintsNameNoKeyThatIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t, with(paidSince, claiming))
	toClaims(d)
	d.See("a confirm", "d refuse")
	d.Keys("down")
	d.Miss("a confirm") // less is due
	d.See("d refuse")
	d.Keys("?")
	d.See("a               confirm", "Space           confirm")
	d.Keys("esc", "left")
	d.Payments.Each(func(p *money.Payment) { p.Status, p.ReceiptID = money.PaymentFailed, nil })
	d.Refresh()
	d.Miss("Enter open", "r receipt", "x reverse")
	d.See("h history")
}

// TestAReceiptLiesOnThePageOnce, whichever keys offer it.
func TestAReceiptLiesOnThePageOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("p", "ctrl+s")
	d.See("Enter receipt", "r shows it.")
	d.Keys("enter", "r")
	d.See("Bills > Receipt 2026-000002")
	d.Keys("esc")
	d.See("[Units]", "Enter open")
}

// TestAnotherDesksChangeIsReadUnderAForm: the form stays as it is, and the lists are
// as they are now when they are shown again.
func TestAnotherDesksChangeIsReadUnderAForm(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "w")
	d.Type("first time")
	pay(d.Society, bill(d.Society, 0), 3500_00, money.UPI, "UPI-5", today())
	d.Refresh()
	d.See("Bills > A-101 > Waive", "first time")
	reads := d.Called("Money.UnitAccounts")
	d.Keys("esc", "y")
	d.See("[Dues 4]", "owes ₹15,175.00")
	if d.Called("Money.UnitAccounts") != reads {
		t.Error("what is covered is read")
	}
	d.Keys("esc")
	d.See("[Units]", "15,175.00")
	reads = d.Called("Money.UnitAccounts")
	d.Keys("enter", "esc")
	if d.Called("Money.UnitAccounts") != reads {
		t.Error("read again though nothing changed")
	}
}

// TestAJobIsNotLeftForAnotherPage: the outcome is told on its page alone.
func TestAJobIsNotLeftForAnotherPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R")
	d.Pause()
	d.Keys("ctrl+s", "y", "right", "q")
	d.See("Working.", "lose the outcome of the run? y/n")
	d.Keys("n")
	d.Resume()
	d.See("Bills > Run of November 2026", "Raised 1 bill of ₹5,000.00")
}

// TestAmountsOfCroresAreWhole: no list cuts the largest amount there is, at 80 columns.
func TestAmountsOfCroresAreWhole(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) {
		b := raise(s, "C-302", money.Maintenance, value.MaxAmount, day(2026, 6, 1), day(2026, 6, 15))
		pay(s, raise(s, "C-302", "Water", value.MaxAmount, day(2026, 10, 1), day(2026, 12, 15)), value.MaxAmount, money.UPI, "UPI-9", day(2026, 11, 20))
		b.Description = "the roof"
	}))
	most := value.MaxAmount.String()
	d.See("C-302", most+"  "+most)
	d.Keys("right")
	d.See("90+", most+"  "+most)
	d.Keys("right")
	d.See("20 Nov", most)
	d.Keys("left", "left", "enter")
	d.See(most)
	d.Keys("right")
	d.See(most)
	d.Keys("right")
	d.See(most)
}
