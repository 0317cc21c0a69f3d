package bills_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/money"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestHistoryIsOneKeyAway(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("h")
	d.See("Choose a bill or a payment first: Enter opens the unit.")
	d.Keys("enter", "h")
	d.See("Audit bills/" + id(1000).String())
	d = open(t)
	d.Keys("right", "right", "h")
	d.See("Audit payments/" + id(2001).String())
}

func TestTroubleStandsInPlace(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) { s.Down = screentest.Down() }))
	d.See("! The database cannot be reached")
	d.Down = nil
	d.Keys("r")
	d.See("> A-101")
	d.Fail("Money.UnitDues", screentest.Down(), screentest.Down())
	d.Keys("enter")
	d.See("! The database cannot be reached")
	d.Keys("r")
	d.See("[Dues 5]", "owes ₹18,675.00")
	d.Fail("Money.UnitDues", screentest.Down())
	d.Keys("p")
	d.See("! The database cannot be reached", "[Dues 5]")
}

// TestHostileTextStaysInItsCells puts what people may type into every field that
// is shown, and looks at every view.
func TestHostileTextStaysInItsCells(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\x1b[2J\x1b[31mred\x07", "a\r\nb\tc\x9b5A", "\u202egnp.exe\u2066", strings.Repeat("wide 漢字 ", 40), "\xff%s%d"} {
		for name, play := range scenes() {
			d := open(t, with(func(s *screentest.Society) {
				s.Units.Each(func(u *screentest.Home) { u.Block, u.Type = text, text })
				s.Bills.Each(func(b *money.Bill) { b.Description, b.VoidReason = text, text })
				s.Payments.Each(func(p *money.Payment) { p.Payer, p.Reference = text, text })
			}))
			for _, width := range []int{80, 60} {
				d.Resize(width, 24)
				play(d)
				for i, line := range strings.Split(d.View(), "\n") {
					if strings.ContainsAny(line, "\x1b\x07\u009b\r\u202e\u2066") || len([]rune(line)) > width {
						t.Errorf("%s: line %d of %q: %q", name, i, text, line)
					}
				}
				d.Keys("esc", "esc", "y", "esc")
			}
		}
	}
}

// TestPaymentsAreFound: by unit, by who lives there and by the number of the
// receipt that somebody holds up; among a unit's, by what stands in them.
func TestPaymentsAreFound(t *testing.T) {
	t.Parallel()
	d := open(t)
	pay(d.Society, bill(d.Society, 5), 200_00, money.BankTransfer, "NEFT-9", today())
	pay(d.Society, bill(d.Society, 1), 300_00, money.Cash, "", today())
	d.Keys("right", "right", "/")
	pay(d.Society, raise(d.Society, "C-302", "Water", 400_00, today(), today()), 400_00, money.Cash, "", today())
	d.Type("nair")
	d.See("found 2", "B-204", "200.00", "C-302", "400.00")
	for term, amount := range map[string]string{"b204": "200.00", "2026-000002": "200.00", "2026-000003": "300.00"} {
		d.Keys("ctrl+u")
		d.Type(term)
		d.See("found 1", amount)
	}
	for _, term := range []string{"2026-000009", "nobody", "zz"} {
		d.Keys("ctrl+u")
		d.Type(term)
		d.See("No payment matches " + term)
	}
	d.Keys("esc", "esc", "left", "left", "enter", "left", "/")
	d.See("Bills > A-101", "[Payments]")
	d.Type("upi-4471")
	d.See("found 1", "1,500.00")
	d.Miss("300.00")
	d.Keys("ctrl+u")
	d.Type("cheque")
	d.See("No payment here matches cheque.")
}
