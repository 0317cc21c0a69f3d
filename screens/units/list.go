package units

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/homes"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// tab is one of the lists.
type tab int

const (
	all tab = iota
	occupied
	vacant
	maintenance
	blocks
	tabs
)

// status is the status that a list keeps to, empty for all.
func (t tab) status() string {
	switch t {
	case occupied:
		return "occupied"
	case vacant:
		return "vacant"
	case maintenance:
		return homes.UnderMaintenance
	}
	return ""
}

// row is a row of a list; one of its pointers is set.
type row struct {
	unit  *homes.UnitRow
	block *homes.Block
}

// id names a row for good.
func (r row) id() string {
	if r.unit != nil {
		return r.unit.ID.String()
	}
	return r.block.ID.String()
}

// lists is the page of the units and the blocks.
type lists struct {
	*tui.Board[row, struct{}]
	s *screen
}

func (s *screen) newLists() lists {
	tables := make([]*tui.Table[row], tabs)
	for t := range tabs {
		tables[t] = tui.NewTable(s.env, s.columns(t), row.id, s.row)
	}
	ls := tui.NewLists(s.env, tables...)
	ls.Name = func(at int) string { return s.tabName(tab(at)) }
	ls.Source = func(at int, term string) tui.Source[row] { return s.source(tab(at), term) }
	ls.Empty = func(at int, term string) string { return s.empty(tab(at), term) }
	l := lists{tui.NewBoardPage[row, struct{}](s.Stack, ls), s}
	l.Holds = func(at int, r row) bool {
		if r.block != nil {
			return tab(at) == blocks
		}
		return tab(at) == all || tab(at).status() == r.unit.Status
	}
	l.Offered = l.commands()
	return l
}

// Back goes from a search, then from a block, to the whole list.
func (l lists) Back() (tea.Cmd, bool) {
	if cmd, stepped := l.Board.Back(); stepped || l.s.block == nil {
		return cmd, stepped
	}
	l.s.block = nil
	return l.Lists.Restart(), true
}

// inBlocks reports whether the list of blocks is shown.
func (l lists) inBlocks() bool { return tab(l.Lists.At()) == blocks }

// open shows a unit whole, or a block's units.
func (l lists) open(r row) tea.Cmd {
	if r.unit != nil {
		return l.s.show(r.unit.ID, r.unit.Label)
	}
	l.s.block = r.block
	l.Lists.ClearSearch()
	l.Lists.Spoil()
	return tea.Batch(l.Lists.Show(int(all)), l.Lists.Restart())
}

// history opens what the trail has of a unit or a block.
func (l lists) history(r row) tea.Cmd {
	of := "units/"
	if r.block != nil {
		of = "blocks/"
	}
	return l.s.env.Do(tui.Open{Name: "audit", ID: of + r.id()})
}

func (s *screen) tabName(t tab) string {
	switch t {
	case occupied:
		return s.env.T("Occupied")
	case vacant:
		return s.env.T("Vacant")
	case maintenance:
		return s.env.T("Maintenance")
	case blocks:
		return s.env.T("Blocks")
	}
	if s.block != nil {
		return s.block.Name
	}
	return s.env.T("All units")
}

// columns of a list. Narrow terminals lose the floor first, then the block.
func (s *screen) columns(t tab) []tui.Column {
	env := s.env
	if t == blocks {
		return []tui.Column{
			{Title: env.T("Block"), Min: 14, Flex: 1, Max: 30},
			{Title: env.T("Units"), Min: 5, Right: true},
			{Title: env.T("Occupied"), Min: 8, Right: true},
			{Title: env.T("Vacant"), Min: 6, Right: true},
			{Title: env.T("Maintenance"), Min: 11, Right: true},
			{Title: env.T("About"), Min: 16, Flex: 2, Drop: 1},
		}
	}
	return []tui.Column{
		{Title: env.T("Unit"), Min: 9, Flex: 1, Max: 18},
		{Title: env.T("Block"), Min: 11, Flex: 1, Max: 24, Drop: 1},
		{Title: env.T("Type"), Min: 6},
		{Title: env.T("Floor"), Min: 5, Right: true, Drop: 2},
		{Title: env.T("Status"), Min: 13},
		{Title: env.T("People"), Min: 6, Right: true},
		{Title: env.T("Primary contact"), Min: 15, Flex: 2, Max: 36},
	}
}

func (s *screen) row(r row) []tui.Cell {
	if b := r.block; b != nil {
		about, _, _ := cutLine(b.Description)
		return tui.Cells(b.Name, strconv.Itoa(b.Units), strconv.Itoa(b.Occupied), strconv.Itoa(b.Vacant), strconv.Itoa(b.Maintenance), tui.OrDash(about))
	}
	u := r.unit
	row := tui.Cells(u.Label, tui.OrDash(u.Block), u.Type, strconv.Itoa(u.Floor), "", strconv.Itoa(u.Residents), tui.OrDash(u.Contact))
	row[4] = s.state(u.Status)
	return row
}

// state is a unit's status with what the eye needs.
func (s *screen) state(status string) tui.Cell {
	switch status {
	case "occupied":
		return tui.Cell{Text: s.env.T("occupied")}
	case homes.UnderMaintenance:
		return tui.Cell{Text: s.env.T("! maintenance"), Tone: tui.ToneStrong}
	}
	return tui.Cell{Text: s.env.T("vacant"), Tone: tui.ToneMuted}
}

// source reads a list's pages, searched for term.
func (s *screen) source(t tab, term string) tui.Source[row] {
	store, actor := s.store, s.actor
	if t == blocks {
		return func(ctx context.Context, after *row) (tui.Batch[row], error) {
			f := homes.BlockFilter{Search: term}
			if after != nil {
				f.After = after.block
			}
			page, err := store.Homes.Blocks(ctx, actor, f)
			rows := make([]row, len(page.Blocks))
			for i := range page.Blocks {
				rows[i].block = &page.Blocks[i]
			}
			return tui.Batch[row]{Rows: rows, More: page.More}, err
		}
	}
	f := homes.UnitFilter{Search: term, Status: t.status()}
	if s.block != nil {
		f.BlockID = &s.block.ID
	}
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := f
		if after != nil {
			f.After = after.unit.Cursor()
		}
		page, err := store.Homes.Units(ctx, actor, f)
		rows := make([]row, len(page.Units))
		for i := range page.Units {
			rows[i].unit = &page.Units[i]
		}
		return tui.Batch[row]{Rows: rows, More: page.More}, err
	}
}

// empty says what to do where a list has no rows.
func (s *screen) empty(t tab, term string) string {
	env := s.env
	switch {
	case term != "" && t == blocks:
		return env.T("No block is called %s. Esc shows all.", term)
	case term != "":
		return env.T("No unit here begins with %s, and nobody of that name lives in one. Tab looks in the next list, Esc shows all.", term)
	case t == blocks:
		return env.T("There are no blocks yet. n adds one, i imports a file.")
	case t == occupied:
		return env.T("Nobody lives here yet. m moves somebody in, on a unit.")
	case t == vacant:
		return env.T("No unit is vacant.")
	case t == maintenance:
		return env.T("No unit is under maintenance.")
	case s.block != nil:
		return env.T("%s has no units yet. n adds one.", s.block.Name)
	}
	return env.T("There are no units yet. n adds one, i imports a file.")
}
