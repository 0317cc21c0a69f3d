package wire

import (
	"sync"
	"time"
)

// frameTime is the least time between two frames.
const frameTime = time.Second / 60

// painter gives a program's views to the display in their time. Bubble Tea's own
// renderer looks sixty times a second whether something has changed, for each of
// some hundreds of desks on which nobody types; and whoever does type waits for
// its next look. Painter paints at once, or when the frame before it is old
// enough, and otherwise does nothing at all.
type painter struct {
	mu      sync.Mutex
	display *display
	view    string // the newest
	last    time.Time
	timer   *time.Timer // runs while a view waits for its time
	closed  bool
}

// newPainter takes the terminal over.
func newPainter(d *display) *painter {
	d.open()
	return &painter{display: d}
}

// show draws a view, now or soon. Only the newest one counts.
func (p *painter) show(view string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || view == p.view && !p.display.lost {
		return
	}
	p.view = view
	if p.timer != nil {
		return
	}
	if wait := frameTime - time.Since(p.last); wait > 0 {
		p.timer = time.AfterFunc(wait, p.due)
		return
	}
	p.paint()
}

// due paints the view that waited.
func (p *painter) due() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.timer = nil
	if !p.closed {
		p.paint()
	}
}

func (p *painter) paint() {
	p.last = time.Now()
	p.display.show(p.view)
}

// resize takes a new window; the next view is painted whole.
func (p *painter) resize(size Size) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.display.resize(size)
}

// wipe makes the next view be painted on an empty screen, of a terminal in a known
// state.
func (p *painter) wipe() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.display.wipe()
}

// speak has the next view painted whole, in another character set.
func (p *painter) speak(chars Charset) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.display.speak(chars)
}

// ring rings the terminal's bell, which no view does.
func (p *painter) ring() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.display.ring()
	}
}

// close gives the terminal back.
func (p *painter) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
	p.display.close()
}
