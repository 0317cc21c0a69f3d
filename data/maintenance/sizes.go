package maintenance

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/jackc/pgx/v5"
)

// Whole is the name under which the size of the whole database is kept.
const Whole = "*"

// sizesLast is how long sizes are kept, in days: growth over a year shows.
const sizesLast = 400

// Size is how large a table is, with its indexes.
type Size struct {
	// Name is the table's, with its schema where that is another; Whole for all.
	Name  string `db:"name"`
	Bytes int64  `db:"bytes"`
	// Rows is about how many it has, as the server last counted; 0 for the whole.
	Rows int64 `db:"table_rows"`
	// Month is by how many bytes it grows in 30 days, nil where it is not known for a week.
	Month *int64 `db:"month"`
	// Shown and MonthShown are both as people read them, such as 12 MB.
	Shown      string `db:"shown"`
	MonthShown string `db:"month_shown"`
}

// nowSQL are the sizes of now.
const nowSQL = `SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname AS name,
		pg_total_relation_size(c.oid) AS bytes, greatest(c.reltuples, 0)::bigint AS table_rows
	FROM ` + ourTables + ` AND c.relkind IN ('r', 'm')
	UNION ALL SELECT '` + Whole + `', pg_database_size(current_database()), 0`

// Measure keeps the sizes of today, and returns that of the whole database in bytes.
func (s *Store) Measure(ctx context.Context) (whole int64, err error) {
	err = s.reg.QueryRow(ctx, `WITH now AS (`+nowSQL+`),
		old AS (DELETE FROM society360_table_sizes WHERE day < society360_today() - @last::int RETURNING 1),
		kept AS (
			INSERT INTO society360_table_sizes (day, name, bytes, table_rows) SELECT society360_today(), n.name, n.bytes, n.table_rows FROM now n
			ON CONFLICT (name, day) DO UPDATE SET bytes = EXCLUDED.bytes, table_rows = EXCLUDED.table_rows RETURNING 1
		)
		SELECT bytes FROM now WHERE name = '`+Whole+`'`, pgx.NamedArgs{"ours": ours(), "last": sizesLast}).Scan(&whole)
	return whole, connect.WriteError(err)
}

// Sizes returns how large the tables are, the largest first, and what they grow in a
// month by what was kept of the last 30 days. Admins only.
func (s *Store) Sizes(ctx context.Context, actor role.Actor) ([]Size, error) {
	if err := actor.PermitAll(role.ReadHealth); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, sizesTime)
	defer cancel()
	return register.List[Size](ctx, s.reg, `WITH now AS (`+nowSQL+`)
		SELECT n.name, n.bytes, n.table_rows, g.month, pg_size_pretty(n.bytes) AS shown, coalesce(pg_size_pretty(g.month), '') AS month_shown
		FROM now n LEFT JOIN LATERAL (SELECT k.day, k.bytes FROM society360_table_sizes k
			WHERE k.name = n.name AND k.day >= society360_today() - 30 ORDER BY k.day LIMIT 1) b ON true
			CROSS JOIN LATERAL (SELECT CASE WHEN society360_today() - b.day >= 7 THEN (n.bytes - b.bytes) * 30 / (society360_today() - b.day) END AS month) g
		ORDER BY n.name <> '`+Whole+`', n.bytes DESC, n.name`, pgx.NamedArgs{"ours": ours()})
}

// sizesTime bounds the measuring, which asks the disk for every table.
const sizesTime = 5 * time.Second
