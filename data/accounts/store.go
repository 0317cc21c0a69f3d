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
	hashing  hashSlots
	bcrypt   bcrypter
	dearest  dearest
	// attempts are the sign-ins under way on this server.
	attempts attempts
}

// New makes the store over the register and the settings, which ask it for an
// actor's own password.
func New(reg *register.Register, settings *settings.Store) *Store {
	s := &Store{reg: reg, settings: settings, hashing: hashSlots{free: max(1, runtime.NumCPU()-1)}, bcrypt: realBcrypt()}
	settings.ConfirmBy(s.confirmOwn)
	return s
}
