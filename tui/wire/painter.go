package wire

import (
	"strings"
	"sync"
	"time"
)

// frameTime is the least time between two frames.
const frameTime = time.Second / 60

// painter draws a program's views. Bubble Tea's own renderer looks sixty times
// a second whether something has changed, for each of some hundreds of desks on
// which nobody types; and whoever does type waits for its next look. Painter
// paints at once, or when the frame before it is old enough, and otherwise does
// nothing at all.
type painter struct {
	mu     sync.Mutex
	out    *writer
	size   Size
	view   string   // to be shown
	lines  []string // shown by the last frame; nil where all must be written
	last   time.Time
	timer  *time.Timer // runs while a view waits for its time
	closed bool
	frame  []byte
}

// newPainter takes the terminal over.
func newPainter(out *writer, size Size) *painter {
	p := &painter{out: out, size: size}
	// Errors of the line are not the painter's: whoever owns it sees them, and
	// the writer paints anew after each.
	_, _ = out.Write([]byte("\x1b[?1049h\x1b[?25l\x1b[?2004h"))
	return p
}

// show draws a view, now or soon. Only the newest one counts.
func (p *painter) show(view string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || view == p.view && p.lines != nil {
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

// regrid takes a new window; the next view is painted whole.
func (p *painter) resize(size Size) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.size, p.lines = size, nil
	p.out.resize(size.Width, size.Height)
}

// wipe makes the next view be painted on an empty screen.
func (p *painter) wipe() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines = nil
	_, _ = p.out.Write([]byte("\x1b[2J"))
}

// close gives the terminal back.
func (p *painter) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
	_, _ = p.out.Write([]byte("\x1b[?2004l\x1b[?25h\x1b[?1049l"))
}

// paint writes the view's frame: the lines that changed, cut to the window. Of
// a view that is too tall the end is shown. Every line begins in the terminal's
// own colours, whatever the line before it left open.
func (p *painter) paint() {
	lines := strings.Split(p.view, "\n")
	if n := len(lines); n > p.size.Height {
		lines = lines[n-p.size.Height:]
	}
	b := p.frame[:0]
	b = append(b, "\x1b[H"...)
	for i, line := range lines {
		if i > 0 {
			b = append(b, "\r\n"...)
		}
		if i < len(p.lines) && p.lines[i] == line {
			continue
		}
		b = append(b, "\x1b[m"...)
		line = Clip(line, p.size.Width, "")
		b = append(b, line...)
		if Width(line) < p.size.Width {
			b = append(b, "\x1b[m\x1b[K"...)
		}
	}
	if len(lines) < p.size.Height && (p.lines == nil || len(lines) < len(p.lines)) {
		b = append(b, "\r\n\x1b[m\x1b[J"...)
	}
	p.lines, p.last, p.frame = lines, time.Now(), b
	_, _ = p.out.Write(b)
}
