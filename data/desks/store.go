package desks

import (
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
)

// Store looks after what desks need behind them. It is safe for
// use by many goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
	tickets  *tickets.Store
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register, settings *settings.Store, tickets *tickets.Store) *Store {
	return &Store{reg: reg, settings: settings, tickets: tickets}
}
