// Package units is the admin's screen of blocks, units and who lives in them:
// added, put right, moved in and out, and imported from a file.
package units

import (
	"context"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Homes     Homes
	Directory Directory
	Imports   Imports
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Homes is what the screen asks of the units and who lives there.
type Homes interface {
	Units(ctx context.Context, actor role.Actor, f homes.UnitFilter) (homes.UnitPage, error)
	Blocks(ctx context.Context, actor role.Actor, f homes.BlockFilter) (homes.BlockPage, error)
	FindResidentAccounts(ctx context.Context, actor role.Actor, term string) ([]homes.ResidentAccount, error)
	CreateBlock(ctx context.Context, actor role.Actor, intent uuid.UUID, t homes.BlockText) (homes.Block, error)
	UpdateBlock(ctx context.Context, actor role.Actor, intent uuid.UUID, seen homes.Block, t homes.BlockText) (homes.Block, error)
	DeleteBlock(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (string, error)
	CreateUnit(ctx context.Context, actor role.Actor, intent uuid.UUID, n homes.UnitDraft) (homes.UnitRow, error)
	UpdateUnit(ctx context.Context, actor role.Actor, intent uuid.UUID, seen homes.Unit, t homes.UnitText) (homes.UnitRow, error)
	SetMaintenance(ctx context.Context, actor role.Actor, intent, id uuid.UUID, under bool, note string) (homes.UnitRow, error)
	DeleteUnit(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (string, error)
	MoveIn(ctx context.Context, actor role.Actor, intent uuid.UUID, m homes.MoveIn) (homes.Residency, error)
	UpdateResidency(ctx context.Context, actor role.Actor, intent uuid.UUID, seen homes.Residency, kind string, from value.Day) (homes.Residency, error)
	SetPrimary(ctx context.Context, actor role.Actor, intent uuid.UUID, seen homes.Residency) (homes.Residency, error)
	MoveOut(ctx context.Context, actor role.Actor, intent uuid.UUID, seen homes.Residency, until value.Day) (homes.Residency, error)
}

// Directory is what the screen asks of the directory.
type Directory interface {
	Record(ctx context.Context, actor role.Actor, id uuid.UUID) (directory.Record, error)
}

// Imports is what the screen asks of the imports.
type Imports interface {
	Check(ctx context.Context, actor role.Actor, content []byte) (imports.Report, error)
	Import(ctx context.Context, actor role.Actor, intent uuid.UUID, content []byte, progress func(done, total int)) (imports.Report, error)
}

// overlay is what stands over the lists until it is left: a form, or an import.
type overlay interface {
	title() string
	key(msg tea.KeyMsg) tea.Cmd
	update(msg tea.Msg) tea.Cmd
	view() string
	setSize(width, height int)
	hints() []key.Binding
	// back is a step back within it; it reports whether there was one.
	back() bool
	// captures reports whether a field has the keys, dirty whether something typed
	// is not saved, working whether work is under way whose result it will tell,
	// waiting whether the next key would mean the wrong thing.
	captures() bool
	dirty() bool
	working() bool
	waiting() bool
}

// screen is the units at one desk.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	keys  keys

	width, height int

	board *tui.Board[row, struct{}]
	// block narrows the lists of units to one, nil for all.
	block *homes.Block
	// record is the unit that is open over the lists, nil while there is none.
	record *record
	over   overlay
	// notes is why a unit goes under maintenance, until that is saved.
	notes tui.Kept
}

// New makes the units' screen of an actor, who takes imports from files; id is a
// unit to open, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files, keys: newKeys(env)}
	s.board = s.newBoard()
	if unit, err := uuid.Parse(id); err == nil {
		s.record = s.newRecord(unit, "", true)
	}
	return s
}

// Init reads the list, or the unit that was asked for.
func (s *screen) Init() tea.Cmd {
	if s.record != nil {
		return s.record.show()
	}
	return s.board.Init()
}

// Title stands in the header.
func (s *screen) Title() string {
	switch {
	case s.over != nil:
		return s.env.T("Units > %s", s.over.title())
	case s.record != nil && s.record.label() != "":
		return s.env.T("Units > %s", s.record.label())
	case s.record != nil:
		return s.env.T("Units > Unit")
	}
	return s.env.T("Units")
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

func (s *screen) layout() {
	s.board.SetSize(s.width, s.height)
	if s.record != nil {
		s.record.table.SetSize(s.width, s.height)
	}
	if s.over != nil {
		s.over.setSize(s.width, s.height)
	}
}

// View draws the body: a form or an import, a unit, or a list.
func (s *screen) View() string {
	switch {
	case s.over != nil:
		return s.over.view()
	case s.record != nil:
		return s.record.table.View()
	}
	return s.board.View()
}

// CapturesKeys reports whether a field has the keys.
func (s *screen) CapturesKeys() bool {
	if s.over != nil {
		return s.over.captures()
	}
	return s.record == nil && s.board.Lists.Typing()
}

// Dirty reports whether something typed is not saved.
func (s *screen) Dirty() bool { return s.over != nil && s.over.dirty() }

// Unfinished names the import, or the writes, whose outcome the person would not
// learn.
func (s *screen) Unfinished() string {
	if s.over != nil && s.over.working() {
		return s.env.T("the outcome of the import")
	}
	return s.board.Sends.Unfinished()
}

// Waiting reports whether the next key would mean the wrong thing.
func (s *screen) Waiting() bool {
	switch {
	case s.over != nil:
		return s.board.Sends.Sending() || s.over.waiting()
	case s.record != nil:
		return s.board.Sends.Sending() || s.record.table.Waiting()
	}
	return s.board.Waiting()
}

// Back is Esc: from what stands over a list to the list, from a unit to the list,
// from a search or a block to the whole list.
func (s *screen) Back() (tea.Cmd, bool) {
	switch {
	case s.over != nil && s.over.back():
		return nil, true
	case s.over != nil && s.over.working():
		s.tell(tui.NotifyRefusal, s.env.T("Still at work; wait until it is done."))
		return nil, true
	case s.over != nil:
		s.over = nil
		return s.board.Reread(), true
	case s.record != nil && s.record.root:
		return nil, false
	case s.record != nil:
		wanted := s.record.unit.String()
		s.record = nil
		// What went on while the lists were hidden.
		cmd := s.board.Reread()
		s.board.Lists.Want(wanted)
		return cmd, true
	}
	if cmd, stepped := s.board.Back(); stepped {
		return cmd, true
	}
	if s.block == nil {
		return nil, false
	}
	s.block = nil
	return s.board.Lists.Restart(), true
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd { return s.reread() }

// reread reads what is shown; the hidden lists are read when they are next shown.
func (s *screen) reread() tea.Cmd {
	if s.record != nil {
		s.board.Lists.Spoil()
		return s.record.table.Reload()
	}
	return s.board.Reread()
}

func (s *screen) tell(kind tui.NotifyKind, text string) { s.board.Tell(kind, text) }
