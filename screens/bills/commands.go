package bills

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/tui"
)

// lists is what the society's page and a unit's have in common: rows, and what can
// be done with the one that a key means.
type lists struct {
	*board
	s *screen
	// unit is the unit that a key means.
	unit func() (id uuid.UUID, label string, ok bool)
}

// manages reports whether the actor raises and changes bills.
func (s *screen) manages() bool { return s.actor.May(role.ManageBills) }

// takesMoney reports whether the actor may record payments.
func (s *screen) takesMoney() bool { return len(s.store.Money.PaymentMethodsFor(s.actor)) > 0 }

// only keeps a command to whoever has a permission; others are told why.
func (s *screen) only(asks role.Permission, why string, c tui.Command) tui.Command {
	if !s.actor.May(asks) {
		c.Refused = func() string { return why }
	}
	return c
}

// admins keeps a command to whoever has a permission that admins have.
func (s *screen) admins(asks role.Permission, c tui.Command) tui.Command {
	return s.only(asks, s.env.T("Only an admin raises and changes bills and reverses payments."), c)
}

// on is a command about the row that a key means; without one it says what has to
// be chosen first.
func (l *lists) on(key, does string, do func(row) tea.Cmd, refused func(row) string) tui.Command {
	c := l.OnRow(tui.Bind(key, does, key), do, refused)
	c.When = nil
	return c
}

func (l *lists) onBill(key, does string, do func(money.Bill) tea.Cmd, refused func(money.Bill) string) tui.Command {
	return l.s.admins(role.ManageBills, l.on(key, does, func(r row) tea.Cmd { return do(*r.bill) }, func(r row) string {
		if r.bill == nil {
			return l.s.env.T("Choose a bill first: Enter opens the unit.")
		}
		return refused(*r.bill)
	}))
}

func (l *lists) onPayment(key, does string, do func(money.Payment) tea.Cmd, refused func(money.Payment) string) tui.Command {
	return l.on(key, does, func(r row) tea.Cmd { return do(*r.payment) }, func(r row) string {
		if r.payment == nil {
			return l.s.env.T("Choose a payment first: payments have a list of their own.")
		}
		return refused(*r.payment)
	})
}

// where is a command that there is on some rows alone; without one the row is the
// zero row.
func (l *lists) where(on func(row) bool, c tui.Command) tui.Command {
	c.When = func() bool {
		r, _ := l.Subject()
		return on(r)
	}
	return c
}

// as is a command under another key.
func as(shown, does, key string, c tui.Command) tui.Command {
	c.Key = tui.Bind(shown, does, key)
	return c
}

// now are the commands before all others: to read the page again where something on
// it could not be read, and to show the receipt of what was paid just now.
func (l *lists) now(failed func() bool) []tui.Command {
	s := l.s
	return []tui.Command{
		{Key: s.env.Keys.Retry, When: failed, Do: l.Reread, Hint: tui.HintedFirst},
		{
			Key: tui.Bind("Enter", s.env.T("receipt"), "enter"), Hint: tui.Hinted,
			When: func() bool { return s.justPaid != uuid.Nil }, Do: func() tea.Cmd { return s.openReceipt(s.justPaid) },
		},
	}
}

// moves are what can be done with the rows. What else could be done on a row, but
// hardly is, is not hinted there.
func (l *lists) moves() []tui.Command {
	s, env := l.s, l.s.env
	isPayment := func(r row) bool { return r.payment != nil }
	isBill := func(r row) bool { return r.bill != nil && l.InList() }
	noClaim := func(r row) bool { return r.claim == nil && r.cheque == nil }
	ofUnit := func(r row) bool { return r.payment == nil && noClaim(r) }
	bare := func(r row) bool { return ofUnit(r) && r.bill == nil && r.taking == nil }

	pay := tui.Command{Key: tui.Bind("p", env.T("pay"), "p"), Do: l.pay, Refused: l.unpayable}
	receipt := l.onPayment("r", env.T("receipt"), l.showReceipt, s.noReceipt)
	raise := s.admins(role.ManageBills, tui.Command{Key: tui.Bind("n", env.T("new bill"), "n"), Do: l.raise})
	run := s.admins(role.ManageBills, tui.Command{Key: tui.Bind("R", env.T("monthly run"), "R"), Do: s.openRun})
	overdue := s.admins(role.ManageBills, tui.Command{Key: tui.Bind(overdueKey, env.T("overdue, late fees"), overdueKey), Do: s.openOverdue})
	open, main := env.T("open"), env.T("pay, or the payment's receipt")
	return []tui.Command{
		l.where(isPayment, as("Enter", open, "enter", receipt)),
		l.where(isBill, l.OpenCommand(open)),
		l.where(ofUnit, pay.HintAt(tui.Hinted)), pay,
		receipt,
		l.where(isPayment, as("Space", main, " ", receipt).HintAt(tui.HelpOnly)),
		l.where(noClaim, as("Space", main, " ", pay)),
		l.where(bare, raise.HintAt(tui.Hinted)), raise,
		l.onBill("w", env.T("waive"), l.waive, s.paidUp),
		l.onBill("c", env.T("correct"), l.correct, s.touched),
		l.onBill("v", env.T("void"), l.void, s.touched),
		s.admins(role.ReversePayments, l.onPayment("x", env.T("reverse"), l.askReverse, s.irreversible)),
		l.where(bare, run.HintAt(tui.Hinted)), run,
		l.where(bare, overdue.HintAt(tui.Hinted)), overdue,
		s.only(role.ReadAudit, env.T("Only an admin reads the history of changes."), l.on("h", env.T("history"), s.openHistory, s.noHistory)),
	}
}

// openHistory shows who changed a bill or a payment.
func (s *screen) openHistory(r row) tea.Cmd {
	of := "payments/"
	if r.bill != nil {
		of = "bills/"
	}
	return s.env.Do(tui.Open{Name: "audit", ID: of + r.id()})
}

// noHistory says of a row that it is neither a bill nor a payment.
func (s *screen) noHistory(r row) string {
	if r.bill != nil || r.payment != nil || r.claim != nil || r.cheque != nil {
		return ""
	}
	return s.env.T("Choose a bill or a payment first: Enter opens the unit.")
}
