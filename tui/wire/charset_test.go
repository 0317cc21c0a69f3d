package wire

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// The character sets that a setting may name.
var (
	utf8All    = Charset{}
	utf8Single = singleSet()
	latin1     = latin1Set()
	ascii      = asciiSet()
)

func TestCharsetOf(t *testing.T) {
	t.Parallel()
	console := Charset{last: 0xff}
	for _, c := range []struct {
		term string
		env  []string
		want Charset
	}{
		{"xterm-256color", nil, utf8All}, // PuTTY says nothing
		{"xterm", []string{"LANG", "en_IN.UTF-8"}, utf8All},
		{"xterm", []string{"LANG", "en_IN"}, utf8All},
		{"xterm", []string{"LC_CTYPE", "UTF-8"}, utf8All},
		{"xterm", []string{"LANG", "C.utf8"}, utf8All},
		{"xterm", []string{"LANG", "en_IN.UTF-8", "LC_ALL", "C"}, ascii},
		{"xterm", []string{"LANG", "en_IN.UTF-8", "LC_CTYPE", "POSIX"}, ascii},
		{"xterm", []string{"LANG", "en_US.ISO-8859-1"}, latin1},
		{"screen.xterm-256color", []string{"LC_CTYPE", "de_DE.iso88591@euro", "LANG", "en_US.UTF-8"}, latin1},
		{"xterm", []string{"LANG", "en_US"}, ascii},
		{"xterm", []string{"LANG", "ja_JP.eucJP"}, ascii},
		{"xterm", []string{"LANG", "ja_JP.UTF-8"}, utf8Single},
		{"xterm", []string{"LANG", "zh_CN.UTF-8", "LC_ALL", "en_IN.UTF-8"}, utf8All},
		{"mlterm-256color", nil, utf8Single},
		{"vt100", nil, ascii},
		{"vt220", []string{"LANG", "en_IN.UTF-8"}, ascii}, // the machine's, not the terminal's
		{"vt220-8bit", []string{"LANG", "en_US.ISO-8859-1"}, latin1},
		{"ansi", nil, ascii},
		{"ansi", []string{"LANG", "en_IN.UTF-8"}, utf8All},
		{"linux", nil, console},
		{"linux", []string{"LC_ALL", "C"}, ascii},
		{"dumb", nil, utf8All},
		{"xterm", []string{"LANG", "no such place"}, ascii},
		{"xterm", []string{"LANG", "."}, ascii},
	} {
		if got := CharsetOf(environOf(append([]string{"TERM", c.term}, c.env...)...)); got != c.want {
			t.Errorf("TERM=%s %q: %+v, want %+v", c.term, c.env, got, c.want)
		}
	}
}

func TestSubstitutes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		set        Charset
		line, want string
	}{
		{ascii, "राम कुमार    |A-101", "ram kumar   |A-101"},
		{ascii, "सविता कमल            |", "savita kamal         |"},
		{ascii, "कमल|", "kml|"},             // no room for what nobody wrote
		{ascii, "देशमुख|", "des.|"},         // nor for all of the name
		{ascii, "कमल  B-204", "kaml B-204"}, // one blank may go, one stays
		{ascii, "ज़ाकिर फ़ारूक़        |", "zakir faruq       |"},
		{ascii, "தமிழ் ராமன்        |", "tamizh raman     |"},
		{ascii, "రాము ಕನ್ನಡ       |", "ramu kannada   |"},
		{ascii, "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ|", "gurpr. sin|"},
		{ascii, "₹1,200  due", "Rs1,200 due"},
		{ascii, "|₹1,200|", "|R1,200|"},
		{ascii, "José Müller|", "Jose Muller|"},
		{ascii, "Straße  |", "Strasse |"},
		{ascii, "wait…   |", "wait... |"},
		{ascii, "wait…|", "wait.|"},
		{ascii, "“It’s” 10–12", `"It's" 10-12`},
		{ascii, "┌──┐│ok│└──┘", "+--+|ok|+--+"},
		{ascii, "日本|😀|", "????|??|"},
		{ascii, "Жук|", "???|"},
		{ascii, "\x1b[1mकमल\x1b[m  \x1b[7mx\x1b[m", "\x1b[1mkaml\x1b[m \x1b[7mx\x1b[m"},
		{latin1, "José ₹5 –|", "José R5 -|"},
		{latin1, "Jose\u0301|", "José|"},
		{utf8Single, "José, राम… ₹5|", "Jose, राम. R5|"},
		{Charset{last: 0xff}, "José राम|", "José ram|"},
		{utf8All, "José, राम… ₹5|", "José, राम… ₹5|"},
	} {
		if got := c.set.fit(c.line); got != c.want || Width(got) != Width(c.line) {
			t.Errorf("%+v: %q is %q (%d cells), want %q (%d cells)", c.set, c.line, got, Width(got), c.want, Width(c.line))
		}
	}
}

// hostileText is what people and attackers are called, with columns and frames
// around it.
func hostileText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"प्रदीप गायकवाड", "  ", "      ", "|", "Meera", "日本語", "e\u0301", "₹1,200", "…", "–", "’", "│", "────", "\x1b[7m", "\x1b[m", "தமிழ்", "ñ", "ﷺ", "½", "👨‍👩‍👧",
		}),
		rapid.String(),
	)
}

// laid is how many cells a line is given: as Width, but for broken sequences.
func laid(line string) (cells int) {
	for line != "" {
		first, n := piece(line)
		cells, line = cells+n, line[len(first):]
	}
	return cells
}

