package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) noticesAdd() *cobra.Command {
	var n notices.Text
	var audience, until string
	cmd := &cobra.Command{
		Use:   "add --title TITLE --content TEXT --as EMAIL",
		Short: "Write a notice",
		Long: `Add puts a notice on every desk of its audience and writes its ID. --content -
reads the text from standard input: bold, lists and paragraphs as in Markdown.`,
		Example: `  society360 notices add --title 'Water off tomorrow' --content - --important --until 2026-11-24 \
    --as asha@greenpark.example < water.txt`,
	}
	audience = string(notices.ForAll)
	flags := cmd.Flags()
	flags.StringVar(&n.Title, "title", "", "what it is about")
	flags.StringVar(&n.Content, "content", "", "the text; - reads standard input")
	flags.BoolVar(&n.Important, "important", false, "stand in the banner until it is read")
	flags.StringVar(&until, "until", "", "the last day on which it is shown, such as 2026-11-30 or sunday")
	choose(cmd, &audience, "audience", "whom it is for", words(notices.Audiences()...)...)
	mayBeBlank(cmd, "title", "content")
	needs(cmd, "title", "content")
	a.check(cmd, func() error {
		_, err := typedDay("until", until, value.UTCToday(), calendar.Next)
		return err
	})
	return writes(a, cmd, noticeColumns(), func(ctx context.Context, c call, key uuid.UUID) (_ []notices.Notice, _ string, err error) {
		if n.Content, err = a.orInput(n.Content); err != nil {
			return nil, "", err
		}
		last, err := typedDay("until", until, c.society.Settings.ThisDay(), calendar.Next)
		if err != nil {
			return nil, "", err
		}
		ends := ""
		if !last.IsZero() {
			ends = ", until " + last.Format(longDate)
			end := last.AddDays(1).In(c.zone)
			n.ExpiresAt = &end
		}
		n.Audience = notices.Audience(audience)
		notice, err := c.society.Notices.Write(ctx, c.actor, key, n)
		return []notices.Notice{notice}, fmt.Sprintf("Notice %s is on the desks%s: %s", notice.ID, ends, notice.Title), err
	})
}
