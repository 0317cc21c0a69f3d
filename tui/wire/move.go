package wire

// moveTo brings the terminal's cursor to a cell by the fewest bytes. Only moves
// that a VT100 knows are used, and a line feed only after a carriage return: a
// line discipline in between may turn every line feed into both.
func (w *writer) moveTo(x, y int) {
	if w.px == x && w.py == y {
		return
	}
	start := len(w.out)
	w.out = appendPosition(w.out, x, y)
	best := len(w.out) - start
	if w.py >= 0 && w.px >= 0 {
		w.tryRelative(start, best, x, y)
	}
	w.px, w.py = x, y
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
func (w *writer) tryRelative(start, best, x, y int) {
	down := y - w.py
	pending := w.px >= w.next.w
	consider := func(build func(dst []byte) []byte) {
		mark := len(w.out)
		w.out = build(w.out)
		if n := len(w.out) - mark; n < best {
			copy(w.out[start:], w.out[mark:])
			best = n
		}
		w.out = w.out[:start+best]
	}
	if down >= 0 && down < best {
		// Down from column zero, then right.
		consider(func(dst []byte) []byte {
			dst = append(dst, '\r')
			for range down {
				dst = append(dst, '\n')
			}
			return w.right(dst, 0, x, y)
		})
	}
	if pending {
		return // where the cursor is differs between terminals
	}
	switch {
	case down == 0 && x > w.px:
		consider(func(dst []byte) []byte { return w.right(dst, w.px, x, y) })
	case down == 0:
		consider(func(dst []byte) []byte { return left(dst, w.px-x) })
	case x == w.px && down > 0:
		consider(func(dst []byte) []byte { return appendMove(dst, down, 'B') })
	case x == w.px:
		consider(func(dst []byte) []byte { return appendMove(dst, -down, 'A') })
	}
}

// right moves from one column to a later one, by a move or by writing again
// what stands between, whichever is shorter.
func (w *writer) right(dst []byte, from, to, y int) []byte {
	if from == to {
		return dst
	}
	mark := len(dst)
	dst = appendMove(dst, to-from, 'C')
	limit := len(dst) - mark
	again := len(dst)
	for x := from; x < to && x-from < limit; x++ {
		c := w.next.cells[y*w.next.w+x]
		// Only in the attributes that the terminal has now.
		if c.vague || c.width != 1 || !w.fits(c) {
			return dst[:again]
		}
		dst = w.append(dst, c)
		if len(dst)-again > limit {
			return dst[:again]
		}
	}
	if len(dst)-again > limit || to-from > limit {
		return dst[:again]
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
