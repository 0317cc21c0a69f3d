package opening_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/imports/opening"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"
)

// oddBook is a sheet as offices keep them: a title with a day, headings of two rows that
// are merged, a row that is hidden, a day as a number, figures of another script, a flat in
// two spellings, and a formula, worked out or not.
func oddBook(tb testing.TB, worked bool) opening.File {
	tb.Helper()
	f := excelize.NewFile()
	must(tb, f.SetSheetName("Sheet1", "Dues"))
	for at, v := range map[string]any{
		"A1": "Outstanding as on 31.10.2026",
		"A2": "Flat No", "B2": "Owner Name", "C2": "E-mail", "D2": "Outstanding", "G2": "Bill Date",
		"D3": "0-30 days", "E3": "31-60 days", "F3": "Total",
		"A4": "Q-१०१", "B4": "Ravi Iyer", "C4": "ravi@new.example", "D4": "₹ १,२५,०००.५०", "F4": "1,25,000.50",
		"A5": "Q-102", "B5": "Leela Rao", "C5": "leela@new.example", "E5": 500.25, "F5": 500.25, "G5": 46086,
		"A6": "Q103", "B6": "Anil Shah", "C6": "anil@new.example", "D6": 5, "E6": 6,
		"A7": "Flat No. Q-103", "D7": "-",
		"A8": "Total", "D8": 125005.5, "E8": 506.25, "F8": 125511.75,
	} {
		must(tb, f.SetCellValue("Dues", at, v))
	}
	if worked {
		must(tb, f.SetCellValue("Dues", "F6", 11))
	}
	must(tb, f.SetCellFormula("Dues", "F6", "SUM(D6:E6)"))
	must(tb, f.MergeCell("Dues", "D2", "F2"))
	must(tb, f.MergeCell("Dues", "A2", "A3"))
	must(tb, f.SetRowVisible("Dues", 5, false))
	var b bytes.Buffer
	must(tb, f.Write(&b))
	return opening.File{Name: "dues.xlsx", Content: b.Bytes()}
}

func TestOfAnOddSheet(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	options := opening.Options{Type: "2BHK"}
	report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), []opening.File{oddBook(t, true)}, options)
	if w := report.Whole; err != nil || len(report.Bad) > 0 || report.Added.Units != 3 || report.Added.Residents != 3 || w.Days30 != 12500550 || w.Days60 != 50625 {
		t.Fatalf("%v, %+v\n%s", err, w, openingText(report))
	}
	for _, says := range []string{"hidden in their file and were read all the same: Dues row 5", "titles name another day", "Dues A1: 31 October 2026", "Dues F8: 1,25,511.75"} {
		if !strings.Contains(openingText(report), says) {
			t.Errorf("%q is not told:\n%s", says, openingText(report))
		}
	}
	report, err = soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), []opening.File{oddBook(t, false)}, options)
	if err != nil || len(report.Bad) != 1 || report.Bad[0].Cell != "F6" || !strings.Contains(report.Bad[0].Why.Error(), "SUM(D6:E6)") {
		t.Errorf("%v\n%s", err, openingText(report))
	}
}

