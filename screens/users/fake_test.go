package users_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/users"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// ownPassword is the admin's.
const ownPassword = "an admin's own"

// register is an in-memory store of accounts, with failures on demand.
type register struct {
	tuitest.Fake
	users   []data.User // by name
	details map[uuid.UUID]data.UserDetail
	page    int

	once  data.OneTime // the last that was sent
	added []data.NewUser
	lines []string
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func at(t time.Time) *time.Time { return &t }

func bad(field, format string) error {
	return &data.Error{Kind: data.Invalid, Format: format, Bad: map[string]error{field: &data.Error{Kind: data.Invalid, Format: format}}}
}

func newRegister() *register {
	r := &register{
		page: 50, details: map[uuid.UUID]data.UserDetail{},
	}
	made := tuitest.Start().Add(-400 * 24 * time.Hour)
	for i, u := range []data.User{
		{Name: "Arun Joshi", Email: "arun@greenpark.example", Role: "resident", Status: "inactive"},
		{Name: "Asha Rao", Email: "asha@greenpark.example", Phone: "98200 11111", Role: "admin", Status: "active"},
		{Name: "Imran Shaikh", Email: "imran@greenpark.example", Role: "guard", Status: "banned"},
		{Name: "Meera Joshi", Email: "meera@greenpark.example", Phone: "98200 43210", Role: "resident", Status: "active"},
		{Name: "Old Clerk", Email: "clerk@greenpark.example", Role: "staff", Status: "active", DeletedAt: at(tuitest.Start().Add(-48 * time.Hour))},
		{Name: "Sunita Pawar", Email: "sunita@greenpark.example", Phone: "98200 22222", Role: "guard", Status: "active"},
		{Name: "Vijay More", Email: "vijay@greenpark.example", Role: "staff", Status: "active", PasswordDue: true},
	} {
		u.ID, u.CreatedAt, u.Version = id(i+1), made.Add(time.Duration(i)*24*time.Hour), "1"
		r.users = append(r.users, u)
	}
	r.details[id(4)] = data.UserDetail{
		Units:      []data.UserUnit{{ID: id(101), Label: "A-101", Type: "owner", Primary: true}, {ID: id(102), Label: "B-204", Type: "family_member", Left: true}, {ID: id(103), Label: "C-301", Type: "tenant", From: data.Day{Year: 2027, Month: 2, Day: 1}}},
		SignedInAt: at(tuitest.Start().Add(-2 * time.Hour)), Desks: 1,
	}
	r.details[id(6)] = data.UserDetail{Keys: []data.SSHKey{
		{ID: id(201), Fingerprint: "SHA256:gate", Comment: "sunita@gate", LastUsedAt: at(tuitest.Start().Add(-90 * time.Minute))},
		{ID: id(202), Fingerprint: "SHA256:home", Comment: "sunita@home"},
	}}
	return r
}

func (r *register) find(name string) data.User {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	i := slices.IndexFunc(r.users, func(u data.User) bool { return u.Name == name })
	if i < 0 {
		return data.User{}
	}
	return r.users[i]
}

// change is what somebody does at another desk.
func (r *register) change(name string, edit func(*data.User)) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	i := slices.IndexFunc(r.users, func(u data.User) bool { return u.Name == name })
	edit(&r.users[i])
	r.users[i].Version += "1"
}

// user changes one account, or refuses as the store does.
func (r *register) user(method string, key, of uuid.UUID, edit func(*data.User) error) (data.User, error) {
	return tuitest.Write(&r.Fake, method, key, func() (data.User, error) {
		i := slices.IndexFunc(r.users, func(u data.User) bool { return u.ID == of })
		u := r.users[i]
		if err := edit(&u); err != nil {
			return data.User{}, err
		}
		r.users[i] = u
		return u, nil
	})
}

func (r *register) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return r.Settled(key)
}

func (r *register) Settings(context.Context) (data.Settings, error) { return data.SettingsOf(nil), nil }

func (r *register) Users(_ context.Context, _ data.Actor, f data.UserFilter) (data.UserPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Users"); err != nil {
		return data.UserPage{}, err
	}
	if f.Search != "" && len(f.Search) < 3 {
		return data.UserPage{}, bad("search", "too short")
	}
	var page data.UserPage
	passed := f.After == nil
	for _, u := range r.users {
		switch {
		case !passed:
			passed = u.ID == f.After.ID
		case f.Deleted != (u.DeletedAt != nil),
			f.Role != "" && u.Role != string(f.Role),
			f.Status == data.UserBarred && u.Status == data.UserActive,
			!strings.Contains(strings.ToLower(u.Name+" "+u.Email), strings.ToLower(f.Search)):
		case len(page.Users) == r.page:
			page.More = true
		default:
			page.Users = append(page.Users, u)
		}
	}
	return page, nil
}

