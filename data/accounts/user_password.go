package accounts

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// OneTime is a password for one sign-in, made by NewOneTime: somebody else knows
// it, so the account's owner has to choose another one. It does not show itself in a
// log.
type OneTime struct{ text string }

// onceLetters cannot be mistaken for one another, written or read aloud.
const onceLetters = "abcdefghjkmnpqrstuvwxyz23456789"

// The letters of a one-time password, in groups: about 59 bits.
const (
	onceGroups = 3
	onceGroup  = 4
)

// NewOneTime makes a one-time password, before the write is sent: whoever asked for
// it has it even where the answer is lost.
func NewOneTime() OneTime {
	text := make([]byte, 0, onceGroups*(onceGroup+1))
	for i := range onceGroups * onceGroup {
		if i > 0 && i%onceGroup == 0 {
			text = append(text, '-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(onceLetters))))
		if err != nil { // the system has no randomness: nothing can go on
			panic(err)
		}
		text = append(text, onceLetters[n.Int64()])
	}
	return OneTime{string(text)}
}

// Reveal is the password itself, to be shown once to whoever asked for it.
func (o OneTime) Reveal() string { return o.text }

// String hides the password.
func (o OneTime) String() string { return "[one-time password]" }

// GoString hides the password.
func (o OneTime) GoString() string { return o.String() }

// ResetPassword gives an account a one-time password, which has to be changed at
// the next sign-in; its open sessions end. own is the actor's own password. Field
// name for complaints: own.
func (s *Store) ResetPassword(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, id uuid.UUID, once OneTime) (User, error) {
	if err := mayChangeAccounts(actor); err != nil {
		return User{}, err
	}
	if err := CheckPassword(once.text); err != nil {
		return User{}, err
	}
	if id == actor.UserID {
		return User{}, fault.Refuse("This is your own account: change your password yourself instead.")
	}
	if err := s.confirmOwn(ctx, actor, own); err != nil {
		return User{}, err
	}
	hash, err := s.hashPassword(ctx, once.text)
	if err != nil {
		return User{}, err
	}
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserPasswordReset, id: id, payload: id,
		set:   `password_hash = @hash::text, same_password_as = NULL, password_changed_at = clock_timestamp(), must_change_password = true, ` + setOneTime,
		args:  pgx.NamedArgs{"hash": hash, "lasts": oneTimeLasts().In(s.settings.Last())},
		rules: register.Rules[User]{{Holds: value.HasAddress(`u.email`), Says: noAddress()}},
	})
}

// ChangeOwnPassword gives the actor's account another password, which the actor
// chose; present is the one it has. Its other sessions end, and the Actor that is
// returned goes on. Anybody signed in may, whatever the role. Field names for
// complaints: own for the present password, password for the next.
func (s *Store) ChangeOwnPassword(ctx context.Context, actor role.Actor, intent uuid.UUID, present, next string) (role.Actor, error) {
	if actor.UserID == uuid.Nil {
		return role.Actor{}, role.MayNot()
	}
	if err := CheckPassword(next); err != nil {
		return role.Actor{}, err
	}
	if secret(next) == secret(present) {
		return role.Actor{}, fault.Wrong("password", "Choose a password other than the present one.")
	}
	var epoch int64
	err := s.authenticateOwn(ctx, actor, present, func(a account) (err error) {
		epoch, err = s.setOwnPassword(ctx, actor, intent, a, next)
		return err
	})
	if err != nil {
		return role.Actor{}, err
	}
	s.tellAccounts(intent, nil)
	actor.Epoch, actor.PasswordDue = epoch, false
	return actor, nil
}

// setOwnPassword replaces the password that was confirmed, and returns the epoch of the
// sessions that begin with it.
func (s *Store) setOwnPassword(ctx context.Context, actor role.Actor, intent uuid.UUID, a account, next string) (int64, error) {
	hash, err := s.hashPassword(ctx, next)
	if err != nil {
		return 0, err
	}
	args := ownClaim(actor).counts(a)
	args["hash"], args["old_hash"] = hash, a.Hash
	return register.Run[int64](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.UserPasswordSet, Resource: "users", Payload: actor.UserID,
		Change: `
			held AS (
				SELECT u.id, ` + UserRow.Snapshot + ` AS before FROM users u JOIN actor ON actor.id = u.id
					` + UserRow.Joins + `
				WHERE u.password_hash = @old_hash FOR UPDATE OF u
			),
			updated AS (
				UPDATE users u SET password_hash = @hash, same_password_as = NULL, password_changed_at = clock_timestamp(), must_change_password = false
				FROM held WHERE u.id = held.id AND u.password_hash = @old_hash
				RETURNING held.before, u.session_epoch, ` + UserRow.Returning + `
			),
			cleared AS (
				DELETE FROM sign_in_attempts WHERE account = @counted AND address = @door AND EXISTS (SELECT FROM updated)
			),
			change AS (
				SELECT u.id, u.before, ` + UserRow.Snapshot + ` AS after, to_jsonb(u.session_epoch) AS result
				FROM updated u` + UserRow.Joins + `
			)`,
		Args: args,
		Explain: func(context.Context, connect.DB) error {
			return fault.Refuse("Your password was changed elsewhere meanwhile. Sign in again.")
		},
	})
}

// confirmOwn checks the actor's own password again. A wrong one is audited and
// counts as a failed sign-in, so that a desk left open is no place to guess it. The
// complaint is about the field own. Whom the command line names is not asked (see
// user_console.go), but a script that has a token is refused: with what asks for a
// password it could make itself another way in, such as by the setting that has a claim
// be enough.
func (s *Store) confirmOwn(ctx context.Context, actor role.Actor, own string) error {
	if actor.ByToken() {
		return &fault.Error{Kind: fault.Forbidden, Format: "No token serves this: prove the account by its password or its key."}
	}
	if actor.IsConsole() {
		return nil
	}
	return s.authenticateOwn(ctx, actor, own, func(a account) error {
		return s.forgetFailures(ctx, ownClaim(actor), a)
	})
}

// ownClaim is that of somebody at their desk who is asked for their own password again.
func ownClaim(actor role.Actor) claim {
	return claim{origin: actor.Origin, email: actor.Email, account: actor.UserID, asked: "own password"}
}

// authenticateOwn checks the actor's own password, and calls then where it is right.
func (s *Store) authenticateOwn(ctx context.Context, actor role.Actor, own string, then func(account) error) error {
	err := s.authenticate(ctx, ownClaim(actor), own, then)
	if errors.Is(err, ErrWrongPassword) {
		return fault.Wrong("own", "This is not your own password.")
	}
	return err
}

// noAddress refuses a password for whom nobody could sign in as.
func noAddress() *fault.Error {
	return fault.Refuse("This account has no e-mail address to sign in with: give it one first.")
}
