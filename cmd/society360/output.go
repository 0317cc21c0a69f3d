package main

import (
	"errors"
	"io"
	"syscall"
)

// output is standard output. What cannot be written there is told once, however
// it was written and whoever looks at the error.
type output struct {
	to  io.Writer
	err error
}

// outputError is a failure of standard output, told from one of the database's
// connection.
type outputError struct{ cause error }

func (e outputError) Error() string { return e.cause.Error() }
func (e outputError) Unwrap() error { return e.cause }

// Write writes to standard output.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if err == nil {
		return n, nil
	}
	if o.err == nil {
		o.err = err
	}
	return n, outputError{err}
}

// ended reports whether a command that ended with err did all but write what it
// had to say.
func (o *output) ended(err error) bool {
	var own outputError
	return o.err != nil && (err == nil || errors.As(err, &own))
}

// report is the exit code of such a command. A reader that has had enough, such
// as head, is no failure.
func (o *output) report(a *app) int {
	if errors.Is(o.err, syscall.EPIPE) {
		return exitOK
	}
	cause := o.err
	for inner := errors.Unwrap(cause); inner != nil; inner = errors.Unwrap(cause) {
		cause = inner
	}
	a.say("Standard output could not be written whole: %s. What was saved stays saved.", cause)
	return exitFailure
}
