package data

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Failed sign-ins of one account from one address may be repeated freely up to
// freeFailures; then each waits twice as long as the one before, at most
// longestWait, and a day without a failure forgets them all (SECURITY.md A2).
const (
	freeFailures = 5
	firstWait    = "5 seconds"
	longestWait  = "15 minutes"
)

// account is what a sign-in reads of a user.
type account struct {
	ID       *uuid.UUID
	Name     string
	Email    string
	Role     string
	Hash     string
	Usable   bool
	Due      bool
	Failures int
	// Wait is how long the address has to wait; the attempt was not counted.
	Wait time.Duration
	Now  time.Time
}

// SignIn checks a password and returns the account as an Actor. A wrong
// password, an unknown account and one that may not be used get the same words
// at the same cost; too many failures are refused at once with the time left.
func (s *Store) SignIn(ctx context.Context, origin Origin, email, password string) (Actor, error) {
	a, err := s.authenticate(ctx, claim{origin: origin, email: Clean(email)}, password)
	if err != nil {
		return Actor{}, err
	}
	actor := Actor{
		UserID: *a.ID, Name: Clean(a.Name), Email: Clean(a.Email),
		Role: Role(a.Role), Origin: origin, Since: a.Now, PasswordDue: a.Due,
	}
	return actor, s.recordSignIn(ctx, actor, UserLogin, a, email, password)
}

// Unlock checks the password of who is signed in again, at the lock screen.
func (s *Store) Unlock(ctx context.Context, actor Actor, password string) error {
	if actor.UserID == uuid.Nil {
		return forbidden()
	}
	// By the account and not by its e-mail, which an admin may have changed.
	a, err := s.authenticate(ctx, claim{origin: actor.Origin, email: actor.Email, account: actor.UserID, asked: "unlock"}, password)
	if err != nil {
		return err
	}
	return s.recordSignIn(ctx, actor, UserDeskUnlocked, a, actor.Email, password)
}

// claim is whose password is checked: the account of an e-mail, or one that is
// signed in already.
type claim struct {
	origin  Origin
	email   string
	account uuid.UUID // zero for the one of the e-mail
	asked   string    // what for, for the audit row; empty for a sign-in
}

func (s *Store) authenticate(ctx context.Context, c claim, password string) (account, error) {
	a, err := s.reserveAttempt(ctx, c)
	if err != nil {
		return a, err
	}
	if a.Wait > 0 {
		return a, refused("Too many wrong passwords; try again in %s.", a.Wait.Round(time.Second).String())
	}
	ok, err := s.comparePassword(ctx, a.Hash, password)
	if err != nil {
		return a, err
	}
	if !ok || !a.Usable || len(password) > maxPassword {
		return a, s.recordFailure(ctx, c, a)
	}
	return a, nil
}

// reserveAttempt counts the attempt as failed before its password is looked at,
// so that many at once cannot outrun the count; a good one clears it. An exact
// e-mail wins over one that differs in case.
func (s *Store) reserveAttempt(ctx context.Context, c claim) (account, error) {
	const wait = `CASE WHEN t.failures < @free THEN interval '0'
		ELSE least(@first::interval * (2 ^ least(t.failures - @free, 12)), @longest::interval) END`
	whose := `lower(u.email) = lower(@email)`
	if c.account != uuid.Nil {
		whose = `u.id = @account`
	}
	a, err := one[account](ctx, s.pool, `
		WITH counted AS (
			SELECT CASE WHEN @named OR EXISTS (SELECT FROM users u WHERE lower(u.email) = lower(@email))
				THEN lower(@email) ELSE @length END AS name
		), attempt AS (
			INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at)
			VALUES ((SELECT name FROM counted), @address, 1, now())
			ON CONFLICT (account, address) DO UPDATE SET
				failures = CASE WHEN t.last_failed_at < now() - interval '1 day' THEN 1 ELSE t.failures + 1 END,
				last_failed_at = now()
			WHERE t.last_failed_at + `+wait+` <= now()
			RETURNING t.failures
		), found AS (
			SELECT u.id, u.full_name, u.email, coalesce(r.name, '') AS role, u.password_hash,
				coalesce(u.status, 'active') = 'active' AND u.deleted_at IS NULL AND r.id IS NOT NULL AS usable,
				u.must_change_password AS due
			FROM users u LEFT JOIN roles r ON r.id = u.role_id
			WHERE `+whose+`
			ORDER BY u.email <> @email, u.deleted_at IS NOT NULL, u.created_at, u.id LIMIT 1
		)
		SELECT f.id, coalesce(f.full_name, '') AS name, coalesce(f.email, '') AS email, coalesce(f.role, '') AS role,
			coalesce(f.password_hash, '') AS hash, coalesce(f.usable, false) AS usable, coalesce(f.due, false) AS due,
			coalesce((SELECT failures FROM attempt), 0) AS failures, clock_timestamp() AS now,
			CASE WHEN EXISTS (SELECT FROM attempt) THEN interval '0' ELSE coalesce((
				SELECT greatest(t.last_failed_at + `+wait+` - now(), interval '1 second') FROM sign_in_attempts t
				WHERE t.account = (SELECT name FROM counted) AND t.address = @address), interval '1 second') END AS wait
		FROM (SELECT) one LEFT JOIN found f ON true`,
		pgx.NamedArgs{
			"email": limit(c.email, 255), "account": c.account, "address": limit(Clean(c.origin.Address), 45),
			"free": freeFailures, "first": firstWait, "longest": longestWait,
			// What may be a password that was typed as the name is counted by its length.
			"named": c.account != uuid.Nil || looksLikeEmail(c.email), "length": nameLength(c.email),
		})
	return a, err
}

