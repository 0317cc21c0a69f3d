package reports

import (
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
)

// Store makes the reports. It is safe for
// use by many goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
	tickets  *tickets.Store
	money    *money.Store
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register, settings *settings.Store, tickets *tickets.Store, money *money.Store) *Store {
	return &Store{reg: reg, settings: settings, tickets: tickets, money: money}
}
