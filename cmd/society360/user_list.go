package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) userList() *cobra.Command {
	var role string
	cmd := &cobra.Command{Use: "list", Short: "List the accounts"}
	cmd.Flags().StringVar(&role, "role", "", "only accounts of this role")
	a.actsAs(cmd)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "E-MAIL\tNAME\tROLE\tSTATUS")
		const page = 500
		for filter := (data.UserFilter{Role: data.Role(role), Limit: page}); ; {
			users, err := c.store.Users(ctx, c.actor, filter)
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
	})
}
