package main

import (
	"cmp"
	"context"

	"github.com/civoranexus/society360/data/money"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) billsOverdue() *cobra.Command {
	var dry, charge bool
	var f forms
	cmd := &cobra.Command{
		Use:   "overdue",
		Short: "Mark the bills that are past their due date, and with --charge charge their late fees",
		Long: `Overdue marks the bills that are past their due date, and takes the mark off a
bill that is not late any more, as after a change of the society's zone. It says
how many late fees wait.

With --charge the account of --as charges them as well: billing.late_fee_percentage
of what is unpaid, once a bill. Opening dues get no late fee, nor does what was due
before billing.late_fee_from or is late by no more than billing.late_fee_grace_days.

A server marks by itself every hour, unless it runs with --no-schedule; it charges
only where billing.late_fees is automatic.`,
		Example: `  society360 bills overdue --dry-run
  society360 bills overdue --charge --as asha@greenpark.example`,
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be marked and what --charge would charge, and change nothing")
	cmd.Flags().BoolVar(&charge, "charge", false, "charge the late fees that wait, as the account of --as")
	a.actsAs(cmd)
	a.previews(cmd, &f, &dry)
	a.check(cmd, func() error {
		switch {
		case charge && dry:
			return usage("--charge and --dry-run exclude each other")
		case charge && !a.isNamed():
			return usage("--charge needs --as, the e-mail of the admin who charges")
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		if !dry {
			marked, err := c.society.Money.MarkOverdue(ctx, c.actor, a.progress("bills"))
			if err == nil || marked != (money.OverdueMarks{}) {
				a.tellMarked(f, "Marked", "Corrected", marked)
			}
			if err != nil {
				return err
			}
		}
		preview, err := c.society.Money.PreviewOverdue(ctx, c.actor)
		switch {
		case err != nil:
			return err
		case dry:
			return a.printOverdue(ctx, c, f, preview)
		case !charge:
			a.tellWaiting(f, preview)
			return nil
		}
		done, err := c.society.Money.ChargeLateFees(ctx, c.actor, uuid.New(), preview.Due, a.progress("late fees"))
		if err == nil || done.Fees > 0 {
			a.tell(f, "Charged %s, %s in all.", count(done.Fees, "late fee", "late fees"), done.Total)
		}
		if done.Left > 0 {
			a.tell(f, "Left %s whose figures changed meanwhile; run it again to see them.", count(done.Left, "bill", "bills"))
		}
		return err
	})
}

// tellMarked says which bills were marked and which corrected, or would be.
func (a *app) tellMarked(f forms, marked, corrected string, done money.OverdueMarks) {
	a.tell(f, "%s %s overdue.", marked, count(done.Marks, "bill", "bills"))
	if done.Clears > 0 {
		a.tell(f, "%s the status of %s not late.", corrected, count(done.Clears, "bill that is", "bills that are"))
	}
}

// tellWaiting says which late fees wait, or why none ever does.
func (a *app) tellWaiting(f forms, p money.OverduePreview) {
	switch {
	case p.Charging == money.FeesNone:
		a.tell(f, "Late fees are off (billing.late_fees is no).")
	case p.From.IsZero():
		a.tell(f, "No late fees are charged until an admin sets the day from which (billing.late_fee_from).")
	case p.Charging == money.FeesAutomatic && p.Fees > 0:
		a.tell(f, "%s for the schedule to charge, %s in all.", count(p.Fees, "late fee waits", "late fees wait"), p.Total)
	case p.Fees > 0:
		a.tell(f, "%s to be charged with --charge, %s in all.", count(p.Fees, "late fee waits", "late fees wait"), p.Total)
	}
}

// printOverdue says what would be marked and charged, with the arithmetic.
func (a *app) printOverdue(ctx context.Context, c call, f forms, p money.OverduePreview) error {
	a.tellMarked(f, "Would mark", "Would correct", p.OverdueMarks)
	a.tellWaiting(f, p)
	if len(p.Lines) > 0 || !f.plain() {
		if err := writeRows(ctx, a, f, c, feeColumns(), p.Lines); err != nil {
			return err
		}
	}
	if more := p.Fees - len(p.Lines); more > 0 {
		a.tell(f, "... and %s.", count(more, "more", "more"))
	}
	return nil
}

func feeColumns() []column[money.FeeLine] {
	return []column[money.FeeLine]{
		{name: "bill_id", wide: true, value: func(l money.FeeLine) any { return l.Bill.String() }},
		{name: "unit", value: func(l money.FeeLine) any { return l.Unit }},
		{name: "bill", value: func(l money.FeeLine) any { return cmp.Or(l.Description, l.Type) }},
		{name: "type", wide: true, value: func(l money.FeeLine) any { return l.Type }},
		{name: "due_date", value: func(l money.FeeLine) any { return l.DueDate }},
		{name: "due", value: func(l money.FeeLine) any { return l.Base }},
		{name: "percent", value: func(l money.FeeLine) any { return l.Percent }},
		{name: "fee", value: func(l money.FeeLine) any { return l.Fee }},
	}
}
