package wire

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/width"
)

// Charset is what of Unicode a terminal shows, and how. The zero value shows all of
// it, in UTF-8.
type Charset struct {
	// page is the table of an 8-bit terminal, nil where UTF-8 is spoken.
	page *charmap.Charmap
	// last is the last letter that the terminal has; zero where there is no last one.
	last rune
	// single leaves out what some terminals draw double: … – ’ ₹ and the lines.
	single bool
}

// singleSet is UTF-8 without what some terminals draw double, asciiSet ASCII alone.
func singleSet() Charset { return Charset{single: true} }
func asciiSet() Charset  { return Charset{last: '~'} }

// latin1Set is the set of western Europe.
func latin1Set() Charset { return Charset{page: charmap.ISO8859_1} }

// CharsetNames are the words for the character sets that a setting may name; one that
// is not named follows from the environment.
func CharsetNames() []string { return []string{"utf-8", "utf-8-narrow", "latin-1", "ascii"} }

// CharsetNamed returns a character set by its word.
func CharsetNamed(name string) (set Charset, ok bool) {
	sets := []Charset{{}, singleSet(), latin1Set(), asciiSet()}
	if i := slices.Index(CharsetNames(), name); i >= 0 {
		return sets[i], true
	}
	return Charset{}, false
}

// CharsetOf reads a session's environment. Where it says nothing of a locale, as over
// SSH from PuTTY, the terminal decides: a plain ANSI one has eight bits of which
// nobody knows what they mean, all others have UTF-8. A locale of UTF-8 is often the
// machine's and not its terminal's: a VT100 to VT525 on a serial line knows nothing
// of it, and the console of Linux has no letters beyond Latin.
func CharsetOf(environ func(string) string) Charset {
	term := environ("TERM")
	family := Family(term)
	set, said := localeCharset(locale(environ))
	switch {
	case !set.All():
		return set
	case Serial(term), !said && slices.Contains([]string{"ansi", "pcansi", "cons25"}, family):
		return asciiSet()
	case family == "linux":
		return Charset{last: 0xff}
	case slices.Contains([]string{"kterm", "mlterm", "jfbterm"}, family):
		return singleSet()
	case slices.Contains([]string{"ja", "ko", "zh"}, language(locale(environ))):
		return singleSet()
	}
	return Charset{}
}

// locale is the one by which letters go, as the C library finds it.
func locale(environ func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := environ(name); v != "" {
			return v
		}
	}
	return ""
}

// language is the language of a locale.
func language(locale string) string {
	lang, _, _ := strings.Cut(strings.ToLower(locale), "_")
	return lang
}

// localeCharset is the character set of a locale, language_TERRITORY.codeset@variant.
func localeCharset(locale string) (set Charset, said bool) {
	if locale == "" {
		return Charset{}, false
	}
	locale, _, _ = strings.Cut(strings.ToLower(locale), "@")
	place, codeset, named := strings.Cut(locale, ".")
	switch {
	case !named && plainName(place) == "utf8": // macOS says no more than that
		return Charset{}, true
	case !named && strings.HasSuffix(place, "_in"): // India's have no other one, and name none
		return Charset{}, true
	case !named:
		return asciiSet(), true
	}
	switch plainName(codeset) {
	case "utf8":
		return Charset{}, true
	case "iso88591", "88591", "latin1":
		return latin1Set(), true
	case "iso885915", "885915", "latin9":
		return Charset{page: charmap.ISO8859_15}, true
	case "iso88592":
		return Charset{page: charmap.ISO8859_2}, true
	case "iso88595":
		return Charset{page: charmap.ISO8859_5}, true
	case "iso88597":
		return Charset{page: charmap.ISO8859_7}, true
	case "iso88599":
		return Charset{page: charmap.ISO8859_9}, true
	case "cp1252", "windows1252":
		return Charset{page: charmap.Windows1252}, true
	case "cp1251", "windows1251":
		return Charset{page: charmap.Windows1251}, true
	case "cp850", "ibm850":
		return Charset{page: charmap.CodePage850}, true
	case "cp437", "ibm437":
		return Charset{page: charmap.CodePage437}, true
	case "koi8r":
		return Charset{page: charmap.KOI8R}, true
	case "koi8u":
		return Charset{page: charmap.KOI8U}, true
	}
	return asciiSet(), true // two bytes a letter, or a table that is not known here
}

// plainName is a codeset's name without case and marks: UTF-8, utf8 and Utf_8 are one.
func plainName(s string) string { return strings.NewReplacer("-", "", "_", "").Replace(s) }

// All reports whether the terminal shows whatever there is, signs and lines too.
func (c Charset) All() bool { return c == Charset{} }

// has reports whether the terminal shows a rune, in the cells that Width counts.
// Of an 8-bit table the half of the controls is never sent: on most terminals it is one.
func (c Charset) has(r rune) bool {
	switch {
	case r < 0x7f:
		return true
	case c.last > 0 && r > c.last:
		return false
	case c.page != nil:
		b, ok := c.page.EncodeRune(r)
		return ok && b >= 0xa0
	}
	return !c.single || !doubled(r)
}

// doubled reports whether some terminals draw a rune in two cells that Width counts as
// one: those that Unicode calls ambiguous, and the rupee, which their fonts take from
// a wide one.
func doubled(r rune) bool {
	return r == '₹' || width.LookupRune(r).Kind() == width.EastAsianAmbiguous
}

// encode appends a rune that the terminal has.
func (c Charset) encode(dst []byte, r rune) []byte {
	if c.page != nil && r >= utf8.RuneSelf {
		b, _ := c.page.EncodeRune(r)
		return append(dst, b)
	}
	return utf8.AppendRune(dst, r)
}

// decode turns what was typed into UTF-8. A terminal of which only its letters are
// known, and not their bytes, may speak UTF-8 after all.
func (c Charset) decode(b []byte) []byte {
	if c.page == nil || !slices.ContainsFunc(b, func(c byte) bool { return c >= utf8.RuneSelf }) {
		return b
	}
	out := make([]byte, 0, 2*len(b))
	for _, one := range b {
		out = utf8.AppendRune(out, c.page.DecodeByte(one))
	}
	return out
}
