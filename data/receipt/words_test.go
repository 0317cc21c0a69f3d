package receipt

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/value"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for amount, want := range map[value.Paise]string{
		0:               "Rupees Zero Only",
		7:               "Paise Seven Only",
		90:              "Paise Ninety Only",
		1_00:            "Rupees One Only",
		19_99:           "Rupees Nineteen and Paise Ninety-Nine Only",
		100_00:          "Rupees One Hundred Only",
		105_10:          "Rupees One Hundred Five and Paise Ten Only",
		5_000_00:        "Rupees Five Thousand Only",
		1_23_456_07:     "Rupees One Lakh Twenty-Three Thousand Four Hundred Fifty-Six and Paise Seven Only",
		10_00_001_00:    "Rupees Ten Lakh One Only",
		1_00_00_000_00:  "Rupees One Crore Only",
		value.MaxAmount: "Rupees Nine Crore Ninety-Nine Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine and Paise Ninety-Nine Only",
		-5_00:           "Minus Rupees Five Only",
		math.MinInt64:   "Minus Rupees Nine Hundred Twenty-Two Crore Thirty-Three Lakh Seventy-Two Thousand Thirty-Six Crore Eighty-Five Lakh Forty-Seven Thousand Seven Hundred Fifty-Eight and Paise Eight Only",
		1e7 * 1e5 * 100: "Rupees One Lakh Crore Only",
	} {
		if got := Words(amount); got != want {
			t.Errorf("%s: %q, want %q", amount, got, want)
		}
	}
}

// TestWordsReadBack: whatever the amount, reading its words as a person does
// gives the amount again, and the words are in the order of a number.
func TestWordsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := value.Paise(rapid.Int64Range(0, math.MaxInt64).Draw(t, "paise"))
		if back := read(t, Words(amount)); back != amount {
			t.Fatalf("%q reads as %d, not %d", Words(amount), back, amount)
		}
	})
}

// read reads an amount's words by a way of its own: each word multiplies or
// adds, as it is said.
func read(t *rapid.T, words string) value.Paise {
	rest, whole := strings.CutSuffix(words, " Only")
	if !whole {
		t.Fatalf("%q does not end in Only", words)
	}
	rupees, paise, both := strings.Cut(rest, " and ")
	if !both && strings.HasPrefix(rest, "Paise ") {
		rupees, paise = "Rupees Zero", rest
	} else if !both {
		paise = "Paise Zero"
	}
	rupees, isRupees := strings.CutPrefix(rupees, "Rupees ")
	paise, isPaise := strings.CutPrefix(paise, "Paise ")
	if !isRupees || !isPaise {
		t.Fatalf("%q does not name rupees and paise", words)
	}
	return value.Paise(text(t, rupees)*100 + text(t, paise))
}

func text(t *rapid.T, words string) int64 {
	if crores, rest, has := cutLast(words, " Crore"); has {
		return text(t, crores)*10_000_000 + text(t, strings.TrimSpace(rest))
	}
	var sum, group int64
	last := int64(math.MaxInt64)
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' }) {
		if scale, is := map[string]int64{"Lakh": 100_000, "Thousand": 1000, "Hundred": 100}[word]; is {
			if group == 0 || scale >= last {
				t.Fatalf("%q has %s at the wrong place", words, word)
			}
			sum, group, last = sum+group*scale, 0, scale
			continue
		}
		group += digit(t, word)
	}
	if group > 99 {
		t.Fatalf("%q says %d at once", words, group)
	}
	return sum + group
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", "", false
}

func digit(t *rapid.T, word string) int64 {
	if n := slices.Index(strings.Fields("Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen "+
		"Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen"), word); n >= 0 {
		return int64(n)
	}
	if n := slices.Index(strings.Fields("Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety"), word); n >= 0 {
		return int64(n+2) * 10
	}
	t.Fatal(fmt.Sprintf("%q is no number", word))
	return 0
}
