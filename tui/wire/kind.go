package wire

import (
	"slices"
	"strings"
)

// families are the terminals that understand what xterm does.
func families() []string {
	return []string{
		"xterm", "screen", "tmux", "rxvt", "urxvt", "alacritty", "kitty", "foot", "ghostty", "wezterm", "konsole", "gnome", "vte", "putty",
		"st", "stterm", "mintty", "iterm", "iterm2", "nsterm", "contour", "mlterm", "kterm", "ms", "hterm", "rio", "zellij", "terminator", "terminology", "fbterm",
	}
}

// Family is the kind of terminal that a value of TERM names: what stands before the
// first mark in it, for screen.xterm-256color is a screen inside of an xterm.
func Family(term string) string {
	term = strings.ToLower(term)
	if end := strings.IndexAny(term, "-.+@:"); end >= 0 {
		term = term[:end]
	}
	return term
}

// Deaf reports whether a terminal of that TERM understands nothing, or is one that
// nobody named.
func Deaf(term string) bool { return slices.Contains([]string{"", "dumb", "unknown"}, Family(term)) }

// Serial reports whether a TERM is one of DEC's terminals, from vt100 on.
func Serial(term string) bool {
	digit, is := strings.CutPrefix(Family(term), "vt")
	return is && digit != "" && digit != "52" && digit[0] >= '1' && digit[0] <= '5'
}

// caps says what may be sent to a terminal beyond what a VT100 understands:
// printable text, cursor moves, erasing to an edge, scroll regions, and the
// attributes bold, underline, blink and reverse.
type caps struct {
	modes  bool // the modes of xterm: alternate screen, mouse, kitty's keyboard
	cursor bool // the cursor can be hidden
	sgrOff bool // attributes and colours can be switched off one by one
	ech    bool // cells can be erased in the middle of a line
	paste  bool // pastes are asked to be marked; who does not know how ignores it
}

// capsFor looks a terminal up by the value of TERM. An unknown one is taken for
// a VT100, which is never wrong, only longer.
func capsFor(term string) caps {
	family := Family(term)
	switch {
	case slices.Contains(families(), family):
		return caps{modes: true, cursor: true, sgrOff: true, ech: true, paste: true}
	case family == "linux", family == "cygwin", Serial(term) && !strings.HasPrefix(family, "vt1"):
		return caps{cursor: true, sgrOff: true, ech: true, paste: true}
	}
	return caps{paste: !Deaf(term)}
}

// limit is the nearest style that the terminal has: other underlines than the
// plain one are xterm's.
func (c caps) limit(s style) style {
	if !c.modes {
		s.underline = min(s.underline, 1)
	}
	return s
}
