package tui_test

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"testing"

	"github.com/charmbracelet/lipgloss"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
	"github.com/civoranexus/society360/tui/wire"
)

// palettes are the sixteen colours that terminals are published with, and the
// backgrounds that they come on.
var palettes = []struct {
	name        string
	colours     string // six hexadecimal digits each
	dark, light []string
}{
	{"xterm", "000000cd000000cd00cdcd000000eecd00cd00cdcde5e5e57f7f7fff000000ff00ffff005c5cffff00ff00ffffffffff", []string{"000000"}, []string{"ffffff"}},
	{"VGA", "000000aa000000aa00aa55000000aaaa00aa00aaaaaaaaaa555555ff555555ff55ffff555555ffff55ff55ffffffffff", []string{"000000"}, nil},
	{"Solarized", "073642dc322f859900b58900268bd2d336822aa198eee8d5002b36cb4b16586e75657b838394966c71c493a1a1fdf6e3", []string{"002b36"}, []string{"fdf6e3"}},
	{"PuTTY", "000000bb000000bb00bbbb000000bbbb00bb00bbbbbbbbbb555555ff555555ff55ffff555555ffff55ff55ffffffffff", []string{"000000"}, nil},
	{"Windows console", "0c0c0cc50f1f13a10ec19c000037da8817983a96ddcccccc767676e7485616c60cf9f1a53b78ffb4009e61d6d6f2f2f2", []string{"0c0c0c", "012456"}, []string{"f2f2f2"}},
	{"Windows console, before", "000000800000008000808000000080800080008080c0c0c0808080ff000000ff00ffff000000ffff00ff00ffffffffff", []string{"000000"}, nil},
	{"GNOME", "171421c01c2826a269a2734c12488ba347ba2aa1b3d0cfcc5e5c64f6615133da7ae9ad0c2a7bdec061cb33c7deffffff", []string{"171421", "1e1e1e", "300a24", "2e3436"}, []string{"ffffff", "eeeeec"}},
	{"macOS Terminal", "000000c2362125bc24adad27492ee1d338d333bbc8cbcccd818383fc391f31e722eaec235833fff935f814f0f0e9ebeb", []string{"000000", "1e1e1e"}, []string{"ffffff"}},
}

// rgb is a colour of six hexadecimal digits.
func rgb(t *testing.T, hex string) color.Color {
	t.Helper()
	var r, g, b uint8
	if _, err := fmt.Sscanf(hex, "%02x%02x%02x", &r, &g, &b); err != nil {
		t.Fatal(err)
	}
	return color.RGBA{r, g, b, 255}
}

