package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) billsOverdue() *cobra.Command {
	var dry, charge bool
	cmd := &cobra.Command{
		Use:   "overdue",
		Short: "Mark the bills that are past their due date, and with --charge charge their late fees",
		Long: `Overdue marks the bills that are past their due date, and takes the mark off a
bill that is not late any more, as after a change of the society's zone. It says
how many late fees wait.

With --charge the account of --as charges them as well: billing.late_fee_percentage
of what is unpaid, once a bill; never on opening dues, nor on what was due before
billing.late_fee_from or not billing.late_fee_grace_days ago yet.

A server marks by itself every hour, unless it runs with --no-schedule; it charges
only where billing.late_fees is automatic.`,
		Example: `  society360 bills overdue --dry-run
  society360 bills overdue --charge --as asha@greenpark.example`,
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be marked and what --charge would charge, and change nothing")
	cmd.Flags().BoolVar(&charge, "charge", false, "charge the late fees that wait, as the account of --as")
	a.actsAs(cmd)
	a.check(cmd, func() error {
		switch {
		case charge && dry:
			return usage("--charge and --dry-run exclude each other")
		case charge && a.as == "":
			return usage("--charge needs --as, the e-mail of the admin who charges")
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		if !dry {
			marked, err := c.store.MarkOverdue(ctx, c.actor, a.progress("bills"))
			if err == nil || marked != (data.OverdueMarks{}) {
				a.printMarked(marked)
			}
			if err != nil {
				return err
			}
		}
		preview, err := c.store.PreviewOverdue(ctx, c.actor)
		switch {
		case err != nil:
			return err
		case dry:
			return a.printOverdue(preview)
		case !charge:
			a.printWaiting(preview)
			return nil
		}
		done, err := c.store.ChargeLateFees(ctx, c.actor, uuid.New(), preview.Due, a.progress("late fees"))
		if err == nil || done.Fees > 0 {
			fmt.Fprintf(a.out, "Charged %s, %s in all.\n", count(done.Fees, "late fee", "late fees"), done.Total)
		}
		if done.Left > 0 {
			fmt.Fprintf(a.out, "Left %s whose figures changed meanwhile; run it again to see them.\n", count(done.Left, "bill", "bills"))
		}
		return err
	})
}

func (a *app) printMarked(done data.OverdueMarks) {
	fmt.Fprintf(a.out, "Marked %s overdue.\n", count(done.Marks, "bill", "bills"))
	if done.Clears > 0 {
		fmt.Fprintf(a.out, "Took a wrong status off %s not late.\n", count(done.Clears, "bill that is", "bills that are"))
	}
}

// printWaiting says which late fees wait, or why none ever does.
func (a *app) printWaiting(p data.OverduePreview) {
	switch {
	case p.Charging == data.FeesNone:
		fmt.Fprintln(a.out, "Late fees are off (billing.late_fees is no).")
	case p.From.IsZero():
		fmt.Fprintln(a.out, "No late fees are charged until an admin sets the day from which (billing.late_fee_from).")
	case p.Charging == data.FeesAutomatic && p.Fees > 0:
		fmt.Fprintf(a.out, "%s for the schedule to charge, %s in all.\n", count(p.Fees, "late fee waits", "late fees wait"), p.Total)
	case p.Fees > 0:
		fmt.Fprintf(a.out, "%s to be charged with --charge, %s in all.\n", count(p.Fees, "late fee waits", "late fees wait"), p.Total)
	}
}

// printOverdue says what would be marked and charged, with the arithmetic.
func (a *app) printOverdue(p data.OverduePreview) error {
	fmt.Fprintf(a.out, "Would mark %s overdue.\n", count(p.Marks, "bill", "bills"))
	if p.Clears > 0 {
		fmt.Fprintf(a.out, "Would take a wrong status off %s not late.\n", count(p.Clears, "bill that is", "bills that are"))
	}
	a.printWaiting(p)
	if len(p.Lines) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "UNIT\tBILL\tDUE\tFEE")
	for _, l := range p.Lines {
		text := l.Description
		if text == "" {
			text = l.Type
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s%% of %s = %s\n", data.Clean(l.Unit), data.Clean(text), l.DueDate, l.Percent, l.Base, l.Fee)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if more := p.Fees - len(p.Lines); more > 0 {
		fmt.Fprintf(a.out, "... and %s.\n", count(more, "more", "more"))
	}
	return nil
}
