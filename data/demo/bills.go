package demo

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// demoBill is a bill and what was paid on it.
type demoBill struct {
	id      uuid.UUID
	unit    *demoUnit
	text    string
	amount  value.Paise
	paid    value.Paise
	due     time.Time
	created time.Time
}

// demoLateFee is the demo's late fee in per cent.
const demoLateFee = 5

// raise makes a bill on a day, due some days later.
func (d *demo) raise(u *demoUnit, kind, text string, amount value.Paise, date time.Time, days int, run *time.Time, feeOf *demoBill) *demoBill {
	// Dates are days of the society's calendar; the run is early in the morning.
	b := &demoBill{
		unit: u, text: text, amount: amount, due: date.AddDate(0, 0, days),
		created: time.Date(date.Year(), date.Month(), date.Day(), 0, 5, d.rng.IntN(60), 0, d.zone).UTC(),
	}
	if b.created.After(d.now) {
		b.created = d.now
	}
	b.id = d.id(b.created)
	did := action.BillCreated
	var late, base, percent any
	if feeOf != nil {
		did, late, base, percent = action.LateFeeCharged, feeOf.id, feeOf.amount-feeOf.paid, value.Paise(demoLateFee*100)
	}
	d.tables.bills.add(b.id, u.id, kind, amount, date, b.due, text, b.created, late, run, base, percent)
	after := map[string]any{
		"unit_id": u.id.String(), "bill_type": kind, "amount": jsonPaise(amount), "status": "unpaid",
		"bill_date": date.Format(time.DateOnly), "due_date": b.due.Format(time.DateOnly), "description": text,
	}
	if feeOf != nil {
		after["late_fee_of"], after["fee_base"], after["fee_percent"] = feeOf.id.String(), jsonPaise(feeOf.amount-feeOf.paid), demoLateFee
	}
	if run != nil {
		after["run_month"] = run.Format(time.DateOnly)
	}
	d.record(b.created, d.admin.atOffice(), did, "bills", &b.id, change{after: after})
	return b
}

// pay records a payment if its time has come and somebody was there to make
// it; only a success counts. What a resident pays is simulated, or pending a claim
// that waits for the office.
func (d *demo) pay(b *demoBill, at time.Time, amount value.Paise, status string) {
	payer := b.unit.payer()
	if payer.since.After(at) && b.unit.owner != nil {
		payer = b.unit.owner
	}
	if at.After(d.now) || payer.since.After(at) {
		return
	}
	method := oneOf(d, []string{"UPI", "UPI", "UPI", "UPI", "Bank Transfer", "Credit Card", "Debit Card", "Cash"})
	if status != "success" && method == "Cash" {
		method = "UPI"
	}
	id, number := d.id(at), d.rng.IntN(1_000_000_000)
	var reference string
	actor := payer.atHome()
	switch method {
	case "UPI":
		reference = fmt.Sprintf("UPI%012d", 300_000_000_000+number)
	case "Bank Transfer":
		reference = fmt.Sprintf("NEFT%s%09d", at.In(d.zone).Format("0601"), number)
	case "Cash":
		// Taken at the office, by an admin.
		actor = d.admin.atOffice()
	default:
		reference = fmt.Sprintf("CARD%09d", number)
	}
	if status == "success" {
		b.paid += amount
	}
	did, after := action.PaymentRecorded, map[string]any{
		"bill_id": b.id.String(), "payer_id": payer.id.String(), "amount_paid": jsonPaise(amount),
		"payment_method": method, "transaction_reference": jsonText(reference),
		"payment_date": jsonTime(at), "status": status,
	}
	var simulated, claim, claimed any
	switch {
	case status == "pending":
		did, claim, claimed, after["claim_id"] = action.ClaimMade, id, at, id.String()
	case method != "Cash":
		simulated = true
	}
	d.tables.payments.add(id, b.id, payer.id, amount, method, value.Tidy(reference), at, status, actor.UserID, simulated, claim, claimed)
	d.record(at, actor, did, "payments", &id, change{after: after})
}

// payer is who pays a unit's bills.
func (u *demoUnit) payer() *demoPerson {
	if u.primary != nil {
		return u.primary
	}
	return u.owner
}

