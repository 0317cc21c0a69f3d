package tui

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	maxSuggestions = 5
	typedMax       = 500
)

// Asker is a question that a field asks when its value changed; make one with
// Asking.
type Asker interface {
	ask(env *Env, value string) (Ticket, tea.Cmd)
	answer(ticket Ticket, msg tea.Msg) (took bool, cmd tea.Cmd)
}

type asking[T any] struct {
	when func(value string) bool
	fn   func(ctx context.Context, value string) (T, error)
	done func(val T, err error) tea.Cmd
}

// Asking makes a field's question: fn runs outside the event loop with the new
// value, done is called in Update with the answer to the newest question and
// may fill other fields. Only values that when accepts are asked about; nil
// accepts all. A value that is not asked about drops the answer to an older one.
func Asking[T any](when func(value string) bool, fn func(ctx context.Context, value string) (T, error),
	done func(val T, err error) tea.Cmd,
) Asker {
	return &asking[T]{when, fn, done}
}

func (a *asking[T]) ask(env *Env, value string) (Ticket, tea.Cmd) {
	if a.when != nil && !a.when(value) {
		return Ticket{}, nil
	}
	return Load(env, func(ctx context.Context) (T, error) { return a.fn(ctx, value) })
}

func (a *asking[T]) answer(ticket Ticket, msg tea.Msg) (bool, tea.Cmd) {
	l, ok := msg.(Loaded[T])
	if !ok || !ticket.Valid() || l.Ticket != ticket {
		return false, nil
	}
	return true, a.done(l.Val, l.Err)
}

// input is the state of one field of a form.
type input[K ~string] struct {
	Field[K]
	env     *Env
	edit    editor
	chosen  int // of Options
	touched bool
	offered bool // no key touched the value since the program set it
	filled  bool // the program filled it in for the person
	saved   string
	err     string
	doubt   string // what Doubt said of it
	judged  bool   // the person has left it as it stands
	notes   []string
	hidden  bool

	asked Ticket // of Ask

	// A lookup's suggestions.
	ticket    Ticket
	found     []Option
	lookupErr error
	sorry     string
	cursor    int
	open      bool
	chose     bool // the cursor was moved among them
	left      bool // the focus went away before the suggestions came
	picked    *Option
}

func newInput[K ~string](env *Env, spec Field[K]) *input[K] {
	in := &input[K]{Field: spec, env: env}
	in.edit = editor{
		maxRunes: spec.MaxRunes, maxBytes: spec.MaxBytes, multiline: spec.Kind == FieldLines, secret: spec.Kind == FieldPassword,
	}
	if spec.MaxRunes <= 0 && spec.MaxBytes <= 0 {
		in.edit.maxRunes = typedMax
	}
	if spec.Kind == FieldNumber {
		in.edit.maxRunes = max(spec.MaxRunes, numberMax)
	}
	if spec.Kind == FieldChoice {
		in.Options = append([]Option{}, spec.Options...)
		assignKeys(in.Options)
	}
	if spec.Value != "" {
		in.set(spec.Value)
	}
	in.saved = in.value()
	return in
}

func (in *input[K]) free() bool {
	return in.Kind == FieldChoice && in.chosen < len(in.Options) && in.Options[in.chosen].Free
}

func (in *input[K]) value() string {
	if in.Kind != FieldChoice || in.free() {
		return in.edit.text()
	}
	if in.chosen < len(in.Options) {
		return in.Options[in.chosen].Value
	}
	return ""
}

func (in *input[K]) pick() (Option, bool) {
	if in.Kind == FieldChoice && in.chosen < len(in.Options) {
		return in.Options[in.chosen], true
	}
	if in.picked == nil {
		return Option{}, false
	}
	return *in.picked, true
}

