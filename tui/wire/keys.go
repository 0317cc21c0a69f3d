package wire

import "strings"

// csiToken is a complete CSI sequence as Bubble Tea knows it, whichever terminal sent
// it; empty where it is no key.
func csiToken(params string, final byte) string {
	if key := unicodeKey(params, final); key != "" {
		return key
	}
	params = plainForm(params, final)
	switch {
	case csiKey(params, final):
		return "\x1b[" + params + string(final)
	case params == "" && final >= 'P' && final <= 'S':
		return "\x1bO" + string(final)
	}
	return ""
}

// csiKey reports whether a complete CSI sequence is one that Bubble Tea knows
// as a key. params and final are the bytes after ESC [. Everything else that
// looks like one is a terminal's reply or a mouse, which no screen asks for.
func csiKey(params string, final byte) bool {
	first, mod, hasMod := strings.Cut(params, ";")
	switch final {
	case 'A', 'B', 'C', 'D', 'F', 'H':
		return params == "" || first == "1" && hasMod && oneOf(mod, "2345678")
	case 'a', 'b', 'c', 'd', 'Z':
		return params == ""
	case 'P', 'Q', 'R', 'S':
		return first == "1" && hasMod && oneOf(mod, "23")
	case '^':
		return oneOf(params, "5678")
	case '@':
		return oneOf(params, "78")
	case '~':
		return tildeKey(first, mod, hasMod)
	}
	return false
}

// tildeKey is csiKey for the sequences that end in a tilde: editing and
// function keys, whose first parameter is the key and second its modifiers.
func tildeKey(key, mod string, hasMod bool) bool {
	if !hasMod {
		switch key {
		case "1", "2", "3", "4", "5", "6", "7", "8",
			"11", "12", "13", "14", "15", "17", "18", "19", "20", "21",
			"23", "24", "25", "26", "28", "29", "31", "32", "33", "34":
			return true
		}
		return false
	}
	switch key {
	case "3", "15", "17", "18", "19":
		return oneOf(mod, "23")
	case "5", "6":
		return oneOf(mod, "357")
	case "20", "21", "23", "24", "25", "26", "28", "29":
		return mod == "3"
	}
	return false
}

// oneOf reports whether s is exactly one of the bytes of set.
func oneOf(s, set string) bool { return len(s) == 1 && strings.Contains(set, s) }

// ss3Key turns the byte after ESC O into the key Bubble Tea should see, empty
// where no key is meant. Home, End and the keypad of a terminal in application
// mode are known to us and not to Bubble Tea, so they become their plain form.
//
// The keypad is told to type figures (see known), so that w, its 7, can only be the End
// of rxvt and of PuTTY in rxvt's mode.
func ss3Key(final byte) string {
	switch {
	case final >= 'A' && final <= 'D', final >= 'P' && final <= 'S':
		return "\x1bO" + string(final)
	case final == 'H', final == 'F':
		return "\x1b[" + string(final)
	case final == 'w':
		return "\x1b[F"
	case final >= 'a' && final <= 'd': // rxvt's Ctrl with an arrow
		return "\x1b[1;5" + string(final-'a'+'A')
	case final >= 'p' && final <= 'y':
		return string(final - 'p' + '0')
	case final == 'M':
		return "\r"
	case final == 'X':
		return "="
	case final >= 'j' && final <= 'o':
		return string(final - 'j' + '*') // * + , - . /
	}
	return ""
}

// altKey reports whether Alt with a byte is a key: what edits a word. Of any other, Esc
// and the byte are two keys that the line brought in one packet.
func altKey(b byte) bool { return b == 'b' || b == 'f' || b == 0x7f || b == '\b' }
