package tui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"
)

// Sheet is a form over the whole body with the one write that it is for. While
// nobody knows what became of the write, nothing of what was typed can be
// changed, and what was typed stays through any number of failed saves.
type Sheet[K ~string] struct {
	Form *Form[K]
	// Title says what the form is, already through the printer.
	Title string
	// Short is what the sheet is called in the header, as a Page.
	Short string

	env    *Env
	leave  func() tea.Cmd // takes the sheet off its screen
	open   bool
	send   *Send
	failed bool // the last write was not done
	told   []string

	width, height int
}

// NewSheetPage makes a sheet that is a page of a stack, or the inside of one; short
// is what it is called in the header.
func NewSheetPage[K ~string](stack *Stack, short, title string, form *Form[K]) *Sheet[K] {
	sh := &Sheet[K]{Form: form, Title: title, Short: short, env: stack.env, open: true}
	sh.leave = func() tea.Cmd { return stack.Drop(sh) }
	form.OnCancel = sh.Close
	return sh
}

// Close takes the sheet off its screen; a write on its way is still followed.
func (sh *Sheet[K]) Close() tea.Cmd {
	if !sh.open {
		return nil
	}
	sh.open = false
	return sh.leave()
}

// Name is what the sheet is called in the header.
func (sh *Sheet[K]) Name() string { return sh.Short }

func (sh *Sheet[K]) inside() Page { return sh }

// CapturesKeys is true: a field has the keys.
func (sh *Sheet[K]) CapturesKeys() bool { return true }

// Refresh looks up anew what could not be looked up: news of a change, or that the
// database is back, has nobody wait for the next save.
func (sh *Sheet[K]) Refresh() tea.Cmd {
	if sh.send != nil {
		return nil
	}
	return sh.Form.LookUpAgain()
}

// Open reports whether the sheet is still on its screen.
func (sh *Sheet[K]) Open() bool { return sh.open }

// Sending reports whether the form's write is on its way or its outcome unknown.
func (sh *Sheet[K]) Sending() bool { return sh.send != nil }

// SendSheet sends the form's write; done is called in Update with its outcome (see
// Save.Done).
// A second submit while one is on its way sends nothing.
func SendSheet[T any, K ~string](sh *Sheet[K], sends *Sends, what string,
	write func(ctx context.Context, key uuid.UUID) (T, error), done func(Outcome[T]) tea.Cmd,
) tea.Cmd {
	if sh.send != nil {
		return nil
	}
	var cmd tea.Cmd
	sh.failed = false
	sh.send, cmd = Start(sends, what, write, func(out Outcome[T]) tea.Cmd {
		sh.send, sh.failed = nil, !out.Saved
		return done(out)
	})
	return cmd
}

// Fail says why the form was not saved: beside the fields that are to blame,
// else on the status line.
func (sh *Sheet[K]) Fail(err error) {
	if !sh.open || !sh.Form.Fail(err) {
		sh.env.Do(Notify{Kind: NotifyRefusal, Text: Unsaved(sh.env, err)})
	}
}

// Tell puts lines above the fields, already through the printer, in place of the ones
// before: what became known while the form was open.
func (sh *Sheet[K]) Tell(lines ...string) {
	sh.told = lines
	sh.SetSize(sh.width, sh.height)
}

// above are the told lines as they are drawn. The focused field keeps its room.
func (sh *Sheet[K]) above() []string {
	lines := sh.drawn(sh.told)
	return lines[:min(len(lines), sh.room())]
}

// room is how many lines may stand above the fields.
func (sh *Sheet[K]) room() int { return max(0, sh.height/2) }

// drawn are lines as they stand above the fields.
func (sh *Sheet[K]) drawn(told []string) (lines []string) {
	for _, text := range told {
		for i, l := range Wrap(Plain(text), max(1, sh.width-aboveIndent)) {
			mark := "   "
			if i == 0 {
				mark = " ! "
			}
			lines = append(lines, Render(sh.env.Theme.Danger, sh.env.Theme.Clip(mark+l, sh.width)))
		}
	}
	return lines
}

// Fits reports whether lines have room above the fields, each whole.
func (sh *Sheet[K]) Fits(lines ...string) bool { return len(sh.drawn(lines)) <= sh.room() }

// Above is how many lines stand above the fields.
func (sh *Sheet[K]) Above() int { return len(sh.above()) }

// aboveIndent is what stands before a told line, and the cell behind it.
const aboveIndent = 4

// Waiting reports whether a save is promised and waits for answers.
func (sh *Sheet[K]) Waiting() bool { return sh.Form.Promised() }

// Dirty reports whether something typed is not saved.
func (sh *Sheet[K]) Dirty() bool { return sh.Form.Dirty() }

// Update takes the answers to what the form asked, and the keys of its fields; while
// a write is on its way those change nothing.
func (sh *Sheet[K]) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(tea.KeyMsg); ok && sh.send != nil {
		return sh.tellState()
	}
	return sh.Form.Update(msg)
}

// Commands are the form's; while a write is on its way, saving asks what became of
// it.
func (sh *Sheet[K]) Commands() Commands {
	commands := sh.Form.Commands()
	if sh.send != nil {
		for i, do := range []func() tea.Cmd{sh.send.AskNow, sh.tellState, sh.tellState, sh.askLeave} {
			commands[i].Do = do
		}
	}
	return Commands{commands}
}

// askLeave asks before the form is left whose write nobody knows the outcome of.
func (sh *Sheet[K]) askLeave() tea.Cmd {
	return sh.env.Do(Confirm{
		Text: sh.env.T("It is not known yet whether this was saved. Leave the form?"), OnYes: sh.Close,
	})
}

// tellState tells why nothing of the form can be changed now.
func (sh *Sheet[K]) tellState() tea.Cmd {
	return sh.env.Do(Notify{Kind: NotifyRefusal, Text: sh.env.T("%s: %s", sh.send.Status(), sh.send.What)})
}

// SetSize gives the sheet's size in cells.
func (sh *Sheet[K]) SetSize(width, height int) {
	sh.width, sh.height = width, height
	sh.Form.SetSize(width, max(0, height-1-len(sh.above())))
}

// View draws the form under a line that says what it is and what is saved.
func (sh *Sheet[K]) View() string {
	state := sh.env.T("nothing saved yet")
	switch {
	case sh.send != nil && sh.send.Status() != "":
		state = sh.send.Status()
	case sh.failed:
		state = sh.env.T("not saved")
	case Width(Plain(sh.Title))+Width(state)+headGap > sh.width:
		// That nothing is saved yet everybody expects of a form that was just
		// opened; the title says whose it is.
		state = ""
	}
	head := append([]string{sh.env.Theme.Head(sh.Title, state, sh.width)}, sh.above()...)
	return strings.Join(append(head, sh.Form.View()), "\n")
}
