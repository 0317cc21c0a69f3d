package opening_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/imports/opening"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// TestByAge: what a sheet has by age comes to stand so in the ageing, and where its
// Total says something else the cell is told.
func TestByAge(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	options := opening.Options{Type: "2BHK", AsOn: soc.Settings.ThisDay().AddDays(-5)}
	rehearse := func(file opening.File) opening.Report {
		report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), []opening.File{file}, options)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	const heads = "Flat,Owner Name,E-mail,Not due,0-30,31-60,61-90,90+,Total O/S"
	bad := rehearse(csvFile("ages.csv", heads, "Q-101,A,a@new.example,0,100,0,0,250.50,350", "Q-102,B,b@new.example,,-50,,,200,150", "Q-103,C,c@new.example,,abc,,,1,1",
		"Q-104,D,d@new.example,,,,,,500", "Q-105,E,e@new.example,,10,,,,10", "Total,,,0,61,0,0,451.50,1011"))
	want := []string{
		"ages I2 The ages of this line sum up to 350.50, and its total is 350.00.", "ages E3 “-50” was paid ahead, and the other ages are owed: take it off the oldest of them.",
		"ages E4 “abc” is no amount", "ages I5 The ages of this line sum up to 0.00, and its total is 500.00.",
	}
	if got := strings.Split(openingText(bad), "\n"); len(bad.Bad) != len(want) {
		t.Errorf("%d cells are bad:\n%s", len(bad.Bad), openingText(bad))
	} else {
		for i, says := range want {
			if !strings.HasPrefix(got[i], says) {
				t.Errorf("%q, and not %q", got[i], says)
			}
		}
	}
	file := csvFile("ages.csv", heads, "Q-101,A,a@new.example,10,100,0,0,250.50,360.50", "Q-102,B,b@new.example,,,,,,-75", "Q-103,C,c@new.example,,0,\"1,000\",70,,\"1,070\"", "Q-104,D,d@new.example,-,-,-,-,-,-", "Q-105,E,e@new.example,,,,,,90 Cr",
		"Grand Total,,,10,100,1000,70,250.50,\"1,265.50\"")
	report := rehearse(file)
	if w := report.Whole; len(report.Bad) > 0 || w.Days30 != 11000 || w.Days60 != 100000 || w.Days90 != 7000 || w.Older != 25050 || w.Credits != 16500 || report.Added.Dues != 5 || report.Added.Credits != 2 {
		t.Fatalf("%+v\n%s", w, openingText(report))
	}
	if _, err := soc.Openings.Open(t.Context(), soc.Admin, uuid.New(), []opening.File{file}, options, "Meena Rao", nil); err != nil {
		t.Fatal(err)
	}
	aged, err := soc.Money.Ageing(t.Context(), soc.Admin)
	if err != nil || aged.Days30 != 11000 || aged.Days60 != 100000 || aged.Days90 != 7000 || aged.Older != 25050 {
		t.Errorf("%+v, %v", aged.Aged, err)
	}
	if text := datatest.Scan[string](t, soc.DB.Owner, `SELECT b.description FROM bills b JOIN units u ON u.id = b.unit_id WHERE u.label = 'Q-103' AND b.amount = 1000`); !strings.HasPrefix(text, "Late by 31 to 60 days as on ") {
		t.Errorf("its bill says %q", text)
	}
	// The day after it is the same sheet still.
	options.AsOn = value.Day{}
	if again := rehearse(file); len(again.Bad) > 0 || again.Added != (opening.Counts{}) || again.Same.Dues != 7 {
		t.Errorf("again: %+v, there %+v\n%s", again.Added, again.Same, openingText(again))
	}
}

// TestReceipts: whoever comes with a receipt of old is found by its number, and a
// payment of the bank's by the bank's.
func TestReceipts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	file := csvFile("Receipts.csv", "Receipt No,Date,Flat,Amount Recd,Mode,Chq/UTR No", "R/1042,1/4/2026,A-101,700,Cash,-", "1043,2/4/2026,A-101,701,UPI,UTR778899", "44,3/4/2026,A-101,702,Cash,", ",4/4/2026,A-101,703,Cash,")
	report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), []opening.File{file}, opening.Options{})
	if err != nil || len(report.Bad) > 0 {
		t.Fatalf("%v\n%s", err, openingText(report))
	}
	for _, says := range []string{"numbers of this register: Receipts A2: R/1042; Receipts A4: Receipt 44", "found by the reference: Receipts A3: UTR778899, receipt 1043"} {
		if !strings.Contains(openingText(report), says) {
			t.Errorf("%q is not told:\n%s", says, openingText(report))
		}
	}
	if _, err := soc.Openings.Open(t.Context(), soc.Admin, uuid.New(), []opening.File{file}, opening.Options{}, "Meena Rao", nil); err != nil {
		t.Fatal(err)
	}
	for term, paid := range map[string]value.Paise{"r1042": 70000, "UTR 778899": 70100, "receipt 44": 70200} {
		page, err := soc.Money.Payments(t.Context(), soc.Admin, money.PaymentFilter{Search: term})
		if err != nil || len(page.Payments) != 1 || page.Payments[0].Amount != paid {
			t.Errorf("by %s are found %+v, %v", term, page.Payments, err)
		}
	}
}
