// Package units is the admin's screen of blocks, units and who lives in them:
// added, put right, moved in and out, and imported from a file.
package units

import (
	"context"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings  Settings
	Homes     Homes
	Directory Directory
	Imports   Imports
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Settings is what the screen asks of the settings.
type Settings interface {
	Values(ctx context.Context) (settings.Values, error)
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

// screen is the units at one desk.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	keys  keys
	// settings tell of which country phones are.
	settings *tui.Fetch[settings.Values]

	lists lists
	// block narrows the lists of units to one, nil for all.
	block *homes.Block
	// record is the unit that was opened last, nil before the first.
	record *record
	// notes is why a unit goes under maintenance, until that is saved.
	notes tui.Kept
}

// New makes the units' screen of an actor, who takes imports from files; id is a
// unit to open, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files, keys: newKeys(env)}
	s.Stack = tui.NewStack(env, env.T("Units"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.settings = tui.NewFetch[settings.Values](s.Stack)
	s.settings.Val = settings.Of(nil)
	s.lists = s.newLists()
	if unit, err := uuid.Parse(id); err == nil {
		s.show(unit, "")
		return s
	}
	s.Push(s.lists)
	return s
}

// Init reads the settings, and what is shown.
func (s *screen) Init() tea.Cmd {
	return tea.Batch(s.settings.Ask(s.store.Settings.Values), s.Stack.Init())
}

// Refresh reads again what is shown.
func (s *screen) Refresh() tea.Cmd { return tea.Batch(s.settings.Again(), s.Stack.Refresh()) }

// show opens a unit, in place of one that is in front; label is how the list had it.
func (s *screen) show(unit uuid.UUID, label string) tea.Cmd {
	before := s.record
	s.record = s.newRecord(unit, label)
	if before == nil || s.Front() != before {
		return s.Push(s.record)
	}
	s.Swap(s.record)
	return s.record.Init()
}

// opened is the unit that is open, perhaps beneath a form; nil while there is none.
func (s *screen) opened() *record {
	if s.record == nil || !s.Holds(s.record) {
		return nil
	}
	return s.record
}

// reread reads what a form stands on: what somebody else changed meanwhile is there
// as soon as the form is left.
func (s *screen) reread() tea.Cmd {
	if r := s.opened(); r != nil {
		return r.Reload()
	}
	return s.lists.Reread()
}
