package township

import (
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"

	"github.com/google/uuid"
)

// entry is a row of the trail.
type entry struct {
	at       instant
	did      action.Action
	table    string
	resource uuid.UUID
	who      *person // nil for the program
	address  string
	details  []byte
}

// step is a move of a ticket, a bill or a settlement before it is written out: millions
// wait in the order of their times.
type step struct {
	at       instant
	move     move
	of, part int // which of its kind, and which payment of a settlement
}

type move uint8

const (
	ticketCreated move = iota
	ticketAssigned
	ticketStarted
	ticketResolved
	ticketClosed
	ticketRejected
	billCreated
	billMarked
	paymentMade
	paymentClaimed
	paymentRefused
)

// earliest is how long before somebody comes they may have been announced.
const earliest = 10 * time.Hour

// trail tells every entry from the day on which the desk was taken up, in the order of
// time: of each day what happened at the gates, and what else did.
func (t *town) trail(tell func(entry) error) error {
	begins := at(t.day(t.today - trailDays))
	others := t.steps(begins)
	before := func(until instant) error {
		for ; len(others) > 0 && others[0].at <= until; others = others[1:] {
			if err := tell(t.entryOf(others[0])); err != nil {
				return err
			}
		}
		return nil
	}
	var gate []gateMove
	for day := t.today - trailDays - 1; day <= t.today; day++ {
		for _, v := range t.visitsOf(day) {
			gate = v.moves(gate)
		}
		slices.SortStableFunc(gate, func(a, b gateMove) int { return int(a.at - b.at) })
		until := at(t.day(day + 1).Add(-earliest))
		if day == t.today {
			until = at(t.now) + 1
		}
		told := 0
		for ; told < len(gate) && gate[told].at < until; told++ {
			if gate[told].at < begins {
				continue
			}
			if err := before(gate[told].at); err != nil {
				return err
			}
			if err := tell(t.entryAt(gate[told])); err != nil {
				return err
			}
		}
		gate = append(gate[:0], gate[told:]...)
	}
	return before(at(t.now))
}

// steps are those of tickets, bills and payments since a time, in order.
func (t *town) steps(since instant) []step {
	var list []step
	add := func(at instant, move move, of, part int) {
		if at >= since {
			list = append(list, step{at, move, of, part})
		}
	}
	for i, k := range t.tickets {
		add(k.created, ticketCreated, i, 0)
		add(k.assigned, ticketAssigned, i, 0)
		add(k.started, ticketStarted, i, 0)
		add(k.resolved, ticketResolved, i, 0)
		add(k.closed, ticketClosed, i, 0)
		add(k.rejected, ticketRejected, i, 0)
	}
	for i, b := range t.bills {
		add(b.created, billCreated, i, 0)
		if b.late(t.today) {
			// The schedule marks at half past two, but not what was paid since midnight.
			add(min(at(t.day(b.due+1)).plus(2*time.Hour+30*time.Minute), at(t.now)), billMarked, i, 0)
		}
	}
	for i, s := range t.settlements {
		for part := range s.payments {
			if s.claim != uuid.Nil {
				add(s.claimed, paymentClaimed, i, part)
				add(s.decided, paymentRefused, i, part)
				continue
			}
			add(s.at, paymentMade, i, part)
		}
	}
	slices.SortStableFunc(list, func(a, b step) int { return int(a.at - b.at) })
	return list
}

// entryOf writes a step out.
func (t *town) entryOf(s step) entry {
	switch s.move {
	case billCreated, billMarked:
		return t.billEntry(s, t.bills[s.of])
	case paymentMade, paymentClaimed, paymentRefused:
		return t.paymentEntry(s, t.settlements[s.of])
	default:
		return t.ticketEntry(s, &t.tickets[s.of])
	}
}

