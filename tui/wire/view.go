package wire

import (
	"math"
	"strings"
)

// Caret marks the cell of a view at which the next letter will stand: the terminal's
// own cursor is put there, and seen. Input methods and screen readers go by it. It
// takes no cell; of several the first one counts. To whoever does not know it, it is a
// style that changes nothing.
const Caret = "\x1b[59;59m"

// A view is lines of text with colours and attributes, and nothing else: of the
// other things that a terminal can be told none reaches it, whoever wrote them
// into a name.

// lay puts a view into the grid: the lines that differ from those of the view
// before. Of a view that is too tall the end is shown.
func (d *display) lay(view string) {
	view = lastLines(view, d.next.h)
	now, before := view, d.view
	for y := range d.next.h {
		var line, was string
		line, now, _ = strings.Cut(now, "\n")
		was, before, _ = strings.Cut(before, "\n")
		d.changed[y] = line != was
		if d.changed[y] {
			d.carets[y] = d.layLine(d.next.row(y), line)
		}
	}
	d.view = view
}

// lastLines returns the last n lines of a view, or all that it has.
func lastLines(view string, n int) string {
	for over := strings.Count(view, "\n") + 1 - n; over > 0; over-- {
		_, view, _ = strings.Cut(view, "\n")
	}
	return view
}

// layLine puts a line into its row, as Width counts its cells. It begins in the
// terminal's own colours, whatever the line before it left open; what has no
// room is cut, whole clusters of letters. It returns the column of the caret, -1 where
// there is none.
func (d *display) layLine(row []cell, line string) (caret int) {
	if !d.chars.All() {
		line = d.chars.fit(line)
	}
	x, caret := 0, -1
	var brush style
	var ink, gap uint16 // the brush's place, and that of what a space has of it
	for line != "" && x < len(row) {
		first, width := piece(line)
		line = line[len(first):]
		switch {
		case first == Caret:
			if caret < 0 {
				caret = x
			}
		case width == 0:
			if body, ok := sgr(first); ok {
				d.params = parseParams(d.params, body)
				brush = d.caps.limit(brush.apply(d.params))
				ink, gap = d.styleID(brush), d.styleID(brush.onBlank())
			}
		case x+width > len(row) || width > math.MaxUint8:
			line = ""
		case first == " ":
			row[x] = cell{ch: ' ', style: gap, width: 1}
			x++
		default:
			row[x] = d.cell(first, width, ink)
			for i := x + 1; i < x+width; i++ {
				row[i] = cell{style: ink}
			}
			x += width
		}
	}
	copy(row[x:], d.blank)
	return caret
}

// sgr returns the parameters of a sequence that sets colours or attributes.
func sgr(seq string) (body string, ok bool) {
	body, ok = strings.CutPrefix(seq, "\x1b[")
	if !ok {
		return "", false
	}
	body, ok = strings.CutSuffix(body, "m")
	return body, ok && strings.TrimLeft(body, "0123456789;:") == ""
}
