// Package settings is the admin's screen of the society's settings, by category:
// what is in force, who changed it and when, and changing it.
package settings

import (
	"context"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings Settings
	Archive  Archive
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

// screen is the settings at one desk.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	board *tui.Board[settings.Row, []settings.Change]
}

// New makes the settings of an actor; key is one to open, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, key string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor}
	s.Stack = tui.NewStack(env, env.T("Settings"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.board = s.newBoard()
	if key != "" {
		s.board.OpenedFor(key)
	}
	s.Push(s.board)
	return s
}

func (s *screen) newBoard() *tui.Board[settings.Row, []settings.Change] {
	store, actor := s.store, s.actor
	b := tui.NewBoardPage[settings.Row, []settings.Change](s.Stack, s.newLists())
	b.OpenedName, b.Offered = s.env.T("Setting"), s.commands(b)
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
