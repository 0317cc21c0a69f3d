package homes

import (
	"github.com/civoranexus/society360/data/settings"
)

// ResidesNow is the one definition of who lives in a unit now, on a row l of
// user_units: somebody who did not move out, whose day of moving in is here and
// whose day of moving out is not, by the society's calendar. Every right over a
// unit rests on it: it begins and ends with its day, whether or not the schedule
// has turned the row yet. A day that is not known was always here, or never comes.
//
// The status is written so that the server can tell how many there are: of a
// coalesce it guesses next to none, and reads every resident for a name. The
// function society360_resides, by which a unit's status follows, says the same.
const ResidesNow = `(l.status IS NULL OR l.status = 'active')
	AND (l.move_in_date IS NULL OR l.move_in_date <= ` + settings.TodaySQL + `)
	AND (l.move_out_date IS NULL OR l.move_out_date > ` + settings.TodaySQL + `)`

// LivesHere is true of a residency l of a person p who lives in the unit now: a
// deleted account lives nowhere.
const LivesHere = ResidesNow + ` AND p.deleted_at IS NULL`

// OwnUnitIDs are the units that the actor lives in or owns now: a resident's
// scope.
const OwnUnitIDs = `(SELECT l.unit_id FROM user_units l WHERE l.user_id = @actor AND ` + ResidesNow + `)`

// NotMovedOut is true of a residency, by the name of its row, that nobody has ended:
// its person lives there, is to, or did until a day that the schedule has not called
// yet.
func NotMovedOut(row string) string { return `coalesce(` + row + `.status, 'active') = 'active'` }

// Belongs is NotMovedOut of a residency l whose day of moving out has not come either:
// the person lives there or is to, and cannot move in a second time.
func Belongs() string {
	return NotMovedOut(`l`) + ` AND (l.move_out_date IS NULL OR l.move_out_date > ` + settings.TodaySQL + `)`
}

// MovesIn is true of a residency l of a person p who is to move in.
func MovesIn() string {
	return Belongs() + ` AND l.move_in_date > ` + settings.TodaySQL + ` AND p.deleted_at IS NULL`
}

// ResidentOrder is the order in which people are called, on l and p.
const ResidentOrder = `coalesce(l.is_primary_contact, false) DESC,
	array_position(ARRAY['owner', 'tenant', 'family_member'], l.resident_type::text), p.full_name, p.id`
