package termtest_test

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/tui/termtest"
)

// TestFilmShowsEachScreenInItsTime plays a film back and compares it with what
// stood on the terminal.
func TestFilmShowsEachScreenInItsTime(t *testing.T) {
	t.Parallel()
	near, far := net.Pipe()
	term := termtest.New(t, 40, 4, near)
	t.Cleanup(func() { _ = far.Close(); _ = near.Close() })
	keys := make(chan string)
	go func() {
		defer close(keys)
		for r := bufio.NewReader(far); ; {
			key, err := r.ReadByte()
			if err != nil {
				return
			}
			keys <- string(key)
		}
	}()
	var screens []string
	film := term.Film("n", "7", "ctrl+s")
	show := func(shown, seen string) {
		t.Helper()
		if _, err := io.WriteString(far, "\x1b[2J\x1b[H"+shown); err != nil {
			t.Fatal(err)
		}
		term.WaitFor(seen)
		screens = append(screens, term.Screen())
		film.Show(time.Second)
	}
	press := func(want string) {
		t.Helper()
		film.Press()
		if got := <-keys; got != want {
			t.Fatalf("the film pressed %q, want %q", got, want)
		}
	}
	show("Gate\r\nInside 12\r\nAnita  B-204", "Anita")
	press("n")
	show("Gate\r\nPhone \x1b[7m \x1b[0m", "Phone")
	press("7")
	show("Gate\r\nPhone 7\x1b[7m \x1b[0m\r\nknown", "known")
	press("\x13")
	show("Gate\r\nInside 13\r\nRamesh A-101\r\n\x1b[7mAnita\x1b[0m  B-204", "Ramesh")
	picture := film.SVG("A visitor")

	const pressed = "n7Ctrl+S"
	for i, screen := range screens {
		for _, at := range []float64{0.01, 0.5, 0.99} {
			percent := 100 * (float64(i) + at) / float64(len(screens))
			if got, want := playedAt(t, picture, percent), strip(screen)+"\n"+pressed; got != want {
				t.Errorf("at %.1f%%:\n%s\nwant\n%s", percent, got, want)
			}
		}
	}
	// Without style sheets, and without motion, the last screen stands.
	if got, want := playedAt(t, picture, still), strip(screens[3])+"\n"+pressed; got != want {
		t.Errorf("still:\n%s\nwant\n%s", got, want)
	}
	if strings.LastIndex(picture, "<rect") > strings.Index(picture, "<text") {
		t.Error("the background of a screen lies on the words of another")
	}
	if n := strings.Count(picture, ">Gate<"); n != 1 {
		t.Errorf("what all screens have is drawn %d times", n)
	}
	if before, rest, _ := strings.Cut(picture, "animation-duration"); !strings.HasSuffix(before, "@media (prefers-reduced-motion:no-preference){g{") ||
		strings.Contains(rest, "animation-duration") || strings.Contains(picture, "animation:") {
		t.Error("the film runs where no motion is wanted")
	}
	if !strings.Contains(picture, "animation-duration:4s") {
		t.Error("the film is not as long as its screens")
	}
}

// TestFilmOfTheReturningVisitor holds the film that stands in the repository to
// its story.
func TestFilmOfTheReturningVisitor(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../../.pictures/returning.svg")
	if err != nil {
		t.Fatal(err)
	}
	film := string(file)
	if len(film) > 150_000 {
		t.Errorf("the film has %d bytes", len(film))
	}
	const pressed = "n9820012345Ctrl+S"
	story := []string{"Inside12]", "nothingsavedyet", "Phone98_", "Phone982001234_", "Phone9820012345_", "known:14visits", "CheckedinRameshKumartoA-101"}
	for percent := range 100 {
		shown := playedAt(t, film, float64(percent))
		if !strings.HasSuffix(shown, "\n"+pressed) {
			t.Fatalf("at %d%% the keys are not there:\n%s", percent, shown)
		}
		for len(story) > 0 && strings.Contains(shown, story[0]) {
			story = story[1:]
		}
	}
	if len(story) > 0 {
		t.Errorf("the film does not show %q in its turn", story[0])
	}
	if last := playedAt(t, film, still); last != playedAt(t, film, 99.9) || !strings.Contains(last, "[Inside13]") || !strings.Contains(last, "RameshKumarA-101ServiceMH12AB1234") {
		t.Errorf("who wants no motion sees\n%s", last)
	}
}

// still is the time of a renderer that plays no film.
const still = -1

var (
	timesOf = regexp.MustCompile(`\.(s\d+)\{animation-name:(s\d+)\}@keyframes (s\d+)\{((?:[\d.]+%\{opacity:[01]\})+)\}`)
	change  = regexp.MustCompile(`([\d.]+)%\{opacity:([01])\}`)
)

// playedAt returns the words that are seen at a percentage of the film, a line a
// row, without blanks.
func playedAt(t *testing.T, picture string, percent float64) string {
	t.Helper()
	seen := map[string]bool{}
	for _, times := range timesOf.FindAllStringSubmatch(picture, -1) {
		if times[1] != times[2] || times[2] != times[3] {
			t.Fatalf("the style sheet mixes %s, %s and %s up", times[1], times[2], times[3])
		}
		for _, c := range change.FindAllStringSubmatch(times[4], -1) {
			if from, err := strconv.ParseFloat(c[1], 64); err != nil {
				t.Fatal(err)
			} else if from <= percent {
				seen[times[1]] = c[2] == "1"
			}
		}
	}
	rows := map[int][]placed{}
	read(t, picture, func(class string, hidden bool, word placed) {
		if on, timed := seen[class]; timed && !on || !timed && hidden {
			return
		}
		rows[word.Y] = append(rows[word.Y], word)
	})
	var lines []string
	heights := make([]int, 0, len(rows))
	for y := range rows {
		heights = append(heights, y)
	}
	slices.Sort(heights)
	for _, y := range heights {
		slices.SortFunc(rows[y], func(a, b placed) int { return a.X - b.X })
		line, end := "", 0
		for _, word := range rows[y] {
			if word.X < end {
				line += fmt.Sprintf("(over)%s", word.Text) // two texts on one cell
			} else {
				line += word.Text
			}
			end = word.X + word.Width
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// strip takes the blanks and the empty rows out of a screen.
func strip(screen string) string {
	var lines []string
	for line := range strings.Lines(screen) {
		if line = strings.Join(strings.Fields(line), ""); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// read tells of each text of a picture, with the class of its group, and whether
// that is hidden from who plays no film.
func read(t *testing.T, picture string, tell func(class string, hidden bool, word placed)) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(picture))
	var class, opacity string
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the picture is not XML: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "g":
			class, opacity = attr(start, "class"), attr(start, "opacity")
		case "text":
			var p placed
			for name, field := range map[string]*int{"x": &p.X, "y": &p.Y, "textLength": &p.Width} {
				// A word of a script whose letters join has no width of its own.
				if *field, err = strconv.Atoi(attr(start, name)); err != nil && name != "textLength" {
					t.Fatal(err)
				}
			}
			if err := decoder.DecodeElement(&p.Text, &start); err != nil {
				t.Fatal(err)
			}
			tell(class, opacity == "0", p)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
