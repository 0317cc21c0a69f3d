package tui

import (
	"github.com/charmbracelet/bubbles/key"
	"golang.org/x/text/message"
)

// KeyMap holds the bindings that mean the same on every screen. Help is drawn
// from these values, so that what is shown and what works cannot part.
type KeyMap struct {
	// Up to End move the cursor of lists.
	Up, Down, PageUp, PageDown, Home, End key.Binding
	// Go to one of the first nine screens; Menu lists them all.
	Go, Menu key.Binding
	// Search, New, Open (Enter) and Act (Space) are answered by screens.
	Search, New, Open, Act key.Binding
	// Next and Prev move between fields, Save sends a form.
	Next, Prev, Save key.Binding
	Back, Retry      key.Binding
	Yes, No          key.Binding
	// Notice opens the notice in the banner, which is read then.
	Notice key.Binding
	// News shows what the news on the status line speaks of.
	News                             key.Binding
	Help, Lock, Quit, Abort, Repaint key.Binding
	// Other lets someone else sign in at the lock screen.
	Other key.Binding
}

// Bind makes a binding: the keys as Bubble Tea names them, how the help writes
// them, and what they do, already through the printer.
func Bind(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// NewKeyMap builds the shared bindings with their help in p's language.
func NewKeyMap(p *message.Printer) *KeyMap {
	bind := func(shown, does string, keys ...string) key.Binding {
		return Bind(shown, p.Sprintf(does), keys...)
	}
	return &KeyMap{
		Up:       bind("Up", "one row up", "up"),
		Down:     bind("Down", "one row down", "down"),
		PageUp:   bind("PgUp", "a page up", "pgup", "ctrl+b"),
		PageDown: bind("PgDn", "a page down", "pgdown", "ctrl+f"),
		Home:     bind("Home", "first row", "home"),
		End:      bind("End", "last row", "end"),
		Go:       bind("1-9", "go", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		Menu:     bind("g", "all screens", "g"),
		Search:   bind("/", "search", "/"),
		New:      bind("n", "new", "n"),
		Open:     bind("Enter", "open", "enter"),
		Act:      bind("Space", "main action of the row", " "),
		Next:     bind("Tab", "next", "tab", "enter"),
		Prev:     bind("Shift+Tab", "previous", "shift+tab"),
		Save:     bind("Ctrl+S", "save", "ctrl+s", "f2"),
		Back:     bind("Esc", "back", "esc"),
		Retry:    bind("r", "try again", "r"),
		Yes:      bind("y", "yes", "y", "Y"),
		No:       bind("n", "no", "n", "N", "esc"),
		News:     bind("j", "go to the news", "j"),
		Notice:   bind("b", "read the notice", "b"),
		Help:     bind("?", "keys", "?"),
		Lock:     bind("L", "lock", "L"),
		Quit:     bind("q", "leave", "q"),
		Abort:    bind("Ctrl+C", "leave", "ctrl+c"),
		Repaint:  bind("Ctrl+L", "paint anew", "ctrl+l"),
		Other:    bind("Ctrl+O", "someone else signs in", "ctrl+o"),
	}
}
