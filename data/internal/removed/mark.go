// Package removed knows copies of what was removed of a person, by keyed hashes of it, and
// masks them as they are shown: the trail keeps its rows as they were written.
package removed

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/civoranexus/society360/data/value"
)

// What stands in the place of a name, and of all else, that was removed. The function
// society360_remove_person writes the same name.
const (
	Name = "Removed person"
	Word = "[removed]"
)

// kind is what a mark is of.
type kind string

const (
	name  kind = "name"
	phone kind = "phone"
	email kind = "email"
	plate kind = "plate"
)

// Known are the values by which copies of a person's are known.
type Known struct {
	// Names are theirs as the account had them, each word of which counts by itself;
	// Called are those that they were noted by at a gate.
	Names, Called, Phones, Emails, Plates []string
}

// Marks are hashes of values, in parallel lists, as the database keeps them.
type Marks struct {
	Kinds []string
	Words []int
	Sums  [][]byte
}

// shortName is the number of letters below which a word of a name counts only with the
// others.
const shortName = 3

// MarksOf are the marks of what is known of a person, under the society's key.
func MarksOf(key []byte, region string, known Known) Marks {
	var all Marks
	add := func(k kind, normal string, words int) {
		if normal == "" {
			return
		}
		all.Kinds, all.Words, all.Sums = append(all.Kinds, string(k)), append(all.Words, words), append(all.Sums, sum(key, k, normal))
	}
	for _, text := range slices.Concat(known.Names, known.Called) {
		words := wordsOf(text)
		add(name, strings.Join(words, " "), len(words))
	}
	for _, text := range known.Names {
		for _, word := range wordsOf(text) {
			if len([]rune(word)) >= shortName {
				add(name, word, 1)
			}
		}
	}
	for _, text := range known.Phones {
		for _, normal := range phonesOf(text, region) {
			add(phone, normal, 1)
		}
	}
	for _, text := range known.Emails {
		add(email, emailOf(text), 1)
	}
	for _, text := range known.Plates {
		add(plate, value.Vehicle(text), 1)
	}
	return all
}

// Says reports whether a text names the person whom something is known of: a name of several
// words, a word of the account's own name, a phone, an address or a plate.
func (k Known) Says(text, region string) bool {
	m := Masks{region: region, any: map[string]time.Time{}, theirs: map[uuid.UUID]person{}}
	marks := MarksOf(nil, region, k)
	for i, of := range marks.Kinds {
		switch kind(of) {
		case phone, email:
			m.any[string(marks.Sums[i])] = time.Time{}
		case name, plate:
			m.note(uuid.Nil, kind(of), marks.Words[i], marks.Sums[i])
		}
	}
	return m.text(text, time.Time{}, []uuid.UUID{uuid.Nil}) != text
}

func sum(key []byte, k kind, normal string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(string(k) + "\x00" + normal))
	return h.Sum(nil)
}

// A token is a word of a text, and where it stands, in runes.
type token struct {
	word       string
	start, end int
}

// tokens are the words of a text: letters and digits, in lower case, without accents.
func tokens(text []rune) (all []token) {
	for i := 0; i < len(text); {
		start := i
		for i < len(text) && inWord(text[i]) {
			i++
		}
		if i == start {
			i++
			continue
		}
		if word := plain(string(text[start:i])); word != "" {
			all = append(all, token{word, start, i})
		}
	}
	return all
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// plain is a word without case and accents.
func plain(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(word)))
}

func wordsOf(text string) (words []string) {
	for _, t := range tokens([]rune(value.Clean(text))) {
		words = append(words, t.word)
	}
	return words
}

func emailOf(text string) string {
	text = strings.ToLower(value.Clean(text))
	if !strings.Contains(text, "@") {
		return ""
	}
	return text
}

// fewestDigits and mostDigits are those of what may be a phone.
const (
	fewestDigits = 6
	mostDigits   = 16
)

// phonesOf are the forms of a phone by which it is known again: the number that it is, and
// its digits, for the society's country may be another one later.
func phonesOf(text, region string) (forms []string) {
	digits := value.OnlyDigits(value.ASCIIDigits(text))
	if len(digits) < fewestDigits || len(digits) > mostDigits {
		return nil
	}
	number := value.PhoneNumber(text, region)
	if number == "" || number == digits {
		return []string{digits}
	}
	return []string{number, digits}
}

// span is a part of a text, in runes, and what stands in its place.
type span struct {
	start, end int
	in         string
}

// without is a text whose spans are replaced. Of two that overlap the one that begins first
// takes the other in.
func without(text []rune, spans []span) string {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	var out strings.Builder
	at := 0
	for _, s := range spans {
		if s.start < at {
			at = max(at, s.end)
			continue
		}
		out.WriteString(string(text[at:s.start]))
		out.WriteString(s.in)
		at = s.end
	}
	out.WriteString(string(text[at:]))
	return out.String()
}
