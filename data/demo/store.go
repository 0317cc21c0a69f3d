package demo

import (
	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/internal/register"
)

// Store asks about the demo society. It is safe for
// use by many goroutines.
type Store struct {
	reg      *register.Register
	accounts *accounts.Store
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register, accounts *accounts.Store) *Store {
	return &Store{reg: reg, accounts: accounts}
}
