package homes

import (
	"github.com/civoranexus/society360/data/settings"
)

// ResidesNow is the one definition of who lives in a unit now, on a row l of
// user_units: somebody who did not move out, whose day of moving in is here and
// whose day of moving out is not, by the society's calendar. Every right over a
// unit rests on it: it begins and ends with its day, whether or not the schedule
// has updated the row yet. An unknown day of moving in is long past, an unknown day
// of moving out never comes.
//
// The status is compared without coalesce: with one the server guesses that next to
// no row fits, and reads every resident for a name. The function society360_resides,
// on which a unit's status rests, says the same.
const ResidesNow = `(l.status IS NULL OR l.status = 'active')
	AND (l.move_in_date IS NULL OR l.move_in_date <= ` + settings.TodaySQL + `)
	AND (l.move_out_date IS NULL OR l.move_out_date > ` + settings.TodaySQL + `)`

// LivesHere is the condition that the person p of a residency l lives in the unit
// now: a deleted account lives nowhere.
const LivesHere = ResidesNow + ` AND p.deleted_at IS NULL`

// OwnUnitIDs are the IDs of the units that @actor lives in or owns now.
const OwnUnitIDs = `(SELECT l.unit_id FROM user_units l WHERE l.user_id = @actor AND ` + ResidesNow + `)`

// NotMovedOut is the condition that a residency, by the name of its row, is not
// marked as ended: its person lives there, or will, or did until a day that the
// schedule has not dealt with yet.
func NotMovedOut(row string) string { return `coalesce(` + row + `.status, 'active') = 'active'` }

// Belongs is NotMovedOut of a residency l whose day of moving out has not come either:
// the person lives there or is to, and cannot move in a second time.
func Belongs() string {
	return NotMovedOut(`l`) + ` AND (l.move_out_date IS NULL OR l.move_out_date > ` + settings.TodaySQL + `)`
}

// MovesIn is the condition that the person p of a residency l is still to move in.
func MovesIn() string {
	return Belongs() + ` AND l.move_in_date > ` + settings.TodaySQL + ` AND p.deleted_at IS NULL`
}

// ResidentOrder is the order in which a unit's people are called, on l and p.
const ResidentOrder = `coalesce(l.is_primary_contact, false) DESC,
	array_position(ARRAY['owner', 'tenant', 'family_member'], l.resident_type::text), p.full_name, p.id`
