package setup

import (
	"github.com/civoranexus/society360/data/internal/register"
)

// Store tells how far the society is set up. It is safe for use by many goroutines.
type Store struct {
	reg *register.Register
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register) *Store {
	return &Store{reg: reg}
}
