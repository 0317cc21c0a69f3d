package home_test

import (
	"cmp"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// The people of the society: two who live in A-101, and who is in the office.
const (
	meera = "Meera Joshi"
	arun  = "Arun Joshi"
	asha  = "Asha Rao"
)

func id(n int) uuid.UUID { return screentest.ID(n) }

func at(t time.Time) *time.Time { return &t }

func day(month time.Month, d int) value.Day { return value.Day{Year: 2026, Month: month, Day: d} }

// newSociety is Meera's A-101. Of its visitors are two inside, one who waits, one
// who was announced for the next day, one whose approval lapsed, and a past.
func newSociety() *screentest.Society {
	s := screentest.New()
	s.Set("general.society_name", "Green Park CHS")
	s.Set(money.PaymentsByResidents().Key, string(money.ResidentsSimulate))
	for i, label := range []string{"A-101", "B-204", "B-205", "C-301"} {
		s.Unit(label).ID = id(101 + i)
	}
	s.Person(asha, role.Admin, "")
	s.Lives(s.Person(meera, role.Resident, ""), "A-101", "owner")
	s.Lives(s.Person(arun, role.Resident, ""), "A-101", "family_member")
	now := s.Clock()
	for i := range 14 {
		add(s, "Ramesh Kumar", "98200 12345", "Delivery", "MH12AB1234", visits.CheckedOut, now.Add(-time.Duration(31-i*2)*24*time.Hour))
	}
	lapsed := add(s, "Old Promise", "90040 33333", "Guest", "", visits.Approved, now.Add(-30*time.Hour))
	lapsed.ApprovedAt, lapsed.Approver = at(now.Add(-30*time.Hour)), meera
	add(s, "Kiran (AC service)", "99300 45678", "Service", "MH04KL8890", visits.CheckedIn, now.Add(-26*time.Hour))
	dipa := add(s, "Dipa Sen", "90040 22222", "Guest", "WB02AB1111", visits.Approved, now.Add(-3*time.Hour))
	dipa.ExpectedArrival, dipa.ApprovedAt, dipa.Approver = at(now.Add(22*time.Hour)), at(now.Add(-3*time.Hour)), meera
	add(s, "Pushy Seller", "98333 00000", "Other", "", visits.Denied, now.Add(-2*time.Hour))
	add(s, "Farid Khan", "", "Guest", "MH01ZZ0007", visits.CheckedIn, now.Add(-70*time.Minute)).PartySize = 4
	add(s, "Suresh Patil", "90040 11111", "Delivery", "", visits.Pending, now.Add(-12*time.Minute))
	owes(s)
	return s
}

// add puts a visit of A-101 into the register.
func add(s *screentest.Society, name, phone, purpose, plate string, status visits.Status, when time.Time) *visits.Visit {
	home := id(101)
	v := visits.Visit{
		UnitID: &home, Unit: "A-101", Name: name, Phone: phone, Purpose: purpose,
		Plate: plate, Status: status, CreatedAt: when, PartySize: 1, Guard: "Sunita Pawar",
	}
	if status == visits.Pending { // they stand at the gate
		guard := id(99)
		v.GuardID = &guard
	}
	if status == visits.CheckedIn || status == visits.CheckedOut {
		v.CheckInTime, v.EntryGate = at(when), "Main"
	}
	if status == visits.CheckedOut {
		v.CheckOutTime, v.ExitGate = at(when.Add(20*time.Minute)), "Main"
	}
	return s.Visits.Put(v)
}

// owes has A-101 owe what is left of September with its late fee, and November; the
// rest is paid.
func owes(s *screentest.Society) {
	home, base := id(101), value.Paise(500_000)
	september, november := day(time.September, 1), day(time.November, 1)
	run := s.Bills.Put(money.Bill{ID: id(501), Type: money.Maintenance, Amount: base, BillDate: september, DueDate: day(time.September, 16), RunMonth: &september, Description: "Maintenance of September"})
	s.Bills.Put(money.Bill{ID: id(502), Type: money.LateFee, Amount: 25_000, BillDate: day(time.September, 17), DueDate: day(time.October, 2), LateFeeOf: &run.ID, FeeBase: &base, FeePercent: "5"})
	s.Bills.Put(money.Bill{ID: id(503), Type: money.Maintenance, Amount: base, BillDate: november, DueDate: day(time.November, 30), RunMonth: &november})
	water := s.Bills.Put(money.Bill{ID: id(504), Type: "Water", Amount: 80_000, BillDate: day(time.October, 1), DueDate: day(time.October, 31)})
	s.Bills.Each(func(b *money.Bill) { b.UnitID, b.Unit = &home, "A-101" })
	pay(s, run, meera, 200_000, money.UPI, "SIM1", tuitest.Start().AddDate(0, -2, -11))
	pay(s, water, arun, 80_000, money.BankTransfer, "HDFC42", tuitest.Start().AddDate(0, -1, 0))
	receipt := id(900)
	first := s.Payments.Row(id(701))
	first.ReceiptID, first.Receipt = &receipt, "2026-000042"
}

// pay has somebody have paid of a bill.
func pay(s *screentest.Society, bill *money.Bill, payer string, amount value.Paise, method money.PaymentMethod, reference string, when time.Time) {
	who := s.Actor(payer).UserID
	s.Payments.Put(money.Payment{
		ID: id(701 + s.Payments.Len()), BillID: &bill.ID, PayerID: &who, Payer: payer, RecordedBy: &who, Recorder: payer,
		Amount: amount, Method: method, Reference: reference, At: when, Status: money.PaymentSucceeded,
	})
}

type setup struct {
	term  []string // TERM and further variables
	open  string
	edits []func(*screentest.Society)
}

// with has something be so before the screen opens.
func with(edits ...func(*screentest.Society)) func(*setup) {
	return func(s *setup) { s.edits = append(s.edits, edits...) }
}

// open opens home in a desk, as Meera sees it.
func open(tb testing.TB, setups ...func(*setup)) *screentest.Desk {
	tb.Helper()
	var set setup
	for _, f := range setups {
		f(&set)
	}
	s := newSociety()
	for _, edit := range set.edits {
		edit(s)
	}
	rooms, actor := s.Rooms(), s.Actor(meera)
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "home", Others: []string{"tickets"}, Term: set.term,
		New: func(env *tui.Env, open string) tui.Screen {
			return home.New(env, home.Stores{
				Settings: rooms.Settings, Homes: rooms.Homes, Visits: rooms.Visits, Tickets: rooms.Tickets, Money: rooms.Money,
				Directory: rooms.Directory, Settle: s.Settle,
			}, actor, s.Files, cmp.Or(open, set.open))
		},
	})
}

// noVisits takes every visit away, noUnits every unit of everybody.
func noVisits(s *screentest.Society) { s.Visits.Clear() }
func noUnits(s *screentest.Society)  { s.Ties.Clear() }

// secondUnit gives Meera another unit.
func secondUnit(s *screentest.Society) { movesInto(s, "B-204") }

// movesInto has Meera live in a unit, from a day on where one is said.
func movesInto(s *screentest.Society, unit string, from ...value.Day) {
	tie := s.Lives(s.Actor(meera), unit, "owner")
	if len(from) > 0 {
		tie.MovedIn = from[0]
	}
}
