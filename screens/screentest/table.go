package screentest

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Table is the rows of one kind, in the order in which they were put there.
type Table[T any] struct {
	society  *Society
	resource string // the table's name
	marks    func(*T) mark
	// as is a row as it is read now, nil where that is as it stands.
	as   func(T) T
	rows []*T
}

// mark is what a row is known by: a name, and where it keeps its ID, its version
// and when it was changed, nil where it has none.
type mark struct {
	name    string
	id      *uuid.UUID
	version *string
	changed *time.Time
}

func rows[T any](s *Society, resource string, marks func(*T) mark) *Table[T] {
	return &Table[T]{society: s, resource: resource, marks: marks}
}

// Put puts a row into the table as it would stand there, and gives it an ID and a
// version where it has none.
func (t *Table[T]) Put(row T) *T {
	t.society.Mu.Lock()
	defer t.society.Mu.Unlock()
	return t.put(row)
}

func (t *Table[T]) put(row T) *T {
	m := t.marks(&row)
	if m.id != nil && *m.id == uuid.Nil {
		*m.id = t.society.newID()
	}
	if m.version != nil && *m.version == "" {
		*m.version = t.society.version()
	}
	t.rows = append(t.rows, &row)
	return &row
}

// Find is the latest row of a name, the zero row where there is none.
func (t *Table[T]) Find(name string) T {
	t.society.Mu.Lock()
	defer t.society.Mu.Unlock()
	row := t.named(name)
	switch {
	case row == nil:
		var none T
		return none
	case t.as != nil:
		return t.as(*row)
	}
	return *row
}

// Row is the row of an ID, for what a test arranges; nil where there is none.
func (t *Table[T]) Row(id uuid.UUID) *T {
	t.society.Mu.Lock()
	defer t.society.Mu.Unlock()
	return t.by(id)
}

// Change is what somebody does to the latest row of a name at another desk.
func (t *Table[T]) Change(name string, edit func(*T)) {
	t.society.Mu.Lock()
	defer t.society.Mu.Unlock()
	row := t.named(name)
	if row == nil {
		panic("no row " + name)
	}
	t.society.Mu.Unlock()
	changed := *row
	edit(&changed)
	t.society.Mu.Lock()
	*row = changed
	t.changed(row)
	if m := t.marks(row); m.id != nil {
		t.society.told(t.society.Other, t.society.OtherDoes, t.resource, *m.id, m.name, "")
	}
}

// Each edits every row, as it would stand there.
func (t *Table[T]) Each(edit func(*T)) {
	for _, row := range t.rows {
		edit(row)
	}
}

// changed gives a row a new version.
func (t *Table[T]) changed(row *T) {
	m := t.marks(row)
	if m.version != nil {
		*m.version = t.society.version()
	}
	if m.changed != nil {
		*m.changed = t.society.Clock()
	}
}

// Remove takes the latest row of a name away.
func (t *Table[T]) Remove(name string) {
	t.society.Mu.Lock()
	defer t.society.Mu.Unlock()
	t.take(t.named(name))
}

func (t *Table[T]) take(gone *T) {
	t.rows = slices.DeleteFunc(t.rows, func(row *T) bool { return row == gone })
}

// Len is the number of rows.
func (t *Table[T]) Len() int {
	t.society.Mu.Lock()
	defer t.society.Mu.Unlock()
	return len(t.rows)
}

// Clear takes every row away.
func (t *Table[T]) Clear() {
	t.society.Mu.Lock()
	defer t.society.Mu.Unlock()
	t.rows = nil
}

func (t *Table[T]) named(name string) *T {
	for _, row := range slices.Backward(t.rows) {
		if t.marks(row).name == name {
			return row
		}
	}
	return nil
}

// by is the row of an ID, nil where there is none.
func (t *Table[T]) by(id uuid.UUID) *T {
	for _, row := range t.rows {
		if of := t.marks(row).id; of != nil && *of == id {
			return row
		}
	}
	return nil
}

// page is what of rows stands behind a place, at most so many, and whether there
// are more.
func page[T any](rows []T, behind func(T) bool, most int) (page []T, more bool) {
	if behind != nil {
		rows = rows[slices.IndexFunc(rows, behind)+1:]
	}
	if len(rows) > most {
		return rows[:most], true
	}
	return rows, false
}
