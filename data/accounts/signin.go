package accounts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// account is what a sign-in reads of a user.
type account struct {
	ID    *uuid.UUID
	Name  string
	Email string
	Role  string
	// Hash is empty of one that is deleted.
	Hash   string
	Usable bool
	Due    bool
	// Spent and Expired say so of a one-time password, where one is Due.
	Spent   bool
	Expired bool
	// Counted is the name under which failures are counted, and Failures how many
	// they are if this attempt fails as well.
	Counted  string
	Failures int
	// Reserved says that the password may be looked at. If not, Wait is how long the
	// address has to wait; zero means: for the verdict on another attempt.
	Reserved bool
	Wait     time.Duration
	// Begun says that the attempt counts as under way at its door. Stranger, that the
	// account never signed in there; Strange is then as Failures is, of all strangers.
	Begun    bool
	Stranger bool
	Strange  int
	// Nobodies is how often one failed under any name that no account has; 0 of an account.
	Nobodies int `db:"-"`
	Epoch    int64
	// match is how the password that was tried is the account's.
	match match
}

// SignIn checks a password and returns the account as an Actor. A wrong
// password, an unknown account and one that may not be used get the same words
// at the same cost; too many failures are refused at once with the time left. A
// one-time password is spent.
func (s *Store) SignIn(ctx context.Context, origin role.Origin, email, password string) (role.Actor, error) {
	return s.signIn(ctx, origin, email, password, true)
}

// Admit is SignIn for a line over which no desk is open yet: a one-time password is
// spent when one opens (SpendOneTime). A line that drops before costs nobody the
// only password there is.
func (s *Store) Admit(ctx context.Context, origin role.Origin, email, password string) (role.Actor, error) {
	return s.signIn(ctx, origin, email, password, false)
}

func (s *Store) signIn(ctx context.Context, origin role.Origin, email, password string, spend bool) (actor role.Actor, err error) {
	c := claim{origin: origin, email: value.Clean(email)}
	err = s.authenticate(ctx, c, password, func(a account) error {
		actor = role.Actor{
			UserID: *a.ID, Name: value.Clean(a.Name), Email: value.Clean(a.Email),
			Role: role.Role(a.Role), Origin: origin, Epoch: a.Epoch, PasswordDue: a.Due,
		}
		return s.recordSignIn(ctx, c, actor, action.UserLogin, a, password, spend && a.Due)
	})
	if err != nil {
		return role.Actor{}, err
	}
	return actor, nil
}

// Unlock checks the password of a signed-in actor again, at the lock screen.
func (s *Store) Unlock(ctx context.Context, actor role.Actor, password string) error {
	if actor.UserID == uuid.Nil {
		return role.MayNot()
	}
	// By the account and not by its e-mail, which an admin may have changed.
	c := claim{origin: actor.Origin, email: actor.Email, account: actor.UserID, asked: "unlock"}
	return s.authenticate(ctx, c, password, func(a account) error {
		return s.recordSignIn(ctx, c, actor, action.UserDeskUnlocked, a, password, false)
	})
}

// claim says whose password is checked: that of an e-mail's account, or of one that
// is signed in already.
type claim struct {
	origin  role.Origin
	email   string
	account uuid.UUID // of somebody signed in; zero to go by the e-mail
	asked   string    // what it is asked for, as the audit row has it; empty for a sign-in
	// matches says whether something else than a password is the account's; nil for a
	// password.
	matches func(context.Context, account) (match, error)
}

func wrongPassword() error {
	return &fault.Error{Kind: fault.Forbidden, Format: "E-mail or password is wrong.", Cause: ErrWrongPassword}
}

// ErrWrongPassword is the cause of a sign-in refused for its password.
const ErrWrongPassword = fault.Sentence("wrong password, or an account that may not sign in")

