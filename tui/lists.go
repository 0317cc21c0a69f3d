package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// The width from which a detail pane stands beside a list, its own width, and
// the gap between them.
const (
	paneFrom  = 140
	paneWidth = 44
	paneGap   = 3
)

// Lists is several lists of one kind of thing, one shown at a time under a line
// of their names, with one search through all of them. Each keeps its cursor
// while another is looked at. Name, Source and Empty must be set.
type Lists[T any] struct {
	// Name is what a list is called in the line of names, already through the
	// printer; it may carry a figure.
	Name func(at int) string
	// Source reads a list's pages, searched for term.
	Source func(at int, term string) Source[T]
	// ReadAs, where set, says what of a term was read otherwise than as it stands,
	// already through the printer: "12 nov" is a day.
	ReadAs func(at int, term string) string
	// Empty says what to do where a list has no rows, already through the printer.
	Empty func(at int, term string) string
	// Aside, where set, is said at the right of the names in at most room cells.
	Aside func(room int) (text string, danger bool)
	// Pane, where set, gives the lines about a row that stand beside the list on
	// wide terminals.
	Pane func(row T, width int) []string
	// Ahead and Behind, where set, name the lists of another kind that stand before
	// and behind these on the screen. Past is called to go on to them, in place of
	// going round the ends.
	Ahead, Behind func() []string
	Past          func(by int) tea.Cmd
	// Strip, where set, stands above the line of names.
	Strip *Strip[T]

	env    *Env
	lists  []*list[T]
	at     int
	search *SearchLine
	term   string // what the lists are searched for
	wanted string // the row to select as soon as it is there
	// own is what can be done with the lists, seeking while the search has the keys.
	own, seeking []Command

	width, height int
}

// list is one of the tables and what it was shown for.
type list[T any] struct {
	table *Table[T]
	shown bool
	term  string
	stale bool
}

// NewLists makes the lists of the tables, the first one shown.
func NewLists[T any](env *Env, tables ...*Table[T]) *Lists[T] {
	l := &Lists[T]{env: env, search: NewSearchLine(env)}
	by := func(n int) func() tea.Cmd { return func() tea.Cmd { return l.turn(n) } }
	// A list alone has none to turn to.
	others := func() bool { return len(tables) > 1 || l.Past != nil }
	l.own = []Command{
		{Key: Bind("Right Tab", env.T("next list"), "right", "tab"), When: others, Do: by(1)},
		{Key: Bind("Left", env.T("list before"), "left", "shift+tab"), When: others, Do: by(-1)},
		{Key: env.Keys.Search, Do: l.openSearch, Hint: Hinted},
	}
	l.seeking = []Command{
		{Key: Bind("Enter", env.T("to the list"), "enter", "down"), Do: l.leaveSearch, Hint: Hinted},
		{Key: Bind("Tab", env.T("next list"), "tab"), When: others, Do: by(1), Hint: Hinted},
		{Key: Bind("Shift+Tab", env.T("list before"), "shift+tab"), When: others, Do: by(-1)},
		{Key: Bind("Esc", env.T("whole list"), "esc"), Do: l.endSearch, Hint: Hinted},
	}
	for _, t := range tables {
		l.lists = append(l.lists, &list[T]{table: t})
	}
	return l
}

// Commands are what can be done with the lists: to turn to the next and to the one
// before, and to search; while the search has the keys, to end it and to turn.
func (l *Lists[T]) Commands() []Command {
	if l.Typing() {
		return l.seeking
	}
	return l.own
}

// At is the list that is shown.
func (l *Lists[T]) At() int { return l.at }

// Table is one of the tables.
func (l *Lists[T]) Table(at int) *Table[T] { return l.lists[at].table }

// Shown is the table that is shown.
func (l *Lists[T]) Shown() *Table[T] { return l.lists[l.at].table }

// Term is what the lists are searched for, empty for all.
func (l *Lists[T]) Term() string { return l.term }

// Typing reports whether the search has the keys.
func (l *Lists[T]) Typing() bool { return l.search.Active() }

// Show shows a list: from its source where it was not shown yet, or for another
// search, or where it may be out of date.
func (l *Lists[T]) Show(at int) tea.Cmd {
	l.at = at
	it := l.lists[at]
	l.layout()
	switch {
	case !it.shown || it.term != l.term:
		it.shown, it.term, it.stale = true, l.term, false
		it.table.Empty = l.Empty(at, l.term)
		return it.table.Show(l.Source(at, l.term))
	case it.stale:
		it.stale = false
		return it.table.Reload()
	}
	return nil
}

