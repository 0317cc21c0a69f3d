package opening

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

func cellOf(text string) workbook.Cell { return workbook.Cell{Raw: text, Shown: text} }

func TestBalance(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]value.Paise{
		"": 0, "-": 0, "--": 0, "Nil": 0, "NIL ": 0, "0": 0, "0.00": 0, "N/A": 0,
		"5000": 500000, "1,23,456.50": 12345650, "123,456": 12345600, "Rs. 500/-": 50000, "₹ 1,000.5": 100050, "INR 13,000/-": 1300000,
		"500 Dr": 50000, "500 dr.": 50000, "Dr 500": 50000, "Rs. 500 Debit": 50000, "५०० Dr": 50000,
		"500 Cr": -50000, "Cr. 500": -50000, "500Cr": -50000, "(500)": -50000, "(500.25)": -50025, "500-": -50000, "-500": -50000, "−500": -50000, "Rs. 500 Cr": -50000, "(500 Cr)": -50000, "(Rs. 1,500/-)": -150000,
		"1.5E5": 15000000, "1234.5600000000002": 123456, "-0.1": -10,
	} {
		if got, wrong := balance(cellOf(text)); wrong != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, wrong, want)
		}
	}
	for text, says := range map[string]string{
		"12,34": "slip", "1O00": "“O”", "#REF!": "no amount", "(500) Dr": "both", "1.234": "finer", "5 lakh": "l", "=500": "“=”", "99,99,99,99,999": "too much", "abc": "no amount", "₹": "no amount", "5-6": "minus", "1e99": "", "NaN": "", "Inf": "",
	} {
		if got, wrong := balance(cellOf(text)); wrong == nil || !strings.Contains(wrong.Error(), says) {
			t.Errorf("%q is %v, %v", text, got, wrong)
		}
	}
}

func TestDayOf(t *testing.T) {
	t.Parallel()
	today := value.Day{Year: 2026, Month: time.November, Day: 30}
	for text, want := range map[string]string{
		"05/03/2026": "2026-03-05", "5-3-26": "2026-03-05", "25.12.2025": "2025-12-25", "2026-03-05": "2026-03-05", "2026-03-05 00:00:00": "2026-03-05",
		"2026-03-05T00:00:00Z": "2026-03-05", "5/3/2026 12:00 AM": "2026-03-05", "5 Mar 2026": "2026-03-05", "5-Mar-26": "2026-03-05", "46086": "2026-03-05", "46086.75": "2026-03-05", "०५/०३/२०२६": "2026-03-05",
	} {
		got, wrong := dayOf(cellOf(text), today)
		if wrong != nil || got.day.String() != want {
			t.Errorf("%q is %v, %v", text, got.day, wrong)
		}
		if either := text == "05/03/2026" || text == "5-3-26" || text == "5/3/2026 12:00 AM" || text == "०५/०३/२०२६"; got.either != either {
			t.Errorf("%q may be read in two ways: %v", text, got.either)
		}
	}
	for text, want := range map[string]string{"44624": "2026-03-05", "05/03/2026": "2026-03-05"} {
		cell := cellOf(text)
		cell.From1904 = true
		if got, wrong := dayOf(cell, today); wrong != nil || got.day.String() != want {
			t.Errorf("%q of a file that counts from 1904 is %v, %v", text, got.day, wrong)
		}
	}
	for text, says := range map[string]string{"31/02/2026": "not a date", "03/25/2026": "month before the day", "99": "not a date", "Mar 2026": "not a date", "=TODAY()": "not a date", "4.6E4": "not a date"} {
		if got, wrong := dayOf(cellOf(text), today); wrong == nil || !strings.Contains(wrong.Error(), says) {
			t.Errorf("%q is %v, %v", text, got.day, wrong)
		}
	}
}

func TestPhoneOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"": {}, "-": {}, "NA": {}, "0": {}, "9820012345": {"9820012345"}, "9820012345.0": {"9820012345"}, "+91 98200-12345": {"+91 98200-12345"}, "9.820012345E9": {"9820012345"}, "9.820012345E+09": {"9820012345"},
		"98200 12345 / 98211 12345": {"98200 12345", "98211 12345"}, "9820012345/46": {"9820012345", "46"}, "9820012345, 022-23456789": {"9820012345", "022-23456789"}, "022 2345 6789": {"022 2345 6789"},
	} {
		phone, left, wrong := phoneOf(cellOf(text), "IN")
		if wrong != nil || phone != want[0] || left != want[1] {
			t.Errorf("%q is %q and %q, %v", text, phone, left, wrong)
		}
	}
	for text, says := range map[string]string{"9.82E+09": "spreadsheet", "982001234": "9 digits", "98200123O5": "“O”", "0000000000": "nobody", "9820/12345": "more than one"} {
		if phone, _, wrong := phoneOf(cellOf(text), "IN"); wrong == nil || !strings.Contains(wrong.Error(), says) && says != "nobody" {
			t.Errorf("%q is %q, %v", text, phone, wrong)
		}
	}
}

