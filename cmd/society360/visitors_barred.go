package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// visitorsBarred lists who is not let in, bars somebody, and lifts a bar.
func (a *app) visitorsBarred() *cobra.Command {
	return a.group("barred", "Keep the list of who is not let in", a.barredList(), a.barredAdd(), a.barredLift())
}

func (a *app) barredList() *cobra.Command {
	var unit, search string
	var ended bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List who is barred, the newest first",
		Example: `  society360 visitors barred list --search parcels --json`,
	}
	cmd.Flags().BoolVar(&ended, "ended", false, "those that are not in force any more: over, lifted, or of a resident who moved out")
	cmd.Flags().StringVar(&unit, "unit", "", "only who is barred from this unit, such as A-101")
	cmd.Flags().StringVar(&search, "search", "", "part of a phone, a plate, a name or the reason, or a unit")
	return lists(a, cmd, barColumns(), func(ctx context.Context, c call) (pages[visits.Bar], error) {
		filter := visits.BarFilter{Ended: ended, Search: search}
		var err error
		if filter.UnitID, err = c.unit(ctx, unit); err != nil {
			return nil, err
		}
		return func(ctx context.Context, after *visits.Bar, limit int) ([]visits.Bar, bool, error) {
			filter.After, filter.Limit = behind(after, visits.Bar.Cursor), limit
			page, err := c.society.Visits.Bars(ctx, c.actor, filter)
			return page.Bars, page.More, err
		}, nil
	})
}

func (a *app) barredAdd() *cobra.Command {
	var phone, plate, name, unit, until, reason string
	cmd := &cobra.Command{
		Use:   "add --phone PHONE --reason REASON --as EMAIL",
		Short: "Bar a phone, a plate or a name",
		Long: `Add bars a phone, a plate or a name from the society, or from one unit, until the
end of a day or until it is lifted. The gate is told who barred it, until when and
why, and does not let it in. A name is barred as a whole: Ramesh Kumar is not
Ramesh Kumar Singh.`,
		Example: `  society360 visitors barred add --phone 9820012345 --until 2026-12-31 --reason 'took parcels' --as asha@greenpark.example
  society360 visitors barred add --plate MH12AB1234 --unit A-101 --reason 'blocks the ramp' --as asha@greenpark.example`,
	}
	flags := cmd.Flags()
	flags.StringVar(&phone, "phone", "", "a phone, however it is written")
	flags.StringVar(&plate, "plate", "", "a vehicle, by its plate")
	flags.StringVar(&name, "name", "", "a whole name; many share one")
	flags.StringVar(&unit, "unit", "", "from this unit alone, such as A-101")
	flags.StringVar(&until, "until", "", "the last day on which it is barred, such as 2026-12-31, in place of until it is lifted")
	flags.StringVar(&reason, "reason", "", "why, for the gate to read")
	needsOne(cmd, "phone", "plate", "name")
	either(cmd, "phone", "plate", "name")
	needs(cmd, "reason")
	a.check(cmd, func() error {
		_, err := typedDay("until", until, value.UTCToday(), calendar.Next)
		return err
	})
	return writes(a, cmd, barColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]visits.Bar, string, error) {
		d := visits.BarDraft{Kind: visits.BarredPhone, Value: phone, Reason: reason}
		switch {
		case plate != "":
			d.Kind, d.Value = visits.BarredPlate, plate
		case name != "":
			d.Kind, d.Value = visits.BarredName, name
		}
		var err error
		if d.UnitID, err = c.unit(ctx, unit); err != nil {
			return nil, "", err
		}
		if d.LastDay, err = typedDay("until", until, c.society.Settings.ThisDay(), calendar.Next); err != nil {
			return nil, "", err
		}
		b, err := c.society.Visits.Bar(ctx, c.actor, key, d)
		from, ends := "the society", "until it is lifted"
		if b.Unit != "" {
			from = b.Unit
		}
		if !b.LastDay.IsZero() {
			ends = "until " + b.LastDay.Format(longDate)
		}
		return []visits.Bar{b}, fmt.Sprintf("%s is barred from %s %s (%s).", b.Value, from, ends, b.ID), err
	})
}

func (a *app) barredLift() *cobra.Command {
	var id uuid.UUID
	var reason string
	cmd := &cobra.Command{
		Use:     "lift ID --reason REASON --as EMAIL",
		Short:   "Lift a bar: its visitor may come in again",
		Example: `  society360 visitors barred lift 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --reason 'made up' --as asha@greenpark.example`,
		Args: a.takesOne("the ID of a bar, as society360 visitors barred list --json shows it", func(arg string) (err error) {
			if id, err = uuid.Parse(arg); err != nil {
				return usage("%q is no ID of a bar; society360 visitors barred list --json shows them", arg)
			}
			return nil
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why they may come in again")
	needs(cmd, "reason")
	return writes(a, cmd, barColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]visits.Bar, string, error) {
		b, err := c.society.Visits.Lift(ctx, c.actor, key, id, reason)
		return []visits.Bar{b}, fmt.Sprintf("%s is not barred any more.", b.Value), err
	})
}

func barColumns() []column[visits.Bar] {
	return []column[visits.Bar]{
		{name: "id", wide: true, value: func(b visits.Bar) any { return b.ID.String() }},
		{name: "kind", value: func(b visits.Bar) any { return string(b.Kind) }},
		{name: "value", contacts: "barred_visitors", value: func(b visits.Bar) any { return b.Value }},
		{name: "unit", value: func(b visits.Bar) any { return b.Unit }},
		{name: "last_day", value: func(b visits.Bar) any { return b.LastDay }},
		{name: "reason", value: func(b visits.Bar) any { return b.Reason }},
		{name: "by", value: func(b visits.Bar) any { return b.By }},
		{name: "state", wide: true, value: func(b visits.Bar) any { return string(b.State) }},
		{name: "by_resident", wide: true, value: func(b visits.Bar) any { return b.ByResident }},
		{name: "created_at", wide: true, value: func(b visits.Bar) any { return b.CreatedAt }},
		{name: "lifted_at", wide: true, value: func(b visits.Bar) any { return b.LiftedAt }},
		{name: "lifted_by", wide: true, value: func(b visits.Bar) any { return b.LiftedBy }},
		{name: "lift_reason", wide: true, value: func(b visits.Bar) any { return b.LiftReason }},
	}
}
