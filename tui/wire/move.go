package wire

// moveTo brings the terminal's cursor to a cell by the fewest bytes. Only moves
// that a VT100 knows are used, and a line feed only after a carriage return: a
// line discipline in between may turn every line feed into both. After a letter
// beyond ASCII only an absolute move will do: a terminal that draws it double has its
// cursor elsewhere, and one of eight bits may even have taken it for a control and
// stand in another row.
func (d *display) moveTo(x, y int) {
	if d.px == x && d.py == y {
		return
	}
	start := len(d.out)
	d.out = appendPosition(d.out, x, y)
	best := len(d.out) - start
	if d.py >= 0 && d.px >= 0 && !d.doubt {
		d.tryRelative(start, best, x, y)
	}
	d.px, d.py, d.doubt = x, y, false
}

// appendPosition appends an absolute move.
func appendPosition(dst []byte, x, y int) []byte {
	dst = append(dst, "\x1b["...)
	if y > 0 || x > 0 {
		dst = appendInt(dst, y+1)
	}
	if x > 0 {
		dst = appendInt(append(dst, ';'), x+1)
	}
	return append(dst, 'H')
}

// tryRelative replaces the absolute move that stands at start, best bytes long,
// by a shorter one relative to the cursor, if there is one.
func (d *display) tryRelative(start, best, x, y int) {
	down := y - d.py
	pending := d.px >= d.next.w
	consider := func(build func(dst []byte) []byte) {
		mark := len(d.out)
		d.out = build(d.out)
		if n := len(d.out) - mark; n < best {
			copy(d.out[start:], d.out[mark:])
			best = n
		}
		d.out = d.out[:start+best]
	}
	if down >= 0 && down < best {
		// Down from column zero, then right.
		consider(func(dst []byte) []byte {
			dst = append(dst, '\r')
			for range down {
				dst = append(dst, '\n')
			}
			return d.right(dst, 0, x, y)
		})
	}
	if pending {
		return // where the cursor is differs between terminals
	}
	switch {
	case down == 0 && x > d.px:
		consider(func(dst []byte) []byte { return d.right(dst, d.px, x, y) })
	case down == 0:
		consider(func(dst []byte) []byte { return left(dst, d.px-x) })
	case x == d.px && down > 0:
		consider(func(dst []byte) []byte { return appendMove(dst, down, 'B') })
	case x == d.px:
		consider(func(dst []byte) []byte { return appendMove(dst, -down, 'A') })
	}
}

// right moves from one column to a later one, by a move or by writing again
// what stands between, whichever is shorter.
func (d *display) right(dst []byte, from, to, y int) []byte {
	if from == to {
		return dst
	}
	mark := len(dst)
	dst = appendMove(dst, to-from, 'C')
	limit := len(dst) - mark
	again := len(dst)
	if to-from > limit {
		return dst
	}
	for x := from; x < to; x++ {
		c := d.next.cells[y*d.next.w+x]
		// Only in the attributes that the terminal has now.
		if !c.plain() || c.width != 1 || !d.fits(c) {
			return dst[:again]
		}
		dst = d.appendText(dst, c)
		if len(dst)-again > limit {
			return dst[:again]
		}
	}
	return append(dst[:mark], dst[again:]...)
}

// left moves n columns back.
func left(dst []byte, n int) []byte {
	if n > 3 {
		return appendMove(dst, n, 'D')
	}
	for range n {
		dst = append(dst, '\b')
	}
	return dst
}

// appendMove appends a relative move of n cells.
func appendMove(dst []byte, n int, final byte) []byte {
	dst = append(dst, "\x1b["...)
	if n > 1 {
		dst = appendInt(dst, n)
	}
	return append(dst, final)
}
