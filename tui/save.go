package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"
)

// settlePause is how long the desk waits before it asks again what became of a
// write whose outcome is unknown.
const settlePause = time.Second

// Saving says what is known of a write.
type Saving uint8

// The states of a Save.
const (
	// SaveIdle: nothing was sent, or nothing since the form was opened.
	SaveIdle Saving = iota
	// SaveSending: the write was sent and not answered yet.
	SaveSending
	// SaveChecking: the answer was lost; the desk asks by the write's key.
	SaveChecking
	// SaveDone: it is in the database.
	SaveDone
	// SaveFailed: it is known not to be in the database.
	SaveFailed
)

// Outcome is how a write ended, once that is known.
type Outcome[T any] struct {
	// Saved tells whether the write is in the database.
	Saved bool
	// Val is the write's result; the zero T after an answer that was lost.
	Val T
	// Answered is false where Val was lost with the answer, or cannot be shown.
	Answered bool
	// unshown is why the Val of an answer cannot be shown.
	unshown error
	// Err says why it was not saved.
	Err error
}

// Save is one write being sent. The zero Save is ready; Done must be set. It
// makes the write's intent key before the first send, ignores a second submit
// while the first is on its way, and after a lost answer asks until it knows.
type Save[T any] struct {
	// Done is called in Update when the outcome is known. After a write that is saved
	// it has to read again what that changed on the screen, which is not told of its
	// own writes (see shell.Refresh).
	Done func(Outcome[T]) tea.Cmd

	env    *Env
	state  Saving
	key    uuid.UUID
	ticket Ticket
	cause  error
	settle func(ctx context.Context, key uuid.UUID) (bool, error)
}

type sent[T any] struct {
	ticket Ticket
	val    T
	err    error
}

type settled struct {
	ticket Ticket
	saved  bool
	err    error
}

type settleAgain struct{ ticket Ticket }

// State says what is known of the write.
func (s *Save[T]) State() Saving { return s.state }

// Busy reports whether a write is on its way or its outcome unknown: leaving
// now would leave the person in the dark.
func (s *Save[T]) Busy() bool { return s.state == SaveSending || s.state == SaveChecking }

// Status is what the person is told: saved, not saved, or unknown, checking;
// empty while nothing was sent or the first answer is awaited.
func (s *Save[T]) Status(env *Env) string {
	switch s.state {
	case SaveChecking:
		return env.T("unknown, checking")
	case SaveDone:
		return env.T("saved")
	case SaveFailed:
		return env.T("not saved")
	default:
		return ""
	}
}

// Start sends a write under its intent key. While one is on its way nothing is
// sent; while its outcome is unknown the database is asked at once instead.
// settle tells whether a write with that key is in the database; its "no" must
// be final, for the next Start takes a new key.
func (s *Save[T]) Start(env *Env, write func(ctx context.Context, key uuid.UUID) (T, error),
	settle func(ctx context.Context, key uuid.UUID) (saved bool, err error),
) tea.Cmd {
	if s.Busy() {
		return s.askNow()
	}
	s.env, s.settle, s.cause = env, settle, nil
	s.state, s.key, s.ticket = SaveSending, uuid.Must(uuid.NewV7()), newTicket()
	ticket, key, parent := s.ticket, s.key, env.Context
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, saveTimeout)
		defer cancel()
		val, err := write(ctx, key)
		return sent[T]{ticket, val, err}
	}
}

// Update takes the answers to what this Save sent and leaves other messages
// alone.
func (s *Save[T]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case sent[T]:
		if msg.ticket != s.ticket || s.state != SaveSending {
			return nil
		}
		if msg.err == nil {
			return s.finish(Outcome[T]{Saved: true, Val: msg.val, Answered: true})
		}
		if WasSaved(msg.err) {
			Explain(s.env, msg.err) // for the log
			return s.finish(Outcome[T]{Saved: true, unshown: msg.err})
		}
		if outcomeUnknown(msg.err) {
			s.state, s.cause = SaveChecking, msg.err
			if s.env.Log != nil {
				s.env.Log.WarnContext(s.env.Context, "write without an answer", "key", s.key, "error", msg.err)
			}
			return s.ask()
		}
		return s.finish(Outcome[T]{Err: msg.err})
	case settled:
		if msg.ticket != s.ticket || s.state != SaveChecking {
			return nil
		}
		if msg.err != nil {
			ticket := s.ticket
			return s.env.After(settlePause, func(time.Time) tea.Msg { return settleAgain{ticket} })
		}
		if msg.saved {
			return s.finish(Outcome[T]{Saved: true})
		}
		return s.finish(Outcome[T]{Err: lostWrite{s.cause}})
	case settleAgain:
		if msg.ticket == s.ticket && s.state == SaveChecking {
			return s.ask()
		}
	}
	return nil
}

// askNow asks what became of a write whose outcome is unknown; one that is on its
// way is waited for.
func (s *Save[T]) askNow() tea.Cmd {
	if s.state != SaveChecking {
		return nil
	}
	return s.ask()
}

// ask asks what became of the write, under a new ticket so that one answer is
// awaited at a time.
func (s *Save[T]) ask() tea.Cmd {
	s.ticket = newTicket()
	ticket, key, settle, parent := s.ticket, s.key, s.settle, s.env.Context
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, loadTimeout)
		defer cancel()
		saved, err := settle(ctx, key)
		return settled{ticket, saved, err}
	}
}

func (s *Save[T]) finish(out Outcome[T]) tea.Cmd {
	s.state, s.ticket = SaveFailed, Ticket{}
	if out.Saved {
		s.state = SaveDone
		s.env.saved = append(s.env.saved, s.key)
	}
	if s.Done == nil {
		return nil
	}
	return s.Done(out)
}

// lostWrite is a write that is known, after asking, not to have been done. Its
// cause spoke of an unknown outcome, which is no longer true.
type lostWrite struct{ cause error }

func (e lostWrite) Error() string { return "write was lost: " + e.cause.Error() }
func (e lostWrite) Unwrap() error { return e.cause }
func (e lostWrite) Sentence() (format string, args []any) {
	return "The connection was lost; nothing was saved. Try again.", nil
}