// recordFailure audits a failed sign-in in a transaction of its own, never the
// password, not even one that was typed as the name, and returns the one answer to it.
func (s *Store) recordFailure(ctx context.Context, c claim, a account) error {
	name := LoginName(c.email)
	if a.ID != nil {
		name = limit(Clean(c.email), 255) // it is an account's, whatever its form
	}
	details := map[string]any{"email": name, "failures": a.Failures}
	if c.asked != "" {
		details["asked_for"] = c.asked
	}
	_, err := run[bool](ctx, s, Actor{Origin: c.origin}, write{
		intent: newID(), action: UserLoginFailed, resource: "users",
		change:  `change AS (SELECT @account::uuid AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result)`,
		args:    pgx.NamedArgs{"account": a.ID},
		details: details,
	})
	if err != nil {
		return err
	}
	return wrongPassword()
}

func wrongPassword() error {
	return &Error{Kind: Forbidden, Format: "E-mail or password is wrong.", Cause: ErrWrongPassword}
}

// ErrWrongPassword is the cause of a sign-in refused for its password.
const ErrWrongPassword = sentence("wrong password, or an account that may not sign in")

// recordSignIn clears the count and audits the sign-in; a hash that costs less
// than the setting asks for is made anew while the password is at hand.
func (s *Store) recordSignIn(ctx context.Context, actor Actor, action Action, a account, email, password string) error {
	hash := a.Hash
	if s.weakHash(a.Hash) {
		stronger, err := s.hashPassword(ctx, password)
		if err != nil {
			return err
		}
		hash = stronger
	}
	_, err := run[bool](ctx, s, actor, write{
		intent: newID(), action: action, resource: "users",
		change: `
			cleared AS (
				DELETE FROM sign_in_attempts WHERE account = lower(@email) AND address = @address
					OR last_failed_at < now() - interval '1 day'
			),
			rehashed AS (
				UPDATE users SET password_hash = @hash WHERE id = @actor AND password_hash = @old_hash AND @hash <> @old_hash
					AND EXISTS (SELECT FROM actor)
			),
			change AS (
				SELECT id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result FROM actor
			)`,
		args: pgx.NamedArgs{
			"email": limit(Clean(email), 255), "hash": hash, "old_hash": a.Hash,
		},
		explain: func(context.Context, db) error { return wrongPassword() },
	})
	var e *Error
	if errors.As(err, &e) && e.Kind == Forbidden {
		return wrongPassword()
	}
	return err
}

// mayComeIn is true of an account u that may open a session: one without a role
// cannot (SCHEMA.md 3.2 lets that column be NULL).
const mayComeIn = `coalesce(u.status, 'active') = 'active' AND u.deleted_at IS NULL AND u.role_id IS NOT NULL`

// Resume returns the account that an SSH connection has signed in as, as it is
// now. Whoever calls it has checked the account's password or key, since by the
// database's clock. NotFound: the account may not come in, or its sessions ended
// meanwhile.
func (s *Store) Resume(ctx context.Context, origin Origin, account uuid.UUID, since time.Time) (Actor, error) {
	u, err := one[User](ctx, s.pool, `SELECT `+userColumns+` FROM users u LEFT JOIN roles r ON r.id = u.role_id
		WHERE u.id = @id AND `+mayComeIn+` AND (`+sessionsEnded+` > @since) IS NOT TRUE`, pgx.NamedArgs{"id": account, "since": since})
	if err != nil {
		return Actor{}, err
	}
	return Actor{
		UserID: u.ID, Name: u.Name, Email: u.Email, Role: Role(u.Role), Origin: origin, Since: since, PasswordDue: u.PasswordDue,
	}, nil
}

// SignOut records the end of a session.
func (s *Store) SignOut(ctx context.Context, actor Actor) error {
	if actor.UserID == uuid.Nil {
		return forbidden()
	}
	_, err := run[bool](ctx, s, actor, write{
		intent: newID(), action: UserLogout, resource: "users",
		// An account that was banned meanwhile still leaves.
		change: `change AS (SELECT @actor::uuid AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result)`,
		explain: func(context.Context, db) error {
			return notFound("The account is gone.")
		},
	})
	return err
}

// sessionsEnded is when the sessions of an account u that had begun by then ended,
// NULL for one that never had to: with its password, or by an admin's change.
const sessionsEnded = `greatest(u.password_changed_at, u.signed_out_at)`

// Alive returns a Forbidden error when the actor's account may no longer use
// this session: inactive, banned, deleted, of another role, or with its sessions
// ended since.
func (s *Store) Alive(ctx context.Context, actor Actor) error {
	if actor.nobody() {
		return forbidden()
	}
	var usable, fresh bool
	err := s.pool.QueryRow(ctx, withActor+`
		SELECT EXISTS (SELECT FROM actor), NOT EXISTS (SELECT FROM users u WHERE u.id = @actor AND `+sessionsEnded+` > @since)`,
		pgx.NamedArgs{"actor": nullID(actor.UserID), "actor_role": string(actor.Role), "since": actor.Since}).Scan(&usable, &fresh)
	switch {
	case err != nil:
		return readError(err)
	case !usable, !fresh:
		return accountChanged()
	}
	return nil
}
