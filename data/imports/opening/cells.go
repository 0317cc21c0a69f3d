package opening

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

// mostCell is how long a cell may be, in bytes: as long as a spreadsheet takes.
const mostCell = 32_767

// balance reads an amount that is owed, below zero where the society owes it: 12,500 Dr,
// 500 Cr, (500), 500-, -500; nil, a dash and nothing are 0. What a spreadsheet computed is
// taken to the paisa.
func balance(cell workbook.Cell) (value.Paise, *fault.Error) {
	text := value.ASCIIDigits(value.Clean(cell.Raw))
	switch strings.ToLower(strings.Trim(text, " .-–—_/")) {
	case "", "nil", "na", "n/a", "none", "zero":
		return 0, nil
	}
	if n, ok := computed(text); ok {
		return n, nil
	}
	owed, text := side(text)
	less := false
	for _, pair := range [][2]string{{"(", ")"}, {"-", ""}, {"−", ""}, {"–", ""}, {"", "-"}} {
		inner, begins := strings.CutPrefix(text, pair[0])
		inner, ends := strings.CutSuffix(inner, pair[1])
		if begins && ends && !strings.HasSuffix(text, "/-") {
			text, less = strings.TrimSpace(inner), true
			break
		}
	}
	more, inner := side(text) // (500 Cr)
	if owed == 0 {
		owed, text = more, inner
	}
	p, err := value.ParsePaise(text)
	var wrong *fault.Error
	if errors.As(err, &wrong) {
		return 0, quoted(wrong, cell)
	}
	switch {
	case less && owed > 0:
		return 0, &fault.Error{Kind: fault.Invalid, Format: "“%s” says both less and owed; write it as Cr or as Dr.", Args: []any{quote(cell)}}
	case less, owed < 0:
		return -p, nil
	}
	return p, nil
}

// computed reads a number as a file keeps it, which may be off by what two's powers
// cannot say: 12500, -500.1, 1.5E5, 1234.5600000000002.
func computed(text string) (value.Paise, bool) {
	if strings.Trim(text, "0123456789.-+eE") != "" || strings.TrimLeft(text, "0123456789.") == text && !strings.HasPrefix(text, "-") {
		return 0, false
	}
	rupees, err := strconv.ParseFloat(text, 64)
	paise := math.Round(rupees * 100)
	if err != nil || math.Abs(rupees*100-paise) > 1e-4 || math.Abs(paise) > float64(value.MaxAmount) {
		return 0, false
	}
	return value.Paise(paise), true
}

// side takes the Cr or Dr off an amount: below zero the society owes it, above it is
// owed, 0 says neither.
func side(text string) (int, string) {
	for _, of := range []struct {
		word string
		is   int
	}{{"credit", -1}, {"debit", 1}, {"cr.", -1}, {"dr.", 1}, {"cr", -1}, {"dr", 1}} {
		if len(text) <= len(of.word) {
			continue
		}
		if at := len(text) - len(of.word); strings.EqualFold(text[at:], of.word) && !letterBefore(text[:at]) {
			return of.is, strings.TrimSpace(text[:at])
		}
		if strings.EqualFold(text[:len(of.word)], of.word) && !letterFirst(text[len(of.word):]) {
			return of.is, strings.TrimSpace(text[len(of.word):])
		}
	}
	return 0, text
}

func letterBefore(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && unicode.IsLetter(rune(s[len(s)-1])) && !strings.HasSuffix(strings.ToLower(s), "rs")
}

func letterFirst(s string) bool { return s == "" || unicode.IsLetter(rune(s[0])) }

// sideOf reads a cell that says Cr or Dr by itself.
func sideOf(text string) (int, bool) {
	switch strings.ToLower(strings.Trim(value.Clean(text), " .")) {
	case "":
		return 0, true
	case "cr", "credit", "c":
		return -1, true
	case "dr", "debit", "d":
		return 1, true
	}
	return 0, false
}

// The days that a spreadsheet's numbers may mean: from 1920 to 2119.
const (
	firstSerial = 7_306
	lastSerial  = 80_353
	// from1904 is the number of the day from which other files count.
	from1904 = 1_462
)

// dated is a day that a cell says.
type dated struct {
	day value.Day
	// either says that the month before the day would be a day as well, and another.
	either bool
}

