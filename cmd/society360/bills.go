package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/civoranexus/society360/data"
)

func (a *app) billsCommand() *cobra.Command {
	cmd := a.billsList()
	cmd.AddCommand(a.billsPay(), a.billsRaise(), a.billsRun(), a.billsOverdue())
	return cmd
}

func (a *app) billsRun() *cobra.Command {
	var month string
	var dry bool
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Raise the month's maintenance bills",
		Long: `Run raises a maintenance bill for every unit that has none of the month yet, by
the setting billing.maintenance_fee. Run again it raises what is missing and
nothing twice. Units are billed whether somebody lives there or not.`,
		Example: `  society360 bills run --month 2026-12 --dry-run
  society360 bills run --month 2026-12 --as asha@greenpark.example`,
		Args: a.takes(),
	}
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		of := store.ThisDay()
		if month != "" {
			var err error
			if of, err = data.ParseMonth(month); err != nil { // checked
				return err
			}
		}
		if dry {
			preview, err := store.PreviewRun(ctx, actor, of)
			if err != nil {
				return err
			}
			return a.printRun(preview)
		}
		done, err := store.RunBills(ctx, actor, of, a.progress("units"))
		if err != nil && done.Bills > 0 {
			a.say("Before it stopped, it raised %s.", count(done.Bills, "bill", "bills"))
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s: raised %s, %s in all.\n", data.RunPreview{Month: done.Month}.Description(), count(done.Bills, "bill", "bills"), done.Total)
		return a.printLeftOut(done.LeftOut)
	})), func() error {
		if _, err := data.ParseMonth(month); month != "" && err != nil {
			return usage("--month takes a month such as 2026-12, not %q", month)
		}
		return nil
	})
	cmd.Flags().StringVar(&month, "month", "", "the month to bill, such as 2026-12, in place of this one")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be raised, and raise nothing")
	a.actsAs(cmd)
	return cmd
}

// printRun says what a run would raise.
func (a *app) printRun(p data.RunPreview) error {
	fmt.Fprintf(a.out, "%s: would raise %s, %s in all, dated %s and due %s.\n",
		p.Description(), count(p.Units, "bill", "bills"), p.Total, p.BillDate, p.DueDate)
	if len(p.ByType) > 0 {
		table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(table, "TYPE\tUNITS\tFEE\tTOTAL\t")
		for _, t := range p.ByType {
			fmt.Fprintf(table, "%s\t%d\t%s\t%s\t\n", data.Clean(t.Type), t.Units, t.Fee, t.Total)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return a.printLeftOut(p.LeftOut)
}

// leftOutShown is how many units of one reason are named.
const leftOutShown = 10

// printLeftOut says which units were left out, and why.
func (a *app) printLeftOut(units []data.RunLine) error {
	byReason := map[data.RunReason][]string{}
	var reasons []data.RunReason
	for _, u := range units {
		if byReason[u.Reason] == nil {
			reasons = append(reasons, u.Reason)
		}
		byReason[u.Reason] = append(byReason[u.Reason], data.Clean(u.Unit))
	}
	slices.Sort(reasons)
	for _, reason := range reasons {
		names, more := byReason[reason], ""
		if len(names) > leftOutShown {
			names, more = names[:leftOutShown], ", ..."
		}
		fmt.Fprintf(a.out, "Left out, %s: %s (%s%s).\n", reason.Word(),
			count(len(byReason[reason]), "unit", "units"), strings.Join(names, ", "), more)
	}
	return nil
}

func (a *app) billsOverdue() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:   "overdue",
		Short: "Mark the bills that are past their due date, and charge their late fees",
		Long: `Overdue marks the bills that are past their due date, and charges each a late
fee of the setting billing.late_fee_percentage on what is unpaid, once a bill. It
takes the mark off a bill that is not late any more, as after a change of the
society's zone.
A server does this by itself every hour, unless it runs with --no-schedule.`,
		Example: "  society360 bills overdue --dry-run",
		Args:    a.takes(),
	}
	cmd.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		if dry {
			preview, err := store.PreviewOverdue(ctx, actor)
			if err != nil {
				return err
			}
			return a.printOverdue(preview)
		}
		done, err := store.ChargeOverdue(ctx, actor, a.progress("bills"))
		if err != nil && done.Marks+done.Clears+done.Fees > 0 {
			a.say("Before it stopped, it marked %s and charged %s.",
				count(done.Marks, "bill", "bills"), count(done.Fees, "late fee", "late fees"))
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "Marked %s overdue; charged %s, %s in all.\n",
			count(done.Marks, "bill", "bills"), count(done.Fees, "late fee", "late fees"), done.Total)
		if done.Clears > 0 {
			fmt.Fprintf(a.out, "Took a wrong status off %s not late.\n", count(done.Clears, "bill that is", "bills that are"))
		}
		return nil
	}))
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be marked and charged, and change nothing")
	a.actsAs(cmd)
	return cmd
}

// printOverdue says what would be charged, with the arithmetic.
func (a *app) printOverdue(p data.OverduePreview) error {
	fmt.Fprintf(a.out, "Would mark %s overdue and charge %s, %s in all.\n",
		count(p.Marks, "bill", "bills"), count(p.Fees, "late fee", "late fees"), p.Total)
	if p.Clears > 0 {
		fmt.Fprintf(a.out, "Would take a wrong status off %s not late.\n", count(p.Clears, "bill that is", "bills that are"))
	}
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

// progress tells a person at a terminal how far long work is, on one line that
// is wiped at the end; in a pipe or a log it says nothing.
func (a *app) progress(of string) func(done, total int) {
	f, ok := a.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(done, total int) {
		if done == total {
			_, _ = fmt.Fprintf(f, "\r%*s\r", len(of)+24, "")
			return
		}
		_, _ = fmt.Fprintf(f, "\r%d of %d %s", done, total, of)
	}
}
