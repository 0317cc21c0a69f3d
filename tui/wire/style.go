package wire

import "strconv"

// Attributes of a style, one bit each, numbered as SGR numbers them.
const (
	attrBold = 1 << iota
	attrFaint
	attrItalic
	attrBlink
	attrRapid
	attrReverse
	attrConceal
	attrStrike
)

// hue is a colour: zero is the terminal's own, else its kind in the top byte.
type hue uint32

const (
	hueBasic hue = 1 << 24 // one of the sixteen
	hueIndex hue = 2 << 24 // one of 256
	hueRGB   hue = 3 << 24
)

// style is everything SGR can say about a cell.
type style struct {
	fg, bg, line hue
	attrs        uint8
	underline    uint8 // SGR 4's style: 0 none, 1 single, 2 double, 3 curly, ...
}

// onBlank is what of a style can be seen on a space. Two spaces that look the
// same should be the same, or bytes are sent that nobody sees.
func (s style) onBlank() style {
	s.attrs &= attrReverse | attrStrike | attrBlink
	if s.attrs == 0 && s.underline == 0 {
		return style{bg: s.bg}
	}
	return s
}

// param is one number of a control sequence; sub means that it belongs to the
// number before it (a colon stood between them). A missing number is -1.
type param struct {
	n   int
	sub bool
}

// parseParams reads the parameters of a control sequence.
func parseParams(dst []param, body string) []param {
	dst = dst[:0]
	cur := param{n: -1}
	for _, c := range body {
		switch {
		case c >= '0' && c <= '9':
			cur.n = min(max(cur.n, 0)*10+int(c-'0'), 1<<20)
		case c == ';' || c == ':':
			dst = append(dst, cur)
			cur = param{n: -1, sub: c == ':'}
		}
	}
	return append(dst, cur)
}

// apply changes a style as SGR with these parameters does.
func (s style) apply(ps []param) style {
	for i := 0; i < len(ps); i++ {
		n := max(ps[i].n, 0)
		switch {
		case n == 0:
			s = style{}
		case n == 4:
			s.underline = 1
			if i+1 < len(ps) && ps[i+1].sub {
				s.underline = uint8(min(max(ps[i+1].n, 0), 5))
			}
		case n == 21:
			s.underline = 2
		case n >= 1 && n <= 3:
			s.attrs |= 1 << (n - 1)
		case n >= 5 && n <= 9:
			s.attrs |= 1 << (n - 2)
		case n == 22:
			s.attrs &^= attrBold | attrFaint
		case n == 23:
			s.attrs &^= attrItalic
		case n == 24:
			s.underline = 0
		case n == 25:
			s.attrs &^= attrBlink | attrRapid
		case n >= 27 && n <= 29:
			s.attrs &^= 1 << (n - 22)
		case n >= 30 && n <= 37:
			s.fg = hueBasic | hue(n-30)
		case n >= 90 && n <= 97:
			s.fg = hueBasic | hue(n-90+8)
		case n >= 40 && n <= 47:
			s.bg = hueBasic | hue(n-40)
		case n >= 100 && n <= 107:
			s.bg = hueBasic | hue(n-100+8)
		case n == 39:
			s.fg = 0
		case n == 49:
			s.bg = 0
		case n == 59:
			s.line = 0
		case n == 38 || n == 48 || n == 58:
			c, used := parseHue(ps[i+1:])
			switch {
			case used == 0:
			case n == 38:
				s.fg = c
			case n == 48:
				s.bg = c
			default:
				s.line = c
			}
			i += used
		}
		for i+1 < len(ps) && ps[i+1].sub {
			i++
		}
	}
	return s
}

// parseHue reads the colour after 38, 48 or 58, in either of its two forms, and
// the number of parameters it took.
func parseHue(ps []param) (hue, int) {
	if len(ps) == 0 {
		return 0, 0
	}
	end := len(ps)
	if ps[0].sub { // 38:2::r:g:b, with or without the colour space
		end = 1
		for end < len(ps) && ps[end].sub {
			end++
		}
	}
	v := func(i int) hue { return hue(min(max(ps[i].n, 0), 255)) }
	switch {
	case ps[0].n == 5 && end >= 2:
		return hueIndex | v(1), 2
	case ps[0].n == 2 && ps[0].sub && end >= 5:
		return hueRGB | v(2)<<16 | v(3)<<8 | v(4), 5
	case ps[0].n == 2 && end >= 4:
		return hueRGB | v(1)<<16 | v(2)<<8 | v(3), 4
	}
	return 0, 0
}

