package data

import (
	"github.com/civoranexus/society360/data/value"
)

// ThisDay is today in the society's zone by this machine's clock, for what is
// offered to a person. What the rules rest on is the database's society360_today.
func (s *Store) ThisDay() value.Day { return value.DayOf(s.Today()) }
