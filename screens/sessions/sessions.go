// Package sessions is the admin's screen of desks: who is on which one, ending
// one, and the last sign-ins, failed ones and refused connections.
package sessions

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Accounts Accounts
	Trail    Trail
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Accounts is what the screen asks of the accounts.
type Accounts interface {
	Sessions(ctx context.Context, actor role.Actor, after *accounts.Session) ([]accounts.Session, error)
	EndSession(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) error
}

// Trail is what the screen asks of the audit log.
type Trail interface {
	List(ctx context.Context, actor role.Actor, f trail.Filter) (trail.Page, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (trail.Entry, error)
}

// row is a desk that is open now, or what the trail says of one.
type row struct {
	desk *accounts.Session
	told *trail.Row
}

func (r row) id() string {
	if r.desk != nil {
		return r.desk.ID.String()
	}
	return r.told.ID.String()
}

// account is whose row it is, nil for nobody's. A sign-in that failed is of the
// account that was tried.
func (r row) account() *uuid.UUID {
	switch {
	case r.desk != nil:
		return r.desk.UserID
	case r.told.UserID == nil && r.told.Resource == "users":
		return r.told.ResourceID
	}
	return r.told.UserID
}

// lately is what was last done at a desk, newest first.
type lately []trail.Row

// screen is the list of desks at one of them.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	board *tui.Board[row, lately]
}

// New makes the screen; id is a session's to open, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor}
	s.Stack = tui.NewStack(env, env.T("Sessions"), tui.SettleAs(actor, store.Settle))
	s.Stack.Words = inFull()
	s.board = tui.NewBoardPage[row, lately](s.Stack, s.newLists())
	s.board.Holds = func(at int, r row) bool { return (at == int(now)) == (r.desk != nil) }
	s.board.Read, s.board.Lines, s.board.Offered = s.read, s.lines, s.commands()
	if session, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(session.String())
	}
	s.Push(s.board)
	return s
}

// commands are what can be done with a desk, or with what the trail says of one.
func (s *screen) commands() tui.Commands {
	env, b := s.env, s.board
	again := tui.Bind("r", env.T("read again"), "r")
	return tui.Commands{
		{
			b.OpenCommand(env.T("open")),
			b.OnRow(tui.Bind("x", env.T("end it"), "x", " "), s.askEnd, s.over),
			b.OnRow(tui.Bind("h", env.T("the account's audit"), "h"), s.openAudit),
			{Key: again, When: b.InList, Do: b.Reread, Hint: tui.Hinted},
			{Key: again, When: b.InOpened, Do: b.Reread},
		},
		append(b.ListCommands(tui.Hinted), b.BackCommand()),
	}
}

// over says of what is past that it cannot be ended.
func (s *screen) over(r row) string {
	if r.desk != nil {
		return ""
	}
	return s.env.T("This one is over; the first list has the desks that can be ended.")
}

// own reports whether a session is the actor's own, here.
func (s *screen) own(d accounts.Session) bool {
	return d.UserID != nil && *d.UserID == s.actor.UserID && d.Address == s.actor.Origin.Address && d.Client == s.actor.Origin.Client
}

// askEnd asks before a session is ended.
func (s *screen) askEnd(r row) tea.Cmd {
	d := *r.desk
	if d.Ending {
		return s.board.Tell(tui.NotifyInfo, s.env.T("This session is ending already."))
	}
	question := s.env.T("End the session of %s (%s)?", s.who(d), d.Address)
	if s.own(d) {
		question = s.env.T("This is your own session, perhaps this very desk. End it?")
	}
	return s.env.Do(tui.Confirm{Text: question, OnYes: func() tea.Cmd { return s.end(d) }})
}

func (s *screen) end(d accounts.Session) tea.Cmd {
	store, actor, who := s.store, s.actor, s.who(d)
	return tui.SendChange(s.board, tui.Change[row]{
		What: s.env.T("end of the session of %s", who),
		Write: func(ctx context.Context, key uuid.UUID) (row, error) {
			err := store.Accounts.EndSession(ctx, actor, key, d.ID, "")
			d.Ending = true
			return row{desk: &d}, err
		},
		Tell: func(row) string { return s.env.T("Ended the session of %s (%s).", who, d.Address) },
		Put:  s.board.Put,
	})
}

// openAudit opens what the trail has of the row's account.
func (s *screen) openAudit(r row) tea.Cmd {
	account := r.account()
	if account == nil {
		return s.board.Tell(tui.NotifyInfo, s.env.T("Nobody has signed in there."))
	}
	return s.env.Do(tui.Open{Name: "audit", ID: "users/" + account.String()})
}
