package accounts

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/ssh"
)

// ErrUnproved is the cause of the refusal of an account that a command names and does
// not prove, where security.command_line wants that.
const ErrUnproved = fault.Sentence("an account that the command line claims")

// ActorByEmail returns an active account as an Actor, for the command line's --as: as
// claimed. NotFound: there is none. Refused (ErrUnproved): the society wants it proved.
func (s *Store) ActorByEmail(ctx context.Context, origin role.Origin, email string) (role.Actor, error) {
	values, err := s.settings.Values(ctx)
	if err != nil {
		return role.Actor{}, err
	}
	if commandLine().In(values) == proofNeeded {
		return role.Actor{}, &fault.Error{
			Kind: fault.Refused, Cause: ErrUnproved,
			Format: "Prove that you are %s (setting security.command_line): on a terminal, where the password is asked for, or with --as-key, --as-password FILE or a token in SOCIETY360_TOKEN.",
			Args:   []any{value.Clean(email)},
		}
	}
	return s.named(ctx, origin, email, role.Claimed)
}

// FoundingAdmin is ActorByEmail for the first admin of a society that is being made: it
// is taken as claimed while there is no other account and it has never signed in.
func (s *Store) FoundingAdmin(ctx context.Context, origin role.Origin, email string) (role.Actor, error) {
	var founding bool
	err := s.reg.QueryRow(ctx, `SELECT (SELECT count(*) FROM (SELECT FROM users LIMIT 2) u) = 1
		AND NOT EXISTS (SELECT FROM sign_in_places) AND NOT EXISTS (SELECT FROM desk_sessions)`).Scan(&founding)
	switch {
	case err != nil:
		return role.Actor{}, connect.ReadError(err)
	case founding:
		return s.named(ctx, origin, email, role.Claimed)
	}
	return s.ActorByEmail(ctx, origin, email)
}

// named is the active account of an e-mail as an Actor of the command line. An exact
// one wins over one that differs in case.
func (s *Store) named(ctx context.Context, origin role.Origin, email, identity string) (role.Actor, error) {
	found, err := register.List[struct {
		User
		Epoch int64
	}](ctx, s.reg, `SELECT `+UserRow.Columns+`, u.session_epoch AS epoch FROM users u`+UserRow.Joins+`
		WHERE lower(u.email) = lower(@email::text) AND `+MaySignIn(`u`)+`
		ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1`, pgx.NamedArgs{"email": value.Clean(email)})
	switch {
	case err != nil:
		return role.Actor{}, err
	case len(found) == 0:
		return role.Actor{}, fault.Missing("There is no active account %s.", value.Clean(email))
	}
	u := found[0]
	return role.Actor{
		UserID: u.ID, Name: u.Name, Email: u.Email, Role: role.Role(u.Role), Origin: origin, Epoch: u.Epoch,
		PasswordDue: u.PasswordDue && identity != role.Claimed,
	}.AtConsole(identity), nil
}

// ProvedByPassword is ActorByEmail for whoever knows the account's password. A wrong one
// counts as at a sign-in, and waits as there. With a one-time password the account may do
// nothing but choose another one, at a desk.
func (s *Store) ProvedByPassword(ctx context.Context, origin role.Origin, email, password string) (actor role.Actor, err error) {
	c := claim{origin: origin, email: value.Clean(email), asked: "command line"}
	err = s.authenticate(ctx, c, password, func(a account) error {
		actor = role.Actor{
			UserID: *a.ID, Name: value.Clean(a.Name), Email: value.Clean(a.Email), Role: role.Role(a.Role), Origin: origin, Epoch: a.Epoch, PasswordDue: a.Due,
		}.AtConsole(role.Proved + "password")
		return s.forgetFailures(ctx, c, a)
	})
	if err != nil {
		return role.Actor{}, err
	}
	return actor, nil
}

// forgetFailures forgets those at the door where a right password came.
func (s *Store) forgetFailures(ctx context.Context, c claim, a account) error {
	_, err := s.reg.Exec(ctx, `WITH `+attemptForgotten+` SELECT FROM counted`, c.counts(a))
	return connect.ReadError(err) // nothing was changed yet
}

// A Signer signs with the private key of a public one, as an SSH agent does; the
// signature is nil where it does not have that.
type Signer func(key ssh.PublicKey, data []byte) (*ssh.Signature, error)

// ProvedByKey is ActorByEmail for whoever has a key that is registered for the account:
// it signs what nobody could know beforehand. Refused: sign has none of them.
func (s *Store) ProvedByKey(ctx context.Context, origin role.Origin, email string, sign Signer) (role.Actor, error) {
	actor, err := s.named(ctx, origin, email, "")
	if err != nil {
		return role.Actor{}, err
	}
	keys, err := register.List[struct{ Fingerprint, Line string }](ctx, s.reg,
		`SELECT fingerprint, public_key AS line FROM user_ssh_keys WHERE user_id = @id ORDER BY last_used_at DESC NULLS LAST, id LIMIT 100`,
		pgx.NamedArgs{"id": actor.UserID})
	if err != nil {
		return role.Actor{}, err
	}
	for _, k := range keys {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(k.Line))
		if err != nil || ssh.FingerprintSHA256(key) != k.Fingerprint {
			continue // another program wrote it
		}
		challenge := newChallenge(actor)
		signature, err := sign(key, challenge)
		if err != nil {
			return role.Actor{}, &fault.Error{Kind: fault.Refused, Cause: err, Format: "The SSH agent did not sign with %s.", Args: []any{k.Fingerprint}}
		}
		if signature == nil {
			continue
		}
		if err := key.Verify(challenge, signature); err != nil {
			return role.Actor{}, &fault.Error{Kind: fault.Forbidden, Cause: err, Format: "The signature is not that of %s.", Args: []any{k.Fingerprint}}
		}
		_, err = s.reg.Exec(ctx, `UPDATE user_ssh_keys SET last_used_at = now() WHERE fingerprint = @fingerprint AND user_id = @id`,
			pgx.NamedArgs{"fingerprint": k.Fingerprint, "id": actor.UserID})
		return actor.AtConsole(role.Proved + "key " + k.Fingerprint), connect.WriteError(err)
	}
	return role.Actor{}, &fault.Error{Kind: fault.Refused, Cause: errNoKey, Format: "The SSH agent has no key that is registered for %s.", Args: []any{actor.Email}}
}

const errNoKey = fault.Sentence("no key of the account")

// NoKey reports whether an error of ProvedByKey says that there is no such key.
func NoKey(err error) bool { return errors.Is(err, errNoKey) }

// newChallenge is what an account's key signs. Its beginning is that of nothing else that
// a key signs: an SSH sign-in begins with a length.
func newChallenge(actor role.Actor) []byte {
	nonce := make([]byte, 32)
	_, _ = rand.Read(nonce) // it never fails
	return append([]byte("society360 command line\x00"+actor.UserID.String()+"\x00"), nonce...)
}
