package township

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// lateFeePercent is the late fee.
const lateFeePercent = 5

// When things happen to a month's bills, in days after its first.
const (
	dueAfter  = 15 // days from a bill's date to its due date
	metersOn  = 4
	amenityOn = 9
	feeOn     = 19
)

// habit is how a household pays.
type habit int

const (
	paysInTime habit = iota
	paysLate
	paysHalf  // and the rest with the next month but one
	paysNever // since some months
)

func habitOf(rng *rand.Rand) habit {
	switch n := rng.IntN(100); {
	case n < 86:
		return paysInTime
	case n < 94:
		return paysLate
	case n < 97:
		return paysHalf
	}
	return paysNever
}

// bill is a bill and what counts on it.
type bill struct {
	id           uuid.UUID
	unit         *unit
	kind, text   string
	amount, paid value.Paise
	date, due    int // days of the register
	created      instant
	run          *run        // that raised it, nil for none
	feeOf        *bill       // the bill that it is the late fee of, nil for none
	base         value.Paise // what the fee was reckoned on
	settled      int         // the day on which it was paid in full, -1 for none yet
	held         bool        // a claim that it was paid in time waits
}

// status is what the database's triggers keep (society360_bill_status).
func (b *bill) status(today int) string {
	switch {
	case b.paid >= b.amount:
		return string(money.Paid)
	case b.due < today && !b.held:
		return string(money.Overdue)
	case b.paid > 0:
		return string(money.PartiallyPaid)
	}
	return string(money.Unpaid)
}

// late reports whether the calendar marked the bill overdue.
func (b *bill) late(today int) bool {
	return b.due < today && !b.held && (b.settled < 0 || b.settled > b.due)
}

// settlement is what is paid for a unit at a time: a payment for each of several bills,
// under one reference and, where it counts, one receipt.
type settlement struct {
	at        instant
	day       int // of at
	unit      *unit
	payer     *person // nil where somebody pays who has no account
	recorder  *person
	payments  []payment
	method    string
	reference string
	status    string
	// claim is what a resident said to have paid; claimed is when, and decided when it
	// was refused.
	claim            uuid.UUID
	claimed, decided instant
	// receipt has a number in its year.
	receipt      uuid.UUID
	year, number int
}

type payment struct {
	id     uuid.UUID
	bill   *bill
	amount value.Paise
	left   value.Paise // due on the bill behind it
}

// run is a month's run of bills.
type run struct {
	id    uuid.UUID
	month int // its first day
	at    instant
}

// developer pays for the homes that are not sold yet.
const developer = "Green Park Developers"

// ledger is all that was billed and paid, each in the order of its time.
type ledger struct {
	bills       []*bill
	settlements []*settlement
	runs        []*run
	receipts    map[int]int // the last number of each year
}

// bookkeeping is the ledger while it is made.
type bookkeeping struct {
	*ledger
	t   *town
	rng *rand.Rand
	// open are the bills of the unit at hand with something due.
	open []*bill
}

// keepBooks bills every unit month by month, and has it pay by its habit.
func (t *town) keepBooks() ledger {
	k := bookkeeping{ledger: &ledger{receipts: map[int]int{}}, t: t, rng: t.chance(3, 0)}
	for day := range t.today + 1 {
		if t.date(day).Day() == 1 {
			raised := at(t.day(day)).plus(5 * time.Minute)
			k.runs = append(k.runs, &run{id: id(k.rng, raised), month: day, at: raised})
		}
	}
	for i, u := range t.units {
		k.open = k.open[:0]
		stops := len(k.runs) - 3 - k.rng.IntN(9)
		for month, r := range k.runs {
			k.month(u, i, r, u.habit == paysNever && month >= stops)
		}
	}
	slices.SortFunc(k.bills, func(a, b *bill) int { return int(a.created - b.created) })
	slices.SortFunc(k.settlements, func(a, b *settlement) int { return int(a.at - b.at) })
	for _, s := range k.settlements {
		if s.status != "success" {
			continue
		}
		s.year = s.at.time().In(t.zone).Year()
		k.receipts[s.year]++
		s.number, s.receipt = k.receipts[s.year], id(k.rng, s.at)
	}
	return *k.ledger
}

// month raises a unit's bills of a month and has them paid.
func (k *bookkeeping) month(u *unit, place int, r *run, never bool) {
	first := r.month
	month := k.t.date(first).Format("January 2006")
	by := func(day int) instant { // the office's own bills, at noon or so
		return at(k.t.day(day)).plus(11*time.Hour + time.Duration(place)*9*time.Millisecond)
	}
	fee := map[string]value.Paise{"1BHK": 2500_00, "2BHK": 3500_00, "3BHK": 4500_00}[u.kind]
	maintenance := k.raise(u, "Maintenance", "Maintenance "+month, fee, first, r.at.plus(time.Duration(place)*6*time.Millisecond))
	maintenance.run = r
	if u.parks {
		k.raise(u, "Parking", "Covered parking, "+month, 750_00, first, by(first))
	}
	k.raise(u, "Water", "Water, "+month, value.Paise(280+k.rng.IntN(680))*100, first+metersOn, by(first+metersOn))
	k.raise(u, "Electricity", "Common electricity, "+month, value.Paise(350+k.rng.IntN(1550))*100, first+metersOn+2, by(first+metersOn+2))
	if k.rng.IntN(100) < 32 {
		k.raise(u, "Amenity", "Clubhouse, one evening", value.Paise(500+500*k.rng.IntN(4))*100, first+amenityOn, by(first+amenityOn))
	}
	charge := func() { k.charge(maintenance, first+feeOn, by(first+feeOn)) }
	switch {
	case never:
		charge()
	case u.habit == paysLate:
		charge()
		k.settle(u, first+22+k.rng.IntN(15), 0, 1)
	case u.habit == paysHalf:
		k.settle(u, first+10+k.rng.IntN(6), first-45, 2)
		charge()
	case k.rng.IntN(100) < 16:
		part := first + 10 + k.rng.IntN(3)
		k.settle(u, part, first-days, 2)
		k.settle(u, part+1+k.rng.IntN(2), 0, 1)
	default:
		day := first + 10 + k.rng.IntN(6)
		if k.rng.IntN(100) < 7 {
			k.refuse(u, day-2)
		}
		k.settle(u, day, 0, 1)
	}
}

