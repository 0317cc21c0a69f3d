// Package calendar knows when a day begins, and reads days and times as people
// type them. Forms, searches, flags and files read them here alone, so that what
// is typed means the same day wherever it is typed.
package calendar

import "time"

// DayStart is the first instant of a day in a zone: midnight, or where clocks go
// forward over midnight the moment at which they do (Santiago, Asuncion, Beirut),
// and where they go back over it the first of the two midnights (Havana). A day
// that a zone left out (Apia, 30 December 2011) begins with the day behind it.
func DayStart(year int, month time.Month, day int, zone *time.Location) time.Time {
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	at := midnight.Add(-24 * time.Hour).In(zone) // which is before that day in any zone
	for {
		_, offset := at.Zone()
		_, end := at.ZoneBounds()
		first := midnight.Add(-time.Duration(offset) * time.Second)
		if first.Before(at) {
			first = at // clocks went over it
		}
		if end.IsZero() || first.Before(end) {
			return first.In(zone)
		}
		at = end
	}
}

// StartOf is the first instant of the day that t is on in its own zone.
func StartOf(t time.Time) time.Time { return DayStart(t.Year(), t.Month(), t.Day(), t.Location()) }

// nextDay is the first instant of the day behind the one that t is on.
func nextDay(t time.Time) time.Time { return DayStart(t.Year(), t.Month(), t.Day()+1, t.Location()) }
