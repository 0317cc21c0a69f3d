package tui

import (
	"context"
	"math"
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Tone is how a cell is emphasised, on top of what its words say.
type Tone uint8

// The tones of a Cell.
const (
	TonePlain Tone = iota
	ToneMuted
	ToneStrong
	ToneDanger
)

// Cell is one value of a row.
type Cell struct {
	Text string
	// Tail stands behind the text and stays where the text is cut.
	Tail string
	Tone Tone
}

// Cells makes a row of plain cells.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, t := range texts {
		row[i].Text = t
	}
	return row
}

// Batch is what a Source gives: rows in the list's order, and whether there are
// more behind them.
type Batch[T any] struct {
	Rows []T
	More bool
}

// Source reads one batch of a list by keyset: the first one for nil, else the
// rows behind the given one. It runs outside the event loop and must not touch
// the screen's fields; what it needs is captured when it is made.
type Source[T any] func(ctx context.Context, after *T) (Batch[T], error)

// The distances at which a Table reads on, the delay before it says that it
// reads, and the pages that a Reload may read to find the cursor's row again.
const (
	readAhead   = 10
	slowAfter   = 150 * time.Millisecond
	reloadPages = 20
)

// Table is a list whose cursor stays on its row, by ID, while rows come, go and
// move. It reads its rows itself from a Source.
type Table[T any] struct {
	env  *Env
	cols []Column
	id   func(T) string
	row  func(T) []Cell

	// Empty says what to do where there is nothing, already through the printer.
	Empty string
	// Faint, where set, tells which rows are drawn muted.
	Faint func(T) bool
	// Caption, where set, stands in place of the columns' titles.
	Caption func() string
	// Rest, where set, says in the last line how many rows stand below it.
	Rest func(n int) string

	source        Source[T]
	rows          []T
	more          bool
	err           error
	sorry         string // err as the person reads it
	ticket        Ticket // of the load under way
	appending     bool   // that load is a further page
	pending       bool   // rows of an older source were taken away
	again         bool   // a Reload is owed once the first answer is there
	slow          bool   // the load takes longer than slowAfter
	fresh         map[string]bool
	wanted        string // the row that the cursor goes to when the rows are there
	toEnd         bool   // the cursor goes to the last row as soon as that is read
	long          bool   // the load under way reads as much as one may
	widest        []int  // of each column, of the cells that were shown
	selected      int
	top           int
	blurred       bool // the cursor is in another table
	width, height int
}

type tableSlow struct{ ticket Ticket }

// NewTable makes a table of the columns cols: id names a row for good (a
// database ID), row gives its cells in the order of cols.
func NewTable[T any](env *Env, cols []Column, id func(T) string, row func(T) []Cell) *Table[T] {
	return &Table[T]{env: env, cols: cols, id: id, row: row}
}

// SetSize gives the table's size in cells, its title line included.
func (t *Table[T]) SetSize(width, height int) {
	t.width, t.height = width, height
	t.scroll()
}

// Show starts a list from another source: rows go at once, so that no key can
// mean a row that the new list does not hold.
func (t *Table[T]) Show(source Source[T]) tea.Cmd {
	t.source, t.rows, t.more, t.err, t.fresh = source, nil, false, nil, nil
	t.selected, t.top, t.pending, t.again, t.toEnd, t.widest = 0, 0, true, false, false, nil
	return t.load(nil, 1, "")
}

// Reload reads again what is shown, further pages included; the cursor stays on
// its row. Rows that were not there before are marked until the next key.
func (t *Table[T]) Reload() tea.Cmd {
	if t.source == nil {
		return nil
	}
	if t.pending && t.ticket.Valid() {
		// What changed may be newer than the first answer, which keys wait for.
		t.again = true
		return nil
	}
	return t.load(nil, max(1, len(t.rows)), t.SelectedID())
}

