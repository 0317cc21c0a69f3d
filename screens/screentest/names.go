package screentest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameWords are the words of a name as the register folds it, for the letters that
// scenes are written in: apostrophes and full stops dropped, other signs between words.
func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToUpper(strings.NewReplacer("'", "", "’", "", ".", "").Replace(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
}

// nameKey is a name as lists are ordered by it.
func nameKey(name string) string { return strings.Join(nameWords(name), " ") }

// named reports whether each word of a term begins one of a name's. In a list of
// millions short words are whole ones (long), and a single letter is too short (ok).
func named(name, term string, long bool) (found, ok bool) {
	words, asked, longest := nameWords(name), nameWords(term), 0
	for _, word := range asked {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	if ok = longest > 1 || longest == 1 && !long; !ok {
		return false, false
	}
	for _, word := range asked {
		has := false
		for _, w := range words {
			has = has || w == word || strings.HasPrefix(w, word) && (!long || longest > 2)
		}
		if !has {
			return false, true
		}
	}
	return true, true
}

// labelled reports whether a unit's label, or the number behind its block, begins with a
// term.
func labelled(label, term string) bool {
	_, number, _ := strings.Cut(label, "-")
	return strings.HasPrefix(flat(label), flat(term)) || strings.HasPrefix(flat(number), flat(term))
}
