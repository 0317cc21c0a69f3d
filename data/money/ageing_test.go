package money_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// byHand is the ageing of each unit from the payments themselves, knowing nothing
// of what triggers keep.
const byHand = `
	WITH paid AS (
		SELECT bill_id, sum(amount_paid) AS sum FROM payments WHERE coalesce(status, 'success') = 'success' GROUP BY bill_id
	), late AS (
		SELECT b.unit_id, b.amount - b.waived_amount - coalesce(p.sum, 0) AS due,
			(now() AT TIME ZONE 'Asia/Kolkata')::date - b.due_date AS days
		FROM bills b LEFT JOIN paid p ON p.bill_id = b.id
	)
	SELECT u.label, k.name,
		concat_ws(' ', sum(CASE WHEN days BETWEEN 1 AND 30 THEN due ELSE 0.00 END), sum(CASE WHEN days BETWEEN 31 AND 60 THEN due ELSE 0.00 END),
			sum(CASE WHEN days BETWEEN 61 AND 90 THEN due ELSE 0.00 END), sum(CASE WHEN days > 90 THEN due ELSE 0.00 END), sum(due), count(*))
	FROM late JOIN units u ON u.id = late.unit_id JOIN blocks k ON k.id = u.block_id
	WHERE due > 0 AND days > 0 GROUP BY GROUPING SETS ((u.label, k.name), (k.name), ())`

// figuresOf writes what is late as byHand does.
func figuresOf(a money.Aged) string {
	return fmt.Sprintf("%s %s %s %s %s %d", datatest.Rupees(int64(a.Days30)), datatest.Rupees(int64(a.Days60)), datatest.Rupees(int64(a.Days90)),
		datatest.Rupees(int64(a.Older)), datatest.Rupees(int64(a.Total)), a.Bills)
}

// TestAgeingOfTheDemoSociety holds the lists against SQL written by hand.
func TestAgeingOfTheDemoSociety(t *testing.T) {
	t.Parallel()
	db := datatest.Demo(t)
	society := datatest.OpenStore(t, db)
	admin, err := society.Accounts.ActorByEmail(t.Context(), role.Origin{}, "admin@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	datatest.Exec(t, db.Owner, `UPDATE bills SET due_date = due_date - 45 WHERE bill_type = 'Water'`) // so that each age has some
	want := map[string]string{}
	rows, err := db.Owner.Query(t.Context(), byHand)
	if err != nil {
		t.Fatal(err)
	}
	var unit, block *string
	var line string
	if _, err := pgx.ForEachRow(rows, []any{&unit, &block, &line}, func() error {
		name := "all"
		switch {
		case unit != nil:
			name = *unit
		case block != nil:
			name = *block
		}
		want[name] = line
		return nil
	}); err != nil {
		t.Fatal(err)
	}

	got := map[string]string{}
	ageing, err := society.Money.Ageing(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	got["all"] = figuresOf(ageing.Aged)
	units := 0
	for _, b := range ageing.Blocks {
		got[b.Block] = figuresOf(b.Aged)
		units += b.Units
	}
	filter := money.AgeingFilter{Limit: 7}
	for last := value.MaxAmount; ; {
		page, err := society.Money.Defaulters(t.Context(), admin, filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Units {
			if r.Total > last {
				t.Errorf("%s owes %s, and comes after one who owes %s", r.Unit, r.Total, last)
			}
			if got[r.Unit] != "" {
				t.Errorf("%s is listed twice", r.Unit)
			}
			last, got[r.Unit] = r.Total, figuresOf(r.Aged)
		}
		if !page.More {
			break
		}
		filter.After = page.Units[len(page.Units)-1].Cursor()
	}
	if !maps.Equal(got, want) {
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s: listed %q, by hand %q", name, got[name], want[name])
			}
		}
	}
	if len(got) < 20 || ageing.Units != units || units != len(got)-1-len(ageing.Blocks) {
		t.Errorf("%d lines, %d units of %d", len(got), units, ageing.Units)
	}
	a := ageing.Aged
	if a.Days30 == 0 || a.Days60 == 0 || a.Days90 == 0 || a.Days30+a.Days60+a.Days90+a.Older != a.Total {
		t.Errorf("the society: %+v", a)
	}
	t.Logf("%d units of the demo society are late with %s: %s, %s, %s and %s by age, the same by hand", units, a.Total, a.Days30, a.Days60, a.Days90, a.Older)

	second := ageing.Blocks[1]
	filter = money.AgeingFilter{Block: second.BlockID, Limit: 500}
	page, err := society.Money.Defaulters(t.Context(), admin, filter)
	if err != nil || len(page.Units) != second.Units {
		t.Errorf("%s lists %d units, want %d: %v", second.Block, len(page.Units), second.Units, err)
	}
}

// TestABillThatWasAlwaysLateIsOlder: a due date of another program may be infinite.
func TestABillThatWasAlwaysLateIsOlder(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES
		($1, 'Water', 40, '-infinity', '-infinity'), ($1, 'Water', 2, 'infinity', 'infinity'), ($1, 'Water', 1, '0044-03-15 BC', '0044-03-15 BC')`, s.Units["A-101"])
	all, err := s.Money.Ageing(t.Context(), s.Admin)
	if err != nil || all.Older != 41_00 || all.Total != 41_00 || len(all.Blocks) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	page, err := s.Money.Defaulters(t.Context(), s.Admin, money.AgeingFilter{})
	if err != nil || len(page.Units) != 1 || page.Units[0].Older != 41_00 {
		t.Errorf("%+v, %v", page, err)
	}
}
