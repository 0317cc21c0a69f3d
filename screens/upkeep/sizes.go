package upkeep

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/maintenance"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// sizes is the page of how large the tables are and what they grow, the largest first.
type sizes struct {
	s             *screen
	table         *tui.Table[maintenance.Size]
	width, height int
}

func (s *screen) newSizes() *sizes {
	p := &sizes{s: s}
	env := s.env
	columns := []tui.Column{
		{Title: env.T("Table"), Min: 24, Flex: 1, Max: 44},
		{Title: env.T("Size"), Min: 10, Right: true},
		{Title: env.T("Rows"), Min: 10, Right: true},
		{Title: env.T("A month"), Min: 10, Right: true},
	}
	p.table = tui.NewTable(env, columns, func(z maintenance.Size) string { return z.Name }, p.row)
	return p
}

// Init reads the sizes.
func (p *sizes) Init() tea.Cmd {
	store, actor := p.s.store, p.s.actor
	return p.table.Show(func(ctx context.Context, _ *maintenance.Size) (tui.Batch[maintenance.Size], error) {
		all, err := store.Maintenance.Sizes(ctx, actor)
		return tui.Batch[maintenance.Size]{Rows: all}, err
	})
}

// Name is the page's.
func (p *sizes) Name() string { return p.s.env.T("Sizes") }

// Refresh reads again where the last reading failed: what is asked of the disk is not
// asked with every change.
func (p *sizes) Refresh() tea.Cmd {
	if p.table.Err() == nil {
		return nil
	}
	return p.table.Reload()
}

// Waiting reports whether the next key would mean a row that is on its way.
func (p *sizes) Waiting() bool { return p.table.Waiting() }

// Commands are what can be done with the sizes.
func (p *sizes) Commands() tui.Commands {
	return tui.Commands{{
		p.table.RetryCommand(),
		{Key: tui.Bind("r", p.s.env.T("read again"), "r"), Do: p.table.Reload, Hint: tui.Hinted},
		p.s.BackCommand(),
	}}
}

// Update takes a key that moves in the list, or what was read.
func (p *sizes) Update(msg tea.Msg) tea.Cmd { return p.table.Update(msg) }

// SetSize gives the page's size in cells.
func (p *sizes) SetSize(width, height int) { p.width, p.height = width, height }

// View draws the tables.
func (p *sizes) View() string {
	p.table.SetSize(p.width, max(0, p.height-1))
	env := p.s.env
	used, most := p.s.store.Pool()
	return strings.Join([]string{
		env.Theme.Head(env.T("%d of %d connections in use here", used, most), env.T("grows by the last 30 days"), p.width), p.table.View(),
	}, "\n")
}

func (p *sizes) row(z maintenance.Size) []tui.Cell {
	env := p.s.env
	name, rows := z.Name, env.Count(int(z.Rows), "%d", "%d")
	if z.Name == maintenance.Whole {
		name, rows = env.T("the whole database"), ""
	}
	return []tui.Cell{{Text: name}, {Text: z.Shown}, {Text: rows}, {Text: tui.OrDash(z.MonthShown)}}
}
