package data_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// beforeMoneysDay is the last step before money had days, lines and runs.
const beforeMoneysDay = 102

// adoptedMoney adds to an adopted database two years of what other programs bill and
// take: in part, twice, failed, pending, without a status, a day, a bill or a unit, and
// at the ends of the society's days.
const adoptedMoney = `
	INSERT INTO blocks (id, name) SELECT ('00000000-0000-0000-0009-' || lpad(i::text, 12, '0'))::uuid, 'Wing ' || i FROM generate_series(1, 3) i;
	INSERT INTO units (id, block_id, unit_number, floor_number, type)
		SELECT ('00000000-0000-0000-0008-' || lpad(i::text, 12, '0'))::uuid, ('00000000-0000-0000-0009-' || lpad((1 + i % 3)::text, 12, '0'))::uuid, i::text, 1, '2BHK'
		FROM generate_series(1, 12) i;
	INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date, status, description)
		SELECT ('00000000-0000-0000-0007-' || lpad(i::text, 12, '0'))::uuid, CASE WHEN i % 97 > 0 THEN ('00000000-0000-0000-0008-' || lpad((1 + i % 12)::text, 12, '0'))::uuid END,
			(ARRAY['Maintenance', 'Water', 'Sinking Fund'])[1 + i % 3], 1000 + i + (i % 4) * 0.25, d, d + 15,
			(ARRAY['unpaid', 'paid', 'overdue', 'partially_paid', NULL])[1 + i % 5], 'Bill ' || i
		FROM (SELECT i, current_date + 40 - (i * 2) AS d FROM generate_series(1, 400) i) b;
	INSERT INTO payments (bill_id, amount_paid, payment_method, transaction_reference, payment_date, status)
		SELECT CASE WHEN i % 41 > 0 THEN b.id END, CASE i % 6 WHEN 0 THEN b.amount WHEN 1 THEN b.amount / 3 WHEN 2 THEN b.amount + 50 WHEN 3 THEN 0.01 WHEN 4 THEN b.amount / 2 ELSE 700 END,
			(ARRAY['UPI', 'Cash', 'Cheque', NULL])[1 + i % 4], CASE WHEN i % 3 > 0 THEN 'REF ' || i / 2 END,
			CASE WHEN i % 29 > 0 THEN (b.bill_date + i % 20)::timestamp AT TIME ZONE 'Asia/Kolkata' + (i % 3 - 1) * interval '1 microsecond' END,
			(ARRAY['success', 'success', NULL, 'failed', 'pending', 'Success'])[1 + i % 6]
		FROM (SELECT b.id, b.amount, b.bill_date, row_number() OVER (ORDER BY b.id)::int AS i FROM bills b WHERE description LIKE 'Bill %') b
		WHERE i % 7 > 0`

