package bills

import (
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	if k, ok := msg.(tea.KeyMsg); ok {
		cmds = append(cmds, s.key(k))
	} else {
		cmds = append(cmds, s.answer(msg), s.society.Update(msg))
		if s.unit != nil {
			cmds = append(cmds, s.unit.board.Update(msg))
		}
		if s.over != nil {
			cmds = append(cmds, s.over.update(msg))
		}
	}
	// What is shown beside the lists may take another number of lines now.
	s.layout()
	return tea.Batch(cmds...)
}

// answer takes what the screen itself asked for.
func (s *screen) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Loaded[settings.Values]:
		if msg.Ticket == s.settingsTicket && msg.Err == nil {
			s.settings = msg.Val
		}
	case tui.Loaded[money.Ageing]:
		if msg.Ticket == s.ageingTicket && msg.Err == nil {
			s.ageing, s.aged = msg.Val, true
		}
	case tui.Loaded[claimsWaiting]:
		if msg.Ticket == s.waitingTicket && msg.Err == nil {
			s.waiting = int(msg.Val)
		}
	case tui.Loaded[money.FeesWaiting]:
		if msg.Ticket == s.feesTicket && msg.Err == nil {
			s.feesWaiting = msg.Val
		}
	case tui.Loaded[money.UnitDues]:
		switch {
		case !msg.Ticket.Valid():
		case msg.Ticket == s.opening:
			s.opening = tui.Ticket{}
			return s.openPayment(msg.Val, msg.Err)
		case s.unit != nil && msg.Ticket == s.unit.ticket:
			s.unit.took(msg)
		}
	}
	return nil
}

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	b := s.shown()
	// Whoever moves on no longer waits for a row to come.
	b.Lists.Want("")
	justPaid := s.justPaid
	s.justPaid = false
	switch {
	case s.over != nil:
		return s.over.key(msg)
	case b.Lists.Typing():
		return b.Key(msg)
	case justPaid && key.Matches(msg, s.keys.Open):
		return s.openReceipt(s.receipt)
	}
	if cmd, ok := s.billKey(msg); ok {
		return cmd
	}
	k, shared := s.keys, s.env.Keys
	switch {
	case key.Matches(msg, shared.Retry) && s.broken():
		return s.reread()
	case key.Matches(msg, k.Open) && b.Opened == nil:
		return s.open()
	case key.Matches(msg, k.Pay):
		return s.payKey()
	case key.Matches(msg, shared.Act):
		return s.actKey()
	case key.Matches(msg, k.Receipt):
		return s.receiptKey()
	case key.Matches(msg, k.History):
		return s.historyKey()
	case s.onClaims() && key.Matches(msg, k.Confirm):
		return s.confirmKey()
	case s.onClaims() && key.Matches(msg, k.Refuse):
		return s.refuseKey()
	case s.onClaims() && key.Matches(msg, k.Elsewhere):
		return s.turnView()
	case s.closing() && key.Matches(msg, k.Before):
		return s.turnDay(s.day.AddDays(-1))
	case s.closing() && key.Matches(msg, k.After):
		return s.turnDay(s.day.AddDays(1))
	case s.closing() && key.Matches(msg, k.Day):
		return s.askDay()
	}
	return b.Key(msg)
}

// broken reports whether something that is shown could not be read, and r tries
// again.
func (s *screen) broken() bool {
	b := s.shown()
	return b.Lists.Shown().Err() != nil || b.Opened != nil && b.Opened.Failed() || s.unit != nil && s.unit.sorry != ""
}

// billKey carries out the keys that raise and change bills; it reports whether
// msg was one.
func (s *screen) billKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := s.keys
	for _, job := range []struct {
		key  key.Binding
		asks role.Permission
		do   func() tea.Cmd
	}{
		{k.Raise, role.ManageBills, s.raiseKey},
		{k.Void, role.ManageBills, s.voidKey},
		{k.Correct, role.ManageBills, s.correctKey},
		{k.Waive, role.ManageBills, s.waiveKey},
		{k.Reverse, role.ReversePayments, s.reverseKey},
		{k.Run, role.ManageBills, s.runKey},
		{k.Overdue, role.ManageBills, s.overdueKey},
	} {
		if !key.Matches(msg, job.key) {
			continue
		}
		if !s.actor.May(job.asks) {
			s.tell(tui.NotifyRefusal, s.env.T("Only an admin raises and changes bills and reverses payments."))
			return nil, true
		}
		return job.do(), true
	}
	return nil, false
}

// open is Enter: a unit's account, a bill whole, a payment's receipt.
func (s *screen) open() tea.Cmd {
	r, ok := s.shown().Subject()
	switch {
	case !ok:
		return nil
	case r.payment != nil:
		return s.receiptKey()
	case r.bill != nil:
		return s.unit.board.Open()
	}
	if unit, label, ok := r.unit(); ok {
		return s.openAccount(unit, label)
	}
	return nil
}

// actKey is Space: the row's main action.
func (s *screen) actKey() tea.Cmd {
	r, ok := s.shown().Subject()
	switch {
	case ok && r.payment != nil:
		return s.receiptKey()
	case ok && r.claim != nil:
		return s.confirmKey()
	}
	return s.payKey()
}

// historyKey shows who changed the row, to whom may read that.
func (s *screen) historyKey() tea.Cmd {
	r, ok := s.shown().Subject()
	switch {
	case !s.audits():
		s.tell(tui.NotifyRefusal, s.env.T("Only an admin reads the history of changes."))
	case ok && r.bill != nil:
		s.env.Do(tui.Open{Name: "audit", ID: "bills/" + r.id()})
	case ok && (r.payment != nil || r.claim != nil):
		s.env.Do(tui.Open{Name: "audit", ID: "payments/" + r.id()})
	default:
		s.tell(tui.NotifyInfo, s.env.T("Choose a bill or a payment first: Enter opens the unit."))
	}
	return nil
}

// layout gives the parts of the body their sizes.
func (s *screen) layout() {
	s.society.SetSize(s.width, max(0, s.height-len(s.totals())))
	if s.unit != nil {
		s.unit.board.SetSize(s.width, max(0, s.height-1))
	}
	if s.over != nil {
		s.over.setSize(s.width, s.height)
	}
}

// View draws the body: what stands over the lists, or the lists.
func (s *screen) View() string {
	switch {
	case s.over != nil:
		return s.over.view(s.width, s.height)
	case s.unit != nil:
		return s.unit.head() + "\n" + s.unit.board.View()
	}
	lines := []string{s.society.View()}
	for _, l := range s.totals() {
		lines = append(lines, s.env.Theme.Clip(l, s.width))
	}
	return strings.Join(lines, "\n")
}
