package gate

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/visits"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// muster is the page of the list by which a warden calls those inside: all of them.
type muster struct {
	s       *screen
	lines   []visits.MusterLine
	outline []musterLine
	whole   bool // every page was read at least once
	next    []visits.MusterLine
	pages   *tui.Fetch[visits.MusterPage]
	offered tui.Commands

	top, width, height int
}

func (s *screen) openMuster() tea.Cmd {
	m := &muster{s: s, pages: tui.NewFetch[visits.MusterPage](s.Stack)}
	m.pages.Then, m.offered = m.took, m.commands()
	return s.Push(m)
}

// Name is what the page is called in the header.
func (m *muster) Name() string { return m.s.env.T("Muster") }

// Commands are the table of what can be done with the list.
func (m *muster) Commands() tui.Commands { return m.offered }

// everything is more than the lines of any list.
const everything = 1 << 30

func (m *muster) commands() tui.Commands {
	env, k, s := m.s.env, m.s.env.Keys, m.s
	move := func(key key.Binding, lines, pages int) tui.Command {
		return tui.Command{Key: key, Do: func() tea.Cmd { return m.scroll(lines + pages*max(1, m.room()-1)) }}
	}
	below := move(k.PageDown, 0, 1).HintAt(tui.HintedLast)
	below.When = func() bool { return m.top+m.room() < len(m.outline) }
	return tui.Commands{{
		{Key: k.Retry, When: func() bool { return m.sorry() != "" }, Do: m.Refresh, Hint: tui.HintedFirst},
		move(k.Up, -1, 0),
		move(k.Down, 1, 0),
		move(k.PageUp, 0, -1),
		below, move(k.PageDown, 0, 1),
		move(tui.Bind("Space", k.PageDown.Help().Desc, " "), 0, 1),
		move(k.Home, -everything, 0),
		move(k.End, everything, 0),
		{Key: tui.Bind("p", env.T("file"), "p"), Do: m.sendTo(s.WriteFile), Refused: m.incomplete, Hint: tui.Hinted},
		{Key: tui.Bind("P", env.T("print"), "P"), Do: m.sendTo(s.PrintFile), Refused: m.incomplete, Hint: tui.Hinted},
		{Key: tui.Bind("r", env.T("read again"), "r"), Do: m.Refresh},
		s.BackCommand(),
	}}
}

// Init reads the list.
func (m *muster) Init() tea.Cmd { return m.Refresh() }

// Refresh reads the list from its first page; what is shown stays until the last
// page is there.
func (m *muster) Refresh() tea.Cmd {
	m.next = nil
	return m.read(nil)
}

func (m *muster) read(after *visits.MusterLine) tea.Cmd {
	store, actor := m.s.store, m.s.actor
	return m.pages.Ask(func(ctx context.Context) (visits.MusterPage, error) {
		return store.Visits.Muster(ctx, actor, after)
	})
}

// took takes a page, and asks for the next one while somebody looks.
func (m *muster) took(page visits.MusterPage, err error) tea.Cmd {
	if err != nil || !m.s.Holds(m) {
		return nil
	}
	m.next = append(m.next, page.Lines...)
	if n := len(m.next); page.More && len(page.Lines) > 0 {
		return m.read(&m.next[n-1])
	}
	m.lines, m.next, m.whole = m.next, nil, true
	m.outline = outline(m.lines)
	return m.scroll(0)
}

// sorry is why the list could not be read, empty while it is read again.
func (m *muster) sorry() string {
	if err := m.pages.Err(); err != nil && !m.pages.Waiting() {
		return tui.Explain(m.s.env, err)
	}
	return ""
}

// incomplete says of a list that is not whole that it must not be taken for one.
func (m *muster) incomplete() string {
	if m.whole {
		return ""
	}
	return m.s.env.T("The list is not complete yet.")
}

// sendTo writes the list to a file or prints it.
func (m *muster) sendTo(send func(files tui.Files, what string, file tui.File, content []byte) tea.Cmd) func() tea.Cmd {
	return func() tea.Cmd {
		env := m.s.env
		name := tui.FileName("muster", env.Now().Format("2006-01-02-1504")) + ".txt"
		return send(m.s.files, env.T("the muster list"), tui.File{Name: name, Rows: len(m.lines), Contacts: []string{"phone"}}, []byte(m.text()))
	}
}

// SetSize gives the page's size in cells.
func (m *muster) SetSize(width, height int) { m.width, m.height = width, height }

// room is how many lines of the list fit under its title.
func (m *muster) room() int { return max(0, m.height-1) }

func (m *muster) scroll(by int) tea.Cmd {
	m.top = max(0, min(m.top+by, len(m.outline)-m.room()))
	return nil
}

// Update has nothing to take: every key is a command, and the answers come by the
// Fetch.
func (m *muster) Update(tea.Msg) tea.Cmd { return nil }

// View draws the part of the list that is shown, under its title.
func (m *muster) View() string {
	th, env := m.s.env.Theme, m.s.env
	lines := []string{" " + th.Title.Render(th.Clip(m.title(), m.width-2))}
	top := max(0, min(m.top, len(m.outline)-m.room()))
	if sorry := m.sorry(); sorry != "" {
		lines[0] = " " + th.Danger.Render(th.Clip("! "+sorry, m.width-2))
	} else if top+m.room() < len(m.outline) {
		lines[0] = th.Clip(lines[0]+"   "+env.T("more below"), m.width)
	}
	for _, l := range m.outline[top:min(len(m.outline), top+m.room())] {
		text := m.lineText(l, m.width)
		if l.block {
			text = th.Strong.Render(text)
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}
