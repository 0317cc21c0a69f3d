package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) userCommand() *cobra.Command {
	return a.group("user", "Make, list and change accounts", a.userAdd(), a.userList(), a.userPasswd(), a.userStatus(), a.userKeyCommand())
}

// withStore runs fn on the store as the actor that --as names.
func (a *app) withStore(fn func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		return a.withDatabase(func(ctx context.Context, db database) error {
			store, err := a.openStore(ctx, db.Config)
			if err != nil {
				return err
			}
			defer store.Close()
			actor, err := a.actor(ctx, store)
			if err != nil {
				return err
			}
			return fn(ctx, store, actor, args)
		})(ctx, nil)
	}
}

func (a *app) userAdd() *cobra.Command {
	var n data.NewUser
	var role string
	var stdin bool
	cmd := &cobra.Command{
		Use:   "add EMAIL --name NAME --role ROLE",
		Short: "Make an account",
		Long: `Add makes an account. The first admin of a society needs no --as; every later
account names the admin who makes it.`,
		Example: "  society360 user add asha@greenpark.example --name 'Asha Rao' --role admin",
		Args:    a.takes("the e-mail of the account"),
	}
	cmd.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		n.Email, n.Role = args[0], data.Role(role)
		var err error
		if n.Password, err = a.newPassword(ctx, stdin); err != nil {
			return err
		}
		user, err := store.CreateUser(ctx, actor, uuid.New(), n)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s (%s) may sign in as %s.\n", user.Name, user.Role, user.Email)
		return nil
	}))
	flags := cmd.Flags()
	flags.StringVar(&n.Name, "name", "", "full name")
	flags.StringVar(&role, "role", "", "admin, staff, guard or resident")
	flags.StringVar(&n.Phone, "phone", "", "phone number")
	mayBeBlank(cmd, "name", "role", "phone")
	asksPassword(cmd, &stdin)
	a.actsAs(cmd)
	a.needs(cmd, "name", "role")
	return cmd
}

// needs makes flags required; cobra knows them for completion and says which
// are missing.
func (a *app) needs(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag was made a line above
		}
	}
}

func (a *app) userList() *cobra.Command {
	var role string
	cmd := &cobra.Command{Use: "list", Short: "List the accounts", Args: a.takes()}
	cmd.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "E-MAIL\tNAME\tROLE\tSTATUS")
		const page = 500
		for filter := (data.UserFilter{Role: data.Role(role), Limit: page}); ; {
			users, err := store.Users(ctx, actor, filter)
			if err != nil {
				return err
			}
			for _, u := range users.Users {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", data.Clean(u.Email), data.Clean(u.Name), data.Clean(u.Role), u.Status)
				filter.After = u.Cursor()
			}
			if !users.More {
				return table.Flush()
			}
		}
	}))
	cmd.Flags().StringVar(&role, "role", "", "only accounts of this role")
	a.actsAs(cmd)
	return cmd
}

func (a *app) userPasswd() *cobra.Command {
	var stdin bool
	cmd := &cobra.Command{
		Use:   "passwd EMAIL --as ADMIN",
		Short: "Give an account a new password; its open desks end",
		Args:  a.takes("the e-mail of the account"),
	}
	cmd.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		password, err := a.newPassword(ctx, stdin)
		if err != nil {
			return err
		}
		user, err := store.SetPassword(ctx, actor, uuid.New(), args[0], password)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s has a new password.\n", user.Email)
		return nil
	}))
	asksPassword(cmd, &stdin)
	a.actsAs(cmd)
	a.needs(cmd, "as")
	return cmd
}

func (a *app) userStatus() *cobra.Command {
	cmd := &cobra.Command{
		Use:       "status EMAIL active|inactive|banned --as ADMIN",
		Short:     "Let an account in or keep it out; its open desks end",
		Args:      a.takes("the e-mail of the account", "a status: active, inactive or banned"),
		ValidArgs: []string{"active", "inactive", "banned"},
	}
	cmd.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		user, err := store.SetUserStatus(ctx, actor, uuid.New(), args[0], args[1])
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s is %s.\n", user.Email, user.Status)
		return nil
	}))
	a.actsAs(cmd)
	a.needs(cmd, "as")
	return cmd
}
