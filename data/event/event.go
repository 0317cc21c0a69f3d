// Package event is what an account is told of although its desk shows something else.
// Each room declares its own events; a desk tells all of them in one way.
package event

import "github.com/google/uuid"

// Tone is how an event is told.
type Tone uint8

// The tones.
const (
	// Plain news are neither good nor bad.
	Plain Tone = iota
	// Yes is what was hoped for, No what was not.
	Yes
	No
)

// Event is something that happened to a thing that the account waits for, or that
// waits for the account.
type Event struct {
	// ID is the thing's, in its room.
	ID   uuid.UUID
	Tone Tone
	// Format is an English sentence that is also the key of its translation, Args are
	// its arguments.
	Format string
	Args   []any
}
