package tui

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
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

	env    *Env
	leave  func() // takes the sheet off its screen
	open   bool
	send   *Send
	failed bool // the last write was not done

	width int
}

// NewSheet makes a sheet of a form; leave takes it off its screen. The form's
// OnSubmit should end in SendSheet.
func NewSheet[K ~string](env *Env, title string, form *Form[K], leave func()) *Sheet[K] {
	sh := &Sheet[K]{Form: form, Title: title, env: env, leave: leave, open: true}
	form.OnCancel = func() tea.Cmd {
		sh.Close()
		return nil
	}
	return sh
}

// Close takes the sheet off its screen; a write on its way is still followed.
func (sh *Sheet[K]) Close() {
	if sh.open {
		sh.open = false
		sh.leave()
	}
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

// Dirty reports whether something typed is not saved.
func (sh *Sheet[K]) Dirty() bool { return sh.Form.Dirty() }

// Update takes the answers to what the form asked; keys are for Key.
func (sh *Sheet[K]) Update(msg tea.Msg) tea.Cmd { return sh.Form.Update(msg) }

// Key carries out a key: the form's own, or while a write is on its way those
// that ask about it and leave it.
func (sh *Sheet[K]) Key(msg tea.KeyMsg) tea.Cmd {
	shared := sh.env.Keys
	switch {
	case sh.send == nil:
		return sh.Form.Update(msg)
	case key.Matches(msg, shared.Save):
		return sh.send.AskNow()
	case key.Matches(msg, shared.Back):
		sh.env.Do(Confirm{
			Text: sh.env.T("It is not known yet whether this was saved. Leave the form?"),
			OnYes: func() tea.Cmd {
				sh.Close()
				return nil
			},
		})
	default:
		sh.env.Do(Notify{Kind: NotifyRefusal, Text: sh.env.T("%s: %s", sh.send.Status(), sh.send.What)})
	}
	return nil
}

// Keys are the sheet's bindings, for help and hints.
func (sh *Sheet[K]) Keys() []key.Binding {
	shared := sh.env.Keys
	return []key.Binding{sh.Form.Keys()[0], shared.Next, shared.prev, shared.Back}
}

// SetSize gives the sheet's size in cells.
func (sh *Sheet[K]) SetSize(width, height int) {
	sh.width = width
	sh.Form.SetSize(width, max(0, height-1))
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
	return sh.env.Theme.Head(sh.Title, state, sh.width) + "\n" + sh.Form.View()
}
