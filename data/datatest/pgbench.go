package datatest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// Pgbench has so many clients of PostgreSQL's own pgbench run a script on the database
// for a while, as the desk's role and over prepared statements, and returns how many
// transactions they did in a second. given are the script's variables.
func (db *DB) Pgbench(tb testing.TB, script string, given map[string]string, clients int, during time.Duration) (perSecond float64) {
	tb.Helper()
	file := filepath.Join(tb.TempDir(), "script.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	args := []string{
		"--no-vacuum", "--protocol=prepared", "--file=" + file, "--client=" + strconv.Itoa(clients),
		"--time=" + strconv.Itoa(max(1, int(during.Seconds()))),
	}
	for name, value := range given {
		args = append(args, "--define="+name+"="+value)
	}
	// The server's own, which need not be on the path.
	bin := Scan[string](tb, db.As(tb, "postgres"), `SELECT setting FROM pg_config WHERE name = 'BINDIR'`)
	run := exec.CommandContext(tb.Context(), filepath.Join(bin, "pgbench"), append(args, db.Config.URL)...)
	said, err := run.CombinedOutput()
	if err != nil {
		tb.Fatalf("datatest: pgbench: %v\n%s", err, said)
	}
	told := regexp.MustCompile(`(?m)^tps = ([0-9.]+)`).FindSubmatch(said)
	if told == nil {
		tb.Fatalf("datatest: pgbench says no transactions a second:\n%s", said)
	}
	if perSecond, err = strconv.ParseFloat(string(told[1]), 64); err != nil {
		tb.Fatalf("datatest: pgbench: %v", err)
	}
	return perSecond
}

// SyncToDisk has the server wait for the disk with each commit until the benchmark ends,
// as a society's own does.
func (db *DB) SyncToDisk(b *testing.B) {
	b.Helper()
	super := db.As(b, "postgres")
	set := func(statements ...string) {
		for _, sql := range statements {
			if _, err := super.Exec(context.Background(), sql); err != nil {
				b.Errorf("datatest: %s: %v", sql, err)
			}
		}
	}
	set(`ALTER SYSTEM SET fsync = on`, `SELECT pg_reload_conf()`)
	b.Cleanup(func() { set(`ALTER SYSTEM RESET fsync`, `SELECT pg_reload_conf()`) })
}
