package wire

import (
	"strings"
	"unicode/utf8"
)

// Nine scripts of India stand in Unicode in one order, 128 places each, so that one
// table spells them all: Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil,
// Telugu, Kannada and Malayalam.
const (
	indicFirst, indicEnd = 0x0900, 0x0d80
	indicPlaces          = 0x80
)

// unwritten stands, until it is known how many cells there are, for the vowel that
// follows a consonant without being written.
const unwritten = "\x01"

// Places of signs that change what stands before them.
const (
	placeNukta  = 0x3c
	placeVirama = 0x4d
)

// vowelSign is the vowel of a place behind a consonant.
func vowelSign(place int) string {
	table := [...]string{
		0x3e: "a", 0x3f: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x44: "ri", 0x45: "e", 0x46: "e", 0x47: "e",
		0x48: "ai", 0x49: "o", 0x4a: "o", 0x4b: "o", 0x4c: "au", 0x55: "e", 0x56: "ai", 0x57: "au", 0x62: "li", 0x63: "li",
	}
	return at(table[:], place)
}

// consonant is the consonant of a place.
func consonant(place int) string {
	table := [...]string{
		0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "n", 0x1a: "ch", 0x1b: "chh", 0x1c: "j", 0x1d: "jh", 0x1e: "n",
		0x1f: "t", 0x20: "th", 0x21: "d", 0x22: "dh", 0x23: "n", 0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh", 0x28: "n",
		0x29: "n", 0x2a: "p", 0x2b: "ph", 0x2c: "b", 0x2d: "bh", 0x2e: "m", 0x2f: "y", 0x30: "r", 0x31: "r", 0x32: "l",
		0x33: "l", 0x34: "zh", 0x35: "v", 0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h",
		0x58: "q", 0x59: "kh", 0x5a: "g", 0x5b: "z", 0x5c: "r", 0x5d: "rh", 0x5e: "f", 0x5f: "y",
	}
	return at(table[:], place)
}

// other is a vowel that stands alone, a sign behind a syllable, or a figure.
func other(place int) string {
	table := [...]string{
		0x01: "n", 0x02: "n", 0x03: "h",
		0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0a: "u", 0x0b: "ri", 0x0c: "li", 0x0d: "e", 0x0e: "e", 0x0f: "e",
		0x10: "ai", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "au", 0x4e: "t", 0x50: "om", 0x60: "ri", 0x61: "li", 0x64: ".", 0x65: ".",
		0x66: "0", 0x67: "1", 0x68: "2", 0x69: "3", 0x6a: "4", 0x6b: "5", 0x6c: "6", 0x6d: "7", 0x6e: "8", 0x6f: "9", 0x70: "n",
		0x7a: "n", 0x7b: "n", 0x7c: "r", 0x7d: "l", 0x7e: "l", 0x7f: "k",
	}
	return at(table[:], place)
}

// dotted is a consonant with a dot below, which makes it another.
func dotted(consonant string) string {
	switch consonant {
	case "k":
		return "q"
	case "j":
		return "z"
	case "d":
		return "r"
	case "dh":
		return "rh"
	case "ph":
		return "f"
	}
	return consonant
}

func at(table []string, place int) string {
	if place < len(table) {
		return table[place]
	}
	return ""
}

// indicLen is how much of a text is of one of the nine scripts, with the joiners
// between its letters.
func indicLen(s string) int {
	n := 0
	for n < len(s) {
		r, w := utf8.DecodeRuneInString(s[n:])
		if (r < indicFirst || r >= indicEnd) && (n == 0 || r != '\u200c' && r != '\u200d') {
			break
		}
		n += w
	}
	return n
}

// romanise spells a word of one of the nine scripts as its people spell it in
// English, roughly: without long vowels, and in the north without the vowel that
// nobody says at the end of a word.
func romanise(word string) string {
	var b strings.Builder
	open := "" // a consonant, of which the vowel is not known yet
	southern, syllables := false, 0
	closeWith := func(vowel string) {
		if open != "" {
			b.WriteString(open + vowel)
			syllables++
		}
		open = ""
	}
	for _, r := range word {
		place := int(r-indicFirst) % indicPlaces
		southern = r >= 0x0b80
		switch sound, vowel := consonant(place), vowelSign(place); {
		case r < indicFirst || r >= indicEnd: // a joiner
		case sound != "":
			closeWith(unwritten)
			open = sound
		case place == placeNukta:
			open = dotted(open)
		case place == placeVirama:
			closeWith("")
		case vowel != "" && open != "":
			closeWith(vowel)
		default:
			closeWith(unwritten)
			b.WriteString(other(place))
			syllables++
		}
	}
	if southern || syllables == 0 {
		closeWith(unwritten)
	}
	closeWith("")
	return b.String()
}
