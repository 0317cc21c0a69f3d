// Package users is the admin's screen of accounts: who may sign in, as what, with
// which keys; adding, editing, barring, deleting and restoring them.
package users

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Settings Settings
	Accounts Accounts
	Tickets  Tickets
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Settings is what the screen asks of the settings.
type Settings interface {
	Values(ctx context.Context) (settings.Values, error)
}

// Tickets is what the screen asks of the tickets.
type Tickets interface {
	HeldBy(ctx context.Context, actor role.Actor, account uuid.UUID) (int, error)
}

// Accounts is what the screen asks of the accounts.
type Accounts interface {
	List(ctx context.Context, actor role.Actor, f accounts.Filter) (accounts.Page, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (accounts.User, accounts.Detail, error)
	Add(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, n accounts.Draft, once accounts.OneTime) (accounts.User, error)
	Edit(ctx context.Context, actor role.Actor, intent uuid.UUID, seen accounts.User, e accounts.Edit) (accounts.User, error)
	SetRole(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, seen accounts.User, as role.Role) (accounts.User, error)
	SetStatus(ctx context.Context, actor role.Actor, intent uuid.UUID, seen accounts.User, status string) (accounts.User, error)
	ResetPassword(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, id uuid.UUID, once accounts.OneTime) (accounts.User, error)
	Delete(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (accounts.User, error)
	Restore(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (accounts.User, error)
	AddAccountKey(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, account uuid.UUID, line string) (accounts.SSHKey, error)
	RemoveKey(ctx context.Context, actor role.Actor, intent uuid.UUID, fingerprint string) (accounts.SSHKey, error)
}

// screen is the accounts at one desk.
type screen struct {
	*tui.Stack
	env      *tui.Env
	store    Stores
	actor    role.Actor
	board    *tui.Board[accounts.User, accounts.Detail]
	settings *tui.Fetch[settings.Values]
}

// New makes the accounts of an actor; id is an account to open, or empty. It does
// no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor}
	s.Stack = tui.NewStack(env, env.T("Users"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.settings = tui.NewFetch[settings.Values](s.Stack)
	s.settings.Val = settings.Of(nil)
	s.board = s.newBoard()
	if user, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(user.String())
	}
	s.Push(s.board)
	return s
}

func (s *screen) newBoard() *tui.Board[accounts.User, accounts.Detail] {
	store, actor := s.store, s.actor
	b := tui.NewBoardPage[accounts.User, accounts.Detail](s.Stack, s.newLists())
	b.Holds = func(at int, u accounts.User) bool { return tabs(s.env)[at].holds(u) }
	b.Read = func(id string) func(context.Context) (accounts.User, accounts.Detail, error) {
		return func(ctx context.Context) (accounts.User, accounts.Detail, error) {
			user, err := uuid.Parse(id)
			if err != nil {
				return accounts.User{}, accounts.Detail{}, err
			}
			return store.Accounts.Get(ctx, actor, user)
		}
	}
	b.Lines, b.OpenedName, b.Offered = s.lines, s.env.T("Account"), s.commands(b)
	return b
}

// Init reads the list, and the account that was asked for.
func (s *screen) Init() tea.Cmd {
	return tea.Batch(s.settings.Ask(s.store.Settings.Values), s.Stack.Init())
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd { return tea.Batch(s.settings.Again(), s.Stack.Refresh()) }
