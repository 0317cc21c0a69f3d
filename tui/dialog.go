package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Dialog is what stands on the shell's one stack of questions. While it stands
// it takes every key.
type Dialog interface {
	// Key takes a key. done drops the dialog; cmd is run either way.
	Key(env *Env, msg tea.KeyMsg) (done bool, cmd tea.Cmd)
	// Line is drawn in place of the status line; where it is empty, Box is drawn
	// over the body.
	Line(env *Env, width int) string
	// Box gives the rows inside the frame, at most height of width cells.
	Box(env *Env, width, height int) []string
	// Hints are the keys of the line of hints while it stands.
	Hints(env *Env) []key.Binding
}

// boxWidth is the most that a dialog's box has of cells inside its frame.
const boxWidth = 60

// DrawBox draws a dialog's box with its frame, in the middle of width cells and at
// most height lines high; none for one that is drawn in place of the status line.
func DrawBox(env *Env, d Dialog, width, height int) []string {
	if d.Line(env, width) != "" {
		return nil
	}
	if b, ok := d.(interface{ bare() bool }); ok && b.bare() {
		rule := strings.Repeat(env.Theme.Glyphs.border.Top, width)
		return append(append([]string{rule}, d.Box(env, width-1, height-2)...), rule)
	}
	inner := min(width-8, boxWidth)
	rows := d.Box(env, inner, height-2)
	if len(rows) == 0 {
		return nil
	}
	box, left := env.Theme.boxed(rows, inner), strings.Repeat(" ", max(0, (width-inner-4)/2))
	for i := range box {
		box[i] = left + box[i]
	}
	return box
}

// Confirm asks a question that one key answers, on the status line. The text
// names the thing: "Check out Ramesh Kumar ?". Send it as a message, or
// hand it to Env.Do.
type Confirm struct {
	// Text is the question, already through the printer; " y/n" is added.
	Text string
	// OnYes is called in Update; it may be nil.
	OnYes func() tea.Cmd
}

// Prompt asks for one line of text, as the reason of a refusal.
type Prompt struct {
	// Text is the question, already through the printer.
	Text string
	// Value stands in the field at first.
	Value string
	// Required refuses an empty answer.
	Required bool
	// Max is the answer's greatest length in characters; 0 is 200.
	Max int
	// Check, where set, says what is wrong with an answer, as a Sentence; the question
	// stays with what was typed.
	Check func(text string) error
	// OnDone is called in Update with the answer, trimmed.
	OnDone func(text string) tea.Cmd
}

// Option is one of several things to choose.
type Option struct {
	// Value is what the program gets, Label what the person reads (already
	// through the printer), Detail a word more about it.
	Value, Label, Detail string
	// Key is the letter that picks it; 0 takes the first letter that is free.
	Key rune
	// Free is for a form's Choice: choosing it opens a field for other words.
	Free bool
}

// Pick asks to choose from a short list, by letter or with arrows and Enter.
type Pick struct {
	// Text is the question, already through the printer.
	Text    string
	Options []Option
	// OnPick is called in Update.
	OnPick func(Option) tea.Cmd
}

// Info shows a few lines until a key is pressed.
type Info struct {
	Title string
	Lines []string
	// Command, where set, is one to be copied: it stands below the lines without a
	// frame, is broken between words alone, and then so that a shell reads it on.
	Command string
}

type confirmDialog struct{ Confirm }

func (d *confirmDialog) Key(env *Env, msg tea.KeyMsg) (bool, tea.Cmd) {
	switch {
	case key.Matches(msg, env.Keys.yes):
		return true, call(d.OnYes)
	case key.Matches(msg, env.Keys.no):
		return true, nil
	}
	return false, nil
}

func (d *confirmDialog) question(env *Env) string { return Plain(d.Text) + " " + env.T("y/n") }

// Line is empty where the question does not fit: what is asked must be read
// whole.
func (d *confirmDialog) Line(env *Env, width int) string {
	text := d.question(env)
	if Width(text)+2 > width {
		return ""
	}
	return " " + Render(env.Theme.Strong, text)
}

func (d *confirmDialog) Box(env *Env, width, _ int) []string {
	lines := Wrap(d.question(env), width)
	for i, l := range lines {
		lines[i] = Render(env.Theme.Strong, l)
	}
	return lines
}

