package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	"github.com/spf13/cobra"
)

// reportsCommand lists the rows of a report.
func (a *app) reportsCommand() *cobra.Command {
	var days span
	cmd := &cobra.Command{
		Use:   "reports " + strings.Join(reports.Tables(), "|"),
		Short: "List the figures of a report",
		Long: `Reports lists the rows of one report, all of them unless --limit says otherwise.

Visitors by hour of the day, by day and by the way of their approval, the longest
stays, tickets by category and collection by month are of the days that are named,
or of this month. Their figures are made every night, or when an admin asks:
--refresh, with --as EMAIL, makes them anew first. What is late, by block, and how
units are used are as of now.`,
		Example: `  society360 reports collection --from 2026-01-01 --json
  society360 reports days --from 2026-11-01 --to 2026-11-30 --csv > november.csv
  society360 reports dues`,
		Args:      a.takesReport(),
		ValidArgs: reports.Tables(),
	}
	f := a.listFlags(cmd, true)
	a.spans(cmd, &days, "figures of days")
	var refresh bool
	cmd.Flags().BoolVar(&refresh, "refresh", false, "make the figures anew first, which may take minutes")
	a.check(cmd, func() error {
		if refresh && !a.isNamed() {
			return usage("--refresh is a change: it needs --as EMAIL, the admin who asks for it")
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		within, err := reportDays(&days, c.zone, time.Now())
		if err != nil {
			return err
		}
		if refresh {
			if _, err := c.society.Reports.RefreshAll(ctx, c.actor, false); err != nil {
				return err
			}
		} else { // a standby may not have what was just made
			there, end := a.elsewhere(ctx, c)
			defer end()
			ctx = there
		}
		report, err := c.society.Reports.Table(ctx, c.actor, c.args[0], within)
		if err != nil {
			return err
		}
		a.tell(f.forms, "%s", spanOf(report, within, time.Now().In(c.zone)))
		switch {
		case report.Age == nil:
		case report.Age.MadeAt == nil:
			a.say("These figures were never made: --refresh --as EMAIL makes them, and so does maintain.")
		case report.Age.Outdated:
			a.say("A setting was changed since these figures were made: --refresh --as EMAIL makes them anew, and so does maintain.")
		}
		return writeList(ctx, a, f, c, reportColumns(report), inPages(report.Rows))
	})
}

// spanOf says of which days the figures are and of when; of a report by month, which
// months are not whole.
func spanOf(report table.Table, within reports.Range, now time.Time) string {
	const day, moment = "2 Jan 2006", "2 Jan 2006, 15:04"
	if report.Age == nil {
		return fmt.Sprintf("Report %s, as of %s.", report.Name, now.Format(moment))
	}
	said := fmt.Sprintf("Report %s, %s to %s", report.Name, within.From.Format(day), within.To.Format(day))
	if report.Name == reports.CollectionTable {
		var cut []string
		for _, month := range within.Cut() {
			cut = append(cut, month.Format("2006-01"))
		}
		if len(cut) > 0 {
			said += "; not the whole of " + strings.Join(cut, " and ")
		}
	}
	if made := report.Age.MadeAt; made != nil {
		said += "; figures of " + made.In(now.Location()).Format(moment)
	}
	return said + "."
}

// takesReport checks that the one argument names a report.
func (a *app) takesReport() cobra.PositionalArgs {
	names := strings.Join(reports.Tables(), ", ")
	return a.takesOne("the name of a report: "+names, func(arg string) error {
		if !slices.Contains(reports.Tables(), arg) {
			return usage("there is no report %q; there are %s", arg, names)
		}
		return nil
	})
}

// reportDays are the days that the flags name; this month until today where they
// name none, and until today where they name no end.
func reportDays(days *span, zone *time.Location, now time.Time) (reports.Range, error) {
	first, last, err := days.in(zone, now)
	if err != nil {
		return reports.Range{}, err
	}
	r := reports.Range{To: value.DayOf(now.In(zone))}
	if last != nil {
		r.To = *last
	}
	r.From = r.To.FirstOfMonth()
	if first != nil {
		r.From = *first
	}
	if r.To.Before(r.From) {
		return r, usage("--from %s is after today: name --to as well", days.from)
	}
	return r, nil
}

// reportColumns are a table's columns.
func reportColumns(t table.Table) []column[[]any] {
	columns := make([]column[[]any], len(t.Columns))
	for i, name := range t.Columns {
		columns[i] = column[[]any]{name: name, wide: strings.HasSuffix(name, "_id"), value: func(row []any) any { return row[i] }}
	}
	return columns
}
