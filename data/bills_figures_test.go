package data_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/settings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// addBill inserts a bill as any program does that knows the platform's tables
// alone; due is its due date as SQL.
func addBill(tb testing.TB, pool *pgxpool.Pool, amount, due string) uuid.UUID {
	tb.Helper()
	id := uuid.New()
	datatest.Exec(tb, pool, `INSERT INTO bills (id, bill_type, amount, bill_date, due_date, status)
		VALUES ($1, 'Maintenance', $2, '2025-01-01', `+due+`, 'unpaid')`, id, amount)
	return id
}

// A bill is due in the far future or was long ago.
const future, past = `'2099-01-01'`, `'2025-01-10'`

// TestBillFiguresFollow takes one bill of Rs 1,000 through its life. A step that
// names a constraint is refused by it and changes nothing.
func TestBillFiguresFollow(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	program := db.As(t, db.OtherProgram(t))
	bill, other := addBill(t, program, "1000", future), addBill(t, program, "500", future)
	for _, step := range []struct{ sql, want, refusal string }{
		{sql: `SELECT $1::uuid`, want: "0.00 0.00 unpaid"},
		{sql: `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 400)`, want: "400.00 0.00 partially_paid"},
		{sql: `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 600.01)`, want: "400.00 0.00 partially_paid", refusal: "payments_not_above_due"},
		{sql: `INSERT INTO payments (bill_id, amount_paid, status) VALUES ($1, 'NaN', 'success')`, want: "400.00 0.00 partially_paid", refusal: "payments_amount_is_number"},
		{sql: `INSERT INTO payments (bill_id, amount_paid, status) VALUES ($1, 600.01, 'pending')`, want: "400.00 0.00 partially_paid"},
		{sql: `UPDATE payments SET status = 'success' WHERE status = 'pending' AND bill_id = $1`, want: "400.00 0.00 partially_paid", refusal: "payments_not_above_due"},
		{sql: `UPDATE payments SET status = NULL, amount_paid = 600 WHERE status = 'pending' AND bill_id = $1`, want: "1000.00 0.00 paid"},
		{sql: `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 0.01)`, want: "1000.00 0.00 paid", refusal: "payments_not_above_due"},
		{sql: `UPDATE payments SET status = 'failed' WHERE amount_paid = 400 AND bill_id = $1`, want: "600.00 0.00 partially_paid"},
		{sql: `UPDATE bills SET due_date = '2025-02-01' WHERE id = $1`, want: "600.00 0.00 overdue"},
		{sql: `UPDATE bills SET due_date = '2099-02-01' WHERE id = $1`, want: "600.00 0.00 partially_paid"},
		{sql: `UPDATE bills SET waived_amount = 400.01 WHERE id = $1`, want: "600.00 0.00 partially_paid", refusal: "bills_waiver_not_above_due"},
		{sql: `UPDATE bills SET waived_amount = -1 WHERE id = $1`, want: "600.00 0.00 partially_paid", refusal: "bills_waived_amount_check"},
		{sql: `UPDATE bills SET waived_amount = 400 WHERE id = $1`, want: "600.00 400.00 paid"},
		{sql: `UPDATE bills SET amount = 1200 WHERE id = $1`, want: "600.00 400.00 partially_paid"},
		{sql: `UPDATE bills SET amount_paid = 0, status = 'paid' WHERE id = $1`, want: "600.00 400.00 partially_paid"},
		{sql: `UPDATE bills SET status = NULL WHERE id = $1`, want: "600.00 400.00 partially_paid"},
		{sql: `UPDATE payments SET bill_id = '` + other.String() + `' WHERE status IS NULL AND bill_id = $1`, want: "600.00 400.00 partially_paid", refusal: "payments_not_above_due"},
		{sql: `UPDATE payments SET bill_id = '` + other.String() + `', amount_paid = 500 WHERE status IS NULL AND bill_id = $1`, want: "0.00 400.00 unpaid"},
	} {
		_, err := program.Exec(t.Context(), step.sql, bill)
		if datatest.Violated(err) != step.refusal {
			t.Errorf("%s: %v, want refusal %q", step.sql, err, step.refusal)
		}
		if step.refusal != "" && datatest.SQLState(err) != "23514" {
			t.Errorf("%s: state %s, want check_violation", step.sql, datatest.SQLState(err))
		}
		if got := datatest.Figures(t, db.Owner, bill); got != step.want {
			t.Errorf("%s: %s, want %s", step.sql, got, step.want)
		}
	}
	if got := datatest.Figures(t, db.Owner, other); got != "500.00 0.00 paid" {
		t.Errorf("the bill that a payment was moved to has %s", got)
	}
	datatest.Exec(t, db.Owner, `DELETE FROM payments`)
	if got := datatest.Figures(t, db.Owner, other); got != "0.00 0.00 unpaid" {
		t.Errorf("after its payments are deleted it has %s", got)
	}
}

