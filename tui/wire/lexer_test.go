package wire

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// sentinel is a key that no test input produces; it ends the collecting program.
const sentinel = "\x1c"

// tokens runs the pieces through a lexer, as if each had been one read, and
// settles what is left at the end.
func tokens(pieces ...string) []string {
	l := newLexer(func() {})
	now := time.Unix(0, 0)
	var out []string
	drain := func(last bool) {
		for t := l.next(last); t != nil; t = l.next(last) {
			out = append(out, string(t))
		}
	}
	for _, p := range pieces {
		l.feed([]byte(p), now, 0)
		drain(false)
	}
	drain(true)
	return out
}

// tokenReader gives one token a Read, as the input does.
type tokenReader struct{ tokens []string }

func (r *tokenReader) Read(p []byte) (int, error) {
	if len(r.tokens) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.tokens[0])
	if r.tokens[0] = r.tokens[0][n:]; r.tokens[0] == "" {
		r.tokens = r.tokens[1:]
	}
	return n, nil
}

// collector is a program that writes down every key it is given. Text is
// flattened to single characters: how many of them share a message depends on
// how the line packed them, and is nobody's business.
type collector struct{ keys []string }

func (c *collector) Init() tea.Cmd { return nil }
func (c *collector) View() string  { return "" }
func (c *collector) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch k := msg.(type) {
	case tea.KeyMsg:
		if k.Type == tea.KeyCtrlBackslash && !k.Alt {
			return c, tea.Quit
		}
		if k.Type != tea.KeyRunes && k.Type != tea.KeySpace {
			c.keys = append(c.keys, k.String())
			break
		}
		if len(k.Runes) == 0 {
			c.keys = append(c.keys, "a key without runes")
		}
		for _, r := range k.Runes {
			if r == '\r' || r == '\n' { // of a paste that came at once, or Enter
				c.keys = append(c.keys, tea.KeyMsg{Type: tea.KeyType(r)}.String())
				continue
			}
			c.keys = append(c.keys, fmt.Sprintf("%q alt=%v", r, k.Alt))
		}
	default:
		c.keys = append(c.keys, fmt.Sprintf("not a key: %T %v", msg, msg))
	}
	return c, nil
}

// keys gives tokens to Bubble Tea's own parser.
func keys(t interface{ Fatal(...any) }, toks []string) []string {
	c := &collector{}
	r := &tokenReader{append(slices.Clone(toks), sentinel)}
	_, err := tea.NewProgram(c, tea.WithInput(r), tea.WithoutRenderer(), tea.WithoutSignalHandler()).Run()
	if err != nil {
		t.Fatal(err)
	}
	return c.keys
}

// pieces of input that stand next to each other in real life or in an attack.
func inputPieces() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"\x1b", "\x1b[A", "\x1b[1;5C", "\x1b[3~", "\x1bOP", "\x1bOH", "\x1bOt", "\x1b[[C", "\x1b[7$",
			"\x1b[15;2~", "\x1b[200~", "\x1b[201~", "\x1b[200~ pasted\rtext \x1b[201~", "\x1b]11;rgb:0/0/0\x1b\\",
			"\x1b]0;t\a", "\x1bP1$r\x1b\\", "\x1b_G\x1b\\", "\x1b[?1;2c", "\x1b[24;80R", "\x1b[M abc", "\x1b[<0;1;1M",
			"\x1b[I", "\x1b[O", "\x1b[Oa", "\x1bx", "\x1b\r", "\x1b ", "\x1b[", "\x1bO", "\x1b[12", "\x1b[;;;;", "\r", "\t", "\x7f", "\b", "\x00",
			" ", "n", "9820012345", "ñ", "रमेश", "語", "\xe0", "\xa4", "\xff", "\u0085", "\ufffd",
			"\x1bñ", "\x1b\xff", "\x80", strings.Repeat("long raw text ", 20), "\x1b[" + strings.Repeat("1", 90) + "A",
		}),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) string { return string(b) }),
	)
}

// clean removes the sentinel, which would end the collecting program early.
func clean(s string) string { return strings.ReplaceAll(s, sentinel, "") }

