package screentest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"golang.org/x/crypto/ssh"
)

// Accounts is the store of accounts, of their keys, and of who is on which desk.
type Accounts struct{ s *Society }

// Key is a public key of an account.
type Key struct {
	accounts.SSHKey
	UserID uuid.UUID
}

// as is an account as it is read: an edit goes by the name, the e-mail and the phone.
func (a Accounts) as(u accounts.User) accounts.User {
	u.Version = strings.Join([]string{u.Name, u.Email, u.Phone}, "\n")
	return u
}

// List returns a page of accounts, by name.
func (a Accounts) List(ctx context.Context, actor role.Actor, f accounts.Filter) (accounts.Page, error) {
	return read(ctx, a.s, actor, "Accounts.List", func() (found accounts.Page, err error) {
		term, digits := strings.ToLower(value.Clean(f.Search)), value.OnlyDigits(f.Search)
		word := !value.LikePhone(term)
		_, byName := named("", term, true)
		byMail, byName, byPhone := strings.Contains(term, "@"), word && byName, !word && len(digits) >= 3
		if term != "" && !byMail && !byName && !byPhone {
			return found, Complaint("search", "Type two letters of a name at least, or an e-mail up to its @, or a phone.")
		}
		var rows []accounts.User
		for _, u := range a.s.Accounts.rows {
			isNamed, _ := named(u.Name, term, true)
			means := (byMail || word && utf8.RuneCountInString(term) >= 3) && strings.HasPrefix(strings.ToLower(u.Email), term) ||
				byName && !byMail && isNamed || byPhone && value.NewPhoneSearch(term, a.s.country()).Begin(u.Phone)
			if f.Deleted == (u.DeletedAt != nil) && (f.Role == "" || u.Role == string(f.Role)) && (term == "" || means) &&
				(f.Status == "" || u.Status == f.Status || f.Status == accounts.Barred && u.Status != accounts.Active) {
				rows = append(rows, a.as(*u))
			}
		}
		slices.SortFunc(rows, func(a, b accounts.User) int {
			return cmp.Or(cmp.Compare(nameKey(a.Name), nameKey(b.Name)), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		var behind func(accounts.User) bool
		if f.After != nil {
			behind = func(u accounts.User) bool { return u.ID == f.After.ID }
		}
		found.Users, found.More = page(rows, behind, cmp.Or(f.Limit, a.s.Page))
		return found, nil
	})
}

// Get returns an account with what hangs on it.
func (a Accounts) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (user accounts.User, detail accounts.Detail, err error) {
	_, err = read(ctx, a.s, actor, "Accounts.Get", func() (bool, error) {
		row := a.s.Accounts.by(id)
		if row == nil {
			return false, gone()
		}
		user, detail = a.as(*row), a.detail(id)
		return true, nil
	})
	return user, detail, err
}

func (a Accounts) detail(id uuid.UUID) (d accounts.Detail) {
	var ties []Tie
	for _, t := range a.s.Ties.rows {
		if t.UserID == id {
			ties = append(ties, a.s.asTie(*t))
		}
	}
	label := func(t Tie) string { return flat(a.s.Units.by(t.UnitID).Label) }
	slices.SortFunc(ties, func(x, y Tie) int {
		return cmp.Or(cmp.Compare(x.standing, y.standing), compareBool(x.Ahead, y.Ahead), cmp.Compare(label(x), label(y)))
	})
	for _, t := range ties {
		unit := accounts.Unit{ID: t.UnitID, Label: a.s.Units.by(t.UnitID).Label, Type: t.Type, Primary: t.Primary, Left: t.Status != "active"}
		if t.Ahead {
			unit.From = t.MovedIn
		}
		d.Units = append(d.Units, unit)
	}
	for _, k := range a.s.SSHKeys.rows {
		if k.UserID == id {
			d.Keys = append(d.Keys, k.SSHKey)
		}
	}
	for _, r := range a.s.Trail.rows {
		if r.Action == action.UserLogin && r.UserID != nil && *r.UserID == id && (d.SignedInAt == nil || r.At.After(*d.SignedInAt)) {
			d.SignedInAt = at(r.At)
		}
	}
	for _, desk := range a.s.Desks.rows {
		if desk.UserID != nil && *desk.UserID == id {
			d.Desks++
		}
	}
	return d
}

// check is what the register says of an account's texts, which it tidies; but is
// whose e-mail and phone they are already.
func (a Accounts) check(name, email, phone *string) map[string]error {
	*name, *email, *phone = value.Clean(*name), value.Clean(*email), value.Clean(*phone)
	bad := map[string]error{}
	if *name == "" {
		bad["name"] = invalid("Who is it? An account needs a name.")
	}
	if wrong := value.WrongEmail(*email); wrong != nil {
		bad["email"] = wrong
	}
	if odd := value.OddPhone(*phone, a.s.country()); odd != nil {
		bad["phone"] = odd
	}
	return bad
}

// alone is the error for complaints, of which a single one speaks for itself.
func alone(bad map[string]error) error {
	for field, err := range bad {
		var only *fault.Error
		if errors.As(err, &only) && len(bad) == 1 {
			return Complaint(field, only.Format, only.Args...)
		}
	}
	return complaints(bad)
}

// taken is the complaint about an e-mail that another account has.
func (a Accounts) taken(email string, but uuid.UUID) error {
	for _, u := range a.s.Accounts.rows {
		switch {
		case u.ID == but || email == "" || !strings.EqualFold(u.Email, email):
		case u.DeletedAt != nil:
			return Complaint("email", "The deleted account of %s has this e-mail address: restore that one, or use another address.", u.Name)
		default:
			return Complaint("email", "Another account has this e-mail address already.")
		}
	}
	return nil
}

// Add makes an account with a one-time password.
func (a Accounts) Add(ctx context.Context, actor role.Actor, key uuid.UUID, own string, n accounts.Draft, once accounts.OneTime) (accounts.User, error) {
	return write(ctx, a.s, actor, "Accounts.Add", key, func() (accounts.User, error) {
		typed, err := n, alone(a.check(&n.Name, &n.Email, &n.Phone))
		if err == nil && own != a.s.Password {
			err = a.s.wrongOwn()
		}
		if err == nil {
			err = a.taken(n.Email, uuid.Nil)
		}
		if err != nil {
			return accounts.User{}, err
		}
		row := a.s.Accounts.put(accounts.User{
			Name: n.Name, Email: n.Email, Phone: n.Phone, Role: string(n.Role), Status: accounts.Active, PasswordDue: true, CreatedAt: a.s.Clock(),
		})
		a.s.sent(typed)
		a.s.sent(once)
		a.s.told(actor, action.UserCreated, "users", row.ID, row.Name, "")
		return a.as(*row), nil
	})
}

// change changes one account, or says why it may not be.
func (a Accounts) change(ctx context.Context, call string, actor role.Actor, key, id uuid.UUID, did action.Action, deleted bool, may func(accounts.User) error, edit func(*accounts.User)) (accounts.User, error) {
	return write(ctx, a.s, actor, call, key, func() (accounts.User, error) {
		row := a.s.Accounts.by(id)
		if row == nil || (row.DeletedAt != nil) != deleted {
			if deleted {
				return accounts.User{}, Refusal("This account is not deleted any more.")
			}
			return accounts.User{}, Refusal("This account was deleted meanwhile.")
		}
		if err := may(a.as(*row)); err != nil {
			return accounts.User{}, err
		}
		edit(row)
		a.s.told(actor, did, "users", id, row.Name, "")
		return a.as(*row), nil
	})
}

// lastAdmin refuses to take the last active admin away.
func (a Accounts) lastAdmin(u accounts.User) error {
	admin := func(u *accounts.User) bool { return u.Role == string(role.Admin) && u.Active() }
	if admin(&u) && !slices.ContainsFunc(a.s.Accounts.rows, func(o *accounts.User) bool { return o.ID != u.ID && admin(o) }) {
		return Refusal("This is the last active admin; make another one first.")
	}
	return nil
}

// Edit changes an account's name, e-mail and phone.
func (a Accounts) Edit(ctx context.Context, actor role.Actor, key uuid.UUID, seen accounts.User, e accounts.Edit) (accounts.User, error) {
	bad := a.check(&e.Name, &e.Email, &e.Phone)
	return a.change(ctx, "Accounts.Edit", actor, key, seen.ID, action.UserUpdated, false, func(u accounts.User) error {
		switch err := alone(bad); {
		case err != nil:
			return err
		case u.Version != seen.Version:
			return overtaken(a.s, u.ID, u, u.Name)
		}
		return a.taken(e.Email, u.ID)
	}, func(u *accounts.User) { u.Name, u.Email, u.Phone = e.Name, e.Email, e.Phone })
}

// SetRole gives an account another role.
func (a Accounts) SetRole(ctx context.Context, actor role.Actor, key uuid.UUID, own string, seen accounts.User, as role.Role) (accounts.User, error) {
	return a.change(ctx, "Accounts.SetRole", actor, key, seen.ID, action.UserRoleChanged, false, func(u accounts.User) error {
		switch {
		case string(as) == seen.Role:
			return Complaint("role", "This is the account's role already.")
		case own != a.s.Password:
			return a.s.wrongOwn()
		case u.Role != seen.Role:
			return overtaken(a.s, u.ID, u, u.Name)
		case as == role.Admin:
			return nil
		}
		return a.lastAdmin(u)
	}, func(u *accounts.User) { u.Role = string(as) })
}

// SetStatus makes an account active, inactive or banned.
func (a Accounts) SetStatus(ctx context.Context, actor role.Actor, key uuid.UUID, seen accounts.User, status string) (accounts.User, error) {
	return a.change(ctx, "Accounts.SetStatus", actor, key, seen.ID, action.UserStatusChanged, false, func(u accounts.User) error {
		switch {
		case status == seen.Status:
			return Complaint("status", "This is the account's status already.")
		case u.Status != seen.Status:
			return overtaken(a.s, u.ID, u, u.Name)
		case status == accounts.Active:
			return nil
		}
		return a.lastAdmin(u)
	}, func(u *accounts.User) { u.Status = status })
}

// ResetPassword gives an account a one-time password.
func (a Accounts) ResetPassword(ctx context.Context, actor role.Actor, key uuid.UUID, own string, id uuid.UUID, once accounts.OneTime) (accounts.User, error) {
	return a.change(ctx, "Accounts.ResetPassword", actor, key, id, action.UserPasswordReset, false, func(accounts.User) error {
		switch {
		case id == actor.UserID:
			return Refusal("This is your own account: change your password yourself instead.")
		case own != a.s.Password:
			return a.s.wrongOwn()
		}
		return nil
	}, func(u *accounts.User) {
		u.PasswordDue = true
		a.s.sent(once)
	})
}

// Delete takes an account out of every active list.
func (a Accounts) Delete(ctx context.Context, actor role.Actor, key, id uuid.UUID) (accounts.User, error) {
	return a.change(ctx, "Accounts.Delete", actor, key, id, action.UserDeleted, false, a.lastAdmin, func(u *accounts.User) { u.DeletedAt = at(a.s.Clock()) })
}

// Restore brings a deleted account back.
func (a Accounts) Restore(ctx context.Context, actor role.Actor, key, id uuid.UUID) (accounts.User, error) {
	return a.change(ctx, "Accounts.Restore", actor, key, id, action.UserRestored, true, func(u accounts.User) error {
		if a.taken(u.Email, u.ID) != nil {
			return Refusal("Another account uses %s by now; change that one's e-mail first.", u.Email)
		}
		return nil
	}, func(u *accounts.User) { u.DeletedAt = nil })
}

// AddAccountKey lets an account sign in with a public key.
func (a Accounts) AddAccountKey(ctx context.Context, actor role.Actor, key uuid.UUID, own string, account uuid.UUID, line string) (accounts.SSHKey, error) {
	return write(ctx, a.s, actor, "Accounts.AddAccountKey", key, func() (accounts.SSHKey, error) {
		public, comment, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
		u := a.s.Accounts.by(account)
		switch {
		case err != nil:
			return accounts.SSHKey{}, Complaint("key", "This is not a public key; paste one line of a .pub file.")
		case own != a.s.Password:
			return accounts.SSHKey{}, a.s.wrongOwn()
		case a.key(ssh.FingerprintSHA256(public)) != nil:
			return accounts.SSHKey{}, Complaint("key", "This key is registered already; remove it first.")
		case u == nil || u.DeletedAt != nil:
			return accounts.SSHKey{}, Refusal("This account was deleted meanwhile.")
		}
		k := a.s.SSHKeys.put(Key{UserID: account, SSHKey: accounts.SSHKey{
			Owner: u.Email, Fingerprint: ssh.FingerprintSHA256(public), Comment: comment, CreatedAt: a.s.Clock(),
		}})
		a.s.told(actor, action.UserKeyAdded, "users", account, u.Name, "")
		return k.SSHKey, nil
	})
}

func (a Accounts) key(fingerprint string) *Key { return a.s.SSHKeys.named(fingerprint) }

// RemoveKey takes a key from an account.
func (a Accounts) RemoveKey(ctx context.Context, actor role.Actor, key uuid.UUID, fingerprint string) (accounts.SSHKey, error) {
	return write(ctx, a.s, actor, "Accounts.RemoveKey", key, func() (accounts.SSHKey, error) {
		k := a.key(fingerprint)
		if k == nil {
			return accounts.SSHKey{}, &fault.Error{Kind: fault.NotFound, Format: "No key has the fingerprint %s.", Args: []any{fingerprint}}
		}
		a.s.SSHKeys.take(k)
		a.s.told(actor, action.UserKeyRemoved, "users", k.UserID, a.s.nameOf(&k.UserID), "")
		return k.SSHKey, nil
	})
}

// Sessions lists who is on which desk, longest first.
func (a Accounts) Sessions(ctx context.Context, actor role.Actor, after *accounts.Session) ([]accounts.Session, error) {
	return read(ctx, a.s, actor, "Accounts.Sessions", func() ([]accounts.Session, error) {
		var rows []accounts.Session
		for _, d := range a.s.Desks.rows {
			rows = append(rows, *d)
		}
		slices.SortFunc(rows, func(a, b accounts.Session) int {
			return cmp.Or(a.StartedAt.Compare(b.StartedAt), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		var behind func(accounts.Session) bool
		if after != nil {
			behind = func(d accounts.Session) bool { return d.ID == after.ID }
		}
		rows, _ = page(rows, behind, accounts.SessionsPage)
		return rows, nil
	})
}

// EndSession asks the server of a session to end it.
func (a Accounts) EndSession(ctx context.Context, actor role.Actor, key, id uuid.UUID, reason string) error {
	_, err := write(ctx, a.s, actor, "Accounts.EndSession", key, func() (bool, error) {
		d := a.s.Desks.by(id)
		if d == nil || d.Ending {
			return false, Refusal("This session has ended already.")
		}
		d.Ending = true
		a.s.told(actor, action.SessionEnded, "desk_sessions", id, d.Name, cmp.Or(value.Clean(reason), "An admin ended this session."))
		return true, nil
	})
	return err
}
