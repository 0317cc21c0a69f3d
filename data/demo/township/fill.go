package township

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/reports"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// filling is the way of a township into its database.
type filling struct {
	cfg  connect.Config
	opts Options
	town *town
	made Made
	// society is the connection of all tables but the trail, trail that of audit_logs.
	society, trail *pgx.Conn
	// unkeyed are the trail's foreign keys, which are away while it is filled: its
	// accounts are another transaction's.
	unkeyed []keyed
	// copies is how many large tables are still filled.
	copies        atomic.Int64
	rows, indexes counter
}

// counter tells how far a kind of work is, at each so many.
type counter struct {
	tell  func(done, total int)
	done  atomic.Int64
	total int
	every int64
}

func (c *counter) add(told bool) {
	if done := c.done.Add(1); told && c.tell != nil && done%c.every == 0 && int(done) < c.total {
		c.tell(int(done), c.total)
	}
}

// end wipes the counter.
func (c *counter) end() {
	if c.tell != nil {
		c.tell(c.total, c.total)
	}
}

func (f *filling) counter(of string, c *counter, total int, every int64) {
	c.total, c.every = total, every
	if f.opts.Progress != nil {
		c.tell = f.opts.Progress(of)
	}
}

// count begins the counters: rows, and then the indexes, of which most are made behind
// the last row.
func (f *filling) count(ctx context.Context) error {
	var indexes int
	tables := largeTables()
	if err := f.society.QueryRow(ctx, `SELECT count(*) FROM pg_index i WHERE i.indrelid = ANY ($1::text[]::regclass[])
		AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`, tables).Scan(&indexes); err != nil {
		return err
	}
	f.copies.Store(int64(len(tables)))
	f.counter("rows", &f.rows, len(f.town.units)*rowsAUnit, 20_000)
	f.counter("indexes", &f.indexes, indexes, 1)
	return nil
}

// copied ends the counter of rows with the last of the large tables.
func (f *filling) copied() {
	if f.copies.Add(-1) == 0 {
		f.rows.end()
	}
}

// begin connects, and looks whether the database is empty.
func (f *filling) begin(ctx context.Context) (err error) {
	if f.society, err = connect.SocietyOwner(ctx, f.cfg); err != nil {
		return connect.ReadError(err)
	}
	if err := mustBeEmpty(ctx, f.society); err != nil {
		return err
	}
	return mustBeWhole(ctx, f.society)
}

// close ends the connections, and with them what was not committed.
func (f *filling) close() {
	ctx, cancel := context.WithTimeout(context.Background(), connect.AskTime) // also where the work was cancelled
	defer cancel()
	for _, conn := range []*pgx.Conn{f.society, f.trail} {
		if conn != nil {
			_ = conn.Close(ctx)
		}
	}
}

