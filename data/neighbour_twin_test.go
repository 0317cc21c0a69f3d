package data_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// label stands for the id of a row in the values of a statement: the table, and which
// of its rows in the order in which they came, such as "bills 3".
type label string

// twin is a database that another program of the platform writes to. Its ids and times
// are called by what they are of, so that those of two databases can be compared.
type twin struct {
	db      *datatest.DB
	program *pgxpool.Pool
	// ids are the rows by their label, names the labels by what they stand for.
	ids    map[label]string
	names  map[string]string
	tables map[string]string
	counts map[string]int
}

// twins are the platform's own database, and one that has had our steps, both with
// what another program keeps in them, and the role that it works as.
func twins(t *testing.T) (platform, ours *twin) {
	t.Helper()
	role := datatest.RoleName(t)
	open := func(tables map[string]string) *twin {
		db := datatest.NewEmpty(t)
		datatest.RunFile(t, db, "document.sql")
		datatest.RunFile(t, db, "neighbour.sql")
		super := db.As(t, "postgres")
		if tables == nil {
			datatest.Exec(t, super, `CREATE ROLE `+role+` LOGIN`)
			t.Cleanup(func() { datatest.Exec(t, super, `DROP ROLE `+role) })
		}
		t.Cleanup(func() { datatest.Exec(t, super, `DROP OWNED BY `+role) })
		datatest.Exec(t, super, fmt.Sprintf(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %[1]s`, role))
		if tables == nil {
			tables = kept(t, db.Owner)
		}
		return &twin{
			db: db, program: db.As(t, role), tables: tables,
			ids: map[label]string{}, names: map[string]string{}, counts: map[string]int{},
		}
	}
	platform = open(nil)
	// What a bill is settled with, and who lives in a unit, is kept by the database.
	derived := maps.Clone(platform.tables)
	for _, table := range []string{"bills", "units"} {
		derived[table] = strings.Replace(derived[table], ", status", "", 1)
	}
	platform.tables = derived
	ours = open(derived)
	datatest.Migrate(t, ours.db.Config)
	platform.rows(t)
	ours.rows(t)
	return platform, ours
}

// args are the values that a statement names, with the ids that this database has.
func (w *twin) args(t *testing.T, sql string, values pgx.NamedArgs) pgx.NamedArgs {
	t.Helper()
	own := pgx.NamedArgs{}
	for name, v := range values {
		if !strings.Contains(sql, "@"+name) {
			continue
		}
		if l, ok := v.(label); ok {
			id, known := w.ids[l]
			if !known {
				t.Fatalf("there are no %s", l)
			}
			v = id
		}
		own[name] = v
	}
	return own
}

// does runs a statement as the program, in a transaction whose time is called after it.
func (w *twin) does(ctx context.Context, t *testing.T, name, sql string, values pgx.NamedArgs) error {
	t.Helper()
	tx, err := w.program.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(ctx) }()
	var now string
	if err := tx.QueryRow(ctx, `SELECT to_jsonb(now()) #>> '{}'`).Scan(&now); err != nil {
		t.Fatal(err)
	}
	tag, err := tx.Exec(ctx, sql, w.args(t, sql, values))
	if err != nil {
		return err
	}
	if tag.RowsAffected() != 1 {
		return fmt.Errorf("%d rows", tag.RowsAffected())
	}
	w.names[now] = "when " + name
	return tx.Commit(ctx)
}

// rows are all rows of the program's and the platform's tables, in the columns that
// the program knows, each as a line.
func (w *twin) rows(t *testing.T) []string {
	t.Helper()
	var lines []string
	read := map[string][]map[string]any{}
	var each []string
	for _, table := range slices.Sorted(maps.Keys(w.tables)) {
		each = append(each, fmt.Sprintf(`SELECT '%s', to_jsonb(r) FROM (SELECT %s FROM %[1]s) r`, table, w.tables[table]))
	}
	found, err := w.db.Owner.Query(t.Context(), strings.Join(each, " UNION ALL "))
	if err != nil {
		t.Fatal(err)
	}
	var table string
	var row map[string]any
	if _, err := pgx.ForEachRow(found, []any{&table, &row}, func() error {
		read[table], row = append(read[table], row), nil
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, table := range slices.Sorted(maps.Keys(read)) {
		// Rows that came at once are told apart by what stands in them.
		fresh := map[string]string{}
		for _, row := range read[table] {
			id := fmt.Sprint(row["id"])
			if _, known := w.names[id]; !known {
				bare := maps.Clone(row)
				delete(bare, "id")
				fresh[w.line(t, bare)+id] = id
			}
		}
		for _, line := range slices.Sorted(maps.Keys(fresh)) {
			w.counts[table]++
			name := fmt.Sprintf("%s %d", table, w.counts[table])
			w.ids[label(name)], w.names[fresh[line]] = fresh[line], name
		}
	}
	for table, rows := range read {
		for _, row := range rows {
			lines = append(lines, table+" "+w.line(t, row))
		}
	}
	slices.Sort(lines)
	return lines
}

// line writes a row with names for ids and times. Those of the same day as the test,
// which no statement made, are of what stood before.
func (w *twin) line(t *testing.T, row map[string]any) string {
	t.Helper()
	named := map[string]any{}
	for column, v := range row {
		if text, ok := v.(string); ok {
			if name, known := w.names[text]; known {
				v = name
			} else if strings.HasSuffix(column, "_at") || strings.HasSuffix(column, "_time") || column == "payment_date" && len(text) > len("2026-01-10T20:00:00+00:00") {
				v = "before"
			}
		}
		named[column] = v
	}
	written, err := json.Marshal(named)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// missing are the lines of one list that the other has not.
func missing(from, in []string) []string {
	var lines []string
	for _, line := range from {
		if _, found := slices.BinarySearch(in, line); !found {
			lines = append(lines, line)
		}
	}
	return lines
}

// both runs a statement on both databases and wants their rows to be the same behind it.
func both(t *testing.T, platform, ours *twin, name, sql string, values pgx.NamedArgs) {
	t.Helper()
	for _, w := range []*twin{platform, ours} {
		if err := w.does(t.Context(), t, name, sql, values); err != nil {
			t.Fatalf("%s: %s: %v", name, sql, err)
		}
	}
	want, got := platform.rows(t), ours.rows(t)
	if lost, more := missing(want, got), missing(got, want); len(lost)+len(more) > 0 {
		t.Errorf("%s: %s\nleft   %s\nwanted %s", name, sql, strings.Join(more, "\n       "), strings.Join(lost, "\n       "))
	}
}

// id is the id of a row of the twin's.
func (w *twin) id(t *testing.T, l label) uuid.UUID {
	t.Helper()
	id, err := uuid.Parse(w.ids[l])
	if err != nil {
		t.Fatalf("%s: %v", l, err)
	}
	return id
}
