// Package settings is the admin's screen of the society's settings, by category:
// what is in force, who changed it and when, and changing it.
package settings

import (
	"context"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings Settings
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Settings is what the screen asks of the settings.
type Settings interface {
	List(ctx context.Context, actor role.Actor) ([]settings.Row, error)
	Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]settings.Change, error)
	Set(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, seen settings.Row, value string) (settings.Row, error)
	Reset(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, seen settings.Row) (settings.Row, error)
}

// Screen is the settings at one desk.
type Screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	keys  keys

	width, height int

	board *tui.Board[settings.Row, []settings.Change]
	form  *form
}

// New makes the settings of an actor; key is one to open, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, key string) tui.Screen {
	s := &Screen{env: env, store: store, actor: actor, keys: newKeys(env)}
	s.board = s.newBoard()
	if key != "" {
		s.board.OpenedFor(key)
	}
	return s
}

func (s *Screen) newBoard() *tui.Board[settings.Row, []settings.Change] {
	store, actor := s.store, s.actor
	b := tui.NewBoard[settings.Row, []settings.Change](s.env, s.newLists(), func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
	b.Holds = func(at int, r settings.Row) bool { return categories()[at] == r.Category }
	b.Read = func(key string) func(context.Context) (settings.Row, []settings.Change, error) {
		return func(ctx context.Context) (settings.Row, []settings.Change, error) {
			row, err := readRow(ctx, store, actor, key)
			if err != nil || row.ID == nil {
				return row, nil, err
			}
			trail, err := store.Settings.Trail(ctx, actor, *row.ID)
			return row, trail, err
		}
	}
	b.Lines = s.lines
	return b
}

// readRow reads one setting as it is now.
func readRow(ctx context.Context, store Stores, actor role.Actor, key string) (settings.Row, error) {
	rows, err := store.Settings.List(ctx, actor)
	if err != nil {
		return settings.Row{}, err
	}
	for _, r := range rows {
		if r.Key == key {
			return r, nil
		}
	}
	return settings.Row{}, &fault.Error{Kind: fault.NotFound, Format: "There is no such setting."}
}

// Init reads the list, and the setting that was asked for.
func (s *Screen) Init() tea.Cmd { return s.board.Init() }

// Title stands in the header.
func (s *Screen) Title() string {
	switch {
	case s.form != nil:
		return s.env.T("Settings > Change")
	case s.board.Opened != nil:
		return s.env.T("Settings > Setting")
	}
	return s.env.T("Settings")
}

// SetSize gives the body's size in cells.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

func (s *Screen) layout() {
	s.board.SetSize(s.width, s.height)
	if s.form != nil {
		s.form.layout()
	}
}

// View draws the body: the form, a setting, or a list.
func (s *Screen) View() string {
	if s.form != nil {
		return s.form.view()
	}
	return s.board.View()
}

// CapturesKeys reports whether a field has the keys.
func (s *Screen) CapturesKeys() bool { return s.form != nil || s.board.Lists.Typing() }

// Dirty reports whether something typed is not saved.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.sheet.Dirty() }

// Unfinished names the writes on their way whose outcome the person would not
// learn.
func (s *Screen) Unfinished() string { return s.board.Sends.Unfinished() }

// Waiting reports whether the next key would mean the wrong thing.
func (s *Screen) Waiting() bool {
	if s.form != nil {
		return s.board.Sends.Sending()
	}
	return s.board.Waiting()
}

// Back is Esc: from a setting to the list, from a search to the whole list.
func (s *Screen) Back() (tea.Cmd, bool) { return s.board.Back() }

// Refresh reads again what is shown; the cursor stays on its row.
func (s *Screen) Refresh() tea.Cmd { return s.board.Reread() }
