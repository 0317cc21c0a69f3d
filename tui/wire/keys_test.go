package wire

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// What terminals send for one key, and the key that the program must see.
func TestKeysOfManyTerminals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		terminal string
		keys     map[string]string // what is sent, and what it is
	}{
		{"the console of Linux", map[string]string{
			"\x1b\t": "shift+tab", "\x1b[1~": "home", "\x1b[4~": "end", "\x1b[[A": "f1", "\x1b[[B": "f2", "\x1b[3~": "delete",
			"\x1b[5~": "pgup", "\x1b[6~": "pgdown", "\x1bOl": "','", "\x1b[G": "",
		}},
		{"a keypad that types no figures", map[string]string{
			"\x1bOk": "'+'", "\x1bOj": "'*'", "\x1bOo": "'/'", "\x1bOm": "'-'", "\x1bOn": "'.'", "\x1bOX": "'='", "\x1bOM": "enter", "\x1bOp": "'0'", "\x1bOy": "'9'",
		}},
		{"rxvt", map[string]string{
			"\x1b[7~": "home", "\x1b[8~": "end", "\x1bOw": "end", "\x1bOa": "ctrl+up", "\x1bOd": "ctrl+left", "\x1b[7$": "shift+home", "\x1b[Z": "shift+tab", "\x1b[11~": "f1",
		}},
		{"PuTTY", map[string]string{"\x1b[1~": "home", "\x1b[4~": "end", "\x1bOA": "up", "\x1b[12~": "f2", "\x1b[Z": "shift+tab", "\x7f": "backspace"}},
		{"screen", map[string]string{"\x1b[1~": "home", "\x1b[4~": "end", "\x1bOB": "down", "\x1bOQ": "f2", "\x1b[Z": "shift+tab"}},
		{"kitty", map[string]string{
			"\x1b[27u": "esc", "\x1b[27;1u": "esc", "\x1b[13u": "enter", "\x1b[9;2u": "shift+tab", "\x1b[9u": "tab", "\x1b[127u": "backspace", "\x1b[127;3u": "alt+backspace",
			"\x1b[115;5u": "ctrl+s", "\x1b[107;69u": "ctrl+k", "\x1b[108;133u": "ctrl+l", "\x1b[97u": "'a'", "\x1b[97;2u": "'A'", "\x1b[47:63;2u": "'?'", "\x1b[113;1:1u": "'q'",
			"\x1b[113;1:3u": "", "\x1b[113;9u": "", "\x1b[98;3u": "'b'+alt", "\x1b[113;3u": "", "\x1b[1;129A": "up", "\x1b[1;1:3A": "", "\x1b[1;1:2B": "down", "\x1b[1;5:1C": "ctrl+right",
			"\x1b[3;129~": "delete", "\x1b[P": "f1", "\x1b[1;129Q": "f2", "\x1b[57400u": "'1'", "\x1b[57410u": "'/'", "\x1b[57411u": "'*'", "\x1b[57413u": "'+'", "\x1b[57414u": "enter",
			"\x1b[57419u": "up", "\x1b[57424u": "end", "\x1b[57441;2u": "", "\x1b[2352u": "'र'", "\x1b[;;u": "", "\x1b[0u": "", "\x1b[99999999u": "", "\x1b[32;5u": "ctrl+@",
		}},
		{"xterm with modifyOtherKeys", map[string]string{"\x1b[27;5;115~": "ctrl+s", "\x1b[27;2;9~": "shift+tab", "\x1b[27;5;13~": "enter", "\x1b[27;1~": ""}},
	} {
		for sent, want := range c.keys {
			got := strings.ReplaceAll(strings.ReplaceAll(strings.Join(keys(t, tokens(sent)), " "), " alt=false", ""), " alt=true", "+alt")
			if got != want {
				t.Errorf("%s: %q is %q, want %q", c.terminal, sent, got, want)
			}
		}
	}
}

