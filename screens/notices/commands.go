package notices

import (
	"context"

	"github.com/civoranexus/society360/data/notices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// commands are what can be done with the notices: read them, and by those who write
// them the rest.
func (s *screen) commands(b *tui.Board[notices.Notice, struct{}]) tui.Commands {
	env, read := s.env, s.env.T("read")
	enter := b.OpenCommand(read).HintAt(tui.HintedFirst)
	rows := []tui.Command{enter}
	space := enter
	space.Key, space.Hint = tui.Bind("Space", read, " "), tui.HelpOnly
	if s.writes() {
		write := tui.Command{Key: tui.Bind("n", env.T("write"), "n"), Do: func() tea.Cmd { return s.write(nil) }}
		first := write.HintAt(tui.HintedFirst)
		first.When = b.InList
		rows = append(rows, first,
			b.OnRow(tui.Bind("e", env.T("change"), "e"), func(n notices.Notice) tea.Cmd { return s.write(&n) }),
			b.OnRow(tui.Bind("x", env.T("end now"), "x"), s.askExpire, s.expired),
			b.OnRow(tui.Bind("h", env.T("history"), "h"), s.openHistory),
			write)
	}
	return tui.Commands{append(rows, space), append(b.ListCommands(tui.HintedFirst), b.RetryCommand(), b.BackCommand())}
}

// expired says of a notice that it needs no end.
func (s *screen) expired(n notices.Notice) string {
	if !n.Expired {
		return ""
	}
	return s.env.T("%s has expired already.", n.Title)
}

// openHistory shows who changed the notice.
func (s *screen) openHistory(n notices.Notice) tea.Cmd {
	return s.env.Do(tui.Open{Name: "audit", ID: "announcements/" + n.ID.String()})
}

// askExpire asks before a notice is taken off every desk.
func (s *screen) askExpire(n notices.Notice) tea.Cmd {
	return s.env.Do(tui.Confirm{
		Text:  s.env.T("End %s now, for everyone?", n.Title),
		OnYes: func() tea.Cmd { return s.expire(n) },
	})
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