// cutAt splits s at the given places.
func cutAt(s string, at []int) []string {
	slices.Sort(at)
	var out []string
	last := 0
	for _, i := range at {
		i %= len(s) + 1
		if i > last {
			out, last = append(out, s[last:i]), i
		}
	}
	return append(out, s[last:])
}

func TestSplitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := clean(strings.Join(rapid.SliceOfN(inputPieces(), 1, 8).Draw(t, "input"), ""))
		at := rapid.SliceOfN(rapid.IntRange(0, len(in)), 0, 12).Draw(t, "splits")
		whole, split := keys(t, tokens(in)), keys(t, tokens(cutAt(in, at)...))
		if !slices.Equal(whole, split) {
			t.Fatalf("whole %q\nsplit %q", whole, split)
		}
		for _, k := range whole {
			if strings.HasPrefix(k, "not a key") {
				t.Fatalf("reached the program: %s", k)
			}
		}
	})
}

func FuzzSplits(f *testing.F) {
	f.Add([]byte("\x1b[1;5A\x1b[200~x\x1b[201~\xe0\xa4\xb0"), []byte{1, 5, 9})
	f.Add([]byte("\x1b]0;x\x1b\\\x1b\x1b[A"), []byte{2, 3})
	f.Add([]byte(strings.Repeat("x", rawPaste)+"\x80"), []byte{1})
	f.Fuzz(func(t *testing.T, data, splits []byte) {
		if len(data) > 4096 {
			return
		}
		in := clean(string(data))
		at := make([]int, len(splits))
		for i, s := range splits {
			at[i] = int(s) * max(1, len(in)/256)
		}
		whole, split := keys(t, tokens(in)), keys(t, tokens(cutAt(in, at)...))
		if !slices.Equal(whole, split) {
			t.Fatalf("%q at %v\nwhole %q\nsplit %q", in, at, whole, split)
		}
	})
}

// Every sequence that passes must be a key to Bubble Tea, and every key that
// Bubble Tea knows must pass.
func TestKeySequences(t *testing.T) {
	var in []string
	finals := "ABCDEFGHPQRSZabcdu~^@$IOM"
	for _, f := range finals {
		in = append(in, "\x1b["+string(f), "\x1bO"+string(f))
		for n := range 40 {
			in = append(in, fmt.Sprintf("\x1b[%d%c", n, f))
			for m := range 10 {
				in = append(in, fmt.Sprintf("\x1b[%d;%d%c", n, m, f))
			}
		}
	}
	passed := 0
	for _, seq := range in {
		toks := tokens(seq)
		known := keys(t, []string{seq})
		isKey := len(known) == 1 && !strings.HasPrefix(known[0], "not a key") && !strings.HasPrefix(known[0], "'")
		got := keys(t, toks)
		switch {
		case isKey && !slices.Equal(got, known):
			t.Errorf("%q is %q, and became %q (tokens %q)", seq, known, got, toks)
		case len(toks) == 1 && toks[0] == seq && !isKey:
			t.Errorf("%q passed, and means nothing: %q", seq, known)
		}
		if isKey {
			passed++
		}
	}
	if passed < 80 {
		t.Errorf("only %d of %d sequences were keys: the comparison is broken", passed, len(in))
	}
}

