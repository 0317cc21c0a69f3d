package wire

// shift says that rows top to bottom of the terminal move up by n rows, or down
// where n is negative.
type shift struct{ top, bottom, n int }

// maxScrollRows is the tallest screen that is searched for scrolled rows; the
// search takes the square of it.
const maxScrollRows = 256

// findScroll looks for rows that stand on the terminal already, only higher or
// lower than they should.
func (d *display) findScroll() (shift, bool) {
	h := d.next.h
	if h > maxScrollRows {
		return shift{}, false
	}
	var was, is [maxScrollRows]uint64
	for y := range h {
		was[y], is[y] = hash(d.shown.row(y)), hash(d.next.row(y))
	}
	best, found := shift{}, 1
	for n := -h + 1; n < h; n++ {
		if n == 0 {
			continue
		}
		first, last, count := -1, -1, 0
		for y := max(0, -n); y < min(h, h-n); y++ {
			if is[y] != was[y+n] || is[y] == was[y] || d.empty(y) {
				continue
			}
			if count > 0 && y-last > 3 { // another block: chance, not a scroll
				if count > found {
					best, found = region(first, last, n), count
				}
				count = 0
			}
			if count == 0 {
				first = y
			}
			last = y
			count++
		}
		if count > found {
			best, found = region(first, last, n), count
		}
	}
	return best, found > 1
}

// empty reports whether a row is to be blank: such rows are cheap everywhere and
// say nothing of what was scrolled.
func (d *display) empty(y int) bool {
	for _, c := range d.next.row(y) {
		if c != blank() {
			return false
		}
	}
	return true
}

// region is the shift that brings rows first to last to their place.
func region(first, last, n int) shift {
	return shift{min(first, first+n), max(last, last+n), n}
}

// scroll appends the bytes for a shift and notes what the terminal then shows.
// A scroll region is set for it and taken back: every VT100 has them.
func (d *display) scroll(s shift) {
	d.setPen(style{}) // scrolled in rows take the background of the pen
	d.out = appendInt(append(d.out, "\x1b["...), s.top+1)
	d.out = appendInt(append(d.out, ';'), s.bottom+1)
	d.out = append(d.out, 'r')
	rows := d.rows[s.top : s.bottom+1]
	for y := range rows {
		rows[y] = s.top + y + s.n
		if rows[y] < s.top || rows[y] > s.bottom {
			rows[y] = -1
		}
	}
	if s.n > 0 {
		d.out = appendPosition(d.out, 0, s.bottom)
		for range s.n {
			d.out = append(d.out, '\n')
		}
	} else {
		d.out = appendPosition(d.out, 0, s.top)
		for range -s.n {
			d.out = append(d.out, "\x1bM"...)
		}
	}
	d.out = append(d.out, "\x1b[r"...)
	d.px, d.py, d.doubt = 0, 0, false
}

// hash is FNV-1a over the cells of a row.
func hash(row []cell) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range row {
		v := uint64(uint32(c.ch))<<24 | uint64(c.style)<<8 | uint64(c.width) //nolint:gosec // only to tell cells apart
		h = (h ^ v) * 1099511628211
	}
	return h
}
