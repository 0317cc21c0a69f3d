package accounts

import (
	"context"
	"maps"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// userChange is a change of one account under rules.
type userChange struct {
	action action.Action
	// id names the account, or email does: an exact one before one that differs in
	// case.
	id    uuid.UUID
	email string
	// deleted is set where the account is among the deleted ones.
	deleted bool
	payload any
	// set is the list of assignments.
	set  string
	args pgx.NamedArgs
	// rules are on the row u, with its role r.
	rules register.Rules[User]
	// bad complains of what was typed, to whoever may make the change.
	bad error
	// ends is set where the account's open sessions end, also where the change is
	// undone before anybody looked.
	ends bool
	// recovers is set where the program itself may make the change.
	recovers bool
}

// AnAdminIsLeft is the condition that an account u, with its role r, is not the last
// active admin. The write has AccountsLock, so that two admins cannot make each
// other the last one.
func AnAdminIsLeft() string {
	return `(coalesce(r.name, '') <> 'admin' OR NOT ` + register.ActiveUser(`u`) + `
	OR EXISTS (SELECT FROM users o JOIN roles ro ON ro.id = o.role_id
		WHERE ro.name = 'admin' AND o.id <> u.id AND ` + register.ActiveUser(`o`) + `))`
}

// keepsAnAdmin is the rule of a change that takes an account from the active admins,
// unless the condition holds.
func keepsAnAdmin(unless string) register.Rule[User] {
	return register.Rule[User]{Holds: unless + ` OR ` + AnAdminIsLeft(), Says: fault.Refuse("This is the last active admin; make another one first.")}
}

// one is the end of a SELECT that chooses the account u.
func (c userChange) one() string {
	there := ` AND u.deleted_at IS NULL`
	if c.deleted {
		there = ` AND u.deleted_at IS NOT NULL`
	}
	whose := `u.id = @id`
	if c.email != "" {
		whose = `lower(u.email) = lower(@email::text)`
	}
	return ` WHERE ` + whose + there + ` ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1`
}

// changeUser locks the account, changes it if the rules hold, and audits the change.
func (s *Store) changeUser(ctx context.Context, actor role.Actor, intent uuid.UUID, c userChange) (User, error) {
	if err := mayChangeAccounts(actor); err != nil && (!c.recovers || !actor.IsProgram()) {
		return User{}, err
	}
	if c.bad != nil {
		return User{}, c.bad
	}
	args := pgx.NamedArgs{"id": c.id, "email": value.Clean(c.email)}
	maps.Copy(args, c.args)
	if c.ends {
		c.set += `, signed_out_at = clock_timestamp()`
	}
	user, err := register.Run[User](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: c.action, Resource: "users", Lock: AccountsLock,
		Payload: c.payload, Args: args,
		Change: `
		judged AS (
			SELECT u.id, ` + UserRow.Snapshot + ` AS before, ` + c.rules.Broken() + ` AS broken
			FROM users u` + UserRow.Joins + c.one() + ` FOR UPDATE OF u
		),` + UserRow.Updated(c.set) + `,` + UserRow.Change("updated", `u.before`),
		Refuse: c.rules.RefuseOf(c.read),
	})
	s.tellAccounts(intent, err)
	return user, err
}

// read reads the account, or says why there is none.
func (c userChange) read(ctx context.Context, d connect.DB) (User, error) {
	found, err := register.List[User](ctx, d, UserRow.Query()+c.one(), pgx.NamedArgs{"id": c.id, "email": value.Clean(c.email)})
	switch {
	case err != nil:
		return User{}, err
	case len(found) > 0:
		return found[0], nil
	case c.email != "" && c.deleted:
		return User{}, fault.Missing("There is no deleted account %s.", value.Clean(c.email))
	case c.email != "":
		return User{}, fault.Missing("There is no account %s.", value.Clean(c.email))
	case c.deleted:
		return User{}, fault.Refuse("This account is not deleted any more.")
	}
	return User{}, fault.Refuse("This account was deleted meanwhile.")
}

// changedSince refuses a change of an account that somebody else changed since it was
// seen, and says who and when.
func changedSince(seen User) func(context.Context, connect.DB, User) error {
	return func(ctx context.Context, d connect.DB, now User) error {
		return register.Overtaken(ctx, d, UserRow, now.ID, seen, now, now.Name)
	}
}

// Edit is what Store.Edit changes of an account. Field names for complaints: name,
// email, phone.
type Edit struct{ Name, Email, Phone string }

