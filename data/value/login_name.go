package value

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// LoginName is what records may keep of the name that somebody gave at a sign-in
// that failed. A password typed into the wrong field comes here as a name, and the
// audit trail keeps for good what it is told: what has not the form of an e-mail
// address is kept as its length alone, "(14 characters)".
func LoginName(typed string) string {
	if typed = Clean(typed); typed == "" || LooksLikeEmail(typed) {
		return Limit(typed, 255)
	}
	return NameLength(typed)
}

// NameLength is how long a name is, "(14 characters)", where it must not be shown.
func NameLength(typed string) string {
	return fmt.Sprintf("(%d characters)", utf8.RuneCountInString(typed))
}

// LooksLikeEmail reports whether a text has the form of an e-mail address: a name,
// and a domain of several labels whose last is of letters. It is stricter than what
// an account may have as its address, because a password may hold an @ too.
func LooksLikeEmail(s string) bool {
	name, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > 255 || name == "" || len(name) > 64 || strings.Trim(name, ".") != name {
		return false
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._%+-'", r) {
			return false
		}
	}
	labels := strings.Split(domain, ".")
	for i, label := range labels {
		last := i == len(labels)-1
		if label == "" || strings.Trim(label, "-") != label || last && (i == 0 || utf8.RuneCountInString(label) < 2) {
			return false
		}
		for _, r := range label {
			if !unicode.IsLetter(r) && (last || !unicode.IsDigit(r) && r != '-') {
				return false
			}
		}
	}
	return true
}
