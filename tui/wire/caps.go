package wire

import "strings"

// caps says what may be sent to a terminal beyond what a VT100 understands:
// printable text, cursor moves, erasing to an edge, scroll regions, and the
// attributes bold, underline, blink and reverse.
type caps struct {
	modes  bool // the modes of xterm: alternate screen, bracketed paste, mouse
	cursor bool // the cursor can be hidden
	sgrOff bool // attributes and colours can be switched off one by one
	ech    bool // cells can be erased in the middle of a line
}

// capsFor looks a terminal up by the value of TERM. An unknown one is taken for
// a VT100, which is never wrong, only longer.
func capsFor(term string) caps {
	base, _, _ := strings.Cut(strings.ToLower(term), "-")
	switch base {
	case "xterm", "screen", "tmux", "rxvt", "alacritty", "kitty", "foot", "ghostty", "wezterm", "konsole", "gnome",
		"vte", "putty", "st", "stterm", "mintty", "iterm", "iterm2", "nsterm", "contour", "mlterm", "ms":
		return caps{modes: true, cursor: true, sgrOff: true, ech: true}
	case "linux", "cygwin":
		return caps{cursor: true, sgrOff: true, ech: true}
	}
	for _, p := range []string{"vt2", "vt3", "vt4", "vt5"} {
		if strings.HasPrefix(base, p) && base != "vt52" {
			return caps{cursor: true, sgrOff: true, ech: true}
		}
	}
	return caps{}
}

// limit is the nearest style that the terminal has: other underlines than the
// plain one are xterm's.
func (c caps) limit(s style) style {
	if !c.modes {
		s.underline = min(s.underline, 1)
	}
	return s
}
