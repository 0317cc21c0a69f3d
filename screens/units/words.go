package units

import (
	"strings"
	"time"

	"github.com/civoranexus/society360/data"
)

// cutLine gives the first line of a text.
func cutLine(text string) (first, rest string, more bool) { return strings.Cut(text, "\n") }

// known are the parts that are not empty.
func known(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// date is a day as the screen tells it, empty for no day.
func (s *Screen) date(d data.Day) string {
	if d.IsZero() {
		return ""
	}
	return s.env.Date(d.In(s.zone()))
}

func (s *Screen) zone() *time.Location {
	if s.env.Zone == nil {
		return time.UTC
	}
	return s.env.Zone
}

func (s *Screen) today() data.Day { return data.DayOf(s.env.Now()) }

// past reads a day of moving in: one that was, or with its year any; ahead one of
// moving out: today, or the next such day.
func (s *Screen) past(text string) (data.Day, error) {
	from, _, err := s.env.ReadPast(text)
	if err == nil {
		return data.DayOf(from), nil
	}
	if at, ahead := s.env.ReadMoment(text + " 12:00"); ahead == nil {
		return data.DayOf(at), nil
	}
	return data.Day{}, err
}

func (s *Screen) ahead(text string) (data.Day, error) {
	at, err := s.env.ReadMoment(text + " 12:00")
	if err == nil {
		return data.DayOf(at), nil
	}
	from, _, past := s.env.ReadPast(text)
	return data.DayOf(from), past
}

func complaint(format string, args ...any) error {
	return &data.Error{Kind: data.Invalid, Format: format, Args: args}
}
