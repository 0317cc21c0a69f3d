package accounts

import (
	"context"

	"github.com/civoranexus/society360/data/role"
)

// HoldChecks has no password be checked until release is called.
func HoldChecks(s *Store) (release func()) {
	for range cap(s.hashing) {
		s.hashing <- struct{}{}
	}
	return func() {
		for range cap(s.hashing) {
			<-s.hashing
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
