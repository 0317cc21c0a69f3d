package wire

import "slices"

// start of a screen whose state nobody knows: no scroll region, no attributes,
// nothing on it.
const reset = "\x1b[r\x1b[m\x1b[H\x1b[2J"

// mark is a place in the output to return to when a shorter way is found.
type mark struct {
	n, px, py int
	doubt     bool
	pen       style
}

func (d *display) mark() mark { return mark{len(d.out), d.px, d.py, d.doubt, d.pen} }

// attempt runs paint behind what the output holds since from, and keeps the
// shorter of the two.
func (d *display) attempt(from mark, paint func()) {
	was := d.mark()
	d.px, d.py, d.doubt, d.pen = from.px, from.py, from.doubt, from.pen
	paint()
	if n := len(d.out) - was.n; n < was.n-from.n {
		copy(d.out[from.n:], d.out[was.n:])
		d.out = d.out[:from.n+n]
		return
	}
	d.out = d.out[:was.n]
	d.px, d.py, d.doubt, d.pen = was.px, was.py, was.doubt, was.pen
}

// paint appends what turns the terminal's screen into d.next.
func (d *display) paint() {
	if d.lost {
		d.lost = false
		d.out = append(d.out, reset...)
		d.wiped()
		d.paintRows()
		return
	}
	changed := 0
	for y := range d.rows {
		d.rows[y] = y
		if d.changed[y] = d.changed[y] && !slices.Equal(d.shown.row(y), d.next.row(y)); d.changed[y] {
			changed++
		}
	}
	if changed == 0 {
		return
	}
	start := d.mark()
	d.paintRows()
	if changed < 3 {
		return
	}
	if s, ok := d.findScroll(); ok {
		d.attempt(start, func() {
			d.scroll(s)
			d.paintRows()
		})
	}
	if len(d.out)-start.n > 2*len(d.rows) {
		d.attempt(start, func() {
			d.setPen(style{})
			d.out = append(d.out, "\x1b[H\x1b[2J"...)
			d.wiped()
			d.paintRows()
		})
	}
}

// wiped notes that the terminal was just erased with the cursor at home.
func (d *display) wiped() {
	d.px, d.py, d.doubt, d.pen = 0, 0, false, style{}
	for y := range d.rows {
		d.rows[y] = -1
	}
}

// paintRows appends the differences of every row, against the rows that
// d.rows says stand there.
func (d *display) paintRows() {
	for y := range d.next.h {
		if d.changed[y] || d.rows[y] != y {
			d.paintRow(y)
		}
	}
}

// old is the row that the terminal shows.
func (d *display) old(y int) []cell {
	if d.rows[y] < 0 {
		return d.blank
	}
	return d.shown.row(d.rows[y])
}

// paintRow appends the differences of one row.
func (d *display) paintRow(y int) {
	row, old := d.next.row(y), d.old(y)
	first, last, count, vague := -1, -1, 0, -1
	for x := range row {
		if vague < 0 && (row[x].vague || old[x].vague) {
			vague = x
		}
		if row[x] != old[x] {
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
		d.paintTail(y, min(first, vague))
		return
	}
	start := d.mark()
	d.paintRuns(y, first, last)
	if count > 8 {
		d.attempt(start, func() { d.paintTail(y, first) })
	}
}

// paintTail erases the row from a column on and writes what stands there.
func (d *display) paintTail(y, from int) {
	row := d.next.row(y)
	if d.rows[y] >= 0 {
		d.moveTo(from, y)
		d.setPen(style{})
		d.out = append(d.out, "\x1b[K"...)
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
		if x != word || !d.letter(c) {
			d.moveTo(x, y)
		}
		d.putCell(c)
		word = -1
		if d.px < 0 { // nobody knows where the cursor is now
			word = x + int(c.width)
		}
	}
}

// letter reports whether a cell goes on with a word of another script than
// ASCII.
func (d *display) letter(c cell) bool {
	return (c.ch < 0 || c.ch >= 0x80) && !d.joins(c)
}

// paintRuns writes the cells that differ, from first to last.
func (d *display) paintRuns(y, first, last int) {
	row, old := d.next.row(y), d.old(y)
	end := len(row) // what follows is blank in the new row
	for end > 0 && row[end-1] == blank() {
		end--
	}
	stale := 0 // cells after end that show something
	for x := max(end, first); x <= last; x++ {
		if old[x] != blank() {
			stale++
		}
	}
	for x := first; x <= last && x < end; x++ {
		if row[x] == old[x] || row[x].width == 0 {
			continue
		}
		if n := blankRun(row[x:end]); n > 9 && d.caps.ech {
			d.moveTo(x, y)
			d.setPen(style{})
			d.out = appendInt(append(d.out, "\x1b["...), n)
			d.out = append(d.out, 'X')
			x += n - 1
			continue
		}
		d.moveTo(x, y)
		d.putCell(row[x])
	}
	switch {
	case stale == 0:
	case stale > 3 || last-max(end, first) > 3:
		d.moveTo(end, y)
		d.setPen(style{})
		d.out = append(d.out, "\x1b[K"...)
	default:
		for x := max(end, first); x <= last; x++ {
			d.moveTo(x, y)
			d.putCell(row[x])
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
func (d *display) setPen(s style) {
	d.out = d.caps.transition(d.out, d.pen, s)
	d.pen = s
}

// fits reports whether a cell looks right if written with the pen as it is.
func (d *display) fits(c cell) bool {
	s := d.styles[c.style]
	return s == d.pen || c.ch == ' ' && s == d.pen.onBlank()
}

// putCell writes a cell at the terminal's cursor.
func (d *display) putCell(c cell) {
	if !d.fits(c) {
		d.setPen(d.styles[c.style])
	}
	if d.joins(c) { // after a move it stands alone
		d.out = appendPosition(d.out, d.px, d.py)
	}
	d.out = d.appendText(d.out, c)
	d.doubt = d.doubt || !c.plain()
	if c.vague {
		d.px, d.py = -1, -1
		return
	}
	if d.px >= 0 { // else in the middle of a word of disputed width
		d.px += int(c.width)
	}
}
