// Package role is who somebody is and what follows from it: actors, roles and what
// they may do.
package role

import (
	"strings"

	"github.com/google/uuid"
)

// Role is an account's role name. A role that the program does not know may do
// nothing.
type Role string

// The platform's roles, and the desk's fourth.
const (
	Admin    Role = "admin"
	Staff    Role = "staff"
	Resident Role = "resident"
	Guard    Role = "guard"
)

// Works reports whether the role is of somebody who works in the society.
func (r Role) Works() bool { return r == Admin || r == Staff || r == Guard }

// Known reports whether the role is one of the program's.
func (r Role) Known() bool {
	return r == Admin || r == Staff || r == Guard || r == Resident
}

// Origin says where a call comes from, for the audit row.
type Origin struct {
	// Address is the peer's address, "local" at the machine itself, or "cli".
	Address string
	// Client is the SSH client and TERM, or the local terminal, or "cli".
	Client string
	// Gate is the name of the gate the terminal stands at, empty elsewhere.
	Gate string
	// Terminal is the fingerprint of a registered terminal's key, which the client has
	// proved to have; empty elsewhere.
	Terminal string
	// Operator is who runs a command on the machine, and from where; empty at a desk.
	// It is said beside the account that the command names.
	Operator string
	// Identity is how a command came by its account: Claimed, or what proved it; empty
	// at a desk, where whoever acts has signed in.
	Identity string
}

// How a command came by the account that it names, as the trail has it: behind Proved
// stands by what.
const (
	Claimed = "claimed"
	Proved  = "proved by "
	// ProvedByToken is what stands before a token's name.
	ProvedByToken = Proved + "token "
)

// Actor is on whose behalf a Store method works: a signed-in account, or the
// program itself (see Program). Permissions follow from it alone; the zero
// Actor may do nothing.
type Actor struct {
	UserID uuid.UUID
	Name   string
	Email  string
	Role   Role
	Origin Origin
	// Epoch is the account's session_epoch when it signed in: the session ends where
	// the account has another one.
	Epoch int64
	// PasswordDue says that the account signed in with a one-time password: until
	// it has chosen its own (Accounts.ChangeOwnPassword) it may do nothing else.
	PasswordDue bool
	// console marks an account that the command line named: whoever runs that
	// holds the database already, so that no password is asked of them.
	console bool
	// program marks the program's own schedule and command line.
	program bool
}

// Program is the actor of the program's own schedule and of the command line
// where no account is named: nobody, whose audit rows say "cli".
func Program() Actor {
	return Actor{Origin: Origin{Address: "local", Client: "cli"}, program: true}
}

// ScheduledBy begins the client of what a timer's command did.
const ScheduledBy = "scheduled by "

// Scheduled is the program itself as a timer's command, which the account of the
// machine that runs it answers for: audit rows name it.
func Scheduled(account string) Actor {
	a := Program()
	a.Origin.Client = ScheduledBy + account
	return a
}

// IsProgram reports whether it is the program itself.
func (a Actor) IsProgram() bool { return a.program }

// IsConsole reports whether the command line named the account.
func (a Actor) IsConsole() bool { return a.console }

// ByToken reports whether a token proved the account: that serves what a script does, and
// is no password.
func (a Actor) ByToken() bool { return strings.HasPrefix(a.Origin.Identity, ProvedByToken) }

// AtConsole is the account as the command line names it; identity is how that came by it
// (Origin.Identity).
func (a Actor) AtConsole(identity string) Actor {
	a.console, a.Origin.Identity = true, identity
	return a
}