// load reads pages until it has want rows and, where hold is an ID, that row.
func (t *Table[T]) load(after *T, want int, hold string) tea.Cmd {
	source, id := t.source, t.id
	wanted := t.wanted != ""
	if wanted {
		hold = t.wanted
	}
	ticket, cmd := Load(t.env, func(ctx context.Context) (Batch[T], error) {
		var out Batch[T]
		held := hold == ""
		for range reloadPages {
			p, err := source(ctx, after)
			if err != nil {
				return Batch[T]{}, err
			}
			for _, r := range p.Rows {
				held = held || id(r) == hold
			}
			out.Rows, out.More = append(out.Rows, p.Rows...), p.More
			if !p.More || len(p.Rows) == 0 || held && len(out.Rows) >= want {
				break
			}
			if !held && !wanted && len(out.Rows) >= want+readAhead {
				break // the cursor's row is gone
			}
			last := p.Rows[len(p.Rows)-1]
			after = &last
		}
		return out, nil
	})
	t.ticket, t.appending, t.slow, t.err = ticket, after != nil, false, nil
	t.long = want == math.MaxInt
	if len(t.rows) > 0 {
		return cmd
	}
	return tea.Batch(cmd, t.env.After(slowAfter, func(time.Time) tea.Msg { return tableSlow{ticket} }))
}

// SetRows gives the rows without a Source, as for a list that is all in memory.
func (t *Table[T]) SetRows(rows []T, more bool) {
	first := t.pending || t.rows == nil
	t.pending, t.err = false, nil
	t.replace(rows, more, !first)
}

// Update takes keys and the answers to the table's own loads.
func (t *Table[T]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Loaded[Batch[T]]:
		if msg.Ticket == t.ticket && msg.Ticket.Valid() {
			return t.take(msg)
		}
	case tableSlow:
		t.slow = t.slow || msg.ticket == t.ticket
	case tea.KeyMsg:
		return t.key(msg)
	}
	return nil
}

func (t *Table[T]) take(msg Loaded[Batch[T]]) tea.Cmd {
	first, again := t.pending, t.again
	t.ticket, t.pending, t.slow, t.again = Ticket{}, false, false, false
	if msg.Err != nil {
		t.wanted, t.toEnd = "", false
		t.err, t.sorry = msg.Err, Unread(t.env, msg.Err, len(t.rows) > 0)
		if len(t.rows) > 0 {
			t.env.Do(Notify{Kind: NotifyStale, Text: t.sorry})
		}
		return nil
	}
	if t.appending {
		t.appending = false
		t.rows, t.more = append(t.rows, t.unknown(msg.Val.Rows)...), msg.Val.More
	} else {
		t.replace(msg.Val.Rows, msg.Val.More, !first)
	}
	if t.Select(t.wanted) || !again {
		t.wanted = ""
	}
	if again {
		return t.Reload()
	}
	if t.toEnd {
		t.selected = max(0, len(t.rows)-1)
		t.scroll()
		// What is behind as much as one load may read, End reads when it is pressed
		// again.
		t.toEnd = t.more && !t.long
	}
	return t.readOn()
}

// unknown leaves out rows that the table holds already: a row may have moved
// behind the last one between two pages.
func (t *Table[T]) unknown(rows []T) []T {
	known := make(map[string]bool, len(t.rows))
	for _, r := range t.rows {
		known[t.id(r)] = true
	}
	out := make([]T, 0, len(rows))
	for _, r := range rows {
		if !known[t.id(r)] {
			out = append(out, r)
		}
	}
	return out
}

// replace puts rows in place of the present ones. The cursor stays on its ID
// and that row on its line; where the row is gone the cursor stands on the one
// that followed it.
func (t *Table[T]) replace(rows []T, more, mark bool) {
	old := t.rows
	line := t.selected - t.top
	at := make(map[string]int, len(rows))
	for i, r := range rows {
		at[t.id(r)] = i
	}
	next, found := t.selected, false
	for i := t.selected; i < len(old); i++ {
		if k, ok := at[t.id(old[i])]; ok {
			next, found = k, true
			break
		}
	}
	if !found {
		for i := min(t.selected, len(old)) - 1; i >= 0; i-- {
			if k, ok := at[t.id(old[i])]; ok {
				next, found = k, true
				break
			}
		}
	}
	if !found {
		next = t.selected
	}
	if mark {
		t.mark(old, rows)
	}
	t.rows, t.more = rows, more
	t.selected = max(0, min(next, len(rows)-1))
	// A list shown from its start goes on being so: what is new at its head must
	// not come unseen.
	if t.top > 0 {
		t.top = t.selected - line
	}
	t.scroll()
}

