package tui

import (
	"strings"
)

const (
	fieldWidth = 30
	fieldLines = 3
	noteRoom   = 16 // a narrower note goes below its field
)

// View draws the fields around the focused one: label, field, then what is
// wrong with it or known about it. It is exactly as high as SetSize said. Where not
// all fits, the notes of the focused field are whole, and of the others as many, from
// the first on, as have room.
func (f *Form[K]) View() string {
	lines, from, to := f.lines()
	if len(lines) <= f.height {
		f.top = 0
		return strings.Join(Pad(lines, f.height), "\n")
	}
	last := len(lines) - f.height
	f.top = min(f.top, last)
	if f.top < last && to > f.top+f.height-1 {
		f.top = min(to-f.height+1, last) // the last line says that more follow
	}
	f.top = max(0, min(f.top, from))
	if f.top == from && to-from <= f.height-2 {
		f.top = max(0, from-1) // the first line says that more stands above
	}
	shown := Pad(lines[f.top:], f.height)
	if f.top < last && f.height > 1 && to-f.top < f.height {
		shown[f.height-1] = f.env.MoreBelow()
	}
	if f.top > 0 && f.top < from {
		shown[0] = f.env.MoreAbove()
	}
	return strings.Join(shown, "\n")
}

// lines are those of all fields; from and to bound those of the focused one.
func (f *Form[K]) lines() (lines []string, from, to int) {
	label := 0
	for _, in := range f.fields {
		if !in.hidden {
			label = max(label, Width(Plain(in.Label)))
		}
	}
	label = min(label, max(4, f.width/3))
	draw := func(i int, whole bool) []string {
		if f.fields[i].hidden {
			return nil
		}
		return f.fields[i].lines(f.width, f.height-1, label, i == f.focus, whole)
	}
	whole, over := make([][]string, len(f.fields)), -f.height
	for i := range f.fields {
		whole[i] = draw(i, true)
		over += len(whole[i])
	}
	// The last fields give way first.
	for i := len(f.fields) - 1; i >= 0 && over > 0; i-- {
		if i != f.focus {
			short := draw(i, false)
			over -= len(whole[i]) - len(short)
			whole[i] = short
		}
	}
	for i := range whole {
		if i == f.focus {
			from, to = len(lines), len(lines)+len(whole[i])
		}
		lines = append(lines, whole[i]...)
	}
	return lines, from, to
}

// lines draws one field: marker and label, the field itself, its suggestions,
// and beside it (below, where there is no room) its complaint and notes; these are
// cut where they are not wanted whole. A long text gives up lines for them in a window
// of height lines: a complaint that is not seen is none.
func (in *input[K]) lines(width, height, label int, focused, whole bool) []string {
	th := in.env.Theme
	marker, name := "   ", th.Fit(Plain(in.Label), label, false)
	if focused {
		marker, name = " > ", Render(th.Selected, name)
	}
	indent := markerWidth + label + columnGap
	room := max(3, width-indent)
	body := in.body(room, focused)
	fieldCells := 0
	for _, l := range body {
		fieldCells = max(fieldCells, Width(l))
	}
	if in.Kind != FieldChoice {
		fieldCells = max(fieldCells, min(in.width(), room))
	}
	side := room - fieldCells - columnGap
	beside, fits := in.said(len(body), side, room, whole)
	out := make([]string, 0, len(body)+len(beside))
	if !fits {
		if over := len(body) + len(beside) - height; over > 0 && in.Kind == FieldLines {
			body = in.edit.viewLines(th, min(in.width(), room), max(1, len(body)-over), focused)
		}
		body, beside = append(body, beside...), nil
	}
	for len(body) < len(beside) {
		body = append(body, "")
	}
	for i, l := range body {
		head := strings.Repeat(" ", indent)
		if i == 0 {
			head = marker + name + strings.Repeat(" ", columnGap)
		}
		if i < len(beside) && beside[i] != "" {
			l = th.Fit(l, fieldCells, false) + strings.Repeat(" ", columnGap) + th.Clip(beside[i], side)
		}
		out = append(out, th.Clip(head+l, width))
	}
	return out
}

