package tui

import (
	"context"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"
)

// Stack is a screen made of pages: the last one is in front, the others wait
// covered beneath it. It answers for the page in front whatever the shell asks,
// and for all of them what would be lost. A screen embeds it.
type Stack struct {
	// Sends are the screen's writes on their way, whichever page sent them.
	Sends *Sends
	// Words say in full what a hint of the screen says in a word: "check a visitor in"
	// for "in". Both are English, and the keys of their translations.
	Words map[string]string

	env     *Env
	title   string
	pages   []*layer
	started bool
	awaited awaited
	file    *Fetch[string] // sent last, nil before the first

	width, height int
}

// layer is a page on the stack.
type layer struct {
	page  Page
	stale bool // what it shows changed while it was covered
}

// awaited is what keys wait for, by the page's own wish.
type awaited interface {
	Waiting() bool
	// giveUp ends the waiting: nothing comes of it.
	giveUp()
}

// NewStack makes a screen without pages yet; title stands in the header, already
// through the printer, and settle tells whether a write with that key is in the
// database (see Save.Start), nil for a screen that writes nothing.
func NewStack(env *Env, title string, settle func(ctx context.Context, key uuid.UUID) (saved bool, err error)) *Stack {
	return &Stack{env: env, title: title, Sends: NewSends(env, settle)}
}

// Push puts a page in front. One that is pushed before Init asks nothing until
// then.
func (s *Stack) Push(page Page) tea.Cmd {
	s.pages = append(s.pages, &layer{page: page})
	if !s.started {
		return nil
	}
	page.SetSize(s.width, s.height)
	return start(page)
}

func start(page Page) tea.Cmd {
	if p, ok := page.(interface{ Init() tea.Cmd }); ok {
		return p.Init()
	}
	return nil
}

// Drop takes a page and what lies on it off the stack, without a question; the
// page that is in front then reads again what changed while it was covered. The
// lowest page stays.
func (s *Stack) Drop(page Page) tea.Cmd {
	for i := len(s.pages) - 1; i > 0; i-- {
		if same(page, s.pages[i].page) {
			clear(s.pages[i:])
			s.pages = s.pages[:i]
			return s.refreshFront()
		}
	}
	return nil
}

// Swap puts a page in place of the one in front, as a screen of several boards does
// that turns from one to the next. What the page shows is not read here: answers
// that came while it was off the stack did not reach it.
func (s *Stack) Swap(page Page) {
	s.pages[len(s.pages)-1] = &layer{page: page}
	page.SetSize(s.width, s.height)
}

// Restart puts a page in place of all that there are, without a question, as a new
// filter does.
func (s *Stack) Restart(page Page) tea.Cmd {
	clear(s.pages)
	s.pages = s.pages[:0]
	return s.Push(page)
}

// Holds reports whether a page is on the stack.
func (s *Stack) Holds(page Page) bool {
	return slices.ContainsFunc(s.pages, func(l *layer) bool { return same(page, l.page) })
}

// Front is the page in front.
func (s *Stack) Front() Page { return s.pages[len(s.pages)-1].page }

// Init starts the pages that are there.
func (s *Stack) Init() tea.Cmd {
	s.started = true
	var cmds []tea.Cmd
	for _, l := range s.pages {
		cmds = append(cmds, start(l.page))
	}
	return tea.Batch(cmds...)
}

