package tui_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// sheet is a model that is one form, with what it was told.
type sheet struct {
	form      *tui.Form[desktest.SendField]
	submitted []map[desktest.SendField]string
	cancelled int
}

func (s *sheet) Init() tea.Cmd { return nil }
func (s *sheet) View() string  { return s.form.View() }
func (s *sheet) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m, ok := msg.(tea.WindowSizeMsg); ok {
		s.form.SetSize(m.Width, m.Height)
	}
	return s, s.form.Update(msg)
}

func newSheet(tb testing.TB, fields ...tui.Field[desktest.SendField]) (*sheet, *tuitest.Driver) {
	tb.Helper()
	stage := tuitest.NewStage(tb, desktest.Xterm())
	s := &sheet{form: tui.NewForm(stage.Env, fields...)}
	s.form.OnSubmit = func() tea.Cmd { s.submitted = append(s.submitted, s.form.Values()); return nil }
	s.form.OnCancel = func() tea.Cmd { s.cancelled++; return nil }
	return s, stage.Run(s)
}

func textFields() []tui.Field[desktest.SendField] {
	return []tui.Field[desktest.SendField]{
		{Key: desktest.FieldName, Label: "Name", MaxRunes: 40},
		{Key: desktest.FieldPhone, Label: "Phone", MaxBytes: 20},
		{Key: desktest.FieldCount, Label: "People", Kind: tui.FieldNumber, MaxRunes: 3},
		{Key: desktest.FieldNote, Label: "Note", Kind: tui.FieldLines},
	}
}

func TestWhatIsTypedIsWhatValuesGive(t *testing.T) {
	t.Parallel()
	letters := rapid.SampledFrom([]rune("abcXYZ 0189-()éñसुनीता李"))
	rapid.Check(t, func(rt *rapid.T) {
		s, d := newSheet(t, textFields()...)
		order := []desktest.SendField{desktest.FieldName, desktest.FieldPhone, desktest.FieldCount, desktest.FieldNote}
		want := map[desktest.SendField]string{}
		at := 0
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			k := order[at]
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0:
				d.Keys("tab")
				at = (at + 1) % len(order)
			case 1:
				d.Keys("shift+tab")
				at = (at + len(order) - 1) % len(order)
			case 2:
				d.Keys("ctrl+s")
				if n := want[desktest.FieldCount]; strings.Trim(n, " ") != "" && strings.Trim(n, " 0123456789") != "" || strings.Contains(strings.TrimSpace(n), " ") {
					at = 2 // refused, and in focus
				}
			case 3:
				s.form.Fail(tuitest.FieldErrors{string(k): "Not that."})
			default:
				text := rapid.StringOfN(letters, 1, 12, -1).Draw(rt, "text")
				d.Keys("ctrl+e")
				d.Type(text)
				want[k] = typed(k, want[k], text)
			}
			for _, f := range order {
				if got := s.form.Value(f); got != want[f] {
					rt.Fatalf("%s holds %q, typed was %q", f, got, want[f])
				}
			}
			dirty := false
			for _, v := range want {
				dirty = dirty || v != ""
			}
			if s.form.Dirty() != dirty {
				rt.Fatalf("dirty is %v with %v", s.form.Dirty(), want)
			}
		}
	})
}

// typed is what a field holds after text was typed behind what it held: the
// limits of textFields and the cleaning rule, told a second way.
func typed(k desktest.SendField, held, text string) string {
	for _, r := range text {
		next := held + string(r)
		switch {
		case k == desktest.FieldName && utf8.RuneCountInString(next) > 40,
			k == desktest.FieldPhone && len(next) > 20,
			k == desktest.FieldCount && utf8.RuneCountInString(next) > 12:
			continue
		}
		if cleaned := tui.Plain(next); cleaned == next {
			held = next
		}
	}
	return held
}

func TestControlCharactersDoNotGetIntoFields(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, textFields()...)
	d.Paste("Ra\x1b[31mme\x00sh\u202e\u0085 Ku\nmar\x7f")
	if got := s.form.Value(desktest.FieldName); got != "Ra[31mmesh Ku mar" {
		t.Errorf("the field holds %q", got)
	}
	d.Keys("shift+tab")
	d.Paste("one\r\ntwo\x07")
	if got := s.form.Value(desktest.FieldNote); got != "one\ntwo" {
		t.Errorf("the note holds %q", got)
	}
}

