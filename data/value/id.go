package value

import (
	"github.com/google/uuid"
)

// NewID makes a row's key in the program, so that a write needs no second trip
// to learn it; version 7 keeps new rows together in an index.
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// NullID is an ID as a parameter: NULL when it is zero.
func NullID(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// SameID compares a stored ID, which may be NULL, with one that may be zero.
func SameID(stored *uuid.UUID, id uuid.UUID) bool {
	if stored == nil {
		return id == uuid.Nil
	}
	return *stored == id
}
