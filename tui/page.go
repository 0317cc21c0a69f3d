package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Page is one thing that a screen shows at a time, such as its lists, a form or a
// text; the one in front has the body and the keys. What else it can do it says by
// the small interfaces of a Screen: KeyCapturer, DirtyKeeper, Unfinisher,
// Refresher, Backer, Waiter. A page with an Init method has that run when it comes
// onto the stack.
type Page interface {
	// Name is what the page is called in the header, behind the screen's title and
	// already through the printer; empty for the title alone.
	Name() string
	// Commands are what can be done on the page.
	Commands() Commands
	// Update takes the answers to what the page asked, and the keys that are none of
	// its commands, such as the letters of a field.
	Update(msg tea.Msg) tea.Cmd
	View() string
	// SetSize gives the body's size in cells.
	SetSize(width, height int)
}

// embedded is a page that others are made of: by it the stack knows the page that
// has it inside.
type embedded interface{ inside() Page }

// same reports whether b is the page a, or has it inside.
func same(a, b Page) bool {
	if e, ok := b.(embedded); ok && e.inside() == a {
		return true
	}
	return a == b
}

// Mover is a page, or a screen, that says which keys move in it.
type Mover interface{ Moving() []key.Binding }

// presser is a page that is told of every key before it is carried out.
type presser interface{ pressed() }
