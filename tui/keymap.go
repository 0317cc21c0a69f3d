package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"golang.org/x/text/message"
)

// KeyMap holds the bindings that mean the same on every screen. Help is drawn
// from these values, so that what is shown and what works cannot part.
type KeyMap struct {
	// Up to End move the cursor of lists.
	Up, Down, PageUp, PageDown, Home, End key.Binding
	// texts move in a text, where those of lists move among rows.
	texts []key.Binding
	// Search, Open (Enter) and Act (Space) are answered by screens.
	Search, Open, Act key.Binding
	// Next and prev move between fields, Save sends a form.
	Next, prev, Save key.Binding
	Back, Retry      key.Binding

	// The shell's own: jump goes to one of the first nine screens, menu lists them
	// all.
	jump, menu key.Binding
	// find lists every command and finds every thing.
	find    key.Binding
	yes, no key.Binding
	// notice opens the notice in the banner, which is read then.
	notice key.Binding
	// news shows what the news on the status line speaks of.
	news                             key.Binding
	help, lock, quit, abort, repaint key.Binding
	// other lets someone else sign in at the lock screen.
	other key.Binding
}

// Bind makes a binding: the keys as Bubble Tea names them, how the help writes
// them, and what they do, already through the printer.
func Bind(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// newKeyMap builds the shared bindings with their help in p's language.
func newKeyMap(p *message.Printer) *KeyMap {
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
		texts: []key.Binding{
			bind("Up", "one line up", "up"), bind("Down", "one line down", "down"),
			bind("PgUp", "a page up", "pgup", "ctrl+b"), bind("PgDn", "a page down", "pgdown", "ctrl+f"),
			bind("Home", "to the beginning", "home"), bind("End", "to the end", "end"),
		},
		jump:    bind("1-9", "go", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		menu:    bind("g", "all screens", "g"),
		find:    bind("Ctrl+K", "find anything", "ctrl+k"),
		Search:  bind("/", "search", "/"),
		Open:    bind("Enter", "open", "enter"),
		Act:     bind("Space", "main action of the row", " "),
		Next:    bind("Tab", "next", "tab", "enter"),
		prev:    bind("Shift+Tab", "previous", "shift+tab"),
		Save:    bind("Ctrl+S", "save", "ctrl+s", "f2"),
		Back:    bind("Esc", "back", "esc"),
		Retry:   bind("r", "try again", "r"),
		yes:     bind("y", "yes", "y", "Y"),
		no:      bind("n", "no", "n", "N", "esc"),
		news:    bind("j", "go to the news", "j"),
		notice:  bind("b", "read the notice", "b"),
		help:    bind("?", "keys", "?"),
		lock:    bind("L", "lock", "L"),
		quit:    bind("q", "leave", "q"),
		abort:   bind("Ctrl+C", "leave", "ctrl+c"),
		repaint: bind("Ctrl+L", "paint anew", "ctrl+l"),
		other:   bind("Ctrl+O", "someone else signs in", "ctrl+o"),
	}
}

// rows are the keys that move among rows.
func (k *KeyMap) rows() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Home, k.End}
}

// reading are the keys that move in a text, none where there is nothing to move.
func (k *KeyMap) reading(long bool) []key.Binding {
	if !long {
		return nil
	}
	return k.texts
}

// keyNames are the names of all keys of a binding, for the list under ?: the line of
// hints has room for the first alone. Bindings of a whole row of keys, and of a
// letter in either case, are named by their help.
func keyNames(b key.Binding) string {
	names := strings.Fields(b.Help().Key)
	if keys := b.Keys(); len(names) > 0 && len(keys) <= namedMost {
		for _, k := range keys {
			if name := keyName(k); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, " ")
}

// namedMost is the most keys of a binding that are named one by one.
const namedMost = 4

// keyName is what people call a key.
func keyName(k string) string {
	switch k {
	case " ":
		return "Space"
	case "pgup":
		return "PgUp"
	case "pgdown":
		return "PgDn"
	}
	parts := strings.Split(k, "+")
	if len(parts) == 1 && len(k) == 1 {
		return k
	}
	for i, p := range parts {
		if p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "+")
}
