package bills

import (
	"context"
	"reflect"
	"strconv"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// done is how far a run has come.
type done struct{ of, total int }

// run is a job over the whole society: what it would do is shown first, then it
// is done with its progress. P is its preview, R its result.
type run[P, R any] struct {
	s *screen
	// name is the job's, for the header.
	name string
	// preview and work ask the store, outside the event loop. work is given the
	// preview that somebody said yes to.
	preview func(ctx context.Context) (P, error)
	work    func(ctx context.Context, p P, report func(done)) (R, error)
	// lines tell the preview, told the result. question is asked before the work;
	// where there is nothing to do it is empty, and the sentence of nothing is
	// told.
	lines    func(P, int) []string
	question func(P) string
	nothing  func(P) string
	told     func(R) string
	// turn, where set, shows the preview of a month n months later.
	turn func(n int) tea.Cmd
	// more, where set, carries out further keys while no work is under way; moreKeys
	// are their hints.
	more     func(tea.KeyMsg) (tea.Cmd, bool)
	moreKeys []key.Binding

	seen    *P
	sorry   string
	wanted  bool       // Ctrl+S was pressed while the preview was read again
	ticket  tui.Ticket // of the preview
	job     tui.Ticket // the work under way
	far     done
	outcome string
	failed  bool
	place   tui.Reading
}

func (r *run[P, R]) title() string { return r.name }

// show reads the preview.
func (r *run[P, R]) show() tea.Cmd {
	ticket, cmd := tui.Load(r.s.env, r.preview)
	r.ticket = ticket
	return cmd
}

// again reads the preview again, as after a change of a fee: what is asked for is
// what will be done. While the work goes on there is nothing to look forward to.
func (r *run[P, R]) again() tea.Cmd {
	if r.job.Valid() {
		return nil
	}
	return r.show()
}

func (r *run[P, R]) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Loaded[P]:
		if !msg.Ticket.Valid() || msg.Ticket != r.ticket {
			return nil
		}
		r.ticket = tui.Ticket{}
		wanted := r.wanted
		r.wanted = false
		if msg.Err != nil {
			r.sorry = tui.Explain(r.s.env, msg.Err)
			return nil
		}
		if r.seen, r.sorry = &msg.Val, ""; wanted {
			return r.ask()
		}
	case tui.Progress[done]:
		if msg.Ticket == r.job {
			r.far = msg.Val
		}
		return msg.Next
	case tui.Loaded[R]:
		if !msg.Ticket.Valid() || msg.Ticket != r.job {
			return nil
		}
		r.job = tui.Ticket{}
		return r.finished(msg.Val, msg.Err)
	}
	return nil
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
	}
	return s.reread()
}

func (r *run[P, R]) key(msg tea.KeyMsg) tea.Cmd {
	shared := r.s.env.Keys
	r.wanted = false
	switch {
	case key.Matches(msg, shared.Save):
		return r.ask()
	case key.Matches(msg, shared.Retry) && r.sorry != "":
		return r.show()
	case r.turn != nil && !r.job.Valid() && msg.String() == "left":
		return r.turn(-1)
	case r.turn != nil && !r.job.Valid() && msg.String() == "right":
		return r.turn(1)
	}
	if r.more != nil && !r.job.Valid() {
		if cmd, ok := r.more(msg); ok {
			return cmd
		}
	}
	r.place.Key(r.s.env, msg, len(r.all(r.s.width)), r.s.height)
	return nil
}

// ask asks before the work begins; a second time while it goes on it does nothing.
func (r *run[P, R]) ask() tea.Cmd {
	switch {
	case r.job.Valid():
		return nil
	case r.ticket.Valid():
		r.wanted = true
		return nil
	case r.seen == nil:
		return nil
	case r.question(*r.seen) == "":
		r.s.tell(tui.NotifyInfo, r.nothing(*r.seen))
		return nil
	}
	asked := *r.seen
	r.s.env.Do(tui.Confirm{Text: r.question(asked), OnYes: func() tea.Cmd { return r.start(asked) }})
	return nil
}

// start begins the work if it still is what was asked about, row by row.
func (r *run[P, R]) start(asked P) tea.Cmd {
	if r.ticket.Valid() || !reflect.DeepEqual(*r.seen, asked) {
		r.s.tell(tui.NotifyRefusal, r.s.env.T("Nothing was done: the figures have changed. Look at them again."))
		return nil
	}
	var cmd tea.Cmd
	r.far, r.outcome = done{}, ""
	r.job, cmd = tui.LoadLong(r.s.env, func(ctx context.Context, report func(done)) (R, error) {
		return r.work(ctx, asked, report)
	})
	return cmd
}

