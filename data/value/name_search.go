package value

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"
)

// NameKey is the key of a column of names in SQL, by which names are found and
// ordered: "Élodie D'Souza" has the words ELODIE, DSOUZA and SOUZA. The database alone
// makes it (society360_name_key), so that no two programs fold in two ways.
func NameKey(column string) string { return `society360_name_key(` + column + `)` }

// NameOrder is NameKey as lists are ordered by it, byte by byte.
func NameOrder(column string) string { return NameKey(column) + ` COLLATE "C"` }

// NameSearch is a name that is searched for: words in any order, each the beginning of
// one of the name's.
type NameSearch struct{ words []string }

// nameWords is how many words of a search are looked for: more are no name.
const nameWords = 6

// NewNameSearch reads what was typed of a name.
func NewNameSearch(typed string) NameSearch {
	var s NameSearch
	for word := range strings.FieldsSeq(typed) {
		if len(s.words) < nameWords && strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			s.words = append(s.words, word)
		}
	}
	return s
}

// Empty reports whether nothing was typed that a name could hold.
func (s NameSearch) Empty() bool { return len(s.words) == 0 }

// In is the condition that a column holds the name.
func (s NameSearch) In(column string, args pgx.NamedArgs) string {
	return s.Key(NameKey(column), args)
}

// Key is In for the key of a name. A trigram index over keys serves it.
func (s NameSearch) Key(key string, args pgx.NamedArgs) string { return s.where(key, args, false) }

// InMany is In for a column of millions of rows, where two letters begin too many
// names: without a word of three the words are whole ones. It is empty where single
// letters are all there is.
func (s NameSearch) InMany(column string, args pgx.NamedArgs) string {
	return s.KeyMany(NameKey(column), args)
}

// KeyMany is InMany for the key of a name.
func (s NameSearch) KeyMany(key string, args pgx.NamedArgs) string {
	longest := 0
	for _, word := range s.words {
		longest = max(longest, lettersIn(word))
	}
	if longest < 2 {
		return ""
	}
	return s.where(key, args, longest == 2)
}

// lettersIn is how long a word is without the signs in it, of which its key has none.
func lettersIn(word string) (n int) {
	for _, r := range word {
		if unicode.In(r, unicode.Letter, unicode.Mark, unicode.Digit) {
			n++
		}
	}
	return n
}

// Met is the condition where, which In or InMany made for a column, as it is asked of rows
// that are met one by one: of most names it makes no key that could not match, which takes
// ten to a hundred times as long as to see that a word is nowhere in it. Where an apostrophe
// or a full stop is dropped from within a word, only the key tells.
func (s NameSearch) Met(column, where string) string {
	within := make([]string, len(s.words))
	for i := range s.words {
		within[i] = `upper(` + column + ` COLLATE "C") LIKE (SELECT '%' || replace(btrim(society360_name_part(@` + wordArg(i) + `::text)), ' ', '%') || '%')`
	}
	return `CASE WHEN ` + column + ` !~ '` + s.keyOnly() + `' AND NOT (` + strings.Join(within, ` AND `) + `) THEN false ELSE ` + where + ` END`
}

// keyOnly are the signs of a name that only its key tells of: all beyond ASCII, but where
// words in ASCII are looked for not those of Indian scripts, which become no sign of ASCII.
// Their digits do, and their dots below are dropped.
func (s NameSearch) keyOnly() string {
	for _, word := range s.words {
		if strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII }) {
			return `[^ -&(--/-_a-~]`
		}
	}
	return `[^ -&(--/-_a-~\u0900-\u093B\u093D-\u0965\u0970-\u09BB\u09BD-\u09E5\u09F0-\u0A3B\u0A3D-\u0A65\u0A70-\u0ABB\u0ABD-\u0AE5\u0AF0-\u0B3B\u0B3D-\u0B65` +
		`\u0B70-\u0BE5\u0BF0-\u0C65\u0C70-\u0CBB\u0CBD-\u0CE5\u0CF0-\u0D65\u0D70-\u0DFF]`
}

// wordArg is the argument of a word of the search, from 0.
func wordArg(i int) string { return "name_word_" + strconv.Itoa(i+1) }

// where is the condition for each word. One of which nothing is left when it is folded
// is found nowhere.
func (s NameSearch) where(key string, args pgx.NamedArgs, whole bool) string {
	conditions := make([]string, len(s.words))
	for i, word := range s.words {
		arg := wordArg(i)
		args[arg] = word
		part := `nullif(society360_name_part(@` + arg + `::text), ' ')`
		if !whole {
			part = `rtrim(` + part + `)`
		}
		// Asked once, and not of each row that is looked at.
		conditions[i] = key + ` LIKE (SELECT '%' || ` + part + ` || '%')`
	}
	return `(` + strings.Join(conditions, ` AND `) + `)`
}

// NamesMatch is the condition that two names may be one person's: all words of one
// stand in the other, in any order.
func NamesMatch(a, b string) string {
	words := func(name string) string { return `string_to_array(btrim(society360_name_part(` + name + `)), ' ')` }
	return `(` + words(a) + ` <@ ` + words(b) + ` OR ` + words(a) + ` @> ` + words(b) + `)`
}