// said is what is wrong with the field or known about it; fits reports whether it
// stands beside the field's lines, in side cells, or below them, in room.
func (in *input[K]) said(body, side, room int, whole bool) (lines []string, fits bool) {
	fits = side >= noteRoom
	notes := in.notes
	wrong := in.err
	if wrong == "" {
		wrong = in.doubt
	}
	if wrong != "" {
		for _, l := range Wrap("! "+wrong, max(noteRoom, room-4)) {
			lines = append(lines, Render(in.env.Theme.Danger, l))
		}
		fits = fits && Width(lines[0]) <= side
		if in.doubt != "" || strings.Join(notes, " ") == wrong {
			notes = nil // what was said while it was typed is not said twice
		}
	}
	if !whole {
		for _, n := range notes {
			lines = append(lines, Plain(n))
		}
		return lines, fits
	}
	narrow, below := wrapped(notes, side), wrapped(notes, room)
	// Where it saves no line, none is broken beside the field.
	if len(narrow) > len(notes) && max(body, len(narrow)) >= body+len(below) {
		fits = false
	}
	if fits {
		return append(lines, narrow...), true
	}
	return append(lines, below...), false
}

// wrapped are notes in lines of at most width cells. One that fits keeps the spaces
// of its columns.
func wrapped(notes []string, width int) (lines []string) {
	for _, n := range notes {
		lines = append(lines, Wrap(Plain(n), width)...)
	}
	return lines
}

func (in *input[K]) width() int {
	if in.Width > 0 {
		return in.Width
	}
	return fieldWidth
}

// body is the field itself in at most room cells.
func (in *input[K]) body(room int, focused bool) []string {
	th := in.env.Theme
	w := min(in.width(), room)
	switch in.Kind {
	case FieldChoice:
		return in.choiceLines(room, focused)
	case FieldLines:
		h := in.Height
		if h <= 0 {
			h = fieldLines
		}
		return in.edit.viewLines(th, w, h, focused)
	case FieldLookup:
		out := []string{in.edit.view(th, w, focused, false)}
		if focused {
			out = append(out, in.suggestionLines(room)...)
		}
		return out
	default:
		return []string{in.edit.view(th, w, focused, in.Kind == FieldPassword)}
	}
}

// choiceLines lays the options out in as many lines as they need.
func (in *input[K]) choiceLines(room int, focused bool) []string {
	th := in.env.Theme
	var lines []string
	line, used := "", 0
	for i, o := range in.Options {
		mark := "( ) "
		if i == in.chosen {
			mark = "(o) "
		}
		text := th.Clip(mark+Plain(o.Label), room)
		free := ""
		if o.Free {
			w := min(in.width(), max(6, room-Width(text)-2))
			free = ": " + in.edit.view(th, w, focused && i == in.chosen, false)
			if i != in.chosen && len(in.edit.value) == 0 {
				free = ": " + strings.Repeat(th.Glyphs.fill, min(w, 6))
			}
		}
		cells := Width(text) + Width(free)
		if used > 0 && used+columnGap+cells > room {
			lines, line, used = append(lines, line), "", 0
		}
		if used > 0 {
			line, used = line+strings.Repeat(" ", columnGap), used+columnGap
		}
		if i == in.chosen && focused {
			text = Render(th.Selected, text)
		}
		line, used = line+text+free, used+cells
	}
	return append(lines, line)
}

// suggestionLines lists what a lookup found below its field.
func (in *input[K]) suggestionLines(room int) []string {
	if !in.open {
		return nil
	}
	th := in.env.Theme
	if len(in.found) == 0 {
		if in.lookupErr != nil {
			return []string{Render(th.Danger, th.Clip("! "+in.sorry, room))}
		}
		if in.ticket.Valid() || strings.TrimSpace(in.edit.text()) == "" {
			return nil
		}
		return []string{Render(th.Muted, th.Clip(in.env.T("Nothing found."), room))}
	}
	var lines []string
	top := max(0, in.cursor-maxSuggestions+1)
	for i := top; i < len(in.found) && i < top+maxSuggestions; i++ {
		o := in.found[i]
		text := Plain(o.Label)
		if o.Detail != "" {
			text += "  " + Plain(o.Detail)
		}
		text = th.Clip(text, max(1, room-2))
		if i == in.cursor && in.marked() {
			lines = append(lines, Render(th.Selected, "> "+text))
		} else {
			lines = append(lines, "  "+text)
		}
	}
	return lines
}