// Update carries out a key on the page in front; anything else is the answer to
// something, and goes to every page.
func (s *Stack) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return s.key(k)
	}
	if a, ok := msg.(answer); ok {
		return a.take(s)
	}
	cmds := []tea.Cmd{s.Sends.Update(msg)}
	for _, l := range slices.Clone(s.pages) {
		cmds = append(cmds, l.page.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (s *Stack) key(msg tea.KeyMsg) tea.Cmd {
	if s.awaiting() && key.Matches(msg, s.env.Keys.Back) {
		return s.giveUp()
	}
	page := s.Front()
	if p, ok := page.(presser); ok {
		p.pressed()
	}
	if cmd, took := page.Commands().Press(s.env, msg); took {
		return cmd
	}
	return page.Update(msg)
}

// Commands are those of the page in front, with their words in full.
func (s *Stack) Commands() Commands { return s.Front().Commands().inWords(s.env, s.Words) }

// CarryOut does a command of the page in front, as its key does.
func (s *Stack) CarryOut(c Command) tea.Cmd {
	if p, ok := s.Front().(presser); ok {
		p.pressed()
	}
	return c.carryOut(s.env)
}

// View draws the page in front.
func (s *Stack) View() string { return s.Front().View() }

// SetSize gives every page the body's size in cells.
func (s *Stack) SetSize(width, height int) {
	s.width, s.height = width, height
	for _, l := range s.pages {
		l.page.SetSize(width, height)
	}
}

// Title stands in the header: the screen, and the page in front.
func (s *Stack) Title() string {
	if name := s.Front().Name(); name != "" {
		return s.env.T("%s > %s", s.title, name)
	}
	return s.title
}

// ShortHelp are the keys of the line of hints.
func (s *Stack) ShortHelp() []key.Binding { return s.Front().Commands().Hints() }

// FullHelp are all keys of the page in front.
func (s *Stack) FullHelp() [][]key.Binding { return s.Front().Commands().Help() }

// Moving are the keys that move in the page in front; those of rows where it does
// not say.
func (s *Stack) Moving() []key.Binding {
	if m, ok := s.Front().(Mover); ok {
		return m.Moving()
	}
	return s.env.Keys.Rows()
}

// CapturesKeys reports whether the page in front wants every key.
func (s *Stack) CapturesKeys() bool {
	c, ok := s.Front().(KeyCapturer)
	return ok && c.CapturesKeys()
}

// Dirty reports whether something typed on a page is not saved.
func (s *Stack) Dirty() bool {
	return slices.ContainsFunc(s.pages, func(l *layer) bool { return dirty(l.page) })
}

func dirty(page Page) bool {
	k, ok := page.(DirtyKeeper)
	return ok && k.Dirty()
}

// Unfinished names what leaving would lose: of each page, and the outcome of the
// writes on their way.
func (s *Stack) Unfinished() string {
	lost := ""
	add := func(more string) {
		switch {
		case lost == "":
			lost = more
		case more != "":
			lost = s.env.T("%s and %s", lost, more)
		}
	}
	for _, l := range s.pages {
		if u, ok := l.page.(Unfinisher); ok {
			add(u.Unfinished())
		}
	}
	add(s.Sends.Unfinished())
	return lost
}

// Waiting reports whether the next key would mean the wrong thing: a write may
// move what it means, something that was asked for is about to come, or the page
// in front waits itself.
func (s *Stack) Waiting() bool {
	w, ok := s.Front().(Waiter)
	return s.Sends.Sending() || s.awaiting() || ok && w.Waiting()
}

// Listing reports whether it waits for nothing but rows of the page in front.
func (s *Stack) Listing() bool {
	return s.Waiting() && !s.Sends.Sending() && !s.awaiting()
}

func (s *Stack) awaiting() bool { return s.awaited != nil && s.awaited.Waiting() }

func (s *Stack) giveUp() tea.Cmd {
	s.awaited.giveUp()
	s.awaited = nil
	return nil
}

// Back is Esc: what is awaited is given up, else the page in front takes a step of
// its own, else it goes. It reports whether there was such a step.
func (s *Stack) Back() (tea.Cmd, bool) {
	if s.awaiting() {
		return s.giveUp(), true
	}
	front := s.Front()
	if b, ok := front.(Backer); ok {
		if cmd, stepped := b.Back(); stepped {
			return cmd, true
		}
	}
	if len(s.pages) == 1 {
		return nil, false
	}
	if dirty(front) {
		return s.env.Do(Confirm{
			Text:  s.env.T("Leave without saving what you typed?"),
			OnYes: func() tea.Cmd { return s.Drop(front) },
		}), true
	}
	return s.Drop(front), true
}

// Refresh has the page in front read again what it shows; the others do when they
// are shown again.
func (s *Stack) Refresh() tea.Cmd {
	for _, l := range s.pages {
		l.stale = true
	}
	return s.refreshFront()
}

// refreshFront has the page in front read again where something changed while it
// was covered.
func (s *Stack) refreshFront() tea.Cmd {
	front := s.pages[len(s.pages)-1]
	if !front.stale {
		return nil
	}
	front.stale = false
	if r, ok := front.page.(Refresher); ok {
		return r.Refresh()
	}
	return nil
}

// BackCommand is Esc as it takes a page off the stack or a step back in it, for the
// tables of pages from which that is not seen at a glance.
func (s *Stack) BackCommand() Command {
	return Command{Key: s.env.Keys.Back, Hint: Hinted, Do: func() tea.Cmd {
		cmd, stepped := s.Back()
		if !stepped {
			s.env.Do(Close{})
		}
		return cmd
	}}
}
