package opening_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/imports/opening"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// TestOfASociety: the sheets of 300 flats with faults of more than 40 kinds, from
// the first rehearsal to the signed sums; taken in, back, and in again.
func TestOfASociety(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	today := soc.Settings.ThisDay()
	bad := madeSociety(today)
	type place struct{ sheet, cell string }
	want := map[place]string{}
	for _, b := range badRows() {
		s := bad.sheets[b.sheet]
		if s.rows = append(s.rows, b.row); b.says != "" {
			want[place{s.name, b.column + fmt.Sprint(len(s.rows))}] = b.says
		}
	}
	if len(want) < 40 {
		t.Fatalf("only %d faults", len(want))
	}
	for name, files := range map[string][]opening.File{"xlsx": bad.book(t), "csv": bad.files(t)} {
		report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), files, opening.Options{})
		if err != nil {
			t.Fatal(err)
		}
		left := maps.Clone(want)
		for _, b := range report.Bad {
			at := place{b.Sheet, b.Cell}
			if b.Cell == "" {
				at.cell = fmt.Sprint(b.Line)
			}
			says, ok := left[at]
			if delete(left, at); !ok || !strings.Contains(b.Why.Error(), says) {
				t.Errorf("%s: unlooked for: %s %s %s", name, b.Sheet, at.cell, b.Why.Error())
			}
		}
		for at, says := range left {
			t.Errorf("%s: not told: %s %s %s", name, at.sheet, at.cell, says)
		}
	}
	if n := soc.Count(t, `society360_imports`); n != 0 {
		t.Errorf("%d rehearsals are kept of bad sheets", n)
	}
	before := openingRows(t, soc)
	good := madeSociety(today)
	for round, files := range [][]opening.File{good.book(t), good.files(t)} {
		report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), files, opening.Options{})
		if err != nil || len(report.Bad) > 0 {
			t.Fatalf("%v\n%s", err, openingText(report))
		}
		good.compare(t, report)
		report, err = soc.Openings.Open(t.Context(), soc.Admin, uuid.New(), files, opening.Options{}, "Meena Rao, Treasurer", nil)
		if err != nil || report.Number != round+1 {
			t.Fatalf("import %d: %v\n%s", report.Number, err, openingText(report))
		}
		good.compare(t, report)
		aged, err := soc.Money.Ageing(t.Context(), soc.Admin)
		if err != nil || aged.Days30 != good.ages[30] || aged.Days60 != good.ages[60] || aged.Days90 != good.ages[90] || aged.Older != good.ages[91] {
			t.Errorf("ageing %+v of %v, %v", aged.Aged, good.ages, err)
		}
		if due := value.Paise(datatest.Scan[int64](t, soc.DB.Owner, `SELECT (100 * sum(amount - waived_amount - amount_paid) FILTER (WHERE amount > 0))::bigint FROM bills WHERE bill_type = 'Opening'`)); due != sumOf(good.owed) {
			t.Errorf("%s are due, of %s", due, sumOf(good.owed))
		}
		good.again(t, soc, files)
		if _, err := soc.Openings.TakeBack(t.Context(), soc.Admin, uuid.New(), report.Number, "once more"); err != nil {
			t.Fatal(err)
		}
		if after := openingRows(t, soc); !slices.Equal(before, after) {
			t.Fatalf("there were\n%s\nand are\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
	}
}

// openingTables are those that an opening writes to, and those that follow.
func openingTables() []string {
	return []string{"blocks", "units", "users", "user_units", "bills", "payments", "maintenance_tickets", "payment_lines", "bill_lines", "payment_totals", "society360_import_rows"}
}

// openingRows tells the tables' rows by a sum over all that stands in them.
func openingRows(t *testing.T, soc *datatest.Society) (all []string) {
	t.Helper()
	for _, table := range openingTables() {
		all = append(all, datatest.Scan[string](t, soc.DB.Owner, `SELECT '`+table+` ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') FROM `+table+` t`))
	}
	return all
}

// compare compares what a report says with what the sheets were made of.
func (s *openSociety) compare(t *testing.T, r opening.Report) {
	t.Helper()
	w := r.Whole
	if r.Added.Units != s.flats || r.Added.Payments != s.payments || r.Added.Tickets != s.tickets || r.Added.Residents != s.flats+s.flats/5 || len(r.Blocks) != 3 {
		t.Errorf("added %+v in %d blocks", r.Added, len(r.Blocks))
	}
	if w.Dues != sumOf(s.owed) || w.Credits != sumOf(s.ahead) || w.Paid != sumOf(s.paid) ||
		w.NotYet != s.ages[0] || w.Days30 != s.ages[30] || w.Days60 != s.ages[60] || w.Days90 != s.ages[90] || w.Older != s.ages[91] {
		t.Errorf("%+v of %v %v %v %v", w, s.owed, s.ahead, s.paid, s.ages)
	}
	for _, b := range r.Blocks {
		if b.Dues != s.owed[b.Block] || b.Credits != s.ahead[b.Block] || b.Paid != s.paid[b.Block] {
			t.Errorf("%+v of %v %v %v", b, s.owed[b.Block], s.ahead[b.Block], s.paid[b.Block])
		}
	}
}

// again: the same sheets a second time find everything there, and add nothing.
func (s *openSociety) again(t *testing.T, soc *datatest.Society, files []opening.File) {
	t.Helper()
	options := opening.Options{Type: "2BHK"}
	report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), files, options)
	if err != nil || len(report.Bad) > 0 || report.Added != (opening.Counts{}) || report.Same.Units != s.flats || report.Same.Payments != s.payments {
		t.Errorf("again: %v, added %+v, there %+v\n%s", err, report.Added, report.Same, openingText(report))
	}
}

func sumOf(by map[string]value.Paise) (sum value.Paise) {
	for _, p := range by {
		sum += p
	}
	return sum
}
