package main

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (a *app) billsRun() *cobra.Command {
	var month string
	var dry, scheduled, ahead bool
	var f forms
	cmd := &cobra.Command{
		Use:   "run (--as EMAIL | --scheduled)",
		Short: "Raise the month's maintenance bills",
		Long: `Run raises a maintenance bill for every unit that has none of the month yet, by
the setting billing.maintenance_fee. Run again it raises what is missing and
nothing twice. Units are billed whether somebody lives there or not.

Somebody has to answer for it: the account of --as, or for a timer's command with
--scheduled the account of this machine that runs it. A month behind the next one
wants --ahead. A wrong run is taken back with "society360 bills unrun".`,
		Example: `  society360 bills run --month 2026-12 --dry-run
  society360 bills run --month 2026-12 --as asha@greenpark.example
  0 6 1 * * society360 bills run --scheduled`,
	}
	cmd.Flags().StringVar(&month, "month", "", "the month to bill, such as 2026-12, in place of this one")
	cmd.Flags().BoolVar(&scheduled, "scheduled", false, "a timer runs this: the account of this machine answers for it")
	cmd.Flags().BoolVar(&ahead, "ahead", false, "a month behind the next one is meant")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be raised, and raise nothing")
	a.actsAs(cmd)
	either(cmd, "as", "scheduled")
	a.previews(cmd, &f, &dry)
	a.check(cmd, func() (err error) {
		if !dry && !scheduled && !a.isNamed() {
			return usage("bills run needs --as, the e-mail of the admin who bills, or --scheduled for a timer's")
		}
		_, err = typedMonth(month, value.UTCToday())
		return err
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		of, err := typedMonth(month, c.society.Settings.ThisDay())
		if err != nil {
			return err
		}
		if scheduled {
			operator := c.actor.Origin.Operator
			c.actor = role.Scheduled(machineAccount())
			c.actor.Origin.Operator = operator
		}
		preview, err := c.society.Money.PreviewRun(ctx, c.actor, of)
		switch {
		case err != nil:
			return err
		case dry:
			return a.printRun(ctx, c, f, preview)
		case preview.Ahead > 0 && !ahead:
			return fail(nil, "%s is %d months ahead; %s of %s in all would be raised. Nothing was done: add --ahead if it is meant.",
				preview.Month.Format("January 2006"), preview.Ahead, count(preview.Units, "bill", "bills"), preview.Total)
		}
		done, err := c.society.Money.RunBills(ctx, c.actor, of, a.progress("units"))
		if err != nil && done.Bills > 0 {
			a.say("Before it stopped, it raised %s.", count(done.Bills, "bill", "bills"))
		}
		if err != nil {
			return err
		}
		a.tell(f, "%s: raised %s, %s in all.", money.RunPreview{Month: done.Month}.Description(), count(done.Bills, "bill", "bills"), done.Total)
		a.tellLeftOut(f, done.LeftOut)
		return nil
	})
}

// typedMonth reads a month from the flag --month, today where nothing was typed.
func typedMonth(typed string, today value.Day) (value.Day, error) {
	if typed == "" {
		return today, nil
	}
	month, err := calendar.Reader{Now: today.Noon(time.UTC)}.Month(typed, calendar.Nearest)
	if err != nil {
		return today, usage("--month takes a month such as 2026-12, not %q", typed)
	}
	return value.DayOf(month), nil
}

// machineAccount is the account of this machine under which the program runs, by its
// number alone: one that the machine's own list lacks would be called whatever the
// environment says.
func machineAccount() string { return nameOfUID(strconv.Itoa(os.Getuid())) }

// nameOfUID is the name of an account of this machine, or its number where it has none.
func nameOfUID(uid string) string {
	if u, err := user.LookupId(uid); err == nil && u.Username != "" {
		return u.Username
	}
	return "uid " + uid
}

// printRun says what a run would raise.
func (a *app) printRun(ctx context.Context, c call, f forms, p money.RunPreview) error {
	a.tell(f, "%s: would raise %s, %s in all, dated %s and due %s.",
		p.Description(), count(p.Units, "bill", "bills"), p.Total, p.BillDate, p.DueDate)
	if len(p.ByType) > 0 || !f.plain() {
		if err := writeRows(ctx, a, f, c, runColumns(), p.ByType); err != nil {
			return err
		}
	}
	a.tellLeftOut(f, p.LeftOut)
	return nil
}

func runColumns() []column[money.RunType] {
	return []column[money.RunType]{
		{name: "type", value: func(t money.RunType) any { return t.Type }},
		{name: "units", value: func(t money.RunType) any { return t.Units }},
		{name: "fee", value: func(t money.RunType) any { return t.Fee }},
		{name: "total", value: func(t money.RunType) any { return t.Total }},
	}
}

// leftOutShown is how many units of one reason are named.
const leftOutShown = 10

// tellLeftOut says which units were left out, and why.
func (a *app) tellLeftOut(f forms, units []money.RunLine) {
	byReason := map[money.RunReason][]string{}
	var reasons []money.RunReason
	for _, u := range units {
		if byReason[u.Reason] == nil {
			reasons = append(reasons, u.Reason)
		}
		byReason[u.Reason] = append(byReason[u.Reason], value.Clean(u.Unit))
	}
	slices.Sort(reasons)
	for _, reason := range reasons {
		names, more := byReason[reason], ""
		if len(names) > leftOutShown {
			names, more = names[:leftOutShown], ", ..."
		}
		a.tell(f, "Left out, %s: %s (%s%s).", reason.Word(),
			count(len(byReason[reason]), "unit", "units"), strings.Join(names, ", "), more)
	}
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
