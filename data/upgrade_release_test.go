package data_test

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// lastReleased is the last step of the release that last_release.sql is of.
const lastReleased = 83

// kept lists the columns of each table and view that an upgrade finds and has to
// leave as they are.
func kept(tb testing.TB, pool *pgxpool.Pool) map[string]string {
	tb.Helper()
	rows, err := pool.Query(tb.Context(), `SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'm') AND a.attnum > 0 AND NOT a.attisdropped
		GROUP BY c.oid`)
	if err != nil {
		tb.Fatal(err)
	}
	columns := map[string]string{}
	var table, list string
	if _, err := pgx.ForEachRow(rows, []any{&table, &list}, func() error {
		columns[table] = list
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	return columns
}

// sums adds up each column of money, by the name of its table and its own.
func sums(tb testing.TB, pool *pgxpool.Pool) map[string]string {
	tb.Helper()
	found := map[string]string{}
	for _, column := range []string{
		"bills.amount", "bills.amount_paid", "bills.waived_amount", "bills.fee_base", "payments.amount_paid",
		"society360_report_collection.billed", "society360_report_collection.collected",
	} {
		table, name, _ := strings.Cut(column, ".")
		found[column] = datatest.Scan[string](tb, pool, fmt.Sprintf(`SELECT count(*) || ' rows, ' || coalesce(sum(%s), 0) FROM %s`, name, table))
	}
	return found
}

// bare is a catalog without the casts and brackets of its definitions: a dump that is
// read in has them in other places than the tables it was made of.
func bare(kinds map[string]map[string]string) map[string]map[string]string {
	off := strings.NewReplacer("::character varying", "", "::text[]", "", "::text", "", "(", "", ")", "")
	for _, things := range kinds {
		for name, def := range things {
			things[name] = off.Replace(def)
		}
	}
	return kinds
}

// TestUpgradeFromTheLastRelease: no row comes or goes, no value changes, no sum; the
// schema is then that of a new society, and its people sign in as before.
func TestUpgradeFromTheLastRelease(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "last_release.sql")
	// One that paid two bills.
	datatest.Exec(t, db.Owner, `WITH p AS (INSERT INTO payments (bill_id, amount_paid, status) SELECT id, 1, 'failed' FROM bills LIMIT 1 RETURNING id)
		INSERT INTO receipt_payments (payment_id, receipt_id) SELECT p.id, (SELECT receipt_id FROM receipt_payments LIMIT 1) FROM p`)
	columns := kept(t, db.Owner)
	// The archive of the trail is a view now, over partitions by month.
	columns["audit_logs_archive"] = columns["audit_logs_archive_default"]
	delete(columns, "audit_logs_archive_default")
	rows, money := datatest.RowsOf(t, db.Owner, columns), sums(t, db.Owner)
	for column, sum := range money {
		if strings.HasPrefix(sum, "0 ") || strings.HasSuffix(sum, " 0") {
			t.Errorf("the release has no %s to compare: %s", column, sum)
		}
	}
	steps := datatest.Scan[string](t, db.Owner, `SELECT string_agg(version_id::text, ' ' ORDER BY id) FROM society360_migrations`)

	applied := datatest.Migrate(t, db.Config)
	var later []string
	for _, name := range datatest.StepNames(t) {
		number, _, _ := strings.Cut(name, "_")
		if n, err := strconv.Atoi(number); err != nil {
			t.Fatal(err)
		} else if n > lastReleased {
			later = append(later, name)
		}
	}
	if fmt.Sprint(applied) != fmt.Sprint(later) {
		t.Errorf("took\n%v\nwant what came after the release\n%v", applied, later)
	}
	for table, is := range datatest.RowsOf(t, db.Owner, columns) {
		if table != connect.MigrationsTable && is != rows[table] {
			t.Errorf("%s: %s, was %s", table, is, rows[table])
		}
	}
	if n := datatest.Number(t, db, `SELECT count(*) FROM archive.audit_logs`); n == 0 || n != datatest.Number(t, db, `SELECT (SELECT count(*) FROM archive.audit_logs_2023_04) + (SELECT count(*) FROM archive.audit_logs_2023_09)`) {
		t.Errorf("%d rows of the trail are archived, or not in their months", n)
	}
	for column, is := range sums(t, db.Owner) {
		if is != money[column] {
			t.Errorf("%s: %s, was %s", column, is, money[column])
		}
	}
	if wrong := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM (`+datatest.PaymentTotalsWrong+`) d`); wrong != 0 || datatest.Number(t, db, `SELECT count(*) FROM payment_totals`) == 0 {
		t.Errorf("%d sums of what was paid together are wrong, or there is none", wrong)
	}
	if is := datatest.Scan[string](t, db.Owner, `SELECT string_agg(version_id::text, ' ' ORDER BY id) FROM society360_migrations`); !strings.HasPrefix(is, steps) {
		t.Errorf("the steps taken are %s, were %s", is, steps)
	}
	fresh := datatest.New(t)
	tables := make([]string, 0, len(columns))
	for table := range kept(t, fresh.Owner) {
		tables = append(tables, table)
	}
	datatest.CompareCatalogs(t, bare(datatest.Catalog(t, fresh.Owner, tables)), bare(datatest.Catalog(t, db.Owner, tables)), nil)

	society, err := data.Open(t.Context(), db.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(society.Close)
	for _, email := range demo.Emails() {
		if _, err := society.Accounts.SignIn(t.Context(), role.Origin{Address: "local", Client: "test"}, email, demo.Password); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
}
