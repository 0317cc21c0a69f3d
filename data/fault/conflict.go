package fault

import "time"

// Conflict is the cause of a change that was refused because somebody else changed the
// thing after the person saw it. Errors.As finds it. A change made from Now is
// accepted.
type Conflict[T any] struct {
	// Now is the thing as it stands.
	Now T
	// Who changed it last, and At when; empty and zero where no audit row tells, as of
	// another program's change.
	Who string
	At  time.Time
}

// Error names the cause for the log.
func (*Conflict[T]) Error() string { return "it was changed since it was read" }
