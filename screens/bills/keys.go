package bills

import (
	"github.com/charmbracelet/bubbles/key"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/tui"
)

// keys are the screen's own bindings; those that mean the same on every screen
// are the desk's.
type keys struct {
	Open, Pay, Raise, Void, Correct, Waive, Reverse key.Binding
	Run, Overdue, Receipt, History                  key.Binding
	Confirm, Refuse, Elsewhere                      key.Binding
	Charged, WholeDay                               key.Binding
	Before, After, Day                              key.Binding
	Write, PDF, Print                               key.Binding
}

func newKeys(env *tui.Env) keys {
	return keys{
		Open:     tui.Bind("Enter", env.T("open"), "enter"),
		Pay:      tui.Bind("p", env.T("pay"), "p"),
		Raise:    tui.Bind("n", env.T("new bill"), "n"),
		Void:     tui.Bind("v", env.T("void"), "v"),
		Correct:  tui.Bind("c", env.T("correct"), "c"),
		Waive:    tui.Bind("w", env.T("waive"), "w"),
		Reverse:  tui.Bind("x", env.T("reverse"), "x"),
		Run:      tui.Bind("R", env.T("monthly run"), "R"),
		Charged:  tui.Bind("w", env.T("waive charged ones"), "w"),
		WholeDay: tui.Bind("A", env.T("all of its day"), "A"),
		Overdue:  tui.Bind("O", env.T("overdue, late fees"), "O"),
		Receipt:  tui.Bind("r", env.T("receipt"), "r"),
		History:  tui.Bind("h", env.T("history"), "h"),
		Confirm:  tui.Bind("a", env.T("confirm"), "a"),
		Refuse:   tui.Bind("d", env.T("refuse"), "d"),
		// The other view of the list of claims.
		Elsewhere: tui.Bind("e", env.T("recorded elsewhere"), "e"),
		Before:    tui.Bind("[", env.T("day before"), "["),
		After:     tui.Bind("]", env.T("day after"), "]"),
		Day:       tui.Bind("d", env.T("day"), "d"),
		Write:     tui.Bind("p", env.T("file"), "p"),
		PDF:       tui.Bind("f", env.T("PDF"), "f"),
		Print:     tui.Bind("P", env.T("print"), "P"),
	}
}

// manages reports whether the actor raises and changes bills.
func (s *screen) manages() bool { return s.actor.May(role.ManageBills) }

// reverses reports whether the actor takes payments back.
func (s *screen) reverses() bool { return s.actor.May(role.ReversePayments) }

// audits reports whether the actor reads the audit trail.
func (s *screen) audits() bool { return s.actor.May(role.ReadAudit) }

// takesMoney reports whether the actor may record payments.
func (s *screen) takesMoney() bool { return len(s.store.Money.PaymentMethodsFor(s.actor)) > 0 }

// closing reports whether the cash close is shown, whose days the keys turn.
func (s *screen) closing() bool { return s.unit == nil && tab(s.society.Lists.At()) == takings }

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	switch {
	case s.over != nil:
		return s.over.hints()
	case s.shown().Lists.Typing():
		return s.shown().Lists.SearchKeys()
	}
	hints := s.rowKeys()
	if s.broken() {
		hints = append([]key.Binding{s.env.Keys.Retry}, hints...)
	}
	if s.unit != nil {
		return append(hints, s.env.Keys.Back)
	}
	return append(hints, s.env.Keys.Search)
}

// rowKeys are what can be done with what the cursor is on.
func (s *screen) rowKeys() []key.Binding {
	k := s.keys
	var hints []key.Binding
	add := func(may bool, keys ...key.Binding) {
		if may {
			hints = append(hints, keys...)
		}
	}
	r, ok := s.shown().Subject()
	opened := s.unit != nil && s.unit.board.Opened != nil
	_, _, unit := s.unitMeant()
	add(s.closing(), k.Before, k.After, k.Day)
	add(ok && r.claim != nil && s.takesMoney(), k.Confirm, k.Refuse)
	add(s.onClaims(), s.otherView())
	add(ok && r.taking == nil && !opened, k.Open)
	add(unit && s.takesMoney() && r.payment == nil && r.claim == nil, k.Pay)
	switch {
	case !ok:
	case r.payment != nil:
		add(true, k.Receipt)
		add(s.reverses() && r.payment.Status == money.PaymentSucceeded, k.Reverse)
	case r.bill != nil && s.manages():
		add(r.bill.Due() > 0, k.Waive)
		add(r.bill.Paid == 0 && r.bill.Status != money.Void, k.Correct, k.Void)
	}
	add(s.manages() && !opened && !s.onClaims() && (!ok || r.bill == nil && r.payment == nil && r.taking == nil), k.Raise)
	add(s.manages() && s.unit == nil && !s.onClaims() && (!ok || r.account != nil || r.late != nil), k.Run, k.Overdue)
	add(s.audits() && ok && (r.bill != nil || r.payment != nil || r.claim != nil), k.History)
	return hints
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	k, shared := s.keys, s.env.Keys
	if s.over != nil {
		return [][]key.Binding{s.over.hints()}
	}
	moves := []key.Binding{k.Open}
	if s.takesMoney() {
		moves = append(moves, k.Pay)
	}
	moves = append(moves, k.Receipt, tui.Bind("Space", s.env.T("pay, or the payment's receipt"), " "))
	if s.manages() {
		moves = append(moves, k.Raise, k.Waive, k.Correct, k.Void)
	}
	if s.reverses() {
		moves = append(moves, k.Reverse)
	}
	if s.manages() {
		moves = append(moves, k.Run, k.Overdue)
	}
	if s.audits() {
		moves = append(moves, k.History)
	}
	var lists []key.Binding
	if s.closing() {
		lists = append(lists, k.Before, k.After, k.Day)
	}
	if s.onClaims() {
		if s.takesMoney() {
			moves = append(moves, k.Confirm, k.Refuse)
		}
		lists = append(lists, s.otherView())
	}
	lists = append(lists, s.shown().Lists.Keys()...)
	// r is the receipt wherever nothing failed.
	if s.broken() {
		lists = append(lists, shared.Retry)
	}
	return [][]key.Binding{moves, lists}
}