func TestFlats(t *testing.T) {
	t.Parallel()
	known := knownFlats{blocks: []knownPlace{{Name: "Tower A"}, {Name: "Wing B"}, {Name: "1"}, {Name: "W10"}}}
	for cells, want := range map[[2]string]flat{
		{"", "A-101"}: {"Tower A", "101"}, {"", "A101"}: {"Tower A", "101"}, {"", "101 A"}: {"Tower A", "101"}, {"", "101A"}: {"Tower A", "101"}, {"", "a/101"}: {"Tower A", "101"}, {"", "A 101"}: {"Tower A", "101"},
		{"", "Flat No. A-101"}: {"Tower A", "101"}, {"", "Tower A 101"}: {"Tower A", "101"}, {"", "Tower A - 101"}: {"Tower A", "101"}, {"", "1-101"}: {"1", "101"},
		{"A", "101.0"}: {"Tower A", "101"}, {"tower a", "A-101"}: {"Tower A", "101"}, {"A Wing", "101-A"}: {"Tower A", "101"}, {"A", "101A"}: {"Tower A", "101A"}, {"1", "101"}: {"1", "101"},
		{"A", "G-1"}: {"Tower A", "G-1"}, {"B", "Shop 5"}: {"Wing B", "Shop 5"}, {"", "B-1203/04"}: {"Wing B", "1203/04"}, {"", "C-5"}: {"C", "5"}, {"", "W10-101"}: {"W10", "101"},
		{"", "Flat 102 (A)"}: {"Tower A", "102"}, {"", "102(Wing B)"}: {"Wing B", "102"}, {"A", "Flat 102 (A)"}: {"Tower A", "102"}, {"", "102A (b wing)"}: {"Wing B", "102A"}, {"", "102 (C)"}: {"C", "102"}, {"", "W10/101"}: {"W10", "101"},
	} {
		got, wrong := newBook(known, "").flat(cells[0], cellOf(cells[1]))
		if wrong != nil || got != want {
			t.Errorf("%q is %q, %v; want %q", cells, got, wrong, want)
		}
	}
	for cells, says := range map[[2]string]string{{"", "101"}: "names no block", {"", "101C"}: "names no block", {"", "101 (T)"}: "names no block", {"A", ""}: "missing", {"A", "3-Jan"}: "spreadsheet", {"", "Shop 5"}: "names no block"} {
		if got, wrong := newBook(known, "").flat(cells[0], cellOf(cells[1])); wrong == nil || !strings.Contains(wrong.Error(), says) {
			t.Errorf("%q is %q, %v", cells, got, wrong)
		}
	}
	for number, floor := range map[string]int{"101": 1, "1203": 12, "1203A": 12, "G-2": 0, "G02": 0, "Shop 5": 0} {
		if got, ok := floorOf(number); !ok || got != floor {
			t.Errorf("%s is on floor %d, %v", number, got, ok)
		}
	}
}

// FuzzCells: whatever stands in a cell, it is read or refused with a sentence, and
// what was read and is written out again reads the same.
func FuzzCells(f *testing.F) {
	for _, seed := range []string{"1,23,456.50 Cr", "(500)", "05/03/2026", "46086", "9.820012345E9", "+91 98200/98211", "A-101", "101 A", "=cmd|'/c calc'!A0", "\x00\u202e1", "ß-101", "ŉ101", "1e308", "-", "Dr", "Cr", "()", "E9", "Flat No."} {
		f.Add(seed, "A")
	}
	today := value.Day{Year: 2026, Month: time.November, Day: 30}
	f.Fuzz(func(t *testing.T, text, block string) {
		cell := cellOf(text)
		if p, wrong := balance(cell); wrong == nil {
			if again, wrong := balance(cellOf(p.String())); wrong != nil || again != p {
				t.Errorf("%q is %v, which is %v, %v", text, p, again, wrong)
			}
		} else if wrong.Error() == "" {
			t.Error("no sentence")
		}
		if d, wrong := dayOf(cell, today); wrong == nil {
			if again, wrong := dayOf(cellOf(d.day.String()), today); wrong != nil || again.day != d.day {
				t.Errorf("%q is %v, which is %v, %v", text, d.day, again.day, wrong)
			}
		}
		if phone, _, wrong := phoneOf(cell, "IN"); wrong == nil && phone != "" && !value.WholePhone(phone, "IN") {
			t.Errorf("%q gives %q", text, phone)
		}
		b := newBook(knownFlats{}, "")
		b.say(value.Clean(block), inColumn)
		if got, wrong := b.flat(value.Clean(block), cell); wrong == nil && (got.block == "" || got.number == "") {
			t.Errorf("%q of %q is %q", text, block, got)
		}
		headings([]string{text, block}, nil, meanings(), today)
	})
}
