package notices

import (
	"context"

	"github.com/civoranexus/society360/data/notices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// keys are the screen's own bindings.
type keys struct{ Read, Write, Edit, Expire, History key.Binding }

func newKeys(env *tui.Env) keys {
	return keys{
		Read:    tui.Bind("Enter", env.T("read"), "enter"),
		Write:   tui.Bind("n", env.T("write"), "n"),
		Edit:    tui.Bind("e", env.T("change"), "e"),
		Expire:  tui.Bind("x", env.T("end now"), "x"),
		History: tui.Bind("h", env.T("history"), "h"),
	}
}

// writing are the keys of those who write notices; what has expired is not ended.
func (s *screen) writing() []key.Binding {
	if !s.writes() {
		return nil
	}
	if n, ok := s.board.Subject(); ok && n.Expired {
		return []key.Binding{s.keys.Edit, s.keys.History}
	}
	return []key.Binding{s.keys.Edit, s.keys.Expire, s.keys.History}
}

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	switch {
	case s.draft != nil:
		return s.draft.keys()
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case s.board.Opened != nil:
		return append(s.writing(), s.openedKeys()...)
	case s.writes():
		return append([]key.Binding{s.keys.Read, s.keys.Write, s.env.Keys.Search}, s.writing()...)
	}
	return []key.Binding{s.keys.Read, s.env.Keys.Search}
}

func (s *screen) openedKeys() []key.Binding {
	if s.board.Opened.Failed() {
		return []key.Binding{s.env.Keys.Retry, s.env.Keys.Back}
	}
	return []key.Binding{s.env.Keys.Back}
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	switch {
	case s.draft != nil:
		return [][]key.Binding{s.draft.keys()}
	case s.board.Opened != nil:
		return [][]key.Binding{s.writing(), s.openedKeys()}
	}
	first := []key.Binding{s.keys.Read}
	if s.writes() {
		first = append(append(first, s.keys.Write), s.writing()...)
	}
	lists := s.board.Lists.Keys()
	if !s.writes() {
		lists = []key.Binding{s.env.Keys.Search} // there is one list
	}
	return [][]key.Binding{first, append(lists, s.env.Keys.Retry)}
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	cmds := []tea.Cmd{s.board.Update(msg)}
	if l, ok := msg.(tui.Loaded[recorded]); ok {
		s.tookMarked(l)
	}
	if s.draft != nil {
		cmds = append(cmds, s.draft.sheet.Update(msg))
	}
	return tea.Batch(append(cmds, s.markRead())...)
}

func (s *screen) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.draft != nil:
		return s.draft.key(msg)
	case s.board.Lists.Typing():
		return s.board.Key(msg)
	}
	k := s.keys
	switch {
	case s.board.Opened == nil && key.Matches(msg, k.Read, s.env.Keys.Act):
		s.marked = uuid.Nil
		return s.board.Open()
	case !s.writes():
		return s.board.Key(msg)
	case key.Matches(msg, k.Write):
		return s.write(nil)
	case key.Matches(msg, k.Edit):
		if n, ok := s.board.Subject(); ok {
			return s.write(&n)
		}
		return nil
	case key.Matches(msg, k.Expire):
		s.askExpire()
		return nil
	case key.Matches(msg, k.History):
		if n, ok := s.board.Subject(); ok {
			s.env.Do(tui.Open{Name: "audit", ID: "announcements/" + n.ID.String()})
		}
		return nil
	}
	return s.board.Key(msg)
}

// askExpire asks before a notice is taken off every desk.
func (s *screen) askExpire() {
	n, ok := s.board.Subject()
	switch {
	case !ok:
	case n.Expired:
		s.board.Tell(tui.NotifyRefusal, s.env.T("%s has expired already.", n.Title))
	default:
		s.env.Do(tui.Confirm{
			Text:  s.env.T("End %s now, for everyone?", n.Title),
			OnYes: func() tea.Cmd { return s.expire(n) },
		})
	}
}

func (s *screen) expire(n notices.Notice) tea.Cmd {
	store, actor := s.store, s.actor
	return s.board.Send(tui.Change[notices.Notice]{
		What: s.env.T("end of %s", n.Title),
		Write: func(ctx context.Context, key uuid.UUID) (notices.Notice, error) {
			return store.Notices.Expire(ctx, actor, key, n.ID)
		},
		Tell: func(n notices.Notice) string { return s.env.T("Ended %s. It stands under Expired.", n.Title) },
		Done: func(notices.Notice) { s.env.Do(tui.BannerChanged{}) },
	})
}
