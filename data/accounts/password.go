package accounts

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

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

// ComparePassword reports whether a password is a hash's.
func (s *Store) ComparePassword(ctx context.Context, hash, password string) (ok bool, err error) {
	how, err := s.matchPassword(ctx, account{Hash: hash, Usable: true}, password)
	return how != noMatch, err
}

// matchPassword compares a password as it counts and, where that is another text, as
// it was typed. Where it lets nobody in, it takes the same time whether there is a hash
// or not, and whatever that costs: as many comparisons as there are spellings, each as
// long as the dearest hash of any account. Whose account is known where they are waits
// behind no stranger.
func (s *Store) matchPassword(ctx context.Context, a account, password string) (match, error) {
	most, err := s.dearest.cost(ctx, s)
	if err != nil {
		return noMatch, err
	}
	release, err := s.hashing.enter(ctx, !a.Stranger)
	if err != nil {
		return noMatch, err
	}
	defer release()
	spellings := []string{secret(password)}
	if typed := withoutLineEnd(password); typed != spellings[0] {
		spellings = append(spellings, typed)
	}
	cost, err := bcrypt.Cost([]byte(a.Hash))
	isHash := err == nil && cost >= bcrypt.MinCost
	found := noMatch
	for i, spelling := range spellings {
		if !isHash || len(spelling) > maxPassword {
			continue
		}
		err := s.bcrypt.compare([]byte(a.Hash), []byte(spelling))
		if err != nil && !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
			return noMatch, fault.Broken(err)
		}
		if err == nil && found == noMatch {
			found = composed + match(i)
		}
	}
	if found != noMatch && a.Usable {
		return found, nil
	}
	for _, spelling := range spellings {
		if !isHash || len(spelling) > maxPassword {
			err = s.bcrypt.spend(most)
		} else {
			err = s.bcrypt.fill(cost, most)
		}
		if err != nil {
			return noMatch, fault.Broken(err)
		}
	}
	return found, nil
}

// bcrypter computes bcrypts.
type bcrypter struct {
	compare func(hash, password []byte) error
	// spend takes as long as the comparison with a hash of a cost.
	spend func(cost int) error
}

func realBcrypt() bcrypter {
	return bcrypter{compare: bcrypt.CompareHashAndPassword, spend: func(cost int) error {
		_, err := bcrypt.GenerateFromPassword([]byte("nobody"), cost)
		return err
	}}
}

// fill makes a comparison of one cost as long as one of another: each cost is twice that
// before.
func (b bcrypter) fill(cost, most int) error {
	for ; cost < most; cost++ {
		if err := b.spend(cost); err != nil {
			return err
		}
	}
	return nil
}

// dearest is the cost of the dearest hash that an account has, asked every minute.
type dearest struct {
	mu    sync.Mutex
	is    int
	asked time.Time
}

// cost is what the setting says where no account has a hash. Costs above 14, which no
// program of ours makes, are not filled up to.
func (d *dearest) cost(ctx context.Context, s *Store) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.is == 0 || time.Since(d.asked) > time.Minute {
		ctx, cancel := context.WithTimeout(ctx, verdictTime)
		defer cancel()
		var is int
		err := s.reg.QueryRow(ctx, `SELECT coalesce(max(substr(u.password_hash, 5, 2)), '0')::int FROM users u
			WHERE u.deleted_at IS NULL AND u.password_hash ~ '^[$]2[abxy][$](0[4-9]|1[0-4])[$]'`).Scan(&is)
		switch {
		case err == nil:
			d.is, d.asked = cmp.Or(is, BcryptCost().In(s.settings.Last())), time.Now()
		case d.is == 0:
			return 0, connect.ReadError(err)
		}
	}
	return d.is, nil
}

// weakHash reports whether a hash costs less than the setting asks for.
func (s *Store) weakHash(hash string) bool {
	cost, err := bcrypt.Cost([]byte(hash))
	return err == nil && cost < BcryptCost().In(s.settings.Last())
}

// UnusablePassword is a hash that no password has.
const UnusablePassword = "!"
