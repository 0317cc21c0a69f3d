// Package accounts is who may use a desk, and who is at one: people and their roles,
// passwords, keys, sign-ins, sessions and their leases.
package accounts

import (
	"cmp"
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// User is a row of users with its role's name; never its hash.
type User struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name"`
	Email string    `json:"email"`
	Phone string    `json:"phone"`
	Role  string    `json:"role"`
	// Status is active, inactive or banned.
	Status string `json:"status"`
	// PasswordDue says that the account has a one-time password, which it has to
	// change when it signs in next.
	PasswordDue bool      `json:"password_due"`
	CreatedAt   time.Time `json:"created_at"`
	// DeletedAt is when the account was deleted, nil if it was not.
	DeletedAt *time.Time `json:"deleted_at"`
	// Version changes with the name, the e-mail and the phone: an edit names the
	// one it was made from.
	Version string `json:"version"`
}

// Active reports whether the account may sign in.
func (u User) Active() bool { return u.Status == Active && u.DeletedAt == nil }

// The statuses of an account.
const (
	Active   = "active"
	Inactive = "inactive"
	Banned   = "banned"
)

// UserRow is an account as u users has it, with its role r; never with its hash.
var UserRow = register.Describe(
	"users", "u", ` LEFT JOIN roles r ON r.id = u.role_id`,
	register.Column{Name: "id"},
	register.Column{Name: "full_name", Field: "name", Audited: true},
	register.Column{Name: "email", Audited: true},
	register.Column{Name: "phone_number", Field: "phone", Text: true, Audited: true},
	register.Column{Name: "role_id", Field: register.NotRead, Audited: true},
	register.Column{Field: "role", Read: `coalesce(r.name, '')`, Audited: true, AuditName: "role", AuditAs: `r.name`},
	register.Column{Name: "status", Or: `'active'`, Audited: true},
	register.Column{Name: "must_change_password", Field: "password_due", Audited: true},
	// Another program may leave it NULL.
	register.Column{Name: "created_at", Read: `coalesce(u.created_at, '1970-01-01 00:00+00')`},
	register.Column{Name: "deleted_at", Audited: true},
	register.Column{Field: "version", Read: UserVersion},
)

// UserVersion is User.Version of a user u. It is not the row's own version, because a
// sign-in may hash the password anew.
const UserVersion = `md5(jsonb_build_array(u.full_name, u.email, coalesce(u.phone_number, ''))::text)`

// Draft is an account to be made. Field names for complaints: name, email,
// phone, role, password.
type Draft struct {
	Name, Email, Phone string
	Role               role.Role
	Password           string
}

func (n *Draft) check(region string) error {
	n.Name, n.Email, n.Phone = value.Clean(n.Name), value.Clean(n.Email), value.Clean(n.Phone)
	bad := fault.Fields{}
	CheckAccount(bad, n.Name, n.Email, n.Phone, region)
	if !n.Role.Known() {
		bad.Add("role", "A role is admin, staff, guard or resident.")
	}
	if err := CheckPassword(n.Password); err != nil {
		bad["password"] = err
	}
	return bad.Alone()
}

// CheckAccount complains about the fields name, email and phone, each cleaned.
func CheckAccount(bad fault.Fields, name, email, phone, region string) {
	CheckPerson(bad, name, email, phone, region)
	if email == "" {
		bad["email"] = value.WrongEmail(email)
	}
	if name == "" {
		bad.Add("name", "Who is it? An account needs a name.")
	}
}

// Add makes an account with a one-time password, which its owner has to change
// at the first sign-in. own is the actor's own password. Fields for complaints:
// those of Draft, whose Password is not looked at, and own.
func (s *Store) Add(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, n Draft, once OneTime) (User, error) {
	if err := mayChangeAccounts(actor); err != nil {
		return User{}, err
	}
	n.Password = once.text
	if err := n.check(s.settings.Region()); err != nil {
		return User{}, err
	}
	if err := s.confirmOwn(ctx, actor, own); err != nil {
		return User{}, err
	}
	return s.insertUser(ctx, actor, intent, n, true)
}

// mayChangeAccounts returns the Forbidden error unless the actor may change accounts
// at a desk: an admin may, the program itself has no password to confirm it with.
func mayChangeAccounts(actor role.Actor) error {
	if _, err := actor.Permit(role.ManageAccounts); err != nil || actor.IsProgram() {
		return cmp.Or(err, error(role.MayNot()))
	}
	return nil
}

