package shell

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sahilm/fuzzy"

	"github.com/civoranexus/society360/tui"
)

// named is what was typed to find something by its name.
type named struct {
	words   []string // the longest first
	letters string   // all of them in one
}

// nameTyped folds what was typed: case does not matter, nor what stands between words.
func nameTyped(text string) named {
	words := wordsOf(text)
	n := named{letters: strings.Join(words, "")}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	n.words = words
	return n
}

// wordsOf are the words of a text in small letters.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(tui.Plain(text)), func(r rune) bool { return !inWord(r) })
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// begins reports whether each word typed is the beginning of a word of the text, no
// word of which serves twice. The longest are placed first: what they may take, the
// shorter ones may take as well, so that none is in another's way.
func (n named) begins(text string) bool {
	free := wordsOf(text)
	for _, typed := range n.words {
		at := slices.IndexFunc(free, func(w string) bool { return strings.HasPrefix(w, typed) })
		if at < 0 {
			return false
		}
		free = slices.Delete(free, at, at+1)
	}
	return len(n.words) > 0
}

// leastLetters is how many letters are looked for in their order, but not side by
// side: one alone is in almost every text.
const leastLetters = 2

// find gives the places of the texts that what was typed names, the best first:
// those of whose words it has the beginnings, in the order of the texts; then those
// that have its letters in their order, from the beginning of a word on.
func (n named) find(texts []string) []int {
	var found, rest []int
	var folded []string
	for i, text := range texts {
		if n.begins(text) {
			found = append(found, i)
			continue
		}
		rest, folded = append(rest, i), append(folded, strings.Join(wordsOf(text), " "))
	}
	if len([]rune(n.letters)) < leastLetters {
		return found
	}
	for _, m := range fuzzy.Find(n.letters, folded) {
		if first := m.MatchedIndexes[0]; first == 0 || m.Str[first-1] == ' ' {
			found = append(found, rest[m.Index])
		}
	}
	return found
}

// NameBegins reports whether each word of what was typed is the beginning of a word of
// the text, as Ctrl+K finds commands.
func NameBegins(typed, text string) bool { return nameTyped(typed).begins(text) }
