package value

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/fault"
)

// ErrTooMuch is the cause of the error of ParsePaise for an amount above MaxAmount.
const ErrTooMuch = fault.Sentence("amount out of range")

// ParsePaise reads an amount as people write it: "5000", "5,000.5", "Rs. 500",
// "INR 5000", "13,000/-", "₹1,23,456.00", also in the digits of other scripts. Commas
// and blanks stand where a number is grouped, in India's way or in thousands: "12,34"
// may be a slip for 12.34, and is no amount. The error is an Invalid *fault.Error that
// quotes what was typed and says what is wrong with it.
func ParsePaise(typed string) (Paise, error) {
	s := figures(typed)
	whole, part, point := strings.Cut(s, ".")
	digits, grouped := ungroup(whole)
	odd := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune("., ", r) })
	switch {
	case Clean(typed) == "":
		return 0, noAmount("This needs an amount above zero, such as 5000 or 1,250.50.")
	case OnlyDigits(s) == "":
		return 0, noAmount("“%s” is no amount; give one such as 5000 or 1,250.50.", Clean(typed))
	case odd >= 0 && firstRune(s[odd:]) == '-':
		return 0, noAmount("“%s” has a minus; an amount is above zero.", Clean(typed))
	case odd >= 0:
		return 0, noAmount("“%s” has “%s” in it; give the amount in figures, such as 5000 or 1,250.50.", Clean(typed), string(firstRune(s[odd:])))
	case !grouped || strings.ContainsAny(part, ", "):
		return 0, noAmount("“%s” may be a slip: commas stand as in 5,000 or 1,23,456, paise behind a point.", Clean(typed))
	case point && strings.Contains(part, "."):
		return 0, noAmount("“%s” has more than one point.", Clean(typed))
	case len(part) > 2:
		return 0, noAmount("“%s” is finer than a paisa; two figures stand behind the point.", Clean(typed))
	}
	n, err := strconv.ParseInt("0"+digits+part+strings.Repeat("0", 2-len(part)), 10, 64)
	if err != nil || Paise(n) > MaxAmount {
		return 0, &fault.Error{
			Kind: fault.Invalid, Cause: ErrTooMuch,
			Format: "“%s” is too much: an amount is at most 9,99,99,999.99.", Args: []any{Clean(typed)},
		}
	}
	return Paise(n), nil
}

func noAmount(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args, Cause: errors.New("not an amount")}
}

// ReadAmount is ParsePaise of an amount that must be above zero.
func ReadAmount(typed string) (Paise, error) {
	p, err := ParsePaise(typed)
	if err == nil && p == 0 {
		return 0, noAmount("This needs an amount above zero, such as 5000 or 1,250.50.")
	}
	return p, err
}

// WrongAmount says why an amount can be neither billed nor paid; empty if it can.
func WrongAmount(p Paise) string {
	switch {
	case p <= 0:
		return "This needs an amount above zero, such as 5000 or 1,250.50."
	case p > MaxAmount:
		return "This is too much: an amount is at most 9,99,99,999.99."
	}
	return ""
}

// figures is a typed amount without what says that it is of rupees, and of no more:
// a sign before or behind it, and the stroke behind.
func figures(typed string) string {
	s := strings.TrimSpace(ASCIIDigits(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, typed)))
	for _, sign := range []string{"₹", "rupees", "inr", "rs.", "rs", "re."} {
		if rest, ok := cutFold(s, sign); ok {
			s = rest
			break
		}
	}
	for _, end := range []string{"only", "/-", "/=", "₹", "rupees", "inr", "rs.", "rs"} {
		if rest, ok := cutEndFold(s, end); ok {
			s = rest
		}
	}
	return s
}

func cutFold(s, sign string) (rest string, ok bool) {
	if len(s) < len(sign) || !strings.EqualFold(s[:len(sign)], sign) {
		return s, false
	}
	return strings.TrimSpace(s[len(sign):]), true
}

func cutEndFold(s, end string) (rest string, ok bool) {
	at := len(s) - len(end)
	if at < 0 || !strings.EqualFold(s[at:], end) {
		return s, false
	}
	return strings.TrimSpace(s[:at]), true
}

// ungroup takes the commas and blanks out of a number; ok is false where they
// stand elsewhere than between its groups.
func ungroup(s string) (digits string, ok bool) {
	groups := strings.Split(strings.ReplaceAll(s, " ", ","), ",")
	last := len(groups) - 1
	for i, g := range groups {
		n := len(g)
		switch {
		case last == 0:
		case i == last && n != 3, i == 0 && (n < 1 || n > 3), i > 0 && i < last && n != 2 && n != 3:
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}