func (t *Table[T]) mark(old, rows []T) {
	known := make(map[string]bool, len(old))
	for _, r := range old {
		known[t.id(r)] = true
	}
	for _, r := range rows {
		if id := t.id(r); !known[id] {
			if t.fresh == nil {
				t.fresh = map[string]bool{}
			}
			t.fresh[id] = true
		}
	}
}

func (t *Table[T]) key(msg tea.KeyMsg) tea.Cmd {
	t.fresh, t.wanted, t.toEnd = nil, "", false
	k, page := t.env.Keys, max(1, t.visible()-1)
	switch {
	case key.Matches(msg, k.Retry) && t.err != nil:
		return t.retry()
	case key.Matches(msg, k.Up):
		t.selected--
	case key.Matches(msg, k.Down):
		t.selected++
	case key.Matches(msg, k.PageUp):
		t.selected -= page
	case key.Matches(msg, k.PageDown):
		t.selected += page
	case key.Matches(msg, k.Home):
		t.selected = 0
	case key.Matches(msg, k.End):
		t.selected, t.toEnd = len(t.rows)-1, t.more
	default:
		return nil
	}
	t.selected = max(0, min(t.selected, len(t.rows)-1))
	t.scroll()
	return t.readOn()
}

func (t *Table[T]) retry() tea.Cmd {
	t.err = nil
	if len(t.rows) == 0 {
		t.pending = true
	}
	if t.source == nil {
		return nil
	}
	return t.load(nil, max(1, len(t.rows)), t.SelectedID())
}

// OnRow is a command about the row under the cursor, as that of a Board, for a page
// that has the table inside.
func (t *Table[T]) OnRow(key key.Binding, do func(T) tea.Cmd, refusals ...func(T) string) Command {
	return onRow(key, t.Selected, do, refusals)
}

// RetryCommand reads again what could not be read.
func (t *Table[T]) RetryCommand() Command {
	return Command{Key: t.env.Keys.Retry, When: func() bool { return t.err != nil }, Do: t.retry, Hint: Hinted}
}

// readOn asks for the next page when the cursor nears the end.
func (t *Table[T]) readOn() tea.Cmd {
	if !t.more || t.source == nil || t.ticket.Valid() || t.err != nil || t.selected < len(t.rows)-readAhead {
		return nil
	}
	last, want := t.rows[len(t.rows)-1], 1
	if t.toEnd {
		want = math.MaxInt // as many as one reading may have
	}
	return t.load(&last, want, "")
}

// Selected is the row under the cursor; false where there is none.
func (t *Table[T]) Selected() (T, bool) {
	if t.selected < 0 || t.selected >= len(t.rows) {
		var none T
		return none, false
	}
	return t.rows[t.selected], true
}

// SelectedID is the ID of the row under the cursor, empty where there is none.
func (t *Table[T]) SelectedID() string {
	r, ok := t.Selected()
	if !ok {
		return ""
	}
	return t.id(r)
}

// Select puts the cursor on the row with that ID; it reports whether it is there.
func (t *Table[T]) Select(id string) bool {
	for i, r := range t.rows {
		if t.id(r) == id {
			t.selected = i
			t.scroll()
			return true
		}
	}
	return false
}

// find is the row with that ID, among those read so far.
func (t *Table[T]) find(id string) (row T, ok bool) {
	for _, r := range t.rows {
		if t.id(r) == id {
			return r, true
		}
	}
	return row, false
}

// Rows are the rows read so far; they must not be changed.
func (t *Table[T]) Rows() []T { return t.rows }

// Waiting reports whether the first rows of a new list are on their way, or the row
// that the cursor goes to: a key that means a row has to wait for them.
func (t *Table[T]) Waiting() bool {
	return t.ticket.Valid() && (t.pending || t.wanted != "" || t.toEnd)
}

// Err is why the last load failed, nil if it did not.
func (t *Table[T]) Err() error { return t.err }

// Count is how many rows are known: "12", "50+" where there are more, empty
// before the first answer.
func (t *Table[T]) Count() string {
	if t.pending {
		return ""
	}
	n := strconv.Itoa(len(t.rows))
	if t.more {
		n += "+"
	}
	return n
}

// Position is the cursor's place among the known rows: "3 of 50+".
func (t *Table[T]) Position() string {
	if len(t.rows) == 0 {
		return ""
	}
	return t.env.T("%s of %s", strconv.Itoa(t.selected+1), t.Count())
}
