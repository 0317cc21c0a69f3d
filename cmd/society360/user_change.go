package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// changesUser has a command change the account that its first argument names, which
// is a deleted one where deleted is set, and say what became of it.
func (a *app) changesUser(cmd *cobra.Command, deleted bool, change func(ctx context.Context, c call, seen accounts.User) (said string, err error)) *cobra.Command {
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		seen, err := c.society.Accounts.ByEmail(ctx, c.actor, c.args[0], deleted)
		if err != nil {
			return err
		}
		said, err := change(ctx, c, seen)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.out, said)
		return nil
	})
}

func (a *app) userRole() *cobra.Command {
	return a.changesUser(a.takesWord(&cobra.Command{
		Use:   "role EMAIL admin|staff|guard|resident --as ADMIN",
		Short: "Give an account another role; its open desks end",
	}, "the e-mail of the account", "role", roles()...), false, func(ctx context.Context, c call, seen accounts.User) (string, error) {
		user, err := c.society.Accounts.SetRole(ctx, c.actor, uuid.New(), "", seen, role.Role(c.chosen(roles()...)))
		return fmt.Sprintf("%s is %s.", user.Email, user.Role), err
	})
}

func (a *app) userDelete() *cobra.Command {
	return a.changesUser(&cobra.Command{
		Use:   "delete EMAIL --as ADMIN",
		Short: "Delete an account; its open desks end, what it did stays readable",
		Args:  a.takes("the e-mail of the account"),
	}, false, func(ctx context.Context, c call, seen accounts.User) (string, error) {
		user, err := c.society.Accounts.Delete(ctx, c.actor, uuid.New(), seen.ID)
		return fmt.Sprintf("%s is deleted; society360 user restore brings it back.", user.Email), err
	})
}

func (a *app) userRestore() *cobra.Command {
	return a.changesUser(&cobra.Command{
		Use:   "restore EMAIL --as ADMIN",
		Short: "Bring a deleted account back as it was (user list --deleted shows them)",
		Args:  a.takes("the e-mail of the account"),
	}, true, func(ctx context.Context, c call, seen accounts.User) (string, error) {
		user, err := c.society.Accounts.Restore(ctx, c.actor, uuid.New(), seen.ID)
		return fmt.Sprintf("%s is there again and is %s.", user.Email, user.Status), err
	})
}

// resetPassword gives an account a one-time password and writes it to standard output,
// where a script finds it alone.
func (a *app) resetPassword(ctx context.Context, c call) error {
	seen, err := c.society.Accounts.ByEmail(ctx, c.actor, c.args[0], false)
	if err != nil {
		return err
	}
	once := accounts.NewOneTime()
	user, err := c.society.Accounts.ResetPassword(ctx, c.actor, uuid.New(), "", seen.ID, once)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, once.Reveal())
	a.say("%s signs in once with this, and then chooses a password.", user.Email)
	return nil
}
