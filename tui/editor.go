package tui

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui/wire"
)

// editor is the text of one field and the place in it where letters go. It
// stands in for bubbles' textinput and textarea, which read the clipboard of the
// machine the program runs on (over SSH: the server's), move by code point
// through scripts whose letters are several, and set 240 KB aside for each
// text of several lines.
type editor struct {
	value []rune
	pos   int // index into value, always at the edge of a letter
	// Limits, none where zero. bytes counts UTF-8.
	maxRunes, maxBytes int
	multiline          bool
	// secret text is kept byte for byte: nobody sees what would not show.
	secret bool
}

func (e *editor) text() string { return string(e.value) }

func (e *editor) set(s string) {
	switch {
	case e.secret:
	case e.multiline:
		s = plainLines(s)
	default:
		s = Plain(s)
	}
	e.value, e.pos = []rune(s), 0
	e.pos = len(e.value)
}

// insert puts what was typed or pasted at the cursor, as far as the limits
// allow.
func (e *editor) insert(rs []rune) {
	in := e.admit(rs)
	if len(in) == 0 {
		return
	}
	joined := slices.Concat(e.value[:e.pos], in, e.value[e.pos:])
	if e.secret {
		e.value, e.pos = joined, e.pos+len(in)
		return
	}
	// Cleaning the whole catches what only the neighbours make wrong, such as a
	// fourth mark on one letter. Cleaning what stands before the cursor alone
	// tells where the cursor goes.
	before := []rune(clean(string(joined[:e.pos+len(in)]), e.multiline))
	e.value = []rune(clean(string(joined), e.multiline))
	e.pos = min(len(before), len(e.value))
}

// admit is the part of rs that may go in.
func (e *editor) admit(rs []rune) []rune {
	size := len(string(e.value))
	var in []rune
	for i, r := range rs {
		if !e.secret && r == '\r' {
			if i+1 < len(rs) && rs[i+1] == '\n' {
				continue
			}
			r = '\n'
		}
		if !e.secret && (r == '\t' || r == '\n' && !e.multiline) {
			r = ' '
		}
		if !e.secret && r != '\n' && !unicode.Is(unicode.M, r) && !showable(r) && r != '\u200c' && r != '\u200d' {
			continue
		}
		size += utf8.RuneLen(r)
		if e.maxBytes > 0 && size > e.maxBytes || e.maxRunes > 0 && len(e.value)+len(in)+1 > e.maxRunes {
			break
		}
		in = append(in, r)
	}
	return in
}

// update carries a key out; it reports whether the key was one of an editor's.
func (e *editor) update(msg tea.KeyMsg) bool {
	switch msg.String() {
	case "left":
		e.pos = e.prev(e.pos)
	case "right":
		e.pos = e.next(e.pos)
	case "home", "ctrl+a":
		e.pos = e.lineStart(e.pos)
	case "end", "ctrl+e":
		e.pos = e.lineEnd(e.pos)
	case "backspace", "ctrl+h":
		e.cut(e.prev(e.pos), e.pos)
	case "delete", "ctrl+d":
		e.cut(e.pos, e.next(e.pos))
	case "ctrl+w", "alt+backspace":
		e.cut(e.wordStart(e.pos), e.pos)
	case "ctrl+u":
		e.cut(e.lineStart(e.pos), e.pos)
	case "ctrl+k":
		e.cut(e.pos, e.lineEnd(e.pos))
	case "alt+left", "ctrl+left", "alt+b":
		e.pos = e.wordStart(e.pos)
	case "alt+right", "ctrl+right", "alt+f":
		for e.pos < len(e.value) && unicode.IsSpace(e.value[e.pos]) {
			e.pos++
		}
		for e.pos < len(e.value) && !unicode.IsSpace(e.value[e.pos]) {
			e.pos++
		}
	default:
		if (msg.Type != tea.KeyRunes && msg.Type != tea.KeySpace) || msg.Alt {
			return false
		}
		e.insert(msg.Runes)
	}
	return true
}

// typeOver puts letters in place of all that stands there; it reports false, and
// leaves it, where none of them may stand there.
func (e *editor) typeOver(msg tea.KeyMsg) bool {
	kept := *e
	e.set("")
	if e.update(msg); e.text() == "" {
		*e = kept
		return false
	}
	return true
}

func (e *editor) cut(from, to int) {
	e.value = append(append([]rune{}, e.value[:from]...), e.value[to:]...)
	e.pos = from
}

