package data_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/directory"
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
	c.name = must(c.Accounts.AddAccountKey(c.t.Context(), c.Admin, uuid.New(), datatest.Password, c.id, line))(c).Fingerprint
	c.strange = "SHA256:none"
	c.Exec(c.t, `DELETE FROM sign_in_attempts`)
}

// stationed gives a cell a gate's terminal, by its key's fingerprint.
func stationed(c *cell) {
	_, line := datatest.NewKey(c.t)
	c.name = must(c.Accounts.AddTerminal(c.t.Context(), c.Admin, uuid.New(), "Main", line, ""))(c).Fingerprint
	c.strange = "SHA256:none"
}

// withUser reads the cell's account for a change of it.
func withUser(change func(c *cell, seen accounts.User) error) func(c *cell) error {
	return func(c *cell) error {
		seen, _, err := c.Accounts.Get(c.t.Context(), c.Admin, c.id)
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
			method: "Accounts.List",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Accounts.List(c.t.Context(), c.actor, accounts.Filter{})
				return err
			},
		},
		{
			method: "Accounts.Get",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  employee,
			read: func(c *cell) error {
				_, _, err := c.Accounts.Get(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Accounts.Add",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.Add(c.t.Context(), c.actor, c.key(), datatest.Password, accounts.Draft{
					Name: "New One", Email: "new." + c.name, Role: role.Guard,
				}, accounts.NewOneTime())
				return err
			},
		},
		{
			method: "Accounts.Edit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: withUser(func(c *cell, seen accounts.User) error {
				_, err := c.Accounts.Edit(c.t.Context(), c.actor, c.key(), seen, accounts.Edit{Name: "Renamed", Email: seen.Email, Phone: seen.Phone})
				return err
			}),
		},
		{
			method: "Accounts.SetRole",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: withUser(func(c *cell, seen accounts.User) error {
				_, err := c.Accounts.SetRole(c.t.Context(), c.actor, c.key(), datatest.Password, seen, role.Guard)
				return err
			}),
		},
		{
			method: "Accounts.SetStatus",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: withUser(func(c *cell, seen accounts.User) error {
				_, err := c.Accounts.SetStatus(c.t.Context(), c.actor, c.key(), seen, accounts.Banned)
				return err
			}),
		},
		{
			method: "Accounts.Delete",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.Delete(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Accounts.Restore",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  dismissed,
			write: func(c *cell) error {
				_, err := c.Accounts.Restore(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Accounts.ResetPassword",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.ResetPassword(c.t.Context(), c.actor, c.key(), datatest.Password, c.id, accounts.NewOneTime())
				return err
			},
		},
		{
			method: "Accounts.Create",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.Create(c.t.Context(), c.actor, c.key(), accounts.Draft{
					Name: "New One", Email: "new." + c.name, Role: role.Guard, Password: "correct horse 9",
				})
				return err
			},
		},
		{
			method: "Accounts.CreateOnce",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.CreateOnce(c.t.Context(), c.actor, c.key(), accounts.Draft{
					Name: "Once One", Email: "once." + c.name, Role: role.Guard,
				}, accounts.NewOneTime())
				return err
			},
		},
		{
			method: "Accounts.Slips",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given: func(c *cell) {
				employee(c)
				c.Exec(c.t, `UPDATE users SET password_hash = '!' WHERE id = $1`, c.id)
			},
			write: func(c *cell) error {
				_, err := c.Accounts.Slips(c.t.Context(), c.actor, c.key(), accounts.SlipFilter{}, nil)
				return err
			},
		},
		{
			method: "Directory.Person",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Directory.Person(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Directory.Removal",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  employee,
			read: func(c *cell) error {
				_, err := c.Directory.Removal(c.t.Context(), c.actor, directory.Whom{Account: &c.id})
				return err
			},
		},
		{
			method: "Directory.Remove",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				seen := must(c.Directory.Removal(c.t.Context(), c.Admin, directory.Whom{Account: &c.id}))(c)
				_, err := c.Directory.Remove(c.t.Context(), c.actor, c.key(), seen, "the law asks for it")
				return err
			},
		},
		{
			method: "Directory.ForgetNames",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Directory.ForgetNames(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Trail.Masked",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  func(c *cell) { c.id = lastRow(c).ID },
			read: func(c *cell) error {
				_, err := c.Trail.Masked(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Accounts.SetPassword",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.SetPassword(c.t.Context(), c.actor, c.key(), c.name, "correct horse 9")
				return err
			},
		},
		{
			method: "Accounts.ByEmail",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  employee,
			read: func(c *cell) error {
				_, err := c.Accounts.ByEmail(c.t.Context(), c.actor, c.name, false)
				return err
			},
		},
		{
			method: "Accounts.SetStatusByEmail",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.SetStatusByEmail(c.t.Context(), c.actor, c.key(), c.name, accounts.Banned)
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
			method: "Accounts.Guessed",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Accounts.Guessed(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Accounts.Keys",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Accounts.Keys(c.t.Context(), c.actor, "")
				return err
			},
		},
		{
			method: "Accounts.Tokens",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Accounts.Tokens(c.t.Context(), c.actor, "")
				return err
			},
		},
		{
			method: "Accounts.AddToken",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, err := c.Accounts.AddToken(c.t.Context(), c.actor, c.key(), accounts.TokenDraft{Email: c.name, Name: "import", Commands: []string{"bills pay"}, Days: 3}, accounts.NewSecret())
				return err
			},
		},
		{
			method: "Accounts.RemoveToken",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given: func(c *cell) {
				employee(c)
				must(c.Accounts.AddToken(c.t.Context(), c.who["cli"][0], uuid.New(), accounts.TokenDraft{Email: c.name, Name: "import", Commands: []string{"bills pay"}, Days: 3}, accounts.NewSecret()))(c)
			},
			write: func(c *cell) error {
				_, err := c.Accounts.RemoveToken(c.t.Context(), c.actor, c.key(), c.name, "IMPORT")
				return err
			},
		},
		{
			method: "Accounts.Terminals",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Accounts.Terminals(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Accounts.AddAccountKey",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  employee,
			write: func(c *cell) error {
				_, line := datatest.NewKey(c.t)
				_, err := c.Accounts.AddAccountKey(c.t.Context(), c.actor, c.key(), datatest.Password, c.id, line)
				return err
			},
		},
		{
			method: "Accounts.AddKey",
			want:   "no     yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  employee,
			write: func(c *cell) error {
				_, line := datatest.NewKey(c.t)
				_, err := c.Accounts.AddKey(c.t.Context(), c.actor, c.key(), c.name, line)
				return err
			},
		},
		{
			method: "Accounts.RemoveKey",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  keyed,
			write: func(c *cell) error {
				_, err := c.Accounts.RemoveKey(c.t.Context(), c.actor, c.key(), c.name)
				return err
			},
		},
		{
			method: "Accounts.AddTerminal",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			write: func(c *cell) error {
				_, line := datatest.NewKey(c.t)
				_, err := c.Accounts.AddTerminal(c.t.Context(), c.actor, c.key(), "Main", line, "")
				return err
			},
		},
		{
			method: "Accounts.SetTerminal",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  stationed,
			write: func(c *cell) error {
				_, err := c.Accounts.SetTerminal(c.t.Context(), c.actor, c.key(), c.name, "ascii")
				return err
			},
		},
		{
			method: "Accounts.RemoveTerminal",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  stationed,
			write: func(c *cell) error {
				_, err := c.Accounts.RemoveTerminal(c.t.Context(), c.actor, c.key(), c.name)
				return err
			},
		},
	}
}
