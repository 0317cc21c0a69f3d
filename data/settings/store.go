package settings

import (
	"context"
	"sync/atomic"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
)

// Store reads and writes the settings. It is safe for use by many goroutines.
type Store struct {
	reg *register.Register
	// read is the settings as last read, for what tolerates a moment's age:
	// the country of a phone and the zone of a day.
	read atomic.Pointer[Values]
	// known are the settings that the program reads, as an editor shows them.
	known []Setting
	// confirm asks the actor's own password again, before a change that wants it.
	confirm func(ctx context.Context, actor role.Actor, own string) error
}

// New makes the store over the register, with the settings that the rooms define.
func New(reg *register.Register, known []Setting) *Store {
	return &Store{reg: reg, known: known}
}

// ConfirmBy has the actor's own password asked before a change that wants it.
func (s *Store) ConfirmBy(confirm func(ctx context.Context, actor role.Actor, own string) error) {
	s.confirm = confirm
}
