package fault

import (
	"errors"
)

// Wrong makes an Invalid error for one field.
func Wrong(field, format string, args ...any) *Error {
	return &Error{
		Kind: Invalid, Format: format, Args: args,
		Bad: map[string]error{field: &Error{Kind: Invalid, Format: format, Args: args}},
	}
}

// Refuse makes a Refused error.
func Refuse(format string, args ...any) *Error {
	return &Error{Kind: Refused, Format: format, Args: args}
}

// Already refuses what somebody did before.
func Already(format string, args ...any) *Error {
	return &Error{Kind: Refused, Format: format, Args: args, Done: true}
}

// IsDone reports whether err says that somebody did the same before.
func IsDone(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Done
}

// Missing makes a NotFound error.
func Missing(format string, args ...any) *Error {
	return &Error{Kind: NotFound, Format: format, Args: args}
}

// Broken makes an Internal error of a cause that nobody at the desk can mend.
func Broken(cause error) *Error {
	return &Error{
		Kind: Internal, Cause: cause,
		Format: "Something went wrong; nothing was saved. Try again, or tell the office.",
	}
}

// SavedUnshown makes an Unshown error of what failed after a write was committed;
// nil where nothing did.
func SavedUnshown(cause error) error {
	if cause == nil {
		return nil
	}
	return &Error{
		Kind: Unshown, Cause: cause,
		Format: "Saved, but it cannot be shown. Do not save it again; look at the list.",
	}
}

// WasSaved reports whether err belongs to a write that was done all the same.
func WasSaved(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.WasSaved()
}

// Sentence is an error whose text is shown to a person as it is.
type Sentence string

func (s Sentence) Error() string { return string(s) }
