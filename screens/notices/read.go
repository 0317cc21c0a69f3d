package notices

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/notices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// A notice's text is set in from the left, and no wider than the eye follows.
const (
	margin   = 3
	textMost = 80
)

// laidOut is a notice's text in lines; to lay it out takes longer than a key may.
type laidOut struct {
	version string
	id      uuid.UUID
	width   int
	lines   []string
}

// reading is a notice, whole, in lines of at most width cells.
func (s *screen) reading(n notices.Notice, width int) []string {
	if s.text.id == n.ID && s.text.version == n.Version && s.text.width == width {
		return append(s.about(n, width), s.text.lines...)
	}
	s.text = laidOut{id: n.ID, version: n.Version, width: width, lines: s.body(n.Content, width)}
	return append(s.about(n, width), s.text.lines...)
}

// body is a text in the small Markdown, set in.
func (s *screen) body(text string, width int) []string {
	lines := s.env.Theme.Markdown(text, min(width-margin-1, textMost))
	for i, l := range lines {
		if l != "" {
			lines[i] = strings.Repeat(" ", margin) + l
		}
	}
	return lines
}

// about are the lines over a notice's text: its title, and who says so to whom,
// since when and until when.
func (s *screen) about(n notices.Notice, width int) []string {
	env, th := s.env, s.env.Theme
	var lines []string
	for _, l := range tui.Wrap(tui.Plain(n.Title), max(1, width-2)) {
		lines = append(lines, " "+th.Title.Render(l))
	}
	said := env.DateTime(n.CreatedAt)
	if n.Author != "" {
		said = env.T("%s, %s", n.Author, said)
	}
	if n.ChangedAt != nil && !n.Expired {
		said = env.T("%s, changed %s", said, env.DateTime(*n.ChangedAt))
	}
	ends := env.T("no end")
	switch {
	case n.Expired && n.ExpiresAt != nil:
		ends = env.T("expired %s", env.DateTime(*n.ExpiresAt))
	case n.Expired:
		ends = env.T("expired")
	case n.ExpiresAt != nil:
		ends = env.T("until %s", env.Weekday(*n.ExpiresAt))
	}
	facts := []string{env.T("for: %s", s.audience(n.Audience)), ends}
	if n.Important {
		facts = append([]string{"! " + env.T("important")}, facts...)
	}
	for _, l := range []string{said, strings.Join(facts, " | ")} {
		for _, part := range tui.Wrap(l, max(1, width-margin)) {
			lines = append(lines, strings.Repeat(" ", margin)+th.Muted.Render(part))
		}
	}
	return append(lines, "")
}

// marked is a notice in one of its versions.
type marked struct {
	id      uuid.UUID
	version string
}

// waits reports whether a notice says what its reader has not read: who read it before
// it was changed has not read what it says now.
func waits(n notices.Notice) bool { return n.Unread() || n.Addressed && n.Changed }

// markRead records that the opened notice was read, as soon as it stands on the
// screen. What could not be recorded waits for the next reading: the banner keeps
// the notice until then.
func (s *screen) markRead() tea.Cmd {
	o := s.board.Opened
	if o == nil || !o.Whole || !waits(*o.Row) || s.marking.Waiting() || s.marked == (marked{o.Row.ID, o.Row.Version}) {
		return nil
	}
	store, actor, shown := s.store, s.actor, marked{o.Row.ID, o.Row.Version}
	s.marked = shown
	return s.marking.Ask(func(ctx context.Context) (marked, error) {
		intent, err := uuid.NewV7()
		if err != nil {
			return marked{}, err
		}
		err = store.Notices.MarkRead(ctx, actor, intent, shown.id, shown.version)
		var e *fault.Error
		if errors.As(err, &e) && e.Kind == fault.Refused {
			err = nil // read already, at another desk of the account, or about to be read anew
		}
		return shown, err
	})
}

// tookMarked takes the notice off the banner.
func (s *screen) tookMarked(read marked, err error) tea.Cmd {
	if err != nil {
		tui.Explain(s.env, err)
		return nil
	}
	if n, ok := s.board.Subject(); ok && read == (marked{n.ID, n.Version}) {
		n.Read, n.Changed = true, false
		s.board.Put(n)
	}
	// Where the list is shown next, what is unread stands at its head again.
	s.board.Lists.Spoil()
	return s.env.Do(tui.BannerChanged{})
}
