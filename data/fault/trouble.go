package fault

import "strings"

// Trouble is the class of what is wrong with a database or with the way to it, by
// which every way in says the same of it: desks, commands, the schedule and the log.
type Trouble string

// The classes of Trouble. Sound is none.
const (
	Sound Trouble = ""
	// Away is a server that is not reached or does not answer, Starting one that is
	// about to, or about to stop.
	Away     Trouble = "away"
	Starting Trouble = "starting"
	// ReadOnly is a database that takes no changes, Standby a server that copies
	// another one and takes none for that reason.
	ReadOnly Trouble = "read-only"
	Standby  Trouble = "standby"
	// Busy is a database without a free connection or with a lock that was not had in
	// time, Full one without room on its disk.
	Busy Trouble = "busy"
	Full Trouble = "full"
	// Insecure is a server that does not agree on TLS.
	Insecure Trouble = "tls"
	// Pooler is a pooler that hands out sessions which do not know what this program
	// left in them, or passes on none of its settings.
	Pooler Trouble = "pooler"
	// NoDatabase is a server without a database of that name.
	NoDatabase Trouble = "no database"
	// WrongRole is a role that is not let in, or that lacks a right.
	WrongRole Trouble = "role"
	// Settings are those of the database under which its register would come to harm.
	Settings Trouble = "settings"
	// Elsewhere is another society's database, or one in which strangers' things stand
	// in the way.
	Elsewhere Trouble = "elsewhere"
	// Older and Newer are a database whose schema has had fewer or more steps than
	// this program knows.
	Older Trouble = "older"
	Newer Trouble = "newer"
)

// Passes reports whether a trouble may end by itself, so that to try again is good
// advice; of the others somebody has to be told.
func (t Trouble) Passes() bool {
	switch t {
	case Away, Starting, ReadOnly, Standby, Busy:
		return true
	}
	return false
}

// Unread makes the error of a read that failed for a trouble.
func (t Trouble) Unread(cause error) *Error {
	then := ". Tell the office."
	if t.Passes() {
		then = ". Nothing typed is lost; try again in a moment."
	}
	return &Error{Kind: t.kind(), Trouble: t, Cause: cause, Format: t.words() + then}
}

// Unsaved makes the error of a write that failed for a trouble, where it is sure that
// nothing was done.
func (t Trouble) Unsaved(cause error) *Error {
	return &Error{Kind: t.kind(), Trouble: t, Cause: cause, Format: t.words() + "; nothing was saved. " + t.advice()}
}

// notSaved is Unsaved on one line of a terminal.
func (t Trouble) notSaved() string {
	words := t.words()
	return "not saved: " + strings.ToLower(words[:1]) + words[1:] + ". " + t.advice()
}

func (t Trouble) advice() string {
	if t.Passes() {
		return "Try again in a moment."
	}
	return "Tell the office."
}

// kind is what a trouble is to the program: a busy database answers the next try, and
// a right, a schema or room that is lacking is no outage.
func (t Trouble) kind() Kind {
	switch t {
	case Busy, Full, WrongRole, Older, Newer:
		return Refused
	}
	return Unavailable
}

// words are what a person at a desk is told of a trouble, a sentence without its end.
func (t Trouble) words() string {
	switch t {
	case Starting:
		return "The database is starting or stopping"
	case ReadOnly:
		return "The database is read-only just now"
	case Standby:
		return "The database's server is a standby just now"
	case Busy:
		return "The database is busy"
	case Full:
		return "The database's disk is full"
	case Insecure:
		return "The database and this program do not agree on encryption"
	case Pooler:
		return "The pooler before the database needs another statement mode"
	case NoDatabase:
		return "The database does not exist"
	case WrongRole:
		return "The database refuses the desk's role"
	case Settings:
		return "The database is set up as this program must not use it"
	case Elsewhere:
		return "The connection leads to another database than before"
	case Older:
		return "The database is older than this program"
	case Newer:
		return "The database is newer than this program"
	}
	return "The database cannot be reached"
}
