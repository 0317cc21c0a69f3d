package connect

import (
	"errors"

	"github.com/civoranexus/society360/data/fault"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATE codes that mean something to a person at the desk.
const (
	UniqueViolation      = "23505"
	InsufficientRight    = "42501"
	LockNotAvailable     = "55P03"
	QueryCanceled        = "57014"
	serializationFailure = "40001"
	DeadlockDetected     = "40P01"
	ReadOnlyTransaction  = "25006"
	tooManyConnections   = "53300"
	diskFull             = "53100"
	featureNotSupported  = "0A000"
)

// IntentsKey is the constraint that holds one result for each intent's key.
const IntentsKey = "write_intents_pkey"

// Violates reports whether err says that the named constraint was broken.
func Violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}

// ReadError turns the failure of a read into an Error.
func ReadError(err error) error {
	var known *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, pgx.ErrNoRows):
		return fault.Missing("It is no longer there.")
	case unreadable(err):
		return &fault.Error{Kind: fault.Internal, Cause: err, Format: "Something in the database cannot be read. Tell the office."}
	}
	if trouble := TroubleOf(err); trouble != fault.Sound {
		return trouble.Unread(err)
	}
	return &fault.Error{Kind: fault.Internal, Cause: err, Format: "Something went wrong. Try again, or tell the office."}
}

// WriteError turns the failure of a write that was sent into an Error. Whatever
// the server did not answer itself may have been done (data/README.md, How a write
// works).
func WriteError(err error) error {
	var known *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	}
	if FromServer(err) {
		return refusedWrite(err)
	}
	return &fault.Error{
		Kind: fault.Unknown, Trouble: TroubleOf(err), Cause: err,
		Format: "The connection was lost; it is not known yet whether this was saved.",
	}
}

// Said is what the server said in words, empty where it said nothing.
func Said(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return ""
	}
	return pg.Message
}

// StateOf is the SQLSTATE of what the server said, empty when it said nothing.
func StateOf(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return ""
	}
	return pg.Code
}

// FromServer reports whether the server itself answered, with more than that it
// is going away: then nothing of the statement was done.
func FromServer(err error) bool {
	state := StateOf(err)
	return state == QueryCanceled || len(state) == 5 && state[:2] != "08" && state[:2] != "57"
}

// unreadable reports an answer of the server that this program cannot make sense
// of: the connection is well.
func unreadable(err error) bool {
	var unread pgx.ScanArgError
	return errors.As(err, &unread)
}

// refusedWrite says what the server's answer to a write means to a person.
func refusedWrite(err error) *fault.Error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return fault.Broken(err)
	}
	if sentence, ok := constraintSentence(pg.ConstraintName); ok {
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: sentence}
	}
	if trouble := saidTrouble(pg); trouble != fault.Sound {
		return trouble.Unsaved(err)
	}
	return fault.Broken(err)
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
	case "bills_waiver_not_above_due":
		return "More than is due cannot be waived on this bill.", true
	}
	return "", false
}