// all are the lines of the preview, under what is known of the work.
func (r *run[P, R]) all(width int) []string {
	th, env := r.s.env.Theme, r.s.env
	var lines []string
	switch {
	case r.job.Valid() && r.far.total > 0:
		lines = append(lines, " "+th.Strong.Render(env.T("Working: %s of %s done.", strconv.Itoa(r.far.of), strconv.Itoa(r.far.total))), "")
	case r.job.Valid():
		lines = append(lines, " "+th.Strong.Render(env.T("Working.")), "")
	case r.sorry != "":
		lines = append(lines, " "+th.Danger.Render(th.Clip("! "+tui.Plain(r.sorry), width-2)), "")
	case r.outcome != "" && r.failed:
		lines = append(lines, " "+th.Strong.Render(th.Clip(env.T("Before it stopped: %s", r.outcome), width-2)), "")
	}
	if r.seen != nil {
		lines = append(lines, r.lines(*r.seen, width)...)
	}
	return lines
}

func (r *run[P, R]) view(width, height int) string {
	return r.place.View(r.s.env, r.all(width), height)
}

func (r *run[P, R]) hints() []key.Binding {
	shared := r.s.env.Keys
	var hints []key.Binding
	if !r.job.Valid() && r.seen != nil && r.question(*r.seen) != "" {
		hints = append(hints, tui.Bind("Ctrl+S", r.s.env.T("do it"), shared.Save.Keys()...))
	}
	if r.sorry != "" {
		hints = append(hints, shared.Retry)
	}
	if r.turn != nil {
		hints = append(hints, tui.Bind("Left Right", r.s.env.T("month"), "left", "right"))
	}
	if !r.job.Valid() {
		hints = append(hints, r.moreKeys...)
	}
	return append(hints, shared.PageDown, shared.Back)
}

func (r *run[P, R]) setSize(int, int) {}
func (r *run[P, R]) captures() bool   { return false }

func (r *run[P, R]) dirty() bool { return false }

// working asks before the work is left: its result would not be told.
func (r *run[P, R]) working() bool { return r.job.Valid() }

// runKey opens the monthly run; this month's is offered.
func (s *screen) runKey() tea.Cmd { return s.openRun(s.today().FirstOfMonth()) }

func (s *screen) openRun(month value.Day) tea.Cmd {
	store, actor, env := s.store, s.actor, s.env
	r := &run[money.RunPreview, money.RunResult]{
		s: s, name: env.T("Run of %s", s.month(month)),
		preview: func(ctx context.Context) (money.RunPreview, error) { return store.Money.PreviewRun(ctx, actor, month) },
		work: func(ctx context.Context, _ money.RunPreview, report func(done)) (money.RunResult, error) {
			return store.Money.RunBills(ctx, actor, month, func(of, total int) { report(done{of, total}) })
		},
		lines: s.runLines,
		question: func(p money.RunPreview) string {
			if p.Units == 0 {
				return ""
			}
			return env.T("Raise %s of %s in all for %s?", s.bills(p.Units), s.money(p.Total), s.month(p.Month))
		},
		nothing: func(p money.RunPreview) string {
			return env.T("No unit is left to be billed for %s.", s.month(p.Month))
		},
		told: func(r money.RunResult) string {
			return env.T("Raised %s of %s in all for %s.", s.bills(r.Bills), s.money(r.Total), s.month(r.Month))
		},
		turn: func(n int) tea.Cmd { return s.openRun(month.AddMonths(n)) },
	}
	s.over = r
	return r.show()
}

// runLines tell what a run would do: how many, what in all, by type, and who is
// left out and why.
func (s *screen) runLines(p money.RunPreview, width int) []string {
	th, env := s.env.Theme, s.env
	lines := []string{
		" " + th.Title.Render(env.T("Maintenance of %s", s.month(p.Month))),
	}
	lines = append(lines, indented(env.T("Bills of %s, due %s.", s.date(p.BillDate), s.date(p.DueDate)), width)...)
	lines = append(lines, indented(env.T("%s to be billed, %s in all; %s billed already.",
		s.units(p.Units), s.money(p.Total), strconv.Itoa(p.Already)), width)...)
	if len(p.ByType) > 0 {
		lines = append(lines, "")
	}
	for _, t := range p.ByType {
		lines = append(lines, "   "+th.Fit(tui.Plain(orDash(t.Type)), 12, false)+th.Fit(s.units(t.Units), 11, true)+
			th.Fit(s.money(t.Fee), 15, true)+th.Fit(s.money(t.Total), 17, true))
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
		lines = append(lines, "   "+th.Fit(tui.Plain(l.Unit), 10, false)+"  "+th.Fit(tui.Plain(orDash(l.Type)), 10, false)+"  "+env.Term(l.Reason.Word()))
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
