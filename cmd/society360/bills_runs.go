package main

import (
	"context"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// billsRuns lists the runs.
func (a *app) billsRuns() *cobra.Command {
	var month string
	cmd := &cobra.Command{
		Use:   "runs",
		Short: "List the monthly runs, in force and taken back",
		Long: `Runs lists the monthly runs, the latest month first: who raised it and when, how
many bills stand, what they sum to, and on how many something is paid or claimed.
Of a run that was taken back it says who did that and why.`,
		Example: `  society360 bills runs
  society360 bills runs --month 2026-12 --json`,
	}
	cmd.Flags().StringVar(&month, "month", "", "only the runs of this month, such as 2026-12")
	a.check(cmd, func() error {
		_, err := typedMonth(month, value.UTCToday())
		return err
	})
	return lists(a, cmd, billRunColumns(), func(_ context.Context, c call) (pages[money.BillRun], error) {
		of, err := typedMonth(month, c.society.Settings.ThisDay())
		if err != nil {
			return nil, err
		}
		var filter money.RunFilter
		if month != "" {
			filter.Month = &of
		}
		return func(ctx context.Context, after *money.BillRun, limit int) ([]money.BillRun, bool, error) {
			filter.After, filter.Limit = behind(after, money.BillRun.Cursor), limit
			page, err := c.society.Money.BillRuns(ctx, c.actor, filter)
			return page.Runs, page.More, err
		}, nil
	})
}

func billRunColumns() []column[money.BillRun] {
	return []column[money.BillRun]{
		{name: "id", wide: true, value: func(r money.BillRun) any { return idOf(r.ID) }},
		{name: "month", value: func(r money.BillRun) any { return r.Month.Format("2006-01") }},
		{name: "state", value: func(r money.BillRun) any { return runState(r) }},
		{name: "raised_at", value: func(r money.BillRun) any { return r.RaisedAt }},
		{name: "raised_by", value: func(r money.BillRun) any { return r.Raiser() }},
		{name: "bills", value: func(r money.BillRun) any { return r.Bills }},
		{name: "total", value: func(r money.BillRun) any { return r.Total }},
		{name: "paid", value: func(r money.BillRun) any { return r.Paid }},
		{name: "void", wide: true, value: func(r money.BillRun) any { return r.Void }},
		{name: "taken_back_at", wide: true, value: func(r money.BillRun) any { return r.TakenBackAt }},
		{name: "taken_back_by", wide: true, value: func(r money.BillRun) any { return r.TakenBackBy }},
		{name: "reason", wide: true, value: func(r money.BillRun) any { return r.Reason }},
	}
}

// runState is how a run stands, in a word.
func runState(r money.BillRun) string {
	switch {
	case r.Unfinished:
		return "half_taken_back"
	case r.InForce():
		return "in_force"
	}
	return "taken_back"
}

// billsUnrun takes a run back.
func (a *app) billsUnrun() *cobra.Command {
	var month, reason string
	var dry bool
	var f forms
	cmd := &cobra.Command{
		Use:   "unrun --month MONTH --reason REASON --as EMAIL",
		Short: "Take a monthly run back",
		Long: `Unrun takes back the run of a month, while nothing is paid or claimed on any of
its bills: they become void, the late fees on them too, and the month can be
billed anew. One that was stopped is completed by the same command. It cannot be
undone.`,
		Example: `  society360 bills unrun --month 2027-06 --dry-run
  society360 bills unrun --month 2027-06 --reason 'the wrong month' --as asha@greenpark.example`,
	}
	cmd.Flags().StringVar(&month, "month", "", "the month whose run is taken back, such as 2027-06")
	cmd.Flags().StringVar(&reason, "reason", "", "why; it stays with every bill")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be taken back, and change nothing")
	a.actsAs(cmd)
	needs(cmd, "month")
	a.previews(cmd, &f, &dry)
	a.check(cmd, func() error {
		if !dry && (!a.isNamed() || reason == "") {
			return usage("bills unrun needs --as, the e-mail of the admin who takes it back, and --reason")
		}
		_, err := typedMonth(month, value.UTCToday())
		return err
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		of, err := typedMonth(month, c.society.Settings.ThisDay())
		if err != nil {
			return err
		}
		back, err := c.society.Money.PreviewTakeBack(ctx, c.actor, of)
		switch {
		case err != nil:
			return err
		case dry && back.Kept > 0:
			return money.KeptRun(back.KeptBills[0], back.Kept-1)
		case dry:
			a.tell(f, "%s: would take back %s, %s in all, and %s on them.", back.Run.Month.Format("January 2006"),
				count(back.Run.Bills, "bill", "bills"), back.Run.Total, count(back.Fees, "late fee", "late fees"))
			return writeRows(ctx, a, f, c, billRunColumns(), []money.BillRun{back.Run})
		}
		done, err := c.society.Money.TakeBackRun(ctx, c.actor, uuid.New(), back.Run, reason, a.progress("bills"))
		if err == nil || done.Bills > 0 {
			a.tell(f, "%s: took back %s, %s in all, and %s on them.", done.Month.Format("January 2006"),
				count(done.Bills, "bill", "bills"), done.Total, count(done.Fees, "late fee", "late fees"))
		}
		if done.Left > 0 {
			a.tell(f, "Left %s that somebody paid meanwhile.", count(done.Left, "bill", "bills"))
		}
		return err
	})
}
