package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// movedOut is a residency that a command ended, with what its unit owes.
type movedOut struct {
	homes.Residency
	unit string
	due  value.Paise
}

func movedOutColumns() []column[movedOut] {
	return []column[movedOut]{
		{name: "id", wide: true, value: func(m movedOut) any { return m.ID.String() }},
		{name: "unit", value: func(m movedOut) any { return m.unit }},
		{name: "name", value: func(m movedOut) any { return m.Name }},
		{name: "type", value: func(m movedOut) any { return m.Type }},
		{name: "status", value: func(m movedOut) any { return m.Status }},
		{name: "moved_in", value: func(m movedOut) any { return m.MovedIn }},
		{name: "moves_out", value: func(m movedOut) any { return m.MovesOut }},
		{name: "due", value: func(m movedOut) any { return m.due }},
	}
}

func (a *app) unitsMoveOut() *cobra.Command {
	var unit, resident, date string
	var stays, owing bool
	var until value.Day
	cmd := &cobra.Command{
		Use:   "move-out --unit UNIT --resident NAME --as EMAIL",
		Short: "Move a resident out, at once or on a day to come",
		Long: `Move-out ends what a resident lives in or owns: today, or on the day of --date; a
later day than today as it begins. --stays takes such a day back. It says what the
unit owes and with whom that stays. Where something is due and an owner goes, or
the last who lives there, nothing is saved without --owing.`,
		Example: `  society360 units move-out --unit A-101 --resident 'Meera Joshi' --date 2026-12-31 --as asha@greenpark.example`,
	}
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "the unit, such as A-101")
	flags.StringVar(&resident, "resident", "", "who moves out, by name or e-mail address")
	flags.StringVar(&date, "date", "", "the day, such as 2026-12-31, in place of today")
	flags.BoolVar(&stays, "stays", false, "take a day of moving out back that lies ahead")
	flags.BoolVar(&owing, "owing", false, "move them out though the unit owes")
	needs(cmd, "unit", "resident")
	either(cmd, "date", "stays")
	day := func(today value.Day) (err error) {
		if until, err = typedDay("date", date, today, calendar.Nearest); until.IsZero() && !stays {
			until = today
		}
		return err
	}
	a.check(cmd, func() error { return day(value.UTCToday()) })
	return writes(a, cmd, movedOutColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]movedOut, string, error) {
		if err := day(c.society.Settings.ThisDay()); err != nil {
			return nil, "", err
		}
		record, goes, err := c.residency(ctx, unit, resident)
		if err != nil {
			return nil, "", err
		}
		dues := record.StaysWith(goes)
		if stays {
			dues = directory.Stays{}
		}
		if dues.Asks && !owing {
			return nil, "", fail(nil, "%s Nothing was saved: add --owing to move %s out all the same.", owes(record, dues), goes.Name)
		}
		now, err := c.society.Homes.MoveOut(ctx, c.actor, key, goes, until)
		if err != nil {
			return nil, "", err
		}
		said := leaves(now, record.Label, goes.MovesIn())
		if dues.Due > 0 {
			said += " " + owes(record, dues)
		}
		return []movedOut{{now, record.Label, dues.Due}}, said, nil
	})
}

// residency is who of a unit has a name or an e-mail address: of those who live there
// or are to, else of those who moved out, for a command that is repeated.
func (c call) residency(ctx context.Context, label, named string) (unit directory.Record, who homes.Residency, err error) {
	found, err := c.society.Homes.UnitByLabel(ctx, c.actor, label)
	if err != nil {
		return unit, who, err
	}
	if unit, err = c.society.Directory.Record(ctx, c.actor, found.ID); err != nil {
		return unit, who, err
	}
	named = value.Clean(named)
	var here, gone []homes.Residency
	var names []string
	for _, r := range unit.People {
		stands, is := r.LivesThere() || r.MovesIn(), strings.EqualFold(r.Name, named) || strings.EqualFold(r.Email, named)
		switch {
		case stands && is:
			here = append(here, r)
		case stands:
			names = append(names, r.Name)
		case is:
			gone = append(gone, r)
		}
	}
	switch {
	case len(here) == 1:
		return unit, here[0], nil
	case len(here) > 1:
		err = fail(nil, "%d of %s are named %s: give the e-mail address. Nothing was saved.", len(here), unit.Label, named)
	case len(gone) > 0:
		return unit, gone[0], nil
	case len(names) == 0:
		err = fail(nil, "Nobody lives in %s. Nothing was saved.", unit.Label)
	default:
		err = fail(nil, "Nobody who lives in %s is named %s: --resident takes one of %s. Nothing was saved.", unit.Label, named, strings.Join(names, ", "))
	}
	return unit, who, err
}

// owes says what a unit owes, and with whom that stays.
func owes(unit directory.Record, stays directory.Stays) string {
	with := "the unit: nobody else lives there"
	switch {
	case stays.With != nil:
		with = stays.With.Name
	case stays.Comes != nil:
		with = fmt.Sprintf("the unit: %s moves in on %s", stays.Comes.Name, stays.Comes.MovedIn)
	}
	return fmt.Sprintf("%s owes %s, which stays with %s.", unit.Label, stays.Due, with)
}

// leaves says what became of a residency.
func leaves(now homes.Residency, unit string, ahead bool) string {
	switch {
	case now.Status != "active" && ahead:
		return fmt.Sprintf("%s does not move into %s.", now.Name, unit)
	case now.Status != "active":
		return fmt.Sprintf("%s moved out of %s.", now.Name, unit)
	case now.MovesOut.IsZero():
		return fmt.Sprintf("%s stays in %s.", now.Name, unit)
	}
	return fmt.Sprintf("%s moves out of %s on %s.", now.Name, unit, now.MovesOut)
}
