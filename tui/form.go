package tui

import (
	"context"
	"errors"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// FieldKind is what may be put into a field.
type FieldKind uint8

// The kinds of Field.
const (
	// FieldText is a line of text.
	FieldText FieldKind = iota
	// FieldPassword is a text that is not shown, kept byte for byte.
	FieldPassword
	// FieldNumber is a whole number; what is none is kept and refused.
	FieldNumber
	// FieldLines is text of several lines; Enter starts a new one.
	FieldLines
	// FieldChoice is one of a few options, all shown.
	FieldChoice
	// FieldLookup is text for which suggestions are looked up.
	FieldLookup
)

// Field describes one field of a Form. K is the screen's own type of field
// names; its values are also the names in FieldErrors.
type Field[K ~string] struct {
	Key K
	// Label stands left of the field, already through the printer.
	Label string
	Kind  FieldKind
	// Width is the field's width in cells; 0 takes 30.
	Width int
	// Height is the number of lines that a FieldLines shows; 0 takes 3.
	Height int
	// MaxRunes and MaxBytes (of UTF-8) limit what can be typed; 0 is 500 runes.
	MaxRunes, MaxBytes int
	// Required refuses an empty field on submit.
	Required bool
	// Options of a FieldChoice; the first is chosen unless Value says otherwise.
	Options []Option
	// Value stands in the field at first and does not count as typed.
	Value string
	// Replaces lets the first character typed replace a Value that nobody typed,
	// such as an amount that is offered. What was filled in (Fill, FillPick), a number
	// and a suggestion that was taken for the person are typed over in any field.
	Replaces bool
	// Search finds suggestions for a FieldLookup. It runs outside the event loop.
	Search func(ctx context.Context, text string) ([]Option, error)
	// MustPick refuses text of a FieldLookup that is none of the suggestions.
	MustPick bool
	// Completes takes the suggestion under the cursor of a FieldLookup when the
	// focus leaves it, as MustPick does; Esc puts the suggestions away, and what was
	// typed stays. Where neither is set a suggestion is taken by moving to it.
	Completes bool
	// Normalise tidies the text when the focus leaves the field.
	Normalise func(string) string
	// Check refuses a value on submit, and complains of one that was typed as soon as
	// the focus leaves it; its error should be a Sentence.
	Check func(string) error
	// Doubt says what is odd about a value that may be saved all the same. It stands
	// where a complaint would, in place of the field's notes, and refuses nothing.
	Doubt func(string) error
	// Ask is asked when the value changed; a submit waits for its answer.
	Ask Asker
	// OnChange is told of every change by the person; its command is run.
	OnChange func(value string) tea.Cmd
	// OnPick is told when the person takes a suggestion of a FieldLookup.
	OnPick func(Option) tea.Cmd
}

// Form is a column of fields. It keeps what was typed until Reset, through any
// number of failed saves.
type Form[K ~string] struct {
	// OnSubmit is called in Update when every field is well; a submit waits for
	// lookups that are still on their way.
	OnSubmit func() tea.Cmd
	// OnCancel is called in Update on Esc, after the question if something typed
	// would be lost.
	OnCancel func() tea.Cmd
	// EnterSubmits makes Enter in the last field send the form.
	EnterSubmits bool
	// SaveLabel says what saving does, already through the printer; empty is
	// "save".
	SaveLabel string

	env           *Env
	fields        []*input[K]
	focus         int
	submitting    bool // waiting for answers before the submit
	round         int  // of that wait
	slow          bool // the person was told of the wait
	width, height int
	top           int
}

// NewForm makes a form of the fields, the first one focused.
func NewForm[K ~string](env *Env, fields ...Field[K]) *Form[K] {
	f := &Form[K]{env: env}
	for _, spec := range fields {
		f.fields = append(f.fields, newInput(env, spec))
	}
	f.focus = f.step(-1, 1)
	return f
}

// SetSize gives the form's size in cells.
func (f *Form[K]) SetSize(width, height int) { f.width, f.height = width, height }

func (f *Form[K]) at(k K) *input[K] {
	for _, in := range f.fields {
		if in.Key == k {
			return in
		}
	}
	// A name that the form does not have is a fault of the screen's code.
	panic("tui: no field " + string(k))
}

// Value is the field's value as typed; of a FieldChoice the chosen option's
// Value, or the words typed for a free one.
func (f *Form[K]) Value(k K) string { return f.at(k).value() }

// Values are the values of all fields.
func (f *Form[K]) Values() map[K]string {
	out := make(map[K]string, len(f.fields))
	for _, in := range f.fields {
		out[in.Key] = in.value()
	}
	return out
}

// Said is a value as the field shows it: of a FieldChoice the label of the option that
// has it.
func (f *Form[K]) Said(k K, value string) string {
	for _, o := range f.at(k).Options {
		if o.Value == value && !o.Free {
			return o.Label
		}
	}
	return value
}

// Picked is the suggestion chosen in a FieldLookup, or the option of a
// FieldChoice; false where the text is nobody's suggestion.
func (f *Form[K]) Picked(k K) (Option, bool) { return f.at(k).pick() }

// Int is the value of a FieldNumber; false where there is none.
func (f *Form[K]) Int(k K) (int, bool) { return readNumber(f.Value(k)) }

// Set puts a value into a field without marking it as typed.
func (f *Form[K]) Set(k K, value string) { f.at(k).set(value) }

// SetPick puts a suggestion into a FieldLookup without marking it as typed.
func (f *Form[K]) SetPick(k K, o Option) { f.at(k).setPick(o) }

// Fill is Set for a field that the person has not touched, and what it fills in is
// typed over; it reports whether it did.
func (f *Form[K]) Fill(k K, value string) bool {
	in := f.at(k)
	if !in.touched {
		in.set(value)
		in.filled = true
	}
	return !in.touched
}

// FillPick is SetPick for a field that the person has not touched.
func (f *Form[K]) FillPick(k K, o Option) bool {
	in := f.at(k)
	if !in.touched {
		in.setPick(o)
	}
	return !in.touched
}

// Touched reports whether the person changed the field.
func (f *Form[K]) Touched(k K) bool { return f.at(k).touched }

// Note puts lines beside a field, already through the printer, in place of the
// ones before.
func (f *Form[K]) Note(k K, lines ...string) { f.at(k).notes = lines }

// Relabel gives a field another label, already through the printer: what it is called
// may hang on another field.
func (f *Form[K]) Relabel(k K, label string) { f.at(k).Label = label }

// Hide takes a field out of the form or puts it back; a hidden field keeps its
// value and is not checked.
func (f *Form[K]) Hide(k K, hidden bool) {
	in := f.at(k)
	in.hidden = hidden
	if hidden && f.focus >= 0 && f.fields[f.focus] == in {
		f.focus = f.step(f.focus, 1)
	}
}

// Focus puts the cursor into a field.
func (f *Form[K]) Focus(k K) {
	for i, in := range f.fields {
		if in.Key == k && !in.hidden {
			f.focus = i
		}
	}
}

// Focused is the name of the field with the cursor.
func (f *Form[K]) Focused() K {
	if f.focus < 0 {
		var none K
		return none
	}
	return f.fields[f.focus].Key
}

// Dirty reports whether the person typed something that is not saved.
func (f *Form[K]) Dirty() bool {
	for _, in := range f.fields {
		if in.touched && in.value() != in.saved {
			return true
		}
	}
	return false
}

// Fail shows an error of a save: complaints about fields beside them, the first
// bad field focused. It reports whether there were any; the caller shows other
// errors on the status line.
func (f *Form[K]) Fail(err error) bool {
	var bad FieldErrors
	if !errors.As(err, &bad) {
		return false
	}
	complaints := bad.Fields()
	first := -1
	for i, in := range f.fields {
		if e := complaints[string(in.Key)]; e != nil && !in.hidden {
			in.err, in.judged = Explain(f.env, e), false
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return false
	}
	f.focus = first
	return true
}

// step is the next field to focus from i in the direction by, round the ends.
func (f *Form[K]) step(i, by int) int {
	n := len(f.fields)
	for range n {
		i = (i + by + n) % n
		if !f.fields[i].hidden {
			return i
		}
	}
	return -1
}

// several reports whether there is another field to go to.
func (f *Form[K]) several() bool { return f.focus >= 0 && f.step(f.focus, 1) != f.focus }

// Waiting reports whether answers are awaited on which a submit depends.
func (f *Form[K]) Waiting() bool {
	for _, in := range f.fields {
		if !in.hidden && in.waiting() {
			return true
		}
	}
	return false
}

// Commands are what can be done with the form as a whole: to save it, to move
// between its fields, to leave it.
func (f *Form[K]) Commands() []Command {
	k := f.env.Keys
	save := k.Save
	if f.SaveLabel != "" {
		save = Bind(save.Help().Key, f.SaveLabel, save.Keys()...)
	}
	moves := Hinted
	if !f.several() {
		moves = HelpOnly
	}
	return []Command{
		{Key: save, Do: f.Submit, Hint: Hinted},
		// Enter goes on as well, where it is no new line.
		{Key: Bind(k.Next.Help().Key, k.Next.Help().Desc, "tab"), Do: func() tea.Cmd { return f.moveFocus(1) }, Hint: moves},
		{Key: k.Prev, Do: func() tea.Cmd { return f.moveFocus(-1) }, Hint: moves},
		{Key: k.Back, Do: f.back, Hint: Hinted},
	}
}

// Keys are the form's bindings, for help and hints.
func (f *Form[K]) Keys() []key.Binding { return Commands{f.Commands()}.Hints() }