// TestVoidBillStaysVoid, whatever another program makes of it: nobody is asked for
// it, and nothing is paid on it.
func TestVoidBillStaysVoid(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 1000_00, -5)
	if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), b.ID, "raised twice"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ sql, want, refusal string }{
		{sql: `UPDATE bills SET amount = 1500 WHERE id = $1`, want: "0.00 1500.00 paid"},
		{sql: `UPDATE bills SET waived_amount = 0, status = 'unpaid' WHERE id = $1`, want: "0.00 1500.00 paid"},
		{sql: `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 0.01)`, want: "0.00 1500.00 paid", refusal: "payments_not_above_due"},
		{sql: `INSERT INTO payments (bill_id, amount_paid, status) VALUES ($1, 400, 'pending')`, want: "0.00 1500.00 paid"},
		{sql: `UPDATE payments SET status = 'success' WHERE bill_id = $1`, want: "0.00 1500.00 paid", refusal: "payments_not_above_due"},
		{sql: `UPDATE bills SET amount = 200 WHERE id = $1`, want: "0.00 200.00 paid"},
		{sql: `UPDATE bills SET amount = -200 WHERE id = $1`, want: "0.00 0.00 paid"},
	} {
		_, err := s.Owner.Exec(t.Context(), step.sql, b.ID)
		if datatest.Violated(err) != step.refusal {
			t.Errorf("%s: %v, want refusal %q", step.sql, err, step.refusal)
		}
		if got := datatest.Figures(t, s.Owner, b.ID); got != step.want {
			t.Errorf("%s: %s, want %s", step.sql, got, step.want)
		}
	}
	dues, err := s.Money.UnitDues(t.Context(), s.Admin, s.Units["A-101"])
	if err != nil || dues.Due != 0 || len(dues.Open) != 0 {
		t.Errorf("of a void bill %s are due: %v", dues.Due, err)
	}
	if done := datatest.Charge(t, s); done.Marks+done.Fees != 0 {
		t.Errorf("charged: %+v", done)
	}
}

// TestWhatIsNoAmount is refused, whoever writes it: sums would fail for everybody.
func TestWhatIsNoAmount(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	bill := addBill(t, db.Owner, "1000", future)
	for _, step := range []struct{ sql, want string }{
		{`UPDATE bills SET amount = 'NaN' WHERE id = $1`, "bills_amount_is_number"},
		{`INSERT INTO payments (bill_id, amount_paid, status) VALUES ($1, 'NaN', 'pending')`, "payments_amount_is_number"},
		{`INSERT INTO payments (bill_id, amount_paid, payment_date) VALUES ($1, 1, NULL), ($1, -1, NULL)`, ""},
		{`INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 99999999.99)`, "payments_not_above_due"},
		{`UPDATE bills SET amount = 99999999.99 WHERE id = $1`, ""}, // the most that the column holds
		{`INSERT INTO payments (bill_id, amount_paid, status) VALUES ($1, 99999999.99, 'pending'), ($1, 99999999.99, NULL)`, ""},
		{`INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 0)`, ""},
	} {
		if _, err := db.Owner.Exec(t.Context(), step.sql, bill); datatest.Violated(err) != step.want {
			t.Errorf("%s: %v, want refusal %q", step.sql, err, step.want)
		}
	}
	if got := datatest.Figures(t, db.Owner, bill); got != "99999999.99 0.00 paid" {
		t.Errorf("the bill has %s", got)
	}
}

