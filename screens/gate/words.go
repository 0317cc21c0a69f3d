package gate

import (
	"strconv"
	"time"
)

// undoWindow is how long the register lets a check-out be taken back.
const undoWindow = 10 * time.Minute

// ago tells a day as people do, within a sentence.
func (s *screen) ago(t time.Time) string {
	env := s.env
	now := env.Now()
	then := t.In(now.Location())
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	switch days := int(midnight(now).Sub(midnight(then)) / (24 * time.Hour)); {
	case days <= 0:
		return env.T("today")
	case days == 1:
		return env.T("yesterday")
	case days < 31:
		return env.T("%s days ago", strconv.Itoa(days))
	}
	return env.T("on %s", env.Date(t))
}

// times counts a phone's visits in words; the register counts to fifty.
func (s *screen) times(n int) string {
	if n > 50 {
		return s.env.T("50+ visits")
	}
	return s.env.Count(n, "1 visit", "%d visits")
}
