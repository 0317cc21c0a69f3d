package homes

import (
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
)

// The past of a unit belongs to who lived it: what happened there on a day is a
// resident's own where a residency of theirs covers that day, and stays so when they
// have moved out. Who moves in reads nothing of those before.

// began is the day from which a residency l covers what happens in its unit: its own
// day of moving in, of an owner the earliest of their residencies there. A day that is
// not known was always.
const began = `coalesce(CASE WHEN l.resident_type = 'owner' THEN (
		SELECT min(coalesce(e.move_in_date, '-infinity')) FROM user_units e WHERE e.user_id = l.user_id AND e.unit_id = l.unit_id)
	ELSE l.move_in_date END, '-infinity')`

// ended is the day from which it covers nothing more. Of one that has ended on a day
// that nobody noted nothing is known, so that it covers nothing.
func ended() string {
	return `CASE WHEN ` + NotMovedOut(`l`) + ` THEN coalesce(l.move_out_date, 'infinity')
		WHEN l.move_out_date <= ` + settings.TodaySQL + ` THEN l.move_out_date ELSE '-infinity' END`
}

// EverUnitIDs are the IDs of the units of which @actor has a past.
const EverUnitIDs = `(SELECT l.unit_id FROM user_units l WHERE l.user_id = @actor)`

// LivedThen is the condition that what happened in a unit on a day, both in SQL, is of
// @actor's own past. OFFSET 0 keeps it from being joined: the rows of the actor's few
// units are found by their index, and it is looked at for each.
func LivedThen(unit, day string) string {
	return `(` + unit + ` IN ` + EverUnitIDs + ` AND EXISTS (SELECT FROM user_units l WHERE l.user_id = @actor AND l.unit_id = ` + unit + `
		AND ` + began + ` <= ` + day + ` AND ` + ended() + ` > ` + day + ` OFFSET 0))`
}

// DayOf is the day of a moment, in SQL, by the society's calendar; a moment that is
// not known was before all days.
func DayOf(moment string) string {
	return `(coalesce(` + moment + `, '-infinity') AT TIME ZONE (SELECT society360_zone()))::date`
}

// OwnsNow is the condition that @actor owns a unit and lives there now, as the
// register has it.
func OwnsNow(unit string) string {
	return unit + ` IN (SELECT l.unit_id FROM user_units l WHERE l.user_id = @actor AND l.resident_type = 'owner' AND ` + ResidesNow + `)`
}

// StillTheirs is the condition that a scope may change something of a unit today: who
// moved out reads their own past and changes nothing of it.
func StillTheirs(s role.Scope, unit string) string {
	if s == role.OwnUnits {
		return unit + ` IN ` + OwnUnitIDs
	}
	return `true`
}
