package data_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// documentTables are the platform's tables.
func documentTables() []string {
	return []string{
		"roles", "users", "blocks", "units", "user_units", "visitor_logs", "maintenance_tickets",
		"bills", "payments", "announcements", "audit_logs", "system_config",
	}
}

// ours are the additions to the platform's tables, by what they are.
func ours() map[string][]string {
	return map[string][]string{
		"column": {
			"visitor_logs.created_at timestamp with time zone NOT NULL now()",
			"visitor_logs.expected_arrival timestamp with time zone null -",
			"visitor_logs.approved_at timestamp with time zone null -",
			"visitor_logs.asked_at timestamp with time zone null -",
			"visitor_logs.exit_gate character varying(50) null -",
			"visitor_logs.party_size smallint NOT NULL 1",
			"visitor_logs.presumed_left boolean NOT NULL false",
			"users.must_change_password boolean NOT NULL false",
			"users.password_changed_at timestamp with time zone null -",
			"users.signed_out_at timestamp with time zone null -",
			"users.one_time_mark character varying(32) null -",
			"users.one_time_expires_at timestamp with time zone null -",
			"users.one_time_spent_at timestamp with time zone null -",
			"units.label text null -",
			"units.search_key text null -",
			"units.sort_key text null -",
			"blocks.sort_key text null -",
			"user_units.primary_on_move_in boolean null -",
			"bills.amount_paid numeric(10,2) NOT NULL 0",
			"bills.waived_amount numeric(10,2) NOT NULL 0",
			"bills.late_fee_of uuid null -",
			"bills.run_month date null -",
			"bills.voided_at timestamp with time zone null -",
			"bills.void_reason text null -",
			"bills.fee_base numeric(10,2) null -",
			"bills.fee_percent numeric(5,2) null -",
			"payments.recorded_by uuid null -",
			"payments.reversed_at timestamp with time zone null -",
			"payments.reversal_reason text null -",
			"payments.claim_id uuid null -",
			"payments.claimed_at timestamp with time zone null -",
			"payments.decided_at timestamp with time zone null -",
			"payments.decided_by uuid null -",
			"payments.refusal_reason text null -",
			"payments.simulated boolean null -",
		},
		"constraint": {
			"visitor_logs.visitor_logs_party_size_check", "bills.bills_late_fee_of_fkey", "bills.bills_waived_amount_check", "bills.bills_amount_is_number",
			"payments.payments_recorded_by_fkey", "payments.payments_decided_by_fkey", "payments.payments_amount_is_number",
		},
		"index": {
			"visitor_logs.idx_visitors_inside", "visitor_logs.idx_visitors_history", "visitor_logs.idx_visitors_unit_history",
			"visitor_logs.idx_visitors_waiting", "visitor_logs.idx_visitors_phone_key", "visitor_logs.idx_visitors_phone_end",
			"visitor_logs.idx_visitors_name_trgm", "visitor_logs.idx_visitors_plate_trgm", "maintenance_tickets.idx_tickets_queue",
			"maintenance_tickets.idx_tickets_history", "maintenance_tickets.idx_tickets_title_trgm", "maintenance_tickets.idx_tickets_category",
			"payments.idx_payments_bill", "payments.idx_payments_time", "payments.idx_payments_claims", "payments.idx_payments_elsewhere",
			"bills.idx_bills_due", "bills.idx_bills_date", "bills.bills_late_fee_of_key", "bills.bills_run_month_key",
			"audit_logs.idx_audit_time", "audit_logs.idx_audit_address_time", "audit_logs.idx_audit_user_time", "audit_logs.idx_audit_action_time",
			"users.idx_users_email_lower", "users.idx_users_list", "users.idx_users_role_list", "users.idx_users_apart",
			"users.idx_users_name_trgm", "users.idx_users_phone_key", "users.idx_users_phone_end",
			"units.idx_units_search_key", "units.idx_units_number", "units.idx_units_sort_key", "announcements.idx_announcements_words",
		},
		"trigger": {
			"units.society360_units_label", "blocks.society360_blocks_rename", "blocks.society360_blocks_place", "bills.society360_bills_derive",
			"payments.society360_payments_insert", "payments.society360_payments_update",
			"payments.society360_payments_delete", "payments.society360_payments_truncate",
			"user_units.society360_residents_await",
			"user_units.society360_units_follow_insert", "user_units.society360_units_follow_update",
			"user_units.society360_units_follow_delete", "user_units.society360_units_follow_truncate", "users.society360_units_follow_account",
			"users.society360_account_changed", "system_config.society360_setting_changed", "audit_logs.society360_audit_append_only", "audit_logs.society360_audit_no_truncate",
		},
	}
}