func (d *confirmDialog) Hints(env *Env) []key.Binding {
	return []key.Binding{env.Keys.yes, env.Keys.no}
}

type promptDialog struct {
	Prompt
	edit  editor
	wrong string // with the answer
}

const promptMax = 200

func newPrompt(p Prompt) *promptDialog {
	if p.Max <= 0 {
		p.Max = promptMax
	}
	d := &promptDialog{Prompt: p, edit: editor{maxRunes: p.Max}}
	d.edit.set(p.Value)
	return d
}

func (d *promptDialog) Key(env *Env, msg tea.KeyMsg) (bool, tea.Cmd) {
	switch {
	case key.Matches(msg, env.Keys.Back):
		return true, nil
	case msg.String() == "enter" || key.Matches(msg, env.Keys.Save):
		text := strings.TrimSpace(d.edit.text())
		switch {
		case d.Required && text == "":
			d.wrong = env.T("Please type something.")
		case d.Check != nil:
			d.wrong = Explain(env, d.Check(text))
		}
		if d.wrong != "" {
			return false, nil
		}
		if d.OnDone == nil {
			return true, nil
		}
		return true, d.OnDone(text)
	}
	if d.edit.update(msg) {
		d.wrong = ""
	}
	return false, nil
}

func (d *promptDialog) Line(*Env, int) string { return "" }

func (d *promptDialog) Box(env *Env, width, _ int) []string {
	lines := Wrap(d.Text, width)
	lines = append(lines, "> "+d.edit.view(env.Theme, width-2, true, false))
	if d.wrong != "" {
		for _, l := range Wrap("! "+d.wrong, width) {
			lines = append(lines, Render(env.Theme.Danger, l))
		}
	}
	return lines
}

func (d *promptDialog) Hints(env *Env) []key.Binding {
	return []key.Binding{Bind("Enter", env.T("done"), "enter"), env.Keys.Back}
}

type infoDialog struct {
	Info
	place Reading
	room  int // of its lines
}

func (d *infoDialog) Key(env *Env, msg tea.KeyMsg) (bool, tea.Cmd) {
	for _, k := range env.Keys.texts {
		if key.Matches(msg, k) {
			d.place.Key(env, msg, len(d.Lines), d.room)
			return false, nil
		}
	}
	return true, nil
}

func (d *infoDialog) Line(*Env, int) string { return "" }

// bare reports whether the box must have no frame, which would be copied.
func (d *infoDialog) bare() bool { return d.Command != "" }

// commandLines break a command between its words into lines of at most width cells.
func commandLines(command string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(Plain(command)) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word)+2 <= width:
			line += " " + word
		default:
			lines, line = append(lines, line+" \\"), word
		}
	}
	return append(lines, line)
}

func (d *infoDialog) Box(env *Env, width, height int) []string {
	if d.bare() {
		lines := append(Wrap(d.Title, width), d.Lines...)
		return append(lines, commandLines(d.Command, width)...)
	}
	lines := []string{Render(env.Theme.Title, env.Theme.Clip(Plain(d.Title), width))}
	d.room = max(1, height-1)
	rows := make([]string, len(d.Lines))
	for i, l := range d.Lines {
		rows[i] = env.Theme.Clip(Plain(l), width)
	}
	return append(lines, strings.Split(d.place.View(env, rows, d.room), "\n")...)
}

func (d *infoDialog) Hints(env *Env) []key.Binding {
	if d.room < len(d.Lines) {
		return append(slices.Clone(env.Keys.texts[:2]), env.Keys.Back)
	}
	return []key.Binding{env.Keys.Back}
}

// NewDialog makes a dialog of a message that asks something: a Confirm, Prompt, Pick
// or Info; it reports whether msg is one.
func NewDialog(msg tea.Msg) (Dialog, bool) {
	switch msg := msg.(type) {
	case Confirm:
		return &confirmDialog{msg}, true
	case Prompt:
		return newPrompt(msg), true
	case Pick:
		return newPick(msg), true
	case Info:
		return &infoDialog{Info: msg}, true
	}
	return nil, false
}

func call(fn func() tea.Cmd) tea.Cmd {
	if fn == nil {
		return nil
	}
	return fn()
}
