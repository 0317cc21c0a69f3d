package files

import (
	"time"

	"github.com/civoranexus/society360/data/settings"
)

// Settings are what the boxes obey.
func Settings() []settings.Setting { return []settings.Setting{lasts().Setting} }

const day = 24 * time.Hour

// Longest is how long at most a file waits to be fetched or imported.
const Longest = 90 * day

// lasts is how long a file waits; what was put into a box keeps the end that it was given.
func lasts() settings.Typed[time.Duration] {
	return settings.Define("general.files_days", "7", "Days after which a file in an account's boxes goes (1 to 90)", settings.DurationFormat(day, 1, int(Longest/day)))
}

// Days is for how many days a file waits, by the settings as last read.
func (s *Store) Days() int { return int(lasts().In(s.settings.Last()) / day) }
