package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// billsClosings lists the closings of days.
func (a *app) billsClosings() *cobra.Command {
	return lists(a, &cobra.Command{
		Use:   "closings",
		Short: "List which days were closed, by whom, and the cash that was counted",
		Long: `Closings lists the cash closes, the latest first, those that were taken back too.
Every day up to the last that stands is closed.`,
		Example: `  society360 bills closings --json`,
	}, closingColumns(), func(_ context.Context, c call) (pages[money.Closing], error) {
		return func(ctx context.Context, after *money.Closing, limit int) ([]money.Closing, bool, error) {
			page, err := c.society.Money.Closings(ctx, c.actor, money.ClosingFilter{After: behind(after, money.Closing.Cursor), Limit: limit})
			return page.Closings, page.More, err
		}, nil
	})
}

func closingColumns() []column[money.Closing] {
	return []column[money.Closing]{
		{name: "id", wide: true, value: func(c money.Closing) any { return c.ID.String() }},
		{name: "day", value: func(c money.Closing) any { return c.Day }},
		{name: "from", value: func(c money.Closing) any { return c.From }},
		{name: "closed_at", value: func(c money.Closing) any { return c.ClosedAt }},
		{name: "closed_by", value: func(c money.Closing) any { return c.Closer }},
		{name: "cash", value: func(c money.Closing) any { return cashIn(c, func(n money.CashCount) value.Paise { return n.Expected }) }},
		{name: "counted", value: func(c money.Closing) any { return cashIn(c, func(n money.CashCount) value.Paise { return n.Counted }) }},
		{name: "difference", value: func(c money.Closing) any { return c.Difference() }},
		{name: "taken_back_at", value: func(c money.Closing) any { return c.UndoneAt }},
		{name: "taken_back_by", wide: true, value: func(c money.Closing) any { return c.Undoer }},
		{name: "reason", wide: true, value: func(c money.Closing) any { return c.UndoReason }},
		{name: "note", wide: true, value: func(c money.Closing) any { return c.Note }},
	}
}

func cashIn(c money.Closing, of func(money.CashCount) value.Paise) (sum value.Paise) {
	for _, n := range c.Counts {
		sum += of(n)
	}
	return sum
}

func (a *app) billsCloseDay() *cobra.Command {
	var n money.ClosingDraft
	var date string
	var typed []string
	cmd := &cobra.Command{
		Use:   "close-day --counted AMOUNT|NAME=AMOUNT --as EMAIL",
		Short: "Close a day: nothing more is recorded on it",
		Long: `Close-day closes a day, and the days before it that are open, with the cash that
each person counted: --counted names the person where several took cash. What
differs from the books stays with the closing.`,
		Example: `  society360 bills close-day --counted 2950 --as asha@greenpark.example
  society360 bills close-day --date 2026-11-28 --counted 'Asha Rao=2950' --counted elsewhere=0 --as asha@greenpark.example`,
	}
	flags := cmd.Flags()
	flags.StringVar(&date, "date", "", "the day, such as 2026-11-28 or yesterday, in place of today")
	flags.StringArrayVar(&typed, "counted", nil, "cash that was counted; NAME=AMOUNT where several took cash")
	flags.StringVar(&n.Note, "note", "", "a note that stays with the closing")
	mayBeBlank(cmd, "note")
	day := func(today value.Day) (err error) {
		n.Day, err = typedDay("date", date, today, calendar.Nearest)
		if n.Day.IsZero() {
			n.Day = today
		}
		return err
	}
	a.check(cmd, func() error { return day(value.UTCToday()) })
	return writes(a, cmd, closingColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]money.Closing, string, error) {
		if err := day(c.society.Settings.ThisDay()); err != nil {
			return nil, "", err
		}
		preview, err := c.society.Money.PreviewClosing(ctx, c.actor, n.Day)
		if err != nil {
			return nil, "", err
		}
		if preview.Closed() && preview.Last.Day == n.Day {
			preview.Counts = preview.Last.Counts // what a repeat was answered from
		}
		if n.Counts, err = countedCash(preview.Counts, typed); err != nil && !preview.Closed() {
			return nil, "", err
		}
		closed, err := c.society.Money.CloseDay(ctx, c.actor, key, n)
		if err != nil {
			return nil, "", err
		}
		return []money.Closing{closed}, fmt.Sprintf("Closed %s to %s: cash differs from the books by %s.", closed.From, closed.Day, closed.Difference()), nil
	})
}

// countedCash puts what was counted beside what the books have.
func countedCash(books []money.CashCount, typed []string) ([]money.CashCount, error) {
	left := map[string]string{}
	for _, one := range typed {
		name, amount, named := strings.Cut(one, "=")
		if !named {
			name, amount = "", one
		}
		left[strings.ToLower(value.Clean(name))] = strings.TrimSpace(amount)
	}
	for i, c := range books {
		name := c.Person
		if c.PersonID == nil {
			name = "elsewhere"
		}
		amount, ok := left[strings.ToLower(name)]
		delete(left, strings.ToLower(name))
		if !ok && len(books) == 1 {
			amount, ok = left[""]
			delete(left, "")
		}
		if !ok {
			return nil, fail(nil, "%s has %s in cash by the books: say what was counted with --counted '%s=AMOUNT'. Nothing was closed.", name, c.Expected, name)
		}
		counted, err := value.ParsePaise(amount)
		if err != nil {
			return nil, usage("--counted takes rupees, such as 2950 or 0, not %q", amount)
		}
		books[i].Counted = counted
	}
	if amount, ok := left[""]; ok && len(books) == 0 {
		counted, err := value.ParsePaise(amount)
		if err != nil {
			return nil, usage("--counted takes rupees, such as 2950 or 0, not %q", amount)
		}
		if counted != 0 {
			return nil, fail(nil, "By the books nobody took cash, and %s was counted. Record it first, or leave --counted out. Nothing was closed.", counted)
		}
		delete(left, "")
	}
	for name := range left {
		return nil, fail(nil, "Nobody of that name took cash: %q. Leave it out. Nothing was closed.", name)
	}
	return books, nil
}

func (a *app) billsReopenDay() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:     "reopen-day --reason REASON --as EMAIL",
		Short:   "Take the last closing of a day back",
		Long:    `Reopen-day takes the last closing back, with a reason that stays with it.`,
		Example: `  society360 bills reopen-day --reason 'Counted before the evening' --as asha@greenpark.example`,
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; it stays with the closing")
	needs(cmd, "reason")
	return writes(a, cmd, closingColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]money.Closing, string, error) {
		undone, err := c.society.Money.UndoClosing(ctx, c.actor, key, uuid.Nil, reason)
		if err != nil {
			return nil, "", err
		}
		return []money.Closing{undone}, fmt.Sprintf("%s is open again.", undone.Day), nil
	})
}
