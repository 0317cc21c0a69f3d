package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/schedule"

	"github.com/spf13/cobra"
)

// maintainCommand does by hand, or from a timer, what serve does by its schedule.
func (a *app) maintainCommand() *cobra.Command {
	var all, due bool
	cmd := &cobra.Command{
		Use:   "maintain",
		Short: "Do what is due by the calendar, and tidy the database",
		Long: `Maintain does the jobs of the schedule (society360 schedule list): residents move in
and out whose day has come, bills go overdue (and are charged late fees where the
setting billing.late_fees is automatic), what was kept long enough is deleted (keys of
writes after general.intents_days, files that expired, failed sign-ins of yesterday,
after 100 days the desks that ended, the networks from which an account came no more, and
what became of jobs), the database's statistics of large tables are renewed, and the figures of the
reports made. What is due once a week or once a month is done when it is, or with --all.

What only the tables' owner may do is done where DATABASE_OWNER_URL names the owner.

A server does all this by itself. With --no-schedule it leaves that to a timer of yours
that runs maintain --due every hour: what a night does is then done once a night. A job
that another process is at is left to it.`,
	}
	cmd.Flags().BoolVar(&all, "all", false, "do every job, also what is not due")
	cmd.AddCommand(a.maintainSizes())
	cmd.Flags().BoolVar(&due, "due", false, "do only what is due, as a timer has it done")
	either(cmd, "all", "due")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		which := schedule.Nightly
		switch {
		case all:
			which = schedule.All
		case due:
			which = schedule.Due
		}
		return a.maintain(ctx, c, which)
	})
}

// maintain does the jobs and says what they did.
func (a *app) maintain(ctx context.Context, c call, which schedule.Which) error {
	ran, err := c.society.Schedule.Maintain(ctx, a.scheduled(c), which, func(job schedule.Job, run schedule.Run) {
		if run.State == schedule.Leftover {
			fmt.Fprintf(a.out, "%s: left, it %s.\n", job.Name, run.Result)
			return
		}
		if run.State == schedule.Done {
			a.tellRun(run)
		}
	})
	if err == nil && !ran {
		return fail(nil, "Another process of this society is doing this now; nothing was done here.")
	}
	return err
}