// contrast is that of two colours, from 1 to 21, as WCAG counts it.
func contrast(a, b color.Color) float64 {
	light := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		linear := func(v uint32) float64 {
			s := float64(v) / 0xffff
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	}
	la, lb := light(a), light(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// shown is a style's colours as a terminal has them that was sent it, nil for its own,
// and whether its letters are bold.
func shown(style lipgloss.Style) (fg, bg color.Color, bold bool) {
	screen := vt.NewEmulator(4, 1)
	_, _ = io.WriteString(screen, style.Render("x"))
	c := screen.CellAt(0, 0).Style
	return c.Fg, c.Bg, c.Attrs&uv.AttrBold != 0
}

// Whatever palette a terminal has, what has a colour can be read: 4.5, as for text on
// paper. What has none is in the terminal's own, straight or reversed.
func TestColoursCanBeRead(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"xterm", "xterm-256color"} {
		for _, theme := range append(tui.Themes(), "") {
			env := tuitest.NewStage(t, tuitest.Terminal(term)).Env
			env.Dress(tui.Look{Theme: theme})
			th, coloured := env.Theme, 0
			for _, p := range palettes {
				backgrounds := map[string][]string{"dark": p.dark, "light": p.light, "mono": nil, "": append(append([]string{}, p.dark...), p.light...)}[theme]
				for _, behind := range backgrounds {
					for name, style := range map[string]lipgloss.Style{
						"banner": th.Banner, "selected": th.Selected, "danger": th.Danger, "success": th.Success, "muted": th.Muted, "title": th.Title, "key": th.Key, "strong": th.Strong,
					} {
						fg, bg, bold := shown(style)
						if theme == "light" && bold && fg == nil {
							t.Errorf("%s of theme light on %s is bold in a colour that is the terminal's own: PuTTY's is white", name, term)
						}
						if fg == nil && bg == nil {
							continue
						}
						coloured++
						told := func(c color.Color, own string) color.Color {
							if named, is := c.(ansi.BasicColor); is {
								own, c = p.colours[6*named:6*named+6], nil
							}
							if c == nil {
								return rgb(t, own)
							}
							return c
						}
						if fg == nil {
							t.Fatalf("%s of theme %q on %s has a ground and no letters", name, theme, term)
						}
						letters := []color.Color{fg}
						if named, is := fg.(ansi.BasicColor); is && bold && named < 8 {
							letters = append(letters, named+8) // many draw bold brighter
						}
						for _, fg := range letters {
							if got := contrast(told(fg, ""), told(bg, behind)); got < 4.5 {
								t.Errorf("%s of theme %q on %s in the palette of %s on #%s: contrast %.2f", name, theme, term, p.name, behind, got)
							}
						}
					}
				}
			}
			if colours := theme == "dark" || theme == "light" || term == "xterm-256color" && theme == ""; colours != (coloured > 0) {
				t.Errorf("theme %q on %s has %d colours", theme, term, coloured)
			}
		}
	}
}

// What must not be overlooked stands out without a colour too.
func TestDangerStandsOut(t *testing.T) {
	t.Parallel()
	for _, environ := range []func(string) string{tuitest.Terminal("xterm"), tuitest.Terminal("vt100"), tuitest.Terminal("xterm-256color", "NO_COLOR", "1")} {
		if got := tui.NewTheme(environ, io.Discard).Danger.Render("x"); got != "\x1b[1;7mx\x1b[0m" {
			t.Errorf("danger is %q", got)
		}
	}
}

// The environment says what is behind the letters, where it says anything.
func TestBackgroundFromTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		environ func(string) string
		theme   string // whose colours are taken
	}{
		{tuitest.Terminal("xterm-256color", "COLORFGBG", "15;0"), "dark"},
		{tuitest.Terminal("xterm-256color", "COLORFGBG", "0;default;15"), "light"},
		{tuitest.Terminal("rxvt-256color", "COLORFGBG", "0;7"), "light"},
		{tuitest.Terminal("linux"), "dark"},
		{tuitest.Terminal("xterm-256color", "COLORFGBG", "15;default"), ""},
		{tuitest.Terminal("xterm-256color", "COLORFGBG", ";99"), ""},
		{tuitest.Terminal("xterm-256color"), ""},
	} {
		env := tuitest.NewStage(t, c.environ).Env
		got := env.Theme.Selected.Render("x") + env.Theme.Danger.Render("x")
		env.Dress(tui.Look{Theme: c.theme})
		if want := env.Theme.Selected.Render("x") + env.Theme.Danger.Render("x"); got != want {
			t.Errorf("%q %q: %q, want %q", c.environ("TERM"), c.environ("COLORFGBG"), got, want)
		}
	}
}

// The letters of a terminal go before those of an account, and those before what the
// environment tells; signs follow.
func TestLettersOfALook(t *testing.T) {
	t.Parallel()
	named := func(name string) wire.Charset {
		set, ok := wire.CharsetNamed(name)
		if !ok {
			t.Fatal(name)
		}
		return set
	}
	utf := tuitest.Terminal("xterm")
	for _, c := range []struct {
		environ           func(string) string
		terminal, account string
		want              wire.Charset
		rupee             string
	}{
		{utf, "", "", named("utf-8"), "₹"},
		{utf, "", "ascii", named("ascii"), "Rs "},
		{utf, "", "utf-8-narrow", named("utf-8-narrow"), "Rs "},
		{utf, "ascii", "utf-8", named("ascii"), "Rs "},
		{utf, "", "no such one", named("utf-8"), "₹"},
		{tuitest.Terminal("xterm", "LC_ALL", "C"), "", "", named("ascii"), "Rs "},
		{tuitest.Terminal("xterm", "LC_ALL", "C"), "", "utf-8", named("utf-8"), "₹"},
		{tuitest.Terminal("vt220"), "utf-8", "", named("utf-8"), "₹"},
		{tuitest.Terminal("dumb"), "", "utf-8", named("utf-8"), "Rs "},
	} {
		env := tuitest.NewStage(t, c.environ).Env
		env.Letters = c.terminal
		got := env.Dress(tui.Look{Letters: c.account})()
		if got != c.want || env.Theme.Glyphs.Rupee != c.rupee {
			t.Errorf("terminal %q, account %q: %+v with %q, want %+v with %q", c.terminal, c.account, got, env.Theme.Glyphs.Rupee, c.want, c.rupee)
		}
	}
}
