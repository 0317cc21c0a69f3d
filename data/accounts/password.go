package accounts

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/fault"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/text/unicode/norm"
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

// secret is a password as it counts: byte for byte, but for one line end behind it,
// which comes with a paste or a file, and composed (NFC), for keyboards write an é in
// two ways.
func secret(password string) string { return norm.NFC.String(withoutLineEnd(password)) }

func withoutLineEnd(password string) string {
	if rest, ok := strings.CutSuffix(password, "\n"); ok {
		return strings.TrimSuffix(rest, "\r")
	}
	return strings.TrimSuffix(password, "\r")
}

// CheckPassword reports why a new password cannot be used, as an Invalid error
// for the field "password".
func CheckPassword(password string) error {
	password = secret(password)
	switch {
	case len(password) < minPassword:
		return fault.Wrong("password", "A password needs 8 characters at least.")
	case len(password) > maxPassword:
		return fault.Wrong("password", "A password has 72 bytes at most.")
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return fault.Wrong("password", "A password is of one line, without tabs or other control characters: no desk could type it.")
	case strings.Contains("\n"+commonPasswords, "\n"+strings.ToLower(password)+"\n"):
		return fault.Wrong("password", "This password is among the first that are tried; choose another.")
	}
	return nil
}

// hashPassword makes a bcrypt hash of a password, once it has a slot for that.
func (s *Store) hashPassword(ctx context.Context, password string) (string, error) {
	release, err := s.hashing.enter(ctx, true)
	if err != nil {
		return "", err
	}
	defer release()
	hash, err := bcrypt.GenerateFromPassword([]byte(secret(password)), BcryptCost().In(s.settings.Last()))
	if err != nil {
		return "", fault.Broken(err)
	}
	return string(hash), nil
}

// A match is how a password is that of a hash.
type match uint8

const (
	noMatch match = iota
	composed
	// asTyped is that of a hash made before passwords were composed.
	asTyped
)

// ComparePassword reports whether a password is a hash's. It costs the same whether
// or not there is a hash to compare with.
func (s *Store) ComparePassword(ctx context.Context, hash, password string) (ok bool, err error) {
	how, err := s.matchPassword(ctx, true, hash, 0, password)
	return how != noMatch, err
}

// matchPassword compares a password as it counts and, where that is another text, as
// it was typed. How many comparisons there are hangs on what was typed alone, and not
// on the account: a stranger's are as many, and each costs otherCost, or what the
// setting says where that is 0. Whose account is known where they are waits behind no
// stranger.
func (s *Store) matchPassword(ctx context.Context, known bool, hash string, otherCost int, password string) (match, error) {
	release, err := s.hashing.enter(ctx, known)
	if err != nil {
		return noMatch, err
	}
	defer release()
	spellings := []string{secret(password)}
	if typed := withoutLineEnd(password); typed != spellings[0] {
		spellings = append(spellings, typed)
	}
	found := noMatch
	for i, spelling := range spellings {
		ok, err := s.compareOne(hash, otherCost, spelling)
		if err != nil {
			return noMatch, err
		}
		if ok && found == noMatch {
			found = composed + match(i)
		}
	}
	return found, nil
}

func (s *Store) compareOne(hash string, otherCost int, password string) (ok bool, err error) {
	cost, err := bcrypt.Cost([]byte(hash))
	if isHash := err == nil && cost >= bcrypt.MinCost; !isHash || len(password) > maxPassword {
		if !isHash {
			cost = cmp.Or(otherCost, BcryptCost().In(s.settings.Last()))
		}
		_, err = bcrypt.GenerateFromPassword([]byte("nobody"), cost)
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

// UnusablePassword is a hash that no password has.
const UnusablePassword = "!"