// jsonPaise is an amount as the database writes numeric(10,2) into JSON.
func jsonPaise(p value.Paise) json.Number {
	return json.Number(fmt.Sprintf("%d.%02d", p/100, p%100))
}

// How a unit pays.
const (
	paysInTime = iota
	paysLate
	paysHalf
	paysNever
)

// bill raises the bills of three months and of the last weeks, and has them
// paid as people do.
func (d *demo) bill() {
	habits := []int{paysInTime, paysInTime, paysInTime, paysInTime, paysInTime, paysInTime, paysLate, paysLate, paysHalf, paysNever}
	// A shuffled deck of habits, so that each is there whatever the seed.
	order := d.rng.Perm(len(d.units))
	for i, u := range d.units {
		if u.payer() == nil {
			continue
		}
		habit := habits[order[i]%len(habits)]
		if u.label == homeOfResident {
			habit = paysInTime
		}
		d.maintenance(u, habit)
		d.meters(u, i)
		if habit == paysNever {
			opening := d.raise(u, "Opening", "Dues from before this register", value.Paise(d.between(30, 140))*100_00, d.date(-150), 15, nil, nil)
			if d.chance(50) {
				d.pay(opening, d.day(-80, 11, 30), opening.amount/4/100_00*100_00, "success")
			}
		}
	}
	d.extras()
}

// maintenance is the monthly run, by unit type.
func (d *demo) maintenance(u *demoUnit, habit int) {
	fee := map[string]value.Paise{"1BHK": 2500_00, "2BHK": 3500_00, "3BHK": 4500_00}[u.kind]
	today := d.now.In(d.zone)
	for back := 2; back >= 0; back-- {
		month := time.Date(today.Year(), today.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC)
		b := d.raise(u, "Maintenance", "Maintenance "+month.Format("January 2006"), fee, month, 15, &month, nil)
		switch habit {
		case paysInTime:
			at := b.created.Add(d.minutes(10*60, 13*24*60))
			if d.chance(6) {
				d.pay(b, at.Add(-d.minutes(2, 10)), fee, "failed")
			}
			d.pay(b, at, fee, "success")
		case paysLate:
			d.pay(b, b.created.Add(d.minutes(17*24*60, 27*24*60)), fee, "success")
		case paysHalf:
			d.pay(b, b.created.Add(d.minutes(3*24*60, 12*24*60)), fee/2/100_00*100_00, "success")
		}
		late := b.due.AddDate(0, 0, 5)
		if back == 2 && habit >= paysHalf && late.Before(d.now) {
			fee := (b.amount - b.paid) * demoLateFee / 100
			d.raise(u, money.LateFee, "Late fee on "+b.text, fee, late, 15, nil, b)
		}
	}
}

// meters are bills by consumption: water is past its due date, electricity not
// yet, so that every state is there on any day of the month.
func (d *demo) meters(u *demoUnit, i int) {
	water := d.raise(u, "Water", "Water, two months", value.Paise(d.between(280, 960))*100, d.date(-40), 15, nil, nil)
	if d.chance(85) {
		d.pay(water, water.created.Add(d.minutes(24*60, 14*24*60)), water.amount, "success")
	}
	power := d.raise(u, "Electricity", "Common electricity, own share", value.Paise(d.between(350, 1900))*100, d.date(-5), 15, nil, nil)
	at := power.created.Add(d.minutes(8*60, 4*24*60))
	switch i % 5 {
	case 0:
		d.pay(power, at, power.amount, "success")
	case 1:
		d.pay(power, at, power.amount/3, "success")
	case 2:
		d.pay(power, at, power.amount, "pending")
	}
}

// extras are what only some units have.
func (d *demo) extras() {
	for i, u := range d.units {
		if u.payer() == nil {
			continue
		}
		if i%3 == 0 {
			b := d.raise(u, "Parking", "Second car, this quarter", 1500_00, d.date(-24), 20, nil, nil)
			if d.chance(70) {
				d.pay(b, b.created.Add(d.minutes(24*60, 18*24*60)), b.amount, "success")
			}
		}
		if i%11 == 4 {
			b := d.raise(u, "Amenity", "Clubhouse, one evening", 2000_00, d.date(-12), 20, nil, nil)
			if d.chance(50) {
				d.pay(b, b.created.Add(d.minutes(24*60, 9*24*60)), b.amount, "success")
			}
		}
	}
}
