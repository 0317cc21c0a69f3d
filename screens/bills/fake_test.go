package bills_test

import (
	"cmp"
	"fmt"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

func id(n int) uuid.UUID { return screentest.ID(n) }

func day(year int, month time.Month, d int) value.Day {
	return value.Day{Year: year, Month: month, Day: d}
}

func today() value.Day { return day(2026, time.November, 21) }

// newSociety has three units: A-101 owes five bills of every age, B-204 one that is
// not due yet, C-302 nothing.
func newSociety() *screentest.Society {
	s := screentest.New()
	s.Set("general.society_name", "Green Park CHS")
	s.Set("billing.maintenance_fee", `{"2BHK": 5000}`)
	s.Set("billing.late_fee_from", "2026-09-01")
	for i, label := range []string{"A-101", "B-204", "C-302"} {
		s.Unit(label).ID = id(101 + i)
	}
	s.Units.Row(id(103)).Type = "3BHK"
	for i, name := range []string{"Asha Rao", "Meera Joshi", "Arun Joshi", "Arun Nair"} {
		s.Person(name, role.Resident, "")
		s.Accounts.Change(name, func(u *accounts.User) { u.ID = id(300 + i) })
	}
	s.Lives(s.Actor("Meera Joshi"), "A-101", "owner")
	s.Lives(s.Actor("Arun Joshi"), "A-101", "family_member")
	s.Lives(s.Actor("Arun Nair"), "B-204", "owner")
	s.Lives(s.Actor("Arun Nair"), "C-302", "owner")
	for i, month := range []time.Month{time.August, time.September, time.October, time.November} {
		first := day(2026, month, 1)
		bill := raise(s, "A-101", money.Maintenance, 5000_00, first, first.AddDays(14))
		bill.RunMonth, bill.Description = &first, "Maintenance "+first.Format("January 2006")
		if i == 0 {
			pay(s, bill, 1500_00, money.UPI, "UPI-4471", day(2026, 9, 2))
			base := value.Paise(3500_00)
			fee := raise(s, "A-101", money.LateFee, 175_00, day(2026, 9, 3), day(2026, 9, 18))
			fee.LateFeeOf, fee.FeeBase, fee.FeePercent, fee.Description = &bill.ID, &base, "5", "Late fee on Maintenance August 2026"
			bill.Status, fee.Status = money.Overdue, money.Overdue
		}
	}
	raise(s, "B-204", "Parking", 1200_00, day(2026, 11, 20), day(2026, 12, 5)).Description = "Second car"
	return s
}

// raise raises a bill as another desk does.
func raise(s *screentest.Society, unit, kind string, amount value.Paise, date, due value.Day) *money.Bill {
	home := s.Units.Find(unit).ID
	return s.Bills.Put(money.Bill{ID: id(1000 + s.Bills.Len()), UnitID: &home, Unit: unit, Type: kind, Amount: amount, BillDate: date, DueDate: due, CreatedAt: date.In(tuitest.India())})
}

// pay records a payment as another desk does.
func pay(s *screentest.Society, bill *money.Bill, amount value.Paise, method money.PaymentMethod, reference string, on value.Day) *money.Payment {
	n := s.Payments.Len() + 1
	receipt, payer, asha := id(3000+n), id(301), id(300)
	return s.Payments.Put(money.Payment{
		ID: id(2000 + n), BillID: &bill.ID, PayerID: &payer, Payer: "Meera Joshi", Amount: amount, Method: method, Reference: reference,
		At: on.In(tuitest.India()).Add(11 * time.Hour), Status: money.PaymentSucceeded, RecordedBy: &asha, Recorder: "Asha Rao",
		ReceiptID: &receipt, Receipt: fmt.Sprintf("2026-%06d", n),
	})
}

// bill is the n-th bill that was put into the register.
func bill(s *screentest.Society, n int) *money.Bill { return s.Bills.Row(id(1000 + n)) }

// due is what is due of a bill now.
func due(s *screentest.Society, n int) value.Paise { return s.Bills.Find(bill(s, n).Description).Due() }

type setup struct {
	term  []string // TERM and further variables
	role  role.Role
	open  string
	edits []func(*screentest.Society)
}

// with has something be so before the screen opens.
func with(edits ...func(*screentest.Society)) func(*setup) {
	return func(s *setup) { s.edits = append(s.edits, edits...) }
}

func staff(s *setup) { s.role = role.Staff }

// open opens the bills' screen in a desk, as an admin sees it.
func open(tb testing.TB, setups ...func(*setup)) *screentest.Desk {
	tb.Helper()
	set := setup{role: role.Admin}
	for _, f := range setups {
		f(&set)
	}
	s := newSociety()
	s.Accounts.Row(id(300)).Role = string(set.role)
	for _, edit := range set.edits {
		edit(s)
	}
	rooms, actor := s.Rooms(), s.Actor("Asha Rao")
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "bills", Others: []string{"audit"}, Term: set.term,
		New: func(env *tui.Env, open string) tui.Screen {
			return bills.New(env, bills.Stores{Settings: rooms.Settings, Homes: rooms.Homes, Money: rooms.Money, Settle: s.Settle}, actor, s.Files, cmp.Or(open, set.open))
		},
	})
}
