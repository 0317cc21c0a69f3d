// Package tui is the kit that the desk's screens are made of: pages with their
// commands, lists, tables, forms, dialogs, readings and writes; and what a screen and
// the shell around it (package shell) say to each other. It knows neither the
// database nor any particular screen.
package tui

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/civoranexus/society360/tui/wire"
)

// Env holds what one session shares among its screens. It never holds an
// entity or a current screen; a process serves many sessions, each with its own.
// It belongs to the session's event loop: commands get what they need from it
// before they start.
type Env struct {
	// Context ends with the session; Load and Save derive their timeouts from it.
	Context context.Context
	// Theme is built from the session's own renderer.
	Theme *Theme
	// Keys are the bindings that mean the same on every screen.
	Keys *KeyMap
	// Printer turns English sentences into the session's language.
	Printer *message.Printer
	// Clock tells the time; tests give a fixed one.
	Clock func() time.Time
	// Timer gives a command that sends fn's message after d; nil is the clock.
	// Tests move the time themselves.
	Timer func(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd
	// Zone is the society's time zone.
	Zone *time.Location
	// Log takes the causes of errors whose sentences the desk shows.
	Log *slog.Logger
	// Gate is the gate this terminal stands at, empty away from a gate.
	Gate string
	// Letters is the character set that somebody has set for this terminal, empty
	// where it follows from the account and the environment (see Dress).
	Letters string
	// Sure is set by the shell: it gives the question that goes before a read for the
	// account at the desk (see Load), nil where nobody is signed in.
	Sure func() func(ctx context.Context) error

	environ func(string) string
	out     io.Writer
	posted  []tea.Msg
	// saved are the keys of writes that were found to be in the database since
	// TakeSaved.
	saved []uuid.UUID
}

// NewEnv builds a session's Env: its context, its terminal's environment (as
// os.Getenv) and output, and its log. Language is English, the zone UTC until
// the house is known.
func NewEnv(ctx context.Context, environ func(string) string, out io.Writer, log *slog.Logger) *Env {
	p := message.NewPrinter(language.English)
	return &Env{
		Context: ctx,
		Theme:   NewTheme(environ, out),
		environ: environ,
		out:     out,
		Keys:    newKeyMap(p),
		Printer: p,
		Clock:   time.Now,
		Zone:    time.UTC,
		Log:     log,
	}
}

// T renders an English sentence in the session's language. Identifiers, years
// and phone numbers are passed as strings: numbers are grouped.
func (e *Env) T(format string, args ...any) string {
	if e.Printer == nil {
		return fmt.Sprintf(format, args...)
	}
	return e.Printer.Sprintf(format, args...)
}

// Term renders one word or sentence that stands in a variable, as a screen's
// title does; it takes no arguments.
func (e *Env) Term(key string) string {
	if e.Printer == nil {
		return key
	}
	return e.Printer.Sprintf(message.Key(key, key))
}

// Count says how many there are of something: one where it is one ("1 row"),
// else many with the figure ("%d rows"). A language with more forms than two has
// them under many, chosen by its catalogue.
func (e *Env) Count(n int, one, many string) string {
	if n == 1 {
		return e.Term(one)
	}
	return e.T(many, n)
}

// Do hands a message of the shell (Open, Close, Notify, a dialog) over at once:
// it is carried out right after the present Update and before the next key, so
// that a key typed ahead meets the dialog and not the list behind it. Only for
// use inside Update; commands return such messages instead. It gives no command,
// so that what ends with it can return it.
func (e *Env) Do(msg tea.Msg) tea.Cmd {
	e.posted = append(e.posted, msg)
	return nil
}

// Ring rings the terminal's bell, for what a person who looks elsewhere waits for.
func (e *Env) Ring() tea.Cmd { return func() tea.Msg { return wire.Bell{} } }

// TakePosted gives the shell what Do was given, and forgets it.
func (e *Env) TakePosted() []tea.Msg {
	msgs := e.posted
	e.posted = nil
	return msgs
}

// TakeSaved gives the shell the keys of the writes that were found to be in the
// database since it asked last, and forgets them.
func (e *Env) TakeSaved() []uuid.UUID {
	keys := e.saved
	e.saved = nil
	return keys
}

// After is Timer with its default, which ends with the session: Bubble Tea's own
// tick would keep a desk that is gone in memory until it rings, an hour for the
// clock of an idle keyboard.
func (e *Env) After(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd {
	if e.Timer != nil {
		return e.Timer(d, fn)
	}
	ended := e.Context.Done()
	return func() tea.Msg {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case at := <-timer.C:
			return fn(at)
		case <-ended:
			return nil
		}
	}
}
