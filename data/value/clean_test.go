package value_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/value"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"plain":                {"Ramesh Kumar", "Ramesh Kumar"},
		"blanks folded":        {"  Ramesh \t Kumar\n", "Ramesh Kumar"},
		"escape sequence":      {"a\x1b[2Jb", "a[2Jb"},
		"C1 control":           {"a\u009b2Jb", "a2Jb"},
		"DEL and backspace":    {"a\x7f\bb", "ab"},
		"carriage return":      {"a\rb", "ab"},
		"bidi override":        {"a\u202eb\u2066c", "abc"},
		"zero-width":           {"a\u200bb\ufeffc\u2060", "abc"},
		"fillers":              {"a\u3164\u115f\uffa0b", "ab"},
		"grapheme joiner":      {"a\u034f\u0301b", "áb"},
		"joiner between Latin": {"a\u200db", "ab"},
		"joiner in Devanagari": {"क्\u200dष", "क्\u200dष"},
		"invalid UTF-8":        {"a\xff\xc0b", "ab"},
		"composed":             {"e\u0301", "é"},
		"stacked marks":        {"x" + strings.Repeat("\u0335", 9), "x" + strings.Repeat("\u0335", 3)},
		"no-break space":       {"a\u00a0b", "a b"},
		"Devanagari name":      {"सुनीता पवार", "सुनीता पवार"},
		"line separator":       {"a\u2028b", "a b"},
	} {
		if got := value.Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", name, c.in, got, c.want)
		}
	}
	if got := value.CleanText("one\r\ntwo\tthree"); got != "one\ntwo three" {
		t.Errorf("CleanText keeps lines: %q", got)
	}
}

// mostMarks is how many combining marks may stand in a row.
const mostMarks = 3

func checkClean(t interface{ Errorf(string, ...any) }, in string) {
	for name, got := range map[string]string{"Clean": value.Clean(in), "CleanText": value.CleanText(in)} {
		marks := 0
		for _, r := range got {
			if unicode.IsControl(r) && (r != '\n' || name == "Clean") || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%s(%q) keeps %U", name, in, r)
			}
			if unicode.In(r, unicode.Mn, unicode.Me) {
				marks++
			} else if r != '\u200c' && r != '\u200d' {
				marks = 0
			}
			if marks > mostMarks {
				t.Errorf("%s(%q) stacks marks", name, in)
			}
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("%s(%q) = %q is not NFC UTF-8", name, in, got)
		}
	}
	if once := value.Clean(in); value.Clean(once) != once {
		t.Errorf("Clean(%q) = %q, and cleaned again %q", in, once, value.Clean(once))
	}
}

func TestCleanHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkClean(t, rapid.String().Draw(t, "text")) })
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Ramesh", "\x1b]0;x\a", "क्\u200dष", "e\u0301\u0301\u0301\u0301", "\u0958\u0335\u0335\u0335", "\u1100\u200d\u1161", "a\u034f\u0301\u3164"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkClean(t, s) })
}
