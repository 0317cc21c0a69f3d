package termtest

import (
	"fmt"
	"html"
	"image/color"
	"strings"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// A cell's size in the picture, in pixels, and the colours of a terminal that
// was told none.
const (
	cellWidth, cellHeight = 9, 19
	margin                = 14
	background            = "#14181d"
	foreground            = "#d6dbe1"
)

// SVG draws the screen as it stands, colours and attributes included.
func (t *Terminal) SVG(title string) string {
	s := t.shot()
	var b strings.Builder
	openSVG(&b, title, s.width, s.height)
	writeAll(&b, s.backs)
	writeAll(&b, s.words)
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// shot is what a terminal shows at a moment, as the elements of a picture.
type shot struct {
	width, height int // in pixels
	backs, words  []string
}

func (t *Terminal) shot() shot {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := shot{width: t.emu.Width()*cellWidth + 2*margin, height: t.emu.Height()*cellHeight + 2*margin}
	for y := range t.emu.Height() {
		t.shootRow(&s, y)
	}
	return s
}

func openSVG(b *strings.Builder, title string, w, h int) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n",
		w, h, w, h, html.EscapeString(title))
	fmt.Fprintf(b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	b.WriteString(`<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="15">` + "\n")
}

func writeAll(b *strings.Builder, elements []string) {
	for _, e := range elements {
		b.WriteString(e)
	}
}

// shootRow draws runs of cells of one look. Within them each word is a text of its
// own, placed on its cells and stretched to them: columns stand whatever the
// reader's font is, and no blank is drawn, because renderers differ in which
// blanks they keep.
func (t *Terminal) shootRow(s *shot, y int) {
	for x := 0; x < t.emu.Width(); {
		start, style := x, t.style(x, y)
		for x < t.emu.Width() && t.style(x, y) == style {
			x += t.span(x, y)
		}
		if style.bg != "" {
			s.backs = append(s.backs, fmt.Sprintf(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n",
				margin+start*cellWidth, margin+y*cellHeight, (x-start)*cellWidth, cellHeight, style.bg))
		}
		t.shootWords(s, start, x, y, style)
	}
}

// shootWords draws what stands between two blanks, of the cells from start to end.
func (t *Terminal) shootWords(s *shot, start, end, y int, style look) {
	for x := start; x < end; {
		if t.blank(x, y) {
			x++
			continue
		}
		from := x
		var word strings.Builder
		// A script whose letters join would be torn by the stretching, and would
		// push its neighbours: it stands by itself.
		for x < end && !t.blank(x, y) && joins(t.emu.CellAt(x, y)) == joins(t.emu.CellAt(from, y)) {
			word.WriteString(t.emu.CellAt(x, y).Content)
			x += t.span(x, y)
		}
		s.words = append(s.words, drawWord(margin+from*cellWidth, margin+y*cellHeight, (x-from)*cellWidth, word.String(), style))
	}
}

// span is how many columns the cell takes.
func (t *Terminal) span(x, y int) int {
	if cell := t.emu.CellAt(x, y); cell != nil {
		return max(1, cell.Width)
	}
	return 1
}

func (t *Terminal) blank(x, y int) bool {
	cell := t.emu.CellAt(x, y)
	return cell == nil || cell.Width == 0 || strings.TrimSpace(cell.Content) == ""
}

// drawWord sets a word into the cells whose upper left corner is at x and y, and
// whose width together is width, in pixels.
func drawWord(x, y, width int, word string, s look) string {
	attrs := ""
	if s.bold {
		attrs = ` font-weight="bold"`
	}
	if !strings.ContainsFunc(word, isJoining) {
		attrs += fmt.Sprintf(` textLength="%d" lengthAdjust="spacingAndGlyphs"`, width)
	}
	return fmt.Sprintf(`<text x="%d" y="%d" fill="%s"%s>%s</text>`+"\n", x, y+cellHeight-5, s.fg, attrs, html.EscapeString(word))
}

// isJoining is true of scripts that are drawn as words and not as letters.
func isJoining(r rune) bool { return unicode.IsLetter(r) && r >= 0x0590 }

func joins(cell *uv.Cell) bool {
	return cell != nil && strings.ContainsFunc(cell.Content, isJoining)
}

// look is what a cell looks like in the picture.
type look struct {
	fg, bg string
	bold   bool
}

func (t *Terminal) style(x, y int) look {
	s := look{fg: foreground}
	cell := t.emu.CellAt(x, y)
	if cell == nil {
		return s
	}
	if cell.Style.Fg != nil {
		s.fg = hex(cell.Style.Fg)
	}
	if cell.Style.Bg != nil {
		s.bg = hex(cell.Style.Bg)
	}
	cursor := t.emu.CursorPosition()
	if cell.Style.Attrs&uv.AttrReverse != 0 || t.pointed && cursor.X == x && cursor.Y == y {
		s.fg, s.bg = background, s.fg
	}
	s.bold = cell.Style.Attrs&uv.AttrBold != 0
	return s
}

// palette is how the eight named colours and their bright ones are shown: as
// terminals do today, readable on the background.
const palette = "3b4252f2777a8fbf6ae5c07b6ca8e8c792ea5fd0c5d6dbe18a93a0ff8a8da6d67ff2d3948bbdf0d7aef27fe0d6ffffff"

func hex(c color.Color) string {
	if named, ok := c.(ansi.BasicColor); ok && int(named) < len(palette)/6 {
		return "#" + palette[6*named:6*named+6]
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
