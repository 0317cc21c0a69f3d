package opening_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/imports/opening"
	"github.com/civoranexus/society360/data/value"

	"github.com/xuri/excelize/v2"
)

// day is a cell with a day as a spreadsheet keeps it: a number, shown as a day.
type day value.Day

func (d day) text() string { return value.Day(d).Format("02/01/2006") }

// sheetRows are the rows of a sheet: texts, numbers (float64) and days.
type sheetRows struct {
	name string
	rows [][]any
}

// society is a society's own sheets, with what they sum up to.
type openSociety struct {
	sheets []*sheetRows
	flats  int
	// owed and ahead are in paise by block, late by block and age, paid by block.
	owed, ahead, paid map[string]value.Paise
	ages              map[int]value.Paise
	payments, tickets int
}

// madeSociety makes the sheets of 300 flats, as they are kept: titles, blank lines,
// headings repeated on each page, totals, a flat in ever other spelling.
func madeSociety(today value.Day) *openSociety {
	r := rand.New(rand.NewPCG(3, 60))
	s := &openSociety{owed: map[string]value.Paise{}, ahead: map[string]value.Paise{}, paid: map[string]value.Paise{}, ages: map[int]value.Paise{}}
	members := &sheetRows{name: "Members", rows: [][]any{
		{"GREEN PARK CO-OP HSG SOC LTD"},
		{"Regn. No. BOM/HSG/4711 of 1998"},
		{},
		{"List of Members as on 30.11.2026"},
		{"Sr. No.", "Wing", "Flat No.", "Flat Type", "Name of Member", "Mobile No.", "E-Mail ID", "Tenant", "Tenant Mobile", "Tenant Email", "Parking"},
	}}
	dues := &sheetRows{name: "O-S 30 Nov", rows: [][]any{{"Outstanding"}, {"Flat", "O/S Amt (Rs.)", "Dr/Cr", "Due Since", "Remarks"}}}
	receipts := &sheetRows{name: "Receipts 26-27", rows: [][]any{{"Date", "Flat No", "Amount Recd", "Mode", "Chq/Ref No", "Bank"}}}
	complaints := &sheetRows{name: "Complaints", rows: [][]any{{"Flat", "Nature of Complaint", "Date", "Status", "Priority"}}}
	s.sheets = []*sheetRows{members, dues, receipts, complaints}
	var totalDues, totalPaid value.Paise
	for _, wing := range []struct {
		name   string
		floors int
	}{{"X", 30}, {"Y", 25}, {"Z", 20}} {
		for floor := 1; floor <= wing.floors; floor++ {
			for n := 1; n <= 4; n++ {
				s.flats++
				i := s.flats
				number := strconv.Itoa(floor*100 + n)
				label := "Wing " + wing.name // of the block
				var block any
				if floor == 1 && n == 1 || i%7 == 0 {
					block = label // the cells below it are merged with it
				}
				if i%50 == 0 { // a page ends
					members.rows = append(members.rows, []any{}, members.rows[4])
				}
				var tenant, tenantPhone, tenantMail any
				if i%5 == 0 {
					tenant, tenantPhone, tenantMail = fmt.Sprintf("Tenant %d", i), fmt.Sprintf("+91 98%08d", i), fmt.Sprintf("t%d@new.example", i)
				}
				members.rows = append(members.rows, []any{
					float64(i), block, []any{number, wing.name + "-" + number, wing.name + number, float64(floor*100 + n), number + " " + wing.name}[i%5],
					[]any{"2BHK", "2 BHK", "2-bhk", "3 BHK"}[i%4], fmt.Sprintf("%s Member %d", []string{"Mr.", "Smt.", "Dr"}[i%3], i),
					[]any{float64(9820000000 + i), fmt.Sprintf("+91-98200 %05d", i), fmt.Sprintf("098200%05d", i), fmt.Sprintf("98200%05d / 98211%05d", i, i)}[i%4],
					[]any{fmt.Sprintf("Member%d@New.example", i), nil}[min(1, i%9/8)], tenant, tenantPhone, tenantMail, "P-" + strconv.Itoa(i),
				})
				at := []string{wing.name + "-" + number, wing.name + number, number + " " + wing.name, wing.name + "/" + number, "Flat No. " + wing.name + "-" + number}[i%5]
				if amount := value.Paise(r.IntN(40_000_00)); i%3 == 0 {
					late := r.IntN(200) - 10
					since := today.AddDays(-late)
					text := []any{float64(amount) / 100, "Rs. " + amount.String() + "/-", amount.String() + " Dr", "₹" + amount.String()}[i/3%4]
					var on any = day(since)
					if i%2 == 0 {
						on = since.Format("02/01/2006")
					}
					dues.rows = append(dues.rows, []any{at, text, nil, on, "as per ledger"})
					s.owed[label] += amount
					totalDues += amount
					s.ages[[]int{0, 30, 60, 90, 91}[ageOf(late)]] += amount
				} else if i%11 == 0 {
					text := []any{-float64(amount) / 100, "(" + amount.String() + ")", amount.String() + " Cr", amount.String() + "-"}[i%4]
					dues.rows = append(dues.rows, []any{at, text})
					s.ahead[label] += amount
					totalDues -= amount
				} else {
					dues.rows = append(dues.rows, []any{at, []any{"Nil", "-", 0.0, nil}[i%4]})
				}
				for month := range i % 3 {
					amount := value.Paise(1000_00 + r.IntN(9000)*100)
					receipts.rows = append(receipts.rows, []any{
						day(today.AddDays(-20 - 30*month - i%15)), at, float64(amount) / 100, []any{"NEFT", "UPI", "Cash", "Chq"}[i%4], []any{fmt.Sprintf("UTR%d-%d", i, month), float64(100000 + i*10 + month)}[i%2], "HDFC",
					})
					s.paid[label] += amount
					totalPaid += amount
					s.payments++
				}
				if i%40 == 0 {
					complaints.rows = append(complaints.rows, []any{at, fmt.Sprintf("Leak in bath %d", i), "3/11/2026", "Open", "High"}, []any{at, "Old leak", "3/1/2026", "Closed", ""})
					s.tickets++
				}
			}
		}
	}
	dues.rows = append(dues.rows, []any{"Grand Total", float64(totalDues) / 100}, []any{}, []any{"Prepared by the Hon. Treasurer"})
	receipts.rows = append(receipts.rows, []any{nil, "TOTAL", float64(totalPaid) / 100})
	return s
}