func TestFirstBadFieldIsFocused(t *testing.T) {
	t.Parallel()
	fields := textFields()
	fields[1].Required = true
	fields[1].Check = func(v string) error {
		if len(v) < 10 {
			return tuitest.Sentence("A phone number has ten digits.")
		}
		return nil
	}
	s, d := newSheet(t, fields...)
	d.Keys("ctrl+s")
	d.See(" > Phone", "! Please fill this in.")
	d.Type("98200")
	d.Miss("Please fill this in.")
	d.Keys("f2")
	d.See("A phone number has ten digits.", "98200")
	d.Type("12345")
	d.Keys("f2")
	if len(s.submitted) != 1 || s.submitted[0][desktest.FieldPhone] != "9820012345" {
		t.Errorf("submitted %v", s.submitted)
	}
}

func TestCodeFillsOnlyWhatNobodyTouched(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, textFields()...)
	if !s.form.Fill(desktest.FieldName, "Ramesh") || s.form.Dirty() {
		t.Error("a field that nobody touched was not filled, or counts as typed")
	}
	if !s.form.Fill(desktest.FieldName, "Suresh") {
		t.Error("what code filled in cannot be filled again")
	}
	d.Keys("end")
	d.Type("x")
	if s.form.Fill(desktest.FieldName, "Ramesh") || s.form.Value(desktest.FieldName) != "Sureshx" {
		t.Errorf("what the person typed was overwritten: %q", s.form.Value(desktest.FieldName))
	}
	if !s.form.Dirty() {
		t.Error("typing does not make the form dirty")
	}
	d.Keys("backspace")
	if s.form.Dirty() {
		t.Error("a change taken back leaves the form dirty")
	}
}

func TestEscAsksOnlyWhereSomethingIsLost(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n", "esc")
	d.See("Visitor 0")
	d.Keys("n")
	d.Type("9")
	d.Keys("esc")
	d.See("Leave without saving what you typed? y/n", " > Phone")
	d.Keys("n")
	d.See(" > Phone")
	d.Keys("esc", "y")
	d.See("Visitor 0")
}

func TestChoiceByLetterArrowsAndOwnWords(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n", "tab", "tab", "tab")
	for _, step := range []struct{ key, want string }{
		{"d", "(o) Delivery"},
		{"right", "(o) Service"},
		{"left", "(o) Delivery"},
		{" ", "(o) Service"},
		{"c", "(o) Cab"},
		{"x", "(o) Cab"},
		{"right", "(o) Other"},
		{"g", "(o) Other: g"},
		{"backspace", "(o) Other"},
		{"right", "(o) Guest"},
		{"left", "(o) Other"},
		{"left", "(o) Cab"},
		{"o", "(o) Other"},
	} {
		d.Keys(step.key)
		d.See(step.want)
	}
}

// TestAnAnswerIsKept: who says no to a suggested no has answered.
func TestAnAnswerIsKept(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, tui.Field[desktest.SendField]{Key: desktest.FieldName, Kind: tui.FieldChoice, Options: []tui.Option{
		{Label: "no", Key: 'n'}, {Value: "yes", Label: "yes", Key: 'y'},
	}})
	d.Keys("n")
	if s.form.Fill(desktest.FieldName, "yes") || s.form.Value(desktest.FieldName) != "" || s.form.Dirty() {
		t.Errorf("the answer became %q", s.form.Value(desktest.FieldName))
	}
}

func TestLookupThatFailsSaysSo(t *testing.T) {
	t.Parallel()
	f := lookupField(func(string) ([]tui.Option, error) { return nil, errors.New("secret") })
	f.MustPick = true
	s, d := newSheet(t, f)
	d.Type("a")
	d.See("! Something went wrong")
	d.Keys("ctrl+s")
	d.See("! Something went wrong")
	d.Miss("secret")
	if len(s.submitted) != 0 || s.form.Value(desktest.FieldUnit) != "a" {
		t.Error("submitted without a unit, or lost the text")
	}
}

func TestNormaliseHiddenFieldsAndNumbers(t *testing.T) {
	t.Parallel()
	fields := textFields()
	fields[0].Normalise = strings.ToUpper
	fields[0].Required = true
	s, d := newSheet(t, fields...)
	d.Type("mh12")
	d.Keys("tab")
	if s.form.Value(desktest.FieldName) != "MH12" {
		t.Errorf("got %q", s.form.Value(desktest.FieldName))
	}
	s.form.Hide(desktest.FieldPhone, true)
	d.Miss("Phone")
	for _, typed := range []string{"42", " 42 ", "४२", "٤٢"} {
		d.Keys("ctrl+u")
		d.Type(typed)
		if n, ok := s.form.Int(desktest.FieldCount); n != 42 || !ok {
			t.Errorf("%q is the number %d, %v", typed, n, ok)
		}
	}
	s.form.Set(desktest.FieldName, "")
	s.form.Hide(desktest.FieldName, true)
	d.Keys("ctrl+s")
	if len(s.submitted) != 1 {
		t.Error("a hidden field was required")
	}
}

