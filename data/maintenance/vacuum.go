package maintenance

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// Done is what became of tables or indexes.
type Done struct {
	// Things are how many were done, Skipped those that somebody had locked.
	Things  int
	Skipped []string
	// Freed is by how many bytes they became smaller.
	Freed int64
}

// Vacuum gives back the room of deleted rows for new ones, and renews the statistics, of
// every table of the register. It goes past a table that somebody has locked.
func Vacuum(ctx context.Context, owner *pgx.Conn) (Done, error) {
	tables, err := list(ctx, owner, `SELECT format('%I.%I', n.nspname, c.relname) FROM `+ourTables+` AND c.relkind IN ('r', 'm') ORDER BY c.relname`)
	if err != nil {
		return Done{}, err
	}
	return each(ctx, owner, `VACUUM (ANALYZE) `, tables)
}

// AnalyzeChanged renews the statistics of tables of which a tenth was written since they
// were last counted, as after an import, a run of bills or a copy by another program.
func AnalyzeChanged(ctx context.Context, owner *pgx.Conn) (Done, error) {
	tables, err := list(ctx, owner, `SELECT format('%I.%I', n.nspname, c.relname) FROM `+ourTables+` AND c.relkind = 'r'
		AND pg_stat_get_mod_since_analyze(c.oid) > 1000 + greatest(c.reltuples, 0) / 10 ORDER BY c.relname`)
	if err != nil {
		return Done{}, err
	}
	return each(ctx, owner, `ANALYZE `, tables)
}

// list reads names of things of the register.
func list(ctx context.Context, owner *pgx.Conn, sql string) ([]string, error) {
	rows, err := owner.Query(ctx, sql, pgx.NamedArgs{"ours": ours()})
	if err != nil {
		return nil, connect.ReadError(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return names, connect.ReadError(err)
}

// each runs a statement on one table after the other.
func each(ctx context.Context, owner *pgx.Conn, statement string, tables []string) (done Done, err error) {
	if err := giveWay(ctx, owner, lockWait); err != nil {
		return done, err
	}
	for _, table := range tables {
		switch _, err := owner.Exec(ctx, statement+table); {
		case err == nil:
			done.Things++
		case connect.StateOf(err) == connect.LockNotAvailable:
			done.Skipped = append(done.Skipped, bare(table))
		default:
			return done, connect.ReadError(err)
		}
	}
	return done, nil
}

// bare is a name without its schema.
func bare(name string) string { return name[strings.LastIndex(name, ".")+1:] }