// figures are read from the tables themselves, by name and amount.
func figures(t *testing.T, pool *pgxpool.Pool, sql string) map[string]string {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	found := map[string]string{}
	var name, amount string
	if _, err := pgx.ForEachRow(rows, []any{&name, &amount}, func() error {
		found[name] = amount
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// openingFigures are the sums of an adopted society before money had days: what each
// unit owes and owes late, by age, what was billed and what came in by month.
func openingFigures(t *testing.T, pool *pgxpool.Pool) map[string]string {
	t.Helper()
	const due = `greatest(b.amount - b.waived_amount - b.amount_paid, 0)`
	all := map[string]string{}
	for kind, sql := range map[string]string{
		"owes": `SELECT u.label || ' ' || u.id, sum(` + due + `)::numeric(12,2)::text FROM bills b JOIN units u ON u.id = b.unit_id GROUP BY 1 HAVING sum(` + due + `) > 0`,
		"late": `SELECT u.label || ' ' || u.id, sum(` + due + `)::numeric(12,2)::text FROM bills b JOIN units u ON u.id = b.unit_id
			WHERE b.due_date < society360_today() GROUP BY 1 HAVING sum(` + due + `) > 0`,
		"aged": `SELECT CASE WHEN d <= 30 THEN '30' WHEN d <= 60 THEN '60' WHEN d <= 90 THEN '90' ELSE 'more' END, sum(due)::numeric(12,2)::text
			FROM (SELECT society360_today() - b.due_date AS d, ` + due + ` AS due FROM bills b WHERE b.due_date < society360_today()) l GROUP BY 1`,
		"billed": `SELECT to_char(bill_date, 'YYYY-MM'), sum(amount - waived_amount)::numeric(12,2)::text FROM bills GROUP BY 1`,
		"collected": `SELECT to_char(coalesce(payment_date, '1970-01-01Z') AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM'), sum(amount_paid)::numeric(12,2)::text
			FROM payments WHERE coalesce(status, 'success') = 'success' GROUP BY 1`,
		"sums": `SELECT 'bills', count(*) || ' ' || sum(amount) || ' ' || sum(amount_paid) || ' ' || sum(waived_amount) || ' ' || count(*) FILTER (WHERE status = 'paid') FROM bills
			UNION ALL SELECT 'payments ' || coalesce(status, '-'), count(*) || ' ' || sum(amount_paid) FROM payments GROUP BY status`,
	} {
		for name, amount := range figures(t, pool, sql) {
			all[kind+" "+name] = amount
		}
	}
	return all
}

// TestMoneyOfAnAdoptedSociety: what an adopted society owes, owes late and has taken is
// the same before the steps that gave money its days and behind them, in the tables and
// as the desk reads them; no row is dated, and no day has more than its own rows.
func TestMoneyOfAnAdoptedSociety(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Exec(t, db.Owner, adoptedMoney)
	theirs := map[string]string{"payments": datatest.ColumnsOf(t, db.Owner, "payments"), "bills": "id, unit_id, bill_type, amount, bill_date, due_date, description, created_at"}
	rows := datatest.RowsOf(t, db.Owner, theirs)
	datatest.MigrateTo(t, db, beforeMoneysDay)
	was := openingFigures(t, db.Owner)
	datatest.Migrate(t, db.Config)

	for name, amount := range openingFigures(t, db.Owner) {
		if amount != was[name] {
			t.Errorf("%s is %s, was %s", name, amount, was[name])
		}
		delete(was, name)
	}
	if len(was) > 0 {
		t.Errorf("gone: %v", was)
	}
	for table, is := range datatest.RowsOf(t, db.Owner, theirs) {
		if is != rows[table] {
			t.Errorf("%s: %s, was %s", table, is, rows[table])
		}
	}
	for _, none := range []string{
		`payments WHERE num_nonnulls(received_on, counted_on, cheque_date, bank, claim_id, paid_by_name) > 0`, `bills WHERE num_nonnulls(run_id, run_month, voided_at) > 0`,
		`payment_lines`, `payment_totals`, `bill_lines`, `cash_closings`, `society360_bill_runs`,
	} {
		if n := datatest.Number(t, db, `SELECT count(*) FROM `+none); n != 0 {
			t.Errorf("%d %s", n, none)
		}
	}
	s := datatest.OpenStore(t, db)
	read, want := deskFigures(t, s), openingFigures(t, db.Owner)
	for name, amount := range want {
		// A payment without a time counts where time begins, which no report's range reaches.
		if kind, _, _ := strings.Cut(name, " "); kind != "sums" && name != "collected 1970-01" && read[name] != amount {
			t.Errorf("the desk reads %s as %q, it is %s", name, read[name], amount)
		}
	}
	for name, amount := range read {
		if want[name] == "" {
			t.Errorf("the desk reads %s %s, which nobody wrote", name, amount)
		}
	}
}

// deskFigures are openingFigures as the desk reads them.
func deskFigures(t *testing.T, s *data.Society) map[string]string {
	t.Helper()
	who, all := role.Program(), map[string]string{}
	add := func(name string, amount value.Paise) {
		if amount != 0 {
			all[name] = datatest.Rupees(int64(amount))
		}
	}
	accounts, err := s.Money.UnitAccounts(t.Context(), who, money.AccountFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts.Accounts {
		add(fmt.Sprintf("owes %s %s", a.Unit, a.UnitID), a.Due)
		add(fmt.Sprintf("late %s %s", a.Unit, a.UnitID), a.Late)
	}
	defaulters, err := s.Money.Defaulters(t.Context(), who, money.AgeingFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defaulters.Units {
		if name := fmt.Sprintf("late %s %s", d.Unit, d.UnitID); all[name] != datatest.Rupees(int64(d.Total)) {
			t.Errorf("%s is %s, and among the defaulters %s", name, all[name], d.Total)
		}
	}
	ageing, err := s.Money.Ageing(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	add("aged 30", ageing.Days30)
	add("aged 60", ageing.Days60)
	add("aged 90", ageing.Days90)
	add("aged more", ageing.Older)
	today := value.UTCToday()
	for _, years := range []int{-50, -30, -10} {
		report, err := s.Reports.Collection(t.Context(), who, reports.Range{From: today.AddMonths(12*years + 1).FirstOfMonth(), To: today.AddMonths(12 * min(years+20, 9)).FirstOfMonth().AddDays(-1)})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range report.Months {
			add("billed "+m.Month.String()[:7], m.Billed)
			add("collected "+m.Month.String()[:7], m.Collected)
		}
	}
	return all
}
