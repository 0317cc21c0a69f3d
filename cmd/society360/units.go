package main

import (
	"context"

	"github.com/civoranexus/society360/data/homes"

	"github.com/spf13/cobra"
)

// unitsCommand lists the society's units; its subcommand moves a resident out.
func (a *app) unitsCommand() *cobra.Command {
	var status, search string
	cmd := &cobra.Command{
		Use:   "units",
		Short: "List units, by their labels, or move a resident out",
		Example: `  society360 units --status vacant
  society360 units --search b-2 --json`,
	}
	choose(cmd, &status, "status", "only units of this status", homes.UnitStatuses()...)
	cmd.Flags().StringVar(&search, "search", "", "the beginning of a label or a number, such as a10, or the name of somebody who lives there")
	cmd.AddCommand(a.unitsMoveOut())
	return lists(a, cmd, unitColumns(), func(_ context.Context, c call) (pages[homes.UnitRow], error) {
		filter := homes.UnitFilter{Status: status, Search: search}
		return func(ctx context.Context, after *homes.UnitRow, limit int) ([]homes.UnitRow, bool, error) {
			filter.After, filter.Limit = behind(after, homes.UnitRow.Cursor), limit
			page, err := c.society.Homes.Units(ctx, c.actor, filter)
			return page.Units, page.More, err
		}, nil
	})
}

func unitColumns() []column[homes.UnitRow] {
	return []column[homes.UnitRow]{
		{name: "id", wide: true, value: func(u homes.UnitRow) any { return u.ID.String() }},
		{name: "unit", value: func(u homes.UnitRow) any { return u.Label }},
		{name: "block", value: func(u homes.UnitRow) any { return u.Block }},
		{name: "number", value: func(u homes.UnitRow) any { return u.Number }},
		{name: "floor", value: func(u homes.UnitRow) any { return u.Floor }},
		{name: "type", value: func(u homes.UnitRow) any { return u.Type }},
		{name: "status", value: func(u homes.UnitRow) any { return u.Status }},
		{name: "residents", value: func(u homes.UnitRow) any { return u.Residents }},
		{name: "primary_contact", value: func(u homes.UnitRow) any { return u.Contact }},
	}
}
