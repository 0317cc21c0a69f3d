package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// Board is what a screen over lists has in common with every other: the lists,
// the writes that move a row on, and the one row that is opened and read whole.
// T is a row, D what is read of an opened one besides. Holds, Read and Lines
// must be set. It is a page of a Stack.
type Board[T, D any] struct {
	Lists *Lists[T]
	// Opened is the one that is shown whole, nil while a list is shown.
	Opened *Opened[T, D]

	// Holds tells which lists a row may stand in.
	Holds func(at int, row T) bool
	// Read gives a reader of one row, whole. What the reader needs is captured in
	// Update; the reader runs outside the event loop.
	Read func(id string) func(ctx context.Context) (T, D, error)
	// Lines are the lines about the opened row, each at most width cells wide.
	Lines func(row T, detail D, width int) []string
	// State, where set, is what a sentence about a row rests on: another state of it
	// makes the sentence untrue.
	State func(row T) string
	// Beside, where set, reads what stands beside the lists, such as figures,
	// whenever they are read again.
	Beside func() tea.Cmd
	// Offered is the table of commands, as a page.
	Offered Commands
	// OpenedName is what an opened row is called in the header, as a page.
	OpenedName string

	env           *Env
	stack         *Stack
	width, height int
}

// Opened is one row, shown whole.
type Opened[T, D any] struct {
	// id names the row, as in the lists.
	id string
	// Row is the row as the list showed it, later as it was read; nil while
	// nothing is known of it.
	Row *T
	// Detail is the zero D until Whole.
	Detail D
	Whole  bool

	root   bool           // the screen was opened for it: Esc leaves the screen
	then   func() tea.Cmd // waits for the row to be read whole
	sorry  string
	ticket Ticket
	place  Reading
}

// whole is the answer to the reading of an opened row.
type whole[T, D any] struct {
	row    T
	detail D
}

// Init shows the first list and reads what stands beside it, and the row that
// the screen was opened for.
func (b *Board[T, D]) Init() tea.Cmd {
	return tea.Batch(b.readBeside(), b.Lists.Show(b.Lists.At()), b.readOpened())
}

// OpenedFor has the board show one row alone; it reads nothing before Init.
func (b *Board[T, D]) OpenedFor(id string) { b.Opened = &Opened[T, D]{id: id, root: true} }

// Open shows the row under the cursor whole.
func (b *Board[T, D]) Open() tea.Cmd {
	row, ok := b.Lists.Selected()
	if !ok {
		return nil
	}
	b.Opened = &Opened[T, D]{id: b.Lists.Shown().id(row), Row: &row}
	return b.readOpened()
}

// Subject is the row that a key means: the opened one, else the one under the
// cursor.
func (b *Board[T, D]) Subject() (T, bool) {
	switch {
	case b.Opened == nil:
		return b.Lists.Selected()
	case b.Opened.Row == nil:
		var none T
		return none, false
	}
	return *b.Opened.Row, true
}

// Put shows a row as a write returned it, before the lists are read again: the
// next key must not mean a row that is no longer there.
func (b *Board[T, D]) Put(row T) {
	id := b.Lists.Shown().id(row)
	b.Lists.Put(row, id, func(at int) bool { return b.Holds(at, row) })
	if b.Opened != nil && b.Opened.id == id {
		b.Opened.Row = &row
	}
}

// Follow puts the cursor on a row as a write left it, wherever that is now: in the strip
// where it stands there, unless it was chosen in the shown list; in the shown list, else in
// the first that may hold it. The next key means that row. An opened row stays opened.
func (b *Board[T, D]) Follow(row T) tea.Cmd {
	if b.Opened != nil {
		return b.Reread()
	}
	id := b.Lists.Shown().id(row)
	if s := b.Lists.Strip; s != nil && s.Holds(row) && (b.Lists.InStrip() || b.subjectID() != id) && b.Lists.ToStrip(id) {
		return b.Reread()
	}
	at, lists := b.Lists.At(), len(b.Lists.lists)
	for i := 0; !b.Holds(at, row); i++ {
		if i == lists {
			return b.Reread()
		}
		at = i % lists
	}
	return tea.Batch(b.readBeside(), b.Lists.GoTo(at, id))
}

// Stands is the While of a sentence that offers a key of a row: as long as the key
// means that row, and the row is as it was.
func (b *Board[T, D]) Stands(row T) func() bool {
	id, same := b.Lists.Shown().id(row), b.Unchanged(row)
	return func() bool {
		if !b.stack.Holds(b) {
			return false // another board is in its place
		}
		if b.Opened == nil && b.Lists.Shown().wanted == id {
			return true // on its way
		}
		now, ok := b.Subject()
		return ok && b.Lists.Shown().id(now) == id && same()
	}
}

// StandsBeside is the While of a sentence with an Offer about a row that may have
// left the shown list: it stands as long as the row is as it was and no other row
// was chosen, which the key would then mean.
func (b *Board[T, D]) StandsBeside(row T) func() bool {
	id, same, at := b.Lists.Shown().id(row), b.Unchanged(row), b.subjectID()
	return func() bool {
		now := b.subjectID()
		return b.stack.Holds(b) && (now == at || now == id) && same()
	}
}

