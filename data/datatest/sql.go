package datatest

import (
	"bytes"
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/civoranexus/society360/migrations"
)

// OtherTables belong to other programs of the platform.
func OtherTables() []string {
	return []string{"messages", "parking", "schema_migrations", "goose_db_version"}
}

// RowsOf is a digest of each table's rows over the columns that it has now;
// bills.status aside, which follows from the figures.
func RowsOf(tb testing.TB, pool *pgxpool.Pool, columns map[string]string) map[string]string {
	tb.Helper()
	sums := map[string]string{}
	for table, cols := range columns {
		sums[table] = Checksum(tb, pool, table, cols)
	}
	return sums
}

// DropRole removes a role of the server's when the test ends.
func DropRole(tb testing.TB, super *pgxpool.Pool, role string) {
	tb.Helper()
	tb.Cleanup(func() { Exec(tb, super, `DROP OWNED BY `+role+`; DROP ROLE `+role) })
}

// StepNames are the files of the migrations.
func StepNames(tb testing.TB) []string {
	tb.Helper()
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		tb.Fatal(err)
	}
	return names
}

// Log is a log that tells when a line has been written.
type Log struct {
	mu    sync.Mutex
	lines bytes.Buffer
	wants string
	// Heard is closed once the line was written.
	Heard chan struct{}
}

// ListenFor makes a log that tells when a line with text was written.
func ListenFor(text string) (*Log, *slog.Logger) {
	l := &Log{wants: text, Heard: make(chan struct{})}
	return l, slog.New(slog.NewTextHandler(l, nil))
}

// Write takes a line of the log.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wants != "" && strings.Contains(string(line), l.wants) {
		l.wants = ""
		close(l.Heard)
	}
	return l.lines.Write(line)
}

// Wait returns when the line was written, or fails when the work ended before.
func (l *Log) Wait(t *testing.T, done <-chan error) {
	t.Helper()
	select {
	case <-l.Heard:
	case err := <-done:
		l.mu.Lock()
		defer l.mu.Unlock()
		t.Fatalf("ended with %v before it said what was waited for:\n%s", err, l.lines.String())
	}
}

// WorkingAsDesk tells whether a connection works as the desk's role.
const WorkingAsDesk = `SELECT current_user = '` + connect.DeskRole + `'`

// testdata are schemas as they once stood: the platform's document, and releases.
//
//go:embed testdata/*.sql
var testdata embed.FS

// RunFile runs a file of testdata as the owner.
func RunFile(tb testing.TB, db *DB, name string) {
	tb.Helper()
	sql, err := testdata.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	conn := db.Conn(tb, setup.OwnerRole)
	if _, err := conn.Exec(tb.Context(), string(sql)); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
}

// Migrate brings a database up to date; the names are the steps taken.
func Migrate(tb testing.TB, cfg connect.Config) []string {
	tb.Helper()
	applied, err := setup.Migrate(tb.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatalf("migrate: %v", err)
	}
	return applied
}

// Exec runs a statement, which has to work.
func Exec(tb testing.TB, pool *pgxpool.Pool, sql string, args ...any) {
	tb.Helper()
	// A test's own context has ended when its cleanups run.
	if _, err := pool.Exec(context.WithoutCancel(tb.Context()), sql, args...); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

// Scan reads one value.
func Scan[T any](tb testing.TB, pool *pgxpool.Pool, sql string, args ...any) T {
	tb.Helper()
	var v T
	if err := pool.QueryRow(context.WithoutCancel(tb.Context()), sql, args...).Scan(&v); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return v
}

// ColumnsOf lists the columns that a table has, as quoted SQL.
func ColumnsOf(tb testing.TB, pool *pgxpool.Pool, table string) string {
	tb.Helper()
	return Scan[string](tb, pool, `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped`, table)
}

// MigrateTo brings a database to an older step, as the program that ended with it
// left its own.
func MigrateTo(tb testing.TB, db *DB, version int64) {
	tb.Helper()
	cc, err := pgx.ParseConfig(db.Config.OwnerURL)
	if err != nil {
		tb.Fatal(err)
	}
	conns := stdlib.OpenDB(*cc)
	defer func() { _ = conns.Close() }()
	steps, err := goose.NewProvider(goose.DialectPostgres, conns, migrations.FS,
		goose.WithTableName(connect.MigrationsTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := steps.UpTo(tb.Context(), version); err != nil {
		tb.Fatal(err)
	}
}

// FilesOf are the files of all tables and indexes of the schema: one that was
// written or built anew has another.
func FilesOf(tb testing.TB, pool *pgxpool.Pool) map[string]string {
	tb.Helper()
	rows, err := pool.Query(tb.Context(), `SELECT c.relname, pg_relation_filenode(c.oid) || CASE WHEN i.indisvalid THEN ' valid' ELSE '' END
		FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'i', 'm')`)
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string]string{}
	var name, file string
	if _, err := pgx.ForEachRow(rows, []any{&name, &file}, func() error {
		files[name] = file
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	return files
}
