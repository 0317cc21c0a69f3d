package main

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/visits"

	"github.com/spf13/cobra"
)

// visitorsCommand lists the register; its subcommands keep the list of who is barred.
func (a *app) visitorsCommand() *cobra.Command {
	var days span
	var view, status, unit, search string
	cmd := &cobra.Command{
		Use:   "visitors",
		Short: "List visitors, newest first",
		Long: `Visitors lists the register, newest first; the overstays longest first. --search
finds part of a name, a phone, a plate or a unit.`,
		Example: `  society360 visitors --view inside
  society360 visitors --unit A-101 --from 2026-11-01 --to 2026-11-30 --csv --all > november.csv
  society360 visitors --status denied --json | jq -r .name`,
	}
	a.spans(cmd, &days, "logged or checked in")
	choose(cmd, &view, "view", "one of the gate's lists", "inside", "overstays", "expected", "today", "history")
	choose(cmd, &status, "status", "only visits of this status", "pending", "approved", "checked_in", "checked_out", "denied", "withdrawn")
	cmd.Flags().StringVar(&unit, "unit", "", "only visits to this unit, such as A-101")
	cmd.Flags().StringVar(&search, "search", "", "part of a name, phone or plate, or a unit")
	a.check(cmd, func() error {
		if view == "today" && days.from != "" {
			return usage("--view today begins today: leave out --from")
		}
		return nil
	})
	cmd.AddCommand(a.visitorsBarred())
	return lists(a, cmd, visitColumns(), func(ctx context.Context, c call) (pages[visits.Visit], error) {
		filter := visits.Filter{View: visitView(view), Status: visits.Status(status), Search: search}
		var err error
		if filter.UnitID, err = c.unit(ctx, unit); err != nil {
			return nil, err
		}
		if filter.Since, filter.Until, err = days.instants(c.zone, time.Now()); err != nil {
			return nil, err
		}
		return func(ctx context.Context, after *visits.Visit, limit int) ([]visits.Visit, bool, error) {
			filter.After, filter.Limit = behind(after, visits.Visit.Cursor), limit
			page, err := c.society.Visits.List(ctx, c.actor, filter)
			return page.Visits, page.More, err
		}, nil
	})
}

func visitView(name string) visits.View {
	switch name {
	case "inside":
		return visits.Inside
	case "overstays":
		return visits.Overstays
	case "expected":
		return visits.Expected
	case "today":
		return visits.Today
	}
	return visits.History
}

func visitColumns() []column[visits.Visit] {
	return []column[visits.Visit]{
		{name: "id", wide: true, value: func(v visits.Visit) any { return v.ID.String() }},
		{name: "at", value: func(v visits.Visit) any { return v.At }},
		{name: "name", value: func(v visits.Visit) any { return v.Name }},
		{name: "phone", contacts: "visitor_logs", value: func(v visits.Visit) any { return v.Phone }},
		{name: "unit", value: func(v visits.Visit) any { return v.Unit }},
		{name: "purpose", value: func(v visits.Visit) any { return v.Purpose }},
		{name: "plate", value: func(v visits.Visit) any { return v.Plate }},
		{name: "status", value: func(v visits.Visit) any { return string(v.ListedAs()) }},
		{name: "lapsed", wide: true, value: func(v visits.Visit) any { return string(v.Lapse) }},
		{name: "party_size", wide: true, value: func(v visits.Visit) any { return v.PartySize }},
		{name: "expected_arrival", wide: true, value: func(v visits.Visit) any { return v.ExpectedArrival }},
		{name: "approved_at", wide: true, value: func(v visits.Visit) any { return v.ApprovedAt }},
		{name: "check_in_time", wide: true, value: func(v visits.Visit) any { return v.CheckInTime }},
		{name: "check_out_time", value: func(v visits.Visit) any { return v.CheckOutTime }},
		{name: "entry_gate", wide: true, value: func(v visits.Visit) any { return v.EntryGate }},
		{name: "exit_gate", wide: true, value: func(v visits.Visit) any { return v.ExitGate }},
		{name: "presumed_left", wide: true, value: func(v visits.Visit) any { return v.PresumedLeft }},
		{name: "overstay", wide: true, value: func(v visits.Visit) any { return v.Overstay }},
		{name: "guard", wide: true, value: func(v visits.Visit) any { return v.Guard }},
		{name: "approver", wide: true, value: func(v visits.Visit) any { return v.Approver }},
		{name: "created_at", wide: true, value: func(v visits.Visit) any { return v.CreatedAt }},
		{name: "archived", wide: true, value: func(v visits.Visit) any { return v.Archived }},
	}
}