// subjectID is the ID of the row that a key means, empty where there is none.
func (b *Board[T, D]) subjectID() string {
	now, ok := b.Subject()
	if !ok {
		return ""
	}
	return b.Lists.Shown().id(now)
}

// Unchanged is the While of a sentence that speaks of a row wherever the cursor is:
// as long as nothing that was read since shows the row otherwise, or without it the
// list in which it stood.
func (b *Board[T, D]) Unchanged(row T) func() bool {
	id, was := b.Lists.Shown().id(row), b.state(row)
	at, term := b.Lists.At(), b.Lists.Term()
	_, stood := b.Lists.row(id)
	return func() bool {
		if b.Opened != nil && b.Opened.id == id {
			return b.Opened.Row == nil || b.state(*b.Opened.Row) == was
		}
		list := b.Lists.Shown()
		now, ok := b.Lists.row(id)
		if !ok {
			return !stood || list.more || b.Lists.At() != at || b.Lists.Term() != term
		}
		return b.state(now) == was
	}
}

func (b *Board[T, D]) state(row T) string {
	if b.State == nil {
		return ""
	}
	return b.State(row)
}

// TellOf puts a sentence about a row on the status line, for as long as the keys
// that it offers mean that row.
func (b *Board[T, D]) TellOf(row T, kind NotifyKind, text string) {
	b.env.Do(Notify{Kind: kind, Text: text, While: b.Stands(row)})
}

// Reread reads what stands beside the lists, the shown list and the opened row;
// other lists are read when they are next shown.
func (b *Board[T, D]) Reread() tea.Cmd {
	return tea.Batch(b.readBeside(), b.Lists.Reload(), b.readOpened())
}

// RereadAfter reads again what is shown after a write that was not done; the board
// may be covered by now, or gone. It reads nothing while the database is away: a
// second failure would only replace the sentence that says so.
func (b *Board[T, D]) RereadAfter(err error) tea.Cmd {
	if IsOutage(err) {
		b.Lists.Spoil()
		return nil
	}
	return b.stack.Refresh()
}

func (b *Board[T, D]) readBeside() tea.Cmd {
	if b.Beside == nil {
		return nil
	}
	return b.Beside()
}

func (b *Board[T, D]) readOpened() tea.Cmd {
	if b.Opened == nil {
		return nil
	}
	read := b.Read(b.Opened.id)
	ticket, cmd := Load(b.env, func(ctx context.Context) (whole[T, D], error) {
		row, detail, err := read(ctx)
		return whole[T, D]{row, detail}, err
	})
	b.Opened.ticket = ticket
	return cmd
}

// Update takes the answers to what the board asked, and the keys of the shown list
// or of the opened row.
func (b *Board[T, D]) Update(msg tea.Msg) tea.Cmd {
	if l, ok := msg.(Loaded[whole[T, D]]); ok && b.Opened != nil && l.Ticket.Valid() && l.Ticket == b.Opened.ticket {
		return b.Opened.answer(b.env, l)
	}
	if k, ok := msg.(tea.KeyMsg); ok && b.Opened != nil {
		b.Opened.place.Key(b.env, k, len(b.lines()), b.height)
		return nil
	}
	return b.Lists.Update(msg)
}

func (o *Opened[T, D]) answer(env *Env, l Loaded[whole[T, D]]) tea.Cmd {
	o.ticket = Ticket{}
	if l.Err != nil {
		o.sorry = Unread(env, l.Err, o.Whole)
	} else {
		o.Row, o.Detail, o.Whole, o.sorry = &l.Val.row, l.Val.detail, true, ""
	}
	then := o.then
	o.then = nil
	return call(then)
}

// Failed reports whether the opened row could not be read.
func (o *Opened[T, D]) Failed() bool { return o.sorry != "" }

// Waiting reports whether the next key would mean a row that is on its way.
func (b *Board[T, D]) Waiting() bool { return b.Opened == nil && b.Lists.Waiting() }

// Back is Esc: from the opened row to the list, from a search to the whole list.
// It reports whether there was such a step.
func (b *Board[T, D]) Back() (tea.Cmd, bool) {
	switch {
	case b.Opened == nil:
		return b.Lists.Back()
	case b.Opened.root:
		return nil, false
	}
	b.Opened = nil
	return nil, true
}

// SetSize gives the board's size in cells.
func (b *Board[T, D]) SetSize(width, height int) {
	b.width, b.height = width, height
	b.Lists.SetSize(width, height)
}

// View draws the opened row, else the shown list.
func (b *Board[T, D]) View() string {
	if b.Opened == nil {
		return b.Lists.View()
	}
	return b.Opened.place.View(b.env, b.lines(), b.height)
}

// lines are what there is to say about the opened row.
func (b *Board[T, D]) lines() []string {
	o, th := b.Opened, b.env.Theme
	var lines []string
	if o.sorry != "" {
		lines = append(lines, " "+th.Danger.Render(th.Clip("! "+Plain(o.sorry), b.width-2)), "")
	}
	if o.Row == nil {
		return lines
	}
	return append(lines, b.Lines(*o.Row, o.Detail, b.width)...)
}

// Tell puts a sentence, already through the printer, on the status line.
func (b *Board[T, D]) Tell(kind NotifyKind, text string) tea.Cmd {
	return b.env.Do(Notify{Kind: kind, Text: text})
}
