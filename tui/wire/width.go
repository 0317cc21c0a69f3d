package wire

import (
	"strings"

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
	for state := byte(0); s != ""; {
		seq, width, n, next := ansi.DecodeSequenceWc(s, state, nil)
		if n == 0 {
			break
		}
		state, s = next, s[n:]
		switch room -= width; {
		case width == 0 && (!full || seq != "" && seq[0] == esc), width > 0 && room >= 0 && !full:
			b.WriteString(seq)
		case !full:
			full = true
			b.WriteString(tail)
		}
	}
	return b.String()
}
