package wire

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/vt"
)

// FuzzViews shows one view after another, of any letters and with anything
// between them that a terminal could be told: on a terminal that gives each
// letter its cells the last view's text stands there and nothing else, and on one
// that joins letters the screen is that of a terminal which saw no other view.
func FuzzViews(f *testing.F) {
	f.Add(uint8(20), uint8(3), "one\ntwo\nthree\ftwo\nthree\nfour")
	f.Add(uint8(30), uint8(2), "प्रदीप गायकवाड|\x01B-204\fसुनीता पवार |\x02B-204\f日本語\n한국어\f日本\x03\n\n\n")
	f.Add(uint8(12), uint8(4), "שלום עולם\nمرحبا بالعالم\f\n\nمرحبا\fe\u0301t\u0301 👍🏽 🇮🇳 ❤️ ✓\n₹1,23,456.00")
	f.Add(uint8(1), uint8(1), "日\fa\f\u093f\f\x05\x06a\x07")
	f.Add(uint8(40), uint8(6), "a\nb\nc\nd\ne\nf\fb\nc\nd\ne\nf\ng\f\x04a\n\x05b\f\fg\nb\nc\nd\ne\nf")
	f.Fuzz(func(t *testing.T, width, height uint8, script string) {
		w, h := int(width)%100+1, int(height)%30+1
		many, joined := newLettered(w, h), vt.NewEmulator(w, h)
		toMany, toJoined := newDisplay(many, Size{w, h}, "vt100", Charset{}), newDisplay(joined, Size{w, h}, "xterm", Charset{})
		for part := range strings.SplitSeq(script, "\f") {
			view, text := written(part)
			toMany.show(view)
			toJoined.show(view)
			want := make([]string, h)
			for y, runs := range text[max(0, len(text)-h):] {
				want[y] = strings.TrimRight(clipped(runs, w), " ")
			}
			if got := many.text(); !slices.Equal(got, want) || many.strange != "" {
				t.Fatalf("%q shows\n%q, not\n%q, strange: %q", view, got, want, many.strange)
			}
			alone := vt.NewEmulator(w, h)
			newDisplay(alone, Size{w, h}, "xterm", Charset{}).show(view)
			if d := different(screen(alone), screen(joined)); d != "" {
				t.Fatalf("%q: %s", view, d)
			}
		}
	})
}

// clipped is what of a line's runs has room.
func clipped(runs []string, room int) string {
	var b strings.Builder
	for _, run := range runs {
		b.WriteString(Clip(run, room, ""))
		if room -= Width(run); room < 0 {
			break
		}
	}
	return b.String()
}

// written makes a view of a script, and for each line the runs of its letters: a
// control character stands for something that a terminal can be told, and begins
// a run; letters are themselves. A mark gets a letter to stand on.
func written(script string) (view string, text [][]string) {
	told := []string{
		"\x1b[m", "\x1b[1m", "\x1b[7m", "\x1b[44m", "\x1b[4:3m", "\x1b[38;2;1;2;3m", // colours and attributes
		"\x1b[2J", "\x1b[H", "\x1b[3;3H", "\x1b[K", "\x1b[5n", "\x1b[?25h", "\x1b[2;2r", "\x1bM", "\x1bc", "\t", "\a", "\r", // all else
		"\x1b]2;x\a", "\x1b]8;;x\x1b\\", "\x1bPx\x1b\\", "\x9b1m", "\x7f",
	}
	var v strings.Builder
	runs, run := []string(nil), ""
	for _, r := range script {
		first, _ := piece("a" + string(r))
		joins := first != "a"
		switch {
		case r == '\n':
			v.WriteByte('\n')
			text = append(text, append(runs, run))
			runs, run = nil, ""
		case unicode.IsControl(r):
			v.WriteString(told[int(r)%len(told)])
			runs, run = append(runs, run), ""
		case !joins && (!unicode.IsGraphic(r) || Width(string(r)) == 0):
		default:
			if joins && run == "" {
				v.WriteByte('.')
				run = "."
			}
			v.WriteRune(r)
			run += string(r)
		}
	}
	return v.String(), append(text, append(runs, run))
}
