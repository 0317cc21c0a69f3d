package data

import "github.com/google/uuid"

// Role is an account's role name, as in SCHEMA.md 3.1. A role that the program
// does not know may do nothing.
type Role string

// The documented roles, and the seeded fourth.
const (
	RoleAdmin    Role = "admin"
	RoleStaff    Role = "staff"
	RoleResident Role = "resident"
	RoleGuard    Role = "guard"
)

// Origin says where a call comes from, for the audit row.
type Origin struct {
	// Address is the peer's address, "local" at the machine itself, or "cli".
	Address string
	// Client is the SSH client and TERM, or the local terminal, or "cli".
	Client string
	// Gate is the name of the gate the terminal stands at, empty elsewhere.
	Gate string
}

// Actor is on whose behalf a Store method works: a signed-in account, or the
// program's own schedule when UserID is zero. Permissions follow from it alone.
type Actor struct {
	UserID uuid.UUID
	Name   string
	Email  string
	Role   Role
	Origin Origin
}

// scheduled reports whether the program acts by its own schedule.
func (a Actor) scheduled() bool { return a.UserID == uuid.Nil }
