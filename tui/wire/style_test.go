package wire

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the terminal's attributes are, the shortest way from one style to
// another ends in that other.
func TestTransitions(t *testing.T) {
	hues := rapid.OneOf(rapid.Just(hue(0)), rapid.Map(rapid.Uint8Range(0, 15), func(n uint8) hue { return hueBasic | hue(n) }),
		rapid.Map(rapid.Uint8(), func(n uint8) hue { return hueIndex | hue(n) }),
		rapid.Map(rapid.Uint32Range(0, 1<<24-1), func(n uint32) hue { return hueRGB | hue(n) }))
	line := rapid.Map(hues, func(h hue) hue { // an underline's colour is no basic one
		if h&hueRGB == hueBasic {
			return 0
		}
		return h
	})
	styles := rapid.Custom(func(t *rapid.T) style {
		return style{
			hues.Draw(t, "fg"), hues.Draw(t, "bg"), line.Draw(t, "line"),
			rapid.Uint8().Draw(t, "attributes"), rapid.Uint8Range(0, 5).Draw(t, "underline"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		c := capsFor(rapid.SampledFrom([]string{"xterm", "vt100"}).Draw(t, "term"))
		from, to := styles.Draw(t, "from"), styles.Draw(t, "to")
		if rapid.Bool().Draw(t, "close") { // as styles that follow each other are
			to.fg, to.bg, to.line, to.underline = from.fg, from.bg, from.line, from.underline
			to.attrs = from.attrs ^ 1<<rapid.IntRange(0, 7).Draw(t, "bit")
		}
		got := from
		for seq := range strings.SplitSeq(string(c.transition(nil, from, to)), "m") {
			if body, ok := strings.CutPrefix(seq, "\x1b["); ok {
				got = got.apply(parseParams(nil, body))
			}
		}
		if got != to {
			t.Fatalf("%+v by %q became %+v, not %+v", from, c.transition(nil, from, to), got, to)
		}
	})
}
