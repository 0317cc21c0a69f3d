package gate

import (
	"strconv"
	"strings"

	"github.com/civoranexus/society360/tui"
)

func (s *screen) tabName(t tab) string {
	env := s.env
	var name string
	var n int
	switch t {
	case inside:
		name, n = env.T("Inside"), s.counts.Val.Inside
	case expected:
		name, n = env.T("Expected"), s.counts.Val.Expected
	case today:
		name, n = env.T("Today"), s.counts.Val.Today
	case overstays:
		name, n = env.T("Overstay"), s.counts.Val.Overstays
	default:
		return env.T("History")
	}
	if !s.counts.Known() || t == overstays && n == 0 {
		return name
	}
	name += " " + strconv.Itoa(n)
	if t == overstays {
		return name + "!"
	}
	if w := s.counts.Val.Waiting; t == expected && w > 0 {
		name = env.T("%s, %s", name, env.Count(w, "1 waits", "%d wait"))
	}
	return name
}

// longest is who is inside the longest, in at most room cells; the age is never
// cut off.
func (s *screen) longest(room int) (text string, danger bool) {
	if !s.counts.Known() || s.counts.Val.LongestSince == nil {
		return "", false
	}
	age := " " + s.env.Since(*s.counts.Val.LongestSince)
	if s.counts.Val.Overstays > 0 {
		age, danger = age+"!", true
	}
	label := s.env.T("longest") + " "
	room -= tui.Width(label) + tui.Width(age)
	switch {
	case room < 0:
		return "", false
	case room < 4:
		return strings.TrimSpace(label) + age, danger // without the name
	}
	return label + s.env.Theme.Clip(tui.Plain(s.counts.Val.Longest), min(room, 20)) + age, danger
}
