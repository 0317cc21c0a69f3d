package wire

import (
	"io"
	"slices"
	"strconv"
)

// maxKept is how large an output buffer may be kept between frames.
const maxKept = 8 << 10

// display is one terminal behind a slow line. It lays views into a grid of cells,
// knows what the terminal already shows, and sends the shortest change it can
// find: one write for one view. Errors of the line are not its own: whoever owns
// the line sees them, and after each the screen is painted whole.
//
// It needs no goroutine and no timer and holds about 16 bytes a cell.
type display struct {
	dst   io.Writer
	caps  caps
	chars Charset
	tables

	next    grid   // what is to be shown
	view    string // where it is from: the lines that have room
	changed []bool // rows that the last view changed
	carets  []int  // the column of each row at which its Caret stands, -1 for none
	pointed bool   // the terminal's cursor is to be seen
	shown   grid   // what the terminal shows
	blank   []cell // a row that shows nothing
	params  []param

	lost   bool // what the terminal shows is unknown
	px, py int  // its cursor; px is the width when a wrap is pending, -1 unknown
	// doubt: since the last move something was written that not every terminal draws
	// in as many cells, or takes for text at all. The next move names row and column.
	doubt bool
	pen   style

	out  []byte
	rows []int // shown's row for each row of the screen, -1 for blank
}

// newDisplay returns the display of a terminal of that size in cells, described
// by the value of its TERM and its character set. An unknown TERM gets what a VT100
// understands.
func newDisplay(dst io.Writer, size Size, term string, chars Charset) *display {
	d := &display{dst: dst, caps: capsFor(term), chars: chars, tables: newTables()}
	d.regrid(size)
	return d
}

// Whatever ran before may have left a terminal in any state, and dead on the way.
const (
	// known is what a VT100 is told: ASCII in place of line drawing, a keypad that types
	// figures, no inserting, no line feed for two, cursor keys as they are read here,
	// rows counted from the screen's edge, and no wrap: a row that a terminal draws
	// longer than it is here must not run into the next one.
	known = "\x0f\x1b(B\x1b>\x1b[4l\x1b[20l\x1b[?1l\x1b[?6l\x1b[?7l"
	// knownModes is what xterm's kind is told besides: no margins at the sides, no mouse,
	// no news of the focus, and keys as everybody sends them.
	knownModes = "\x1b[?69l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[>4m\x1b[=0;1u"
)

// open takes the terminal over: the alternate screen, no cursor, and a known state.
func (d *display) open() {
	d.out = d.out[:0]
	if d.caps.modes {
		d.out = append(d.out, "\x1b[?1049h"...)
	}
	d.settle()
	d.send()
}

// settle puts the terminal into a known state. Pastes are asked to be marked.
func (d *display) settle() {
	if d.caps.modes {
		d.out = append(d.out, knownModes...)
	}
	d.out = append(d.out, known...)
	if d.caps.cursor {
		d.out = append(d.out, "\x1b[?25l"...)
		d.pointed = false
	}
	if d.caps.paste {
		d.out = append(d.out, "\x1b[?2004h"...)
	}
}

// wipe puts the terminal into a known state, for whatever noise or another program
// has done to it, and has the next view painted whole.
func (d *display) wipe() {
	d.out = d.out[:0]
	d.settle()
	d.send()
	d.lost = true
}

// close gives the terminal back. The screen is wiped: a terminal without an
// alternate one would go on showing who is inside to whoever stands there next.
func (d *display) close() {
	d.out = d.out[:0]
	if d.caps.paste {
		d.out = append(d.out, "\x1b[?2004l"...)
	}
	d.out = append(d.out, "\x1b[?7h"...)
	if d.caps.cursor {
		d.out = append(d.out, "\x1b[?25h"...)
	}
	d.setPen(style{})
	d.out = append(d.out, "\x1b[H\x1b[2J"...)
	if d.caps.modes {
		d.out = append(d.out, "\x1b[?1049l"...)
	}
	d.send()
}

// resize takes a new window, in cells. What the terminal shows after that is its
// own affair, so the next view is painted whole.
func (d *display) resize(size Size) {
	if size.Width != d.next.w || size.Height != d.next.h {
		d.regrid(size)
	}
}

func (d *display) regrid(size Size) {
	w, h := max(size.Width, 1), max(size.Height, 1)
	d.next, d.shown, d.view = newGrid(w, h), newGrid(w, h), ""
	d.blank = newGrid(w, 1).cells
	d.changed, d.rows, d.lost = make([]bool, h), make([]int, h), true
	d.carets = slices.Repeat([]int{-1}, h)
}

// show sends what turns the terminal's screen into a view.
func (d *display) show(view string) {
	d.lay(view)
	d.collect(&d.next, &d.shown)
	d.out = d.out[:0]
	d.paint()
	d.point()
	copy(d.shown.cells, d.next.cells)
	d.send()
	if cap(d.out) > maxKept {
		d.out = nil
	}
}

// point brings the terminal's cursor to where the next letter will stand, and hides it
// where none is typed.
func (d *display) point() {
	y := slices.IndexFunc(d.carets, func(x int) bool { return x >= 0 })
	if y >= 0 {
		d.moveTo(min(d.carets[y], d.next.w-1), y)
	}
	if seen := y >= 0; d.caps.cursor && d.pointed != seen {
		d.pointed = seen
		d.out = append(d.out, "\x1b[?25"...)
		if seen {
			d.out = append(d.out, 'h')
		} else {
			d.out = append(d.out, 'l')
		}
	}
}

// send writes d.out in one piece. What the line did not take leaves the terminal
// in an unknown state.
func (d *display) send() {
	if len(d.out) == 0 {
		return
	}
	if n, err := d.dst.Write(d.out); err != nil || n < len(d.out) {
		d.lost, d.px, d.py = true, -1, -1
	}
}

// ring rings the bell; nothing on the screen moves by it.
func (d *display) ring() {
	d.out = append(d.out[:0], '\a')
	d.send()
}

// speak takes another character set; what was shown in the one before is painted over.
func (d *display) speak(chars Charset) {
	if d.chars != chars {
		d.chars, d.lost, d.view = chars, true, ""
		for y := range d.changed {
			d.carets[y] = d.layLine(d.next.row(y), "")
		}
	}
}

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }
