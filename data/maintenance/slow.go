package maintenance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

const (
	// slowTold is how many slow statements are told of.
	slowTold = 5
	// slowMean is from which mean on the server's own count tells of a statement.
	slowMean = connect.SlowStatement
)

// Statement is one that took long.
type Statement struct {
	// SQL is the statement on one line, without what it was given.
	SQL   string
	Times int
	// Mean is how long it took on the average, Most at most; Most is zero where only the
	// server counted.
	Mean, Most time.Duration
	// Plan is how the server carries it out, whatever it is given; empty where it cannot
	// say.
	Plan string
}

// Slow returns the statements that took a second and more, those that took longest in all
// first: of this process since it was last asked, and by the server's own count where it
// has pg_stat_statements.
func (s *Store) Slow(ctx context.Context) ([]Statement, error) {
	var all []Statement
	for _, one := range s.reg.TakeSlow() {
		all = append(all, Statement{SQL: one.SQL, Times: one.Times, Mean: one.All / time.Duration(one.Times), Most: one.Most})
	}
	counted, err := s.counted(ctx)
	if err != nil {
		return nil, err
	}
	all = append(all, counted...)
	slices.SortStableFunc(all, func(a, b Statement) int {
		return cmp.Compare(b.Mean*time.Duration(b.Times), a.Mean*time.Duration(a.Times))
	})
	all = all[:min(len(all), slowTold)]
	for i := range all {
		all[i].Plan = s.plan(ctx, all[i].SQL)
		all[i].SQL = strings.Join(strings.Fields(all[i].SQL), " ")
	}
	return all, nil
}

// counted are those of pg_stat_statements, which a database has in any schema or none.
func (s *Store) counted(ctx context.Context) ([]Statement, error) {
	var at string
	err := s.reg.QueryRow(ctx, `SELECT format('%I.pg_stat_statements', n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
		WHERE e.extname = 'pg_stat_statements'`).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, connect.ReadError(err)
	}
	rows, err := s.reg.Query(ctx, `SELECT s.query, s.calls, s.mean_exec_time, s.max_exec_time FROM `+at+` s
		WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.mean_exec_time >= $1 AND s.query <> '<insufficient privilege>'
		ORDER BY s.total_exec_time DESC LIMIT $2`, slowMean.Milliseconds(), slowTold)
	if err != nil {
		return nil, nil //nolint:nilerr // it is not loaded, or the role may not read it: what the process measured is told
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Statement, error) {
		var one Statement
		var mean, most float64
		err := row.Scan(&one.SQL, &one.Times, &mean, &most)
		one.Mean, one.Most = time.Duration(mean*float64(time.Millisecond)), time.Duration(most*float64(time.Millisecond))
		return one, err
	})
	if err != nil {
		return nil, nil //nolint:nilerr // the same, told with the rows
	}
	return all, nil
}

// plan is how the server would carry a statement out, without doing it.
func (s *Store) plan(ctx context.Context, sql string) string {
	ctx, cancel := context.WithTimeout(ctx, connect.AskTime)
	defer cancel()
	conn, err := s.reg.Acquire(ctx)
	if err != nil {
		return ""
	}
	defer conn.Release()
	tx, err := conn.Begin(ctx)
	if err != nil {
		return ""
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	numbered, _, err := pgx.NamedArgs{}.RewriteQuery(ctx, conn.Conn(), sql, nil)
	if err != nil {
		return ""
	}
	const name = "society360_explained"
	prepared, err := tx.Prepare(ctx, name, numbered)
	if err != nil {
		return ""
	}
	defer func() { _ = conn.Conn().Deallocate(context.WithoutCancel(ctx), name) }()
	explain := `EXPLAIN EXECUTE ` + name
	if n := len(prepared.ParamOIDs); n > 0 {
		explain += `(` + strings.TrimSuffix(strings.Repeat("NULL, ", n), ", ") + `)`
	}
	if _, err := tx.Exec(ctx, `SET LOCAL plan_cache_mode = force_generic_plan`); err != nil {
		return ""
	}
	rows, err := tx.Query(ctx, explain, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return ""
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return ""
	}
	return strings.Join(lines, "\n")
}

// String says it on a line.
func (one Statement) String() string {
	sql := []rune(one.SQL)
	if len(sql) > 160 {
		sql = append(sql[:159], '…')
	}
	return fmt.Sprintf("%.1f s (%d times, %.1f s at most): %s", one.Mean.Seconds(), one.Times, one.Most.Seconds(), string(sql))
}
