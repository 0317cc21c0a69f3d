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
	// Next and Prev move between fields, Save sends a form.
	Next, Prev, Save key.Binding
	Back, Retry      key.Binding
	// yes and no answer a Confirm.
	yes, no key.Binding
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
		Search: bind("/", "search", "/"),
		Open:   bind("Enter", "open", "enter"),
		Act:    bind("Space", "main action of the row", " "),
		Next:   bind("Tab", "next", "tab", "enter"),
		Prev:   bind("Shift+Tab", "previous", "shift+tab"),
		Save:   bind("Ctrl+S", "save", "ctrl+s", "f2"),
		Back:   bind("Esc", "back", "esc"),
		Retry:  bind("r", "try again", "r"),
		yes:    bind("y", "yes", "y", "Y"),
		no:     bind("n", "no", "n", "N", "esc"),
	}
}

// Rows are the keys that move among rows.
func (k *KeyMap) Rows() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Home, k.End}
}

// reading are the keys that move in a text, none where there is nothing to move.
func (k *KeyMap) reading(long bool) []key.Binding {
	if !long {
		return nil
	}
	return k.texts
}

// KeyNames are the names of all keys of a binding, for the list under ?: the line of
// hints has room for the first alone. Bindings of a whole row of keys, and of a
// letter in either case, are named by their help.
func KeyNames(b key.Binding) string {
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
