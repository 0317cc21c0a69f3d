package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// How long a read and a write may take before the desk gives up waiting. Reads
// that a key waits for take milliseconds; these are for a database in trouble.
const (
	loadTimeout = 8 * time.Second
	saveTimeout = 10 * time.Second
)

// Ticket names one Load among all of the process. The zero Ticket names none.
type Ticket struct{ id *byte }

// newTicket makes a ticket by allocating: an address that somebody holds is
// unique, and no counter has to be shared between sessions.
func newTicket() Ticket { return Ticket{id: new(byte)} }

// Valid reports whether the ticket names a Load.
func (t Ticket) Valid() bool { return t.id != nil }

// Loaded is a Load's answer. Every live screen sees it; only the one that holds
// the Ticket takes it.
type Loaded[T any] struct {
	Ticket Ticket
	Val    T
	Err    error
}

// Answer is what comes of a read: a Loaded, or what a Fetch makes of it.
type Answer interface{ Failure() error }

// Failure is why there is no answer; nil where there is one.
func (l Loaded[T]) Failure() error { return l.Err }

// Load gives a command that runs fn outside the event loop with the session's
// context and a timeout, and answers with Loaded[T] under the ticket. Keep the
// ticket of the newest Load; an answer with another one is foreign or too late.
// Nothing is read for an account of which it is not sure that it still may (see
// Env.Sure): the answer is that error.
func Load[T any](env *Env, fn func(ctx context.Context) (T, error)) (Ticket, tea.Cmd) {
	return Ask(env, guard(env, fn))
}

// guard has fn begin with the question whether the account at the desk still may
// read. Call it in the event loop.
func guard[T any](env *Env, fn func(ctx context.Context) (T, error)) func(ctx context.Context) (T, error) {
	if env.Sure == nil {
		return fn
	}
	sure := env.Sure()
	if sure == nil {
		return fn
	}
	return func(ctx context.Context) (T, error) {
		if err := sure(ctx); err != nil {
			var none T
			return none, err
		}
		return fn(ctx)
	}
}

// Ask is Load for what the shell itself asks: who comes in, who goes, whether
// somebody may stay.
func Ask[T any](env *Env, fn func(ctx context.Context) (T, error)) (Ticket, tea.Cmd) {
	t, parent := newTicket(), env.Context
	return t, func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, loadTimeout)
		defer cancel()
		val, err := fn(ctx)
		return Loaded[T]{Ticket: t, Val: val, Err: err}
	}
}
