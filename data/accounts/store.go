package accounts

import (
	"runtime"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"
)

// Store reads and writes accounts, their passwords and keys, and the sessions of
// desks. It is safe for use by many goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
	// hashing holds a slot for each bcrypt that may run at once, so that a
	// morning's sign-ins leave a core to the gate.
	hashing chan struct{}
	// attempts are the sign-ins under way on this server.
	attempts attempts
}

// New makes the store over the register and the settings, which ask it for an
// actor's own password.
func New(reg *register.Register, settings *settings.Store) *Store {
	s := &Store{reg: reg, settings: settings, hashing: make(chan struct{}, max(1, runtime.NumCPU()-1))}
	settings.ConfirmBy(s.confirmOwn)
	return s
}
