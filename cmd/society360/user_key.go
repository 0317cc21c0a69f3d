package main

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) userKeyCommand() *cobra.Command {
	return a.group("key", "Manage the SSH keys of accounts", a.userKeyAdd(), a.userKeyList(), a.userKeyRemove())
}

func (a *app) userKeyAdd() *cobra.Command {
	return a.changesKey(&cobra.Command{
		Use:   "add EMAIL FILE --as ADMIN",
		Short: "Let an account sign in over SSH with a public key",
		Long:  "Add reads one line of a public key file (such as id_ed25519.pub), or standard input where FILE is -.",
		Args:  a.takes("the e-mail of the account", "the file of the public key"),
	}, "%s may sign in with %s.", func(ctx context.Context, c call) (accounts.SSHKey, error) {
		line, err := a.keyLine(c.args[1])
		if err != nil {
			return accounts.SSHKey{}, err
		}
		return c.society.Accounts.AddKey(ctx, c.actor, uuid.New(), c.args[0], line)
	})
}

func (a *app) userKeyList() *cobra.Command {
	return a.listsKeys(&cobra.Command{
		Use:   "list [EMAIL]",
		Short: "List the accounts' keys",
		Args:  a.takesAtMost(1),
	}, "email", func(ctx context.Context, c call) ([]accounts.SSHKey, error) {
		email := ""
		if len(c.args) > 0 {
			email = c.args[0]
		}
		return c.society.Accounts.Keys(ctx, c.actor, email)
	})
}

func (a *app) userKeyRemove() *cobra.Command {
	return a.changesKey(&cobra.Command{
		Use:   "remove FINGERPRINT --as ADMIN",
		Short: "Take a key from its account; its open desks end",
		Args:  a.takes("the fingerprint of the key"),
	}, "%s can no longer sign in with %s.", func(ctx context.Context, c call) (accounts.SSHKey, error) {
		return c.society.Accounts.RemoveKey(ctx, c.actor, uuid.New(), c.args[0])
	})
}
