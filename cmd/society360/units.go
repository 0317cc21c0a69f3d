package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// unitsCommand lists the society's units.
func (a *app) unitsCommand() *cobra.Command {
	var status, search string
	cmd := &cobra.Command{
		Use:   "units",
		Short: "List units, by their labels",
		Example: `  society360 units --status vacant
  society360 units --search b-2 --json`,
	}
	choose(cmd, &status, "status", "only units of this status", data.UnitStatuses()...)
	cmd.Flags().StringVar(&search, "search", "", "the beginning of a label or a number, such as a10")
	return lists(a, cmd, unitColumns(), func(_ context.Context, c call) (pages[data.UnitRow], error) {
		filter := data.UnitFilter{Status: status, Search: search}
		return func(ctx context.Context, after *data.UnitRow, limit int) ([]data.UnitRow, bool, error) {
			filter.After, filter.Limit = behind(after, data.UnitRow.Cursor), limit
			page, err := c.store.Units(ctx, c.actor, filter)
			return page.Units, page.More, err
		}, nil
	})
}

func unitColumns() []column[data.UnitRow] {
	return []column[data.UnitRow]{
		{name: "id", wide: true, value: func(u data.UnitRow) any { return u.ID.String() }},
		{name: "unit", value: func(u data.UnitRow) any { return u.Label }},
		{name: "block", value: func(u data.UnitRow) any { return u.Block }},
		{name: "number", value: func(u data.UnitRow) any { return u.Number }},
		{name: "floor", value: func(u data.UnitRow) any { return u.Floor }},
		{name: "type", value: func(u data.UnitRow) any { return u.Type }},
		{name: "status", value: func(u data.UnitRow) any { return u.Status }},
		{name: "residents", value: func(u data.UnitRow) any { return u.Residents }},
		{name: "primary_contact", value: func(u data.UnitRow) any { return u.Contact }},
	}
}
