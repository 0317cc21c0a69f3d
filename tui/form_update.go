package tui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Update takes keys, and the answers to what the form's fields asked.
func (f *Form[K]) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		return f.key(k)
	}
	if s, ok := msg.(formSlow[K]); ok {
		if s.form == f && s.round == f.round && f.submitting {
			f.slow = true
			f.env.Do(Notify{Text: f.env.T("Waiting for the database...")})
		}
		return nil
	}
	var cmds []tea.Cmd
	for _, in := range f.fields {
		took, cmd := in.answer(msg)
		if took {
			cmds = append(cmds, cmd)
			in.judge()
		}
	}
	if f.submitting && !f.Waiting() {
		cmds = append(cmds, f.submit())
	}
	return tea.Batch(cmds...)
}

func (f *Form[K]) key(msg tea.KeyMsg) tea.Cmd {
	if f.focus < 0 {
		return nil
	}
	k, in := f.env.Keys, f.fields[f.focus]
	// A key after Ctrl+S takes the wish to send back only if it changes the
	// form; what it changes is seen before anything is sent.
	if cmd, took := (Commands{f.Commands()}).Press(f.env, msg); took {
		return cmd
	}
	switch {
	case msg.String() == "enter" && in.Kind == FieldLines:
		return f.changed(in, func() { in.edit.insert([]rune{'\n'}) })
	case msg.String() == "enter":
		if f.EnterSubmits && f.step(f.focus, 1) <= f.focus {
			return f.Submit()
		}
		return f.moveFocus(1)
	case key.Matches(msg, k.Down) && !in.down():
		return f.moveFocus(1)
	case key.Matches(msg, k.Up) && !in.up():
		return f.moveFocus(-1)
	case key.Matches(msg, k.Down), key.Matches(msg, k.Up):
		return nil
	}
	return f.changed(in, func() { in.key(msg) })
}

// changed runs edit and, if the value is another one after it, tells whoever
// wants to know.
func (f *Form[K]) changed(in *input[K], edit func()) tea.Cmd {
	before := in.value()
	edit()
	if in.value() == before {
		return nil
	}
	f.unpromise()
	in.touched, in.judged, in.err, in.doubt = true, false, "", ""
	return in.tell()
}

// moveFocus leaves the focused field for its neighbour, and says what is wrong with
// it; what was said of others may hang on it.
func (f *Form[K]) moveFocus(by int) tea.Cmd {
	if f.focus < 0 {
		return nil
	}
	in := f.fields[f.focus]
	cmd := in.leave()
	in.judged = in.judged || in.typed() && in.err == ""
	for _, in := range f.fields {
		in.judge()
	}
	f.focus = f.step(f.focus, by)
	return cmd
}

// LookUpAgain looks up anew what could not be looked up.
func (f *Form[K]) LookUpAgain() tea.Cmd {
	var cmds []tea.Cmd
	for i, in := range f.fields {
		if !in.hidden && in.lookupErr != nil && !in.waiting() {
			cmds = append(cmds, in.lookUp())
			in.left = i != f.focus
		}
	}
	return tea.Batch(cmds...)
}

// Submit checks the form and calls OnSubmit, or shows what is wrong. Where
// answers are awaited it does so when they are there; a lookup that failed is asked
// once more.
func (f *Form[K]) Submit() tea.Cmd {
	var cmds []tea.Cmd
	for _, in := range f.fields {
		if !in.hidden && in.MustPick && in.lookupErr != nil && !in.waiting() {
			cmds = append(cmds, in.lookUp())
		}
	}
	return tea.Batch(append(cmds, f.submit())...)
}

// submit is Submit with the answers that there are, or are on their way.
func (f *Form[K]) submit() tea.Cmd {
	var cmds []tea.Cmd
	for _, in := range f.fields {
		if !in.hidden {
			cmds = append(cmds, in.leave())
		}
	}
	if f.Waiting() {
		return tea.Batch(append(cmds, f.await())...)
	}
	f.unpromise()
	first := -1
	for i, in := range f.fields {
		if in.hidden {
			continue
		}
		in.judged = in.typed()
		if in.judge(); !in.judged {
			in.err = in.complaint()
		}
		if in.err != "" && first < 0 {
			first = i
		}
	}
	if first >= 0 {
		f.focus = first
		return tea.Batch(cmds...)
	}
	return tea.Batch(append(cmds, call(f.OnSubmit))...)
}

// formSlow says that a submit has waited for a while.
type formSlow[K ~string] struct {
	form  *Form[K]
	round int
}

// await notes the wish to submit; where the answers take long the person is
// told why nothing happens.
func (f *Form[K]) await() tea.Cmd {
	if f.submitting {
		return nil
	}
	f.submitting = true
	f.round++
	slow := formSlow[K]{f, f.round}
	return f.env.After(slowAfter, func(time.Time) tea.Msg { return slow })
}

// Promised reports whether the form waits for answers to be sent: the keys that
// follow are meant for what comes of it, and Esc takes the promise back.
func (f *Form[K]) Promised() bool { return f.submitting }

// unpromise takes the wish to send back, with what was told of the wait.
func (f *Form[K]) unpromise() {
	f.submitting = false
	if f.slow {
		f.slow = false
		f.env.Do(Notify{})
	}
}

// back is Esc: a promised save is taken back, suggestions are put away, else the form
// is left.
func (f *Form[K]) back() tea.Cmd {
	if f.submitting {
		f.unpromise()
		return nil
	}
	if f.focus >= 0 && f.fields[f.focus].closeSuggestions() {
		return nil
	}
	return f.cancel()
}

func (f *Form[K]) cancel() tea.Cmd {
	f.unpromise()
	if !f.Dirty() {
		return call(f.OnCancel)
	}
	f.env.Do(Confirm{Text: f.env.T("Leave without saving what you typed?"), OnYes: f.OnCancel})
	return nil
}

// typed reports whether the field has something that the person put there. Of an empty
// one nothing is said before a save: they may come back to it.
func (in *input[K]) typed() bool { return in.touched && strings.TrimSpace(in.value()) != "" }

// judge says of a value that was left as it stands what is wrong with it or odd, once
// its answers are there: no later than that the person looks up.
func (in *input[K]) judge() {
	if !in.judged || in.waiting() {
		return
	}
	in.err, in.doubt = in.complaint(), ""
	if in.err == "" && in.Doubt != nil {
		in.doubt = Explain(in.env, in.Doubt(in.value()))
	}
}

// complaint says what is wrong with the field's value, empty if nothing is.
func (in *input[K]) complaint() string {
	env, v := in.env, strings.TrimSpace(in.value())
	switch {
	case in.lookupErr != nil && in.MustPick && v != "":
		return Explain(env, in.lookupErr)
	case in.Required && v == "":
		return env.T("Please fill this in.")
	case in.MustPick && v != "" && in.picked == nil && len(in.found) == 0:
		return env.T("Nothing found for %s.", env.Theme.Clip(v, fieldWidth))
	case in.MustPick && v != "" && in.picked == nil:
		return env.T("Please choose one from the list.")
	}
	if in.Kind == FieldNumber && v != "" {
		if _, ok := readNumber(v); !ok {
			return env.T("“%s” is no whole number; give one such as 12.", v)
		}
	}
	if in.Check != nil {
		if err := in.Check(in.value()); err != nil {
			return Explain(env, err)
		}
	}
	return ""
}
