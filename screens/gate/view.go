package gate

import (
	"strconv"
	"strings"

	"github.com/civoranexus/society360/tui"
)

// layout gives the parts of the body their sizes.
func (s *Screen) layout() {
	width, height := s.width, s.height-1
	if s.searching() {
		height--
	}
	if s.paned() {
		width -= paneWidth + paneGap
	}
	for _, l := range s.lists {
		l.table.SetSize(width, max(0, height))
	}
	if s.form != nil {
		s.form.form.SetSize(s.width, max(0, s.height-1))
	}
}

func (s *Screen) searching() bool { return s.search.Active() || s.term != "" }

// paned reports whether the details stand beside the list.
func (s *Screen) paned() bool { return s.width >= paneFrom }

// View draws the body: the form, the muster, a visit, or a list.
func (s *Screen) View() string {
	switch {
	case s.form != nil:
		return s.form.view()
	case s.muster != nil:
		return s.musterView()
	case s.details != nil:
		return s.detailsView()
	}
	lines := []string{s.tabLine()}
	if s.searching() {
		lines = append(lines, s.searchLine())
	}
	body := s.lists[s.tab].table.View()
	if s.paned() {
		body = s.beside(body)
	}
	return strings.Join(append(lines, body), "\n")
}

// tabLine names the lists with their figures, the shown one in brackets, and
// who is inside the longest.
func (s *Screen) tabLine() string {
	th := s.env.Theme
	var b strings.Builder
	b.WriteString(" ")
	for t := range tabs {
		name := s.tabName(t)
		if t == s.tab {
			b.WriteString(th.Selected.Render("[" + name + "]"))
		} else {
			b.WriteString(" " + name + " ")
		}
		b.WriteString(" ")
	}
	left := b.String()
	right, danger := s.longest(s.width - tui.Width(left) - 1)
	if right == "" {
		return th.Clip(left, s.width)
	}
	gap := strings.Repeat(" ", max(1, s.width-tui.Width(left)-tui.Width(right)-1))
	if danger {
		right = th.Danger.Render(right)
	}
	return th.Clip(left+gap+right, s.width)
}

func (s *Screen) tabName(t tab) string {
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
	return name + " " + strconv.Itoa(n)
}

// longest is who is inside the longest, in at most room cells; the age is never
// cut off.
func (s *Screen) longest(room int) (text string, danger bool) {
	if !s.counted || s.counts.LongestSince == nil {
		return "", false
	}
	age := " " + s.env.Since(*s.counts.LongestSince)
	if s.counts.Overstays > 0 {
		age, danger = age+"!", true
	}
	label := s.env.T("longest") + " "
	room -= tui.Width(label) + tui.Width(age)
	if room < 4 {
		return "", false
	}
	return label + s.env.Theme.Clip(tui.Plain(s.counts.Longest), min(room, 20)) + age, danger
}

// searchLine is the field of the search, and how much it found.
func (s *Screen) searchLine() string {
	th := s.env.Theme
	found := ""
	if t := s.lists[s.tab].table; s.term != "" && !t.Waiting() && t.Err() == nil {
		found = s.env.T("found %s", t.Count())
	}
	label := " / "
	width := min(34, max(3, s.width-tui.Width(label)-tui.Width(found)-3))
	return th.Clip(label+th.Fit(s.search.View(width), width, false)+"  "+found, s.width)
}

// beside puts the details of the row under the cursor at the list's right.
func (s *Screen) beside(body string) string {
	th := s.env.Theme
	var pane []string
	if v, ok := s.lists[s.tab].table.Selected(); ok {
		pane = s.facts(v, paneWidth)
	}
	lines := strings.Split(body, "\n")
	width := s.width - paneWidth - paneGap
	for i := range lines {
		if i < len(pane) {
			lines[i] = th.Fit(lines[i], width, false) + "   " + th.Clip(pane[i], paneWidth)
		}
	}
	return strings.Join(lines, "\n")
}
