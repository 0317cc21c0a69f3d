package tui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// visible is how many rows fit under the title line.
func (t *Table[T]) visible() int { return max(0, t.height-1) }

// scroll moves the window as little as needed to show the cursor, and leaves no
// empty lines while there are rows to fill them. Where rows follow, the last line
// says so, and the cursor stays above it.
func (t *Table[T]) scroll() {
	n, last := t.visible(), len(t.rows)
	if t.more {
		last++ // the line that says so
	}
	t.top = min(t.top, t.selected)
	t.top = max(t.top, t.selected-n+1)
	if t.GoesOn() && n > 1 {
		t.top = max(t.top, t.selected-n+2)
	}
	t.top = max(0, min(t.top, last-n))
}

// GoesOn reports whether there are rows below those that are shown.
func (t *Table[T]) GoesOn() bool { return t.more || t.top+t.visible() < len(t.rows) }

// View draws the title line and the rows around the cursor, and nothing else:
// its cost follows the window, not the list. It is exactly as high as SetSize
// said.
func (t *Table[T]) View() string {
	if t.height <= 0 || t.width <= 0 {
		return ""
	}
	end := min(len(t.rows), t.top+t.visible())
	goesOn := t.GoesOn() && t.visible() > 1
	if goesOn {
		end = min(end, t.top+t.visible()-1)
	}
	cells := t.cells(end)
	shown := layout(t.cols, t.width, t.widest)
	lines := make([]string, 0, t.height)
	lines = append(lines, t.titles(shown))
	if len(t.rows) == 0 {
		return strings.Join(Pad(append(lines, t.nothing()...), t.height), "\n")
	}
	for i := t.top; i < end; i++ {
		lines = append(lines, t.line(shown, i, cells[i-t.top]))
	}
	switch {
	case goesOn && t.Rest != nil:
		lines = append(lines, Render(t.env.Theme.Muted, strings.Repeat(" ", markerWidth)+t.Rest(len(t.rows)-end)))
	case goesOn:
		lines = append(lines, t.env.MoreBelow())
	}
	return strings.Join(Pad(lines, t.height), "\n")
}

// cells are those of the rows from the top of the window to end, as they are drawn. It
// keeps how wide the widest of each column was, so that the columns do not go back
// when it leaves the window.
func (t *Table[T]) cells(end int) [][]Cell {
	if t.widest == nil {
		t.widest = make([]int, len(t.cols))
	}
	rows := make([][]Cell, 0, max(0, end-t.top))
	for i := t.top; i < end; i++ {
		row := t.row(t.rows[i])
		for k := range min(len(row), len(t.cols)) {
			row[k].Text, row[k].Tail = Plain(row[k].Text), Plain(row[k].Tail)
			t.widest[k] = max(t.widest[k], Width(row[k].Text)+Width(row[k].Tail))
		}
		rows = append(rows, row)
	}
	return rows
}

func (t *Table[T]) titles(shown []laid) string {
	if t.Caption != nil {
		return Render(t.env.Theme.Strong, t.env.Theme.Clip(t.Caption(), t.width))
	}
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", markerWidth))
	for k, l := range shown {
		if k > 0 {
			b.WriteString(strings.Repeat(" ", columnGap))
		}
		c := t.cols[l.index]
		b.WriteString(t.env.Theme.Fit(Plain(c.Title), l.width, c.Right))
	}
	return Render(t.env.Theme.Muted, t.env.Theme.Clip(strings.TrimRight(b.String(), " "), t.width))
}

// nothing is what stands in place of rows.
func (t *Table[T]) nothing() []string {
	th := t.env.Theme
	margin := strings.Repeat(" ", markerWidth)
	text, style := t.Empty, th.Plain
	switch {
	case t.err != nil:
		text = t.sorry + " " + t.env.T("%s tries again.", t.env.Keys.Retry.Help().Key)
		text, style = "! "+text, th.Danger
	case t.ticket.Valid() || t.pending:
		if !t.slow {
			return nil
		}
		text, style = t.env.T("Reading..."), th.Muted
	}
	var lines []string
	for _, l := range Wrap(text, max(1, t.width-markerWidth)) {
		lines = append(lines, margin+Render(style, th.Clip(l, t.width-markerWidth)))
	}
	return lines
}

func (t *Table[T]) line(shown []laid, i int, cells []Cell) string {
	th, r := t.env.Theme, t.rows[i]
	mark, cursor := " ", " "
	if t.fresh[t.id(r)] {
		mark = "+"
	}
	chosen := i == t.selected && !t.blurred
	if chosen {
		cursor = ">"
	}
	base := TonePlain
	switch {
	case chosen:
		base = toneSelected
	case t.Faint != nil && t.Faint(r):
		base = ToneMuted
	}
	run := styledRun{theme: th, tone: base}
	run.add(base, mark+cursor+" ")
	for k, l := range shown {
		if k > 0 {
			run.add(base, strings.Repeat(" ", columnGap))
		}
		if l.index >= len(cells) {
			run.add(base, strings.Repeat(" ", l.width))
			continue
		}
		c := cells[l.index]
		tone := c.Tone
		if tone == TonePlain || chosen && tone != ToneDanger {
			tone = base
		}
		text := c.Text
		if c.Tail != "" {
			tail := th.Clip(c.Tail, l.width)
			text = th.Clip(text, l.width-Width(tail)) + tail
		}
		run.add(tone, th.Fit(text, l.width, t.cols[l.index].Right))
	}
	return th.Clip(run.end(), t.width)
}

// toneSelected is the row under the cursor.
const toneSelected Tone = 255

// styledRun joins the pieces of a line and draws neighbours of one tone in one
// go: fewer bytes on the wire, and less work for lipgloss.
type styledRun struct {
	theme *Theme
	out   strings.Builder
	part  strings.Builder
	tone  Tone
}

func (s *styledRun) add(tone Tone, text string) {
	if tone != s.tone {
		s.flush(s.part.String())
		s.tone = tone
	}
	s.part.WriteString(text)
}

func (s *styledRun) flush(text string) {
	s.part.Reset()
	switch {
	case text == "":
	case s.tone == TonePlain || strings.TrimSpace(text) == "":
		s.out.WriteString(text)
	default:
		s.out.WriteString(s.theme.tone(s.tone).Render(text))
	}
}

// end gives the line; blanks at its end are not worth sending.
func (s *styledRun) end() string {
	s.flush(strings.TrimRight(s.part.String(), " "))
	return s.out.String()
}

func (t *Theme) tone(tone Tone) lipgloss.Style {
	switch tone {
	case ToneDanger:
		return t.Danger
	case ToneStrong:
		return t.Strong
	case ToneMuted:
		return t.Muted
	case toneSelected:
		return t.Selected
	default:
		return t.Plain
	}
}