// turn goes to another list, round the ends; it is read anew, for elsewhere
// things went on.
func (l *Lists[T]) turn(by int) tea.Cmd {
	l.wanted = ""
	l.toStrip(false)
	n := len(l.lists)
	// A search stays among the lists that it searches.
	if to := l.at + by; l.Past != nil && (to < 0 || to >= n) && !l.search.Active() {
		return l.Past(by)
	}
	at := ((l.at+by)%n + n) % n
	l.lists[at].stale = true
	return l.Show(at)
}

// Spoil has every list read again when it is next shown.
func (l *Lists[T]) Spoil() {
	for _, it := range l.lists {
		it.stale = true
	}
}

// Reload reads the shown list again, and the others when they are next shown.
func (l *Lists[T]) Reload() tea.Cmd {
	l.Spoil()
	return l.Show(l.at)
}

// Restart shows every list from a new Source, as when what they are filtered by
// changed; the shown one at once, the others when they are next shown.
func (l *Lists[T]) Restart() tea.Cmd {
	for _, it := range l.lists {
		it.shown = false
	}
	return l.Show(l.at)
}

// Want puts the cursor on the row with that ID as soon as the shown list holds
// it; empty wants none. The next key ends the wish.
func (l *Lists[T]) Want(id string) {
	if l.wanted = id; id != "" && l.Shown().Select(id) {
		l.wanted = ""
	}
}

// GoTo shows a list with the cursor on the row with that ID, however far down it
// stands; a search is given up. Keys wait until it is read.
func (l *Lists[T]) GoTo(at int, id string) tea.Cmd {
	l.ClearSearch()
	l.wanted = ""
	l.toStrip(false)
	l.lists[at].table.wanted = id
	l.Spoil()
	return l.Show(at)
}

// Put shows a row as a write returned it, before the lists are read again: the
// next key must not mean a row that is no longer there. holds tells which lists
// the row may stand in.
func (l *Lists[T]) Put(row T, id string, holds func(at int) bool) {
	for at, it := range l.lists {
		if holds(at) {
			it.table.Put(row)
		} else {
			it.table.Drop(id)
		}
	}
	l.putStrip(row, id)
}

// ClearSearch gives the search up; nothing is read for it.
func (l *Lists[T]) ClearSearch() {
	l.search.Clear()
	l.term = ""
}

// EndSearch gives the search up once the one who was searched for is off the
// list; nothing is read for it.
func (l *Lists[T]) EndSearch() {
	if l.term != "" && !l.search.Active() && len(l.Shown().Rows()) == 0 {
		l.ClearSearch()
	}
}

// Back is Esc: from a search to the whole list. It reports whether there was one.
func (l *Lists[T]) Back() (tea.Cmd, bool) {
	if l.term == "" {
		return nil, false
	}
	l.search.Clear()
	return l.find(), true
}

// Waiting reports whether the next key would mean a row that is on its way.
func (l *Lists[T]) Waiting() bool {
	switch {
	case l.search.Active():
		return false
	case l.Strip != nil && l.Strip.Reading():
		return true
	}
	return !l.InStrip() && l.Shown().Waiting()
}

// Update takes keys, and the answers to what the lists asked.
func (l *Lists[T]) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return l.key(k)
	}
	var cmds []tea.Cmd
	for _, it := range l.lists {
		cmds = append(cmds, it.table.Update(msg))
	}
	l.Want(l.wanted)
	return tea.Batch(cmds...)
}

func (l *Lists[T]) key(msg tea.KeyMsg) tea.Cmd {
	l.wanted = ""
	cmd, took := Commands{l.Commands()}.Press(l.env, msg)
	switch {
	case took:
		return cmd
	case l.stripKey(msg):
		return nil
	case !l.search.Active():
		return l.Shown().Update(msg)
	case l.search.Update(msg):
		return l.find() // the list follows every letter
	}
	return nil
}

func (l *Lists[T]) openSearch() tea.Cmd {
	l.wanted = ""
	l.toStrip(false)
	l.search.Open()
	l.layout()
	return nil
}

// leaveSearch gives the keys back to the list, which stays searched.
func (l *Lists[T]) leaveSearch() tea.Cmd {
	l.search.Leave()
	l.layout()
	return nil
}

// endSearch shows the whole list again.
func (l *Lists[T]) endSearch() tea.Cmd {
	l.search.Clear()
	return l.find()
}

// find shows the list for what is typed in the search.
func (l *Lists[T]) find() tea.Cmd {
	if term := strings.TrimSpace(l.search.Text()); term != l.term {
		l.term = term
		return l.Show(l.at)
	}
	l.layout()
	return nil
}