// insertUser makes an account that was checked; due asks for another password at
// the first sign-in.
func (s *Store) insertUser(ctx context.Context, actor role.Actor, intent uuid.UUID, n Draft, due bool) (User, error) {
	hash, err := s.hashPassword(ctx, n.Password)
	if err != nil {
		return User{}, err
	}
	may := n.mayBeMade()
	user, err := register.Run[User](ctx, s.reg, actor, register.Write{
		// The lock keeps two e-mails that differ in case, or two first admins, from
		// being made side by side.
		Intent: intent, Action: action.UserCreated, Resource: "users", Lock: AccountsLock,
		Payload: []string{n.Name, n.Email, n.Phone, string(n.Role)},
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO users AS u (id, full_name, email, password_hash, phone_number, role_id, status,
					must_change_password, password_changed_at, one_time_mark, one_time_expires_at)
				SELECT @id, @name, @email::text, @hash::text, @phone, r.id, 'active', @due::boolean, now(),
					CASE WHEN @due::boolean THEN md5(@hash::text) END, CASE WHEN @due::boolean THEN clock_timestamp() + @lasts::interval END
				FROM roles r CROSS JOIN judged WHERE r.name = @role::text AND judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + UserRow.Returning + `
			),` + UserRow.Added(),
		Args: pgx.NamedArgs{
			"id": value.NewID(), "name": n.Name, "email": n.Email, "hash": hash,
			"phone": value.Tidy(n.Phone), "role": string(n.Role), "due": due,
			"lasts": oneTimeLasts().In(s.settings.Last()),
		},
		Refuse: may.Refuse,
	})
	s.tellAccounts(intent, err)
	return user, err
}

// mayBeMade are the rules of a new account that need the database. Where no account
// makes it, it has to be the society's first, and an admin's.
func (n *Draft) mayBeMade() register.Rules[User] {
	return register.Rules[User]{
		{
			Holds: `NOT EXISTS (SELECT FROM users WHERE lower(email) = lower(@email::text))`,
			Ask:   func(ctx context.Context, d connect.DB, _ User) error { return EmailTaken(ctx, d, n.Email, uuid.Nil) },
		},
		{Holds: `EXISTS (SELECT FROM roles WHERE name = @role::text)`, Says: fault.Refuse("The roles are missing; run: society360 seed")},
		{
			Holds: `@actor::uuid IS NOT NULL OR NOT ` + anAdminExists(),
			Says:  &fault.Error{Kind: fault.Forbidden, Format: "This society has an admin already: name who does this with --as EMAIL."},
		},
		{
			Holds: `@actor::uuid IS NOT NULL OR @role::text = 'admin'`,
			Says:  fault.Refuse("The first account of a society has to be an admin's; use --role admin."),
		},
	}
}

// tellAccounts tells the desks of a change of accounts, also of what stands beside users,
// such as a key: desks of who may sign in no more end.
func (s *Store) tellAccounts(intent uuid.UUID, err error) {
	if err == nil || fault.WasSaved(err) {
		s.reg.Notify(topic.Accounts, intent)
	}
}

// AccountsLock serialises writes whose rules look at all accounts together.
const AccountsLock = "accounts"

// anAdminExists is the condition that the society has an active admin.
func anAdminExists() string {
	return `EXISTS (SELECT FROM users au JOIN roles ar ON ar.id = au.role_id WHERE ar.name = 'admin' AND ` + register.ActiveUser(`au`) + `)`
}

// EmailTaken is the complaint that an account other than but has an address; where
// that one is deleted it says whose, for no list of active accounts shows it. Nil
// where the address is free.
func EmailTaken(ctx context.Context, d connect.DB, email string, but uuid.UUID) error {
	holders, err := register.List[struct {
		Name    string
		Deleted bool
	}](ctx, d, `SELECT full_name AS name, deleted_at IS NOT NULL AS deleted FROM users
		WHERE lower(email) = lower(@email::text) AND id <> @but ORDER BY deleted_at IS NOT NULL LIMIT 1`,
		pgx.NamedArgs{"email": email, "but": but})
	switch {
	case err != nil || len(holders) == 0:
		return err
	case holders[0].Deleted:
		return fault.Wrong("email", "The deleted account of %s has this e-mail address: restore that one, or use another address.", holders[0].Name)
	}
	return fault.Wrong("email", "Another account has this e-mail address already.")
}

// CheckPerson complains about the fields name, email and phone, each cleaned, of a
// person who gets an account; region is the country of phones without a country
// code. Who has no e-mail gets one that nobody can sign in to.
func CheckPerson(bad fault.Fields, name, email, phone, region string) {
	if name == "" {
		bad.Add("name", "Who is it? A resident needs a name.")
	}
	bad.Length("name", name, 100)
	if wrong := value.WrongEmail(email); wrong != nil && email != "" {
		bad["email"] = wrong
	}
	if odd := value.OddPhone(phone, region); odd != nil {
		bad["phone"] = odd
	} else {
		bad.Length("phone", phone, 20)
	}
}
