package accounts

import (
	"context"

	"github.com/civoranexus/society360/data/role"

	"golang.org/x/crypto/bcrypt"
)

// HoldChecks has no password be checked until release is called.
func HoldChecks(s *Store) (release func()) {
	s.hashing.mu.Lock()
	defer s.hashing.mu.Unlock()
	held := s.hashing.free
	s.hashing.free = 0
	return func() {
		for range held {
			s.hashing.leave()
		}
	}
}

// FailAttempt is a sign-in whose password was compared and is wrong.
func FailAttempt(ctx context.Context, s *Store, origin role.Origin, email string) error {
	c := claim{origin: origin, email: email}
	a, err := s.reserveAttempt(context.WithoutCancel(ctx), c)
	if err != nil {
		return err
	}
	return s.recordFailure(ctx, c, a, "")
}

// Work is a store whose sign-ins count what their bcrypts cost instead of computing them,
// in units of the cheapest; no password is right but the one that is given.
func Work(s *Store, right string) (spent func() int) {
	sum := 0
	s.bcrypt.compare = func(hash, password []byte) error {
		cost, err := bcrypt.Cost(hash)
		sum += 1 << cost
		if err == nil && string(password) != right {
			err = bcrypt.ErrMismatchedHashAndPassword
		}
		return err
	}
	s.bcrypt.spend = func(cost int) error {
		sum += 1 << cost
		return nil
	}
	return func() int {
		was := sum
		sum = 0
		return was
	}
}

// WaitingChecks are the passwords that wait to be checked, of who is known where they
// are and of strangers.
func WaitingChecks(s *Store) (known, strange int) {
	s.hashing.mu.Lock()
	defer s.hashing.mu.Unlock()
	return len(s.hashing.known), len(s.hashing.strange)
}
