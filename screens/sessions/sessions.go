// Package sessions is the admin's screen of desks: who is on which one, ending
// one, and the last sign-ins, failed ones and refused connections.
package sessions

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	"github.com/charmbracelet/bubbles/key"
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

// Screen is the list of desks at one of them.
type Screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	keys  keys
	board *tui.Board[row, lately]
}

// keys are the screen's own bindings.
type keys struct{ Open, End, History, Again key.Binding }

// New makes the screen; id is a session's to open, or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &Screen{env: env, store: store, actor: actor, keys: keys{
		Open:    tui.Bind("Enter", env.T("open"), "enter"),
		End:     tui.Bind("x", env.T("end it"), "x", " "),
		History: tui.Bind("h", env.T("the account's audit"), "h"),
		Again:   tui.Bind("r", env.T("read again"), "r"),
	}}
	s.board = tui.NewBoard[row, lately](env, s.newLists(), func(ctx context.Context, key uuid.UUID) (bool, error) {
		return store.Settle(ctx, actor, key)
	})
	s.board.Holds = func(at int, r row) bool { return (at == int(now)) == (r.desk != nil) }
	s.board.Read, s.board.Lines = s.read, s.lines
	if session, err := uuid.Parse(id); err == nil {
		s.board.OpenedFor(session.String())
	}
	return s
}

// Init reads who is on which desk.
func (s *Screen) Init() tea.Cmd { return s.board.Init() }

// Title stands in the header.
func (s *Screen) Title() string { return s.env.T("Sessions") }

// SetSize gives the body's size in cells.
func (s *Screen) SetSize(width, height int) { s.board.SetSize(width, height) }

// View draws a list, or one desk.
func (s *Screen) View() string { return s.board.View() }

// CapturesKeys reports whether the search has the keys.
func (s *Screen) CapturesKeys() bool { return s.board.Lists.Typing() }

// Unfinished names the writes on their way whose outcome the person would not
// learn.
func (s *Screen) Unfinished() string { return s.board.Sends.Unfinished() }

// Waiting reports whether the next key would mean the wrong thing.
func (s *Screen) Waiting() bool { return s.board.Waiting() }

// Back is Esc: from a desk to the list, from a search to the whole list.
func (s *Screen) Back() (tea.Cmd, bool) { return s.board.Back() }

// Refresh reads again what is shown; the cursor stays on its row.
func (s *Screen) Refresh() tea.Cmd { return s.board.Reread() }

// ShortHelp are the keys of the line of hints.
func (s *Screen) ShortHelp() []key.Binding {
	k, shared := s.keys, s.env.Keys
	var hints []key.Binding
	switch {
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case s.board.Opened == nil:
		hints = append(hints, k.Open)
	}
	if s.board.Lists.At() == int(now) {
		hints = append(hints, k.End)
	}
	hints = append(hints, k.History)
	if s.board.Opened != nil {
		return append(hints, shared.Back)
	}
	return append(hints, k.Again, shared.Search)
}

// FullHelp are all keys of what is shown.
func (s *Screen) FullHelp() [][]key.Binding {
	k := s.keys
	return [][]key.Binding{{k.Open, k.End, k.History, k.Again}, s.board.Lists.Keys()}
}

// Update takes a key, or the answer to something the screen asked.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
		return s.board.Update(msg)
	case s.board.Lists.Typing():
		return s.board.Key(k)
	case key.Matches(k, s.keys.End):
		s.askEnd()
		return nil
	case key.Matches(k, s.keys.History):
		s.openAudit()
		return nil
	case s.board.Opened == nil && key.Matches(k, s.keys.Again):
		return s.board.Reread()
	case s.board.Opened == nil && key.Matches(k, s.keys.Open):
		return s.board.Open()
	}
	return s.board.Key(k)
}

// own reports whether a session is the actor's own, here.
func (s *Screen) own(d accounts.Session) bool {
	return d.UserID != nil && *d.UserID == s.actor.UserID && d.Address == s.actor.Origin.Address && d.Client == s.actor.Origin.Client
}

// askEnd asks before a session is ended.
func (s *Screen) askEnd() {
	r, ok := s.board.Subject()
	switch {
	case !ok:
		return
	case r.desk == nil:
		s.board.Tell(tui.NotifyInfo, s.env.T("This one is over; the first list has the desks that can be ended."))
		return
	case r.desk.Ending:
		s.board.Tell(tui.NotifyInfo, s.env.T("This session is ending already."))
		return
	}
	d := *r.desk
	question := s.env.T("End the session of %s (%s)?", s.who(d), d.Address)
	if s.own(d) {
		question = s.env.T("This is your own session, perhaps this very desk. End it?")
	}
	s.env.Do(tui.Confirm{Text: question, OnYes: func() tea.Cmd { return s.end(d) }})
}

func (s *Screen) end(d accounts.Session) tea.Cmd {
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
func (s *Screen) openAudit() {
	r, ok := s.board.Subject()
	if !ok {
		return
	}
	account := r.account()
	if account == nil {
		s.board.Tell(tui.NotifyInfo, s.env.T("Nobody has signed in there."))
		return
	}
	s.env.Do(tui.Open{Name: "audit", ID: "users/" + account.String()})
}
