package gate

import (
	"strings"

	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// musterLine is a line of the muster list: a block's heading, a visitor, or the
// blank between two blocks. Its text is made when it is shown: thousands may be
// inside.
type musterLine struct {
	from, to int  // the visitors of the block, or the one visitor
	block    bool // the heading of a block
	again    bool // same unit as the line above
}

// printWidth is the width of printed text, in cells.
const printWidth = 80

// people counts those inside: each visit with its whole party.
func people(lines []visits.MusterLine) int {
	n := 0
	for _, l := range lines {
		n += max(1, l.PartySize)
	}
	return n
}

// peopleIn tells how many people came with how many visits.
func (s *screen) peopleIn(lines []visits.MusterLine) string {
	return s.env.Count(people(lines), "1 person", "%d people") + ", " + s.env.Count(len(lines), "1 visit", "%d visits")
}

func (m *muster) title() string {
	s := m.s
	switch {
	case !m.whole && len(m.next) == 0:
		return s.env.T("Muster")
	case !m.whole:
		return s.env.T("Muster: reading, %s so far", s.peopleIn(m.next))
	case len(m.lines) == 0:
		return s.env.T("Muster at %s: nobody is inside", s.env.HM(s.env.Clock()))
	}
	return s.env.T("Muster at %s: %s inside", s.env.HM(s.env.Clock()), s.peopleIn(m.lines))
}

// outline puts the visitors under their blocks.
func outline(lines []visits.MusterLine) []musterLine {
	out := make([]musterLine, 0, len(lines)+16)
	for from := 0; from < len(lines); {
		to := from
		for to < len(lines) && lines[to].Block == lines[from].Block {
			to++
		}
		if len(out) > 0 {
			out = append(out, musterLine{})
		}
		out = append(out, musterLine{from: from, to: to, block: true})
		for i := from; i < to; i++ {
			out = append(out, musterLine{from: i, to: i + 1, again: i > from && lines[i].Unit == lines[i-1].Unit})
		}
		from = to
	}
	return out
}

// lineText is a line of the list in width cells.
func (m *muster) lineText(l musterLine, width int) string {
	s, lines := m.s, m.lines
	switch {
	case l.from == l.to:
		return ""
	case l.block:
		block := lines[l.from].Block
		if block == "" {
			block = s.env.T("No block")
		}
		return s.env.Theme.Clip(" "+tui.Plain(block)+"  "+s.peopleIn(lines[l.from:l.to]), width)
	}
	unit := lines[l.from].Unit
	if l.again {
		unit = ""
	}
	return s.musterRow(lines[l.from], unit, width)
}

// musterRow is one visitor: unit, name, since when, phone, plate. A narrow line
// loses the plate, never the number of people, nor a digit of a phone: it is called.
func (s *screen) musterRow(l visits.MusterLine, unit string, width int) string {
	th := s.env.Theme
	const unitWidth, sinceWidth = 8, 7
	tail, phone := show.Others(l.PartySize), tui.Plain(tui.OrDash(value.FormatPhone(l.Phone, s.region())))
	nameWidth, phoneWidth := 26, max(15, tui.Width(phone))
	if width < printWidth {
		nameWidth = max(4, min(nameWidth, width-3-unitWidth-1-1-sinceWidth-2-phoneWidth))
	}
	name := th.Clip(tui.Plain(l.Name), nameWidth-len(tail)) + tail
	row := "   " + th.Fit(tui.Plain(unit), unitWidth, false) + " " + th.Fit(name, nameWidth, false) + " " +
		th.Fit(s.env.Since(l.At), sinceWidth, true) + "  " +
		th.Fit(phone, phoneWidth, false)
	if width >= printWidth {
		row += " " + tui.Plain(show.PlateText(l.Plate))
	}
	return th.Clip(strings.TrimRight(row, " "), width)
}

// text is the list for a printer: plain text of 80 columns.
func (m *muster) text() string {
	var b strings.Builder
	s := m.s
	society := tui.Plain(s.settings.Val.Society())
	b.WriteString(s.env.Theme.Clip(s.env.T("%s: muster list of %s", society, s.env.DateTime(s.env.Clock())), printWidth) + "\n")
	b.WriteString(s.env.Theme.Clip(m.title(), printWidth) + "\n\n")
	for _, l := range m.outline {
		b.WriteString(strings.TrimRight(m.lineText(l, printWidth), " ") + "\n")
	}
	b.WriteString("\n" + s.env.T("Called by: %s   Signature: %s", strings.Repeat("_", 24), strings.Repeat("_", 24)) + "\n")
	return b.String()
}
