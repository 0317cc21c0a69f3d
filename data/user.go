package data

import (
	"context"
	"net/mail"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// User is a row of users with its role's name (SCHEMA.md 3.2); never its hash.
type User struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name"`
	Email string    `json:"email"`
	Phone string    `json:"phone"`
	Role  string    `json:"role"`
	// Status is active, inactive or banned.
	Status    string    `json:"status"`
	CreatedAt time.Time `json:"created_at"`
}

const userColumns = `u.id, u.full_name AS name, u.email, coalesce(u.phone_number, '') AS phone,
	coalesce(r.name, '') AS role, coalesce(u.status, 'active') AS status, u.created_at`

const userSnapshot = `jsonb_build_object('full_name', u.full_name, 'email', u.email,
	'phone_number', u.phone_number, 'role_id', u.role_id, 'status', coalesce(u.status, 'active'))`

// NewUser is an account to be made. Field names for complaints: name, email,
// phone, role, password.
type NewUser struct {
	Name, Email, Phone string
	Role               Role
	Password           string
}

func (n *NewUser) check(region string) error {
	n.Name, n.Email, n.Phone = Clean(n.Name), Clean(n.Email), Clean(n.Phone)
	address, err := mail.ParseAddress(n.Email)
	switch {
	case n.Name == "" || len([]rune(n.Name)) > 100:
		return invalid("name", "A name has 1 to 100 characters.")
	case err != nil || address.Address != n.Email || len(n.Email) > 255:
		return invalid("email", "This is not an e-mail address.")
	case n.Role != RoleAdmin && n.Role != RoleStaff && n.Role != RoleGuard && n.Role != RoleResident:
		return invalid("role", "A role is admin, staff, guard or resident.")
	}
	if _, ok := E164(n.Phone, region); n.Phone != "" && (!ok || len(n.Phone) > 20) {
		return invalid("phone", "This is not a phone number; leave it empty if there is none.")
	}
	return CheckPassword(n.Password)
}

// CreateUser makes an account. Without an actor (the command line on a new
// database) it makes the first admin only.
func (s *Store) CreateUser(ctx context.Context, actor Actor, intent uuid.UUID, n NewUser) (User, error) {
	if _, err := actor.may(manageAccounts); err != nil {
		return User{}, err
	}
	if err := n.check(s.region()); err != nil {
		return User{}, err
	}
	hash, err := s.hashPassword(ctx, n.Password)
	if err != nil {
		return User{}, err
	}
	return run[User](ctx, s, actor, write{
		// The lock keeps two e-mails that differ in case, or two first admins, from
		// being made side by side.
		intent: intent, action: UserCreated, resource: "users", lock: accountsLock,
		payload: []string{n.Name, n.Email, n.Phone, string(n.Role)},
		change: `
			inserted AS (
				INSERT INTO users (id, full_name, email, password_hash, phone_number, role_id, status, password_changed_at)
				SELECT @id, @name, @email::text, @hash, @phone, r.id, 'active', now() FROM roles r
				WHERE r.name = @role::text AND EXISTS (SELECT FROM actor)
				  AND NOT EXISTS (SELECT FROM users WHERE lower(email) = lower(@email::text))
				  AND (@actor::uuid IS NOT NULL OR @role::text = 'admin' AND NOT ` + anAdminExists + `)
				RETURNING id, full_name, email, phone_number, role_id, status, created_at
			),
			change AS (
				SELECT u.id, NULL::jsonb AS before, ` + userSnapshot + ` AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + userColumns + `) x) AS result
				FROM inserted u JOIN roles r ON r.id = u.role_id
			)`,
		args: pgx.NamedArgs{
			"id": newID(), "name": n.Name, "email": n.Email, "hash": hash,
			"phone": tidy(n.Phone), "role": string(n.Role),
		},
		explain: func(ctx context.Context, d db) error { return whyNoUser(ctx, d, actor, n) },
	})
}

// accountsLock serialises what rests on all accounts together.
const accountsLock = "accounts"

const anAdminExists = `EXISTS (SELECT FROM users au JOIN roles ar ON ar.id = au.role_id
	WHERE ar.name = 'admin' AND coalesce(au.status, 'active') = 'active' AND au.deleted_at IS NULL)`

func whyNoUser(ctx context.Context, d db, actor Actor, n NewUser) error {
	var taken, admins, role bool
	err := d.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower(@email::text)), `+anAdminExists+`,
		EXISTS (SELECT FROM roles WHERE name = @role::text)`,
		pgx.NamedArgs{"email": n.Email, "role": string(n.Role)}).Scan(&taken, &admins, &role)
	switch {
	case err != nil:
		return readError(err)
	case taken:
		return invalid("email", "Another account has this e-mail address already.")
	case !role:
		return refused("The roles are missing; run: society360 seed")
	case actor.program && admins:
		return &Error{Kind: Forbidden, Format: "This society has an admin: name the one who does this with --as EMAIL."}
	}
	return refused("The first account of a society is an admin; use --role admin.")
}

