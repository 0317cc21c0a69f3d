package wire

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of cells that s is given on the screen; styles take none.
// Letters are counted one by one, as most terminals do. A terminal that joins
// them into clusters, as for Devanagari, needs fewer cells and never more, so
// that nothing of a name is painted over: there a gap follows the word.
func Width(s string) int { return ansi.StringWidthWc(s) }

// Clip keeps what of s fits into room cells, whole clusters of letters, and puts
// tail behind it if it left anything out; styles go on to be opened and closed.
// (The library's function of this kind counts in both ways at once.)
func Clip(s string, room int, tail string) string {
	if Width(s) <= room {
		return s
	}
	room -= Width(tail)
	var b strings.Builder
	full := false
	for s != "" {
		first, width := piece(s)
		s = s[len(first):]
		switch room -= width; {
		case width == 0 && (!full || first[0] == esc), width > 0 && room >= 0 && !full:
			b.WriteString(first)
		case !full:
			full = true
			b.WriteString(tail)
		}
	}
	return b.String()
}

// piece is what s begins with: a cluster of letters with its cells, or a sequence
// or a control character, which has none. (The library's decoder parts an ASCII
// letter from its marks.)
func piece(s string) (first string, cells int) {
	switch c := s[0]; {
	case c < 0x20 || c >= 0x7f && c < 0xc0: // no letter begins with these
		_, _, n, _ := ansi.DecodeSequenceWc(s, ansi.NormalState, nil)
		if n = max(n, 1); Width(s[:n]) > 0 {
			n = 1 // the decoder takes letters along behind a broken sequence, which a count does not
		}
		return s[:n], 0
	case c < 0x7f && (len(s) == 1 || s[1] < utf8.RuneSelf): // no mark follows
		return s[:1], 1
	}
	return ansi.FirstGraphemeCluster(s, ansi.WcWidth)
}
