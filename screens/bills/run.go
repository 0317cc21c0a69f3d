package bills

import (
	"context"
	"reflect"
	"strconv"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// run is the page of a job: what it would do is shown first, then it is done with
// its progress. P is its preview, R its result.
type run[P, R any] struct {
	*tui.TextPage
	job
	// name is the job's, for the header; does is what Ctrl+S does, for the hints.
	name, does string
	// read and work ask the store, outside the event loop. work is given the preview
	// that somebody said yes to.
	read func(ctx context.Context) (P, error)
	work func(ctx context.Context, p P, report func(done)) (R, error)
	// lines tell the preview, told the result. question is asked before the work;
	// where there is nothing to do it is empty, and the sentence of nothing is
	// told.
	lines    func(P, int) []string
	question func(P) string
	nothing  func(P) string
	told     func(R) string
	// why, where set, asks for the reason in the same question, under the name kept; it
	// is typed once for any number of tries, and stands in reason.
	why    func(P) string
	kept   string
	reason string
	// turn, where set, shows the preview of a month n months later.
	turn func(n int) tea.Cmd
	// leaves says that the page is left when all is done, for there is no more to see.
	leaves bool
	// more can be done while no work is under way.
	more []tui.Command

	preview *tui.Fetch[P]
	wanted  bool // Ctrl+S was pressed while the preview was read again
	outcome string
	failed  bool
}

// page makes the job a page of the screen.
func (r *run[P, R]) page(s *screen) *run[P, R] {
	r.s, r.preview = s, tui.NewFetch[P](s.Stack)
	r.preview.Then = r.looked
	r.TextPage = tui.NewTextPage(s.env, r.name, r.all)
	r.Offered = r.commands()
	return r
}

func (r *run[P, R]) commands() tui.Commands {
	env := r.s.env
	idle := func() bool { return !r.working() }
	turns := func() bool { return r.turn != nil && idle() }
	do := tui.Command{
		Key: tui.Bind("Ctrl+S", r.does, env.Keys.Save.Keys()...), Do: r.ask, Refused: r.idleness,
		When: func() bool { return idle() && (r.preview.Known() || r.preview.Waiting()) },
	}
	hinted := do.HintAt(tui.Hinted)
	hinted.When = func() bool { return idle() && r.preview.Known() && r.question(r.preview.Val) != "" }
	all := []tui.Command{
		hinted, do,
		{Key: env.Keys.Retry, When: func() bool { return r.preview.Err() != nil }, Do: r.Refresh, Hint: tui.Hinted},
		{Key: tui.Bind("Left Right", env.T("month"), "right"), When: turns, Do: func() tea.Cmd { return r.turn(1) }, Hint: tui.Hinted},
		{Key: tui.Bind("Left", env.T("month before"), "left"), When: turns, Do: func() tea.Cmd { return r.turn(-1) }},
	}
	for _, c := range r.more {
		c.When, c.Hint = idle, tui.Hinted
		all = append(all, c)
	}
	pageDown := func() tea.Cmd { return r.Update(tea.KeyMsg{Type: tea.KeyPgDown}) }
	return tui.Commands{append(all, tui.Command{Key: env.Keys.PageDown, When: r.GoesOn, Do: pageDown, Hint: tui.Hinted}, r.s.BackCommand())}
}

// Init reads the preview.
func (r *run[P, R]) Init() tea.Cmd { return r.preview.Ask(r.read) }

// Refresh reads the preview again, as after a change of a fee: what is asked for is
// what will be done. While the work goes on there is nothing to look forward to.
func (r *run[P, R]) Refresh() tea.Cmd {
	if r.working() {
		return nil
	}
	return r.preview.Again()
}

// Unfinished names what the person would not learn who leaves.
func (r *run[P, R]) Unfinished() string { return r.job.Unfinished() }

// Update moves in the text, and takes what is told of the work.
func (r *run[P, R]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		r.wanted = false
	case tui.Progress[done]:
		return r.progress(msg)
	case tui.Loaded[R]:
		if r.ended(msg.Ticket) {
			return r.finished(msg.Val, msg.Err)
		}
	}
	return r.TextPage.Update(msg)
}

// looked asks whether to begin, where that was wished before the preview was there.
func (r *run[P, R]) looked(_ P, err error) tea.Cmd {
	wanted := r.wanted && r.s.Front() == tui.Page(r)
	r.wanted = false
	if err != nil || !wanted {
		return nil
	}
	if why := r.idleness(); why != "" {
		r.s.tell(tui.NotifyInfo, why)
		return nil
	}
	return r.ask()
}

// finished tells what was done; what was done before an error stays done.
func (r *run[P, R]) finished(result R, err error) tea.Cmd {
	s := r.s
	r.outcome, r.failed = r.told(result), err != nil && !tui.WasSaved(err)
	if tui.WasSaved(err) {
		s.tell(tui.NotifyInfo, tui.Explain(s.env, err))
	} else if err != nil {
		s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	} else {
		s.tell(tui.NotifySuccess, r.outcome)
		s.reasons.Saved(r.kept)
	}
	var left tea.Cmd
	if r.leaves && !r.failed {
		left = s.Drop(r)
	}
	return tea.Batch(left, s.Stack.Refresh())
}

// idleness says that there is nothing to do; empty where there is, or where that is
// not known yet.
func (r *run[P, R]) idleness() string {
	if r.preview.Waiting() || r.question(r.preview.Val) != "" {
		return ""
	}
	return r.nothing(r.preview.Val)
}