func TestTokens(t *testing.T) {
	tests := []struct {
		name string
		in   []string
		want []string
	}{
		{"typed ahead, one key each", []string{"n98"}, []string{"n", "9", "8"}},
		{"arrow in three reads", []string{"\x1b", "[", "A"}, []string{"\x1b[A"}},
		{"Esc twice", []string{"\x1b\x1b"}, []string{"\x1b", "\x1b"}},
		{"alt", []string{"\x1bf"}, []string{"\x1bf"}},
		{"Esc before X is no string", []string{"\x1bX"}, []string{"\x1b", "X"}},
		{"keypad", []string{"\x1bOp\x1bOM"}, []string{"0", "\r"}},
		{"replies", []string{"\x1b[?1;2c\x1b]11;rgb:f/f/f\a\x1bP>|x\x1b\\\x1b[8;24;80t", "a"}, []string{"a"}},
		{"mouse", []string{"\x1b[M !!\x1b[<0;3;4Mb"}, []string{"b"}},
		{"unfinished sequence", []string{"a\x1b[1;"}, []string{"a"}},
		{"rune in two reads", []string{"\xe0\xa4", "\xb0"}, []string{"र"}},
		{"invalid bytes", []string{"a\xff\xc2b\x9b"}, []string{"a", "b"}},
		{"C1 as a rune", []string{"\u009bA"}, []string{"A"}},
		{"empty paste", []string{"\x1b[200~\x1b[201~a"}, []string{"a"}},
		{"paste of nothing but garbage", []string{"\x1b[200~\xff\x1b[A\x07", "\x1b[201~b"}, []string{"\x1b[200~[A", "\x1b[201~", "b"}},
		{"paste without an end", []string{"\x1b[200~ab"}, []string{"\x1b[200~ab", "\x1b[201~"}},
		{"raw paste before an invalid byte", []string{strings.Repeat("x", rawPaste) + "\x80k"}, []string{pasteStart + strings.Repeat("x", rawPaste) + pasteEnd, "k"}},
		{"stray end of paste", []string{"\x1b[201~a"}, []string{"a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tokens(tt.in...); strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPasteIsCut(t *testing.T) {
	cuts := 0
	l := newLexer(func() { cuts++ })
	now := time.Unix(0, 0)
	in := pasteStart + strings.Repeat("पेस्ट", 40_000) + pasteEnd + "k"
	var got strings.Builder
	for len(in) > 0 {
		n := min(1000, len(in))
		l.feed([]byte(in[:n]), now, 0)
		in = in[n:]
		for tok := l.next(false); tok != nil; tok = l.next(false) {
			got.Write(tok)
		}
	}
	body, found := strings.CutSuffix(got.String(), pasteEnd+"k")
	body = strings.TrimPrefix(body, pasteStart)
	if !found || len(body) > pasteLimit || len(body) < pasteLimit-utf8.UTFMax {
		t.Errorf("the paste came through as %d bytes, its end intact: %v", len(body), found)
	}
	if !utf8.ValidString(body) {
		t.Error("the paste was cut inside a rune")
	}
	if cuts != 1 {
		t.Errorf("the program was told %d times", cuts)
	}
}

func TestFloodIsBounded(t *testing.T) {
	for _, unit := range []string{"x", "\r", "\x1b[A", "\x1bx", "語", "\x1b[200~", "\x1b[200~x\x1b[201~", "y\x1b[200~" + strings.Repeat("z", 5000) + "\x1b[201~"} {
		t.Run(fmt.Sprintf("%.12q", unit), func(t *testing.T) {
			cuts, out := 0, 0
			l := newLexer(func() { cuts++ })
			now := time.Unix(0, 0)
			flood := strings.Repeat(unit, 8<<20/len(unit))
			for i := 0; i < len(flood); i += readSize {
				now = now.Add(time.Millisecond)
				l.feed([]byte(flood[i:min(i+readSize, len(flood))]), now, time.Millisecond)
				for tok := l.next(false); tok != nil; tok = l.next(false) {
					out += len(tok)
				}
				if len(l.buf) > 2*readSize {
					t.Fatalf("%d bytes are held", len(l.buf))
				}
			}
			// 8 s of flood: what the two budgets held, what they gained, and the
			// brackets put around raw text.
			limit := pasteLimit + 9*keyRate + pasteStore + 9*pasteRate
			if out > limit+limit/8 {
				t.Errorf("%d of %d bytes came through", out, len(flood))
			}
			if cuts == 0 {
				t.Error("the program was not told")
			}
			if strings.HasPrefix(unit, pasteStart) {
				return // a paste that never ends swallows the key below, until it stalls
			}
			now = now.Add(time.Second)
			l.feed([]byte("k"), now, time.Second)
			if tok := l.next(false); string(tok) != "k" {
				t.Errorf("the first key after the flood was lost: %q", tok)
			}
		})
	}
}