func TestADigitTakesThePlaceOfANumberNobodyTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys []string
		want string
	}{
		{[]string{"3"}, "3"},
		{[]string{"1", "2"}, "12"},
		{[]string{"x", "4"}, "x4"},
		{[]string{"end", "2"}, "12"},
		{[]string{"backspace", "7"}, "7"},
		{[]string{"3", "tab", "shift+tab", "0"}, "30"},
	} {
		s, d := newSheet(t,
			tui.Field[desktest.SendField]{Key: desktest.FieldCount, Label: "People", Kind: tui.FieldNumber, MaxRunes: 2, Value: "1"},
			tui.Field[desktest.SendField]{Key: desktest.FieldName, Label: "Name"})
		d.Keys(c.keys...)
		if got := s.form.Value(desktest.FieldCount); got != c.want {
			t.Errorf("%v makes %q of 1, want %q", c.keys, got, c.want)
		}
	}
}

func TestALookupThatFoundNothingSaysWhatFor(t *testing.T) {
	t.Parallel()
	_, d := newSheet(t, tui.Field[desktest.SendField]{
		Key: desktest.FieldUnit, Label: "Unit", Kind: tui.FieldLookup, MustPick: true, Width: 8,
		Search: func(context.Context, string) ([]tui.Option, error) { return nil, nil },
	})
	d.Type("zz999")
	d.Keys("ctrl+s")
	d.See("! Nothing found for zz999.")
	d.Miss("one of the list")
}

func TestTallFormShowsTheFocusedField(t *testing.T) {
	t.Parallel()
	_, d := newSheet(t, textFields()...)
	d.Resize(60, 3)
	for _, label := range []string{"Phone", "People", "Note", "Name"} {
		d.Keys("tab")
		d.See(" > " + label)
	}
}

func TestSetOptionsKeepsTheChoice(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, tui.Field[desktest.SendField]{Key: desktest.FieldFor, Label: "For", Kind: tui.FieldChoice, Options: []tui.Option{
		{Value: "a", Label: "Apple"}, {Value: "b", Label: "Berry"},
	}})
	d.Keys("b")
	s.form.SetOptions(desktest.FieldFor, []tui.Option{{Value: "c", Label: "Cherry"}, {Value: "b", Label: "Berry"}})
	d.See("( ) Cherry", "(o) Berry")
	d.Keys("c")
	d.See("(o) Cherry")
	s.form.SetOptions(desktest.FieldFor, []tui.Option{{Value: "x", Label: "Xigua"}})
	if s.form.Value(desktest.FieldFor) != "x" {
		t.Errorf("the choice is %q", s.form.Value(desktest.FieldFor))
	}
}

func TestAskAgainIsAwaited(t *testing.T) {
	t.Parallel()
	asked, fail := 0, true
	f := textFields()[0]
	var s *sheet
	f.Ask = tui.Asking(nil, func(context.Context, string) (int, error) {
		asked++
		if fail {
			return 0, tuitest.Sentence("away")
		}
		return 7, nil
	}, func(n int, err error) tea.Cmd {
		if err == nil {
			s.form.Note(desktest.FieldName, "seven")
		}
		return nil
	})
	var d *tuitest.Driver
	s, d = newSheet(t, f)
	d.Type("x")
	d.Miss("seven")
	fail = false
	d.Do(s.form.AskAgain(desktest.FieldName))
	d.See("seven")
	if asked != 2 || s.form.Waiting() {
		t.Errorf("asked %d times, waiting %v", asked, s.form.Waiting())
	}
}

func TestSearchLine(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	l := tui.NewSearchLine(env)
	l.Open()
	if !l.Update(tuitest.Key(t, "r")) || l.Update(tuitest.Key(t, "left")) || l.Text() != "r" || !l.Active() {
		t.Errorf("holds %q, active %v", l.Text(), l.Active())
	}
	l.Leave()
	if l.Active() || !strings.HasPrefix(l.View(10), "r") {
		t.Errorf("shows %q", l.View(10))
	}
	l.Clear()
	if l.Text() != "" {
		t.Error("the line was not cleared")
	}
}

