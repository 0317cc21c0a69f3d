package fault

import (
	"errors"
	"unicode/utf8"
)

// Fields are complaints about fields, by name.
type Fields map[string]error

// Add adds a complaint about a field, in place of one that is there.
func (f Fields) Add(field, format string, args ...any) {
	f[field] = &Error{Kind: Invalid, Format: format, Args: args}
}

// Length complains of a text of more than so many characters.
func (f Fields) Length(field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		f.Add(field, "At most %d characters fit here.", most)
	}
}

// Err is Complaints as an error.
func (f Fields) Err() error {
	if e := Complaints(f); e != nil {
		return e
	}
	return nil
}

// Complaints is the Invalid error for bad fields, nil if there are none.
func Complaints(bad map[string]error) *Error {
	if len(bad) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Format: "Something is missing or wrong; see the marked fields.", Bad: bad}
}

// Alone is Err, but a single complaint is the error's own sentence: the command
// line shows no fields.
func (f Fields) Alone() error {
	var single *Error
	for field, err := range f {
		if len(f) == 1 && errors.As(err, &single) {
			return Wrong(field, single.Format, single.Args...)
		}
	}
	return f.Err()
}
