package bills

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// runsList is the page of the monthly runs, the latest month first; the one in force
// of a month can be taken back.
type runsList struct {
	*tui.Table[row]
	s       *screen
	offered tui.Commands
}

// openRuns shows them over the run that is looked at.
func (s *screen) openRuns() tea.Cmd {
	env := s.env
	p := &runsList{s: s}
	p.Table = s.table(p.cells,
		tui.Column{Title: env.T("Month"), Min: 8},
		tui.Column{Title: env.T("Raised"), Min: 11, Drop: 1},
		tui.Column{Title: env.T("By"), Min: 10, Flex: 1, Max: 30},
		tui.Column{Title: env.T("Bills"), Min: 5, Right: true},
		tui.Column{Title: env.T("Total"), Min: 15, Right: true},
		tui.Column{Title: env.T("Paid"), Min: 4, Right: true},
		tui.Column{Title: "", Min: 11},
		tui.Column{Title: env.T("Reason"), Min: 12, Flex: 2, Max: 60, Wide: 96})
	p.Table.Empty = env.T("No month was billed yet.")
	p.offered = tui.Commands{{
		p.Table.RetryCommand(),
		p.Table.OnRow(tui.Bind("v", env.T("take back"), "v"), func(r row) tea.Cmd { return s.Push(s.takeBack(*r.run)) }, s.isBack),
		s.BackCommand(),
	}}
	return s.Push(p)
}

// Init reads the runs.
func (p *runsList) Init() tea.Cmd {
	store, actor := p.s.store, p.s.actor
	return p.Table.Show(func(ctx context.Context, after *row) (tui.Batch[row], error) {
		var f money.RunFilter
		if after != nil {
			f.After = after.run.Cursor()
		}
		page, err := store.Money.BillRuns(ctx, actor, f)
		return rowsOf(page.Runs, page.More, func(r *money.BillRun) row { return row{run: r} }, err)
	})
}

// Refresh reads the list again.
func (p *runsList) Refresh() tea.Cmd { return p.Table.Reload() }

// Name is what the page is called in the header.
func (p *runsList) Name() string { return p.s.env.T("Runs") }

// Commands are what can be done with a run.
func (p *runsList) Commands() tui.Commands { return p.offered }

// cells are a run's; what became of it stands at the end.
func (p *runsList) cells(r row) []tui.Cell {
	env, run := p.s.env, r.run
	cells := tui.Cells(env.T("%s %s", env.Term(run.Month.Format("Jan")), strconv.Itoa(run.Month.Year)), env.Date(run.RaisedAt), tui.OrDash(run.Raiser()), strconv.Itoa(run.Bills), run.Total.String(), strconv.Itoa(run.Paid), "", tui.OrDash(run.Reason))
	switch {
	case run.Unfinished:
		cells[6] = tui.Cell{Text: env.T("unfinished!"), Tone: tui.ToneDanger}
	case !run.InForce():
		cells[5].Text, cells[6].Text = "-", env.T("taken back")
	case run.Void > 0:
		cells[6].Text = env.T("%s void", strconv.Itoa(run.Void))
	}
	return cells
}

// isBack says of a run that it was taken back already; empty where it was not.
func (s *screen) isBack(r row) string {
	if r.run.InForce() {
		return ""
	}
	return s.env.T("%s took this run back on %s: %s", tui.OrDash(r.run.TakenBackBy), s.env.Date(*r.run.TakenBackAt), r.run.Reason)
}

// takeBack is the page on which a run is looked at and taken back.
func (s *screen) takeBack(of money.BillRun) *run[money.RunBack, money.RunTakenBack] {
	store, actor, env := s.store, s.actor, s.env
	what := "take back " + of.Month.String()
	r := &run[money.RunBack, money.RunTakenBack]{name: env.T("Take back %s", s.month(of.Month)), does: env.T("take back"), kept: what, leaves: true}
	r.read = func(ctx context.Context) (money.RunBack, error) {
		return store.Money.PreviewTakeBack(ctx, actor, of.Month)
	}
	r.work = func(ctx context.Context, p money.RunBack, report func(done)) (money.RunTakenBack, error) {
		return store.Money.TakeBackRun(ctx, actor, uuid.New(), p.Run, r.reason, func(of, total int) { report(done{of, total}) })
	}
	r.lines = s.backLines
	r.why = func(p money.RunBack) string {
		return env.T("Why is the run of %s taken back?", s.month(p.Run.Month))
	}
	r.question = func(p money.RunBack) string {
		if p.Kept > 0 {
			return ""
		}
		return env.T("Take back %s of %s in all? It cannot be undone.", s.bills(p.Run.Bills), show.Rupees(env, p.Run.Total))
	}
	r.nothing = func(money.RunBack) string { return env.T("Something is paid on this run: reverse that first.") }
	r.told = func(done money.RunTakenBack) string {
		text := env.T("Took back %s of %s in all; %s can be billed anew.", s.bills(done.Bills), show.Rupees(env, done.Total), s.month(done.Month))
		if done.Left > 0 {
			text += " " + env.T("Left %s that somebody paid meanwhile.", s.bills(done.Left))
		}
		return text
	}
	return r.page(s)
}

// backLines tell what taking a run back would do, or which bills keep it.
func (s *screen) backLines(p money.RunBack, width int) []string {
	th, env, run := s.env.Theme, s.env, p.Run
	lines := []string{" " + th.Title.Render(env.T("Run of %s", s.month(run.Month)))}
	say := func(text string) { lines = append(lines, indented(text, width)...) }
	say(env.T("Raised by %s on %s: %s of %s in all.", tui.OrDash(run.Raiser()), env.Date(run.RaisedAt), s.bills(run.Bills), show.Rupees(env, run.Total)))
	if run.Unfinished {
		say(env.T("It was taken back half-way; Ctrl+S takes back the rest."))
	}
	switch {
	case p.Kept > 0:
		say(env.T("It stays, for something is paid or claimed on %s:", s.bills(p.Kept)))
	case p.Fees > 0:
		say(env.T("Its bills become void, and %s of %s on them.", s.fees(p.Fees), show.Rupees(env, p.FeesTotal)))
		say(env.T("The month can be billed anew."))
	default:
		say(env.T("Its bills become void. The month can be billed anew."))
	}
	for _, b := range p.KeptBills {
		state := env.T("paid %s", show.Rupees(env, b.Paid))
		if b.Claimed > 0 {
			state = env.T("claimed %s", show.Rupees(env, b.Claimed))
		}
		room := max(4, width-3-9-2-tui.Width(state)-1)
		lines = append(lines, "   "+th.Fit(tui.Plain(tui.OrDash(b.Unit)), 9, false)+th.Fit(tui.Plain(show.BillFor(env, b)), room, false)+"  "+state)
	}
	if more := p.Kept - len(p.KeptBills); more > 0 {
		lines = append(lines, "   "+env.T("and %s more", s.bills(more)))
	}
	for i, l := range lines {
		lines[i] = th.Clip(l, width)
	}
	return lines
}
