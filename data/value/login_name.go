package value

import (
	"fmt"
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
