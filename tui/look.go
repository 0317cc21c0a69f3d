package tui

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui/wire"
)

// Look is how an account wants its desks to look; what is empty follows from the
// terminal.
type Look struct {
	// Theme is dark, light or mono.
	Theme string
	// Letters is the character set that the terminal has (see Letters).
	Letters string
}

// The themes that a Look may name.
const (
	themeDark  = "dark"
	themeLight = "light"
	themeMono  = "mono"
)

// Themes are the words for the themes that a Look may name.
func Themes() []string { return []string{themeDark, themeLight, themeMono} }

// Letters are the words for the character sets that a Look may name.
func Letters() []string { return wire.CharsetNames() }

// Dress gives the session the look that its account wants. The terminal's own letters,
// where somebody has set them for it (see Env.Letters), go before those of the account,
// which signs in at others too. The command that it gives tells the line.
func (e *Env) Dress(look Look) tea.Cmd {
	chars, known := wire.CharsetOf(e.environ), false
	for _, name := range []string{look.Letters, e.Letters} {
		if slices.Contains(Letters(), name) {
			chars, known = wire.CharsetNamed(name)
		}
	}
	terminal := DetectTerminal(e.environ)
	if known && !wire.Deaf(e.environ("TERM")) {
		terminal.Unicode = chars.All()
	}
	*e.Theme = *newTheme(terminal, look.Theme, e.environ, e.out)
	return func() tea.Msg { return chars }
}

// background is the theme of the terminal's background where it says so: rxvt and
// Konsole do, and a console of Linux is black. Most say nothing.
func background(environ func(string) string) string {
	if wire.Family(environ("TERM")) == "linux" {
		return themeDark
	}
	colours := environ("COLORFGBG")
	behind, err := strconv.Atoi(colours[strings.LastIndexByte(colours, ';')+1:])
	switch {
	case err != nil || behind < 0 || behind > 15:
		return ""
	case behind == 7 || behind > 8:
		return themeLight
	}
	return themeDark
}

// ink is the colours of a style, by their numbers; an empty one is the terminal's own.
type ink struct{ fg, bg string }

// inks are the colours of a theme. With thin, nothing is bold: what would be is
// underlined.
type inks struct {
	strong, banner, selected, danger, success, muted ink
	thin                                             bool
}

// inksOf are the colours of a theme, on a terminal of 256 colours or of sixteen. Of the
// sixteen nobody knows what they look like: green is grey in one palette, yellow brown
// in another. One is used that is readable in all. The others are the same everywhere,
// and where the background is not known, are told with it. What has no colour is read
// in the terminal's own, bold or reversed; on a light background in black, for a PuTTY
// that was given other colours than it came with draws bold in white all the same, and of
// sixteen colours many terminals draw a bold black in grey.
func inksOf(theme string, rich bool) inks {
	switch {
	case theme == themeMono:
		return inks{}
	case theme == themeDark && rich:
		return inks{banner: ink{fg: "222"}, selected: ink{fg: "117"}, danger: ink{fg: "217"}, success: ink{fg: "120"}, muted: ink{fg: "250"}}
	case theme == themeDark:
		return inks{selected: ink{fg: "14"}}
	case theme == themeLight && rich:
		return inks{strong: ink{fg: "16"}, banner: ink{fg: "94"}, selected: ink{fg: "25"}, danger: ink{fg: "124"}, success: ink{fg: "22"}, muted: ink{fg: "240"}}
	case theme == themeLight:
		black := ink{fg: "0"}
		return inks{strong: black, banner: black, selected: black, thin: true}
	case rich && theme == "":
		return inks{danger: ink{fg: "231", bg: "124"}}
	}
	return inks{}
}
