package wire

import (
	"io"
	"strconv"
	"sync"
)

// maxKept is how large an output buffer may be kept between frames.
const maxKept = 8 << 10

// writer is given to tea.WithOutput in front of a slow line. It interprets the
// frames that Bubble Tea's standard renderer writes into a grid of cells, knows
// what the terminal already shows, and sends the shortest change it can find:
// one write for one frame. Outside of the alternate screen everything passes
// through as it is.
//
// It needs no goroutine and no timer and holds about 16 bytes a cell.
type writer struct {
	mu   sync.Mutex
	dst  io.Writer
	caps caps
	tables

	next  grid // what the program has drawn
	shown grid // what the terminal shows

	// the program's side
	x, y        int
	brush       style
	alt         bool
	cursorShown bool
	touched     bool   // something was drawn in this write
	rest        []byte // unfinished end of the last write
	params      []param

	// the terminal's side
	lost   bool // what it shows is unknown
	px, py int  // its cursor; px is the width when a wrap is pending, -1 unknown
	pen    style

	out, trial []byte
	rows       []int // shown's row for each row of the screen, -1 for blank
}

// newWriter returns a writer for a terminal of that size in cells, described by
// the value of its TERM. An unknown TERM gets what a VT100 understands.
func newWriter(dst io.Writer, width, height int, term string) *writer {
	w := &writer{dst: dst, caps: capsFor(term), cursorShown: true, lost: true}
	w.regrid(width, height)
	return w
}

// resize tells the writer of a new window, in cells. What the terminal shows
// after that is its own affair, so the next frame is painted whole. Tell the
// program after the writer.
func (w *writer) resize(width, height int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if width != w.next.w || height != w.next.h {
		w.regrid(width, height)
	}
}

func (w *writer) regrid(width, height int) {
	width, height = max(width, 1), max(height, 1)
	w.next, w.shown = newGrid(width, height), newGrid(width, height)
	w.rows = make([]int, height)
	w.x, w.y, w.lost = min(w.x, width-1), min(w.y, height-1), true
}

// Write takes a frame, or a part of one, and sends the difference. A write
// that the line did not take leaves the terminal in an unknown state: its error
// is returned, and the next frame is painted whole.
func (w *writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out, w.touched = w.out[:0], false
	if len(w.rest) > 0 {
		w.rest = append(w.rest, p...)
		w.rest = append(w.rest[:0], w.interpret(w.rest)...)
	} else {
		w.rest = append(w.rest[:0], w.interpret(p)...)
	}
	if len(w.rest) > maxKept { // no sequence is that long
		w.rest = nil
	}
	if w.alt && w.touched {
		w.collect(&w.next, &w.shown)
		w.paint()
		copy(w.shown.cells, w.next.cells)
	}
	if w.alt && w.cursorShown {
		w.moveTo(min(w.x, w.next.w-1), w.y)
	}
	err := w.send()
	if cap(w.out) > maxKept {
		w.out = nil
	}
	if cap(w.trial) > maxKept {
		w.trial = nil
	}
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// send writes w.out in one piece.
func (w *writer) send() error {
	if len(w.out) == 0 {
		return nil
	}
	n, err := w.dst.Write(w.out)
	if err == nil && n < len(w.out) {
		err = io.ErrShortWrite
	}
	if err != nil {
		w.lost, w.px, w.py = true, -1, -1
	}
	return err
}

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }
