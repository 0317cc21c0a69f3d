package value_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/value"
)

func TestPhones(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct{ shown, masked string }{
		"98200 12345":       {"98200 12345", "98*** **345"},
		"+91 98200-12345":   {"98200 12345", "98*** **345"},
		"09820012345":       {"98200 12345", "98*** **345"},
		"९८२०० १२३४५":       {"98200 12345", "98*** **345"},
		"02223456789":       {"022 2345 6789", "02* **** *789"},
		"+91 22 2345 6789":  {"022 2345 6789", "02* **** *789"},
		"080 23456789":      {"080 2345 6789", "08* **** *789"},
		"1800 123 4567":     {"1800 123 4567", "18** *** *567"},
		"+1 212 555 0123":   {"+1 212-555-0123", "+1 2**-***-*123"},
		"+44 2079460958":    {"+44 20 7946 0958", "+44 ** **** *958"},
		"99123456780":       {"99123456780", "99******780"},
		"98200 1234O":       {"98200 1234O", "98*** *234"},
		"9820012345 Rakesh": {"9820012345 Rakesh", "98*****345 "},
		"123":               {"123", "***"},
		"":                  {"", ""},
		"not a phone at 1":  {"not a phone at 1", "*"},
	} {
		if got := value.FormatPhone(in, "IN"); got != want.shown {
			t.Errorf("FormatPhone(%q) = %q, want %q", in, got, want.shown)
		}
		if got := value.MaskPhone(in, "IN"); got != want.masked {
			t.Errorf("MaskPhone(%q) = %q, want %q", in, got, want.masked)
		}
	}
}

func TestOddPhones(t *testing.T) {
	t.Parallel()
	for _, whole := range []string{
		"", " ", "98200 12345", "+91 98200-12345", "0091 98200 12345", "(022) 2345-6789", "022.2345.6789", "044 – 2345 6789",
		"1800 123 4567", "+44 20 7946 0958", "९८२००१२३४५", "９８２００１２３４５",
	} {
		if odd := value.OddPhone(whole, "IN"); odd != nil {
			t.Errorf("%q: %v", whole, odd)
		}
	}
	for typed, says := range map[string]string{
		"98200123":         "“98200123” has 8 digits, and a number here has 10.",
		"982001234":        "“982001234” has 9 digits, and a number here has 10.",
		"098200 1234":      "“098200 1234” has 9 digits, and a number here has 10.",
		"+91 98200 1234":   "“+91 98200 1234” has 9 digits, and a number here has 10.",
		"99123456780":      "“99123456780” has 11 digits, and a number here has 10.",
		"98200 1234O":      "“98200 1234O” has “O” among its digits.",
		"9004060203n":      "“9004060203n” has “n” among its digits.",
		"0000000000":       "“0000000000” is no number that anybody has; look at its digits.",
		"5555555555":       "“5555555555” is no number that anybody has; look at its digits.",
		"98200123456;98":   "“98200123456;98” is more than one number; give one.",
		"9876500067/68":    "“9876500067/68” is more than one number; give one.",
		"9.820011111E9":    "“9.820011111E9” is what a spreadsheet made of a number: format the column as text and type the digits again.",
		"9,82E+09":         "“9,82E+09” is more than one number; give one.",
		"+44 20 7946":      "“+44 20 7946” is no whole number of its country; look at its digits.",
		"ask the watchman": "“ask the watchman” is no phone number; leave it empty if there is none.",
	} {
		if odd := value.OddPhone(typed, "IN"); odd == nil || odd.Error() != says {
			t.Errorf("OddPhone(%q): %v, want %s", typed, odd, says)
		}
		if value.FormatPhone(typed, "IN") != typed {
			t.Errorf("%q is shown as %q, as if it were whole", typed, value.FormatPhone(typed, "IN"))
		}
	}
	if odd := value.OddPhone("50 123 456", "AE"); odd == nil {
		t.Error("a digit too few is not odd where numbers have eight or nine")
	}
}

func FuzzOddPhone(f *testing.F) {
	for typed := range strings.SplitSeq("98200 12345|+91 98|९८२|9.8E9|;|+|00|\xff", "|") {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		odd, number := value.OddPhone(typed, "IN"), value.PhoneNumber(typed, "IN")
		if digits := value.OnlyDigits(typed); strings.Trim(digits, "0") != "" && !strings.HasSuffix(digits, strings.TrimPrefix(number, "+")) {
			t.Errorf("%q is the number %q", typed, number)
		}
		if value.WholePhone(typed, "IN") && (odd != nil || number == "" || value.PhoneNumber(value.FormatPhone(typed, "IN"), "IN") != number) {
			t.Errorf("%q is whole: %v, %q, shown as %q", typed, odd, number, value.FormatPhone(typed, "IN"))
		}
		if masked := value.OnlyDigits(value.MaskPhone(typed, "IN")); len(masked) > 5 {
			t.Errorf("%q is masked as %q", typed, masked)
		}
	})
}

// TestPhonesAreShownAlikeToAll: by their region, by several desks at a time, and again as
// before.
func TestPhonesAreShownAlikeToAll(t *testing.T) {
	t.Parallel()
	phone := func(i int) string { return strconv.Itoa(9820000000 + i) }
	var desks sync.WaitGroup
	for _, region := range []string{"IN", "GB", "IN", "GB"} {
		desks.Go(func() {
			for range 2 {
				for i := range 100 {
					of := phone(i)
					want := of[:5] + " " + of[5:]
					if region == "GB" {
						want = "0" + of[:3] + " " + of[3:6] + " " + of[6:]
					}
					if got := value.FormatPhone(phone(i), region); got != want {
						t.Errorf("in %s %s is shown as %q, want %q", region, phone(i), got, want)
					}
				}
			}
		})
	}
	desks.Wait()
	if long := "+91 98200 12345" + strings.Repeat(" ", 40); value.FormatPhone(long, "IN") != "98200 12345" {
		t.Errorf("a long one is shown as %q", value.FormatPhone(long, "IN"))
	}
}
