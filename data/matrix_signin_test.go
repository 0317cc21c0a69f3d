package data_test

import (
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"
	"golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/datatest"
)

// atTheDoor gives a cell the actor's own account, with the password and the standing
// that it has at first.
func atTheDoor(c *cell) {
	c.id, c.name, c.strange = c.actor.UserID, c.actor.Email, "nobody.at.all@test.example"
	c.Exec(c.t, `DELETE FROM sign_in_attempts`)
	c.Exec(c.t, `UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $1), same_password_as = md5(password_hash), must_change_password = $3,
		one_time_mark = NULL, one_time_spent_at = NULL WHERE id = $2`,
		c.Guard2.UserID, c.actor.UserID, c.actor.PasswordDue)
}

// isNow holds that who came in is what the account is, not what it was.
func (c *cell) isNow(got role.Actor, err error) error {
	want := c.actor.Role
	if c.column == "exadm" {
		want = role.Resident
	}
	if err == nil && (got.UserID != c.actor.UserID || got.Role != want) {
		c.t.Errorf("%s came in as %s, %s", c.actor.Name, got.Name, got.Role)
	}
	return err
}

// withOwnKey tries what an account's own key opens.
func withOwnKey(try func(c *cell, key ssh.PublicKey) error) func(c *cell) error {
	return func(c *cell) error {
		if c.id != c.actor.UserID {
			key, _ := datatest.NewKey(c.t)
			return try(c, key)
		}
		key, err := ssh.ParsePublicKey(c.ownKey)
		return try(c, must(key, err)(c))
	}
}

// keyOf gives a cell the actor's own account with a key.
func keyOf(c *cell) {
	atTheDoor(c)
	key, _ := datatest.NewKey(c.t)
	c.ownKey = key.Marshal()
	c.Exec(c.t, `INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key) VALUES ($1, $2, $3, $4)`,
		uuid.New(), c.actor.UserID, ssh.FingerprintSHA256(key), string(ssh.MarshalAuthorizedKey(key)))
}

// signInTrials are who comes in at all, and who stays: an account that is inactive,
// banned or deleted does neither, one of an unknown role comes in and may do
// nothing but leave and choose a password. Whoever loses an answer asks by the
// key of their own write.
func signInTrials() []trial {
	return append(doorTrials(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Accounts.Alive",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     yes    no     yes",
			read:   func(c *cell) error { return c.Accounts.Alive(c.t.Context(), c.actor) },
		},
		{
			method: "Accounts.Dismissed", as: "stays",
			want: "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    -      no     no     yes    -      -",
			read: func(c *cell) error {
				ends, err := c.Accounts.Dismissed(c.t.Context(), []accounts.Presence{
					{ID: uuid.New(), UserID: &c.actor.UserID, Role: c.actor.Role, Epoch: c.actor.Epoch},
				})
				if err == nil && len(ends) > 0 {
					return &fault.Error{Kind: fault.Forbidden, Format: ends[0].Reason}
				}
				return err
			},
		},
		{
			method: "Accounts.Unlock",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    no*    no*    no     yes    no     no",
			given:  atTheDoor,
			write:  func(c *cell) error { return c.Accounts.Unlock(c.t.Context(), c.actor, datatest.Password) },
		},
		{
			method: "Accounts.ChangeOwnPassword",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    no*    no*    no*    yes    no     no",
			given:  atTheDoor,
			write: func(c *cell) error {
				_, err := c.Accounts.ChangeOwnPassword(c.t.Context(), c.actor, c.key(), datatest.Password, "correct horse 9")
				return err
			},
		},
		{
			method: "Accounts.KeepLook",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Accounts.KeepLook(c.t.Context(), c.actor, c.key(), accounts.Look{Theme: "dark"})
				return err
			},
		},
		{
			method: "Accounts.Look",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Accounts.Look(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Accounts.ToldUntil",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, _, err := c.Accounts.ToldUntil(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Accounts.MarkTold",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			silent: func(c *cell) error { return c.Accounts.MarkTold(c.t.Context(), c.actor, time.Now()) },
		},
		{
			method: "Accounts.SignOut",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no",
			write:  func(c *cell) error { return c.Accounts.SignOut(c.t.Context(), c.actor) },
		},
		{
			method: "Settle", as: "own key",
			want: "yes    yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     yes    no     yes",
			silent: func(c *cell) error {
				saved, err := c.Settle(c.t.Context(), c.actor, c.key())
				if saved {
					c.t.Errorf("%s: a key of nothing was saved", c.column)
				}
				return err
			},
		},
		{
			method: "Settle", as: "another's key",
			want: "bad    bad    bad    bad    bad    bad    bad    bad    bad    bad    no     no     no     bad    no     bad",
			given: func(c *cell) {
				c.id = uuid.New()
				must(c.Tickets.Raise(c.t.Context(), c.Guard2, c.id, tickets.Draft{UnitID: c.Units["A-102"], Category: "Lift", Title: "Stuck"}))(c)
			},
			silent: func(c *cell) error {
				_, err := c.Settle(c.t.Context(), c.actor, c.id)
				return err
			},
		},
	}...)
}

