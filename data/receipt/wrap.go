package receipt

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// wrap breaks a text into lines that measure at most so much, at blanks where
// there are any, else between letters. There is always one line; a letter that
// does not fit at all has a line of its own.
func wrap(text string, most float64, measure func(string) float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && measure(line+" "+word) <= most {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for measure(word) > most {
			head := fitting(word, most, measure)
			if head == word {
				break
			}
			lines, word = append(lines, head), word[len(head):]
		}
		line = word
	}
	return append(lines, line)
}

// fitting is as much of a word's beginning as fits, one letter at least.
func fitting(word string, most float64, measure func(string) float64) string {
	end := 0
	for letters := displaywidth.StringGraphemes(word); letters.Next(); {
		next := end + len(letters.Value())
		if end > 0 && measure(word[:next]) > most {
			break
		}
		end = next
	}
	return word[:end]
}

// columns measures a text as terminals and printers of characters show it.
func columns(s string) float64 { return float64(cells(s)) }

// cells is how many columns a text takes at most: terminals that join letters
// into clusters, as for Devanagari, count otherwise than those that place them
// one by one, and a line must pass the edge of neither.
func cells(s string) int {
	single := 0
	for _, r := range s {
		single += displaywidth.Rune(r)
	}
	return max(single, displaywidth.String(s))
}
