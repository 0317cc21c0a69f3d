package wire

import (
	"strconv"
	"strings"
	"unicode"
)

// Modifiers of a key, one bit each, as xterm and kitty number them.
const (
	modShift = 1 << iota
	modAlt
	modCtrl
	modSuper
	modHyper
	modMeta
	modCaps
	modNum
)

// released is kitty's event of a key that is let go.
const released = 3

// keypad are kitty's numbers for the keys of the keypad, from the first on.
const (
	keypadFirst = 57399
	keypadText  = "0123456789./*-+\r=,"
)

// modifiers reads the second parameter of a key, modifiers:event. The locks are no
// modifiers.
func modifiers(param string) (mods int, up bool) {
	m, event, _ := strings.Cut(param, ":")
	n, err := strconv.Atoi(m)
	if err != nil {
		n = 1
	}
	return (n - 1) &^ (modCaps | modNum), event == strconv.Itoa(released)
}

// plainForm is a key of the cursor or a function key as other terminals send it:
// without the event that kitty adds, the locks among its modifiers, and a first
// parameter that says nothing. It is empty for a key that is let go.
func plainForm(params string, final byte) string {
	first, mod, has := strings.Cut(params, ";")
	if !has || strings.Contains(mod, ";") {
		return params
	}
	mods, up := modifiers(mod)
	switch {
	case up:
		return "up"
	case mods != 0:
		return first + ";" + strconv.Itoa(mods+1)
	case final == '~':
		return first
	}
	return ""
}

// unicodeKey is the key of kitty's and xterm's numbered forms, CSI number ; modifiers
// u and CSI 27 ; modifiers ; number ~, as Bubble Tea should see it; empty where it
// means nothing.
func unicodeKey(params string, final byte) string {
	parts := strings.Split(params, ";")
	number, mod := parts[0], ""
	switch {
	case final == '~' && len(parts) == 3 && parts[0] == "27":
		number, mod = parts[2], parts[1]
	case final != 'u':
		return ""
	case len(parts) > 1:
		mod = parts[1]
	}
	codes := strings.Split(number, ":")
	code, err := strconv.Atoi(codes[0])
	mods, up := modifiers(mod)
	if err != nil || code <= 0 || code > unicode.MaxRune || up || mods&(modSuper|modHyper|modMeta) != 0 {
		return ""
	}
	if mods&modShift != 0 && len(codes) > 1 { // what the key types with Shift
		if n, err := strconv.Atoi(codes[1]); err == nil && n > 0 && n <= unicode.MaxRune {
			code = n
		}
	}
	return modified(rune(code), mods)
}

// modified is a key with its modifiers as it was always sent.
func modified(r rune, mods int) string {
	// Behind the keypad's letters come its arrows and its editing keys.
	edits := map[int]string{
		0: "\x1b[D", 1: "\x1b[C", 2: "\x1b[A", 3: "\x1b[B", 4: "\x1b[5~",
		5: "\x1b[6~", 6: "\x1b[H", 7: "\x1b[F", 8: "\x1b[2~", 9: "\x1b[3~",
	}
	i := int(r) - keypadFirst
	if i >= 0 && i < len(keypadText) {
		r = rune(keypadText[i])
	}
	if edit, is := edits[i-len(keypadText)]; is {
		return edit
	}
	shift, alt, ctrl := mods&modShift != 0, mods&modAlt != 0, mods&modCtrl != 0
	switch {
	case r == '\t' && shift:
		return "\x1b[Z"
	case alt:
		if len(string(r)) == 1 && altKey(string(r)[0]) {
			return "\x1b" + string(r)
		}
		return ""
	case r == '\t', r == '\r', r == esc, r == 0x7f, r == '\b':
		return string(r)
	case ctrl:
		return control(unicode.ToLower(r))
	case !unicode.IsGraphic(r): // a key that types nothing, of the many that have numbers
		return ""
	case shift:
		return string(unicode.ToUpper(r))
	}
	return string(r)
}

// control is a letter with Ctrl, empty where there is no such key.
func control(r rune) string {
	switch {
	case r >= 'a' && r <= 'z', r >= '[' && r <= '_':
		return string(r & 0x1f)
	case r == ' ', r == '@':
		return "\x00"
	case r == '/':
		return "\x1f"
	}
	return ""
}
