package bills

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// overdueKey shows what is overdue.
const overdueKey = "O"

// openOverdue opens what is overdue, and the late fees that wait to be charged.
func (s *screen) openOverdue() tea.Cmd {
	store, actor, env := s.store, s.actor, s.env
	r := &run[money.OverduePreview, money.OverdueResult]{
		name: env.T("Overdue"), does: env.T("mark, charge"),
		read: func(ctx context.Context) (money.OverduePreview, error) { return store.Money.PreviewOverdue(ctx, actor) },
		work: func(ctx context.Context, p money.OverduePreview, report func(done)) (r money.OverdueResult, err error) {
			progress := func(of, total int) { report(done{of, total}) }
			if r.OverdueMarks, err = store.Money.MarkOverdue(ctx, actor, progress); err != nil || p.Fees == 0 {
				return r, err
			}
			r.FeesCharged, err = store.Money.ChargeLateFees(ctx, actor, uuid.New(), p.Due, progress)
			return r, err
		},
		lines:    s.overdueLines,
		question: s.overdueQuestion,
		nothing: func(p money.OverduePreview) string {
			if why := s.noFees(p); why != "" {
				return why
			}
			return env.T("Every late bill is marked, and no late fee waits.")
		},
		told: s.overdueTold,
		more: []tui.Command{{Key: tui.Bind("w", env.T("waive charged ones"), "w"), Do: s.openCharged}},
	}
	return s.Push(r.page(s))
}

func (s *screen) fees(n int) string { return s.env.Count(n, "1 late fee", "%d late fees") }

// feesWait says how many late fees wait, and what they sum to.
func (s *screen) feesWait(n int, total value.Paise) string {
	return s.env.T("%s, %s in all.", s.env.Count(n, "1 late fee waits", "%d late fees wait"), show.Rupees(s.env, total))
}

// overdueQuestion asks before what waits is done; empty where nothing does.
func (s *screen) overdueQuestion(p money.OverduePreview) string {
	switch {
	case p.Fees > 0 && p.Marks > 0:
		return s.env.T("Mark %s overdue and charge %s of %s in all?", s.bills(p.Marks), s.fees(p.Fees), show.Rupees(s.env, p.Total))
	case p.Fees > 0:
		return s.env.T("Charge %s of %s in all?", s.fees(p.Fees), show.Rupees(s.env, p.Total))
	case p.Marks > 0:
		return s.env.T("Mark %s overdue?", s.bills(p.Marks))
	}
	return ""
}

// overdueTold tells what was done, and what was left because it changed between
// the preview and the yes.
func (s *screen) overdueTold(r money.OverdueResult) string {
	env := s.env
	charged := env.T("Charged %s of %s in all.", s.fees(r.Fees), show.Rupees(s.env, r.Total))
	switch marked := env.T("Marked %s overdue.", s.bills(r.Marks)); {
	case r.Left > 0:
		return env.T("Charged %s of %s in all; left %s that changed meanwhile.", s.fees(r.Fees), show.Rupees(s.env, r.Total), strconv.Itoa(r.Left))
	case r.Fees == 0:
		return marked
	case r.Marks == 0:
		return charged
	default:
		return marked + " " + charged
	}
}

// noFees says why no late fee can wait; empty where one can.
func (s *screen) noFees(p money.OverduePreview) string {
	switch {
	case p.Charging == money.FeesNone:
		return s.env.T("Late fees are off: billing.late_fees is no (Settings).")
	case p.From.IsZero():
		return s.env.T("No late fees yet: billing.late_fee_from names no day (Settings).")
	}
	return ""
}

// feeRule says which dues get a late fee.
func (s *screen) feeRule(p money.OverduePreview) string {
	env := s.env
	rule := env.T("Late fees are for dues of %s or later, never for opening dues.", show.Day(s.env, p.From))
	if p.Grace > 0 {
		rule = env.T("Late fees are for dues of %s or later, more than %s late, never for opening dues.",
			show.Day(s.env, p.From), env.Count(p.Grace, "1 day", "%d days"))
	}
	if p.Charging == money.FeesAutomatic {
		rule += " " + env.T("The calendar charges them.")
	}
	return rule
}

// overdueLines show the arithmetic of each late fee.
func (s *screen) overdueLines(p money.OverduePreview, width int) []string {
	th, env := s.env.Theme, s.env
	lines := []string{
		" " + th.Title.Render(env.T("Overdue on %s", show.Day(s.env, p.Today))),
	}
	lines = append(lines, indented(env.T("%s to be marked overdue. %s", s.bills(p.Marks), s.feesWait(p.Fees, p.Total)), width)...)
	why := s.noFees(p)
	if why == "" {
		why = s.feeRule(p)
	}
	lines = append(lines, indented(why, width)...)
	if len(p.Lines) > 0 {
		lines = append(lines, "")
	}
	for _, l := range p.Lines {
		what := l.Description
		if what == "" {
			what = env.Term(l.Type)
		}
		fee := env.T("%s = %s", show.FeeArithmetic(s.env, l.Percent, l.Base), show.Rupees(s.env, l.Fee))
		due := ""
		if width >= receiptWidth {
			due = th.Fit(show.Day(s.env, l.DueDate), 13, false)
		}
		room := max(4, width-3-9-tui.Width(due)-2-tui.Width(fee)-1)
		lines = append(lines, "   "+th.Fit(tui.Plain(l.Unit), 9, false)+due+th.Fit(tui.Plain(what), room, false)+"  "+fee)
	}
	if more := p.Fees - len(p.Lines); more > 0 {
		lines = append(lines, "   "+env.T("and %s more", s.fees(more)))
	}
	for i, l := range lines {
		lines[i] = th.Clip(l, width)
	}
	return lines
}
