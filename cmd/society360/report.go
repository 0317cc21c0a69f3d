package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/wire"
)

// usageError is a mistake in how the program was called.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// failure is a sentence for the person who ran the program, with the cause for
// the log.
type failure struct {
	text  string
	cause error
}

func (f failure) Error() string { return f.text }
func (f failure) Unwrap() error { return f.cause }

func fail(cause error, format string, args ...any) error {
	return failure{fmt.Sprintf(format, args...), cause}
}

// report writes an error as one line that says what to do next, and returns the
// exit code. A run that was told to end by a signal has not failed.
func (a *app) report(ctx context.Context, err error) int {
	var wrong usageError
	switch {
	case a.out.ended(err):
		return a.out.report(a)
	case err == nil:
		return exitOK
	case !a.running || errors.As(err, &wrong):
		a.say("%s; see: %s --help", strings.TrimRight(oneLine(err.Error()), ".;"), a.command)
		return exitUsage
	case (a.hungUp || ctx.Err() != nil) && errors.Is(err, context.Canceled):
		a.say("Stopped.")
		return exitFailure
	}
	// On stderr the sentence is enough; the cause is for a log file.
	a.sink.discard()
	a.log.ErrorContext(ctx, "failed", "command", a.command, "error", err)
	var crash *wire.PanicError
	if errors.As(err, &crash) {
		a.log.ErrorContext(ctx, "panic", "stack", string(crash.Stack))
		a.say("The desk stopped because of a fault in the program. What was saved is safe; start it again.")
		return exitFailure
	}
	a.say("%s", sentence(err, a.zone))
	var saved *fault.Error
	if errors.As(err, &saved) && saved.WasSaved() {
		// A script that takes it for a failure would do it again.
		return exitOK
	}
	return exitFailure
}

// say writes one line to stderr.
func (a *app) say(format string, args ...any) {
	_, _ = fmt.Fprintf(a.err, "%s: %s\n", programName, oneLine(fmt.Sprintf(format, args...)))
}

// announce is say of what somebody wants to find in the log as well.
func (a *app) announce(ctx context.Context, format string, args ...any) {
	a.say(format, args...)
	if a.logFile != "" {
		a.log.InfoContext(ctx, oneLine(fmt.Sprintf(format, args...)))
	}
}

// tell writes one line beside a command's rows: with the table, or to stderr where
// the rows are for a program.
func (a *app) tell(f forms, format string, args ...any) {
	if f.plain() {
		fmt.Fprintf(a.out, format+"\n", args...)
		return
	}
	a.say(format, args...)
}

// sentence is what an error says to a person: its own sentence where it has one,
// with times as the tables of that zone have them.
func sentence(err error, zone *time.Location) string {
	var told failure
	if errors.As(err, &told) {
		return told.text
	}
	// A form marks its bad fields; here they are named, unless the error speaks
	// of its one field already.
	var form tui.FieldErrors
	if errors.As(err, &form) && len(form.Fields()) > 0 {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(form.Fields())) {
			said := spoken(form.Fields()[name], zone)
			if said == spoken(err, zone) {
				return said
			}
			parts = append(parts, name+": "+said)
		}
		return strings.Join(parts, " ")
	}
	return spoken(err, zone)
}

// asFlag has an error name a bad field by the flag that it was typed at.
func asFlag(err error, field, flag string) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Bad[field] == nil {
		return err
	}
	told := *e
	told.Bad = maps.Clone(e.Bad)
	delete(told.Bad, field)
	told.Bad["--"+flag] = e.Bad[field]
	return &told
}

// spoken is an error's own sentence, or its text where it has none.
func spoken(err error, zone *time.Location) string {
	var s tui.Sentence
	if errors.As(err, &s) {
		format, args := s.Sentence()
		args = slices.Clone(args)
		for i, arg := range args {
			if at, ok := arg.(time.Time); ok {
				args[i] = minute(at, zone)
			}
		}
		return fmt.Sprintf(format, args...)
	}
	return err.Error()
}

// oneLine is a text as one line that no terminal obeys: what was typed, or how a file
// is called, may stand in it.
func oneLine(s string) string { return strings.Join(strings.Fields(tui.Plain(s)), " ") }

// count is a number with its noun.
func count(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
