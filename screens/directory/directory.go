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
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	list  list

	// revealed are the phones that were asked for, by unit and resident, for as
	// long as the screen is open. phones are those on their way; no key waits for
	// them, as keys do for the writes of the Stack.
	revealed map[[2]uuid.UUID]string
	phones   *tui.Sends

	settings *tui.Fetch[settings.Values]
}

// New makes the directory of an actor; id is a unit to open, or empty. It does no
// I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, revealed: map[[2]uuid.UUID]string{}}
	s.Stack = tui.NewStack(env, env.T("Directory"), nil)
	s.Stack.Words = inFull()
	s.phones = tui.NewSends(env, tui.SettleAs(actor, store.Settle))
	s.settings = tui.NewFetch[settings.Values](s.Stack)
	s.settings.Val = settings.Of(nil)
	if unit, err := uuid.Parse(id); err == nil {
		s.Push(s.newRecord(unit))
		return s
	}
	s.list = s.newList()
	s.Push(s.list)
	return s
}

// Init reads the settings, and the list or the unit that was asked for.
func (s *screen) Init() tea.Cmd {
	return tea.Batch(s.settings.Ask(s.store.Settings.Values), s.Stack.Init())
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	return tea.Batch(s.Stack.Update(msg), s.phones.Update(msg))
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd { return tea.Batch(s.settings.Again(), s.Stack.Refresh()) }