// ask asks before the work begins, as soon as the preview is there.
func (r *run[P, R]) ask() tea.Cmd {
	if r.preview.Waiting() {
		r.wanted = true
		return nil
	}
	asked := r.preview.Val
	if r.why == nil {
		return r.s.env.Do(tui.Confirm{Text: r.question(asked), OnYes: func() tea.Cmd { return r.start(asked) }})
	}
	r.s.reasons.Ask(r.s.env, r.kept, show.Joined(" ", r.question(asked), r.why(asked)), func(reason string) tea.Cmd {
		r.reason = reason
		return r.start(asked)
	})
	return nil
}

// start begins the work if it still is what was asked about, row by row.
func (r *run[P, R]) start(asked P) tea.Cmd {
	if r.preview.Waiting() || !reflect.DeepEqual(r.preview.Val, asked) {
		r.s.tell(tui.NotifyRefusal, r.s.env.T("Nothing was done: the figures have changed. Look at them again."))
		return nil
	}
	r.outcome = ""
	return begin(&r.job, func(ctx context.Context, report func(done)) (R, error) { return r.work(ctx, asked, report) })
}

// all are the lines of the preview, under what is known of the work.
func (r *run[P, R]) all(width int) []string {
	th, env := r.s.env.Theme, r.s.env
	var lines []string
	switch sorry := r.preview.Sorry(); {
	case r.working():
		lines = append(lines, " "+th.Strong.Render(r.soFar()), "")
	case sorry != "":
		lines = append(lines, " "+th.Danger.Render(th.Clip("! "+tui.Plain(sorry), width-2)), "")
	case r.outcome != "" && r.failed:
		lines = append(lines, " "+th.Strong.Render(th.Clip(env.T("Before it stopped: %s", r.outcome), width-2)), "")
	}
	if r.preview.Known() {
		lines = append(lines, r.lines(r.preview.Val, width)...)
	}
	return lines
}

// openRun opens the monthly run; this month's is offered.
func (s *screen) openRun() tea.Cmd { return s.Push(s.monthlyRun(s.today().FirstOfMonth())) }

func (s *screen) monthlyRun(month value.Day) *run[money.RunPreview, money.RunResult] {
	store, actor, env := s.store, s.actor, s.env
	r := &run[money.RunPreview, money.RunResult]{
		name: env.T("Run of %s", s.month(month)), does: env.T("raise"),
		read: func(ctx context.Context) (money.RunPreview, error) { return store.Money.PreviewRun(ctx, actor, month) },
		work: func(ctx context.Context, _ money.RunPreview, report func(done)) (money.RunResult, error) {
			return store.Money.RunBills(ctx, actor, month, func(of, total int) { report(done{of, total}) })
		},
		lines: s.runLines,
		question: func(p money.RunPreview) string {
			if p.Units == 0 {
				return ""
			}
			if p.Ahead > 0 {
				return env.T("%s is %s months ahead. Raise %s of %s in all for it?", s.month(p.Month), strconv.Itoa(p.Ahead), s.bills(p.Units), show.Rupees(s.env, p.Total))
			}
			return env.T("Raise %s of %s in all for %s?", s.bills(p.Units), show.Rupees(s.env, p.Total), s.month(p.Month))
		},
		nothing: func(p money.RunPreview) string {
			return env.T("No unit is left to be billed for %s.", s.month(p.Month))
		},
		told: func(r money.RunResult) string {
			return env.T("Raised %s of %s in all for %s.", s.bills(r.Bills), show.Rupees(s.env, r.Total), s.month(r.Month))
		},
		turn: func(n int) tea.Cmd {
			next := s.monthlyRun(month.AddMonths(n))
			s.Swap(next)
			return next.Init()
		},
		more: []tui.Command{{Key: tui.Bind("l", env.T("all runs"), "l"), Do: s.openRuns}},
	}
	return r.page(s)
}

// runLines tell what a run would do: how many, what in all, by type, and who is
// left out and why.
func (s *screen) runLines(p money.RunPreview, width int) []string {
	th, env := s.env.Theme, s.env
	lines := []string{
		" " + th.Title.Render(env.T("Maintenance of %s", s.month(p.Month))),
	}
	lines = append(lines, indented(env.T("Bills of %s, due %s.", show.Day(s.env, p.BillDate), show.Day(s.env, p.DueDate)), width)...)
	lines = append(lines, indented(env.T("%s to be billed, %s in all; %s billed already.",
		s.units(p.Units), show.Rupees(s.env, p.Total), strconv.Itoa(p.Already)), width)...)
	if len(p.ByType) > 0 {
		lines = append(lines, "")
	}
	for _, t := range p.ByType {
		lines = append(lines, "   "+th.Fit(tui.Plain(tui.OrDash(t.Type)), 12, false)+th.Fit(s.units(t.Units), 11, true)+
			th.Fit(show.Rupees(s.env, t.Fee), 15, true)+th.Fit(show.Rupees(s.env, t.Total), 17, true))
	}
	var left []money.RunLine
	for _, l := range p.LeftOut {
		if l.Reason != money.RunAlready {
			left = append(left, l)
		}
	}
	if len(left) > 0 {
		lines = append(lines, "", " "+th.Strong.Render(env.T("Left out: %s", s.units(len(left)))))
	}
	for _, l := range left {
		lines = append(lines, "   "+th.Fit(tui.Plain(l.Unit), 10, false)+"  "+th.Fit(tui.Plain(tui.OrDash(l.Type)), 10, false)+"  "+env.Term(l.Reason.Word()))
	}
	for i, l := range lines {
		lines[i] = th.Clip(l, width)
	}
	return lines
}

// indented is a sentence below a heading, on as many lines as it takes.
func indented(text string, width int) []string {
	lines := tui.Wrap(text, width-4)
	for i, l := range lines {
		lines[i] = "   " + l
	}
	return lines
}
