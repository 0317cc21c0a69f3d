// Package fault is the errors that people read: their kinds, their sentences and the
// complaints about fields.
package fault

import (
	"fmt"
	"log/slog"
)

// Kind classifies an Error for the program; people read its Sentence.
type Kind uint8

// The kinds of Error.
const (
	// Internal is a fault of the program or the database; the cause is logged.
	Internal Kind = iota
	// Invalid is about what was typed; see Error.Fields.
	Invalid
	// Refused is a rule of the domain or a conflict with somebody's change.
	Refused
	// Forbidden is a permission the actor's role does not have.
	Forbidden
	// NotFound is a thing that is not there, or not for this actor.
	NotFound
	// Unavailable is a database out of reach before anything was changed.
	Unavailable
	// Unknown is a connection lost after a write was sent: it may be done.
	Unknown
	// Unshown is a write that is done and whose result cannot be shown: to send it
	// again would do it twice, or be refused.
	Unshown
)

// Error is what every method of a store returns: a safe sentence for the person at
// the desk, and the cause for the log.
type Error struct {
	Kind   Kind
	Format string
	Args   []any
	// Bad holds a complaint for each bad field of an Invalid error, by the
	// field's name as the input struct documents it.
	Bad map[string]error
	// Trouble is what is wrong with the database, where that is why.
	Trouble Trouble
	// Done says of a refusal that somebody did the same before: it tells that this is
	// so, and is said only of what is sure to last.
	Done bool
	// Cause is for the log; it is never shown.
	Cause error
}

// Error renders the sentence in English, with the cause.
func (e *Error) Error() string {
	s := fmt.Sprintf(e.Format, e.Args...)
	if e.Cause != nil {
		return s + ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Sentence returns what may be shown, as a format that is also the key of its
// translation.
func (e *Error) Sentence() (format string, args []any) { return e.Format, e.Args }

// OutcomeUnknown reports whether the write may have been done: ask
// Society.Settle by its intent key.
func (e *Error) OutcomeUnknown() bool { return e.Kind == Unknown }

// WasSaved reports whether what the error speaks of is in the database all the
// same: only its result is missing.
func (e *Error) WasSaved() bool { return e.Kind == Unshown }

// Outage reports whether the database was out of reach before anything was
// changed, and says in a sentence without its end what is wrong with it.
func (e *Error) Outage() (words string, is bool) { return e.Trouble.words(), e.Kind == Unavailable }

// Passing reports whether it comes of a trouble with the database that may end by
// itself.
func (e *Error) Passing() bool { return e.Trouble.Passes() }

// MayPass reports whether the same may succeed in a while without anybody's doing.
func (e *Error) MayPass() bool { return e.Kind == Unavailable || e.Trouble.Passes() }

// LogValue adds the class of the trouble to what a log says of the error.
func (e *Error) LogValue() slog.Value {
	if e.Trouble == Sound {
		return slog.StringValue(e.Error())
	}
	return slog.GroupValue(slog.String("trouble", string(e.Trouble)), slog.String("text", e.Error()))
}

// Fields returns the complaints about single fields, each itself an *Error.
func (e *Error) Fields() map[string]error { return e.Bad }

// NotSaved reports whether the program or the database is at fault, and not what
// was asked of them. The sentence says on one line that nothing was saved; it is
// empty where that is not known.
func (e *Error) NotSaved() (sentence string, fault bool) {
	switch e.Kind {
	case Refused, Invalid, Forbidden, NotFound, Unshown:
		return "", false
	case Unavailable:
		return e.Trouble.notSaved(), true
	case Internal:
		return "not saved: something went wrong. Try again, or tell the office.", true
	}
	return "", true
}
