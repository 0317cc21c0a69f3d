package opening

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
)

// readDues reads what a line says that its unit owes, or has paid ahead.
func (o *opening) readDues(p *page, row pageRow, line int, unit *openFlat, s *sums) {
	isAged := slices.ContainsFunc(p.columns, isAge)
	if p.at(duesColumn) < 0 && p.at(creditColumn) < 0 && !isAged {
		return
	}
	bad := len(o.bad)
	owed, ahead := o.money(p, row, duesColumn, s), o.money(p, row, creditColumn, s)
	column := p.at(duesColumn)
	if ahead != 0 {
		column = p.at(creditColumn)
		if ahead < 0 {
			ahead = -ahead // a credit with a minus is a credit
		}
	}
	if side, ok := sideOf(p.textOf(row, sideColumn)); !ok {
		o.blame(p, row.number, p.at(sideColumn), "“%s” is neither Cr nor Dr.", value.Limit(p.textOf(row, sideColumn), 40))
	} else if side < 0 && owed > 0 {
		owed = -owed
		s.all[p.at(duesColumn)] += 2 * owed
		s.part[p.at(duesColumn)] += 2 * owed
	}
	since, dated := o.day(p, row, line, sinceColumn, o.inRegister)
	d := openDues{line: line, column: column, unit: unit, amount: owed - ahead, since: since, towards: p.textOf(row, towardsColumn)}
	switch {
	case owed > 0 && ahead > 0:
		o.blame(p, row.number, column, "This line has both dues of %s and a credit of %s; give what remains.", owed, ahead)
	case utf8.RuneCountInString(d.towards) > 400:
		o.blame(p, row.number, p.at(towardsColumn), "“%s” is longer than the %d characters that fit here.", value.Limit(d.towards, 40), 400)
	case isAged:
		ages := o.readAges(p, row, s)
		if len(o.bad) == bad && unit != nil {
			o.addAges(p, row, d, ages)
		}
	case d.amount != 0 && unit != nil && dated:
		if d.since.IsZero() {
			d.since, d.undated = o.options.AsOn, true
		}
		o.dues = append(o.dues, d)
	}
}

// readPaid reads a payment of the past.
func (o *opening) readPaid(p *page, row pageRow, line int, unit *openFlat, s *sums) {
	amount := o.money(p, row, paidColumn, s)
	on, dated := o.day(p, row, line, paidOnColumn, o.past)
	pay := openPayment{
		line: line, unit: unit, amount: amount, on: on,
		reference: o.referenceOf(p, row, line), bank: p.textOf(row, bankColumn), payer: p.textOf(row, payerColumn),
	}
	method, ok := methodOf(p.textOf(row, methodColumn))
	pay.method = method
	fits := true
	for _, f := range []struct {
		text, column string
		most         int
	}{{pay.reference, referenceColumn, 100}, {pay.bank, bankColumn, 100}, {pay.payer, payerColumn, 100}} {
		if utf8.RuneCountInString(f.text) > f.most {
			o.blame(p, row.number, p.at(f.column), "“%s” is longer than the %d characters that fit here.", value.Limit(f.text, 40), f.most)
			fits = false
		}
	}
	switch {
	case !ok:
		o.blame(p, row.number, p.at(methodColumn), "“%s” is no way of paying: %s.", value.Limit(p.textOf(row, methodColumn), 40), strings.Join(methods(), ", "))
	case amount < 0 || amount == 0 && p.textOf(row, paidColumn) != "":
		o.blame(p, row.number, p.at(paidColumn), "“%s” is no payment: an amount above zero.", quote(p.cellOf(row, paidColumn)))
	case amount == 0 && !s.unread[p.at(paidColumn)]:
		o.blame(p, row.number, p.at(paidColumn), "The amount is missing.")
	case dated && on.IsZero():
		o.blame(p, row.number, p.at(paidOnColumn), "The day of the payment is missing.")
	case unit != nil && dated && fits && amount > 0:
		o.paid = append(o.paid, pay)
	}
}

