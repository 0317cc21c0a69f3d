package localpg

import "fmt"

// Kind classifies an Error for the program; people read its Sentence.
type Kind uint8

// The kinds of Error.
const (
	// NoServer is a machine without usable PostgreSQL server binaries.
	NoServer Kind = iota + 1
	// WrongVersion is a data folder of a major version that no binary here reads.
	WrongVersion
	// BadFolder is a data folder that cannot be used as it stands.
	BadFolder
	// Failed is a server that was tried and did not come up or did not stop.
	Failed
)

// Error is what this package returns when a private Postgres cannot be had: one
// sentence that says what to do, and the cause for the log.
type Error struct {
	Kind   Kind
	Format string
	Args   []any
	// Cause is for the log; it may be nil.
	Cause error
}

// Error renders the sentence in English, with the cause.
func (e *Error) Error() string {
	s := fmt.Sprintf(e.Format, e.Args...)
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Sentence returns what may be shown, as a format that is also the key of its
// translation.
func (e *Error) Sentence() (format string, args []any) { return e.Format, e.Args }

func fail(kind Kind, cause error, format string, args ...any) *Error {
	return &Error{Kind: kind, Format: format, Args: args, Cause: cause}
}
