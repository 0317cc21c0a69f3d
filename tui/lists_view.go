package tui

import "strings"

// SetSize gives the lists' size in cells, their line of names included.
func (l *Lists[T]) SetSize(width, height int) {
	l.width, l.height = width, height
	l.layout()
}

func (l *Lists[T]) searching() bool { return l.search.Active() || l.term != "" }

// paned reports whether the details stand beside the list.
func (l *Lists[T]) paned() bool { return l.Pane != nil && l.width >= paneFrom }

func (l *Lists[T]) layout() {
	width, height := l.width, l.height-1
	if l.searching() {
		height--
	}
	if l.paned() {
		width -= paneWidth + paneGap
	}
	strip := l.Strip.lines(l.height)
	if l.Strip != nil {
		l.Strip.Table.SetSize(l.width, strip)
	}
	for _, it := range l.lists {
		it.table.SetSize(width, max(0, height-strip))
	}
}

// View draws the strip if it has rows, the line of names, the search if there is one, and
// the shown list.
func (l *Lists[T]) View() string {
	var lines []string
	if l.Strip.lines(l.height) > 0 {
		lines = append(lines, l.Strip.Table.View())
	}
	lines = append(lines, l.nameLine())
	if l.searching() {
		lines = append(lines, l.searchLine())
	}
	body := l.Shown().View()
	if l.paned() {
		body = l.beside(body)
	}
	return strings.Join(append(lines, body), "\n")
}

// nameLine names the lists, the shown one in brackets, and what stands aside.
func (l *Lists[T]) nameLine() string {
	th := l.env.Theme
	var names []string
	elsewhere := func(of func() []string) {
		if of != nil {
			for _, name := range of() {
				names = append(names, " "+Plain(name)+"  ")
			}
		}
	}
	elsewhere(l.Ahead)
	shown := len(names) + l.at
	for at := range l.lists {
		name := Plain(l.Name(at))
		if at == l.at {
			names = append(names, th.Selected.Render("["+name+"]")+" ")
		} else {
			names = append(names, " "+name+"  ")
		}
	}
	elsewhere(l.Behind)
	left, right, danger := fitNames(l.env, names, shown, l.width), "", false
	if l.Aside != nil {
		right, danger = l.Aside(l.width - Width(left) - 1)
	}
	if right == "" {
		return th.Clip(strings.TrimRight(left, " "), l.width)
	}
	gap := strings.Repeat(" ", max(1, l.width-Width(left)-Width(right)-1))
	if danger {
		right = th.Danger.Render(right)
	}
	return th.Clip(left+gap+right, l.width)
}

// fitNames is the line of names around the shown one. Where they have no room, those
// behind it are left out, and the line says how many; then the first ones.
func fitNames(env *Env, names []string, shown, width int) string {
	mark := " " + env.Theme.Glyphs.ellipsis + " "
	first, lead, last, more := 0, " ", len(names), ""
	line := func() string { return lead + strings.Join(names[first:last], "") + more }
	for Width(strings.TrimRight(line(), " ")) > width {
		switch {
		case last > shown+1:
			last--
			more = env.T("+%d more", len(names)-last)
		case first < shown:
			first, lead = first+1, mark
			last, more = len(names), ""
		default:
			return line()
		}
	}
	return line()
}

// searchLine is the field of the search, and how much it found.
func (l *Lists[T]) searchLine() string {
	th := l.env.Theme
	found := ""
	if t := l.Shown(); l.term != "" && !t.Waiting() && t.Err() == nil {
		found = l.env.T("found %s", t.Count())
	}
	if l.ReadAs != nil && l.term != "" {
		if read := l.ReadAs(l.at, l.term); read != "" && found != "" {
			found = l.env.T("%s: %s", read, found)
		} else if read != "" {
			found = read
		}
	}
	label := " / "
	width := min(34, max(3, l.width-Width(label)-Width(found)-3))
	return th.Clip(label+th.Fit(l.search.View(width), width, false)+"  "+found, l.width)
}

// beside puts the details of the row under the cursor at the list's right.
func (l *Lists[T]) beside(body string) string {
	th := l.env.Theme
	var pane []string
	if row, ok := l.Selected(); ok {
		pane = l.Pane(row, paneWidth)
	}
	return th.Beside(body, l.width-paneWidth-paneGap, pane, paneWidth)
}
