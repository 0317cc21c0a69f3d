package tui

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"github.com/civoranexus/society360/tui/wire"
)

// maxMarks is how many combining marks may follow one another: names need at
// most three, and a longer pile climbs over the lines above it.
const maxMarks = 3

// Plain makes any string safe to stand in one line of a view: valid UTF-8
// without control characters (C0, C1, DEL), bidirectional controls, zero-width
// characters (a joiner stays after a letter of a script that needs it) or piles
// of combining marks. Line breaks and tabs become spaces. Text from the database
// was cleaned on its way in; the kit does it once more at the last door.
func Plain(s string) string {
	if isPlainASCII(s) {
		return s
	}
	return clean(s, false)
}

// plainLines is Plain for text of several lines: breaks stay.
func plainLines(s string) string { return clean(s, true) }

func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func clean(s string, breaks bool) string {
	var b strings.Builder
	b.Grow(len(s))
	marks, prev := 0, rune(0)
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			r = '?'
		case r == '\n' && breaks:
		case r == '\n' || r == '\t':
			r = ' '
		case r == '\u200c' || r == '\u200d':
			// A joiner shapes letters of the Indic and Arabic scripts and means
			// nothing after any other.
			if !needsJoiner(prev) {
				continue
			}
		case unicode.Is(unicode.Variation_Selector, r):
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			// A mark with nothing to stand on would join the cell before the text.
			if marks++; marks > maxMarks || prev == 0 || prev == ' ' || prev == '\n' {
				continue
			}
			b.WriteRune(r)
			continue
		case !showable(r):
			continue
		}
		if !unicode.Is(unicode.Mc, r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

func needsJoiner(prev rune) bool {
	return unicode.In(prev, unicode.Devanagari, unicode.Bengali, unicode.Gujarati, unicode.Gurmukhi,
		unicode.Kannada, unicode.Malayalam, unicode.Oriya, unicode.Tamil, unicode.Telugu,
		unicode.Sinhala, unicode.Arabic)
}

func showable(r rune) bool {
	if r == ' ' {
		return true
	}
	// Line and paragraph separators (Zl, Zp), control and format characters (Cc,
	// Cf), surrogates, private use and unassigned code points are no Graphic.
	// Fillers are, but show nothing.
	if !unicode.IsGraphic(r) {
		return false
	}
	return r != '\u115f' && r != '\u1160' && r != '\u3164' && r != '\uffa0' && r != '\u2800'
}

// OrDash is text, or a dash where there is none: an empty cell looks like one that was
// not read.
func OrDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// Width is the number of cells that s takes; styles take none.
func Width(s string) int { return wire.Width(s) }

// Clip cuts s to at most width cells, ending in the theme's ellipsis if it was
// cut. s may carry styles.
func (t *Theme) Clip(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if len(s) <= width && isPlainASCII(s) || Width(s) <= width {
		return s
	}
	tail := t.Glyphs.ellipsis
	if Width(tail) >= width {
		tail = ""
	}
	return wire.Clip(s, width, tail)
}

// Fit makes s exactly width cells wide: cut or padded, to the right if right.
func (t *Theme) Fit(s string, width int, right bool) string {
	s = t.Clip(s, width)
	pad := width - Width(s)
	if pad <= 0 {
		return s
	}
	if right {
		return strings.Repeat(" ", pad) + s
	}
	return s + strings.Repeat(" ", pad)
}

// boxed frames rows of inner cells. lipgloss would count the cells in another
// way than Width, and the frame would have a dent beside some names.
func (t *Theme) boxed(rows []string, inner int) []string {
	b := t.Glyphs.border
	box := make([]string, 0, len(rows)+2)
	box = append(box, b.TopLeft+strings.Repeat(b.Top, inner+2)+b.TopRight)
	for _, row := range rows {
		box = append(box, b.Left+" "+t.Fit(row, inner, false)+" "+b.Right)
	}
	return append(box, b.BottomLeft+strings.Repeat(b.Bottom, inner+2)+b.BottomRight)
}

// Render applies a style to one piece of a line. lipgloss does more work than
// a piece without styling needs.
func Render(style lipgloss.Style, s string) string {
	if s == "" {
		return ""
	}
	return style.Render(s)
}

// Wrap breaks text of several lines into lines of at most width cells, between words: a
// unit, a day or a receipt's number keeps its hyphens, a phone stays whole, and a key with
// the word that says what it does. What Plain takes away is gone from it.
func Wrap(s string, width int) []string {
	const hyphen, firm = "-", "\u2011"
	s = together(strings.ReplaceAll(plainLines(s), hyphen, firm), width)
	return strings.Split(strings.NewReplacer(firm, hyphen, firmSpace, " ").Replace(ansi.WrapWc(s, max(width, 1), "")), "\n")
}

// firmSpace is a space at which no line is broken.
const firmSpace = "\u00a0"

// What is read as one: a phone in its groups, some of them masked, and a key with the word
// behind it. A letter that stands for a tower, or is a word, is a key only where something
// begins with it.
var (
	phoneGroups = regexp.MustCompile(`\+?[\d*]{1,6}(?: [\d*]{2,6}){1,4}`)
	keyAndWord  = regexp.MustCompile(`(?:^|[\s("])(?:(?:Ctrl|Alt|Shift)\+\w+|F\d\d?|Enter|Esc|Tab|Space|PgUp|PgDn|Home|End|[b-z?/]) \pL{2,}|(?:^|[.,:;("] ?)[A-Za] \pL{2,}`)
)

// leastPhone and mostPhone are how many digits a phone has.
const leastPhone, mostPhone = 7, 15

// together makes the spaces firm within what is read as one, where a line has room for it.
func together(s string, width int) string {
	s = phoneGroups.ReplaceAllStringFunc(s, func(groups string) string {
		digits := len(groups) - strings.Count(groups, " ") - strings.Count(groups, "+")
		if digits < leastPhone || digits > mostPhone || len(groups) > width {
			return groups
		}
		return strings.ReplaceAll(groups, " ", firmSpace)
	})
	return keyAndWord.ReplaceAllStringFunc(s, func(pair string) string {
		at := strings.LastIndexByte(pair, ' ')
		if Width(strings.TrimLeft(pair, ".,:;(\" \n")) > width {
			return pair
		}
		return pair[:at] + firmSpace + pair[at+1:]
	})
}

// Pad makes lines exactly height lines: cut at the end or filled with empty ones.
func Pad(lines []string, height int) []string {
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines[:max(height, 0)]
}
