package wire

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"
)

// The bounds of what one terminal may send.
const (
	// pasteLimit is the most bytes of one paste that reach the program.
	pasteLimit = 64 << 10
	// pasteStore and pasteRate bound many pastes one after another.
	pasteStore = 4 * pasteLimit
	pasteRate  = 16 << 10
	// keyRate is what a 9600-baud line can carry in a second: a raw flood beyond
	// the first pasteLimit bytes passes at this pace until it is cut.
	keyRate = 1 << 10
	// maxSequence is longer than any key's escape sequence.
	maxSequence = 64
	// rawPaste is the length from which printable text that arrives at once was
	// pasted into a terminal without bracketed paste, not typed. Shorter text of
	// rawBurst letters is one too where it has rawKinds different ones: a key that is
	// held has one.
	rawPaste = 128
	rawBurst = 8
	rawKinds = 4
	// maxToken keeps a token under Bubble Tea's read buffer of 256 bytes, so
	// that it never takes a full buffer for an unfinished key.
	maxToken = 240
)

const (
	esc        = 0x1b
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// How long an unfinished piece of input may stay unfinished.
const (
	// escapeWait tells a lone Esc key from the start of a sequence.
	escapeWait = 50 * time.Millisecond
	// replyWait is for what is more than a key and was cut by the line.
	replyWait = 500 * time.Millisecond
	// pasteWait ends a paste whose end was lost on the line.
	pasteWait = 3 * time.Second
	// burstWait is less than any two keys of a person are apart.
	burstWait = 10 * time.Millisecond
	// quiet is the pause after which a flood counts as over.
	quiet = 250 * time.Millisecond
)

type lexState uint8

const (
	ground lexState = iota
	inPaste
	inString // the body of OSC, DCS, APC, PM or SOS, being dropped
	inCSI    // an overlong CSI, being dropped
)

// lexer cuts raw input into tokens of exactly one key each, so that what Bubble
// Tea sees does not depend on how the line packed the bytes.
type lexer struct {
	buf     []byte // what is not yet read, at the front of or within store
	store   []byte
	state   lexState
	bell    bool // the string being dropped may end in BEL
	opened  bool // the paste's start was given to the program
	pasted  int  // bytes of this paste so far
	run     int  // bytes left of a paste that came without brackets
	burst   bool // what was read last was pasted without brackets
	asked   int  // how many keys that open a field for it stand before it
	flooded bool
	raw     budget
	paste   budget
	token   []byte
	cut     func()
}

func newLexer(cut func()) lexer {
	return lexer{
		raw:   budget{size: pasteLimit, rate: keyRate},
		paste: budget{size: pasteStore, rate: pasteRate},
		cut:   cut,
	}
}

// feed appends what was read after a wait of that length.
func (l *lexer) feed(b []byte, now time.Time, wait time.Duration) {
	l.raw.refill(now)
	l.paste.refill(now)
	if wait >= quiet {
		l.flooded = false
	}
	more := l.burst && wait < burstWait
	l.burst = l.state == ground && (more || isBurst(b))
	l.asked = 0
	if l.burst && !more && len(l.buf) == 0 {
		l.asked = asking(b)
	}
	l.buf = append(append(l.store[:0], l.buf...), b...)
	l.store = l.buf
}

// asking is how many keys a burst begins with that open a field for the rest of it. What
// is searched for, and a newcomer's number, is typed in one breath with the key that
// opens the field, or with those that go to a screen before, and a slow line brings all
// of it together. None of these keys changes anything. A digit that goes to a screen is
// none of them: 4/12 is an address.
func asking(b []byte) int {
	switch {
	case b[0] == '/', b[0] == 'n':
		return 1
	case len(b) > 2 && b[0] == 'g' && b[1] >= 'a' && b[1] <= 'z' && b[2] == '/':
		return 3
	}
	return 0
}

// patience is how long the unfinished rest may wait for more, zero where
// nothing is unfinished.
func (l *lexer) patience() time.Duration {
	switch {
	case l.state == inPaste:
		return pasteWait
	case l.state != ground || len(l.buf) > 2:
		return replyWait
	case len(l.buf) > 0:
		return escapeWait
	}
	return 0
}

// next returns the next token, or nil where more input is needed. With last,
// nothing more is coming: what is unfinished is settled as it stands.
func (l *lexer) next(last bool) []byte {
	for {
		var token []byte
		var n int
		before := l.state
		switch l.state {
		case ground:
			token, n = l.scan(l.buf, last)
		case inPaste:
			token, n = l.scanPaste(last)
		case inString:
			n = l.skipString(last)
		case inCSI:
			n = l.skipCSI(last)
		}
		l.buf = l.buf[n:]
		if len(token) > 0 {
			return token
		}
		if n == 0 && l.state == before {
			return nil
		}
	}
}

// key spends the budget of one token outside of pastes.
func (l *lexer) key(token string, n int) ([]byte, int) {
	if !l.flooded && !l.raw.take(n) {
		l.flooded = true
		l.cut()
	}
	if l.flooded {
		return nil, n
	}
	l.token = append(l.token[:0], token...)
	return l.token, n
}

// scan reads one token in the ground state and the number of bytes it took;
// zero bytes ask for more input.
func (l *lexer) scan(b []byte, last bool) (token []byte, n int) {
	if len(b) == 0 {
		return nil, 0
	}
	if l.asked > 0 {
		l.asked--
		return l.key(string(b[:1]), 1)
	}
	if l.run == 0 {
		if run := printableRun(b, l.burst); run >= rawPaste || l.burst && run > 1 {
			l.run = run
		}
	}
	if l.run > 0 {
		if n = l.run; n > maxToken-len(pasteStart)-len(pasteEnd) {
			n = runeFloor(b, maxToken-len(pasteStart)-len(pasteEnd))
		}
		l.run -= n
		return l.key(pasteStart+string(b[:n])+pasteEnd, n)
	}
	switch c := b[0]; {
	case c == esc:
		return l.scanEscape(b, last)
	case c < utf8.RuneSelf:
		return l.key(string(b[:1]), 1)
	case !utf8.FullRune(b) && !last:
		return nil, 0
	}
	r, w := utf8.DecodeRune(b)
	if !typed(r) {
		return nil, w
	}
	return l.key(string(b[:w]), w)
}

// typed reports whether a rune beyond ASCII can come from a keyboard: not one
// that marks invalid bytes and not a C1 control.
func typed(r rune) bool { return r != utf8.RuneError && (r < 0x80 || r > 0x9f) }

// printableRun is the length of the text that b begins with, whole runes only; with
// lines, of several lines of it.
func printableRun(b []byte, lines bool) int {
	n := 0
	for n < len(b) {
		w := textLen(b[n:])
		if w == 0 && lines && n > 0 {
			if end := lineEnds(b[n:]); end > 0 && textLen(b[n+end:]) > 0 {
				w = end
			}
		}
		if w == 0 {
			break
		}
		n += w
	}
	return n
}

// textLen is the length of the printable rune that b begins with, zero where it does not.
func textLen(b []byte) int {
	r, w := utf8.DecodeRune(b)
	if r < 0x20 || r == 0x7f || !typed(r) {
		return 0
	}
	return w
}

// lineEnds is how many line ends b begins with.
func lineEnds(b []byte) int { return len(b) - len(bytes.TrimLeft(b, "\r\n")) }

// isBurst reports whether one read looks pasted: text of several letters that no
// fingers send at once. What a slow line joined is shorter, or one key held down.
func isBurst(b []byte) bool {
	text, kinds := 0, map[rune]bool{}
	for len(b) > 0 {
		w := textLen(b)
		if w == 0 {
			if w = lineEnds(b); w == 0 {
				return false // a key among them
			}
			b = b[w:]
			continue
		}
		r, _ := utf8.DecodeRune(b)
		text++
		if len(kinds) < rawKinds {
			kinds[r] = true
		}
		b = b[w:]
	}
	return text >= rawBurst && len(kinds) >= rawKinds
}

// runeFloor is the largest length up to n, which is inside b, that splits no rune.
func runeFloor(b []byte, n int) int {
	for n > 0 && !utf8.RuneStart(b[n]) {
		n--
	}
	return n
}

// scanEscape reads a token that begins with ESC.
func (l *lexer) scanEscape(b []byte, last bool) ([]byte, int) {
	if len(b) == 1 {
		if last {
			return l.key("\x1b", 1)
		}
		return nil, 0
	}
	switch c := b[1]; {
	case c == '[':
		return l.scanCSI(b, last)
	case c == 'O':
		return l.scanSS3(b, last)
	case strings.IndexByte("P]_", c) >= 0: // a terminal's answer
		if len(b) > 2 {
			l.state, l.bell = inString, c == ']'
			return nil, 2
		}
		if !last {
			return nil, 0
		}
	case c == '\t': // Shift+Tab of the Linux console
		return l.key("\x1b[Z", 2)
	case altKey(c):
		return l.key(string(b[:2]), 2)
	}
	// Esc and another key, in one packet: Esc alone, and what follows by itself.
	return l.key("\x1b", 1)
}

// scanSS3 reads ESC O and its final byte, or Esc before an O.
func (l *lexer) scanSS3(b []byte, last bool) ([]byte, int) {
	if len(b) == 2 {
		if last {
			return l.key("\x1b", 1)
		}
		return nil, 0
	}
	if b[2] < 0x20 || b[2] >= 0x7f {
		return l.key("\x1b", 1)
	}
	if key := ss3Key(b[2]); key != "" {
		return l.key(key, 3)
	}
	return nil, 3
}

// scanCSI reads a control sequence: a key, a paste's start, or nothing.
func (l *lexer) scanCSI(b []byte, last bool) ([]byte, int) {
	if len(b) == 2 {
		if last {
			return l.key("\x1b", 1)
		}
		return nil, 0
	}
	switch b[2] {
	case '[': // the Linux console's F1 to F5
		return l.scanFixed(b, 4, "ABCDE", last)
	case 'O': // some terminals' shifted arrows
		return l.scanFixed(b, 4, "ABCDabcd", last)
	case 'M': // a mouse report in its oldest form: three bytes of any value
		if len(b) < 6 && !last {
			return nil, 0
		}
		return nil, min(6, len(b))
	}
	end := 2
	for end < len(b) && b[end] >= 0x30 && b[end] <= 0x3f {
		end++
	}
	params := string(b[2:end])
	if end < len(b) && b[end] == '$' && oneOf(params, "78") {
		return l.key(string(b[:end+1]), end+1)
	}
	plain := end
	for end < len(b) && b[end] >= 0x20 && b[end] <= 0x2f {
		end++
	}
	switch {
	case end >= maxSequence:
		l.state = inCSI
		return nil, end
	case end == len(b):
		if last {
			return nil, end
		}
		return nil, 0
	case b[end] < 0x40 || b[end] > 0x7e: // not a sequence after all
		if end == 2 {
			return l.key("\x1b", 1)
		}
		return nil, end
	case plain == end && params == "200" && b[end] == '~':
		l.state, l.opened, l.pasted = inPaste, false, 0
		if !l.flooded && !l.raw.take(len(pasteStart)) {
			l.flooded = true
			l.cut()
		}
		return nil, end + 1
	case plain == end:
		if key := csiToken(params, b[end]); key != "" {
			return l.key(key, end+1)
		}
	}
	return nil, end + 1
}

// scanFixed reads a sequence of n bytes of which the last is in finals.
func (l *lexer) scanFixed(b []byte, n int, finals string, last bool) ([]byte, int) {
	if len(b) < n {
		if last {
			return nil, len(b)
		}
		return nil, 0
	}
	if strings.IndexByte(finals, b[n-1]) < 0 {
		return nil, n - 1
	}
	return l.key(string(b[:n]), n)
}
