package value

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/width"

	"github.com/civoranexus/society360/data/fault"
)

// MaxEmail is how many bytes an e-mail address has at most.
const MaxEmail = 255

// reservedDomain is where the addresses lie of accounts whose people have none: the
// platform wants one of each, and no mail reaches a domain under .invalid (RFC 2606).
const reservedDomain = "@no-address.invalid"

// ReservedEmail is what stands as the address of an account whose person has none. Clean
// leaves nothing of it, on its way out and in: it is never shown, and nobody searches for
// it or signs in with it.
func ReservedEmail(account uuid.UUID) string { return account.String() + reservedDomain }

// isReserved reports whether a text is such an address, however its letters are cased.
func isReserved(s string) bool {
	at := len(s) - len(reservedDomain)
	return at >= 0 && s[at] == '@' && strings.EqualFold(s[at:], reservedDomain)
}

// HasAddress is the condition that a column has an address that is a person's own.
func HasAddress(column string) string {
	return `(lower(` + column + `) NOT LIKE '%` + reservedDomain + `')`
}

// WrongEmail says why a text, cleaned, is no e-mail address that an account can have,
// quoting it; nil if it is one. It has a name, an @ and a domain of several labels, as
// addresses that mail reaches do: h@r is none. Nor is one in the full-width letters of a
// keyboard for Chinese or Japanese, which look like another account's, nor one with a word
// of Latin letters and of some that are drawn like them.
func WrongEmail(email string) *fault.Error {
	if email == "" {
		return &fault.Error{Kind: fault.Invalid, Format: "An account needs an e-mail address."}
	}
	if plain := width.Fold.String(email); plain != email {
		return &fault.Error{
			Kind: fault.Invalid, Args: []any{Limit(email, 60), Limit(plain, 60)},
			Format: "“%s” has full-width letters; type %s.",
		}
	}
	address, err := mail.ParseAddress(email)
	_, domain, _ := strings.Cut(email, "@")
	if err != nil || address.Address != email || len(email) > MaxEmail || !isDomain(domain) {
		return &fault.Error{
			Kind: fault.Invalid, Args: []any{Limit(email, 60)},
			Format: "“%s” is no e-mail address; one is such as meera@example.com.",
		}
	}
	for word := range strings.FieldsFuncSeq(email, func(r rune) bool { return strings.ContainsRune(emailMarks, r) }) {
		if latin, alike := lettersOf(word); latin != 0 && alike != 0 {
			return &fault.Error{
				Kind: fault.Invalid, Args: []any{Limit(email, 60), string(alike), Limit(word, 60)},
				Format: "“%s” has the letter %s among Latin ones in %s, which looks like another: type the word in one script.",
			}
		}
	}
	return nil
}

// emailMarks stand between the words of an address.
const emailMarks = "@._+%'-"

// lettersOf returns a Latin letter of a word, and one of a script whose letters are drawn
// like Latin ones; 0 where there is none.
func lettersOf(word string) (latin, alike rune) {
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin = r
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian):
			alike = r
		}
	}
	return latin, alike
}

// EmailMixesLetters is the condition that a text in SQL, an address, has such a word.
func EmailMixesLetters(email string) string {
	return `EXISTS (SELECT FROM regexp_split_to_table(` + email + `, '[` + strings.ReplaceAll(emailMarks, "'", "''") + `]') w
		WHERE w ~ '[A-Za-z\u00C0-\u024F]' AND w ~ '[\u0370-\u058F]')`
}

// LooksLikeEmail reports whether a text has the form of an e-mail address: a name,
// and a domain of several labels whose last is of letters. It is stricter than what
// an account may have as its address, because a password may hold an @ too.
func LooksLikeEmail(s string) bool {
	name, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > MaxEmail || name == "" || len(name) > 64 || strings.Trim(name, ".") != name {
		return false
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._%+-'", r) {
			return false
		}
	}
	return isDomain(domain)
}

// isDomain reports whether a text is a domain of several labels, the last of letters.
func isDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	for i, label := range labels {
		last := i == len(labels)-1
		if label == "" || strings.Trim(label, "-") != label || last && (i == 0 || utf8.RuneCountInString(label) < 2) {
			return false
		}
		for _, r := range label {
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && (last || !unicode.IsDigit(r) && r != '-') {
				return false
			}
		}
	}
	return true
}

// EmailBegins is the condition that a column's e-mail begins with what was typed, however
// its letters are cased. The index on the addresses in small letters serves it, also for a
// plan that does not see the pattern.
func EmailBegins(column, typed string, args pgx.NamedArgs) string {
	args["email_begins"], args["like_email"] = typed, LikeEscape(typed)+`%`
	plain := column
	column = `lower(` + column + `)`
	return `(` + column + ` ~>=~ lower(@email_begins::text) AND ` + column + ` ~<~ (lower(@email_begins::text) || chr(1114111))
		AND ` + column + ` LIKE lower(@like_email::text) AND ` + HasAddress(plain) + `)`
}
