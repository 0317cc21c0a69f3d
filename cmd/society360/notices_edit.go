package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// noEnd is what --until takes for a notice that stays.
const noEnd = "never"

// noticeEdit is what was given of a notice to be changed.
type noticeEdit struct {
	id                              uuid.UUID
	title, content, audience, until string
	important, again                bool
	given                           func(flag string) bool
}

func (a *app) noticesEdit() *cobra.Command {
	var e noticeEdit
	cmd := &cobra.Command{
		Use:   "edit ID --title TITLE --again --as EMAIL",
		Short: "Change a notice",
		Long: `Edit changes what is given of a notice and leaves the rest as it is. Where title,
text or end say something else than some have read, it wants to know whether they are
shown it again: --again, or --again=false for a slip of the pen. --until never takes
the end away; --content - reads the text from standard input.`,
		Example: `  society360 notices edit 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --title 'Water off on Wednesday' --again \
    --as asha@greenpark.example`,
		Args: a.takesOne("the ID of a notice, as society360 notices --json shows it", func(arg string) (err error) {
			if e.id, err = uuid.Parse(arg); err != nil {
				return usage("%q is no ID of a notice; society360 notices --json shows them", arg)
			}
			return nil
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&e.title, "title", "", "what it is about")
	flags.StringVar(&e.content, "content", "", "the text; - reads standard input")
	flags.BoolVar(&e.important, "important", false, "stand in the banner until it is read; --important=false takes it out")
	flags.StringVar(&e.until, "until", "", "the last day on which it is shown, such as 2026-11-30 or sunday, or "+noEnd)
	flags.BoolVar(&e.again, "again", false, "show it again to those who have read it")
	choose(cmd, &e.audience, "audience", "whom it is for", words(notices.Audiences()...)...)
	mayBeBlank(cmd, "title", "content")
	needsOne(cmd, "title", "content", "audience", "important", "until", "again")
	e.given = func(flag string) bool { return flags.Changed(flag) }
	a.check(cmd, func() error {
		_, err := e.lastDay(value.UTCToday())
		return err
	})
	return writes(a, cmd, noticeColumns(), func(ctx context.Context, c call, key uuid.UUID) (_ []notices.Notice, _ string, err error) {
		if e.content, err = a.orInput(e.content); err != nil {
			return nil, "", err
		}
		change, err := e.change(ctx, c)
		if err != nil {
			return nil, "", err
		}
		if change.SaysOther() && !e.given("again") {
			readers, err := c.society.Notices.Readers(ctx, c.actor, e.id, change.Audience)
			if err != nil {
				return nil, "", err
			}
			if readers > 0 {
				return nil, "", fail(nil, "%d have read it as it was: --again shows it to them again, --again=false does not. Nothing was saved.", readers)
			}
		}
		notice, err := c.society.Notices.Change(ctx, c.actor, key, change)
		return []notices.Notice{notice}, fmt.Sprintf("Notice %s is changed: %s", notice.ID, notice.Title), err
	})
}

// lastDay is the day that --until names, no day where it names none.
func (e *noticeEdit) lastDay(today value.Day) (value.Day, error) {
	if strings.EqualFold(e.until, noEnd) {
		return value.Day{}, nil
	}
	return typedDay("until", e.until, today, calendar.Next)
}

// change is the notice as it is, with what was given of it.
func (e *noticeEdit) change(ctx context.Context, c call) (notices.Change, error) {
	seen, err := c.society.Notices.Get(ctx, c.actor, e.id)
	if err != nil {
		return notices.Change{}, err
	}
	n := notices.Change{Seen: seen, Again: e.again, Text: notices.Text{
		Title: seen.Title, Content: seen.Content, Audience: seen.Audience, Important: seen.Important, ExpiresAt: seen.ExpiresAt,
	}}
	give := func(flag, typed string, put func()) {
		if e.given(flag) {
			n.Given = append(n.Given, flag, typed)
			put()
		}
	}
	give("title", e.title, func() { n.Title = e.title })
	give("content", e.content, func() { n.Content = e.content })
	give("audience", e.audience, func() { n.Audience = notices.Audience(e.audience) })
	give("important", fmt.Sprint(e.important), func() { n.Important = e.important })
	give("again", fmt.Sprint(e.again), func() {})
	last, err := e.lastDay(c.society.Settings.ThisDay())
	give("until", e.until, func() {
		n.ExpiresAt = nil
		if !last.IsZero() {
			end := last.AddDays(1).In(c.zone)
			n.ExpiresAt = &end
		}
	})
	return n, err
}