// next is the index after the letter at i: a letter may be several code points.
func (e *editor) next(i int) int {
	if i >= len(e.value) {
		return len(e.value)
	}
	first := firstLetter(string(e.value[i:]))
	return i + utf8.RuneCountInString(first)
}

func (e *editor) prev(i int) int {
	if i <= 0 {
		return 0
	}
	// Letters are found from a line's start: their edges depend on what precedes.
	at := e.lineStart(i)
	if at == i {
		return i - 1
	}
	for {
		n := e.next(at)
		if n >= i {
			return at
		}
		at = n
	}
}

func (e *editor) lineStart(i int) int {
	for i > 0 && e.value[i-1] != '\n' {
		i--
	}
	return i
}

func (e *editor) lineEnd(i int) int {
	for i < len(e.value) && e.value[i] != '\n' {
		i++
	}
	return i
}

func (e *editor) wordStart(i int) int {
	for i > 0 && unicode.IsSpace(e.value[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(e.value[i-1]) {
		i--
	}
	return i
}

// up and down move the cursor by a line of the text; they report whether there
// was one.
func (e *editor) up() bool {
	start := e.lineStart(e.pos)
	if start == 0 {
		return false
	}
	col := e.pos - start
	prev := e.lineStart(start - 1)
	e.pos = min(prev+col, start-1)
	return true
}

func (e *editor) down() bool {
	end := e.lineEnd(e.pos)
	if end == len(e.value) {
		return false
	}
	col := e.pos - e.lineStart(e.pos)
	e.pos = min(end+1+col, e.lineEnd(end+1))
	return true
}

// view draws one line of the editor's text in width cells, scrolled so that the
// cursor shows. secret hides the letters.
func (e *editor) view(t *Theme, width int, focused, secret bool) string {
	text, pos := e.value, e.pos
	if secret {
		text = []rune(strings.Repeat("*", len(text)))
	}
	return drawInput(t, text, pos, width, focused)
}

func drawInput(t *Theme, text []rune, pos, width int, focused bool) string {
	width = max(width, 3)
	if !focused {
		return t.Clip(string(text), width)
	}
	before, at, after := string(text[:pos]), "", ""
	if pos < len(text) {
		rest := string(text[pos:])
		at = firstLetter(rest)
		after = rest[len(at):]
	}
	room := width - 1 - Width(t.Glyphs.cursor)
	if w := Width(before); w > room {
		// Cut whole letters from the left until the cursor has its cell.
		for before != "" && Width(before) > room-Width(t.Glyphs.ellipsis) {
			before = before[len(firstLetter(before)):]
		}
		before = t.Glyphs.ellipsis + before
	}
	if at == "" {
		fill := strings.Repeat(t.Glyphs.fill, max(0, width-1-Width(before)))
		if t.Glyphs.cursor != "" {
			return before + t.Glyphs.cursor + fill
		}
		return Render(t.input, before) + wire.Caret + " " + Render(t.input, fill)
	}
	used := Width(before) + Width(at) + Width(t.Glyphs.cursor)
	after = t.Clip(after, width-used)
	fill := strings.Repeat(t.Glyphs.fill, max(0, width-used-Width(after)))
	if t.Glyphs.cursor != "" {
		return before + t.Glyphs.cursor + at + after + fill
	}
	return Render(t.input, before) + wire.Caret + Render(t.input, at+after+fill)
}

// viewLines draws the text of several lines in a window of width times height
// cells around the cursor.
func (e *editor) viewLines(t *Theme, width, height int, focused bool) []string {
	var lines []string
	cursorLine, start := 0, 0
	for start <= len(e.value) {
		end := e.lineEnd(start)
		line := e.value[start:end]
		if focused && e.pos >= start && e.pos <= end {
			cursorLine = len(lines)
			lines = append(lines, drawInput(t, line, e.pos-start, width, true))
		} else {
			lines = append(lines, t.Clip(string(line), width))
		}
		start = end + 1
	}
	top := max(0, cursorLine-height+1)
	return Pad(lines[min(top, len(lines)):], height)
}

// firstLetter is the first grapheme cluster of s.
func firstLetter(s string) string {
	if s == "" {
		return ""
	}
	seq, _, n, _ := ansi.DecodeSequence(s, ansi.NormalState, nil)
	if n <= 0 {
		_, w := utf8.DecodeRuneInString(s)
		return s[:w]
	}
	n = len(seq)
	// The decoder takes an ASCII letter alone, without the marks on it.
	for n < len(s) {
		r, w := utf8.DecodeRuneInString(s[n:])
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			break
		}
		n += w
	}
	return s[:n]
}
