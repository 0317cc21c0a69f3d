package wire

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// scanPaste reads on inside a bracketed paste. Content goes to the program in
// pieces that it joins by itself; what is beyond the limit is dropped up to the
// paste's end.
func (l *lexer) scanPaste(last bool) (token []byte, n int) {
	b := l.buf
	l.token = l.token[:0]
	if !l.opened {
		l.token = append(l.token, pasteStart...)
	}
	for n < len(b) && len(l.token) < maxToken-utf8.UTFMax-len(pasteEnd) {
		rest := b[n:]
		if rest[0] == esc {
			if bytes.HasPrefix(rest, []byte(pasteEnd)) {
				return l.closePaste(), n + len(pasteEnd)
			}
			if len(rest) < len(pasteEnd) && strings.HasPrefix(pasteEnd, string(rest)) && !last {
				return l.pasteToken(), n
			}
			n++
			continue
		}
		if !utf8.FullRune(rest) && !last {
			return l.pasteToken(), n
		}
		r, w := utf8.DecodeRune(rest)
		n += w
		l.pasteRune(r, rest[:w])
	}
	if last && n == len(b) {
		return l.closePaste(), n
	}
	return l.pasteToken(), n
}

// pasteRune takes one rune of a paste, if it is text and within the limits.
func (l *lexer) pasteRune(r rune, b []byte) {
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || !typed(r) {
		return
	}
	if l.flooded {
		return
	}
	if l.pasted+len(b) > pasteLimit || !l.paste.take(len(b)) {
		if l.pasted <= pasteLimit {
			l.pasted = pasteLimit + 1 // no later, shorter rune slips in behind
			l.cut()
		}
		return
	}
	l.pasted += len(b)
	l.token = append(l.token, b...)
}

// pasteToken returns the piece read so far. A paste in which nothing was text
// is never opened: Bubble Tea would make a key without runes of it.
func (l *lexer) pasteToken() []byte {
	if !l.opened && len(l.token) == len(pasteStart) {
		l.token = l.token[:0]
	}
	if len(l.token) > 0 {
		l.opened = true
	}
	return l.token
}

// closePaste ends the paste and returns its last piece.
func (l *lexer) closePaste() []byte {
	l.state = ground
	l.pasteToken()
	if l.opened {
		l.token = append(l.token, pasteEnd...)
	}
	l.opened, l.pasted = false, 0
	return l.token
}

// skipString drops the body of a string sequence up to its terminator.
func (l *lexer) skipString(last bool) int {
	for i, c := range l.buf {
		switch {
		case c == '\a' && l.bell, c == 0x18, c == 0x1a:
			l.state = ground
			return i + 1
		case c != esc:
		case i+1 == len(l.buf) && !last:
			return i
		case i+1 < len(l.buf) && l.buf[i+1] == '\\':
			l.state = ground
			return i + 2
		default: // a sequence of its own begins: the string was never ended
			l.state = ground
			return i
		}
	}
	if last {
		l.state = ground
	}
	return len(l.buf)
}

// skipCSI drops the rest of a control sequence that is longer than any key.
func (l *lexer) skipCSI(last bool) int {
	for i, c := range l.buf {
		if c < 0x20 || c > 0x7e {
			l.state = ground
			return i
		}
		if c >= 0x40 {
			l.state = ground
			return i + 1
		}
	}
	if last {
		l.state = ground
	}
	return len(l.buf)
}