func ageOf(late int) int {
	for i, most := range []int{0, 30, 60, 90} {
		if late <= most {
			return i
		}
	}
	return 4
}

// book is the sheets as a workbook, with a sheet that nobody sees.
func (s *openSociety) book(tb testing.TB) []opening.File {
	tb.Helper()
	f := excelize.NewFile()
	asDay, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(tb, err)
	for i, sheet := range s.sheets {
		if i == 0 {
			must(tb, f.SetSheetName("Sheet1", sheet.name))
		} else {
			_, err := f.NewSheet(sheet.name)
			must(tb, err)
		}
		for r, row := range sheet.rows {
			for c, v := range row {
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				must(tb, err)
				if d, is := v.(day); is {
					v = float64(value.Day(d).DaysSince(value.Day{Year: 1899, Month: 12, Day: 30}))
					must(tb, f.SetCellStyle(sheet.name, at, at, asDay))
				}
				if v != nil {
					must(tb, f.SetCellValue(sheet.name, at, v))
				}
			}
		}
	}
	_, err = f.NewSheet("Workings")
	must(tb, err)
	must(tb, f.SetCellValue("Workings", "A1", "Flat No"))
	must(tb, f.SetSheetVisible("Workings", false))
	var b bytes.Buffer
	must(tb, f.Write(&b))
	return []opening.File{{Name: "society.xlsx", Content: b.Bytes()}}
}