// Whatever stands in a line, a terminal is sent nothing that it has not, and in as many
// cells: what stands behind a name stands where it stood.
func TestALineIsFitted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SampledFrom([]Charset{ascii, latin1, utf8Single, {last: 0xff}}).Draw(t, "set")
		line := strings.Join(rapid.SliceOfN(hostileText(), 0, 8).Draw(t, "line"), "")
		line = strings.ReplaceAll(line, "\n", "")
		if !utf8.ValidString(line) {
			return
		}
		var out bytes.Buffer
		d := newDisplay(&out, Size{80, 1}, "vt100", set)
		d.show(line)
		for _, r := range out.String() {
			if b := byte(r); set.page == nil && !set.has(r) && r != esc && r != '\r' && r != '\n' && r != '\b' {
				t.Fatalf("%q was sent: %q", b, out.String())
			}
		}
		for _, b := range out.Bytes() {
			if set != (Charset{last: 0xff}) && set != utf8Single && b >= 0x7f && b < 0xa0 {
				t.Fatalf("the control %#x was sent: %q", b, out.String())
			}
		}
		if was, is := laid(line), laid(set.fit(line)); was != is {
			t.Fatalf("%d cells became %d: %q", was, is, set.fit(line))
		}
	})
}

// A guard's VT100 of eight bits, where half of a Devanagari letter is a control: each
// visitor keeps their row and can be read.
func TestDevanagariOnEightBits(t *testing.T) {
	t.Parallel()
	want := []string{"> rajesh kumar        |A-101", "  Meera Joshi         |B-204", "  savita kamale       |C-303"}
	var lines []string
	for i, name := range []string{"> राजेश कुमार", "  Meera Joshi", "  सविता कमळे"} {
		lines = append(lines, name+strings.Repeat(" ", 22-Width(name))+want[i][22:])
	}
	view := strings.Join(lines, "\n")
	for _, env := range [][]string{{"TERM", "vt100"}, {"TERM", "xterm", "LC_ALL", "C"}, {"TERM", "screen", "LANG", "en_US.ISO-8859-1"}} {
		environ := environOf(env...)
		screen := newLettered(40, 3)
		newDisplay(screen, Size{40, 3}, environ("TERM"), CharsetOf(environ)).show(view)
		if got := screen.text(); !slices.Equal(got, want) {
			t.Errorf("%q shows %q (%s)", env, got, screen.strange)
		}
	}
}

// What a terminal draws double, unknown to the desk, stays in its row, and what
// follows a gap stands in its column.
func TestDoubledSignsStayInTheirRow(t *testing.T) {
	t.Parallel()
	signs := rapid.SampledFrom([]string{"…", "–", "’", "₹", "────", "é", "a", "Meera", " ", "  "})
	rapid.Check(t, func(t *rapid.T) {
		const w, h, column = 40, 4, 30
		screen := newLettered(w, h)
		screen.doubles = true
		d := newDisplay(screen, Size{w, h}, rapid.SampledFrom(terms).Draw(t, "term"), utf8All)
		for range rapid.IntRange(1, 5).Draw(t, "frames") {
			var lines []string
			for y := range h {
				name := Clip(strings.Join(rapid.SliceOfN(signs, 0, 12).Draw(t, "name"), ""), 14, "")
				lines = append(lines, name+strings.Repeat(" ", column-Width(name))+strings.Repeat(string(rune('0'+y)), w-column))
			}
			d.show(strings.Join(lines, "\n"))
			for y, row := range screen.rows {
				if got := strings.Join(row[column:], ""); got != strings.Repeat(string(rune('0'+y)), w-column) {
					t.Fatalf("row %d ends in %q: %q", y, got, screen.text())
				}
				if other := strings.Trim(strings.Join(row[:column], ""), " …–’₹─éaMer"+wideRest); other != "" {
					t.Fatalf("row %d has %q of another: %q", y, other, screen.text())
				}
			}
		}
	})
}

// A row that is full of what the terminal draws double runs into no other one.
func TestALongRowRunsIntoNoOther(t *testing.T) {
	t.Parallel()
	screen := newLettered(20, 3)
	screen.doubles = true
	d := newDisplay(screen, Size{20, 3}, "xterm", utf8All)
	d.open()
	d.show("first\n" + strings.Repeat("…", 20) + "\nthird")
	if got := screen.text(); got[0] != "first" || got[2] != "third" {
		t.Errorf("got %q", got)
	}
}

// The desk speaks another character set from the next view on, whatever was shown.
func TestTheCharacterSetChanges(t *testing.T) {
	t.Parallel()
	behind := vt.NewEmulator(20, 1)
	d := newDisplay(behind, Size{20, 1}, "xterm", ascii)
	d.show("José")
	d.speak(utf8All)
	d.show("José")
	if got := strings.TrimSpace(behind.String()); got != "José" {
		t.Errorf("shows %q", got)
	}
	d.speak(ascii)
	d.show("José")
	if got := strings.TrimSpace(behind.String()); got != "Jose" {
		t.Errorf("shows %q", got)
	}
}

// A letter that was typed on an 8-bit terminal is that letter.
func TestLettersAreReadInTheirCharset(t *testing.T) {
	t.Parallel()
	in := newInput(strings.NewReader("Jos\xe9\x85"), nil)
	defer func() { _ = in.Close() }()
	in.speak(latin1)
	got, err := io.ReadAll(in)
	if err != nil || string(got) != "José" {
		t.Errorf("got %q, %v", got, err)
	}
}