// transition appends the shortest SGR that turns one style into another.
func (c caps) transition(dst []byte, from, to style) []byte {
	if from == to {
		return dst
	}
	if to == (style{}) {
		return append(dst, "\x1b[m"...)
	}
	mark := len(dst)
	dst = append(dst, "\x1b["...)
	if from != (style{}) {
		dst = append(dst, '0', ';')
	}
	dst = additions(dst, style{}, to)
	dst[len(dst)-1] = 'm'
	if from == (style{}) || !c.sgrOff && removes(from, to) {
		return dst
	}
	full := len(dst)
	dst = append(dst, "\x1b["...)
	dst = additions(removals(dst, from, to), from, to)
	dst[len(dst)-1] = 'm'
	if len(dst)-full < full-mark {
		dst = append(dst[:mark], dst[full:]...)
		return dst
	}
	return dst[:full]
}

// removes reports whether something of from is switched off in to.
func removes(from, to style) bool {
	return from.attrs&^to.attrs != 0 || from.underline != to.underline && from.underline != 0 ||
		from.fg != 0 && to.fg == 0 || from.bg != 0 && to.bg == 0 || from.line != 0 && to.line == 0
}

// removals appends, each with a semicolon, what switches from's surplus off.
func removals(dst []byte, from, to style) []byte {
	off := from.attrs &^ to.attrs
	if off&(attrBold|attrFaint) != 0 {
		dst = append(dst, "22;"...)
	}
	for _, a := range []struct {
		bits uint8
		code string
	}{{attrItalic, "23;"}, {attrBlink | attrRapid, "25;"}, {attrReverse, "27;"}, {attrConceal, "28;"}, {attrStrike, "29;"}} {
		if off&a.bits != 0 {
			dst = append(dst, a.code...)
		}
	}
	if from.underline != 0 && to.underline == 0 {
		dst = append(dst, "24;"...)
	}
	if from.fg != 0 && to.fg == 0 {
		dst = append(dst, "39;"...)
	}
	if from.bg != 0 && to.bg == 0 {
		dst = append(dst, "49;"...)
	}
	if from.line != 0 && to.line == 0 {
		dst = append(dst, "59;"...)
	}
	return dst
}

// additions appends, each with a semicolon, what to has beyond from. One of the
// attributes that share an off code has to be set again after it.
func additions(dst []byte, from, to style) []byte {
	on := to.attrs &^ from.attrs
	for _, shared := range []uint8{attrBold | attrFaint, attrBlink | attrRapid} {
		if from.attrs&^to.attrs&shared != 0 {
			on |= to.attrs & shared
		}
	}
	for i, code := range []byte("12356789") {
		if on&(1<<i) != 0 {
			dst = append(dst, code, ';')
		}
	}
	if to.underline != 0 && to.underline != from.underline {
		dst = append(dst, '4')
		if to.underline > 1 {
			dst = append(dst, ':', '0'+to.underline)
		}
		dst = append(dst, ';')
	}
	dst = appendHue(dst, 30, from.fg, to.fg)
	dst = appendHue(dst, 40, from.bg, to.bg)
	return appendHue(dst, 50, from.line, to.line)
}

// appendHue appends a colour that changed; base is 30, 40 or 50.
func appendHue(dst []byte, base int, from, to hue) []byte {
	if to == from || to == 0 {
		return dst
	}
	n := int(to & 0xffffff)
	switch {
	case to&hueRGB == hueRGB:
		dst = strconv.AppendInt(dst, int64(base+8), 10)
		dst = append(dst, ";2;"...)
		dst = strconv.AppendInt(dst, int64(n>>16), 10)
		dst = append(dst, ';')
		dst = strconv.AppendInt(dst, int64(n>>8&0xff), 10)
		dst = append(dst, ';')
		n &= 0xff
	case to&hueIndex != 0:
		dst = strconv.AppendInt(dst, int64(base+8), 10)
		dst = append(dst, ";5;"...)
	case n >= 8:
		n += base + 60 - 8
	default:
		n += base
	}
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, ';')
}
