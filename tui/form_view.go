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
// wrong with it or known about it. It is exactly as high as SetSize said.
func (f *Form[K]) View() string {
	label := 0
	for _, in := range f.fields {
		if !in.hidden {
			label = max(label, Width(Plain(in.Label)))
		}
	}
	label = min(label, max(4, f.width/3))
	var lines []string
	from, to := 0, 0
	for i, in := range f.fields {
		if in.hidden {
			continue
		}
		if i == f.focus {
			from = len(lines)
		}
		lines = append(lines, in.lines(f.width, label, i == f.focus)...)
		if i == f.focus {
			to = len(lines)
		}
	}
	// The focused field is whole, and above the line that says that more follow.
	last := max(0, len(lines)-f.height)
	f.top = max(0, min(max(f.top, to-f.height+1), last, from))
	lines = lines[f.top:]
	if len(lines) > f.height && f.height > 1 && to-f.top < f.height {
		lines[f.height-1] = f.env.MoreBelow()
	}
	return strings.Join(Pad(lines, f.height), "\n")
}

// lines draws one field: marker and label, the field itself, its suggestions,
// and beside it (below, where there is no room) its complaint and notes.
func (in *input[K]) lines(width, label int, focused bool) []string {
	th := in.env.Theme
	marker, name := "   ", th.Fit(Plain(in.Label), label, false)
	if focused {
		marker, name = " > ", Render(th.Selected, name)
	}
	indent := markerWidth + label + columnGap
	room := max(3, width-indent)
	body := in.body(room, focused)
	var beside []string
	wrong := in.err
	if wrong == "" {
		wrong = in.doubt
	}
	if wrong != "" {
		for _, l := range Wrap("! "+wrong, max(noteRoom, room-4)) {
			beside = append(beside, Render(th.Danger, l))
		}
	}
	// What was said while it was typed is not said twice.
	if wrong == "" || in.doubt == "" && strings.Join(in.notes, " ") != wrong {
		for _, n := range in.notes {
			beside = append(beside, Plain(n))
		}
	}
	fieldCells := 0
	for _, l := range body {
		fieldCells = max(fieldCells, Width(l))
	}
	if in.Kind != FieldChoice {
		fieldCells = max(fieldCells, min(in.width(), room))
	}
	side := room - fieldCells - columnGap
	fits := side >= noteRoom
	if wrong != "" && side < Width(beside[0]) {
		fits = false
	}
	out := make([]string, 0, len(body)+len(beside))
	if !fits {
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
