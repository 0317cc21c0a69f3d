package tui

import (
	"strconv"
	"strings"
	"unicode"
)

// numberMax is how many characters a FieldNumber takes at least: what is no number is
// kept for the person to see, and refused with what is wrong with it.
const numberMax = 12

// readNumber reads a whole number of at most nine digits, of any script.
func readNumber(typed string) (int, bool) {
	digits := strings.Map(func(r rune) rune {
		for _, of := range unicode.Nd.R16 {
			if low := rune(of.Lo); r >= low && r <= rune(of.Hi) {
				return '0' + (r-low)%10
			}
		}
		return 'x'
	}, strings.TrimSpace(typed))
	n, err := strconv.Atoi(digits)
	return n, err == nil && len(digits) <= 9
}