// mustBeEmpty refuses a database in which anything stands.
func mustBeEmpty(ctx context.Context, d connect.DB) error {
	var taken bool
	err := d.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM units) OR EXISTS (SELECT FROM blocks)
		OR EXISTS (SELECT FROM visitor_logs) OR EXISTS (SELECT FROM maintenance_tickets)
		OR EXISTS (SELECT FROM bills) OR EXISTS (SELECT FROM payments)`).Scan(&taken)
	switch {
	case err != nil:
		return connect.ReadError(err)
	case taken:
		e := fault.Refuse("This database has accounts, units or records already; a township goes into an empty one only.")
		e.Cause = demo.ErrNotEmpty
		return e
	}
	return nil
}

// mustBeWhole refuses a database in which the trail of a township stands alone.
func mustBeWhole(ctx context.Context, d connect.DB) error {
	var half bool
	err := d.QueryRow(ctx, `SELECT EXISTS (SELECT FROM audit_logs WHERE action = $1)`, string(seeded)).Scan(&half)
	if err == nil && half {
		return fault.Refuse("A township was cut short here in its last moment: its trail stands and its society does not. Make the database anew, migrate it and seed that.")
	}
	return connect.ReadError(err)
}

// fill writes the township. The trail is committed first: its keys can be made again
// once it stands, by the transaction that has the accounts.
func (f *filling) fill(ctx context.Context) (err error) {
	if f.trail, err = connect.SocietyOwner(ctx, f.cfg); err != nil {
		return connect.ReadError(err)
	}
	if err := f.unkey(ctx); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			err = errors.Join(err, f.rekey(ctx))
		}
	}()
	if err := f.count(ctx); err != nil {
		return err
	}
	defer f.rows.end()
	defer f.indexes.end()
	society, err := beginFilling(ctx, f.society)
	if err != nil {
		return err
	}
	trail, err := beginFilling(ctx, f.trail)
	if err != nil {
		return err
	}
	g, both := errgroup.WithContext(ctx)
	g.Go(func() error { return f.fillSociety(both, society) })
	g.Go(func() error { return f.copy(both, trail, f.town.trailRows(), &f.made.Entries) })
	if err := g.Wait(); err != nil {
		return err
	}
	if err := trail.Commit(ctx); err != nil {
		return err
	}
	committed = true
	for _, k := range f.unkeyed {
		if err := k.restore(ctx, society); err != nil {
			return err
		}
	}
	if err := society.Commit(ctx); err != nil {
		return err
	}
	return f.settle(ctx)
}

// beginFilling begins a transaction that waits for nobody's lock for long: nobody has
// business in an empty database.
func beginFilling(ctx context.Context, conn *pgx.Conn) (pgx.Tx, error) {
	tx, err := conn.Begin(ctx)
	if err == nil {
		_, err = tx.Exec(ctx, `SET LOCAL lock_timeout = '20s'`)
	}
	return tx, err
}

// fillSociety fills all tables but the trail's, and looks at the sums.
func (f *filling) fillSociety(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return err
	}
	if err := mustBeEmpty(ctx, tx); err != nil {
		return err
	}
	roles, err := demo.RoleIDs(ctx, tx)
	if err != nil {
		return err
	}
	if err := f.configure(ctx, tx); err != nil {
		return err
	}
	counts := map[string]*int{
		"users": &f.made.Users, "units": &f.made.Units, "visitor_logs": &f.made.Visits, "maintenance_tickets": &f.made.Tickets,
		"bills": &f.made.Bills, "payments": &f.made.Payments,
	}
	for _, t := range f.town.tables(roles) {
		count := counts[t.name]
		if count == nil {
			count = new(int)
		}
		if err := f.copy(ctx, tx, t, count); err != nil {
			return err
		}
	}
	// Of each name once: a key takes longer to make than all else that is read of a visit.
	if _, err := tx.Exec(ctx, `INSERT INTO visitor_names (key) SELECT DISTINCT society360_name_key(v.visitor_name)
		FROM (SELECT DISTINCT visitor_name FROM visitor_logs) v`); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO payment_totals (payment_id, made_with, total, paid_at)
		SELECT w.payment_id, w.made_with, w.total, w.paid_at FROM (`+maintenance.WrongTotals+`) w WHERE w.total IS NOT NULL`); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `SELECT setval('maintenance_tickets_number_seq', $1)`, max(1, f.made.Tickets)); err != nil {
		return err
	}
	return checkSums(ctx, tx)
}

// settle has the database look at what it was given, and then makes the reports'
// figures; both connections have their part.
func (f *filling) settle(ctx context.Context) error {
	if err := f.both(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		if conn == f.trail {
			_, err := conn.Exec(ctx, `VACUUM (ANALYZE) audit_logs`)
			return err
		}
		return each(f.town.tables(nil), func(t table) error {
			_, err := conn.Exec(ctx, `VACUUM (ANALYZE) `+pgx.Identifier{t.name}.Sanitize())
			return err
		})
	}); err != nil {
		return err
	}
	waiting := make(chan reports.Report, len(reports.Reports()))
	for _, name := range reports.Reports() {
		waiting <- name
	}
	close(waiting)
	return f.both(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		for name := range waiting {
			if _, err := conn.Exec(ctx, `SELECT society360_refresh_report($1)`, string(name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// both has each of the two connections do its part.
func (f *filling) both(ctx context.Context, part func(ctx context.Context, conn *pgx.Conn) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, conn := range []*pgx.Conn{f.trail, f.society} {
		g.Go(func() error { return part(ctx, conn) })
	}
	return g.Wait()
}

// rekeyTime bounds the putting back of the trail's keys where nothing else was done.
const rekeyTime = time.Minute

// unkey takes the trail's foreign keys off, in a transaction of its own: to drop one
// locks the accounts too, which the society's transaction fills.
func (f *filling) unkey(ctx context.Context) (err error) {
	if f.town.settings, err = f.town.changedSettings(ctx, f.society); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, f.trail, func(tx pgx.Tx) error {
		if f.unkeyed, err = taken(ctx, tx, "audit_logs", aKey); err != nil {
			return err
		}
		if len(f.unkeyed) == 0 {
			// A township before this one was killed: the key is the platform's.
			f.unkeyed = []keyed{{Make: `ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL`}}
			return nil
		}
		for _, k := range f.unkeyed {
			if _, err := tx.Exec(ctx, k.Drop); err != nil {
				return err
			}
		}
		return nil
	})
}

// rekey puts them on again where the township came to nothing, whatever it was that
// ended it.
func (f *filling) rekey(ctx context.Context) error {
	f.close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rekeyTime)
	defer cancel()
	conn, err := connect.SocietyOwner(ctx, f.cfg)
	if err != nil {
		return connect.ReadError(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, k := range f.unkeyed {
		if err := k.restore(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}
