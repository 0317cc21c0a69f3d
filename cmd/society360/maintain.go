package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// maintainCommand does by hand, or from a timer, what serve does by its schedule.
func (a *app) maintainCommand() *cobra.Command {
	return a.runs(&cobra.Command{
		Use:   "maintain",
		Short: "Do what is due by the calendar, and tidy the database",
		Long: `Maintain moves residents in and out whose day has come, marks overdue bills (and
charges their late fees where the setting billing.late_fees is automatic), deletes
what was kept long enough (keys of writes after 30 days, files that expired, failed
sign-ins of yesterday, after 100 days the desks that ended and the networks from which
an account came no more), has the database renew its statistics of large tables (as
their owner, DATABASE_OWNER_URL), and makes the figures of the reports.

A server does this by itself: the residents and the bills every hour, all of it at
02:30 in the society's zone. With --no-schedule it leaves that to a timer of yours
that runs this command. If several start at once, one of them does the work.`,
	}, func(ctx context.Context, c call) error { return a.maintain(ctx, c.config, c.society) })
}

// maintain does all tasks of a night and says what they did.
func (a *app) maintain(ctx context.Context, cfg data.Config, society *data.Society) error {
	ran, err := doAll(ctx, cfg, society, []task{
		{"move-outs", func(ctx context.Context, society *data.Society) error {
			moved, err := society.Homes.MoveOutDue(ctx, role.Program(), uuid.New())
			fmt.Fprintf(a.out, "Moved out: %s.\n", count(moved.Residents, "resident", "residents"))
			for _, u := range moved.Owing {
				fmt.Fprintf(a.out, "Moved out: %s owes %s.\n", u.Unit, u.Due)
			}
			return err
		}},
		{"move-ins", func(ctx context.Context, society *data.Society) error {
			moved, err := society.Homes.MoveInDue(ctx, role.Program(), uuid.New())
			fmt.Fprintf(a.out, "Moved in: %s.\n", count(moved, "resident", "residents"))
			return err
		}},
		{"overdue bills", func(ctx context.Context, society *data.Society) error {
			done, err := society.Money.ChargeOverdue(ctx, role.Program(), a.progress("bills"))
			fmt.Fprintf(a.out, "Overdue: %s marked, %s charged, %s in all.\n",
				count(done.Marks, "bill", "bills"), count(done.Fees, "late fee", "late fees"), done.Total)
			if done.Clears > 0 {
				fmt.Fprintf(a.out, "Overdue: the status of %s not late corrected.\n", count(done.Clears, "bill that is", "bills that are"))
			}
			if err != nil {
				return err
			}
			wait, err := society.Money.FeesWaiting(ctx, role.Program())
			if wait.Fees > 0 {
				fmt.Fprintf(a.out, "Overdue: %s for an admin to charge, %s in all.\n", count(wait.Fees, "late fee waits", "late fees wait"), wait.Total)
			}
			return err
		}},
		{"tidying", func(ctx context.Context, society *data.Society) error {
			done, err := society.Desks.Tidy(ctx, role.Program())
			fmt.Fprintf(a.out, "Deleted: %s, %s, %s, %s, %s.\n", count(done.Intents, "key of a write", "keys of writes"),
				count(done.Files, "expired file", "expired files"), count(done.Attempts, "failed sign-in", "failed sign-ins"),
				count(done.Places, "network of long ago", "networks of long ago"), count(done.Sessions, "desk that ended", "desks that ended"))
			return err
		}},
		{"statistics", func(ctx context.Context, _ *data.Society) error {
			counted, err := desks.Analyze(ctx, cfg)
			switch {
			case counted:
				fmt.Fprintln(a.out, "Statistics: renewed.")
			case err == nil:
				fmt.Fprintln(a.out, "Statistics: left to the database; only the tables' owner (DATABASE_OWNER_URL) can renew them.")
			}
			return err
		}},
		{"reports", func(ctx context.Context, society *data.Society) error {
			made, err := society.Reports.RefreshAll(ctx, role.Program(), false)
			fmt.Fprintf(a.out, "Reports: %s made anew.\n", count(made, "report", "reports"))
			return err
		}},
	})
	if err == nil && !ran {
		return fail(nil, "Another process of this society is doing this now; nothing was done here.")
	}
	return err
}
