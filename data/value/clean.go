// Package value is the words and numbers of the domain: amounts, days, phones, plates,
// names and texts, each read and compared in one way.
package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks may stand in a row: enough for every
// script in use, too few to paint over the lines above and below.
const maxMarks = 3

// Clean makes a string from a person, the database, SSH or the environment safe
// to show on one line: valid UTF-8 in NFC, with no control, bidi-control or
// zero-width characters, white space folded to single blanks and trimmed. Nothing is left
// of the address of an account that has none (ReservedEmail).
func Clean(s string) string {
	if printableASCII(s) {
		s = strings.TrimSpace(foldBlanks(s))
	} else {
		s = strings.Join(strings.Fields(CleanText(s)), " ")
	}
	if isReserved(s) {
		return ""
	}
	return s
}

// CleanText is Clean for text of several lines: line feeds stay.
func CleanText(s string) string {
	switch {
	case isReserved(s):
		return ""
	case printableASCII(s):
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	// Composing can bring what was dropped back into order, and dropping can
	// let marks meet, so marks are counted on the composed text.
	return limitMarks(norm.NFC.String(dropInvisible(s)))
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func foldBlanks(s string) string {
	if !strings.Contains(s, "  ") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// dropInvisible removes what changes a screen without being seen on it.
func dropInvisible(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var before rune
	for _, r := range s {
		switch {
		case r == '\n', r >= ' ' && r <= '~':
		case r == '\t', r == '\u2028', r == '\u2029', r == '\u0085', unicode.Is(unicode.Zs, r):
			r = ' '
		case r == '\u200c' || r == '\u200d': // ZWNJ, ZWJ
			if !unicode.In(before, joiningScripts()...) {
				continue
			}
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Cs, unicode.Co), r == utf8.RuneError,
			unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r): // Hangul's fillers, the grapheme joiner
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// joiningScripts are those in which ZWJ and ZWNJ change how a word is written.
func joiningScripts() []*unicode.RangeTable {
	return []*unicode.RangeTable{
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
		unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
		unicode.Malayalam, unicode.Sinhala, unicode.Arabic,
	}
}

func limitMarks(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range s {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			if marks++; marks > maxMarks {
				continue
			}
		} else if r != '\u200c' && r != '\u200d' {
			marks = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}
