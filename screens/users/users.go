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
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Settings is what the screen asks of the settings.
type Settings interface {
	Values(ctx context.Context) (settings.Values, error)
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

// Screen is the accounts at one desk.
type Screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	keys  keys

	width, height int

	board *tui.Board[accounts.User, accounts.Detail]
	form  *form
	// secret is a one-time password that is shown, this once.
	secret *secret
	// choosing says that the keys of the opened account are offered as soon as they
	// are known.
	choosing bool

	settings       settings.Values
	settingsTicket tui.Ticket
}

// New makes the accounts of an actor; id is an account to open, or empty. It does
// no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &Screen{env: env, store: store, actor: actor, keys: newKeys(env), settings: settings.Of(nil)}
	s.board = s.newBoard()
	if user, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(user.String())
	}
	return s
}

func (s *Screen) newBoard() *tui.Board[accounts.User, accounts.Detail] {
	store, actor := s.store, s.actor
	b := tui.NewBoard[accounts.User, accounts.Detail](s.env, s.newLists(), func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
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
	b.Lines = s.lines
	return b
}

// Init reads the list, and the account that was asked for.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.readSettings(), s.board.Init()) }

func (s *Screen) readSettings() tea.Cmd {
	ticket, cmd := tui.Load(s.env, s.store.Settings.Values)
	s.settingsTicket = ticket
	return cmd
}

// Title stands in the header.
func (s *Screen) Title() string {
	switch {
	case s.secret != nil:
		return s.env.T("Users > One-time password")
	case s.form != nil:
		return s.env.T("Users > %s", s.form.short)
	case s.board.Opened != nil:
		return s.env.T("Users > Account")
	}
	return s.env.T("Users")
}

// SetSize gives the body's size in cells.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

func (s *Screen) layout() {
	s.board.SetSize(s.width, s.height)
	if s.form != nil {
		s.form.sheet.SetSize(s.width, s.height)
	}
}

// View draws the body: a password that is shown once, a form, an account, or a
// list.
func (s *Screen) View() string {
	switch {
	case s.secret != nil:
		return s.secretView()
	case s.form != nil:
		return s.form.sheet.View()
	}
	return s.board.View()
}

// CapturesKeys reports whether a field has the keys, or a password is shown that
// no stray key may take away.
func (s *Screen) CapturesKeys() bool {
	return s.secret != nil || s.form != nil || s.board.Lists.Typing()
}

// Dirty reports whether something typed is not saved.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.sheet.Dirty() }

// Unfinished names a password that is shown and that nobody wrote down yet, and
// the writes on their way whose outcome the person would not learn.
func (s *Screen) Unfinished() string {
	if s.secret != nil {
		return s.env.T("the one-time password")
	}
	return s.board.Sends.Unfinished()
}

// Waiting reports whether the next key would mean the wrong thing.
func (s *Screen) Waiting() bool {
	if s.form != nil {
		return s.board.Sends.Sending()
	}
	return s.choosing || s.board.Waiting()
}

// Back is Esc: from an account to the list, from a search to the whole list.
func (s *Screen) Back() (tea.Cmd, bool) {
	if s.choosing {
		s.choosing = false
		return nil, true
	}
	return s.board.Back()
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *Screen) Refresh() tea.Cmd { return tea.Batch(s.readSettings(), s.board.Reread()) }
