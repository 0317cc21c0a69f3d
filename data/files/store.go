package files

import (
	"github.com/civoranexus/society360/data/internal/register"
)

// Store keeps accounts' files. It is safe for use by many goroutines.
type Store struct {
	reg *register.Register
}

// New makes the store over the register.
func New(reg *register.Register) *Store {
	return &Store{reg: reg}
}
