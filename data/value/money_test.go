package value

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"
)

func TestPaiseGrouping(t *testing.T) {
	t.Parallel()
	for p, want := range map[Paise]string{
		0: "0.00", 5: "0.05", 100: "1.00", 99999: "999.99", 100000: "1,000.00",
		12345600: "1,23,456.00", MaxAmount: "9,99,99,999.99", -150: "-1.50",
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
		"", ".", "1.234", "-5", "1e3", "abc", "1.2.3", "100000000", "९९", "+5", "0x10",
		"12,34", "1,2", "1,", ",123", "1,,234", "1,2345", "1234,567", "1,2,345", "1,000.5,0", "Rs", "Rs.", "₹",
	} {
		p, err := ParsePaise(s)
		if err == nil {
			t.Errorf("ParsePaise(%q) = %v, want an error", s, p)
		}
		if errors.Is(err, ErrTooMuch) != (s == "100000000") {
			t.Errorf("ParsePaise(%q): %v", s, err)
		}
	}
}

// TestParsePaiseReads: what people write before and within an amount.
func TestParsePaiseReads(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Paise{
		"5000": 5000_00, "5,000.5": 5000_50, "1,23,456": 123456_00, "123,456": 123456_00, "1 23 456.07": 123456_07,
		"Rs.50": 50_00, "Rs. 50": 50_00, "rs 50": 50_00, "RS50.5": 50_50, "₹ 1,000": 1000_00, ".5": 50, "7.": 7_00,
		"9,99,99,999.99": MaxAmount,
	} {
		if got, err := ParsePaise(s); err != nil || got != want {
			t.Errorf("ParsePaise(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
}

func TestPaiseRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Paise(rapid.Int64Range(0, int64(MaxAmount)).Draw(t, "paise"))
		if got, err := ParsePaise("₹" + p.String()); err != nil || got != p {
			t.Fatalf("%v parsed as %v, %v", p, got, err)
		}
		n, err := p.NumericValue()
		if err != nil {
			t.Fatal(err)
		}
		var back Paise
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
	var p Paise
	if err := p.ScanNumeric(n); err == nil {
		t.Errorf("1.005 rupees became %v", p)
	}
}
