package upkeep

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/health"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// findings is the page of what one check found.
type findings struct {
	s     *screen
	check health.Check
	deep  bool
	table *tui.Table[health.Finding]

	width, height int
}

func (s *screen) newFindings(check health.Check, deep bool) *findings {
	p := &findings{s: s, check: check, deep: deep}
	env := s.env
	columns := []tui.Column{
		{Title: env.T("What"), Min: 24, Flex: 1, Max: 60},
		{Title: env.T("What stands there"), Min: 20, Flex: 1},
	}
	p.table = tui.NewTable(env, columns, func(f health.Finding) string { return f.Place }, p.row)
	p.table.Empty = env.T("Nothing is left to mend here.")
	return p
}

// Init reads what the check finds.
func (p *findings) Init() tea.Cmd {
	store, actor, check, deep := p.s.store, p.s.actor, p.check.Name, p.deep
	return p.table.Show(func(ctx context.Context, after *health.Finding) (tui.Batch[health.Finding], error) {
		page, err := store.Health.List(ctx, actor, health.Filter{Check: check, Deep: deep, After: after})
		return tui.Batch[health.Finding]{Rows: page.Findings, More: page.More}, err
	})
}

// Name is the check's.
func (p *findings) Name() string { return p.s.env.Term(p.check.Title) }

// Refresh reads again: what was mended is no longer there. A large table is read again
// for who asks.
func (p *findings) Refresh() tea.Cmd {
	if p.deep && p.table.Err() == nil {
		return nil
	}
	return p.table.Reload()
}

// Waiting reports whether the next key would mean a row that is on its way.
func (p *findings) Waiting() bool { return p.table.Waiting() }

// Commands are what can be done with what was found.
func (p *findings) Commands() tui.Commands {
	env := p.s.env
	has := func(c tui.Command, is func(f health.Finding) bool) tui.Command {
		c.When = func() bool {
			f, ok := p.table.Selected()
			return ok && is(f)
		}
		return c
	}
	opens := func(f health.Finding) bool { return f.Open != "" }
	stated := func(f health.Finding) bool { return f.Command != "" }
	return tui.Commands{{
		p.table.RetryCommand(),
		has(p.table.OnRow(tui.Bind("Enter", env.T("open it"), "enter"), p.open), opens),
		has(p.table.OnRow(tui.Bind("Enter", env.T("the statement"), "enter"), p.state), stated),
		has(p.table.OnRow(tui.Bind("s", env.T("the statement"), "s"), p.state), func(f health.Finding) bool { return opens(f) && stated(f) }),
		{Key: tui.Bind("r", env.T("look again"), "r"), Do: p.table.Reload, Hint: tui.Hinted},
		p.s.BackCommand(),
	}}
}

// open goes on to the screen where it is mended.
func (p *findings) open(f health.Finding) tea.Cmd {
	return p.s.env.Do(tui.Open{Name: p.check.Screen, ID: f.Open})
}

// state shows the statement that mends it. It stands at the left edge, to be copied,
// and is broken between words, where SQL goes on in the next line.
func (p *findings) state(f health.Finding) tea.Cmd {
	env := p.s.env
	return p.s.Push(tui.NewTextPage(env, env.T("Statement"), func(width int) []string {
		lines := env.Theme.Facts(f.Thing, tui.Cell{}, [][2]string{
			{env.T("Stands"), p.stands(f)}, {env.T("Mend"), env.Term(p.check.Mend)},
		}, width)
		return slices.Concat(lines, []string{""}, broken(f.Command, width))
	}, p.s.BackCommand()))
}

// broken is a statement in lines of at most width cells, broken between words alone.
func broken(statement string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(tui.Plain(statement)) {
		switch {
		case line == "":
			line = word
		case tui.Width(line)+1+tui.Width(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// Update takes a key that moves in the list, or what was found.
func (p *findings) Update(msg tea.Msg) tea.Cmd { return p.table.Update(msg) }

// head says what the check looks for and how it is mended.
func (p *findings) head() []string {
	env := p.s.env
	state := tui.Cell{Text: env.T("odd")}
	if p.check.Severity == health.Wrong {
		state = tui.Cell{Text: env.T("wrong!"), Tone: tui.ToneDanger}
	}
	return append(env.Theme.Facts(env.Term(p.check.Says), state, [][2]string{{env.T("Mend"), env.Term(p.check.Mend)}}, p.width), "")
}

// whole is what was found under the cursor, of which the list may show a part.
func (p *findings) whole() []string {
	f, ok := p.table.Selected()
	if !ok {
		return nil
	}
	return append([]string{""}, p.s.env.Theme.Facts(f.Thing, tui.Cell{}, [][2]string{{p.s.env.T("Stands"), p.stands(f)}}, p.width)...)
}

// SetSize gives the page's size in cells.
func (p *findings) SetSize(width, height int) { p.width, p.height = width, height }

// View draws what was found under what was looked for, and below the one under the
// cursor whole.
func (p *findings) View() string {
	head, whole := p.head(), p.whole()
	p.table.SetSize(p.width, max(leastRows, p.height-len(head)-len(whole)))
	lines := strings.Split(strings.Join(slices.Concat(head, []string{p.table.View()}, whole), "\n"), "\n")
	return strings.Join(lines[:min(len(lines), p.height)], "\n")
}

// leastRows are the lines that the list has on the smallest screen: its titles, a row,
// and that there are more.
const leastRows = 3

func (p *findings) row(f health.Finding) []tui.Cell {
	return tui.Cells(tui.OrDash(f.Thing), p.stands(f))
}

// stands is what stands there, in quotes where it is a value.
func (p *findings) stands(f health.Finding) string {
	if p.check.Verbatim {
		return `"` + f.Stands + `"`
	}
	return f.Stands
}