// set gives the field a value that the person did not type. A FieldChoice
// takes the option with that value, or a free one with these words.
func (in *input[K]) set(value string) {
	in.err, in.doubt, in.judged, in.picked, in.ticket = "", "", false, nil, Ticket{}
	in.found, in.open, in.left, in.lookupErr = nil, false, false, nil
	in.offered, in.filled = true, false
	if in.Kind != FieldChoice {
		in.edit.set(value)
		in.saved = in.value()
		return
	}
	defer func() { in.saved = in.value() }()
	for i, o := range in.Options {
		if o.Value == value && !o.Free {
			in.chosen = i
			return
		}
	}
	for i, o := range in.Options {
		if o.Free {
			in.chosen = i
			in.edit.set(value)
			return
		}
	}
}

func (in *input[K]) setPick(o Option) {
	in.set(o.Label)
	in.picked = &o
}

func (in *input[K]) waiting() bool { return in.ticket.Valid() || in.asked.Valid() }

// key carries out a key that is neither a form's nor a list's.
func (in *input[K]) key(msg tea.KeyMsg) {
	offered := in.offered
	in.offered = false
	switch {
	case offered && in.typedOver() && msg.Type == tea.KeyRunes:
		// Behind what nobody typed, a character would make something else than the
		// person means: 3 people, not 13; unit B-103, not A-101b103.
		in.offered = !in.edit.typeOver(msg)
		return
	case in.Kind != FieldChoice:
		in.edit.update(msg)
		return
	}
	switch s := msg.String(); {
	case in.free() && (s != "left" || in.edit.pos > 0) && (s != "right" || len(in.edit.value) > 0):
		in.edit.update(msg)
	case s == "left":
		in.choose(in.chosen - 1)
	case s == "right" || s == " ":
		in.choose(in.chosen + 1)
	case msg.Type == tea.KeyRunes && !msg.Paste && len(msg.Runes) == 1:
		r := unicode.ToLower(msg.Runes[0])
		for i, o := range in.Options {
			if unicode.ToLower(o.Key) == r {
				in.choose(i)
				in.touched = true // an answer, also where it was suggested before
				return
			}
		}
	}
}

// typedOver reports whether a character replaces what the program put into the field.
func (in *input[K]) typedOver() bool {
	switch in.Kind {
	case FieldChoice:
		return false
	case FieldNumber:
		return true
	case FieldLookup:
		return in.picked != nil || in.filled || in.Replaces
	}
	return in.filled || in.Replaces
}

func (in *input[K]) choose(i int) {
	if n := len(in.Options); n > 0 {
		in.chosen = (i + n) % n
	}
}

// up and down move within the field; they report whether there was room.
func (in *input[K]) up() bool {
	switch {
	case in.Kind == FieldLookup && in.open && len(in.found) > 0 && in.cursor > 0:
		in.cursor, in.chose = in.cursor-1, true
		return true
	case in.Kind == FieldLookup && in.open && in.chose && !in.takes():
		in.chose = false // back to what was typed
		return true
	case in.Kind == FieldLines:
		return in.edit.up()
	}
	return false
}

func (in *input[K]) down() bool {
	switch {
	case in.Kind == FieldLookup && in.open && len(in.found) > 0:
		if in.marked() {
			in.cursor = min(in.cursor+1, len(in.found)-1)
		}
		in.chose = true
		return true
	case in.Kind == FieldLines:
		return in.edit.down()
	}
	return false
}

// takes reports whether leaving a lookup takes a suggestion that nobody moved to:
// it does where only suggestions are allowed, or where what was typed is the
// beginning of one.
func (in *input[K]) takes() bool { return in.MustPick || in.Completes }

// marked reports whether a suggestion is under the lookup's cursor: the one that
// leaving the field takes.
func (in *input[K]) marked() bool {
	return in.open && in.cursor < len(in.found) && (in.chose || in.takes())
}

func (in *input[K]) closeSuggestions() bool {
	if !in.open || len(in.found) == 0 {
		return false
	}
	in.open = false
	return true
}