// catalog reads what the named tables are made of: for each kind of thing, its
// name to its definition. The order of columns does not count.
func catalog(tb testing.TB, pool *pgxpool.Pool, tables []string) map[string]map[string]string {
	tb.Helper()
	queries := map[string]string{
		"column": `SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
				|| CASE WHEN a.attnotnull THEN ' NOT NULL ' ELSE ' null ' END
				|| coalesce(pg_get_expr(d.adbin, d.adrelid), '-'), ''
			FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
			LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE c.oid = ANY ($1::text[]::regclass[]) AND a.attnum > 0 AND NOT a.attisdropped`,
		"constraint": `SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
			FROM pg_constraint WHERE conrelid = ANY ($1::text[]::regclass[])`,
		"index": `SELECT i.indrelid::regclass || '.' || i.indexrelid::regclass,
				pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
			FROM pg_index i WHERE i.indrelid = ANY ($1::text[]::regclass[])`,
		"trigger": `SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
			FROM pg_trigger WHERE tgrelid = ANY ($1::text[]::regclass[]) AND NOT tgisinternal`,
		"function": `SELECT proname, regexp_replace(prosrc, '\s+', ' ', 'g')
			FROM pg_proc WHERE proname = 'update_updated_at_column' AND cardinality($1::text[]) > 0`,
	}
	found := map[string]map[string]string{}
	for kind, sql := range queries {
		rows, err := pool.Query(tb.Context(), sql, tables)
		if err != nil {
			tb.Fatal(err)
		}
		found[kind] = map[string]string{}
		var name, def string
		if _, err := pgx.ForEachRow(rows, []any{&name, &def}, func() error {
			found[kind][name] = def
			return nil
		}); err != nil {
			tb.Fatalf("%s: %v", kind, err)
		}
	}
	return found
}

// runFile runs a file of testdata as the owner.
func runFile(tb testing.TB, db *datatest.DB, name string) {
	tb.Helper()
	sql, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	conn := db.Conn(tb, data.OwnerRole)
	if _, err := conn.Exec(tb.Context(), string(sql)); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
}

func migrate(tb testing.TB, cfg data.Config) []string {
	tb.Helper()
	applied, err := data.Migrate(tb.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatalf("migrate: %v", err)
	}
	return applied
}

func exec(tb testing.TB, pool *pgxpool.Pool, sql string, args ...any) {
	tb.Helper()
	// A test's own context has ended when its cleanups run.
	if _, err := pool.Exec(context.WithoutCancel(tb.Context()), sql, args...); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

func scan[T any](tb testing.TB, pool *pgxpool.Pool, sql string, args ...any) T {
	tb.Helper()
	var v T
	if err := pool.QueryRow(context.WithoutCancel(tb.Context()), sql, args...).Scan(&v); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return v
}

func TestMigratedSchemaIsTheDocuments(t *testing.T) {
	t.Parallel()
	document := datatest.NewEmpty(t)
	runFile(t, document, "document.sql")
	want := catalog(t, document.Owner, documentTables())
	got := catalog(t, datatest.New(t).Owner, documentTables())
	if len(want["column"]) != 101 || len(want["trigger"]) != 2 || len(want["function"]) != 1 {
		t.Fatalf("the platform's catalog was read wrongly: %d columns", len(want["column"]))
	}
	compareCatalogs(t, want, got, ours())
}

// compareCatalogs wants everything of want in got, the same, and beside it just
// the additions.
func compareCatalogs(t *testing.T, want, got map[string]map[string]string, additions map[string][]string) {
	t.Helper()
	for kind := range want {
		for _, name := range slices.Sorted(maps.Keys(want[kind])) {
			def, ok := got[kind][name]
			if !ok {
				t.Errorf("%s %s is missing", kind, name)
			} else if def != want[kind][name] {
				t.Errorf("%s %s\n got %s\nwant %s", kind, name, def, want[kind][name])
			}
		}
		var more []string
		for name := range got[kind] {
			if _, ok := want[kind][name]; !ok {
				more = append(more, name)
			}
		}
		slices.Sort(more)
		if added := slices.Sorted(slices.Values(additions[kind])); !slices.Equal(more, added) {
			t.Errorf("%s: added\n  %s\nwant\n  %s", kind, strings.Join(more, "\n  "), strings.Join(added, "\n  "))
		}
		for name, def := range got[kind] {
			if strings.HasSuffix(def, "INVALID") {
				t.Errorf("%s %s is left invalid", kind, name)
			}
		}
	}
}

// columnsOf lists the columns that a table has, as quoted SQL.
func columnsOf(tb testing.TB, pool *pgxpool.Pool, table string) string {
	tb.Helper()
	return scan[string](tb, pool, `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped`, table)
}

// checksum is a digest of the given columns of all rows.
func checksum(tb testing.TB, pool *pgxpool.Pool, table, columns string) string {
	tb.Helper()
	return scan[string](tb, pool, fmt.Sprintf(
		`SELECT count(*) || ' ' || coalesce(md5(string_agg(r, E'\n' ORDER BY r COLLATE "C")), '-')
		FROM (SELECT ROW(%s)::text AS r FROM %s) AS rows`, columns, table))
}
