package value

import "strings"

// digitNoughts are the noughts of the scripts that people of India, and spreadsheets,
// write numbers in; their other nine digits follow each. The database has the same
// list in society360_digits.
const digitNoughts = "\u0660\u06F0" + // Arabic, Urdu
	"\u0966\u09E6\u0A66\u0AE6\u0B66\u0BE6\u0C66\u0CE6\u0D66" + // Devanagari to Malayalam
	"\u1C50\uABF0\uFF10" // Ol Chiki, Meetei Mayek, full width

// ASCIIDigits is a text with the digits of other scripts written as 0 to 9.
func ASCIIDigits(s string) string {
	if printableASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		for _, nought := range digitNoughts {
			if r >= nought && r <= nought+9 {
				return '0' + r - nought
			}
		}
		return r
	}, s)
}

// OnlyDigits are the digits of a text, those of other scripts among them, as 0 to 9.
func OnlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, ASCIIDigits(s))
}

// WholeFigure takes off the .0 that a spreadsheet puts behind a whole number: 101.0.
func WholeFigure(cell string) string {
	whole, part, _ := strings.Cut(cell, ".")
	if part != "" && strings.Trim(part, "0") == "" && OnlyDigits(whole) == strings.TrimLeft(whole, "+-") {
		return whole
	}
	return cell
}