func TestOneStatementOverManyBills(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	program := db.As(t, db.OtherProgram(t))
	a, b, late := addBill(t, program, "100", future), addBill(t, program, "100", future), addBill(t, program, "100", past)
	datatest.Exec(t, program, `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 60), ($1, 40), ($2, 30), (NULL, 5), ($3, 1)`, a, b, late)
	_, err := program.Exec(t.Context(), `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 1), ($2, 30)`, a, b)
	if datatest.Violated(err) != "payments_not_above_due" {
		t.Errorf("one of two bills overpaid: %v", err)
	}
	// What takes from one payment of a bill and gives to another changes nothing.
	datatest.Exec(t, program, `UPDATE payments SET amount_paid = 100 - amount_paid WHERE bill_id = $1`, a)
	for bill, want := range map[uuid.UUID]string{a: "100.00 0.00 paid", b: "30.00 0.00 partially_paid", late: "1.00 0.00 overdue"} {
		if got := datatest.Figures(t, db.Owner, bill); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	datatest.Exec(t, db.Owner, `TRUNCATE payments`)
	for bill, want := range map[uuid.UUID]string{a: "0.00 0.00 unpaid", b: "0.00 0.00 unpaid", late: "0.00 0.00 overdue"} {
		if got := datatest.Figures(t, db.Owner, bill); got != want {
			t.Errorf("after TRUNCATE %s, want %s", got, want)
		}
	}
}

// TestBillsByCopy: bulk loads go through the same triggers.
func TestBillsByCopy(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	var bills, payments [][]any
	for range 500 {
		id := uuid.New()
		bills = append(bills, []any{id, "Water", "12.34", "2025-01-01", "2099-01-01"})
		payments = append(payments, []any{id, "2.34"}, []any{id, "10.00"})
	}
	copyIn(t, db.Owner, "bills", []string{"id", "bill_type", "amount", "bill_date", "due_date"}, bills)
	copyIn(t, db.Owner, "payments", []string{"bill_id", "amount_paid"}, payments[:999])
	if got := datatest.Scan[string](t, db.Owner, `SELECT string_agg(status || ' ' || n, ', ' ORDER BY status) FROM (SELECT status, count(*) AS n FROM bills GROUP BY 1) AS s`); got != "paid 499, partially_paid 1" {
		t.Errorf("bills are %s", got)
	}
}

func copyIn(tb testing.TB, pool *pgxpool.Pool, table string, columns []string, rows [][]any) {
	tb.Helper()
	var text strings.Builder
	for _, row := range rows {
		for i, v := range row {
			if i > 0 {
				text.WriteByte('\t')
			}
			fmt.Fprint(&text, v)
		}
		text.WriteByte('\n')
	}
	conn, err := pool.Acquire(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Release()
	sql := fmt.Sprintf(`COPY %s (%s) FROM STDIN`, table, strings.Join(columns, ", "))
	if _, err := conn.Conn().PgConn().CopyFrom(tb.Context(), strings.NewReader(text.String()), sql); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

func TestOverpaidBillIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Migrate(t, db.Config)
	const bill = `'00000000-0000-0000-0003-000000000001'`
	for _, step := range []struct{ sql, want, refusal string }{
		{sql: `SELECT 1`, want: "1200.00 0.00 paid"},
		{sql: `INSERT INTO payments (bill_id, amount_paid) VALUES (` + bill + `, 0.01)`, want: "1200.00 0.00 paid", refusal: "payments_not_above_due"},
		{sql: `UPDATE bills SET description = 'seen', due_date = '2025-03-01' WHERE id = ` + bill, want: "1200.00 0.00 paid"},
		{sql: `UPDATE bills SET waived_amount = 1 WHERE id = ` + bill, want: "1200.00 0.00 paid", refusal: "bills_waiver_not_above_due"},
		{sql: `UPDATE payments SET amount_paid = 400 WHERE amount_paid = 500 AND bill_id = ` + bill, want: "1100.00 0.00 paid"},
		{sql: `UPDATE payments SET status = 'failed' WHERE amount_paid = 400 AND bill_id = ` + bill, want: "700.00 0.00 overdue"},
		{sql: `INSERT INTO payments (bill_id, amount_paid) VALUES (` + bill + `, 300)`, want: "1000.00 0.00 paid"},
	} {
		_, err := db.Owner.Exec(t.Context(), step.sql)
		if datatest.Violated(err) != step.refusal {
			t.Errorf("%s: %v, want refusal %q", step.sql, err, step.refusal)
		}
		if got := datatest.Figures(t, db.Owner, uuid.MustParse(strings.Trim(bill, "'"))); got != step.want {
			t.Errorf("%s: %s, want %s", step.sql, got, step.want)
		}
	}
}

// TestDueDatePassesAtMidnightOfTheSociety: between two zones that never share a
// date, the same bill is due today in one and overdue in the other.
func TestDueDatePassesAtMidnightOfTheSociety(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	setZone := func(zone string) {
		datatest.Exec(t, db.Owner, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.timezone', $1, 'general')
			ON CONFLICT (config_key) DO UPDATE SET config_value = excluded.config_value`, zone)
	}
	setZone("Etc/GMT+12")
	bill := addBill(t, db.Owner, "100", `(now() AT TIME ZONE 'Etc/GMT+12')::date`)
	if got := datatest.Figures(t, db.Owner, bill); got != "0.00 0.00 unpaid" {
		t.Errorf("on its due date the bill is %s", got)
	}
	setZone("Pacific/Kiritimati")
	datatest.Exec(t, db.Owner, `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 40)`, bill)
	if got := datatest.Figures(t, db.Owner, bill); got != "40.00 0.00 overdue" {
		t.Errorf("after its due date the bill is %s", got)
	}

	for _, c := range []struct{ instant, zone, want string }{
		{"2026-01-31 18:29:59.999+00", "Asia/Kolkata", "2026-01-31"},
		{"2026-01-31 18:30:00+00", "Asia/Kolkata", "2026-02-01"},
		{"2026-01-31 18:30:00+00", "UTC", "2026-01-31"},
		{"2026-01-31 20:00:00+00", "Asia/Dubai", "2026-02-01"},
		{"2026-01-31 18:30:00+00", "", "2026-02-01"},
		{"2026-01-31 18:30:00+00", "IST", "2026-02-01"},
		{"2026-01-31 18:30:00+00", "Mars/Olympus", "2026-02-01"},
		{"2026-01-31 18:30:00+00", "UTC+5", "2026-02-01"},
		{"2026-01-31 18:30:00+00", "x'; DROP TABLE bills", "2026-02-01"},
	} {
		if got := datatest.Scan[string](t, db.Owner, `SELECT society360_local_date($1::text::timestamptz, $2)::text`, c.instant, c.zone); got != c.want {
			t.Errorf("%s in %q is %s, want %s", c.instant, c.zone, got, c.want)
		}
	}
	if got := datatest.Scan[string](t, db.Owner, `SELECT society360_local_date('2026-01-31 18:30:00+00', NULL)::text`); got != "2026-02-01" {
		t.Errorf("without a setting it is %s", got)
	}
	for due, want := range map[string]string{"2026-01-31": "overdue", "2026-02-01": "partially_paid", "2026-02-02": "partially_paid"} {
		if got := datatest.Scan[string](t, db.Owner, `SELECT society360_bill_status(100, 0, 40, $1::text::date, '2026-02-01')`, due); got != want {
			t.Errorf("on 1 February, due %s: %s, want %s", due, got, want)
		}
	}
}

// TestDeskAndDatabaseTakeTheSameZones: what one of them read as the default would
// give the two different days.
func TestDeskAndDatabaseTakeTheSameZones(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	rows, err := db.Owner.Query(t.Context(), `SELECT name, society360_zone_name(name) FROM pg_timezone_names WHERE name !~ '^(posix|right)'`)
	if err != nil {
		t.Fatal(err)
	}
	var name, theirs string
	zones := 0
	if _, err := pgx.ForEachRow(rows, []any{&name, &theirs}, func() error {
		zones++
		if ours := settings.Of(map[string]string{"general.timezone": name}).Zone().String(); ours != theirs {
			t.Errorf("%s is %s to the desk and %s to the database", name, ours, theirs)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if zones < 300 {
		t.Errorf("%d zones", zones)
	}
}
