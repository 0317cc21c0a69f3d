package receipt

import (
	"strings"

	"github.com/civoranexus/society360/data/value"
)

// The names of the numbers below twenty, and of the tens from twenty on.
const (
	ones = "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen " +
		"Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen"
	tens = "Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety"
)

// Words says an amount as it is written out on an Indian receipt: "Rupees One
// Lakh Twenty-Three Thousand Four Hundred Fifty-Six and Paise Seven Only". An
// amount below one rupee names the paise alone, and nothing is "Rupees Zero
// Only"; a negative one begins with "Minus".
func Words(amount value.Paise) string {
	n, sign := uint64(amount), "" //nolint:gosec // the sign is taken off below
	if amount < 0 {
		n, sign = -n, "Minus "
	}
	rupees, paise := n/100, n%100
	switch {
	case paise == 0:
		return sign + "Rupees " + number(rupees) + " Only"
	case rupees == 0:
		return sign + "Paise " + number(paise) + " Only"
	}
	return sign + "Rupees " + number(rupees) + " and Paise " + number(paise) + " Only"
}

// number names a whole number in crores, lakhs, thousands and hundreds. The
// crores are themselves a number: "One Lakh Crore".
func number(n uint64) string {
	const crore = 10_000_000
	if n == 0 {
		return below100(n)
	}
	var parts []string
	if n >= crore {
		parts = append(parts, number(n/crore), "Crore")
		n %= crore
	}
	for _, s := range []struct {
		unit uint64
		name string
	}{{100_000, "Lakh"}, {1000, "Thousand"}, {100, "Hundred"}} {
		if n >= s.unit {
			parts = append(parts, below100(n/s.unit), s.name)
			n %= s.unit
		}
	}
	if n > 0 {
		parts = append(parts, below100(n))
	}
	return strings.Join(parts, " ")
}

func below100(n uint64) string {
	if n < 20 {
		return strings.Fields(ones)[n]
	}
	name := strings.Fields(tens)[n/10-2]
	if n%10 == 0 {
		return name
	}
	return name + "-" + below100(n%10)
}
