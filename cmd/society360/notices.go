package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// noticesCommand lists announcements; its subcommand writes one.
func (a *app) noticesCommand() *cobra.Command {
	var audience, search string
	var expired bool
	cmd := &cobra.Command{
		Use:   "notices",
		Short: "List notices, or write one",
		Long: `Notices lists the notices in force, the newest first. With --as it lists those
that the account may read, in the order of its desk: unread ones first.`,
		Example: `  society360 notices --audience owners
  society360 notices --search 'water -tank' --json`,
	}
	choose(cmd, &audience, "audience", "only notices for these", words(data.Audiences()...)...)
	cmd.Flags().BoolVar(&expired, "expired", false, "those that have expired, the last one first")
	cmd.Flags().StringVar(&search, "search", "", `words of title and text; "in quotes" together, -without`)
	cmd.AddCommand(a.noticesAdd())
	return lists(a, cmd, noticeColumns(), func(_ context.Context, c call) (pages[data.Notice], error) {
		filter := data.NoticeFilter{Audience: data.Audience(audience), Search: search}
		if expired {
			filter.View = data.NoticesExpired
		}
		return func(ctx context.Context, after *data.Notice, limit int) ([]data.Notice, bool, error) {
			filter.Limit = limit
			if after != nil {
				filter.After = after.Cursor(filter.View)
			}
			page, err := c.store.Notices(ctx, c.actor, filter)
			return page.Notices, page.More, err
		}, nil
	})
}

func noticeColumns() []column[data.Notice] {
	return []column[data.Notice]{
		{name: "id", wide: true, value: func(n data.Notice) any { return n.ID.String() }},
		{name: "created_at", value: func(n data.Notice) any { return n.CreatedAt }},
		{name: "audience", value: func(n data.Notice) any { return string(n.Audience) }},
		{name: "important", value: func(n data.Notice) any { return n.Important }},
		{name: "title", value: func(n data.Notice) any { return n.Title }},
		{name: "expires_at", value: func(n data.Notice) any { return n.ExpiresAt }},
		{name: "author", value: func(n data.Notice) any { return n.Author }},
		{name: "content", wide: true, value: func(n data.Notice) any { return n.Content }},
	}
}
