package bills

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// tab is one of the society's lists.
type tab int

const (
	owing tab = iota
	defaulters
	payments
	confirming
	depositing
	takings
)

// society is the page of the whole society's lists, with what stands beside them.
type society struct {
	lists
	ageing *tui.Fetch[money.Ageing]
	// fees are the late fees that nobody has charged yet, waiting how many claims
	// wait.
	fees    *tui.Fetch[money.FeesWaiting]
	waiting *tui.Fetch[int]
	// toDeposit is how many cheques can be deposited.
	toDeposit *tui.Fetch[int]
	// closings are the latest closings of days.
	closings *tui.Fetch[money.ClosingPage]

	elsewhere     bool      // the list of claims shows what was recorded elsewhere
	day           value.Day // of the cash close
	width, height int
}

func (s *screen) newSociety() *society {
	p := &society{
		ageing: tui.NewFetch[money.Ageing](s.Stack), fees: tui.NewFetch[money.FeesWaiting](s.Stack),
		waiting: tui.NewFetch[int](s.Stack), toDeposit: tui.NewFetch[int](s.Stack),
		closings: tui.NewFetch[money.ClosingPage](s.Stack), day: s.today(),
	}
	l := tui.NewLists(s.env, s.accountTable(), s.lateTable(), s.paymentTable(false), s.claimTable(), s.chequeTable(), s.takingTable())
	l.Name = p.listName
	l.Source = func(at int, term string) tui.Source[row] { return p.source(tab(at), term) }
	l.Empty = func(at int, term string) string { return p.empty(tab(at), term) }
	l.ReadAs = func(at int, term string) string {
		if days, _ := s.daysIn(term); days != "" && (tab(at) == payments || tab(at) == confirming && p.elsewhere) {
			return show.FoundDays(s.env, days)
		}
		return ""
	}
	l.Aside = p.aside
	p.lists = lists{board: tui.NewBoardPage[row, story](s.Stack, l), s: s, unit: p.unitMeant}
	p.Holds = func(at int, r row) bool {
		return tab(at) == payments && r.payment != nil || tab(at) == confirming && r.claim != nil && !r.decided ||
			tab(at) == depositing && r.cheque != nil && !r.decided
	}
	p.Beside = p.readBeside
	p.Offered = p.commands()
	return p
}

// commands are what can be done in the society's lists.
func (p *society) commands() tui.Commands {
	env := p.s.env
	hasUnit := func(r row) bool {
		_, _, ok := r.unit()
		return ok && r.payment == nil
	}
	turn := func(key, does string, do func() tea.Cmd, when func() bool) tui.Command {
		return tui.Command{Key: tui.Bind(key, does, key), Do: do, When: when, Hint: tui.HintedFirst}
	}
	open := p.where(hasUnit, p.OnRow(tui.Bind("Enter", env.T("open"), "enter"), p.openAccount))
	return tui.Commands{
		slices.Concat(p.now(p.Failed), []tui.Command{open}, p.moves(), p.deciding(), p.clearing(), p.closingCommands()),
		append([]tui.Command{
			turn("[", env.T("day before"), func() tea.Cmd { return p.turnDay(p.day.AddDays(-1)) }, p.closing),
			turn("]", env.T("day after"), func() tea.Cmd { return p.turnDay(p.day.AddDays(1)) }, p.closing),
			turn("d", env.T("day"), p.askDay, p.closing),
			turn("e", env.T("to confirm"), p.turnView, func() bool { return p.onClaims() && p.elsewhere }),
			turn("e", env.T("recorded elsewhere"), p.turnView, p.onClaims),
		}, p.ListCommands(tui.HintedLast)...),
	}
}

// unitMeant is the unit of the row under the cursor.
func (p *society) unitMeant() (id uuid.UUID, label string, ok bool) {
	r, _ := p.Subject()
	return r.unit()
}

func (p *society) openAccount(r row) tea.Cmd {
	id, label, _ := r.unit()
	return p.s.Push(p.s.newAccount(id, label))
}

