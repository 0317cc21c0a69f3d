package tui

// Put shows row in place of the one with its ID, as a write returned it, before
// the list is read again; it reports whether the row was there.
func (t *Table[T]) Put(row T) bool {
	for i := range t.rows {
		if t.id(t.rows[i]) == t.id(row) {
			rows := append([]T{}, t.rows...)
			rows[i] = row
			t.rows = rows
			return true
		}
	}
	return false
}

// Drop takes a row off the list that a write moved elsewhere, before the list is
// read again: a key that follows means the row after it. It reports whether the
// row was there.
func (t *Table[T]) Drop(id string) bool {
	for i := range t.rows {
		if t.id(t.rows[i]) == id {
			rows := append(append([]T{}, t.rows[:i]...), t.rows[i+1:]...)
			t.replace(rows, t.more, false)
			return true
		}
	}
	return false
}
