package tui

import (
	"github.com/charmbracelet/bubbles/help"
	tea "github.com/charmbracelet/bubbletea"
)

// Screen is one full-body view of the desk. The shell owns the header, the
// banner, the status line and the key hints; a screen draws the body between
// them and says which keys it answers.
//
// Init starts the first load and nothing else does I/O: New functions are pure,
// Update and View never block. A screen is used from one goroutine only.
type Screen interface {
	help.KeyMap
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	View() string
	// SetSize gives the body's size in cells.
	SetSize(width, height int)
	// Title stands in the header, already through the session's printer.
	Title() string
}

// KeyCapturer is a screen that may want every key for itself, as one with a
// focused text field does; the shell then keeps only Ctrl+C and Ctrl+L.
type KeyCapturer interface{ CapturesKeys() bool }

// DirtyKeeper is a screen that can hold something typed and not yet saved.
// Leaving it, locking over it or quitting asks first.
type DirtyKeeper interface{ Dirty() bool }

// Refresher is a screen that can read again what it shows, keeping the cursor
// on its row; the shell calls it when data changed elsewhere and after a
// reconnect.
type Refresher interface{ Refresh() tea.Cmd }

// Open asks the shell to put a screen on the stack by its name (see Entry) with
// the ID of the thing it should show, empty for the screen's own list.
type Open struct{ Name, ID string }

// Close asks the shell to drop the top screen.
type Close struct{}

// Entry is a screen that a session may open. Screens never import each other:
// they name one another by Entry.Name.
type Entry struct {
	// Name is the stable identifier used by Open, such as "gate".
	Name string
	// Title is the English sentence key of the menu line.
	Title string
	// Key is the letter that opens the screen in the list under g.
	Key rune
	// New builds the screen; id is empty or what Open carried. It does no I/O.
	New func(env *Env, id string) Screen
}
