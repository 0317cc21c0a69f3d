// Package directory is the screen that tells who lives where and whom to call:
// units found by their number, a resident, a phone or a vehicle, and a unit with
// its residents, what it owes, the vehicles seen there and its visits.
package directory

import (
	"context"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings  Settings
	Homes     Homes
	Visits    Visits
	Money     Money
	Directory Directory
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Settings is what the screen asks of the settings.
type Settings interface {
	Values(ctx context.Context) (settings.Values, error)
}

// Homes is what the screen asks of the units and who lives there.
type Homes interface {
	RevealPhone(ctx context.Context, actor role.Actor, intent, unit, user uuid.UUID) (string, error)
}

// Visits is what the screen asks of the register of visitors.
type Visits interface {
	List(ctx context.Context, actor role.Actor, f visits.Filter) (visits.Page, error)
}

// Money is what the screen asks of the bills and payments.
type Money interface {
	UnitDues(ctx context.Context, actor role.Actor, unit uuid.UUID) (money.UnitDues, error)
}

// Directory is what the screen asks of the directory.
type Directory interface {
	List(ctx context.Context, actor role.Actor, f directory.Filter) (directory.Page, error)
	Unit(ctx context.Context, actor role.Actor, unit uuid.UUID) (directory.Entry, error)
}

// screen is the directory at one desk.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	keys  keys

	width, height int

	lists  *tui.Lists[directory.Household]
	opened *record
	sends  *tui.Sends

	// revealed are the phones that were asked for, by unit and resident, for as
	// long as the screen is open.
	revealed map[[2]uuid.UUID]string

	settings       settings.Values
	settingsTicket tui.Ticket
}

// New makes the directory of an actor; id is a unit to open, or empty. It does no
// I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{
		env: env, store: store, actor: actor, keys: newKeys(env), settings: settings.Of(nil),
		revealed: map[[2]uuid.UUID]string{},
	}
	s.sends = tui.NewSends(env, func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
	s.lists = s.newLists()
	if unit, err := uuid.Parse(id); err == nil {
		s.opened = s.newRecord(unit, true)
	}
	return s
}

// Init reads the settings, and the list or the unit that was asked for.
func (s *screen) Init() tea.Cmd {
	cmds := []tea.Cmd{s.readSettings(), s.lists.Show(0)}
	if s.opened != nil {
		cmds = append(cmds, s.opened.show())
	}
	return tea.Batch(cmds...)
}

// Title stands in the header.
func (s *screen) Title() string {
	if s.opened == nil {
		return s.env.T("Directory")
	}
	if label := s.opened.label(); label != "" {
		return s.env.T("Directory > %s", label)
	}
	return s.env.T("Directory > Unit")
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.lists.SetSize(width, height)
	if s.opened != nil {
		s.opened.table.SetSize(width, height)
	}
}

// View draws the body: a unit, or the list.
func (s *screen) View() string {
	if s.opened != nil {
		return s.opened.table.View()
	}
	return s.lists.View()
}

// CapturesKeys reports whether the search has the keys.
func (s *screen) CapturesKeys() bool { return s.opened == nil && s.lists.Typing() }

// Waiting reports whether the next key would mean the wrong thing: rows that are
// on their way.
func (s *screen) Waiting() bool {
	if s.opened != nil {
		return s.opened.table.Waiting()
	}
	return s.lists.Waiting()
}

// Back is Esc: from a unit to the list, from a search to the whole list.
func (s *screen) Back() (tea.Cmd, bool) {
	switch {
	case s.opened == nil:
		return s.lists.Back()
	case s.opened.root:
		return nil, false
	}
	s.opened = nil
	return nil, true
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd {
	s.lists.Spoil()
	if s.opened != nil {
		return tea.Batch(s.readSettings(), s.opened.table.Reload())
	}
	return tea.Batch(s.readSettings(), s.lists.Reload())
}

func (s *screen) readSettings() tea.Cmd {
	ticket, cmd := tui.Load(s.env, s.store.Settings.Values)
	s.settingsTicket = ticket
	return cmd
}
