package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// noticesCommand lists announcements; its subcommand writes one.
func (a *app) noticesCommand() *cobra.Command {
	var f listFlags
	var audience, search string
	var expired bool
	cmd := &cobra.Command{
		Use:   "notices",
		Short: "List notices, or write one",
		Long: `Notices lists the notices in force, the newest first. With --as it lists those
that the account may read, in the order of its desk: unread ones first.`,
		Example: `  society360 notices --audience owners
  society360 notices --search 'water -tank' --json`,
		Args: a.takes(),
	}
	a.lists(cmd, &f)
	choose(cmd, &audience, "audience", "only notices for these", words(data.Audiences()...)...)
	cmd.Flags().BoolVar(&expired, "expired", false, "those that have expired, the last one first")
	cmd.Flags().StringVar(&search, "search", "", `words of title and text; "in quotes" together, -without`)
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		filter := data.NoticeFilter{Audience: data.Audience(audience), Search: search}
		if expired {
			filter.View = data.NoticesExpired
		}
		zone, err := zoneOf(ctx, store)
		if err != nil {
			return err
		}
		return writeList(ctx, a, &f, zone, noticeColumns(), func(ctx context.Context, after *data.Notice, limit int) ([]data.Notice, bool, error) {
			filter.Limit = limit
			if after != nil {
				filter.After = after.Cursor(filter.View)
			}
			page, err := store.Notices(ctx, actor, filter)
			return page.Notices, page.More, err
		})
	})), f.check)
	cmd.AddCommand(a.noticesAdd())
	return cmd
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

func (a *app) noticesAdd() *cobra.Command {
	var n data.NoticeText
	var audience, until string
	var w writeFlags
	cmd := &cobra.Command{
		Use:   "add --title TITLE --content TEXT --as EMAIL",
		Short: "Write a notice",
		Long: `Add puts a notice on every desk of its audience and writes its ID. --content -
reads the text from standard input: bold, lists and paragraphs as in Markdown.`,
		Example: `  society360 notices add --title 'Water off tomorrow' --content - --important --until 2026-11-24 \
    --as asha@greenpark.example < water.txt`,
		Args: a.takes(),
	}
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		zone, err := zoneOf(ctx, store)
		if err != nil {
			return err
		}
		if n.Content, err = a.orInput(n.Content); err != nil {
			return err
		}
		last, err := dayIn(until, "until", zone, time.Now())
		if err != nil {
			return err
		}
		if last != nil {
			end := last.AddDays(1).In(zone)
			n.ExpiresAt = &end
		}
		n.Audience = data.Audience(audience)
		notice, err := store.WriteNotice(ctx, actor, w.key(), n)
		if err != nil {
			return w.failed(err)
		}
		if w.json {
			return writeOne(ctx, a, store, noticeColumns(), notice)
		}
		fmt.Fprintf(a.out, "Notice %s is on the desks: %s\n", notice.ID, notice.Title)
		return nil
	})), w.check, func() error {
		_, err := dayIn(until, "until", time.UTC, time.Now())
		return err
	})
	audience = string(data.ForAll)
	flags := cmd.Flags()
	flags.StringVar(&n.Title, "title", "", "what it is about")
	flags.StringVar(&n.Content, "content", "", "the text; - reads standard input")
	flags.BoolVar(&n.Important, "important", false, "stand in the banner until it is read")
	flags.StringVar(&until, "until", "", "the last day on which it is shown, such as 2026-11-30")
	choose(cmd, &audience, "audience", "whom it is for", words(data.Audiences()...)...)
	mayBeBlank(cmd, "title", "content")
	a.writes(cmd, &w)
	a.needs(cmd, "title", "content")
	return cmd
}