// TestTwice: of several who take the same sheets in at once one does, and the others
// are told so; of two whose sheets say the same of a unit the second has to look again.
func TestTwice(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	options := opening.Options{Type: "2BHK"}
	mine, other := csvFile("mine.csv", "Flat,Owner Name,E-mail,O/S", "Q-101,Ravi Iyer,ravi@new.example,500"), csvFile("other.csv", "Flat,Owner Name,E-mail,O/S", "Q-101,Ravi Iyer,ravi@new.example,700", "Q-102,,,5")
	for _, file := range []opening.File{mine, other} {
		if report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), []opening.File{file}, options); err != nil || len(report.Bad) > 0 {
			t.Fatalf("%v\n%s", err, openingText(report))
		}
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	did, told := 0, 0
	for range 4 {
		all.Go(func() {
			_, err := soc.Openings.Open(t.Context(), soc.Admin, uuid.New(), []opening.File{mine}, options, "Meena Rao", nil)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				did++
			} else if strings.Contains(err.Error(), "taken in already, as import 1") {
				told++
			} else {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if did != 1 || told != 3 {
		t.Errorf("%d did it and %d were told", did, told)
	}
	report, err := soc.Openings.Open(t.Context(), soc.Admin, uuid.New(), []opening.File{other}, options, "Meena Rao", nil)
	datatest.Kind(t, err, fault.Invalid)
	if !errors.Is(err, intake.ErrBadLines) || !strings.Contains(openingText(report), "Q 101 has opening dues of 500.00 already by import 1") {
		t.Errorf("%v\n%s", err, openingText(report))
	}
	if n := soc.Count(t, `bills WHERE bill_type = 'Opening'`); n != 1 {
		t.Errorf("%d opening bills", n)
	}
}

// TestLeavesNothingUnsaid: what a sheet has and nothing takes is told with its cell.
func TestLeavesNothingUnsaid(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), []opening.File{
		csvFile("m.csv", "Flat,Owner Name,Mobile,Occupancy,Move In,Remarks,,Tenant,Tenant Mobile", "A-104,,9820012347,Owner,,,,,", "A-105,Vacant,9820012348,,1/4/2020,,,,", "A-106,Ravi Iyer,9820012349,Owner,,quiet,see file,,9820012350", "A-107,,-,,,,,,", "A-108,Leela Rao,,,,,,,,extra"),
	}, opening.Options{Type: "2BHK"})
	if err != nil {
		t.Fatal(err)
	}
	text := openingText(report)
	for _, says := range []string{
		"m C2 Whose number is “9820012347”?", "m I4 Whose number is “9820012350”?", "nobody's name, and are not read: m C3: 9820012348 of Vacant",
		"nobody's name and are not read: m row 3", "under no heading, and are not read: m G4: see file; m J6: extra", "m: Remarks",
	} {
		if !strings.Contains(text, says) {
			t.Errorf("%q is not told", says)
		}
	}
	if len(report.Bad) != 2 {
		t.Errorf("%d are bad", len(report.Bad))
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestSaysOnceWhatAllLinesLack: where no sheet has types, and a sheet with phones no names,
// that is told once with what to do, and not for each of its lines.
func TestSaysOnceWhatAllLinesLack(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	sheets := []opening.File{csvFile("m.csv", "Flat No,Floor,Party's Title,Mobile No(s).,Email", "Flat 104 (A),1,Ravi Iyer,98200 12347,", "A/105,1,Leela Rao,,leela@example.com", "A 106,1,Vijay Nair,98200 12349,")}
	report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), sheets, opening.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := openingText(report)
	for _, says := range []string{"“Mobile No(s).” has no column of names", `--map "Mobile No(s).=-"`, "which 3 new ones need", "--unit-type 2BHK"} {
		if !strings.Contains(text, says) {
			t.Errorf("%q is not told", says)
		}
	}
	if len(report.Bad) != 2 {
		t.Errorf("%d are bad", len(report.Bad))
	}
	mapped, err := opening.ReadMapping([]string{"Party's Title=resident_name"})
	if err != nil {
		t.Fatal(err)
	}
	report, err = soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), sheets, opening.Options{Type: "2BHK", Mapping: mapped})
	if err != nil || len(report.Bad) != 0 || report.Added.Residents != 3 || report.Added.Units != 3 {
		t.Errorf("%+v, %v", report.Added, err)
	}
	sheets = []opening.File{csvFile("m.csv", "Flat,Name of Member(s),Contact No(s),Tenant (if any),Tenant's Mobile", "A-104,Ravi Iyer,98200 12347,Leela Rao,98200 12348")}
	if report, err = soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), sheets, opening.Options{Type: "2BHK"}); err != nil || len(report.Bad) != 0 || report.Added.Residents != 2 {
		t.Errorf("%+v, %v\n%s", report.Added, err, openingText(report))
	}
	if t.Failed() {
		t.Log(text)
	}
}
