package main

import (
	"context"

	"github.com/civoranexus/society360/data/maintenance"

	"github.com/spf13/cobra"
)

// maintainSizes lists how large the tables are, and what they grow.
func (a *app) maintainSizes() *cobra.Command {
	return listsAll(a, &cobra.Command{
		Use:   "sizes",
		Short: "List how large the tables are, the largest first, and what they grow in a month",
		Long: `Sizes lists the tables with their indexes, the largest first, and the whole database
before them. What each grows in 30 days is told once its size was noted for a week, as
the job table-sizes of the schedule does every night.`,
		Example: `  society360 maintain sizes
  society360 maintain sizes --json | jq -r 'select(.month_bytes > 1e8) | .table'`,
	}, sizeColumns(), func(ctx context.Context, c call) (pages[maintenance.Size], error) {
		sizes, err := c.society.Maintenance.Sizes(ctx, c.actor)
		return inPages(sizes), err
	})
}

func sizeColumns() []column[maintenance.Size] {
	whole := func(s maintenance.Size) bool { return s.Name == maintenance.Whole }
	return []column[maintenance.Size]{
		{name: "table", value: func(s maintenance.Size) any {
			if whole(s) {
				return "the database"
			}
			return s.Name
		}},
		{name: "size", value: func(s maintenance.Size) any { return s.Shown }},
		{name: "rows", value: func(s maintenance.Size) any {
			if whole(s) {
				return nil
			}
			return int(s.Rows)
		}},
		{name: "month", value: func(s maintenance.Size) any { return s.MonthShown }, blank: "not known yet"},
		{name: "bytes", wide: true, value: func(s maintenance.Size) any { return int(s.Bytes) }},
		{name: "month_bytes", wide: true, value: func(s maintenance.Size) any {
			if s.Month == nil {
				return nil
			}
			return int(*s.Month)
		}},
	}
}
