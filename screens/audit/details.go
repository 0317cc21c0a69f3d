package audit

import (
	"strings"

	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// drawn are the lines about one row as they were last made. Details may hold a
// megabyte: it is taken apart once, not at every key.
type drawn struct {
	row   uuid.UUID
	whole bool
	width int
	lines []string
}

// lines are all there is to say about a row: who, from where, and what changed,
// old values behind a - and new ones behind a +. They are made anew after
// whatever is not a key.
func (s *screen) lines(r trail.Row, entry trail.Entry, width int) []string {
	d := drawn{row: r.ID, whole: entry.ID == r.ID, width: width}
	if last := s.drawn; last.lines != nil && last.row == d.row && last.whole == d.whole && last.width == d.width {
		return last.lines
	}
	d.lines = s.draw(r, entry, width)
	s.drawn = d
	return d.lines
}

func (s *screen) draw(r trail.Row, entry trail.Entry, width int) []string {
	env, th := s.env, s.env.Theme
	by := s.whoDid(r)
	if r.Role != "" {
		by = env.T("%s (%s)", by, r.Role)
	}
	from := tui.OrDash(r.Address)
	if r.Gate != "" {
		from = env.T("%s, gate %s", from, r.Gate)
	}
	facts := [][2]string{{env.T("When"), s.stamp(r.At)}, {env.T("By"), by}}
	if r.Email != "" {
		facts = append(facts, [2]string{"", r.Email})
	}
	if r.Identity != "" {
		facts = append(facts, [2]string{"", r.Identity})
	}
	facts = append(facts, [2]string{env.T("From"), from}, [2]string{env.T("Client"), tui.OrDash(r.Client)})
	if r.Operator != "" {
		facts = append(facts, [2]string{env.T("Run by"), r.Operator})
	}
	if r.Resource != "" {
		facts = append(facts, [2]string{env.T("Of"), r.Resource})
	}
	if r.ResourceID != nil {
		facts = append(facts, [2]string{"", r.ResourceID.String()})
	}
	if r.Archived {
		facts = append(facts, [2]string{s.env.T("Kept"), s.env.T("in the archive")})
	}
	lines := th.Facts(strings.TrimSpace(string(r.Action)+"  "+r.Label), tui.Cell{}, facts, width)
	if changes := trail.Diff(r.Details); len(changes) > 0 {
		lines = append(append(lines, ""), s.diff(changes, entry.Names, width)...)
	}
	if r.Cut {
		lines = append(lines, "", th.Clip(env.T("   Its details are long: Enter reads them."), width))
	}
	return lines
}

// The widths of a field's name in a diff.
const (
	fieldLeast = 8
	fieldMost  = 24
)

// diff draws the changes: the field's name once, each value behind its mark. A
// value that does not fit goes on in the next line; nothing of it is cut.
func (s *screen) diff(changes []trail.Change, names map[string]string, width int) []string {
	th := s.env.Theme
	column := fieldLeast
	for _, c := range changes {
		column = max(column, min(fieldMost, tui.Width(tui.Plain(c.Field))))
	}
	room := max(8, width-3-column-2-2)
	var lines []string
	for _, c := range changes {
		var marked []string
		add := func(mark, text string, style interface{ Render(...string) string }) {
			for i, part := range tui.Wrap(s.value(text, names), room) {
				if i > 0 && mark != " " {
					mark = "|"
				}
				marked = append(marked, style.Render(strings.TrimRight(mark+" "+part, " ")))
			}
		}
		if c.Kind == trail.FieldRemoved || c.Kind == trail.FieldChanged {
			add("-", c.Before, th.Danger)
		}
		if c.Kind == trail.FieldAdded || c.Kind == trail.FieldChanged {
			add("+", c.After, th.Success)
		}
		if c.Kind == trail.FieldSaid {
			add(" ", c.After, th.Plain)
		}
		name := th.Fit(tui.Plain(c.Field), column, false)
		for _, m := range marked {
			lines = append(lines, th.Clip("   "+name+"  "+m, width))
			name = strings.Repeat(" ", column)
		}
	}
	return lines
}
