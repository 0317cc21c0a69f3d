package settings

import (
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/value"
)

// TodaySQL is today in the society's zone by the database's clock, read once a
// statement.
const TodaySQL = `(SELECT society360_today())`

// ThisDay is today in the society's zone by this machine's clock, for what is
// offered to a person. What the rules rest on is the database's society360_today.
func (s *Store) ThisDay() value.Day { return value.DayOf(s.Today()) }

// Today is the first instant of today in the society's zone, by this machine's
// clock.
func (s *Store) Today() time.Time { return calendar.StartOf(time.Now().In(s.Last().Zone())) }
