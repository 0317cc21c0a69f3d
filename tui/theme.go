package tui

import (
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"github.com/civoranexus/society360/tui/wire"
)

// Terminal is what a session's environment says about its terminal. It is read
// from variables alone: a terminal that is asked and does not answer would hold
// the first paint back.
type Terminal struct {
	// Profile is the richest colour profile the terminal may be sent.
	// termenv.Ascii stands for a terminal without any attributes.
	Profile termenv.Profile
	// Colour is false where bold, underline and reverse are all there is.
	Colour bool
	// Unicode is false where borders and signs must be ASCII.
	Unicode bool
}

// DetectTerminal reads TERM, the locale, COLORTERM and NO_COLOR (any value but an
// empty one counts). vt100 to vt525 have attributes but no colour; dumb has neither;
// linux has eight colours and no fonts for lines and signs.
func DetectTerminal(environ func(string) string) Terminal {
	term := strings.ToLower(environ("TERM"))
	family := wire.Family(term)
	t := Terminal{Profile: termenv.ANSI, Colour: true, Unicode: wire.CharsetOf(environ).All()}
	switch {
	case wire.Deaf(term):
		return Terminal{Profile: termenv.Ascii}
	case wire.Serial(term), strings.HasSuffix(term, "-m"), strings.HasSuffix(term, "-mono"):
		t.Colour, t.Unicode = false, false
	case family == "linux", family == "ansi", family == "cons25":
		t.Unicode = false
	case environ("COLORTERM") == "truecolor" || environ("COLORTERM") == "24bit":
		t.Profile = termenv.TrueColor
	case strings.Contains(term, "256color"), term == "xterm-kitty", family == "alacritty":
		t.Profile = termenv.ANSI256
	}
	if environ("NO_COLOR") != "" {
		t.Colour = false
	}
	return t
}

// Theme holds one session's styles and signs. Every style belongs to the
// session's own renderer; none blinks and none asks the terminal anything.
type Theme struct {
	terminal Terminal
	Glyphs   Glyphs

	// Plain is unstyled text.
	Plain lipgloss.Style
	// Title is the name of what is shown.
	Title lipgloss.Style
	// Banner is the line of important notices.
	Banner lipgloss.Style
	// Selected is the row or choice under the cursor, bold without colour.
	Selected lipgloss.Style
	// Danger is what must not be overlooked; a word always says it as well.
	Danger lipgloss.Style
	// Success is what was done, info what is merely told.
	Success, Info lipgloss.Style
	// Muted is what the eye may skip.
	Muted lipgloss.Style
	// Strong is emphasis inside text.
	Strong lipgloss.Style
	// Key and hint are a key and its meaning in the line of hints.
	Key, Hint lipgloss.Style
	// input is a field's text. Its cursor is the terminal's own (wire.Caret).
	input lipgloss.Style
}

// Glyphs are the signs that differ between terminals.
type Glyphs struct {
	// border frames boxes.
	border lipgloss.Border
	// Rule is one cell of a horizontal line.
	Rule string
	// Rupee stands before an amount: "₹" or "Rs ".
	Rupee string
	// ellipsis ends text that was cut.
	ellipsis string
	// Dash separates two halves of a sentence, or stands for an empty value.
	Dash string
	// fill marks the free cells of a focused field.
	fill string
	// bar is a cell of a bar, Rest one of what is missing to its whole.
	bar, Rest string
	// cursor is inserted where there are no attributes to show the cursor with,
	// and is empty elsewhere.
	cursor string
}

// NewTheme builds the styles of a session whose environment is environ (as
// os.Getenv) and whose terminal is written to by out. out is never written here.
func NewTheme(environ func(string) string, out io.Writer) *Theme {
	return newTheme(DetectTerminal(environ), "", environ, out)
}

// newTheme is NewTheme in the colours of a theme, or, where none is named, in those
// that the environment tells.
func newTheme(terminal Terminal, name string, environ func(string) string, out io.Writer) *Theme {
	t := &Theme{terminal: terminal}
	t.Glyphs = t.terminal.glyphs()
	r := lipgloss.NewRenderer(out, termenv.WithTTY(true), termenv.WithUnsafe())
	// A profile set here is final: lipgloss would look at the process's own
	// environment otherwise, and termenv drops bold along with colour when asked
	// for Ascii. Colourless terminals therefore get ANSI and styles without colour.
	r.SetColorProfile(t.terminal.Profile)
	r.SetHasDarkBackground(true)
	if !slices.Contains(Themes(), name) {
		name = background(environ)
	}
	if !t.terminal.Colour {
		name = themeMono
	}
	base := r.NewStyle()
	paint := func(s lipgloss.Style, c ink) lipgloss.Style {
		if c.fg != "" {
			s = s.Foreground(lipgloss.Color(c.fg))
		}
		if c.bg != "" {
			s = s.Background(lipgloss.Color(c.bg))
		}
		return s
	}
	c := inksOf(name, t.terminal.Profile != termenv.ANSI)
	t.Plain, t.input = base, base
	bold := base.Bold(!c.thin).Underline(c.thin)
	t.Title = paint(bold, c.strong)
	t.Banner = paint(bold, c.banner)
	t.Selected = paint(bold, c.selected)
	t.Danger = paint(base.Bold(!c.thin).Reverse(c.danger == ink{}), c.danger)
	t.Success = paint(base, c.success)
	t.Info = base
	t.Muted = paint(base, c.muted)
	t.Strong = paint(bold, c.strong)
	t.Key = paint(bold, c.strong)
	t.Hint = base
	return t
}

func (t Terminal) glyphs() Glyphs {
	if t.Unicode {
		return Glyphs{
			border: lipgloss.NormalBorder(), Rule: "─", Rupee: "₹", ellipsis: "…", Dash: "–", fill: "_",
			bar: "█", Rest: "░",
		}
	}
	g := Glyphs{
		border: lipgloss.ASCIIBorder(), Rule: "-", Rupee: "Rs ", ellipsis: "..", Dash: "-", fill: "_",
		bar: "#", Rest: ".",
	}
	if t.Profile == termenv.Ascii {
		g.cursor = "|"
	}
	return g
}
