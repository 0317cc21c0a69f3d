package gate

import (
	"strconv"
	"strings"

	"github.com/civoranexus/society360/tui"
)

// layout gives the parts of the body their sizes.
func (s *screen) layout() {
	s.board.SetSize(s.width, s.height)
	if s.form != nil {
		s.form.resized()
		s.form.sheet.SetSize(s.width, s.height)
	}
}

// View draws the body: the form, the muster, a visit, or a list.
func (s *screen) View() string {
	switch {
	case s.form != nil:
		return s.form.sheet.View()
	case s.muster != nil:
		return s.musterView()
	}
	return s.board.View()
}

func (s *screen) tabName(t tab) string {
	env := s.env
	var name string
	var n int
	switch t {
	case inside:
		name, n = env.T("Inside"), s.counts.Inside
	case expected:
		name, n = env.T("Expected"), s.counts.Expected
	case today:
		name, n = env.T("Today"), s.counts.Today
	default:
		return env.T("History")
	}
	if !s.counted {
		return name
	}
	name += " " + strconv.Itoa(n)
	if w := s.counts.Waiting; t == expected && w > 0 {
		name = env.T("%s, %s", name, env.Count(w, "1 waits", "%d wait"))
	}
	return name
}

// longest is who is inside the longest, in at most room cells; the age is never
// cut off.
func (s *screen) longest(room int) (text string, danger bool) {
	if !s.counted || s.counts.LongestSince == nil {
		return "", false
	}
	age := " " + s.env.Since(*s.counts.LongestSince)
	if s.counts.Overstays > 0 {
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
	return label + s.env.Theme.Clip(tui.Plain(s.counts.Longest), min(room, 20)) + age, danger
}
