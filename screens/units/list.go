package units

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/homes"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

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

func (s *screen) newBoard() *tui.Board[row, struct{}] {
	tables := make([]*tui.Table[row], tabs)
	for t := range tabs {
		tables[t] = tui.NewTable(s.env, s.columns(t), row.id, s.row)
	}
	l := tui.NewLists(s.env, tables...)
	l.Name = func(at int) string { return s.tabName(tab(at)) }
	l.Source = func(at int, term string) tui.Source[row] { return s.source(tab(at), term) }
	l.Empty = func(at int, term string) string { return s.empty(tab(at), term) }
	store, actor := s.store, s.actor
	b := tui.NewBoard[row, struct{}](s.env, l, func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
	b.Holds = func(at int, r row) bool {
		if r.block != nil {
			return tab(at) == blocks
		}
		return tab(at) == all || tab(at).status() == r.unit.Status
	}
	// An open unit stands beside the lists: what is written there is read again
	// with them.
	b.Beside = func() tea.Cmd {
		if s.record == nil {
			return nil
		}
		return s.record.table.Reload()
	}
	return b
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
		return tui.Cells(b.Name, strconv.Itoa(b.Units), strconv.Itoa(b.Occupied), strconv.Itoa(b.Vacant), strconv.Itoa(b.Maintenance), orDash(about))
	}
	u := r.unit
	row := tui.Cells(u.Label, orDash(u.Block), u.Type, strconv.Itoa(u.Floor), "", strconv.Itoa(u.Residents), orDash(u.Contact))
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
		return env.T("No unit here begins with %s. Tab looks in the next list, Esc shows all.", term)
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

// open shows the row under the cursor: a unit whole, a block's units, or what a
// line of a unit leads to.
func (s *screen) open() tea.Cmd {
	if s.record != nil {
		return s.record.open()
	}
	r, ok := s.board.Lists.Shown().Selected()
	switch {
	case !ok:
		return nil
	case r.block != nil:
		s.block = r.block
		s.board.Lists.ClearSearch()
		s.board.Lists.Spoil()
		return tea.Batch(s.board.Lists.Show(int(all)), s.board.Lists.Restart())
	}
	s.record = s.newRecord(r.unit.ID, r.unit.Label, false)
	return s.record.show()
}

// unitMeant is the unit that a key means: the open one, else the one under the
// cursor.
func (s *screen) unitMeant() (homes.UnitRow, bool) {
	if s.record != nil {
		whole, ok := s.record.whole()
		return whole.UnitRow, ok
	}
	r, ok := s.board.Lists.Shown().Selected()
	if !ok || r.unit == nil {
		return homes.UnitRow{}, false
	}
	return *r.unit, true
}

// blockMeant is the block under the cursor of the list of blocks.
func (s *screen) blockMeant() (homes.Block, bool) {
	if s.record != nil {
		return homes.Block{}, false
	}
	r, ok := s.board.Lists.Shown().Selected()
	if !ok || r.block == nil {
		return homes.Block{}, false
	}
	return *r.block, true
}

// residentMeant is the resident under the cursor of an open unit.
func (s *screen) residentMeant() (homes.Residency, bool) {
	if s.record == nil {
		return homes.Residency{}, false
	}
	l, ok := s.record.table.Selected()
	if !ok || l.resident == nil {
		return homes.Residency{}, false
	}
	return *l.resident, true
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
