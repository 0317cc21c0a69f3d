package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) userCommand() *cobra.Command {
	return a.group("user", "Make, list and change accounts", a.userAdd(), a.userList(), a.userPasswd(), a.userStatus(),
		a.userRole(), a.userDelete(), a.userRestore(), a.userSlips(), a.userKeyCommand(), a.userTokenCommand())
}

func (a *app) userAdd() *cobra.Command {
	var n accounts.Draft
	var as string
	var stdin bool
	cmd := &cobra.Command{
		Use:   "add EMAIL --name NAME --role ROLE",
		Short: "Make an account",
		Long: `Add makes an account. The first admin of a society needs no --as; every later
account names the admin who makes it.`,
		Example: "  society360 user add asha@greenpark.example --name 'Asha Rao' --role admin",
		Args:    a.takes("the e-mail of the account"),
	}
	flags := cmd.Flags()
	flags.StringVar(&n.Name, "name", "", "full name")
	choose(cmd, &as, "role", "what the account may do", roles()...)
	flags.StringVar(&n.Phone, "phone", "", "phone number")
	mayBeBlank(cmd, "name", "phone")
	asksPassword(cmd, &stdin)
	a.actsAs(cmd)
	needs(cmd, "name", "role")
	return a.runs(cmd, func(ctx context.Context, c call) (err error) {
		n.Email, n.Role = c.args[0], role.Role(as)
		if n.Password, err = a.newPassword(ctx, stdin); err != nil {
			return err
		}
		user, err := c.society.Accounts.Create(ctx, c.actor, uuid.New(), n)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s (%s) may sign in as %s.\n", user.Name, user.Role, user.Email)
		return nil
	})
}

func (a *app) userPasswd() *cobra.Command {
	var stdin, once, recovers bool
	cmd := &cobra.Command{
		Use:     "passwd EMAIL (--as ADMIN | --recover)",
		Aliases: []string{"password"},
		Short:   "Give an account a new password; its open desks end",
		Long: `Passwd asks for the new password, or with --one-time makes one that is good for
one sign-in and writes it to standard output; whoever signs in with it has to choose
their own.

Where no admin can prove who they are any more, --recover gives an admin a password in
nobody's name: the trail has the account of the machine that did it.`,
		Args: a.takes("the e-mail of the account"),
	}
	asksPassword(cmd, &stdin)
	cmd.Flags().BoolVar(&once, "one-time", false, "make a password for one sign-in, and write it")
	cmd.Flags().BoolVar(&recovers, "recover", false, "give an admin a password in nobody's name")
	either(cmd, "one-time", "password-stdin")
	either(cmd, "one-time", "recover")
	a.actsAs(cmd)
	either(cmd, "as", "recover")
	a.check(cmd, func() error {
		if !recovers && !a.isNamed() {
			return usage("user passwd needs --as, or --recover for an admin who cannot prove who they are")
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		if once {
			return a.resetPassword(ctx, c)
		}
		password, err := a.newPassword(ctx, stdin)
		if err != nil {
			return err
		}
		user, err := c.society.Accounts.SetPassword(ctx, c.actor, uuid.New(), c.args[0], password)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s has a new password.\n", user.Email)
		return nil
	})
}

func (a *app) userStatus() *cobra.Command {
	statuses := []string{accounts.Active, accounts.Inactive, accounts.Banned}
	cmd := a.takesWord(&cobra.Command{
		Use:   "status EMAIL active|inactive|banned --as ADMIN",
		Short: "Let an account in or keep it out; its open desks end",
	}, "the e-mail of the account", "status", statuses...)
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		user, err := c.society.Accounts.SetStatusByEmail(ctx, c.actor, uuid.New(), c.args[0], c.chosen(statuses...))
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s is %s.\n", user.Email, user.Status)
		if held, err := c.society.Tickets.HeldBy(ctx, c.actor, user.ID); err == nil && held > 0 && !user.Active() {
			fmt.Fprintf(a.out, "%s had %s, which nobody has now: assign them anew, or make the account active again.\n",
				user.Name, count(held, "open ticket", "open tickets"))
		}
		return nil
	})
}

// roles are those that the desk knows.
func roles() []string {
	return words(role.Admin, role.Staff, role.Guard, role.Resident)
}
