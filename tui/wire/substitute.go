package wire

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fit is a line as a terminal of that character set can show it: a readable
// substitute for each letter that it has not, in no more cells. Words may take
// blanks of the next gap, all but one before something else, so that columns stand
// where they stood: कमल is kamal where there is room, and kml where there is none.
func (c Charset) fit(line string) string {
	if c.shows(line) {
		return line
	}
	f := fitter{set: c}
	for line != "" {
		first, cells := piece(line)
		switch rest := line[len(first):]; {
		case cells == 0:
			if _, ok := sgr(first); ok { // any other might swallow what is written behind it
				f.out.WriteString(first)
			}
			line = rest
		case first == " ":
			line = f.blanks(line)
		case c.shows(first):
			f.out.WriteString(first)
			line = rest
		default:
			line = f.foreign(line)
		}
	}
	f.out.WriteString(strings.Repeat(" ", max(-f.ahead, 0)))
	return f.out.String()
}

// shows reports whether the terminal has all of some text.
func (c Charset) shows(s string) bool {
	for _, r := range s {
		if !c.has(r) && r != esc {
			return false
		}
	}
	return true
}

// fitter writes one line anew.
type fitter struct {
	set   Charset
	out   strings.Builder
	ahead int // cells by which what was written is longer than what was read
}

// blanks writes the blanks that a line begins with, fewer or more of them where a word
// before took some or left some.
func (f *fitter) blanks(line string) (rest string) {
	rest = strings.TrimLeft(line, " ")
	n := len(line) - len(rest)
	take := min(f.ahead, spare(n, rest))
	f.ahead -= take
	f.out.WriteString(strings.Repeat(" ", n-take))
	return rest
}

// spare is how many of n blanks a word before them may take.
func spare(n int, rest string) int {
	if strings.TrimSpace(rest) == "" {
		return n
	}
	return n - 1
}

// foreign writes a substitute for the letters that a line begins with and the
// terminal has not.
func (f *fitter) foreign(line string) (rest string) {
	cells := 0
	rest = line
	for rest != "" {
		first, n := piece(rest)
		if n == 0 || f.set.shows(first) {
			break
		}
		cells, rest = cells+n, rest[len(first):]
	}
	text := f.set.substitute(line[:len(line)-len(rest)])
	text = squeeze(text, max(cells+room(rest)-f.ahead, 1))
	f.out.WriteString(text)
	f.ahead += Width(text) - cells
	if f.ahead < 0 && (rest == "" || !isWord(rest[0])) {
		f.out.WriteString(strings.Repeat(" ", -f.ahead))
		f.ahead = 0
	}
	return rest
}

// isWord reports whether a byte goes on with a word.
func isWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= utf8.RuneSelf
}

// room is how many cells a word may grow by: what the next gap behind it can spare.
func room(line string) int {
	for line != "" {
		first, _ := piece(line)
		if first != " " {
			line = line[len(first):]
			continue
		}
		rest := strings.TrimLeft(line, " ")
		if n := spare(len(line)-len(rest), rest); n > 0 {
			return n
		}
		line = rest
	}
	return 0
}

// squeeze brings a substitute into its cells: without the vowels that nobody wrote,
// the last ones first, and then cut, with a full stop as of an abbreviation where there
// is room to read what is left.
func squeeze(text string, cells int) string {
	for Width(strings.ReplaceAll(text, unwritten, "a")) > cells {
		at := strings.LastIndex(text, unwritten)
		if at < 0 {
			break
		}
		text = text[:at] + text[at+len(unwritten):]
	}
	stop := ""
	if cells >= abbreviated {
		stop = "."
	}
	return Clip(strings.ReplaceAll(text, unwritten, "a"), cells, stop)
}

// abbreviated is how many cells a word that is cut has at least where its end says so.
const abbreviated = 4

// substitute spells text in letters that the terminal has.
func (c Charset) substitute(text string) string {
	var b strings.Builder
	for rest := norm.NFC.String(text); rest != ""; {
		if n := indicLen(rest); n > 0 {
			b.WriteString(romanise(rest[:n]))
			rest = rest[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
		b.WriteString(c.spell(r))
	}
	return b.String()
}

// spell is one letter in those that the terminal has, empty for a mark, and a
// question mark where there is nothing like it.
func (c Charset) spell(r rune) string {
	if c.has(r) {
		return string(r)
	}
	if s, ok := spelling(r); ok {
		return s
	}
	if r >= 0x2500 && r < 0x2580 {
		return lineSign(r)
	}
	if unicode.In(r, unicode.M, unicode.Cf) {
		return ""
	}
	var b strings.Builder
	for _, part := range norm.NFKD.String(string(r)) {
		switch s, known := spelling(part); {
		case c.has(part):
			b.WriteRune(part)
		case known:
			b.WriteString(s)
		case !unicode.Is(unicode.M, part):
			return strings.Repeat("?", max(1, Width(string(r))))
		}
	}
	return b.String()
}

// lineSign is a box drawing sign in ASCII.
func lineSign(r rune) string {
	switch {
	case strings.ContainsRune("─━┄┅┈┉═╌╍╴╶╸╺╼╾", r):
		return "-"
	case strings.ContainsRune("│┃┆┇┊┋║╎╏╵╷╹╻╽╿", r):
		return "|"
	}
	return "+"
}

// spelling is a sign that Unicode does not take apart by itself, in ASCII.
func spelling(r rune) (s string, known bool) {
	switch r {
	case '₹', '₨':
		return "Rs", true
	case '€':
		return "EUR", true
	case '£':
		return "GBP", true
	case '¥':
		return "Y", true
	case '–', '—', '‐', '‑', '‒', '−', '―', '¬':
		return "-", true
	case '‘', '’', '‚', '′':
		return "'", true
	case '“', '”', '„', '″', '«', '»':
		return `"`, true
	case '…':
		return "...", true
	case '•', '●':
		return "*", true
	case '·', '░', '□', '।', '॥':
		return ".", true
	case '×', '✗', '✘':
		return "x", true
	case '÷', '\u2044':
		return "/", true
	case '°', '○', 'ø':
		return "o", true
	case '§':
		return "S", true
	case '©':
		return "(c)", true
	case '®':
		return "(r)", true
	case '¦':
		return "|", true
	case '¶':
		return "P", true
	case '\u00a0':
		return " ", true
	case '\u00ad':
		return "", true
	}
	if s = pointer(r); s == "" {
		s = letterName(r)
	}
	return s, s != ""
}

// pointer is an arrow or a block in ASCII, empty for another sign.
func pointer(r rune) string {
	switch r {
	case '→':
		return "->"
	case '←':
		return "<-"
	case '↑', '▲':
		return "^"
	case '↓', '▼':
		return "v"
	case '►', '▶':
		return ">"
	case '◄', '◀':
		return "<"
	case '█', '▓', '■':
		return "#"
	case '▒':
		return ":"
	case '✓', '✔':
		return "+"
	}
	return ""
}

// letterName is a Latin letter that has no parts in ASCII, empty for another sign.
func letterName(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'Æ':
		return "AE"
	case 'Ø':
		return "O"
	case 'đ', 'ð':
		return "d"
	case 'Đ', 'Ð':
		return "D"
	case 'þ':
		return "th"
	case 'Þ':
		return "Th"
	case 'ł':
		return "l"
	case 'Ł':
		return "L"
	case 'ı':
		return "i"
	case 'œ':
		return "oe"
	case 'Œ':
		return "OE"
	}
	return ""
}
