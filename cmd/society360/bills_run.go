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

func (a *app) billsRun() *cobra.Command {
	var month string
	var of data.Day
	var dry bool
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Raise the month's maintenance bills",
		Long: `Run raises a maintenance bill for every unit that has none of the month yet, by
the setting billing.maintenance_fee. Run again it raises what is missing and
nothing twice. Units are billed whether somebody lives there or not.`,
		Example: `  society360 bills run --month 2026-12 --dry-run
  society360 bills run --month 2026-12 --as asha@greenpark.example`,
	}
	cmd.Flags().StringVar(&month, "month", "", "the month to bill, such as 2026-12, in place of this one")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be raised, and raise nothing")
	a.actsAs(cmd)
	a.check(cmd, func() (err error) {
		if month == "" {
			return nil
		}
		if of, err = data.ParseMonth(month); err != nil {
			return usage("--month takes a month such as 2026-12, not %q", month)
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		if month == "" {
			of = c.store.ThisDay()
		}
		if dry {
			preview, err := c.store.PreviewRun(ctx, c.actor, of)
			if err != nil {
				return err
			}
			return a.printRun(preview)
		}
		done, err := c.store.RunBills(ctx, c.actor, of, a.progress("units"))
		if err != nil && done.Bills > 0 {
			a.say("Before it stopped, it raised %s.", count(done.Bills, "bill", "bills"))
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s: raised %s, %s in all.\n", data.RunPreview{Month: done.Month}.Description(), count(done.Bills, "bill", "bills"), done.Total)
		return a.printLeftOut(done.LeftOut)
	})
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
