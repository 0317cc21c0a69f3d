package bills

import (
	"strconv"

	"github.com/civoranexus/society360/data/money"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// row is a line of any of the lists: just one of its fields is set.
type row struct {
	account *money.Account
	late    *money.AgeingRow
	payment *money.Payment
	taking  *money.Taking
	bill    *money.Bill
	claim   *money.Claim
	cheque  *money.ChequeToClear
	run     *money.BillRun
	// decided marks a claim or a cheque that waits no longer.
	decided bool
}

// story is what is read of an opened bill besides: the payments on it.
type story []money.Payment

// id names a row for good.
func (r row) id() string {
	switch {
	case r.account != nil:
		return r.account.UnitID.String()
	case r.late != nil:
		return r.late.UnitID.String()
	case r.payment != nil:
		return r.payment.ID.String()
	case r.bill != nil:
		return r.bill.ID.String()
	case r.claim != nil:
		return r.claim.ID.String()
	case r.cheque != nil:
		return r.cheque.ID.String()
	case r.run != nil && r.run.ID != nil:
		return r.run.ID.String()
	case r.run != nil:
		return r.run.Month.String()
	case r.taking != nil && r.taking.PersonID != nil:
		return r.taking.PersonID.String() + string(r.taking.Method)
	case r.taking != nil:
		return strconv.FormatBool(r.taking.Self) + string(r.taking.Method)
	}
	return ""
}

// unit is the unit that a row is about; false where it is about none.
func (r row) unit() (id uuid.UUID, label string, ok bool) {
	of := func(id *uuid.UUID, label string) (uuid.UUID, string, bool) {
		if id == nil {
			return uuid.Nil, "", false
		}
		return *id, label, true
	}
	switch {
	case r.account != nil:
		return r.account.UnitID, r.account.Unit, true
	case r.late != nil:
		return r.late.UnitID, r.late.Unit, true
	case r.payment != nil:
		return of(r.payment.UnitID, r.payment.Unit)
	case r.bill != nil:
		return of(r.bill.UnitID, r.bill.Unit)
	case r.claim != nil:
		return of(r.claim.UnitID, r.claim.Unit)
	case r.cheque != nil:
		return of(r.cheque.UnitID, r.cheque.Unit)
	}
	return uuid.Nil, "", false
}

// table makes a table of the columns whose cells are cells.
func (s *screen) table(cells func(row) []tui.Cell, columns ...tui.Column) *tui.Table[row] {
	return tui.NewTable(s.env, columns, row.id, cells)
}

func (s *screen) accountTable() *tui.Table[row] {
	env := s.env
	return s.table(func(r row) []tui.Cell {
		a := r.account
		cells := tui.Cells(a.Unit, tui.OrDash(a.Contact), strconv.Itoa(a.Bills), amount(a.Due), "", show.Day(s.env, a.Oldest))
		cells[4] = dangerous(a.Late)
		return cells
	},
		tui.Column{Title: env.T("Unit"), Min: 8},
		tui.Column{Title: env.T("Contact"), Min: 12, Flex: 1, Max: 36},
		tui.Column{Title: env.T("Bills"), Min: 5, Right: true, Drop: 2},
		tui.Column{Title: env.T("Due"), Min: 14, Right: true},
		tui.Column{Title: env.T("Late"), Min: 14, Right: true},
		tui.Column{Title: env.T("Oldest due"), Min: 11, Drop: 1})
}

func (s *screen) lateTable() *tui.Table[row] {
	env := s.env
	// Narrow terminals lose the newest dues first; the totals below have them.
	bucket := func(title string, drop int) tui.Column {
		return tui.Column{Title: title, Min: 12, Right: true, Drop: drop}
	}
	return s.table(func(r row) []tui.Cell {
		l := r.late
		cells := tui.Cells(l.Unit, tui.OrDash(l.Contact), amount(l.Days30), amount(l.Days60), amount(l.Days90), "", "", show.Day(s.env, l.Oldest))
		cells[5], cells[6] = dangerous(l.Older), tui.Cell{Text: l.Total.String(), Tone: tui.ToneStrong}
		return cells
	},
		tui.Column{Title: env.T("Unit"), Min: 7},
		tui.Column{Title: env.T("Contact"), Min: 14, Wide: 96, Flex: 1, Max: 36},
		bucket("0-30", 2), bucket("31-60", 1), bucket("61-90", 0), bucket("90+", 0),
		tui.Column{Title: env.T("Total"), Min: 12, Right: true},
		tui.Column{Title: env.T("Oldest due"), Min: 11, Wide: 112})
}

// paymentTable shows payments; of one unit the unit is not said again. Narrow
// terminals lose the receipt, which is a key away, and not whether it was paid.
func (s *screen) paymentTable(ofUnit bool) *tui.Table[row] {
	env := s.env
	unit := tui.Column{Title: env.T("Unit"), Min: 8}
	if ofUnit {
		unit.Wide = 1 << 20
	}
	t := s.table(func(r row) []tui.Cell {
		p := r.payment
		when := env.T("%s %s", env.Date(p.At), env.HM(p.At))
		if p.DayOnly(env.Now().Location()) {
			when = env.Date(p.ReceivedOn.Noon(env.Now().Location()))
		}
		cells := tui.Cells(when, tui.OrDash(p.Unit), p.Amount.String(), tui.OrDash(string(p.Method)),
			tui.OrDash(p.Receipt), tui.OrDash(show.PaidFor(s.env, *p)), tui.OrDash(p.Payer), tui.OrDash(p.Recorder), "")
		if p.Status != money.PaymentSucceeded {
			cells[2].Tone = tui.ToneMuted
			cells[8] = tui.Cell{Text: env.Term(p.Status.Word()), Tone: tui.ToneDanger}
		} else if p.Simulated {
			cells[8].Text = env.T("simulated")
		}
		return cells
	},
		tui.Column{Title: env.T("When"), Min: 12},
		unit,
		tui.Column{Title: env.T("Amount"), Min: 14, Right: true},
		tui.Column{Title: env.T("Method"), Min: 7, Flex: 1, Max: 13},
		tui.Column{Title: env.T("Receipt"), Min: 11, Drop: 1},
		tui.Column{Title: env.T("For"), Min: 12, Flex: 2, Max: 30, Wide: 98},
		tui.Column{Title: env.T("Payer"), Min: 12, Flex: 1, Max: 24, Wide: 84},
		tui.Column{Title: env.T("Taken by"), Min: 12, Flex: 1, Max: 24, Wide: 118},
		tui.Column{Title: env.T("State"), Min: 9})
	t.Faint = func(r row) bool { return r.payment.Status != money.PaymentSucceeded }
	return t
}

func (s *screen) takingTable() *tui.Table[row] {
	env := s.env
	return s.table(func(r row) []tui.Cell {
		t := r.taking
		cells := tui.Cells(s.taker(*t), tui.OrDash(string(t.Method)), strconv.Itoa(t.Count), t.Amount.String(), "")
		cells[4] = dangerous(t.Reversed)
		return cells
	},
		tui.Column{Title: env.T("Taken by"), Min: 16, Flex: 1, Max: 36},
		tui.Column{Title: env.T("Method"), Min: 13},
		tui.Column{Title: env.T("Payments"), Min: 8, Right: true, Drop: 1},
		tui.Column{Title: env.T("Amount"), Min: 15, Right: true},
		tui.Column{Title: env.T("Taken back"), Min: 14, Right: true})
}

// taker is who took money: a person at a desk, the residents themselves, or
// another program.
func (s *screen) taker(t money.Taking) string {
	switch {
	case t.Self:
		return s.env.T("residents themselves")
	case t.PersonID == nil:
		return s.env.T("other programs")
	}
	return tui.OrDash(t.Person)
}

// dueTable shows bills with something due, historyTable all of a unit's.
func (s *screen) dueTable() *tui.Table[row] {
	env := s.env
	return s.table(func(r row) []tui.Cell {
		b := r.bill
		cells := tui.Cells(show.Day(s.env, b.DueDate), show.BillFor(s.env, *b), b.Amount.String(), amount(b.Waived), amount(b.Paid), "", "")
		cells[5].Text, cells[6] = b.Due().String(), s.lateDays(*b)
		return cells
	}, s.billColumns(env.T("Due"), env.T("Left"), tui.Column{Title: env.T("Late"), Min: 6, Right: true})...)
}

func (s *screen) historyTable() *tui.Table[row] {
	env := s.env
	t := s.table(func(r row) []tui.Cell {
		b := r.bill
		cells := tui.Cells(show.Day(s.env, b.BillDate), show.BillFor(s.env, *b), b.Amount.String(), amount(b.Waived), amount(b.Paid), amount(b.Due()), "")
		cells[6] = s.status(*b)
		return cells
	}, s.billColumns(env.T("Date"), env.T("Left"), tui.Column{Title: env.T("State"), Min: 9})...)
	t.Faint = func(r row) bool { return r.bill.Status == money.Void }
	return t
}

func (s *screen) billColumns(date, left string, last tui.Column) []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: date, Min: 11},
		{Title: env.T("For"), Min: 22, Flex: 1, Max: 60},
		{Title: env.T("Amount"), Min: 12, Right: true, Drop: 2},
		{Title: env.T("Waived"), Min: 12, Right: true, Drop: 3},
		{Title: env.T("Paid"), Min: 14, Right: true, Drop: 1},
		{Title: left, Min: 14, Right: true},
		last,
	}
}
