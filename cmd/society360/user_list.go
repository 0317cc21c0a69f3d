package main

import (
	"context"

	"github.com/civoranexus/society360/data/role"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) userList() *cobra.Command {
	var as string
	cmd := &cobra.Command{Use: "list", Short: "List the accounts"}
	cmd.Flags().StringVar(&as, "role", "", "only accounts of this role")
	completes(cmd, "role", roles()...)
	return listsAll(a, cmd, userColumns(), func(_ context.Context, c call) (pages[data.User], error) {
		filter := data.UserFilter{Role: role.Role(as)}
		return func(ctx context.Context, after *data.User, limit int) ([]data.User, bool, error) {
			filter.After, filter.Limit = behind(after, data.User.Cursor), limit
			page, err := c.store.Users(ctx, c.actor, filter)
			return page.Users, page.More, err
		}, nil
	})
}

func userColumns() []column[data.User] {
	return []column[data.User]{
		{name: "id", wide: true, value: func(u data.User) any { return u.ID.String() }},
		{name: "email", value: func(u data.User) any { return u.Email }},
		{name: "name", value: func(u data.User) any { return u.Name }},
		{name: "phone", wide: true, value: func(u data.User) any { return u.Phone }},
		{name: "role", value: func(u data.User) any { return u.Role }},
		{name: "status", value: func(u data.User) any { return u.Status }},
		{name: "password_due", wide: true, value: func(u data.User) any { return u.PasswordDue }},
		{name: "created_at", wide: true, value: func(u data.User) any { return u.CreatedAt }},
	}
}
