package wire

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// interpret reads what a program writes as its terminal would. In the alternate
// screen text lands in the grid; modes, titles and the like are appended to
// w.out as they come, and so is everything outside of the alternate screen.
// It returns the unfinished end of p, to be read again with what follows.
func (w *writer) interpret(p []byte) (rest []byte) {
	for len(p) > 0 {
		if c := p[0]; c >= 0x20 && c < 0x7f {
			cluster, width := p[:1], 1
			if len(p) > 1 && p[1] >= utf8.RuneSelf { // marks may follow
				cluster, width = ansi.FirstGraphemeCluster(p, ansi.WcWidth)
			}
			w.print(cluster, width)
			p = p[len(cluster):]
			continue
		}
		if p[0] >= utf8.RuneSelf && !utf8.FullRune(p) {
			return p
		}
		seq, width, n, state := ansi.DecodeSequenceWc(p, ansi.NormalState, nil)
		if state != ansi.NormalState && n == len(p) {
			return p
		}
		if n == 0 { // an invalid sequence of no length would never end
			n = 1
		}
		switch {
		case width > 0:
			w.print(seq, width)
		case len(seq) == 0:
		case seq[0] == esc:
			w.escape(seq)
		case seq[0] < 0x20:
			w.control(seq[0])
		}
		p = p[n:]
	}
	return nil
}

// print puts a cluster at the cursor.
func (w *writer) print(cluster []byte, width int) {
	if !w.alt {
		w.out = append(w.out, cluster...)
		return
	}
	w.touched = true
	if w.x >= w.next.w {
		w.x = 0
		w.lineFeed()
	}
	w.next.put(w.x, w.y, w.cell(cluster, width, w.brush))
	w.x += width
}

// lineFeed moves down a row, scrolling at the bottom.
func (w *writer) lineFeed() {
	if w.y < w.next.h-1 {
		w.y++
		return
	}
	w.next.scrollUp(w.erased())
	w.touched = true
}

// control obeys a control character.
func (w *writer) control(c byte) {
	if !w.alt {
		w.out = append(w.out, c)
		return
	}
	w.x = min(w.x, w.next.w) // the last column's wrap is pending until a move
	switch c {
	case '\r':
		w.x = 0
	case '\n', '\v', '\f':
		w.x = min(w.x, w.next.w-1)
		w.lineFeed()
	case '\b':
		w.x = max(0, min(w.x, w.next.w-1)-1)
	case '\t':
		w.x = min((w.x/8+1)*8, w.next.w-1)
	case '\a':
		w.out = append(w.out, c)
	}
}

// escape obeys an escape sequence. What sets a mode or a title passes; what
// would draw behind the grid's back, or ask the terminal for an answer, does
// not.
func (w *writer) escape(seq []byte) {
	final := seq[len(seq)-1]
	switch {
	case len(seq) < 2 || final < 0x20: // not a sequence, or a string that ends in BEL
		if final == '\a' && w.caps.modes && title(seq) {
			w.out = append(w.out, seq...)
		}
		return
	case seq[1] == ']':
		if w.caps.modes && title(seq) {
			w.out = append(w.out, seq...)
		}
		return
	case len(seq) < 3 || seq[1] != '[':
		if !w.alt || seq[1] == '=' || seq[1] == '>' {
			w.out = append(w.out, seq...)
		}
		return
	}
	body := seq[2 : len(seq)-1]
	private := len(body) > 0 && body[0] >= '<' && body[0] <= '?'
	switch {
	case private && body[0] == '?' && (final == 'h' || final == 'l'):
		w.setModes(body[1:], final)
	case !w.alt:
		w.out = append(w.out, seq...)
	case private, final == 'q':
		if w.caps.modes {
			w.out = append(w.out, seq...)
		}
	default:
		w.params = parseParams(w.params, body)
		w.csi(final)
	}
}

// title reports whether an operating-system command sets a window's title.
func title(seq []byte) bool {
	return len(seq) > 3 && seq[0] == esc && seq[1] == ']' && seq[2] >= '0' && seq[2] <= '2' && seq[3] == ';'
}

