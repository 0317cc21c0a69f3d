package data

import (
	"context"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// userChange is a change of one account under a condition; what it refuses it
// explains.
type userChange struct {
	action Action
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
	// allowed is the condition on the row u, with its role r, under its lock.
	allowed string
	// keepsAdmin is set where allowed holds anAdminIsLeft.
	keepsAdmin bool
	// ends is set where the account's open sessions end, also where the change is
	// undone before anybody looked.
	ends bool
	// refusal explains an account that stands but may not be changed so; nil where
	// there is nothing else that refuses.
	refusal func(ctx context.Context, d db, now User) error
}

// anAdminIsLeft is true of an account u, with its role r, that is not the last
// active admin. Whoever asks holds accountsLock, so that two admins cannot make
// each other the last one.
const anAdminIsLeft = `(coalesce(r.name, '') <> 'admin' OR coalesce(u.status, 'active') <> 'active'
	OR EXISTS (SELECT FROM users o JOIN roles ro ON ro.id = o.role_id WHERE ro.name = 'admin'
		AND o.id <> u.id AND coalesce(o.status, 'active') = 'active' AND o.deleted_at IS NULL))`

// one is the condition on u that names the account.
func (c userChange) one() string {
	there := ` AND u.deleted_at IS NULL`
	if c.deleted {
		there = ` AND u.deleted_at IS NOT NULL`
	}
	if c.email != "" {
		return `lower(u.email) = lower(@email::text)` + there
	}
	return `u.id = @id` + there
}

// changeUser locks the account, changes it if allowed, and audits the change.
func (s *Store) changeUser(ctx context.Context, actor Actor, intent uuid.UUID, c userChange) (User, error) {
	if err := mayChangeAccounts(actor); err != nil {
		return User{}, err
	}
	args := pgx.NamedArgs{"id": c.id, "email": Clean(c.email)}
	maps.Copy(args, c.args)
	if c.ends {
		c.set += `, signed_out_at = clock_timestamp()`
	}
	user, err := run[User](ctx, s, actor, write{
		intent: intent, action: c.action, resource: "users", lock: accountsLock,
		payload: c.payload, args: args,
		change: `
			held AS (
				SELECT u.id, ` + userSnapshot + ` AS before, (` + c.allowed + `) AS allowed
				FROM users u LEFT JOIN roles r ON r.id = u.role_id WHERE ` + c.one() + `
				ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1 FOR UPDATE OF u
			),
			updated AS (
				UPDATE users u SET ` + c.set + ` FROM held
				WHERE u.id = held.id AND held.allowed AND EXISTS (SELECT FROM actor)
				RETURNING held.before, ` + userReturning + `
			),
			change AS (
				SELECT u.id, u.before, ` + userSnapshot + ` AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + userColumns + `) x) AS result
				FROM updated u LEFT JOIN roles r ON r.id = u.role_id
			)`,
		explain: func(ctx context.Context, d db) error { return c.explain(ctx, d, args) },
	})
	s.tellAccounts(err)
	return user, err
}

// explain reads which of the change's conditions refused.
func (c userChange) explain(ctx context.Context, d db, args pgx.NamedArgs) error {
	found, err := list[struct {
		User
		Kept bool
	}](ctx, d, `SELECT `+userColumns+`, `+anAdminIsLeft+` AS kept FROM users u LEFT JOIN roles r ON r.id = u.role_id
		WHERE `+c.one()+` ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1`, args)
	switch {
	case err != nil:
		return err
	case len(found) == 0 && c.email != "":
		return notFound("There is no account %s.", Clean(c.email))
	case len(found) == 0 && c.deleted:
		return refused("This account is not deleted any more.")
	case len(found) == 0:
		return refused("This account was deleted meanwhile.")
	}
	if c.refusal != nil {
		if err := c.refusal(ctx, d, found[0].User); err != nil {
			return err
		}
	}
	if c.keepsAdmin && !found[0].Kept {
		return refused("This is the last active admin; make another one first.")
	}
	return refused("This account was changed meanwhile; look at it and try again.")
}

// changedBy refuses a change of an account that somebody else changed since it was
// read, and says who and when.
func changedBy(ctx context.Context, d db, now User) error {
	last, err := list[struct {
		Who string
		At  time.Time
	}](ctx, d, `
		SELECT coalesce(l.details #>> '{actor,name}', w.full_name, '') AS who, l.created_at AS at
		FROM audit_logs l LEFT JOIN users w ON w.id = l.user_id
		WHERE l.resource_type = 'users' AND l.resource_id = @id AND l.details -> 'after' <> '{}'
		ORDER BY l.created_at DESC, l.id DESC LIMIT 1`, pgx.NamedArgs{"id": now.ID})
	if err != nil {
		return err
	}
	if len(last) == 0 || last[0].Who == "" {
		return refused("%s was changed meanwhile; look before you save.", now.Name)
	}
	return refused("%s was changed by %s at %s; look before you save.", now.Name, last[0].Who, last[0].At)
}

// UserEdit is what can be edited of an account besides its role and status. Field
// names for complaints: name, email, phone.
type UserEdit struct{ Name, Email, Phone string }

// EditUser changes an account's name, e-mail and phone. seen is the account as the
// edit was made from: where somebody changed one of the three since, the edit is
// refused and says who did.
func (s *Store) EditUser(ctx context.Context, actor Actor, intent uuid.UUID, seen User, e UserEdit) (User, error) {
	e.Name, e.Email, e.Phone = Clean(e.Name), Clean(e.Email), Clean(e.Phone)
	bad := faults{}
	checkAccount(bad, e.Name, e.Email, e.Phone, s.region())
	if e.Phone == seen.Phone {
		delete(bad, "phone") // an adopted one in a form of its own can stay
	}
	if err := mayChangeAccounts(actor); err != nil {
		return User{}, err
	}
	if err := bad.alone(); err != nil {
		return User{}, err
	}
	const taken = `EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(@new_email::text) AND o.id <> u.id)`
	return s.changeUser(ctx, actor, intent, userChange{
		action: UserUpdated, id: seen.ID, payload: []any{seen.ID, e},
		set: `full_name = @name, email = @new_email::text, phone_number = @phone`,
		args: pgx.NamedArgs{
			"name": e.Name, "new_email": e.Email, "phone": tidy(e.Phone), "version": seen.Version,
		},
		allowed: userVersion + ` = @version AND NOT ` + taken,
		refusal: func(ctx context.Context, d db, now User) error {
			if now.Version != seen.Version {
				return changedBy(ctx, d, now)
			}
			return emailTaken(ctx, d, e.Email, now.ID)
		},
	})
}

// SetRole gives an account another role; its open sessions end. own is the actor's
// own password. Refused: the last active admin, and a role that is not the one
// seen any more. Field names for complaints: role, own.
func (s *Store) SetRole(ctx context.Context, actor Actor, intent uuid.UUID, own string, seen User, role Role) (User, error) {
	if err := mayChangeAccounts(actor); err != nil {
		return User{}, err
	}
	if !role.known() {
		return User{}, invalid("role", "A role is admin, staff, guard or resident.")
	}
	if string(role) == seen.Role {
		return User{}, invalid("role", "This is the account's role already.")
	}
	if err := s.confirmOwn(ctx, actor, own); err != nil {
		return User{}, err
	}
	return s.changeUser(ctx, actor, intent, userChange{
		action: UserRoleChanged, id: seen.ID, payload: []any{seen.ID, role},
		set:  `role_id = (SELECT n.id FROM roles n WHERE n.name = @role::text)`,
		args: pgx.NamedArgs{"role": string(role), "seen": seen.Role},
		allowed: `coalesce(r.name, '') = @seen::text AND EXISTS (SELECT FROM roles n WHERE n.name = @role::text)
			AND ` + anAdminIsLeft, keepsAdmin: true, ends: true,
		refusal: func(ctx context.Context, d db, now User) error {
			if now.Role != seen.Role {
				return changedBy(ctx, d, now)
			}
			return nil
		},
	})
}

func checkUserStatus(status string) error {
	if status != UserActive && status != UserInactive && status != UserBanned {
		return invalid("status", "A status is active, inactive or banned.")
	}
	return nil
}

// SetStatus makes an account active, inactive or banned; its open sessions end.
// Refused: the last active admin, and a status that is not the one seen any more.
// Field name for complaints: status.
func (s *Store) SetStatus(ctx context.Context, actor Actor, intent uuid.UUID, seen User, status string) (User, error) {
	if err := checkUserStatus(status); err != nil {
		return User{}, err
	}
	if status == seen.Status {
		return User{}, invalid("status", "This is the account's status already.")
	}
	return s.changeUser(ctx, actor, intent, userChange{
		action: UserStatusChanged, id: seen.ID, payload: []any{seen.ID, status},
		set: `status = @status::text`, args: pgx.NamedArgs{"status": status, "seen": seen.Status},
		allowed:    `coalesce(u.status, 'active') = @seen::text AND (@status::text = 'active' OR ` + anAdminIsLeft + `)`,
		keepsAdmin: status != UserActive, ends: status != UserActive,
		refusal: func(ctx context.Context, d db, now User) error {
			if now.Status != seen.Status {
				return changedBy(ctx, d, now)
			}
			return nil
		},
	})
}

// DeleteUser takes an account out of every active list and ends its sessions; what
// it did stays readable. Refused: the last active admin.
func (s *Store) DeleteUser(ctx context.Context, actor Actor, intent, id uuid.UUID) (User, error) {
	return s.changeUser(ctx, actor, intent, userChange{
		action: UserDeleted, id: id, payload: id,
		set: `deleted_at = now()`, allowed: anAdminIsLeft, keepsAdmin: true, ends: true,
	})
}

// RestoreUser brings a deleted account back as it was. Refused where another
// account uses its e-mail by now.
func (s *Store) RestoreUser(ctx context.Context, actor Actor, intent, id uuid.UUID) (User, error) {
	return s.changeUser(ctx, actor, intent, userChange{
		action: UserRestored, id: id, deleted: true, payload: id,
		set: `deleted_at = NULL`,
		allowed: `NOT EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(u.email) AND o.id <> u.id
			AND o.deleted_at IS NULL)`,
		refusal: func(_ context.Context, _ db, now User) error {
			return refused("Another account uses %s by now; change that one's e-mail first.", now.Email)
		},
	})
}