// SetPassword gives an account a new password; its open sessions end. Admins
// only, each with an account: the program itself may not.
func (s *Store) SetPassword(ctx context.Context, actor Actor, intent uuid.UUID, email, password string) (User, error) {
	if err := CheckPassword(password); err != nil {
		return User{}, err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return User{}, err
	}
	return s.changeUser(ctx, actor, intent, UserPasswordSet, email, nil,
		`password_hash = @hash, password_changed_at = clock_timestamp(), must_change_password = false`,
		pgx.NamedArgs{"hash": hash}, `true`)
}

// SetUserStatus makes an account active, inactive or banned (SCHEMA.md 3.2); its
// open sessions end. The last active admin stays one.
func (s *Store) SetUserStatus(ctx context.Context, actor Actor, intent uuid.UUID, email, status string) (User, error) {
	if status != "active" && status != "inactive" && status != "banned" {
		return User{}, invalid("status", "A status is active, inactive or banned.")
	}
	return s.changeUser(ctx, actor, intent, UserStatusChanged, email, status,
		`status = @status::text`, pgx.NamedArgs{"status": status},
		`(@status::text = 'active' OR EXISTS (SELECT FROM users o JOIN roles ro ON ro.id = o.role_id WHERE ro.name = 'admin'
			AND o.id <> u.id AND coalesce(o.status, 'active') = 'active' AND o.deleted_at IS NULL))`)
}

// changeUser is a change of one account by its e-mail, an exact one before one
// that differs in case.
func (s *Store) changeUser(ctx context.Context, actor Actor, intent uuid.UUID, action Action,
	email string, payload any, set string, args pgx.NamedArgs, allowed string,
) (User, error) {
	if _, err := actor.may(manageAccounts); err != nil || actor.program {
		return User{}, forbidden()
	}
	args["email"] = Clean(email)
	return run[User](ctx, s, actor, write{
		// The lock keeps two admins from making each other the last one.
		intent: intent, action: action, resource: "users", lock: accountsLock,
		payload: []any{email, payload}, args: args,
		change: `
			held AS (
				SELECT u.id, ` + userSnapshot + ` AS before, (` + allowed + `) AS allowed FROM users u
				WHERE lower(u.email) = lower(@email::text) AND u.deleted_at IS NULL
				ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1 FOR UPDATE
			),
			updated AS (
				UPDATE users u SET ` + set + ` FROM held
				WHERE u.id = held.id AND held.allowed AND EXISTS (SELECT FROM actor)
				RETURNING held.before, u.id, u.full_name, u.email, u.phone_number, u.role_id, u.status, u.created_at
			),
			change AS (
				SELECT u.id, u.before, ` + userSnapshot + ` AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + userColumns + `) x) AS result
				FROM updated u LEFT JOIN roles r ON r.id = u.role_id
			)`,
		explain: func(ctx context.Context, d db) error {
			var there bool
			err := d.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower(@email::text) AND deleted_at IS NULL)`,
				pgx.NamedArgs{"email": Clean(email)}).Scan(&there)
			switch {
			case err != nil:
				return readError(err)
			case !there:
				return notFound("There is no account %s.", Clean(email))
			}
			return refused("This is the last active admin; make another one first.")
		},
	})
}

// UserFilter chooses accounts, by e-mail.
type UserFilter struct {
	// Role keeps to one role; empty for all.
	Role Role
	// After is the e-mail of the last account of the page before.
	After string
	// Limit is how many at most, 50 when zero, 500 at most.
	Limit int
}

// Users lists the accounts that are not deleted, by e-mail.
func (s *Store) Users(ctx context.Context, actor Actor, f UserFilter) ([]User, error) {
	if _, err := actor.may(manageAccounts); err != nil {
		return nil, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return list[User](ctx, s.pool, `SELECT `+userColumns+` FROM users u LEFT JOIN roles r ON r.id = u.role_id
		WHERE u.deleted_at IS NULL AND (@role::text = '' OR r.name = @role::text) AND u.email > @after
		ORDER BY u.email LIMIT @limit`,
		pgx.NamedArgs{"role": string(f.Role), "after": f.After, "limit": min(f.Limit, 500)})
}

// ActorByEmail returns an active account as an Actor, for the command line's
// --as: who may name an actor there already holds the database.
func (s *Store) ActorByEmail(ctx context.Context, origin Origin, email string) (Actor, error) {
	found, err := list[struct {
		User
		Now time.Time
	}](ctx, s.pool, `SELECT `+userColumns+`, clock_timestamp() AS now FROM users u LEFT JOIN roles r ON r.id = u.role_id
		WHERE lower(u.email) = lower(@email::text) AND u.deleted_at IS NULL AND coalesce(u.status, 'active') = 'active'
		ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1`, pgx.NamedArgs{"email": Clean(email)})
	switch {
	case err != nil:
		return Actor{}, err
	case len(found) == 0:
		return Actor{}, notFound("There is no active account %s.", Clean(email))
	}
	u := found[0]
	return Actor{UserID: u.ID, Name: u.Name, Email: u.Email, Role: Role(u.Role), Origin: origin, Since: u.Now}, nil
}