// ask sends the field's questions about its present value.
func (in *input[K]) ask() tea.Cmd {
	var cmds []tea.Cmd
	if in.Ask != nil {
		var cmd tea.Cmd
		in.asked, cmd = in.Ask.ask(in.env, in.value())
		cmds = append(cmds, cmd)
	}
	if in.Kind == FieldLookup && (in.picked == nil || in.picked.Label != in.edit.text()) {
		cmds = append(cmds, in.lookUp())
	}
	return tea.Batch(cmds...)
}

func (in *input[K]) lookUp() tea.Cmd {
	text := strings.TrimSpace(in.edit.text())
	in.picked, in.left, in.lookupErr = nil, false, nil
	if text == "" || in.Search == nil {
		in.ticket, in.found, in.open = Ticket{}, nil, false
		return nil
	}
	search := in.Search
	var cmd tea.Cmd
	in.ticket, cmd = Load(in.env, func(ctx context.Context) (suggestions, error) {
		found, err := search(ctx, text)
		return found, err
	})
	return cmd
}

// suggestions has a type of its own, so that no other list of options is taken
// for an answer to a lookup.
type suggestions []Option

// answer takes the answer to one of the field's questions.
func (in *input[K]) answer(msg tea.Msg) (took bool, cmd tea.Cmd) {
	if l, ok := msg.(Loaded[suggestions]); ok {
		if !in.ticket.Valid() || l.Ticket != in.ticket {
			return false, nil
		}
		in.ticket, in.found = Ticket{}, l.Val
		in.cursor, in.open, in.chose, in.lookupErr = 0, true, false, l.Err
		if l.Err != nil {
			in.sorry = Explain(in.env, l.Err)
		}
		if !in.left {
			return true, nil
		}
		return true, in.leave()
	}
	if in.Ask == nil {
		return false, nil
	}
	asked := in.asked
	if took, cmd = in.Ask.answer(asked, msg); took && in.asked == asked {
		in.asked = Ticket{}
	}
	return took, cmd
}

// leave settles a field that the focus goes away from, and tells whoever wants
// to know what came of it.
func (in *input[K]) leave() tea.Cmd {
	before, had := in.value(), in.picked != nil
	in.settle()
	var cmds []tea.Cmd
	if in.touched && in.value() != before {
		cmds = append(cmds, in.tell())
	}
	if in.OnPick != nil && in.picked != nil && !had {
		cmds = append(cmds, in.OnPick(*in.picked))
	}
	return tea.Batch(cmds...)
}

// tell asks the field's questions about a changed value and says that it
// changed.
func (in *input[K]) tell() tea.Cmd {
	cmds := []tea.Cmd{in.ask()}
	if in.OnChange != nil {
		cmds = append(cmds, in.OnChange(in.value()))
	}
	return tea.Batch(cmds...)
}

// settle takes the suggestion under the lookup's cursor (or will, when they
// come) and tidies the text.
func (in *input[K]) settle() {
	if in.Kind == FieldLookup && in.touched && in.picked == nil {
		if in.ticket.Valid() {
			in.left = true
			return
		}
		if in.marked() {
			o := in.found[in.cursor]
			in.edit.set(o.Label)
			o.Label = in.edit.text()
			in.picked = &o
		}
	}
	in.open, in.left = false, false
	if n, ok := readNumber(in.edit.text()); ok && in.Kind == FieldNumber && strings.Trim(in.edit.text(), "0123456789 ") != "" {
		in.edit.set(strconv.Itoa(n)) // from the digits of another script
	}
	if in.Normalise == nil || in.Kind == FieldChoice && !in.free() || in.Kind == FieldPassword {
		return
	}
	if v := in.Normalise(in.edit.text()); v != in.edit.text() {
		in.edit.set(v)
		if in.picked != nil {
			in.picked.Label = in.edit.text()
		}
	}
}
