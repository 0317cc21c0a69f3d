package backup

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// Census is what stands in a society's database.
type Census struct {
	// Tables are the rows of every table, by schema and name.
	Tables map[string]int64 `json:"tables"`
	// Billed is the sum of all bills, Paid that of the payments that succeeded, in rupees.
	Billed string `json:"billed"`
	Paid   string `json:"paid"`
}

// Rows are those of one of the society's own tables, such as users.
func (c Census) Rows(table string) int64 { return c.Tables[ownSchema+table] }

// ownSchema begins the names of the society's own tables in a census, in whatever schema
// they are.
const ownSchema = "society."

// Differ lists, by their names, the tables and sums of a copy that are not what they were
// in the database at a moment between the two censuses before and after.
func (c Census) Differ(before, after Census) (names []string) {
	all := maps.Clone(before.Tables)
	maps.Copy(all, after.Tables)
	maps.Copy(all, c.Tables)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b, a := before.Tables[name], after.Tables[name]
		if n := c.Tables[name]; n < min(a, b) || n > max(a, b) {
			names = append(names, name)
		}
	}
	if before.Billed == after.Billed && c.Billed != before.Billed {
		names = append(names, "the sum of the bills")
	}
	if before.Paid == after.Paid && c.Paid != before.Paid {
		names = append(names, "the sum of the payments")
	}
	return names
}

// Count counts what stands in the database, at one moment, as the tables' owner. Errors:
// Unavailable, and Forbidden where a table of another owner may not be read.
func Count(ctx context.Context, cfg connect.Config) (Census, error) {
	conn, err := connect.SocietyOwner(ctx, cfg)
	if err != nil {
		return Census{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return Census{}, connect.ReadError(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	c, err := count(ctx, tx)
	return c, connect.ReadError(err)
}

// count is Count in a transaction.
func count(ctx context.Context, d connect.DB) (Census, error) {
	c := Census{Tables: map[string]int64{}}
	rows, err := d.Query(ctx, `SELECT CASE WHEN n.nspname = current_schema() THEN $1 ELSE n.nspname || '.' END || c.relname,
			format('%I.%I', n.nspname, c.relname)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
			AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
		ORDER BY 1`, ownSchema)
	if err != nil {
		return c, err
	}
	type table struct{ Name, SQL string }
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[table])
	if err != nil {
		return c, err
	}
	batch := &pgx.Batch{}
	for _, t := range tables {
		batch.Queue(`SELECT count(*) FROM ONLY ` + t.SQL).QueryRow(func(row pgx.Row) error {
			var n int64
			err := row.Scan(&n)
			c.Tables[t.Name] = n
			return err
		})
	}
	batch.Queue(`SELECT (SELECT coalesce(sum(b.amount), 0)::numeric(20,2)::text FROM bills b),
		(SELECT coalesce(sum(p.amount_paid), 0)::numeric(20,2)::text FROM payments p WHERE coalesce(p.status, 'success') = 'success')`).
		QueryRow(func(row pgx.Row) error { return row.Scan(&c.Billed, &c.Paid) })
	return c, d.SendBatch(ctx, batch).Close()
}

// Mark writes a point of a name into the log of changes, at which a restore can end, and
// has the log handed over up to it. superuserURL leads to any database of the private
// server. The error is Unavailable where the log was not handed over within the context.
func Mark(ctx context.Context, superuserURL, name string) error {
	conn, err := connect.Owner(ctx, connect.Config{OwnerURL: superuserURL})
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var file string
	if err := conn.QueryRow(ctx, `SELECT pg_walfile_name(pg_create_restore_point($1))`, name).Scan(&file); err != nil {
		return connect.ReadError(err)
	}
	if _, err := conn.Exec(ctx, `SELECT pg_switch_wal()`); err != nil {
		return connect.ReadError(err)
	}
	return until(ctx, func() (bool, error) {
		var there bool
		err := conn.QueryRow(ctx, `SELECT coalesce(last_archived_wal >= $1, false) FROM pg_stat_archiver`, file).Scan(&there)
		return there, connect.ReadError(err)
	})
}

// Recovered waits until a restored server has taken what there is from the log of changes
// and lets everybody work, and makes it one like any other. last is when the last change
// in it was saved, zero where it took none from the log.
func Recovered(ctx context.Context, superuserURL string) (last time.Time, err error) {
	conn, err := connect.Owner(ctx, connect.Config{OwnerURL: superuserURL})
	if err != nil {
		return last, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = until(ctx, func() (bool, error) {
		var busy bool
		err := conn.QueryRow(ctx, `SELECT pg_is_in_recovery()`).Scan(&busy)
		return !busy, connect.ReadError(err)
	})
	if err != nil {
		return last, err
	}
	var at *time.Time
	if err := conn.QueryRow(ctx, `SELECT pg_last_xact_replay_timestamp()`).Scan(&at); err != nil {
		return last, connect.ReadError(err)
	}
	if at != nil {
		last = at.UTC()
	}
	// What led the recovery would lead the next one too, of another kind.
	for _, name := range []string{"restore_command", "recovery_target_time", "recovery_target_name", "recovery_target_action", "recovery_target_timeline"} {
		if _, err := conn.Exec(ctx, `ALTER SYSTEM RESET `+name); err != nil {
			return last, connect.ReadError(err)
		}
	}
	return last, nil
}

// lookEvery is how often it is looked whether the server is done with something.
const lookEvery = 100 * time.Millisecond

func until(ctx context.Context, done func() (bool, error)) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		if is, err := done(); is || err != nil {
			return err
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return &fault.Error{Kind: fault.Unavailable, Cause: ctx.Err(), Format: "The database server was not done in time."}
			}
			return context.Cause(ctx)
		}
	}
}
