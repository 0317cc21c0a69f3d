package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/archive"

	"github.com/spf13/cobra"
)

// archiveCommand shows what is old enough for the archive and what is there, and moves
// what is due.
func (a *app) archiveCommand() *cobra.Command {
	return a.group("archive", "See what would go to the archive, move it, or list what is there", a.archiveDue(), a.archiveList(), a.archiveRun())
}

// archiveDue lists what would go.
func (a *app) archiveDue() *cobra.Command {
	months := map[archive.Kind]*int{}
	cmd := &cobra.Command{
		Use:   "due",
		Short: "List what would go to the archive now, by kind and month",
		Long: `Due counts what would go to the archive now by the settings general.archive_..._months,
and moves nothing. Where a setting is 0, its kind is kept for ever and nothing is listed;
--visits, --tickets and --audit count for so many months in place of the setting's, to
look before it is set. The tables are read whole, which may take a minute in a large
society.`,
		Example: `  society360 archive due
  society360 archive due --visits 6 --tickets 12 --audit 24`,
	}
	for _, k := range archive.Kinds() {
		months[k] = cmd.Flags().Int(string(k), 0, "count as if "+string(k)+" were kept for so many months")
	}
	a.check(cmd, func() error {
		for _, k := range archive.Kinds() {
			if n := *months[k]; cmd.Flags().Changed(string(k)) && (n < 1 || n > archive.MostMonths) {
				return usage("--%s needs a number of months, 1 to %d, not %d", k, archive.MostMonths, n)
			}
		}
		return nil
	})
	return listsAll(a, cmd, []column[archive.Month]{
		{name: "kind", value: func(m archive.Month) any { return string(m.Kind) }},
		{name: "month", value: func(m archive.Month) any { return m.Month.String()[:len("2026-01")] }},
		{name: "rows", value: func(m archive.Month) any { return m.Rows }},
		{name: "oldest_at", value: func(m archive.Month) any { return m.Oldest }},
	}, func(ctx context.Context, c call) (pages[archive.Month], error) {
		var all []archive.Month
		for _, k := range archive.Kinds() {
			due, err := c.society.Archive.Due(ctx, c.actor, k, *months[k])
			if err != nil {
				return nil, err
			}
			all = append(all, due...)
		}
		return inPages(all), nil
	})
}

// archiveList lists the partitions.
func (a *app) archiveList() *cobra.Command {
	return listsAll(a, &cobra.Command{
		Use:   "list",
		Short: "List the archive's partitions, with their rows and their size",
	}, []column[archive.Part]{
		{name: "kind", value: func(p archive.Part) any { return string(p.Kind) }},
		{name: "name", value: func(p archive.Part) any { return p.Name }},
		{name: "month", wide: true, value: func(p archive.Part) any { return p.Month }},
		{name: "rows", value: func(p archive.Part) any { return p.Rows }},
		{name: "bytes", value: func(p archive.Part) any { return int(p.Bytes) }},
	}, func(ctx context.Context, c call) (pages[archive.Part], error) {
		parts, err := c.society.Archive.List(ctx, c.actor)
		return inPages(parts), err
	})
}

// archiveRun moves what is due.
func (a *app) archiveRun() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Move to the archive what is due there by the settings",
		Long: `Run moves to the archive what is due there, in short transactions, with a rest behind
each: desks work on meanwhile. It can be broken off and run again, and goes on where it
stopped. A server does the same every night (society360 schedule list).`,
		Example: `  society360 archive run --as asha@greenpark.example`,
	}
	a.actsAs(cmd)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		show := a.progress("rows to the archive")
		total := 0
		moved, err := c.society.Archive.Run(ctx, c.actor, func(m archive.Moved) {
			if show != nil {
				show(m.Rows, m.Rows+1) // nobody has counted them
			}
		})
		for _, m := range moved {
			total += m.Rows
		}
		if show != nil {
			show(total, total)
		}
		for _, m := range moved {
			fmt.Fprintf(a.out, "%s: %s to the archive, %s kept; no row was held for more than %d ms.\n",
				m.Kind, count(m.Rows, "row", "rows"), count(m.KeptMonths, "month", "months"), m.Held.Milliseconds()+1)
		}
		if err == nil && len(moved) == 0 {
			fmt.Fprintln(a.out, "Everything is kept for ever: set general.archive_visits_months and its like (society360 archive due counts what would go).")
		}
		return err
	})
}
