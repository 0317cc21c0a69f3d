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
	// read is the settings as last read, for what may be a moment old: the country
	// of a phone and the zone of a day.
	read atomic.Pointer[Values]
	// defined are the settings that the program reads, in the order of an editor.
	defined []Setting
	// confirm checks the actor's own password, before a change that needs it.
	confirm func(ctx context.Context, actor role.Actor, own string) error
}

// New makes the store over the register, with the settings that the rooms define.
func New(reg *register.Register, defined []Setting) *Store {
	return &Store{reg: reg, defined: defined}
}

// ConfirmBy has confirm check the actor's own password before a change that needs
// it. It is set once, before the store is used.
func (s *Store) ConfirmBy(confirm func(ctx context.Context, actor role.Actor, own string) error) {
	s.confirm = confirm
}
