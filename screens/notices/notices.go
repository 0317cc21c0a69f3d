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
	MarkRead(ctx context.Context, actor role.Actor, intent, notice uuid.UUID, version string) error
	Readers(ctx context.Context, actor role.Actor, notice uuid.UUID, audience notices.Audience) (int, error)
	Write(ctx context.Context, actor role.Actor, intent uuid.UUID, t notices.Text) (notices.Notice, error)
	Change(ctx context.Context, actor role.Actor, intent uuid.UUID, c notices.Change) (notices.Notice, error)
	Expire(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (notices.Notice, error)
}

// screen is the notices at one desk.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	board *tui.Board[notices.Notice, struct{}]
	// text is the opened notice as it was last laid out.
	text laidOut
	// marking is the recording that a notice was read, of the notice marked in a
	// version; one that failed is not tried again before the notice is read anew.
	marking *tui.Fetch[marked]
	marked  marked
}

// New makes the notices of an actor; id is a notice to open, or empty. It does no
// I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor}
	s.Stack = tui.NewStack(env, env.T("Notices"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.marking = tui.NewFetch[marked](s.Stack)
	s.marking.Then = s.tookMarked
	s.board = s.newBoard()
	if notice, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(notice.String())
	}
	s.Push(s.board)
	return s
}

// writes reports whether the account may write notices; data holds to it.
func (s *screen) writes() bool { return s.actor.May(role.WriteNotices) }

func (s *screen) newBoard() *tui.Board[notices.Notice, struct{}] {
	store, actor := s.store, s.actor
	b := tui.NewBoardPage[notices.Notice, struct{}](s.Stack, s.newLists())
	b.Holds = func(at int, n notices.Notice) bool { return s.tabs()[at].holds(n) }
	b.Read = func(id string) func(context.Context) (notices.Notice, struct{}, error) {
		s.marked = marked{}
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
	b.OpenedName, b.Offered = s.env.T("Notice"), s.commands(b)
	return b
}

// Update takes a key, or the answer to something the screen asked; a notice that
// stands on the screen with it is read.
func (s *screen) Update(msg tea.Msg) tea.Cmd { return tea.Batch(s.Stack.Update(msg), s.markRead()) }
