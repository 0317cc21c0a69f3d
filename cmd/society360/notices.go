package main

import (
	"context"

	"github.com/civoranexus/society360/data/notices"

	"github.com/spf13/cobra"
)

// noticesCommand lists announcements; its subcommands write and change one.
func (a *app) noticesCommand() *cobra.Command {
	var audience, search string
	var expired bool
	cmd := &cobra.Command{
		Use:   "notices",
		Short: "List notices, write or change one",
		Long: `Notices lists the notices in force, the newest first. With --as it lists those
that the account may read, in the order of its desk: unread ones first.`,
		Example: `  society360 notices --audience owners
  society360 notices --search 'water -tank' --json`,
	}
	choose(cmd, &audience, "audience", "only notices for these", words(notices.Audiences()...)...)
	cmd.Flags().BoolVar(&expired, "expired", false, "those that have expired, the last one first")
	cmd.Flags().StringVar(&search, "search", "", `words of title and text; "in quotes" together, -without`)
	cmd.AddCommand(a.noticesAdd(), a.noticesEdit())
	return lists(a, cmd, noticeColumns(), func(_ context.Context, c call) (pages[notices.Notice], error) {
		filter := notices.Filter{Audience: notices.Audience(audience), Search: search}
		if expired {
			filter.View = notices.Expired
		}
		return func(ctx context.Context, after *notices.Notice, limit int) ([]notices.Notice, bool, error) {
			filter.Limit = limit
			if after != nil {
				filter.After = after.Cursor(filter.View)
			}
			page, err := c.society.Notices.List(ctx, c.actor, filter)
			return page.Notices, page.More, err
		}, nil
	})
}

func noticeColumns() []column[notices.Notice] {
	return []column[notices.Notice]{
		{name: "id", wide: true, value: func(n notices.Notice) any { return n.ID.String() }},
		{name: "created_at", value: func(n notices.Notice) any { return n.CreatedAt }},
		{name: "audience", value: func(n notices.Notice) any { return string(n.Audience) }},
		{name: "important", value: func(n notices.Notice) any { return n.Important }},
		{name: "title", value: func(n notices.Notice) any { return n.Title }},
		{name: "expires_at", value: func(n notices.Notice) any { return n.ExpiresAt }},
		{name: "author", value: func(n notices.Notice) any { return n.Author }},
		{name: "content", wide: true, value: func(n notices.Notice) any { return n.Content }},
		{name: "changed_at", wide: true, value: func(n notices.Notice) any { return n.ChangedAt }},
	}
}
