package fault

import (
	"errors"
	"unicode/utf8"
)

// Fields are complaints about fields, by name.
type Fields map[string]error

// Add complains of a field.
func (f Fields) Add(field, format string, args ...any) {
	f[field] = &Error{Kind: Invalid, Format: format, Args: args}
}

// Length complains of a text of more characters than its column holds.
func (f Fields) Length(field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		f.Add(field, "At most %d characters fit here.", most)
	}
}

// Err is the error for the complaints, nil if there are none.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Format: "Something is missing or wrong; see the marked fields.", Bad: f}
}

// Complaints is the error for bad fields, nil if there are none.
func Complaints(bad map[string]error) *Error {
	if len(bad) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Format: "Something is missing or wrong; see the marked fields.", Bad: bad}
}

// Alone is err, but a single complaint speaks for itself: the command line shows
// no fields.
func (f Fields) Alone() error {
	var single *Error
	for field, err := range f {
		if len(f) == 1 && errors.As(err, &single) {
			return Wrong(field, single.Format, single.Args...)
		}
	}
	return f.Err()
}