// Esc and the key that was pressed behind it, brought by a slow line in one packet, are
// two keys; Alt is a key where it means something.
func TestEscAndTheNextKeyInOnePacket(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"\x1bn":      {"\x1b", "n"},
		"\x1bX":      {"\x1b", "X"},
		"\x1b^":      {"\x1b", "^"},
		"\x1b\r":     {"\x1b", "\r"},
		"\x1b/ravi":  {"\x1b", "/", "r", "a", "v", "i"},
		"\x1b 9":     {"\x1b", " ", "9"},
		"\x1bर":      {"\x1b", "र"},
		"\x1b\x13":   {"\x1b", "\x13"},
		"\x1b\x1b[A": {"\x1b", "\x1b[A"},
		"\x1bO\r":    {"\x1b", "O", "\r"},
		"\x1b[\r":    {"\x1b", "[", "\r"},
		"\x1bb":      {"\x1bb"},
		"\x1b\x7f":   {"\x1b\x7f"},
		"\x1b\t":     {"\x1b[Z"},
	} {
		if got := tokens(in); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// pasted is what of some reads came as a paste, and what as keys.
func pasted(reads ...string) (paste, keys string) {
	for _, tok := range tokens(reads...) {
		if text, is := strings.CutPrefix(tok, pasteStart); is {
			paste += strings.TrimSuffix(text, pasteEnd)
		} else {
			keys += tok
		}
	}
	return paste, keys
}

// Text that arrives at once was pasted, also into a terminal that does not mark pastes;
// what a slow line joined was typed.
func TestABurstIsAPaste(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reads       []string
		paste, keys string
	}{
		{[]string{"Roy Thomas, B-204"}, "Roy Thomas, B-204", ""},
		{[]string{"Roy Thomas,", " B-204"}, "Roy Thomas, B-204", ""},
		{[]string{"Roy Thomas, B-204\r"}, "Roy Thomas, B-204", "\r"},
		{[]string{"Roy\rThomas\r\nB-204\r"}, "Roy\rThomas\r\nB-204", "\r"},
		{[]string{"रमेश कुमार"}, "रमेश कुमार", ""},
		{[]string{"jjjjjjjjjjjj"}, "", "jjjjjjjjjjjj"},
		{[]string{"n98200"}, "", "n98200"},
		{[]string{"/Ramesh Kumar"}, "Ramesh Kumar", "/"},
		{[]string{"gt/water leak"}, "water leak", "gt/"},
		{[]string{"go to the gate"}, "go to the gate", ""},
		{[]string{"4/12 MG Road"}, "4/12 MG Road", ""},
		{[]string{"n9820012345"}, "9820012345", "n"},
		{[]string{"Roy Thomas 12", "/04/26"}, "Roy Thomas 12/04/26", ""},
		{[]string{"guard@demo\tsecret\r"}, "", "guard@demo\tsecret\r"},
		{[]string{"abcdefgh\x1b[A"}, "", "abcdefgh\x1b[A"},
	} {
		if paste, keys := pasted(c.reads...); paste != c.paste || keys != c.keys {
			t.Errorf("%q: pasted %q, typed %q", c.reads, paste, keys)
		}
	}
	// Behind a burst the next key that a person presses is a key.
	l := newLexer(func() {})
	now := time.Unix(0, 0)
	l.feed([]byte("Roy Thomas"), now, 0)
	for tok := l.next(false); tok != nil; {
		tok = l.next(false)
	}
	l.feed([]byte("xy"), now, 80*time.Millisecond)
	if got := string(l.next(false)); got != "x" {
		t.Errorf("the next key is %q", got)
	}
}

// Pastes are asked to be marked by every terminal that understands anything, by what
// TERM says it is.
func TestFamilies(t *testing.T) {
	t.Parallel()
	for term, want := range map[string]string{
		"screen.xterm-256color": "modes paste", "screen-256color-bce": "modes paste", "xterm": "modes paste", "XTERM-Kitty": "modes paste", "rxvt-unicode-256color": "modes paste",
		"putty-256color": "modes paste", "iTerm2.app": "modes paste", "tmux": "modes paste", "linux-16color": "paste", "linux": "paste", "vt100": "paste", "vt220-8bit": "paste",
		"something-new": "paste", "vt52": "paste", "dumb": "", "": "", "unknown": "",
	} {
		var has []string
		for name, is := range map[string]bool{"modes": capsFor(term).modes, "paste": capsFor(term).paste} {
			if is {
				has = append(has, name)
			}
		}
		slices.Sort(has)
		if got := strings.Join(has, " "); got != want {
			t.Errorf("%q has %q, want %q", term, got, want)
		}
	}
	for term, want := range map[string]bool{"vt100": true, "vt102": true, "vt220": true, "vt525": true, "vt52": false, "vte-256color": false, "vt": false, "": false} {
		if got := Serial(term); got != want {
			t.Errorf("%q is one of DEC's: %v", term, got)
		}
	}
}
