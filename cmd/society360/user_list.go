package main

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/spf13/cobra"
)

func (a *app) userList() *cobra.Command {
	var as string
	var of accounts.Filter
	cmd := &cobra.Command{Use: "list", Short: "List the accounts"}
	choose(cmd, &as, "role", "only accounts of this role", roles()...)
	choose(cmd, &of.Status, "status", "only accounts of this status", accounts.Active, accounts.Inactive, accounts.Banned, accounts.Barred)
	cmd.Flags().StringVar(&of.Search, "search", "", "part of a name, or the beginning of an e-mail or a phone")
	cmd.Flags().BoolVar(&of.Deleted, "deleted", false, "list the deleted accounts, which stand in no other list")
	either(cmd, "deleted", "status")
	return listsAll(a, cmd, userColumns(), func(_ context.Context, c call) (pages[accounts.User], error) {
		filter := of
		filter.Role = role.Role(as)
		return func(ctx context.Context, after *accounts.User, limit int) ([]accounts.User, bool, error) {
			filter.After, filter.Limit = behind(after, accounts.User.Cursor), limit
			page, err := c.society.Accounts.List(ctx, c.actor, filter)
			return page.Users, page.More, err
		}, nil
	})
}

func userColumns() []column[accounts.User] {
	return []column[accounts.User]{
		{name: "id", wide: true, value: func(u accounts.User) any { return u.ID.String() }},
		{name: "email", contacts: "users", value: func(u accounts.User) any { return u.Email }},
		{name: "name", value: func(u accounts.User) any { return u.Name }},
		{name: "phone", wide: true, contacts: "users", value: func(u accounts.User) any { return u.Phone }},
		{name: "role", value: func(u accounts.User) any { return u.Role }},
		{name: "status", value: func(u accounts.User) any { return u.Status }},
		{name: "password_due", wide: true, value: func(u accounts.User) any { return u.PasswordDue }},
		{name: "created_at", wide: true, value: func(u accounts.User) any { return u.CreatedAt }},
	}
}