// recordSignIn forgets the account's failures and audits the sign-in; a hash that
// costs less than the setting asks for, or is of a password that is not composed, is
// made anew while the password is at hand.
// spend takes the one sign-in that a one-time password gives.
func (s *Store) recordSignIn(ctx context.Context, c claim, actor role.Actor, did action.Action, a account, password string, spend bool) error {
	hash := a.Hash
	if (s.weakHash(a.Hash) || a.match == asTyped) && !a.Due {
		stronger, err := s.hashPassword(ctx, password)
		if err != nil {
			return err
		}
		hash = stronger
	}
	args := c.counts(a)
	args["hash"], args["old_hash"], args["spend"], args["signs_in"] = hash, a.Hash, spend, did == action.UserLogin
	args["network"] = c.network()
	_, err := register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: value.NewID(), Action: did, Resource: "users",
		Change: `
			spent AS (` + spendOneTime + ` AND @spend AND u.password_hash = @old_hash RETURNING u.id),
			due AS (SELECT id FROM actor WHERE NOT @spend OR EXISTS (SELECT FROM spent)),
` + attemptForgotten + `,
			placed AS (` + placedWhere(`@signs_in`) + `),
			rehashed AS (
				UPDATE users SET password_hash = @hash, same_password_as = md5(@old_hash) WHERE id = @actor AND password_hash = @old_hash
					AND @hash <> @old_hash AND EXISTS (SELECT FROM actor)
				RETURNING id
			),
			change AS (
				SELECT id, NULL::jsonb AS before, CASE WHEN EXISTS (SELECT FROM rehashed) THEN jsonb_build_object('password', 'hashed anew') ELSE '{}' END AS after,
					to_jsonb(true) AS result FROM due
			)`,
		Args: args,
		Explain: func(context.Context, connect.DB) error {
			if spend {
				return oneTimeSpent()
			}
			return wrongPassword()
		},
	})
	var e *fault.Error
	if errors.As(err, &e) && e.Kind == fault.Forbidden {
		return wrongPassword()
	}
	return err
}

// placedWhere is a CTE's statement that notes the network from which the actor signs
// in, where the condition holds.
func placedWhere(when string) string {
	return `
				INSERT INTO sign_in_places AS p (user_id, network) SELECT id, @network FROM actor WHERE ` + when + `
				ON CONFLICT (user_id, network) DO UPDATE SET last_at = now() WHERE p.last_at < now() - interval '1 hour'
			`
}

// MaySignIn is the condition that an account may open a session, by the name of its
// row: one without a role may not (the platform lets that column be NULL).
func MaySignIn(row string) string {
	return `(` + register.ActiveUser(row) + ` AND ` + row + `.role_id IS NOT NULL)`
}

// Resume returns the account that an SSH connection has signed in as, as it is now.
// The caller has checked its password or key, and found its epoch then. NotFound: the
// account may not come in, or its sessions ended meanwhile.
func (s *Store) Resume(ctx context.Context, origin role.Origin, account uuid.UUID, epoch int64) (role.Actor, error) {
	u, err := register.One[User](ctx, s.reg, UserRow.Query()+`
		WHERE u.id = @id AND `+MaySignIn(`u`)+` AND NOT `+epochOver(`@epoch::bigint`), pgx.NamedArgs{"id": account, "epoch": epoch})
	if err != nil {
		return role.Actor{}, err
	}
	return role.Actor{
		UserID: u.ID, Name: u.Name, Email: u.Email, Role: role.Role(u.Role), Origin: origin, Epoch: epoch, PasswordDue: u.PasswordDue,
	}, nil
}

// SignOut audits the end of a session.
func (s *Store) SignOut(ctx context.Context, actor role.Actor) error {
	if actor.UserID == uuid.Nil {
		return role.MayNot()
	}
	_, err := register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: value.NewID(), Action: action.UserLogout, Resource: "users",
		// An account that was banned meanwhile still leaves.
		Change: `change AS (SELECT @actor::uuid AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result)`,
		Explain: func(context.Context, connect.DB) error {
			return fault.Missing("The account is gone.")
		},
	})
	return err
}

// AnyEpoch is the epoch of a session that no change of its account ends.
const AnyEpoch = -1

// epochOver is the condition that the open sessions of an account u which began with an
// epoch have to end: for a new password, role or status, or a key taken away, by
// whichever program. No clock is asked.
func epochOver(began string) string {
	return `(u.session_epoch <> ` + began + ` AND ` + began + ` <> ` + strconv.Itoa(AnyEpoch) + `)`
}

// Alive returns a Forbidden error when the actor's account may no longer use
// this session: inactive, banned, deleted, of another role, or with its sessions
// ended since.
func (s *Store) Alive(ctx context.Context, actor role.Actor) error {
	if actor.Nobody() {
		return role.MayNot()
	}
	var usable, fresh bool
	err := s.reg.QueryRow(ctx, register.WithActor()+`
		SELECT EXISTS (SELECT FROM actor), NOT EXISTS (SELECT FROM users u WHERE u.id = @actor AND `+epochOver(`@epoch::bigint`)+`)`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID), "actor_role": string(actor.Role), "epoch": actor.Epoch}).Scan(&usable, &fresh)
	switch {
	case err != nil:
		return connect.ReadError(err)
	case !usable, !fresh:
		return register.AccountChanged()
	}
	return nil
}
