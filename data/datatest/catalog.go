package datatest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DocumentTables are the platform's tables.
func DocumentTables() []string {
	return []string{
		"roles", "users", "blocks", "units", "user_units", "visitor_logs", "maintenance_tickets",
		"bills", "payments", "announcements", "audit_logs", "system_config",
	}
}

// Catalog reads what the named tables are made of: for each kind of thing, its
// name to its definition. The order of columns does not count.
func Catalog(tb testing.TB, pool *pgxpool.Pool, tables []string) map[string]map[string]string {
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

// CompareCatalogs wants everything of want in got, the same, and beside it just
// the additions.
func CompareCatalogs(t *testing.T, want, got map[string]map[string]string, additions map[string][]string) {
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

// Checksum is a digest of the given columns of all rows.
func Checksum(tb testing.TB, pool *pgxpool.Pool, table, columns string) string {
	tb.Helper()
	return Scan[string](tb, pool, fmt.Sprintf(
		`SELECT count(*) || ' ' || coalesce(md5(string_agg(r, E'\n' ORDER BY r COLLATE "C")), '-')
		FROM (SELECT ROW(%s)::text AS r FROM %s) AS rows`, columns, table))
}
