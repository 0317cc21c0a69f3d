package data_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"
)

// employee gives a cell an active account of staff, and lets everybody type their
// own password wrongly again.
func employee(c *cell) {
	a := c.account(c.fresh("Employee"), "staff")
	c.id, c.name, c.strange = a.UserID, a.Email, "nobody.at.all@test.example"
	c.Exec(c.t, `DELETE FROM sign_in_attempts`)
}

// dismissed gives a cell a deleted account.
func dismissed(c *cell) {
	employee(c)
	c.Exec(c.t, `UPDATE users SET deleted_at = now() WHERE id = $1`, c.id)
}

// keyed gives a cell an account with a key, by the key's fingerprint.
func keyed(c *cell) {
	employee(c)
	_, line := datatest.NewKey(c.t)
	c.name = must(c.Store.Accounts.AddAccountKey(c.t.Context(), c.Admin, uuid.New(), datatest.Password, c.id, line))(c).Fingerprint
	c.strange = "SHA256:none"
	c.Exec(c.t, `DELETE FROM sign_in_attempts`)
}

// stationed gives a cell a gate's terminal, by its key's fingerprint.
func stationed(c *cell) {
	_, line := datatest.NewKey(c.t)
	c.name = must(c.Store.Accounts.AddTerminal(c.t.Context(), c.Admin, uuid.New(), c.fresh("Gate"), line))(c).Fingerprint
	c.strange = "SHA256:none"
}

// withUser reads the cell's account for a change of it.
func withUser(change func(c *cell, seen accounts.User) error) func(c *cell) error {
	return func(c *cell) error {
		seen, _, err := c.Store.Accounts.User(c.t.Context(), c.Admin, c.id)
		return change(c, must(seen, err)(c))
	}
}

// accountTrials: accounts are an admin's, with the own password. Those that set
// somebody's password without it are the command line's, whose user holds the
// database already.
func accountTrials() []trial {
	return append(keyTrials(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Users",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Store.Accounts.Users(c.t.Context(), c.actor, accounts.Filter{})
				return err
			},
		},
		{
			method: "User",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  employee,
			read: func(c *cell) error {
				_, _, err := c.Store.Accounts.User(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "AddUser",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.AddUser(c.t.Context(), c.actor, c.key(), datatest.Password, accounts.Draft{
					Name: "New One", Email: "new." + c.name, Role: role.Guard,
				}, accounts.NewOneTime())
				return err
			},
		},
		{
			method: "EditUser",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: withUser(func(c *cell, seen accounts.User) error {
				_, err := c.Store.Accounts.EditUser(c.t.Context(), c.actor, c.key(), seen, accounts.Edit{Name: "Renamed", Email: seen.Email, Phone: seen.Phone})
				return err
			}),
		},
		{
			method: "SetRole",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: withUser(func(c *cell, seen accounts.User) error {
				_, err := c.Store.Accounts.SetRole(c.t.Context(), c.actor, c.key(), datatest.Password, seen, role.Guard)
				return err
			}),
		},
		{
			method: "SetStatus",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: withUser(func(c *cell, seen accounts.User) error {
				_, err := c.Store.Accounts.SetStatus(c.t.Context(), c.actor, c.key(), seen, accounts.Banned)
				return err
			}),
		},
		{
			method: "DeleteUser",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.DeleteUser(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "RestoreUser",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  dismissed,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.RestoreUser(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "ResetPassword",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.ResetPassword(c.t.Context(), c.actor, c.key(), datatest.Password, c.id, accounts.NewOneTime())
				return err
			},
		},
		{
			method: "CreateUser",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.CreateUser(c.t.Context(), c.actor, c.key(), accounts.Draft{
					Name: "New One", Email: "new." + c.name, Role: role.Guard, Password: "correct horse 9",
				})
				return err
			},
		},
		{
			method: "SetPassword",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.SetPassword(c.t.Context(), c.actor, c.key(), c.name, "correct horse 9")
				return err
			},
		},
		{
			method: "SetUserStatus",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.SetUserStatus(c.t.Context(), c.actor, c.key(), c.name, accounts.Banned)
				return err
			},
		},
	}...)
}

// keyTrials are the keys of accounts and terminals. The command line may register
// them for nobody's account: who runs it holds the database already, and the first
// terminal stands before anybody signs in.
func keyTrials() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "UserKeys",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Store.Accounts.UserKeys(c.t.Context(), c.actor, "")
				return err
			},
		},
		{
			method: "Terminals",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Store.Accounts.Terminals(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "AddAccountKey",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, line := datatest.NewKey(c.t)
				_, err := c.Store.Accounts.AddAccountKey(c.t.Context(), c.actor, c.key(), datatest.Password, c.id, line)
				return err
			},
		},
		{
			method: "AddUserKey",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  employee,
			write: func(c *cell) error {
				_, line := datatest.NewKey(c.t)
				_, err := c.Store.Accounts.AddUserKey(c.t.Context(), c.actor, c.key(), c.name, line)
				return err
			},
		},
		{
			method: "RemoveUserKey",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  keyed,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.RemoveUserKey(c.t.Context(), c.actor, c.key(), c.name)
				return err
			},
		},
		{
			method: "AddTerminal",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			write: func(c *cell) error {
				_, line := datatest.NewKey(c.t)
				_, err := c.Store.Accounts.AddTerminal(c.t.Context(), c.actor, c.key(), c.fresh("Gate"), line)
				return err
			},
		},
		{
			method: "RemoveTerminal",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  stationed,
			write: func(c *cell) error {
				_, err := c.Store.Accounts.RemoveTerminal(c.t.Context(), c.actor, c.key(), c.name)
				return err
			},
		},
	}
}
