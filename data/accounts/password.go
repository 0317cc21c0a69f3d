package accounts

import (
	"context"
	_ "embed"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"

	"golang.org/x/crypto/bcrypt"
)

// bcrypt compares no more than 72 bytes, so a longer password is refused on set
// and on sign-in alike.
const (
	minPassword = 8
	maxPassword = 72
)

// commonPasswords are those that an attacker tries first, one a line, in lower case.
//
//go:embed common_passwords.txt
var commonPasswords string

// CheckPassword reports why a new password cannot be used, as an Invalid error
// for the field "password".
func CheckPassword(password string) error {
	switch {
	case len(password) < minPassword:
		return fault.Wrong("password", "A password needs 8 characters at least.")
	case len(password) > maxPassword:
		return fault.Wrong("password", "A password has 72 bytes at most.")
	case strings.Contains("\n"+commonPasswords, "\n"+strings.ToLower(password)+"\n"):
		return fault.Wrong("password", "This password is among the first that are tried; choose another.")
	}
	return nil
}

// hashPassword makes a bcrypt hash of a password, once it has a slot for that.
func (s *Store) hashPassword(ctx context.Context, password string) (string, error) {
	release, err := s.hashSlot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), BcryptCost().In(s.settings.Last()))
	if err != nil {
		return "", fault.Broken(err)
	}
	return string(hash), nil
}

// ComparePassword costs the same whether or not there is a hash to compare
// with; ok is whether the password is the hash's.
func (s *Store) ComparePassword(ctx context.Context, hash, password string) (ok bool, err error) {
	release, err := s.hashSlot(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	cost, err := bcrypt.Cost([]byte(hash))
	if isHash := err == nil && cost >= bcrypt.MinCost; !isHash || len(password) > maxPassword {
		_, err = bcrypt.GenerateFromPassword([]byte("nobody"), BcryptCost().In(s.settings.Last()))
		return false, err
	}
	err = bcrypt.CompareHashAndPassword([]byte(hash), []byte(password))
	if err != nil && !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		return false, fault.Broken(err)
	}
	return err == nil, nil
}

// weakHash reports whether a hash costs less than the setting asks for.
func (s *Store) weakHash(hash string) bool {
	cost, err := bcrypt.Cost([]byte(hash))
	return err == nil && cost < BcryptCost().In(s.settings.Last())
}

// hashSlot waits for one of the slots in which a bcrypt may run.
func (s *Store) hashSlot(ctx context.Context) (release func(), err error) {
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, fault.Unreached(ctx.Err())
	}
}

// UnusablePassword is a hash that no password has.
const UnusablePassword = "!"
