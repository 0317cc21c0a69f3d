package maintenance

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

const (
	// smallIndex is the size in bytes below which an index is left as it is.
	smallIndex = 1 << 20
	// grownBy is how many times as large as its rows need an index is made anew.
	grownBy = 2
	// reindexWait is how long the making of an index waits for transactions that began
	// before it. It holds up nobody meanwhile.
	reindexWait = time.Minute
)

// grownSQL lists the B-trees of the register that are larger than their rows need: each
// row takes its columns' average widths, 8 bytes of an entry's head and 4 of its place,
// in pages that are nine tenths full. A partial index over rows that come and go, such
// as that of who is inside, keeps pages that are nearly empty.
const grownSQL = `SELECT format('%I.%I', n.nspname, i.relname), pg_relation_size(i.oid), coalesce(w.width, 0)
	FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam AND m.amname = 'btree'
	JOIN (SELECT c.oid, c.relname, n.nspname FROM ` + ourTables + ` AND c.relkind IN ('r', 'm')) n ON n.oid = x.indrelid
	CROSS JOIN LATERAL (
		SELECT sum((coalesce(s.avg_width, 16) + 7) / 8 * 8) AS width FROM pg_attribute a
		LEFT JOIN pg_attribute t ON t.attrelid = x.indrelid AND t.attnum = x.indkey[a.attnum - 1] AND x.indkey[a.attnum - 1] > 0
		LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND NOT s.inherited
			AND (t.attname IS NOT NULL AND s.tablename = n.relname AND s.attname = t.attname
				OR t.attname IS NULL AND s.tablename = i.relname AND s.attname = a.attname)
		WHERE a.attrelid = i.oid AND a.attnum > 0
	) w
	WHERE x.indisvalid AND i.relkind = 'i' AND i.reltuples >= 0 AND pg_relation_size(i.oid) > @small
		AND pg_relation_size(i.oid) > @grown * (i.reltuples * (coalesce(w.width, 0) + 12) / 0.9 + 8192)
	ORDER BY pg_relation_size(i.oid) DESC`

// leftSQL lists what a making anew that was broken off left behind.
const leftSQL = `SELECT format('%I.%I', n.nspname, i.relname) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
	JOIN (SELECT c.oid, n.nspname FROM ` + ourTables + `) n ON n.oid = x.indrelid
	WHERE NOT x.indisvalid AND i.relname ~ '_cc(new|old)[0-9]*$' ORDER BY i.relname`

// Reindex makes those indexes anew that have grown beyond what their rows need, while
// others work. What a broken run left behind it drops first. An index whose table
// somebody keeps busy is left to the next run.
func Reindex(ctx context.Context, owner *pgx.Conn) (done Done, err error) {
	if err := giveWay(ctx, owner, reindexWait); err != nil {
		return done, err
	}
	if err := dropLeft(ctx, owner); err != nil {
		return done, err
	}
	indexes, err := grown(ctx, owner)
	if err != nil {
		return done, err
	}
	for _, index := range indexes {
		switch _, err := owner.Exec(ctx, `REINDEX INDEX CONCURRENTLY `+index.name); {
		case err == nil:
			done.Things++
			var now int64
			if err := owner.QueryRow(ctx, `SELECT pg_relation_size($1::regclass)`, index.name).Scan(&now); err != nil {
				return done, connect.ReadError(err)
			}
			done.Freed += index.size - now
		case connect.StateOf(err) == connect.LockNotAvailable:
			done.Skipped = append(done.Skipped, bare(index.name))
			if err := dropLeft(ctx, owner); err != nil {
				return done, err
			}
		default:
			return done, connect.ReadError(err)
		}
	}
	return done, nil
}

// index is one with its size in bytes.
type index struct {
	name  string
	size  int64
	width int64
}

func grown(ctx context.Context, owner *pgx.Conn) ([]index, error) {
	rows, err := owner.Query(ctx, grownSQL, pgx.NamedArgs{"ours": ours(), "small": smallIndex, "grown": grownBy})
	if err != nil {
		return nil, connect.ReadError(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i index, err error) {
		return i, row.Scan(&i.name, &i.size, &i.width)
	})
	return all, connect.ReadError(err)
}

// dropLeft drops what was left behind; what is in use goes with the next run.
func dropLeft(ctx context.Context, owner *pgx.Conn) error {
	left, err := list(ctx, owner, leftSQL)
	if err != nil {
		return err
	}
	for _, name := range left {
		if _, err := owner.Exec(ctx, `DROP INDEX CONCURRENTLY IF EXISTS `+name); err != nil && connect.StateOf(err) != connect.LockNotAvailable {
			return connect.ReadError(err)
		}
	}
	return nil
}