// setModes passes on the private modes that the terminal has, and follows those
// that change what the grid means.
func (w *writer) setModes(body []byte, final byte) {
	on := final == 'h'
	w.params = parseParams(w.params, body)
	for _, p := range w.params {
		switch p.n {
		case 25:
			w.cursorShown = on
		case 47, 1047, 1049:
			w.setAlt(on)
		}
		if w.caps.allows(p.n) {
			w.out = append(w.out, "\x1b[?"...)
			w.out = appendInt(w.out, p.n)
			w.out = append(w.out, final)
		}
	}
}

// setAlt enters or leaves the alternate screen. Leaving wipes it: a terminal
// without one would go on showing who is inside to whoever stands there next.
func (w *writer) setAlt(on bool) {
	if on == w.alt {
		return
	}
	w.alt = on
	if on {
		w.next.clear(0, len(w.next.cells), blank())
		w.x, w.y, w.brush, w.lost = 0, 0, style{}, true
		return
	}
	w.out = w.caps.transition(w.out, w.pen, style{})
	w.out = append(w.out, "\x1b[H\x1b[2J"...)
	w.pen, w.px, w.py = style{}, 0, 0
}

// arg is the i-th parameter, or 1 where it is missing or zero.
func (w *writer) arg(i int) int {
	if i < len(w.params) && w.params[i].n > 0 {
		return w.params[i].n
	}
	return 1
}

// csi obeys a control sequence without a private marker, inside the alternate
// screen.
func (w *writer) csi(final byte) {
	g, n := &w.next, w.arg(0)
	wasPending := w.x >= g.w
	w.x = min(w.x, g.w-1)
	switch final {
	case 'A':
		w.y = max(0, w.y-n)
	case 'B', 'e':
		w.y = min(g.h-1, w.y+n)
	case 'C', 'a':
		w.x = min(g.w-1, w.x+n)
	case 'D':
		w.x = max(0, w.x-n)
	case 'E':
		w.x, w.y = 0, min(g.h-1, w.y+n)
	case 'F':
		w.x, w.y = 0, max(0, w.y-n)
	case 'G', '`':
		w.x = min(g.w, n) - 1
	case 'd':
		w.y = min(g.h, n) - 1
	case 'H', 'f':
		w.y, w.x = min(g.h, n)-1, min(g.w, w.arg(1))-1
	case 'J':
		w.eraseScreen()
	case 'K':
		w.eraseLine()
	case 'm':
		w.brush = w.brush.apply(w.params)
		if !w.caps.modes { // other underlines than the plain one are xterm's
			w.brush.underline = min(w.brush.underline, 1)
		}
		if wasPending {
			w.x = g.w // colours move nothing: the wrap stays pending
		}
	}
}

// erased is the cell that erasing leaves: the brush's background.
func (w *writer) erased() cell {
	c := blank()
	c.style = w.styleID(style{bg: w.brush.bg})
	return c
}

// eraseScreen obeys ED. Erasing everything is how a program asks for a screen
// painted anew: what the terminal shows is no longer trusted.
func (w *writer) eraseScreen() {
	at := w.y*w.next.w + w.x
	switch max(w.params[0].n, 0) {
	case 0:
		w.next.clear(at, len(w.next.cells), w.erased())
		w.touched = true
	case 1:
		w.next.clear(0, at+1, w.erased())
		w.touched = true
	default:
		w.next.clear(0, len(w.next.cells), w.erased())
		w.lost = true
	}
}

// eraseLine obeys EL. A whole line is erased only by a renderer that stops, and
// the screen is wiped a moment later, so that alone is not worth a byte.
func (w *writer) eraseLine() {
	row := w.y * w.next.w
	switch max(w.params[0].n, 0) {
	case 0:
		w.next.clear(row+w.x, row+w.next.w, w.erased())
		w.touched = true
	case 1:
		w.next.clear(row, row+w.x+1, w.erased())
		w.touched = true
	default:
		w.next.clear(row, row+w.next.w, w.erased())
	}
}
