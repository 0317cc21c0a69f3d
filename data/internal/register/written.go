package register

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/topic"
)

// The server counts the rows that are written to each table, whoever writes them.
// By its counters a bus finds what nobody told it (Tally). So that it does not tell
// once more what it was told of, a write reads what it adds to them itself, its
// triggers' rows and all, and the notification carries that along.
//
// What a connection counts reaches the counters that all see up to ten seconds
// late, but a write has its own brought there before the server answers it: whoever
// hears of a write finds all of its rows counted. PostgreSQL 14 cannot do that; there
// nothing is carried along, and the bus tells of each write twice.

// bringsCounts is the first PostgreSQL that brings a connection's counts when asked.
const bringsCounts = 15

// counted are the tables that desks show something of.
func counted() []string {
	return []string{
		"visitor_logs", "announcements", "system_config", "users", "blocks", "units", "user_units",
		"maintenance_tickets", "bills", "payments",
	}
}

// The counters of the counted tables, in their order: everybody's, and those of the
// connection's own which everybody's lack yet.
func everybodysCounters() string { return counters("pg_stat_get") }
func ownCounters() string        { return counters("pg_stat_get_xact") }

func counters(prefix string) string {
	var of []string
	for _, table := range counted() {
		// A constant, which is looked up once for a prepared statement.
		is := `('` + table + `'::regclass)`
		of = append(of, prefix+`_tuples_inserted`+is+` + `+prefix+`_tuples_updated`+is+` + `+prefix+`_tuples_deleted`+is)
	}
	return `ARRAY[` + strings.Join(of, `, `) + `]`
}

// serverRun tells one run of a server from another: after a failover, transactions
// and counters are not those of before.
const serverRun = `extract(epoch FROM pg_postmaster_start_time())::text`

// countBefore stands before a write's first statement, for earlier ones of its
// connection may have counts on their way; countAfter stands behind its last. Each write
// sends both.
//
//nolint:gochecknoglobals // made once of constants
var (
	countBefore = `SELECT ` + ownCounters()
	countAfter  = `SELECT ` + ownCounters() + `, coalesce(pg_current_xact_id_if_assigned()::text, '0')::bigint, ` + serverRun + `
		FROM pg_stat_force_next_flush()`
)

// grown is by how much counters grew.
func grown(before, after []int64) map[string]int64 {
	grown := map[string]int64{}
	for i, table := range counted() {
		if n := after[i] - before[i]; n != 0 {
			grown[table] = n
		}
	}
	return grown
}

// count reads what the statements of a batch write, which is one transaction.
type count struct {
	// can tells whether the server brings counts when asked.
	can      bool
	counters []int64
	written  topic.Written
}

func startCount(conn *pgx.Conn) *count {
	return &count{can: connect.Major(conn.PgConn().ParameterStatus("server_version")) >= bringsCounts}
}

// before and after go into the batch around its statements.
func (c *count) before(batch *pgx.Batch) {
	if c.can {
		batch.Queue(countBefore)
	}
}

func (c *count) after(batch *pgx.Batch) {
	if c.can {
		batch.Queue(countAfter)
	}
}

// readBefore and readAfter take their answers. An error of theirs is one of the
// batch, which comes out as it is closed.
func (c *count) readBefore(answers pgx.BatchResults) {
	if c.can {
		_ = answers.QueryRow().Scan(&c.counters)
	}
}

func (c *count) readAfter(answers pgx.BatchResults) {
	if !c.can {
		return
	}
	var counters []int64
	err := answers.QueryRow().Scan(&counters, &c.written.First, &c.written.Run)
	if err == nil && len(counters) == len(c.counters) {
		c.written.Rows = grown(c.counters, counters)
	}
}

// Tally sets the rows that were written against those that notifications told of.
type Tally struct {
	conn  *pgx.Conn
	about func(table string) topic.Topic
	// counters are as it found them last, in this run of the server: with nothing yet
	// of the transaction next, nor of any later one.
	counters []int64
	run      string
	next     uint64
	// told is what notifications say was written since.
	told map[string]int64
}

// NewTally begins one: everything up to now counts as told.
func (s *Register) NewTally(ctx context.Context, conn *pgx.Conn) (*Tally, error) {
	t := &Tally{conn: conn, about: s.About}
	return t, t.count(ctx)
}

// count reads the counters.
func (t *Tally) count(ctx context.Context) error {
	var counters []int64
	if err := t.conn.QueryRow(ctx, `SELECT `+everybodysCounters()).Scan(&counters); err != nil {
		return connect.ReadError(err)
	}
	// Behind the counters, with a snapshot of its own: a transaction that ends in
	// between may be in them.
	var run string
	var next uint64
	err := t.conn.QueryRow(ctx, `SELECT `+serverRun+`, pg_snapshot_xmax(pg_current_snapshot())::text::bigint`).Scan(&run, &next)
	if err != nil {
		return connect.ReadError(err)
	}
	t.counters, t.run, t.next, t.told = counters, run, next, map[string]int64{}
	return nil
}

// Hear takes what a notification tells of. A write that may have been in the counters
// already explains nothing that they find next, nor is a table's topic told by what
// does not name it.
func (t *Tally) Hear(n topic.News) {
	if t.awaits(n.Written) {
		for table, rows := range n.Written.Rows {
			if _, is := n.Told[t.about(table)]; is {
				t.told[table] += rows
			}
		}
	}
	if t.awaits(n.Moved) {
		for table, rows := range n.Moved.Rows {
			t.told[table] += rows
		}
	}
}

// awaits reports whether the counters have yet to show what was written.
func (t *Tally) awaits(w topic.Written) bool { return w.Run == t.run && w.First >= t.next }

// Look returns the tables to which more was written since the last look than was
// told of.
func (t *Tally) Look(ctx context.Context) ([]string, error) {
	before, told := t.counters, t.told
	if err := t.count(ctx); err != nil {
		return nil, err
	}
	now := grown(before, t.counters)
	var untold []string
	for _, table := range counted() {
		if now[table] != told[table] {
			untold = append(untold, table)
		}
	}
	return untold, nil
}