// TestAnOfferedValueIsTypedOver holds that what a form offers is replaced by the
// first character typed, and that an arrow keeps it for editing.
func TestAnOfferedValueIsTypedOver(t *testing.T) {
	t.Parallel()
	stage := tuitest.NewStage(t, desktest.Xterm())
	field := func(replaces bool) *tui.Form[desktest.SendField] {
		return tui.NewForm(stage.Env, tui.Field[desktest.SendField]{Key: desktest.FieldName, Label: "Amount", Value: "5,000.00", Replaces: replaces})
	}
	for _, c := range []struct {
		replaces bool
		keys     []string
		want     string
	}{
		{true, []string{"7", "5"}, "75"},
		{false, []string{"7"}, "5,000.007"},
		{true, []string{"end", "1"}, "5,000.001"},
		{true, []string{"backspace"}, "5,000.0"},
	} {
		f := field(c.replaces)
		for _, k := range c.keys {
			f.Update(tuitest.Key(t, k))
		}
		if got := f.Value(desktest.FieldName); got != c.want {
			t.Errorf("%v %q: %q, want %q", c.replaces, c.keys, got, c.want)
		}
	}
}

// TestWhatWasFilledInIsTypedOver: a person who types into a field that the program
// filled means something else, and not more of the same; arrows edit it.
func TestWhatWasFilledInIsTypedOver(t *testing.T) {
	t.Parallel()
	stage := tuitest.NewStage(t, desktest.Xterm())
	unit := tui.Field[desktest.SendField]{
		Key: desktest.FieldUnit, Label: "Unit", Kind: tui.FieldLookup, MustPick: true,
		Search: func(context.Context, string) ([]tui.Option, error) { return nil, nil },
	}
	a101 := tui.Option{Value: "1", Label: "A-101"}
	pick := func(f *tui.Form[desktest.SendField]) { f.FillPick(desktest.FieldUnit, a101) }
	for name, c := range map[string]struct {
		field tui.Field[desktest.SendField]
		given func(*tui.Form[desktest.SendField])
		keys  []string
		want  string
	}{
		"a unit":                {unit, pick, []string{"b", "7"}, "b7"},
		"an edited unit":        {unit, pick, []string{"backspace", "2"}, "A-102"},
		"a unit that was set":   {unit, func(f *tui.Form[desktest.SendField]) { f.SetPick(desktest.FieldUnit, a101) }, []string{"b"}, "b"},
		"a name":                {tui.Field[desktest.SendField]{Key: desktest.FieldUnit}, func(f *tui.Form[desktest.SendField]) { f.Fill(desktest.FieldUnit, "Ravi") }, []string{"s", "u"}, "su"},
		"an edited name":        {tui.Field[desktest.SendField]{Key: desktest.FieldUnit}, func(f *tui.Form[desktest.SendField]) { f.Fill(desktest.FieldUnit, "Ravi") }, []string{"end", "s"}, "Ravis"},
		"a name to be edited":   {tui.Field[desktest.SendField]{Key: desktest.FieldUnit}, func(f *tui.Form[desktest.SendField]) { f.Set(desktest.FieldUnit, "Ravi") }, []string{"s"}, "Ravis"},
		"what the person typed": {tui.Field[desktest.SendField]{Key: desktest.FieldUnit}, func(*tui.Form[desktest.SendField]) {}, []string{"s", "u"}, "su"},
	} {
		f := tui.NewForm(stage.Env, c.field)
		c.given(f)
		for _, k := range c.keys {
			f.Update(tuitest.Key(t, k))
		}
		if got := f.Value(desktest.FieldUnit); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestNotesAreReadToTheirEnd: a note is broken between words, never cut, and stands
// below its field where that saves no line; a form that goes on below its window
// says so.
func TestNotesAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, textFields()...)
	d.Resize(60, 16)
	whole := func(words ...string) {
		t.Helper()
		flat := strings.Join(strings.Fields(d.View()), " ")
		for _, w := range words {
			if !strings.Contains(flat, w) {
				t.Errorf("%q is not whole:\n%s", w, d.View())
			}
		}
	}
	s.form.Note(desktest.FieldName, "a name, an e-mail or a phone of the person")
	s.form.Note(desktest.FieldNote, "one a line, such as the plates of all their cars")
	whole("a name, an e-mail or a phone of the person Phone", "People Note one a line,", "such as the", "plates of all", "their cars")
	d.Miss("more below", "…")
	// Where not all fits the focused field's are whole.
	d.Resize(60, 4)
	whole("a name, an e-mail or a phone of the person Phone")
	d.See("more below")
	d.Keys("tab")
	d.See("a name, an e-mai…", "more below")
	d.Keys("tab", "tab")
	whole("such as the", "plates of all", "their cars")
	d.See(" > Note")
	d.Miss("more below")
	// What stands above is said where the focused field leaves a line for it.
	d.Resize(60, 5)
	d.See("more above", " > Note")
	d.Miss("more below")
	d.Keys("shift+tab", "shift+tab", "shift+tab")
	d.See(" > Name")
	d.Miss("more above")
}
