package tui_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Ramesh Kumar":                  "Ramesh Kumar",
		"a\x1b[31mb":                    "a[31mb",
		"a\u009b31mb\u0085c":            "a31mbc",
		"a\x00\x07\x7fb":                "ab",
		"tab\tline\nend":                "tab line end",
		"\u202eabc\u2066\u200e":         "abc",
		"a\u200bb\ufeffc\u2060":         "abc",
		"a\u200db":                      "ab",
		"क\u094d\u200dष":                "क\u094d\u200dष",
		"\xff\xfea":                     "??a",
		"e\u0301\u0301\u0301\u0301":     "e\u0301\u0301\u0301",
		"\u0301x":                       "x",
		"सुनीता":                        "सुनीता",
		"\U000e0041x\ufe0f":             "x",
		"₹1,23,456.00 – ok…":            "₹1,23,456.00 – ok…",
		"\u2028a\u2029\ue000\U0010fffd": "a",
	} {
		if got := tui.Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	got := tui.Wrap("Between two floors,\x1b[2J doors open\n\nsince nine", 12)
	if want := []string{"Between two", "floors,[2J", "doors open", "", "since nine"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestWrapKeepsTogetherWhatIsReadAsOne: a phone, and a key with what it does.
func TestWrapKeepsTogetherWhatIsReadAsOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		width int
		want  []string
	}{
		{"Meera Joshi (owner) 98200 12345", 26, []string{"Meera Joshi (owner)", "98200 12345"}},
		{"call +91 22 2345 6789 or 022 2345 6789", 20, []string{"call", "+91 22 2345 6789 or", "022 2345 6789"}},
		{"Meera Joshi 98*** **345", 18, []string{"Meera Joshi", "98*** **345"}},
		{"Ravi may enter. j goes there.", 18, []string{"Ravi may enter.", "j goes there."}},
		{"Saved: Ctrl+S saves it again", 14, []string{"Saved:", "Ctrl+S saves", "it again"}},
		{"Ring. P prints it", 8, []string{"Ring.", "P prints", "it"}},
		{"Lift of Tower A stuck", 15, []string{"Lift of Tower A", "stuck"}},
		{"again in a moment", 10, []string{"again in a", "moment"}},
		{"nothing (a approves)", 13, []string{"nothing", "(a approves)"}},
		{"of A-101, 102, 103", 12, []string{"of A-101,", "102, 103"}},
		{"29 Nov 2026 14:05", 8, []string{"29 Nov", "2026", "14:05"}},
		{"98200 12345", 8, []string{"98200", "12345"}},
		{"a b c d e f", 5, []string{"a b c", "d e f"}},
	} {
		if got := tui.Wrap(c.in, c.width); !slices.Equal(got, c.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestFitAndClip(t *testing.T) {
	t.Parallel()
	rich := tui.NewTheme(desktest.Xterm(), nil)
	poor := tui.NewTheme(tuitest.Terminal("vt100"), nil)
	for _, c := range []struct {
		theme *tui.Theme
		in    string
		width int
		right bool
		want  string
	}{
		{rich, "abc", 5, false, "abc  "},
		{rich, "abc", 5, true, "  abc"},
		{rich, "abcdef", 4, false, "abc…"},
		{poor, "abcdef", 4, false, "ab.."},
		{rich, "李小龍", 5, false, "李小…"},
		{rich, "李小龍", 4, false, "李… "},
		{rich, "abc", 0, false, ""},
		{poor, "abc", 2, false, "ab"},
		{rich, "abc", 1, false, "a"},
	} {
		if got := c.theme.Fit(c.in, c.width, c.right); got != c.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

// checkSafe asserts that a view holds nothing but styles and text.
func checkSafe(tb testing.TB, raw string) {
	tb.Helper()
	text := newSGR().ReplaceAllString(raw, "")
	if !utf8.ValidString(text) {
		tb.Errorf("not UTF-8: %q", raw)
	}
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp)) {
			tb.Errorf("%U is sent to the terminal: %q", r, raw)
		}
	}
}

// FuzzNothingReachesTheTerminal puts any text wherever people's text goes.
func FuzzNothingReachesTheTerminal(f *testing.F) {
	for _, s := range []string{
		"Ramesh", "\x1b]0;owned\x07", "\u009b2J", "a\u202eb", "e\u0301\u0301\u0301\u0301\u0301", "李小龍李小龍李小龍",
		"प्रियंका", "\xff\xfe", "\x1b[200~o\x1b[201~", strings.Repeat("W", 300), "👨‍👩‍👧‍👦", "a\r\nb\tc", "🇮🇳🇮🇳", "\u0600\u0601", "ཨོཾ",
	} {
		f.Add(s, uint8(20), uint8(8))
	}
	f.Fuzz(func(t *testing.T, text string, w, h uint8) {
		width, height := 60+int(w)%80, 16+int(h)%30
		d := desktest.NewDesk(t, desktest.Xterm(), true)
		for i := range d.World.Visits {
			d.World.Visits[i].Name, d.World.Visits[i].Plate = text, text
		}
		d.World.Known["9820012345"] = text
		d.Backend.Person.Name, d.Backend.Society.Name = text, text
		d.Backend.Notices[0].Text = text
		d.Env.Gate, d.World.Note = text, text
		d.Resize(width, height)
		look := func() {
			t.Helper()
			checkSafe(t, d.Raw())
			tuitest.Fits(t, d.Raw(), width, height)
		}
		d.Keys("2", "1")
		d.Send(tui.HouseChanged{})
		d.Send(tui.BannerChanged{})
		look()
		d.Send(tui.Notify{Kind: tui.NotifyRefusal, Text: text})
		look()
		d.Keys("o")
		look()
		d.Keys("n")
		d.Send(tui.Info{Title: text, Lines: []string{text}})
		look()
		d.Keys("x", "n")
		d.Type("9820012345")
		d.Keys("tab")
		look()
		d.Paste(text)
		d.Keys("ctrl+a")
		look()
		d.Keys("right", "right", "backspace", "tab", "tab", "tab", "tab")
		d.Paste(text)
		look()
		d.Send(tui.Lock{})
		look()
		d.Send(tui.Ended{Reason: text})
		look()
	})
}

func TestLongLinesInFieldsScroll(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, tui.Field[desktest.SendField]{Key: desktest.FieldName, Label: "Name", Width: 12})
	d.Type("abcdefghijklmnopqrstuvwxyz")
	d.See("…qrstuvwxyz")
	d.Miss("abc")
	d.Keys("ctrl+a")
	d.See("abcdefghij")
	for range 40 {
		d.Keys("right")
		if w := ansi.StringWidth(d.Line(0)); w > 3+4+2+12 {
			t.Fatalf("the field is %d cells wide: %q", w, d.Line(0))
		}
	}
	if s.form.Value(desktest.FieldName) != "abcdefghijklmnopqrstuvwxyz" {
		t.Error(s.form.Value(desktest.FieldName))
	}
}

func TestEditingMovesByWholeLetters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, keys, want string
	}{
		{"abc", "left backspace", "ac"},
		{"abc", "ctrl+a delete", "bc"},
		{"abc def", "ctrl+w", "abc "},
		{"abc def", "ctrl+left ctrl+k", "abc "},
		{"abc def", "left ctrl+u", "f"},
		{"abc def", "home ctrl+right ctrl+k", "abc"},
		{"नि", "backspace", ""},
		{"e\u0301x", "left backspace", "x"},
		{"李小", "left delete", "李"},
		{"ab", "left home left delete", "b"},
		{"ab", "right delete backspace", "a"},
	} {
		s, d := newSheet(t, tui.Field[desktest.SendField]{Key: desktest.FieldName, Label: "Name"})
		d.Type(c.typed)
		d.Keys(strings.Fields(c.keys)...)
		if got := s.form.Value(desktest.FieldName); got != c.want {
			t.Errorf("%q then %s gives %q, want %q", c.typed, c.keys, got, c.want)
		}
	}
}

