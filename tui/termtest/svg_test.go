package termtest_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui/termtest"
)

// A picture's cells, as the pictures are drawn.
const cellWidth, cellHeight, margin = 9, 19, 14

// TestSVGLeavesNothingToBlanks reads a picture back, word by word from where it
// is placed, as a renderer that keeps no blank would show it.
func TestSVGLeavesNothingToBlanks(t *testing.T) {
	t.Parallel()
	near, far := net.Pipe()
	term := termtest.New(t, 40, 6, near)
	t.Cleanup(func() { _ = far.Close(); _ = near.Close() })
	shown := "  two  words   apart  " +
		"\r\n\x1b[7m reversed  \x1b[0m then \x1b[1mbold  word\x1b[0m" +
		"\r\n₹1,23,456.00 │──│ a<b & \"c\"" +
		"\r\n   अनीता  देसाई   B-204" +
		"\r\n\x1b[38;5;3mdone\x1b[0m"
	if _, err := io.WriteString(far, shown); err != nil {
		t.Fatal(err)
	}
	term.WaitFor("done")
	picture := term.SVG("Two words")

	if strings.Contains(picture, "xml:space") || strings.Contains(picture, "white-space") {
		t.Error("the picture tells its renderer what to do with blanks")
	}
	var rows [6][40]string
	words := textsOf(t, picture)
	for _, word := range words {
		if strings.TrimSpace(word.Text) == "" || strings.ContainsAny(word.Text, " \t\n\u00a0") {
			t.Errorf("a text with a blank in it: %q", word.Text)
		}
		column, row := (word.X-margin)/cellWidth, (word.Y-margin)/cellHeight
		rows[row][column] = word.Text
	}
	for row, want := range []map[int]string{
		{2: "two", 7: "words", 15: "apart"},
		{1: "reversed", 12: "then", 17: "bold", 23: "word"},
		{0: "₹1,23,456.00", 13: "│──│", 18: "a<b", 22: "&", 24: `"c"`},
	} {
		for column, text := range rows[row] {
			if text != want[column] {
				t.Errorf("row %d, column %d: %q, want %q", row, column, text, want[column])
			}
		}
	}
	// How wide a terminal takes these letters to be is its own affair; the words
	// are whole, and what follows them stands on its own cells.
	if got := strings.Join(strings.Fields(strings.Join(rows[3][:], " ")), "|"); got != "अनीता|देसाई|B-204" {
		t.Errorf("row 3: %q", got)
	}
}

// TestPicturesLeaveNothingToBlanks holds the pictures that stand in the
// repository to the same. A picture is a picture: it runs nothing and fetches
// nothing.
func TestPicturesLeaveNothingToBlanks(t *testing.T) {
	t.Parallel()
	pictures, err := filepath.Glob("../../.pictures/*.svg")
	if err != nil || len(pictures) == 0 {
		t.Fatalf("there are no pictures: %v", err)
	}
	alive := regexp.MustCompile(`(?i)<script|<foreignObject|<image|<use|\shref=|xlink:|\son\w+=|@import|url\(`)
	for _, path := range pictures {
		picture, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		words := textsOf(t, string(picture))
		if len(words) < 20 {
			t.Errorf("%s: %d words", path, len(words))
		}
		for _, word := range words {
			if strings.ContainsAny(word.Text, " \t\n\u00a0") {
				t.Errorf("%s: a text with a blank in it: %q", path, word.Text)
			}
		}
		if found := alive.Find(picture); found != nil {
			t.Errorf("%s: %s", path, found)
		}
	}
}

// placed is a text of a picture, and where it stands, in pixels.
type placed struct {
	X, Y, Width int
	Text        string
}

// textsOf returns the picture's texts.
func textsOf(t *testing.T, picture string) []placed {
	t.Helper()
	var found []placed
	read(t, picture, func(_ string, _ bool, word placed) { found = append(found, word) })
	return found
}