// files are the sheets as CSV, as a spreadsheet saves them.
func (s *openSociety) files(tb testing.TB) []opening.File {
	tb.Helper()
	var all []opening.File
	for _, sheet := range s.sheets {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		for _, row := range sheet.rows {
			cells := make([]string, 11)
			for c, v := range row {
				switch v := v.(type) {
				case string:
					cells[c] = v
				case float64:
					cells[c] = strconv.FormatFloat(v, 'f', -1, 64)
				case day:
					cells[c] = v.text()
				}
			}
			must(tb, w.Write(cells))
		}
		w.Flush()
		all = append(all, opening.File{Name: sheet.name + ".csv", Content: b.Bytes()})
	}
	return all
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// badRow is a line that cannot be taken, of a sheet by its place, and what is said of the
// cell in a column.
type badRow struct {
	sheet  int
	row    []any
	column string
	says   string
}

func badRows() []badRow {
	long := strings.Repeat("x", 130)
	m := func(wing, flat, kind, name, phone, mail any) []any {
		return []any{999.0, wing, flat, kind, name, phone, mail}
	}
	return []badRow{
		{0, m("Wing X", "3-Jan", "2BHK", "A", "", ""), "C", "is what a spreadsheet made of a number"},
		{0, m("Wing X", "", "2BHK", "A", "", ""), "C", "The unit's number is missing"},
		{0, m("Wing X", "9101", long, "A", "", ""), "D", "is longer than the 20 characters"},
		{0, m("Wing X", "101", "", "X", "987650006", "x1@new.example"), "F", "has 9 digits"},
		{0, m("Wing X", "101", "", "X", "98200123O5", "x2@new.example"), "F", "among its digits"},
		{0, m("Wing X", "101", "", "X", "9.82E+09", "x3@new.example"), "F", "is what a spreadsheet made of a number"},
		{0, m("Wing X", "101", "", "X", "0000000000", "x4@new.example"), "F", "no number that anybody has"},
		{0, m("Wing X", "101", "", "X", "98200123456", "x5@new.example"), "F", "has 11 digits"},
		{0, m("Wing X", "101", "", "X", "", "h@r"), "G", "h@r"},
		{0, m("Wing X", "101", "", "X", "", "ravi iyer@new.example"), "G", "ravi iyer@new.example"},
		{0, m("Wing X", "101", "", "", "", "x6@new.example"), "E", "needs a name"},
		{0, m("Wing X", "101", "", long, "", "x7@new.example"), "E", "At most 100 characters"},
		{0, m("Wing X", "102", "", "Smt. Member 1", "", "Member1@new.example"), "", ""},
		{0, m("Wing X", "102", "", "Somebody Else", "", "member1@new.example"), "E", "Member 1, and not for Somebody Else"},
		{0, m("Wing X", "101", "4BHK", "", "", ""), "D", "Wing X 101 is a 2BHK by"},
		{0, m("Wing "+long, "101", "2BHK", "", "", ""), "B", "longer than the 50 characters"},
		{0, m("Wing X", "A number of a flat that is far too long", "2BHK", "", "", ""), "C", "longer than the 20 characters"},
		{0, m("Wing X", "9102", "2BKH", "", "", ""), "D", "2BKH is no type of unit"},
		{0, m("Wing X", "Terrace", "2BHK", "", "", ""), "", "The floor is missing"},
		{1, []any{"X-104", "12,34"}, "B", "may be a slip"},
		{1, []any{"X-104", "1O00"}, "B", "has “O” in it"},
		{1, []any{"X-104", "#REF!"}, "B", "is no amount"},
		{1, []any{"X-104", "(500) Dr"}, "B", "says both less and owed"},
		{1, []any{"X-104", 500.0, nil, "31/02/2026"}, "D", "is not a date"},
		{1, []any{"X-104", 500.0, nil, "03/25/2026"}, "D", "has the month before the day"},
		{1, []any{"X-104", 500.0, nil, "05/03/1926"}, "D", "is too far off"},
		{1, []any{"X-104", "99,99,99,99,999"}, "B", "is too much"},
		{1, []any{"X-104", "1.234"}, "B", "finer than a paisa"},
		{1, []any{"X-104", 500.0, "X"}, "C", "neither Cr nor Dr"},
		{1, []any{"W-999", 500.0}, "A", "neither in the register nor in a sheet of flats"},
		{1, []any{"104", 500.0}, "A", "names no block"},
		{1, []any{"X-103", 1.0}, "", ""},
		{1, []any{"X-103", 2.0}, "B", "has dues of this day already"},
		{2, []any{nil, "X-101", 500.0, "UPI", "U1"}, "A", "day of the payment is missing"},
		{2, []any{"1/1/2027", "X-101", 500.0, "UPI", "U2"}, "A", "yet to come"},
		{2, []any{"1/4/2026", "X-101", 0.0, "UPI", "U3"}, "C", "an amount above zero"},
		{2, []any{"1/4/2026", "X-101", "-500", "UPI", "U4"}, "C", "an amount above zero"},
		{2, []any{"1/4/2026", "X-101", nil, "UPI", "U5"}, "C", "The amount is missing"},
		{2, []any{"1/4/2026", "X-101", 500.0, "Bitcoin", "U6"}, "D", "is no way of paying"},
		{2, []any{"1/4/2026", "X-101", 700.0, "UPI", "U7"}, "", ""},
		{2, []any{"1/4/2026", "X 101", 700.0, "UPI", "u-7"}, "C", "This payment is there already"},
		{2, []any{nil, "Grand Total", 1.0}, "C", "The sheet's total is 1.00"},
		{3, []any{"X-101", "Noise", "1/11/2026", "Maybe"}, "D", "is no state of a ticket"},
		{3, []any{"X-101", "Noise 2", "1/11/2026", "Open", "asap"}, "E", "is no priority"},
		{3, []any{"X-101", "", "1/11/2026", "Open"}, "B", "needs a title"},
		{3, []any{"X-101", "Noise 3", "1/1/2027", "Open"}, "C", "yet to come"},
		{3, []any{"X-101", "Twice", "1/11/2026", "Open"}, "", ""},
		{3, []any{"X101", "twice", "1/11/2026", "Open"}, "B", "This ticket is there already"},
		{3, []any{"", "Whose?", "1/11/2026", "Open"}, "A", "number is missing"},
	}
}
