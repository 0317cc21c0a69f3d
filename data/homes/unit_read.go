package homes

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"
)

// WrongNumber says why a text, cleaned, can be no unit's number, quoting it; nil if it
// can. A spreadsheet makes days of numbers such as 3-1, and then nobody knows which
// unit was meant.
func WrongNumber(number string) *fault.Error {
	switch {
	case UnitKey(number) == "":
		return &fault.Error{Kind: fault.Invalid, Format: "A unit needs a number, such as 101."}
	case utf8.RuneCountInString(number) > 20:
		return &fault.Error{Kind: fault.Invalid, Format: "“%s” is longer than the %d characters that fit here.", Args: []any{value.Limit(number, 40), 20}}
	case isSheetDay(number):
		return &fault.Error{
			Kind: fault.Invalid, Args: []any{number},
			Format: "“%s” is what a spreadsheet made of a number: format the column as text and type the numbers again.",
		}
	}
	return nil
}

// isSheetDay reports whether a text is a day as a spreadsheet writes what it took for
// one: 3-Jan, Jan-03, 3-Jan-26.
func isSheetDay(s string) bool {
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == '-' || r == '/' || r == ' ' })
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	months := 0
	for _, part := range parts {
		switch n, err := strconv.Atoi(part); {
		case err == nil && (len(part) <= 2 || len(part) == 4) && n >= 0:
		case len(part) >= 3 && isMonth(part):
			months++
		default:
			return false
		}
	}
	return months == 1
}

func isMonth(word string) bool {
	for _, month := range []string{
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "sept",
	} {
		if word == month || word == month[:3] {
			return true
		}
	}
	return false
}

// ReadFloor reads a floor as people and their spreadsheets write it: 3, 3.0, -1, and
// G or Ground for 0. The error quotes what was typed.
func ReadFloor(typed string) (int, error) {
	switch strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(value.Clean(typed)), " floor"), ".")) {
	case "g", "gf", "gr", "ground":
		return 0, nil
	}
	n, err := strconv.Atoi(value.WholeFigure(value.ASCIIDigits(value.Clean(typed))))
	if err != nil || n < LowestFloor || n > HighestFloor {
		return 0, &fault.Error{
			Kind: fault.Invalid, Format: "“%s” is no floor: a whole number from %d to %d, or G.",
			Args: []any{value.Limit(value.Clean(typed), 40), LowestFloor, HighestFloor},
		}
	}
	return n, nil
}
