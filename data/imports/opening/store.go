package opening

import (
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"
)

// Store takes openings in and back. It is safe for use by many goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register, settings *settings.Store) *Store {
	return &Store{reg: reg, settings: settings}
}