func (r *register) User(_ context.Context, _ data.Actor, of uuid.UUID) (data.User, data.UserDetail, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("User"); err != nil {
		return data.User{}, data.UserDetail{}, err
	}
	for _, u := range r.users {
		if u.ID == of {
			return u, r.details[of], nil
		}
	}
	return data.User{}, data.UserDetail{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
}

func (r *register) AddUser(_ context.Context, _ data.Actor, key uuid.UUID, own string, n data.NewUser, once data.OneTime) (data.User, error) {
	return tuitest.Write(&r.Fake, "AddUser", key, func() (data.User, error) {
		switch {
		case own != ownPassword:
			return data.User{}, bad("own", "This is not your own password.")
		case slices.ContainsFunc(r.users, func(u data.User) bool { return u.Email == n.Email }):
			return data.User{}, bad("email", "Another account has this e-mail address already.")
		}
		r.once, r.added = once, append(r.added, n)
		u := data.User{
			ID: id(50 + len(r.users)), Name: n.Name, Email: n.Email, Phone: n.Phone, Role: string(n.Role), Status: "active",
			PasswordDue: true, CreatedAt: tuitest.Start(), Version: "1",
		}
		r.users = append(r.users, u)
		return u, nil
	})
}

func (r *register) EditUser(_ context.Context, _ data.Actor, key uuid.UUID, seen data.User, e data.UserEdit) (data.User, error) {
	return r.user("EditUser", key, seen.ID, func(u *data.User) error {
		if u.Version != seen.Version {
			return &data.Error{Kind: data.Refused, Format: "%s was changed by %s at %s; look before you save.", Args: []any{u.Name, "Vijay More", tuitest.Start()}}
		}
		u.Name, u.Email, u.Phone = e.Name, e.Email, e.Phone
		return nil
	})
}

func (r *register) SetRole(_ context.Context, _ data.Actor, key uuid.UUID, own string, seen data.User, role data.Role) (data.User, error) {
	return r.user("SetRole", key, seen.ID, func(u *data.User) error {
		if own != ownPassword {
			return bad("own", "This is not your own password.")
		}
		if u.Role == "admin" {
			return &data.Error{Kind: data.Refused, Format: "This is the last active admin; make another one first."}
		}
		u.Role = string(role)
		return nil
	})
}

func (r *register) SetStatus(_ context.Context, _ data.Actor, key uuid.UUID, seen data.User, status string) (data.User, error) {
	return r.user("SetStatus", key, seen.ID, func(u *data.User) error {
		u.Status = status
		return nil
	})
}

func (r *register) ResetPassword(_ context.Context, _ data.Actor, key uuid.UUID, own string, of uuid.UUID, once data.OneTime) (data.User, error) {
	return r.user("ResetPassword", key, of, func(u *data.User) error {
		if own != ownPassword {
			return bad("own", "This is not your own password.")
		}
		r.once, u.PasswordDue = once, true
		return nil
	})
}

func (r *register) DeleteUser(_ context.Context, _ data.Actor, key, of uuid.UUID) (data.User, error) {
	return r.user("DeleteUser", key, of, func(u *data.User) error {
		u.DeletedAt = at(tuitest.Start())
		return nil
	})
}

func (r *register) RestoreUser(_ context.Context, _ data.Actor, key, of uuid.UUID) (data.User, error) {
	return r.user("RestoreUser", key, of, func(u *data.User) error {
		u.DeletedAt = nil
		return nil
	})
}

func (r *register) AddAccountKey(_ context.Context, _ data.Actor, key uuid.UUID, own string, of uuid.UUID, line string) (data.SSHKey, error) {
	return tuitest.Write(&r.Fake, "AddAccountKey", key, func() (data.SSHKey, error) {
		if own != ownPassword {
			return data.SSHKey{}, bad("own", "This is not your own password.")
		}
		if !strings.HasPrefix(line, "ssh-ed25519 ") {
			return data.SSHKey{}, bad("key", "This is not a public key; paste one line of a .pub file.")
		}
		r.lines = append(r.lines, line)
		k := data.SSHKey{ID: id(300), Fingerprint: "SHA256:new", Comment: "new"}
		d := r.details[of]
		d.Keys = append(slices.Clone(d.Keys), k)
		r.details[of] = d
		return k, nil
	})
}

func (r *register) RemoveUserKey(_ context.Context, _ data.Actor, key uuid.UUID, fingerprint string) (data.SSHKey, error) {
	return tuitest.Write(&r.Fake, "RemoveUserKey", key, func() (data.SSHKey, error) {
		for of, d := range r.details {
			d.Keys = slices.DeleteFunc(slices.Clone(d.Keys), func(k data.SSHKey) bool { return k.Fingerprint == fingerprint })
			r.details[of] = d
		}
		return data.SSHKey{Fingerprint: fingerprint}, nil
	})
}

// desk is the screen in a desk, as an admin sees it.
type desk struct {
	*tuitest.Driver
	*register
	opened []tui.Open
}

func open(tb testing.TB, account string, term ...string) *desk {
	tb.Helper()
	if len(term) == 0 {
		term = []string{"xterm-256color"}
	}
	d := &desk{register: newRegister()}
	actor := data.Actor{UserID: id(2), Name: "Asha Rao", Role: data.RoleAdmin}
	other := func(name string, key rune) tui.Entry {
		return tui.Entry{Name: name, Title: name, Key: key, New: func(env *tui.Env, of string) tui.Screen {
			d.opened = append(d.opened, tui.Open{Name: name, ID: of})
			return users.New(env, d.register.stores(), actor, "")
		}}
	}
	b := tuitest.NewBackend(tui.Entry{Name: "users", Title: "Users", Key: 'u', New: func(env *tui.Env, _ string) tui.Screen {
		return users.New(env, d.register.stores(), actor, account)
	}}, other("audit", 'a'), other("units", 'i'))
	b.Person = tui.Account{ID: id(2).String(), Name: actor.Name, Role: "admin"}
	stage := tuitest.NewStage(tb, tuitest.Terminal(term[0], term[1:]...))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, b, tui.Options{Session: b.Session()}))
	return d
}

// stores have the fake stand for every room.
func (r *register) stores() users.Stores {
	return users.Stores{Settings: r, Accounts: r, Settle: r.Settle}
}
