package upkeep

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/health"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// checks is the page of all checks, with how much each found.
type checks struct {
	s     *screen
	table *tui.Table[health.Result]
	// looked is when what is shown was found.
	looked time.Time
	// led says that somebody went on to what a check found, perhaps to mend it.
	led           bool
	width, height int
}

func (s *screen) newChecks() *checks {
	p := &checks{s: s}
	p.table = tui.NewTable(s.env, p.columns(), func(r health.Result) string { return r.Check.Name }, p.row)
	p.table.Faint = func(r health.Result) bool { return place(r) == inOrder }
	return p
}

// Init looks.
func (p *checks) Init() tea.Cmd {
	store, actor := p.s.store, p.s.actor
	return p.table.Show(func(ctx context.Context, _ *health.Result) (tui.Batch[health.Result], error) {
		results, err := store.Health.Look(ctx, actor, false)
		results = slices.Clone(results)
		slices.SortStableFunc(results, func(a, b health.Result) int { return int(place(a)) - int(place(b)) })
		return tui.Batch[health.Result]{Rows: results}, err
	})
}

// Name is empty: this is what the screen opens with.
func (p *checks) Name() string { return "" }

// Refresh looks again where somebody comes back from what a check found, and where the
// last look failed. With every change of the society it does not: a look asks a
// question for each check.
func (p *checks) Refresh() tea.Cmd {
	if !p.led && p.table.Err() == nil {
		return nil
	}
	return p.again()
}

func (p *checks) again() tea.Cmd {
	p.led = false
	return p.table.Reload()
}

// Waiting reports whether the next key would mean a row that is on its way.
func (p *checks) Waiting() bool { return p.table.Waiting() }

// Commands are what can be done with the checks.
func (p *checks) Commands() tui.Commands {
	env := p.s.env
	return tui.Commands{{
		p.table.RetryCommand(),
		p.table.OnRow(tui.Bind("Enter", env.T("what it found"), "enter"), p.open, p.failed),
		{Key: tui.Bind("r", env.T("look again"), "r"), Do: p.again, Hint: tui.Hinted},
		{Key: tui.Bind("s", env.T("the schedule"), "s"), Do: func() tea.Cmd { return p.s.Push(p.s.newJobs()) }, Hint: tui.Hinted},
		{Key: tui.Bind("z", env.T("the sizes"), "z"), Do: func() tea.Cmd { return p.s.Push(p.s.newSizes()) }, Hint: tui.Hinted},
	}}
}

// failed says why a check has nothing to show.
func (p *checks) failed(r health.Result) string {
	if r.Err == nil {
		return ""
	}
	return tui.Explain(p.s.env, r.Err)
}

// open shows what a check found. One that was left out is made after a question.
func (p *checks) open(r health.Result) tea.Cmd {
	deep := r.Cost > 0
	show := func() tea.Cmd {
		p.led = true
		return p.s.Push(p.s.newFindings(r.Check, deep))
	}
	if deep {
		return p.s.env.Do(tui.Confirm{
			Text:  p.s.env.T("This reads all %d rows of a large table, while others work. Look all the same?", r.Cost),
			OnYes: show,
		})
	}
	return show()
}

// Update takes a key that moves in the list, or what was found.
func (p *checks) Update(msg tea.Msg) tea.Cmd {
	cmd := p.table.Update(msg)
	if _, answered := msg.(tui.Loaded[tui.Batch[health.Result]]); answered && p.table.Err() == nil {
		p.looked = p.s.env.Now()
	}
	return cmd
}

// SetSize gives the page's size in cells.
func (p *checks) SetSize(width, height int) { p.width, p.height = width, height }

// about are the lines about the check under the cursor: what was looked for, and why
// there is no answer where there is none.
func (p *checks) about() []string {
	env := p.s.env
	r, ok := p.table.Selected()
	if !ok {
		return nil
	}
	says := env.Term(r.Check.Says)
	switch place(r) {
	case unknown:
		says = p.failed(r)
	case leftOut:
		says = env.T("%s Left out: it reads all %d rows of a large table.", says, r.Cost)
	}
	return append([]string{""}, env.Theme.Facts(says, tui.Cell{}, nil, p.width)...)
}

// View draws the checks under what they found in all, and below what the one under the
// cursor looks for.
func (p *checks) View() string {
	env, summary, when := p.s.env, "", ""
	about := p.about()
	p.table.SetSize(p.width, max(0, p.height-1-len(about)))
	if rows := p.table.Rows(); len(rows) > 0 {
		found := 0
		for _, r := range rows {
			if r.Found > 0 {
				found++
			}
		}
		summary = env.T("%d checks, none found anything", len(rows))
		if found > 0 {
			summary = env.T("%d checks, %d found something to mend", len(rows), found)
		}
		when = env.T("looked at %s", env.HM(p.looked))
	}
	return strings.Join(append([]string{env.Theme.Head(summary, when, p.width), p.table.View()}, about...), "\n")
}

// columns of the list.
func (p *checks) columns() []tui.Column {
	env := p.s.env
	return []tui.Column{
		{Title: env.T("Check"), Min: 24, Flex: 1, Max: 34},
		{Title: env.T("Found"), Min: 5, Right: true},
		{Title: "", Min: 8},
		{Title: env.T("To mend on"), Min: 10},
	}
}

func (p *checks) row(r health.Result) []tui.Cell {
	env, found := p.s.env, strconv.Itoa(r.Found)
	if r.More {
		found += "+"
	}
	state := tui.Cell{Text: env.T("in order")}
	switch place(r) {
	case wrong:
		state = tui.Cell{Text: env.T("wrong!"), Tone: tui.ToneDanger}
	case odd:
		state = tui.Cell{Text: env.T("odd")}
	case unknown:
		state, found = tui.Cell{Text: env.T("failed!"), Tone: tui.ToneDanger}, "-"
	case leftOut:
		state, found = tui.Cell{Text: env.T("left out")}, "-"
	}
	where := env.T("the server")
	if r.Check.Screen != "" {
		where = env.Term(strings.ToUpper(r.Check.Screen[:1]) + r.Check.Screen[1:])
	}
	return []tui.Cell{{Text: env.Term(r.Check.Title)}, {Text: found}, state, {Text: where}}
}

// rank is where a check stands in the list: what has to be mended comes first.
type rank int

const (
	wrong rank = iota
	odd
	unknown
	leftOut
	inOrder
)

func place(r health.Result) rank {
	switch {
	case r.Err != nil:
		return unknown
	case r.Cost > 0:
		return leftOut
	case r.Found == 0:
		return inOrder
	case r.Check.Severity == health.Wrong:
		return wrong
	}
	return odd
}
