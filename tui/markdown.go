package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/muesli/termenv"
)

// maxIndent is how many levels deep a list may stand; of a word longer than
// longWord bytes only what fits a line is measured.
const (
	maxIndent = 3
	longWord  = 500
)

// Markdown lays text out in lines of at most width cells. It knows as much of
// Markdown as a notice needs: **bold** within a line, lists (lines that begin
// with "-", "*", "+" or a number, two spaces deeper for each level) whose long
// items hang under their text, and paragraphs parted by empty lines. A line break
// stays one: people who write notices mean theirs. All else stands as it was
// typed, bold as well on a terminal that has no attribute to show it with.
func (t *Theme) Markdown(text string, width int) []string {
	width = max(width, 1)
	var out []string
	parted := false
	for line := range strings.SplitSeq(plainLines(text), "\n") {
		body := strings.TrimLeft(line, " ")
		if body == "" {
			parted = len(out) > 0
			continue
		}
		if parted {
			out, parted = append(out, ""), false
		}
		mark := listMark(body)
		depth := 0
		if mark != "" {
			depth = 2 * min(maxIndent, (len(line)-len(body))/2)
		}
		lead := strings.Repeat(" ", depth) + shownMark(mark)
		if Width(lead) > width/2 { // no room to hang a text under its mark
			lead, mark = "", ""
		}
		out = append(out, t.hang(lead, words(t.emphasis(body[len(mark):])), width)...)
	}
	return out
}

// listMark is what makes a line a list's item, with the space behind it; empty
// where it is none.
func listMark(body string) string {
	head, _, found := strings.Cut(body, " ")
	if !found || len(head) > 4 {
		return ""
	}
	switch {
	case head == "-" || head == "*" || head == "+":
	case strings.HasSuffix(head, "."), strings.HasSuffix(head, ")"):
		if number := head[:len(head)-1]; number == "" || strings.Trim(number, "0123456789") != "" {
			return ""
		}
	default:
		return ""
	}
	return body[:len(head)+1]
}

// shownMark is how an item begins on the screen.
func shownMark(mark string) string {
	if mark == "* " || mark == "+ " {
		return "- "
	}
	return mark
}

// piece is text of one emphasis.
type piece struct {
	text string
	tone Tone
}

// emphasis takes a line's **bold** apart. Asterisks without a partner stand for
// themselves.
func (t *Theme) emphasis(s string) []piece {
	if t.terminal.Profile == termenv.Ascii {
		return []piece{{s, TonePlain}}
	}
	var out []piece
	for s != "" {
		open := strings.Index(s, "**")
		if open < 0 {
			break
		}
		inner := s[open+2:]
		if inner == "" || inner[0] == ' ' || startsWithMark(inner) {
			out, s = append(out, piece{s[:open+2], TonePlain}), inner
			continue
		}
		closing := closingMark(inner)
		if closing < 0 {
			break // nor does any later one have a partner
		}
		out = append(out, piece{s[:open], TonePlain}, piece{inner[:closing], ToneStrong})
		s = inner[closing+2:]
	}
	return append(out, piece{s, TonePlain})
}

// startsWithMark reports whether s begins with a combining mark, which belongs to
// the letter before it.
func startsWithMark(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.M, r)
}

// closingMark is where bold text ends: at asterisks right behind a letter.
func closingMark(s string) int {
	for at := 1; at < len(s); {
		next := strings.Index(s[at:], "**")
		if next < 0 {
			return -1
		}
		if at += next; s[at-1] != ' ' && !startsWithMark(s[at+2:]) {
			return at
		}
		at++
	}
	return -1
}

// words parts the pieces of a line at blanks; a word may be of several pieces.
func words(pieces []piece) [][]piece {
	var out [][]piece
	var word []piece
	for _, p := range pieces {
		for i, part := range strings.Split(p.text, " ") {
			if i > 0 && len(word) > 0 {
				out, word = append(out, word), nil
			}
			if part != "" {
				word = append(word, piece{part, p.tone})
			}
		}
	}
	if len(word) > 0 {
		out = append(out, word)
	}
	return out
}

// hang lays words out behind a lead, and under the first of them.
func (t *Theme) hang(lead string, words [][]piece, width int) []string {
	indent := Width(lead)
	run := styledRun{theme: t}
	run.add(TonePlain, lead)
	var lines []string
	used, empty := indent, true
	last := TonePlain
	turn := func() {
		lines = append(lines, run.end())
		run = styledRun{theme: t}
		run.add(TonePlain, strings.Repeat(" ", indent))
		used, empty = indent, true
	}
	for _, word := range words {
		cells := 0
		for _, p := range word {
			cells += Width(p.text)
		}
		switch {
		case empty:
		case used+1+cells > width:
			turn()
		default:
			blank := TonePlain
			if last == word[0].tone {
				blank = last
			}
			run.add(blank, " ")
			used++
		}
		for _, p := range word {
			for text := p.text; text != ""; empty = false {
				part := text
				if len(text) > longWord || used+Width(text) > width {
					part = fitting(text, width-used)
				}
				if part == "" && !empty {
					turn()
					continue
				}
				if part == "" {
					part = firstLetter(text) // wider than the whole line
					text = text[len(part):]
					continue
				}
				run.add(p.tone, part)
				used += Width(part)
				text = text[len(part):]
			}
		}
		last = word[len(word)-1].tone
	}
	return append(lines, run.end())
}

// fitting is as many whole letters from the start of s as take at most width cells.
func fitting(s string, width int) string {
	end := 0
	for end < len(s) {
		letter := firstLetter(s[end:])
		if Width(s[:end+len(letter)]) > width {
			break
		}
		end += len(letter)
	}
	return s[:end]
}

// Beside puts lines at the right of a view: the view is width cells wide and the
// lines stand a gap away, each cut at rightWidth cells.
func (t *Theme) Beside(view string, width int, right []string, rightWidth int) string {
	lines := strings.Split(view, "\n")
	for i := range lines {
		if i < len(right) {
			lines[i] = t.Fit(lines[i], width, false) + strings.Repeat(" ", paneGap) + t.Clip(right[i], rightWidth)
		}
	}
	return strings.Join(lines, "\n")
}