// referenceOf is what a payment is found by later: the bank's reference or the cheque's
// number, else the number of the society's own receipt.
func (o *opening) referenceOf(p *page, row pageRow, line int) string {
	reference, receipt := value.WholeFigure(p.textOf(row, referenceColumn)), value.WholeFigure(p.textOf(row, receiptColumn))
	if noName(reference) {
		reference = ""
	}
	if noName(receipt) {
		return reference
	}
	const shortest = 4 // that a search for a reference takes
	named := receipt
	if len(money.ReferenceKey(receipt)) < shortest {
		named = "Receipt " + receipt
	}
	where := o.place(line, p.at(receiptColumn)) + ": "
	if reference == "" {
		o.tell("receipt numbers of old are kept as their payment's reference, and it is found by them; receipts that are printed from now on have numbers of this register", where+value.Limit(named, 40))
		return named
	}
	both := reference + ", receipt " + receipt
	o.tell("payments have a receipt number of old beside their reference: it is kept behind that, and they are found by the reference", where+value.Limit(both, 60))
	return both
}

func methods() (all []string) {
	for _, m := range money.PaymentMethods() {
		all = append(all, string(m))
	}
	return all
}

// methodOf reads a way of paying as such sheets name it; what is not named was a transfer.
func methodOf(text string) (money.PaymentMethod, bool) {
	switch headKey(text) {
	case "", "neft", "rtgs", "imps", "bank", "bank transfer", "transfer", "online", "net banking", "netbanking", "ecs", "nach", "online transfer", "ift":
		return money.BankTransfer, true
	case "upi", "gpay", "google pay", "phonepe", "paytm", "bhim", "qr":
		return money.UPI, true
	case "cash", "csh":
		return money.Cash, true
	case "cheque", "chq", "check", "ch", "cq":
		return money.Cheque, true
	case "dd", "demand draft", "draft":
		return money.DemandDraft, true
	case "card", "debit card":
		return money.DebitCard, true
	case "credit card":
		return money.CreditCard, true
	}
	return "", false
}

// readTicket reads a complaint that is open.
func (o *opening) readTicket(p *page, row pageRow, line int, unit *openFlat) {
	t := openTicket{
		line: line, unit: unit, title: p.textOf(row, titleColumn), category: p.textOf(row, categoryColumn), details: p.textOf(row, detailsColumn),
	}
	switch headKey(p.textOf(row, statusColumn)) {
	case "closed", "resolved", "done", "completed", "rejected", "close", "complete", "solved", "attended":
		o.tell("tickets are over and were not read", o.place(line, p.at(statusColumn)))
		return
	case "", "open", "pending", "new", "in progress", "wip", "ongoing", "not done", "under process":
	default:
		o.blame(p, row.number, p.at(statusColumn), "“%s” is no state of a ticket: open, pending, in progress, resolved or closed.", value.Limit(p.textOf(row, statusColumn), 40))
	}
	raised, dated := o.day(p, row, line, raisedColumn, o.past)
	t.raised = raised
	if t.category == "" {
		t.category = "General"
	}
	// A sentence makes a title and its details.
	if utf8.RuneCountInString(t.title) > 100 && t.details == "" {
		t.details, t.title = t.title, value.Limit(t.title, 100)
	}
	if o.readPriority(p, row, &t); t.title == "" {
		o.blame(p, row.number, p.at(titleColumn), "What is it? A ticket needs a title.")
		return
	}
	for _, f := range []struct {
		text, column string
		most         int
	}{{t.title, titleColumn, 100}, {t.category, categoryColumn, 50}, {t.details, detailsColumn, 2000}} {
		if utf8.RuneCountInString(f.text) > f.most {
			o.blame(p, row.number, p.at(f.column), "“%s” is longer than the %d characters that fit here.", value.Limit(f.text, 40), f.most)
			return
		}
	}
	if unit != nil && dated {
		o.tickets = append(o.tickets, t)
	}
}

func (o *opening) readPriority(p *page, row pageRow, t *openTicket) {
	switch headKey(p.textOf(row, priorityColumn)) {
	case "critical", "emergency", "very high", "p1":
		t.priority = string(tickets.Critical)
	case "high", "urgent", "p2":
		t.priority = string(tickets.High)
	case "", "medium", "normal", "p3":
		t.priority = string(tickets.Medium)
	case "low", "minor", "p4":
		t.priority = string(tickets.Low)
	default:
		o.blame(p, row.number, p.at(priorityColumn), "“%s” is no priority: critical, high, medium or low.", value.Limit(p.textOf(row, priorityColumn), 40))
	}
}
