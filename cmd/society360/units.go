package main

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// unitsCommand lists the society's units.
func (a *app) unitsCommand() *cobra.Command {
	var f listFlags
	var status, search string
	cmd := &cobra.Command{
		Use:   "units",
		Short: "List units, by their labels",
		Example: `  society360 units --status vacant
  society360 units --search b-2 --json`,
		Args: a.takes(),
	}
	a.lists(cmd, &f)
	choose(cmd, &status, "status", "only units of this status", data.UnitStatuses()...)
	cmd.Flags().StringVar(&search, "search", "", "the beginning of a label or a number, such as a10")
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		filter := data.UnitFilter{Status: status, Search: search}
		return writeList(ctx, a, &f, time.UTC, unitColumns(), func(ctx context.Context, after *data.UnitRow, limit int) ([]data.UnitRow, bool, error) {
			filter.Limit = limit
			if after != nil {
				filter.After = after.Cursor()
			}
			page, err := store.Units(ctx, actor, filter)
			return page.Units, page.More, err
		})
	})), f.check)
	return cmd
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

// narrowed gives the society's zone, and puts the unit that a label names into
// a list's filter.
func narrowed(ctx context.Context, store *data.Store, actor data.Actor, label string, into **uuid.UUID) (*time.Location, error) {
	if label != "" {
		unit, err := store.UnitByLabel(ctx, actor, label)
		if err != nil {
			return nil, err
		}
		*into = &unit.ID
	}
	return zoneOf(ctx, store)
}
