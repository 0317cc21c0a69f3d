package tui

import (
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

func themeFor(term string) *Theme {
	return NewTheme(func(name string) string {
		if name == "TERM" {
			return term
		}
		return ""
	}, io.Discard)
}

func TestMarkdownOfANotice(t *testing.T) {
	t.Parallel()
	const text = "\n\nThe **water tank** of Tower B is cleaned.\nStore water tonight.\n\n\n" +
		"- kitchen and bath, in buckets that nobody needs\n  * the small ones too, please\n\n" +
		"1. Close the taps.\n12) Wait.\n3 rooms stay **dry\n** not bold ** nor 2*3**4\n-5 degrees\n"
	want := strings.Split(`The [water tank] of Tower B
is cleaned.
Store water tonight.

- kitchen and bath, in
  buckets that nobody needs
  - the small ones too,
    please

1. Close the taps.
12) Wait.
3 rooms stay **dry
** not bold ** nor 2*3**4
-5 degrees`, "\n")
	th := themeFor("xterm-256color")
	got := th.Markdown(text, 27)
	bold := strings.NewReplacer("\x1b[1m", "[", "\x1b[0m", "]")
	for i := range got {
		got[i] = bold.Replace(got[i])
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("laid out as\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	// A terminal without attributes shows the asterisks: they still say what matters.
	if got := themeFor("dumb").Markdown("**Now** or never", 20); got[0] != "**Now** or never" {
		t.Errorf("on a dumb terminal: %q", got)
	}
	// Bold text is one run over a line's end, and blanks in it stay bold.
	got = th.Markdown("a **b c** d **eeee ffff**", 11)
	if want := []string{"a \x1b[1mb c\x1b[0m d", "\x1b[1meeee ffff\x1b[0m"}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("bold runs: %q", got)
	}
}

// letters are what a text says: all but blanks and the signs of Markdown.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*-+", r) {
			return -1
		}
		return r
	}, s)
}

// FuzzMarkdown: whatever a notice holds, its lines fit, carry no control sequence
// but the theme's own, and say all that the text says.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{
		"", "**", "****", "** **", "**a**b**", "- ", "-", "1.", "99999. x", "- - - -", "\x1b[31mred\x1b]0;t\a", "a\rb\u202e\u200b",
		"गणेश **उत्सव** है", "日本語**日本**", "a\u0301\u0301\u0301\u0301\u0301", strings.Repeat("**a ", 50), strings.Repeat("x", 200),
		"      * deep\n        + deeper", "\u2028\u2029\u0085", "\U0001F468\u200d\U0001F469\u200d\U0001F467", "**\u0301a**", "1) \xff\xfe",
	} {
		f.Add(seed, 20)
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		if width < 3 || width > 200 || len(text) > 5000 {
			return
		}
		for _, th := range []*Theme{themeFor("xterm-256color"), themeFor("dumb")} {
			lines := th.Markdown(text, width)
			for _, l := range lines {
				if w := Width(l); w > width {
					t.Errorf("%q is %d cells of %d", l, w, width)
				}
				bare := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(l)
				if bare != Plain(bare) {
					t.Errorf("%q carries what a terminal would obey", l)
				}
			}
			got := letters(ansi.Strip(strings.Join(lines, "")))
			if want := letters(plainLines(text)); got != want {
				t.Errorf("said %q of %q", got, want)
			}
		}
	})
}
