package health

import (
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"
)

// Store looks for what is odd. It is safe for use by many goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
	// large is from how many rows on a table is read whole only for who asks for it.
	large int
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register, settings *settings.Store) *Store {
	return &Store{reg: reg, settings: settings, large: 200_000}
}
