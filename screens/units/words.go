package units

import (
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"
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

// noDay complains of what cannot be read as a day.
func noDay() error {
	return complaint("Type a day, such as today, Sat, 21 Nov or 21/11/2025.")
}

// last reads a day that was, next one that is to come; false for what is none.
func (s *screen) last(text string) (value.Day, bool) {
	from, _, err := s.env.ReadPastDays(text)
	return value.DayOf(from), err == nil
}

func (s *screen) next(text string) (value.Day, bool) {
	at, err := s.env.ReadMoment(text + " 12:00")
	return value.DayOf(at), err == nil
}

// week is how many days ahead a day without its year is taken for the coming one.
const week = 7

// past reads a day of moving in. Without its year it is one that was, and longer
// ago than a week one that comes within a week.
func (s *screen) past(text string) (value.Day, error) {
	day, err := s.nearestPast(text)
	if err != nil {
		return value.Day{}, err
	}
	return day, value.MoveDays().Check(day, s.today())
}

func (s *screen) nearestPast(text string) (value.Day, error) {
	last, was := s.last(text)
	next, comes := s.next(text)
	today := s.today()
	switch {
	case !was && !comes:
		return value.Day{}, noDay()
	case !was || comes && next.DaysSince(today) <= week && today.DaysSince(last) > week:
		return next, nil
	}
	return last, nil
}

// either reads a day of moving out. Without its year it is one within a week from
// today, else the nearest: who went last Sunday is told of as well as who goes in
// March.
func (s *screen) either(text string) (value.Day, error) {
	next, comes := s.next(text)
	if !comes {
		return s.past(text)
	}
	last, was := s.last(text)
	today := s.today()
	if days := next.DaysSince(today); was && days > week && days > today.DaysSince(last) {
		next = last
	}
	return next, value.MoveDays().Check(next, today)
}

func complaint(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}
