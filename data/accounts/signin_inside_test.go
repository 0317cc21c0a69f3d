package accounts

import (
	"context"

	"github.com/civoranexus/society360/data/role"
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

// CostOfNobody is what a sign-in by a name costs that has no account.
func CostOfNobody(ctx context.Context, s *Store, origin role.Origin, email string) (int, error) {
	a, err := s.reserveAttempt(ctx, claim{origin: origin, email: email})
	return a.OtherCost, err
}

// WaitingChecks are the passwords that wait to be checked, of who is known where they
// are and of strangers.
func WaitingChecks(s *Store) (known, strange int) {
	s.hashing.mu.Lock()
	defer s.hashing.mu.Unlock()
	return len(s.hashing.known), len(s.hashing.strange)
}
