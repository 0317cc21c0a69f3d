package main

import (
	"context"

	"github.com/civoranexus/society360/data/homes"

	"github.com/spf13/cobra"
)

// residentsCommand lists the society's residents; its subcommands are about one of them.
func (a *app) residentsCommand() *cobra.Command {
	var unit string
	var of homes.ResidentFilter
	cmd := &cobra.Command{
		Use:   "residents",
		Short: "List residents, by their units",
		Example: `  society360 residents --block 'Tower A' --csv --all > residents.csv
  society360 residents --without-email --type owner`,
	}
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "only residents of this unit, such as A-101")
	flags.StringVar(&of.Block, "block", "", "only residents of the block with this name")
	choose(cmd, &of.Type, "type", "only residents of this type", homes.ResidentTypes()...)
	choose(cmd, &of.State, "state", "who lives there now (here), is to move in (ahead) or moved out (left)", homes.LivingHere, homes.MovingIn, homes.HasMovedOut)
	flags.BoolVar(&of.Unreached, "without-email", false, "only residents without an e-mail address, who cannot sign in")
	either(cmd, "unit", "block")
	cmd.AddCommand(a.residentsExport(), a.residentsRemove())
	return lists(a, cmd, residentColumns(), func(ctx context.Context, c call) (pages[homes.ResidentRow], error) {
		filter := of
		var err error
		if filter.Unit, err = c.unit(ctx, unit); err != nil {
			return nil, err
		}
		return func(ctx context.Context, after *homes.ResidentRow, limit int) ([]homes.ResidentRow, bool, error) {
			filter.After, filter.Limit = behind(after, homes.ResidentRow.Cursor), limit
			page, err := c.society.Homes.AllResidents(ctx, c.actor, filter)
			return page.Residents, page.More, err
		}, nil
	})
}

func residentColumns() []column[homes.ResidentRow] {
	return []column[homes.ResidentRow]{
		{name: "id", wide: true, value: func(r homes.ResidentRow) any { return r.ID.String() }},
		{name: "unit", value: func(r homes.ResidentRow) any { return r.Unit }},
		{name: "block", wide: true, value: func(r homes.ResidentRow) any { return r.Block }},
		{name: "number", wide: true, value: func(r homes.ResidentRow) any { return r.Number }},
		{name: "name", value: func(r homes.ResidentRow) any { return r.Name }},
		{name: "phone", contacts: "users", value: func(r homes.ResidentRow) any { return r.Phone }},
		{name: "email", contacts: "users", value: func(r homes.ResidentRow) any { return r.Email }},
		{name: "type", value: func(r homes.ResidentRow) any { return r.Type }},
		{name: "primary", value: func(r homes.ResidentRow) any { return r.Primary }},
		{name: "move_in", wide: true, value: func(r homes.ResidentRow) any { return r.MovedIn }},
		{name: "move_out", wide: true, value: func(r homes.ResidentRow) any { return r.MovesOut }},
		{name: "state", wide: true, value: func(r homes.ResidentRow) any { return r.State }},
		{name: "signs_in", wide: true, value: func(r homes.ResidentRow) any { return r.SignsIn }},
		{name: "user_id", wide: true, value: func(r homes.ResidentRow) any { return r.UserID.String() }},
	}
}
