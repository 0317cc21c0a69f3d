package wire

// start of a screen whose state nobody knows: no scroll region, no attributes,
// nothing on it.
const reset = "\x1b[r\x1b[m\x1b[H\x1b[2J"

// mark is a place in the output to return to when a shorter way is found.
type mark struct {
	n, px, py int
	pen       style
}

func (w *writer) mark() mark { return mark{len(w.out), w.px, w.py, w.pen} }

func (w *writer) rewind(m mark) {
	w.out = w.out[:m.n]
	w.px, w.py, w.pen = m.px, m.py, m.pen
}

// attempt runs paint and keeps its bytes only if they are fewer than what the
// output already holds since from.
func (w *writer) attempt(from mark, paint func()) {
	was := w.mark()
	w.trial = append(w.trial[:0], w.out[from.n:]...)
	kept := w.trial
	w.trial = nil // paint may try things of its own
	w.rewind(from)
	paint()
	if len(w.out)-from.n >= len(kept) {
		w.rewind(from)
		w.out = append(w.out, kept...)
		w.px, w.py, w.pen = was.px, was.py, was.pen
	}
	w.trial = kept
}

// paint appends what turns the terminal's screen into w.next.
func (w *writer) paint() {
	if w.lost {
		w.lost = false
		w.out = append(w.out, reset...)
		w.wiped()
		w.paintRows()
		return
	}
	changed := 0
	for y := range w.rows {
		w.rows[y] = y
		if !equal(w.shown.row(y), w.next.row(y)) {
			changed++
		}
	}
	if changed == 0 {
		return
	}
	start := w.mark()
	w.paintRows()
	if changed < 3 {
		return
	}
	if s, ok := w.findScroll(); ok {
		w.attempt(start, func() {
			w.scroll(s)
			w.paintRows()
		})
	}
	if len(w.out)-start.n > 2*len(w.rows) {
		w.attempt(start, func() {
			w.setPen(style{})
			w.out = append(w.out, "\x1b[H\x1b[2J"...)
			w.wiped()
			w.paintRows()
		})
	}
}

// wiped notes that the terminal was just erased with the cursor at home.
func (w *writer) wiped() {
	w.px, w.py, w.pen = 0, 0, style{}
	for y := range w.rows {
		w.rows[y] = -1
	}
}

// paintRows appends the differences of every row, against the rows that
// w.rows says stand there.
func (w *writer) paintRows() {
	for y := range w.next.h {
		w.paintRow(y)
	}
}

// old is the cell that the terminal shows.
func (w *writer) old(y, x int) cell {
	if w.rows[y] < 0 {
		return blank()
	}
	return w.shown.cells[w.rows[y]*w.shown.w+x]
}

// paintRow appends the differences of one row.
func (w *writer) paintRow(y int) {
	row := w.next.row(y)
	first, last, count, vague := -1, -1, 0, -1
	for x := range row {
		old := w.old(y, x)
		if vague < 0 && (row[x].vague || old.vague) {
			vague = x
		}
		if row[x] != old {
			if first < 0 {
				first = x
			}
			last = x
			count++
		}
	}
	if first < 0 {
		return
	}
	if vague >= 0 && vague <= last {
		// Where terminals disagree on the width of something, nobody knows in
		// which column the rest of the row stands: it is written anew.
		w.paintTail(y, min(first, vague))
		return
	}
	start := w.mark()
	w.paintRuns(y, first, last)
	if count > 8 {
		w.attempt(start, func() { w.paintTail(y, first) })
	}
}

// paintTail erases the row from a column on and writes what stands there.
func (w *writer) paintTail(y, from int) {
	row := w.next.row(y)
	if w.rows[y] >= 0 {
		w.moveTo(from, y)
		w.setPen(style{})
		w.out = append(w.out, "\x1b[K"...)
	}
	// A word of disputed width is written in one go: the letters would fall on
	// one another if each was put where only some terminals have it. What
	// follows the word stands where it belongs again.
	word := -1
	for x := from; x < len(row); x++ {
		c := row[x]
		if c.width == 0 || c == blank() {
			continue
		}
		if x != word || !w.letter(c) {
			w.moveTo(x, y)
		}
		w.putCell(c)
		word = -1
		if w.px < 0 { // nobody knows where the cursor is now
			word = x + int(c.width)
		}
	}
}

// letter reports whether a cell goes on with a word of another script than
// ASCII.
func (w *writer) letter(c cell) bool {
	return (c.ch < 0 || c.ch >= 0x80) && !w.joins(c)
}

// paintRuns writes the cells that differ, from first to last.
func (w *writer) paintRuns(y, first, last int) {
	row := w.next.row(y)
	end := len(row) // what follows is blank in the new row
	for end > 0 && row[end-1] == blank() {
		end--
	}
	stale := 0 // cells after end that show something
	for x := max(end, first); x <= last; x++ {
		if w.old(y, x) != blank() {
			stale++
		}
	}
	for x := first; x <= last && x < end; x++ {
		if row[x] == w.old(y, x) || row[x].width == 0 {
			continue
		}
		if n := blankRun(row[x:end]); n > 9 && w.caps.ech {
			w.moveTo(x, y)
			w.setPen(style{})
			w.out = appendInt(append(w.out, "\x1b["...), n)
			w.out = append(w.out, 'X')
			x += n - 1
			continue
		}
		w.moveTo(x, y)
		w.putCell(row[x])
	}
	switch {
	case stale == 0:
	case stale > 3 || last-max(end, first) > 3:
		w.moveTo(end, y)
		w.setPen(style{})
		w.out = append(w.out, "\x1b[K"...)
	default:
		for x := max(end, first); x <= last; x++ {
			w.moveTo(x, y)
			w.putCell(row[x])
		}
	}
}

// blankRun counts the blanks that cells begin with.
func blankRun(cells []cell) int {
	n := 0
	for n < len(cells) && cells[n] == blank() {
		n++
	}
	return n
}

// setPen changes the terminal's attributes.
func (w *writer) setPen(s style) {
	w.out = w.caps.transition(w.out, w.pen, s)
	w.pen = s
}

// fits reports whether a cell looks right if written with the pen as it is.
func (w *writer) fits(c cell) bool {
	s := w.styles[c.style]
	return s == w.pen || c.ch == ' ' && s == w.pen.onBlank()
}

// putCell writes a cell at the terminal's cursor.
func (w *writer) putCell(c cell) {
	if !w.fits(c) {
		w.setPen(w.styles[c.style])
	}
	if w.joins(c) { // after a move it stands alone
		w.out = appendPosition(w.out, w.px, w.py)
	}
	w.out = w.append(w.out, c)
	if c.vague {
		w.px, w.py = -1, -1
		return
	}
	if w.px >= 0 { // else in the middle of a word of disputed width
		w.px += int(c.width)
	}
}

// equal reports whether two rows show the same.
func equal(a, b []cell) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
