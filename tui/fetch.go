package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// Fetch is a reading of which a screen shows something: it is asked as often as
// need be, the newest question counts, and what is known is shown until the
// answer is there. The screen's Stack brings the answers.
type Fetch[T any] struct {
	// Val is what was read last; before that the zero T, or what was put there.
	Val T
	// Then, where set, is called in Update with every answer, after Val has it.
	Then func(T, error) tea.Cmd

	stack  *Stack
	read   func(ctx context.Context) (T, error)
	ticket Ticket
	known  bool
	err    error
}

// NewFetch makes a reading of a screen; it asks nothing before Ask.
func NewFetch[T any](stack *Stack) *Fetch[T] { return &Fetch[T]{stack: stack} }

// Ask reads with read, outside the event loop; what that needs of the screen is
// captured when it is made. The answer to an older question is dropped.
func (f *Fetch[T]) Ask(read func(ctx context.Context) (T, error)) tea.Cmd {
	f.read = read
	return f.Again()
}

// Again asks the same question again, as after a failure or a change elsewhere;
// what is known stays until the answer. It asks nothing where nothing was asked.
func (f *Fetch[T]) Again() tea.Cmd {
	if f.read == nil {
		return nil
	}
	ticket, cmd := Load(f.stack.env, f.read)
	f.ticket = ticket
	return func() tea.Msg {
		if l, ok := cmd().(Loaded[T]); ok {
			return fetched[T]{f, l}
		}
		return nil
	}
}

// fetched is a Fetch's answer.
type fetched[T any] struct {
	fetch  *Fetch[T]
	loaded Loaded[T]
}

// Failure is why there is no answer; nil where there is one.
func (m fetched[T]) Failure() error { return m.loaded.Err }

// answer is what a Stack gives to the Fetch that asked for it.
type answer interface{ take(s *Stack) tea.Cmd }

func (m fetched[T]) take(s *Stack) tea.Cmd {
	f := m.fetch
	if f.stack != s || m.loaded.Ticket != f.ticket {
		return nil
	}
	f.ticket, f.err = Ticket{}, m.loaded.Err
	if f.err == nil {
		f.Val, f.known = m.loaded.Val, true
	}
	if f.Then == nil {
		return nil
	}
	return f.Then(m.loaded.Val, f.err)
}

// Forget drops what is known and the answer that is on its way, as when something
// else is shown.
func (f *Fetch[T]) Forget() {
	var none T
	f.Val, f.known, f.err, f.ticket = none, false, nil, Ticket{}
}

// Waiting reports whether an answer is on its way.
func (f *Fetch[T]) Waiting() bool { return f.ticket.Valid() }

// Known reports whether Val was read.
func (f *Fetch[T]) Known() bool { return f.known }

// Err is why the last answer is none, nil where it is one.
func (f *Fetch[T]) Err() error { return f.err }

// Sorry is Err as the person reads it, empty for none; it says whether what is
// shown may be old.
func (f *Fetch[T]) Sorry() string {
	if f.err == nil {
		return ""
	}
	return Unread(f.stack.env, f.err, f.known)
}

// giveUp drops the answer that is on its way.
func (f *Fetch[T]) giveUp() { f.ticket = Ticket{} }

// Await reads what a key needs before it can go on: keys wait until then is called
// with the answer, and Esc gives it up.
func Await[T any](s *Stack, read func(ctx context.Context) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	f := NewFetch[T](s)
	f.Then = then
	s.awaited = f
	return f.Ask(read)
}
