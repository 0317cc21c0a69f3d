package shell

import (
	"github.com/charmbracelet/bubbles/key"

	"github.com/civoranexus/society360/tui"
)

// deskKeys are the keys of the desk itself, which mean the same whatever screen is
// shown.
type deskKeys struct {
	// jump goes to one of the first nine screens, menu lists them all.
	jump, menu key.Binding
	// find lists every command and finds every thing.
	find key.Binding
	// notice opens the notice in the banner, which is read then.
	notice key.Binding
	// news shows what the news on the status line speaks of.
	news                             key.Binding
	help, lock, quit, abort, repaint key.Binding
	// other lets someone else sign in at the lock screen.
	other key.Binding
}

// newDeskKeys builds them with their help in the session's language.
func newDeskKeys(env *tui.Env) *deskKeys {
	bind := func(shown, does string, keys ...string) key.Binding {
		return tui.Bind(shown, env.Term(does), keys...)
	}
	return &deskKeys{
		jump:    bind("1-9", "go", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		menu:    bind("g", "all screens", "g"),
		find:    bind("Ctrl+K", "find anything", "ctrl+k"),
		notice:  bind("b", "read the notice", "b"),
		news:    bind("j", "go to the news", "j"),
		help:    bind("?", "keys", "?"),
		lock:    bind("L", "lock", "L"),
		quit:    bind("q", "leave", "q"),
		abort:   bind("Ctrl+C", "leave", "ctrl+c"),
		repaint: bind("Ctrl+L", "paint anew", "ctrl+l"),
		other:   bind("Ctrl+O", "someone else signs in", "ctrl+o"),
	}
}