// raise makes a bill; one whose time is to come is none of the ledger's.
func (k *bookkeeping) raise(u *unit, kind, text string, amount value.Paise, day int, created instant) *bill {
	b := &bill{unit: u, kind: kind, text: text, amount: amount, date: day, due: day + dueAfter, settled: -1, created: created}
	if created < at(k.t.now) {
		b.id = id(k.rng, created)
		k.bills, k.open = append(k.bills, b), append(k.open, b)
	}
	return b
}

// charge raises the late fee of what is due of a bill.
func (k *bookkeeping) charge(of *bill, day int, created instant) {
	base := of.amount - of.paid
	if base <= 0 || of.id == uuid.Nil {
		return
	}
	fee := k.raise(of.unit, money.LateFee, "Late fee on "+of.text, (base*lateFeePercent+50)/100, day, created)
	fee.feeOf, fee.base = of, base
}

// settle pays the open bills on a day: those raised by a day before it (0 for the day
// itself) whole, later ones a part in so many.
func (k *bookkeeping) settle(u *unit, day, whole, part int) {
	s := k.begin(u, day)
	if s == nil {
		return
	}
	// What was paid in the last days is claimed, and the office has not looked yet.
	s.status = "success"
	if part == 1 && u.habit == paysInTime && s.payer != nil && s.method != "Cash" && k.t.today-day < 2 && k.rng.IntN(2) == 0 {
		s.status, s.claim, s.claimed, s.recorder = "pending", id(k.rng, s.at), s.at, s.payer
	}
	still := k.open[:0]
	for _, b := range k.open {
		amount := b.amount - b.paid
		if b.date > day {
			amount = 0
		} else if part > 1 && b.date > whole {
			amount = min(amount, b.amount/value.Paise(part)/100*100)
		}
		if amount > 0 {
			if s.status == "success" {
				b.paid += amount
			} else {
				b.held = day <= b.due
			}
			s.payments = append(s.payments, payment{id: id(k.rng, s.at), bill: b, amount: amount, left: b.amount - b.paid})
		}
		if b.paid == b.amount {
			b.settled = day
			continue
		}
		still = append(still, b)
	}
	k.open = still
	if len(s.payments) > 0 {
		k.settlements = append(k.settlements, s)
	}
}

// refuse is a claim of money that never came, for what is open on a day.
func (k *bookkeeping) refuse(u *unit, day int) {
	s := k.begin(u, day)
	if s == nil || s.payer == nil || s.method == "Cash" {
		return
	}
	s.status, s.claim, s.claimed = "failed", id(k.rng, s.at), s.at
	if s.decided = s.at.plus(20 * time.Hour); s.decided > at(k.t.now) {
		return
	}
	for _, b := range k.open {
		if b.date <= day {
			s.payments = append(s.payments, payment{id: id(k.rng, s.at), bill: b, amount: b.amount - b.paid})
		}
	}
	if len(s.payments) > 0 {
		k.settlements = append(k.settlements, s)
	}
}

// begin is a settlement on a day with nothing paid yet, nil where that is to come.
func (k *bookkeeping) begin(u *unit, day int) *settlement {
	s := &settlement{at: k.t.officeHour(k.rng, day), day: day, unit: u, recorder: k.t.office[k.rng.IntN(len(k.t.office))]}
	if s.at >= at(k.t.now) {
		return nil
	}
	s.payer = u.owner
	if home := u.household(day); home != nil {
		s.payer = home.living[0]
	}
	number := len(k.settlements)*1009 + k.rng.IntN(1009)
	switch n := k.rng.IntN(100); {
	case n < 62:
		s.method, s.reference = "UPI", fmt.Sprintf("UPI%012d", 300_000_000_000+number)
	case n < 86:
		s.method, s.reference = "Bank Transfer", fmt.Sprintf("NEFT%012d", number)
	case n < 91:
		s.method, s.reference = "Credit Card", fmt.Sprintf("CARD%011d", number)
	case n < 95:
		s.method, s.reference = "Debit Card", fmt.Sprintf("CARD%011d", number)
	default:
		s.method, s.recorder = "Cash", k.t.admin
	}
	return s
}

// receiptNumber is the receipt's number as people call it.
func (s *settlement) receiptNumber() string { return fmt.Sprintf("%d-%06d", s.year, s.number) }