// readBeside reads what stands beside the lists.
func (p *society) readBeside() tea.Cmd {
	store, actor := p.s.store, p.s.actor
	cmds := []tea.Cmd{
		p.ageing.Ask(func(ctx context.Context) (money.Ageing, error) { return store.Money.Ageing(ctx, actor) }),
		p.waiting.Ask(func(ctx context.Context) (int, error) {
			page, err := store.Money.Claims(ctx, actor, money.ClaimFilter{Limit: 1})
			return page.Waiting, err
		}),
		p.closings.Ask(func(ctx context.Context) (money.ClosingPage, error) {
			return store.Money.Closings(ctx, actor, money.ClosingFilter{})
		}),
		p.toDeposit.Ask(func(ctx context.Context) (int, error) {
			page, err := store.Money.Cheques(ctx, actor, money.ChequeFilter{Limit: 1})
			return page.ToDeposit, err
		}),
	}
	if p.s.manages() { // who may charge the fees
		cmds = append(cmds, p.fees.Ask(func(ctx context.Context) (money.FeesWaiting, error) {
			return store.Money.FeesWaiting(ctx, actor)
		}))
	}
	return tea.Batch(cmds...)
}

// SetSize gives the page's size in cells.
func (p *society) SetSize(width, height int) {
	p.width, p.height = width, height
	p.board.SetSize(width, max(0, height-len(p.totals())))
}

// View draws the shown list above its totals.
func (p *society) View() string {
	totals := p.totals()
	// They may take another number of lines by now.
	p.board.SetSize(p.width, max(0, p.height-len(totals)))
	lines := []string{p.board.View()}
	for _, l := range totals {
		lines = append(lines, p.s.env.Theme.Clip(l, p.width))
	}
	return strings.Join(lines, "\n")
}

func (p *society) listName(at int) string {
	env := p.s.env
	switch tab(at) {
	case defaulters:
		return env.T("Defaulters")
	case payments:
		return env.T("Payments")
	case confirming:
		return p.claimsName()
	case depositing:
		return numbered(env.T("To deposit"), p.toDeposit.Val)
	case takings:
		return env.T("Cash close")
	}
	return env.T("Units")
}

// aside is what the society is owed too late, or the day of the cash close.
func (p *society) aside(room int) (text string, danger bool) {
	switch {
	case p.closing():
		text = show.Day(p.s.env, p.day)
	case p.ageing.Val.Total > 0:
		text, danger = p.s.env.T("late %s", show.Rupees(p.s.env, p.ageing.Val.Total)), true
	}
	if tui.Width(text) > room {
		return "", false
	}
	return text, danger
}

// totals are the lines below a list that is summed up: dues by age, the late fees
// that wait, or what a day brought by method.
func (p *society) totals() []string {
	s, env, a := p.s, p.s.env, p.ageing.Val
	switch t := tab(p.Lists.At()); {
	case t == defaulters && p.ageing.Known():
		return append(p.waitingLine(), p.packed(env.T("%s late, %s:", s.units(a.Units), s.bills(a.Bills)),
			"0-30 "+show.Rupees(s.env, a.Days30), "31-60 "+show.Rupees(s.env, a.Days60), "61-90 "+show.Rupees(s.env, a.Days90), "90+ "+show.Rupees(s.env, a.Older),
			env.T("in all %s", show.Rupees(s.env, a.Total)))...)
	case t == owing || t == defaulters:
		return p.waitingLine()
	case t == takings:
		return append(p.takingTotals(), p.closedLine()...)
	}
	return nil
}

// waitingLine says how many late fees wait, and the key that shows them; none where
// none does.
func (p *society) waitingLine() []string {
	fees := p.fees.Val
	if fees.Fees == 0 {
		return nil
	}
	return []string{" " + p.s.env.T("%s %s shows them.", p.s.feesWait(fees.Fees, fees.Total), overdueKey)}
}

// packed puts parts of a line beside each other, in as many lines as they need.
func (p *society) packed(parts ...string) []string {
	var lines []string
	for _, part := range parts {
		last := len(lines) - 1
		if last < 0 || tui.Width(lines[last])+2+tui.Width(part) > p.width-1 {
			lines = append(lines, " "+part)
			continue
		}
		lines[last] += "  " + part
	}
	return lines
}