// Edit changes an account's name, e-mail and phone. seen is the account as the
// edit was made from: where somebody changed one of the three since, the edit is
// refused (*fault.Conflict[User]) and says who did.
func (s *Store) Edit(ctx context.Context, actor role.Actor, intent uuid.UUID, seen User, e Edit) (User, error) {
	e.Name, e.Email, e.Phone = value.Clean(e.Name), value.Clean(e.Email), value.Clean(e.Phone)
	bad := fault.Fields{}
	CheckAccount(bad, e.Name, e.Email, e.Phone, s.settings.Region())
	if e.Phone == seen.Phone {
		delete(bad, "phone") // what another program wrote can stay
	}
	if e.Email == seen.Email {
		delete(bad, "email")
	}
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserUpdated, id: seen.ID, payload: []any{seen.ID, e}, bad: bad.Alone(),
		set: `full_name = @name, email = CASE WHEN @new_email::text = '' THEN u.email ELSE @new_email::text END, phone_number = @phone`,
		args: pgx.NamedArgs{
			"name": e.Name, "new_email": e.Email, "phone": value.Tidy(e.Phone), "version": seen.Version,
		},
		rules: register.Rules[User]{
			{Holds: UserVersion + ` = @version`, Ask: changedSince(seen)},
			{
				Holds: `NOT EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(@new_email::text) AND o.id <> u.id)`,
				Ask:   func(ctx context.Context, d connect.DB, now User) error { return EmailTaken(ctx, d, e.Email, now.ID) },
			},
		},
	})
}

// SetRole gives an account another role; its open sessions end. own is the actor's
// own password. Refused: the account is the last active admin, or its role is no
// longer the one seen. Field names for complaints: role, own.
func (s *Store) SetRole(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, seen User, as role.Role) (User, error) {
	if err := mayChangeAccounts(actor); err != nil {
		return User{}, err
	}
	if !as.Known() {
		return User{}, fault.Wrong("role", "A role is admin, staff, guard or resident.")
	}
	if string(as) == seen.Role {
		return User{}, fault.Wrong("role", "This is the account's role already.")
	}
	if err := s.confirmOwn(ctx, actor, own); err != nil {
		return User{}, err
	}
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserRoleChanged, id: seen.ID, payload: []any{seen.ID, as},
		set:  `role_id = (SELECT n.id FROM roles n WHERE n.name = @role::text)`,
		args: pgx.NamedArgs{"role": string(as), "seen": seen.Role},
		ends: true,
		rules: register.Rules[User]{
			{Holds: `coalesce(r.name, '') = @seen::text`, Ask: changedSince(seen)},
			keepsAnAdmin(`@role::text = 'admin'`),
			{
				Holds: `EXISTS (SELECT FROM roles n WHERE n.name = @role::text)`,
				Says:  fault.Refuse("This account was changed meanwhile; look at it and try again."),
			},
		},
	})
}

func checkUserStatus(status string) error {
	if status != Active && status != Inactive && status != Banned {
		return fault.Wrong("status", "A status is active, inactive or banned.")
	}
	return nil
}

// SetStatus makes an account active, inactive or banned; unless it becomes active,
// its open sessions end. Refused: it is the last active admin, or its status is no
// longer the one seen. Field name for complaints: status.
func (s *Store) SetStatus(ctx context.Context, actor role.Actor, intent uuid.UUID, seen User, status string) (User, error) {
	bad := checkUserStatus(status)
	if status == seen.Status {
		bad = fault.Wrong("status", "This is the account's status already.")
	}
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserStatusChanged, id: seen.ID, payload: []any{seen.ID, status}, bad: bad,
		set: `status = @status::text`, args: pgx.NamedArgs{"status": status, "seen": seen.Status},
		ends: status != Active,
		rules: register.Rules[User]{
			{Holds: `coalesce(u.status, 'active') = @seen::text`, Ask: changedSince(seen)},
			keepsAnAdmin(becomesActive),
		},
	})
}

// becomesActive is true of a change of status to active.
const becomesActive = `@status::text = 'active'`

// Delete takes an account out of every list but that of the deleted, and ends its
// sessions; what it did stays readable. Refused: it is the last active admin.
func (s *Store) Delete(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (User, error) {
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserDeleted, id: id, payload: id,
		set: `deleted_at = now()`, ends: true, rules: register.Rules[User]{keepsAnAdmin(`false`)},
	})
}

// Restore brings a deleted account back as it was. Refused where another
// account uses its e-mail by now.
func (s *Store) Restore(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (User, error) {
	return s.changeUser(ctx, actor, intent, userChange{
		action: action.UserRestored, id: id, deleted: true, payload: id,
		set: `deleted_at = NULL`,
		rules: register.Rules[User]{{
			Holds: `u.removed_at IS NULL`, Says: fault.Refuse("This person was removed where the law asks; nothing of the account can be brought back. Make a new one."),
		}, {
			Holds: `NOT EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(u.email) AND o.id <> u.id AND o.deleted_at IS NULL)`,
			Of: func(now User) error {
				return fault.Refuse("Another account uses %s by now; change that one's e-mail first.", now.Email)
			},
		}},
	})
}
