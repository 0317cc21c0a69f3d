package wire

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// lettered is a VT100 that gives every letter its own cells, as most terminals do
// and the emulator does not; a mark joins the letter before it. It knows what a
// VT100 knows and keeps the first thing that was none of that.
type lettered struct {
	rows        [][]string // "" is a space, wideRest the rest of a wide letter
	x, y        int
	top, bottom int
	strange     string
	doubles     bool // what Unicode calls ambiguous takes two cells, and nothing wraps
}

const wideRest = "\x00"

func newLettered(w, h int) *lettered {
	l := &lettered{bottom: h - 1}
	for range h {
		l.rows = append(l.rows, make([]string, w))
	}
	return l
}

// text is what stands on the screen, without the spaces at the ends of rows.
func (l *lettered) text() []string {
	out := make([]string, len(l.rows))
	for y, row := range l.rows {
		var b strings.Builder
		for _, c := range row {
			switch c {
			case "":
				b.WriteByte(' ')
			case wideRest:
			default:
				b.WriteString(c)
			}
		}
		out[y] = strings.TrimRight(b.String(), " ")
	}
	return out
}

func (l *lettered) Write(p []byte) (int, error) {
	for s := string(p); s != ""; {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == esc:
			n = l.escape(s)
		case r == '\r':
			l.x = 0
		case r == '\b':
			l.x = max(0, l.x-1)
		case r == '\n':
			l.lineFeed()
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == utf8.RuneError && n == 1:
			l.unknown(s[:n])
		default:
			l.put(s[:n])
		}
		s = s[n:]
	}
	return len(p), nil
}

func (l *lettered) unknown(what string) {
	if l.strange == "" {
		l.strange = what
	}
}

// put writes a letter, or a mark onto the letter before it.
func (l *lettered) put(letter string) {
	row, width := l.rows[l.y], Width(letter)
	if r, _ := utf8.DecodeRuneInString(letter); l.doubles && doubled(r) {
		width = 2
	}
	if l.doubles && l.x+width > len(row) {
		l.x = len(row) - width
	}
	if width == 0 {
		at := l.x - 1
		for at > 0 && row[at] == wideRest {
			at--
		}
		row[at] += letter
		return
	}
	if l.x+width > len(row) {
		l.unknown(fmt.Sprintf("%q beyond the edge", letter))
		return
	}
	l.erase(l.x, l.x+width)
	row[l.x] = letter
	for i := l.x + 1; i < l.x+width; i++ {
		row[i] = wideRest
	}
	l.x += width
}

// erase blanks cells of the cursor's row, and letters that are cut in two.
func (l *lettered) erase(from, to int) {
	row := l.rows[l.y]
	from, to = min(from, len(row)-1), min(to, len(row))
	for from > 0 && row[from] == wideRest {
		from--
	}
	for to < len(row) && row[to] == wideRest {
		to++
	}
	clear(row[from:to])
}

func (l *lettered) lineFeed() {
	switch {
	case l.y == l.bottom:
		l.scroll(l.top, l.bottom)
	case l.y < len(l.rows)-1:
		l.y++
	}
}

// scroll moves the rows between two by one, into the first of them.
func (l *lettered) scroll(into, from int) {
	lost := l.rows[into]
	clear(lost)
	l.rows = slices.Insert(slices.Delete(l.rows, into, into+1), from, lost)
}

// escape obeys the sequence that s begins with, and returns its length.
func (l *lettered) escape(s string) int {
	if l.doubles && strings.HasPrefix(s, "\x1b[?") {
		return strings.IndexAny(s, "hl") + 1
	}
	if strings.HasPrefix(s, "\x1bM") {
		if l.y == l.top {
			l.scroll(l.bottom, l.top)
		} else {
			l.y = max(0, l.y-1)
		}
		return 2
	}
	end := strings.IndexFunc(s, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
	if !strings.HasPrefix(s, "\x1b[") || end < 0 {
		l.unknown(s)
		return len(s)
	}
	args := []int{0, 0}
	if end > 2 && s[end] != 'm' {
		for i, a := range strings.Split(s[2:end], ";") {
			n, err := strconv.Atoi(a)
			if err != nil || i > 1 {
				l.unknown(s[:end+1])
				break
			}
			args[i] = n
		}
	}
	n := max(1, args[0])
	switch s[end] {
	case 'A':
		l.y = max(0, l.y-n)
	case 'B':
		l.y = min(len(l.rows)-1, l.y+n)
	case 'C':
		l.x = min(len(l.rows[0])-1, l.x+n)
	case 'D':
		l.x = max(0, min(l.x, len(l.rows[0])-1)-n)
	case 'H':
		l.y, l.x = n-1, max(1, args[1])-1
	case 'J':
		if args[0] != 2 {
			l.unknown(s[:end+1])
		}
		for _, row := range l.rows {
			clear(row)
		}
	case 'K':
		l.erase(l.x, len(l.rows[0]))
	case 'r':
		l.top, l.bottom, l.x, l.y = n-1, len(l.rows)-1, 0, 0
		if args[1] > 0 {
			l.bottom = args[1] - 1
		}
	case 'm':
	default:
		l.unknown(s[:end+1])
	}
	return end + 1
}
