package tui

import (
	"context"
	"errors"
)

// What the kit asks of an error, it asks by the interfaces of this file, so that
// the stores' errors need not know the kit. An error may answer several of them,
// itself or by what it wraps. One that answers none is shown as an apology, and a
// write that gave it is asked after: only the database knows what became of it.

// Sentence is an error that can be shown to a person: an English sentence that
// is also the key of its translation, and the arguments of that sentence.
// Errors without it are logged and shown as a general apology.
type Sentence interface {
	error
	Sentence() (format string, args []any)
}

// FieldErrors is an error about what was typed.
type FieldErrors interface {
	error
	// Fields returns, by the form's field names, an error for each bad field;
	// each is a Sentence.
	Fields() map[string]error
}

// Unsure is an error after which nobody knows whether a write was done: the
// connection was lost after it was sent. The desk then asks by the write's key.
type Unsure interface {
	error
	OutcomeUnknown() bool
}

// Stored is an error about a write that may be in the database all the same: then
// only its result cannot be shown, and it must not be sent again.
type Stored interface {
	error
	WasSaved() bool
}

// Fault is an error of a write that may be a failure, and not the answer of a rule
// or a person. It reports whether it is a failure, and the English sentence
// (without arguments) that says on one line that nothing was saved, empty where it
// has none of its own.
type Fault interface {
	error
	NotSaved() (sentence string, fault bool)
}

// Outage is an error that may mean that the database was out of reach before
// anything was changed: reading again would fail too. The words say what is wrong
// with it, an English sentence without its end and without arguments.
type Outage interface {
	error
	Outage() (words string, is bool)
}

// WrongPassword is Unlock's answer to a password that is not the account's. Any
// other error means that the password could not be checked; it counts as no wrong
// try.
type WrongPassword struct {
	// Cause is for the log; it may be nil.
	Cause error
}

// Error is the sentence in English.
func (e WrongPassword) Error() string { return "The password is wrong." }

// Unwrap returns the cause.
func (e WrongPassword) Unwrap() error { return e.Cause }

// Sentence is what the person at the lock reads.
func (e WrongPassword) Sentence() (format string, args []any) { return e.Error(), nil }

// Explain turns an error into a sentence for a person. An error that carries no
// Sentence is logged and shown as a general apology.
func Explain(env *Env, err error) string {
	if err == nil {
		return ""
	}
	var s Sentence
	if errors.As(err, &s) {
		if cause := errors.Unwrap(err); cause != nil && env.Log != nil {
			env.Log.WarnContext(env.Context, "refused", "error", err)
		}
		format, args := s.Sentence()
		return env.Sentence(format, args)
	}
	if env.Log != nil {
		env.Log.ErrorContext(env.Context, "desk", "error", err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return env.T("The database did not answer in time. Try again.")
	}
	return env.T("Something went wrong. Look at the list before you try again.")
}

// Unread explains why something that is shown could not be read. After a fault it
// says no more than that what is shown may be old: the read may follow a save, and
// to say that nothing was saved would be untrue.
func Unread(env *Env, err error, before bool) string {
	text, retry := Explain(env, err), env.Keys.Retry.Help().Key
	if !before {
		return text
	}
	if words, is := outage(err); is {
		return env.T("%s; this may be old. %s tries again.", env.Term(words), retry)
	}
	var f Fault
	if errors.As(err, &f) {
		if _, fault := f.NotSaved(); fault {
			return env.T("This could not be read again and may be old. %s tries again.", retry)
		}
	}
	return text
}

// Unsaved explains why a write was not done, in a sentence that a line of 80
// cells holds. A rule's or a person's answer speaks for itself; after a fault
// the person needs to hear that nothing was saved.
func Unsaved(env *Env, err error) string {
	text := Explain(env, err)
	var f Fault
	if errors.As(err, &f) {
		format, fault := f.NotSaved()
		switch {
		case !fault:
			return text
		case format != "":
			return env.Term(format)
		}
	}
	return env.T("not saved: %s", text)
}

// WasSaved reports whether an error speaks of a write that is in the database.
func WasSaved(err error) bool {
	var stored Stored
	return errors.As(err, &stored) && stored.WasSaved()
}

// outcomeUnknown reports whether a failed write may have been done. An error
// that nobody classified counts: only the database knows then.
func outcomeUnknown(err error) bool {
	var unsure Unsure
	if errors.As(err, &unsure) {
		return unsure.OutcomeUnknown()
	}
	var said Sentence
	told := errors.As(err, &said)
	var bad FieldErrors
	return !told && !errors.As(err, &bad)
}

// IsOutage reports whether a database out of reach is why something was not done.
func IsOutage(err error) bool {
	_, is := outage(err)
	return is
}

// Passing says what is wrong with a database that may be well again in a moment: an
// English sentence without its end and without arguments.
func Passing(err error) (words string, passes bool) {
	var p interface {
		Outage
		Passing() bool
	}
	if !errors.As(err, &p) || !p.Passing() {
		return "", false
	}
	words, _ = p.Outage()
	return words, true
}

func outage(err error) (words string, is bool) {
	var o Outage
	if !errors.As(err, &o) {
		return "", false
	}
	return o.Outage()
}
