package gate

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/visits"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// muster is the list by which a warden calls those inside: all of them.
type muster struct {
	lines   []visits.MusterLine
	outline []musterLine
	whole   bool // every page was read at least once
	next    []visits.MusterLine
	ticket  tui.Ticket
	sending tui.Ticket // of a file or a print
	sorry   string
	top     int
}

func (s *screen) openMuster() tea.Cmd {
	s.muster = &muster{}
	return s.readMuster()
}

// readMuster reads the list from its first page; what is shown stays until the
// last page is there.
func (s *screen) readMuster() tea.Cmd {
	s.muster.next, s.muster.sorry = nil, ""
	return s.readMusterPage(nil)
}

func (s *screen) readMusterPage(after *visits.MusterLine) tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (visits.MusterPage, error) {
		return store.Visits.Muster(ctx, actor, after)
	})
	s.muster.ticket = ticket
	return cmd
}

func (s *screen) musterAnswer(msg tea.Msg) tea.Cmd {
	m := s.muster
	switch msg := msg.(type) {
	case tui.Loaded[visits.MusterPage]:
		if !msg.Ticket.Valid() || msg.Ticket != m.ticket {
			return nil
		}
		m.ticket = tui.Ticket{}
		if msg.Err != nil {
			m.sorry = tui.Explain(s.env, msg.Err)
			return nil
		}
		m.next = append(m.next, msg.Val.Lines...)
		if n := len(m.next); msg.Val.More && len(msg.Val.Lines) > 0 {
			return s.readMusterPage(&m.next[n-1])
		}
		m.lines, m.next, m.whole = m.next, nil, true
		m.outline = outline(m.lines)
		m.scroll(s, 0)
	case tui.Loaded[tui.Sent]:
		if msg.Ticket.Valid() && msg.Ticket == m.sending {
			m.sending = tui.Ticket{}
			tui.TellSent(s.env, s.env.T("the muster list"), msg)
		}
	}
	return nil
}

func (s *screen) musterKeys() []key.Binding {
	shared := s.env.Keys
	return []key.Binding{
		shared.Up, shared.Down, shared.PageUp, shared.PageDown, s.keys.Write, s.keys.Print, shared.Retry,
	}
}

func (s *screen) musterKey(msg tea.KeyMsg) tea.Cmd {
	m, shared := s.muster, s.env.Keys
	page := max(1, s.musterRoom()-1)
	switch {
	case key.Matches(msg, shared.Up):
		m.scroll(s, -1)
	case key.Matches(msg, shared.Down):
		m.scroll(s, 1)
	case key.Matches(msg, shared.PageUp):
		m.scroll(s, -page)
	case key.Matches(msg, shared.PageDown), key.Matches(msg, shared.Act):
		m.scroll(s, page)
	case key.Matches(msg, shared.Home):
		m.scroll(s, -m.top)
	case key.Matches(msg, shared.End):
		m.scroll(s, len(m.outline))
	case key.Matches(msg, shared.Retry):
		return s.readMuster()
	case key.Matches(msg, s.keys.Write):
		return s.sendMuster(tui.PutFile)
	case key.Matches(msg, s.keys.Print):
		return s.sendMuster(tui.PrintFile)
	}
	return nil
}

// sendMuster writes the list to a file or prints it. A list that is not whole
// must not be taken for one.
func (s *screen) sendMuster(send func(*tui.Env, tui.Files, string, []byte) (tui.Ticket, tea.Cmd)) tea.Cmd {
	m := s.muster
	switch {
	case !m.whole:
		s.board.Tell(tui.NotifyRefusal, s.env.T("The list is not complete yet."))
		return nil
	case m.sending.Valid():
		return nil
	}
	var cmd tea.Cmd
	name := tui.FileName("muster", s.env.Now().Format("2006-01-02-1504")) + ".txt"
	m.sending, cmd = send(s.env, s.files, name, []byte(s.musterText()))
	return cmd
}

// musterRoom is how many lines of the list fit under its title.
func (s *screen) musterRoom() int { return max(0, s.height-1) }

func (m *muster) scroll(s *screen, by int) {
	m.top = max(0, min(m.top+by, len(m.outline)-s.musterRoom()))
}

func (s *screen) musterView() string {
	th, m := s.env.Theme, s.muster
	lines := []string{" " + th.Title.Render(th.Clip(s.musterTitle(), s.width-2))}
	if m.sorry != "" {
		lines[0] = " " + th.Danger.Render(th.Clip("! "+m.sorry, s.width-2))
	}
	top := max(0, min(m.top, len(m.outline)-s.musterRoom()))
	if shown := top + s.musterRoom(); m.sorry == "" && shown < len(m.outline) {
		lines[0] = th.Clip(lines[0]+"   "+s.env.T("more below"), s.width)
	}
	for _, l := range m.outline[top:min(len(m.outline), top+s.musterRoom())] {
		text := s.musterLineText(l, s.width)
		if l.block {
			text = th.Strong.Render(text)
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}
