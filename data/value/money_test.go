package value_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"
)

func TestPaiseGrouping(t *testing.T) {
	t.Parallel()
	for p, want := range map[value.Paise]string{
		0: "0.00", 5: "0.05", 100: "1.00", 99999: "999.99", 100000: "1,000.00",
		12345600: "1,23,456.00", value.MaxAmount: "9,99,99,999.99", -150: "-1.50",
		1234567890: "1,23,45,678.90",
	} {
		if got := p.String(); got != want {
			t.Errorf("%d paise = %q, want %q", int64(p), got, want)
		}
	}
}

func TestParsePaiseRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", ".", "1.234", "-5", "1e3", "abc", "1.2.3", "100000000", "+5", "0x10", "5 lakh", "5000/", "/-", "5,00/-", "1.5.", "๙๙", "5-", "--5", "INR",
		"12,34", "1,2", "1,", ",123", "1,,234", "1,2345", "1234,567", "1,2,345", "1,000.5,0", "Rs", "Rs.", "₹",
	} {
		p, err := value.ParsePaise(s)
		if err == nil {
			t.Errorf("ParsePaise(%q) = %v, want an error", s, p)
		}
		if errors.Is(err, value.ErrTooMuch) != (s == "100000000") {
			t.Errorf("ParsePaise(%q): %v", s, err)
		}
	}
}

// TestParsePaiseReads: what people write before and within an amount.
func TestParsePaiseReads(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]value.Paise{
		"5000": 5000_00, "5,000.5": 5000_50, "1,23,456": 123456_00, "123,456": 123456_00, "1 23 456.07": 123456_07,
		"Rs.50": 50_00, "Rs. 50": 50_00, "rs 50": 50_00, "RS50.5": 50_50, "₹ 1,000": 1000_00, ".5": 50, "7.": 7_00,
		"9,99,99,999.99": value.MaxAmount, "13,000/-": 13000_00, "INR 5000": 5000_00, "inr5000": 5000_00, "Rs. 5,000/- only": 5000_00, "₹५,०००.५०": 5000_50,
		"५०००": 5000_00, "1,23,456.50": 123456_50, "Rupees 500 only": 500_00, "500 Rs": 500_00, "500/-": 500_00, "Rs 500.00/-": 500_00, "\u00a05\u00a0000": 5000_00,
	} {
		if got, err := value.ParsePaise(s); err != nil || got != want {
			t.Errorf("ParsePaise(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
}

func TestPaiseRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := value.Paise(rapid.Int64Range(0, int64(value.MaxAmount)).Draw(t, "paise"))
		if got, err := value.ParsePaise("₹" + p.String()); err != nil || got != p {
			t.Fatalf("%v parsed as %v, %v", p, got, err)
		}
		n, err := p.NumericValue()
		if err != nil {
			t.Fatal(err)
		}
		var back value.Paise
		if err := back.ScanNumeric(n); err != nil || back != p {
			t.Fatalf("%v scanned as %v, %v", p, back, err)
		}
	})
}

func TestScanNumericRefusesFractions(t *testing.T) {
	t.Parallel()
	var n pgtype.Numeric
	if err := n.Scan("1.005"); err != nil {
		t.Fatal(err)
	}
	var p value.Paise
	if err := p.ScanNumeric(n); err == nil {
		t.Errorf("1.005 rupees became %v", p)
	}
}

func TestParsePaiseSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for typed, says := range map[string]string{
		"":          "This needs an amount above zero, such as 5000 or 1,250.50.",
		"five":      "“five” is no amount; give one such as 5000 or 1,250.50.",
		"-5":        "“-5” has a minus; an amount is above zero.",
		"5 lakh":    "“5 lakh” has “l” in it; give the amount in figures, such as 5000 or 1,250.50.",
		"12,34":     "“12,34” may be a slip: commas stand as in 5,000 or 1,23,456, paise behind a point.",
		"1.2.3":     "“1.2.3” has more than one point.",
		"1.234":     "“1.234” is finer than a paisa; two figures stand behind the point.",
		"100000000": "“100000000” is too much: an amount is at most 9,99,99,999.99.",
	} {
		var e *fault.Error
		if _, err := value.ParsePaise(typed); !errors.As(err, &e) || e.Kind != fault.Invalid || fmt.Sprintf(e.Format, e.Args...) != says {
			t.Errorf("%q: %v, want %s", typed, err, says)
		}
	}
	if _, err := value.ReadAmount("0.00"); err == nil {
		t.Error("nothing is an amount above zero")
	}
}

// FuzzParsePaise: no figure of an amount that is read was dropped, and none was made up.
func FuzzParsePaise(f *testing.F) {
	for typed := range strings.SplitSeq("5000|13,000/-|INR 5000|₹1,23,456.50|१२|1.234|-3|12,34|Rs. 5 only|\xff|1e3", "|") {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		p, err := value.ParsePaise(typed)
		if err != nil {
			return
		}
		if p < 0 || p > value.MaxAmount {
			t.Errorf("%q is %v", typed, p)
		}
		whole, part, _ := strings.Cut(p.Plain(), ".")
		figures := strings.TrimLeft(value.OnlyDigits(typed), "0")
		if !slices.ContainsFunc([]string{whole + part, whole + part[:1], whole}, func(s string) bool { return strings.TrimLeft(s, "0") == figures }) {
			t.Errorf("%q is read as %v", typed, p)
		}
		if again, err := value.ParsePaise("Rs. " + p.String() + "/-"); err != nil || again != p {
			t.Errorf("%v is read again as %v, %v", p, again, err)
		}
	})
}