func (t *town) ticketEntry(s step, k *ticket) entry {
	e := entry{at: s.at, table: "maintenance_tickets", resource: k.id}
	moved := func(by *details, from, to string) *details {
		by.begin("before").text("status", from).end()
		return by.begin("after").text("status", to)
	}
	var d *details
	switch s.move {
	case ticketCreated:
		e.did, e.who = action.TicketCreated, k.requester
		c := t.kinds[k.kind]
		d = by(e.who, "").begin("after").id("unit_id", k.unit.id).id("requester_id", k.requester.id).text("category", c.category).
			text("title", t.title(k)).text("description", c.text).text("priority", k.priority).text("status", "open")
	case ticketAssigned:
		e.did, e.who = action.TicketAssigned, k.by
		d = by(e.who, "").begin("after").id("assigned_to_id", k.hand.id)
	case ticketStarted:
		e.did, e.who = action.TicketStarted, k.hand
		d = moved(by(e.who, ""), "open", "in_progress")
	case ticketResolved:
		e.did, e.who = action.TicketResolved, k.hand
		d = moved(by(e.who, "").text("notes", k.note), "in_progress", "resolved").time("resolved_at", k.resolved)
	case ticketClosed:
		e.did, e.who = action.TicketClosed, k.requester
		d = moved(by(e.who, ""), "resolved", "closed")
	default:
		e.did, e.who = action.TicketRejected, k.by
		d = moved(by(e.who, "").text("notes", k.note), "open", "rejected")
	}
	e.address, e.details = e.who.address, d.end().done()
	return e
}

func (t *town) billEntry(s step, b *bill) entry {
	e := entry{at: s.at, table: "bills", resource: b.id}
	if s.move == billMarked {
		e.did, e.address = action.BillOverdue, programAddress
		from := "unpaid"
		if b.settled < 0 && b.paid > 0 {
			from = "partially_paid"
		}
		d := by(nil, "")
		d.begin("before").text("status", from).end()
		e.details = d.begin("after").text("status", "overdue").end().done()
		return e
	}
	e.did, e.who = action.BillCreated, t.admin
	d := by(e.who, "").begin("after").id("unit_id", b.unit.id).text("bill_type", b.kind).amount("amount", b.amount).
		amount("waived_amount", 0).amount("amount_paid", 0).date("bill_date", t.date(b.date)).date("due_date", t.date(b.due)).
		text("status", "unpaid").text("description", b.text)
	if b.run != nil {
		d.date("run_month", t.date(b.run.month)).id("run_id", b.run.id)
	}
	if b.feeOf != nil {
		e.did = action.LateFeeCharged
		d.id("late_fee_of", b.feeOf.id).amount("fee_base", b.base).amount("fee_percent", lateFeePercent*100)
	}
	e.address, e.details = e.who.address, d.end().done()
	return e
}

func (t *town) paymentEntry(s step, of *settlement) entry {
	p := of.payments[s.part]
	e := entry{at: s.at, did: action.PaymentRecorded, table: "payments", resource: p.id, who: of.recorder}
	status := "success"
	switch s.move {
	case paymentClaimed:
		e.did, e.who, status = action.ClaimMade, of.payer, "pending"
	case paymentRefused:
		e.did = action.ClaimRefused
		d := by(e.who, "").text("notes", refusal)
		d.begin("before").text("status", "pending").end()
		e.details = d.begin("after").text("status", "failed").time("decided_at", of.decided).end().done()
		e.address = e.who.address
		return e
	}
	d := by(e.who, "").begin("after").id("bill_id", p.bill.id)
	if of.payer != nil {
		d.id("payer_id", of.payer.id)
	} else {
		d.text("paid_by_name", developer)
	}
	d.amount("amount_paid", p.amount).text("payment_method", of.method).text("transaction_reference", of.reference).
		time("payment_date", of.at).date("received_on", t.date(of.day)).text("status", status)
	if of.claim != uuid.Nil {
		d.id("claim_id", of.claim)
	} else {
		d.amount("due", p.left).text("receipt", of.receiptNumber())
	}
	e.address, e.details = e.who.address, d.end().done()
	return e
}
