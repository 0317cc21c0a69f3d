// Package notices is the screen of the society's announcements: the list, the
// search, the reading view, and for admins the writing of them.
package notices

import (
	"context"

	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Notices Notices
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Notices is what the screen asks of the notices.
type Notices interface {
	List(ctx context.Context, actor role.Actor, f notices.Filter) (notices.Page, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (notices.Notice, error)
	MarkRead(ctx context.Context, actor role.Actor, intent, notice uuid.UUID) error
	Write(ctx context.Context, actor role.Actor, intent uuid.UUID, t notices.Text) (notices.Notice, error)
	Change(ctx context.Context, actor role.Actor, intent uuid.UUID, c notices.Change) (notices.Notice, error)
	Expire(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (notices.Notice, error)
}

// screen is the notices at one desk.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	keys  keys

	width, height int

	board *tui.Board[notices.Notice, struct{}]
	draft *draft
	// text is the opened notice as it was last laid out.
	text laidOut
	// marking is the reading that is being recorded, of the notice marked; one that
	// failed is not tried again before the notice is read anew.
	marking tui.Ticket
	marked  uuid.UUID
}

// New makes the notices of an actor; id is a notice to open, or empty. It does no
// I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, keys: newKeys(env)}
	s.board = s.newBoard()
	if notice, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(notice.String())
	}
	return s
}

// writes reports whether the account may write notices; data holds to it.
func (s *screen) writes() bool { return s.actor.May(role.WriteNotices) }

func (s *screen) newBoard() *tui.Board[notices.Notice, struct{}] {
	store, actor := s.store, s.actor
	b := tui.NewBoard[notices.Notice, struct{}](s.env, s.newLists(), func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
	b.Holds = func(at int, n notices.Notice) bool { return s.tabs()[at].holds(n) }
	b.Read = func(id string) func(context.Context) (notices.Notice, struct{}, error) {
		return func(ctx context.Context) (notices.Notice, struct{}, error) {
			notice, err := uuid.Parse(id)
			if err != nil {
				return notices.Notice{}, struct{}{}, err
			}
			n, err := store.Notices.Get(ctx, actor, notice)
			return n, struct{}{}, err
		}
	}
	b.Lines = func(n notices.Notice, _ struct{}, width int) []string { return s.reading(n, width) }
	return b
}

// Init reads the list, and the notice that was asked for.
func (s *screen) Init() tea.Cmd { return s.board.Init() }

// Title stands in the header.
func (s *screen) Title() string {
	switch {
	case s.draft != nil && s.draft.seen != nil:
		return s.env.T("Notices > Change")
	case s.draft != nil:
		return s.env.T("Notices > Write")
	case s.board.Opened != nil:
		return s.env.T("Notices > Notice")
	}
	return s.env.T("Notices")
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

func (s *screen) layout() {
	s.board.SetSize(s.width, s.height)
	if s.draft != nil {
		s.draft.layout()
	}
}

// View draws the body: the form with its preview, a notice, or a list.
func (s *screen) View() string {
	if s.draft != nil {
		return s.draft.view()
	}
	return s.board.View()
}

// CapturesKeys reports whether a field has the keys.
func (s *screen) CapturesKeys() bool { return s.draft != nil || s.board.Lists.Typing() }

// Dirty reports whether something typed is not saved.
func (s *screen) Dirty() bool { return s.draft != nil && s.draft.sheet.Dirty() }

// Unfinished names the writes on their way whose outcome the person would not
// learn.
func (s *screen) Unfinished() string { return s.board.Sends.Unfinished() }

// Waiting reports whether the next key would mean the wrong thing.
func (s *screen) Waiting() bool {
	if s.draft != nil {
		return s.board.Sends.Sending()
	}
	return s.board.Waiting()
}

// Back is Esc: from a notice to the list, from a search to the whole list.
func (s *screen) Back() (tea.Cmd, bool) { return s.board.Back() }

// Refresh reads again what is shown; the cursor stays on its row.
func (s *screen) Refresh() tea.Cmd {
	s.marked = uuid.Nil
	return s.board.Reread()
}
