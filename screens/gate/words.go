package gate

import (
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/tui"
)

// undoWindow is how long the register lets a check-out be taken back.
const undoWindow = 10 * time.Minute

// others counts those who came with the visitor: " +3", empty for nobody.
func others(size int) string {
	if size > 1 {
		return " +" + strconv.Itoa(size-1)
	}
	return ""
}

// party is a visitor's name with the others of the party: "Ramesh Kumar +3".
func party(name string, size int) string { return name + others(size) }

// since is how long somebody is inside, with the word that marks an overstay.
func (s *screen) since(v visits.Visit) tui.Cell {
	if v.Overstay {
		return tui.Cell{Text: s.env.T("%s overstay!", s.env.Since(v.At)), Tone: tui.ToneDanger}
	}
	return tui.Cell{Text: s.env.Since(v.At)}
}

// state is a visit's status with what the eye needs beside it.
func (s *screen) state(v visits.Visit) tui.Cell {
	word := s.env.Term(v.Word())
	switch {
	case v.Overstay:
		return s.since(v)
	case v.Status == visits.CheckedOut && v.CheckOutTime != nil && !v.PresumedLeft:
		return tui.Cell{Text: s.env.T("left %s", s.left(v))}
	case v.Status == visits.Pending:
		return tui.Cell{Text: s.env.T("waits %s", s.env.Since(v.WaitsSince())), Tone: tui.ToneStrong}
	case v.Lapsed:
		return tui.Cell{Text: word, Tone: tui.ToneDanger}
	case v.Status == visits.Denied || v.PresumedLeft:
		return tui.Cell{Text: word, Tone: tui.ToneStrong}
	}
	return tui.Cell{Text: word}
}

// whyLapsed says why an approval does not hold any more.
func (s *screen) whyLapsed(v visits.Visit) string {
	format, args := v.WhyLapsed()
	return s.env.T(format, args...)
}

// left is when a visitor left: the clock time on the day of the visit, else the
// date.
func (s *screen) left(v visits.Visit) string {
	if s.env.Date(*v.CheckOutTime) == s.env.Date(v.At) {
		return s.env.HM(*v.CheckOutTime)
	}
	return s.env.Date(*v.CheckOutTime)
}

// resident says who somebody is in their unit: "owner, primary".
func (s *screen) resident(r homes.Resident) string {
	kind := r.Type
	switch r.Type {
	case "owner":
		kind = s.env.T("owner")
	case "tenant":
		kind = s.env.T("tenant")
	case "family_member":
		kind = s.env.T("family")
	}
	if r.Primary {
		return s.env.T("%s, primary", kind)
	}
	return kind
}

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
