package data

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATE codes that mean something to a person at the desk.
const (
	uniqueViolation      = "23505"
	checkViolation       = "23514"
	insufficientRight    = "42501"
	lockNotAvailable     = "55P03"
	queryCanceled        = "57014"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	readOnlyTransaction  = "25006"
	tooManyConnections   = "53300"
)

// intentsKey is the constraint that holds one result for each intent's key.
const intentsKey = "write_intents_pkey"

// invalid makes an Invalid error for one field.
func invalid(field, format string, args ...any) *Error {
	return &Error{
		Kind: Invalid, Format: format, Args: args,
		Bad: map[string]error{field: &Error{Kind: Invalid, Format: format, Args: args}},
	}
}

// refused makes a Refused error.
func refused(format string, args ...any) *Error {
	return &Error{Kind: Refused, Format: format, Args: args}
}

// notFound makes a NotFound error.
func notFound(format string, args ...any) *Error {
	return &Error{Kind: NotFound, Format: format, Args: args}
}

// internal wraps a cause that nobody at the desk can do anything about.
func internal(cause error) *Error {
	return &Error{
		Kind: Internal, Cause: cause,
		Format: "Something went wrong; nothing was saved. Try again, or tell the office.",
	}
}

// unavailable says that the database was not reached and nothing was sent.
func unavailable(cause error) *Error {
	return &Error{
		Kind: Unavailable, Cause: cause,
		Format: "The database cannot be reached; nothing was saved. Try again in a moment.",
	}
}

// violates reports whether err is the violation of the named constraint.
func violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}

// readError turns the failure of a read into an Error.
func readError(err error) error {
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, pgx.ErrNoRows):
		return notFound("It is no longer there.")
	}
	if e := serverError(err); e != nil {
		return e
	}
	return &Error{
		Kind: Unavailable, Cause: err,
		Format: "The database cannot be reached. Nothing typed is lost; try again in a moment.",
	}
}

// writeError turns the failure of a write that was sent into an Error. Whatever
// the server did not answer itself may have been done (SECURITY.md D1).
func writeError(err error) error {
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	}
	if e := serverError(err); e != nil {
		return e
	}
	return &Error{
		Kind: Unknown, Cause: err,
		Format: "The connection was lost; it is not known yet whether this was saved.",
	}
}

// serverError maps what the server itself said; nil when it said nothing, or
// said no more than that it is going away.
func serverError(err error) *Error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return nil
	}
	switch pg.Code {
	case lockNotAvailable, queryCanceled, serializationFailure, deadlockDetected, tooManyConnections:
		return &Error{Kind: Refused, Cause: err, Format: "The database is busy; nothing was saved. Try again."}
	case insufficientRight:
		if pg.TableName == "audit_logs" || pg.Message == "permission denied for table audit_logs" {
			return &Error{Kind: Refused, Cause: err, Format: "Nothing was saved: the audit log cannot be written. Tell the office."}
		}
		return &Error{Kind: Refused, Cause: err, Format: "Nothing was saved: the desk's database role lacks a right. Tell the office."}
	case readOnlyTransaction:
		return &Error{Kind: Refused, Cause: err, Format: "Nothing was saved: the database is read-only just now. Try again in a moment."}
	}
	if pg.Code[:2] == "08" || pg.Code[:2] == "57" {
		return nil
	}
	e := internal(err)
	if sentence, ok := constraintSentence(pg.ConstraintName); ok {
		e = &Error{Kind: Refused, Format: sentence, Cause: err}
	}
	return e
}

// constraintSentence says what a broken constraint means to a person.
func constraintSentence(name string) (sentence string, ok bool) {
	switch name {
	case "users_email_key":
		return "Another account has this e-mail address already.", true
	case "units_block_id_unit_number_key":
		return "This block has a unit of that number already.", true
	case "payments_not_above_due":
		return "More than is due cannot be paid on this bill.", true
	}
	return "", false
}

// mustJSON is for values that only the program itself can get wrong.
func mustJSON(b []byte, err error) []byte {
	if err != nil {
		panic(fmt.Errorf("data: a value of the program cannot be written as JSON: %w", err))
	}
	return b
}