// doorTrials are tried as the accounts themselves: there is no actor yet.
func doorTrials() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Accounts.SignIn",
			want:   "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    no*    no*    yes    yes    -      -",
			given:  atTheDoor,
			write: func(c *cell) error {
				return c.isNow(c.Accounts.SignIn(c.t.Context(), c.actor.Origin, c.actor.Email, datatest.Password))
			},
		},
		{
			method: "Accounts.Admit",
			want:   "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    no*    no*    yes    yes    -      -",
			given:  atTheDoor,
			write: func(c *cell) error {
				return c.isNow(c.Accounts.Admit(c.t.Context(), c.actor.Origin, c.actor.Email, datatest.Password))
			},
		},
		{
			method: "Accounts.SpendOneTime",
			want:   "none   none   none   none   none   none   none   none   none   none   no     no     no     yes    no     no",
			given:  atTheDoor,
			write:  func(c *cell) error { return c.Accounts.SpendOneTime(c.t.Context(), c.actor) },
		},
		{
			method: "Accounts.SignInWithKey",
			want:   "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    none   none   yes    yes    -      -",
			given:  keyOf,
			write: withOwnKey(func(c *cell, key ssh.PublicKey) error {
				got, err := c.Accounts.SignInWithKey(c.t.Context(), c.actor.Origin, c.id, accounts.AnyEpoch, ssh.FingerprintSHA256(key))
				return c.isNow(got, err)
			}),
		},
		{
			method: "Accounts.KeyHolder",
			want:   "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    none   none   yes    yes    -      -",
			given:  keyOf,
			read: withOwnKey(func(c *cell, key ssh.PublicKey) error {
				holder, err := c.Accounts.KeyHolder(c.t.Context(), c.name, key)
				if err == nil && holder.Account != c.actor.UserID {
					c.t.Errorf("%s: the key is said to be of %s", c.actor.Name, holder.Account)
				}
				return err
			}),
		},
		{
			method: "Accounts.Resume",
			want:   "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    none   none   yes    yes    -      -",
			given:  atTheDoor,
			read: func(c *cell) error {
				return c.isNow(c.Accounts.Resume(c.t.Context(), c.actor.Origin, c.id, accounts.AnyEpoch))
			},
		},
		{
			method: "Accounts.ActorByEmail",
			want:   "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    none   none   yes    yes    -      -",
			given:  atTheDoor,
			read: func(c *cell) error {
				return c.isNow(c.Accounts.ActorByEmail(c.t.Context(), role.Program().Origin, c.name))
			},
		},
		{
			method: "Accounts.FoundingAdmin",
			want:   "yes    -      yes    yes    yes    yes    yes    yes    yes    yes    none   none   yes    yes    -      -",
			given:  atTheDoor,
			read: func(c *cell) error {
				return c.isNow(c.Accounts.FoundingAdmin(c.t.Context(), role.Program().Origin, c.name))
			},
		},
	}
}
