package opening

import (
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/value"
)

// TestAgeColumns: headings of ages as such sheets have them, and those of something else.
func TestAgeColumns(t *testing.T) {
	t.Parallel()
	asOn := value.Day{Year: 2026, Month: time.November, Day: 30}
	for head, want := range map[string]string{
		"0-30": "days_30", "1 - 30 Days": "days_30", "0 to 30 days": "days_30", "0–30 (Days)": "days_30", "Upto 30 days": "days_30", "< 30 Days": "days_30", "30-60": "days_60", "31-60 days (Rs.)": "days_60",
		"61 - 90": "days_90", "60-90 Days": "days_90", "2-3 months": "days_90", "90+": "older", ">90": "older", "> 90 Days": "older", "91+ days": "older", "Above 90 days": "older", "90 days & above": "older",
		"More than 3 months": "older", "Overdue 31-60": "days_60", "91-180": "late_91_180", "180+": "late_181_36500", "6-12 months": "late_181_360", "1-2 years": "late_366_730",
		"Current": "not_late", "Current Dues": "not_late", "Not yet due": "not_late", "Not Late": "not_late", "Days 30": "days_30",
		"Dues up to Mar": "until_2026-03-31", "Dues upto Dec": "until_2025-12-31", "Arrears upto Mar-26": "until_2026-03-31", "Outstanding as on 31.03.2026": "until_2026-03-31", "O/S till 31st March 2026": "until_2026-03-31",
		"2025-26": "", "Flat 101-104": "", "90": "", "Apr-26": "", "Parking": "", "Dues up to now": "", "Up to Mar 1926": "", "Up to 5/2027": "", "0-3": "",
	} {
		if got := headings([]string{"Flat", head}, nil, meanings(), asOn)[1]; got != want {
			t.Errorf("%q is %q, and not %q", head, got, want)
		}
	}
	for _, try := range []struct{ heads, want []string }{
		{[]string{"Flat", "30 days", "60 days", "90 days", "90+"}, []string{intake.UnitColumn, days30Column, days60Column, days90Column, olderColumn}},
		{[]string{"Flat", "Arrears", "Current Bill", "Total"}, []string{intake.UnitColumn, "until_2026-10-31", notLateColumn, duesColumn}},
		{[]string{"Flat", "Arrears"}, []string{intake.UnitColumn, duesColumn}},
		{[]string{"Flat", "0-30", "Total Due"}, []string{intake.UnitColumn, days30Column, duesColumn}},
		{[]string{"Flat", "Amount Recd", "Receipt Date", "0-30"}, []string{intake.UnitColumn, paidColumn, paidOnColumn, leftColumn}},
	} {
		columns := headings(try.heads, nil, meanings(), asOn)
		if settle(columns, "Sheet1"); !slices.Equal(columns, try.want) {
			t.Errorf("%q are %q, and not %q", try.heads, columns, try.want)
		}
	}
}
