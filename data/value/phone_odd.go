package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/fault"

	"github.com/nyaruka/phonenumbers"
)

// phoneSigns may stand between the digits of a phone.
const phoneSigns = "+-().  "

// OddPhone says what is odd about a phone, quoting it, where it is not one whole
// number of region or, behind a +, of another country: digits too many or too few,
// letters, two numbers, what a spreadsheet has made of one. Nil for a phone that
// somebody can be called at, and where there is none.
func OddPhone(phone, region string) *fault.Error {
	phone = Clean(phone)
	if phone == "" {
		return nil
	}
	p, text := dialPlanOf(region), ASCIIDigits(phone)
	digits := OnlyDigits(text)
	switch sign := strings.IndexFunc(text, noPhoneSign); {
	case digits == "":
		return oddPhone("“%s” is no phone number; leave it empty if there is none.", phone)
	case shortenedNumber(text):
		return oddPhone("“%s” is what a spreadsheet made of a number: format the column as text and type the digits again.", phone)
	case sign >= 0 && strings.ContainsRune(";,/&|", firstRune(text[sign:])):
		return oddPhone("“%s” is more than one number; give one.", phone)
	case sign >= 0:
		return oddPhone("“%s” has “%s” among its digits.", phone, string(firstRune(text[sign:])))
	}
	number := p.number(text)
	if n, err := phonenumbers.Parse(number, region); err == nil && phonenumbers.IsValidNumber(n) {
		return nil
	}
	own := strings.TrimPrefix(number, "+"+p.code)
	switch {
	case strings.HasPrefix(own, "+"):
		return oddPhone("“%s” is no whole number of its country; look at its digits.", phone)
	case number == "" || len(p.digits) != 1:
		return oddPhone("“%s” is no number that anybody has; look at its digits.", phone)
	case own == number && p.trunk != "":
		own = strings.TrimPrefix(own, p.trunk)
	}
	if len(own) != p.digits[0] {
		return oddPhone("“%s” has %d digits, and a number here has %d.", phone, len(own), p.digits[0])
	}
	return oddPhone("“%s” is no number that anybody has; look at its digits.", phone)
}

func oddPhone(format string, args ...any) *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}

// noPhoneSign reports whether a character has no place in a phone.
func noPhoneSign(r rune) bool {
	return (r < '0' || r > '9') && !strings.ContainsRune(phoneSigns, r) && !unicode.Is(unicode.Pd, r)
}

// shortenedNumber reports whether a text is a long number as a spreadsheet shows it:
// 9.820011111E9.
func shortenedNumber(text string) bool {
	base, power, ok := strings.Cut(strings.ToUpper(text), "E")
	figures := strings.Replace(base, ".", "", 1) + strings.TrimPrefix(power, "+")
	return ok && base != "" && power != "" && figures == OnlyDigits(figures)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