func TestEditingSeveralLines(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, tui.Field[desktest.SendField]{Key: desktest.FieldNote, Label: "Note", Kind: tui.FieldLines, Height: 2},
		tui.Field[desktest.SendField]{Key: desktest.FieldName, Label: "Name"})
	d.Type("one")
	d.Keys("enter")
	d.Type("two")
	d.Keys("enter")
	d.Type("three")
	d.Keys("up")
	d.Type("!")
	d.Keys("up", "home")
	d.Type(">")
	if got := s.form.Value(desktest.FieldNote); got != ">one\ntwo!\nthree" {
		t.Errorf("the note is %q", got)
	}
	d.See(">one", "two!")
	d.Miss("three")
	d.Keys("down", "down", "end", "ctrl+u", "backspace")
	if got := s.form.Value(desktest.FieldNote); got != ">one\ntwo!" {
		t.Errorf("the note is %q", got)
	}
	d.Keys("down")
	if s.form.Focused() != desktest.FieldName {
		t.Error("down in the last line does not leave the field")
	}
}

// newSGR matches the escapes that set attributes and nothing else.
func newSGR() *regexp.Regexp { return regexp.MustCompile("\x1b\\[[0-9;]*m") }

func TestWrapKeepsHyphens(t *testing.T) {
	t.Parallel()
	got := tui.Wrap("Type its number, such as A-101, of 2026-11-21.", 28)
	if want := []string{"Type its number, such as", "A-101, of 2026-11-21."}; !slices.Equal(got, want) {
		t.Errorf("wrapped to %q, want %q", got, want)
	}
	for _, l := range tui.Wrap(strings.Repeat("a-b", 30), 10) {
		if tui.Width(l) > 10 || strings.Contains(l, "\u2011") {
			t.Errorf("a line is %q", l)
		}
	}
}
