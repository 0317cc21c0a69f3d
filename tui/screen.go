package tui

import (
	"github.com/charmbracelet/bubbles/help"
	"github.com/charmbracelet/bubbles/key"
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
// Leaving it or quitting asks first; locking keeps it as it stands.
type DirtyKeeper interface{ Dirty() bool }

// Unfinisher is a screen on which something may be under way whose outcome is told
// there alone. Unfinished names what leaving would lose besides what was typed,
// already through the printer: "the outcome of the export"; empty for nothing.
// Leaving it or quitting asks first.
type Unfinisher interface{ Unfinished() string }

// Refresher is a screen that can read again what it shows, keeping the cursor
// on its row; the shell calls it when data of its Topics changed elsewhere and
// after a reconnect.
type Refresher interface{ Refresh() tea.Cmd }

// Backer is a screen that can take a step back within itself, as from a search
// to the whole list. Esc asks it before the shell drops the screen; it reports
// whether there was such a step, and what has to be read after it.
type Backer interface{ Back() (tea.Cmd, bool) }

// Commander is a screen with a table of commands, which the key that finds
// everything lists. A Stack is one.
type Commander interface {
	Commands() Commands
	// CarryOut does one of them, as its key does.
	CarryOut(c Command) tea.Cmd
}

// Waiter is a screen that may wait for an answer without which the next key
// would mean the wrong thing, as after a search. Keys typed meanwhile are held
// and delivered in order when it waits no more.
type Waiter interface{ Waiting() bool }

// Lister is a Waiter that may wait for nothing but rows: only a key that means one has
// to wait with it, and none that means the same on every screen.
type Lister interface{ Listing() bool }

// Open asks the shell to put a screen on the stack by its name (see Entry) with
// the ID of the thing it should show, empty for the screen's own list.
type Open struct{ Name, ID string }

// Close asks the shell to drop a screen and whatever lies on it: Screen, or the
// top one where that is nil. The last screen stays. It does not ask: the form
// has asked already.
type Close struct{ Screen Screen }

// HouseChanged says that a setting of the society changed: the shell reads the
// House again.
type HouseChanged struct{}

// StateKey has one wait in a desk's mailbox.
func (HouseChanged) StateKey() any { return HouseChanged{} }

// BannerChanged says that notices came or went.
type BannerChanged struct{}

// StateKey has one wait in a desk's mailbox.
func (BannerChanged) StateKey() any { return BannerChanged{} }

// Ended says that the session is over: the desk goes back to the login screen
// and shows Reason, a sentence already through the printer.
type Ended struct {
	Reason string
	// Account keeps the end to that account's session, where somebody else may
	// have signed in meanwhile; empty ends anybody's.
	Account string
}

// Lock asks the shell to lock the desk.
type Lock struct{}

// NotifyKind says how a sentence on the status line is meant.
type NotifyKind uint8

// The kinds of Notify.
const (
	// NotifyInfo tells something.
	NotifyInfo NotifyKind = iota
	// NotifySuccess tells what was done.
	NotifySuccess
	// NotifyRefusal tells what was not done, and why.
	NotifyRefusal
	// NotifyStale tells that what is shown could not be read again. What was done
	// before stays on the line, for it is done all the same; that the rest may be
	// old is added to it.
	NotifyStale
)

// Notify puts a sentence, already through the printer, on the status line. It
// stands until the next sentence, or until a key that comes after ten seconds; a
// refusal goes sooner, once what it is about is no longer shown.
//
// A sentence that offers a key has to say of which row: a key means the row under
// the cursor, and that may be another one by the time it is pressed. So it has
// While, and stands as long as the key means its row; or Offer, by which the key
// means its row wherever the cursor is. Either stands only where it was told.
type Notify struct {
	Kind NotifyKind
	Text string
	// While, where set, is asked after every Update; the sentence goes when it is
	// false. See Board.Stands.
	While func() bool
	// Offer, where set, is the key that the sentence offers.
	Offer *Offer
}

// Offer is a key offered by a sentence. As long as the sentence stands the key does
// what the sentence says, and nothing else.
type Offer struct {
	Key key.Binding
	Do  func() tea.Cmd
	// Says, where set, is the offer in words, put behind the sentence wherever the key
	// works. Such a sentence stands wherever the person goes, for what it offers does
	// not depend on the place.
	Says string
	// Of, where set, is the screen in which Do works. Where another lies on top, or it is
	// gone, the key opens Where instead.
	Of    Screen
	Where Open
}

// Entry is a screen that a session may open. Screens never import each other:
// they name one another by Entry.Name.
type Entry struct {
	// Name is the stable identifier used by Open, such as "gate".
	Name string
	// Title is the English sentence key of the menu line.
	Title string
	// Key is the letter that opens the screen in the list under g.
	Key rune
	// Topics are the kinds of data that the screen shows, as shell.Refresh names them;
	// with none, anything concerns it.
	Topics []string
	// Banner marks the screen that shows a notice of the banner by its ID, and
	// has it marked read: the banner's key opens it there.
	Banner bool
	// New builds the screen; id is empty or what Open carried. It does no I/O.
	New func(env *Env, id string) Screen
}
