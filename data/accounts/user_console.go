package accounts

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The methods of this file are the command line's. Whoever runs that has the
// database in their hands already, so that they are not asked for their own
// password (confirmOwn). A desk is refused where there is no password to ask for: it has
// Add, ResetPassword and ChangeOwnPassword, which ask.

// mayAtConsole returns the Forbidden error unless the actor may change accounts and
// comes from the command line.
func mayAtConsole(actor role.Actor) error {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return err
	}
	if !actor.IsProgram() && !actor.IsConsole() {
		return role.MayNot()
	}
	return nil
}

// Create makes an account with a password, from the command line. Where that names
// no account, on a new database, it makes only the first admin.
func (s *Store) Create(ctx context.Context, actor role.Actor, intent uuid.UUID, n Draft) (User, error) {
	return s.createAtConsole(ctx, actor, intent, n, false)
}

// CreateOnce is Create with a one-time password in the place of n's.
func (s *Store) CreateOnce(ctx context.Context, actor role.Actor, intent uuid.UUID, n Draft, once OneTime) (User, error) {
	n.Password = once.text
	return s.createAtConsole(ctx, actor, intent, n, true)
}

func (s *Store) createAtConsole(ctx context.Context, actor role.Actor, intent uuid.UUID, n Draft, due bool) (User, error) {
	if err := mayAtConsole(actor); err != nil {
		return User{}, err
	}
	if err := n.check(s.settings.Region()); err != nil {
		return User{}, err
	}
	return s.insertUser(ctx, actor, intent, n, due)
}

// SetPassword gives an account a new password, from the command line; its open
// sessions end. The program itself, in nobody's name, gives one to an active admin alone,
// for a society whose admins cannot prove who they are any more.
func (s *Store) SetPassword(ctx context.Context, actor role.Actor, intent uuid.UUID, email, password string) (User, error) {
	if err := mayAtConsole(actor); err != nil {
		return User{}, err
	}
	if err := CheckPassword(password); err != nil {
		return User{}, err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return User{}, err
	}
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserPasswordSet, email: email, payload: email,
		set:  `password_hash = @hash, same_password_as = NULL, password_changed_at = clock_timestamp(), must_change_password = false`,
		args: pgx.NamedArgs{"hash": hash, "named": !actor.IsProgram()}, recovers: true,
		rules: register.Rules[User]{{
			Holds: `@named::boolean OR coalesce(r.name, '') = 'admin' AND ` + register.ActiveUser(`u`),
			Says:  &fault.Error{Kind: fault.Forbidden, Format: "Only an active admin's password is recovered: name who gives others theirs with --as EMAIL."},
		}},
	})
}

// SetStatusByEmail is SetStatus by the account's e-mail, whatever its status was, from
// the command line.
func (s *Store) SetStatusByEmail(ctx context.Context, actor role.Actor, intent uuid.UUID, email, status string) (User, error) {
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserStatusChanged, email: email, payload: []string{email, status}, bad: checkUserStatus(status),
		set: `status = @status::text`, args: pgx.NamedArgs{"status": status},
		ends: status != Active, rules: register.Rules[User]{keepsAnAdmin(becomesActive)},
	})
}

// ByEmail returns the account of an e-mail, which is a deleted one where deleted is
// set. NotFound: there is none.
func (s *Store) ByEmail(ctx context.Context, actor role.Actor, email string, deleted bool) (User, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return User{}, err
	}
	if email = value.Clean(email); email == "" {
		return User{}, fault.Missing("There is no account without an e-mail.")
	}
	return userChange{email: email, deleted: deleted}.read(ctx, s.reg)
}