// dayOf reads a day: the number that a spreadsheet keeps for one, or as people in India
// write it, the day before the month.
func dayOf(cell workbook.Cell, today value.Day) (dated, *fault.Error) {
	text := value.ASCIIDigits(value.Clean(cell.Raw))
	n, err := strconv.ParseFloat(text, 64)
	if cell.From1904 {
		n += from1904
	}
	if err == nil && !strings.ContainsAny(text, "eE+-") && n >= firstSerial && n < lastSerial {
		return dated{day: value.Day{Year: 1899, Month: time.December, Day: 30}.AddDays(int(n))}, nil
	}
	// A time behind the day says nothing of it: 2026-03-05 00:00:00, 5/3/2026 12:00 AM.
	day, clock, ok := strings.Cut(text, " ")
	if ok && strings.Contains(clock, ":") {
		text = day
	} else if before, after, ok := strings.Cut(text, "T"); ok && strings.Contains(after, ":") {
		text = before
	}
	at, err := calendar.Reader{Now: today.Noon(time.UTC)}.Day(text, calendar.Last)
	if err != nil {
		return dated{}, notDay(cell, text)
	}
	return dated{value.DayOf(at), eitherWay(text)}, nil
}

// notDay says what is wrong with a day; one whose second figure can be no month was
// written the month first.
func notDay(cell workbook.Cell, text string) *fault.Error {
	parts := figuresOf(text)
	if len(parts) == 3 && parts[0] >= 1 && parts[0] <= 12 && parts[1] > 12 && parts[1] <= 31 {
		return &fault.Error{Kind: fault.Invalid, Format: "“%s” has the month before the day, and days are read the other way about: write it as 25 Mar 2026.", Args: []any{quote(cell)}}
	}
	return &fault.Error{Kind: fault.Invalid, Format: "“%s” is not a date such as 2026-11-30 or 30/11/2026.", Args: []any{quote(cell)}}
}

func eitherWay(text string) bool {
	parts := figuresOf(text)
	return len(parts) == 3 && parts[0] >= 1 && parts[0] <= 12 && parts[1] >= 1 && parts[1] <= 12 && parts[0] != parts[1]
}

// figuresOf are the figures of a day that is written in figures alone.
func figuresOf(text string) (n []int) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' }) {
		figure, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		n = append(n, figure)
	}
	return n
}

// phoneOf reads a phone: of two in one cell the first, and what is left out of it. What a
// spreadsheet made a number of has its digits again, as long as it has them all.
func phoneOf(cell workbook.Cell, region string) (phone, left string, wrong *fault.Error) {
	text := value.WholeFigure(unshortened(value.ASCIIDigits(value.Clean(cell.Raw))))
	if strings.Trim(text, " -–—._") == "" || strings.EqualFold(text, "nil") || strings.EqualFold(text, "na") || strings.EqualFold(text, "n/a") || text == "0" {
		return "", "", nil
	}
	if at := strings.IndexAny(text, ";,/&|"); at > 0 {
		first, rest := strings.TrimSpace(text[:at]), strings.Trim(text[at:], ";,/&| ")
		if value.WholePhone(first, region) {
			return first, rest, nil
		}
	}
	if wrong := value.OddPhone(text, region); wrong != nil {
		return "", "", quoted(wrong, cell)
	}
	return text, "", nil
}

// unshortened is a number of the form 9.820011111E9 in full, where it has all its digits;
// any other text as it is.
func unshortened(text string) string {
	base, power, ok := strings.Cut(strings.ToUpper(text), "E")
	whole, part, _ := strings.Cut(base, ".")
	n, err := strconv.Atoi(strings.TrimPrefix(power, "+"))
	if !ok || err != nil || len(whole) != 1 || n < 7 || n > 14 || len(part) > n || n-len(part) > 2 || value.OnlyDigits(whole+part) != whole+part {
		return text
	}
	return whole + part + strings.Repeat("0", n-len(part))
}

// quote is a cell as a complaint quotes it.
func quote(cell workbook.Cell) string { return value.Limit(value.Clean(cell.Shown), 40) }

// quoted has a complaint quote the cell as it is shown.
func quoted(wrong *fault.Error, cell workbook.Cell) *fault.Error {
	if len(wrong.Args) == 0 {
		return wrong
	}
	told := *wrong
	told.Args = append([]any{quote(cell)}, wrong.Args[1:]...)
	return &told
}
