package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Strip is a short list that stands above a screen's lists while it has rows: what has
// to be done now, whichever list is shown. Up goes to it from the first row of the list,
// Down from its last row back; the row under the cursor is then the strip's. Table,
// Holds and Reading must be set.
type Strip[T any] struct {
	Table *Table[T]
	// Holds reports whether a row as a write returned it stands there.
	Holds func(T) bool
	// Reading reports whether the first rows are on their way.
	Reading func() bool
	// Left, where set, is called when the cursor went off a row of the strip.
	Left func()

	focused bool
}

// stripMost bounds the rows of a strip by the height that it shares with the lists.
func stripMost(height int) int { return max(2, min(5, height/4)) }

// lines is how many lines the strip takes, none without rows.
func (s *Strip[T]) lines(height int) int {
	if s == nil || len(s.Table.rows) == 0 {
		return 0
	}
	return 1 + min(len(s.Table.rows), stripMost(height))
}

// InStrip reports whether the cursor is on a row of the strip.
func (l *Lists[T]) InStrip() bool { return l.Strip != nil && l.Strip.focused }

// Selected is the row under the cursor, in the strip or the shown list; false where
// there is none.
func (l *Lists[T]) Selected() (T, bool) { return l.under().Selected() }

// under is the table that has the cursor.
func (l *Lists[T]) under() *Table[T] {
	if l.InStrip() {
		return l.Strip.Table
	}
	return l.Shown()
}

// row is the one with that ID, in the strip or as the shown list has it.
func (l *Lists[T]) row(id string) (found T, ok bool) {
	if l.Strip != nil {
		if found, ok = l.Strip.Table.find(id); ok {
			return found, true
		}
	}
	return l.Shown().find(id)
}

// SetStrip gives the strip's rows. The cursor stays on its row; where that is gone it is
// on the next, and in the list where none are left.
func (l *Lists[T]) SetStrip(rows []T) {
	t := l.Strip.Table
	if t.blurred = !l.Strip.focused; t.blurred {
		t.selected, t.top = 0, 0
	}
	t.SetRows(rows, false)
	l.stripChanged()
}

func (l *Lists[T]) stripChanged() {
	if len(l.Strip.Table.rows) == 0 {
		l.toStrip(false)
	}
	l.layout()
}

// ToStrip puts the cursor on a row of the strip; it reports whether that is there.
func (l *Lists[T]) ToStrip(id string) bool {
	if l.Strip == nil || !l.Strip.Table.Select(id) {
		return false
	}
	l.wanted = ""
	l.toStrip(true)
	return true
}

// toStrip moves the cursor between the strip and the lists.
func (l *Lists[T]) toStrip(there bool) {
	s := l.Strip
	if s == nil {
		return
	}
	left := s.focused && !there
	s.focused, s.Table.blurred = there, !there
	for _, it := range l.lists {
		it.table.blurred = there
	}
	if left {
		s.Table.selected = 0
		s.Table.scroll()
		s.left()
	}
}

func (s *Strip[T]) left() {
	if s.Left != nil {
		s.Left()
	}
}

// putStrip shows a row in the strip as a write left it, or takes it off.
func (l *Lists[T]) putStrip(row T, id string) {
	switch s := l.Strip; {
	case s == nil:
	case !s.Holds(row):
		l.DropStrip(id)
	case !s.Table.Put(row):
		l.SetStrip(append(slices.Clone(s.Table.rows), row))
	}
}

// DropStrip takes a row off the strip.
func (l *Lists[T]) DropStrip(id string) {
	if l.Strip.Table.Drop(id) {
		l.stripChanged()
	}
}

// stripKey takes the keys that move in the strip, into it and out of it; it reports
// whether that was one.
func (l *Lists[T]) stripKey(msg tea.KeyMsg) bool {
	s := l.Strip
	if s == nil || len(s.Table.rows) == 0 || l.search.Active() {
		return false
	}
	s.Table.fresh = nil
	t, k, last := s.Table, l.env.Keys, len(s.Table.rows)-1
	up, home := key.Matches(msg, k.Up), key.Matches(msg, k.Home)
	switch {
	case s.focused && t.selected == last && key.Matches(msg, k.Down, k.PageDown):
		l.toStrip(false)
	case s.focused:
		at := t.SelectedID()
		_ = t.key(msg) // all its rows are there, it asks for no more
		if t.SelectedID() != at {
			s.left()
		}
	case (up || home) && l.Shown().selected <= 0:
		t.selected = last
		if home {
			t.selected = 0
		}
		l.toStrip(true)
		t.scroll()
	default:
		return false
	}
	return true
}
