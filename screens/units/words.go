package units

import (
	"strings"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/show"
)

// cutLine gives the first line of a text.
func cutLine(text string) (first, rest string, more bool) { return strings.Cut(text, "\n") }

// date is a day as the screen tells it, empty for no day.
func (s *screen) date(d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return s.env.Date(d.In(s.zone()))
}

func (s *screen) zone() *time.Location {
	if s.env.Zone == nil {
		return time.UTC
	}
	return s.env.Zone
}

func (s *screen) today() value.Day { return value.DayOf(s.env.Now()) }

// past reads a day of moving in.
func (s *screen) past(text string) (value.Day, error) { return s.moveDay(text, calendar.Lately) }

// either reads a day of moving out: who went last Sunday is told of as well as who
// goes in March.
func (s *screen) either(text string) (value.Day, error) { return s.moveDay(text, calendar.Shortly) }

func (s *screen) moveDay(text string, lean calendar.Lean) (value.Day, error) {
	day, err := show.ReadDay(s.env, text, lean)
	if from, _, month := s.env.ReadPastDays(text); err != nil && month == nil {
		day, err = value.DayOf(from), nil // a month is known where its day is not: its first
	}
	if err != nil {
		return day, err
	}
	return day, value.MoveDays().Check(day, s.today())
}

func complaint(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}
